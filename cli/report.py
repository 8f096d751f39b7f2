"""``liaosim report``: runs, targets and figures as a web page, a document and pages."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from cli.options import How, ScenarioNames, option, takes
from cli.output import close, computing, keep, print_json, say, warn
from display.progress import Meter
from experiments.attribution.attribution import Attribution, attribute_checked
from experiments.attribution.coalitions import game
from experiments.comparison import BASELINE, compare_checked
from experiments.options import RunOptions, settle
from experiments.targets import Attainment
from locales.catalogue import phrase, word
from model.input_data.external_world import label
from reports.report_data import ReportData
from reports.sentences import sentences
from reports.write import SCHEMA, WRITERS, head, judged, rendered
from scenarios.errors import InputError
from scenarios.loader import several_scenarios

DEFAULT = (BASELINE, "plan_2015")
WHOLE_YEAR = 4
Out = Annotated[str, option("out", "--out", "DIR")]
Attribute = Annotated[bool, option("report_attribute", "--attribute")]


@takes("seed", "runs", "scale", "until", "parameters", "world", "workers", "json")
def report(
    options: RunOptions,
    how: How,
    scenarios: ScenarioNames = None,
    out: Out = "report",
    attribute: Attribute = False,
) -> int:
    """Compare scenarios, judge their targets, and write the report three times."""
    names, lang = scenarios or DEFAULT, how.lang
    options = replace(options, out=out)
    request, chosen = settle(options, 2, lambda: several_scenarios(names, options.world))
    if request.quarters < WHOLE_YEAR:
        until = label(request.quarters - 1)
        raise InputError([phrase("message.report_no_year", until=until)])
    played = game(chosen[0], chosen[1], request.quarters) if attribute else None
    with computing(lang) as meter:
        comparison = compare_checked(chosen, request, progress=meter)
    attained: tuple[Attainment, ...] = ()
    parts: Attribution | None = None
    if not comparison.interrupted:
        with Meter(word("message.report_targets", lang), lang) as meter:
            attained = judged(chosen, request, meter)
        if played is not None:
            with Meter(word("message.report_attribution", lang), lang) as meter:
                parts = attribute_checked(played, request, progress=meter)
    say("message.report_drawing", lang)
    again = command_line(names, options, attribute=attribute, lang=lang)
    data, folder = ReportData(comparison, attained, parts, again), request.out or Path()
    files, lacking = rendered(data, lang)
    keep(folder, head(data), files, lang)
    if lacking is not None:
        warn(lacking.message(lang), lang)
    if how.json:
        print_json(listed(data, folder, lang))
    return close(comparison, request, lang)


def listed(data: ReportData, folder: Path, lang: str) -> dict[str, Any]:
    """What was written and the sentences of its first page, for machines."""
    found = data.found
    return {
        "schema": SCHEMA,
        "baseline": found.baseline,
        "scenarios": list(found.scenarios),
        "runs": found.runs,
        "seeds": list(found.seeds),
        "files": [str(folder / name) for name in WRITERS],
        "sentences": {
            name: [said.text for said in sentences(data, name, lang)] for name in found.scenarios
        },
        "command": data.command,
    }


def command_line(names: Sequence[str], options: RunOptions, *, attribute: bool, lang: str) -> str:
    """The command that makes the same report again."""
    words = ["liaosim", "report", *names]
    for name in ("seed", "runs", "scale", "until", "parameters"):
        words += [f"--{name}", str(getattr(options, name))]
    if options.world is not None:
        words += ["--world", options.world]
    words += ["--attribute"] * attribute + ["--lang", lang, "--out", str(options.out)]
    return shlex.join(words)
