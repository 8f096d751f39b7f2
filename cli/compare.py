"""``liaosim compare``: scenarios against a baseline, as tables or a document."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from cli.output import (
    How,
    announce_compiling,
    close,
    keep,
    print_kind_of_series,
    print_part_year,
    working,
)
from display.numbers import shown
from display.terminal import ONE_LINE, console, plain_table
from experiments.comparison import BASELINE, SCENARIOS, compare_checked
from experiments.effects import (
    CLOSURES,
    EFFECT_PERIODS,
    EFFECT_SCOPES,
    indicator_units,
)
from experiments.options import Asked, settle
from experiments.wording import compare_reading, comparison_title, effect_label, effect_text, notes
from locales.catalogue import word
from model.indicators import HEADLINES
from scenarios.loader import several_scenarios

if TYPE_CHECKING:
    from experiments.comparison import Comparison


def print_compare(found: Comparison, lang: str, file: IO[str]) -> None:
    """Headline effects by scenario, for the province and its three regions."""
    out = console(file)
    out.print(comparison_title(found, lang))
    out.print(compare_reading(found, lang))
    print_kind_of_series(found.reported, lang, out)
    print_part_year(found.until, found.periods, lang, out)
    for line in notes(found, lang):
        out.print(line)
    units = indicator_units()
    periods = [p for p in EFFECT_PERIODS if p in found.periods] or [found.periods[-1]]
    for scope in EFFECT_SCOPES:
        if scope == EFFECT_SCOPES[1]:
            out.print(word("message.overlap", lang))
        for period in periods:
            headings = [word("heading.indicator", lang), word("heading.baseline", lang)]
            headings += [found.titles[name][lang] for name in found.scenarios]
            title = f"{word(f'scope.{scope}', lang)} · {period}"
            table = plain_table(title, headings)
            for column in table.columns[2:]:
                column.no_wrap = False
            for name in (*HEADLINES, *(CLOSURES if found.reported else ())):
                effects = [found.effect(s, name, period, scope) for s in found.scenarios]
                some = next((e for e in effects if e is not None), None)
                base = some.baseline if some else math.nan
                table.add_row(
                    effect_label(some, name, units[name], lang, found.reported),
                    shown(base, units[name]),
                    *(effect_text(e, out.width >= ONE_LINE) for e in effects),
                )
            out.print(table)


def compare_command(names: Sequence[str], asked: Asked, how: How) -> int:
    """Compare scenarios; print headline effects or the JSON document."""
    lang = how.lang
    named = names or (BASELINE, *SCENARIOS)
    request, chosen = settle(asked, 2, lambda: several_scenarios(named, asked.world))
    announce_compiling(lang)
    with working(chosen, request, how) as (used, meter):
        found = compare_checked(
            chosen,
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files = {
        how.named("effects.csv"): found.write_csv,
        how.named("compare.json"): found.write_json,
    }
    keep(request.out, found.head(), files, lang, used.study)
    if how.json:
        found.write_json(sys.stdout)
    else:
        print_compare(found, lang, sys.stdout)
    return close(found, request, lang)
