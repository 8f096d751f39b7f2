"""Event 13: what the quarter writes down is what enterprises and cities are together."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.record import ERP, Product
from agents.province import CITIES, SECTORS
from model.events.recording import (
    LAST_SEASON,
    SECTOR_OF_PRODUCT,
    add_to_peers,
    base_energy_cost,
    count_technologies,
    forget_peers,
    know_peers,
    record_cities,
    record_flows,
    record_invention,
    record_reports,
    record_stocks,
    record_use,
    sum_clusters,
)
from model.indicators import NO_SECTOR, Quantity
from model.state import State
from tests.provinces import empty_province

CASES: dict[str, Any] = {  # what is reckoned with by hand, whatever the central values become
    "key_technology_step": 3.0, "new_product_step": 2.0, "loss_mark": 0.5,
    "research_after_loss": 0.5, "crowding_out": 0.5, "research_pace": 0.25,
    "rung_energy": [1.3, 1.0, 0.9, 0.8], "rung_material": [1.02, 1.0, 0.98, 0.96],
    "rung_so2": [1.8, 1.0, 0.8, 0.7], "technology_spread": 0.1,
    "saving_curve_share": [0.04, 0.08, 0.1], "peer_upgrade": 1.0, "misreport": 0.5,
    "output_misreport": 0.5, "output_misreport_career": 0.04, "output_misreport_after": 0.01,
    "audit_quarter": 8.0,
}  # fmt: skip
CITY, TRADE = 2, 5
STEEL = int(Product.CRUDE_STEEL)
weight = st.floats(0.25, 4.0)
money = st.floats(0.0, 1e4)


def trade(firms: int = 1) -> State:
    """Enterprises of one cell that make 100 a quarter on the conventional rung, 500 staff."""
    state = empty_province(firms, parameters=CASES)
    rows = state.firms
    rows["city"][:firms], rows["sector"][:firms] = CITY, TRADE
    rows["output"][:firms], rows["run"][:firms, 1], rows["staff"][:firms] = 100.0, 100.0, 500.0
    rows["pay"] = rows["energy_factor"] = rows["material_factor"] = 1.0
    rows["capital"][:firms, 1] = 200.0
    return state


@pytest.mark.parametrize(
    ("size", "key", "solved", "technologies", "products"),
    [
        (2.9, True, False, 0.0, 2.0),  # large enough for a new product alone
        (3.0, True, False, 2.0, 2.0),
        (9.0, False, False, 0.0, 0.0),  # of nobody that the plan counts
        (0.0, False, True, 2.0, 2.0),  # a project of the province
        (0.0, True, False, 0.0, 0.0),
    ],
)
def test_inventions_that_count_by_hand(
    size: float, key: bool, solved: bool, technologies: float, products: float
) -> None:
    for new in (True, False):
        state = trade()
        state.firms["weight"][0], state.firms["is_key"][0] = 2.0, key
        state.sectors["new_products"] = new
        row = state.table[CITY, TRADE]
        record_invention(row, state.firms[0], state.sectors[TRADE], size, solved,
                         state.parameters[0])  # fmt: skip
        found = row[Quantity.KEY_TECHNOLOGIES], row[Quantity.NEW_PRODUCTS]
        assert found == (technologies, products if new else 0.0)


def test_flows_by_hand() -> None:
    """Two enterprises that make 100, a tenth of it quietly, with 500 staff at 0.02 a quarter.

    Research is 1% of sales of 110 and the half of a quarter of 8 that comes on top.
    """
    state = trade()
    firm: Any = state.firms[0]
    firm.weight, firm.profit, firm.revenue, firm.quality = 2.0, 5.0, 110.0, 0.1
    firm.run[:], firm.capital[:], firm.reopened = [20.0, 80.0, 0.0, 0.0], [40.0, 160.0, 0, 0], 20.0
    firm.capacity, firm.research_left = 120.0, 8.0
    sector: Any = state.sectors[TRADE]
    city: Any = state.cities[CITY]
    sector.research_share, sector.so2, sector.pay, city.wage = 0.01, 10.0, 1.0, 0.08
    row = state.table[CITY, TRADE]
    record_flows(row, firm, sector, city, 3.0, state.parameters[0])
    expected = {
        Quantity.OUTPUT: 200.0,
        Quantity.REOPENED_OUTPUT: 2 * 10.0,
        Quantity.ENERGY_USED: 2 * (26.0 + 80.0),
        Quantity.MATERIALS_USED: 2 * (20.4 + 80.0),
        Quantity.WORKER_YEARS: 2 * 125.0,
        Quantity.PROFIT: 10.0,
        Quantity.REVENUE: 220.0,
        Quantity.RESEARCH: 2 * (1.1 + 1.0),
        Quantity.QUALITY: 2 * 10.0,
        Quantity.CAPACITY: 240.0,
        Quantity.SO2: 2 * (36.0 + 80.0) * 10.0,
        Quantity.WAGES: 2 * 10.0,
        Quantity.TAX: 6.0,
    }
    for quantity, value in expected.items():
        assert row[quantity] == pytest.approx(value), quantity.name
    assert np.count_nonzero(row) == len(expected)
    firm.loss_record = 0.6  # who loses money does half of its research
    row[:] = 0.0
    record_flows(row, firm, sector, city, 3.0, state.parameters[0])
    assert row[Quantity.RESEARCH] == pytest.approx(2 * (0.55 + 1.0))


def test_value_added_fuels_and_co2_by_hand() -> None:
    """Of 100 of output 90 units of energy at 0.05 and 80 of materials at 0.6 are inputs."""
    state = trade()
    sector: Any = state.sectors[TRADE]
    sector.energy_cost[:], sector.energy[:] = [0.02, 0.03, 0.0, 0.0], [0.2, 0.1, 0.0, 0.0]
    sector.material, sector.fuel_co2, sector.process_co2 = 0.6, 0.5, 0.25
    row = state.table[CITY, TRADE]
    row[Quantity.OUTPUT], row[Quantity.ENERGY_USED], row[Quantity.MATERIALS_USED] = 100, 90, 80
    assert base_energy_cost(sector) == pytest.approx(0.05)
    record_use(state)
    assert row[Quantity.VALUE_ADDED] == pytest.approx(100 - 48 - 4.5)
    assert row[Quantity.CO2] == pytest.approx(45 + 25)
    fuels = [row[Quantity.FUEL_0 + fuel] for fuel in range(4)]
    assert fuels == pytest.approx([18.0, 9.0, 0.0, 0.0])


def test_stocks_by_hand() -> None:
    """Two key steel works of 200 units of 100 tonnes, half of them numerical, with an ERP."""
    state = trade()
    firm: Any = state.firms[0]
    firm.weight, firm.counted, firm.is_key, firm.zombie, firm.allied = 2.0, True, True, True, True
    firm.debt, firm.cash, firm.abroad, firm.outdated = 50.0, 10.0, 7.0, 30.0
    firm.capital[:], firm.product = [10.0, 90.0, 60.0, 40.0], STEEL
    firm.ceiling[ERP], firm.project_is_major, firm.project_ends = 0.6, True, 12
    state.sectors["capacity_per_capital"] = 0.1
    state.province["tonnes_per_output"][0, STEEL], state.province["quarter"] = 250.0, 10
    row = state.table[CITY, TRADE]
    record_stocks(row, firm, state.sectors[TRADE], state.province[0], 300.0)
    expected = {
        Quantity.STAFF: 1000.0,
        Quantity.LIVING: 2.0,
        Quantity.COUNTED: 2.0,
        Quantity.ZOMBIES: 2.0,
        Quantity.DEBT: 100.0,
        Quantity.ASSETS: 2 * 310.0,
        Quantity.CAPITAL_0: 20.0,
        Quantity.CAPITAL_0 + 1: 180.0,
        Quantity.CAPITAL_0 + 2: 120.0,
        Quantity.CAPITAL_0 + 3: 80.0,
        Quantity.TONNES_0: 2 * 20_000.0,
        Quantity.OUTDATED_0: 60.0,
        Quantity.ALLIES: 2.0,
        Quantity.ABROAD: 14.0,
        Quantity.MAJOR_PROJECTS: 2.0,
        Quantity.SYSTEM_0: 2.0,
        Quantity.KEY_SYSTEM_0: 2.0,
        Quantity.KEY: 2.0,
        Quantity.KEY_CAPITAL: 400.0,
        Quantity.KEY_NUMERICAL: 200.0,
    }
    for quantity, value in expected.items():
        assert row[quantity] == pytest.approx(value), quantity
    assert np.count_nonzero(row) == len(expected)
    row[:] = 0.0
    firm.counted, firm.project_ends = False, 11  # it ends with this quarter
    record_stocks(row, firm, state.sectors[TRADE], state.province[0], 300.0)
    assert row[Quantity.SYSTEM_0] == row[Quantity.COUNTED] == row[Quantity.MAJOR_PROJECTS] == 0.0
    assert row[Quantity.LIVING] == 2.0


def test_technologies_in_wide_use_by_hand() -> None:
    """Nine tenths of energy save nothing; one tenth saves 4.5% of the 10% that can be saved.

    That is four of the ten technologies, but only if it uses more than a tenth of all energy.
    """
    state = trade(2)
    state.sectors["energy_cost"] = 0.01
    state.firms["weight"][:2], state.firms["saving"][1] = [9.0, 1.0], 0.045
    count_technologies(state)
    assert state.province["technologies"][0] == 0.0
    state.firms["weight"][1] = 1.1
    count_technologies(state)
    assert state.province["technologies"][0] == 4.0
    state.firms["saving"][1] = 0.2  # all that can be saved, and more
    count_technologies(state)
    assert state.province["technologies"][0] == 10.0
    state.firms["alive"][1] = False
    count_technologies(state)
    assert state.province["technologies"][0] == 0.0


@given(saving=st.lists(st.floats(0.0, 0.1), min_size=3, max_size=3), more=st.floats(0.0, 0.1),
       who=st.integers(0, 2))  # fmt: skip
def test_more_saving_never_counts_fewer_technologies(
    saving: list[float], more: float, who: int
) -> None:
    state = trade(3)
    state.sectors["energy_cost"] = 0.01
    counts = []
    for extra in (0.0, more):
        state.firms["saving"][:3] = saving
        state.firms["saving"][who] += extra
        count_technologies(state)
        counts.append(float(state.province["technologies"][0]))
    assert 0.0 <= counts[0] <= counts[1] <= 10.0


def test_cities_by_hand() -> None:
    """100 without work of 1,000; a city in mid-term reports 10% more, but not what works quietly.

    The year's end adds what was ordered closed and was not: half of it, as nobody looks.
    """
    state = trade()
    city: Any = state.cities[CITY]
    city.pool, city.staff, city.leader_year = 100.0, 900.0, 3
    city.misreport = 0.12
    row = state.table[CITY, TRADE]
    row[Quantity.OUTPUT], row[Quantity.REOPENED_OUTPUT] = 100.0, 20.0
    record_cities(state)
    whole = state.table[CITY, NO_SECTOR]
    assert (whole[Quantity.UNEMPLOYED], whole[Quantity.LABOUR_FORCE]) == (100.0, 1000.0)
    assert row[Quantity.REPORTED_OUTPUT] == pytest.approx(80 * 1.1)
    steel = state.table[CITY, SECTOR_OF_PRODUCT[STEEL]]
    city.ordered[STEEL], city.closed_this_year[STEEL] = 500.0, 300.0
    state.province["season"], state.province["technologies"] = LAST_SEASON, 5.0
    state.firms["energy_factor"] = 0.0
    record_cities(state)
    assert steel[Quantity.CLAIMED_0 + STEEL - 1] == pytest.approx(100.0)
    assert city.reported[STEEL] == pytest.approx(400.0)
    assert state.table[0, NO_SECTOR, Quantity.ENERGY_TECHNOLOGIES] == 0.0  # counted anew


@given(ordered=money, done=money, watch=st.floats(0.0, 1.0))
def test_a_city_claims_at_most_what_was_ordered_and_less_when_watched(
    ordered: float, done: float, watch: float
) -> None:
    claims = []
    for control in (0.0, watch):
        state = trade()
        state.policy["national_monitoring"] = control
        city: Any = state.cities[CITY]
        city.ordered[STEEL], city.closed_this_year[STEEL] = ordered, done
        record_reports(state)
        claims.append(float(state.table[..., Quantity.CLAIMED_0 + STEEL - 1].sum()))
    assert 0.0 <= claims[1] <= claims[0] <= max(0.0, ordered - done)


def test_peers_by_hand() -> None:
    """Two enterprises of 100 with 500 staff and one of 20 with 100, which has an ERP.

    Intelligent are 50 of the 200 units of the second.
    """
    state = trade(2)
    rows: Any = state.firms
    rows["weight"][:2], rows["staff"][1], rows["output"][1] = [2.0, 1.0], 100.0, 20.0
    rows["ceiling"][1, ERP], rows["capital"][1] = 1.0, [0.0, 100.0, 50.0, 50.0]
    rows["quality"][:2], rows["customers"][:2] = [0.1, 0.4], [0.3, 0.4]
    rows["profit"][:2], rows["revenue"][:2] = [5.0, 2.0], [100.0, 20.0]
    cluster: Any = state.clusters[CITY, TRADE]
    sector: Any = state.sectors[TRADE]
    sector.high_start = 0.1
    forget_peers(state)
    for i in range(2):
        add_to_peers(rows[i], sector, state.cities[CITY], cluster)
    know_peers(state)
    assert (cluster.records, cluster.enterprises) == (2, 3.0)
    assert (cluster.output, cluster.small, cluster.small_output) == (220.0, 1.0, 20.0)
    assert cluster.adopted[ERP] == sector.adopted[ERP] == pytest.approx(1 / 3)
    assert cluster.intelligent == pytest.approx(50 / 600)
    assert sector.high == pytest.approx(100 / 600)
    assert sector.example == pytest.approx(math.exp(100 / 600 - 0.1))
    assert sector.quality_sum == pytest.approx(0.6)
    assert sector.quality_squares == pytest.approx(0.18)
    assert sector.customers == pytest.approx(1.0)
    assert (sector.profit, sector.revenue) == (pytest.approx(12.0), pytest.approx(220.0))
    assert (sector.enterprises, sector.output) == (3.0, 220.0)
    assert (state.cities["staff"][CITY], state.cities["output"][CITY]) == (1100.0, 220.0)


@given(where=st.lists(st.tuples(st.integers(0, CITIES - 1), st.integers(0, SECTORS - 1), money),
                      max_size=10))  # fmt: skip
def test_cities_and_sectors_are_the_sums_of_their_clusters(
    where: list[tuple[int, int, float]],
) -> None:
    state = trade(0)
    for c, j, output in where:
        state.clusters["output"][c, j] += output
        state.clusters["enterprises"][c, j] += 1.0
    sum_clusters(state)
    total = math.fsum(output for *_, output in where)
    assert state.cities["output"].sum() == pytest.approx(total)
    assert state.sectors["output"].sum() == pytest.approx(total)
    assert state.sectors["enterprises"].sum() == len(where)
