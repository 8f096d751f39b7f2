"""What an attribution holds: contributions, interactions, costs, winners, as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from display.numbers import Interval
from experiments.attribution import distribution
from experiments.attribution.coalitions import WORLD
from experiments.attribution.cost_effectiveness import MIX, Cost, PerYuan, costs, per_yuan
from experiments.attribution.distribution import Booked, Gain, Inequality, Promise
from experiments.effect_tables import indicator_number, row_number, whole_years
from experiments.result import EnsembleResult
from model.indicators import INDICATORS, FloatArray
from scenarios.errors import one_of, place_of
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True, slots=True)
class Part(Interval):
    """A lever's part of the mix's effect, or what two levers bring together, or the whole effect.

    ``levers`` holds one name, two, or none; ``low`` and ``high`` are the 95% interval over
    the parameters, at central values of chance.
    """

    levers: tuple[str, ...]
    scope: str
    group: str
    indicator: str
    unit: str
    period: str
    estimate: float
    low: float
    high: float

    def record(self) -> dict[str, Any]:
        """A line of the JSON document or of a table, its levers first."""
        rest = dict(zip(Part.__slots__[1:], FIELDS(self), strict=True))
        if len(self.levers) == 1:
            return {"lever": self.levers[0], **rest}
        return {"levers": list(self.levers), **rest} if self.levers else rest


FIELDS = attrgetter(*Part.__slots__[1:])


class Kept(NamedTuple):
    """What is kept of every member, for ratios and classes.

    Attributes
    ----------
    parts
        Contributions in the province, shape (members, players, years, indicators).
    everywhere, northwest
        The scenario's own indicators there, shape (members, years, indicators).
    classes, cities
        Of the baseline and the scenario: (members, 2, years, sizes, owners, columns) and
        (members, 2, years, 14, quantities).
    """

    parts: FloatArray
    everywhere: FloatArray
    northwest: FloatArray
    classes: FloatArray
    cities: FloatArray


def as_line(item: Any) -> dict[str, Any]:
    """An item of a list as a dictionary."""
    return item.record() if isinstance(item, Part) else asdict(item)


ITEMS: dict[str, type] = {  # what a line of each list is
    **dict.fromkeys(("contributions", "totals", "interactions"), Part),
    "costs": Cost,
    "per_yuan": PerYuan,
    "winners": Gain,
    "inequality": Inequality,
    "northwest": Promise,
    "deadweight": Booked,
}
SECTIONS = tuple(ITEMS)
LEVERS = {"contributions": ("lever",), "interactions": ("levers",)}
EXACT, SAMPLED = "exact_shapley", "sampled_shapley"


@dataclass(frozen=True, kw_only=True, repr=False)
class Contributions(EnsembleResult):
    """A scenario's effect against a baseline, taken apart into players (levers, and the world).

    Arrays have the axes (periods, rows, indicators), with players or pairs before them; a nan marks
    what is not defined in some coalition of some member, and is left out of every list.

    Attributes
    ----------
    scenario, baseline
        The two ends; players are what they differ in.
    players, pairs
        Names in the order of the plan, and pairs of places in it.
    coalitions
        Runs behind every member.
    method
        ``exact_shapley`` (all coalitions) or ``sampled_shapley``.
    until, world
        What was run.
    periods, rows
        Names of the periods, and (scope, group) of each row.
    base
        Mean of the baseline.
    shares, shares_half
        Shapley values and half of their 95% intervals (over the parameters, at central
        values of chance), shape (players, ...).
    total, total_half
        The whole effect; it is the sum of the shares.
    together, together_half
        Shapley interaction indices, shape (pairs, ...).
    kept
        What is kept of every member.
    draws
        Every member's draw of the parameters.
    parameters
        Where the parameters come from.
    detail
        Whether every scope is crossed with every group.
    """

    SCHEMA = "liaosim/attribute/1"

    scenario: Scenario
    baseline: Scenario
    players: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    coalitions: int
    method: str
    until: str
    world: str | None
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    base: FloatArray
    shares: FloatArray
    shares_half: FloatArray
    total: FloatArray
    total_half: FloatArray
    together: FloatArray
    together_half: FloatArray
    kept: Kept
    draws: tuple[int, ...]
    parameters: str
    detail: bool = False

    @property
    def years(self) -> tuple[str, ...]:
        """The periods that are whole years."""
        return whole_years(self.periods)

    def size(self) -> str:
        """What is taken apart into what, and how, in one line."""
        stopped = ", stopped early" if self.interrupted else ""
        return (
            f"Attribution({self.scenario.name} against {self.baseline.name}: "
            f"{', '.join(self.players)}; {self.method}, {self.coalitions} coalitions x "
            f"{self.runs} seeds from {self.seeds[0]}, scale {self.scale:g}, "
            f"{self.periods[0]} to {self.until}{stopped})"
        )

    @cached_property
    def _defined(self) -> Any:
        """Where every share and its interval are finite, by place."""
        found = np.isfinite(self.total) & np.isfinite(self.total_half)
        found &= np.isfinite(self.shares).all(axis=0) & np.isfinite(self.shares_half).all(axis=0)
        return found

    @cached_property
    def _moved(self) -> Any:
        """Where a share is defined and one of them is not zero: what lists are made of."""
        return self._defined & ((self.shares != 0.0).any(axis=0) | (self.together != 0.0).any(0))

    def _parts(
        self, named: Iterable[tuple[str, ...]], middle: FloatArray, half: FloatArray, where: Any
    ) -> Iterator[Part]:
        """Parts in the order of names, periods, rows, indicators."""
        places = [axis.tolist() for axis in np.nonzero(where)]
        for n, levers in enumerate(named):
            numbers = middle[n][where].tolist(), half[n][where].tolist()
            for p, r, i, *part in zip(*places, *numbers, strict=True):
                yield self._part(levers, (p, r, i), *part)

    def _part(
        self, levers: tuple[str, ...], place: tuple[int, int, int], middle: float, half: float
    ) -> Part:
        """One part at a place of the arrays."""
        p, r, i = place
        scope, group = self.rows[r]
        shown = INDICATORS[i].name, INDICATORS[i].unit, self.periods[p]
        low, high = float(middle - half), float(middle + half)
        return Part(levers, scope, group, *shown, float(middle), low, high)

    def contributions(self) -> Iterator[Part]:
        """Each player's Shapley value, for every indicator, row and period that any one moves."""
        names = ((name,) for name in self.players)
        yield from self._parts(names, self.shares, self.shares_half, self._moved)

    def totals(self) -> Iterator[Part]:
        """The whole effect in the places of the contributions, which sum to it."""
        middle, half = self.total[np.newaxis], self.total_half[np.newaxis]
        yield from self._parts([()], middle, half, self._moved)

    def interactions(self) -> Iterator[Part]:
        """What each pair brings together beyond what each brings alone, over all industry.

        Those of sector groups are in ``together`` and, crossed with all scopes, in the lists of a
        detailed attribution.
        """
        names = ((self.players[a], self.players[b]) for a, b in self.pairs)
        whole = np.array([self.detail or group == "all" for _, group in self.rows])
        where = self._moved & whole[:, np.newaxis]
        yield from self._parts(names, self.together, self.together_half, where)

    def contribution(
        self,
        lever: str,
        indicator: str,
        period: str,
        scope: str = "province",
        group: str = "all",
    ) -> Part | None:
        """One player's contribution, or None where it is not defined.

        Raises
        ------
        InputError
            Where a name is not there; the message names the nearest.
        """
        place = self.place(indicator, period, scope, group)
        k = place_of("lever", lever, self.players)
        if not self._defined[place]:
            return None
        return self._part((lever,), place, self.shares[(k, *place)], self.shares_half[(k, *place)])

    def whole(
        self, indicator: str, period: str, scope: str = "province", group: str = "all"
    ) -> Part | None:
        """The mix's whole effect, or None where it is not defined; errors as of a contribution."""
        place = self.place(indicator, period, scope, group)
        if not self._defined[place]:
            return None
        return self._part((), place, self.total[place], self.total_half[place])

    def place(
        self, indicator: str, period: str, scope: str = "province", group: str = "all"
    ) -> tuple[int, int, int]:
        """Place in the arrays; InputError with the nearest name where one is not there."""
        row = row_number(self.rows, scope, group)
        return place_of("period", period, self.periods), row, indicator_number(indicator)

    @cached_property
    def _by_name(self) -> tuple[tuple[str, ...], FloatArray]:
        """Names and yearly contributions by member of each lever, and of the whole mix."""
        levers = [k for k, name in enumerate(self.players) if name != WORLD]
        parts = self.kept.parts[:, levers]
        whole = parts.sum(axis=1, keepdims=True)
        names = (*(self.players[k] for k in levers), MIX)
        return names, np.concatenate([parts, whole], axis=1)

    def costs(self) -> Iterator[Cost]:
        """Cost of each lever for a unit of improvement in the province, by whole years."""
        names, values = self._by_name
        yield from costs(names, self.years, values, self.draws)

    def per_yuan(self) -> Iterator[PerYuan]:
        """Taxes, investment and value added for a yuan spent, by lever and for the mix."""
        names, values = self._by_name
        yield from per_yuan(names, self.years, values, self.draws)

    def winners(self) -> Iterator[Gain]:
        """Effects on cities, sectors, size classes and owners, with who gains and who loses."""
        yield from distribution.by_place(
            self.rows, self.periods, self.base, self.total, self.total_half
        )
        yield from distribution.by_class(self.years, self.kept.classes, self.draws)

    def inequality(self) -> Iterator[Inequality]:
        """The Theil index between cities, split between and within the three regions."""
        yield from distribution.inequality(self.years, self.kept.cities, self.draws)

    def northwest(self) -> Iterator[Promise]:
        """What each lever promised the northwest and what came."""
        kept = self.kept
        yield from distribution.promises(
            self.scenario, self.years, kept.everywhere, kept.northwest, self.draws
        )

    def deadweight(self) -> Iterator[Booked]:
        """Share of grants to projects that would have gone on anyway, as booked when granted."""
        yield from distribution.deadweight(self.years, self.kept.everywhere, self.draws)

    def table(self, what: str = "contributions") -> polars.DataFrame:
        """One of the lists as a tidy polars table, one row each, with scenario and runs.

        Parameters
        ----------
        what
            ``contributions``, ``totals``, ``interactions``, ``costs``, ``per_yuan``, ``winners``,
            ``inequality``, ``northwest`` or ``deadweight``.

        Raises
        ------
        InputError
            Where there is no such list; the message names the nearest.
        """
        import polars as pl

        lines = [as_line(item) for item in getattr(self, one_of("table", what, SECTIONS))()]
        for line in lines:
            if "levers" in line:
                line["levers"] = " x ".join(line["levers"])
        made = {"scenario": self.scenario.name, "baseline_scenario": self.baseline.name}
        lines = [made | line | {"runs": self.runs} for line in lines]
        if not lines:
            return pl.DataFrame(schema=[*made, *columns_of(what), "runs"])
        return pl.DataFrame(lines, infer_schema_length=None)

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        return {
            "scenario": self.scenario.name,
            "baseline": self.baseline.name,
            "method": self.method,
            "players": list(self.players),
            "coalitions": self.coalitions,
            "until": self.until,
            "world": self.world,
            "parameters": self.parameters,
            "detail": self.detail,
            "hashes": {s.name: s.content_hash for s in (self.baseline, self.scenario)},
        }

    def sections(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """All lists."""
        for section in SECTIONS:
            yield section, map(as_line, getattr(self, section)())

    def write_csv(self, file: IO[str], what: str = "contributions") -> None:
        """Write one of the lists as lines of a table; of an empty one its heading."""
        import polars as pl

        source = pl.lit(self.source).alias("source")
        file.write(self.table(what).with_columns(source).write_csv())


def columns_of(what: str) -> tuple[str, ...]:
    """Names of what a line of a list holds."""
    names = tuple(column.name for column in fields(ITEMS[what]))
    return (*LEVERS.get(what, ()), *names[1:]) if ITEMS[what] is Part else names
