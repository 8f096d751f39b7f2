"""Who gains and who loses, how unequal the cities are, and what came to the northwest.

Inequality is the Theil index of output per worker between cities, split between and within the
partition of the province: northwest (3 cities), coast (6) and remaining Shenyang Zone (5). Between
and within add up to the whole (Theil 1967, ch. 4); a region's part is its own index weighted by its
share of output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.province import LeverName
from display.numbers import Interval
from experiments.enterprise_classes import CLASSES, OUTCOMES, outcomes
from experiments.intervals import by_draw, spread_of
from model.indicators import INDICATOR_INDEX, FloatArray, Quantity, theil_between_regions
from model.input_data.data_tables import CITIES, PARTITION, REGIONS, SECTORS
from scenarios.policy_schedule import instruments
from scenarios.scenario import Scenario

PARTS = ("total", "between_regions", "within_regions", *(f"within_{name}" for name in PARTITION))


def theil_parts(cities: FloatArray) -> FloatArray:
    """The index and its parts, in the order of ``PARTS``.

    ``cities`` has shape (..., 14, quantities); the result has shape (..., parts).
    """
    output, work = cities[..., Quantity.OUTPUT], cities[..., Quantity.WORKER_YEARS]
    between = theil_between_regions(cities)
    within = []
    for members in PARTITION.values():
        chosen = [CITIES.index(city) for city in members]
        share = output[..., chosen].sum(axis=-1) / output.sum(axis=-1)
        within.append(share * theil(output[..., chosen], work[..., chosen]))
    inside = np.sum(within, axis=0)
    return np.stack([between + inside, between, inside, *within], axis=-1)


def theil(output: FloatArray, work: FloatArray) -> FloatArray:
    """Theil index of output per worker over the last axis; who has no workers is left out."""
    some = (output > 0.0) & (work > 0.0)
    made = np.where(some, output, 0.0)
    made = made / made.sum(axis=-1, keepdims=True)
    worked = np.where(some, work, 0.0)
    worked = worked / worked.sum(axis=-1, keepdims=True)
    ratio = np.divide(made, worked, out=np.ones_like(made), where=some)
    index: FloatArray = (made * np.log(ratio)).sum(axis=-1)
    return index


NORTHWEST = "northwest"
GAINS, LOSES, UNCLEAR, UNCHANGED = "gains", "loses", "not_distinguishable", "unchanged"


@dataclass(frozen=True, slots=True)
class Gain:
    """The mix's effect on one city, sector, size class or kind of owner.

    ``verdict`` is ``gains`` or ``loses`` where the 95% interval leaves out zero, ``unchanged``
    where all members agree on zero, else ``not_distinguishable``. ``dimension`` is ``city``,
    ``sector``, ``size`` or ``owner``.
    """

    dimension: str
    name: str
    indicator: str
    unit: str
    period: str
    baseline: float
    estimate: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Inequality(Interval):
    """A part of the Theil index of output per worker between cities, and the mix's effect on it."""

    part: str
    period: str
    baseline: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Promise:
    """Money of a lever for the northwest: what its reserve promised and what came.

    All are summed from the first year to the period's end, million yuan; ``share`` is what came
    over what the lever spent in the province, with its 95% interval over members (None where it
    spent nothing). ``kept`` is whether at least the promised money came, None without a promise.
    """

    lever: str
    period: str
    promised_share: float
    promised: float
    came: float
    spent: float
    share: float | None
    low: float | None
    high: float | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Booked:
    """Share of a year's grants to upgrading that paid for what would have gone on anyway."""

    period: str
    estimate: float
    low: float
    high: float


def verdict(estimate: float, low: float, high: float) -> str:
    """What an interval says."""
    if low > 0.0:
        return GAINS
    if high < 0.0:
        return LOSES
    return UNCHANGED if estimate == low == high == 0.0 else UNCLEAR


def by_place(
    rows: Sequence[tuple[str, str]],
    periods: Sequence[str],
    base: FloatArray,
    estimate: FloatArray,
    half: FloatArray,
) -> Iterator[Gain]:
    """Cities and sectors; arrays have the axes (periods, rows, indicators)."""
    places = [("city", city, (city, "all")) for city in CITIES]
    places += [("sector", sector, ("province", sector)) for sector in SECTORS]
    for dimension, name, row in places:
        if row not in rows:
            continue
        r = rows.index(row)
        for indicator, (unit, _top, _bottom) in OUTCOMES.items():
            i = INDICATOR_INDEX[indicator]
            for p, period in enumerate(periods):
                middle, around = estimate[p, r, i], half[p, r, i]
                here = base[p, r, i], middle, middle - around, middle + around
                yield from _gain(dimension, name, indicator, unit, period, *here)


def by_class(years: Sequence[str], classes: FloatArray, draws: Sequence[int]) -> Iterator[Gain]:
    """Size classes and owners, from sums of shape (members, 2, years, sizes, owners, columns).

    ``draws``, here and below, are the members' draws of the parameters.
    """
    for dimension, values in outcomes(classes).items():
        base = by_draw(values[:, 0], draws).mean(axis=0)
        ends = spread_of(values[:, 1] - values[:, 0], draws)
        for n, name in enumerate(CLASSES[dimension]):
            for o, (indicator, (unit, _top, _bottom)) in enumerate(OUTCOMES.items()):
                for y, year in enumerate(years):
                    here = (part[y, n, o] for part in (base, *ends))
                    yield from _gain(dimension, name, indicator, unit, year, *here)


def _gain(
    dimension: str, name: str, indicator: str, unit: str, period: str, *numbers: float
) -> Iterator[Gain]:
    """One gain where it is defined; ``numbers`` are baseline, estimate, low and high."""
    if np.isfinite(numbers).all():
        base, middle, low, high = map(float, numbers)
        said = verdict(middle, low, high)
        yield Gain(dimension, name, indicator, unit, period, base, middle, low, high, said)


def inequality(
    years: Sequence[str], cities: FloatArray, draws: Sequence[int]
) -> Iterator[Inequality]:
    """The Theil index and its parts; ``cities`` is (members, 2, years, 14, quantities)."""
    parts = theil_parts(cities)
    base = by_draw(parts[:, 0], draws).mean(axis=0)
    ends = spread_of(parts[:, 1] - parts[:, 0], draws)
    for p, part in enumerate(PARTS):
        for y, year in enumerate(years):
            yield Inequality(part, year, *(float(each[y, p]) for each in (base, *ends)))


def reserved_share(scenario: Scenario, lever: str) -> float:
    """Share of a lever's money that its table keeps for the cities of the northwest.

    All of it where the lever is open to no other city; else its reserve, and the money for plants
    that move where it pays only those that move there.
    """
    table = scenario.levers[lever]
    members = set(REGIONS[NORTHWEST])
    if {city for city, open_ in zip(CITIES, table.open_cities(), strict=True) if open_} <= members:
        return 1.0
    receivers = {city for p in getattr(table, "receivers", ()) for city in REGIONS.get(p, (p,))}
    total = 0.0
    if receivers and receivers <= members:
        total = 1.0 - sum(getattr(table, part) for part in table.parts)
    for place, share in getattr(table, "reserve", {}).items():
        cities = REGIONS.get(place, (place,))
        total += share * len(members.intersection(cities)) / len(cities)
    return total


def promises(
    scenario: Scenario,
    years: Sequence[str],
    everywhere: FloatArray,
    northwest: FloatArray,
    draws: Sequence[int],
) -> Iterator[Promise]:
    """What each lever promised the northwest and what came, by year.

    ``everywhere`` and ``northwest`` are the scenario's indicators by member, shape (members,
    years, indicators).
    """
    levers: Any = instruments(scenario, 4 * len(years))[0]
    for lever in scenario.levers:
        cost = INDICATOR_INDEX[f"fiscal_cost_{lever}"]
        came = np.cumsum(northwest[..., cost], axis=1)
        spent = np.cumsum(everywhere[..., cost], axis=1)
        share = reserved_share(scenario, lever)
        budget = levers["budget"][:, LeverName[lever.upper()]]
        asked = budget.reshape(len(years), 4).sum(axis=1)
        promised = share * np.cumsum(asked)
        for y, year in enumerate(years):
            ratio = _share(came[:, y], spent[:, y], draws)
            got, paid = (float(by_draw(part[:, y], draws).mean()) for part in (came, spent))
            kept = bool(got >= promised[y]) if promised[y] > 0.0 else None
            money = float(promised[y]), got, paid
            yield Promise(lever, year, share, *money, *ratio, kept)


def _share(
    part: FloatArray, whole: FloatArray, draws: Sequence[int]
) -> tuple[float | None, float | None, float | None]:
    """Mean share over members with its 95% interval, held within 0 and 1."""
    if not (whole > 0.0).all():
        return None, None, None
    middle, low, high = map(float, spread_of(part / whole, draws))
    return middle, max(0.0, low), min(1.0, high)


def deadweight(
    years: Sequence[str], everywhere: FloatArray, draws: Sequence[int]
) -> Iterator[Booked]:
    """Deadweight of grants as booked when they were given, by year; shape as of :func:`promises`.

    It counts the part of each granted project that its applicant would have carried out without,
    in the same quarter; what is only brought forward counts as additional.
    """
    values = 1.0 - everywhere[..., INDICATOR_INDEX["additionality"]]
    for y, year in enumerate(years):
        if np.isfinite(values[:, y]).all():
            yield Booked(year, *map(float, spread_of(values[:, y], draws)))
