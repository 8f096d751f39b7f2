"""The numbers behind the rules: read once from ``data/parameters.csv``, carried in one record.

A row of the table gives a value, the bounds of 90% of its prior, its unit, where it comes from
and what it means. Rules get ``parameters.wear[k]`` or ``parameters.habit`` from the record, so no
number stands in a rule. Vectors run over rungs, owners, systems or products as their row says.
"""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

import numpy as np

from agents.record import Field, Records, Vector

PATH = Path(__file__).parent.parent / "data" / "parameters.csv"
STATUSES = ("data", "read", "recalled", "trial", "assumed")
PRIORS = ("uniform", "lognormal", "beta", "normal", "fixed")


class ParameterRow(NamedTuple):
    """One row of the table; a scalar is a tuple of one."""

    name: str
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    unit: str
    prior: str
    source: str
    status: str
    meaning: str
    meaning_zh: str


def _numbers(text: str) -> tuple[float, ...]:
    """The numbers of one cell, NaN where one cannot be read."""

    def number(part: str) -> float:
        try:
            return float(part)
        except ValueError:
            return math.nan

    return tuple(number(part) for part in text.split(";"))


def _outside_prior(row: ParameterRow) -> str:
    """What is wrong with the bounds for this kind of prior, or nothing."""
    moving = [(a, b) for a, b in zip(row.low, row.high, strict=True) if a < b]
    if row.prior == "fixed" and moving:
        return "a fixed parameter has low and high equal to its value"
    if row.prior != "fixed" and not moving:
        return "a parameter whose low and high are equal has the prior fixed"
    if row.prior == "lognormal" and any(a <= 0.0 for a, _ in moving):
        return "a lognormal parameter has low above 0"
    if row.prior == "beta" and any(a <= 0.0 or b >= 1.0 for a, b in moving):
        return "a beta parameter has bounds above 0 and below 1"
    return ""


def _range_problem(row: ParameterRow) -> str:
    """What is wrong with the numbers of a row, or nothing."""
    if not all(map(math.isfinite, row.value + row.low + row.high)):
        return "value, low and high must be finite numbers, joined by ; in a vector"
    if not len(row.value) == len(row.low) == len(row.high):
        found = f"{len(row.value)} values, {len(row.low)} low, {len(row.high)} high"
        return f"{found}; allowed is one number each"
    triples = zip(row.low, row.value, row.high, strict=True)
    if any(not a <= x <= b for a, x, b in triples):
        found = f"low {row.low}, value {row.value}, high {row.high}"
        return f"found {found}; allowed is low <= value <= high"
    return _outside_prior(row)


def _problems(row: ParameterRow, seen: Mapping[str, ParameterRow]) -> list[str]:
    """Everything that is wrong with one row."""
    found: list[str] = []
    if not (row.name.isidentifier() and row.name.islower()):
        found.append(f'name "{row.name}"; allowed are lower-case identifiers')
    if hasattr(np.recarray, row.name):
        found.append(f'name "{row.name}" is an attribute of numpy arrays; choose another')
    if row.name in seen:
        found.append(f'name "{row.name}" stands twice; allowed once')
    for column, allowed in (("status", STATUSES), ("prior", PRIORS)):
        if getattr(row, column) not in allowed:
            found.append(f'{column} "{getattr(row, column)}"; allowed {", ".join(allowed)}')
    for column in ("unit", "source", "meaning", "meaning_zh"):
        if not getattr(row, column).strip():
            found.append(f"{column} is empty; every parameter has one")
    bad_range = _range_problem(row)
    return [*found, bad_range] if bad_range else found


def read(path: Path) -> dict[str, ParameterRow]:
    """The rows of a parameter table by name; all that is wrong is reported in one ValueError."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    columns = list(ParameterRow._fields)
    if not lines or lines[0] != columns:
        found = ",".join(lines[0]) if lines else "an empty file"
        raise ValueError(f"{path.name}: row 1: found {found}; allowed {','.join(columns)}")
    rows: dict[str, ParameterRow] = {}
    wrong: list[str] = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(columns):
            wrong.append(f"row {number}: {len(cells)} cells; allowed {len(columns)}")
            continue
        name, value, low, high, *words = cells
        row = ParameterRow(name, _numbers(value), _numbers(low), _numbers(high), *words)
        wrong += [f"row {number} ({name}): {problem}" for problem in _problems(row, rows)]
        rows[name] = row
    if wrong:
        raise ValueError("\n".join(f"{path.name}: {line}" for line in wrong))
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
        owner_mix: Vector
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
