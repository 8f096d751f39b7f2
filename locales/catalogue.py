"""The one way to a text: every word that a person reads, in Chinese and in English.

A text is asked for by ``section.name``, such as ``indicator.output`` or ``message.written``. The
texts stand by subject in ``locales/zh/*.toml`` and ``locales/en/*.toml``; a section may go on in
another file. Places of a text such as ``{found}`` are filled by name.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent


@cache
def sections(lang: str) -> dict[str, dict[str, Any]]:
    """All entries of a language, by section and name; read once.

    Raises
    ------
    ValueError
        Where two files have an entry of one name.
    """
    found: dict[str, dict[str, Any]] = {}
    for file in sorted((FOLDER / lang).glob("*.toml")):
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            own = found.setdefault(section, {})
            if twice := own.keys() & entries.keys():
                raise ValueError(f"{file.name}: {section} has {sorted(twice)} twice")
            own.update(entries)
    return found


def own_language() -> str:
    """The person's language: what ``LIAOSIM_LANG`` says, else English."""
    asked = os.environ.get("LIAOSIM_LANG", "")
    return asked if asked in LANGUAGES else "en"


def word(key: str, lang: str = "en", /, **values: object) -> str:
    """The text of a key in a language, its places filled.

    Parameters
    ----------
    key
        ``section.name``, for example ``indicator.output``.
    lang
        ``zh`` or ``en``.
    **values
        What stands in the places: a :class:`Phrase` is said in the language, a list or tuple is
        joined as the language joins lists.

    Raises
    ------
    KeyError
        Where there is no such key, or a place has no value.
    """
    section, _, name = key.partition(".")
    text: str = sections(lang)[section][name]
    return text.format(**{place: _said(value, lang) for place, value in values.items()})


def joined(parts: Iterable[object], lang: str, by: str = "comma") -> str:
    """Parts put together as the language does: by ``comma``, ``semicolon`` or ``space``."""
    return word(f"list.{by}", lang).join(str(_said(part, lang)) for part in parts)


def _said(value: object, lang: str) -> object:
    """What fills a place, in a language."""
    if isinstance(value, Phrase):
        return value.message(lang)
    return joined(value, lang) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class Phrase:
    """A text with what fills its places; whoever prints it chooses the language last."""

    key: str
    values: Mapping[str, object]

    def message(self, lang: str = "en") -> str:
        """The text in ``zh`` or ``en``."""
        return word(self.key, lang, **self.values)

    def in_all_languages(self) -> dict[str, str]:
        """The text by language, as documents have it."""
        return {lang: self.message(lang) for lang in LANGUAGES}

    def __str__(self) -> str:
        """The text in English."""
        return self.message()


def phrase(key: str, /, **values: object) -> Phrase:
    """A text that is said later, with what fills its places (see :func:`word`)."""
    return Phrase(key, values)
