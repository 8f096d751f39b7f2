"""What ``plot`` and ``map`` of a result draw: the pages' charts, with what a reader must know.

Every figure carries its unit, the number of runs, what its interval is, and its source.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt

from scenarios import charts, city_map
from scenarios.answer import sentence
from scenarios.attribution import Attribution
from scenarios.catalogue import LANGUAGES, own_language, word
from scenarios.charts import COLOURS, GREY, INK, SHAPES, Look, Rows, first_upper
from scenarios.comparison import Comparison
from scenarios.cost import MIX
from scenarios.figure import Figure
from scenarios.lookup import indicator_number, one_of, row_number
from scenarios.numbers import measure, own_measure, plain
from scenarios.plan_printing import due_text, measured
from scenarios.printing import headline_period, indicator_units
from scenarios.printing_parts import as_effect, lever_word
from scenarios.targets import Attainment

WIDTH, HEIGHT, MAP_HEIGHT = 600, 280, 470  # pixels of the plotted area
LINE = {"zh": 54, "en": 118}  # letters of a line below the title
TITLE = {"zh": 42, "en": 96}


def language(lang: str | None) -> str:
    """The language asked for, or the person's own."""
    return own_language() if lang is None else one_of("lang", lang, LANGUAGES)


def sample(scale: float, lang: str) -> str:
    """Which enterprises were run."""
    if scale == 1.0:
        return word("page.every_enterprise", lang)
    return word("page.sample", lang, scale=f"{scale:g}")


def made(seeds: Sequence[int], scale: float, lang: str) -> str:
    """Runs and seeds, as they stand below every figure."""
    return word("report.made", lang, **_said(seeds, scale, lang))


def _said(seeds: Sequence[int], scale: float, lang: str) -> dict[str, Any]:
    """What a sentence on the runs is filled with."""
    return {
        "runs": len(seeds),
        "first": seeds[0],
        "last": seeds[-1],
        "sample": sample(scale, lang),
    }


def source(unit: str, seeds: Sequence[int], scale: float, lang: str) -> str:
    """Unit and source of a figure or table."""
    return word("report.source", lang, unit=unit, made=made(seeds, scale, lang))


def captioned(chart: Any, title: str, notes: tuple[str, ...], lang: str) -> Figure:
    """A chart of the width of all figures with its title and notes above it."""
    lines = [line for note in notes for line in textwrap.wrap(note, LINE[lang])]
    heading = alt.TitleParams(
        textwrap.wrap(first_upper(title), TITLE[lang]),
        subtitle=lines,
        anchor="start",
        fontSize=14,
        subtitleFontSize=11,
        subtitleLineHeight=15,
        color=INK,
        subtitleColor=GREY,
        offset=18,
    )
    return Figure(chart.properties(width=WIDTH, title=heading), first_upper(title), notes)


def effects_figure(
    found: Comparison,
    indicator: str,
    *,
    year: str | None,
    levels: bool,
    scope: str,
    lang: str | None,
) -> Figure:
    """See :meth:`scenarios.comparison.Comparison.plot`."""
    lang = language(lang)
    unit = indicator_units()[_checked(found.rows, indicator, scope)]
    years = [period for period in found.periods if "Q" not in period]
    if levels:
        return _levels_figure(found, indicator, unit, scope, lang)
    base = found.titles[found.baseline][lang]
    name = word(f"indicator.{indicator}", lang)
    if year is None and years:
        pairs = [(s, y) for s in found.scenarios for y in years]
        mark = headline_period(years)
        chart = charts.effect_paths(
            found, found.scenarios, found.scenarios[0], indicator, mark, lang, scope
        ).properties(height=HEIGHT)
        title = word("page.time", lang, indicator=name, baseline=base)
        note = word("report.bands", lang, year=mark, confidence=found.confidence)
    else:
        period = one_of("year", year or found.periods[-1], found.periods)
        pairs = [(s, period) for s in found.scenarios]
        chart = charts.effect_dots(found, found.scenarios, indicator, period, lang, scope)
        title = word("figure.effects", lang, indicator=name, baseline=base, year=period)
        note = word("figure.dots", lang, confidence=found.confidence)
    how = own_measure([found.effect(s, indicator, p, scope) for s, p in pairs], lang)
    own = source(how.unit, found.seeds, found.scale, lang)
    return captioned(chart, _placed(title, scope, lang), (note, own), lang)


def _checked(rows: tuple[tuple[str, str], ...], indicator: str, scope: str) -> str:
    """An indicator's name; InputError where it or the scope is not there."""
    indicator_number(indicator)
    row_number(rows, scope, "all")
    return indicator


def _placed(title: str, scope: str, lang: str) -> str:
    """A title with its area, where that is not the whole province."""
    return title if scope == "province" else f"{word(f'scope.{scope}', lang)} · {title}"


def _levels_figure(found: Comparison, indicator: str, unit: str, scope: str, lang: str) -> Figure:
    """The paths of the baseline and all scenarios themselves."""
    chart = charts.level_paths(
        found,
        found.scenarios,
        found.scenarios[0],
        indicator,
        headline_period(found.periods),
        lang,
        scope,
    ).properties(height=HEIGHT)
    paths = [found.path(s, indicator, scope) for s in (found.baseline, *found.scenarios)]
    ends = [float(end) for path in paths for end in (*path.low, *path.high)]
    how = measure(unit, lang, ends, difference=False)
    title = word("page.levels", lang, indicator=word(f"indicator.{indicator}", lang))
    bands = word("report.level_bands", lang, confidence=found.confidence)
    notes = bands, source(how.unit, found.seeds, found.scale, lang)
    return captioned(chart, _placed(title, scope, lang), notes, lang)


def map_figure(
    found: Comparison, scenario: str | None, indicator: str, year: str | None, lang: str | None
) -> Figure:
    """See :meth:`scenarios.comparison.Comparison.map`."""
    lang = language(lang)
    _checked(found.rows, indicator, "province")
    scenario = one_of("scenario", scenario or found.scenarios[0], found.scenarios)
    period = one_of("year", year or headline_period(found.periods), found.periods)
    shown = found, scenario, indicator, period, lang
    unit, title = city_map.unit_shown(*shown), city_map.heading(*shown)
    chart = city_map.city_map(*shown)
    paler = word("report.paler", lang, confidence=found.confidence)
    notes = paler, source(unit, found.seeds, found.scale, lang)
    return captioned(chart.properties(height=MAP_HEIGHT), title, notes, lang)


def parts_figure(
    found: Attribution, indicator: str, *, year: str | None, scope: str, lang: str | None
) -> Figure:
    """See :meth:`scenarios.attribution.Attribution.plot`."""
    lang = language(lang)
    _checked(found.rows, indicator, scope)
    period = one_of("year", year or headline_period(found.periods), found.periods)
    parts = [(name, found.contribution(name, indicator, period, scope)) for name in found.players]
    parts.append((MIX, found.whole(indicator, period, scope)))
    named = [
        (lever_word(name, lang), as_effect(found, part, indicator, period)) for name, part in parts
    ]
    shown = {name: Look(COLOURS[0], SHAPES[0], (1, 0)) for name, _ in named[:-1]}
    shown[named[-1][0]] = Look(GREY, SHAPES[1], (1, 0))
    title = word(
        "figure.parts",
        lang,
        indicator=word(f"indicator.{indicator}", lang),
        year=period,
        scenario=found.scenario.title[lang],
        baseline=found.baseline.title[lang],
    )
    chart = charts.named_dots(named, shown, title, lang)
    unit = own_measure([effect for _, effect in named], lang).unit
    runs = _said(found.seeds, found.scale, lang) | {"coalitions": found.coalitions}
    own = word("report.source", lang, unit=unit, made=word("figure.of_seeds", lang, **runs))
    notes = word("figure.part_dots", lang), own
    return captioned(chart, _placed(title, scope, lang), notes, lang)


def chances_figure(found: Attainment, lang: str | None) -> Figure:
    """See :meth:`scenarios.targets.Attainment.plot`."""
    lang = language(lang)
    rows: Rows = []
    for row in found.rows:
        low, middle, high = (
            100.0 * share for share in (row.probability_low, row.probability, row.probability_high)
        )
        name = word(f"target.{row.target}", lang)
        required = word(f"message.{row.kind}", lang, value=measured(row.required, row.unit))
        label = f"{name}\u2002{required}\u2002{due_text(row, lang)}\u2002{plain(middle, 0)}%"
        interval = word("page.range", lang, low=plain(low, 0), high=plain(high, 0))
        rows.append(
            {"scenario": row.target, "estimate": middle, "low": low, "high": high}
            | {"label": label, "interval": interval, "clear": True}
        )
    shown = {row.target: Look(COLOURS[0], SHAPES[0], (1, 0)) for row in found.rows}
    chart = charts.interval_dots(rows, shown, lang)
    title = word("figure.chances", lang, scenario=found.title[lang])
    unit = word("page.percent", lang)
    runs = _said(found.seeds, found.scale, lang)
    own = word("report.source", lang, unit=unit, made=word("figure.of_runs", lang, **runs))
    notes = word("figure.chance_dots", lang), own
    return captioned(chart, title, notes, lang)


def answers(found: Comparison, indicator: str, year: str | None, lang: str | None) -> str:
    """See :meth:`scenarios.comparison.Comparison.answer`."""
    lang = language(lang)
    _checked(found.rows, indicator, "province")
    period = one_of("year", year or headline_period(found.periods), found.periods)
    return "\n".join(sentence(found, name, indicator, period, lang) for name in found.scenarios)
