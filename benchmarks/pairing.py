"""How much pairing on seeds saves: variance of an effect from unpaired over paired runs.

Unpaired, a scenario and its baseline would run on different seeds, so the variance of their
difference is the sum of the two; paired, it is the variance of the differences seed by seed.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.ensemble import Ensemble
from model.indicators import INDICATOR_INDEX, FloatArray
from scenarios.loader import load, only_lever

PAIRS = 16
YEAR = "2020"


@cache
def members(scale: float = 1.0, pairs: int = PAIRS) -> tuple[tuple[str, ...], FloatArray]:
    """Province values for no_plan and each lever alone, (pairs, scenarios, indicators)."""
    plan = load("plan_2015")
    levers = tuple(plan.levers)
    chosen = [load("no_plan"), *(only_lever(plan, lever) for lever in levers)]
    ensemble = Ensemble(chosen, range(1, pairs + 1), scale=scale, quarters=24)
    row, period = ensemble.rows.index(("province", "all")), ensemble.periods.index(YEAR)
    return levers, np.stack([member.values[:, period, row] for member in ensemble])


def variance_ratios(indicator: str, scale: float = 1.0, pairs: int = PAIRS) -> dict[str, float]:
    """Unpaired over paired variance of the effect on an indicator, by lever."""
    levers, values = members(scale, pairs)
    column = values[:, :, INDICATOR_INDEX[indicator]]
    spread = column.var(axis=0, ddof=1)
    ratios = {}
    for n, lever in enumerate(levers, start=1):
        paired = (column[:, n] - column[:, 0]).var(ddof=1)
        unpaired = spread[n] + spread[0]
        ratios[lever] = float(unpaired / paired) if paired > 0.0 else float("1e12")
    return ratios
