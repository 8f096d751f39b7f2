"""Runs of the variants of policy, and what they say of each expectation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.expectations import EXPECTATIONS, Expectation, against
from calibration.policy_variants import VARIANTS, Variant, scenario_of
from experiments.ensemble import Ensemble
from experiments.intervals import mean_interval
from model import indicators
from model.indicators import INDICATOR_INDEX, FloatArray
from model.input_data.external_world import START
from scenarios.levers.registry import LEVERS

SEEDS = tuple(range(1, 9))


@dataclass(frozen=True)
class Outcome:
    """What the ensemble says of an expectation."""

    expectation: Expectation
    estimate: float
    low: float
    high: float
    runs: int

    @property
    def holds(self) -> bool:
        """Whether the interval lies on the expected side of zero."""
        return self.low > 0.0 if self.expectation.outcome.sign > 0 else self.high < 0.0


def measure(
    variants: Mapping[str, Variant], seeds: Sequence[int] = SEEDS, scale: float = 1.0
) -> dict[str, FloatArray]:
    """Yearly indicators of the default rows of each variant, shape (seeds, years, rows, I)."""
    names = sorted(variants, key=lambda name: repr(variants[name].parameters))
    ensemble = Ensemble(
        [scenario_of(variants[name]) for name in names],
        seeds,
        scale=scale,
        overrides=[variants[name].parameters for name in names],
    )
    return dict(zip(names, ensemble.by_scenario(), strict=True))


def judge(expectation: Expectation, found: Mapping[str, FloatArray]) -> Outcome:
    """Estimate and 95% t-interval of an expectation's contrast over seeds."""
    names = indicators.rows()
    outcome = expectation.outcome
    rows = [names.index((scope, outcome.group)) for scope in expectation.scopes]
    year, indicator = outcome.year - START, INDICATOR_INDEX[outcome.indicator]
    sample = np.zeros(len(next(iter(found.values()))))
    for name, weight in expectation.contrast.items():
        sample += weight * found[name][:, year, rows, indicator].sum(axis=1)
    mean, low, high = map(float, mean_interval(sample))
    return Outcome(expectation, mean, low, high, len(sample))


def direct_outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Each lever of the plan alone against none of them: does it move what it pays for."""
    alone = {lever: Variant(levers=(lever,)) for lever in LEVERS}
    found = measure({"none": Variant(), **alone}, seeds, scale)
    because = "A lever moves first what it pays for."
    return [
        judge(Expectation(lever, because, against(lever), table.direct_outcome), found)
        for lever, table in LEVERS.items()
    ]


def outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Judge every expectation on common seeds."""
    used = sorted({name for each in EXPECTATIONS for name in each.contrast})
    found = measure({name: VARIANTS[name] for name in used}, seeds, scale)
    return [judge(each, found) for each in EXPECTATIONS]
