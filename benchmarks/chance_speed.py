"""Nanoseconds a draw: luck that belongs to someone, beside numpy's shared generator.

Run: .venv/bin/python benchmarks/chance_speed.py
Settles docs/decisions/002-keyed-chance.md: does keyed chance cost enough to matter? Rounds of all
ways alternate, so that a busy machine slows them alike; the median and the range are printed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

import numba
import numpy as np

from agents.random_draws import Event, exponential, identity_of, laplace, luck, normal, poisson

DRAWS = 2_000_000
ROUNDS = 11


def lucks(made: Callable[[float], float], event: Event) -> Callable[[int], float]:
    """A compiled loop over what is made of the luck of one entity in successive quarters."""

    @numba.njit(nogil=True)
    def loop(n: int) -> float:
        who = identity_of(1, 77)
        total = 0.0
        for i in range(n):
            total += made(luck(who, i, event))
        return total

    return cast("Callable[[int], float]", loop)


@numba.njit(nogil=True)
def itself(u: float) -> float:
    """Luck as it is."""
    return u


@numba.njit(nogil=True)
def poisson_of_3(u: float) -> float:
    """A Poisson count of mean 3."""
    return float(poisson(3.0, u))


@numba.njit(nogil=True)
def lucks_of_new_entities(n: int) -> float:
    """Identity and luck of a new entity every time."""
    total = 0.0
    for i in range(n):
        total += luck(identity_of(1, i), 3, Event.EXIT)
    return total


@numba.njit(nogil=True)
def shared(generator: np.random.Generator, n: int, normals: bool) -> float:
    """Uniform numbers or normal deviates one by one from numpy's generator, in a compiled loop."""
    total = 0.0
    for _ in range(n):
        total += generator.standard_normal() if normals else generator.random()
    return total


def main() -> None:
    """Time all ways in alternating rounds and print a table."""
    pcg, philox = np.random.default_rng(1), np.random.Generator(np.random.Philox(1))
    one, laplaces = lucks(itself, Event.EXIT), lucks(laplace, Event.DEMAND)
    exponentials, normals = lucks(exponential, Event.DEMAND), lucks(normal, Event.DEMAND)
    poissons = lucks(poisson_of_3, Event.ENTRY_COUNT)
    ways: dict[str, Callable[[], object]] = {
        "luck of one entity": lambda: one(DRAWS),
        "identity and luck of new entities": lambda: lucks_of_new_entities(DRAWS),
        "numpy PCG64, one by one, compiled": lambda: shared(pcg, DRAWS, False),
        "numpy PCG64, whole array": lambda: pcg.random(DRAWS),
        "numpy Philox (counter), whole array": lambda: philox.random(DRAWS),
        "luck to laplace": lambda: laplaces(DRAWS),
        "luck to exponential": lambda: exponentials(DRAWS),
        "luck to normal": lambda: normals(DRAWS),
        "luck to poisson of mean 3": lambda: poissons(DRAWS),
        "numpy normal, one by one, compiled": lambda: shared(pcg, DRAWS, True),
        "numpy normal, whole array": lambda: pcg.standard_normal(DRAWS),
        "numpy poisson of mean 3, whole array": lambda: pcg.poisson(3.0, DRAWS),
    }
    for way in ways.values():
        way()
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            spent[name].append((time.perf_counter() - start) / DRAWS * 1e9)
    print(f"{'ns a draw':<38}{'median':>8}{'least':>8}{'most':>8}")
    for name, values in spent.items():
        print(f"{name:<38}{np.median(values):>8.1f}{min(values):>8.1f}{max(values):>8.1f}")


if __name__ == "__main__":
    main()
