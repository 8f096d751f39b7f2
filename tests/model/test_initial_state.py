"""A start without a jump: nothing but the trend moves when the province is let go.

The law of the first step: in ``no_plan`` on the trend world the mean over three seeds of no
headline indicator moves by more than 5% in the first quarter or 15% in the first year. The first
quarter is seen twice: from the last hidden quarter into 2015Q1, and from there into 2015Q2.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from model.indicators import INDICATOR_INDEX, sector_weights, values
from model.input_data.external_world import parse_quarter
from model.simulate import Start, simulate, start
from scenarios.loader import load
from scenarios.policy_schedule import instruments, world_of

Array = NDArray[np.float64]
SEEDS = (1, 2, 3)
HEADLINE = (
    "output", "employment", "labour_productivity", "cnc_rate", "erp_penetration", "enterprises",
    "investment", "energy", "profit", "wage",
)  # fmt: skip
IN_A_QUARTER, IN_A_YEAR = 0.05, 0.15
FIRST, SECOND, A_YEAR_LATER = 1, 2, 5  # rows of a path; row 0 is the last hidden quarter


@cache
def begun(seed: int, scale: float) -> Start:
    """The start of a member."""
    return start(seed, scale)


@cache
def path(scale: float) -> Array:
    """Mean over seeds of every indicator, last hidden quarter to 2016Q4, (9, indicators)."""
    scenario = load("no_plan").with_world("trend")
    levers, policy, _ = instruments(scenario, 8)
    industry = sector_weights("all")
    found = []
    for seed in SEEDS:
        begin = begun(seed, scale)
        run = simulate(begin, world_of(scenario), levers, policy, 8)
        hidden = np.einsum("s,csq->cq", industry, begin.state.table)
        found.append(values(np.concatenate([hidden[None], run.cities]).sum(axis=1)))
    mean: Array = np.mean(found, axis=0)
    return mean


def move(scale: float, indicator: str, before: int, after: int) -> float:
    """Relative change of an indicator's mean between two rows of the path."""
    found = path(scale)[:, INDICATOR_INDEX[indicator]]
    return float(found[after] / found[before] - 1.0)


every_indicator = pytest.mark.parametrize("indicator", HEADLINE)


@every_indicator
def test_nothing_jumps_when_the_hidden_quarters_end(indicator: str) -> None:
    assert abs(move(1.0, indicator, 0, FIRST)) <= IN_A_QUARTER


@every_indicator
def test_nothing_jumps_in_the_first_quarter(indicator: str) -> None:
    assert abs(move(1.0, indicator, FIRST, SECOND)) <= IN_A_QUARTER


@every_indicator
def test_nothing_drifts_far_in_the_first_year(indicator: str) -> None:
    assert abs(move(1.0, indicator, FIRST, A_YEAR_LATER)) <= IN_A_YEAR


@pytest.mark.parametrize("seed", SEEDS)
def test_the_anchor_is_near_one(seed: int) -> None:
    """A factor on external demand between 0.9 and 1.1 brings each sector back."""
    sectors = begun(seed, 0.25).state.sectors
    assert sectors["anchor"].min() >= 0.9
    assert sectors["anchor"].max() <= 1.1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_start_stands_at_the_end_of_the_hidden_quarters(seed: int) -> None:
    state = begun(seed, 0.25).state
    assert int(state.province["quarter"][0]) == parse_quarter("2015Q1") - 1
    assert (state.cities["wage"] == state.cities["wage_start"]).all()
    rows = state.firms[: int(state.province["rows"][0])]
    assert rows["alive"].all()
    assert not state.accounts["spent_total"].any()
    assert not state.cities["closed"].any()
