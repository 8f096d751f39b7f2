"""From pydantic's errors to problems that name file, key, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from locales.catalogue import Phrase, phrase
from scenarios.errors import MOST_PROBLEMS, listed, nearest, problem_at, shown
from scenarios.field_types import FIRST_QUARTER, LAST_QUARTER
from scenarios.levers.registry import LEVERS, LeverTables
from scenarios.plan.place_names import english
from scenarios.schema import (
    PATHS,
    Change,
    Description,
    NationalTable,
    ScenarioFile,
    Title,
    WorldTable,
)

TABLES: dict[str, type[BaseModel]] = {
    "": ScenarioFile,
    "title": Title,
    "description": Description,
    "world": WorldTable,
    "levers": LeverTables,
    "national": NationalTable,
}


def problems_of(
    error: ValidationError, file: str, tables: Mapping[str, Any]
) -> tuple[list[Phrase], int]:
    """The first problems of a file with these tables, and how many more there are."""
    errors = error.errors(include_url=False)
    found = [_problem(one, file, tables) for one in errors[:MOST_PROBLEMS]]
    return found, len(errors) - len(found)


def _is_default(where: Sequence[Any], tables: Mapping[str, Any]) -> bool:
    """Whether a value is a default, since the file has no such key."""
    table: Any = tables
    for step in where[:-1]:
        there = isinstance(step, int) or (isinstance(table, Mapping) and step in table)
        table = table[step] if there else {}
    return isinstance(table, Mapping) and where[-1] not in table


def _problem(error: Any, file: str, tables: Mapping[str, Any]) -> Phrase:
    """One error of pydantic as a problem."""
    where = [step for step in error["loc"] if step != "[key]"]
    context = error.get("ctx") or {}
    kind = error["type"]
    if kind == "liaosim":
        value = context.get("found", error["input"])
        given = isinstance(value, bool | int | float | str | list | dict) or "found" in context
        is_pair = context["reason"].key == "problem.one_of_two"
        names = context["names"]
        if isinstance(value, str) and where and _is_default(where, tables):
            default = {"default": shown(value), "reason": context["reason"]}
            reason = phrase("problem.default_wrong", **default)
            return problem_at(file, where, reason, allowed=context["allowed"])
        return problem_at(
            file,
            [*where[: -1 if is_pair else None], *context["at"]],
            context["reason"],
            found=shown(value) if given and not is_pair else "",
            allowed=context["allowed"],
            near=english(value, names) or nearest(value, names),
        )
    if kind == "extra_forbidden":
        return _unknown_key(where, file)
    if kind == "missing":
        return problem_at(file, where, phrase("problem.missing"), allowed=_allowed_at(where))
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
        model = _model(where)
        names = listed(tuple(model.model_fields)) if model else "{name = …}"
        allowed = phrase("problem.a_table", what=names)
        return problem_at(file, where, phrase("problem.not_table"), found=value, allowed=allowed)
    if kind in ("float_type", "string_type", "int_type", "bool_type"):
        reason = phrase("problem.not_text" if kind == "string_type" else "problem.not_number")
        return problem_at(file, where, reason, found=value)
    return problem_at(file, where, error["msg"], found=value)


def _unknown_key(where: Sequence[Any], file: str) -> Phrase:
    """A key that its table does not have."""
    name = str(where[-1])
    parent = _model(where[:-1])
    names = tuple(parent.model_fields) if parent is not None else ()
    near = nearest(name, names)
    return problem_at(
        file,
        where,
        phrase("problem.unknown_key"),
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


def _model(where: Sequence[Any]) -> type[BaseModel] | None:
    """The class of the table at a place in the file."""
    if not where:
        return ScenarioFile
    if where[0] == "levers" and len(where) == 2:
        return LEVERS.get(str(where[1]))
    if where[0] == "world" and len(where) == 3 and where[1] == "changes":
        return Change
    return TABLES.get(str(where[0])) if len(where) == 1 else None
