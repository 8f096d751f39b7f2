"""``liaosim scenarios``: list, show, check and the schema of scenario files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Annotated, Any

from cli.options import How, PlainCommand, ScenarioName, argument, both, group, option, takes
from cli.output import print_json, warn
from display.terminal import Screen, Table, list_table
from locales.catalogue import joined, word
from model.input_data.external_world import QUARTERS
from scenarios.errors import shown
from scenarios.loader import described, library, load, resolve
from scenarios.resolved import differences
from scenarios.schema import LONGEST_DESCRIPTION, json_schema

Resolved = Annotated[bool, option("resolved", "--resolved")]
FileName = Annotated[str, argument("file", "FILE")]
scenarios = group("scenarios")


MOST_NAMED = 3  # levers of a scenario that the list names, those with most money


def yearly_money(lever: dict[str, Any]) -> float:
    """Mean of a lever's money a year while it is in force, million yuan."""
    budget = lever["budget"]
    return sum(budget) / len(budget) if isinstance(budget, list) else float(budget)


def with_money(levers: dict[str, dict[str, Any]], lang: str) -> str:
    """The levers with most money, each with what it has a year, and how many more there are."""
    money = sorted(((yearly_money(table), name) for name, table in levers.items()), reverse=True)
    said = [f"{word(f'lever.{name}', lang)} {amount:,.0f}" for amount, name in money[:MOST_NAMED]]
    if rest := money[MOST_NAMED:]:
        total = f"{sum(amount for amount, _ in rest):,.0f}"
        said.append(word("message.more_levers", lang, n=len(rest), money=total))
    return joined(said, lang, "semicolon") or "–"


def print_library(listed: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """The library in short: name, title, money a year by lever."""
    rows = []
    for entry in listed:
        total = sum(map(yearly_money, entry["levers"].values()))
        money = with_money(entry["levers"], lang)
        rows.append((entry["name"], entry["title"], f"{total:,.0f}", money))
    names = ("scenario", "title", "yearly_money", "levers")
    Screen(file).print(list_table(names, rows, lang, unbroken=("scenario",)))


def print_scenarios(listed: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """The library: name, title, description, levers in force."""
    rows = []
    for entry in listed:
        levers = "\n".join(f"{word(f'lever.{name}', lang)} ({name})" for name in entry["levers"])
        rows.append((entry["name"], f"{entry['title']}\n{entry['description']}", levers or "–"))
    Screen(file).print(list_table(("scenario", "title", "levers"), rows, lang))


@scenarios.command("list", cls=PlainCommand, help=both("list"))
@takes("json")
def list_library(how: How) -> int:
    """List the library."""
    entries = [described(scenario, how.lang) for scenario in library()]
    if how.json:
        print_json({"schema": "liaosim/scenarios/1", "scenarios": entries})
    else:
        print_library(entries, how.lang, sys.stdout)
    return 0


def print_resolved(name: str, how: How) -> None:
    """Every value that holds after ``extends``, and where each comes from."""
    found, lang = resolve(name), how.lang
    values = found.values()
    if how.json:
        scenario = {"name": found.scenario.name, "hash": found.scenario.content_hash}
        print_json({"schema": "liaosim/resolved/1", **scenario, "values": values})
        return
    rows = []
    for row in values:
        value = with_unit(row["value"], row["unit"])
        source = word("heading.default", lang) if row["source"] == "default" else row["source"]
        rows.append((row["key"], value, source, in_place_of(row)))
    Screen(sys.stdout).print(list_table(("key", "value", "source", "instead"), rows, lang))


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


@scenarios.command("show", cls=PlainCommand, help=both("show"))
@takes("json")
def show(how: How, name: ScenarioName, resolved: Resolved = False) -> int:
    """Show one scenario in full."""
    if resolved:
        print_resolved(name, how)
        return 0
    entry = described(load(name), how.lang)
    if how.json:
        print_json(entry)
    else:
        print_scenarios([entry], how.lang, sys.stdout)
        print_json(entry["levers"])
    return 0


def with_unit(value: Any, unit: str) -> str:
    """A value as a file would have it, numbers with their unit; a dash where there is none."""
    if value is None:
        return "–"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{whole(value)} {unit}" if number and unit else whole(value)


@scenarios.command("diff", cls=PlainCommand, help=both("diff"))
@takes("json")
def diff(how: How, one: ScenarioName, other: ScenarioName) -> int:
    """Say which keys of two scenarios differ."""
    first, second = resolve(one), resolve(other)
    rows = differences(first, second)
    if how.json:
        about = {"a": first.scenario.name, "b": second.scenario.name}
        print_json({"schema": "liaosim/scenarios-diff/1", **about, "differences": rows})
        return 0
    if not rows:
        print(word("message.no_difference", how.lang, a=one, b=other))
        return 0
    cells: list[tuple[str, ...]] = [
        (row["key"], with_unit(row["a"], row["unit"]), with_unit(row["b"], row["unit"]))
        for row in rows
    ]
    headings = [word("heading.key", how.lang), first.scenario.name, second.scenario.name]
    Screen(sys.stdout).print(Table(how.lang, headings, "", (), [0], cells))
    return 0


@scenarios.command("check", cls=PlainCommand, help=both("check"))
@takes("json")
def check(how: How, file: FileName) -> int:
    """Say whether a file is a scenario; what is wrong is raised."""
    from scenarios.policy_schedule import instruments  # with it the whole model: half a second

    found, lang = resolve(file), how.lang
    scenario, amounts, replaced = found.scenario, found.amounts(), found.replaced()
    name, digest = scenario.name, scenario.content_hash
    warnings = [notice.message(lang) for notice in instruments(scenario, QUARTERS)[2]]
    if how.json:
        about = {"file": file, "ok": True, "name": name, "hash": digest}
        print_json({**about, "amounts": amounts, "replaced": replaced, "warnings": warnings})
        return 0
    print(word("message.checked", lang, file=file, name=name, hash=digest[:12]))
    for key, text in amounts.items():
        print(f"  {key}: {text}")
    for row in replaced:
        values = {"value": whole(row["value"]), "instead": in_place_of(row)}
        print("  " + word("message.replaces", lang, key=row["key"], **values))
    for warning in warnings:
        warn(warning, lang)
    return 0


@scenarios.command("schema", cls=PlainCommand, help=both("schema"))
@takes("json")
def schema() -> int:
    """Print the JSON schema of scenario files."""
    print_json(json_schema())
    return 0
