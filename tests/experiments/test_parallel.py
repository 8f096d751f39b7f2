"""Threads of a pool compute on different cores, and leave the rest of the process alone."""

import os
import threading

import pytest

from experiments import parallel

LINUX = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux only")


def where_each_runs(threads):
    """Usable cores of every thread of a pool, all of which are at work at once."""
    together = threading.Barrier(threads)

    def work(_number):
        together.wait(timeout=30)
        return frozenset(os.sched_getaffinity(0))

    with parallel.pool(threads) as pool:
        return list(pool.map(work, range(threads)))


@LINUX
def test_as_many_threads_as_cores_take_one_each():
    usable = os.sched_getaffinity(0)
    if len(usable) < 2:
        pytest.skip("one core")
    assert sorted(where_each_runs(len(usable))) == sorted(frozenset({core}) for core in usable)
    assert os.sched_getaffinity(0) == usable


@LINUX
@pytest.mark.parametrize("more", [-1, 1])
def test_other_numbers_of_threads_go_where_the_kernel_puts_them(more):
    usable = os.sched_getaffinity(0)
    threads = max(1, len(usable) + more)
    assert set(where_each_runs(threads)) == {frozenset(usable)}
