"""Work on threads whose results come out in the order of the work, with a quiet end when asked.

Threads compute on cores of their own: some kernels (seen: a virtual machine of two cores) wake a
thread on the core of whoever woke it and leave it there, so that two threads share one core while
the other one idles.
"""

from __future__ import annotations

import math
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from display.interruption import quiet_end

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")


def usable_cores() -> int:
    """Cores that this process may use: those of its affinity, at most its control group's share."""
    if sys.platform == "linux":
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, math.ceil(min(cores, _share_of_group())))


def _share_of_group() -> float:
    """Cores' worth of time that the control groups of this process grant; inf without a limit."""
    granted = math.inf
    try:
        lines = OWN_GROUPS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return granted
    for line in lines:
        _number, controllers, own = line.split(":", 2)
        below = GROUPS / controllers
        if controllers and "cpu" not in controllers.split(","):
            continue
        for group in (own, *(str(path) for path in Path(own).parents)):  # outer groups bind too
            with suppress(OSError, ValueError):
                granted = min(granted, _limit(below / group.lstrip("/"), bool(controllers)))
    return granted


def _limit(group: Path, first_version: bool) -> float:
    """The limit of one control group: time granted in each period, over the period."""
    if first_version:
        names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
        quota, period = ((group / name).read_text(encoding="ascii").strip() for name in names)
    else:
        quota, period = (group / "cpu.max").read_text(encoding="ascii").split()
    return math.inf if quota in ("max", "-1") else int(quota) / int(period)


def pool(threads: int) -> ThreadPoolExecutor:
    """Threads that compute; each on a core of its own where there are as many as usable cores.

    With fewer or more threads than cores, or on a system without such a call, the kernel decides.
    """
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        if 1 < threads == len(cores):
            return ThreadPoolExecutor(threads, initializer=_take, initargs=(iter(cores),))
    return ThreadPoolExecutor(threads)


def _take(cores: Iterator[int]) -> None:
    """Keep the thread that calls to the next core."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {next(cores)})


T = TypeVar("T")
Progress = Callable[[float, float], None]  # (done, total) in runs of one scenario
Advance = Callable[[float], None]


class StoppedError(Exception):
    """Work given up because the person asked for it; never shown."""


class OrderedWork:
    """Threads that take numbers in turn; what they made is handed over in the numbers' order.

    So every sum over the results has the same bits, whatever the number of workers. The first
    Ctrl-C or ``kill`` stops the work where it next tells of its advance: results already
    complete are still handed over, and ``interrupted`` is set.

    Parameters
    ----------
    workers
        Threads; by default one for each core that may be used.
    progress
        Called with the work done and the whole work, from any thread.
    """

    def __init__(self, workers: int | None = None, progress: Progress | None = None) -> None:
        self.workers = workers or usable_cores()
        self.total = 0.0  # the whole work, in the unit of ``advance``
        self.interrupted = False
        self._progress = progress
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._done = 0.0

    def stop(self) -> None:
        """Ask all threads to stop at their next advance."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether the threads were asked to stop."""
        return self._stop.is_set()

    def _interrupt(self) -> None:
        """Take the first signal."""
        self.interrupted = True
        self._stop.set()

    def advance(self, work: float) -> None:
        """Tell of work done; StoppedError in a thread that should stop."""
        if self._stop.is_set():
            raise StoppedError
        if self._progress is None:
            return
        with self._lock:
            self._done += work
            done = self._done
        self._progress(min(done, self.total), self.total)

    def each(
        self, numbers: Sequence[int], work: Callable[[int], T], window: int | None = None
    ) -> Iterator[tuple[int, T]]:
        """What ``work`` gave for each number, in their order.

        At most ``window`` of them, one more than there are workers if not given, are under way or
        waiting for their turn.
        """
        window = window or self.workers + 1
        waiting: deque[tuple[int, Future[T]]] = deque()
        rest = deque(numbers)
        threads = pool(min(self.workers, len(rest)) or 1)
        try:
            with quiet_end(self._interrupt):
                while rest or waiting:
                    while rest and len(waiting) < window and not self._stop.is_set():
                        number = rest.popleft()
                        waiting.append((number, threads.submit(work, number)))
                    if not waiting:
                        break
                    number, future = waiting.popleft()
                    while not future.done():
                        wait([future], timeout=0.2)
                    try:
                        found = future.result()
                    except StoppedError:
                        continue
                    yield number, found
        except BaseException:
            self._stop.set()
            raise
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
