"""A thousand data tables as people damage them: each is read or clearly refused.

Every file is a table of ``data/`` with one or two changes: cells, rows, columns, dividers,
encodings, bytes. A table that is taken is used: the base year, the world outside and the plan's
places are computed from it, and are finite or refused with the same clarity. The counts stand in
``docs/trust.md``.
"""

from __future__ import annotations

import csv
import dataclasses
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from agents import parameters
from agents.table_reader import TableError
from model.initialization import initial_places, initial_state
from model.input_data import (
    base_year,
    data_tables,
    external_world,
    input_output,
    lead_enterprises,
    parks_and_projects,
)
from model.input_data.data_tables import DATA

FILES = 1_000
TABLES = sorted(path.relative_to(DATA).with_suffix("").as_posix() for path in DATA.rglob("*.csv"))
MODULES: tuple[ModuleType, ...] = (
    *(data_tables, input_output, lead_enterprises, base_year, external_world, parks_and_projects),
    *(initial_places, initial_state),
)
CELLS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "nan",
        "inf",
        "1e9",
        "1e300",
        "１２",
        "2015年",
        "1,234",
        "12%",
        "n.a.",
        "—",
    ),
    *(
        "Shenyang",
        "沈阳",
        "steel",
        "steel;",
        "percent",
        "2015",
        "2016Q1",
        "x" * 500,
        "\u200b",
        "a\nb",
    ),
)
Rows = list[list[str]]


def cells(luck: random.Random, rows: Rows) -> Rows:
    """Another value in one cell, or one letter more or less."""
    row = luck.randrange(min(1, len(rows) - 1), len(rows))
    column = luck.randrange(len(rows[row]) or 1)
    old = rows[row][column] if rows[row] else ""
    at = luck.randrange(len(old) + 1)
    new = luck.choice(
        (luck.choice(CELLS), old[:at] + luck.choice(" ０年x\xa0") + old[at:], old[:at])
    )
    rows[row][column : column + 1] = [new]
    return rows


def lines(luck: random.Random, rows: Rows) -> Rows:
    """A row left out, twice, moved, or cut."""
    at = luck.randrange(len(rows))
    kind = luck.randrange(4)
    row = rows.pop(at) if kind in (0, 2) else rows[at]
    if kind == 1:
        rows.insert(at, list(row))
    if kind == 2:
        rows.insert(luck.randrange(len(rows) + 1), row)
    if kind == 3:
        rows[at] = row[: luck.randrange(len(row) + 1)]
    return rows


def columns(luck: random.Random, rows: Rows) -> Rows:
    """A column left out, twice, empty, or under another name."""
    at = luck.randrange(len(rows[0]) or 1)
    kind = luck.randrange(4)
    if kind == 0:
        return [row[:at] + row[at + 1 :] for row in rows]
    if kind == 1:
        return [row[: at + 1] + row[at:] for row in rows]
    if kind == 2:
        return [rows[0], *([*row[:at], "", *row[at + 1 :]] for row in rows[1:])]
    rows[0][at : at + 1] = [luck.choice(("value", "", "单位", rows[0][at].upper(), "x"))]
    return rows


def column_in_other_units(luck: random.Random, rows: Rows) -> Rows:
    """All numbers of a column a thousand times as large, or with a decimal comma."""
    at = luck.randrange(len(rows[0]))
    how: Callable[[str], str] = luck.choice(
        (lambda cell: cell.replace(".", ","), lambda cell: f"{float(cell) * 1000.0:g}")
    )

    def changed(cell: str) -> str:
        try:
            return how(cell)
        except ValueError:
            return cell

    return [
        rows[0],
        *([*row[:at], *map(changed, row[at : at + 1]), *row[at + 1 :]] for row in rows[1:]),
    ]


CHANGES = (cells, cells, cells, cells, lines, lines, columns, column_in_other_units)


def written(luck: random.Random, rows: Rows) -> bytes:
    """The bytes of a table: mostly as it was, else as other programs write it."""
    kind = luck.random()
    text = StringIO()
    divider = ";" if kind < 0.03 else "\t" if kind < 0.05 else ","
    csv.writer(text, delimiter=divider, lineterminator="\r\n").writerows(rows)
    if kind > 0.96:
        return text.getvalue().encode(luck.choice(("gbk", "utf-16", "latin-1")), "replace")
    data = text.getvalue().encode("utf-8", "replace")
    if kind > 0.92:
        return b"\xef\xbb\xbf" + data
    if kind > 0.88:
        at = luck.randrange(len(data))
        return data[:at] + luck.randbytes(luck.randrange(1, 4)) + data[at + 1 :]
    return data[: luck.randrange(len(data))] if kind > 0.86 else data


def mutated(number: int, name: str) -> bytes:
    """The table of a number: the same at every run."""
    luck = random.Random(number)
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for _ in range(luck.choice((1, 1, 2))):
        rows = luck.choice(CHANGES)(luck, rows) if rows and rows[0] else rows
    return written(luck, rows)


def forget() -> None:
    """Let every table and all that was computed from it be read anew."""
    for module in MODULES:
        for entry in vars(module).values():
            if hasattr(entry, "cache_clear"):
                entry.cache_clear()


def arrays(*results: Any) -> Iterator[np.ndarray[Any, Any]]:
    """All numbers of some results."""
    for result in results:
        for field in dataclasses.fields(result):
            value = getattr(result, field.name)
            if field.name == "product_state_listed":
                value = value[~np.isnan(value)]  # of some products no list is known
            if isinstance(value, np.ndarray | float):
                yield np.asarray(value)


def use() -> None:
    """Compute what stands on the tables; numbers that are not finite are an error of this test."""
    base = base_year.base_year()
    worlds = external_world.world("observed"), external_world.world("trend")
    parks_and_projects.plan_catalogue()
    initial_state.evidence_process()
    initial_state.evidence_catalogue()
    assert np.isfinite(initial_places.distances()).all()
    assert all(np.isfinite(numbers).all() for numbers in arrays(base, *worlds))


def check_refusal(error: TableError) -> None:
    """What is wrong: named with file and place in both languages, within limits."""
    assert error.problems
    for lang in ("en", "zh"):
        message = error.message(lang)
        assert 0 < len(message) <= 4_000
        assert len(message.splitlines()) <= 21
        assert message.replace("\n", "").isprintable()
    for problem in error.problems[:20]:
        assert problem.file.endswith(".csv")
        whole = problem.what.key.partition(".")[2]
        assert problem.row or problem.column or whole in (
            "empty_file", "missing_row", "number_of_rows", "unreadable"
        )  # fmt: skip


def outcome(number: int, folder: Path) -> str:
    """What becomes of a table: refused when it is read or used, or taken."""
    name = TABLES[number % len(TABLES)]
    path = folder / f"{name}.csv"
    path.write_bytes(mutated(number, name))
    forget()
    stage = "read"
    try:
        if name == "parameters":
            parameters.read(path)
        elif data_tables.rows(name) != original(name):
            stage = "used"
            with np.errstate(all="ignore"):
                use()
    except TableError as error:
        check_refusal(error)
        return f"refused when {stage}"
    finally:
        shutil.copy(DATA / f"{name}.csv", path)
    return "taken"


def original(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the table as it ships."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of ``data/`` that is read in its place."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    monkeypatch.setattr(data_tables, "DATA", copy)
    yield copy
    monkeypatch.undo()
    forget()


@pytest.mark.slow
def test_a_thousand_damaged_tables_are_read_or_clearly_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = Counter(outcome(number, folder) for number in range(FILES))
    with capsys.disabled():
        print(dict(counts))
    assert sum(counts.values()) == FILES
    assert min(counts["taken"], counts["refused when read"]) >= 100  # each way is really tried


def test_some_of_them_are_read_or_clearly_refused(folder: Path) -> None:
    for number in range(FILES, FILES + 30):
        outcome(number, folder)
