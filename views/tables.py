"""Tables of the pages: regions, cities, and what each scenario spends."""

from __future__ import annotations

from collections.abc import Sequence

from model.base_year import CITIES, REGIONS
from model.indicators import INDICATOR_INDEX
from scenarios.catalogue import word
from scenarios.comparison import Comparison, Effect
from views.kept import Answer
from views.numbers import Measure, measure, own_measure, plain, said

Table = dict[str, list[str]]
FEW_DIGITS = 2


def cell(effect: Effect | None, how: Measure, lang: str) -> str:
    """An effect with its interval, or a dash where it is not defined."""
    if effect is None:
        return "–"
    text = said(effect, how)
    return word("page.cell", lang, value=text.value, low=text.low, high=text.high)


def regions(
    found: Comparison, names: Sequence[str], indicator: str, year: str, lang: str
) -> tuple[Table, str]:
    """Effects in the three overlapping regions and the province, and their unit."""
    scopes = (*REGIONS, "province")
    effects = {(s, n): found.effect(n, indicator, year, s) for s in scopes for n in names}
    how = own_measure(list(effects.values()), lang)
    table = {word("page.region", lang): [word(f"scope.{scope}", lang) for scope in scopes]}
    for name in names:
        cells = [cell(effects[scope, name], how, lang) for scope in scopes]
        table[found.titles[name][lang]] = cells
    return table, how.unit


def cities(
    found: Comparison, scenario: str, indicator: str, year: str, lang: str
) -> tuple[Table, str]:
    """The map as a table: estimate, interval, share of the baseline, and the baseline itself."""
    effects = {city: found.effect(scenario, indicator, year, city) for city in CITIES}
    how = own_measure(list(effects.values()), lang)
    present = [effect for effect in effects.values() if effect is not None]
    level = measure(
        present[0].unit if present else "index",
        lang,
        [effect.baseline for effect in present],
        difference=False,
    )
    columns = ("city", "effect", "interval", "relative", "baseline")
    table: Table = {word(f"page.{key}", lang): [] for key in columns}
    for city, effect in effects.items():
        line = [word(f"scope.{city}", lang), "–", "–", "–", "–"]
        if effect is not None:
            text = said(effect, how)
            base = f"{plain(level.of(effect.baseline), FEW_DIGITS)} {level.unit}"
            share = f"{text.relative}%" if text.relative else "–"
            line[1:] = [text.value, f"{text.low} – {text.high}", share, base]
        for column, text_of in zip(table.values(), line, strict=True):
            column.append(text_of)
    return table, how.unit


def money(answer: Answer, lang: str) -> tuple[Table, str, str]:
    """Yearly budgets by lever and scenario, what was spent in all, their unit and their years."""
    found, budgets = answer.comparison, answer.budgets
    levers = list(dict.fromkeys(lever for name in found.scenarios for lever in budgets[name]))
    yearly = {
        (lever, name): mean_budget(budgets[name].get(lever, {}).get("budget", 0.0))
        for lever in levers
        for name in found.scenarios
    }
    totals = {name: sum(yearly[lever, name] for lever in levers) for name in found.scenarios}
    how = measure("million yuan", lang, [1000.0, *totals.values()], difference=False)
    spent_of = INDICATOR_INDEX["fiscal_cost"]
    years = [p for p, period in enumerate(found.periods) if "Q" not in period]
    names = [_lever(lever, lang) for lever in levers]
    table = {word("page.lever", lang): [*names, word("page.whole", lang), word("page.spent", lang)]}
    for s, name in enumerate(found.scenarios, start=1):
        spent = float(found.path_mean[s, years, 0, spent_of].sum())
        amounts = [*(yearly[lever, name] for lever in levers), totals[name], spent]
        table[found.titles[name][lang]] = [plain(how.of(x), FEW_DIGITS) for x in amounts]
    dates = [(table["start"], table["end"]) for b in budgets.values() for table in b.values()]
    first, last = min((a for a, _ in dates), default=""), max((b for _, b in dates), default="")
    return table, how.unit, f"{first} – {last}"


def mean_budget(budget: float | list[float]) -> float:
    """A budget in million yuan a year, the mean where it differs by year."""
    return sum(budget) / len(budget) if isinstance(budget, list) else budget


def _lever(lever: str, lang: str) -> str:
    """A lever's name."""
    name = word(f"indicator.fiscal_cost_{lever}", lang)
    return name.replace("：", ", ").partition(", ")[2].capitalize()
