"""``liaosim scenarios``: list, show, check and the schema of scenario files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Any

from rich import box
from rich.table import Table

from cli.output import print_json, warn
from display.terminal import console
from locales.catalogue import word
from model.input_data.external_world import QUARTERS
from scenarios.loader import described, library, load
from scenarios.policy_schedule import instruments


def print_scenarios(listed: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """The library: name, title, description, levers in force."""
    out = console(file)
    headings = [word(f"heading.{h}", lang) for h in ("scenario", "title", "levers")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for entry in listed:
        table.add_row(
            entry["name"],
            f"{entry['title']}\n{entry['description']}",
            "\n".join(f"{word(f'lever.{name}', lang)} ({name})" for name in entry["levers"]) or "–",
        )
    out.print(table)


def scenarios_list_command(*, lang: str, json: bool) -> int:
    """The library."""
    listed = [described(scenario, lang) for scenario in library()]
    if json:
        print_json({"schema": "liaosim/scenarios/1", "scenarios": listed})
    else:
        print_scenarios(listed, lang, sys.stdout)
    return 0


def scenarios_show_command(name: str, *, lang: str, json: bool) -> int:
    """One scenario, complete."""
    found = described(load(name), lang)
    if json:
        print_json(found)
    else:
        print_scenarios([found], lang, sys.stdout)
        print_json(found["levers"])
    return 0


def scenarios_check_command(file: str, *, lang: str, json: bool) -> int:
    """Whether a file is a scenario; what is wrong is raised."""
    scenario = load(file)
    warnings = [notice.message(lang) for notice in instruments(scenario, QUARTERS)[2]]
    if json:
        print_json(
            {
                "file": file,
                "ok": True,
                "name": scenario.name,
                "hash": scenario.content_hash,
                "warnings": warnings,
            }
        )
        return 0
    print(
        word(
            "message.checked", lang, file=file, name=scenario.name, hash=scenario.content_hash[:12]
        )
    )
    for warning in warnings:
        warn(warning, lang)
    return 0


def scenarios_schema_command() -> int:
    """The JSON schema of scenario files."""
    from scenarios.schema import json_schema

    print_json(json_schema())
    return 0
