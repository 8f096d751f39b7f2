"""``liaosim compare``: scenarios against a baseline, as tables or a document."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import IO, Annotated

from cli.follow import Follow, two_lives
from cli.options import SHARED, How, ScenarioNames, option, takes
from cli.output import deliver
from cli.simulation import print_kind_of_series, print_part_year, simulating
from display.numbers import shown
from display.terminal import ONE_LINE, Screen, plain_table
from experiments.comparison import BASELINE, SCENARIOS, Comparison, compare_checked
from experiments.effects import (
    CLOSURES,
    EFFECT_PERIODS,
    EFFECT_SCOPES,
    indicator_units,
)
from experiments.options import RunOptions, settle
from experiments.wording import compare_reading, comparison_title, effect_label, effect_text, notes
from locales.catalogue import word
from model.indicators import HEADLINES
from scenarios.loader import several_scenarios

UntilWidth = Annotated[list[str] | None, option("until_width", "--until-width", "INDICATOR=WIDTH")]


def print_compare(found: Comparison, lang: str, file: IO[str]) -> None:
    """Headline effects by scenario, for the province and its three regions."""
    out = Screen(file)
    out.print(comparison_title(found, lang))
    out.print(compare_reading(found, lang))
    print_kind_of_series(found.reported, lang, out)
    print_part_year(found.until, found.periods, lang, out)
    for line in notes(found, lang):
        out.print(line)
    units = indicator_units()
    periods = [p for p in EFFECT_PERIODS if p in found.periods] or [found.periods[-1]]
    headings = [word("heading.indicator", lang), word("heading.baseline", lang)]
    headings += [found.titles[name][lang] for name in found.scenarios]
    for scope in EFFECT_SCOPES:
        if scope == EFFECT_SCOPES[1]:
            out.print(word("message.overlap", lang))
        for period in periods:
            rows = []
            for name in (*HEADLINES, *(CLOSURES if found.reported else ())):
                effects = [found.effect(s, name, period, scope) for s in found.scenarios]
                some = next((e for e in effects if e is not None), None)
                base = some.baseline if some else math.nan
                indicator = effect_label(some, name, units[name], lang, found.reported)
                texts = (effect_text(e, out.width >= ONE_LINE) for e in effects)
                rows.append((indicator, shown(base, units[name]), *texts))
            title = f"{word(f'scope.{scope}', lang)} · {period}"
            out.print(plain_table(title, headings, rows, lang, 2))


@takes(*SHARED)
def compare(
    options: RunOptions,
    how: How,
    scenarios: ScenarioNames = None,
    until_width: UntilWidth = None,
    follow: Follow = None,
) -> int:
    """Compare scenarios with a baseline, or two lives of one enterprise."""
    if follow is not None:
        return two_lives(scenarios or (), options, follow, how)
    options = replace(options, until_width=tuple(until_width or ()))
    names = scenarios or (BASELINE, *SCENARIOS)
    request, chosen = settle(options, 2, lambda: several_scenarios(names, options.world))
    with simulating(chosen, request, how) as (used, meter):
        results = compare_checked(
            chosen,
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files = {
        how.named("effects.csv"): results.write_csv,
        how.named("compare.json"): results.write_json,
    }
    return deliver(results, files, print_compare, request, how, used.study)
