"""The report as one web page that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from views.report.pieces import Report

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
    return made.get_template("page.html.jinja").render(report=report).encode()
