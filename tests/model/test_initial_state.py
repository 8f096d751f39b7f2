"""A start that rests: the first quarter shows the base year, and where no trend acts nothing moves.

In the world ``rest``, without levers, the mean over eight seeds of no headline moves by more than
1% in the first quarter or 3% in two years. In the world ``trend`` no headline departs in the first
quarter from its own trend of two years by more than 2%. What the base year says is what 2015Q1
shows, within 1%.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.parameters import defaults
from model.indicators import INDICATOR_INDEX, Quantity, sector_weights, values
from model.input_data.base_year import INDUSTRY, base_year
from model.input_data.external_world import parse_quarter
from model.simulate import Run, Start, simulate, start
from scenarios.loader import load
from scenarios.policy_schedule import instruments, world_of

Array = NDArray[np.float64]
Paths = Literal["observed", "trend", "rest"]
SEEDS, QUARTERS = tuple(range(1, 9)), 9
HEADLINE = (
    "output", "value_added", "employment", "labour_productivity", "wage", "enterprises",
    "profit", "cnc_rate", "obsolete_share", "erp_penetration", "utilisation",
    "energy", "co2", "so2", "tax_revenue", "debt_ratio",
)  # fmt: skip
IN_A_QUARTER, IN_TWO_YEARS, FROM_TREND, OF_BASE = 0.01, 0.03, 0.02, 0.01


@cache
def begun(seed: int, scale: float = 1.0) -> Start:
    """The start of a member."""
    return start(seed, scale)


@cache
def run(paths: Paths, seed: int) -> Run:
    """Nine quarters without levers of a member."""
    scenario = load("no_plan").with_world(paths)
    levers, policy, _ = instruments(scenario, QUARTERS)
    return simulate(begun(seed), world_of(scenario), levers, policy, QUARTERS)


@cache
def path(paths: Paths) -> Array:
    """Mean over seeds of every indicator (9, indicators), 2015Q1 to 2017Q1."""
    found = [values(run(paths, seed).cities.sum(axis=1)) for seed in SEEDS]
    mean: Array = np.mean(found, axis=0)
    return mean


def move(paths: Paths, indicator: str, quarters: int) -> float:
    """Log change of an indicator's mean from 2015Q1."""
    found = path(paths)[:, INDICATOR_INDEX[indicator]]
    return float(np.log(found[quarters] / found[0]))


every_headline = pytest.mark.parametrize("indicator", HEADLINE)


@every_headline
def test_at_rest_nothing_moves_in_the_first_quarter(indicator: str) -> None:
    assert abs(move("rest", indicator, 1)) <= IN_A_QUARTER


@every_headline
def test_at_rest_nothing_drifts_in_two_years(indicator: str) -> None:
    moves = [abs(move("rest", indicator, quarters)) for quarters in range(1, QUARTERS)]
    assert max(moves) <= IN_TWO_YEARS


@every_headline
def test_no_headline_leaves_its_own_trend_in_the_first_quarter(indicator: str) -> None:
    own = move("trend", indicator, QUARTERS - 1) / (QUARTERS - 1)
    assert abs(move("trend", indicator, 1) - own) <= FROM_TREND


def test_at_rest_the_second_years_investment_is_the_firsts() -> None:
    """Quarters of investment stray by 3%, as plans of giants fall into seasons of their own."""
    found = path("rest")[:, INDICATOR_INDEX["investment"]]
    assert found[4:8].sum() == pytest.approx(found[:4].sum(), rel=IN_TWO_YEARS)


def test_the_first_quarter_shows_the_base_year() -> None:
    base, p = base_year(), defaults()
    output = base.output.sum(axis=0) / 4.0
    inside = 1.0 - base.inputs.sum(axis=0) - base.other_inputs - base.energy_cost.sum(axis=0)
    staff = base.employment[:, INDUSTRY].sum()
    said = {
        "output": output[INDUSTRY].sum(),
        "value_added": (inside * output)[INDUSTRY].sum(),
        "employment": staff,
        "wage": 4.0 * (base.compensation * output)[INDUSTRY].sum() / staff,
        "enterprises": p["counted_enterprises"][0],
        "energy": (base.energy_tce * output)[:, INDUSTRY].sum(),
    }
    shown = {name: path("rest")[0, INDICATOR_INDEX[name]] for name in said}
    away = {name: shown[name] / value - 1.0 for name, value in said.items()}
    assert {name: x for name, x in away.items() if abs(x) > OF_BASE} == {}


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_the_year_opens_with_the_stated_mix_of_rungs(seed: int) -> None:
    """That of all industry; a quarter later the trend has moved it by a point."""
    state = begun(seed).state
    firms = state.firms[: int(state.province["rows"][0])]
    inside = state.sectors["industrial"][firms["sector"]]
    capital = (firms["weight"] * inside) @ firms["capital"]
    assert capital / capital.sum() == pytest.approx(defaults()["rung_mix"][0], abs=1e-6)
    key = firms["capital"][firms["is_key"]].sum(axis=0)
    assert key[2:].sum() / key.sum() > (capital[2:].sum() / capital.sum()) + 0.03


def test_cities_and_sectors_show_the_base_year() -> None:
    """Sectors with 1% of output or more within 4%, cities within 10%.

    A city's cells hold few enterprises, whose customers come and go, and so do those of plastics,
    which are sold to other sectors of the province for the larger part.
    """
    base = base_year().output[:, INDUSTRY]
    inside = sector_weights("all")[: len(INDUSTRY)] > 0.0
    found = np.mean([run("rest", seed).cities[:4, :, Quantity.OUTPUT] for seed in SEEDS], axis=0)
    assert (inside == INDUSTRY).all()
    cities = found.sum(axis=0) / base.sum(axis=1)
    assert cities == pytest.approx(np.ones(14), abs=0.1)
    made = np.mean([run("rest", seed).sectors[:4, :, Quantity.OUTPUT] for seed in SEEDS], axis=0)
    sectors = made.sum(axis=0)[: len(INDUSTRY)][INDUSTRY] / base.sum(axis=0)
    large = base.sum(axis=0) >= 0.01 * base.sum()
    assert sectors[large] == pytest.approx(np.ones(large.sum()), abs=0.04)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_the_start_stands_at_the_end_of_the_hidden_quarters(seed: int) -> None:
    state = begun(seed, 0.25).state
    assert int(state.province["quarter"][0]) == parse_quarter("2015Q1") - 1
    assert (state.cities["wage"] == state.cities["wage_start"]).all()
    rows = state.firms[: int(state.province["rows"][0])]
    assert rows["alive"].all()
    assert not state.accounts["spent_total"].any()
    assert not state.cities["closed"].any()
    assert np.all(state.parameters == begun(seed, 0.25).plan.parameters)
