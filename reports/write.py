"""A report in all its forms; judges the targets that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from display.letters import texts_in, warning_of
from experiments.options import Request
from experiments.parallel import Progress
from experiments.targets import UNTIL, Attainment, targets_checked
from locales.catalogue import Phrase
from model.input_data.external_world import parse_quarter
from reports.content import build
from reports.html import web_page
from reports.pdf import pages
from reports.report_data import ReportData
from reports.word import document
from scenarios.scenario import Scenario

SCHEMA = "liaosim/report/1"
WRITERS = {"report.html": web_page, "report.docx": document, "report.pdf": pages}


def judged(
    chosen: Sequence[Scenario], request: Request, progress: Progress | None = None
) -> tuple[Attainment, ...]:
    """The targets of every scenario; none where runs end before their date."""
    last = parse_quarter(UNTIL) + 1
    if request.quarters < last:
        return ()
    asked = replace(request, quarters=last)
    return tuple(targets_checked(each, asked, progress=progress) for each in chosen)


def head(data: ReportData) -> dict[str, Any]:
    """What a report answers, as its folder's list of results has it."""
    return {**data.found.head(), "schema": SCHEMA, "attribution": data.attribution is not None}


def rendered(data: ReportData, lang: str) -> tuple[dict[str, bytes], Phrase | None]:
    """The three files by name, and what to say of letters that pages and pictures cannot show."""
    made = build(data, lang)
    files = {name: render(made) for name, render in WRITERS.items()}
    return files, warning_of(texts_in(asdict(made)))
