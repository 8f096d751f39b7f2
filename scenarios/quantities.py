"""Money and tonnes with a unit, as people write them: read from text, and said in words."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from locales.messages import LARGE_UNITS, NOUNS, SCALES, YEARLY

MONEY, TONNES, PER_TONNE = "money", "tonnes", "per_tonne"
KINDS = {MONEY: "money_kind", TONNES: "tonnes_kind", PER_TONNE: "per_tonne_kind"}
EXAMPLES = {MONEY: "money_example", TONNES: "tonnes_example", PER_TONNE: "per_tonne_example"}
BASE = {MONEY: Fraction(1_000_000), TONNES: Fraction(1), PER_TONNE: Fraction(1)}  # yuan, tonnes
_NUMBER = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,15})?)"
    r"\s*(?P<unit>.{0,40}?)\s*"
)


class Quantity(NamedTuple):
    """A number in the unit of the keys of its kind, and whether it is added to another.

    ``unit`` is ``money`` (million yuan), ``tonnes``, ``per_tonne`` (yuan a tonne), or empty where
    the text names none.
    """

    number: Fraction
    unit: str
    adds: bool


def parsed(text: str) -> Quantity | None:
    """What text such as ``6 million tonnes`` or ``+700`` means; None where it means nothing."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number = Fraction(found["number"].replace(",", ""))
    number = -number if found["sign"] == "-" else number
    words = found["unit"].casefold()
    if not words:
        return Quantity(number, "", found["sign"] != "")
    for yearly in YEARLY:
        words = words.removesuffix(yearly).strip()
    for unit, nouns in NOUNS.items():
        for noun in nouns:
            scale = words.removesuffix(noun).strip()
            if words.endswith(noun) and scale in SCALES:
                number *= SCALES[scale] / BASE[unit]
                return Quantity(number, unit, found["sign"] != "")
    return None


def in_words(value: float, unit: str) -> str:
    """A value in the unit of its key, in Chinese units and in English ones."""
    plain = Fraction(value) * BASE[unit]
    texts = []
    for lang in ("zh", "en"):
        size, name = next(
            (size, name)
            for size, name in LARGE_UNITS[lang][unit]
            if abs(plain) >= size or size == 1
        )
        texts.append(f"{float(plain / size):,.10g} {name}")
    return " = ".join(texts)
