"""Chance that belongs to someone: every draw is a function of (seed, entity, quarter, event).

Nothing is drawn from a shared sequence, so a decision of one enterprise never moves the luck of
another, and two scenarios with one seed give each enterprise the same luck for the same event.
The generator is a counter through two rounds of the finalizer of SplitMix64 (Steele, Lea and
Flood 2014, "Fast splittable pseudorandom number generators"; constants of variant 13 by Stafford).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

import numpy as np

from agents.record import interpreted, rule

F = TypeVar("F", bound=Callable[..., object])

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MULTIPLY_FIRST = np.uint64(0xBF58476D1CE4E5B9)
MULTIPLY_SECOND = np.uint64(0x94D049BB133111EB)
SHIFT_30 = np.uint64(30)
SHIFT_27 = np.uint64(27)
SHIFT_31 = np.uint64(31)
SHIFT_11 = np.uint64(11)
SHIFT_1 = np.uint64(1)
FIRST_QUARTER = 1024  # lets hidden quarters before 2015Q1 count upwards from a positive number
EVENTS = 64
BELOW_ONE = 1.0 - 2.0**-53  # the largest luck: one draw in 2**53 would be rounded up to 1
NEGLIGIBLE = 1.0e-18  # probability that no longer moves a sum near 1


class Event(IntEnum):
    """What a draw decides; a new event takes a new number, never an old one."""

    DEMAND = 0
    INSPECTION = 1
    CUSTOMERS = 2
    CUSTOMERS_JUMP = 3
    EFFICIENCY = 4
    INVENTION = 5
    INVENTION_STEP = 6
    EXIT = 7
    RESCUE = 8
    ENTRY_COUNT = 9
    SOFT_CREDIT = 11
    REOPENING = 12
    AWARE = 13
    TIE = 14
    LINES_0 = 15  # four moves: 15 to 18
    ADOPT_0 = 19  # five systems: 19 to 23
    RENEWAL = 25
    PLANNING = 26
    GAP = 27
    PATIENCE = 28
    PROJECT_CANCEL = 30
    PROJECT_DELAY = 31
    SYNTHESIS_0 = 32  # population: 32 to 61
    RESEARCH_PROJECT = 62
    ASSESSMENT = 63


def wrapping(function: F) -> F:
    """Let 64-bit products wrap without a warning when interpreted; compiled ones do so anyway."""
    return np.errstate(over="ignore")(function) if interpreted() else function


@wrapping
@rule
def mix(x: np.uint64) -> np.uint64:
    """Scramble 64 bits so that every input bit moves about half of the output bits."""
    x = (x ^ (x >> SHIFT_30)) * MULTIPLY_FIRST
    x = (x ^ (x >> SHIFT_27)) * MULTIPLY_SECOND
    return x ^ (x >> SHIFT_31)


@wrapping
@rule
def identity_of(seed: int, key: int) -> int:
    """The 63-bit luck identity of an entity: what its draws are keyed by within one member."""
    member = mix(np.uint64(seed) + GOLDEN)
    return np.int64(mix(member + np.uint64(key) * GOLDEN) >> SHIFT_1)  # type: ignore[return-value]


@wrapping
@rule
def luck(identity: int, quarter: int, event: int) -> float:
    """Uniform in (0, 1) that belongs to an entity, a quarter and an event."""
    who = np.uint64(identity)
    counter = np.uint64((quarter + FIRST_QUARTER) * EVENTS + event)
    bits = mix(mix(who + counter * GOLDEN) ^ who)
    return min((np.float64(bits >> SHIFT_11) + 0.5) * 1.1102230246251565e-16, BELOW_ONE)


@rule
def laplace(u: float) -> float:
    """Laplace deviate with standard deviation 1 by its inverse distribution function."""
    if u < 0.5:
        return np.log(2.0 * u) * 0.7071067811865476
    return -np.log(2.0 * (1.0 - u)) * 0.7071067811865476


@rule
def exponential(u: float) -> float:
    """Exponential deviate with mean 1, increasing in luck."""
    return -np.log(1.0 - u)


@rule
def normal(u: float) -> float:
    """Standard normal deviate by Acklam's rational approximation (relative error below 1.2e-9)."""
    if u < 0.02425:
        q = np.sqrt(-2.0 * np.log(u))
        return _normal_tail(q)
    if u > 0.97575:
        q = np.sqrt(-2.0 * np.log(1.0 - u))
        return -_normal_tail(q)
    q = u - 0.5
    r = q * q
    top = -3.969683028665376e01 * r + 2.209460984245205e02
    top = (top * r - 2.759285104469687e02) * r + 1.383577518672690e02
    top = (top * r - 3.066479806614716e01) * r + 2.506628277459239e00
    low = -5.447609879822406e01 * r + 1.615858368580409e02
    low = (low * r - 1.556989798598866e02) * r + 6.680131188771972e01
    low = (low * r - 1.328068155288572e01) * r + 1.0
    return top * q / low


@rule
def _normal_tail(q: float) -> float:
    """Lower tail of the normal inverse, with q = sqrt(-2 log u)."""
    top = -7.784894002430293e-03 * q - 3.223964580411365e-01
    top = (top * q - 2.400758277161838e00) * q - 2.549732539343734e00
    top = (top * q + 4.374664141464968e00) * q + 2.938163982698783e00
    low = 7.784695709041462e-03 * q + 3.224671290700398e-01
    low = (low * q + 2.445134137142996e00) * q + 3.754408661907416e00
    return top / (low * q + 1.0)


@rule
def poisson(mean: float, u: float) -> int:
    """Poisson count by its inverse distribution function; increasing in luck and in the mean.

    For means below 700, where ``exp(-mean)`` is still a number.
    """
    probability = np.exp(-mean)
    total = probability
    count = 0
    while u > total and (count < mean or probability > NEGLIGIBLE):
        count += 1
        probability *= mean / count
        total += probability
    return count
