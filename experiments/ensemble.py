"""Scenarios times members on threads: one start for each member, shared by all scenarios.

A *member* is one seed under one draw of the parameters (``parameter_draws.places_of``). Its
population and hidden quarters are made once, then every scenario runs from them, so two scenarios
of a member differ by policy and by nothing else. Members come out in the order of their seeds,
whatever the number of workers, so every sum over them has the same bits. A *block* is what one
member gave under all scenarios, as additive quantities; only the indicators of the rows are kept,
never the cells. With a store every member's block is read from there, or computed and kept there;
with a cluster other machines compute it.

The first Ctrl-C stops the work at the next quarter: members already complete are still handed
over, and ``Ensemble.interrupted`` is set.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

import numpy as np

from agents.parameters import Parameters, with_values
from agents.record import Records
from experiments.options import Request
from experiments.parallel import Advance, OrderedWork, Progress, StoppedError
from experiments.parameter_draws import (
    CENTRAL,
    CENTRAL_VALUES,
    Place,
    parameters_of,
    places_of,
)
from experiments.run_warnings import Failed
from model import indicators as reading
from model.indicators import FloatArray
from model.input_data.data_tables import CITIES
from model.input_data.external_world import START, label
from model.simulate import Run, Start, start
from model.state import State
from scenarios.policy_schedule import Prepared, prepare
from scenarios.scenario import Scenario

Rows = tuple[tuple[str, str], ...]
Overrides = Mapping[str, float | Sequence[float]]  # parameters by name
PARTS = ("cities", "sectors")


@dataclass(frozen=True)
class Block:
    """One member of a study.

    Attributes
    ----------
    place
        Draw and seed.
    cities, sectors
        Quantities of shape (scenarios, quarters, 14 or 38, quantities): every city's industry,
        every sector of the province. A scenario whose run failed holds nan.
    failed
        Cause of each failed run by name of its scenario.
    made_by
        Versions, processor family and rules of the machine that computed it.
    """

    place: Place
    cities: FloatArray
    sectors: FloatArray
    failed: dict[str, str] = field(default_factory=dict)
    made_by: dict[str, str] = field(default_factory=dict, compare=False)

    def values(self, names: Rows, by_quarter: bool, reported: bool = False) -> FloatArray:
        """Indicators of shape (scenarios, periods, rows, indicators)."""
        pairs = zip(self.cities, self.sectors, strict=True)
        return np.stack(
            [period_values(reading.row_totals(c, s), names, by_quarter, reported) for c, s in pairs]
        )

    def bits(self) -> str:
        """SHA-256 of all values."""
        digest = hashlib.sha256()
        for part in PARTS:
            digest.update(np.ascontiguousarray(getattr(self, part), dtype="<f8").tobytes())
        return digest.hexdigest()


class Keeping(Protocol):
    """Where blocks are kept."""

    def load(self, number: int) -> Block | None:
        """The block of a member, None where it has to be computed."""

    def keep(self, number: int, block: Block) -> None:
        """Keep the block of a member, whole or not at all."""


class Computing(Protocol):
    """Other machines that compute blocks."""

    slots: int

    @property
    def families(self) -> tuple[str, ...]:
        """Processor families that gave blocks so far."""

    @property
    def mixed(self) -> bool:
        """Whether some block came from another processor family than ours."""

    def block(self, place: Place, stopped: Callable[[], bool]) -> Block:
        """The block of a member; StoppedError where the person stopped the work meanwhile."""


def period_values(
    totals: FloatArray, names: Rows, by_quarter: bool, reported: bool = False
) -> FloatArray:
    """Indicators by period, whole years first.

    ``totals`` has shape (quarters, rows, quantities), the result (periods, rows, indicators);
    with ``reported`` what cities report stands in place of the truth where the two differ.
    """
    parts = []
    if len(totals) >= 4:
        parts.append(reading.row_values(reading.by_year(totals), names, reported))
    if by_quarter or not parts:
        parts.append(reading.row_values(totals, names, reported))
    return np.concatenate(parts)


def cause_of(error: BaseException) -> str:
    """Why a run failed, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


START_WORK = 3.0  # a start takes about as long as this many runs
MEMORY = 2**30  # bytes that members waiting for their turn may hold


@dataclass(frozen=True)
class Member:
    """What one member gave: indicators of shape (scenarios, periods, rows, indicators).

    ``failed`` holds the cause of each failed run by scenario; ``values`` is then empty or has nan.
    ``fresh`` is a block that is still to be kept.
    """

    seed: int
    values: FloatArray
    draw: int = CENTRAL
    failed: dict[str, str] = field(default_factory=dict)
    fresh: Block | None = None

    @property
    def failures(self) -> list[Failed]:
        """Its failed runs."""
        return [Failed(self.draw, self.seed, *each) for each in self.failed.items()]


def periods(quarters: int, by_quarter: bool) -> tuple[str, ...]:
    """Names of the periods kept: whole years, then quarters if asked for or if no year is whole."""
    years = tuple(str(START + y) for y in range(quarters // 4))
    if by_quarter or not years:
        return (*years, *(label(q) for q in range(quarters)))
    return years


def read(run: Run, names: Rows, by_quarter: bool, reported: bool = False) -> FloatArray:
    """Indicators of a run by period and row, shape (periods, rows, indicators).

    With ``reported`` what cities report stands in place of the truth where the two differ.
    """
    if run.cells is None:
        totals = reading.row_totals(run.cities, run.sectors)
    else:
        totals = reading.cell_totals(run.cells)
    return period_values(totals, names, by_quarter, reported)


def begin_at(
    seed: int, scale: float, advance: Advance, parameters: Records[Parameters] | None = None
) -> Start:
    """The start of a member, telling of the work done."""
    advance(0.0)
    try:
        return start(seed, scale, parameters)
    finally:
        advance(START_WORK)


def run_from(
    begin: Start,
    prepared: Prepared,
    advance: Advance,
    look: Callable[[State], None] | None = None,
    *,
    detail: bool = False,
) -> Run:
    """A run from a start, telling of the work done; ``look`` is called after every quarter."""
    share = 1.0 / len(prepared.policy)

    def after(state: State) -> None:
        advance(share)
        if look is not None:
            look(state)

    return prepared.run(begin, detail=detail, on_quarter=after)


def runs_of(
    prepared: Sequence[Prepared],
    place: Place,
    scale: float,
    advance: Advance,
    *,
    overrides: Sequence[Overrides | None] = (),
    detail: bool = False,
    failed: dict[str, str] | None = None,
) -> Iterator[Run | None]:
    """The runs of one member, all from one start, or from one for each set of ``overrides``.

    ``failed`` takes the cause of a run that failed, which is then None; without it, and with
    ``LIAOSIM_DEBUG=1``, a failure ends the work.
    """

    def attempt(make: Callable[[], Any], names: Sequence[str]) -> Any:
        try:
            return make()
        except (StoppedError, OSError, MemoryError):
            raise
        except Exception as error:
            if failed is None or os.environ.get("LIAOSIM_DEBUG") == "1":
                raise
            failed.update(dict.fromkeys(names, cause_of(error)))
            return None

    draw, seed = place
    variants = zip(prepared, overrides or [None] * len(prepared), strict=True)
    for changed, group in groupby(variants, key=itemgetter(1)):
        alike = [each for each, _ in group]
        values = parameters_of(draw) if changed is None else with_values(changed)
        make = partial(begin_at, seed, scale, advance, values)
        begin = attempt(make, [each.name for each in alike])
        for each in alike:
            run = partial(run_from, begin, each, advance, detail=detail)
            yield begin and attempt(run, [each.name])


def block_of(
    prepared: Sequence[Prepared],
    place: Place,
    scale: float,
    quarters: int,
    advance: Advance = lambda _work: None,
) -> Block:
    """The block of one member; failed runs are recorded in it."""
    shape = len(prepared), quarters
    cities = np.full((*shape, len(CITIES), reading.QUANTITIES), np.nan)
    sectors = np.full((*shape, reading.NO_SECTOR + 1, reading.QUANTITIES), np.nan)
    failed: dict[str, str] = {}
    for s, run in enumerate(runs_of(prepared, place, scale, advance, failed=failed)):
        if run is not None:
            cities[s], sectors[s] = run.cities, run.sectors
    return Block(place, cities, sectors, failed)


class Ensemble:
    """A set of scenarios to be run on a range of seeds.

    Parameters
    ----------
    scenarios
        Validated scenarios; their order is the first axis of every member.
    seeds
        One member for each.
    overrides
        Parameters with other values than the central ones, for each scenario; scenarios with the
        same ones share a start where they stand together. Not with drawn parameters, a store or a
        cluster.
    parameters
        Central values for all members, or drawn with their seeds.
    places
        Draw and seed of every member, where they are others than ``parameters`` gives.
    scale, quarters
        Sample of the population and length of a run.
    workers
        Threads; by default all cores. The results do not depend on it.
    detail
        Keep the whole cross of scopes and groups instead of the default rows.
    by_quarter
        Keep quarters besides years.
    reported
        What cities report in place of the truth, where they report falsely.
    progress
        Called with the work done and the whole work, in runs, from any thread.
    store
        Where blocks of members are found and kept.
    cluster
        Other machines that compute blocks; the results do not depend on it.
    only
        Numbers of the members wanted, all if not given.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        *,
        scale: float = 1.0,
        quarters: int = 44,
        workers: int | None = None,
        detail: bool = False,
        by_quarter: bool = False,
        reported: bool = False,
        progress: Progress | None = None,
        overrides: Sequence[Overrides | None] = (),
        parameters: str = CENTRAL_VALUES,
        places: Sequence[Place] = (),
        store: Keeping | None = None,
        cluster: Computing | None = None,
        only: Sequence[int] | None = None,
    ) -> None:
        self.seeds = tuple(seeds)
        self.places = tuple(places) or places_of(self.seeds, parameters)
        drawn = any(draw != CENTRAL for draw, _ in self.places)
        if overrides and (drawn or store or cluster):
            raise ValueError("parameters of each scenario go with no draws, store or cluster")
        self.overrides = tuple(overrides)
        self.prepared = [prepare(scenario, quarters) for scenario in scenarios]
        self.numbers = range(len(self.places)) if only is None else tuple(only)
        self.scale = scale
        self.quarters = quarters
        self.detail = detail
        self.by_quarter = by_quarter
        self.reported = reported
        self.rows = reading.rows(detail)
        self.periods = periods(quarters, by_quarter)
        self._threads = OrderedWork(cluster.slots if cluster else workers, progress)
        self._store = store
        self._cluster = cluster
        starts = sum(1 for _ in groupby(self.overrides)) or 1
        self._work = starts * START_WORK + len(self.prepared)  # of one member

    @classmethod
    def of_request(cls, scenarios: Sequence[Scenario], request: Request, **more: Any) -> Ensemble:
        """The ensemble of a request that was checked; ``more`` as of the constructor."""
        return cls(
            scenarios,
            request.seeds,
            scale=request.scale,
            quarters=request.quarters,
            workers=request.workers,
            parameters=request.parameters,
            **more,
        )

    @property
    def interrupted(self) -> bool:
        """Whether the person stopped the work before all members were complete."""
        return self._threads.interrupted

    def stop(self) -> None:
        """Ask all threads to stop at their next quarter."""
        self._threads.stop()

    def _member(self, number: int) -> Member:
        """Run all scenarios of one member from one start, or find them in the store."""
        draw, seed = self.places[number]
        if self._store is None and self._cluster is None:
            failed: dict[str, str] = {}
            runs = runs_of(
                self.prepared,
                (draw, seed),
                self.scale,
                self._threads.advance,
                overrides=self.overrides,
                detail=self.detail,
                failed=failed,
            )
            asked = self.rows, self.by_quarter, self.reported
            values = [read(run, *asked) for run in runs if run is not None]
            return Member(seed, np.zeros(0) if failed else np.stack(values), draw, failed)
        self._threads.advance(0.0)
        block = self._store.load(number) if self._store else None
        fresh = block is None
        if block is None:
            block = self._compute((draw, seed))
        else:
            self._threads.advance(self._work)
        values_of_block = block.values(self.rows, self.by_quarter, self.reported)
        return Member(seed, values_of_block, draw, block.failed, block if fresh else None)

    def _compute(self, place: Place) -> Block:
        """The block of a member, made here or on another machine."""
        if self._cluster is None:
            return block_of(self.prepared, place, self.scale, self.quarters, self._threads.advance)
        block = self._cluster.block(place, self._threads.stopped)
        self._threads.advance(self._work)
        return block

    def _window(self) -> int:
        """How many members may be under way or waiting, so that memory stays bounded."""
        size = len(self.periods) * len(self.rows) * len(reading.INDICATORS) * 8
        return max(1, min(self._threads.workers + 1, MEMORY // (size * len(self.prepared))))

    def __iter__(self) -> Iterator[Member]:
        """Members in the order of their seeds; after Ctrl-C only those that were complete."""
        return self.members(0, len(self.numbers))

    def by_scenario(self) -> FloatArray:
        """All members of each scenario, shape (scenarios, members, periods, rows, indicators).

        Raises KeyboardInterrupt where the person stopped the work.
        """
        values = [member.values for member in self]
        if self.interrupted:
            raise KeyboardInterrupt(len(values))
        return np.stack(values, axis=1)

    def members(self, first: int, last: int) -> Iterator[Member]:
        """The first to the last of the members wanted; a fresh block is kept before its member."""
        self._threads.total = last * self._work
        wanted = self.numbers[first:last]
        for number, member in self._threads.each(wanted, self._member, self._window()):
            if member.fresh is not None and self._store is not None:
                self._store.keep(number, member.fresh)
            yield replace(member, fresh=None)

    def blocks(self, numbers: Sequence[int]) -> Iterator[tuple[int, Block]]:
        """Blocks of the members with these numbers, computed whatever is kept."""
        self._threads.total = len(numbers) * self._work
        return self._threads.each(
            numbers, lambda number: self._compute(self.places[number]), self._window()
        )
