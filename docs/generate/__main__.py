"""Rewrite generated pages: ``python -m docs.generate [PAGE ...] [--png FOLDER]``.

Pages: parameters, records, panel, indicators, levers, cli, settings, odd, events/...,
feedbacks, population, first-results, lives, coverage, gap. Text that a person wrote stands in
``docs/templates/PAGE.md``; its gaps ``{{ like_this }}`` are filled with tables and figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from docs.generate import (
    command,
    coverage,
    events,
    feedbacks,
    gap,
    levers,
    lives,
    markdown,
    population,
    reference,
    results,
)


def odd_blocks() -> dict[str, str]:
    """Gaps of the ODD page: the quarter's table and the facts."""
    from calibration.stylised_facts import facts

    head = ("fact", "value", "from", "to", "status", "source of the range")
    rows = [
        (f.name, f"{f.value:.3f}", f"{f.low:g}", f"{f.high:g}", f.status, f.source) for f in facts()
    ]
    return {
        "quarter": reference.quarter_table(),
        "facts": markdown.table(head, rows, (1, 2, 3)),
    }


PLAIN = {**reference.PAGES, "levers": levers.levers_page, "cli": command.reference}
FILLED: dict[str, Callable[[], dict[str, str]]] = {
    "settings": command.options,
    "odd": odd_blocks,
    "population": population.blocks,
    "first-results": results.blocks,
    "lives": lives.blocks,
    "feedbacks": feedbacks.blocks,
    "coverage": coverage.blocks,
    "gap": gap.blocks,
    **events.PAGES,
}


def main() -> None:
    """Write the pages that are named, or all."""
    known = (*PLAIN, *FILLED)
    parser = argparse.ArgumentParser(description="Rewrite generated pages of docs/.")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(known))
    parser.add_argument("--png", type=Path, help="also write figures as PNG to this folder")
    asked = parser.parse_args()
    unknown = set(asked.pages) - set(known)
    if unknown:
        parser.error(f"unknown page {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    if asked.png:
        asked.png.mkdir(parents=True, exist_ok=True)
        markdown.PNG.append(asked.png)
    for name in asked.pages or known:
        if name in FILLED:
            markdown.fill(name, FILLED[name]())
        else:
            (markdown.DOCS / f"{name}.md").write_text(PLAIN[name](), encoding="utf-8")
        print(f"docs/{name}.md")


if __name__ == "__main__":
    main()
