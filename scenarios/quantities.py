"""Money and tonnes with a unit, as people write them: read from text, and said in words."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from locales.catalogue import LANGUAGES, word

MONEY, TONNES, PER_TONNE = "money", "tonnes", "per_tonne"
KINDS = {unit: f"problem.{unit}_kind" for unit in (MONEY, TONNES, PER_TONNE)}
EXAMPLES = {unit: f"problem.{unit}_example" for unit in (MONEY, TONNES, PER_TONNE)}
BASE = {MONEY: Fraction(1_000_000), TONNES: Fraction(1), PER_TONNE: Fraction(1)}  # yuan, tonnes
_NUMBER = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,15})?)"
    r"\s*(?P<unit>.{0,40}?)\s*"
)

SCALES = {
    "": 1,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "k": 10**3,
    "m": 10**6,
    "bn": 10**9,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
NOUNS = {  # the longer first
    "per_tonne": ("元/吨", "元每吨", "yuan/tonne", "yuan a tonne", "yuan per tonne", "yuan/t"),
    "tonnes": ("吨", "tonnes", "tonne", "tons", "ton", "t"),
    "money": ("元人民币", "人民币", "元", "yuan", "rmb", "cny"),
}
YEARLY = ("/年", "每年", "/year", "a year", "per year")


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
    for lang in LANGUAGES:
        units = [each.split(" ", 1) for each in word(f"amount.{unit}", lang).split(" | ")]
        size, name = next((u for u in units if abs(plain) >= int(u[0])), units[-1])
        texts.append(f"{float(plain / int(size)):,.10g} {name}")
    return " = ".join(texts)
