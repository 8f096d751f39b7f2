"""The one tree of errors of the product, and how a problem reads.

A problem names where, which key, what was found and what is allowed::

    northwest.toml: levers.digitalisation.end: "2014Q4" is before start "2016Q1";
    allowed 2016Q2 to 2025Q4

Wrong input ends a command with code 2, everything else with 1.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path

from locales.catalogue import Phrase, phrase, word
from locales.reasons import safe

MOST_PROBLEMS = 20
MOST_CHARACTERS = 4_000
LONGEST_FOUND = 60
LONGEST_FILE = 160
LONGEST_KEY = 120
LONGEST_TEXT = 700


class LiaosimError(Exception):
    """Anything that the product refuses or cannot do, with a message for the person.

    Parameters
    ----------
    problems
        What is wrong, in words that are said in the reader's language; or a single problem.
    """

    exit_code = 1

    def __init__(self, problems: Phrase | Iterable[Phrase], more: int = 0) -> None:
        self.problems: tuple[Phrase, ...] = (
            (problems,) if isinstance(problems, Phrase) else tuple(problems)
        )
        self.more = more
        super().__init__(self.problems, more)

    def message(self, lang: str = "en") -> str:
        """All problems, one a line: at most 20 and 4,000 characters, then 'and N more'."""
        lines: list[str] = []
        used = 0
        for problem in self.problems[:MOST_PROBLEMS]:
            text = problem.message(lang)[:LONGEST_TEXT]
            if used + len(text) + 1 > MOST_CHARACTERS - 40:
                break
            lines.append(text)
            used += len(text) + 1
        rest = len(self.problems) + self.more - len(lines)
        if rest:
            lines.append(word("problem.more", lang, n=rest))
        return "\n".join(lines)

    def __str__(self) -> str:
        """The message in English."""
        return self.message("en")


class ScenarioError(LiaosimError):
    """A scenario file that is not right; every problem of the file at once."""

    exit_code = 2


class InputError(LiaosimError):
    """Something asked for that cannot be, such as a wrong option of a command."""

    exit_code = 2


def shown(value: object, longest: int = LONGEST_FOUND) -> str:
    """A value from a file as TOML would write it, shortened, safe on any terminal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else "an integer of more than 18 digits"
    if isinstance(value, float):
        return f"{value:.12g}" if math.isfinite(value) else str(value)
    if isinstance(value, str):
        text = value if len(value) <= longest else value[: longest - 1] + "…"
        return safe(json.dumps(text, ensure_ascii=False))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        inner = ", ".join(shown(item, 16) for item in value[:4])
        return f"[{inner}{', …' if len(value) > 4 else ''}]"[: longest + 20]
    if isinstance(value, dict):
        keys = ", ".join(part(str(key)) for key in list(value)[:4])
        return f"{{{keys}{', …' if len(value) > 4 else ''}}}"[: longest + 20]
    return safe(str(value)[:longest])


def part(name: str) -> str:
    """One part of a dotted key, quoted where TOML would quote it."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name) else shown(name)


def dotted(where: Sequence[str | int]) -> str:
    """A key path such as ``world.changes[1].factor``."""
    text = ""
    for step in where[:16]:
        text += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if text else ''}{part(step)}"
    return text if len(text) <= LONGEST_KEY else text[: LONGEST_KEY - 1] + "…"


def listed(names: Sequence[str], most: int = 14) -> Phrase | tuple[str, ...]:
    """Names as a list, cut where it gets long."""
    rest = len(names) - most
    if rest <= 0:
        return tuple(names)
    return phrase("problem.and_more", names=names[:most], n=rest)


def nearest(found: object, names: Sequence[str]) -> str:
    """The right name that is most like what was found, or nothing."""
    if not isinstance(found, str) or not 0 < len(found) <= 60:
        return ""
    folded = {name.casefold().replace("-", "_"): name for name in names}
    wanted = found.strip().casefold().replace("-", "_").replace(" ", "_")
    close = get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def problem_at(
    file: str,
    where: Sequence[str | int],
    reason: object,
    *,
    line: int = 0,
    column: int = 0,
    found: str = "",
    allowed: object = None,
    near: str = "",
) -> Phrase:
    """Put the parts of a problem together; reason and what is allowed may be a phrase or a list."""
    key = dotted(where)
    place = phrase("problem.line_column" if column else "problem.line", n=line, m=column)
    return phrase(
        "problem.at",
        file=safe(file if len(file) <= LONGEST_FILE else "…" + file[-LONGEST_FILE:]) or '""',
        line=place if line else "",
        key=f"{key}: " if key else "",
        found=f"{found} " if found else "",
        reason=reason,
        allowed="" if allowed is None else phrase("problem.allowed", what=allowed),
        nearest=phrase("problem.nearest", name=near) if near else "",
    )


MOST_NAMED = 20  # allowed values in a message


def nearest_too(near: str) -> Phrase | str:
    """The end of a message that names the nearest right name, where there is one."""
    return phrase("message.nearest", nearest=near) if near else ""


def choice(option: str, found: str, allowed: tuple[str, ...]) -> Phrase:
    """A value that is none of those allowed, of which a long list is cut."""
    return phrase(
        "message.bad_choice",
        option=option,
        found=shown(found),
        allowed=listed(allowed, MOST_NAMED),
        nearest=nearest_too(nearest(found, allowed)),
    )


class StoreError(LiaosimError):
    """A study that cannot be written, read, or trusted."""


class DamagedError(StoreError):
    """A part of a study that is not as it was written."""


def damaged(path: Path, reason: str) -> DamagedError:
    """The error about a damaged file; ``reason`` is a message's key."""
    return DamagedError([phrase(reason, file=path)])


def one_of(option: str, found: str, allowed: Sequence[str]) -> str:
    """A value that is among those allowed; InputError with the nearest where it is not."""
    if found not in allowed:
        raise InputError([choice(option, found, tuple(allowed))])
    return found


def place_of(option: str, found: str, allowed: tuple[str, ...]) -> int:
    """The place of a value among those allowed; InputError with the nearest where it is none."""
    try:
        return allowed.index(found)
    except ValueError:
        raise InputError([choice(option, found, allowed)]) from None
