"""Each lever alone on the toy province, its rules watched: did they run and what did they write.

Runs in a process of its own, with the rules interpreted, so that a rule can be watched by putting
a counter in its place wherever a module holds it. Prints one JSON document::

    NUMBA_DISABLE_JIT=1 python -m traceability.watch financing digitalisation
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, wraps
from typing import Any

import numpy as np
import tomlkit

from model.simulate import Start
from model.state import State, workspace
from model.toy import TRADING, toy_start
from scenarios.levers.base import COMMON_STEPS
from scenarios.levers.registry import LEVERS
from scenarios.loader import parse_text
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario
from traceability.chain import function_of

QUARTERS = 8
SEED = 1
ALONE = "alone"
FOLDERS = ("agents.", "model.")
EAGER: dict[str, float | tuple[float, ...]] = {
    "key_share": 0.8,  # of the toy's enterprises, so that some can become demonstrations
    "min_cover": 10.0,  # so that banks refuse some, who ask for owners' capital
    "assessment_start": (0.0, 0.0, 0.0, 1.0, 0.0),  # so that parks wait for assessments
}
# Given to the quarter or used as workspace: these differ without anything having been done.
NOT_COMPARED = frozenset({"levers", "policy", "accounts", *workspace(0)})

Cells = tuple[tuple[tuple[str, str], float], ...]


@dataclass
class Seen:
    """What one rule did in a run: calls, calls that wrote to a record, a digest of all results."""

    calls: int = 0
    writes: int = 0
    digest: int = 0


@dataclass(frozen=True)
class Watched:
    """A lever alone on the toy province: its rules, and whether the end differs from no plan."""

    rules: dict[str, dict[str, int]]
    same_results: list[str]
    changed: bool


@cache
def packed(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The same fields without what lies between them, where anything may stand."""
    if dtype.names is None or dtype.fields is None:
        return dtype
    return np.dtype([(name, dtype.fields[name][0]) for name in dtype.names])


def contents(value: Any) -> bytes:
    """Bytes of every record and array in an argument; nothing for plain numbers."""
    if isinstance(value, np.ndarray | np.void):
        return np.asarray(value).astype(packed(value.dtype)).tobytes()
    if isinstance(value, tuple):
        return b"".join(map(contents, value))
    return b""


def counted(rule: Callable[..., Any], seen: Seen) -> Callable[..., Any]:
    """The rule with a counter around it that compares its records before and after."""

    @wraps(rule)
    def watched(*given: Any) -> Any:
        before = contents(given)
        answer = rule(*given)
        after = contents(given)
        seen.calls += 1
        seen.writes += before != after
        seen.digest = zlib.crc32(after, seen.digest)
        return answer

    return watched


@contextmanager
def watching(rules: list[str]) -> Iterator[dict[str, Seen]]:
    """Put counters in the place of rules in every module that holds them, and take them out."""
    found: dict[str, Seen] = {dotted: Seen() for dotted in rules}
    changed: list[tuple[Any, str, Any]] = []
    modules = [module for name, module in sys.modules.items() if name.startswith(FOLDERS)]
    for dotted, seen in found.items():
        rule = function_of(dotted)
        watched = counted(rule, seen)
        for module in modules:
            for name in [name for name, value in vars(module).items() if value is rule]:
                changed.append((module, name, rule))
                setattr(module, name, watched)
    try:
        yield found
    finally:
        for module, name, rule in changed:
            setattr(module, name, rule)


def alone(lever: str | None) -> Scenario:
    """A scenario that pulls one lever with its trial's table, or none."""
    tables: dict[str, Any] = {"name": ALONE}
    if lever is not None:
        tables["levers"] = {lever: dict(LEVERS[lever].trial)}
    return parse_text(tomlkit.dumps(tables))


def run(begin: Start, lever: str | None, rules: list[str]) -> tuple[State, dict[str, Seen]]:
    """Eight quarters of the toy under one lever or none, its rules watched."""
    prepared = prepare(alone(lever), QUARTERS)
    with watching(rules) as seen:
        done = prepared.run(begin)
    return done.state, seen


def differs(here: State, there: State) -> bool:
    """Whether two states differ in anything but what the quarter is given."""
    rows = [int(state.province["rows"][0]) for state in (here, there)]
    if rows[0] != rows[1]:
        return True
    mine, theirs = here._asdict(), there._asdict()
    mine["firms"], theirs["firms"] = here.firms[: rows[0]], there.firms[: rows[1]]
    return any(
        contents(mine[name]) != contents(theirs[name]) for name in mine if name not in NOT_COMPARED
    )


def watch(levers: list[str]) -> dict[str, Watched]:
    """Each lever against no plan, from one start."""
    starts: dict[Cells, Start] = {}
    found = {}
    for lever in levers:
        table = LEVERS[lever]
        cells = tuple((table.trial_cells or TRADING).items())
        if cells not in starts:
            starts[cells] = toy_start(SEED, enterprises=dict(cells), overrides=EAGER)
        begin = starts[cells]
        rules = list(dict.fromkeys([COMMON_STEPS[0].rule, *(step.rule for step in table.steps)]))
        plain, unmoved = run(begin, None, rules)
        moved, seen = run(begin, lever, rules)
        same = [rule for rule in rules if seen[rule].digest == unmoved[rule].digest]
        counts = {rule: asdict(seen[rule]) for rule in rules}
        found[lever] = Watched(counts, same, differs(moved, plain))
    return found


if __name__ == "__main__":
    json.dump({lever: asdict(w) for lever, w in watch(sys.argv[1:]).items()}, sys.stdout)
