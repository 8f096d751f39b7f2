"""Quantities that the quarter records, and the indicators that are read off them.

A *quantity* is additive over enterprises, cities and sectors: a flow of the quarter or a stock at
its end. An *indicator* is a sum of quantities or a ratio of two such sums, so any area, any sector
group and any period is derived on reading. Periods: flows are summed, stocks stand at the period's
end, a ratio is the ratio of its sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.province import LEVERS, LeverName
from model.input_data.data_tables import (
    CITIES,
    FUELS,
    PARTITION,
    PRODUCTS,
    REGIONS,
    SECTOR_GROUP,
    SECTORS,
    SERVICES,
)

FloatArray = NDArray[np.float64]
NO_SECTOR = len(SECTORS)  # column of a cell table for what belongs to a city and to no sector


class Quantity(IntEnum):
    """Column of the record table."""

    OUTPUT = 0
    VALUE_ADDED = 1
    STAFF = 2
    WORKER_YEARS = 3
    COUNTED = 4
    ENTRANTS = 5
    EXITS = 6
    PROFIT = 7
    REVENUE = 8
    DEBT = 9
    ASSETS = 10
    ZOMBIES = 11
    LIVING = 12
    INVESTMENT = 13
    UPGRADING = 14
    RESEARCH = 15
    QUALITY = 16
    CAPACITY = 17
    TONNES_0 = 18  # seven products
    CAPITAL_0 = 25  # four rungs
    SYSTEM_0 = 29  # five systems
    KEY = 34
    KEY_SYSTEM_0 = 35
    KEY_CAPITAL = 40
    KEY_NUMERICAL = 41
    FUEL_0 = 42  # four fuels
    CO2 = 46
    SO2 = 47
    DISPLACED = 48
    UNEMPLOYED = 49
    WAGES = 50
    TAX = 51
    GRANTED = 52
    DEADWEIGHT = 53
    NATIONAL_AWARD = 54
    LABOUR_FORCE = 55
    CENTRES = 56
    KEY_TECHNOLOGIES = 57
    NEW_PRODUCTS = 58
    INNOVATION_PLATFORMS = 59
    ALLIES = 60
    ABROAD = 61
    OUTDATED_0 = 62  # seven products
    NEW_TONNES = 69
    RETIRED_TONNES = 70
    ENERGY_TECHNOLOGIES = 71
    CLOSED_0 = 72  # closed by order, seven products
    CLAIMED_0 = 79  # reported as closed but not closed, seven products
    # places and projects, reported output
    MAJOR_PROJECTS = 86
    CENTRAL_PROJECTS = 87
    CENTRAL_DONE = 88
    DEVELOPED_CLUSTERS = 89
    DEVELOPED_FIRST = 90
    DEVELOPED_PARKS = 91
    MOVED = 92
    REPORTED_OUTPUT = 93
    ASSESSED_PARKS = 94
    # in units of the sector's coefficients: value added, fuels and CO2 of a cell follow from them
    ENERGY_USED = 95
    MATERIALS_USED = 96
    REOPENED_OUTPUT = 97  # of capacity that was ordered shut
    FUND_INCOME = 98  # dividends and proceeds of the province's equity fund
    FISCAL_0 = 99  # one a lever, to the end


QUANTITIES = Quantity.FISCAL_0 + LEVERS
SYSTEM_NAMES = ("erp", "mes", "plm", "crm", "integration")
PRODUCT_NAMES = PRODUCTS[1:]


def run_of(first: int, count: int) -> tuple[int, ...]:
    """The columns of ``count`` quantities of one kind, from the first of them."""
    return tuple(range(first, first + count))


STOCKS = frozenset(
    {
        Quantity.STAFF,
        Quantity.COUNTED,
        Quantity.DEBT,
        Quantity.ASSETS,
        Quantity.ZOMBIES,
        Quantity.LIVING,
        *run_of(Quantity.TONNES_0, len(PRODUCT_NAMES)),
        *run_of(Quantity.CAPITAL_0, 4),
        *run_of(Quantity.SYSTEM_0, 5),
        Quantity.KEY,
        *run_of(Quantity.KEY_SYSTEM_0, 5),
        Quantity.KEY_CAPITAL,
        Quantity.KEY_NUMERICAL,
        Quantity.UNEMPLOYED,
        Quantity.LABOUR_FORCE,
        Quantity.ALLIES,
        Quantity.ABROAD,
        *run_of(Quantity.OUTDATED_0, len(PRODUCT_NAMES)),
        Quantity.ENERGY_TECHNOLOGIES,
        *range(Quantity.MAJOR_PROJECTS, Quantity.DEVELOPED_PARKS + 1),
        Quantity.ASSESSED_PARKS,
    }
)


@dataclass(frozen=True)
class Indicator:
    """What is shown: a sum of quantities, or such a sum over another one.

    ``complement`` is 1 less the ratio, ``of_log`` the exponential of a mean of logs.
    ``good`` is 1 where more is better, -1 where less is, 0 where neither is.
    ``scopes`` is ``all`` or ``province`` (defined only there). ``reported_numerator`` and
    ``reported_denominator`` stand in place of ``numerator`` and ``denominator`` where cities do not
    report the truth and the reported series is asked for; the first is empty where nothing is
    reported.
    """

    name: str
    unit: str
    meaning: str
    numerator: tuple[int, ...]
    denominator: tuple[int, ...] = ()
    good: int = 0
    complement: bool = False
    of_log: bool = False
    scopes: str = "all"
    reported_numerator: tuple[int, ...] | None = None
    reported_denominator: tuple[int, ...] = ()

    def parts(self, reported: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Numerator and denominator: the true quantities, or those that cities report."""
        if not reported:
            return self.numerator, self.denominator
        top = self.numerator if self.reported_numerator is None else self.reported_numerator
        return top, self.reported_denominator or self.denominator

    @property
    def is_ratio(self) -> bool:
        """Whether the indicator is a ratio of sums."""
        return bool(self.denominator)


Sum = int | tuple[int, ...]  # one quantity, or several that are added up


def _columns(quantities: Sum) -> tuple[int, ...]:
    return (quantities,) if isinstance(quantities, int) else quantities


def one(
    name: str,
    unit: str,
    meaning: str,
    top: Sum,
    under: Sum = (),
    *,
    reported: Sum | None = None,
    reported_under: Sum = (),
    **more: Any,
) -> Indicator:
    """An indicator: quantities over others, true and as reported; the rest as its fields say."""
    said = None if reported is None else _columns(reported)
    more |= {"reported_numerator": said, "reported_denominator": _columns(reported_under)}
    return Indicator(name, unit, meaning, _columns(top), _columns(under), **more)


def _indicators() -> Iterator[Indicator]:
    """All indicators in their order."""
    q = Quantity
    money, real, rate = "million yuan", "million yuan, 2015 prices", "million yuan per worker-year"
    capital, fuels = run_of(q.CAPITAL_0, 4), run_of(q.FUEL_0, 4)
    yield one("output", real, "gross output", q.OUTPUT, good=1, reported=q.REPORTED_OUTPUT)
    yield one("value_added", real, "output less materials and energy", q.VALUE_ADDED, good=1)
    yield one("employment", "persons", "staff at the period's end", q.STAFF, good=1)
    what = "output per worker-year"
    yield one(
        "labour_productivity",
        rate,
        what,
        q.OUTPUT,
        q.WORKER_YEARS,
        good=1,
        reported=q.REPORTED_OUTPUT,
    )
    yield one("enterprises", "enterprises", "enterprises above the official size", q.COUNTED)
    yield one("entrants", "enterprises", "enterprises founded", q.ENTRANTS)
    yield one("exits", "enterprises", "enterprises closed down", q.EXITS)
    yield one("profit", money, "profit before income tax, after depreciation", q.PROFIT, good=1)
    what = "profit before income tax over revenue"
    yield one("profit_margin", "ratio", what, q.PROFIT, q.REVENUE, good=1)
    what = (
        "bank debt over capital and cash; above 1 where enterprises are insolvent: they owe more "
        "than they own, as capital wears out and losses are not made up"
    )
    yield one("debt_ratio", "ratio", what, q.DEBT, q.ASSETS)
    what = (
        "enterprises whose operating profit does not pay interest at the benchmark rate, "
        "or rescued within a year"
    )
    yield one("zombie_share", "share", what, q.ZOMBIES, q.LIVING, good=-1)
    yield one("investment", money, "capital spending", q.INVESTMENT, good=1)
    what = "spending on upgrading standing capital"
    yield one("upgrading_investment", money, what, q.UPGRADING, good=1)
    what = "research spending over revenue; above 1 where granted projects exceed sales"
    yield one("research_intensity", "ratio", what, q.RESEARCH, q.REVENUE, good=1)
    what = "output-weighted geometric mean of quality, external competitor of 2015Q1 = 1"
    yield one("quality", "index", what, q.QUALITY, q.OUTPUT, good=1, of_log=True)
    yield one("utilisation", "share", "output over capacity", q.OUTPUT, q.CAPACITY, good=1)
    for k, product in enumerate(PRODUCT_NAMES):
        what = f"standing capacity of {product.replace('_', ' ')}"
        yield one(f"capacity_{product}", "tonnes per year", what, q.TONNES_0 + k)
    for k, product in enumerate(PRODUCT_NAMES):
        what = f"capacity of {product.replace('_', ' ')} closed by order"
        claimed = (q.CLOSED_0 + k, q.CLAIMED_0 + k)
        yield one(
            f"closed_capacity_{product}", "tonnes per year", what, q.CLOSED_0 + k, reported=claimed
        )
    what = "output of capacity that was ordered shut and works again, which no city reports"
    yield one("reopened_output", real, what, q.REOPENED_OUTPUT, good=-1, reported=())
    what = "capital on the obsolete rung"
    yield one("obsolete_share", "share", what, q.CAPITAL_0, capital, good=-1)
    what = "capital on the numerical and intelligent rungs"
    yield one("cnc_rate", "share", what, capital[2:], capital, good=1)
    what = "the same over key enterprises"
    yield one("key_cnc_rate", "share", what, q.KEY_NUMERICAL, q.KEY_CAPITAL, good=1)
    for m, system in enumerate(SYSTEM_NAMES):
        name = "systems_integration" if system == "integration" else f"{system}_penetration"
        has = "with integrated systems" if system == "integration" else f"with {system.upper()}"
        what = f"enterprises above the official size {has}"
        yield one(name, "share", what, q.SYSTEM_0 + m, q.COUNTED, good=1)
        what = f"key enterprises {has}"
        yield one(f"key_{name}", "share", what, q.KEY_SYSTEM_0 + m, q.KEY, good=1)
    yield one("energy", "tce", "energy used, all fuels and electricity", fuels, good=-1)
    for k, fuel in enumerate(FUELS):
        yield one(f"energy_{fuel}", "tce", f"{fuel} used", fuels[k])
    unit, what = "tce per million yuan", "energy over output, 2015 prices"
    yield one(
        "energy_intensity", unit, what, fuels, q.OUTPUT, good=-1, reported_under=q.REPORTED_OUTPUT
    )
    yield one("co2", "tonnes", "CO2 of burnt fuels and processes", q.CO2, good=-1)
    yield one("so2", "tonnes", "SO2 emitted", q.SO2, good=-1)
    what = "staff displaced by ordered closures"
    yield one("displaced_workers", "persons", what, q.DISPLACED, good=-1)
    yield one("unemployed", "persons", "industrial labour without work", q.UNEMPLOYED, good=-1)
    yield one("wage", rate, "wages paid per worker-year", q.WAGES, q.WORKER_YEARS, good=1)
    yield one("tax_revenue", money, "taxes and charges paid by enterprises", q.TAX, good=1)
    what = "money spent by the province on its levers"
    yield one("fiscal_cost", money, what, run_of(q.FISCAL_0, LEVERS), good=-1)
    for lever in LeverName:
        name = lever.name.lower()
        what = f"money spent on {name.replace('_', ' ')}"
        yield one(f"fiscal_cost_{name}", money, what, q.FISCAL_0 + lever)
    yield one("national_award", money, "central award for closed capacity", q.NATIONAL_AWARD)
    what = "grants to projects that would not have gone on without"
    yield one("additionality", "share", what, q.DEADWEIGHT, q.GRANTED, good=1, complement=True)
    what = (
        "Theil index of output per worker between the northwest, the coast and the remaining "
        "Shenyang Zone"
    )
    yield one(
        "theil_between_regions", "index", what, q.OUTPUT, q.WORKER_YEARS, good=-1, scopes="province"
    )
    # the equity fund, innovation, replacement, energy
    what = "dividends and proceeds of the province's equity fund"
    yield one("fund_income", money, what, q.FUND_INCOME, good=1)
    what = "provincial technology centres certified"
    yield one("technology_centres", "enterprises", what, q.CENTRES, good=1)
    what = "large inventions of key enterprises"
    yield one("key_technologies", "technologies", what, q.KEY_TECHNOLOGIES, good=1)
    what = "large inventions of key makers of equipment and electronics"
    yield one("innovative_products", "products", what, q.NEW_PRODUCTS, good=1)
    what = "innovation platforms founded"
    yield one("innovation_platforms", "platforms", what, q.INNOVATION_PLATFORMS, good=1)
    yield one("alliance_members", "enterprises", "members of alliances", q.ALLIES, good=1)
    yield one("capacity_abroad", "capacity units", "capital that enterprises hold abroad", q.ABROAD)
    what, cement = "outdated over all cement capacity", PRODUCT_NAMES.index("cement")
    yield one(
        "obsolete_cement_share", "share", what, q.OUTDATED_0 + cement, q.TONNES_0 + cement, good=-1
    )
    what = (
        "new capacity of steel and aluminium beyond licences, quiet reopening included, "
        "over capacity given up for it or ordered closed"
    )
    yield one("replacement_ratio", "ratio", what, q.NEW_TONNES, q.RETIRED_TONNES, good=-1)
    unit, what = (
        "technologies",
        (
            "of ten, each a further tenth of what retrofits can save, those in use by enterprises "
            "with a tenth of all energy"
        ),
    )
    yield one(
        "energy_saving_technologies", unit, what, q.ENERGY_TECHNOLOGIES, good=1, scopes="province"
    )
    # places and projects
    what = "projects of at least 1 billion yuan of works under construction"
    yield one("major_projects", "projects", what, q.MAJOR_PROJECTS, good=1)
    what = "projects of central enterprises of the plan's 40 under construction"
    yield one("central_projects", "projects", what, q.CENTRAL_PROJECTS, good=1)
    what = "projects of the plan's 40 that have been completed"
    yield one("central_projects_completed", "projects", what, q.CENTRAL_DONE, good=1)
    what = "of the 31 listed clusters those past the thresholds of members, sales, specialisation"
    yield one("developed_clusters", "clusters", what, q.DEVELOPED_CLUSTERS, good=1)
    what = "the same of the 15 that come first"
    yield one("developed_priority_clusters", "clusters", what, q.DEVELOPED_FIRST, good=1)
    what = "of the five petrochemical parks those past the threshold of sales"
    yield one("developed_petrochemical_parks", "parks", what, q.DEVELOPED_PARKS, good=1)
    what = "parks and bases whose plan has an approved environmental assessment"
    yield one("assessed_parks", "parks", what, q.ASSESSED_PARKS, good=1)
    what = "plants commissioned in another city than their owner's"
    yield one("moved_enterprises", "enterprises", what, q.MOVED)


INDICATORS: tuple[Indicator, ...] = tuple(_indicators())
INDICATOR_INDEX = {indicator.name: i for i, indicator in enumerate(INDICATORS)}
# what a reader should see first, the most telling before the others; a page takes the first n
HEADLINES = (
    "output",
    "employment",
    "labour_productivity",
    "cnc_rate",
    "fiscal_cost",
    "erp_penetration",
    "obsolete_share",
    "energy_intensity",
    "mes_penetration",
    "profit",
    "investment",
    "upgrading_investment",
    "co2",
    "value_added",
    "tax_revenue",
    "enterprises",
    "wage",
    "energy",
    "utilisation",
    "key_cnc_rate",
    "displaced_workers",
)
MISREPORTED = tuple(each.name for each in INDICATORS if each.parts(True) != each.parts(False))
SCOPES: tuple[str, ...] = ("province", *REGIONS, *CITIES)
GROUPS: tuple[str, ...] = ("all", *dict.fromkeys(SECTOR_GROUP), *SECTORS)
_STOCK = np.array([k in STOCKS for k in range(QUANTITIES)])


@cache
def city_weights(scope: str) -> FloatArray:
    """Membership of the 14 cities in a scope, shape (14,)."""
    if scope == "province":
        return np.ones(len(CITIES))
    members = REGIONS.get(scope, (scope,))
    return np.array([float(city in members) for city in CITIES])


@cache
def sector_weights(group: str) -> FloatArray:
    """Membership of the 37 sectors and of the sectorless column in a group, shape (38,)."""
    weights = np.zeros(len(SECTORS) + 1)
    for s, sector in enumerate(SECTORS):
        industrial = group == "all" and sector not in SERVICES
        weights[s] = float(industrial or group in (sector, SECTOR_GROUP[s]))
    weights[NO_SECTOR] = float(group == "all")
    return weights


def rows(detail: bool = False) -> tuple[tuple[str, str], ...]:
    """(scope, group) of each row: every scope with ``all`` and the province with every group."""
    if detail:
        return tuple((scope, group) for scope in SCOPES for group in GROUPS)
    return (*((scope, "all") for scope in SCOPES), *(("province", g) for g in GROUPS[1:]))


def row_totals(cities: FloatArray, sectors: FloatArray) -> FloatArray:
    """Totals of the default rows.

    ``cities`` has shape (..., 14, quantities), over industry and what has no sector; ``sectors``
    has shape (..., 38, quantities), over the province. Result (..., rows, quantities).
    """
    by_scope = np.stack([city_weights(scope) for scope in SCOPES])
    by_group = np.stack([sector_weights(group) for group in GROUPS[1:]])
    return np.concatenate([by_scope @ cities, by_group @ sectors], axis=-2)


def cell_totals(cells: FloatArray) -> FloatArray:
    """Totals of the detailed rows from cells of shape (..., 14, 38, quantities)."""
    by_scope = np.stack([city_weights(scope) for scope in SCOPES])
    by_group = np.stack([sector_weights(group) for group in GROUPS])
    crossed = np.einsum("ac,bs,...csq->...abq", by_scope, by_group, cells, optimize=True)
    return crossed.reshape(*cells.shape[:-3], len(SCOPES) * len(GROUPS), QUANTITIES)


def by_year(totals: FloatArray) -> FloatArray:
    """Whole years from quarters: shape (quarters, ...) to (quarters // 4, ...)."""
    years = totals.shape[0] // 4
    grouped = totals[: 4 * years].reshape(years, 4, *totals.shape[1:])
    return np.where(_STOCK, grouped[:, -1], grouped.sum(axis=1))


def values(totals: FloatArray, reported: bool = False) -> FloatArray:
    """Indicators from quantities: (..., quantities) to (..., indicators), nan where undefined.

    With ``reported`` those of ``MISREPORTED`` are what cities report instead of the truth.
    """
    result = np.empty((*totals.shape[:-1], len(INDICATORS)))
    for i, indicator in enumerate(INDICATORS):
        over, under = indicator.parts(reported)
        top = totals[..., list(over)].sum(axis=-1)
        if under:
            bottom = totals[..., list(under)].sum(axis=-1)
            with np.errstate(divide="ignore", invalid="ignore"):
                top = np.where(bottom > 0.0, top / bottom, np.nan)
        if indicator.complement:
            top = 1.0 - top
        if indicator.of_log:
            top = np.exp(top)
        result[..., i] = top
    return result


def theil_between_regions(cities: FloatArray) -> FloatArray:
    """Theil index of output per worker-year between the three parts of the partition.

    ``cities`` has shape (..., 14, quantities); the result has shape (...). Source: Theil 1967.
    """
    parts = np.stack([np.array([float(c in part) for c in CITIES]) for part in PARTITION.values()])
    output = (parts @ cities)[..., Quantity.OUTPUT]
    work = (parts @ cities)[..., Quantity.WORKER_YEARS]
    output_share = output / output.sum(axis=-1, keepdims=True)
    work_share = work / work.sum(axis=-1, keepdims=True)
    made = output_share > 0.0  # a part that makes nothing adds nothing
    relative = np.divide(output_share, work_share, out=np.ones_like(output_share), where=made)
    index: FloatArray = (output_share * np.log(relative)).sum(axis=-1)
    return index


def row_values(
    totals: FloatArray, names: tuple[tuple[str, str], ...], reported: bool = False
) -> FloatArray:
    """Indicators of rows, the province's Theil index included.

    ``totals`` has shape (..., rows, quantities) in the order of ``names``; the result has shape
    (..., rows, indicators); ``reported`` as in :func:`values`.
    """
    result = values(totals, reported)
    province = names.index(("province", "all"))
    elsewhere = np.arange(len(names)) != province
    for i, indicator in enumerate(INDICATORS):
        if indicator.scopes == "province":
            result[..., elsewhere, i] = np.nan
    city_rows = [names.index((city, "all")) for city in CITIES]
    theil = INDICATOR_INDEX["theil_between_regions"]
    result[..., province, theil] = theil_between_regions(totals[..., city_rows, :])
    return result
