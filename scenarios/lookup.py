"""Places of names that a person gives; where one is not there, the error names the nearest."""

from __future__ import annotations

from collections.abc import Sequence

from model.indicators import INDICATOR_INDEX
from scenarios.errors import InputError, nearest, shown
from scenarios.request import choice, problem


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


def indicator_number(name: str) -> int:
    """The place of an indicator; InputError with the nearest name where there is none."""
    try:
        return INDICATOR_INDEX[name]
    except (KeyError, TypeError):
        near = nearest(name, list(INDICATOR_INDEX)) or "output"
        said = {"found": shown(name), "nearest": near}
        raise InputError([problem("message.bad_indicator", **said)]) from None


def row_number(rows: tuple[tuple[str, str], ...], scope: str, group: str) -> int:
    """The place of a row; InputError with the nearest scope, or group of the scope, where none is.

    ``rows`` are pairs of scope and group; not every scope is crossed with every group.
    """
    try:
        return rows.index((scope, group))
    except ValueError:
        one_of("scope", scope, list(dict.fromkeys(each for each, _ in rows)))
        groups = tuple(inner for outer, inner in rows if outer == scope)
        raise InputError([choice("group", group, groups)]) from None
