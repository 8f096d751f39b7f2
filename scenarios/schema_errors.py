"""From pydantic's errors to problems that name file, key, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from locales.catalogue import Phrase, phrase
from scenarios.chinese_names import english, meant
from scenarios.errors import MOST_PROBLEMS, listed, nearest, problem_at, shown
from scenarios.field_types import FIRST_QUARTER, LAST_QUARTER
from scenarios.inheritance import Leaves, inherited_from
from scenarios.schema import PATHS, model_at, said_of_keys
from scenarios.toml_text import disguise


class Document(NamedTuple):
    """A file as it is checked: its name, its text, and its values over those that it inherits.

    ``origin`` is the name under which ``leaves`` have the file's own values, ``shift`` the number
    of inherited changes of the world that stand before its own.
    """

    file: str
    text: str
    tables: Mapping[str, Any]
    leaves: Leaves
    origin: str
    shift: int


def problems_of(error: ValidationError, document: Document) -> tuple[list[Phrase], int]:
    """The first problems of a file, and how many more there are."""
    errors = error.errors(include_url=False)
    found = [_problem(one, document) for one in errors[:MOST_PROBLEMS]]
    return found, len(errors) - len(found)


def _is_default(where: Sequence[Any], tables: Mapping[str, Any]) -> bool:
    """Whether a value is a default, since the file has no such key."""
    table: Any = tables
    for step in where[:-1]:
        there = isinstance(step, int) or (isinstance(table, Mapping) and step in table)
        table = table[step] if there else {}
    return isinstance(table, Mapping) and where[-1] not in table


def _problem(error: Any, document: Document) -> Phrase:
    """One error of pydantic as a problem."""
    file = document.file
    where = [step for step in error["loc"] if step != "[key]"]
    source = inherited_from(where, document.leaves, document.origin)
    default = bool(where) and _is_default(where, document.tables)
    if where[:2] == ["world", "changes"] and len(where) > 2 and isinstance(where[2], int):
        where[2] -= document.shift
    kind = error["type"]
    if kind == "liaosim":
        return _check_failed(error, document, where, source, default)
    if kind == "extra_forbidden":
        return _unknown_key(where, document)
    if kind == "missing":
        return problem_at(file, where, phrase("problem.missing"), allowed=_allowed_at(where))
    context = error.get("ctx") or {}
    value = shown(error["input"])
    if kind == "too_long":
        allowed = phrase("problem.at_most_items", n=context.get("max_length", 0))
        reason = phrase("problem.too_long", n=context.get("actual_length", 0))
        return problem_at(file, where, reason, found=value, allowed=allowed)
    if kind == "list_type":
        return problem_at(
            file, where, phrase("problem.not_list"), found=value, allowed=phrase("problem.a_list")
        )
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        model = model_at(where)
        names = listed(tuple(model.model_fields)) if model else ("{name = …}",)
        allowed = phrase("problem.a_table", what=names)
        return problem_at(file, where, phrase("problem.not_table"), found=value, allowed=allowed)
    if kind == "bool_type":
        either = ("true", "false")
        return problem_at(file, where, phrase("problem.not_boolean"), found=value, allowed=either)
    if kind in ("float_type", "string_type", "int_type"):
        reason = phrase("problem.not_text" if kind == "string_type" else "problem.not_number")
        return problem_at(file, where, reason, found=value)
    return problem_at(file, where, error["msg"], found=value)


def _check_failed(
    error: Any, document: Document, where: Sequence[Any], source: str, default: bool
) -> Phrase:
    """A check of :mod:`scenarios.field_types` that a value does not pass.

    ``source`` is the file that it was inherited from, if it was; ``default`` says that no file
    has it.
    """
    context = error["ctx"]
    value = context.get("found", error["input"])
    given = isinstance(value, bool | int | float | str | list | dict) or "found" in context
    reason, allowed, names = (context[part] for part in ("reason", "allowed", "names"))
    is_pair = reason == phrase("problem.one_of_two")
    if isinstance(value, str) and default:
        reason = phrase("problem.default_wrong", default=shown(value), reason=reason)
        return problem_at(document.file, where, reason, allowed=allowed)
    if source:
        reason = phrase("problem.inherited", reason=reason, source=source)
    elif isinstance(value, str) and (odd := disguise(value, document.text)):
        reason = phrase("problem.both_reasons", reason=reason, also=odd)
    only = names[0] if len(names) == 1 else ""
    return problem_at(
        document.file,
        [*where[: -1 if is_pair else None], *context["at"]],
        reason,
        found=shown(value) if given and not is_pair else "",
        allowed=allowed,
        near=english(value, names) or nearest(value, names) or only,
    )


def _unknown_key(where: Sequence[Any], document: Document) -> Phrase:
    """A key that its table does not have."""
    name = str(where[-1])
    parent = model_at(where[:-1])
    names = tuple(parent.model_fields) if parent is not None else ()
    said = said_of_keys()
    near = nearest(name, names) or meant(name, {key: said.get(key, "") for key in names})
    odd = disguise(name, document.text)
    reason = phrase("problem.unknown_key")
    return problem_at(
        document.file,
        where,
        phrase("problem.both_reasons", reason=reason, also=odd) if odd else reason,
        found=shown(name),
        allowed=listed(names, most=30),
        near=near,
    )


def _allowed_at(where: Sequence[Any]) -> object:
    """What a missing key would hold."""
    quarter = phrase("problem.quarter", first=FIRST_QUARTER, last=LAST_QUARTER)
    known = {
        "name": phrase("problem.name"),
        "start": quarter,
        "end": quarter,
        "path": listed(PATHS),
    }
    return known.get(str(where[-1]), phrase("problem.text"))
