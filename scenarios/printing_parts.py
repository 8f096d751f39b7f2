"""Tables of an attribution that a person reads: parts, interactions, cost, fairness."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console

from model.base_year import SECTORS
from scenarios.attribution import Attribution
from scenarios.catalogue import word
from scenarios.comparison import Effect
from scenarios.cost import MIX, Cost, PerYuan, priced_unit
from scenarios.fairness import GAINS, LOSES
from scenarios.panel import Panel
from scenarios.parts import Part
from scenarios.players import WORLD
from scenarios.printing import (
    EFFECT_PERIODS,
    ONE_LINE,
    amount,
    console,
    effect_label,
    effect_text,
    indicator_units,
    plain_table,
    shown,
)

PARTED = (
    "output",
    "value_added",
    "employment",
    "labour_productivity",
    "profit",
    "investment",
    "upgrading_investment",
    "cnc_rate",
    "obsolete_share",
    "erp_penetration",
    "mes_penetration",
    "energy_intensity",
    "co2",
    "tax_revenue",
    "fiscal_cost",
)
PRICED = ("output", "labour_productivity", "cnc_rate", "erp_penetration", "co2", "employment")
WINNERS_IN = ("output", "employment")
BESIDE = 5  # indicators in one table
MOST_INTERACTIONS = 8
MOST_NAMES = 6


def lever_word(name: str, lang: str) -> str:
    """A lever's name, the world's, or the whole mix's."""
    if name == MIX:
        return word("heading.whole", lang)
    if name == WORLD:
        return word("class.world", lang)
    return word(f"lever.{name}", lang)


def as_effect(found: Attribution, part: Part | None, indicator: str, period: str) -> Effect | None:
    """A part in the clothes of an effect of the province, so that it is shown the same way."""
    if part is None:
        return None
    base = float(found.base[found.place(indicator, period, part.scope, part.group)])
    return Effect(
        "", part.scope, part.group, indicator, part.unit, period, base,
        part.estimate, part.low, part.high,
    )  # fmt: skip


def attribution_title(found: Attribution, lang: str) -> str:
    """Whose effect was taken apart, how, and on which runs."""
    return word(
        "message.attribute_title",
        lang,
        title=found.scenario.title[lang],
        baseline=found.baseline.title[lang],
        method=word(f"class.{found.method}", lang),
        coalitions=found.coalitions,
        runs=found.runs,
        first=found.seeds[0],
        until=found.until,
        scale=f"{found.scale:g}",
    )


def print_attribution(found: Attribution, lang: str, file: IO[str]) -> None:
    """Parts by lever at the headline dates, then interactions, cost and fairness."""
    out = console(file)
    out.print(attribution_title(found, lang))
    out.print(word("message.attribute_reading", lang))
    periods = [p for p in EFFECT_PERIODS if p in found.periods] or [found.periods[-1]]
    for period in periods:
        _print_parts(out, found, period, lang)
    _print_interactions(out, found, periods[0], lang)
    if found.years:
        last = periods[-1]
        for period in periods:
            _print_costs(out, found, period, lang)
        _print_per_yuan(out, found, last, lang)
        for period in periods:
            _print_winners(out, found, period, lang)
        _print_inequality(out, found, last, lang)
        _print_northwest(out, found, last, lang)


def _print_parts(out: Console, found: Attribution, period: str, lang: str) -> None:
    """Contributions of each lever and the whole, some indicators side by side."""
    units = indicator_units()
    for first in range(0, len(PARTED), BESIDE):
        columns = []
        for name in PARTED[first : first + BESIDE]:
            parts = [found.contribution(lever, name, period) for lever in found.players]
            whole = found.whole(name, period)
            effects = [as_effect(found, part, name, period) for part in (*parts, whole)]
            cells = [effect_text(effect, out.width >= ONE_LINE) for effect in effects]
            columns.append((effect_label(effects[-1], name, units[name], lang), cells))
        headings = [word("heading.lever", lang), *(label for label, _ in columns)]
        table = plain_table(f"{word('scope.province', lang)} · {period}", headings)
        for column in table.columns[1:]:
            column.no_wrap = False
        for n, lever in enumerate((*found.players, MIX)):
            table.add_row(lever_word(lever, lang), *(cells[n] for _, cells in columns))
        out.print(table)


def _print_interactions(out: Console, found: Attribution, period: str, lang: str) -> None:
    """The largest interactions against the whole effect; both can be told from none."""
    rows = []
    for part in found.interactions():
        province = part.scope == "province" and part.period == period and part.group == "all"
        if province and part.indicator in PARTED and part.distinguishable:
            whole = found.whole(part.indicator, period)
            if whole is not None and whole.distinguishable:
                rows.append((abs(part.estimate / whole.estimate), part))
    if not rows:
        out.print(word("message.no_interactions", lang))
        return
    headings = [word(f"heading.{h}", lang) for h in ("pair", "interaction", "whole")]
    headings.insert(1, word("heading.indicator", lang))
    table = plain_table(word("message.interactions_title", lang, period=period), headings)
    rows.sort(key=lambda row: -row[0])
    for _size, part in rows[:MOST_INTERACTIONS]:
        effect = as_effect(found, part, part.indicator, period)
        mix = as_effect(found, found.whole(part.indicator, period), part.indicator, period)
        table.add_row(
            " × ".join(lever_word(name, lang) for name in part.levers),
            effect_label(mix, part.indicator, part.unit, lang),
            effect_text(effect, one_line=True),
            effect_text(mix, one_line=True),
        )
    out.print(table)


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
    found: Attribution, period: str, lang: str
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


def _print_costs(out: Console, found: Attribution, period: str, lang: str) -> None:
    """Cost for a unit of improvement by lever."""
    headings, rows = cost_cells(found, period, lang)
    table = plain_table(word("message.costs_title", lang, period=period), headings)
    for column in table.columns[1:]:
        column.no_wrap = False
    for row in rows:
        table.add_row(*row)
    out.print(table)


def _print_per_yuan(out: Console, found: Attribution, period: str, lang: str) -> None:
    """Yuan for a yuan, and the deadweight of grants."""
    ratios = {(r.lever, r.indicator): r for r in found.per_yuan() if r.period == period}
    shown_for = tuple(dict.fromkeys(indicator for _, indicator in ratios))
    headings = [word("heading.lever", lang)]
    headings += [word(f"indicator.{name}", lang) for name in shown_for]
    table = plain_table(word("message.per_yuan_title", lang, period=period), headings)
    for lever in dict.fromkeys(lever for lever, _ in ratios):
        table.add_row(
            lever_word(lever, lang),
            *(interval_text(ratios[lever, name]) for name in shown_for),
        )
    out.print(table)
    booked = list(found.deadweight())
    if booked:
        last = booked[-1]
        share = {key: shown(getattr(last, key), "share") for key in ("estimate", "low", "high")}
        share["share"] = share.pop("estimate")
        out.print(word("message.deadweight", lang, period=last.period, **share))


def _print_winners(out: Console, found: Attribution, period: str, lang: str) -> None:
    """Names of who gains and who loses, by dimension."""
    headings = [word(f"heading.{h}", lang) for h in ("dimension", "gains", "loses", "unclear")]
    headings.insert(1, word("heading.indicator", lang))
    table = plain_table(word("message.winners_title", lang, period=period), headings)
    for column in table.columns[2:]:
        column.no_wrap = False
    gains = [gain for gain in found.winners() if gain.period == period]
    for dimension in dict.fromkeys(gain.dimension for gain in gains):
        for indicator in WINNERS_IN:
            chosen = [g for g in gains if (g.dimension, g.indicator) == (dimension, indicator)]
            said: dict[str, list[str]] = {GAINS: [], LOSES: []}
            for gain in sorted(chosen, key=lambda g: -abs(g.estimate) / max(g.baseline, 1e-9)):
                if gain.verdict in said:
                    name = class_word(gain.name, lang)
                    percent = 100.0 * gain.estimate / max(gain.baseline, 1e-9)
                    said[gain.verdict].append(f"{name} {percent:+.1f}%")
            left = len(chosen) - sum(map(len, said.values()))
            named = (word(f"class.{dimension}", lang), word(f"indicator.{indicator}", lang))
            table.add_row(*named, *map(shortened, said.values()), str(left))
    out.print(table)


def shortened(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - MOST_NAMES
    text = ", ".join(names[:MOST_NAMES]) or "–"
    return f"{text} (+{more})" if more > 0 else text


def class_word(name: str, lang: str) -> str:
    """A city's, a sector's or a class's name."""
    for section in ("class", "group" if name in SECTORS else "scope"):
        try:
            return word(f"{section}.{name}", lang)
        except KeyError:
            continue
    return name


def _print_inequality(out: Console, found: Attribution, period: str, lang: str) -> None:
    """The Theil index and its parts, in thousandths."""
    headings = [word(f"heading.{h}", lang) for h in ("part", "baseline", "effect")]
    table = plain_table(word("message.theil_title", lang, period=period), headings)
    for line in found.inequality():
        if line.period == period:
            star = "*" if line.low > 0.0 or line.high < 0.0 else " "
            effect = f"{line.estimate:+.5f}{star} [{line.low:+.5f}, {line.high:+.5f}]"
            table.add_row(word(f"class.{line.part}", lang), f"{line.baseline:.4f}", effect)
    out.print(table)


def _print_northwest(out: Console, found: Attribution, period: str, lang: str) -> None:
    """Promised and came, by lever."""
    keys: Sequence[str] = ("promised_share", "promised", "came", "spent", "came_share")
    headings: Iterable[str] = (word(f"heading.{h}", lang) for h in ("lever", *keys))
    table = plain_table(word("message.northwest_title", lang, period=period), list(headings))
    for line in found.northwest():
        if line.period == period:
            share = "–"
            if line.share is not None and line.low is not None and line.high is not None:
                low, high = shown(line.low, "share"), shown(line.high, "share")
                share = f"{shown(line.share, 'share')} [{low}, {high}]"
            numbers = (amount(x) for x in (line.promised, line.came, line.spent))
            promised = shown(line.promised_share, "share")
            table.add_row(lever_word(line.lever, lang), promised, *numbers, share)
    out.print(table)
    sizes = [found.base[found.place("output", period, s)] for s in ("northwest", "province")]
    out.print(word("message.northwest_size", lang, share=shown(sizes[0] / sizes[1], "share")))
    for name in WINNERS_IN:
        texts = {}
        for scope in ("northwest", "province"):
            effect = as_effect(found, found.whole(name, period, scope), name, period)
            texts[scope] = effect_text(effect, one_line=True)
        shown_as = effect_label(effect, name, indicator_units()[name], lang)
        out.print(
            word("message.northwest_effect", lang, period=period, indicator=shown_as, **texts)
        )


def print_panel(found: Panel, lang: str, file: IO[str]) -> None:
    """How large a panel is, and the true mean effects at the headline dates."""
    frame = found.frame
    first, last = int(frame["year"][0]), int(frame["year"][-1])
    sizes = {"rows": f"{len(frame):,}", "enterprises": f"{frame['enterprise'].n_unique():,}"}
    out = console(file)
    title = found.scenario.title[lang]
    run = {"runs": len(found.seeds), "scale": f"{found.scale:g}", "first": first, "last": last}
    out.print(word("message.panel_title", lang, title=title, **sizes, **run))
    years = [int(period) for period in EFFECT_PERIODS if first <= int(period) <= last] or [last]
    for year in years:
        group = frame.filter(frame["year"] == year)["treated"]
        count = {"treated": int(group.sum()), "others": int((~group).sum())}
        effects = {
            "treated_effect": amount(found.truth(year)),
            "other_effect": amount(found.truth(year, treated=False)),
        }
        out.print(word("message.panel_truth", lang, year=year, **count, **effects))
