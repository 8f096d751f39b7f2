"""Tables that a person reads: runs, comparisons, scenarios, data, timings and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from rich import box
from rich.console import Console
from rich.table import Table

from locales.catalogue import word

PLAIN_WIDTH = 168  # columns where the output is not a terminal
NAME_WIDTH = 22  # columns that names have at least, so that no word of theirs is cut
NUMBER_WIDTH = 13  # columns of a year's numbers and the space around them
ONE_LINE = 150  # columns from which an interval stands beside its estimate


def console(file: IO[str]) -> Console:
    """A console that is plain where the file is no terminal or ``NO_COLOR`` is set."""
    terminal = file.isatty()
    return Console(
        file=file,
        width=None if terminal else PLAIN_WIDTH,
        highlight=False,
        soft_wrap=False,
        markup=False,
        emoji=False,
        force_terminal=terminal,  # a notebook gets text like any other file
        force_jupyter=False,
    )


def plain_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Iterable[str]] = (),
    wrapped: int | None = None,
) -> Table:
    """A table with a left column of names and right-aligned columns of numbers.

    From the column ``wrapped`` on, all may be broken into lines; else only the first.
    """
    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        title_style="bold",
        collapse_padding=True,
    )
    for n, heading in enumerate(headings):
        least = None if n else NAME_WIDTH
        table.add_column(heading, justify="right" if n else "left", no_wrap=n > 0, min_width=least)
    for column in table.columns[len(headings) if wrapped is None else wrapped :]:
        column.no_wrap = False
    for row in rows:
        table.add_row(*row)
    return table


def list_table(names: Sequence[str], rows: Iterable[Iterable[str]], lang: str) -> Table:
    """A table of entries under the headings of these names."""
    table = Table(box=box.SIMPLE_HEAD)
    for name in names:
        table.add_column(word(f"heading.{name}", lang), overflow="fold")  # nothing is cut
    for row in rows:
        table.add_row(*row)
    return table


def wide_table(title: str, names: Sequence[str], lang: str, unbroken: Sequence[str]) -> Table:
    """A table of words whose columns wrap."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    for name in names:
        table.add_column(word(f"heading.{name}", lang), overflow="fold", no_wrap=name in unbroken)
    return table
