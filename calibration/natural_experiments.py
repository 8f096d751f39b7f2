"""Reforms of the past run inside the model, measured as the studies measured them.

``vat_2004``: in July 2004 six industries of the north-east could deduct the tax on equipment. The
model is settled without the credit; then the eligible sectors get it, and a difference in
differences is estimated on the model's own panel, eligible against other sectors. The same run
without the reform is the placebo, and, as both have the same luck, its difference to the reform
enterprise by enterprise is the effect itself, which no study can see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from agents.parameters import with_values
from calibration.stylised_facts import Panel
from experiments.intervals import CONFIDENCE
from model.input_data.data_tables import SECTORS, SERVICES
from model.simulate import Start, start
from model.state import State
from scenarios.loader import one_scenario
from scenarios.policy_schedule import Prepared, prepare

FloatArray = NDArray[np.float64]
VAT_2004 = "vat_2004"
EXPERIMENTS = (VAT_2004,)
BEFORE, AFTER = 2, 4  # years on both sides of the reform
VAT = 0.17  # tax on equipment of 2004: what the credit takes off its price
# mining, non-metallic minerals, utilities; the residual sector is printing, metal products and more
OTHERS = frozenset({"mining", "building_materials", "power_heat", "other_manufacturing"})
ELIGIBLE = np.array([name not in OTHERS and name not in SERVICES for name in SECTORS])
CONTROL = np.array([name in OTHERS for name in SECTORS])
OUTCOMES = {"investment": "spending", "employment": "staff", "output": "sales"}
FIGURES = (  # what is judged
    "investment",
    "elasticity",
    "elasticity_effect",
    "employment_effect",
    "labour_productivity_effect",
    "placebo",
    "small_less_large",
    "private_less_state",
)
GROUPS = ("small", "large", "private", "state", "cash_rich", "cash_poor")


class Study(NamedTuple):
    """What a study of the credit found: log points of investment, and its source."""

    name: str
    investment: float
    source: str

    @property
    def elasticity(self) -> float:
        """Of investment to the price of equipment, as for the model."""
        return self.investment / float(np.log1p(VAT))


STUDIES = (
    Study(
        "Zhang, Chen and He 2018",
        float(np.log(1.28)),
        "+28%, own estimate of the elasticity 1.84; 10.1007/s10797-017-9475-y",
    ),
    Study(
        "Cai and Harrison 2021",
        0.0,
        "no clear rise of investment, employment -7.5% in the draft of 2016; "
        "10.1177/0019793919889609",
    ),
    Study("Liu and Mao 2019", 0.384, "ln investment +0.384 (2004 to 2009); 10.1257/pol.20170478"),
    Study(
        "Chen and others 2023",
        float(np.log(1.36)),
        "about +36%, national reform of 2009; Review of Economic Studies 90(2)",
    ),
)


@dataclass
class Result:
    """A figure of the model over its seeds, with the range sought and its source."""

    name: str
    values: FloatArray  # one a seed
    sought_low: float
    sought_high: float
    source: str
    at_most_warn: bool = False
    kind: str = "experiment"

    @property
    def value(self) -> float:
        """The mean of the seeds."""
        return float(self.values.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the mean from chance; nan of one seed."""
        n = len(self.values)
        if n < 2:
            return float("nan"), float("nan")
        error = float(self.values.std(ddof=1)) / n**0.5
        half = float(student.ppf(0.5 + 0.5 * CONFIDENCE, n - 1)) * error
        return self.value - half, self.value + half

    @property
    def status(self) -> str:
        """PASS inside the range; WARN where only the interval reaches it, else FAIL."""
        if self.sought_low <= self.value <= self.sought_high:
            return "PASS"
        low, high = self.interval
        reaches = low <= self.sought_high and high >= self.sought_low
        return "WARN" if reaches or self.at_most_warn else "FAIL"


@dataclass
class CreditPanel(Panel):
    """Yearly records of a run in which the eligible get the credit after some years, or never."""

    reform: bool = True
    quarters: int = 0
    kept: tuple[str, ...] = field(default=("sector", "owner", "weight", "cash"))

    def look(self, state: State) -> None:
        """Add a quarter; open the credit once the years before are over."""
        super().look(state)
        self.quarters += 1
        if self.reform and self.quarters == 4 * BEFORE:
            state.sectors["equipment_credit"][ELIGIBLE] = 1.0


class Changes(NamedTuple):
    """Enterprises that lived through all years (n,), official size at the start.

    ``moved`` holds the log change of each outcome, mean of the years after less before.
    """

    keys: NDArray[np.int64]
    moved: dict[str, FloatArray]
    eligible: NDArray[np.bool_]
    state: NDArray[np.bool_]
    small: NDArray[np.bool_]
    cash_rich: NDArray[np.bool_]


def changes(panel: Panel, threshold: float) -> Changes:
    """What changed in the enterprises of a panel.

    Parameters
    ----------
    panel: of ``BEFORE + AFTER`` years
    threshold: yearly sales from which an enterprise counts, million yuan
    """
    keys = panel.keys[0]
    for later in panel.keys[1:]:
        keys = np.intersect1d(keys, later, assume_unique=True)
    rows = [np.searchsorted(k, keys, sorter=np.argsort(k)) for k in panel.keys]
    rows = [np.argsort(k)[r] for k, r in zip(panel.keys, rows, strict=True)]

    def column(name: str, year: int = 0) -> FloatArray:
        result: FloatArray = panel.columns[name][year][rows[year]]
        return result

    years = range(BEFORE + AFTER)
    paths = {n: np.stack([column(c, y) for y in years]) for n, c in OUTCOMES.items()}
    sector = column("sector").astype(int)
    fit = (column("sales") >= threshold) & (ELIGIBLE | CONTROL)[sector]
    for path in paths.values():
        fit &= (path > 0.0).all(axis=0)
    moved = {}
    for name, path in paths.items():
        logs = np.log(path[:, fit])
        moved[name] = logs[BEFORE:].mean(axis=0) - logs[:BEFORE].mean(axis=0)
    staff, cash = column("staff")[fit], (column("cash") / np.maximum(column("sales"), 1e-9))[fit]
    return Changes(
        keys[fit],
        moved,
        ELIGIBLE[sector][fit],
        (column("owner") <= 1)[fit],
        staff < np.median(staff),
        cash > np.median(cash),
    )


def difference(found: Changes, outcome: str, among: NDArray[np.bool_] | None = None) -> float:
    """Difference in differences of an outcome, log points, perhaps among some enterprises only."""
    inside = np.ones(len(found.keys), bool) if among is None else among
    moved = found.moved[outcome]
    treated, others = inside & found.eligible, inside & ~found.eligible
    return float(moved[treated].mean() - moved[others].mean())


def paired(
    reform: Changes, without: Changes, outcome: str, among: NDArray[np.bool_] | None = None
) -> float:
    """Mean effect on the eligible alive in both runs, log points, perhaps among some only."""
    _, a, b = np.intersect1d(reform.keys, without.keys, assume_unique=True, return_indices=True)
    inside = reform.eligible[a] if among is None else (reform.eligible & among)[a]
    gap = reform.moved[outcome][a] - without.moved[outcome][b]
    return float(gap[inside].mean())


def _run(prepared: Prepared, begin: Start, reform: bool, threshold: float) -> Changes:
    panel = CreditPanel(reform=reform)
    prepared.run(begin, on_quarter=panel.look)
    return changes(panel, threshold)


@dataclass(frozen=True)
class Reform:
    """The credit of 2004 in the model: judged figures, and log points of investment by group.

    ``effects`` are with against without the reform, ``differences`` in differences; n seeds each.
    """

    results: tuple[Result, ...]
    effects: dict[str, FloatArray]
    differences: dict[str, FloatArray]


def vat_2004(
    seeds: range, scale: float = 1.0, on_seed: Callable[[int], None] | None = None
) -> Reform:
    """The credit of 2004 on the panel of each seed, in the world of steady growth.

    Parameters
    ----------
    seeds: of the members
    scale: records per enterprise
    on_seed: called with the number of seeds done
    """
    row = with_values({"equipment_credit": 0.0})
    threshold = float(row["threshold_sales"][0])
    prepared = prepare(one_scenario("no_plan", "trend"), 4 * (BEFORE + AFTER))
    lines: dict[str, list[float]] = {}
    groups: dict[str, list[float]] = {}
    by_study: dict[str, list[float]] = {}
    for done, seed in enumerate(seeds, start=1):
        begin = start(seed, scale, row)
        after, never = (_run(prepared, begin, reform, threshold) for reform in (True, False))
        productivity = {"labour_productivity": ("output", "employment")}
        for name in OUTCOMES:
            lines.setdefault(name, []).append(difference(after, name))
            lines.setdefault(f"{name}_effect", []).append(paired(after, never, name))
        for name, (top, under) in productivity.items():
            lines.setdefault(name, []).append(lines[top][-1] - lines[under][-1])
            gap = lines[f"{top}_effect"][-1] - lines[f"{under}_effect"][-1]
            lines.setdefault(f"{name}_effect", []).append(gap)
        lines.setdefault("placebo", []).append(difference(never, "investment"))
        pairs = (after.small, ~after.state, after.cash_rich)
        members = [who for inside in pairs for who in (inside, ~inside)]
        for name, who in zip(GROUPS, members, strict=True):
            groups.setdefault(name, []).append(paired(after, never, "investment", who))
            by_study.setdefault(name, []).append(difference(after, "investment", who))
        if on_seed is not None:
            on_seed(done)
    effects, differences = (
        {name: np.array(values) for name, values in found.items()} for found in (groups, by_study)
    )
    whole = {name: np.array(values) for name, values in lines.items()}
    return Reform(judged(whole, effects), effects, differences)


def judged(lines: dict[str, FloatArray], groups: dict[str, FloatArray]) -> tuple[Result, ...]:
    """The figures that are judged, from those of each seed and of groups."""
    studies, price = "; ".join(s.name for s in STUDIES), float(np.log1p(VAT))
    most = max(s.investment for s in STUDIES)
    jobs = "Cai and Harrison: employment of domestic firms -7.5%; no study finds a rise"
    output = "Liu and Mao: ln productivity +0.089; Cai and Harrison: none"
    chance = "Liu and Mao: 500 placebo reforms, standard deviation 0.031"
    who = "Zhang, Chen and He: larger for small and private firms"
    wide = float("inf")
    effect = lines["investment_effect"] / price
    rows = (
        (lines["investment"], 0.0, most, studies, False),
        (lines["investment"] / price, 0.3, 2.5, studies, True),
        (effect, 0.3, 2.5, studies, True),
        (lines["employment_effect"], -0.15, 0.0, jobs, False),
        (lines["labour_productivity_effect"], 0.0, 0.1, output, False),
        (lines["placebo"], -0.062, 0.062, chance, False),
        (groups["small"] - groups["large"], 0.0, wide, who, False),
        (groups["private"] - groups["state"], 0.0, wide, who, False),
    )
    named = zip(FIGURES, rows, strict=True)
    return tuple(Result(f"{VAT_2004}_{name}", *row) for name, row in named)
