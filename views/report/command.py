"""What the command ``report`` does: runs, targets, figures, three files; returns the exit code."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.world import label, parse_quarter
from scenarios.attribute import attribute_checked
from scenarios.attribution import Attribution
from scenarios.catalogue import word
from scenarios.commands import announce_compiling, close, print_json, say
from scenarios.compare import BASELINE, compare_checked
from scenarios.errors import InputError, LiaosimError
from scenarios.files import write_durably
from scenarios.load import Scenario
from scenarios.meter import Meter
from scenarios.players import game
from scenarios.request import Asked, Request, problem
from scenarios.sources import settle, several_scenarios
from scenarios.targets import UNTIL, Attainment, targets_checked
from views.report.build import build
from views.report.dataset import ReportData
from views.report.pages_file import pages
from views.report.sentences import sentences
from views.report.web_file import web_page
from views.report.word_file import document

SCHEMA = "liaosim/report/1"
DEFAULT = (BASELINE, "plan_2015")
WRITERS = {"report.html": web_page, "report.docx": document, "report.pdf": pages}
WHOLE_YEAR = 4


def report(names: Sequence[str], asked: Asked, *, attribute: bool, lang: str, json: bool) -> int:
    """Compare scenarios, judge their targets, and write the report three times."""
    named = names or DEFAULT
    request, chosen = settle(asked, 2, lambda: several_scenarios(named, asked.world))
    if request.quarters < WHOLE_YEAR:
        until = label(request.quarters - 1)
        raise InputError([problem("message.report_no_year", until=until)])
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
    write(data, folder, lang)
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


def judged(chosen: Sequence[Scenario], request: Request, lang: str) -> tuple[Attainment, ...]:
    """The targets of every scenario; none where runs end before their date."""
    last = parse_quarter(UNTIL) + 1
    if request.quarters < last:
        return ()
    with Meter(word("message.report_targets", lang), lang) as meter:
        asked = replace(request, quarters=last)
        return tuple(targets_checked(each, asked, progress=meter) for each in chosen)


def command_line(names: Sequence[str], asked: Asked, *, attribute: bool, lang: str) -> str:
    """The command that makes the same report again."""
    words = ["liaosim", "report", *names]
    for option in ("seed", "runs", "scale", "until"):
        words += [f"--{option}", str(getattr(asked, option))]
    if asked.world is not None:
        words += ["--world", asked.world]
    words += ["--attribute"] * attribute + ["--lang", lang, "--out", str(asked.out)]
    return shlex.join(words)


def write(data: ReportData, folder: Path, lang: str) -> None:
    """Write the three files, each whole or not at all."""
    made = build(data, lang)
    for name, render in WRITERS.items():
        try:
            write_durably(folder / name, render(made), folder)
        except OSError as error:
            said = {"found": folder / name, "reason": error.strerror or str(error)}
            raise LiaosimError([problem("message.bad_out_file", **said)]) from error
    places = ", ".join(str(folder / name) for name in WRITERS)
    say("message.written", lang, places=places)
