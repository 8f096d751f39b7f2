"""Text broken into lines of a width, Chinese and English: between words, never inside a number."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len

KEPT = 24  # columns of the longest word; paths and checksums are longer, and may be broken
_WIDE = r"\u2e80-\u303f\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_OPENING, _CLOSING = "（「『《〈【〔［｛", "，。、；：！？）」』》〉】〕］｝％"
_PIECE = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
_JOINT = re.compile(r"(?<=[/_:,=-])|(?<=\.)(?=[A-Za-z])")  # where a long word is broken first
_NUMBER = re.compile(r"[^A-Za-z_]*\d[^A-Za-z_]*([eEQ][^A-Za-z_]*)?")


def text_width(text: str) -> int:
    """Columns of a text on a terminal: Chinese characters take two."""
    return cell_len(text)


@lru_cache(maxsize=4096)
def pieces(line: str) -> tuple[str, ...]:
    """The parts of a line that stay whole: words, spaces, single Chinese characters.

    A closing mark stays with what stands before it, an opening one with what follows.
    """
    found: list[str] = []
    for piece in _PIECE.findall(line):
        for part in _JOINT.split(piece) if text_width(piece) > KEPT else (piece,):
            joins = found and (part in _CLOSING or found[-1][-1:] in _OPENING)
            if joins and not found[-1].isspace() and not part.isspace():
                found[-1] += part
            else:
                found.append(part)
    return tuple(found)


def numbers_in(text: str) -> list[str]:
    """The words of a text that are numbers: amounts, ends of intervals, dates, quarters."""
    return [piece for piece in _PIECE.findall(text) if _is_number(piece)]


def _is_number(piece: str) -> bool:
    """Whether a piece is a number, which stays whole on every line."""
    return _NUMBER.fullmatch(piece) is not None and text_width(piece) <= KEPT


def least_width(text: str) -> int:
    """Columns that a text needs at least, so that no ordinary word is broken."""
    widths = (text_width(piece) for line in text.split("\n") for piece in pieces(line))
    return max((min(width, KEPT) for width in widths), default=0)


def least_number_width(text: str) -> int:
    """Columns that a text needs at least, so that no number is broken."""
    every = (piece for line in text.split("\n") for piece in pieces(line))
    return max((text_width(piece) for piece in every if _is_number(piece)), default=1)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a text of at most so many columns; a space at which a line ends is left out."""
    lines: list[str] = []
    for line in text.split("\n"):
        if text_width(line) <= width:
            lines.append(line)
            continue
        made = ""
        for piece in pieces(line):
            if text_width(made) + text_width(piece) <= width:
                made += piece
                continue
            if made:
                lines.append(made.rstrip())
            made = "" if piece.isspace() else piece
            while text_width(made) > width and not _is_number(made):
                head = _head(made, width)
                lines.append(head)
                made = made[len(head) :]
        lines.append(made.rstrip())
    return lines


def _head(text: str, width: int) -> str:
    """The beginning of a text that fills a line, at least one character."""
    last = 1
    while last < len(text) and text_width(text[: last + 1]) <= width:
        last += 1
    return text[:last]
