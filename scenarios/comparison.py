"""What a comparison found: paired effects with intervals, and each scenario's own path."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.indicators import INDICATORS, MISREPORTED, FloatArray
from scenarios.lookup import indicator_number, place_of, row_number

if TYPE_CHECKING:
    import polars

    from scenarios.figure import Figure
    from scenarios.summary import Summary

SCHEMA = "liaosim/compare/1"
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """The paired difference of one scenario to the baseline, with its interval."""

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
    central: float | None = None
    parameter_share: float | None = None

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


FIELDS = attrgetter(*Effect.__slots__)


class Warned(NamedTuple):
    """What the reader of a scenario should know, in both languages."""

    scenario: str
    zh: str
    en: str


class Path(NamedTuple):
    """One indicator of one row under one scenario: mean over members with its interval."""

    periods: tuple[str, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, repr=False)
class Comparison:
    """Scenarios against a baseline, paired on seeds.

    Arrays have the axes (scenarios, periods, rows, indicators); a nan marks what is not defined
    in some member, and is left out of every list, table and document.

    Attributes
    ----------
    baseline, scenarios
        Name of the baseline and names of the scenarios compared with it.
    seeds
        Members that were completed; ``runs`` is their number.
    periods, rows
        Names of the periods, and (scope, group) of each row.
    base_mean
        Mean of the baseline over members, shape (periods, rows, indicators).
    estimate, half_width
        Mean paired difference, and half of its t-interval at ``level``.
    path_mean, path_half_width
        Own mean of every scenario, the baseline first, and half of its t-interval.
    titles, descriptions
        Chinese and English by name of scenario, the baseline included.
    hashes
        Content hash of every scenario.
    reported
        Whether the indicators of ``MISREPORTED`` are what cities report, else the truth.
    interrupted
        Whether the person stopped the work before all members were complete.
    warnings
        What the scenarios' readers should know.
    made_with
        Versions, processor family and rule text that the bits belong to.
    level
        Confidence of all intervals: 0.95, more where several looks at the data share it.
    draws
        Draws of the parameters; with any, estimates are means over draws 1 and up, and intervals
        hold doubt about parameters besides chance.
    central, parameter_share
        With draws: the estimate under the central values, and the share of the interval's
        variance that comes from the parameters (nan where there is no variance).
    stopping
        What a sequential comparison came to: pairs used, half-widths reached, pairs that would
        halve them.
    """

    baseline: str
    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    scale: float
    until: str
    world: str | None
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    base_mean: FloatArray
    estimate: FloatArray
    half_width: FloatArray
    path_mean: FloatArray
    path_half_width: FloatArray
    titles: dict[str, dict[str, str]]
    descriptions: dict[str, dict[str, str]]
    hashes: dict[str, str]
    reported: bool = False
    interrupted: bool = False
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)
    level: float = 0.95
    draws: int = 0
    central: FloatArray | None = None
    parameter_share: FloatArray | None = None
    stopping: dict[str, Any] | None = None

    @property
    def runs(self) -> int:
        """Number of pairs behind every estimate."""
        return len(self.seeds)

    @property
    def confidence(self) -> str:
        """The confidence of the intervals of effects, as it is written: ``95%``."""
        return f"{100.0 * self.level:g}%"

    def __repr__(self) -> str:
        """What is compared, seeds, dates, and the headline effects with their intervals."""
        return f"{self.size()}\n{self._summary().text()}"

    def _repr_html_(self) -> str:
        """The headline effects, for notebooks."""
        return self._summary().html()

    def _summary(self) -> Summary:
        """Title and headline effects in the person's language."""
        from scenarios.catalogue import own_language
        from scenarios.summary import of_comparison

        return of_comparison(self, own_language())

    def size(self) -> str:
        """What is compared, size, dates and seeds, in one line."""
        stopped = ", stopped early" if self.interrupted else ""
        stopped = f", {self.draws} draws of the parameters{stopped}" if self.draws else stopped
        return (
            f"Comparison({', '.join(self.scenarios)} against {self.baseline}: {self.runs} pairs, "
            f"seeds {self.seeds[0]} to {self.seeds[-1]}, scale {self.scale:g}, "
            f"{self.periods[0]} to {self.until}, {len(self.rows)} rows, "
            f"{len(INDICATORS)} indicators{stopped})"
        )

    def iterate(self) -> Iterator[Effect]:
        """Every finite effect, one at a time (a detailed comparison has millions)."""
        finite = np.isfinite(self.estimate) & np.isfinite(self.half_width)
        finite &= np.isfinite(self.base_mean)
        for s, p in np.ndindex(finite.shape[:2]):
            yield from self._effects(s, p, *np.nonzero(finite[s, p]))

    def _effects(self, s: int, p: int, r: IntArray, i: IntArray) -> Iterator[Effect]:
        """The effects of a scenario in a period at places of rows and indicators."""
        estimate, half = self.estimate[s, p, r, i], self.half_width[s, p, r, i]
        numbers = (self.base_mean[p, r, i], estimate, estimate - half, estimate + half)
        parts = [
            [None] * len(r)
            if part is None
            else [None if math.isnan(x) else x for x in part[s, p, r, i].tolist()]
            for part in (self.central, self.parameter_share)
        ]
        columns = (r, i, *numbers)
        for row, k, *values in zip(*(c.tolist() for c in columns), *parts, strict=True):
            what = INDICATORS[k]
            place = (*self.rows[row], what.name, what.unit, self.periods[p])
            yield Effect(self.scenarios[s], *place, *values)

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
        place = s, place_of("period", period, self.periods)
        row, k = row_number(self.rows, scope, group), indicator_number(indicator)
        (found,) = self._effects(*place, np.array([row]), np.array([k]))
        finite = all(map(math.isfinite, (found.baseline, found.estimate, found.low, found.high)))
        return found if finite else None

    def path(
        self, scenario: str, indicator: str, scope: str = "province", group: str = "all"
    ) -> Path:
        """A scenario's own yearly path (quarterly where no year is whole), nan where undefined.

        The baseline is one of the scenarios here. Errors are those of :meth:`effect`.
        """
        s = place_of("scenario", scenario, (self.baseline, *self.scenarios))
        r, i = row_number(self.rows, scope, group), indicator_number(indicator)
        years = tuple(p for p in self.periods if "Q" not in p) or self.periods
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
                extra = {"central": self.central, "parameter_share": self.parameter_share}
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
                        "runs": [self.runs] * len(r),
                        **{
                            name: pl.Series(part[s, p, r, i], nan_to_null=True)
                            for name, part in extra.items()
                            if part is not None
                        },
                    }
                )

    def table(self) -> polars.DataFrame:
        """All effects as a tidy polars table, one row each.

        Columns: ``scenario``, ``scope``, ``group``, ``indicator``, ``unit``, ``period``,
        ``baseline`` (mean), ``estimate``, ``low`` and ``high`` (in ``unit``), ``runs`` (pairs);
        with draws of the parameters also ``central`` and ``parameter_share``.
        """
        import polars as pl

        return pl.concat(list(self.tables()))

    def plot(
        self,
        indicator: str = "output",
        *,
        year: str | None = None,
        levels: bool = False,
        scope: str = "province",
        lang: str | None = None,
    ) -> Figure:
        """Effects on an indicator by year with bands, or in one year as dots with intervals.

        Parameters
        ----------
        indicator
            Name of an indicator.
        year
            Of the dots; None draws all years (the last period, where no year is whole).
        levels
            Draw the scenarios' own paths in place of differences.
        scope
            ``province``, a region, or a city.
        lang
            ``zh`` or ``en``, by default that of ``LIAOSIM_LANG``.

        Raises
        ------
        InputError
            Where one of them is not there; the message names the nearest.
        """
        from scenarios.plots import effects_figure

        return effects_figure(self, indicator, year=year, levels=levels, scope=scope, lang=lang)

    def map(
        self,
        scenario: str | None = None,
        indicator: str = "output",
        *,
        year: str | None = None,
        lang: str | None = None,
    ) -> Figure:
        """The 14 cities coloured by a scenario's effect (the first one's unless named).

        ``year`` is the plan's last unless given. Errors are those of :meth:`plot`.
        """
        from scenarios.plots import map_figure

        return map_figure(self, scenario, indicator, year, lang)

    def answer(
        self, indicator: str = "output", *, year: str | None = None, lang: str | None = None
    ) -> str:
        """What every scenario does to an indicator of the province, a sentence each.

        Words follow the evidence: *raises*, *probably raises*, or *no clear effect*. Parameters
        and errors are those of :meth:`plot`; ``year`` is the plan's last unless given.
        """
        from scenarios.plots import answers

        return answers(self, indicator, year, lang)

    def write_csv(self, file: IO[str]) -> None:
        """Write all effects as lines of a table."""
        for n, table in enumerate(self.tables()):
            file.write(table.write_csv(include_header=n == 0))

    def head(self) -> dict[str, Any]:
        """Everything of the JSON document but its effects."""
        return {
            "schema": SCHEMA,
            "baseline": self.baseline,
            "scenarios": list(self.scenarios),
            "runs": self.runs,
            "seeds": list(self.seeds),
            "scale": self.scale,
            "until": self.until,
            "world": self.world,
            "reported": list(MISREPORTED) if self.reported else [],
            "interrupted": self.interrupted,
            "titles": self.titles,
            "hashes": self.hashes,
            "made_with": self.made_with,
            "warnings": [warned._asdict() for warned in self.warnings],
            **({"draws": self.draws} if self.draws else {}),
            **({"level": self.level, "stopping": self.stopping} if self.stopping else {}),
        }

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document piece by piece, so that memory does not grow with it."""
        file.write(json.dumps(self.head(), ensure_ascii=False, allow_nan=False)[:-1])
        file.write(', "effects": [')
        between, encode = "\n", json.JSONEncoder(allow_nan=False).encode
        for effect in self.iterate():
            file.write(between + encode(as_record(effect)))
            between = ",\n"
        file.write("\n]}\n")

    def to_json(self) -> str:
        """The JSON document of ``liaosim compare --json``."""
        from io import StringIO

        file = StringIO()
        self.write_json(file)
        return file.getvalue()


def as_record(effect: Effect) -> dict[str, Any]:
    """An effect as a dictionary in the order of its fields."""
    every = zip(Effect.__slots__, FIELDS(effect), strict=True)
    return {name: value for name, value in every if value is not None}
