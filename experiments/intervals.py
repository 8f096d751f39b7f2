"""How every interval is computed, that of a paired effect by :meth:`Gathering.half_width`.

Means and spreads are gathered one member at a time, in the order of the seeds; of a comparison the
members are differences of paired runs (``comparison.py`` takes them).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.parameter_draws import CENTRAL
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


@dataclass
class Nested:
    """Members within draws of the parameters: a mean over draws, chance and doubt told apart.

    Each draw has members of its own, so (Searle, Casella and McCulloch 1992, ch. 3) the variance
    of the draws' means is that of the parameters plus that of chance over the members of a draw.
    The interval is for the long-run value under parameters of which only the prior is known: its
    variance is that between parameters plus the error of the mean over the draws at hand, with
    Satterthwaite's degrees of freedom. Tried on normal effects it covers 95 to 97% where
    parameters move an effect as much as chance does within a draw; where they move it much less,
    and few members stand behind a draw, 87%. Members must come draw by draw; memory does not grow
    with them. Draw 0, the central values, is kept apart.
    """

    central: Gathering = field(default_factory=Gathering)
    between: Gathering = field(default_factory=Gathering)
    within: FloatArray = field(default_factory=_empty)
    freedom: int = 0
    inverses: float = 0.0
    _draw: int = CENTRAL
    _current: Gathering = field(default_factory=Gathering)

    def add(self, values: FloatArray, draw: int = CENTRAL) -> None:
        """Take one more member."""
        if draw == CENTRAL:
            self.central.add(values)
            return
        if draw != self._draw:
            self.close()
            self._draw = draw
        self._current.add(values)

    def close(self) -> None:
        """Take the members of the last draw as complete."""
        done, self._current = self._current, Gathering()
        if done.count == 0:
            return
        self.within = done.squares if self.between.count == 0 else self.within + done.squares
        self.between.add(done.mean)
        self.freedom += done.count - 1
        self.inverses += 1.0 / done.count

    @property
    def count(self) -> int:
        """Number of draws."""
        self.close()
        return self.between.count

    @property
    def mean(self) -> FloatArray:
        """Mean over draws of their means."""
        self.close()
        return self.between.mean

    def _variances(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Parts of the interval's variance (parameters, chance), and chance in a draw's mean."""
        if self.count < 2:
            raise ValueError(f"an interval needs at least 2 draws, not {self.count}")
        of_means = self.between.squares / (self.count - 1)
        chance = np.zeros_like(of_means)
        if self.freedom > 0:
            chance = self.within / self.freedom * (self.inverses / self.count)
        parameters = np.maximum(of_means - chance, 0.0)
        rest = np.maximum(of_means - parameters, 0.0) / self.count
        return parameters * (1.0 + 1.0 / self.count), rest, chance

    def _degrees(self, whole: FloatArray, chance: FloatArray) -> FloatArray:
        """Degrees of freedom of the interval's variance (Satterthwaite 1946)."""
        most = self.count - 1
        of_means = whole + chance  # times 1 + 1 / count, where parameters have a part
        spread = of_means * of_means / most
        if self.freedom > 0:
            spread = spread + chance * chance / self.freedom
        degrees = np.full_like(whole, float(most))
        np.divide(whole * whole, spread, out=degrees, where=spread > 0.0)
        return np.clip(degrees, 1.0, most)

    def half_width(self, level: float = CONFIDENCE) -> FloatArray:
        """Half of the t-interval that holds doubt about parameters and chance over seeds."""
        parameters, rest, chance = self._variances()
        whole = parameters + rest
        degrees = np.where(parameters > 0.0, self._degrees(whole, chance), float(self.count - 1))
        width: FloatArray = _student(degrees, level) * np.sqrt(whole)
        return width

    def parameter_share(self) -> FloatArray:
        """Share of the interval's variance that comes from parameters; nan where it has none."""
        parameters, rest, _ = self._variances()
        whole = parameters + rest
        empty = np.full_like(whole, np.nan)
        share: FloatArray = np.divide(parameters, whole, out=empty, where=whole > 0.0)
        return share


def gathering(draws: int) -> Gathering | Nested:
    """What gathers the members of a study with this number of draws."""
    return Nested() if draws else Gathering()


def _student(degrees: Any, level: float) -> Any:
    """Two-sided quantile of Student's t."""
    from scipy.special import stdtrit  # a third of a second to load, and one run alone needs none

    return stdtrit(degrees, 0.5 + level / 2.0)


def t_quantile(count: int, level: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t for a sample of ``count``, by default of 95%."""
    return float(_student(count - 1, level))


def fieller(top: FloatArray, bottom: FloatArray) -> tuple[float, float, float] | None:
    """Ratio of two paired means with its 95% interval; None where the interval has no end.

    Parameters
    ----------
    top, bottom
        Values by member, at least two.
    """
    count = len(top)
    a, b = float(np.mean(top)), float(np.mean(bottom))
    factor = t_quantile(count) ** 2 / count
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
    from scipy.special import ndtri  # loaded where it is used, as in _student

    square = float(ndtri(0.5 + CONFIDENCE / 2.0)) ** 2 / count
    share = reached / count
    half = math.sqrt(square * (share * (1.0 - share) + square / 4.0))
    middle = share + square / 2.0
    low, high = ((middle + side) / (1.0 + square) for side in (-half, half))
    # at the ends rounding would leave a share that is not quite 0 or 1
    return (0.0 if reached == 0 else low), (1.0 if reached == count else high)
