"""Write a report in all its forms; judge the targets that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from experiments.files import write_durably
from experiments.options import Request
from experiments.parallel import Progress
from experiments.targets import UNTIL, Attainment, targets_checked
from locales.catalogue import phrase
from model.input_data.external_world import parse_quarter
from reports.content import build
from reports.html import web_page
from reports.pdf import pages
from reports.report_data import ReportData
from reports.word import document
from scenarios.errors import LiaosimError
from scenarios.scenario import Scenario

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


def write(data: ReportData, folder: Path, lang: str) -> list[Path]:
    """Write the three files, each whole or not at all; where they are."""
    made = build(data, lang)
    for name, render in WRITERS.items():
        try:
            write_durably(folder / name, render(made), folder)
        except OSError as error:
            said = {"found": folder / name, "reason": error.strerror or str(error)}
            raise LiaosimError([phrase("message.bad_out_file", **said)]) from error
    return [folder / name for name in WRITERS]
