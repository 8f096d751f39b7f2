"""``liaosim run``: one scenario, as tables or a document."""

from __future__ import annotations

import math
import sys
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
from display.terminal import NAME_WIDTH, NUMBER_WIDTH, console, plain_table
from experiments.effects import CLOSURES, EFFECT_SCOPES, indicator_units, whole_years
from experiments.options import Asked, settle
from experiments.run import run_checked
from experiments.wording import labelled
from locales.catalogue import word
from model.indicators import HEADLINES
from scenarios.loader import one_scenario

if TYPE_CHECKING:
    from experiments.run import ScenarioRun

CITY_HEADLINES = tuple(name for name in HEADLINES[:6] if name != "fiscal_cost")


def print_run(run: ScenarioRun, lang: str, file: IO[str]) -> None:
    """Headlines of the province by year, then some of every city."""
    out = console(file)
    first, last = run.quarters[0], run.quarters[-1]
    out.print(
        word(
            "message.run_title",
            lang,
            title=run.title[lang],
            first=first,
            last=last,
            runs=len(run.seeds),
            seed=run.seeds[0],
            scale=f"{run.scale:g}",
        )
    )
    print_kind_of_series(run.reported, lang, out)
    print_part_year(last, run.periods, lang, out)
    years = whole_years(run.periods) or run.periods
    units = indicator_units()
    cities = [scope for scope, group in run.rows if group == "all"][len(EFFECT_SCOPES) :]
    fit = max(1, (out.width - NAME_WIDTH) // NUMBER_WIDTH)
    size = math.ceil(len(years) / math.ceil(len(years) / fit))  # tables of about equal width
    batches = [years[n : n + size] for n in range(0, len(years), size)]
    for some in batches:
        table = plain_table(word("scope.province", lang), [word("heading.indicator", lang), *some])
        for name in (*HEADLINES, *CLOSURES):
            values = (shown(run.value(name, year), units[name]) for year in some)
            table.add_row(labelled(name, units[name], lang, run.reported), *values)
        out.print(table)
    for name in CITY_HEADLINES:
        title = labelled(name, units[name], lang)
        for some in batches:
            table = plain_table(title, [word("heading.city", lang), *some])
            for city in cities:
                values = (shown(run.value(name, y, city), units[name]) for y in some)
                table.add_row(word(f"scope.{city}", lang), *values)
            out.print(table)


def run_command(name: str, asked: Asked, how: How) -> int:
    """Run one scenario; print its path or its JSON document."""
    lang = how.lang
    request, (scenario,) = settle(asked, 1, lambda: (one_scenario(name, asked.world),))
    announce_compiling(lang)
    with working((scenario,), request, how) as (used, meter):
        found = run_checked(
            scenario,
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files = {
        how.named("series.csv"): found.write_csv,
        how.named("run.json"): found.write_json,
    }
    keep(request.out, found.head(), files, lang, used.study)
    if how.json:
        found.write_json(sys.stdout)
    else:
        print_run(found, lang, sys.stdout)
    return close(found, request, lang)
