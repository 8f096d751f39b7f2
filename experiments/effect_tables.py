"""The effects that a comparison found: one, all of them, how they are looked up and tabulated.

Nothing is computed here: ``comparison.py`` takes the differences, ``intervals.py`` their intervals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, starmap
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from display.numbers import Estimate
from experiments.intervals import CONFIDENCE
from experiments.parameter_draws import CENTRAL_VALUES
from experiments.result import EnsembleResult
from locales.catalogue import phrase
from model import indicators as reading
from model.indicators import (
    HEADLINES,
    INDICATOR_INDEX,
    INDICATORS,
    MISREPORTED,
    PRODUCT_NAMES,
    FloatArray,
)
from scenarios.errors import InputError, choice, nearest, one_of, place_of, shown

if TYPE_CHECKING:
    import polars


def indicator_number(name: str) -> int:
    """The place of an indicator; InputError with the nearest name where there is none."""
    try:
        return INDICATOR_INDEX[name]
    except (KeyError, TypeError):
        near = nearest(name, list(INDICATOR_INDEX)) or "output"
        said = {"found": shown(name), "nearest": near}
        raise InputError([phrase("message.bad_indicator", **said)]) from None


def row_number(rows: tuple[tuple[str, str], ...], scope: str, group: str) -> int:
    """The place of a row; InputError with the nearest scope, or group of the scope, where none is.

    ``rows`` are pairs of scope and group; not every scope is crossed with every group.
    """
    try:
        return rows.index((scope, group))
    except ValueError:
        one_of("scope", scope, list(dict.fromkeys(each for each, _ in rows)))
        groups = tuple(inner for outer, inner in rows if outer == scope)
        raise InputError([choice("group", group, groups)]) from None


@dataclass(frozen=True, slots=True)
class Effect(Estimate):
    """The paired difference of one scenario to the baseline, with its interval.

    ``low`` and ``high`` are of the effect over parameters (of chance alone at central values),
    ``half_width_chance`` is of its mean from chance alone.
    """

    scenario: str
    scope: str
    group: str
    indicator: str
    unit: str
    period: str
    baseline: float
    estimate: float
    low: float
    high: float
    half_width_chance: float | None = None  # which the parts of an attribution have not


FIELDS = attrgetter(*Effect.__slots__)


class Order(NamedTuple):
    """Probability that the effect of scenario ``a`` on an indicator is above that of ``b``.

    Over draws of the parameters, chance taken out; at central values by chance alone. Between 0.1
    and 0.9 the two are not distinguishable.
    """

    a: str
    b: str
    indicator: str
    period: str
    probability: float


class Path(NamedTuple):
    """One indicator of one row under one scenario: mean over members with its interval."""

    periods: tuple[str, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray


def as_record(effect: Effect) -> dict[str, Any]:
    """An effect as a dictionary in the order of its fields."""
    return dict(zip(Effect.__slots__, FIELDS(effect), strict=True))


def headline_periods(periods: Sequence[str]) -> tuple[str, ...]:
    """The periods of the first tables: the plan's last year and the last of all, as far as run."""
    return tuple(p for p in EFFECT_PERIODS if p in periods) or (periods[-1],)


CLOSURES = tuple(f"closed_capacity_{product}" for product in PRODUCT_NAMES)
EFFECT_SCOPES = ("province", "coastal_belt", "shenyang_zone", "northwest")
EFFECT_PERIODS = ("2020", "2025")


def whole_years(periods: Sequence[str]) -> tuple[str, ...]:
    """The periods that are years; the others are quarters."""
    return tuple(period for period in periods if "Q" not in period)


def headline_period(periods: Sequence[str]) -> str:
    """The period of the answer: the plan's last year, or the last that was run."""
    years = whole_years(periods) or periods
    return EFFECT_PERIODS[0] if EFFECT_PERIODS[0] in years else years[-1]


def indicator_units() -> dict[str, str]:
    """Unit of every indicator by name."""
    return {indicator.name: indicator.unit for indicator in INDICATORS}


@dataclass(frozen=True, kw_only=True, repr=False)
class PairedEffects(EnsembleResult):
    """Effects of scenarios against a baseline, paired on seeds, as numbers.

    Arrays have the axes (scenarios, periods, rows, indicators); a nan marks what is not defined
    in some member, and is left out of every list, table and document.

    Attributes
    ----------
    baseline, scenarios
        Name of the baseline and names of the scenarios compared with it.
    periods, rows
        Names of the periods, and (scope, group) of each row.
    base_mean
        Mean of the baseline over members, shape (periods, rows, indicators).
    parameters
        Where the parameters come from: ``central`` values, or drawn from the ``prior``.
    draws
        Draws of the parameters behind the intervals; 0 at central values.
    estimate, half_width
        Mean paired difference, and half of its interval at ``level``: of the effect over the
        parameters, chance taken out; at central values of chance alone.
    half_width_chance
        Half of the interval of the mean from chance alone.
    order_probability
        Probability that the headline effect of one scenario is above that of another, over draws
        with chance taken out: (pairs of scenarios, periods, headlines), pairs in the order of
        ``scenario_pairs``.
    path_mean, path_half_width
        Own mean of every scenario, the baseline first, and half of its interval.
    titles, descriptions
        Chinese and English by name of scenario, the baseline included.
    hashes
        Content hash of every scenario.
    reported
        Whether the indicators of ``MISREPORTED`` are what cities report, else the truth.
    level
        Confidence of all intervals: 0.95, more where several looks at the data share it.
    stopping
        What a sequential comparison came to: pairs used, half-widths reached, pairs that would
        halve them.
    """

    SCHEMA = "liaosim/compare/1"

    baseline: str
    scenarios: tuple[str, ...]
    until: str
    world: str | None
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    base_mean: FloatArray
    estimate: FloatArray
    half_width: FloatArray
    half_width_chance: FloatArray
    order_probability: FloatArray
    path_mean: FloatArray
    path_half_width: FloatArray
    titles: dict[str, dict[str, str]]
    descriptions: dict[str, dict[str, str]]
    hashes: dict[str, str]
    reported: bool = False
    level: float = CONFIDENCE
    parameters: str = CENTRAL_VALUES
    draws: int = 0
    stopping: dict[str, Any] | None = None

    @property
    def confidence(self) -> str:
        """The confidence of the intervals of effects, as it is written: ``95%``."""
        return f"{100.0 * self.level:g}%"

    def size(self) -> str:
        """What is compared, size, dates and seeds, in one line."""
        stopped = ", stopped early" if self.interrupted else ""
        drawn = f"{self.draws} draws from the {self.parameters}"
        stopped = f", parameters: {drawn if self.draws else self.parameters}{stopped}"
        return (
            f"Comparison({', '.join(self.scenarios)} against {self.baseline}: {self.runs} pairs, "
            f"seeds {self.seeds[0]} to {self.seeds[-1]}, scale {self.scale:g}, "
            f"{self.periods[0]} to {self.until}, {len(self.rows)} rows, "
            f"{len(INDICATORS)} indicators{stopped})"
        )

    def iterate(self) -> Iterator[Effect]:
        """Every finite effect, one at a time (a detailed comparison has millions)."""
        for table in self.tables():
            yield from starmap(Effect, table.drop("runs").iter_rows())

    @cached_property
    def effects(self) -> list[Effect]:
        """Every finite effect."""
        return list(self.iterate())

    def effect(
        self,
        scenario: str,
        indicator: str,
        period: str,
        scope: str = "province",
        group: str = "all",
    ) -> Effect | None:
        """One effect, or None where it is not defined.

        Raises
        ------
        InputError
            Where a name is not there; the message names the nearest.
        """
        s = place_of("scenario", scenario, self.scenarios)
        where = place_of("period", period, self.periods), row_number(self.rows, scope, group)
        place = (*where, indicator_number(indicator))
        base, middle = float(self.base_mean[place]), float(self.estimate[(s, *place)])
        half = float(self.half_width[(s, *place)])
        if not math.isfinite(base + middle + half):
            return None
        chance = float(self.half_width_chance[(s, *place)])
        what = scope, group, indicator, INDICATORS[place[-1]].unit, period
        return Effect(scenario, *what, base, middle, middle - half, middle + half, chance)

    @property
    def independent(self) -> int:
        """How many independent values stand behind an interval: draws, or pairs without them."""
        return self.draws or self.runs

    @property
    def scenario_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two scenarios, once."""
        return tuple(combinations(self.scenarios, 2))

    @property
    def orders(self) -> list[Order]:
        """Which of two scenarios has the larger effect, for the headlines of the province."""
        return [
            Order(a, b, name, period, float(chance))
            for (a, b), by_period in zip(self.scenario_pairs, self.order_probability, strict=True)
            for period in headline_periods(self.periods)
            for name, chance in zip(HEADLINES, by_period[self.periods.index(period)], strict=True)
            if math.isfinite(chance)
        ]

    def path(
        self, scenario: str, indicator: str, scope: str = "province", group: str = "all"
    ) -> Path:
        """A scenario's own yearly path (quarterly where no year is whole), nan where undefined.

        The baseline is one of the scenarios here. Errors are those of :meth:`effect`.
        """
        s = place_of("scenario", scenario, (self.baseline, *self.scenarios))
        r, i = row_number(self.rows, scope, group), indicator_number(indicator)
        years = whole_years(self.periods) or self.periods
        mean = self.path_mean[s, : len(years), r, i]
        half = self.path_half_width[s, : len(years), r, i]
        return Path(years, mean, mean - half, mean + half)

    def tables(self) -> Iterator[polars.DataFrame]:
        """The effects as polars tables, one for each scenario and period."""
        import polars as pl

        scopes, groups = (np.array(part) for part in zip(*self.rows, strict=True))
        names = np.array([indicator.name for indicator in INDICATORS])
        units = np.array([indicator.unit for indicator in INDICATORS])
        for s, scenario in enumerate(self.scenarios):
            for p, period in enumerate(self.periods):
                base, estimate = self.base_mean[p], self.estimate[s, p]
                half = self.half_width[s, p]
                r, i = np.nonzero(np.isfinite(base) & np.isfinite(estimate) & np.isfinite(half))
                yield pl.DataFrame(
                    {
                        "scenario": [scenario] * len(r),
                        "scope": scopes[r],
                        "group": groups[r],
                        "indicator": names[i],
                        "unit": units[i],
                        "period": [period] * len(r),
                        "baseline": base[r, i],
                        "estimate": estimate[r, i],
                        "low": estimate[r, i] - half[r, i],
                        "high": estimate[r, i] + half[r, i],
                        "half_width_chance": self.half_width_chance[s, p, r, i],
                        "runs": [self.runs] * len(r),
                    }
                )

    def table(self) -> polars.DataFrame:
        """All effects as a tidy polars table, one row each.

        Columns: ``scenario``, ``scope``, ``group``, ``indicator``, ``unit``, ``period``,
        ``baseline`` (mean), ``estimate``, ``low``, ``high`` and ``half_width_chance`` (in
        ``unit``), ``runs`` (pairs).
        """
        import polars as pl

        return pl.concat(list(self.tables()))

    def write_csv(self, file: IO[str]) -> None:
        """Write all effects as lines of a table; ``source`` names their request."""
        import polars as pl

        source = pl.lit(self.source).alias("source")
        for n, table in enumerate(self.tables()):
            file.write(table.with_columns(source).write_csv(include_header=n == 0))

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        return {
            "baseline": self.baseline,
            "scenarios": list(self.scenarios),
            "until": self.until,
            "world": self.world,
            "reported": list(MISREPORTED) if self.reported else [],
            "detail": len(self.rows) > len(reading.rows()),
            "titles": self.titles,
            "hashes": self.hashes,
            "parameters": self.parameters,
            **({"draws": self.draws} if self.draws else {}),
            **({"level": self.level, "stopping": self.stopping} if self.stopping else {}),
        }

    def sections(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The effects, one at a time, and the orders of the scenarios."""
        yield "effects", map(as_record, self.iterate())
        yield "orders", (order._asdict() for order in self.orders)
