import json
from typing import Any

import numpy as np
import pytest

from experiments.comparison import Comparison
from experiments.ensemble import read
from liaosim import compare
from model.indicators import (
    INDICATOR_INDEX,
    INDICATORS,
    MISREPORTED,
    PRODUCT_NAMES,
    QUANTITIES,
    Quantity,
    by_year,
    rows,
    values,
)
from model.input_data.base_year import INDEX
from model.input_data.data_tables import PRODUCT_SECTOR
from model.simulate import simulate
from model.toy import toy_start
from scenarios.loader import load
from scenarios.policy_schedule import instruments, world_of

QUARTERS = 16


@pytest.fixture(scope="module")
def run():
    scenario = load("plan_2015")
    levers, policy, _ = instruments(scenario, QUARTERS)
    begin = toy_start(2, scale=4.0)
    return simulate(begin, world_of(scenario), levers, policy, QUARTERS, detail=True)


def test_what_was_closed_and_claimed_is_what_cities_hold_in_their_books(run):
    totals = run.cells.sum(axis=(0, 2))
    closed = totals[:, Quantity.CLOSED_0 : Quantity.CLOSED_0 + len(PRODUCT_NAMES)]
    claimed = totals[:, Quantity.CLAIMED_0 : Quantity.CLAIMED_0 + len(PRODUCT_NAMES)]
    assert closed.sum() > 0.0
    assert claimed.sum() > 0.0
    assert (claimed >= 0.0).all()
    assert np.allclose(closed, run.state.cities["closed"][:, 1:], rtol=1e-9)
    assert np.allclose(closed + claimed, run.state.cities["reported"][:, 1:], rtol=1e-9)


def test_claims_stand_at_the_years_end_in_the_sector_that_makes_the_product(run):
    for k, sector in enumerate(PRODUCT_SECTOR[1:]):
        for column in (Quantity.CLOSED_0 + k, Quantity.CLAIMED_0 + k):
            elsewhere = np.delete(run.cells[..., column], INDEX[sector], axis=2)
            assert not elsewhere.any()
    claimed = run.sectors[:, :, Quantity.CLAIMED_0 : Quantity.CLAIMED_0 + len(PRODUCT_NAMES)].sum(
        axis=(1, 2)
    )
    assert not claimed[np.arange(QUARTERS) % 4 != 3].any()


def test_reported_series_stand_in_place_of_the_true_ones_and_of_no_others(run):
    with np.errstate(all="ignore"):  # the toy has no northwest, so no Theil index
        true, told = (read(run, rows(True), True, reported) for reported in (False, True))
    made, hidden = (true[..., INDICATOR_INDEX[name]] for name in ("output", "reopened_output"))
    assert hidden.any()
    shown = 1.0 - np.divide(hidden, made, out=np.zeros_like(made), where=made > 0.0)
    for indicator in INDICATORS:
        i = INDICATOR_INDEX[indicator.name]
        if indicator.name in MISREPORTED:
            more, less = told[..., i], true[..., i]
            defined = np.isfinite(less)
            assert np.array_equal(defined, np.isfinite(more))
            if indicator.name == "reopened_output":  # what nobody may know of
                assert not more[defined].any()
                continue
            if indicator.reported_denominator:  # a ratio to what is overstated is understated
                more, less = less, more
            known = 1.0 if "capacity" in indicator.name else shown[defined]
            assert (more[defined] >= less[defined] * known - 1e-9).all()
        else:
            assert np.array_equal(told[..., i], true[..., i], equal_nan=True)
    falsely = [INDICATOR_INDEX[name] for name in MISREPORTED]
    years = QUARTERS // 4
    for part in (slice(None, years), slice(years, None)):  # by year and by quarter
        assert (told[part][..., falsely] > true[part][..., falsely]).any()
    output, worked = (INDICATOR_INDEX[name] for name in ("output", "labour_productivity"))
    here, there = (series[..., output] / series[..., worked] for series in (true, told))
    assert np.allclose(here, there, rtol=1e-12, equal_nan=True)  # nobody misreports staff


def test_each_reported_twin_is_the_truth_and_a_claim():
    assert {f"closed_capacity_{product}" for product in PRODUCT_NAMES} <= set(MISREPORTED)
    for indicator in INDICATORS:
        if indicator.reported_numerator:
            if indicator.numerator != (Quantity.OUTPUT,):  # which has a reported series of its own
                assert set(indicator.numerator) <= set(indicator.reported_numerator)
            assert indicator.parts(True)[0] == indicator.reported_numerator
        assert indicator.parts(False) == (indicator.numerator, indicator.denominator)


def test_a_year_by_hand():
    quarters = np.zeros((4, QUANTITIES))
    quarters[1, Quantity.CLOSED_0] = 300.0
    quarters[3, Quantity.CLAIMED_0] = 50.0
    year = by_year(quarters)
    place = INDICATOR_INDEX["closed_capacity_crude_steel"]
    assert values(year)[0, place] == 300.0
    assert values(year, reported=True)[0, place] == 350.0


def test_a_document_names_the_series_that_are_reported():
    small: dict[str, Any] = {
        "scale": 0.05,
        "until": "2016Q4",
        "runs": 2,
        "scenarios": ["plan_2015"],
    }
    true, told = (compare(**small, reported=reported) for reported in (False, True))
    assert isinstance(told, Comparison)
    assert json.loads(true.to_json())["reported"] == []
    assert json.loads(told.to_json())["reported"] == list(MISREPORTED)
    place = told.rows.index(("province", "all")), INDICATOR_INDEX["closed_capacity_cement"]
    assert told.path_mean[(1, 0, *place)] > true.path_mean[(1, 0, *place)]
    # under the nation's full control of 2016 nobody claims what was not closed
    assert told.path_mean[(1, 1, *place)] == true.path_mean[(1, 1, *place)]
    staff = INDICATOR_INDEX["employment"]
    assert np.array_equal(told.estimate[..., staff], true.estimate[..., staff], equal_nan=True)
