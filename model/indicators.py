"""Quantities that the quarter records, and the indicators that are read off them.

A *quantity* is additive over enterprises, cities and sectors: a flow of the quarter or a stock at
its end. An *indicator* is a sum of quantities or a ratio of two such sums, so any area, any sector
group and any period is derived on reading. Periods: flows are summed, stocks stand at the period's
end, a ratio is the ratio of its sums.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.province import LEVERS, LeverName
from model.input_data.data_tables import CITIES, PARTITION, REGIONS, SECTOR_GROUP, SECTORS, SERVICES

Make = Callable[..., Any]


def capacity_rows(make: Make, q: Any, products: Sequence[str]) -> list[Any]:
    """Standing capacity by product, then what was closed by order, as it is and as reported."""
    standing = [
        make(
            f"capacity_{product}",
            "tonnes per year",
            f"standing capacity of {product.replace('_', ' ')}",
            (q.TONNES_0 + k,),
        )
        for k, product in enumerate(products)
    ]
    closed = [
        make(
            f"closed_capacity_{product}",
            "tonnes per year",
            f"capacity of {product.replace('_', ' ')} closed by order",
            (q.CLOSED_0 + k,),
            reported_numerator=(q.CLOSED_0 + k, q.CLAIMED_0 + k),
        )
        for k, product in enumerate(products)
    ]
    hidden = make(
        "reopened_output",
        "million yuan, 2015 prices",
        "output of capacity that was ordered shut and works again, which no city reports",
        (q.REOPENED_OUTPUT,),
        good=-1,
        reported_numerator=(),
    )
    return [*standing, *closed, hidden]


def plan_rows(make: Make, q: Any) -> list[Any]:
    """Indicators of the equity fund, innovation, replacement, energy; ``q``: columns by name."""
    return [
        make(
            "fund_income",
            "million yuan",
            "dividends and proceeds of the province's equity fund",
            (q.FUND_INCOME,),
            good=1,
        ),
        make(
            "technology_centres",
            "enterprises",
            "provincial technology centres certified",
            (q.CENTRES,),
            good=1,
        ),
        make(
            "key_technologies",
            "technologies",
            "large inventions of key enterprises",
            (q.KEY_TECHNOLOGIES,),
            good=1,
        ),
        make(
            "innovative_products",
            "products",
            "large inventions of key makers of equipment and electronics",
            (q.NEW_PRODUCTS,),
            good=1,
        ),
        make(
            "innovation_platforms",
            "platforms",
            "innovation platforms founded",
            (q.INNOVATION_PLATFORMS,),
            good=1,
        ),
        make("alliance_members", "enterprises", "members of alliances", (q.ALLIES,), good=1),
        make(
            "capacity_abroad",
            "capacity units",
            "capital that enterprises hold abroad",
            (q.ABROAD,),
        ),
        make(
            "obsolete_cement_share",
            "share",
            "outdated over all cement capacity",
            (q.OUTDATED_0 + 1,),
            (q.TONNES_0 + 1,),
            -1,
        ),
        make(
            "replacement_ratio",
            "ratio",
            "new capacity of steel and aluminium beyond licences, quiet reopening included, "
            "over capacity given up for it or ordered closed",
            (q.NEW_TONNES,),
            (q.RETIRED_TONNES,),
            -1,
        ),
        make(
            "energy_saving_technologies",
            "technologies",
            "of ten, each a further tenth of what retrofits can save, those in use by enterprises "
            "with a tenth of all energy",
            (q.ENERGY_TECHNOLOGIES,),
            good=1,
            scopes="province",
        ),
    ]


def place_rows(make: Make, q: Any) -> list[Any]:
    """Indicators of places and projects and of what cities report; ``q``: columns by name."""
    rows: list[tuple[str, str, str, tuple[int, ...], int]] = [
        (
            "major_projects",
            "projects",
            "projects of at least 1 billion yuan of works under construction",
            (q.MAJOR_PROJECTS,),
            1,
        ),
        (
            "central_projects",
            "projects",
            "projects of central enterprises of the plan's 40 under construction",
            (q.CENTRAL_PROJECTS,),
            1,
        ),
        (
            "central_projects_completed",
            "projects",
            "projects of the plan's 40 that have been completed",
            (q.CENTRAL_DONE,),
            1,
        ),
        (
            "developed_clusters",
            "clusters",
            "of the 31 listed clusters those past the thresholds of members, sales, specialisation",
            (q.DEVELOPED_CLUSTERS,),
            1,
        ),
        (
            "developed_priority_clusters",
            "clusters",
            "the same of the 15 that come first",
            (q.DEVELOPED_FIRST,),
            1,
        ),
        (
            "developed_petrochemical_parks",
            "parks",
            "of the five petrochemical parks those past the threshold of sales",
            (q.DEVELOPED_PARKS,),
            1,
        ),
        (
            "assessed_parks",
            "parks",
            "parks and bases whose plan has an approved environmental assessment",
            (q.ASSESSED_PARKS,),
            1,
        ),
        (
            "moved_enterprises",
            "enterprises",
            "plants commissioned in another city than their owner's",
            (q.MOVED,),
            0,
        ),
    ]
    return [make(*row[:4], good=row[4]) for row in rows]


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
    TONNES_0 = 18  # six products: 18 to 23
    CAPITAL_0 = 24  # four rungs: 24 to 27
    SYSTEM_0 = 28  # five systems: 28 to 32
    KEY = 33
    KEY_SYSTEM_0 = 34  # 34 to 38
    KEY_CAPITAL = 39
    KEY_NUMERICAL = 40
    FUEL_0 = 41  # four fuels: 41 to 44
    CO2 = 45
    SO2 = 46
    DISPLACED = 47
    UNEMPLOYED = 48
    WAGES = 49
    TAX = 50
    FISCAL_0 = 51  # thirteen levers: 51 to 63
    GRANTED = 64
    DEADWEIGHT = 65
    NATIONAL_AWARD = 66
    LABOUR_FORCE = 67
    CENTRES = 68
    KEY_TECHNOLOGIES = 69
    NEW_PRODUCTS = 70
    INNOVATION_PLATFORMS = 71
    ALLIES = 72
    ABROAD = 73
    OUTDATED_0 = 74  # six products: 74 to 79
    NEW_TONNES = 80
    RETIRED_TONNES = 81
    ENERGY_TECHNOLOGIES = 82
    CLOSED_0 = 83  # closed by order, six products: 83 to 88
    CLAIMED_0 = 89  # reported as closed but not closed, six products: 89 to 94
    # places and projects, reported output
    MAJOR_PROJECTS = 95
    CENTRAL_PROJECTS = 96
    CENTRAL_DONE = 97
    DEVELOPED_CLUSTERS = 98
    DEVELOPED_FIRST = 99
    DEVELOPED_PARKS = 100
    MOVED = 101
    REPORTED_OUTPUT = 102
    ASSESSED_PARKS = 103
    # in units of the sector's coefficients: value added, fuels and CO2 of a cell follow from them
    ENERGY_USED = 104
    MATERIALS_USED = 105
    REOPENED_OUTPUT = 106  # of capacity that was ordered shut
    FUND_INCOME = 107  # dividends and proceeds of the province's equity fund


QUANTITIES = 108
PRODUCT_NAMES = (
    "crude_steel",
    "cement",
    "flat_glass",
    "electrolytic_aluminium",
    "paper",
    "dyeing_printing",
)
SYSTEM_NAMES = ("erp", "mes", "plm", "crm", "integration")
FUEL_NAMES = ("coal", "oil", "gas", "electricity")
STOCKS = frozenset(
    {
        Quantity.STAFF,
        Quantity.COUNTED,
        Quantity.DEBT,
        Quantity.ASSETS,
        Quantity.ZOMBIES,
        Quantity.LIVING,
        *range(Quantity.TONNES_0, Quantity.TONNES_0 + 6),
        *range(Quantity.CAPITAL_0, Quantity.CAPITAL_0 + 4),
        *range(Quantity.SYSTEM_0, Quantity.SYSTEM_0 + 5),
        Quantity.KEY,
        *range(Quantity.KEY_SYSTEM_0, Quantity.KEY_SYSTEM_0 + 5),
        Quantity.KEY_CAPITAL,
        Quantity.KEY_NUMERICAL,
        Quantity.UNEMPLOYED,
        Quantity.LABOUR_FORCE,
        Quantity.ALLIES,
        Quantity.ABROAD,
        *range(Quantity.OUTDATED_0, Quantity.OUTDATED_0 + 6),
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


def _indicators() -> tuple[Indicator, ...]:
    q = Quantity
    capital = tuple(range(q.CAPITAL_0, q.CAPITAL_0 + 4))
    fuels = tuple(range(q.FUEL_0, q.FUEL_0 + 4))
    levers = tuple(range(q.FISCAL_0, q.FISCAL_0 + LEVERS))
    make = Indicator
    table = [
        make(
            "output",
            "million yuan, 2015 prices",
            "gross output",
            (q.OUTPUT,),
            good=1,
            reported_numerator=(q.REPORTED_OUTPUT,),
        ),
        make(
            "value_added",
            "million yuan, 2015 prices",
            "output less materials and energy",
            (q.VALUE_ADDED,),
            good=1,
        ),
        make("employment", "persons", "staff at the period's end", (q.STAFF,), good=1),
        make(
            "labour_productivity",
            "million yuan per worker-year",
            "output per worker-year",
            (q.OUTPUT,),
            (q.WORKER_YEARS,),
            good=1,
            reported_numerator=(q.REPORTED_OUTPUT,),
        ),
        make("enterprises", "enterprises", "enterprises above the official size", (q.COUNTED,)),
        make("entrants", "enterprises", "enterprises founded", (q.ENTRANTS,)),
        make("exits", "enterprises", "enterprises closed down", (q.EXITS,)),
        make(
            "profit",
            "million yuan",
            "profit before income tax, after depreciation",
            (q.PROFIT,),
            good=1,
        ),
        make(
            "profit_margin",
            "ratio",
            "profit before income tax over revenue",
            (q.PROFIT,),
            (q.REVENUE,),
            good=1,
        ),
        make(
            "debt_ratio",
            "ratio",
            "bank debt over capital and cash; above 1 where enterprises are insolvent: they owe "
            "more than they own, as capital wears out and losses are not made up",
            (q.DEBT,),
            (q.ASSETS,),
        ),
        make(
            "zombie_share",
            "share",
            "enterprises whose operating profit does not pay interest "
            "at the benchmark rate, or rescued within a year",
            (q.ZOMBIES,),
            (q.LIVING,),
            -1,
        ),
        make("investment", "million yuan", "capital spending", (q.INVESTMENT,), good=1),
        make(
            "upgrading_investment",
            "million yuan",
            "spending on upgrading standing capital",
            (q.UPGRADING,),
            good=1,
        ),
        make(
            "research_intensity",
            "share",
            "research spending over revenue",
            (q.RESEARCH,),
            (q.REVENUE,),
            good=1,
        ),
        make(
            "quality",
            "index",
            "output-weighted geometric mean of quality, external competitor of 2015Q1 = 1",
            (q.QUALITY,),
            (q.OUTPUT,),
            good=1,
            of_log=True,
        ),
        make("utilisation", "share", "output over capacity", (q.OUTPUT,), (q.CAPACITY,), good=1),
    ]
    table += capacity_rows(make, q, PRODUCT_NAMES)
    table += [
        make(
            "obsolete_share", "share", "capital on the obsolete rung", (q.CAPITAL_0,), capital, -1
        ),
        make(
            "cnc_rate",
            "share",
            "capital on the numerical and intelligent rungs",
            (q.CAPITAL_0 + 2, q.CAPITAL_0 + 3),
            capital,
            1,
        ),
        make(
            "key_cnc_rate",
            "share",
            "the same over key enterprises",
            (q.KEY_NUMERICAL,),
            (q.KEY_CAPITAL,),
            1,
        ),
    ]
    for m, system in enumerate(SYSTEM_NAMES):
        name = "systems_integration" if system == "integration" else f"{system}_penetration"
        what = "with integrated systems" if system == "integration" else f"with {system.upper()}"
        table.append(
            make(
                name,
                "share",
                f"enterprises above the official size {what}",
                (q.SYSTEM_0 + m,),
                (q.COUNTED,),
                1,
            )
        )
        table.append(
            make(
                f"key_{name}",
                "share",
                f"key enterprises {what}",
                (q.KEY_SYSTEM_0 + m,),
                (q.KEY,),
                1,
            )
        )
    table.append(make("energy", "tce", "energy used, all fuels and electricity", fuels, good=-1))
    for k, fuel in enumerate(FUEL_NAMES):
        table.append(make(f"energy_{fuel}", "tce", f"{fuel} used", (q.FUEL_0 + k,)))
    table += [
        make(
            "energy_intensity",
            "tce per million yuan",
            "energy over output, 2015 prices",
            fuels,
            (q.OUTPUT,),
            -1,
            reported_denominator=(q.REPORTED_OUTPUT,),
        ),
        make("co2", "tonnes", "CO2 of burnt fuels and processes", (q.CO2,), good=-1),
        make("so2", "tonnes", "SO2 emitted", (q.SO2,), good=-1),
        make(
            "displaced_workers",
            "persons",
            "staff displaced by ordered closures",
            (q.DISPLACED,),
            good=-1,
        ),
        make("unemployed", "persons", "industrial labour without work", (q.UNEMPLOYED,), good=-1),
        make(
            "wage",
            "million yuan per worker-year",
            "wages paid per worker-year",
            (q.WAGES,),
            (q.WORKER_YEARS,),
            1,
        ),
        make(
            "tax_revenue", "million yuan", "taxes and charges paid by enterprises", (q.TAX,), good=1
        ),
        make(
            "fiscal_cost",
            "million yuan",
            "money spent by the province on its levers",
            levers,
            good=-1,
        ),
    ]
    for lever in LeverName:
        name = lever.name.lower()
        table.append(
            make(
                f"fiscal_cost_{name}",
                "million yuan",
                f"money spent on {name.replace('_', ' ')}",
                (q.FISCAL_0 + lever,),
            )
        )
    table += [
        make(
            "national_award",
            "million yuan",
            "central award for closed capacity",
            (q.NATIONAL_AWARD,),
        ),
        make(
            "additionality",
            "share",
            "grants to projects that would not have gone on without",
            (q.DEADWEIGHT,),
            (q.GRANTED,),
            1,
            complement=True,
        ),
        make(
            "theil_between_regions",
            "index",
            "Theil index of output per worker between the "
            "northwest, the coast and the remaining Shenyang Zone",
            (q.OUTPUT,),
            (q.WORKER_YEARS,),
            -1,
            scopes="province",
        ),
    ]
    table += plan_rows(make, q)
    table += place_rows(make, q)
    return tuple(table)


INDICATORS: tuple[Indicator, ...] = _indicators()
INDICATOR_INDEX = {indicator.name: i for i, indicator in enumerate(INDICATORS)}
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
