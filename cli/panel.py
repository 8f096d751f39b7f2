"""``liaosim panel``: enterprises with their true effects."""

from __future__ import annotations

import sys
from typing import IO

from cli.output import announce_compiling, close, print_json, say
from display.numbers import amount
from display.progress import Meter
from display.terminal import console
from experiments.attribution.attribution import pair_of
from experiments.effects import EFFECT_PERIODS
from experiments.options import Asked, parquet_file, settle
from experiments.panel import Panel, check_years, panel_checked
from locales.catalogue import word


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


def panel_command(
    name: str, baseline: str, file: str, asked: Asked, *, lang: str, json: bool
) -> int:
    """Write a panel of enterprises with their true effects; say what is in it."""
    request, chosen = settle(asked, 1, lambda: pair_of(name, baseline, asked.world))
    check_years(request)
    path = parquet_file(file)
    announce_compiling(lang)
    with Meter(word("message.running", lang), lang) as meter:
        found = panel_checked(chosen, request, progress=meter)
    found.write_parquet(path)
    say("message.written", lang, places=str(path))
    if json:
        print_json({**found.document(), "file": str(path)})
    else:
        print_panel(found, lang, sys.stdout)
    return close(found, request, lang)
