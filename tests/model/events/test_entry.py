"""Event 12, arrivals: how many are founded where, with which key, and what they bring."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.cluster import Cluster
from agents.enterprise.record import Enterprise
from agents.parameters import defaults
from agents.province import LEVERS, Lever, Policy
from agents.random_draws import identity_of
from agents.sector import Sector
from model.events.entry import (
    MOST_ENTRANTS,
    QUARTERS_BEFORE,
    clear_record,
    count_entrant,
    enter,
    expected_entrants,
    key_of,
    move_in,
    open_record,
    settle_in,
)
from model.indicators import Quantity
from model.input_data.external_world import world
from model.simulate import simulate, start
from model.state import State
from tests.provinces import SPARE, empty_province

P: Any = defaults()[0]
FOUNDING: dict[str, Any] = {  # what is reckoned with by hand, whatever the values become
    "entrant_sd": 0.0, "entrant_use": 0.75, "entrant_cash": 0.5, "kept_at_home": 0.5,
    "entrant_decided": 0.2, "rung_price": [0.9, 1.0, 1.4, 1.9], "entrant_numerical": 0.0,
}  # fmt: skip
HERE = (2, 5)  # city and sector where somebody is founded


def founding(weight: float = 4.0) -> State:
    """A trade of 10 records that stand for 40 enterprises; founders sell for 40 a year."""
    state = empty_province(1, parameters=FOUNDING)
    state.province["seed"], state.province["quarter"] = 3, 8
    cluster: Any = state.clusters[HERE]
    sector: Any = state.sectors[HERE[1]]
    cluster.records, cluster.enterprises = 10, 10.0 * weight
    cluster.traced, cluster.efficiency_home = 1.0, 0.1
    sector.entrant_sales, sector.capacity_per_capital, sector.orders = 40.0, 0.1, 1000.0
    sector.home_price = sector.appeal = 1.0
    sector.markup, sector.entry_rate = 0.15, 0.1
    return state


def fill_with_remains(firm: Any) -> None:
    """Somebody stood here before: something in every field."""
    for name in Enterprise.fields:
        value = getattr(firm, name)
        if np.ndim(value):
            value[:] = 0.37
        else:
            setattr(firm, name, type(value)(3))


def test_a_founder_by_hand() -> None:
    """Output of 10 is a hundredth of the sector's orders; 10 / 0.075 units at 1, and 5 in cash.

    The record stands for four enterprises; half of the customers are taken from others here.
    """
    state = founding()
    move_in(state, *HERE, 0)
    firm: Any = state.firms[1]
    units = 10 / 0.075
    assert (firm.city, firm.sector, firm.weight, firm.alive) == (*HERE, 4.0, True)
    assert firm.key == key_of(*HERE, 8 + QUARTERS_BEFORE, 0)
    assert firm.identity == identity_of(3, firm.key)
    assert list(firm.capital) == pytest.approx([0.0, units, 0.0, 0.0])
    assert (firm.customers, firm.cash) == (pytest.approx(0.01), pytest.approx(5.0))
    assert list(firm.decided) == [0.2] * 4
    assert (firm.markup, firm.attractiveness) == (0.15, 1.0)
    assert firm.pay == pytest.approx(firm.pay_home * math.exp(P.rent_sharing * firm.efficiency))
    province: Any = state.province[0]
    assert (province.rows, province.entered) == (2, 4.0)
    assert province.trade == pytest.approx(-4 * 5.0)
    assert province.built == pytest.approx(4 * units)
    assert province.spent_on_capital == pytest.approx(4 * units * 1.0)
    assert state.sectors["customers_won"][HERE[1]] == pytest.approx(4 * 0.01 * 0.5)
    row = state.table[HERE]
    assert (row[Quantity.ENTRANTS], row[Quantity.LIVING]) == (4.0, 4.0)
    assert row[Quantity.INVESTMENT] == pytest.approx(4 * units)
    assert row[Quantity.ASSETS] == pytest.approx(4 * (units + 5.0))
    assert state.clusters["records"][HERE] == 11


def test_a_founder_inherits_nothing_of_who_stood_in_the_record_before() -> None:
    fresh, used = founding(), founding()
    fill_with_remains(used.firms[1])
    for state in (fresh, used):
        move_in(state, *HERE, 0)
    for name in Enterprise.fields:
        assert np.array_equal(fresh.firms[name][1], used.firms[name][1]), name


def test_a_cleared_record_holds_no_capital_money_staff_system_or_mark() -> None:
    firm: Any = Enterprise.zeros(1)[0]
    fill_with_remains(firm)
    clear_record(firm)
    kept = {name for name in Enterprise.fields if np.any(getattr(firm, name))}
    # what founding and moving set themselves
    assert kept == {
        "key", "identity", "city", "sector", "owner", "slot", "alive", "counted", "weight", "cash",
        "nameplate", "project_ends", "efficiency", "efficiency_home", "quality", "labour_factor",
        "energy_factor", "material_factor", "customers", "markup", "price", "log_price", "damping",
        "attractiveness", "backlog", "expected", "pay", "pay_home", "sales_year", "patience",
        "gap_threshold", "rescued", "born", "caution",
    }  # fmt: skip


def test_a_record_is_opened_settled_and_counted_in_three_steps() -> None:
    """The next spare row gets key, place and traits; then the trade's mark-up; then the books."""
    state = founding()
    assert open_record(state, *HERE, 77, 2.0) == 1
    firm: Any = state.firms[1]
    assert state.province["rows"][0] == 2
    assert (firm.key, firm.identity, firm.weight) == (77, identity_of(3, 77), 2.0)
    assert (firm.city, firm.sector, firm.alive) == (*HERE, True)
    settle_in(state, firm)
    assert (firm.markup, firm.attractiveness) == (0.15, 1.0)
    assert firm.labour_factor == pytest.approx(math.exp(-firm.efficiency))
    assert not state.table.any()  # nobody has counted it yet
    count_entrant(state, firm)
    row = state.table[HERE]
    assert row[Quantity.ENTRANTS] == row[Quantity.LIVING] == state.province["entered"][0] == 2.0
    assert state.clusters["enterprises"][HERE] == 42.0


@given(seed=st.integers(1, 1000), rate=st.floats(0.0, 0.4))
def test_as_many_come_as_luck_draws_while_there_are_spare_records(seed: int, rate: float) -> None:
    """Each has a number of its own in the quarter; nobody comes to an empty trade."""
    state = founding()
    state.province["seed"] = seed
    state.clusters["identity"] = identity_of(seed, 1)
    state.sectors["entry_rate"] = rate
    enter(state)
    came = int(state.province["rows"][0]) - 1
    assert 0 <= came <= min(SPARE, MOST_ENTRANTS)
    new = state.firms[1 : 1 + came]
    assert set(new["city"]) <= {HERE[0]}
    assert list(new["key"]) == [key_of(*HERE, 8 + QUARTERS_BEFORE, k) for k in range(came)]
    assert state.table[HERE][Quantity.ENTRANTS] == 4.0 * came
    if rate == 0.0:
        assert came == 0


def test_services_of_a_park_with_room_bring_founders_by_hand() -> None:
    """1% of 100 records, exp(0.3) as many where all services stand and there is room."""
    cluster: Any = Cluster.zeros(1)[0]
    sector: Any = Sector.zeros(1)[0]
    cluster.records, cluster.services, sector.entry_rate = 100, 1.0, 0.01
    assert expected_entrants(cluster, sector, P) == pytest.approx(1.0)
    cluster.room = 1.0
    assert expected_entrants(cluster, sector, P) == pytest.approx(math.exp(P.services_entry))


@given(records=st.integers(0, 5000), rate=st.floats(0.0, 0.05), better=st.floats(-2.0, 2.0))
def test_entrants_follow_enterprises_and_profit(records: int, rate: float, better: float) -> None:
    cluster, sector = Cluster.zeros(1)[0], Sector.zeros(1)[0]
    cluster.records, sector.entry_rate = records, rate
    usual = expected_entrants(cluster, sector, P)
    assert usual == pytest.approx(rate * records)
    sector.profit_rate = better
    found = expected_entrants(cluster, sector, P)
    assert (found - usual) * better >= 0.0
    assert usual / math.e - 1e-9 <= found <= usual * math.e + 1e-9


def test_a_run_has_as_many_entrants_as_expected_and_each_its_own_key() -> None:
    """About 700 entrants a seed: the standard error of the sum over 3 seeds is 2%, allowed 12%.

    The mean is taken from the quarter's end, entrants of the quarter included, which is 1% more.
    """
    levers, policy = Lever.zeros((24, LEVERS)), Policy.zeros(24)
    came, expected = 0, 0.0
    for seed in (1, 2, 3):
        keys: list[int] = []
        means: list[float] = []

        def look(state: State, keys: list[int] = keys, means: list[float] = means) -> None:
            rows = state.firms[: int(state.province["rows"][0])]
            new = rows[rows["born"] == int(state.province["quarter"][0])]
            keys.extend(new["key"].tolist())
            for c in range(14):
                for j in range(37):
                    if state.clusters["records"][c, j] > 0 and state.sectors["orders"][j] > 0.0:
                        mean = expected_entrants(state.clusters[c, j], state.sectors[j], P)
                        means.append(float(mean))

        simulate(start(seed, 0.1), world("trend"), levers, policy, 24, on_quarter=look)
        assert len(set(keys)) == len(keys)
        came += len(keys)
        expected += sum(means)
    assert came > 300
    assert came == pytest.approx(expected, rel=0.12)


@given(
    a=st.tuples(st.integers(0, 13), st.integers(0, 36), st.integers(0, 200), st.integers(0, 49)),
    b=st.tuples(st.integers(0, 13), st.integers(0, 36), st.integers(0, 200), st.integers(0, 49)),
)
def test_different_entrants_have_different_keys_in_the_order_of_place_and_time(
    a: tuple[int, int, int, int], b: tuple[int, int, int, int]
) -> None:
    assert (key_of(*a) < key_of(*b)) == (a < b)
