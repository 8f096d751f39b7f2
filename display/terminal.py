"""Text and tables that a person reads on a terminal or in a file: nothing is ever cut.

A table that is wider than the screen first breaks its texts and headings into lines, then goes on
in further tables with the same names on the left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from math import ceil
from typing import IO

from rich.console import Console
from rich.text import Text

from display.text_wrap import least_number_width, least_width, text_width, wrapped
from locales.catalogue import word

PLAIN_WIDTH = 168  # columns where the output is not a terminal
NAME_WIDTH = 22  # columns that names in front of numbers have, where they need them
TEXT_WIDTH = 12  # columns that other texts and headings have, where they need them
ONE_LINE = 150  # columns from which an interval stands beside its estimate
GAP = 2  # columns between columns


@dataclass
class Table:
    """Rows of text under headings.

    Attributes
    ----------
    headings
        One a column; none where a table needs none.
    right
        Columns whose cells end at the right: numbers.
    unbroken
        Columns whose lines are broken only where they do not fit a screen of their own.
    """

    lang: str
    headings: Sequence[str] = ()
    title: str = ""
    right: Collection[int] = ()
    unbroken: Collection[int] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add_row(self, *cells: str) -> None:
        """Add a row at the end."""
        self.rows.append(cells)

    def lines(self, width: int) -> list[tuple[str, bool]]:
        """The lines for a screen of some columns, and which of them are titles."""
        every = [*([tuple(self.headings)] * bool(self.headings)), *self.rows]
        columns = [_Column(n, cells, self) for n, cells in enumerate(zip(*every, strict=True))]
        parts = _parts(columns, width - 1)
        made = []
        for n, part in enumerate(parts, start=1):
            counted = {"part": n, "parts": len(parts)}
            more = [word("message.table_part", self.lang, **counted)] * (len(parts) > 1)
            title = " ".join([*([self.title] * bool(self.title)), *more])
            made += [(line, True) for line in wrapped(title, width)] if title else []
            made += [(line, False) for line in _drawn(part, width - 1, bool(self.headings))]
        return made


class _Column:
    """The cells of a column, its heading the first of them, and how wide it may be."""

    def __init__(self, place: int, cells: Sequence[str], table: Table) -> None:
        self.cells, self.right = cells, place in table.right
        heading = cells[0] if table.headings else ""
        lines = (line for cell in cells[bool(table.headings) :] for line in cell.split("\n"))
        self.least = max(map(least_width, cells))
        self.least_last = max(map(least_number_width, cells))
        self.whole = max(map(text_width, lines), default=0)
        self.whole = max(self.whole, self.least, min(TEXT_WIDTH, text_width(heading)))
        self.least_fine = self.whole
        if place not in table.unbroken:
            fine = TEXT_WIDTH if place or not table.right else NAME_WIDTH
            self.least_fine = max(self.least, min(self.whole, fine))


def _widths(columns: Sequence[_Column], space: int, least: Sequence[int]) -> list[int] | None:
    """Widths that fill a space at most, none below its least; None where that cannot be."""
    space -= GAP * (len(columns) - 1)
    if sum(least) > space:
        return None
    widths = [min(column.whole, space) for column in columns]
    while sum(widths) > space:
        widest = max(range(len(widths)), key=lambda n: (widths[n] > least[n], widths[n]))
        widths[widest] -= 1
    return widths


def _fine(columns: Sequence[_Column], space: int) -> list[int] | None:
    """Widths at which numbers stand on one line; None where there is no room."""
    return _widths(columns, space, [column.least_fine for column in columns])


def _parts(columns: Sequence[_Column], space: int) -> list[list[_Column]]:
    """The columns, in as many tables as the space needs, each with the first column."""
    first, *others = columns
    found: list[list[_Column]] = [[first]]
    for column in others:
        if len(found[-1]) > 1 and _fine([*found[-1], column], space) is None:
            found.append([first])
        found[-1].append(column)
    each = ceil(len(others) / len(found))
    even = [[first, *others[n : n + each]] for n in range(0, len(others), each or 1)]
    return even if all(_fine(part, space) for part in even) and even else found


def _drawn(columns: Sequence[_Column], space: int, headed: bool) -> Iterable[str]:
    """The lines of one table."""
    least, last = ([getattr(c, name) for c in columns] for name in ("least", "least_last"))
    widths = _fine(columns, space) or _widths(columns, space, least)
    widths = widths or _widths(columns, space, last) or last
    for n, cells in enumerate(zip(*(column.cells for column in columns), strict=True)):
        broken = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for line in zip_longest(*broken, fillvalue=""):
            placed = zip(columns, widths, line, strict=True)
            padded = (
                " " * (width - text_width(text)) + text
                if column.right
                else text + " " * (width - text_width(text))
                for column, width, text in placed
            )
            yield (" " + (" " * GAP).join(padded)).rstrip()
        if headed and n == 0:
            yield " " + "─" * (sum(widths) + GAP * (len(widths) - 1))
    yield ""


class Screen:
    """Where texts and tables go; plain where it is no terminal or ``NO_COLOR`` is set."""

    def __init__(self, file: IO[str]) -> None:
        terminal = file.isatty()
        self._console = Console(
            file=file,
            width=None if terminal else PLAIN_WIDTH,
            force_terminal=terminal,  # a notebook gets text like any other file
            force_jupyter=False,
        )
        self.width = self._console.width

    def print(self, shown: str | Table = "") -> None:
        """Print a text or a table, broken into lines of the width of the screen."""
        if isinstance(shown, Table):
            lines = shown.lines(self.width)
        else:
            lines = [(line, False) for line in wrapped(shown, self.width)]
        for line, title in lines:
            self._console.print(Text(line, style="bold" if title else ""), soft_wrap=True)


def plain_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Iterable[str]],
    lang: str,
    wrapped: int | None = None,
) -> Table:
    """A table with a left column of names and right-aligned columns of numbers.

    From the column ``wrapped`` on, all may be broken into lines; else only the first.
    """
    right = range(1, len(headings))
    unbroken = range(1, len(headings) if wrapped is None else wrapped)
    return Table(lang, headings, title, right, unbroken, [tuple(row) for row in rows])


def list_table(
    names: Sequence[str],
    rows: Iterable[Iterable[str]],
    lang: str,
    title: str = "",
    unbroken: Collection[str] = (),
) -> Table:
    """A table of entries under the headings of these names, some of which are best not broken."""
    headings = [word(f"heading.{name}", lang) for name in names]
    whole = [place for place, name in enumerate(names) if name in unbroken]
    return Table(lang, headings, title, (), whole, [tuple(row) for row in rows])
