"""``liaosim panel``: enterprises with their true effects."""

from __future__ import annotations

import sys
from typing import IO, Annotated

from cli.options import BaselineName, How, ScenarioName, option, takes
from cli.output import close, computing, print_json, say
from display.numbers import amount
from display.terminal import Screen
from experiments.attribution.attribution import pair_of
from experiments.effects import EFFECT_PERIODS
from experiments.options import RunOptions, parquet_file, settle
from experiments.panel import Panel, check_years, panel_checked
from locales.catalogue import word

ParquetFile = Annotated[str, option("panel_out", "--out", "FILE.parquet")]


def print_panel(found: Panel, lang: str, file: IO[str]) -> None:
    """How large a panel is, and the true mean effects at the headline dates."""
    frame = found.frame
    first, last = int(frame["year"][0]), int(frame["year"][-1])
    sizes = {"rows": f"{len(frame):,}", "enterprises": f"{frame['enterprise'].n_unique():,}"}
    out = Screen(file)
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


@takes("seed", "runs", "scale", "until", "engine", "world", "workers", "json", runs="1")
def panel(
    options: RunOptions,
    how: How,
    out: ParquetFile,
    scenario: ScenarioName = "plan_2015",
    baseline: BaselineName = "no_plan",
) -> int:
    """Write a panel of enterprises with their true effects; say what is in it."""
    request, chosen = settle(options, 1, lambda: pair_of(scenario, baseline, options.world))
    check_years(request)
    path = parquet_file(out)
    with computing(how.lang) as meter:
        results = panel_checked(chosen, request, progress=meter)
    results.write_parquet(path)
    say("message.written", how.lang, places=str(path))
    if how.json:
        print_json({**results.document(), "file": str(path)})
    else:
        print_panel(results, how.lang, sys.stdout)
    return close(results, request, how.lang)
