"""Take the effect of a mix apart into its levers: the call, what it found, and its items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from experiments.attribution.coalitions import WORLD, Coalitions, Game, Parted, game
from experiments.attribution.cost_effectiveness import MIX, Cost, PerYuan, costs, per_yuan
from experiments.attribution.distribution import (
    Booked,
    Gain,
    Inequality,
    Promise,
    by_class,
    by_place,
    deadweight,
    inequality,
    promises,
)
from experiments.comparison import BASELINE, RUNS
from experiments.effects import indicator_number, row_number
from experiments.intervals import Gathering
from experiments.options import Asked, Request, check
from experiments.parallel import Progress
from experiments.provenance import made_with
from experiments.run_warnings import Warned, all_warnings, unspent, warned
from model.indicators import INDICATORS, FloatArray
from model.input_data.external_world import label
from scenarios.errors import one_of, place_of
from scenarios.loader import one_scenario
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars

    from display.figure import Figure
    from display.summary import Summary

SECTIONS = (
    "contributions",
    "totals",
    "interactions",
    "costs",
    "per_yuan",
    "winners",
    "inequality",
    "northwest",
    "deadweight",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A lever's part of the mix's effect, or what two levers bring together, or the whole effect.

    ``levers`` holds one name, two, or none; ``low`` and ``high`` are the 95% interval over members.
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

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0

    def record(self) -> dict[str, Any]:
        """A line of the JSON document or of a table, its levers first."""
        rest = dict(zip(Part.__slots__[1:], FIELDS(self), strict=True))
        if len(self.levers) == 1:
            return {"lever": self.levers[0], **rest}
        return {"levers": list(self.levers), **rest} if self.levers else rest


FIELDS = attrgetter(*Part.__slots__[1:])


@dataclass(frozen=True)
class Kept:
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
    if isinstance(item, dict):
        return item
    return item.record() if isinstance(item, Part) else asdict(item)


SCHEMA = "liaosim/attribute/1"
ITEMS: dict[str, type] = {
    **dict.fromkeys(SECTIONS, Part),
    "costs": Cost,
    "per_yuan": PerYuan,
    "winners": Gain,
    "inequality": Inequality,
    "northwest": Promise,
    "deadweight": Booked,
}
LEVERS = {"contributions": ("lever",), "interactions": ("levers",)}
EXACT, SAMPLED = "exact_shapley", "sampled_shapley"


@dataclass(frozen=True, repr=False)
class Attribution:
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
    seeds, scale, until, world
        What was run.
    periods, rows
        Names of the periods, and (scope, group) of each row.
    base
        Mean of the baseline.
    shares, shares_half
        Shapley values and half of their 95% t-intervals, shape (players, ...).
    total, total_half
        The whole effect; it is the sum of the shares.
    together, together_half
        Shapley interaction indices, shape (pairs, ...).
    kept
        What is kept of every member.
    detail
        Whether every scope is crossed with every group.
    """

    scenario: Scenario
    baseline: Scenario
    players: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    coalitions: int
    method: str
    seeds: tuple[int, ...]
    scale: float
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
    detail: bool = False
    interrupted: bool = False
    failed: tuple[()] = ()  # a run that fails ends the work
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Number of members behind every estimate."""
        return len(self.seeds)

    @property
    def years(self) -> tuple[str, ...]:
        """The periods that are whole years."""
        return tuple(period for period in self.periods if "Q" not in period)

    def __repr__(self) -> str:
        """What is taken apart into what, and how, and the headline parts with their intervals."""
        return f"{self.size()}\n{self._summary().text()}"

    def _repr_html_(self) -> str:
        """The headline parts, for notebooks."""
        return self._summary().html()

    def _summary(self) -> Summary:
        """Title and headline parts in the person's language."""
        from experiments.attribution.presentation import of_attribution
        from locales.catalogue import own_language

        return of_attribution(self, own_language())

    def plot(
        self,
        indicator: str = "output",
        *,
        year: str | None = None,
        scope: str = "province",
        lang: str | None = None,
    ) -> Figure:
        """What each lever and the whole mix bring to an indicator, as dots with intervals.

        Parameters
        ----------
        indicator
            Name of an indicator.
        year
            A period that was run, by default the plan's last year.
        scope
            ``province``, a region, or a city.
        lang
            ``zh`` or ``en``, by default that of ``LIAOSIM_LANG``.

        Raises
        ------
        InputError
            Where one of them is not there; the message names the nearest.
        """
        from experiments.attribution.presentation import parts_figure

        return parts_figure(self, indicator, year=year, scope=scope, lang=lang)

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
        yield from costs(names, self.years, values)

    def per_yuan(self) -> Iterator[PerYuan]:
        """Taxes, investment and value added for a yuan spent, by lever and for the mix."""
        names, values = self._by_name
        yield from per_yuan(names, self.years, values)

    def winners(self) -> Iterator[Gain]:
        """Effects on cities, sectors, size classes and owners, with who gains and who loses."""
        yield from by_place(self.rows, self.periods, self.base, self.total, self.total_half)
        yield from by_class(self.years, self.kept.classes)

    def inequality(self) -> Iterator[Inequality]:
        """The Theil index between cities, split between and within the three regions."""
        yield from inequality(self.years, self.kept.cities)

    def northwest(self) -> Iterator[Promise]:
        """What each lever promised the northwest and what came."""
        yield from promises(self.scenario, self.years, self.kept.everywhere, self.kept.northwest)

    def deadweight(self) -> Iterator[Booked]:
        """Share of grants to projects that would have gone on anyway, as booked when granted."""
        yield from deadweight(self.years, self.kept.everywhere)

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

    def head(self) -> dict[str, Any]:
        """Everything of the JSON document but its lists."""
        return {
            "schema": SCHEMA,
            "scenario": self.scenario.name,
            "baseline": self.baseline.name,
            "method": self.method,
            "players": list(self.players),
            "coalitions": self.coalitions,
            "runs": self.runs,
            "seeds": list(self.seeds),
            "scale": self.scale,
            "until": self.until,
            "world": self.world,
            "interrupted": self.interrupted,
            "hashes": {s.name: s.content_hash for s in (self.baseline, self.scenario)},
            "made_with": self.made_with,
            "warnings": [warned._asdict() for warned in self.warnings],
        }

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document piece by piece."""
        file.write(json.dumps(self.head(), ensure_ascii=False, allow_nan=False)[:-1])
        encode = json.JSONEncoder(allow_nan=False).encode
        for section in SECTIONS:
            file.write(f', "{section}": [')
            between = "\n"
            for item in getattr(self, section)():
                file.write(between + encode(as_line(item)))
                between = ",\n"
            file.write("\n]")
        file.write("}\n")

    def write_csv(self, file: IO[str], what: str = "contributions") -> None:
        """Write one of the lists as lines of a table; of an empty one its heading."""
        file.write(self.table(what).write_csv())


def columns_of(what: str) -> tuple[str, ...]:
    """Names of what a line of a list holds."""
    names = tuple(column.name for column in fields(ITEMS[what]))
    return (*LEVERS.get(what, ()), *names[1:]) if ITEMS[what] is Part else names


SCENARIO = "plan_2015"


def attribute(
    scenario: str | Scenario = SCENARIO,
    baseline: str | Scenario = BASELINE,
    *,
    runs: int = RUNS,
    seed: int = 1,
    scale: float = 1.0,
    until: str = "2025Q4",
    workers: int | None = None,
    detail: bool = False,
    world: str | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Shapley values and interactions of the levers of a mix, for every indicator.

    All coalitions of up to eight levers are run; of more, orders are sampled (see
    :mod:`experiments.attribution.shapley`). A scenario that changes
    the world too has one more player, ``world``.

    Parameters
    ----------
    scenario, baseline
        Library names, paths of files, or loaded scenarios.
    runs
        Number of seeds, at least 2; members use the seeds ``seed`` to ``seed + runs - 1``.
    seed, scale, until
        First seed, sample of the population (1 is every enterprise), last quarter.
    workers
        Threads, by default all cores; the results have the same bits for any number.
    detail
        Every scope crossed with every group.
    world
        ``observed`` or ``trend`` in place of the scenarios' own paths.
    progress
        Called with (done, total) from time to time.

    Returns
    -------
    Attribution
        Contributions, interactions, costs for a unit of effect, winners and losers.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.
    KeyboardInterrupt
        On Ctrl-C before two members were complete.

    Examples
    --------
    >>> from scenarios import attribute
    >>> found = attribute("plan_2015", runs=2, scale=0.05)  # doctest: +SKIP
    >>> found.contribution("digitalisation", "erp_penetration", "2020")  # doctest: +SKIP
    """
    asked = Asked(runs=runs, seed=seed, scale=scale, until=until, workers=workers, world=world)
    request = check(asked, least_runs=2)
    first, second = pair_of(scenario, baseline, request.world)
    return attribute_checked(
        game(first, second, request.quarters), request, detail=detail, progress=progress
    )


def pair_of(
    scenario: str | Scenario, baseline: str | Scenario, world: str | None
) -> tuple[Scenario, Scenario]:
    """The baseline and the scenario, loaded."""
    return one_scenario(baseline, world), one_scenario(scenario, world)


def attribute_checked(
    played: Game,
    request: Request,
    *,
    detail: bool = False,
    progress: Progress | None = None,
) -> Attribution:
    """The attribution of a game."""
    runs = Coalitions(
        played,
        request.seeds,
        scale=request.scale,
        workers=request.workers,
        detail=detail,
        progress=progress,
    )
    gathered = {name: Gathering() for name in ("base", "path", "total", "shares", "together")}
    kept: list[Kept] = []
    seeds = []
    places = [runs.rows.index((scope, "all")) for scope in ("province", "northwest")]
    years = request.quarters // 4
    for member in runs:
        seeds.append(member.seed)
        gathered["base"].add(member.ends[0])
        gathered["path"].add(member.ends[1])
        gathered["total"].add(member.total)
        gathered["shares"].add(member.shares)
        gathered["together"].add(member.together)
        kept.append(_kept(member, places, years))
    if len(seeds) < 2:
        raise KeyboardInterrupt(len(seeds))
    shares = gathered["shares"].mean
    return Attribution(
        scenario=played.scenario,
        baseline=played.baseline,
        players=played.players,
        pairs=runs.first.pairs,
        coalitions=len(runs.first.coalitions),
        method=EXACT if runs.first.exact else SAMPLED,
        seeds=tuple(seeds),
        scale=request.scale,
        until=label(request.quarters - 1),
        world=request.world,
        periods=runs.periods,
        rows=runs.rows,
        base=gathered["base"].mean,
        shares=shares,
        shares_half=gathered["shares"].half_width(),
        total=shares.sum(axis=0),
        total_half=gathered["total"].half_width(),
        together=gathered["together"].mean,
        together_half=gathered["together"].half_width(),
        kept=Kept(*(np.stack(parts) for parts in zip(*map(_fields, kept), strict=True))),
        detail=detail,
        interrupted=runs.interrupted,
        warnings=_warnings(runs, gathered["path"].mean, request),
        made_with=made_with(),
    )


def _kept(member: Parted, places: list[int], years: int) -> Kept:
    """What is kept of one member."""
    province, northwest = places
    own = member.ends[1, :years]
    parts = member.shares[:, :years, province]
    return Kept(parts, own[:, province], own[:, northwest], member.classes, member.cities)


def _fields(kept: Kept) -> tuple[FloatArray, ...]:
    """The arrays of one member in their order."""
    return kept.parts, kept.everywhere, kept.northwest, kept.classes, kept.cities


def _warnings(runs: Coalitions, path: FloatArray, request: Request) -> tuple[Warned, ...]:
    """What the reader should know of the scenario and of who plays."""
    played = runs.game
    prepared = prepare(played.scenario, played.quarters)
    found = [*all_warnings([prepared]), *unspent(played.scenario, prepared, path, request)]
    if WORLD in played.players:
        found.append(warned(played.scenario, "message.world_plays", baseline=played.baseline.name))
    return tuple(found)
