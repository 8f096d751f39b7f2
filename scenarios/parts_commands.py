"""What the commands ``attribute`` and ``panel`` do; each returns the exit code."""

from __future__ import annotations

import sys
from functools import partial

from scenarios import printing_parts
from scenarios.attribute import attribute_checked, pair_of
from scenarios.catalogue import word
from scenarios.commands import Write, announce_compiling, close, keep, print_json, say
from scenarios.meter import Meter
from scenarios.panel import check_years, panel_checked
from scenarios.parts import SECTIONS
from scenarios.players import game
from scenarios.request import Asked, parquet_file
from scenarios.sources import settle


def attribute(
    name: str, baseline: str, asked: Asked, *, detail: bool, lang: str, json: bool
) -> int:
    """Take a mix apart into its levers; print parts, cost and fairness or the JSON document."""
    request, chosen = settle(asked, 2, lambda: pair_of(name, baseline, asked.world))
    first, second = chosen
    played = game(first, second, request.quarters)
    announce_compiling(lang)
    with Meter(word("message.running", lang), lang) as meter:
        found = attribute_checked(played, request, detail=detail, progress=meter)
    tables: dict[str, Write] = {
        f"{what}.csv": partial(found.write_csv, what=what) for what in SECTIONS
    }
    keep(request.out, {**tables, "attribute.json": found.write_json}, lang)
    if json:
        found.write_json(sys.stdout)
    else:
        printing_parts.print_attribution(found, lang, sys.stdout)
    return close(found, request, lang)


def panel(name: str, baseline: str, file: str, asked: Asked, *, lang: str, json: bool) -> int:
    """Write a panel of enterprises with their true effects; say what is in it."""
    request, chosen = settle(asked, 1, lambda: pair_of(name, baseline, asked.world))
    check_years(request)
    path = parquet_file(file)
    announce_compiling(lang)
    with Meter(word("message.running", lang), lang) as meter:
        found = panel_checked(chosen, request, progress=meter)
    found.write_parquet(path)
    say("message.written", lang, places=str(path))
    if json:
        print_json(found.document(str(path)))
    else:
        printing_parts.print_panel(found, lang, sys.stdout)
    return close(found, request, lang)
