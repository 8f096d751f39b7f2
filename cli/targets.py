"""``liaosim targets``: how probably each target of the plan is reached."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

from cli.output import announce_compiling, close, keep, warn
from display.progress import Meter
from display.terminal import console, plain_table
from experiments.options import Asked, settle
from experiments.targets import target_cells, target_headings, targets_title
from locales.catalogue import word
from scenarios.loader import one_scenario

if TYPE_CHECKING:
    from experiments.targets import Attainment


def print_targets(found: Attainment, lang: str, file: IO[str]) -> None:
    """Every target that the model measures, in the order of the plan's table."""
    out = console(file)
    out.print(targets_title(found, lang))
    out.print(word("message.targets_reading", lang))
    table = plain_table("", target_headings(lang))
    for row in found.rows:
        table.add_row(*target_cells(row, lang))
    out.print(table)


def targets_command(name: str, asked: Asked, *, lang: str, json: bool) -> int:
    """The probability of reaching each target of the plan under one scenario."""
    from experiments.targets import targets_checked

    request, (scenario,) = settle(asked, 2, lambda: (one_scenario(name, asked.world),))
    announce_compiling(lang)
    with Meter(word("message.running", lang), lang) as meter:
        found = targets_checked(scenario, request, progress=meter)
    keep(request.out, {"targets.csv": found.write_csv, "targets.json": found.write_json}, lang)
    if json:
        found.write_json(sys.stdout)
    else:
        print_targets(found, lang, sys.stdout)
    if found.not_measured:
        names = ", ".join(found.not_measured)
        warn(word("message.not_measured", lang, names=names), lang)
    return close(found, request, lang)
