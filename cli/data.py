"""``liaosim data``: what data and parameters there are, with their sources."""

from __future__ import annotations

import sys

from cli.options import How, takes
from cli.output import print_json
from display.terminal import Screen, list_table
from model.input_data.data_sources import holdings


@takes("json")
def data(how: How) -> int:
    """Say what data and parameters there are, with their sources."""
    found, lang = holdings(), how.lang
    if how.json:
        print_json({"schema": "liaosim/data/1", **found})
        return 0
    rows = []
    for entry in found["files"]:
        titles = [source["title"] for source in entry["sources"]]
        more = f" (+{len(titles) - 2})" if len(titles) > 2 else ""
        sources = "\n".join(titles[:2]) + more
        rows.append((entry["file"], str(entry["rows"]), entry["years"], sources))
    out = Screen(sys.stdout)
    out.print(list_table(("file", "rows", "years", "sources"), rows, lang))
    counts = ((status, str(count)) for status, count in found["parameters"].items())
    out.print(list_table(("status", "parameters"), counts, lang))
    return 0
