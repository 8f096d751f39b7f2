"""What ``plot`` and ``map`` of a result draw: the pages' charts, with what a reader must know.

Every figure carries its unit, the number of runs, what its interval is, and its source.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt

from display import maps
from display.charts import (
    COLOURS,
    DASHES,
    GREY,
    INK,
    SHAPES,
    Look,
    Rows,
    first_upper,
    inline,
    lines_with_bands,
    named_dots,
)
from display.figure import Figure
from display.maps import outlines
from display.numbers import Measure, digits, is_relative, measure, own_measure, plain, said
from experiments.effects import (
    Effect,
    PairedEffects,
    headline_period,
    indicator_number,
    indicator_units,
    row_number,
    whole_years,
)
from experiments.wording import sentence
from locales.catalogue import LANGUAGES, own_language, word
from scenarios.errors import one_of


def looks(found: PairedEffects, lang: str) -> dict[str, Look]:
    """The look of every scenario by its title, the baseline's first."""
    made = {found.titles[found.baseline][lang]: Look(GREY, "cross", (1, 0))}
    for n, name in enumerate(found.scenarios):
        k = n % len(COLOURS)
        made[found.titles[name][lang]] = Look(COLOURS[k], SHAPES[k], DASHES[k])
    return made


def effect_dots(
    found: PairedEffects,
    names: Sequence[str],
    indicator: str,
    year: str,
    lang: str,
    scope: str = "province",
) -> Any:
    """Effects of some scenarios on one indicator of one scope: dots and intervals."""
    effects = {name: found.effect(name, indicator, year, scope) for name in names}
    titles = [found.titles[name][lang] for name in names]
    shown = {title: looks(found, lang)[title] for title in titles}
    named = list(zip(titles, effects.values(), strict=True))
    return named_dots(
        named, shown, first_upper(word(f"indicator.{indicator}", lang)), lang, found.confidence
    )


def _lines(rows: Rows, found: PairedEffects, lang: str, unit: str, chosen: str, year: str) -> Any:
    """Lines with bands in the looks of a comparison's scenarios."""
    title = found.titles[chosen][lang]
    return lines_with_bands(rows, looks(found, lang), lang, unit, title, year, found.confidence)


def effect_paths(
    found: PairedEffects,
    names: Sequence[str],
    chosen: str,
    indicator: str,
    year: str,
    lang: str,
    scope: str = "province",
) -> Any:
    """Paired differences to the baseline by year, with bands of the intervals and a zero line."""
    years = whole_years(found.periods)
    effects = {(n, y): found.effect(n, indicator, y, scope) for n in names for y in years}
    how = own_measure(list(effects.values()), lang)
    rows: Rows = []
    for (name, period), effect in effects.items():
        if effect is None:
            continue
        text = said(effect, how)
        rows.append(
            {
                "scenario": found.titles[name][lang],
                "year": period,
                "middle": how.of(effect.estimate),
                "low": how.of(effect.low),
                "high": how.of(effect.high),
                "text": f"{text.value} {how.unit}",
                "interval": text.interval(lang),
            }
        )
    zero = inline([{"zero": 0.0}]).mark_rule(color=INK).encode(y="zero:Q")
    chart = _lines(rows, found, lang, how.unit, chosen, year)
    chart.layer.insert(0, zero)
    return chart


def level_paths(
    found: PairedEffects,
    names: Sequence[str],
    chosen: str,
    indicator: str,
    year: str,
    lang: str,
    scope: str = "province",
) -> Any:
    """The indicator itself under the baseline and some scenarios, with bands of the mean."""
    paths = {name: found.path(name, indicator, scope) for name in (found.baseline, *names)}
    ends = [float(end) for path in paths.values() for end in (*path.low, *path.high)]
    how = measure(indicator_units()[indicator], lang, ends, difference=False)
    rows: Rows = []
    for name, path in paths.items():
        for period, *values in zip(path.periods, path.mean, path.low, path.high, strict=True):
            middle, low, high = (how.of(float(value)) for value in values)
            if not low <= high:  # not defined in some seed
                continue
            places = digits((high - low) / 2.0, middle)
            rows.append(
                {
                    "scenario": found.titles[name][lang],
                    "year": period,
                    "middle": middle,
                    "low": low,
                    "high": high,
                    "text": f"{plain(middle, places)} {how.unit}",
                    "interval": word(
                        "page.range", lang, low=plain(low, places), high=plain(high, places)
                    ),
                }
            )
    return _lines(rows, found, lang, how.unit, chosen, year)


def city_effects(
    found: PairedEffects, scenario: str, indicator: str, year: str
) -> dict[str, Effect | None]:
    """The effect in every city that the map shows."""
    cities = [feature["properties"]["name_en"] for feature in outlines()]
    return {city: found.effect(scenario, indicator, year, city) for city in cities}


def measured(effects: Sequence[Effect | None], lang: str) -> tuple[bool, str, Measure]:
    """How a map shows effects: in percent of each city's baseline where all have one."""
    present = [effect for effect in effects if effect is not None]
    relative = bool(present) and all(map(is_relative, present))
    how = own_measure(effects, lang)
    return relative, word("page.of_the_baseline", lang) if relative else how.unit, how


def city_map(found: PairedEffects, scenario: str, indicator: str, year: str, lang: str) -> Any:
    """The effect of a scenario on an indicator in the 14 cities, as a map."""
    effects = city_effects(found, scenario, indicator, year)
    relative, unit, how = measured(list(effects.values()), lang)
    return maps.city_map(effects, relative, unit, how, lang, found.confidence)


def heading(found: PairedEffects, scenario: str, indicator: str, year: str, lang: str) -> str:
    """What the map shows, as its title."""
    return word(
        "page.map",
        lang,
        indicator=word(f"indicator.{indicator}", lang),
        scenario=found.titles[scenario][lang],
        year=year,
    )


def unit_shown(found: PairedEffects, scenario: str, indicator: str, year: str, lang: str) -> str:
    """The unit of the map's colours."""
    return measured(list(city_effects(found, scenario, indicator, year).values()), lang)[1]


def described(found: PairedEffects, scenario: str, indicator: str, year: str, lang: str) -> str:
    """What the map shows, for those who cannot see it."""
    effects = city_effects(found, scenario, indicator, year)
    relative, _, how = measured(list(effects.values()), lang)
    present = {city: effect for city, effect in effects.items() if effect is not None}

    def shown(city: str) -> str:
        text = said(present[city], how)
        name = word(f"scope.{city}", lang)
        return f"{name} {text.relative}%" if relative else f"{name} {text.value} {how.unit}"

    def size(city: str) -> float:
        effect = present[city]
        return effect.estimate / effect.baseline if relative else effect.estimate

    ordered = sorted(present, key=size)
    if not ordered:
        return word("page.undefined", lang, year=year, scope="", indicator=indicator)
    return word("page.map_alt", lang, most=shown(ordered[-1]), least=shown(ordered[0]))


WIDTH, HEIGHT, MAP_HEIGHT = 600, 280, 470  # pixels of the plotted area


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
    return word("report.made", lang, **runs_words(seeds, scale, lang))


def runs_words(seeds: Sequence[int], scale: float, lang: str) -> dict[str, Any]:
    """What a sentence on the runs is filled with: their number, seeds and sample."""
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
    letters, below = (int(word(f"figure.letters_of_{part}", lang)) for part in ("title", "note"))
    lines = [line for note in notes for line in textwrap.wrap(note, below)]
    heading = alt.TitleParams(
        textwrap.wrap(first_upper(title), letters),
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
    found: PairedEffects,
    indicator: str,
    *,
    year: str | None,
    levels: bool,
    scope: str,
    lang: str | None,
) -> Figure:
    """See :meth:`experiments.comparison.Comparison.plot`."""
    lang = language(lang)
    unit = indicator_units()[known_indicator(found.rows, indicator, scope)]
    years = whole_years(found.periods)
    if levels:
        return _levels_figure(found, indicator, unit, scope, lang)
    base = found.titles[found.baseline][lang]
    name = word(f"indicator.{indicator}", lang)
    if year is None and years:
        pairs = [(s, y) for s in found.scenarios for y in years]
        mark = headline_period(years)
        chart = effect_paths(
            found, found.scenarios, found.scenarios[0], indicator, mark, lang, scope
        ).properties(height=HEIGHT)
        title = word("page.time", lang, indicator=name, baseline=base)
        note = word("report.bands", lang, year=mark, confidence=found.confidence)
    else:
        period = one_of("year", year or found.periods[-1], found.periods)
        pairs = [(s, period) for s in found.scenarios]
        chart = effect_dots(found, found.scenarios, indicator, period, lang, scope)
        title = word("figure.effects", lang, indicator=name, baseline=base, year=period)
        note = word("figure.dots", lang, confidence=found.confidence)
    how = own_measure([found.effect(s, indicator, p, scope) for s, p in pairs], lang)
    own = source(how.unit, found.seeds, found.scale, lang)
    return captioned(chart, with_scope(title, scope, lang), (note, own), lang)


def known_indicator(rows: tuple[tuple[str, str], ...], indicator: str, scope: str) -> str:
    """An indicator's name; InputError where it or the scope is not there."""
    indicator_number(indicator)
    row_number(rows, scope, "all")
    return indicator


def with_scope(title: str, scope: str, lang: str) -> str:
    """A title with its area, where that is not the whole province."""
    return title if scope == "province" else f"{word(f'scope.{scope}', lang)} · {title}"


def _levels_figure(
    found: PairedEffects, indicator: str, unit: str, scope: str, lang: str
) -> Figure:
    """The paths of the baseline and all scenarios themselves."""
    chart = level_paths(
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
    return captioned(chart, with_scope(title, scope, lang), notes, lang)


def map_figure(
    found: PairedEffects, scenario: str | None, indicator: str, year: str | None, lang: str | None
) -> Figure:
    """See :meth:`experiments.comparison.Comparison.map`."""
    lang = language(lang)
    known_indicator(found.rows, indicator, "province")
    scenario = one_of("scenario", scenario or found.scenarios[0], found.scenarios)
    period = one_of("year", year or headline_period(found.periods), found.periods)
    shown = found, scenario, indicator, period, lang
    unit, title = unit_shown(*shown), heading(*shown)
    chart = city_map(*shown)
    paler = word("report.paler", lang, confidence=found.confidence)
    notes = paler, source(unit, found.seeds, found.scale, lang)
    return captioned(chart.properties(height=MAP_HEIGHT), title, notes, lang)


def answers(found: PairedEffects, indicator: str, year: str | None, lang: str | None) -> str:
    """See :meth:`experiments.comparison.Comparison.answer`."""
    lang = language(lang)
    known_indicator(found.rows, indicator, "province")
    period = one_of("year", year or headline_period(found.periods), found.periods)
    return "\n".join(sentence(found, name, indicator, period, lang) for name in found.scenarios)
