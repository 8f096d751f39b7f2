"""Tables of the pages: regions, cities, and what each scenario spends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from display.numbers import Measure, common_places, measure, own_measure, plain, said
from experiments.comparison import Comparison
from experiments.effect_tables import Effect, whole_years
from locales.catalogue import word
from model.input_data.data_tables import CITIES, REGIONS
from model.input_data.external_world import START, parse_quarter
from scenarios.field_types import in_year
from views.answer_cache import Answer, Budgets

Table = dict[str, list[str]]
Budget = dict[str, Any]
FEW_DIGITS = 2
LARGE = 1000.0  # million yuan: budgets are shown in the larger unit


def cell(effect: Effect | None, how: Measure, places: int, lang: str) -> str:
    """An effect with its interval, or a dash where it is not defined."""
    if effect is None:
        return "–"
    text = said(effect, how, places)
    return word("page.cell", lang, value=text.value, low=text.low, high=text.high)


def regions(
    found: Comparison, names: Sequence[str], indicator: str, year: str, lang: str
) -> tuple[Table, str]:
    """Effects in the three overlapping regions and the province, and their unit."""
    scopes = (*REGIONS, "province")
    effects = {(s, n): found.effect(n, indicator, year, s) for s in scopes for n in names}
    how = own_measure(list(effects.values()), lang)
    places = common_places(effects.values(), how)
    table = {word("page.region", lang): [word(f"scope.{scope}", lang) for scope in scopes]}
    for name in names:
        cells = [cell(effects[scope, name], how, places, lang) for scope in scopes]
        table[found.titles[name][lang]] = cells
    return table, how.unit


def cities(
    found: Comparison, scenario: str, indicator: str, year: str, lang: str
) -> tuple[Table, str]:
    """The map as a table: estimate, interval, share of the baseline, and the baseline itself."""
    effects = {city: found.effect(scenario, indicator, year, city) for city in CITIES}
    how = own_measure(list(effects.values()), lang)
    present = [effect for effect in effects.values() if effect is not None]
    unit, bases = present[0].unit if present else "index", [effect.baseline for effect in present]
    level = measure(unit, lang, bases, difference=False)
    columns = ("city", "effect", "interval", "relative")
    sure = found.confidence
    table: Table = {word(f"page.{key}", lang, confidence=sure): [] for key in columns}
    table[f"{word('page.baseline', lang)} ({level.unit})"] = []
    for city, effect in effects.items():
        line = [word(f"scope.{city}", lang), "–", "–", "–", "–"]
        if effect is not None:
            text = said(effect, how)
            base = plain(level.of(effect.baseline), FEW_DIGITS)
            share = f"{text.relative}%" if text.relative else "–"
            line[1:] = [text.value, text.interval(lang), share, base]
        for column, text_of in zip(table.values(), line, strict=True):
            column.append(text_of)
    return table, how.unit


def years(
    found: Comparison, scenario: str, indicator: str, scope: str, lang: str
) -> tuple[Table, str]:
    """A place year by year: baseline, effect, interval, share of the baseline; and their unit."""
    periods = whole_years(found.periods)
    effects = {period: found.effect(scenario, indicator, period, scope) for period in periods}
    how = own_measure(list(effects.values()), lang)
    present = [effect for effect in effects.values() if effect is not None]
    unit, bases = present[0].unit if present else "index", [effect.baseline for effect in present]
    level = measure(unit, lang, bases, difference=False)
    heads = [word("page.year", lang), f"{word('page.baseline', lang)} ({level.unit})"]
    keys = ("effect", "interval", "relative")
    heads += [word(f"page.{key}", lang, confidence=found.confidence) for key in keys]
    rows = []
    for period, effect in effects.items():
        if effect is None:
            rows.append((period, "–", "–", "–", "–"))
            continue
        text = said(effect, how)
        share = f"{text.relative}%" if text.relative else "–"
        base = plain(level.of(effect.baseline), FEW_DIGITS)
        rows.append((period, base, text.value, text.interval(lang), share))
    return {head: [row[n] for row in rows] for n, head in enumerate(heads)}, how.unit


def money(answer: Answer, lang: str) -> tuple[Table, str]:
    """Budgets by lever and scenario, their sums, what was spent; and their unit."""
    found, budgets = answer.comparison, answer.budgets
    levers = list(dict.fromkeys(lever for name in found.scenarios for lever in budgets[name]))
    how = measure("million yuan", lang, [LARGE], difference=False)

    def shown(amount: float) -> str:
        return plain(how.of(amount), FEW_DIGITS)

    rows = [word(f"lever.{lever}", lang) for lever in levers]
    rows += [word(f"page.{key}", lang) for key in ("whole", "allowed", "spent")]
    table = {word("page.lever", lang): rows}
    for name in found.scenarios:
        yearly = [yearly_budget(budgets[name].get(lever)) for lever in levers]
        allowed = sum(whole_budget(own) for own in budgets[name].values())
        spent = float(np.nansum(found.path(name, "fiscal_cost").mean))
        share = f"{100.0 * spent / allowed:.0f}" if allowed > 0.0 else "–"
        last = f"{shown(spent)} ({share}%)"
        amounts = [*yearly, sum(yearly), allowed]
        table[found.titles[name][lang]] = [*map(shown, amounts), last]
    return table, how.unit


def in_force(budgets: Budgets) -> str:
    """From the first quarter of any lever to the last one of any."""
    own = [lever for levers in budgets.values() for lever in levers.values()]
    if not own:
        return "–"
    return f"{min(lever['start'] for lever in own)} – {max(lever['end'] for lever in own)}"


def yearly_budget(own: Budget | None) -> float:
    """A lever's budget in million yuan a year, the mean where it differs by year."""
    if own is None:
        return 0.0
    budget = own["budget"]
    return sum(budget) / len(budget) if isinstance(budget, list) else float(budget)


def whole_budget(own: Budget) -> float:
    """A lever's budget over all its quarters, million yuan; each has a fourth of its year's."""
    quarters = range(parse_quarter(own["start"]), parse_quarter(own["end"]) + 1)
    return sum(in_year(own["budget"], own["start"], START + q // 4) / 4.0 for q in quarters)
