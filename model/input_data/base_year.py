"""The industry of Liaoning in the base year 2015: who makes what, where, with what.

Margins come from ``data/`` (``docs/data.md`` says which); cells from proportional fitting of
a seed made of location evidence; what is assumed stands in ``data/assumed_base_year.csv``.
Money is million yuan at prices of the base quarter.
"""

from dataclasses import dataclass
from functools import cache
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from model.input_data import input_output as io
from model.input_data.data_tables import (
    CITIES,
    FUELS,
    PRODUCT_SECTOR,
    PRODUCTS,
    SECTORS,
    Looked,
    assumed,
    rows,
    series,
)
from model.input_data.lead_enterprises import NamedEnterprise, named_enterprises

Array = NDArray[np.float64]
INDEX, INDUSTRY = io.INDEX, io.INDUSTRY
PLACE = {city: i for i, city in enumerate(CITIES)}
NAMED_CEILING = 0.8  # named enterprises hold at most this share of any margin
PRODUCT_CEILING = 0.85
OWNERS_YEAR = 2014  # the last of the nation by owner and sector


@dataclass(frozen=True)
class BaseYear:
    """The base year; C = 14 cities, S = 37 sectors, F = 4 fuels, P = 7 products.

    output (C, S): million yuan a year; employment (C, S): persons; enterprises (C, S):
    expected number over the province's industrial total (industrial cells sum to 1, cells of
    the three services stand on the same scale beside them); wage (C,): labour cost, million
    yuan per worker-year, such that industrial staff times wage is industrial compensation.
    compensation, production_tax, depreciation, surplus (S,): shares of output.
    inputs (S, S): from sector i per yuan of output of j, without fuel; other_inputs (S,): from
    outside the model; energy_cost (F, S): share of output; energy_tce (F, S): tce a million
    yuan. The column sums of all these shares are 1.
    co2_per_tce (F,): scope 1, so 0 for electricity; grid_co2_per_tce: scope 2, never added;
    process_co2 (S,): t a million yuan; so2_per_tce_coal: t before abatement; so2_removed:
    share removed.
    consumption, investment, export (S,): shares of use; investment_mix (S,): sums to 1.
    national_output (S,): million yuan of 2015.
    product_... (P,): in the order of PRODUCTS[1:]; tonnes (dyeing: cloth at 0.2 kg a metre).
    product_smallest (P,): tonnes a year below which a plant is outdated as a whole, product_small
    (P,): share of the product that such plants make;
    product_state_listed (P,): part of the list of 2015 that stands with state owners, nan where
    the small go first whoever owns them.
    product_city (C, P): shares, each column sums to 1.
    utilisation, capital_output (years), rho, sigma (S,): shares except as said.
    misreport (C,): share by which the cities reported more than the truth in 2015.
    owner_share (S, 2): shares of sales of state and of foreign owners; assets_over_sales (S, 2):
    yuan of assets for a yuan of sales of state owners and of all others.
    labour_pace (S,): log points a year by which output per worker grows faster than the mean.
    """

    output: Array
    employment: Array
    enterprises: Array
    wage: Array
    compensation: Array
    production_tax: Array
    depreciation: Array
    surplus: Array
    inputs: Array
    other_inputs: Array
    energy_cost: Array
    energy_tce: Array
    co2_per_tce: Array
    grid_co2_per_tce: float
    process_co2: Array
    so2_per_tce_coal: float
    so2_removed: float
    consumption: Array
    investment: Array
    export: Array
    investment_mix: Array
    national_output: Array
    product_output_share: Array
    product_tonnes: Array
    product_capacity: Array
    product_outdated: Array
    product_smallest: Array
    product_small: Array
    product_state_listed: Array
    product_city: Array
    utilisation: Array
    capital_output: Array
    rho: Array
    sigma: Array
    misreport: Array
    owner_share: Array
    assets_over_sales: Array
    labour_pace: Array


def fit(seed: Array, by_city: Array, by_sector: Array) -> Array:
    """Scale a seed (C, n) in turn to its margins until both hold to 1e-9 (Deming, Stephan)."""
    table = seed.copy()
    for _ in range(10_000):
        table *= (by_city / table.sum(axis=1))[:, None]
        table *= by_sector / table.sum(axis=0)
        if np.abs(table.sum(axis=1) / by_city - 1.0).max() < 1e-9:
            return table
    raise ValueError("proportional fitting does not meet its margins: seed has too many zeros")


def _vector(name: str, default: float) -> Array:
    """An assumed quantity by sector (37,), with one value for the sectors not named."""
    found = assumed(name)
    return np.array([found.get(sector, found.get("default", default)) for sector in SECTORS])


def _by_city(table: str, indicator: str, year: int) -> Array:
    return np.array([series(table, city, indicator)[year] for city in CITIES])


def city_output_shares() -> Array:
    """Shares of the cities in industrial output (C,): secondary value added of 2016 and 2018.

    Those of 2015 and before were falsified, by each city in a measure of its own.
    """
    values = [
        _by_city("city_year", "secondary_industry_value_added", year) for year in (2016, 2018)
    ]
    result: Array = np.mean([value / value.sum() for value in values], axis=0)
    return result


def city_misreport() -> Array:
    """By how much each city's output of 2015 was reported beyond the truth (C,), share.

    Its own first releases of 2015 and 2016, put to the province's: the sum of the cities over the
    revised value added was 1.12 in 2016, and the truth moved as the revised total did.
    """
    first = {
        year: _by_city("city_year", "secondary_industry_value_added", year) for year in (2015, 2016)
    }
    revised = series("province_year", "Liaoning", "secondary_industry_value_added")
    after = first[2016].sum() / revised[2016]
    found = after * first[2015] / first[2016] * revised[2016] / revised[2015] - 1.0
    result: Array = np.maximum(found, 0.0)
    return result


def city_staff_shares() -> Array:
    """Shares of the cities in industrial staff (C,): unit employees times secondary share."""
    staff = _by_city("city_year", "unit_employees_all_sectors", 2015)
    staff = staff * _by_city("city_year", "unit_employee_share_secondary_industry", 2014)
    result: Array = staff / staff.sum()
    return result


def location_seed() -> Array:
    """Where each sector is likely to stand (C, S), columns sum to 1.

    Known shares (`location`), what is left spread by city output, then a part for every
    lead, place, cluster and project of the plan.
    """
    size = city_output_shares()
    seed = np.zeros((len(CITIES), len(SECTORS)))
    for key, share in assumed("location").items():
        sector, city = key.split(":")
        seed[PLACE[city], INDEX[sector]] = share
    seed += size[:, None] * np.maximum(1.0 - seed.sum(axis=0), 0.0)
    weight = assumed("location_evidence_weight")
    found = [(lead.city, lead.sector, weight["enterprise"]) for lead in named_enterprises()]
    for kind in ("place", "cluster", "project"):
        found += [(row["city"], row["sector"], weight[kind]) for row in rows(f"plan/{kind}s")]
    for city, sectors, part in found:
        for sector in sectors.split(";"):
            seed[PLACE[city], INDEX[sector]] += part
    result: Array = seed / seed.sum(axis=0)
    return result


def named_output(lead: NamedEnterprise) -> float:
    """Yearly output of a named enterprise, million yuan; 0 where no size is known.

    Sales where read, else capacity times use times the value of a tonne (steel, coal, crude oil).
    """
    if lead.revenue > 0.0:
        return lead.revenue
    value = 0.0
    if lead.product in ("crude_steel", "coal"):
        value = assumed("product_utilisation")[lead.product]
        value *= assumed("product_value")[lead.product]
    elif lead.sector == "oil_refining":
        value = assumed("refinery_use")[""] * assumed("refinery_value")[""]
    elif lead.name_en.endswith("Oilfield"):
        value = assumed("oilfield_value")[""]
    return lead.capacity_t * value * 1e-6 if lead.capacity_t > 0.0 else 0.0


def _named_cells(values: list[float], by_city: Array, by_sector: Array) -> Array:
    """Sizes of named enterprises summed by cell (C, S), cut to fit below the margins."""
    cells = np.zeros((len(CITIES), len(SECTORS)))
    for lead, value in zip(named_enterprises(), values, strict=True):
        cells[PLACE[lead.city], INDEX[lead.sector]] += value
    cells *= np.minimum(1.0, NAMED_CEILING * by_sector / np.maximum(cells.sum(axis=0), 1e-9))
    room = NAMED_CEILING * by_city / np.maximum(cells.sum(axis=1), 1e-9)
    result: Array = cells * np.minimum(1.0, room)[:, None]
    return result


def _fit_around(named: Array, seed: Array, by_city: Array, by_sector: Array) -> Array:
    """Cells that hold at least the named enterprises and meet both margins.

    Seed: cells (C, S) of any scale; services are spread by it alone, industry is fitted.
    """
    cells: Array = by_sector * seed / seed.sum(axis=0)
    rest = by_sector - named.sum(axis=0)
    free = np.maximum(seed - named, 0.02 * seed)
    free = (free / free.sum(axis=0) * rest)[:, INDUSTRY]
    fitted = fit(free, by_city - named[:, INDUSTRY].sum(axis=1), rest[INDUSTRY])
    cells[:, INDUSTRY] = named[:, INDUSTRY] + fitted
    return cells


def output_cells() -> Array:
    """Output by city and sector (C, S), million yuan; holds every named enterprise."""
    by_sector = io.sector_output()
    by_city = city_output_shares() * by_sector[INDUSTRY].sum()
    named = _named_cells([named_output(lead) for lead in named_enterprises()], by_city, by_sector)
    return _fit_around(named, location_seed() * by_sector, by_city, by_sector)


def _two_digit(indicator: str, year: int, default: float) -> Array:
    """A national figure by the two-digit industries that stand for each sector (S,), weighted."""
    result, weight = np.zeros(len(SECTORS)), np.zeros(len(SECTORS))
    for row in rows("sector_nation"):
        if row["use"] == "path":
            found = series("national_year", row["entity"], indicator)
            if year in found:
                result[INDEX[row["sector"]]] += found[year] * float(row["weight"])
                weight[INDEX[row["sector"]]] += float(row["weight"])
    known: Array = np.where(weight > 0.0, result / np.maximum(weight, 1e-9), default)
    return known


def _of_owners(figure: str, group: str) -> Array:
    """A figure of the nation's owners of 2014 over all sales of their sector (S,).

    Weighted over the two-digit industries that stand for a sector.
    """
    found = Looked(
        (
            ((row["entity"], row["group"]), row)
            for row in rows("national_sector")
            if row["year"] == str(OWNERS_YEAR)
        ),
        "national_sector",
        lambda key: f"{key[0]}, {key[1]}, {OWNERS_YEAR}",
    )
    result = np.zeros(len(SECTORS))
    for row in rows("sector_nation"):
        if row["use"] == "path":
            value = float(found[row["entity"], group][figure])
            value /= float(found[row["entity"], "all"]["revenue"])
            result[INDEX[row["sector"]]] += float(row["weight"]) * value
    return result


def _sales_of(group: str) -> Array:
    """Share of owners in the sales of each sector of the nation (S,)."""
    return _of_owners("revenue", group)


def assets_over_sales() -> Array:
    """Assets for a yuan of sales, of state owners and of all others, in the nation (S, 2)."""
    assets, sales = _of_owners("assets", "state_holding"), _sales_of("state_holding")
    others = _of_owners("assets", "all") - assets
    result: Array = np.stack([assets / sales, others / (1.0 - sales)], axis=1)
    return result


def _lack_of_nation(sector: str) -> NoReturn:
    """Say which table lacks the national revenue and staff of 2020 of a sector."""
    ways = (row for row in rows("sector_nation") if row["use"] == "path")
    names = [row["entity"] for row in ways if row["sector"] == sector]
    if not names:
        Looked[str, float]((), "sector_nation").lack(f"sector {sector}, use path")
    wanted = f"{names[0]}, 2020, above_scale_revenue_monthly_series; above_scale_employees"
    Looked[str, float]((), "national_year").lack(wanted)


def output_per_worker() -> Array:
    """Output per worker-year (S,), million yuan.

    Industry: national revenue over staff of 2020 as relative scale, level from the national
    revenue per worker of 2014 less the province's discount. Services: assumed.
    """
    scale = np.full(len(SECTORS), 1.0)
    revenue = _two_digit("above_scale_revenue_monthly_series", 2020, np.nan)
    scale = revenue / _two_digit("above_scale_employees", 2020, np.nan)
    for sector, value in assumed("relative_output_per_worker").items():
        scale[INDEX[sector]] = value
    for sector in np.array(SECTORS)[INDUSTRY & np.isnan(scale)]:
        _lack_of_nation(str(sector))
    output = io.sector_output()
    level = assumed("revenue_per_worker_nation")[""]
    level *= 1.0 - assumed("revenue_per_worker_discount")[""]
    staff = (output / scale)[INDUSTRY]
    scale *= level * staff.sum() / output[INDUSTRY].sum()
    for sector, value in assumed("output_per_worker").items():
        scale[INDEX[sector]] = value
    return scale


def labour_pace() -> Array:
    """Growth of value added per worker above the mean of sectors (S,), log points a year.

    The nation above scale, 2020 to 2022, of which `labour_pace_weight` counts: two years are noisy.
    """
    staff = _two_digit("above_scale_employees", 2022, np.nan)
    grown = -0.5 * np.log(staff / _two_digit("above_scale_employees", 2020, np.nan))
    for year in (2021, 2022):
        volume = _two_digit("industrial_value_added_growth_above_scale", year, np.nan)
        grown += 0.5 * np.log1p(volume / 100.0)
    weight = np.where(INDUSTRY & np.isfinite(grown), io.sector_output(), 0.0)
    mean = float(weight @ np.nan_to_num(grown) / weight.sum())
    result: Array = assumed("labour_pace_weight")[""] * np.nan_to_num(grown - mean)
    return np.where(INDUSTRY, result, 0.0)


def employment_cells(output: Array) -> Array:
    """Staff by city and sector (C, S), persons."""
    by_sector = output.sum(axis=0) / output_per_worker()
    by_city = city_staff_shares() * by_sector[INDUSTRY].sum()
    named = [0.0 if np.isnan(lead.employees) else lead.employees for lead in named_enterprises()]
    cells = _named_cells(named, by_city, by_sector)
    return _fit_around(cells, output / output_per_worker(), by_city, by_sector)


def enterprise_cells(output: Array) -> Array:
    """Expected enterprises by city and sector (C, S), industrial cells summing to 1.

    Sector margin: output over the mean size of an enterprise in the nation. City margin: the
    counties' counts of 2011 (enterprise_counts.csv), weighted with shares of output.
    """
    mean = _two_digit("above_scale_principal_revenue_monthly_series", 2015, np.nan)
    mean /= _two_digit("above_scale_enterprises_monthly_series", 2015, np.nan)
    for sector, value in assumed("mean_enterprise_output").items():
        mean[INDEX[sector]] = value
    by_sector = output.sum(axis=0) / mean
    by_sector /= by_sector[INDUSTRY].sum()
    counted = _by_city("enterprise_counts", "above_scale_enterprises_counties_only", 2011)
    weight = assumed("count_output_elasticity")[""]
    by_city = weight * counted / counted.sum() + (1.0 - weight) * city_output_shares()
    return _fit_around(np.zeros_like(output), output / mean, by_city, by_sector)


def _product_city(output: Array, made: Array) -> Array:
    """Where each product is made (C, P), columns sum to 1.

    Steel by the capacity of the named works, the rest by known places; no city makes more
    than PRODUCT_CEILING of what its sector makes. made (P,): value of the product.
    """
    where = np.zeros((len(CITIES), len(PRODUCTS) - 1))
    for lead in named_enterprises():
        if lead.product != "none":
            where[PLACE[lead.city], PRODUCTS.index(lead.product) - 1] += lead.capacity_t
    for key, share in assumed("product_city").items():
        product, city = key.split(":")
        where[PLACE[city], PRODUCTS.index(product) - 1] = share
    where /= where.sum(axis=0)
    most = PRODUCT_CEILING * output[:, [INDEX[s] for s in PRODUCT_SECTOR[1:]]] / made
    for _ in range(100):
        where = np.minimum(where, most)
        where *= 1.0 + (1.0 - where.sum(axis=0)) / where.sum(axis=0)
    return where


def _by_product(name: str, default: float | None = None) -> Array:
    """An assumed quantity by product (P,); ``default`` for those without a row, if it is given."""
    found = assumed(name)
    if default is None:
        return np.array([found[product] for product in PRODUCTS[1:]])
    return np.array([found.get(product, default) for product in PRODUCTS[1:]])


def _utilisation() -> Array:
    """Use of capacity in the base year (S,): national figures of 2016, assumed where said."""
    use = _two_digit("capacity_utilisation", 2016, 73.3) / 100.0
    for sector, value in assumed("utilisation").items():
        use[INDEX[sector]] = value
    band = assumed("utilisation_band")
    return np.clip(use, band["low"], band["high"])


def _so2() -> tuple[float, float]:
    """SO2 per tce of coal before abatement (t), and the share removed, both of 2010."""
    emitted = assumed("so2_year_emitted")["2010"]
    removed = assumed("so2_year_removed")["2010"]
    coal = float(io.burnt_tce("2010")[:, 0].sum())
    before = (emitted + removed) * 1e4 * assumed("so2_share_from_coal")[""]
    return before / coal, removed / (emitted + removed)


@cache
def base_year() -> BaseYear:
    """The base year, computed once from the tables."""
    output = output_cells()
    total, national = output.sum(axis=0), io.groups().national.sum(axis=0)
    employment, costs, uses = employment_cells(output), io.costs(), io.uses()
    pay = _by_city("city_year", "average_wage_on_post_workers", 2015) * 1e-6
    bill = (costs.compensation * total)[INDUSTRY].sum()
    pay *= bill / (employment[:, INDUSTRY].sum(axis=1) @ pay)
    tonnes, use = _by_product("product_tonnes"), _by_product("product_utilisation")
    made = tonnes * _by_product("product_value") * 1e-6
    parent = np.array([INDEX[sector] for sector in PRODUCT_SECTOR[1:]])
    capital = costs.depreciation / (4.0 * assumed("wear")[""])
    band, share_band = assumed("capital_output_band"), assumed("sigma_band")
    removed = _so2()
    return BaseYear(
        output=output,
        employment=employment,
        enterprises=enterprise_cells(output),
        wage=pay,
        **vars(costs),
        **vars(uses),
        co2_per_tce=np.array([assumed("co2_per_tce")[fuel] for fuel in FUELS]),
        grid_co2_per_tce=assumed("grid_co2_per_tce")[""],
        so2_per_tce_coal=removed[0],
        so2_removed=removed[1],
        investment_mix=io.investment_mix(),
        national_output=national,
        product_output_share=made / total[parent],
        product_tonnes=tonnes,
        product_capacity=tonnes / use,
        product_outdated=tonnes / use * _by_product("product_outdated_share"),
        product_smallest=_by_product("product_smallest", 0.0),
        product_small=_by_product("product_small", 0.0),
        product_state_listed=_by_product("product_state_listed", np.nan),
        product_city=_product_city(output, made),
        utilisation=_utilisation(),
        capital_output=np.clip(capital, band["low"], band["high"]),
        rho=_vector("rho", 0.4),
        sigma=np.clip(total / national, share_band["low"], share_band["high"]),
        misreport=city_misreport(),
        owner_share=np.stack([_sales_of("state_holding"), _sales_of("foreign_hmt")], axis=1),
        assets_over_sales=assets_over_sales(),
        labour_pace=labour_pace(),
    )
