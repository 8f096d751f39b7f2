"""Runs of the variants of policy, and what they say of each expectation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from agents.parameters import with_values
from calibration.expectations import EXPECTATIONS, Expectation, against, expect
from calibration.policy_variants import VARIANTS, Variant, scenario_of
from model import indicators
from model.indicators import INDICATOR_INDEX
from model.simulate import simulate, start
from scenarios.levers.registry import LEVERS
from scenarios.policy_schedule import Prepared, prepare

FloatArray = NDArray[np.float64]
QUARTERS = 44
SEEDS = tuple(range(1, 9))
FIRST_YEAR = 2015


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
        return self.low > 0.0 if self.expectation.sign > 0 else self.high < 0.0


def measure(
    variants: Mapping[str, Variant], seeds: Sequence[int] = SEEDS, scale: float = 1.0
) -> dict[str, FloatArray]:
    """Yearly indicators of the default rows of each variant, shape (seeds, years, rows, I)."""
    names = indicators.rows()
    prepared: dict[str, Prepared] = {
        name: prepare(scenario_of(variant), QUARTERS) for name, variant in variants.items()
    }
    found: dict[str, list[FloatArray]] = {name: [] for name in variants}
    for seed in seeds:
        ordinary = start(seed, scale)
        for name, ready in prepared.items():
            other = variants[name].parameters
            begin = ordinary if other is None else start(seed, scale, with_values(dict(other)))
            run = simulate(begin, ready.world, ready.levers, ready.policy, QUARTERS)
            totals = indicators.row_totals(run.cities, run.sectors)
            found[name].append(indicators.row_values(indicators.by_year(totals), names))
    return {name: np.stack(values) for name, values in found.items()}


def judge(expectation: Expectation, found: Mapping[str, FloatArray]) -> Outcome:
    """Estimate and 95% t-interval of an expectation's contrast over seeds."""
    names = indicators.rows()
    rows = [names.index((scope, expectation.group)) for scope in expectation.scopes]
    year, indicator = expectation.year - FIRST_YEAR, INDICATOR_INDEX[expectation.indicator]
    sample = np.zeros(len(next(iter(found.values()))))
    for name, weight in expectation.contrast.items():
        sample += weight * found[name][:, year, rows, indicator].sum(axis=1)
    runs = len(sample)
    mean = float(sample.mean())
    half = float(student.ppf(0.975, runs - 1) * sample.std(ddof=1) / np.sqrt(runs))
    return Outcome(expectation, mean, mean - half, mean + half, runs)


def direct_outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Each lever of the plan alone against none of them: does it move what it pays for."""
    alone = {lever: Variant(levers=(lever,)) for lever in LEVERS}
    found = measure({"none": Variant(), **alone}, seeds, scale)
    results = []
    for lever, table in LEVERS.items():
        indicator, year, sign, group = table.direct_outcome
        because = "A lever moves first what it pays for."
        contrast = against(lever)
        each = expect(lever, because, contrast, indicator, year, sign, group=group)
        results.append(judge(each, found))
    return results


def outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Judge every expectation on common seeds."""
    used = sorted({name for each in EXPECTATIONS for name in each.contrast})
    found = measure({name: VARIANTS[name] for name in used}, seeds, scale)
    return [judge(each, found) for each in EXPECTATIONS]
