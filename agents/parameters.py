"""The numbers behind the rules: read once from ``data/parameters.csv``, carried in one record.

A row of the table gives a value, the bounds of 90% of its prior, what the elements of a vector
sum to where that is fixed, its unit, where it comes from and what it means. Rules get
``parameters.wear[k]`` or ``parameters.habit`` from the record, so no number stands in a rule.
Vectors run over rungs, owners, systems or products as their row says.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

import numpy as np

from agents.record import ROOT, Field, Records, Vector
from agents.table_reader import (
    TableError,
    TableProblem,
    found,
    listed,
    number,
    read_table,
    shown,
)
from locales.catalogue import Phrase, phrase

PATH = ROOT / "data" / "parameters.csv"
STATUSES = ("data", "read", "recalled", "trial", "assumed")
PRIORS = ("uniform", "lognormal", "beta", "normal", "fixed")


class ParameterRow(NamedTuple):
    """One row of the table; a scalar is a tuple of one.

    ``sum`` is what the elements of every draw add up to, None where they are free.
    """

    name: str
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    sum: float | None
    unit: str
    prior: str
    source: str
    status: str
    meaning: str
    meaning_zh: str


def _numbers(cell: str) -> tuple[float, ...]:
    """The numbers of one cell, NaN where one cannot be read."""
    read_parts = map(number, cell.split(";"))
    return tuple(math.nan if part is None else part for part in read_parts)


def _prior_problem(cells: Mapping[str, str], low: Sequence[float], high: Sequence[float]) -> str:
    """What bounds are allowed for this kind of prior (an entry of the words); empty if they are."""
    moving = [(a, b) for a, b in zip(low, high, strict=True) if a < b]
    prior = cells["prior"]
    if prior == "fixed":
        return "table.fixed" if moving else ""
    if not moving:
        return "table.not_fixed"
    if prior == "lognormal" and any(a <= 0.0 for a, _ in moving):
        return "table.lognormal"
    inside = all(a > 0.0 and b < 1.0 for a, b in moving)
    return "" if inside or prior != "beta" else "table.beta"


def _range_problems(cells: Mapping[str, str]) -> Iterator[tuple[str, Phrase]]:
    """What is wrong with the numbers of a row: column, and what to say."""
    value, low, high = (_numbers(cells[column]) for column in ("value", "low", "high"))
    for column, numbers in (("value", value), ("low", low), ("high", high)):
        if not all(map(math.isfinite, numbers)):
            yield column, found(cells[column], phrase("table.numbers"))
        elif len(numbers) != len(value):
            yield column, found(cells[column], phrase("table.as_many", n=len(value)))
    if not len(value) == len(low) == len(high) or not all(map(math.isfinite, value + low + high)):
        return
    if any(not a <= x <= b for a, x, b in zip(low, value, high, strict=True)):
        both = f"{cells['low']} <= {cells['value']} <= {cells['high']}"
        yield "value", found(both, "low <= value <= high")
    elif key := _prior_problem(cells, low, high):
        yield "prior", found(cells["prior"], phrase(key))
    if cells["sum"]:
        total = number(cells["sum"])
        if total is None or not math.isclose(math.fsum(value), total, rel_tol=1e-12):
            allowed = phrase("table.sum", sum=f"{math.fsum(value):g}")
            yield "sum", found(cells["sum"], allowed)


def _problems(cells: Mapping[str, str], first: Mapping[str, int]) -> Iterator[tuple[str, Phrase]]:
    """Everything that is wrong with one row: column, and what to say."""
    name = cells["name"]
    if not (name.isascii() and name.isidentifier() and name.islower()):
        yield "name", found(name, phrase("table.identifier"))
    elif hasattr(np.recarray, name):
        yield "name", found(name, phrase("table.no_array_name"))
    if name in first:
        yield "name", phrase("table.key_twice", key=shown(name), first=first[name])
    for column, allowed in (("status", STATUSES), ("prior", PRIORS)):
        if cells[column] not in allowed:
            yield column, found(cells[column], listed(allowed))
    for column in ("unit", "source", "meaning", "meaning_zh"):
        if not cells[column].strip():
            yield column, found(cells[column], phrase("table.text"))
    yield from _range_problems(cells)


def read(path: Path) -> dict[str, ParameterRow]:
    """The rows of a parameter table by name; TableError with all that is wrong."""
    file = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    (_, head), *lines = read_table(path, file, ParameterRow._fields)
    rows: dict[str, ParameterRow] = {}
    first: dict[str, int] = {}
    wrong: list[TableProblem] = []
    for place, line in lines:
        cells = dict(zip(head, line, strict=True))
        wrong += [
            TableProblem(file, what, place, column) for column, what in _problems(cells, first)
        ]
        first.setdefault(cells["name"], place)
        value, low, high = (_numbers(cells[column]) for column in ("value", "low", "high"))
        total = _numbers(cells["sum"])[0] if cells["sum"] else None
        words = [cells[column] for column in ParameterRow._fields[5:]]
        rows[cells["name"]] = ParameterRow(cells["name"], value, low, high, total, *words)
    if wrong:
        raise TableError(wrong)
    return rows


@cache
def table() -> dict[str, ParameterRow]:
    """Every parameter by name, in the order of ``data/parameters.csv``."""
    return read(PATH)


def _shape(row: ParameterRow) -> tuple[int, ...]:
    return (len(row.value),) if len(row.value) > 1 else ()


class Parameters:
    """The record of all parameters as rules see it: scalars are floats, the named are vectors."""

    dtype: ClassVar[np.dtype[np.void]] = np.dtype(
        [(row.name, "f8", _shape(row)) for row in table().values()], align=True
    )
    fields: ClassVar[dict[str, Field]] = {
        row.name: Field(row.unit, row.meaning, _shape(row)) for row in table().values()
    }

    if TYPE_CHECKING:
        rung_mix: Vector
        rung_labour: Vector
        rung_energy: Vector
        rung_material: Vector
        rung_quality: Vector
        rung_so2: Vector
        rung_price: Vector
        upgrade_cost: Vector
        saving_curve_share: Vector
        saving_curve_payback: Vector
        wear: Vector
        investment_mix: Vector
        winter_halt: Vector
        owner_pay: Vector
        tax_split: Vector
        spread: Vector
        leverage_target: Vector
        max_leverage: Vector
        rescue: Vector
        patience_years: Vector
        start_key: Vector
        start_all: Vector
        adopt_flow: Vector
        system_cost_factor: Vector
        place_room: Vector
        assessment_start: Vector
        project_cancel: Vector

        def __getattr__(self, name: str) -> float: ...


def defaults() -> Records[Parameters]:
    """One record with the central value of every parameter."""
    return with_values({})


def with_values(
    overrides: Mapping[str, float | Sequence[float]],
) -> Records[Parameters]:
    """One record with central values, but for those given; they may lie outside their range.

    Raises ValueError that names every unknown parameter, wrong length and number not finite.
    """
    record = np.zeros(1, Parameters.dtype).view(np.recarray)
    for name, row in table().items():
        record[name] = row.value if len(row.value) > 1 else row.value[0]
    wrong: list[str] = []
    for name, value in overrides.items():
        problem = _override_problem(name, value)
        if problem:
            wrong.append(problem)
        else:
            record[name] = np.asarray(value, dtype=np.float64)
    if wrong:
        raise ValueError("\n".join(wrong))
    return cast("Records[Parameters]", record)


def _override_problem(name: str, value: float | Sequence[float]) -> str:
    """Why a value cannot be given to a parameter, or nothing."""
    row = table().get(name)
    if row is None:
        near = difflib.get_close_matches(name, table(), n=3)
        hint = f"; the nearest are {', '.join(near)}" if near else f"; {PATH.name} lists them all"
        return f'parameters: "{name}" is no parameter{hint}'
    try:
        given = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return f"parameters: {name}: found {value!r}; allowed are finite numbers"
    if given.shape != _shape(row):
        wanted = f"{len(row.value)} numbers" if _shape(row) else "one number"
        return f"parameters: {name}: found {value!r}; allowed {wanted} ({row.unit})"
    if not np.isfinite(given).all():
        return f"parameters: {name}: found {value!r}; allowed are finite numbers"
    return ""
