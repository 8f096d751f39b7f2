"""``liaosim run``: one scenario, as tables or a document."""

from __future__ import annotations

from typing import IO

from cli.follow import Follow, one_life
from cli.options import SHARED, How, ScenarioName, takes
from cli.output import deliver
from cli.simulation import print_kind_of_series, print_part_year, simulating
from display.numbers import shown
from display.terminal import Screen, plain_table
from experiments.effect_tables import CLOSURES, EFFECT_SCOPES, indicator_units, whole_years
from experiments.options import RunOptions, settle
from experiments.parameter_draws import CENTRAL_VALUES
from experiments.run import ScenarioRun, run_checked
from experiments.wording import labelled, parameters_text
from locales.catalogue import word
from model.indicators import HEADLINES
from scenarios.loader import one_scenario

CITY_HEADLINES = tuple(name for name in HEADLINES[:6] if name != "fiscal_cost")


def print_run(run: ScenarioRun, lang: str, file: IO[str]) -> None:
    """Headlines of the province by year, then some of every city."""
    out = Screen(file)
    first, last = run.quarters[0], run.quarters[-1]
    sample = {"runs": len(run.seeds), "seed": run.seeds[0], "scale": f"{run.scale:g}"}
    path = {"title": run.title[lang], "first": first, "last": last}
    out.print(word("message.run_title", lang, **path, **sample))
    out.print(parameters_text(run.parameters, lang))
    print_kind_of_series(run.reported, lang, out)
    print_part_year(last, run.periods, lang, out)
    years = whole_years(run.periods) or run.periods
    units = indicator_units()
    cities = [scope for scope, group in run.rows if group == "all"][len(EFFECT_SCOPES) :]
    province = [
        (labelled(name, units[name], lang, run.reported), name, "province")
        for name in (*HEADLINES, *CLOSURES)
    ]
    tables = [(word("scope.province", lang), "indicator", province)]
    for name in CITY_HEADLINES:
        lines = [(word(f"scope.{city}", lang), name, city) for city in cities]
        tables.append((labelled(name, units[name], lang), "city", lines))
    for title, heading, lines in tables:
        rows = (
            (label, *(shown(run.value(name, year, scope), units[name]) for year in years))
            for label, name, scope in lines
        )
        out.print(plain_table(title, [word(f"heading.{heading}", lang), *years], rows, lang))


@takes(*SHARED, runs="1", parameters=CENTRAL_VALUES)
def run(
    options: RunOptions, how: How, scenario: ScenarioName = "plan_2015", follow: Follow = None
) -> int:
    """Run one scenario; its path, or the life of one enterprise."""
    if follow is not None:
        return one_life(scenario, options, follow, how)
    request, chosen = settle(options, 1, lambda: (one_scenario(scenario, options.world),))
    with simulating(chosen, request, how) as (used, meter):
        results = run_checked(
            chosen[0],
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files = {
        how.named("series.csv"): results.write_csv,
        how.named("run.json"): results.write_json,
    }
    return deliver(results, files, print_run, request, how, used.study)
