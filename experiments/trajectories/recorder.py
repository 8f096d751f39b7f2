"""Single enterprises through a run: what each was, wanted, got and did in each quarter.

The quarter is run pass by pass: the text is that of ``model.quarter`` itself, so the order of
events stands in one place; only its passes are called one by one from Python, each compiled as
ever. Nothing of the run is changed: records are copied between the passes, so a copy is exact for
the moment at which something was decided, and what the passes do has the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, cast

import numpy as np

from agents.enterprise.investment import plans_now
from experiments.options import Request
from experiments.parallel import Progress
from experiments.trajectories.enterprise_lookup import Whom, absent, key_in
from model.events.investment_plans import DIGITAL, GREEN, TRANSFORMATION, Desk
from model.events.lever_budgets import FINANCING
from model.quarter import quarter
from model.simulate import Start, start
from model.state import State
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

Look = Callable[[State, Any], None]  # the state, and what the pass returned


def passes() -> tuple[str, ...]:
    """Names of the rules that a quarter calls, in their order."""
    text = getattr(quarter, "py_func", quarter)
    return tuple(n for n in text.__code__.co_names if callable(text.__globals__.get(n)))


def watched(after: Mapping[str, Look]) -> Callable[[State], None]:
    """The quarter with an onlooker after some of its passes.

    Parameters
    ----------
    after
        By name of a pass, as it is called in ``model.quarter.quarter``: what to call after it.

    Raises
    ------
    LookupError
        Where the quarter has no such pass.
    """
    text = getattr(quarter, "py_func", quarter)
    names = dict(text.__globals__)
    for name, look in after.items():
        if name not in passes():
            raise LookupError(f"the quarter has no pass {name}")
        names[name] = _followed(names[name], look)
    return cast("Callable[[State], None]", FunctionType(text.__code__, names))


def _followed(carry_out: Callable[..., Any], look: Look) -> Callable[..., Any]:
    """A pass after which somebody looks."""

    def carried_out(state: State, *others: Any) -> Any:
        result = carry_out(state, *others)
        look(state, result)
        return result

    return carried_out


QUARTERS = 44
START_WORK = 3.0  # what a start takes, in runs followed
Row = Any  # one record, a copy: rules can be called on it


def copy_of(record: Row) -> Row:
    """A record of its own with the same content."""
    return np.array([record], record.dtype).view(np.recarray)[0]


@dataclass
class Scene:
    """One quarter of one enterprise; a part is None where there was nothing of the kind.

    Attributes
    ----------
    opened, enforced, planned, ended
        Its record before event 3, after it, after event 8, and at the end.
    desk, enforcer
        What it looked at when it planned; its city after event 3.
    financing
        The financing lever and its account at event 8.
    turn
        Whether it was a quarter in which it planned.
    wish, sought, done
        Its plan as made, as it went to the bank, and as carried out.
    purse, bank
        Its record and its city's bank before event 10.
    left
        Whether it closed down in this quarter.
    """

    quarter: int
    opened: Row = None
    enforced: Row = None
    enforcer: Row = None
    desk: Desk | None = None
    financing: tuple[Row, Row] = (None, None)
    planned: Row = None
    turn: bool = False
    wish: Row = None
    sought: Row = None
    purse: Row = None
    bank: Row = None
    done: Row = None
    ended: Row = None
    left: bool = False

    @property
    def last(self) -> Row:
        """The record at the quarter's end, or the last one before it was emptied."""
        return self.planned if self.left else self.ended


@dataclass
class Life:
    """One enterprise through a run, from its first quarter to its last."""

    key: int
    scenario: Scenario
    seed: int
    scale: float
    scenes: list[Scene] = field(default_factory=list)

    @property
    def first(self) -> Row:
        """The record of its first quarter's end."""
        return self.scenes[0].ended


def lever_of(state: State, lever: int) -> tuple[Row, Row]:
    """A lever and its account, copies."""
    return copy_of(state.levers[lever]), copy_of(state.accounts[lever])


def desk_of(state: State, city: int, sector: int) -> Desk:
    """What an enterprise looks at when it plans, copies."""
    levers = {"transformation": TRANSFORMATION, "digital": DIGITAL, "green": GREEN}
    pairs = {name: lever_of(state, lever) for name, lever in levers.items()}
    return Desk(
        sector=copy_of(state.sectors[sector]),
        city=copy_of(state.cities[city]),
        cluster=copy_of(state.clusters[(city, sector)]),
        province=copy_of(state.province[0]),
        policy=copy_of(state.policy[0]),
        **{name: lever for name, (lever, _) in pairs.items()},
        **{f"{name}_account": account for name, (_, account) in pairs.items()},
        p=copy_of(state.parameters[0]),
    )


class Follower:
    """An onlooker of the passes of every quarter, for some enterprises by key."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.scenes: dict[int, list[Scene]] = {key: [] for key in keys}
        self._now: dict[int, Scene] = {}
        self._rows: dict[int, int] = {}
        self._plans: dict[int, int] = {}
        self.step = watched(
            {
                "open_quarter": self._open,
                "enforce": self._enforced,
                "work": self._planned,
                "build_abroad": self._awarded,
                "name_demonstrations": self._awarded,
                "begin_plans": self._begun,
            }
        )

    def _open(self, state: State, _: Any) -> None:
        """Find the enterprises that are there."""
        keys = np.asarray(state.firms["key"][: int(state.province["rows"][0])])
        self._now, self._rows, self._plans = {}, {}, {}
        for key in self.scenes:
            for row in np.flatnonzero(keys == key):
                if state.firms[int(row)].alive:
                    self._rows[key] = int(row)
                    self._now[key] = Scene(int(state.province["quarter"][0]))
                    self._now[key].opened = copy_of(state.firms[int(row)])

    def _enforced(self, state: State, _: Any) -> None:
        for key, scene in self._now.items():
            scene.enforced = copy_of(state.firms[self._rows[key]])
            scene.enforcer = copy_of(state.cities[int(scene.enforced.city)])
            scene.turn = bool(plans_now(scene.enforced, scene.quarter))

    def _planned(self, state: State, plans: Any) -> None:
        rows = np.asarray(state.plans["row"][: int(plans)])
        for key, scene in self._now.items():
            firm = scene.planned = copy_of(state.firms[self._rows[key]])
            scene.desk = desk_of(state, int(firm.city), int(firm.sector))
            scene.financing = lever_of(state, FINANCING)
            found = np.flatnonzero(rows == self._rows[key])
            if len(found):
                self._plans[key] = int(found[0])
                scene.wish = copy_of(state.plans[int(found[0])])

    def _awarded(self, state: State, _: Any) -> None:
        for key, place in self._plans.items():
            scene = self._now[key]
            scene.sought = copy_of(state.plans[place])
            scene.purse = copy_of(state.firms[self._rows[key]])
            scene.bank = copy_of(state.banks[int(scene.purse.city)])

    def _begun(self, state: State, _: Any) -> None:
        for key, place in self._plans.items():
            self._now[key].done = copy_of(state.plans[place])

    def look(self, state: State) -> None:
        """The quarter's end: keep the scene; entrants are met for the first time."""
        for key, scene in self._now.items():
            scene.ended = copy_of(state.firms[self._rows[key]])
            scene.left = not scene.ended.alive
            self.scenes[key].append(scene)
        keys = np.asarray(state.firms["key"][: int(state.province["rows"][0])])
        for key in self.scenes.keys() - self._now.keys():
            row = np.flatnonzero(keys == key)
            if len(row) and state.firms[int(row[0])].alive:
                born = Scene(int(state.province["quarter"][0]))
                born.ended = copy_of(state.firms[int(row[0])])
                self.scenes[key].append(born)


def follow(
    begin: Start, scenario: Scenario, keys: Sequence[int], quarters: int = QUARTERS
) -> dict[int, Life]:
    """Run a scenario from a start and follow some enterprises; lives of those who ever lived."""
    follower = Follower(keys)
    prepare(scenario, quarters).run(begin, on_quarter=follower.look, step=follower.step)
    return {
        key: Life(key, scenario, begin.seed, begin.scale, scenes)
        for key, scenes in follower.scenes.items()
        if scenes
    }


def lives(
    chosen: Sequence[Scenario], who: Whom, request: Request, progress: Progress
) -> list[Life]:
    """One enterprise's lives under some scenarios, on the first seed of a request.

    Raises
    ------
    InputError
        Where the enterprise lives in none of them, or not in the sample.
    """
    total = START_WORK + len(chosen)
    begin = start(request.seeds[0], request.scale)
    progress(START_WORK, total)
    key = key_in(begin, who)
    if key < 0:
        raise absent(who, begin, chosen[0].name)
    found = []
    for n, scenario in enumerate(chosen):
        lived = follow(begin, scenario, [key], request.quarters)
        progress(START_WORK + n + 1, total)
        if key not in lived:
            raise absent(who, begin, scenario.name)
        found.append(lived[key])
    return found
