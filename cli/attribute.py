"""``liaosim attribute``: a mix taken apart into its levers, with cost and fairness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import IO, Annotated

from cli.options import BaselineName, How, ScenarioName, option, takes
from cli.output import computing, deliver
from display.numbers import amount, shown
from display.terminal import ONE_LINE, Screen, plain_table
from experiments.attribution.attribution import Attribution, attribute_checked, pair_of
from experiments.attribution.coalitions import game
from experiments.attribution.contributions import SECTIONS
from experiments.attribution.cost_effectiveness import MIX
from experiments.attribution.distribution import GAINS, LOSES
from experiments.attribution.presentation import (
    as_effect,
    attribution_title,
    class_word,
    cost_cells,
    interval_text,
    lever_word,
)
from experiments.effect_tables import EFFECT_PERIODS, indicator_units
from experiments.manifest import Write
from experiments.options import RunOptions, settle
from experiments.wording import effect_label, effect_text, parameters_text
from locales.catalogue import word
from model.indicators import HEADLINES

Detail = Annotated[bool, option("cross", "--detail")]
PARTED = HEADLINES[:15]
WINNERS_IN = HEADLINES[:2]
BESIDE = 5  # indicators in one table
MOST_INTERACTIONS = 8
MOST_NAMES = 6


def print_attribution(found: Attribution, lang: str, file: IO[str]) -> None:
    """Parts by lever at the headline dates, then interactions, cost and fairness."""
    out = Screen(file)
    out.print(attribution_title(found, lang))
    out.print(word("message.attribute_reading", lang))
    out.print(parameters_text(found.parameters, lang))
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


def _print_parts(out: Screen, found: Attribution, period: str, lang: str) -> None:
    """Contributions of each lever and the whole, some indicators side by side."""
    units = indicator_units()
    for first in range(0, len(PARTED), BESIDE):
        columns = []
        for name in PARTED[first : first + BESIDE]:
            parts = [found.contribution(lever, name, period) for lever in found.players]
            whole = found.whole(name, period)
            effects = [as_effect(found, part, name, period) for part in (*parts, whole)]
            cells = [effect_text(effect, out.width >= ONE_LINE) for effect in effects]
            columns.append((effect_label(effects[-1], name, units[name], lang), *cells))
        names = (lever_word(lever, lang) for lever in (*found.players, MIX))
        headings, *rows = zip((word("heading.lever", lang), *names), *columns, strict=True)
        out.print(
            plain_table(f"{word('scope.province', lang)} · {period}", headings, rows, lang, 1)
        )


def _print_interactions(out: Screen, found: Attribution, period: str, lang: str) -> None:
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
    names = ("pair", "indicator", "interaction", "whole")
    headings = [word(f"heading.{name}", lang) for name in names]
    table = plain_table(word("message.interactions_title", lang, period=period), headings, (), lang)
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


def _print_costs(out: Screen, found: Attribution, period: str, lang: str) -> None:
    """Cost for a unit of improvement by lever."""
    headings, rows = cost_cells(found, period, lang)
    title = word("message.costs_title", lang, period=period)
    out.print(plain_table(title, headings, rows, lang, 1))


def _print_per_yuan(out: Screen, found: Attribution, period: str, lang: str) -> None:
    """Yuan for a yuan, and the deadweight of grants."""
    ratios = {(r.lever, r.indicator): r for r in found.per_yuan() if r.period == period}
    shown_for = tuple(dict.fromkeys(indicator for _, indicator in ratios))
    headings = [word("heading.lever", lang)]
    headings += [word(f"indicator.{name}", lang) for name in shown_for]
    rows = (
        (lever_word(lever, lang), *(interval_text(ratios[lever, name]) for name in shown_for))
        for lever in dict.fromkeys(lever for lever, _ in ratios)
    )
    out.print(
        plain_table(word("message.per_yuan_title", lang, period=period), headings, rows, lang)
    )
    booked = list(found.deadweight())
    if booked:
        last = booked[-1]
        share = {key: shown(getattr(last, key), "share") for key in ("estimate", "low", "high")}
        share["share"] = share.pop("estimate")
        out.print(word("message.deadweight", lang, period=last.period, **share))


def _print_winners(out: Screen, found: Attribution, period: str, lang: str) -> None:
    """Names of who gains and who loses, by dimension."""
    names = ("dimension", "indicator", "gains", "loses", "unclear")
    headings = [word(f"heading.{name}", lang) for name in names]
    table = plain_table(word("message.winners_title", lang, period=period), headings, (), lang, 2)
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


def _print_inequality(out: Screen, found: Attribution, period: str, lang: str) -> None:
    """The Theil index and its parts, in thousandths."""
    headings = [word(f"heading.{h}", lang) for h in ("part", "baseline", "effect")]
    table = plain_table(word("message.theil_title", lang, period=period), headings, (), lang)
    for line in found.inequality():
        if line.period == period:
            star = "*" if line.low > 0.0 or line.high < 0.0 else " "
            effect = f"{line.estimate:+.5f}{star} [{line.low:+.5f}, {line.high:+.5f}]"
            table.add_row(word(f"class.{line.part}", lang), f"{line.baseline:.4f}", effect)
    out.print(table)


def _print_northwest(out: Screen, found: Attribution, period: str, lang: str) -> None:
    """Promised and came, by lever."""
    keys: Sequence[str] = ("promised_share", "promised", "came", "spent", "came_share")
    headings: Iterable[str] = (word(f"heading.{h}", lang) for h in ("lever", *keys))
    table = plain_table(
        word("message.northwest_title", lang, period=period), list(headings), (), lang
    )
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


@takes("seed", "runs", "scale", "until", "parameters", "engine", "world", "workers", "out", "json")
def attribute(
    options: RunOptions,
    how: How,
    scenario: ScenarioName = "plan_2015",
    baseline: BaselineName = "no_plan",
    detail: Detail = False,
) -> int:
    """Take the effect of a mix apart into its levers, with cost and fairness."""
    request, chosen = settle(options, 2, lambda: pair_of(scenario, baseline, options.world))
    played = game(chosen[0], chosen[1], request.quarters)
    with computing(how.lang) as meter:
        results = attribute_checked(played, request, detail=detail, progress=meter)
    files: dict[str, Write] = {
        f"{what}.csv": partial(results.write_csv, what=what) for what in SECTIONS
    }
    files["attribute.json"] = results.write_json
    return deliver(results, files, print_attribution, request, how)
