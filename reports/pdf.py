"""The report as pages (PDF), set by typst with a font that holds Chinese."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from display.letters import drawable_document, font_file
from locales.catalogue import word
from reports.blocks import Block, Figure, Report

TEMPLATE = Path(__file__).resolve().parent / "page.typ"


def pages(report: Report) -> bytes:
    """The pages; the same report gives the same bytes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        document = {
            "title": report.title,
            "question": report.question,
            "lang": report.lang,
            "features": word("language.font_features", report.lang).split(),
            "sections": [
                {
                    "title": section.title,
                    "new_page": section.new_page,
                    "blocks": [_written(block, folder) for block in section.blocks],
                }
                for section in report.sections
            ],
        }
        text = json.dumps(drawable_document(document), ensure_ascii=False)
        (folder / "report.json").write_text(text, encoding="utf-8")
        shutil.copy(TEMPLATE, folder / TEMPLATE.name)
        fonts: Any = [str(font_file().parent)]
        made = typst.compile(
            str(folder / TEMPLATE.name),
            root=str(folder),
            font_paths=fonts,
            ignore_system_fonts=True,
        )
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made


def _written(block: Block, folder: Path) -> dict[str, Any]:
    """A block for the template; a picture becomes a file beside it."""
    kind = type(block).__name__
    if isinstance(block, Figure):
        file = f"{len(list(folder.glob('*.png')))}.png"
        (folder / file).write_bytes(block.picture)
        own = {"title": block.title, "alt": block.alt, "note": block.note, "file": file}
        return {"kind": kind, **own}
    return {"kind": kind, **asdict(block)}
