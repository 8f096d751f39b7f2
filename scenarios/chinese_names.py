"""Names in Chinese that stand in scenario files: cities, sectors, products; levers and keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from locales.catalogue import catalogue
from locales.messages import KEY_WORDS
from model.input_data.data_tables import rows

SECTIONS = ("scope", "group", "product", "owner", "system")  # of the words that have keys


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    """Keys by Chinese name; some names, such as that of paper, are both sector and product."""
    found: dict[str, dict[str, None]] = {}
    pairs = [(row["name_zh"], row["city"]) for row in rows("plan/cities")]
    for key, (chinese, _) in catalogue().items():
        section, _, name = key.partition(".")
        if section in SECTIONS:
            pairs.append((re.sub("（.*）", "", chinese), name))
    for chinese, key in pairs:
        found.setdefault(chinese, {})[key] = None
    return {chinese: tuple(keys) for chinese, keys in found.items()}


def english(found: object, names: Sequence[str]) -> str:
    """The key of a Chinese name, where it is one of the names allowed; else nothing."""
    keys = _keys().get(found.strip(), ()) if isinstance(found, str) else ()
    return next((key for key in keys if key in names), "")


def meant(word: str, names: Mapping[str, str]) -> str:
    """The lever or key that a Chinese word is likely to mean, or nothing.

    Parameters
    ----------
    word
        What stands in a file, such as a lever's title of the plan or part of it.
    names
        The keys that are allowed, with what is said of each in Chinese.
    """
    if word.isascii():
        return ""
    words = {w: key for key in names for w in KEY_WORDS.get(key, "").split()}
    words |= {catalogue()[f"lever.{key}"][0]: key for key in names if f"lever.{key}" in catalogue()}
    if word in words:
        return words[word]
    inside = [w for w in words if word in w or w in word]
    if inside:
        return words[max(inside, key=len)]
    described = [key for key, said in names.items() if word in said]
    close = get_close_matches(word, words, n=1, cutoff=0.5)
    return words[close[0]] if close else (described[0] if len(described) == 1 else "")
