"""Figures of the pages, each drawn once for all sessions: by answer, choices and language.

A drawing is a Vega-Lite specification with its data inside, made ready for the page, so that a
click costs what its change costs, whoever clicked first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from experiments import plots
from experiments.wording import sentence
from views.answer_cache import Answer

Drawing = dict[str, Any]
KEPT = 512  # drawings in memory, some 30 kB each
Names = tuple[str, ...]
P = ParamSpec("P")
T = TypeVar("T")


class _Place:
    """Where a drawing is kept; the first who asks draws it, the others wait for that."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.held: list[Any] = []


def drawn_once(draw: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function draws, by its arguments: many sessions at once draw it once."""

    @lru_cache(maxsize=KEPT)
    def place(*_key: object) -> _Place:
        return _Place()

    @wraps(draw)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        found = place(*args, *kwargs.values())
        with found.lock:
            if not found.held:
                found.held.append(draw(*args, **kwargs))
        drawing: T = found.held[0]
        return drawing

    kept.cache_info = place.cache_info  # type: ignore[attr-defined]
    return kept


@drawn_once
def effect_paths(
    answer: Answer, names: Names, scenario: str, indicator: str, year: str, lang: str
) -> Drawing:
    """Effects of some scenarios over the years."""
    found = answer.comparison
    return _ready(plots.effect_paths(found, names, scenario, indicator, year, lang))


@drawn_once
def level_paths(
    answer: Answer, names: Names, scenario: str, indicator: str, year: str, lang: str
) -> Drawing:
    """The indicator itself over the years, under the baseline and some scenarios."""
    found = answer.comparison
    return _ready(plots.level_paths(found, names, scenario, indicator, year, lang))


@drawn_once
def effect_dots(answer: Answer, names: Names, indicator: str, year: str, lang: str) -> Drawing:
    """Effects of some scenarios in one year."""
    return _ready(plots.effect_dots(answer.comparison, names, indicator, year, lang))


@drawn_once
def city_map(answer: Answer, scenario: str, indicator: str, year: str, lang: str) -> Drawing:
    """The effect in the 14 cities."""
    return _ready(plots.city_map(answer.comparison, scenario, indicator, year, lang))


@drawn_once
def sentences(answer: Answer, names: Names, indicator: str, year: str, lang: str) -> str:
    """What a figure of some scenarios says, for those who cannot see it."""
    found = answer.comparison
    return " ".join(sentence(found, name, indicator, year, lang) for name in names)


def _ready(chart: Any) -> Drawing:
    """A chart as the browser takes it."""
    drawing: Drawing = chart.to_dict(validate=False)  # a third of the time; tests validate
    return drawing
