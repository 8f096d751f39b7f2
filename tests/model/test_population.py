"""The enterprises of the start meet every margin of the data, before anything has moved."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.enterprise.record import Owner
from agents.parameters import with_values
from agents.random_draws import Event, identity_of, luck
from model.events.entry import key_of
from model.initialization.blueprint import blueprint
from model.initialization.initial_state import build
from model.initialization.population import (
    OWNER_OF,
    draw_all,
    identify_all,
    keys_of,
    pareto_sizes,
)
from model.input_data.base_year import INDUSTRY, PLACE, base_year
from model.input_data.data_tables import CITIES, PRODUCT_SECTOR, PRODUCTS, SECTORS
from model.input_data.lead_enterprises import named_enterprises
from model.state import State

SEEDS = (1, 2, 3)
CLOSE = 0.01  # the design: every margin within 1%
Array = NDArray[np.float64]

every_seed = pytest.mark.parametrize("seed", SEEDS)


@cache
def built(seed: int) -> State:
    """The full province before the hidden quarters."""
    return build(blueprint(seed))


def by_cell(firms: Any, values: Any) -> Array:
    """Weighted sum over enterprises by city and sector, (14, 37)."""
    cells = np.zeros((len(CITIES), len(SECTORS)))
    np.add.at(cells, (firms["city"], firms["sector"]), firms["weight"] * values)
    return cells


@every_seed
def test_output_and_staff_by_city_by_sector_and_by_cell(seed: int) -> None:
    firms, base = built(seed).firms, base_year()
    for values, margin in ((4.0 * firms["output"], base.output), (firms["staff"], base.employment)):
        cells = by_cell(firms, values)
        assert cells.sum() == pytest.approx(margin.sum(), rel=CLOSE)
        for axis in (0, 1):
            assert cells.sum(axis=axis) == pytest.approx(margin.sum(axis=axis), rel=CLOSE)
        here = by_cell(firms, np.ones(len(firms))) > 0.0
        assert cells[here] == pytest.approx(margin[here], rel=CLOSE)


@every_seed
def test_nobody_is_where_nothing_is_made(seed: int) -> None:
    assert not by_cell(built(seed).firms, 1.0)[base_year().output <= 0.0].any()


@every_seed
def test_enterprises_above_the_official_size(seed: int) -> None:
    firms: Any = built(seed).firms
    counted = by_cell(firms, firms["counted"].astype(float))
    wanted = float(with_values({})["counted_enterprises"][0])
    assert counted[:, INDUSTRY].sum() == pytest.approx(wanted, rel=CLOSE)
    size = float(with_values({})["threshold_sales"][0])
    assert (firms["counted"] == (4.0 * firms["output"] >= size)).all()


@every_seed
def test_the_wage_bill_is_the_compensation_of_the_input_output_table(seed: int) -> None:
    """By sector as the rules pay it; by city at the city's wage."""
    state, base = built(seed), base_year()
    firms: Any = state.firms
    wage = state.cities["wage"][firms["city"]] * firms["staff"]
    paid = by_cell(firms, wage * state.sectors["pay"][firms["sector"]] * firms["pay"])
    assert paid.sum(axis=0) == pytest.approx(base.compensation * base.output.sum(axis=0), rel=CLOSE)
    at_city_wage = by_cell(firms, wage)[:, INDUSTRY].sum(axis=1)
    owed = base.wage * base.employment[:, INDUSTRY].sum(axis=1)
    assert at_city_wage == pytest.approx(owed, rel=CLOSE)


@every_seed
def test_tonnes_of_every_product_where_it_is_made(seed: int) -> None:
    state, base = built(seed), base_year()
    firms: Any = state.firms
    for k, product in enumerate(PRODUCTS[1:], start=1):
        makers = firms[firms["product"] == k]
        assert {SECTORS[j] for j in makers["sector"]} == {PRODUCT_SECTOR[k]}, product
        tonnes = (
            makers["weight"] * 4.0 * makers["output"] * state.province["tonnes_per_output"][0, k]
        )
        assert tonnes.sum() == pytest.approx(base.product_tonnes[k - 1], rel=CLOSE), product
        share = np.bincount(makers["city"], tonnes, len(CITIES)) / tonnes.sum()
        made = base.product_city[:, k - 1]
        assert not share[made <= 0.0].any(), product
        # a plant is never cut in two: up to one large plant of a city may be on the other side
        assert np.abs(share - made).max() <= 0.1, product


@every_seed
def test_a_maker_of_a_product_sells_what_a_tonne_is_worth(seed: int) -> None:
    """Makers were picked up to the value of the province's tonnes, so a tonne costs the same."""
    firms, base = built(seed).firms, base_year()
    for k in range(1, len(PRODUCTS)):
        makers = firms[firms["product"] == k]
        sector = base.output[:, SECTORS.index(PRODUCT_SECTOR[k])].sum()
        value = (makers["weight"] * 4.0 * makers["output"]).sum()
        assert value == pytest.approx(base.product_output_share[k - 1] * sector, rel=0.08)


@every_seed
def test_listed_outdated_capacity_is_within_the_list_and_the_obsolete_rung(seed: int) -> None:
    state, base = built(seed), base_year()
    firms: Any = state.firms
    for k in range(1, len(PRODUCTS)):
        makers = firms[firms["product"] == k]
        listed = (makers["weight"] * makers["outdated"]).sum()
        assert 0.0 < listed <= base.product_outdated[k - 1] * (1.0 + CLOSE)


@every_seed
def test_key_enterprises_are_the_stated_share_and_counted(seed: int) -> None:
    firms: Any = built(seed).firms
    share = float(with_values({})["key_share"][0])
    counted = firms["weight"][firms["counted"]].sum()
    heaviest = firms["weight"][firms["counted"]].max()  # which is key as a whole or not at all
    assert firms["weight"][firms["is_key"]].sum() == pytest.approx(share * counted, abs=heaviest)
    assert firms["counted"][firms["is_key"]].all()
    middle = np.median(firms["sales_year"])
    assert np.median(firms["sales_year"][firms["is_key"]]) > 5.0 * middle


@every_seed
def test_owners_hold_their_share_of_sales_and_the_state_holds_the_large(seed: int) -> None:
    """The nation's share of each sector, or what named enterprises alone hold beyond it.

    A sector of few enterprises may miss it by the largest of those that were passed over.
    """
    base = base_year()
    firms: Any = built(seed).firms
    sales = firms["weight"] * firms["sales_year"]
    whole = missed = 0.0
    for j in np.flatnonzero(INDUSTRY):
        here = firms["sector"] == j
        state = here & (firms["owner"] <= Owner.LOCAL_STATE)
        wanted = max(base.owner_share[j, 0] * sales[here].sum(),
                     sales[state & (firms["name"] > 0)].sum())  # fmt: skip
        whole += wanted
        missed += abs(sales[state].sum() - wanted)
    assert missed <= 0.03 * whole
    central = np.bincount(firms["owner"], sales * (firms["name"] == 0), len(Owner))
    part = float(with_values({})["central_part"][0])
    assert central[0] / central[:2].sum() == pytest.approx(part, abs=0.15)
    mean = [np.average(firms["sales_year"][firms["owner"] == o]) for o in Owner]
    assert min(mean[Owner.CENTRAL_STATE], mean[Owner.LOCAL_STATE]) > 2.0 * mean[Owner.PRIVATE]


@every_seed
def test_named_enterprises_stand_in_their_city_sector_and_ownership(seed: int) -> None:
    firms: Any = built(seed).firms
    rows = {int(row["name"]) - 1: row for row in firms[firms["name"] > 0]}
    leads = named_enterprises()
    assert sorted(rows) == list(range(len(leads)))
    for number, lead in enumerate(leads):
        row = rows[number]
        assert CITIES[row["city"]] == lead.city, lead.name_en
        assert SECTORS[row["sector"]] == lead.sector, lead.name_en
        assert int(row["owner"]) == OWNER_OF[lead.owner], lead.name_en
        assert PRODUCTS[row["product"]] == lead.product, lead.name_en
        assert row["weight"] == 1.0, lead.name_en
        assert row["staff"] > 0.0, lead.name_en


def test_a_planner_finds_shenyang_machine_tool() -> None:
    """Case by hand: the plan's first lead, in Shenyang, among the machine tools."""
    number = next(
        i for i, lead in enumerate(named_enterprises()) if "Shenyang Machine Tool" in lead.name_en
    )
    firms: Any = built(1).firms
    row = firms[firms["name"] == number + 1][0]
    assert (CITIES[row["city"]], SECTORS[row["sector"]]) == ("Shenyang", "cnc_machine_tools")
    assert row["is_key"]


def hill(sizes: Array, share: float) -> float:
    """Hill's estimate of the tail exponent from the largest ``share`` (Hill 1975)."""
    ranked = np.sort(sizes)[::-1]
    tail = int(share * len(ranked))
    return float(1.0 / np.log(ranked[:tail] / ranked[tail]).mean())


@every_seed
def test_sizes_have_a_heavy_tail(seed: int) -> None:
    """facts.md: exponent about 1. The largest 5% are 800, so the estimate's error is 4%."""
    firms: Any = built(seed).firms
    counted = firms[firms["counted"]]
    assert 0.9 <= hill(counted["sales_year"], 0.05) <= 1.35
    assert 0.9 <= hill(counted["staff"], 0.05) <= 1.45
    ranked = np.sort(counted["sales_year"])[::-1]
    assert ranked[: len(ranked) // 100].sum() > 0.25 * ranked.sum()


@pytest.mark.parametrize("tail", [1.0, 1.18, 1.5])
def test_drawn_sizes_have_the_tail_that_was_asked_for(tail: float) -> None:
    draws = np.random.default_rng(3).uniform(size=20_000)
    mean = 20.0 * (tail / (tail - 1.0) if tail > 1.0 else 8.0)
    sizes = pareto_sizes(draws, tail, 20.0, 20_000 * mean, 1e7)
    assert sizes.min() >= 20.0
    assert sizes.sum() == pytest.approx(20_000 * mean)
    assert hill(sizes, 0.05) == pytest.approx(tail, rel=0.12)


def test_three_sizes_by_hand() -> None:
    """Levels 1/6, 1/2, 5/6 and exponent 1: raw sizes 1.2, 2, 6, so an excess of 6.2 in all.

    Together 108 above three times 20 is 48: 20 + 20 * 0.2 * 48 / (20 * 6.2) and so on.
    """
    sizes = pareto_sizes(np.array([0.9, 0.1, 0.5]), 1.0, 20.0, 108.0, 1e6)
    excess = 48.0 / 6.2
    assert sizes == pytest.approx([20.0 + 5.0 * excess, 20.0 + 0.2 * excess, 20.0 + excess])


@every_seed
def test_books_of_the_start_agree(seed: int) -> None:
    """Customers sum to 1, orders are output, banks hold the debts, nothing is negative."""
    state = built(seed)
    firms: Any = state.firms
    customers = np.bincount(firms["sector"], firms["weight"] * firms["customers"], len(SECTORS))
    made = base_year().output.sum(axis=0) > 0.0
    assert customers[made] == pytest.approx(np.ones(made.sum()), rel=1e-9)
    loans = np.bincount(firms["city"], firms["weight"] * firms["debt"], len(CITIES))
    assert state.banks["loans"] == pytest.approx(loans, rel=1e-9)
    for field in ("cash", "debt", "staff", "capital", "capacity", "customers", "sales_year"):
        assert firms[field].min() >= 0.0, field
    assert (firms["output"] <= firms["capacity"] * (1.0 + 1e-9)).all()
    assert PLACE["Shenyang"] == 0


def test_keys_identities_and_draws_of_many_are_those_of_each() -> None:
    city, sector, number = (np.array(x, np.int64) for x in ([0, 13, 5], [36, 0, 5], [1, 2, 3]))
    keys, identities, draws = np.zeros(3, np.int64), np.zeros(3, np.int64), np.zeros(3)
    keys_of(city, sector, number, keys)
    assert list(keys) == [key_of(0, 36, 0, 1), key_of(13, 0, 0, 2), key_of(5, 5, 0, 3)]
    identify_all(7, keys, identities)
    assert list(identities) == [identity_of(7, int(key)) for key in keys]
    draw_all(identities, -1000, int(Event.GAP), draws)
    assert list(draws) == [luck(int(who), -1000, int(Event.GAP)) for who in identities]
