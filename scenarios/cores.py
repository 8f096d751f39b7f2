"""Threads that compute on cores of their own.

Some kernels (seen: a virtual machine of two cores) wake a thread on the core of whoever woke it and
leave it there, so that two threads that compute share one core while the other one idles. Where
there are as many threads as cores, each takes one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor


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
