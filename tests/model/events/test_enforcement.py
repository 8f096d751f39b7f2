"""Event 3: quotas shared by what stands, closures dirtiest first, awards, and what is kept shut.

The works of the cases have steel of 100 tonnes a year for a unit of capital.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.closure import whole_tonnes
from agents.enterprise.record import Owner, Product
from agents.province import CITIES
from model.events.enforcement import (
    ELIMINATION,
    award_a_tonne,
    award_for_closure,
    close_at,
    emission_intensity,
    enforce,
    inspect,
    open_year,
    quota_in_force,
    share_quotas,
    standard_for,
    survey_outdated,
    watch_shut_capacity,
)
from model.indicators import Quantity
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "rung_so2": [1.8, 1.0, 0.8, 0.7], "rung_price": [0.9, 1.0, 1.4, 1.9], "overhead_staff": 0.2,
    "severance": 0.75, "rescue_share": 0.05, "tax_split": [0.55, 0.1, 0.35], "leader_term": 5.0,
    "inspection_reach": 1.0, "inspectors_reach": 1.0, "reopening": 1.0, "reopening_use": 0.9,
    "dismantling": 0.1, "dismantling_strict": 0.5,
}  # fmt: skip
STEEL = int(Product.CRUDE_STEEL)
tonnes = st.floats(0.0, 1e6)
share = st.floats(0.0, 1.0)


def works(*obsolete: float, parameters: dict[str, Any] | None = None) -> State:
    """Steel works with so many obsolete units each, all listed; one in each city, from the first.

    Each employs 10 for a unit at 0.02 million yuan a quarter.
    """
    state = empty_province(len(obsolete), parameters=parameters or CASES)
    state.sectors["capacity_per_capital"], state.sectors["pay"] = 0.001, 1.0
    state.province["tonnes_per_output"][0, STEEL] = 25_000.0
    state.cities["wage"], state.cities["staff"] = 0.08, 1000.0
    for i, units in enumerate(obsolete):
        firm: Any = state.firms[i]
        firm.product, firm.city, firm.capital[0], firm.outdated = STEEL, i, units, 100.0 * units
        firm.staff, firm.pay, firm.nameplate = 10.0 * units, 1.0, units
    return state


def test_quotas_and_standards_in_force() -> None:
    state = works(10.0)
    assert not quota_in_force(state)
    for name in ("quota", "national_quota"):
        state.policy[name][0, STEEL] = 1.0
        assert quota_in_force(state)
        state.policy[name][0, STEEL] = 0.0
    state.policy["standard"][0, STEEL] = 0.3

    def standard() -> float:
        firm = state.firms[0]
        places = state.sectors[firm.sector], state.cities[0], state.province[0]
        return float(standard_for(firm, *places, state.policy[0]))

    assert standard() == 0.0
    state.cities["inspection"][0] = 0.5  # half of the inspections are paid for
    assert standard() == 0.15


def test_a_plant_smaller_than_the_nation_allows_is_outdated_as_a_whole() -> None:
    """The works of 10 units make 1,000 tonnes a year; 999 are allowed, 1,001 are not."""
    state = works(10.0)
    firm, sector, province = state.firms[0], state.sectors[state.firms[0].sector], state.province[0]
    whole = whole_tonnes(firm, sector, province)
    for smallest, standard in ((0.0, 0.0), (0.999 * whole, 0.0), (1.001 * whole, 1.0)):
        state.policy["national_smallest"][0, STEEL] = smallest
        found = standard_for(firm, sector, state.cities[0], province, state.policy[0])
        assert found == standard


@pytest.mark.parametrize(("owner", "award"), [(1, 131.0), (0, 131.0), (2, 22.0), (3, 22.0)])
def test_the_central_award_goes_by_owner(owner: int, award: float) -> None:
    state = works(10.0)
    state.policy["national_award"][0, STEEL] = 131.0
    state.policy["national_award_others"][0, STEEL] = 22.0
    state.firms["owner"] = owner
    assert award_a_tonne(state.firms[0], state.policy[0]) == award


def test_a_survey_by_hand() -> None:
    """10 obsolete units are 1,000 tonnes with all 100 jobs and taxes; two such works.

    The loss is 9 of book value and 100 * 0.06 of severance, 15; an award of 3,000 yuan from the
    province and 4,500 from the nation promises 7.5: a half.
    """
    state = works(10.0)
    state.firms["weight"], state.firms["revenue"] = 2.0, 50.0
    state.sectors["vat"] = 0.1
    state.policy["compensation"][0, STEEL], state.policy["watched"][0, 0] = 3000.0, 1.0
    for name in ("national_award", "national_award_others"):
        state.policy[name][0, STEEL] = 4500.0
    survey_outdated(state)
    city: Any = state.cities[0]
    assert (city.outdated[STEEL], city.jobs_at_stake) == (pytest.approx(2000.0), 200.0)
    assert city.tax_at_stake == pytest.approx(2 * 0.1 * 50)
    assert city.promised == pytest.approx(7.5 / 15)
    assert not state.cities["outdated"][1:].any()


def test_quotas_are_shared_by_hand() -> None:
    """The nation's 1,000 by standing tonnes 3 : 1; the province's 400 where it orders alone.

    Both together are 1,150 of the first, which has only 900.
    """
    state = works(9.0, 3.0)
    for c, standing in ((0, 900.0), (1, 300.0)):
        state.cities["outdated"][c, STEEL] = standing
    state.policy["national_quota"][0, STEEL], state.policy["quota"][0, STEEL] = 1000.0, 400.0
    state.policy["watched"][0, 0], state.policy["city_weight"][0, :2] = 1.0, 2.0
    share_quotas(state, STEEL)
    assert list(state.cities["ordered"][:2, STEEL]) == pytest.approx([900.0, 250.0])
    assert list(state.cities["quota"][:2, STEEL]) == pytest.approx([900.0, 250.0])


@given(standing=st.lists(tonnes, min_size=CITIES, max_size=CITIES), quota=tonnes, national=tonnes,
       weights=st.lists(share, min_size=CITIES, max_size=CITIES))  # fmt: skip
def test_no_more_is_ordered_than_was_asked_and_than_stands(
    standing: list[float], quota: float, national: float, weights: list[float]
) -> None:
    state = works(1.0)
    state.cities["outdated"][:, STEEL] = standing
    state.policy["quota"][0, STEEL], state.policy["national_quota"][0, STEEL] = quota, national
    state.policy["city_weight"][0], state.policy["watched"] = weights, 1.0
    share_quotas(state, STEEL)
    ordered = state.cities["ordered"][:, STEEL]
    assert (ordered <= np.array(standing) * (1 + 1e-12)).all()
    assert ordered.sum() <= (quota + national) * (1 + 1e-9)


def test_january_by_hand() -> None:
    """Taxes of 100 a quarter give the city 5% of its 35% of the year: 7. The leader is in year 2.

    What was ordered last year and not done is forgotten.
    """
    state = works(10.0)
    city: Any = state.cities[0]
    city.tax, city.leader_year, city.rescues, city.offers = 100.0, 1, 3.0, 4.0
    city.ordered[STEEL], city.quota[STEEL], city.closed_this_year[STEEL] = 500.0, 100.0, 400.0
    open_year(state)
    assert city.budget == pytest.approx(0.05 * 400 * 0.35)
    assert (city.rescues, city.offers, city.fiscal_room, city.leader_year) == (0.0, 0.0, 1.0, 2)
    assert (city.ordered[STEEL], city.quota[STEEL], city.closed_this_year[STEEL]) == (0.0, 0.0, 0.0)
    assert city.outdated[STEEL] == pytest.approx(1000.0)
    lax = float(city.effort)
    state.policy["national_quota"][0, STEEL], state.policy["national_monitoring"] = 600.0, 0.5
    city.leader_year = 5
    open_year(state)
    assert (city.ordered[STEEL], city.leader_year) == (pytest.approx(600.0), 1)
    assert city.effort > lax  # it is under pressure now


def awarded(national: float, left: float) -> State:
    """The award for 1,000 tonnes closed and 100 workers at one of two works."""
    state = works(10.0)
    state.firms["weight"] = 2.0
    state.policy["quota"][0, STEEL], state.policy["national_quota"][0, STEEL] = 300.0, national
    state.policy["watched"][0, 0], state.levers["on"][ELIMINATION] = 1.0, True
    state.policy["compensation"][0, STEEL], state.policy["support_per_worker"] = 2000.0, 0.01
    for name in ("national_award", "national_award_others"):
        state.policy[name][0, STEEL] = 5000.0
    state.accounts["left"][ELIMINATION] = left
    award_for_closure(state, state.firms[0], 1000.0, 100.0)
    return state


def test_awards_by_hand() -> None:
    """The nation ordered a quarter and pays it: 1.25 million of 5. The province pays 2 and 1."""
    state = awarded(100.0, 50.0)
    assert state.firms["cash"][0] == pytest.approx(1.25 + 3.0)
    assert state.province["central"][0] == pytest.approx(-2 * 1.25)
    assert state.province["treasury"][0] == pytest.approx(-2 * 3.0)
    assert state.table[0, 0, Quantity.NATIONAL_AWARD] == pytest.approx(2.5)
    assert state.accounts["spent"][ELIMINATION] == pytest.approx(6.0)
    assert awarded(0.0, 50.0).firms["cash"][0] == pytest.approx(3.0)
    assert awarded(0.0, 4.0).firms["cash"][0] == pytest.approx(2.0)  # all that is left for two
    assert awarded(0.0, 0.0).firms["cash"][0] == 0.0


def test_a_closure_by_hand() -> None:
    """1,000 tonnes are closed whole though 600 would do; the quota is met, 100 are displaced.

    For 400, less than half of the works, they are left alone.
    """
    state = works(10.0)
    firm: Any = state.firms[0]
    state.cities["quota"][0, STEEL] = 400.0
    close_at(state, 0)
    assert (firm.capital[0], firm.shut) == (10.0, 0.0)
    state.cities["quota"][0, STEEL] = 600.0
    close_at(state, 0)
    assert (firm.capital[0], firm.shut, firm.outdated, firm.nameplate) == (0.0, 10.0, 0.0, 0.0)
    assert state.cities["quota"][0, STEEL] == 0.0
    assert state.cities["closed"][0, STEEL] == pytest.approx(1000.0)
    assert firm.cash == pytest.approx(-100 * 0.06) == -state.province["households"][0]
    row = state.table[0, 0]
    assert row[Quantity.CLOSED_0] == row[Quantity.RETIRED_TONNES] == pytest.approx(1000.0)
    assert row[Quantity.DISPLACED] == pytest.approx(100.0)
    close_at(state, 0)  # nothing is left to close
    assert row[Quantity.CLOSED_0] == pytest.approx(1000.0)


def test_emission_intensities_by_hand() -> None:
    """Half obsolete, half conventional: 1.4; three quarters are kept from the stack."""
    state = works(10.0)
    state.firms["capital"][0, 1] = 10.0
    assert emission_intensity(state, 0) == pytest.approx(1.4)
    state.firms["abatement"][0] = 0.75
    assert emission_intensity(state, 0) == pytest.approx(0.35)


def inspected(quota: float, effort: float, quarter: int = 0) -> State:
    """Three works of a city after a round: a clean one, a dirty old one and a dirty new one."""
    state = works(10.0, 10.0, 10.0)
    state.firms["city"] = 0
    state.firms["abatement"][0], state.firms["born"][:3] = 0.5, [-12, -12, 3]
    state.province["quarter"] = quarter
    state.cities["quota"][0, STEEL], state.cities["effort"][0] = quota, effort
    inspect(state)
    return state


def test_the_dirtiest_and_oldest_are_inspected_first() -> None:
    """Over 40 quarters of one inspection in four each: whoever is first closes the most often."""
    closed = np.zeros(3)
    for quarter in range(40):
        state = inspected(500.0, 1.0, quarter)
        shut = state.firms["shut"][:3] > 0.0
        assert shut.sum() <= 1  # one is enough for the quota
        closed += shut
    assert closed[1] >= closed[2] >= closed[0]
    assert closed.sum() > 10


@given(quota=st.sampled_from([0.0, 1.0, 1500.0, 5000.0]), effort=share, quarter=st.integers(0, 40))
def test_a_round_overshoots_a_quota_by_less_than_one_plant_and_closes_nothing_without_one(
    quota: float, effort: float, quarter: int
) -> None:
    state = inspected(quota, effort, quarter)
    closed = float(state.cities["closed"][0, STEEL])
    assert closed < quota + 1000.0 or quota == closed == 0.0
    assert 0.0 <= state.cities["quota"][0, STEEL] <= quota
    if effort == 0.0:
        assert closed == 0.0


def test_a_plant_that_was_shut_works_again_by_hand() -> None:
    """Orders press and nobody looks: its 1,000 tonnes are new steel that nobody reports.

    Where inspectors look, a half of what is shut is dismantled in a quarter.
    """
    state = works(0.0)
    firm: Any = state.firms[0]
    firm.shut, firm.orders, firm.capacity, firm.price = 10.0, 10.0, 10.0, 1.0
    watched = works(0.0)
    watched.firms[0] = firm
    watch_shut_capacity(state)
    assert (firm.capital[0], firm.reopened, firm.shut) == (10.0, 10.0, 0.0)
    assert state.table[0, 0, Quantity.NEW_TONNES] == pytest.approx(1000.0)
    watched.cities["effort"], watched.policy["national_monitoring"] = 1.0, 1.0
    watch_shut_capacity(watched)
    assert (watched.firms["capital"][0, 0], watched.firms["shut"][0]) == (0.0, 5.0)
    assert watched.province["worn"][0] == 5.0


def test_the_event_in_january_and_in_other_quarters() -> None:
    """Quotas are set once a year; without any nobody is inspected, whatever is outdated."""
    state = works(10.0, 10.0)
    state.firms["owner"] = Owner.PRIVATE
    state.policy["national_quota"][0, STEEL] = 1e6
    state.province["season"] = 1
    enforce(state)
    assert not state.cities["ordered"].any()
    state.province["season"] = 0
    enforce(state)
    assert list(state.cities["ordered"][:2, STEEL]) == pytest.approx([1000.0, 1000.0])
    idle = works(10.0)
    enforce(idle)
    assert idle.firms["shut"][0] == 0.0
