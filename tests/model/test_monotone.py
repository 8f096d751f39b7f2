"""More money for a lever does not, on average, worsen what the lever itself is for.

Pairs of runs on the same seeds; the budget of one lever alone is 0, 0.5, 1 and 2 times the full
one. From one budget to the next the mean over seeds of the lever's direct output may not fall by
more than the tolerance: a tenth of the whole span between no money and the most. Saturation (all
who wanted it have it) leaves the output flat, and a flat mean of n pairs strays by its standard
error, which is a few per cent of the span with the paired luck of the model.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.province import LeverName
from model.indicators import Quantity, sector_weights
from model.input_data.data_tables import CITIES, REGIONS
from model.simulate import Run, Start, simulate, start
from model.state import State
from scenarios.loader import parse_text
from scenarios.policy_schedule import instruments, world_of

Array = NDArray[np.float64]
QUARTERS = 28  # the levers run 2016 to 2020, two more years show what lasts
FACTORS = (0.0, 0.5, 1.0, 2.0)
SLACK = 0.10
FUND = 1e6  # so that the fund never cuts
Q = Quantity

TEXTS = {  # with the budget that factor 1 stands for, million yuan a year
    "technical_transformation": (600.0, "grant_rate = 0.2\ngrant_cap = 20.0"),
    "capacity_elimination": (400.0, "compensation = {crude_steel = 150.0, cement = 20.0}"),
    "digitalisation": (150.0, "rate_hardware = 0.3\nrate_software = 0.5\ncap = 3.0"),
    "spatial_layout": (800.0, "park_share = 0.4\ncluster_share = 0.2\nmoving_rate = 0.45"),
    "central_local": (60.0, "project_rate = 0.01"),
    "green_manufacturing": (150.0, "retrofit_rate = 0.4\nretrofit_cap = 10.0"),
    "financing": (100.0, "guarantee = 0.2\nguarantee_cost = 0.03\nroom = 0.01"),
}
QUOTA = {"crude_steel": 1.5e6, "cement": 2e6, "flat_glass": 5e4, "paper": 5e4}


@cache
def begin(seed: int, scale: float) -> Start:
    """The start of a member."""
    return start(seed, scale)


class Given:
    """Adds up what a lever hands out in a run and no table keeps."""

    def __init__(self) -> None:
        self.lent = 0.0

    def __call__(self, state: State) -> None:
        self.lent += float(state.banks["lent"].sum())


def run_lever(text: str, seed: int, scale: float) -> tuple[Run, Given]:
    """A run of one lever from its text."""
    scenario = parse_text(f'name = "x"\n{text}')
    levers, policy, _ = instruments(scenario, QUARTERS, fund=FUND)
    given = Given()
    found = simulate(
        begin(seed, scale),
        world_of(scenario),
        levers,
        policy,
        QUARTERS,
        detail=True,
        on_quarter=given,
    )
    return found, given


def numerical(run: Run, given: Given) -> float:
    """Share of industrial capital on the numerical and intelligent rungs at the end."""
    capital = (sector_weights("all") @ run.sectors[-1])[Q.CAPITAL_0 : Q.CAPITAL_0 + 4]
    return float(capital[2:].sum() / capital.sum())


def upgrading(run: Run, given: Given) -> float:
    """Spending on upgrading while the lever runs, million yuan."""
    return float(run.sectors[4:24, :, Q.UPGRADING].sum())


def closed(run: Run, given: Given) -> float:
    """Tonnes of capacity closed by order since the start."""
    return float(run.state.cities["closed"].sum())


def compensated(run: Run, given: Given) -> float:
    """Compensation that reached enterprises, million yuan."""
    return float(run.spent[:, LeverName.CAPACITY_ELIMINATION].sum())


def systems(run: Run, given: Given) -> float:
    """Systems in use at enterprises above the official size when the lever ends."""
    return float(run.sectors[23, :, Q.SYSTEM_0 : Q.SYSTEM_0 + 5].sum())


def energy_saved(run: Run, given: Given) -> float:
    """Mean share of energy saved by retrofits, weighted with output, when the run ends."""
    state = run.state
    firms = state.firms[: int(state.province["rows"][0])]
    weight = firms["weight"] * firms["output"] * firms["alive"]
    return float((weight * firms["saving"]).sum() / weight.sum())


def moved(run: Run, given: Given) -> float:
    """Plants that moved to the northwest while the lever ran."""
    places = [CITIES.index(city) for city in REGIONS["northwest"]]
    assert run.cells is not None
    return float(run.cells[:24, places][:, :, :, Q.MOVED].sum())


def served(run: Run, given: Given) -> float:
    """Services built in parks and clusters at the end."""
    return float(run.state.places["services"].sum())


def completed(run: Run, given: Given) -> float:
    """Projects of central enterprises completed."""
    return float(run.sectors[-1, :, Q.CENTRAL_DONE].sum())


def lent(run: Run, given: Given) -> float:
    """Loans drawn over the run, million yuan."""
    return given.lent


def clean(run: Run, given: Given) -> float:
    """SO2 not emitted: the negative of tonnes per million yuan of output in the last year."""
    return -float(run.sectors[-4:, :, Q.SO2].sum() / run.sectors[-4:, :, Q.OUTPUT].sum())


def paths(
    texts: list[str], measure: Callable[[Run, Given], float], seeds: range, scale: float
) -> Array:
    """What is measured, by seed and by step of the lever, (seeds, steps)."""
    return np.array([
        [measure(*run_lever(text, seed, scale)) for text in texts] for seed in seeds
    ])  # fmt: skip


def rises(found: Array, slack: float = SLACK, least: float = 0.0) -> None:
    """On average nothing is lost from step to step, and all steps together gain.

    ``least``: the smallest change of what is counted in one run, which one run may lose.
    """
    mean = found.mean(axis=0)
    one = least / len(found)
    span = mean.max() - mean[0]
    assert span > 0.0, f"the lever does nothing: {mean}"
    assert (np.diff(mean) >= -max(slack * span, one)).all(), f"falls: {mean}"
    gain = found[:, -1] - found[:, 0]
    error = gain.std(ddof=1) / np.sqrt(len(gain))
    assert gain.mean() > 2.0 * error, f"gain {gain.mean():g} with standard error {error:g}"


def by_budget(name: str) -> list[str]:
    """A lever's text for every factor on its budget."""
    budget, keys = TEXTS[name]
    period = 'start = "2016Q1"\nend = "2020Q4"'
    return [f"[levers.{name}]\n{period}\nbudget = {budget * f}\n{keys}" for f in FACTORS]


def by_quota() -> list[str]:
    """Orders of growing size."""
    period = 'start = "2016Q1"\nend = "2020Q4"'
    return [
        f"[levers.capacity_elimination]\n{period}\nquota = "
        + "{"
        + ", ".join(f"{product} = {tonnes * f}" for product, tonnes in QUOTA.items())
        + "}"
        for f in FACTORS
    ]


def by_charge() -> list[str]:
    """Charges of growing size."""
    period = 'start = "2016Q1"\nend = "2020Q4"'
    return [f"[levers.green_manufacturing]\n{period}\nso2_charge = {2000.0 * f}" for f in FACTORS]


CASES: list[tuple[str, list[str], Callable[[Run, Given], float]]] = [
    ("grants raise upgrading", by_budget("technical_transformation"), upgrading),
    ("grants raise the numerical rate", by_budget("technical_transformation"), numerical),
    ("orders close tonnes", by_quota(), closed),
    ("compensation reaches the closed", by_budget("capacity_elimination"), compensated),
    ("subsidies bring systems", by_budget("digitalisation"), systems),
    ("subsidies save energy", by_budget("green_manufacturing"), energy_saved),
    ("support moves plants", by_budget("spatial_layout"), moved),
    ("park money builds services", by_budget("spatial_layout"), served),
    ("help completes projects", by_budget("central_local"), completed),
    ("charges clean", by_charge(), clean),
    ("financing lends", by_budget("financing"), lent),
]
every_case = pytest.mark.parametrize(
    ("texts", "measure"), [(t, m) for _, t, m in CASES], ids=[name for name, _, _ in CASES]
)


@every_case
def test_more_of_a_lever_is_not_less_of_its_output(
    texts: list[str], measure: Callable[[Run, Given], float]
) -> None:
    rises(paths(texts, measure, range(1, 9), 0.1), least=float(measure is completed))


@pytest.mark.slow
@every_case
def test_more_of_a_lever_is_not_less_of_its_output_in_a_larger_sample(
    texts: list[str], measure: Callable[[Run, Given], float]
) -> None:
    rises(paths(texts, measure, range(1, 17), 0.5), slack=0.05)
