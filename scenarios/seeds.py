"""Work on a range of seeds by threads: results in the order of the seeds, a quiet end on Ctrl-C.

For work that is more than the runs of some scenarios, which is what an ensemble does.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Generic, TypeVar

from scenarios import cores
from scenarios.ensemble import Progress

T = TypeVar("T")
Advance = Callable[[float], None]


class _StoppedError(Exception):
    """Work given up because the person asked for it; never shown."""


class SeedWork(Generic[T]):
    """What some work gives for each seed.

    Parameters
    ----------
    seeds
        Results come in their order, whatever the number of workers.
    work
        Called with a seed and a function that it tells of work done; that function raises where
        the work should stop.
    each
        Work that one seed takes, in the unit in which it is told of.
    workers
        Threads; by default all cores.
    window
        How many seeds may be under way or waiting for their turn.
    progress
        Called with the work done and the whole work, from any thread.
    """

    def __init__(
        self,
        seeds: Sequence[int],
        work: Callable[[int, Advance], T],
        *,
        each: float,
        workers: int | None = None,
        window: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.seeds = tuple(seeds)
        self.interrupted = False
        self._work = work
        self._total = each * len(self.seeds)
        self._workers = workers or os.cpu_count() or 1
        self._window = window or self._workers + 1
        self._progress = progress
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._done = 0.0

    def _advance(self, work: float) -> None:
        """Report work done; raise in a thread that should stop."""
        if self._stop.is_set():
            raise _StoppedError
        if self._progress is None:
            return
        with self._lock:
            self._done += work
            done = self._done
        self._progress(min(done, self._total), self._total)

    def __iter__(self) -> Iterator[T]:
        """Results in the order of the seeds; after Ctrl-C only those that were complete."""
        waiting: deque[Future[T]] = deque()
        rest = deque(self.seeds)
        pool = cores.pool(min(self._workers, len(self.seeds)) or 1)
        try:
            with self._listening():
                while rest or waiting:
                    while rest and len(waiting) < self._window and not self._stop.is_set():
                        waiting.append(pool.submit(self._work, rest.popleft(), self._advance))
                    if not waiting:
                        break
                    future = waiting.popleft()
                    while not future.done():
                        wait([future], timeout=0.2)
                    try:
                        found = future.result()
                    except _StoppedError:
                        continue
                    yield found
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
