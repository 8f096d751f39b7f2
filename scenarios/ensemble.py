"""Scenarios times seeds on threads: one start for each seed, shared by all scenarios.

A *member* is one seed. Its population and hidden quarters are made once, then every scenario runs
from them, so two scenarios of a member differ by policy and by nothing else. Members come out in
the order of their seeds, whatever the number of workers, so every sum over them has the same bits.
Only the indicators of the rows are kept, never the cells.

The first Ctrl-C stops the work at the next quarter: members already complete are still handed
over, and ``Ensemble.interrupted`` is set.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from model import indicators as reading
from model.indicators import FloatArray
from model.simulate import Run, simulate, start
from model.world import World, label
from scenarios.instruments import instruments, world_of
from scenarios.load import Scenario
from scenarios.messages import Notice

Progress = Callable[[float, float], None]  # (done, total) in runs of one scenario
START_WORK = 3.0  # a start takes about as long as this many runs
MEMORY = 2**30  # bytes that members waiting for their turn may hold
FIRST_YEAR = 2015


class StoppedError(Exception):
    """Work given up because the person asked for it; never shown."""


@dataclass(frozen=True)
class Member:
    """What one seed gave: indicators of shape (scenarios, periods, rows, indicators)."""

    seed: int
    values: FloatArray


@dataclass(frozen=True)
class Prepared:
    """A scenario ready to run: its world and its levers and handles by quarter."""

    name: str
    world: World
    levers: Any
    policy: Any
    warnings: tuple[Notice, ...]


def prepare(scenario: Scenario, quarters: int) -> Prepared:
    """The world, levers and handles of a scenario over the quarters."""
    levers, policy, warnings = instruments(scenario, quarters)
    return Prepared(scenario.name, world_of(scenario), levers, policy, tuple(warnings))


def periods(quarters: int, by_quarter: bool) -> tuple[str, ...]:
    """Names of the periods kept: whole years, then quarters if asked for or if no year is whole."""
    years = tuple(str(FIRST_YEAR + y) for y in range(quarters // 4))
    if by_quarter or not years:
        return (*years, *(label(q) for q in range(quarters)))
    return years


def read(
    run: Run, names: tuple[tuple[str, str], ...], by_quarter: bool, reported: bool = False
) -> FloatArray:
    """Indicators of a run by period and row, shape (periods, rows, indicators).

    With ``reported`` what cities report stands in place of the truth where the two differ.
    """
    if run.cells is None:
        totals = reading.row_totals(run.cities, run.sectors)
    else:
        totals = reading.cell_totals(run.cells)
    parts = (
        [reading.row_values(reading.by_year(totals), names, reported)] if len(totals) >= 4 else []
    )
    if by_quarter or not parts:
        parts.append(reading.row_values(totals, names, reported))
    return np.concatenate(parts)


class Ensemble:
    """A set of scenarios to be run on a range of seeds.

    Parameters
    ----------
    scenarios
        Validated scenarios; their order is the first axis of every member.
    seeds
        One member for each.
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
    ) -> None:
        self.prepared = [prepare(scenario, quarters) for scenario in scenarios]
        self.seeds = tuple(seeds)
        self.scale = scale
        self.quarters = quarters
        self.workers = workers or os.cpu_count() or 1
        self.detail = detail
        self.by_quarter = by_quarter
        self.reported = reported
        self.rows = reading.rows(detail)
        self.periods = periods(quarters, by_quarter)
        self.interrupted = False
        self._progress = progress
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._done = 0.0

    @property
    def total_work(self) -> float:
        """All work, in runs of one scenario."""
        return len(self.seeds) * (START_WORK + len(self.prepared))

    def stop(self) -> None:
        """Ask all threads to stop at their next quarter."""
        self._stop.set()

    def _advance(self, work: float) -> None:
        """Report work done; raise in a thread that should stop."""
        if self._stop.is_set():
            raise StoppedError
        if self._progress is None:
            return
        with self._lock:
            self._done += work
            done = self._done
        self._progress(min(done, self.total_work), self.total_work)

    def _member(self, seed: int) -> Member:
        """Run all scenarios of one seed from one start."""
        self._advance(0.0)
        begin = start(seed, self.scale)
        self._advance(START_WORK)
        share = 1.0 / self.quarters
        found = []
        for prepared in self.prepared:
            run = simulate(
                begin,
                prepared.world,
                prepared.levers,
                prepared.policy,
                self.quarters,
                detail=self.detail,
                on_quarter=lambda _state: self._advance(share),
            )
            found.append(read(run, self.rows, self.by_quarter, self.reported))
        return Member(seed, np.stack(found))

    def _window(self) -> int:
        """How many members may be under way or waiting, so that memory stays bounded."""
        size = len(self.periods) * len(self.rows) * len(reading.INDICATORS) * 8
        return max(1, min(self.workers + 1, MEMORY // (size * len(self.prepared))))

    def __iter__(self) -> Iterator[Member]:
        """Members in the order of their seeds; after Ctrl-C only those that were complete."""
        waiting: deque[Future[Member]] = deque()
        rest = deque(self.seeds)
        pool = ThreadPoolExecutor(min(self.workers, len(self.seeds)) or 1)
        try:
            with self._listening():
                while rest or waiting:
                    while rest and len(waiting) < self._window() and not self._stop.is_set():
                        waiting.append(pool.submit(self._member, rest.popleft()))
                    if not waiting:
                        break
                    future = waiting.popleft()
                    while not future.done():
                        wait([future], timeout=0.2)
                    try:
                        member = future.result()
                    except StoppedError:
                        continue
                    yield member
        finally:
            self._stop.set()
            pool.shutdown(wait=True, cancel_futures=True)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Turn the first Ctrl-C into a quiet stop; the second one interrupts as usual."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGINT)

        def quiet(_number: int, _frame: object) -> None:
            self.interrupted = True
            self._stop.set()
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, quiet)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
