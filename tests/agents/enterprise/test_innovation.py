"""Event 11: granted research, invention, imitation, efficiency; event 5: customers come and go."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.innovation import (
    change_customers,
    change_efficiency,
    do_research,
    imitate,
    invent,
    invention_rate,
    most_inventions,
    new_frontier,
    research_boost,
    size_factor,
)
from agents.enterprise.record import PLM, Enterprise
from agents.parameters import with_values
from agents.province import Province
from agents.random_draws import identity_of
from agents.sector import Sector
from tests.strategies import quiet

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "research_pace": 0.25, "research_rest": 0.01, "crowding_out": 0.5, "technology_price": 4.0,
    "quality_lead_scale": 0.15, "line_size": 60.0, "centre_efficiency": 1.1, "research_most": 3.0,
    "invent": 0.08, "knowledge_efficiency": 1.0, "invent_size": 500.0, "invent_size_min": 0.1,
    "invent_size_max": 4.0, "invent_size_power": 0.5, "loss_mark": 0.5, "research_after_loss": 0.5,
    "benefit_plm_invention": 0.3, "imitate": 0.02, "alliance_imitation": 2.0,
    "size_damping": 0.5, "jump_size": 100.0, "smallest_staff": 25.0, "spillover": 0.05,
    "services_spillover": 0.5, "persistence": 0.5, "efficiency_bound": 1.8, "habit": 0.1,
    "patience": 0.4, "customer_loss": 0.5, "customer_loss_max": 0.2, "kept_at_home": 0.5,
    "imitated": 0.0,
}  # fmt: skip
P: Any = with_values(CASES)[0]
CALM: Any = with_values({**CASES, "efficiency_sd": 0.0, "jump": 0.0, "customers_sd": 0.0})[0]
CERTAIN: Any = with_values({**CASES, "invent": 1e3})[0]
identities = st.integers(1, 2**62)
weight = st.floats(0.25, 4.0)
share = st.floats(0.0, 1.0)


def inventor(identity: int = 7) -> tuple[Any, Any, Any]:
    """An enterprise with one line, its sector with steps of 0.04, its province."""
    firm: Any = Enterprise.zeros(1)[0]
    sector, province = Sector.zeros(1)[0], Province.zeros(1)[0]
    firm.identity, firm.weight, firm.staff, firm.revenue = identity, 1.0, 500.0, 100.0
    sector.step, sector.research_share = 0.04, 0.01
    province.invention_most = 1.0
    return firm, sector, province


def test_a_quarter_of_granted_research_by_hand() -> None:
    """A quarter of 8 is spent; half of it would have been spent anyway and stays in the till."""
    firm, sector, province = inventor()
    firm.research_left, firm.cash, firm.weight = 8.0, 8.0, 2.0
    solved = do_research(firm, sector, province, P)
    assert firm.research_left == pytest.approx(6.0)
    assert firm.cash == pytest.approx(8.0 - 1.0)
    assert province.trade == pytest.approx(2.0 * 1.0)
    assert firm.quality == pytest.approx(0.04 if solved else 0.0)


def test_two_million_solve_a_technology_of_four_every_second_time() -> None:
    """4,000 enterprises: standard error of a half is 0.008; 5 of them is one in 10^6."""
    solved = []
    for number in range(4000):
        firm, sector, province = inventor(identity_of(1, number))
        firm.research_left = 8.0
        solved.append(do_research(firm, sector, province, P))
    assert np.mean(solved) == pytest.approx(0.5, abs=0.04)


@given(identity=identities, grant=st.floats(0.02, 1e3), weight=weight)
def test_a_grant_is_spent_to_the_last_yuan(identity: int, grant: float, weight: float) -> None:
    firm, sector, province = inventor(identity)
    firm.research_left = firm.cash = grant
    firm.weight = weight
    quality = 0.0
    for quarter in range(60):
        province.quarter = quarter
        do_research(firm, sector, province, P)
        assert firm.quality >= quality
        quality = float(firm.quality)
    assert firm.research_left == 0.0
    assert firm.cash == pytest.approx(P.crowding_out * grant)
    assert province.trade == pytest.approx((1.0 - P.crowding_out) * grant * weight)
    assert not do_research(firm, sector, province, P)


def test_boosts_by_hand() -> None:
    """Own research is 1% of 100; half of the 2 that are spent of the grant comes on top of it.

    In a centre they bring a tenth more, and a centre without granted money brings nothing.
    """
    firm, sector, _ = inventor()
    assert research_boost(firm, sector, P) == 1.0
    firm.research_left = 8.0
    assert research_boost(firm, sector, P) == pytest.approx(2.0)
    firm.centre = True
    assert research_boost(firm, sector, P) == pytest.approx(1.0 + 1.1)
    firm.research_left = 80.0
    assert research_boost(firm, sector, P) == pytest.approx(3.0)  # not beyond the most
    firm.research_left = 0.0
    assert research_boost(firm, sector, P) == 1.0


def test_rates_by_hand() -> None:
    """0.08 at 500 staff, twice that at four times the staff, half after losses, 30% by PLM."""
    firm, sector, _ = inventor()
    assert invention_rate(firm, sector, P) == pytest.approx(0.08)
    firm.staff = 2000.0
    assert invention_rate(firm, sector, P) == pytest.approx(0.16)
    firm.staff = 50_000.0  # the largest count as four times 500
    assert invention_rate(firm, sector, P) == pytest.approx(0.16)
    firm.loss_record = 0.6
    assert invention_rate(firm, sector, P) == pytest.approx(0.08)
    firm.maturity[PLM] = 1.0
    assert invention_rate(firm, sector, P) == pytest.approx(0.08 * 1.3)


@given(staff=st.floats(0.0, 1e6), centre=st.booleans(), grant=st.floats(0.0, 1e3), mature=share,
       revenue=st.floats(0.0, 1e5), record=share)  # fmt: skip
def test_nobody_s_chance_is_above_the_one_that_spares_the_rate(
    staff: float, centre: bool, grant: float, mature: float, revenue: float, record: float
) -> None:
    """``invent`` looks at nobody whose luck is above that chance, so it has to hold for all."""
    firm, sector, _ = inventor()
    firm.staff, firm.centre, firm.research_left, firm.revenue = staff, centre, grant, revenue
    firm.maturity[PLM], firm.loss_record = mature, record
    chance = 1.0 - math.exp(-invention_rate(firm, sector, P))
    assert chance <= most_inventions(P.research_most, P) * (1 + 1e-12)


def test_an_invention_by_hand() -> None:
    """It comes for certain; ahead by 0.15 what it brings is exp(-1) of a step of its size."""
    firm, sector, province = inventor()
    size = invent(firm, sector, province, CERTAIN)
    assert size > 0.0
    assert firm.fresh
    assert firm.quality == pytest.approx(0.04 * size)
    firm.quality = 0.15
    assert invent(firm, sector, province, CERTAIN) == size  # the same quarter, the same luck
    assert firm.quality == pytest.approx(0.15 + 0.04 * size * math.exp(-1.0))
    province.invention_most = 0.0
    assert invent(firm, sector, province, CERTAIN) == 0.0
    assert not firm.fresh


@given(identity=identities, quality=st.floats(-0.5, 0.5), quarter=st.integers(-12, 60))
def test_inventions_never_make_worse_and_no_luck_is_no_invention(
    identity: int, quality: float, quarter: int
) -> None:
    firm, sector, province = inventor(identity)
    province.quarter, firm.quality = quarter, quality
    size = invent(firm, sector, province, P)
    assert firm.fresh == (size > 0.0) == (firm.quality > quality)
    assert quality <= firm.quality <= quality + 0.04 * size + 1e-12


def test_a_step_of_imitation_by_hand() -> None:
    """Behind by 0.1: 2% of it, half faster by platforms, twice as fast among allies."""
    firm, sector, _ = inventor()
    cluster = quiet()
    sector.frontier, cluster.imitation = 0.1, 1.5
    imitate(firm, sector, cluster, P)
    assert firm.quality == pytest.approx(0.003)
    firm.quality, firm.allied = 0.0, True
    imitate(firm, sector, cluster, P)
    assert firm.quality == pytest.approx(0.006)
    cluster.quality_lift = 0.2  # what programmes bring comes on top, also to leaders
    firm.quality = 0.1
    imitate(firm, sector, cluster, P)
    assert firm.quality == pytest.approx(0.3)


@given(quality=st.floats(-1.0, 1.0), frontier=st.floats(-1.0, 1.0), speed=st.floats(1.0, 100.0),
       allied=st.booleans())  # fmt: skip
def test_nobody_imitates_past_the_frontier(
    quality: float, frontier: float, speed: float, allied: bool
) -> None:
    firm, sector, _ = inventor()
    cluster = quiet()
    firm.quality, firm.allied, sector.frontier, cluster.imitation = quality, allied, frontier, speed
    imitate(firm, sector, cluster, P)
    assert quality <= firm.quality <= max(quality, frontier) + 1e-12


def test_a_lead_that_is_imitated_by_hand() -> None:
    """2% of the 0.1 by which it leads the competitor outside; who is behind loses nothing."""
    firm, sector, _ = inventor()
    known: Any = with_values({**CASES, "imitated": 0.02})[0]
    sector.external_quality, sector.frontier = 0.1, 0.0
    firm.quality = 0.2
    imitate(firm, sector, quiet(), known)
    assert firm.quality == pytest.approx(0.198)
    firm.quality = 0.05
    imitate(firm, sector, quiet(), known)
    assert firm.quality == 0.05


def test_size_factors_by_hand() -> None:
    """The square root of 100 over staff, but nobody counts as smaller than 25."""
    assert size_factor(100.0, P) == pytest.approx(1.0)
    assert size_factor(400.0, P) == pytest.approx(0.5)
    assert size_factor(25.0, P) == size_factor(1.0, P) == pytest.approx(2.0)


@given(staff=st.floats(0.0, 1e6), more=st.floats(0.0, 1e6))
def test_larger_enterprises_never_fluctuate_more(staff: float, more: float) -> None:
    assert 0.0 < size_factor(staff + more, P) <= size_factor(staff, P)


def test_efficiency_without_luck_by_hand() -> None:
    """Half of the way from 0.33 to a home of 0.1 and what 40% intelligent capital spills over.

    0.4 * 0.05 = 0.02, half as much again in a park with all services.
    """
    firm, _, _ = inventor()
    cluster = quiet()
    firm.efficiency, firm.efficiency_home = 0.33, 0.1
    cluster.intelligent, cluster.services = 0.4, 1.0
    change_efficiency(firm, cluster, 5, CALM)
    assert firm.efficiency == pytest.approx(0.5 * (0.33 + 0.13))


@given(identity=identities, efficiency=st.floats(-5.0, 5.0), home=st.floats(-1.0, 1.0),
       quarter=st.integers(-12, 60), damping=st.floats(0.0, 3.0))  # fmt: skip
def test_efficiency_stays_within_bounds_around_its_home(
    identity: int, efficiency: float, home: float, quarter: int, damping: float
) -> None:
    firm, _, _ = inventor(identity)
    firm.efficiency, firm.efficiency_home, firm.damping = efficiency, home, damping
    change_efficiency(firm, quiet(), quarter, P)
    assert abs(firm.efficiency - home) <= P.efficiency_bound + 1e-12


def test_customers_without_luck_by_hand() -> None:
    """A tenth of the way to 20% more; then 6 of 60 orders that were late and lost take 5%.

    Of 10 late orders 4 wait, so a backlog of 4 means that 6 went elsewhere; half of those who
    leave for good stay with other makers of the province.
    """
    firm, sector, province = inventor()
    firm.customers, firm.attractiveness, firm.weight = 0.1, 1.2, 2.0
    sector.appeal = 1.0
    change_customers(firm, sector, province, CALM)
    assert (firm.customers, firm.growth) == (pytest.approx(0.102), pytest.approx(0.02))
    assert sector.customers_lost == 0.0
    firm.customers, firm.backlog, firm.orders = 0.1, 4.0, 60.0
    change_customers(firm, sector, province, CALM)
    assert firm.customers == pytest.approx(0.102 * 0.95)
    assert sector.customers_lost == pytest.approx(0.102 * 0.05 * 0.5 * 2.0)


@given(identity=identities, customers=share, relative=st.floats(0.0, 5.0),
       backlog=st.floats(0.0, 1e3), quarter=st.integers(-12, 60))  # fmt: skip
def test_late_delivery_never_wins_customers(
    identity: int, customers: float, relative: float, backlog: float, quarter: int
) -> None:
    after = []
    for late in (0.0, backlog):
        firm, sector, province = inventor(identity)
        firm.customers, firm.attractiveness, sector.appeal = customers, relative, 1.0
        firm.backlog, firm.orders, province.quarter, firm.damping = late, 100.0, quarter, 1.0
        change_customers(firm, sector, province, P)
        after.append(float(firm.customers))
    assert (1.0 - P.customer_loss_max) * after[0] * (1 - 1e-12) <= after[1] <= after[0]


def test_the_frontier_by_hand() -> None:
    """Qualities of 0 and 0.2: mean 0.1, spread 0.1; three quarters of a normal lie below 0.16745.

    A sector in which nobody is left keeps its frontier.
    """
    _, sector, _ = inventor()
    sector.enterprises, sector.quality_sum, sector.quality_squares = 2.0, 0.2, 0.04
    new_frontier(sector)
    assert sector.frontier == pytest.approx(0.16745)
    sector.enterprises = 0.0
    new_frontier(sector)
    assert sector.frontier == pytest.approx(0.16745)


@given(qualities=st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=20), weight=weight)
def test_the_frontier_is_at_least_the_mean_and_within_reach_of_the_best(
    qualities: list[float], weight: float
) -> None:
    _, sector, _ = inventor()
    sector.enterprises = weight * len(qualities)
    sector.quality_sum = weight * math.fsum(qualities)
    sector.quality_squares = weight * math.fsum(q * q for q in qualities)
    new_frontier(sector)
    mean, spread = float(np.mean(qualities)), float(np.std(qualities))
    assert mean - 1e-9 <= sector.frontier <= mean + 0.6745 * spread + 1e-6
