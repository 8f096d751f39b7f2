"""Means, spreads and t-intervals gathered one member at a time, in the order of the seeds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.stats import t as student

from model.indicators import FloatArray

CONFIDENCE = 0.95


@dataclass
class Gathering:
    """Running mean and sum of squared deviations (Welford 1962) of arrays of one shape."""

    count: int = 0
    mean: FloatArray = field(default_factory=lambda: np.zeros(0))
    squares: FloatArray = field(default_factory=lambda: np.zeros(0))

    def add(self, values: FloatArray) -> None:
        """Take one more member; a nan in any member stays."""
        if self.count == 0:
            self.mean = np.zeros_like(values)
            self.squares = np.zeros_like(values)
        self.count += 1
        step = values - self.mean
        self.mean = self.mean + step / self.count
        self.squares = self.squares + step * (values - self.mean)

    def half_width(self) -> FloatArray:
        """Half of the 95% t-interval of the mean; needs two members."""
        if self.count < 2:
            raise ValueError(f"an interval needs at least 2 members, not {self.count}")
        variance = self.squares / (self.count - 1)
        width: FloatArray = t_quantile(self.count) * np.sqrt(variance / self.count)
        return width


def t_quantile(count: int) -> float:
    """Two-sided 95% quantile of Student's t for a sample of ``count``."""
    return float(student.ppf(0.5 + CONFIDENCE / 2.0, count - 1))
