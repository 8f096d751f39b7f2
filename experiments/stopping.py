"""How many pairs are enough: looks at fixed numbers of pairs until intervals are narrow enough.

Every look may end the work, so each interval is made at a level of 5% divided by the number of
looks (Bonferroni): all looks together then keep 95%.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from experiments.intervals import CONFIDENCE, t_quantile
from locales.catalogue import Phrase, phrase
from model.indicators import INDICATOR_INDEX, INDICATORS, FloatArray
from scenarios.errors import InputError, nearest, shown

LOOKS_MOST = 160  # pairs at the last look of a sequential comparison
LOOKS = (10, 20, 40, 80, LOOKS_MOST)
LEVEL = 1.0 - (1.0 - CONFIDENCE) / len(LOOKS)
MOST_MORE = 1_000_000


@dataclass(frozen=True)
class Goal:
    """The half-width wanted of one indicator's effect, province and all industry.

    ``width`` is in the indicator's unit or, where ``relative``, a share of the baseline.
    """

    indicator: str
    width: float
    period: str | None = None
    relative: bool = False


@dataclass(frozen=True)
class Reach:
    """How wide the widest interval of a goal is, over all scenarios, after some pairs.

    ``wanted`` and ``found`` are in the indicator's unit, also where a goal was ``relative``.
    """

    indicator: str
    period: str
    wanted: float
    found: float
    scenario: str
    relative: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is narrow enough."""
        return self.found <= self.wanted


@dataclass(frozen=True)
class Stopping:
    """What a sequential comparison came to."""

    used: int
    looks: tuple[int, ...]
    level: float
    goals: tuple[Reach, ...]
    more_to_halve: int

    @property
    def reached(self) -> bool:
        """Whether every interval asked for is narrow enough."""
        return all(goal.reached for goal in self.goals)

    def document(self) -> dict[str, Any]:
        """As it stands in the JSON document."""
        goals = [{**asdict(goal), "reached": goal.reached} for goal in self.goals]
        return {
            **asdict(self),
            "looks": list(self.looks),
            "most_looks": len(LOOKS),
            "goals": goals,
            "reached": self.reached,
        }


def parse_goal(text: str) -> Goal:
    """A goal from ``INDICATOR=WIDTH`` or ``INDICATOR@PERIOD=WIDTH``.

    A width with ``%`` is percent of the baseline, for shares percentage points.

    Raises
    ------
    InputError
        Where it is no such text.
    """
    name, equals, width = text.partition("=")
    name, _, period = name.strip().partition("@")
    relative = width.strip().endswith("%")
    wrong: list[Phrase] = []
    if name not in INDICATOR_INDEX:
        near = nearest(name, list(INDICATOR_INDEX))
        wrong.append(phrase("message.bad_indicator", found=shown(name), nearest=near or "output"))
    number = 0.0
    with suppress(ValueError):
        number = float(width.strip().removesuffix("%")) if equals else 0.0
    if not 0.0 < number < float("inf"):
        wrong.append(phrase("message.bad_goal", found=shown(text)))
    if wrong:
        raise InputError(wrong)
    if not relative:
        return Goal(name, number, period or None)
    is_share = INDICATORS[INDICATOR_INDEX[name]].unit == "share"
    return Goal(name, number / 100.0, period or None, relative=not is_share)


def check_periods(goals: Iterable[Goal], periods: Sequence[str]) -> None:
    """Refuse a goal for a period that the comparison does not have."""
    wrong = [
        phrase("message.bad_period", found=shown(goal.period), allowed=", ".join(periods))
        for goal in goals
        if goal.period is not None and goal.period not in periods
    ]
    if wrong:
        raise InputError(wrong)


def reach(
    goal: Goal,
    periods: Sequence[str],
    scenarios: Sequence[str],
    base: FloatArray,
    halves: FloatArray,
) -> Reach:
    """The widest interval of a goal over the scenarios.

    ``base`` has shape (periods, rows, indicators), ``halves`` the same behind (scenarios,).
    """
    period = goal.period or periods[-1]
    place = periods.index(period), 0, INDICATOR_INDEX[goal.indicator]
    wanted = goal.width * abs(float(base[place])) if goal.relative else goal.width
    widths = halves[(slice(None), *place)]
    widest = int(np.argmax(np.where(np.isnan(widths), np.inf, widths)))
    found = float(widths[widest])
    return Reach(goal.indicator, period, wanted, found, scenarios[widest], goal.relative)


def more_to_halve(used: int, level: float = CONFIDENCE, drawn: bool = False) -> int:
    """How many more pairs would halve an interval of chance, its spread staying what it is.

    With ``drawn`` parameters a quarter of the pairs, those that share a draw with another, tell
    chance.
    """

    def width(pairs: int) -> float:
        telling = 1 + max(1, pairs // 4) if drawn else pairs
        return t_quantile(telling, level) / math.sqrt(pairs)

    wanted, more = 0.5 * width(used), range(1, MOST_MORE)
    return 1 + bisect_left(more, True, key=lambda n: width(used + n) <= wanted)
