"""What a report is made of, whatever it is written as: sections of text, tables and figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; small print is a note to what stands above it."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """Sentences, one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """A command as it is typed."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table below its title and source: below a long table they would be far away.

    ``widths`` are the columns' shares of the page's width.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Figure:
    """A picture (PNG) with a title above it, its source below it, and words for the blind."""

    title: str
    picture: bytes
    alt: str
    note: str


Block = Paragraph | Bullets | Code | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report in one language."""

    title: str
    question: str
    lang: str
    sections: tuple[Section, ...]
