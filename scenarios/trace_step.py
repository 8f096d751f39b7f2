"""One step of a trace: the rule that carries a key of a lever, found by import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import unwrap
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from agents.record import ROOT

Names = tuple[str, ...]


class Step(NamedTuple):
    """A rule that a lever reaches, the keys that reach it, the indicators that it moves first."""

    rule: str
    keys: Names
    indicators: Names


class Trace(NamedTuple):
    """All steps of a lever, and its table for a run on the toy province."""

    steps: tuple[Step, ...]
    trial: Mapping[str, Any]
    cells: Mapping[tuple[str, str], float] | None = None  # of the toy, where its own will not do


def trial(**table: Any) -> Mapping[str, Any]:
    """A lever's table: two years from 2015Q1, 200 million yuan a year, and its own keys."""
    return MappingProxyType({"start": "2015Q1", "end": "2016Q4", "budget": 200, **table})


class Place(NamedTuple):
    """Where a rule stands."""

    file: str
    function: str
    line: int
    meaning: str

    def __str__(self) -> str:
        """As a person finds it: ``agents/city.py:choose_effort``."""
        return f"{self.file}:{self.function}"


def function_of(dotted: str) -> Callable[..., Any]:
    """The plain Python text of a rule by its dotted name; LookupError where there is none."""
    module, _, name = dotted.rpartition(".")
    try:
        found: Any = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise LookupError(dotted) from error
    plain: Callable[..., Any] = unwrap(getattr(found, "py_func", found))
    if not callable(plain) or plain.__module__ != module:
        raise LookupError(dotted)
    return plain


def place_of(dotted: str) -> Place:
    """File, function, line and first line of the docstring of a rule.

    A rule that is gone has line 0 and a question mark; ``liaosim trace --check`` names it.
    """
    try:
        plain = function_of(dotted)
    except LookupError:
        module, _, name = dotted.rpartition(".")
        return Place(f"{module.replace('.', '/')}.py", f"{name} ?", 0, "")
    code = plain.__code__
    file = Path(code.co_filename).resolve().relative_to(ROOT).as_posix()
    meaning = (plain.__doc__ or "").strip().partition("\n")[0]
    return Place(file, plain.__name__, code.co_firstlineno, meaning)
