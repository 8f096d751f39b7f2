"""What a lever costs for a unit of effect, and what comes back for a yuan spent.

Both are ratios of two means over the same members, so their intervals are Fieller's (1954): the
set of ratios that a t-test does not reject. Where the denominator itself is not distinguishable
from zero that set has no end, and no ratio is given.

A lever's cost is its Shapley contribution to the money spent by the province on all levers: what
it spends, and what it makes others spend or save. Money and flows are summed from the first year to
the period's end, without discount; stocks and ratios stand at the period's end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.intervals import by_draw, fieller
from model.indicators import INDICATOR_INDEX, INDICATORS, STOCKS, FloatArray, Indicator

MIX = "mix"
FISCAL = "fiscal_cost"
PER_YUAN = ("tax_revenue", "investment", "upgrading_investment", "value_added")
# effects are priced in units of a size that one thinks in: how much of the indicator's, and a name
PRICED: dict[str, tuple[float, str]] = {
    "share": (0.01, "percentage point"),
    "index": (0.01, "0.01"),
    "million yuan per worker-year": (0.001, "thousand yuan per worker-year"),
    "persons": (1000.0, "thousand persons"),
    "tonnes": (1e6, "million tonnes"),
    "tonnes per year": (1e6, "million tonnes per year"),
    "tce": (1e6, "million tce"),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Million yuan for one unit of improvement, of one lever or the whole mix.

    ``verdict`` is ``improves`` (``ratio`` holds, with its 95% interval), ``worsens`` (the effect is
    clear and of the wrong sign), ``not_distinguishable`` (the effect may be nothing) or ``free``
    (nothing was spent). ``effect`` is positive where the indicator gets better; ``basis`` is
    ``cumulative`` or ``level``.
    """

    lever: str
    indicator: str
    unit: str
    period: str
    basis: str
    cost: float
    effect: float
    ratio: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class PerYuan:
    """Yuan of an indicator for a yuan spent, both summed from the first year to the period's end.

    ``unit`` is that of ``ratio``, ``low`` and ``high``; ``cost`` and ``effect``: million yuan.
    ``ratio`` is None where what was spent is not distinguishable from nothing.
    """

    lever: str
    indicator: str
    unit: str
    period: str
    cost: float
    effect: float
    ratio: float | None
    low: float | None
    high: float | None


def priced_unit(unit: str) -> tuple[float, str]:
    """The unit in which effects of an indicator are priced: how many of its own, and its name."""
    return PRICED.get(unit, (1.0, unit))


def is_flow(indicator: Indicator) -> bool:
    """Whether an indicator adds up over years."""
    return not indicator.is_ratio and not STOCKS.intersection(indicator.numerator)


def to_date(values: FloatArray) -> FloatArray:
    """Flows summed from the first year, stocks and ratios as they are; axes (..., years, all)."""
    flows = np.array([is_flow(indicator) for indicator in INDICATORS])
    summed: FloatArray = np.where(flows, np.cumsum(values, axis=-2), values)
    return summed


def costs(
    names: Sequence[str], periods: Sequence[str], values: FloatArray, draws: Sequence[int]
) -> Iterator[Cost]:
    """Cost for a unit of every indicator of which more or less is better.

    ``values`` are contributions of the province by member, shape (members, names, years,
    indicators); ``draws`` are the members' draws of the parameters.
    """
    values = to_date(values)
    money = INDICATOR_INDEX[FISCAL]
    priced = [i for i in INDICATORS if i.good and not i.name.startswith(FISCAL)]
    for n, name in enumerate(names):
        for y, period in enumerate(periods):
            cost = values[:, n, y, money]
            for indicator in priced:
                effect = indicator.good * values[:, n, y, INDICATOR_INDEX[indicator.name]]
                if np.isfinite(effect).all() and np.isfinite(cost).all():
                    yield _cost(name, indicator, period, cost, effect, draws)


def _cost(
    name: str,
    indicator: Indicator,
    period: str,
    cost: FloatArray,
    effect: FloatArray,
    draws: Sequence[int],
) -> Cost:
    """One cost with its verdict."""
    size, unit = priced_unit(indicator.unit)
    found = fieller(size * cost, effect, draws)
    spent, middle = (float(by_draw(part, draws).mean()) for part in (cost, effect))
    if found is None:
        verdict = "not_distinguishable"
    elif middle < 0.0:
        verdict = "worsens"
    else:
        verdict = "improves" if cost.any() else "free"
    ratio, low, high = found if found and verdict == "improves" else (None, None, None)
    basis = "cumulative" if is_flow(indicator) else "level"
    what = name, indicator.name, f"million yuan per {unit}", period, basis
    return Cost(*what, spent, middle, ratio, low, high, verdict)


def per_yuan(
    names: Sequence[str], periods: Sequence[str], values: FloatArray, draws: Sequence[int]
) -> Iterator[PerYuan]:
    """Yuan of taxes, investment and value added for a yuan spent; shapes as of :func:`costs`."""
    values = to_date(values)
    for n, name in enumerate(names):
        for y, period in enumerate(periods):
            cost = values[:, n, y, INDICATOR_INDEX[FISCAL]]
            if not (np.isfinite(cost).all() and cost.any()):
                continue
            for indicator in PER_YUAN:
                money = INDICATORS[INDICATOR_INDEX[indicator]].unit
                unit = money.replace("million yuan", "yuan per yuan", 1)
                effect = values[:, n, y, INDICATOR_INDEX[indicator]]
                found = fieller(effect, cost, draws) or (None, None, None)
                middles = (float(by_draw(part, draws).mean()) for part in (cost, effect))
                yield PerYuan(name, indicator, unit, period, *middles, *found)
