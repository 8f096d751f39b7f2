"""How intervals are computed: of chance by :class:`Gathering`, of parameters by :class:`Nested`.

Means and spreads are gathered one member at a time, in the order of the seeds; of a comparison the
members are differences of paired runs (``comparison.py`` takes them).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import numpy as np
import scipy  # its parts are loaded when first used: a third of a second that a run saves

from experiments.parameter_draws import CENTRAL, CENTRAL_VALUES
from model.indicators import FloatArray

CONFIDENCE = 0.95
CONFIDENCE_TEXT = f"{100.0 * CONFIDENCE:g}%"  # as it is written


def _empty() -> FloatArray:
    return np.zeros(0)


@dataclass
class Gathering:
    """Running mean and sum of squared deviations (Welford 1962) of arrays of one shape."""

    count: int = 0
    mean: FloatArray = field(default_factory=_empty)
    squares: FloatArray = field(default_factory=_empty)

    def add(self, values: FloatArray, draw: int = CENTRAL) -> None:
        """Take one more member, whatever its draw; a nan in any member stays."""
        if self.count == 0:
            self.mean = np.zeros_like(values)
            self.squares = np.zeros_like(values)
        self.count += 1
        step = values - self.mean
        self.mean = self.mean + step / self.count
        self.squares = self.squares + step * (values - self.mean)

    def half_width(self, level: float = CONFIDENCE) -> FloatArray:
        """Half of the t-interval of the mean, by default of 95%; needs two members."""
        if self.count < 2:
            raise ValueError(f"an interval needs at least 2 members, not {self.count}")
        variance = self.squares / (self.count - 1)
        width: FloatArray = t_quantile(self.count, level) * np.sqrt(variance / self.count)
        return width

    half_width_chance = half_width  # there is nothing but chance in it

    def probability(self) -> FloatArray:
        """Probability that the long-run mean is above zero, from the same t distribution."""
        error = self.half_width() / t_quantile(self.count)
        tie = 0.5 * (1.0 + np.sign(self.mean))
        ratio = np.divide(self.mean, error, out=np.zeros_like(error), where=error > 0.0)
        found: FloatArray = np.where(error > 0.0, scipy.special.stdtr(self.count - 1, ratio), tie)
        return np.where(np.isfinite(error), found, np.nan)


@dataclass
class Nested:
    """Members whose parameters are drawn: how far an effect varies over parameters, chance apart.

    Some draws have two members or more, whose differences are chance alone, so (Searle, Casella
    and McCulloch 1992, ch. 3) the variance of the draws' means is that of the parameters plus that
    of chance in such a mean. :meth:`half_width` is that of an interval for the effect under one
    more draw, chance taken out, by generalised pivots (Weerahandi 1993): the variance between draws
    and that of chance, each over its own chi-square, give the variances that may have given what
    was found; over all of them the effect under one more draw is a mixture of normals around the
    mean. Never more chance is taken out than was found (decision 014 has the coverage, with
    parameters that move an effect and such that do not). Members of a draw must come one after the
    other; memory does not grow with them.
    """

    between: Gathering = field(default_factory=Gathering)
    within: FloatArray = field(default_factory=_empty)
    freedom: int = 0  # degrees of freedom of chance: members less draws
    inverses: float = 0.0
    _draw: int = CENTRAL
    _current: Gathering = field(default_factory=Gathering)

    def add(self, values: FloatArray, draw: int) -> None:
        """Take one more member."""
        if draw != self._draw:
            self._take(self._current)
            self._draw, self._current = draw, Gathering()
        self._current.add(values)

    def _take(self, done: Gathering) -> None:
        """Take the members of a draw as complete."""
        if done.count == 0:
            return
        self.within = done.squares if self.between.count == 0 else self.within + done.squares
        self.between.add(done.mean)
        self.freedom += done.count - 1
        self.inverses += 1.0 / done.count

    def _whole(self) -> Nested:
        """All members so far, those of the last draw too; more of that draw may still come."""
        whole = replace(self, between=replace(self.between), _current=Gathering())
        whole._take(self._current)
        return whole

    @property
    def count(self) -> int:
        """Number of draws."""
        return self._whole().between.count

    @property
    def mean(self) -> FloatArray:
        """Mean over draws of their means."""
        return self._whole().between.mean

    def _between_and_chance(self) -> tuple[Nested, FloatArray, FloatArray]:
        """All members, the variance of the draws' means, and that of chance in such a mean."""
        whole = self._whole()
        count = whole.between.count
        if count < 2:
            raise ValueError(f"an interval needs at least 2 draws, not {count}")
        spread = whole.between.squares / (count - 1)
        chance = np.zeros_like(spread)
        if whole.freedom:
            chance = whole.within / whole.freedom * (whole.inverses / count)
        return whole, spread, chance

    def half_width(self, level: float = CONFIDENCE) -> FloatArray:
        """Half of the interval of the effect under one more draw; does not shrink with members.

        Where parameters hardly move an effect it is no narrower than chance leaves the mean.
        """
        whole, spread, chance = self._between_and_chance()
        ratios, factors = _factors(whole.between.count, whole.freedom, level)
        part = np.divide(chance, spread, out=np.zeros_like(chance), where=spread > 0.0)
        width: FloatArray = np.interp(part, ratios, factors) * np.sqrt(spread)
        return np.maximum(width, self.half_width_chance(level))

    def half_width_chance(self, level: float = CONFIDENCE) -> FloatArray:
        """Half of the t-interval of the mean from chance alone; shrinks with members.

        Without two members of any draw chance cannot be told from parameters: all of the spread is
        then counted as chance.
        """
        whole, spread, chance = self._between_and_chance()
        count = whole.between.count
        if not whole.freedom:
            return t_quantile(count, level) * np.sqrt(spread / count)
        return t_quantile(whole.freedom + 1, level) * np.sqrt(chance / count)

    def probability(self) -> FloatArray:
        """Probability that the effect under one more draw is above zero, by the same pivots."""
        whole, spread, chance = self._between_and_chance()
        count, flat = whole.between.count, np.ravel
        found = np.empty(spread.size)
        triples = zip(flat(whole.between.mean), flat(spread), flat(chance), strict=True)
        for n, (mean, around, noise) in enumerate(triples):
            if not around > 0.0:
                found[n] = np.nan if math.isnan(around) else 0.5 * (1.0 + np.sign(mean))
            else:
                sizes = np.sqrt(around * _pivots(count, whole.freedom, noise / around))
                found[n] = scipy.special.ndtr(mean / sizes).mean()
        return found.reshape(spread.shape)


SPREADS, CHANCES = 160, 40  # quantiles of the two chi-squares
NEAREST = 1e-6
RATIOS = np.array([*np.linspace(0.0, 2.0, 41), *np.geomspace(2.2, 30.0, 20)])


@cache
def _scaled(freedom: int, points: int) -> FloatArray:
    """Degrees of freedom over quantiles of their chi-square."""
    scaled: FloatArray = freedom / scipy.special.chdtri(
        freedom, 1.0 - (np.arange(points) + 0.5) / points
    )
    return scaled


def _pivots(count: int, freedom: int, ratio: float) -> FloatArray:
    """Variances of the effect under one more draw that may have given what was found.

    In units of the variance between the means of ``count`` draws; ``ratio`` is the part of chance
    in it, known from ``freedom`` degrees of freedom.
    """
    spread = _scaled(count - 1, SPREADS)[:, np.newaxis]
    chance = np.zeros((1, 1))
    if freedom:
        chance = np.minimum(_scaled(freedom, CHANCES), 1.0)[np.newaxis] * ratio
    pivots: FloatArray = np.maximum(spread - chance, 0.0) + spread / count
    return pivots


@lru_cache(maxsize=64)
def _factors(count: int, freedom: int, level: float) -> tuple[FloatArray, FloatArray]:
    """Half-width over the root of the variance between draws, by the part of chance in that."""
    factors = []
    for ratio in RATIOS:
        sizes = np.sqrt(_pivots(count, freedom, float(ratio)))
        low, high = 0.0, t_quantile(count, level) * 2.0
        while high - low > NEAREST * high:
            middle = 0.5 * (low + high)
            below = scipy.special.ndtr(middle / sizes).mean() < 0.5 + level / 2.0
            low, high = (middle, high) if below else (low, middle)
        factors.append(high)
    return RATIOS, np.array(factors)


def gathering(parameters: str) -> Gathering | Nested:
    """What gathers members whose parameters come from there."""
    return Gathering() if parameters == CENTRAL_VALUES else Nested()


def is_drawn(draws: Sequence[int]) -> bool:
    """Whether these draws of members are other than the central values."""
    return any(draw != CENTRAL for draw in draws)


def by_draw(values: FloatArray, draws: Sequence[int]) -> FloatArray:
    """Means over the members of each draw, in the order of the draws; members at central values."""
    if not is_drawn(draws):
        return values
    behind = np.asarray(draws)
    return np.stack([values[behind == draw].mean(axis=0) for draw in dict.fromkeys(draws)])


def spread_of(
    values: FloatArray, draws: Sequence[int]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean over members (first axis) and the ends of its interval.

    With all draws central the t-interval of the mean, else that of :class:`Nested`.
    """
    if not is_drawn(draws):
        return mean_interval(values)
    found = Nested()
    for value, draw in zip(values, draws, strict=True):
        found.add(value, draw)
    mean, half = found.mean, found.half_width()
    return mean, mean - half, mean + half


def t_quantile(count: int, level: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t for a sample of ``count``, by default of 95%."""
    return float(scipy.special.stdtrit(count - 1, 0.5 + level / 2.0))


def fieller(
    top: FloatArray, bottom: FloatArray, draws: Sequence[int] = ()
) -> tuple[float, float, float] | None:
    """Ratio of two paired means with its 95% interval; None where the interval has no end.

    Parameters
    ----------
    top, bottom
        Values by member, at least two.
    draws
        Draws of the members; where parameters are drawn the interval is for the ratio under one
        more draw, and what chance does in the mean of a draw stays in it.
    """
    top, bottom = by_draw(top, draws), by_draw(bottom, draws)
    count = len(top)
    factor = 1.0 / count + (1.0 if is_drawn(draws) else 0.0)
    a, b = float(np.mean(top)), float(np.mean(bottom))
    factor *= t_quantile(count) ** 2
    spread = np.atleast_2d(np.cov(top, bottom)) * factor
    square = b * b - float(spread[1, 1])
    if not square > 0.0:
        return None
    middle = a * b - float(spread[0, 1])
    inside = max(0.0, middle * middle - square * (a * a - float(spread[0, 0])))
    return a / b, (middle - math.sqrt(inside)) / square, (middle + math.sqrt(inside)) / square


def mean_interval(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean over members (first axis), and the ends of its 95% t-interval."""
    half = t_quantile(len(values)) * values.std(axis=0, ddof=1) / np.sqrt(len(values))
    mean = values.mean(axis=0)
    return mean, mean - half, mean + half


def wilson(reached: int, count: int) -> tuple[float, float]:
    """95% interval of a share, ``reached`` of ``count`` (Wilson 1927)."""
    square = float(scipy.special.ndtri(0.5 + CONFIDENCE / 2.0)) ** 2 / count
    share = reached / count
    half = math.sqrt(square * (share * (1.0 - share) + square / 4.0))
    middle = share + square / 2.0
    low, high = ((middle + side) / (1.0 + square) for side in (-half, half))
    # at the ends rounding would leave a share that is not quite 0 or 1
    return (0.0 if reached == 0 else low), (1.0 if reached == count else high)
