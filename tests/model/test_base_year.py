"""Laws of the base year: accounts close, margins hold, names can be found."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.input_data import base_year as fitting
from model.input_data import data_tables
from model.input_data.base_year import INDEX, INDUSTRY, PLACE, base_year
from model.input_data.data_tables import DATA, assumed, rows, series
from model.input_data.input_output import industry_share_of_secondary, sector_output
from model.input_data.lead_enterprises import named_enterprises

BASE = base_year()


def test_names_of_the_design():
    assert len(data_tables.CITIES) == 14
    assert len(data_tables.SECTORS) == len(set(data_tables.SECTORS)) == 37
    assert data_tables.SECTORS[-3:] == ("mining", "power_heat", "other_manufacturing")
    assert sorted(sum(data_tables.PARTITION.values(), ())) == sorted(data_tables.CITIES)
    assert [len(cities) for cities in data_tables.PARTITION.values()] == [3, 6, 5]
    twice = [
        city
        for city in data_tables.CITIES
        if sum(city in r for r in data_tables.REGIONS.values()) == 2
    ]
    assert twice == ["Yingkou", "Fuxin", "Tieling"]


def test_a_yuan_of_output_is_fully_spent():
    spent = (
        BASE.inputs.sum(axis=0)
        + BASE.other_inputs
        + BASE.energy_cost.sum(axis=0)
        + BASE.compensation
        + BASE.production_tax
        + BASE.depreciation
        + BASE.surplus
    )
    assert np.abs(spent - 1.0).max() < 1e-9


def test_coefficients_are_shares():
    assert BASE.inputs.min() >= 0.0
    assert BASE.inputs.sum(axis=0).max() < 1.0
    assert BASE.other_inputs.min() > 0.0
    assert BASE.energy_cost.min() >= 0.0
    assert np.abs(np.linalg.eigvals(BASE.inputs)).max() < 1.0  # the economy is productive
    for share in (BASE.consumption, BASE.investment, BASE.export, BASE.rho, BASE.sigma):
        assert share.min() >= 0.0
        assert share.max() <= 1.0
    assert BASE.investment_mix.sum() == pytest.approx(1.0)


def test_margins_are_met():
    total = BASE.output[:, INDUSTRY].sum()
    shares = BASE.output[:, INDUSTRY].sum(axis=1) / total
    assert shares == pytest.approx(fitting.city_output_shares(), rel=1e-6)
    assert BASE.output.sum(axis=0) == pytest.approx(sector_output(), rel=1e-6)
    staff = BASE.employment[:, INDUSTRY].sum(axis=1)
    assert staff / staff.sum() == pytest.approx(fitting.city_staff_shares(), rel=1e-6)
    assert BASE.enterprises[:, INDUSTRY].sum() == pytest.approx(1.0)


def test_level_agrees_with_the_province():
    """Output 2.3 to 3.0 trillion yuan, staff 2.5 to 3.2 million; value added below the total."""
    output = BASE.output[:, INDUSTRY].sum()
    assert 2.3e6 < output < 3.0e6
    assert 2.5e6 < BASE.employment[:, INDUSTRY].sum() < 3.2e6
    added = (
        (BASE.compensation + BASE.production_tax + BASE.depreciation + BASE.surplus)
        * BASE.output.sum(axis=0)
    )[INDUSTRY].sum()
    secondary = series("province_year", "Liaoning", "secondary_industry_value_added")[2015]
    assert secondary == assumed("secondary_value_added")["2015"]
    assert added < secondary * 100.0 * industry_share_of_secondary()


def test_labour_cost_equals_compensation():
    wages = BASE.wage @ BASE.employment[:, INDUSTRY].sum(axis=1)
    paid = (BASE.compensation * BASE.output.sum(axis=0))[INDUSTRY].sum()
    assert wages == pytest.approx(paid)


@pytest.mark.parametrize(
    ("city", "sector"),
    [
        ("Anshan", "steel"),
        ("Benxi", "steel"),
        ("Panjin", "mining"),
        ("Huludao", "oil_refining"),
        ("Yingkou", "steel"),
    ],
)
def test_cities_have_their_known_face(city, sector):
    cells = np.where(INDUSTRY, BASE.output[PLACE[city]], 0.0)
    cells[INDEX["other_manufacturing"]] = 0.0
    assert data_tables.SECTORS[int(cells.argmax())] == sector


def test_products_lie_inside_their_sector_and_place():
    assert (BASE.product_output_share > 0.0).all()
    assert (BASE.product_output_share < 1.0).all()
    assert BASE.product_city.sum(axis=0) == pytest.approx(np.ones(len(BASE.product_tonnes)))
    parent = [INDEX[sector] for sector in data_tables.PRODUCT_SECTOR[1:]]
    made = BASE.product_output_share * BASE.output.sum(axis=0)[parent] * BASE.product_city
    assert (made <= BASE.output[:, parent]).all()
    assert (BASE.product_outdated < BASE.product_capacity).all()
    assert (BASE.product_tonnes < BASE.product_capacity).all()


def test_named_enterprises_fit_their_cells():
    sizes, staff = np.zeros((14, 37)), np.zeros((14, 37))
    for lead in named_enterprises():
        cell = PLACE[lead.city], INDEX[lead.sector]
        sizes[cell] += fitting.named_output(lead)
        staff[cell] += 0.0 if np.isnan(lead.employees) else lead.employees
    assert (sizes <= BASE.output).all()
    assert (staff <= BASE.employment).all()


def test_every_lead_of_the_plan_is_found_once():
    names = [name for lead in named_enterprises() for name in (lead.name_zh, *lead.aliases)]
    keys = [lead.name_zh for lead in named_enterprises()]
    assert len(set(keys)) == len(keys)
    with (Path(DATA) / "plan" / "lead_enterprises.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert (row["name_zh"] in names) == (row["kind"] == "enterprise")
    assert len(set(names)) == len(names)  # a name leads to one enterprise


def test_named_enterprises_are_well_formed():
    for lead in named_enterprises():
        assert lead.city in data_tables.CITIES
        assert lead.sector in data_tables.SECTORS
        assert lead.owner in ("central", "local_state", "private", "foreign")
        assert lead.product in data_tables.PRODUCTS
        assert lead.name_en.isascii()
        assert lead.source_title


def test_emissions_of_the_base_year():
    """Scope 1 of industry is a little below the inventory's total with transport and homes."""
    output = BASE.output.sum(axis=0)
    burnt = (BASE.energy_tce * output).sum(axis=1)
    industry = (burnt @ BASE.co2_per_tce + BASE.process_co2 @ output) * 1e-6
    assert 0.7 * 494.0 < industry < 494.0
    so2 = burnt[0] * BASE.so2_per_tce_coal * (1.0 - BASE.so2_removed)
    assert 0.6 * 859_000 < so2 < 859_000  # the province's industry in 2010


@given(
    seed=arrays(float, (4, 3), elements=st.floats(0.01, 10.0)),
    cells=arrays(float, (4, 3), elements=st.floats(0.1, 10.0)),
)
def test_fit_meets_both_margins(seed, cells):
    table = fitting.fit(seed, cells.sum(axis=1), cells.sum(axis=0))
    assert table.sum(axis=1) == pytest.approx(cells.sum(axis=1), rel=1e-8)
    assert table.sum(axis=0) == pytest.approx(cells.sum(axis=0), rel=1e-8)


def test_cells_have_room_for_their_named_enterprises():
    """At 9,000 enterprises, the low end of the prior, every cell can hold its names."""
    named = np.zeros((14, 37))
    for lead in named_enterprises():
        named[PLACE[lead.city], INDEX[lead.sector]] += 1.0
    assert (named <= np.ceil(9_000.0 * BASE.enterprises) + 1.0).all()


@pytest.mark.parametrize("table", ["assumed_base_year", "assumed_world", "sector_map"])
def test_every_assumed_number_has_a_source_and_lies_in_its_range(table):
    value = "liaoning_percent" if table == "sector_map" else "value"
    for row in rows(table):
        assert row["status"] in ("data", "derived", "recalled", "assumed")
        assert row["source"] or row["status"] == "assumed"
        if row["low"] and row["high"]:
            assert float(row["low"]) <= float(row[value]) <= float(row["high"]), row
