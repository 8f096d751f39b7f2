"""How an attribution is shown: names of levers, cells of its tables, its figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from display.numbers import amount, own_measure
from display.summary import Summary
from experiments.attribution.coalitions import WORLD
from experiments.attribution.contributions import Contributions, Part
from experiments.attribution.cost_effectiveness import FISCAL, MIX, Cost, PerYuan, priced_unit
from experiments.effect_tables import Effect, headline_period, indicator_units
from experiments.intervals import CONFIDENCE_TEXT
from experiments.wording import SHOWN, effect_rows
from locales.catalogue import word
from model.indicators import HEADLINES
from model.input_data.data_tables import SECTORS
from scenarios.errors import one_of

if TYPE_CHECKING:
    from display.figure import Figure

PRICED = (*(name for name in HEADLINES[:6] if name != FISCAL), "co2")


def lever_word(name: str, lang: str) -> str:
    """A lever's name, the world's, or the whole mix's."""
    if name == MIX:
        return word("heading.whole", lang)
    if name == WORLD:
        return word("class.world", lang)
    return word(f"lever.{name}", lang)


def as_effect(
    found: Contributions, part: Part | None, indicator: str, period: str
) -> Effect | None:
    """A part in the clothes of an effect of the province, so that it is shown the same way."""
    if part is None:
        return None
    base = float(found.base[found.place(indicator, period, part.scope, part.group)])
    return Effect(
        "", part.scope, part.group, indicator, part.unit, period, base,
        part.estimate, part.low, part.high,
    )  # fmt: skip


def effect_of(
    found: Contributions, lever: str, indicator: str, period: str, scope: str = "province"
) -> Effect | None:
    """What a player or the whole mix brings to an indicator, as an effect."""
    where = indicator, period, scope
    part = found.whole(*where) if lever == MIX else found.contribution(lever, *where)
    return as_effect(found, part, indicator, period)


def attribution_title(found: Contributions, lang: str) -> str:
    """Whose effect was taken apart, how, and on which runs."""
    titles = {"title": found.scenario.title[lang], "baseline": found.baseline.title[lang]}
    how = {"method": word(f"class.{found.method}", lang), "coalitions": found.coalitions}
    size = {"runs": found.runs, "first": found.seeds[0], "until": found.until}
    scale = f"{found.scale:g}"
    return word("message.attribute_title", lang, scale=scale, **titles, **how, **size)


def cost_text(cost: Cost | None, lang: str) -> str:
    """A cost with its interval, or why there is none."""
    if cost is None or cost.verdict == "not_distinguishable":
        return "–"
    if cost.verdict == "worsens":
        return word("message.worsens", lang)
    return interval_text(cost) if cost.ratio is not None else "0"


def interval_text(ratio: Cost | PerYuan) -> str:
    """A ratio with its interval."""
    if ratio.ratio is None or ratio.low is None or ratio.high is None:
        return "–"
    return f"{amount(ratio.ratio)}\n[{amount(ratio.low)}, {amount(ratio.high)}]"


def cost_cells(
    found: Contributions, period: str, lang: str
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Headings and rows of the table of what a lever costs for a unit of improvement."""
    priced = {(c.lever, c.indicator): c for c in found.costs() if c.period == period}
    units = indicator_units()
    headings = [word("heading.lever", lang), word("heading.spent", lang)]
    for name in PRICED:
        unit = priced_unit(units[name])[1]
        section = "unit" if unit == units[name] else "priced"
        headings.append(f"{word(f'indicator.{name}', lang)} ({word(f'{section}.{unit}', lang)})")
    rows = []
    for lever in dict.fromkeys(lever for lever, _ in priced):
        cells = [priced.get((lever, name)) for name in PRICED]
        spent = next((c.cost for c in cells if c), math.nan)
        texts = (cost_text(cell, lang) for cell in cells)
        rows.append((lever_word(lever, lang), amount(spent), *texts))
    return headings, rows


def class_word(name: str, lang: str) -> str:
    """A city's, a sector's or a class's name."""
    for section in ("class", "group" if name in SECTORS else "scope"):
        try:
            return word(f"{section}.{name}", lang)
        except KeyError:
            continue
    return name


def parts_figure(
    found: Contributions, indicator: str, *, year: str | None, scope: str, lang: str | None
) -> Figure:
    """See :meth:`experiments.attribution.attribution.Attribution.plot`."""
    # with what draws, which tables can do without
    from display.charts import COLOURS, GREY, SHAPES, Look, named_dots
    from experiments.plots import captioned, known_indicator, language, runs_words, with_scope

    lang = language(lang)
    known_indicator(found.rows, indicator, scope)
    period = one_of("year", year or headline_period(found.periods), found.periods)
    named = [
        (lever_word(name, lang), effect_of(found, name, indicator, period, scope))
        for name in (*found.players, MIX)
    ]
    shown = {name: Look(COLOURS[0], SHAPES[0], (1, 0)) for name, _ in named[:-1]}
    shown[named[-1][0]] = Look(GREY, SHAPES[1], (1, 0))
    words = {"indicator": word(f"indicator.{indicator}", lang), "year": period}
    words |= {"scenario": found.scenario.title[lang], "baseline": found.baseline.title[lang]}
    title = word("figure.parts", lang, **words)
    spec = named_dots(named, shown, title, lang, CONFIDENCE_TEXT)
    unit = own_measure([effect for _, effect in named], lang).unit
    runs = runs_words(found.seeds, found.scale, lang) | {"coalitions": found.coalitions}
    own = word("report.source", lang, unit=unit, made=word("figure.of_seeds", lang, **runs))
    notes = word("figure.part_dots", lang), own
    return captioned(spec, with_scope(title, scope, lang), notes)


def of_attribution(found: Contributions, lang: str) -> Summary:
    """What each lever brings to the headline indicators, and the whole mix."""
    period = headline_period(found.periods)
    columns = []
    for lever in (*found.players, MIX):
        effects = {name: effect_of(found, lever, name, period) for name in SHOWN}
        columns.append((lever_word(lever, lang), effects))
    across = effect_rows(columns, lang)  # turned: a mix may have thirteen levers
    headings = f"{word('scope.province', lang)} · {period}", *(row[0] for row in across)
    rows = tuple((name, *(row[n + 1] for row in across)) for n, (name, _) in enumerate(columns))
    return Summary(
        lang,
        attribution_title(found, lang),
        headings,
        rows,
        word("message.attribute_reading", lang),
    )
