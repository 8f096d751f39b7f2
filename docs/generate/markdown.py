"""Parts of the generated pages: tables, figures, and templates with gaps to be filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert

from display.charts import INK, finished

DOCS = Path(__file__).resolve().parents[1]
FIGURES = DOCS / "figures"
TEMPLATES = DOCS / "templates"
GAP = re.compile(r"\{\{ *(\w+) *\}\}")
PNG: list[Path] = []  # folder for pictures to look at, if one was asked for


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A markdown table; columns in ``right`` are aligned to the right."""
    rule = ["---:" if k in right else "---" for k in range(len(head))]
    return table_rows([head, rule, *rows])


def table_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows of a markdown table, whose heading stands in a template."""
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def safe(text: str) -> str:
    """Text that is safe inside a table."""
    return text.replace("``", "`").replace("|", "\\|").replace("<", "&lt;")


def figure(chart: Any, name: str, text: str) -> str:
    """Write a figure as SVG; the markdown that shows it, with the words that stand for it."""
    title = {"color": INK, "fontSize": 13, "anchor": "start", "fontWeight": "normal"}
    spec = finished(chart).configure_title(**title).to_dict()
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{name}.svg").write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    for folder in PNG:
        (folder / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(spec, scale=1.2))
    return f"![{text}](figures/{name}.svg)"


def template(name: str) -> str:
    """What a person wrote of a page, with its gaps."""
    return (TEMPLATES / f"{name}.md").read_text(encoding="utf-8")


def filled(name: str, blocks: Mapping[str, str]) -> str:
    """The page ``docs/NAME.md``: its template, each gap filled with its block."""
    text = template(name)
    wanted = set(GAP.findall(text))
    if wanted != set(blocks):
        missing = sorted(wanted ^ set(blocks))
        raise ValueError(f"docs/templates/{name}.md and its blocks differ in {missing}")
    return GAP.sub(lambda gap: blocks[gap.group(1)], text)
