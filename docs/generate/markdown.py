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
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def save(chart: Any, name: str) -> str:
    """Write a figure as SVG; returns the markdown that shows it."""
    title = {"color": INK, "fontSize": 13, "anchor": "start", "fontWeight": "normal"}
    spec = finished(chart).configure_title(**title).to_dict()
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{name}.svg").write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    for folder in PNG:
        (folder / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(spec, scale=1.2))
    return f"figures/{name}.svg"


def shown(path: str, text: str) -> str:
    """Markdown of a picture with the words that stand for it."""
    return f"![{text}]({path})"


def fill(name: str, blocks: Mapping[str, str]) -> None:
    """Write ``docs/NAME.md`` from ``docs/templates/NAME.md``, each gap filled with its block."""
    text = (TEMPLATES / f"{name}.md").read_text(encoding="utf-8")
    wanted = set(GAP.findall(text))
    if wanted != set(blocks):
        missing = sorted(wanted ^ set(blocks))
        raise ValueError(f"docs/templates/{name}.md and its blocks differ in {missing}")
    page = GAP.sub(lambda gap: blocks[gap.group(1)], text)
    (DOCS / f"{name}.md").write_text(page, encoding="utf-8")
