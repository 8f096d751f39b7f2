"""Targets: read as the conventions say, with intervals that say how sure the shares are."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.ensemble import periods
from experiments.intervals import wilson
from experiments.targets import Attainment, read_member, summarise
from liaosim import targets
from model.indicators import INDICATOR_INDEX, INDICATORS
from scenarios.plan.targets import INDICATOR_OF, Reading, Target, target_table

NAMES = periods(24, True)


def target(indicator: str, due: str, required: float, kind: str = "at_least") -> Target:
    """A target of the test's own."""
    return Target("x", "三(一)", due, required, "projects", kind, indicator)


def path(indicator: str, **at: float) -> np.ndarray:
    """The province's indicators, zero but for one; periods are written as ``p2017`` or ``q1``."""
    values = np.zeros((len(NAMES), len(INDICATORS)))
    for period, value in at.items():
        values[NAMES.index(period.removeprefix("p")), INDICATOR_INDEX[indicator]] = value
    return values


@pytest.fixture(scope="module")
def found() -> Attainment:
    return targets("plan_2015", runs=3, seed=4, scale=0.02)


def test_all_eighteen_targets_stand_in_the_table() -> None:
    named = {each.name for each in target_table()}
    assert len(target_table()) == 18
    assert named == set(INDICATOR_OF)


def test_digital_targets_are_read_over_key_enterprises() -> None:
    digital = [each for each in target_table() if each.clause == "三(三)"]
    assert len(digital) == 6
    assert all(each.indicator.startswith("key_") for each in digital)


def test_a_stock_and_a_share_are_read_at_the_end_of_the_year() -> None:
    wanted = target("key_cnc_rate", "2017", 0.5)
    assert wanted.reading is Reading.AT_END
    assert read_member(wanted, path("key_cnc_rate", p2017=0.6, p2016=0.1), NAMES) == (0.6, True)
    assert read_member(wanted, path("key_cnc_rate", p2017=0.4, p2018=0.9), NAMES) == (0.4, False)


def test_a_flow_is_summed_from_the_quarter_of_the_plan_to_the_end_of_the_year() -> None:
    wanted = target("entrants", "2017", 120.0)
    assert wanted.reading is Reading.CUMULATED
    flows = {"p2015Q2": 1000.0, "p2015Q3": 50.0, "p2017Q4": 70.0, "p2018Q1": 1000.0}
    assert read_member(wanted, path("entrants", **flows), NAMES) == (120.0, True)
    assert read_member(wanted, path("entrants", p2015Q3=50.0, p2017=500.0), NAMES) == (50.0, False)


def test_every_year_means_each_whole_year_of_the_plan() -> None:
    wanted = target("entrants", "every year", 50.0)
    flows = {f"p{year}": 60.0 for year in range(2016, 2021)}
    assert read_member(wanted, path("entrants", **flows), NAMES) == (60.0, True)
    value, reached = read_member(wanted, path("entrants", **{**flows, "p2018": 49.0}), NAMES)
    assert value == pytest.approx(57.8)
    assert not reached


def test_years_without_a_denominator_are_left_out_and_at_most_is_at_most() -> None:
    wanted = target("utilisation", "every year", 1.0, "at_most")
    years = {"p2016": math.nan, "p2017": 0.8, "p2018": 1.0, "p2019": 0.9, "p2020": math.nan}
    value, reached = read_member(wanted, path("utilisation", **years), NAMES)
    assert value == pytest.approx(0.9)
    assert reached
    empty = {f"p{year}": math.nan for year in range(2016, 2021)}
    assert math.isnan(read_member(wanted, path("utilisation", **empty), NAMES)[0])


def test_the_interval_of_a_share_is_wilsons() -> None:
    """Wilson 1927: for 8 of 16 the interval is 0.280 to 0.720, for none of 16 it is 0 to 0.194."""
    assert wilson(8, 16) == pytest.approx((0.280, 0.720), abs=5e-4)
    assert wilson(0, 16) == pytest.approx((0.0, 0.194), abs=5e-4)
    assert wilson(16, 16) == pytest.approx((0.806, 1.0), abs=5e-4)


def test_a_target_is_summed_up_over_the_members_where_it_is_defined() -> None:
    wanted = target("key_cnc_rate", "2017", 0.5)
    row = summarise(wanted, "s", [(0.4, False), (0.6, True), (math.nan, False)])
    assert row is not None
    assert (row.value, row.probability, row.runs) == (0.5, 0.5, 2)
    half = 12.706 * 0.1  # t of one degree of freedom
    assert (row.low, row.high) == pytest.approx((0.0, 0.5 + half), abs=1e-3)  # none below zero
    share = replace(wanted, unit="share of enterprises")
    within = summarise(share, "s", [(0.4, False), (0.6, True)])
    assert within is not None
    assert (within.low, within.high) == (0.0, 1.0)
    assert summarise(wanted, "s", [(0.4, False), (math.nan, False)]) is None


def test_measured_targets_have_finite_rows_and_the_others_are_named(found: Attainment) -> None:
    assert {row.target for row in found.rows} | set(found.not_measured) == set(INDICATOR_OF)
    assert not {row.target for row in found.rows} & set(found.not_measured)
    assert {row.target for row in found.rows} >= {"cnc_rate", "erp_penetration"}
    unknown = [each.name for each in target_table() if not each.is_measured]
    assert set(unknown) <= set(found.not_measured)
    for row in found.rows:
        assert row.low <= row.value <= row.high
        assert 0.0 <= row.probability_low <= row.probability <= row.probability_high <= 1.0


def test_the_document_has_the_shape_of_the_contract(found: Attainment) -> None:
    file = io.StringIO()
    found.write_json(file)
    document = json.loads(file.getvalue(), parse_constant=pytest.fail)
    keys = ["target", "clause", "due", "required", "unit", "kind"]
    keys += ["scenario", "value", "low", "high", "probability"]
    assert document["schema"] == "liaosim/targets/1"
    assert all(list(row)[: len(keys)] == keys for row in document["targets"])
    table = io.StringIO()
    found.write_csv(table)
    assert len(table.getvalue().splitlines()) == 1 + len(found.rows)


def test_the_same_seeds_give_the_same_bits(found: Attainment) -> None:
    again = targets("plan_2015", runs=3, seed=4, scale=0.02, workers=1)
    assert again.rows == found.rows
