"""Work on threads whose results come out in the order of the work, with a quiet end on Ctrl-C.

The first Ctrl-C asks for a quiet end; the second one interrupts as usual. Threads compute on cores
of their own: some kernels (seen: a virtual machine of two cores) wake a thread on the core of
whoever woke it and leave it there, so that two threads share one core while the other one idles.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar


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


@contextmanager
def quiet_interrupt(asked: Callable[[], None]) -> Iterator[None]:
    """Call ``asked`` at the first Ctrl-C instead of interrupting; only in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def quiet(_number: int, _frame: object) -> None:
        asked()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, quiet)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


T = TypeVar("T")
Progress = Callable[[float, float], None]  # (done, total) in runs of one scenario
Advance = Callable[[float], None]


class StoppedError(Exception):
    """Work given up because the person asked for it; never shown."""


class OrderedWork:
    """Threads that take numbers in turn; what they made is handed over in the numbers' order.

    So every sum over the results has the same bits, whatever the number of workers. The first
    Ctrl-C stops the work where it next tells of its advance: results already complete are still
    handed over, and ``interrupted`` is set.

    Parameters
    ----------
    workers
        Threads; by default all cores.
    progress
        Called with the work done and the whole work, from any thread.
    """

    def __init__(self, workers: int | None = None, progress: Progress | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
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
        """Take the first Ctrl-C."""
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
            with quiet_interrupt(self._interrupt):
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
