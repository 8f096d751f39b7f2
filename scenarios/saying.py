"""Parts of sentences that wait for their language: entries of the catalogue and what fills them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from agents.enterprise.record import RUNGS
from model.indicators import SYSTEM_NAMES
from scenarios.catalogue import word

BETWEEN = {"zh": "、", "en": ", "}


class Words(NamedTuple):
    """Entries of the catalogue with what fills them, joined in the language of the sentence."""

    entries: tuple[tuple[str, dict[str, Any]], ...]

    def said(self, lang: str) -> str:
        """The words in a language."""
        return BETWEEN[lang].join(
            word(key, lang, **said(filled, lang)) for key, filled in self.entries
        )


def words(*keys: str) -> Words:
    """Entries that nothing fills."""
    return Words(tuple((key, {}) for key in keys))


def said(filled: dict[str, Any], lang: str) -> dict[str, Any]:
    """What fills a sentence, in its language."""
    return {
        name: value.said(lang) if isinstance(value, Words) else value
        for name, value in filled.items()
    }


def percent(share: float) -> str:
    """A share as a percentage."""
    return f"{100.0 * share:.1f}%" if np.isfinite(share) else "–"


def people(number: float) -> str:
    """A number of persons."""
    return f"{number:,.0f}"


def rungs(capital: Any) -> dict[str, str]:
    """Shares of the four rungs as percentages."""
    total = max(float(np.sum(capital)), 1e-12)
    return {f"r{k}": f"{100.0 * float(capital[k]) / total:.0f}%" for k in range(RUNGS)}


def systems_of(ceiling: Any) -> Words:
    """The systems in use; rented ones say so."""
    entries: list[tuple[str, dict[str, Any]]] = []
    for name, c in zip(SYSTEM_NAMES, ceiling, strict=True):
        own = words(f"system.{name}")
        if c >= 1.0:
            entries += own.entries
        elif c > 0.0:
            entries.append(("system.rented", {"system": own}))
    return Words(tuple(entries)) if entries else words("system.none")
