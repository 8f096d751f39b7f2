"""Parts of the generated pages: tables, figures, and templates with gaps to be filled."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from display.charts import INK, inline

DOCS = Path(__file__).resolve().parents[1]
FIGURES = DOCS / "figures"
TEMPLATES = DOCS / "templates"
FONT = "Noto Sans CJK SC, Noto Sans SC, sans-serif"
GAP = re.compile(r"\{\{ *(\w+) *\}\}")
PNG: list[Path] = []  # folder for pictures to look at, if one was asked for


def number(value: float, digits: int = 3) -> str:
    """A number with some significant digits and grouped thousands; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    if value == 0.0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(places, 6)}f}"


def percent(value: float, digits: int = 1) -> str:
    """A share as a percentage."""
    return f"{100.0 * value:.{digits}f}%" if math.isfinite(value) else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A markdown table; columns in ``right`` are aligned to the right."""
    rule = ["---:" if k in right else "---" for k in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def dressed(chart: Any) -> Any:
    """A figure in the letters and colours of the pages."""
    return (
        chart.configure(font=FONT, background="#FFFFFF")
        .configure_axis(
            labelColor=INK, titleColor=INK, labelFontSize=11, titleFontSize=11, gridColor="#E6E6E6"
        )
        .configure_legend(labelColor=INK, titleColor=INK, labelFontSize=12, labelLimit=0)
        .configure_title(color=INK, fontSize=13, anchor="start", fontWeight="normal")
        .configure_view(stroke=None)
    )


def save(chart: Any, name: str) -> str:
    """Write a figure as SVG; returns the markdown that shows it."""
    spec = dressed(chart).to_dict()
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{name}.svg").write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    for folder in PNG:
        (folder / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(spec, scale=1.2))
    return f"figures/{name}.svg"


def shown(path: str, text: str) -> str:
    """Markdown of a picture with the words that stand for it."""
    return f"![{text}]({path})"


def points(rows: list[dict[str, Any]]) -> Any:
    """A chart on rows; an alias that reads well where figures are made."""
    return inline(rows)


def linear(title: str, **more: Any) -> Any:
    """A scale that need not hold zero."""
    return alt.Scale(zero=False, nice=True, **more) if title else alt.Scale()


def fill(name: str, blocks: Mapping[str, str]) -> None:
    """Write ``docs/NAME.md`` from ``docs/templates/NAME.md``, each gap filled with its block."""
    text = (TEMPLATES / f"{name}.md").read_text(encoding="utf-8")
    wanted = set(GAP.findall(text))
    if wanted != set(blocks):
        missing = sorted(wanted ^ set(blocks))
        raise ValueError(f"docs/templates/{name}.md and its blocks differ in {missing}")
    page = GAP.sub(lambda gap: blocks[gap.group(1)], text)
    (DOCS / f"{name}.md").write_text(page, encoding="utf-8")
