"""The events of a quarter and the time of each, measured by running the quarter in its parts.

The table of events is read from the docstring of ``model/quarter.py`` and the order of its parts
from the text of ``quarter`` itself, statement by statement, so that neither stands a second time
here. A pass that holds several events is timed as a whole.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from types import CodeType
from typing import Any, NamedTuple

from experiments.provenance import made_with
from model import quarter as text
from model.simulate import run_quarter, start
from model.state import State, copy_state
from scenarios.loader import load
from scenarios.policy_schedule import prepare

SCHEMA = "liaosim/trace-quarter/1"
SCENARIO = "plan_2015"
FIRST, QUARTERS = 4, 8  # measured from 2016Q1, when the levers of the plan are in force
BEFORE = "model/simulate.py:run_quarter"
_NAMED = re.compile(r"``([\w.]+)``")
_SAID = re.compile(r"Events? (\d+)(?: (?:to|and) (\d+))?\b")
_ROW = re.compile(r"\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|")


class EventRow(NamedTuple):
    """One event as the table over ``model/quarter.py`` has it, its lines put together."""

    number: int
    what: tuple[str, ...]
    who: tuple[str, ...]
    where: tuple[str, ...]


class Part(NamedTuple):
    """One statement of ``quarter``: the rule that it calls, its events, its compiled text."""

    rule: str
    events: tuple[int, ...]
    code: CodeType


@dataclass(frozen=True)
class Timed:
    """Mean time of one part of the quarter, milliseconds."""

    rule: str
    events: tuple[int, ...]
    milliseconds: float


@dataclass(frozen=True)
class QuarterTimes:
    """Events of the quarter and the time of its parts in the order in which they ran."""

    events: tuple[EventRow, ...]
    parts: tuple[Timed, ...]
    scale: float
    enterprises: int
    made_with: dict[str, Any]

    @property
    def total(self) -> float:
        """One whole quarter, milliseconds."""
        return sum(part.milliseconds for part in self.parts)

    def of_event(self, number: int) -> tuple[Timed, ...]:
        """The parts in which an event takes place."""
        return tuple(part for part in self.parts if number in part.events)

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        events = [
            {
                "event": row.number,
                "what": "; ".join(row.what),
                "who": ", ".join(row.who),
                "where": list(row.where),
                "parts": [part.rule for part in self.of_event(row.number)],
            }
            for row in self.events
        ]
        parts = [
            {"rule": p.rule, "events": list(p.events), "milliseconds": p.milliseconds}
            for p in self.parts
        ]
        return {
            "schema": SCHEMA,
            "scenario": SCENARIO,
            "scale": self.scale,
            "enterprises": self.enterprises,
            "quarters": QUARTERS,
            "milliseconds": self.total,
            "events": events,
            "parts": parts,
            "made_with": self.made_with,
        }


def event_table() -> tuple[EventRow, ...]:
    """The thirteen events, from the docstring of ``model/quarter.py``."""
    found: dict[int, EventRow] = {}
    for line in (text.__doc__ or "").splitlines():
        if match := _ROW.match(line):
            before = found.get(int(match[1]), EventRow(int(match[1]), (), (), ()))
            who = before.who if match[3] in before.who else (*before.who, match[3])
            where = (*before.where, *_NAMED.findall(match[4]))
            found[before.number] = EventRow(before.number, (*before.what, match[2]), who, where)
    return tuple(found.values())


def _called(node: ast.AST) -> list[str]:
    """Names of the functions that a piece of text calls."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    return [call.func.id for call in calls if isinstance(call.func, ast.Name)]


def _matches(place: str, name: str, own: bool) -> bool:
    """Whether a place of the table means a function; a bare module only for a part itself."""
    module = getattr(getattr(text, name, None), "__module__", "")
    home = module.rpartition(".")[2]
    if "." in place:
        wanted, _, function = place.partition(".")
        return home == wanted and (
            name == function or (function.endswith("_...") and name.startswith(function[:-3]))
        )
    return place == name or (own and place == home)


def _said(name: str) -> tuple[int, ...]:
    """Events that a rule itself says it holds: ``Event 4, ...``, ``Events 6 to 8, ...``."""
    rule = vars(text)[name]
    match = _SAID.match(getattr(rule, "py_func", rule).__doc__ or "")
    if not match:
        return ()
    first, last = int(match[1]), int(match[2] or match[1])
    return tuple(range(first, last + 1))


def _events_of(name: str, inside: dict[str, list[str]], before: tuple[int, ...]) -> tuple[int, ...]:
    """Events of a part: those it names, else its place in the table, else those just before."""
    if said := _said(name):
        return said
    found = tuple(
        row.number
        for row in event_table()
        if any(
            _matches(place, name, True)
            or any(_matches(place, callee, False) for callee in inside.get(name, ()))
            for place in row.where
        )
    )
    return found or before[-1:]


def parts() -> tuple[Part, ...]:
    """The statements of ``quarter`` in their order."""
    tree = ast.parse(inspect.getsource(text))
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    inside = {name: _called(node) for name, node in functions.items() if name != "quarter"}
    found: list[Part] = []
    for statement in functions["quarter"].body:
        names = [name for name in _called(statement) if name in vars(text)]
        names = [name for name in names if callable(vars(text)[name])]
        if not names:
            continue
        before = found[-1].events if found else (1,)
        module = ast.fix_missing_locations(ast.Module([statement], []))
        code = compile(module, text.__file__, "exec")
        found.append(Part(names[-1], _events_of(names[-1], inside, before), code))
    return tuple(found)


def file_and_name(rule: str) -> str:
    """Where a part of the quarter stands, as ``model/events/entry.py:enter``."""
    module = vars(text)[rule].__module__.replace(".", "/")
    return f"{module}.py:{rule}"


def _timed_events(pieces: tuple[Part, ...], spent: list[float]) -> Callable[[State], None]:
    """A quarter that runs in its parts and adds the time of each, seconds."""

    def events(state: State) -> None:
        names = {**vars(text), "s": state}
        for n, piece in enumerate(pieces):
            begun = perf_counter()
            exec(piece.code, names)
            spent[n] += perf_counter() - begun

    return events


def measure(scale: float = 1.0, seed: int = 1) -> QuarterTimes:
    """Mean time of every part over eight quarters of the plan in force."""
    begin = start(seed, scale)
    prepared = prepare(load(SCENARIO), FIRST + QUARTERS)
    pieces = parts()
    spent, whole = [0.0] * len(pieces), 0.0
    step = _timed_events(pieces, spent)
    state = copy_state(begin.state, int(begin.state.province["rows"][0]))
    enterprises = int(state.firms["alive"].sum())
    for number in range(FIRST + QUARTERS):
        if number == FIRST:  # the quarters before have loaded what is compiled
            spent[:] = [0.0] * len(pieces)
            whole = 0.0
        begun = perf_counter()
        state = run_quarter(
            state,
            begin.plan,
            prepared.world,
            prepared.levers[number],
            prepared.policy[number],
            number,
            step,
        )
        whole += perf_counter() - begun
    scaled = 1000.0 / QUARTERS
    first = Timed(BEFORE, (1, 2), scaled * max(0.0, whole - sum(spent)))
    timed = [
        Timed(file_and_name(piece.rule), piece.events, scaled * seconds)
        for piece, seconds in zip(pieces, spent, strict=True)
    ]
    return QuarterTimes(event_table(), (first, *timed), scale, enterprises, made_with())
