"""The font that pictures and PDF pages are set in, and what becomes of letters that it lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pylopdf_fonts_zh_cn import sans_path

from locales.catalogue import Phrase, phrase

FONT = "Noto Sans SC"
IN_PLACE = "□"  # of a letter that the font lacks
MOST_NAMED = 12  # letters that a warning names


def font_file() -> Path:
    """The file of the font."""
    return Path(sans_path())


@cache
def _held() -> frozenset[int]:
    """Letters that the font holds."""
    from fontTools.ttLib import TTFont  # which only pictures and pages need

    with TTFont(font_file()) as font:
        return frozenset(font.getBestCmap())


def lacking(texts: Iterable[str]) -> tuple[str, ...]:
    """Letters of some texts that the font lacks, in order of first use."""
    letters = dict.fromkeys(letter for text in texts for letter in text)
    return tuple(x for x in letters if ord(x) not in _held() and x not in "\n\t\r")


def drawable(text: str) -> str:
    """A text as the font can show it: ``□`` for each letter that it lacks, but invisible ones."""
    if text.isascii():
        return text
    for letter in lacking([text]):
        unseen = unicodedata.category(letter) in ("Cf", "Mn")  # joiners and forms of emoji
        text = text.replace(letter, "" if unseen else IN_PLACE)
    return text


def texts_in(document: Any) -> Iterator[str]:
    """All texts of a document of dictionaries and sequences."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from texts_in(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from texts_in(value)


def drawable_document(document: Any) -> Any:
    """A document whose texts the font can show; texts that were different stay so."""
    made = {text: drawable(text) for text in dict.fromkeys(texts_in(document))}
    taken = {text for text, shown in made.items() if text == shown}
    for text, shown in made.items():
        number, name = 2, shown
        while text != shown and name in taken:
            number, name = number + 1, f"{shown} ({number})"
        made[text] = name
        taken.add(name)

    def replaced(part: Any) -> Any:
        if isinstance(part, str):
            return made[part]
        if isinstance(part, dict):
            return {key: replaced(value) for key, value in part.items()}
        return [replaced(value) for value in part] if isinstance(part, list | tuple) else part

    return replaced(document)


def warning_of(texts: Iterable[str]) -> Phrase | None:
    """What to say of letters that the font lacks; None where it lacks none."""
    letters = lacking(texts)
    if not letters:
        return None
    names = [f"{x} (U+{ord(x):04X} {unicodedata.name(x, '')})".replace(" )", ")") for x in letters]
    more = ["…"] * (len(names) > MOST_NAMED)
    named = [*names[:MOST_NAMED], *more]
    return phrase("message.letters_lacking", count=len(letters), letters=named, mark=IN_PLACE)
