"""The events of a quarter and the time of each, measured by timing the passes of a quarter.

The table of events is that of ``model/quarter.py``, and the passes are the rules that its
``quarter`` calls, so that neither stands a second time here. A pass that holds several events is
timed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, NamedTuple

from experiments.provenance import made_with
from experiments.trajectories.recorder import passes, watched
from model import quarter as text
from model.simulate import run_quarter, start
from model.state import State, copy_state
from scenarios.loader import load
from scenarios.policy_schedule import prepare

SCHEMA = "liaosim/trace-quarter/1"
SCENARIO = "plan_2015"
FIRST, QUARTERS = 4, 8  # measured from 2016Q1, when the levers of the plan are in force
BEFORE = "model/simulate.py:run_quarter"
HOME = "model/quarter.py"
_NAMED = re.compile(r"``([\w./:]+)``")
_ROW = re.compile(r"\| (\d*) ?\| (.*?) ?\| (.*?) ?\| (.*?) ?\|")


class EventRow(NamedTuple):
    """One event as the table over ``model/quarter.py`` has it, its lines put together.

    ``where`` names rules as ``model/events/entry.py:enter``.
    """

    number: int
    what: tuple[str, ...]
    who: tuple[str, ...]
    where: tuple[str, ...]


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
        return {
            "schema": SCHEMA,
            "scenario": SCENARIO,
            "scale": self.scale,
            "enterprises": self.enterprises,
            "quarters": QUARTERS,
            "milliseconds": self.total,
            "events": events,
            "parts": [{**vars(part), "events": list(part.events)} for part in self.parts],
            "made_with": self.made_with,
        }


def event_table() -> tuple[EventRow, ...]:
    """The thirteen events, from the docstring of ``model/quarter.py``."""
    found: dict[int, EventRow] = {}
    number = 0
    for line in (text.__doc__ or "").splitlines():
        match = _ROW.match(line)
        if match and (match[1] or number):  # the heading stands before the first number
            number = int(match[1] or number)
            row = found.get(number, EventRow(number, (), (), ()))
            named = _NAMED.findall(match[4])
            places = [name if ":" in name else f"{HOME}:{name}" for name in named]
            told = zip(row[1:], ([match[2]], [match[3]], places), strict=True)
            merged = (tuple(filter(None, dict.fromkeys((*old, *new)))) for old, new in told)
            found[number] = EventRow(number, *merged)
    return tuple(found.values())


def file_and_name(name: str) -> str:
    """Where a pass of the quarter stands, as ``model/events/entry.py:enter``."""
    module = vars(text)[name].__module__.replace(".", "/")
    return f"{module}.py:{name}"


def events_of(rule: str) -> tuple[int, ...]:
    """Numbers of the events that happen in a rule, by the table."""
    return tuple(row.number for row in event_table() if rule in row.where)


class Stopwatch:
    """A quarter whose passes are timed: ``step`` runs it, ``seconds`` holds the time of each."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(passes(), 0.0)
        self._run = watched({name: self._after(name) for name in self.seconds})
        self._since = 0.0

    def step(self, state: State) -> None:
        """Run one quarter; a pass takes from the end of the one before."""
        self._since = perf_counter()
        self._run(state)

    def _after(self, name: str) -> Callable[[State, Any], None]:
        def look(_state: State, _result: Any) -> None:
            now = perf_counter()
            self.seconds[name] += now - self._since
            self._since = now

        return look


def measure(scale: float = 1.0, seed: int = 1) -> QuarterTimes:
    """Mean time of every pass over eight quarters of the plan in force."""
    begin = start(seed, scale)
    prepared = prepare(load(SCENARIO), FIRST + QUARTERS)
    watch, whole = Stopwatch(), 0.0
    state = copy_state(begin.state, int(begin.state.province["rows"][0]))
    enterprises = int(state.firms["alive"].sum())
    for number in range(FIRST + QUARTERS):
        if number == FIRST:  # the quarters before have loaded what is compiled
            watch, whole = Stopwatch(), 0.0
        begun = perf_counter()
        given = prepared.levers[number], prepared.policy[number], number
        state = run_quarter(state, begin.plan, prepared.world, *given, watch.step)
        whole += perf_counter() - begun
    seconds = {file_and_name(name): spent for name, spent in watch.seconds.items()}
    seconds = {BEFORE: max(0.0, whole - sum(seconds.values())), **seconds}
    scaled = 1000.0 / QUARTERS
    timed = (Timed(rule, events_of(rule), scaled * spent) for rule, spent in seconds.items())
    return QuarterTimes(event_table(), tuple(timed), scale, enterprises, made_with())
