"""Intervals against scipy's own, and worked by hand."""

import numpy as np
import pytest
from scipy import stats

from experiments.intervals import mean_interval, t_quantile, wilson

LEVELS = (0.80, 0.95, 0.99)


def test_quantiles_are_those_of_scipys_distribution():
    for level in LEVELS:
        for count in range(2, 200):
            assert t_quantile(count, level) == stats.t.ppf(0.5 + level / 2.0, count - 1)


def test_the_interval_of_a_mean_is_scipys_along_the_members():
    values = np.random.default_rng(3).normal(size=(7, 2, 3))
    mean, low, high = mean_interval(values)
    told = stats.t.interval(0.95, 6, values.mean(axis=0), stats.sem(values, axis=0))
    assert mean == pytest.approx(values.mean(axis=0), rel=1e-15)
    assert low == pytest.approx(told[0], rel=1e-12)
    assert high == pytest.approx(told[1], rel=1e-12)


def test_the_interval_of_three_numbers_by_hand():
    # 1, 2, 3: mean 2, standard deviation 1, quantile of two degrees of freedom 4.302653
    mean, low, high = mean_interval(np.array([1.0, 2.0, 3.0]))
    assert mean == 2.0
    assert high - 2.0 == pytest.approx(4.302653 / np.sqrt(3.0), rel=1e-6)
    assert 2.0 - low == pytest.approx(high - 2.0, rel=1e-12)


def test_the_interval_of_a_share_by_hand():
    # z = 1.959964, Z its square: (0.8 + Z / 20 -+ z sqrt(0.016 + Z / 400)) / (1 + Z / 10)
    assert wilson(8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-6)
    assert wilson(0, 16)[0] == 0.0
    assert wilson(16, 16)[1] == 1.0
    for reached in range(17):
        low, high = wilson(reached, 16)
        assert 0.0 <= low <= reached / 16 <= high <= 1.0
        assert wilson(16 - reached, 16) == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)
