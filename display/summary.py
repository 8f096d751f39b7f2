"""What a result says of itself in a notebook or a terminal: what it is, and its headlines."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from io import StringIO

from display.terminal import Screen, plain_table


@dataclass(frozen=True)
class Summary:
    """A language, a title, a small table, and how to read it."""

    lang: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reading: str

    def text(self) -> str:
        """For a terminal."""
        file = StringIO()
        Screen(file).print(plain_table("", self.headings, self.rows, self.lang, 1))
        lines = [line.rstrip() for line in file.getvalue().splitlines()]
        return "\n".join([self.title, *(line for line in lines if line), self.reading])

    def html(self) -> str:
        """For a notebook."""
        heads = "".join(f"<th>{escape(text)}</th>" for text in self.headings)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>"
            for row in self.rows
        )
        return (
            f"<p>{escape(self.title)}</p><table><thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table><p><small>{escape(self.reading)}</small></p>"
        )
