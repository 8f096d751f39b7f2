"""The city: its labour pool and wage, its effort, its budget and what it reports."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import (
    City,
    choose_effort,
    close_labour_market,
    measure_productivity,
    misreported_output,
    move_wage,
    narrow_room,
    open_labour_market,
    report_closures,
    yearly_budget,
)
from agents.enterprise.record import Product
from agents.parameters import with_values

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "matching": 0.6, "natural": 0.1, "to_services": 0.04, "emigration": 0.01,
        "emigration_northwest": 0.03, "skill_loss": 0.2, "wage_phillips": 0.12,
        "wage_productivity": 0.3, "expected_weight": 0.2, "rescue_share": 0.05,
        "tax_split": [0.55, 0.1, 0.35], "misreport": 0.5, "labour_force_growth": -0.002,
    }
)[0]  # fmt: skip
STEEL = int(Product.CRUDE_STEEL)
share = st.floats(0.0, 1.0)
units = st.floats(0.0, 1e4)
people = st.floats(0.0, 1e5)
made = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))


def test_hires_that_the_pool_can_give_by_hand() -> None:
    """Of 1,000 people 60% fit; retraining makes half of the other 40% of the 100 displaced fit."""
    city: Any = City.zeros(1)[0]
    city.pool, city.released, city.displaced = 800.0, 200.0, 100.0
    city.hires_wanted = 1240.0
    open_labour_market(city, 0.5, P)
    assert city.hire_ratio == pytest.approx((600 + 0.5 * 0.4 * 100) / 1240)
    city.hires_wanted = 620.0
    open_labour_market(city, 0.5, P)
    assert city.hire_ratio == 1.0


@given(pool=people, released=people, displaced=share, wanted=people, support=share)
def test_nobody_is_hired_twice_and_retraining_never_costs_a_job(
    pool: float, released: float, displaced: float, wanted: float, support: float
) -> None:
    city: Any = City.zeros(1)[0]
    city.pool, city.released, city.hires_wanted = pool, released, wanted
    city.displaced = displaced * released
    open_labour_market(city, 0.0, P)
    without = float(city.hire_ratio)
    open_labour_market(city, support, P)
    assert without <= city.hire_ratio <= 1.0
    assert city.hire_ratio * wanted <= (pool + released) * (1 + 1e-12)


def test_a_quarter_of_the_pool_by_hand() -> None:
    """1,000 of 10,000 are without work, as many as is natural: 4% + 1% of them leave.

    30 young would come at rest, and 0.2% of the labour force fewer come as it shrinks: 10.
    """
    city: Any = City.zeros(1)[0]
    city.pool, city.released, city.hired, city.staff, city.inflow = 900.0, 200.0, 100.0, 9e3, 30.0
    city.displaced_pool = 110.0
    close_labour_market(city, P)
    assert city.pool == pytest.approx(1000 - 50 + 10)
    assert (city.joined, city.left) == (pytest.approx(10.0), pytest.approx(50.0))
    # 100 of the 1,100 found work and 50 of the rest left, the displaced like all others
    assert city.displaced_pool == pytest.approx(110 * 10 / 11 * 0.95)
    assert city.skill == pytest.approx(-0.2 * 0.01 * 960 / 10_000)  # the skilled go first


@given(pool=people, released=people, hired=share, staff=people, inflow=st.floats(0.0, 1e3),
       displaced=share, northwest=st.booleans())  # fmt: skip
def test_people_are_conserved_and_the_displaced_are_some_of_them(
    pool: float, released: float, hired: float, staff: float, inflow: float, displaced: float,
    northwest: bool,
) -> None:  # fmt: skip
    city: Any = City.zeros(1)[0]
    city.pool, city.released, city.staff, city.inflow = pool, released, staff, inflow
    city.hired, city.northwest = hired * (pool + released), northwest
    city.displaced_pool = displaced * pool
    before = pool + released - float(city.hired)
    close_labour_market(city, P)
    assert city.pool == pytest.approx(before + city.joined - city.left, rel=1e-9, abs=1e-6)
    assert 0.0 <= city.left <= 0.5 * before + 1e-6
    assert 0.0 <= city.displaced_pool <= city.pool + 1e-9
    assert city.skill <= 0.0


def test_a_wage_by_hand() -> None:
    """As many without work as is natural: the trend of 1% and 0.3 of 2% of productivity."""
    city: Any = City.zeros(1)[0]
    city.pool, city.staff, city.wage, city.productivity_growth = 1000.0, 9000.0, 0.06, 0.02
    move_wage(city, 0.01, P)
    assert city.wage == pytest.approx(0.06 * math.exp(0.016))


@given(staff=st.floats(1.0, 1e5), pool=people, more=people, trend=st.floats(-0.02, 0.02))
def test_more_people_without_work_never_raise_the_wage(
    staff: float, pool: float, more: float, trend: float
) -> None:
    wages = []
    for idle in (pool, pool + more):
        city: Any = City.zeros(1)[0]
        city.pool, city.staff, city.wage = idle, staff, 0.06
        move_wage(city, trend, P)
        wages.append(float(city.wage))
    assert 0.0 < wages[1] <= wages[0]


def test_productivity_by_hand() -> None:
    """90 million of 900 workers is 0.1 each; a fifth of the way up from 0.08 is 0.084, 5% more."""
    city: Any = City.zeros(1)[0]
    city.output, city.staff, city.productivity = 90.0, 900.0, 0.08
    measure_productivity(city, P)
    assert city.productivity == pytest.approx(0.084)
    assert city.productivity_growth == pytest.approx(math.log(1.05))


@given(output=made, staff=people, before=st.one_of(st.just(0.0), st.floats(1e-6, 10.0)))
def test_smoothed_productivity_lies_between_what_it_was_and_what_it_is(
    output: float, staff: float, before: float
) -> None:
    city: Any = City.zeros(1)[0]
    city.output, city.staff, city.productivity = output, staff, before
    measure_productivity(city, P)
    now = output / max(1.0, staff)
    if now == 0.0:
        assert (city.productivity, city.productivity_growth) == (before, 0.0)
    elif before == 0.0:  # the first quarter is no growth
        assert (city.productivity, city.productivity_growth) == (now, 0.0)
    else:
        assert min(before, now) * (1 - 1e-12) <= city.productivity <= max(before, now) * (1 + 1e-12)
        assert city.productivity_growth * (now - before) >= 0.0


@given(jobs=share, taxes=share, promised=st.floats(0.0, 3.0), watch=share, year=st.integers(1, 5))
def test_pressure_and_compensation_raise_effort_jobs_lower_it(
    jobs: float, taxes: float, promised: float, watch: float, year: int
) -> None:
    def effort(pressure: float, jobs: float, promised: float) -> float:
        city: Any = City.zeros(1)[0]
        city.staff, city.tax, city.leader_year, city.promised = 1000.0, 10.0, year, promised
        city.jobs_at_stake, city.tax_at_stake = 1000.0 * jobs, 10.0 * taxes
        choose_effort(city, watch, pressure, P)
        return float(city.effort)

    usual = effort(0.0, jobs, promised)
    assert 0.0 <= usual <= 1.0
    assert effort(1.0, jobs, promised) >= usual
    assert effort(0.0, jobs, promised + 1.0) >= usual
    assert effort(0.0, 0.5 * jobs, promised) >= usual


@given(ordered=units, done=units, watch=share)
def test_a_report_lies_between_the_truth_and_the_order(
    ordered: float, done: float, watch: float
) -> None:
    city: Any = City.zeros(1)[0]
    city.ordered[STEEL], city.closed_this_year[STEEL] = ordered, done
    report_closures(city, STEEL, watch, P)
    assert done <= city.reported[STEEL] <= max(done, ordered) + 1e-9
    if watch == 1.0:
        assert city.reported[STEEL] == done


def test_a_city_that_has_spent_its_budget_can_rescue_no_more() -> None:
    city: Any = City.zeros(1)[0]
    city.tax = 1000.0
    city.offers = 0.5 * yearly_budget(city, P)
    narrow_room(city, P)
    assert city.fiscal_room == pytest.approx(0.5)
    city.rescues = city.offers
    narrow_room(city, P)
    assert city.fiscal_room == 0.0


def test_output_is_reported_high_in_mid_term_and_before_the_audits() -> None:
    city: Any = City.zeros(1)[0]
    city.leader_year, city.misreport = 1, 0.5
    early = misreported_output(city, 0, P)
    city.leader_year = 3
    assert misreported_output(city, 0, P) > early > misreported_output(city, 8, P)
