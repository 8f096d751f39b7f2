"""``liaosim targets``: how probably each target of the plan is reached."""

from __future__ import annotations

from dataclasses import replace
from typing import IO

from cli.options import How, ScenarioName, takes
from cli.output import computing, deliver, warn
from display.terminal import Screen, plain_table
from experiments.options import RunOptions, settle
from experiments.targets import (
    UNTIL,
    Attainment,
    target_cells,
    target_headings,
    targets_checked,
    targets_reading,
    targets_title,
)
from locales.catalogue import word
from scenarios.loader import one_scenario


def print_targets(found: Attainment, lang: str, file: IO[str]) -> None:
    """Every target that the model measures, in the order of the plan's table."""
    out = Screen(file)
    out.print(targets_title(found, lang))
    out.print(targets_reading(found, lang))
    rows = (target_cells(row, lang) for row in found.rows)
    out.print(plain_table("", target_headings(lang), rows, lang))


@takes("seed", "runs", "scale", "parameters", "engine", "world", "workers", "out", "json")
def targets(options: RunOptions, how: How, scenario: ScenarioName = "plan_2015") -> int:
    """Say how probably each target of the plan is reached under one scenario."""
    options = replace(options, until=UNTIL)
    request, (chosen,) = settle(options, 2, lambda: (one_scenario(scenario, options.world),))
    with computing(how.lang) as meter:
        results = targets_checked(chosen, request, progress=meter)
    files = {"targets.csv": results.write_csv, "targets.json": results.write_json}
    code = deliver(results, files, print_targets, request, how)
    if results.not_measured:
        names = ", ".join(results.not_measured)
        warn(word("message.not_measured", how.lang, names=names), how.lang)
    return code
