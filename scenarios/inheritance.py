"""What holds when one scenario extends another: each value with where it was written.

A file's tables are laid over those of what it extends, value by value: what is written nearer wins.
Lists are replaced whole, tables by city or product entry by entry, and changes of the world are
added. A general key and its special ones never stand beside each other: ``rate`` replaces the rates
that it stands for and the other way round, places and sectors are one selection each, and a region
replaces the entries of its cities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from locales.catalogue import Phrase, phrase
from model.input_data.data_tables import REGIONS
from scenarios.chinese_names import english
from scenarios.errors import problem_at
from scenarios.field_types import Added, OneOf, checks_of
from scenarios.levers.registry import LEVERS
from scenarios.schema import model_at

Where = tuple[str | int, ...]
SELECTIONS = (("regions", "cities"), ("groups", "sectors"))  # keys that are one choice together
CHANGES = ("world", "changes")
NOT_INHERITED = {("name",), ("extends",), ("title",), ("description",), ("national",)}
MORE_OR_LESS = re.compile(r"\s*[+-]\s*[0-9.]")


class Written(NamedTuple):
    """A value, the file that gives it, and the values of other files whose place it takes."""

    value: Any
    source: str
    instead: tuple[tuple[Where, Any, str], ...] = ()


Leaves = dict[Where, Written]


def leaves_of(tables: Mapping[str, Any], source: str) -> tuple[Leaves, list[Phrase]]:
    """Every value of a file by its place, names in Chinese made into keys; names given twice."""
    found: Leaves = {}
    problems: list[Phrase] = []

    def walk(node: Any, where: Where) -> None:
        if isinstance(node, dict) and node:
            for key, item in node.items():
                walk(item, (*where, _key(key, where)))
        elif where == CHANGES and isinstance(node, list) and node:
            for i, item in enumerate(node):
                walk(item, (*where, i))
        elif where in found:
            problems.append(
                problem_at(source, where, phrase("problem.twice"), allowed=phrase("problem.once"))
            )
        else:
            found[where] = Written(_value(node, where), source)

    for key, node in tables.items():
        walk(node, (key,))
    return found, problems


def _names(where: Where) -> tuple[str, ...]:
    """Names that may stand in the value at a place, where that is a list or a table of names."""
    head = 3 if where[:2] == CHANGES else 2
    model = model_at(where[:head]) if len(where) > head else None
    info = model.model_fields.get(str(where[head])) if model else None
    checks = checks_of(info.metadata, info.annotation) if info else []
    return tuple(name for check in checks if isinstance(check, OneOf) for name in check.names)


def _key(key: str, where: Where) -> str:
    """A key of a table; a Chinese name of a place, sector or product becomes its key."""
    return key if key.isascii() else english(key, _names(where)) or key


def _value(value: Any, where: Where) -> Any:
    """A value; Chinese names in it become keys."""
    if isinstance(value, list):
        return [_value(item, where) for item in value]
    if isinstance(value, str) and not value.isascii():
        return english(value, _names(where)) or value
    return value


def laid_over(base: Leaves, top: Leaves) -> Leaves:
    """The values of a file over those of what it extends."""
    base = {
        w: x for w, x in base.items() if w[:1] not in NOT_INHERITED and w != ("world", "inherit")
    }
    top = _shifted(base, _opened(base, top))
    taken: dict[Where, list[Where]] = {}  # places of the base by the place of top that takes them
    prefixes = {where[:n] for where in top for n in range(len(where))}
    for where in base:
        by = _taken_by(where, top, prefixes)
        if by is not None:
            taken.setdefault(by, []).append(where)
    gone = {where for places in taken.values() for where in places}
    merged = {where: written for where, written in base.items() if where not in gone}
    kept = {where[:n] for where in merged for n in range(len(where))}
    for where, written in top.items():
        value = written.value
        if where in base and _is_change(value):
            value = _added(value, base[where].value)
        if where in kept:
            continue  # a table or list without entries, which takes nothing away
        places = [(w, base[w].value, base[w].source) for w in taken.get(where, ())]
        merged[where] = Written(value, written.source, tuple(places))
    return merged


def _opened(base: Leaves, top: Leaves) -> Leaves:
    """``top`` with an inherited ``rate`` written out for the rates that it leaves alone."""
    made = dict(top)
    for where, written in base.items():
        rates = LEVERS[str(where[1])].rate_of if _is_lever_key(where, "rate") else ()
        own = {rate for rate in rates if (*where[:2], rate) in top}
        for rate in rates if own else ():
            made.setdefault((*where[:2], rate), written)
    return made


def _shifted(base: Leaves, top: Leaves) -> Leaves:
    """``top`` with its changes of the world counted after the inherited ones."""
    n = changes_before(base, top)
    return {
        (*CHANGES, where[2] + n, *where[3:])
        if where[:2] == CHANGES and len(where) > 2 and isinstance(where[2], int)
        else where: written
        for where, written in top.items()
    }


def changes_before(base: Leaves, top: Leaves) -> int:
    """How many inherited changes of the world stand before those of a file."""
    if _replaces(top):
        return 0
    return len({where[2] for where in base if where[:2] == CHANGES and len(where) > 2})


def _replaces(top: Leaves) -> bool:
    """Whether a file's changes of the world take the place of the inherited ones."""
    said = top.get(("world", "inherit"))
    return said is not None and said.value == "replace"


def _is_lever_key(where: Where, *keys: str) -> bool:
    """Whether a place is one of these keys of a lever."""
    return len(where) == 3 and where[0] == "levers" and where[1] in LEVERS and where[2] in keys


def _taken_by(where: Where, top: Leaves, prefixes: set[Where]) -> Where | None:
    """The place of ``top`` that takes a place of the base, if any does."""
    for n in range(1, len(where) + 1):
        over = top.get(where[:n])
        if over is not None and not (n < len(where) and _takes_nothing(where[:n], over.value)):
            return where[:n]
    if where in prefixes:  # a value where top has a table
        return next(w for w in top if w[: len(where)] == where)
    if where[:2] == CHANGES:
        return ("world", "inherit") if _replaces(top) else None
    if where[0] != "levers" or len(where) < 2:
        return None
    lever = where[:2]
    off = top.get((*lever, "off"))
    if off is not None and off.value is True:
        return (*lever, "off")
    return _rival(where, lever, top)


def _takes_nothing(where: Where, value: Any) -> bool:
    """Whether a value is the head of a table, or no further change of the world."""
    return (value == {} and len(where) < 3) or (value == [] and where == CHANGES)


def _rival(where: Where, lever: Where, top: Leaves) -> Where | None:
    """The key of the same lever in ``top`` that speaks of the same as a key of the base."""
    table = LEVERS.get(str(lever[1]))
    if table is None or len(where) < 3:
        return None
    key, rivals = str(where[2]), []
    if key == "off":
        rivals = [w for w in top if w[:2] == lever]
    elif key == "rate" or key in table.rate_of:
        others = table.rate_of if key == "rate" else ("rate",)
        rivals = [(*lever, other) for other in others if (*lever, other) in top]
    elif len(where) == 4 and where[3] not in REGIONS:
        regions = (r for r, cities in REGIONS.items() if where[3] in cities)
        rivals = [(*where[:3], region) for region in regions if (*where[:3], region) in top]
    for keys in SELECTIONS:
        if key in keys:
            rivals = [(*lever, other) for other in keys if (*lever, other) in top]
    return rivals[0] if rivals else None


def _is_change(value: Any) -> bool:
    """Whether a value, or one of a list, adds to or takes from what is inherited."""
    if isinstance(value, list):
        return any(map(_is_change, value))
    return isinstance(value, str) and MORE_OR_LESS.match(value) is not None


def _added(value: Any, over: Any) -> Any:
    """A value that is added to an inherited one, or a list of such, one a year."""
    if not isinstance(value, list):
        return Added(value, over)
    overs = over if isinstance(over, list) else [over] * len(value)
    if len(overs) != len(value):
        return value
    return [Added(v, o) if _is_change(v) else v for v, o in zip(value, overs, strict=True)]


def tables_of(leaves: Leaves) -> dict[str, Any]:
    """Values by place as the tables of a file."""
    tables: dict[str, Any] = {}
    for where, written in leaves.items():
        table: Any = tables
        for step in where[:-1]:
            table = table.setdefault(step, {})
        table[where[-1]] = written.value
    world = tables.get("world")
    changes = world.get("changes") if isinstance(world, dict) else None
    if isinstance(world, dict) and isinstance(changes, dict) and 0 in changes:
        world["changes"] = [changes[i] for i in sorted(changes)]
    return tables


def inherited_from(where: Sequence[str | int], leaves: Leaves, source: str) -> str:
    """The file that a wrong value was inherited from, or nothing where it is the file's own."""
    for n in range(len(where), 0, -1):
        written = leaves.get(tuple(where[:n]))
        if written is not None:
            return "" if written.source == source else written.source
    return ""
