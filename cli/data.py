"""``liaosim data``: what data and parameters there are, with their sources."""

from __future__ import annotations

import json as json_text
import sys

from rich import box
from rich.table import Table

from display import terminal
from locales.catalogue import word
from model.input_data.data_sources import holdings


def data_command(*, lang: str, json: bool) -> int:
    """What data and parameters there are, with their sources."""
    found = holdings()
    if json:
        document = {"schema": "liaosim/data/1", **found}
        print(json_text.dumps(document, ensure_ascii=False, indent=1))
        return 0
    headings = [word(f"heading.{h}", lang) for h in ("file", "rows", "years", "sources")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for entry in found["files"]:
        titles = [source["title"] for source in entry["sources"]]
        more = f" (+{len(titles) - 2})" if len(titles) > 2 else ""
        table.add_row(
            entry["file"], str(entry["rows"]), entry["years"], "\n".join(titles[:2]) + more
        )
    out = terminal.console(sys.stdout)
    out.print(table)
    counts = Table(
        word("heading.status", lang), word("heading.parameters", lang), box=box.SIMPLE_HEAD
    )
    for status, count in found["parameters"].items():
        counts.add_row(status, str(count))
    out.print(counts)
    return 0
