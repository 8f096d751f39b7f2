"""The report as one web page that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

from fontTools import subset
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from display.letters import font_file
from locales.catalogue import word
from reports.blocks import Report

HERE = Path(__file__).resolve().parent


def _base64(data: bytes) -> str:
    """Bytes as text inside a page."""
    return b64encode(data).decode("ascii")


def web_page(report: Report) -> bytes:
    """The page, its pictures inside it."""
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.filters["base64"] = _base64
    made.globals["word"] = word
    template = made.get_template("page.html.jinja")
    letters = subset_font(template.render(report=report, font=b""))
    return template.render(report=report, font=letters).encode()


def subset_font(text: str) -> bytes:
    """The font with the letters of a text only, as WOFF."""
    options = subset.Options()
    options.flavor = "woff"
    options.layout_features = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(font_file()), options)
    chosen = subset.Subsetter(options)
    chosen.populate(text=text)
    chosen.subset(font)
    file = BytesIO()
    subset.save_font(font, file, options)
    font.close()
    return file.getvalue()
