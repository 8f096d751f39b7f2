"""What ``plot`` and ``map`` of a result draw: the pages' charts, with what a reader must know.

Every figure carries its unit, the number of runs, what its interval is, and its source.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from display import maps
from display.charts import (
    COLOURS,
    DASHES,
    GREY,
    INK,
    SHAPES,
    Look,
    Rows,
    Spec,
    chart_of,
    first_upper,
    layer,
    lines_with_bands,
    named_dots,
    number,
)
from display.figure import Figure
from display.maps import outlines
from display.numbers import Measure, digits, is_relative, measure, own_measure, plain, said
from display.text_wrap import wrapped
from experiments.effect_tables import (
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

# what a point of a line with a band holds
POINT = ("scenario", "year", "middle", "low", "high", "text", "interval")


class Drawing(NamedTuple):
    """A figure, and what stands beside it: its title, how it is read, and its unit."""

    spec: Spec
    title: str
    note: str
    unit: str

    @property
    def chart(self) -> Any:
        """The figure as an Altair chart."""
        return chart_of(self.spec)


def looks(found: PairedEffects, names: Sequence[str], lang: str) -> dict[str, Look]:
    """The looks of some scenarios by title, which a comparison has made different for each."""
    made = {found.baseline: Look(GREY, "cross", (1, 0))}
    for n, name in enumerate(found.scenarios):
        k = n % len(COLOURS)
        made[name] = Look(COLOURS[k], SHAPES[k], DASHES[k])
    return {found.titles[name][lang]: made[name] for name in names}


def drawn_year(
    found: PairedEffects,
    indicator: str,
    year: str,
    lang: str,
    scope: str = "province",
    names: Sequence[str] = (),
) -> Drawing:
    """Effects of some scenarios (all, unless named) in one year: dots and intervals."""
    names = names or found.scenarios
    effects = [found.effect(name, indicator, year, scope) for name in names]
    named = list(zip((found.titles[name][lang] for name in names), effects, strict=True))
    what = word(f"indicator.{indicator}", lang)
    shown = looks(found, names, lang)
    words = {"indicator": what, "year": year, "baseline": found.titles[found.baseline][lang]}
    return Drawing(
        named_dots(named, shown, first_upper(what), lang, found.confidence),
        word("figure.effects", lang, **words),
        word("figure.dots", lang, confidence=found.confidence),
        own_measure(effects, lang).unit,
    )


def _lines(rows: Rows, found: PairedEffects, lang: str, unit: str, chosen: str, year: str) -> Spec:
    """Lines with bands in the looks of a comparison's scenarios; one of them and a year marked."""
    title = found.titles[chosen or found.scenarios[0]][lang]
    shown = looks(found, (found.baseline, *found.scenarios), lang)
    return lines_with_bands(rows, shown, lang, unit, title, year, found.confidence)


def drawn_years(
    found: PairedEffects,
    indicator: str,
    lang: str,
    scope: str = "province",
    names: Sequence[str] = (),
    chosen: str = "",
    year: str = "",
) -> Drawing:
    """Paired differences to the baseline by year, with bands of the intervals and a zero line.

    All scenarios are drawn unless some are named; ``chosen`` (the first) and ``year`` (that of the
    headlines) are marked.
    """
    names, years = names or found.scenarios, whole_years(found.periods)
    effects = {(n, y): found.effect(n, indicator, y, scope) for n in names for y in years}
    how = own_measure(list(effects.values()), lang)
    rows: Rows = []
    for (name, period), effect in effects.items():
        if effect is None:
            continue
        text = said(effect, how)
        ends = (how.of(x) for x in (effect.estimate, effect.low, effect.high))
        shown = f"{text.value} {how.unit}", text.interval(lang)
        point = found.titles[name][lang], period, *ends, *shown
        rows.append(dict(zip(POINT, point, strict=True)))
    year = year or headline_period(found.periods)
    spec = _lines(rows, found, lang, how.unit, chosen, year)
    zero = layer([{"zero": 0.0}], "rule", {"y": number("zero")}, color=INK)
    spec["layer"].insert(0, zero)
    words = {"indicator": word(f"indicator.{indicator}", lang)}
    title = word("page.time", lang, baseline=found.titles[found.baseline][lang], **words)
    note = word("report.bands", lang, year=year, confidence=found.confidence)
    return Drawing(spec, title, note, how.unit)


def drawn_levels(
    found: PairedEffects,
    indicator: str,
    lang: str,
    scope: str = "province",
    names: Sequence[str] = (),
    chosen: str = "",
    year: str = "",
) -> Drawing:
    """The indicator itself under the baseline and some scenarios, with bands of the mean.

    Parameters are those of :func:`drawn_years`.
    """
    names = (found.baseline, *(names or found.scenarios))
    paths = {name: found.path(name, indicator, scope) for name in names}
    ends = [float(end) for path in paths.values() for end in (*path.low, *path.high)]
    how = measure(indicator_units()[indicator], lang, ends, difference=False)
    rows: Rows = []
    for name, path in paths.items():
        for period, *values in zip(path.periods, path.mean, path.low, path.high, strict=True):
            middle, low, high = (how.of(float(value)) for value in values)
            if not low <= high:  # not defined in some seed
                continue
            places = digits((high - low) / 2.0, middle)
            interval = word("page.range", lang, low=plain(low, places), high=plain(high, places))
            shown = f"{plain(middle, places)} {how.unit}", interval
            point = found.titles[name][lang], period, middle, low, high, *shown
            rows.append(dict(zip(POINT, point, strict=True)))
    spec = _lines(rows, found, lang, how.unit, chosen, year or headline_period(found.periods))
    title = word("page.levels", lang, indicator=word(f"indicator.{indicator}", lang))
    note = word("report.level_bands", lang, confidence=found.confidence)
    return Drawing(spec, title, note, how.unit)


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


def drawn_map(found: PairedEffects, scenario: str, indicator: str, year: str, lang: str) -> Drawing:
    """The 14 cities coloured by the effect of a scenario."""
    effects = city_effects(found, scenario, indicator, year)
    relative, unit, how = measured(list(effects.values()), lang)
    return Drawing(
        maps.city_map(effects, relative, unit, how, lang, found.confidence),
        heading(found, scenario, indicator, year, lang),
        word("report.paler", lang, confidence=found.confidence),
        unit,
    )


def heading(found: PairedEffects, scenario: str, indicator: str, year: str, lang: str) -> str:
    """What the map shows, as its title."""
    names = {"indicator": word(f"indicator.{indicator}", lang), "year": year}
    return word("page.map", lang, scenario=found.titles[scenario][lang], **names)


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
TITLE_COLUMNS, NOTE_COLUMNS = 84, 108  # letters of which so many are as wide; Chinese count twice


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
    made = {"runs": len(seeds), "first": seeds[0], "last": seeds[-1]}
    return {**made, "sample": sample(scale, lang)}


def source(unit: str, seeds: Sequence[int], scale: float, lang: str) -> str:
    """Unit and source of a figure or table."""
    return word("report.source", lang, unit=unit, made=made(seeds, scale, lang))


def captioned(spec: Spec, title: str, notes: tuple[str, ...]) -> Figure:
    """A figure of the width of all figures with its title and notes above it."""
    lines = [line for note in notes for line in wrapped(note, NOTE_COLUMNS)]
    heading = {
        "text": wrapped(first_upper(title), TITLE_COLUMNS),
        "subtitle": lines,
        "anchor": "start",
        "fontSize": 14,
        "subtitleFontSize": 11,
        "subtitleLineHeight": 15,
        "color": INK,
        "subtitleColor": GREY,
        "offset": 18,
    }
    chart = chart_of({**spec, "width": WIDTH, "title": heading})
    return Figure(chart, first_upper(title), notes)


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
    known_indicator(found.rows, indicator, scope)
    if not levels and (year is not None or not whole_years(found.periods)):
        period = one_of("year", year or found.periods[-1], found.periods)
        return _figure(found, drawn_year(found, indicator, period, lang, scope), scope, lang)
    draw = drawn_levels if levels else drawn_years
    return _figure(found, draw(found, indicator, lang, scope), scope, lang, HEIGHT)


def _figure(
    found: PairedEffects, drawn: Drawing, scope: str, lang: str, height: int | None = None
) -> Figure:
    """A drawing with its area, note, unit, runs and source."""
    notes = drawn.note, source(drawn.unit, found.seeds, found.scale, lang)
    spec = {**drawn.spec, "height": height} if height else drawn.spec
    return captioned(spec, with_scope(drawn.title, scope, lang), notes)


def known_indicator(rows: tuple[tuple[str, str], ...], indicator: str, scope: str) -> None:
    """InputError where an indicator or a scope is not there."""
    indicator_number(indicator)
    row_number(rows, scope, "all")


def with_scope(title: str, scope: str, lang: str) -> str:
    """A title with its area, where that is not the whole province."""
    return title if scope == "province" else f"{word(f'scope.{scope}', lang)} · {title}"


def map_figure(
    found: PairedEffects, scenario: str | None, indicator: str, year: str | None, lang: str | None
) -> Figure:
    """See :meth:`experiments.comparison.Comparison.map`."""
    lang = language(lang)
    known_indicator(found.rows, indicator, "province")
    scenario = one_of("scenario", scenario or found.scenarios[0], found.scenarios)
    period = one_of("year", year or headline_period(found.periods), found.periods)
    drawn = drawn_map(found, scenario, indicator, period, lang)
    return _figure(found, drawn, "province", lang, MAP_HEIGHT)


def answers(found: PairedEffects, indicator: str, year: str | None, lang: str | None) -> str:
    """See :meth:`experiments.comparison.Comparison.answer`."""
    lang = language(lang)
    known_indicator(found.rows, indicator, "province")
    period = one_of("year", year or headline_period(found.periods), found.periods)
    return "\n".join(sentence(found, name, indicator, period, lang) for name in found.scenarios)
