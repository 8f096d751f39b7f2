"""``liaosim report``: runs, targets and figures as a web page, a document and pages."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cli.output import announce_compiling, close, keep, print_json, say
from display.progress import Meter
from experiments.attribution.attribution import Attribution, attribute_checked
from experiments.attribution.coalitions import game
from experiments.comparison import BASELINE, compare_checked
from experiments.options import Asked, settle
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


def report_command(
    names: Sequence[str], asked: Asked, *, attribute: bool, lang: str, json: bool
) -> int:
    """Compare scenarios, judge their targets, and write the report three times."""
    named = names or DEFAULT
    request, chosen = settle(asked, 2, lambda: several_scenarios(named, asked.world))
    if request.quarters < WHOLE_YEAR:
        until = label(request.quarters - 1)
        raise InputError([phrase("message.report_no_year", until=until)])
    played = game(chosen[0], chosen[1], request.quarters) if attribute else None
    announce_compiling(lang)
    with Meter(word("message.running", lang), lang) as meter:
        found = compare_checked(chosen, request, progress=meter)
    attained: tuple[Attainment, ...] = ()
    parts: Attribution | None = None
    if not found.interrupted:
        attained = judged(chosen, request, lang)
        if played is not None:
            with Meter(word("message.report_attribution", lang), lang) as meter:
                parts = attribute_checked(played, request, progress=meter)
    again = command_line(named, asked, attribute=attribute, lang=lang)
    say("message.report_drawing", lang)
    data, folder = ReportData(found, attained, parts, again), request.out or Path()
    keep(folder, head(data), rendered(data, lang), lang)
    if json:
        print_json(listed(data, folder, lang))
    return close(found, request, lang)


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


def command_line(names: Sequence[str], asked: Asked, *, attribute: bool, lang: str) -> str:
    """The command that makes the same report again."""
    words = ["liaosim", "report", *names]
    for option in ("seed", "runs", "scale", "until"):
        words += [f"--{option}", str(getattr(asked, option))]
    if asked.world is not None:
        words += ["--world", asked.world]
    words += ["--attribute"] * attribute + ["--lang", lang, "--out", str(asked.out)]
    return shlex.join(words)
