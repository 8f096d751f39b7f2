"""``liaosim scenarios``: list, show, check and the schema of scenario files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Annotated, Any

from cli.options import How, PlainCommand, ScenarioName, argument, both, group, takes
from cli.output import print_json, warn
from display.terminal import console, list_table
from locales.catalogue import word
from scenarios.loader import described, library, load
from scenarios.policy_schedule import instruments
from scenarios.schema import json_schema

FileName = Annotated[str, argument("file", "FILE")]
scenarios = group("scenarios")


def print_scenarios(listed: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """The library: name, title, description, levers in force."""
    rows = []
    for entry in listed:
        levers = "\n".join(f"{word(f'lever.{name}', lang)} ({name})" for name in entry["levers"])
        rows.append((entry["name"], f"{entry['title']}\n{entry['description']}", levers or "–"))
    console(file).print(list_table(("scenario", "title", "levers"), rows, lang))


@scenarios.command("list", cls=PlainCommand, help=both("list"))
@takes("json")
def list_library(how: How) -> int:
    """List the library."""
    entries = [described(scenario, how.lang) for scenario in library()]
    if how.json:
        print_json({"schema": "liaosim/scenarios/1", "scenarios": entries})
    else:
        print_scenarios(entries, how.lang, sys.stdout)
    return 0


@scenarios.command("show", cls=PlainCommand, help=both("show"))
@takes("json")
def show(how: How, name: ScenarioName) -> int:
    """Show one scenario in full."""
    entry = described(load(name), how.lang)
    if how.json:
        print_json(entry)
    else:
        print_scenarios([entry], how.lang, sys.stdout)
        print_json(entry["levers"])
    return 0


@scenarios.command("check", cls=PlainCommand, help=both("check"))
@takes("json")
def check(how: How, file: FileName) -> int:
    """Say whether a file is a scenario; what is wrong is raised."""
    lang, scenario = how.lang, load(file)
    name, digest = scenario.name, scenario.content_hash
    warnings = [notice.message(lang) for notice in instruments(scenario, 64)[2]]
    if how.json:
        about = {"file": file, "ok": True, "name": name, "hash": digest, "warnings": warnings}
        print_json(about)
        return 0
    print(word("message.checked", lang, file=file, name=name, hash=digest[:12]))
    for warning in warnings:
        warn(warning, lang)
    return 0


@scenarios.command("schema", cls=PlainCommand, help=both("schema"))
@takes("json")
def schema() -> int:
    """Print the JSON schema of scenario files."""
    print_json(json_schema())
    return 0
