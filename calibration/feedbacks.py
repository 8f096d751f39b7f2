"""Feedbacks of the model, each switched off in turn by named parameters, on common seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from display.numbers import Interval
from experiments.ensemble import Ensemble, Overrides
from experiments.intervals import mean_interval
from experiments.parallel import Progress
from model import indicators
from model.indicators import INDICATOR_INDEX, INDICATORS, FloatArray
from model.input_data.external_world import START
from scenarios.loader import load

SCALE = 0.25
SEEDS = tuple(range(1, 17))
SCENARIOS = ("no_plan", "plan_2015")
BUILT = "built"  # nothing switched off
SHARES = {each.name for each in INDICATORS if each.unit in ("share", "ratio")}
MOST_GAP = 0.25  # log points between the two paths of output: more would be an explosion
LEAST_SPEED = 0.02  # log points a year: slower growth of the gap is none
# by parameter set and scenario: seeds, years, rows, indicators
Values = Mapping[str, Mapping[str, FloatArray]]


@dataclass(frozen=True)
class Seen:
    """Something measured: an indicator of a group of sectors, or of a city."""

    indicator: str
    group: str = "all"
    scope: str = "province"


@dataclass(frozen=True)
class Claim:
    """What the loop should do to something: in the base path, or to the effect of the plan."""

    seen: Seen
    where: str  # "base" or "effect"
    year: int
    sign: int  # of as built less switched off; 0 where theory leaves it open


@dataclass(frozen=True)
class Feedback:
    """One loop: which parameters cut it, where it should show, and what it should do there."""

    name: str
    off: Overrides
    own: tuple[Seen, ...]
    claims: tuple[Claim, ...]


FEEDBACKS: tuple[Feedback, ...] = (
    Feedback(
        "upgrading",
        {"demand_price": 0.0},
        (),
        (Claim(Seen("output"), "effect", 2025, 1), Claim(Seen("employment"), "effect", 2025, 0)),
    ),
    Feedback(
        "pass_through",
        {"takes_default": 1.0, "takes_homogeneous": 1.0, "takes_own": 1.0},
        (Seen("profit_margin"),),
        (Claim(Seen("output"), "effect", 2025, 1), Claim(Seen("employment"), "effect", 2025, 0)),
    ),
    Feedback(
        "reopening",
        {"reopening": 0.0},
        (Seen("obsolete_share", "steel"), Seen("capacity_crude_steel")),
        (
            Claim(Seen("obsolete_share", "steel"), "base", 2020, 1),
            Claim(Seen("capacity_crude_steel"), "base", 2020, 1),
        ),
    ),
    Feedback(
        "builders",
        {"investment_local": 0.0},
        (Seen("output", "equipment"), Seen("quality", "equipment")),
        (
            Claim(Seen("output", "equipment"), "effect", 2020, 1),
            Claim(Seen("quality", "equipment"), "effect", 2025, 1),
        ),
    ),
    Feedback(
        "rescue",
        {"rescue": (0.0, 0.0, 0.0, 0.0)},
        (Seen("utilisation"), Seen("exits")),
        (
            Claim(Seen("zombie_share"), "base", 2020, 1),
            Claim(Seen("utilisation"), "base", 2025, -1),
        ),
    ),
    Feedback(
        "hard",
        {"rescue": (0.0, 0.0, 0.0, 0.0), "soft_credit": 0.0, "reorganise_staff": 1.0e9},
        (Seen("utilisation"), Seen("exits")),
        (
            Claim(Seen("zombie_share"), "base", 2020, 1),
            Claim(Seen("utilisation"), "base", 2025, -1),
        ),
    ),
    Feedback(
        "wages",
        {"wage_phillips": 0.0},
        (Seen("wage"), Seen("unemployed"), Seen("cnc_rate", scope="Dalian")),
        (
            Claim(Seen("employment"), "base", 2020, 1),
            Claim(Seen("cnc_rate", scope="Dalian"), "base", 2025, 0),
        ),
    ),
    Feedback(
        "moving",
        {"plant_least": 1.0e12},
        (
            Seen("investment", scope="northwest"),
            Seen("employment", scope="northwest"),
            Seen("employment", scope="Shenyang"),
            Seen("employment", scope="Dalian"),
        ),
        (
            Claim(Seen("employment", scope="northwest"), "effect", 2020, 1),
            Claim(Seen("employment", scope="northwest"), "effect", 2025, 1),
            Claim(Seen("employment", scope="Shenyang"), "effect", 2025, -1),
        ),
    ),
    Feedback(
        "skill",
        {"skill_loss": 0.0},
        (Seen("erp_penetration"), Seen("mes_penetration")),
        (
            Claim(Seen("erp_penetration"), "base", 2025, -1),
            Claim(Seen("mes_penetration"), "effect", 2025, -1),
        ),
    ),
    Feedback(
        "banks",
        {"bank_room": 1.0},
        (Seen("investment"), Seen("debt_ratio")),
        (Claim(Seen("investment"), "base", 2020, -1), Claim(Seen("output"), "base", 2020, -1)),
    ),
)


def measure(
    seeds: Sequence[int] = SEEDS, scale: float = SCALE, progress: Progress | None = None
) -> dict[str, dict[str, FloatArray]]:
    """Yearly indicators by parameter set and scenario, shape (seeds, years, rows, indicators)."""
    sets: dict[str, Overrides] = {BUILT: {}, **{each.name: each.off for each in FEEDBACKS}}
    places = [(name, scenario) for name in sets for scenario in SCENARIOS]
    ensemble = Ensemble(
        [load(scenario) for _, scenario in places],
        seeds,
        scale=scale,
        overrides=[sets[name] for name, _ in places],
        progress=progress,
    )
    found: dict[str, dict[str, FloatArray]] = {name: {} for name in sets}
    for (name, scenario), values in zip(places, ensemble.by_scenario(), strict=True):
        found[name][scenario] = values
    return found


def taken(found: Values, name: str, scenario: str, seen: Seen, year: int) -> FloatArray:
    """One value for each seed, in the indicator's unit."""
    row = indicators.rows().index((seen.scope, seen.group))
    column = INDICATOR_INDEX[seen.indicator]
    value: FloatArray = found[name][scenario][:, year - START, row, column]
    return value


def base_path(found: Values, name: str, seen: Seen, year: int) -> FloatArray:
    """No plan: a share in percent, an amount as its change in percent since 2015; by seed."""
    now = taken(found, name, SCENARIOS[0], seen, year)
    if seen.indicator in SHARES:
        return 100.0 * now
    return 100.0 * (now / taken(found, name, SCENARIOS[0], seen, START) - 1.0)


def effect(found: Values, name: str, seen: Seen, year: int) -> FloatArray:
    """The plan against no plan: points of a share, percent of an amount; by seed."""
    none = taken(found, name, SCENARIOS[0], seen, year)
    plan = taken(found, name, SCENARIOS[1], seen, year)
    if seen.indicator in SHARES:
        return 100.0 * (plan - none)
    return 100.0 * (plan / none - 1.0)


READ = {"base": base_path, "effect": effect}


def is_level(seen: Seen, where: str) -> bool:
    """Whether a figure is a level, not a change or a difference."""
    return where == "base" and seen.indicator in SHARES


@dataclass(frozen=True)
class Judged(Interval):
    """What a loop does to what is tested: mean over seeds with its 95% t-interval."""

    claim: Claim
    built: FloatArray  # by seed
    cut: FloatArray
    mean: float
    low: float
    high: float

    @property
    def as_expected(self) -> bool:
        """Whether the mean has the sign that theory gives it."""
        return self.mean * self.claim.sign > 0.0


def judge(found: Values, feedback: Feedback, claim: Claim) -> Judged:
    """The part of a loop in what is tested."""
    built, cut = (
        READ[claim.where](found, n, claim.seen, claim.year) for n in (BUILT, feedback.name)
    )
    mean, low, high = map(float, mean_interval(built - cut))
    return Judged(claim, built, cut, mean, low, high)


def gap(found: Values, name: str, seen: Seen) -> FloatArray:
    """Log path of an amount as built less switched off, since 2015, mean over seeds; by year."""
    paths = []
    for which in (BUILT, name):
        years = found[which][SCENARIOS[0]].shape[1]
        path = [np.log(taken(found, which, SCENARIOS[0], seen, START + y)) for y in range(years)]
        paths.append(np.array(path) - path[0])
    result: FloatArray = (paths[0] - paths[1]).mean(axis=1)
    return result


def explodes(path: FloatArray) -> bool:
    """Whether a gap grows beyond bound, or faster in each of the last three years."""
    steps = np.abs(np.diff(path))[-3:]
    faster = bool(np.all(np.diff(steps) > 0.0)) and steps[-1] > LEAST_SPEED
    return bool(np.abs(path).max() > MOST_GAP) or faster
