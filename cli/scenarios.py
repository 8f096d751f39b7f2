"""``liaosim scenarios``: list, show, check and the schema of scenario files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Any

from rich import box
from rich.markup import escape
from rich.table import Table

from cli.output import print_json, warn
from display.terminal import console
from locales.catalogue import word
from scenarios.errors import shown
from scenarios.loader import described, library, load, resolve
from scenarios.policy_schedule import instruments
from scenarios.schema import LONGEST_DESCRIPTION


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


def print_resolved(name: str, lang: str, json: bool) -> None:
    """Every value that holds after ``extends``, and where each comes from."""
    found = resolve(name)
    values = found.values()
    if json:
        scenario = {"name": found.scenario.name, "hash": found.scenario.content_hash}
        print_json({"schema": "liaosim/resolved/1", **scenario, "values": values})
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("key", "value", "source", "instead"):
        table.add_column(word(f"heading.{heading}", lang), overflow="fold")
    for row in values:
        number = isinstance(row["value"], int | float) and not isinstance(row["value"], bool)
        value = "–" if row["value"] is None else whole(row["value"])
        value += f" {row['unit']}" if number and row["unit"] else ""
        source = word("heading.default", lang) if row["source"] == "default" else row["source"]
        table.add_row(*map(escape, (row["key"], value, source, in_place_of(row))))
    console(sys.stdout).print(table)


def whole(value: Any) -> str:
    """A value as a file would have it, nothing cut."""
    items = value if isinstance(value, list) else [value]
    texts = ", ".join(shown(item, LONGEST_DESCRIPTION) for item in items)
    return f"[{texts}]" if isinstance(value, list) else texts


def in_place_of(row: dict[str, Any]) -> str:
    """The inherited values whose place a value takes."""
    return "; ".join(
        ("" if other["key"] == row["key"] else f"{other['key']} = ")
        + f"{whole(other['value'])} ({other['source']})"
        for other in row["instead"]
    )


def scenarios_show_command(name: str, resolved: bool, *, lang: str, json: bool) -> int:
    """One scenario, complete."""
    if resolved:
        print_resolved(name, lang, json)
        return 0
    found = described(load(name), lang)
    if json:
        print_json(found)
    else:
        print_scenarios([found], lang, sys.stdout)
        print_json(found["levers"])
    return 0


def scenarios_check_command(file: str, *, lang: str, json: bool) -> int:
    """Whether a file is a scenario; what is wrong is raised."""
    found = resolve(file)
    scenario, values, replaced = found.scenario, found.amounts(), found.replaced()
    warnings = [notice.message(lang) for notice in instruments(scenario, 64)[2]]
    if json:
        print_json(
            {
                "file": file,
                "ok": True,
                "name": scenario.name,
                "hash": scenario.content_hash,
                "amounts": values,
                "replaced": replaced,
                "warnings": warnings,
            }
        )
        return 0
    print(
        word(
            "message.checked", lang, file=file, name=scenario.name, hash=scenario.content_hash[:12]
        )
    )
    for key, text in values.items():
        print(f"  {key}: {text}")
    for row in replaced:
        said = {"value": whole(row["value"]), "instead": in_place_of(row)}
        print("  " + word("message.replaces", lang, key=row["key"], **said))
    for warning in warnings:
        warn(warning, lang)
    return 0


def scenarios_schema_command() -> int:
    """The JSON schema of scenario files."""
    from scenarios.schema import json_schema

    print_json(json_schema())
    return 0
