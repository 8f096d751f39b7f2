"""Rewrite generated pages: ``python -m docs.generate [PAGE ...] [--png FOLDER]``.

Text that a person wrote stands in ``docs/templates/PAGE.md``; its gaps ``{{ like_this }}`` are
filled with tables and figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
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

PAGES: dict[str, Callable[[], dict[str, str]]] = {
    "parameters": reference.parameters,
    "records": reference.records,
    "indicators": reference.indicators,
    "panel": reference.panel,
    "levers": levers.blocks,
    "cli": command.reference,
    "settings": command.options,
    **{name: partial(events.blocks, name) for name in events.NAMES},
    "odd": reference.odd,
    "population": population.blocks,
    "first-results": results.blocks,
    "lives": lives.blocks,
    "feedbacks": feedbacks.blocks,
    "coverage": coverage.blocks,
    "gap": gap.blocks,
}


def main() -> None:
    """Write the pages that are named, or all."""
    parser = argparse.ArgumentParser(description="Rewrite generated pages of docs/.")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    parser.add_argument("--png", type=Path, help="also write figures as PNG to this folder")
    asked = parser.parse_args()
    unknown = set(asked.pages) - set(PAGES)
    if unknown:
        parser.error(f"unknown page {', '.join(sorted(unknown))}; known: {', '.join(PAGES)}")
    if asked.png:
        asked.png.mkdir(parents=True, exist_ok=True)
        markdown.PNG.append(asked.png)
    for name in asked.pages or PAGES:
        page = markdown.filled(name, PAGES[name]())
        (markdown.DOCS / f"{name}.md").write_text(page, encoding="utf-8")
        print(f"docs/{name}.md")


if __name__ == "__main__":
    main()
