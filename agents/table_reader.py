"""Reads a table (CSV) that people edit; what is wrong is said with file, row, column and character.

A byte order mark is taken off. Another encoding, other marks between columns, missing or unknown
columns, rows of another length, and numbers with full-width digits or words in them are refused,
all at once.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from locales.catalogue import Phrase, phrase, word
from locales.reasons import why

MOST_PROBLEMS, MOST_CHARACTERS = 20, 4_000
LONGEST_CELL = 60  # characters of a cell that are shown
LONGEST_LIST = 16  # names that are shown
DIVIDERS = {";": "table.semicolons", "\t": "table.tabs"}
CSV_REASONS = {
    "unexpected end": "table.open_quote",
    "expected after": "table.after_quote",
    "field limit": "table.long_cell",
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


class TableProblem(NamedTuple):
    """One thing that is wrong with a table: where, and what; row 1 is the heading, 0 no row."""

    file: str
    what: Phrase
    row: int = 0
    column: str = ""

    def message(self, lang: str = "en") -> str:
        """The problem in ``zh`` or ``en``."""
        where = {"row": self.row, "column": self.column}
        key = ("", "row", "column", "row_and_column")[bool(self.row) + 2 * bool(self.column)]
        place = f"{word(f'table.{key}', lang, **where)}: " if key else ""
        return f"{self.file}: {place}{self.what.message(lang)}"


class TableError(ValueError):
    """A table that is not right; every problem of it, at most 20 and 4,000 characters shown."""

    exit_code = 2

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def message(self, lang: str = "en") -> str:
        """All problems, one a line, then how many more there are."""
        lines: list[str] = []
        for problem in self.problems[:MOST_PROBLEMS]:
            line = problem.message(lang)[:700]
            if sum(map(len, lines)) + len(line) > MOST_CHARACTERS - 100:
                break
            lines.append(line)
        left = len(self.problems) - len(lines)
        return "\n".join([*lines, *([word("table.more", lang, n=left)] * (left > 0))])

    def __str__(self) -> str:
        """The message in English."""
        return self.message()


def found(cell: str, allowed: Phrase | str) -> Phrase:
    """What to say of a cell: what stands there, what is allowed, and a character in disguise."""
    values: dict[str, object] = {"found": shown(cell), "allowed": allowed}
    odd = next((c for c in cell if not _is_plain(c)), None)
    if odd is None:
        return phrase("table.found", **values)
    name = f"U+{ord(odd):04X} {unicodedata.name(odd, 'CONTROL CHARACTER')}"
    return phrase("table.found_odd", **values, character=name)


def _is_plain(char: str) -> bool:
    """Whether a character is what it seems: printable, and not the wide form of another."""
    return char.isprintable() and unicodedata.normalize("NFKC", char) == char and char != "−"


def shown(cell: str) -> str:
    """A cell in quotes, shortened, its unprintable characters escaped."""
    text = cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"
    return f'"{"".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)}"'


def listed(names: Iterable[str]) -> str:
    """Names one after the other, cut where they get many."""
    every = list(names)
    more = f" … ({len(every)})" if len(every) > LONGEST_LIST else ""
    return ", ".join(every[:LONGEST_LIST]) + more


def number(cell: str) -> float | None:
    """The number of a cell written with the digits 0 to 9; None where it is none."""
    return float(cell) if _NUMBER.fullmatch(cell) else None


def _text(path: Path, name: str) -> str:
    """The text of a file in UTF-8, a byte order mark taken off."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError([TableProblem(name, phrase("table.unreadable", why=why(error)))]) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        line = data.split(b"\n")[row - 1]
        try:
            data.decode("gb18030")
            what = phrase("table.gbk", line=shown(line.decode("gb18030", "replace").strip()))
        except UnicodeDecodeError:
            what = phrase("table.not_utf8", n=error.start + 1)
        raise TableError([TableProblem(name, what, row)]) from None


def read_table(path: Path, name: str, columns: Sequence[str] = ()) -> list[tuple[int, list[str]]]:
    """Rows of a table with their numbers, cells in the order of its heading.

    Parameters
    ----------
    path, name
        The file, and how messages name it.
    columns
        The columns that it must have, in any order, and no others; where none are given, those of
        its heading.

    Returns
    -------
    The heading as row 1, then every row that is not blank, all of one length.

    Raises
    ------
    TableError
        With every problem of the whole file, of its heading, or of the length of its rows.
    """
    text = _text(path, name)
    lines = _cells(text, name)
    rows = [(n, cells) for n, cells in enumerate(lines, start=1) if cells]
    if not rows:
        raise TableError([TableProblem(name, phrase("table.empty_file"))])
    head = rows[0][1]
    problems = _of_heading(name, head, columns or head)
    if not problems:
        wanted = len(head)
        problems = [
            TableProblem(name, phrase("table.cells", found=len(cells), allowed=wanted), n)
            for n, cells in rows
            if len(cells) != wanted
        ]
    if problems:
        raise TableError(problems)
    return rows


def _cells(text: str, name: str) -> list[list[str]]:
    """The cells of every line; TableError at the row where quotation marks or lengths are wrong."""
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        last = text.rstrip("\r\n").count("\n") + 1
        key = next((key for said, key in CSV_REASONS.items() if said in str(error)), "table.no_csv")
        row = len(lines) + 1  # where what is wrong began
        raise TableError([TableProblem(name, phrase(key, last=last), row)]) from None
    return lines


def _of_heading(name: str, head: list[str], columns: Sequence[str]) -> list[TableProblem]:
    """What is wrong with the names of the columns."""
    if len(head) == 1 < len(columns):
        for mark, key in DIVIDERS.items():
            if mark in head[0]:
                return [TableProblem(name, phrase("table.divided", found=phrase(key)), 1)]
    allowed = {"allowed": listed(columns)}
    problems = [
        TableProblem(name, phrase("table.missing_column", **allowed), 1, column)
        for column in columns
        if column not in head
    ]
    for place, column in enumerate(head):
        if column not in columns:
            problems.append(TableProblem(name, found(column, allowed["allowed"]), 1))
        elif column in head[:place]:
            problems.append(TableProblem(name, phrase("table.twice"), 1, column))
    return problems
