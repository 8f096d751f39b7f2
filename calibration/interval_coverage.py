"""How often the 95% intervals of paired effects hold the long-run truth.

A *bank* of pairs of runs stands for the whole population of seeds. A repetition draws some of its
pairs, without taking one twice, and makes the interval that ``compare`` would make of them; the
truth is the mean of other pairs. Both means have errors of their own, which do not differ between
repetitions: ``gap`` says how far apart they lie in standard errors of a repetition's mean, and
``centred`` is the coverage of the bank's own mean, where that gap is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import kurtosis, skew
from scipy.stats import norm as normal

from experiments.ensemble import Ensemble
from experiments.intervals import CONFIDENCE, Gathering, Nested
from experiments.options import RunOptions, check
from experiments.parallel import Progress
from experiments.parameter_draws import PRIOR, places_of
from model.indicators import HEADLINES, INDICATOR_INDEX, FloatArray
from scenarios.loader import load

PERIODS = ("2020", "2025")
REPETITIONS = 4_000


def bank(
    scenario: str,
    pairs: int,
    *,
    baseline: str = "no_plan",
    seed: int = 1,
    scale: float = 0.1,
    draws: int = 0,
    indicators: Sequence[str] = HEADLINES,
    periods: Sequence[str] = PERIODS,
    workers: int | None = None,
    progress: Progress | None = None,
) -> FloatArray:
    """Paired differences of a scenario to a baseline, province and all industry.

    Parameters
    ----------
    scenario, baseline
        Names in the library.
    pairs, seed
        Seeds ``seed`` to ``seed + pairs - 1``.
    scale
        Records per enterprise.
    draws
        As many draws of all parameters from their priors, each on ``pairs`` seeds of its own; 0
        for the central values.
    indicators, periods
        What is kept; whole years to 2025.

    Returns
    -------
    array
        Shape (pairs, periods, indicators), with draws (draws, pairs, periods, indicators), in the
        indicators' units.
    """
    asked = RunOptions(runs=pairs * max(1, draws), seed=seed, scale=scale, workers=workers)
    request = check(asked)
    places = [(1 + n // pairs, each) for n, each in enumerate(request.seeds)] if draws else ()
    ensemble = Ensemble.of_request(
        (load(baseline), load(scenario)), request, places=places, progress=progress
    )
    place = np.ix_(
        [ensemble.periods.index(period) for period in periods],
        [INDICATOR_INDEX[name] for name in indicators],
    )
    province = ensemble.rows.index(("province", "all"))
    found = np.stack([np.diff(m.values[:, :, province], axis=0)[0][place] for m in ensemble])
    return found.reshape(draws, pairs, *found.shape[1:]) if draws else found


@dataclass(frozen=True)
class Coverage:
    """How often intervals of one effect held its long-run value.

    Attributes
    ----------
    indicator, period
        Of province and all industry.
    pairs
        Pairs behind every interval.
    repetitions
        Intervals that were made.
    share
        Share of them that held the truth.
    centred
        Share of them that held the mean of the bank they were drawn from.
    above, below
        Share of them that lay wholly above and wholly below that mean.
    gap
        Truth less the bank's mean, in standard errors of the mean of ``pairs`` pairs.
    skewness, kurtosis
        Of the bank's differences; the excess kurtosis, 0 for a normal.
    """

    indicator: str
    period: str
    pairs: int
    repetitions: int
    share: float
    centred: float
    above: float
    below: float
    gap: float
    skewness: float
    kurtosis: float

    @property
    def error(self) -> float:
        """Standard error of the share from the number of repetitions."""
        return float(np.sqrt(self.share * (1.0 - self.share) / self.repetitions))


def coverage(
    drawn_from: FloatArray,
    others: FloatArray,
    pairs: int,
    *,
    repetitions: int = REPETITIONS,
    seed: int = 1,
    indicators: Sequence[str] = HEADLINES,
    periods: Sequence[str] = PERIODS,
) -> list[Coverage]:
    """How often intervals of ``pairs`` pairs of one bank hold the mean of another.

    ``drawn_from`` and ``others`` have shape (pairs, periods, indicators), as :func:`bank` gives
    them. An effect that is the same in every pair is left out: there is nothing to cover.
    """
    chosen = np.random.default_rng([seed, pairs])
    size = len(drawn_from)
    gathered = Gathering()
    rows = np.stack([chosen.choice(size, pairs, replace=False) for _ in range(repetitions)])
    for row in rows.T:
        gathered.add(drawn_from[row])  # shape (repetitions, periods, indicators)
    half = gathered.half_width()
    truth, middle = others.mean(axis=0), drawn_from.mean(axis=0)
    share = (np.abs(gathered.mean - truth) <= half).mean(axis=0)
    above = (gathered.mean - half > middle).mean(axis=0)
    below = (gathered.mean + half < middle).mean(axis=0)
    spread = drawn_from.std(axis=0, ddof=1)
    found = []
    for i, name in enumerate(indicators):
        for p, period in enumerate(periods):
            if spread[p, i] > 0.0:
                parts = (share, 1.0 - above - below, above, below)
                shares = [float(part[p, i]) for part in parts]
                shares.append(float((truth - middle)[p, i] / spread[p, i] * np.sqrt(pairs)))
                shares += [float(shape(drawn_from[:, p, i])) for shape in (skew, kurtosis)]
                found.append(Coverage(name, period, pairs, repetitions, *shares))
    return found


@dataclass(frozen=True)
class DrawCoverage:
    """How often intervals over the parameters held the effect under other ones.

    Attributes
    ----------
    indicator, period
        Of province and all industry.
    pairs, draws
        Pairs behind an interval, and the draws of the parameters among which they stand.
    repetitions
        Intervals that were made.
    bare
        Share of them that held the mean of the pairs of a draw that was not among theirs.
    share
        The same once the interval is widened by the error of that mean.
    noise
        Standard error of that mean over the mean half-width.
    chance
        Mean half-width from chance alone over the mean half-width.
    skewness, kurtosis
        Of the effects of single draws over the whole bank; the excess kurtosis.
    """

    indicator: str
    period: str
    pairs: int
    draws: int
    repetitions: int
    bare: float
    share: float
    noise: float
    chance: float
    skewness: float
    kurtosis: float


def coverage_of_draws(
    drawn_from: FloatArray,
    pairs: int,
    *,
    repetitions: int = REPETITIONS,
    seed: int = 1,
    indicators: Sequence[str] = HEADLINES,
    periods: Sequence[str] = PERIODS,
) -> list[DrawCoverage]:
    """How often intervals of ``pairs`` pairs with drawn parameters hold the effect under one more.

    ``drawn_from`` has shape (draws, pairs, periods, indicators); draws and pairs are taken from it
    as :func:`experiments.parameter_draws.places_of` lays them out. The effect under a draw is the
    mean over all of its pairs, whose error is no fault of the interval: ``share`` takes it into
    account.
    """
    chosen = np.random.default_rng([seed, pairs])
    size, each = drawn_from.shape[:2]
    effects = drawn_from.mean(axis=1)
    error = np.sqrt(drawn_from.var(axis=1, ddof=1).mean(axis=0) / each)
    layout = [draw for draw, _ in places_of(range(1, pairs + 1), PRIOR)]
    draws = list(dict.fromkeys(layout))
    nested = Nested()
    rows = np.stack(
        [chosen.choice(size, len(draws) + 1, replace=False) for _ in range(repetitions)]
    )
    for row, draw in zip(rows.T[1:], draws, strict=True):
        for member in chosen.permutation(each)[: layout.count(draw)]:
            nested.add(drawn_from[row, member], draw)
    half = nested.half_width()
    away = np.abs(nested.mean - effects[rows[:, 0]])
    widened = np.hypot(half, normal.ppf(0.5 + 0.5 * CONFIDENCE) * error)
    parts = (
        (away <= half).mean(axis=0),
        (away <= widened).mean(axis=0),
        error / half.mean(axis=0),
        nested.half_width_chance().mean(axis=0) / half.mean(axis=0),
        skew(effects),
        kurtosis(effects),
    )
    counted = pairs, len(draws), repetitions
    return [
        DrawCoverage(name, period, *counted, *(float(part[p, i]) for part in parts))
        for i, name in enumerate(indicators)
        for p, period in enumerate(periods)
    ]
