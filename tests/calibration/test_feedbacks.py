"""Loops that parameters cut: what is measured of them, on numbers that a reader can check."""

from __future__ import annotations

import numpy as np
import pytest

from agents.parameters import with_values
from calibration.feedbacks import (
    BUILT,
    FEEDBACKS,
    SCENARIOS,
    Claim,
    Feedback,
    Seen,
    explodes,
    gap,
    judge,
)
from model import indicators
from model.indicators import INDICATOR_INDEX, INDICATORS, FloatArray

OUTPUT = INDICATOR_INDEX["output"]
LOOP = Feedback("loop", {"rescue": (0.0, 0.0, 0.0, 0.0)}, (), ())


def yearly(output: FloatArray) -> FloatArray:
    """Indicators whose output is given by seed and year, in every row; all others are 1."""
    shape = (*output.shape, len(indicators.rows()), len(INDICATORS))
    values = np.ones(shape)
    values[..., OUTPUT] = output[..., np.newaxis]
    return values


def test_every_loop_is_cut_by_parameters_and_tested_where_it_is_measured() -> None:
    assert len({each.name for each in FEEDBACKS}) == len(FEEDBACKS)
    for each in FEEDBACKS:
        with_values(each.off)  # refuses names and lengths that are wrong
        assert each.claims
        for claim in each.claims:
            assert claim.where in ("base", "effect")
            assert (claim.seen.scope, claim.seen.group) in indicators.rows()
            assert claim.seen.indicator in INDICATOR_INDEX


def test_the_part_of_a_loop_in_the_base_path_by_hand() -> None:
    # as built output grows by 10, 20 and 30 percent, without the loop by 8, 16 and 24 on the seeds
    built, cut = (np.array([[100.0, 100.0 + g] for g in x]) for x in ((10, 20, 30), (8, 16, 24)))
    found = {
        BUILT: {name: yearly(built) for name in SCENARIOS},
        LOOP.name: {name: yearly(cut) for name in SCENARIOS},
    }
    judged = judge(found, LOOP, Claim(Seen("output"), "base", 2016, 1))
    assert judged.mean == pytest.approx(4.0, rel=1e-12)  # of 2, 4 and 6 points, spread 2
    half = 4.302653 * 2.0 / np.sqrt(3.0)
    assert (judged.low, judged.high) == pytest.approx((4.0 - half, 4.0 + half), rel=1e-6)
    assert not judged.distinguishable
    assert judged.as_expected
    of_plan = judge(found, LOOP, Claim(Seen("output"), "effect", 2016, -1))
    assert of_plan.mean == 0.0
    assert not of_plan.as_expected
    assert gap(found, LOOP.name, Seen("output"))[1] == pytest.approx(
        np.mean(np.log([1.1 / 1.08, 1.2 / 1.16, 1.3 / 1.24])), rel=1e-12
    )


def test_a_gap_explodes_when_it_is_large_or_grows_faster_and_faster() -> None:
    assert not explodes(np.array([0.0, 0.05, 0.08, 0.10, 0.11]))
    assert explodes(np.array([0.0, 0.05, 0.08, 0.10, 0.30]))
    assert explodes(np.array([0.0, 0.01, 0.02, 0.05, 0.10]))
