"""The two engines: the same rule texts, compiled and interpreted, do the same to every record.

One engine runs in this process, the other in one of its own (``NUMBA_DISABLE_JIT``), from one start
of a few cities, through the six quarters from 2016Q1, in which all levers of the plan begin. The
interpreted side turns every floating-point warning into an error, so a division by zero that the
compiled side would answer with inf is found here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.record import interpreted
from model import accounts
from model.events.entry import NUMBERS
from model.events.relocation import HALF
from model.input_data.data_tables import CITIES as CITY_NAMES
from model.input_data.external_world import label
from model.simulate import run_quarter, start
from model.state import State, copy_state
from scenarios.loader import parse_text
from scenarios.policy_schedule import prepare

ROOT = Path(__file__).resolve().parent.parent.parent
TOLERANCE = 1.0e-12  # a few last bits of exp and log, carried through six quarters
FIRST, QUARTERS = 4, 6
WHERE = ("Anshan", "Benxi", "Yingkou", "Fuxin")
SEED, SCALE = 3, 0.002
MIX = """
name = "whole"
extends = "plan_2015"
[levers.spatial_layout]
budget = 600
moving_rate = 0.6
receivers = ["northwest", "coastal_belt", "shenyang_zone"]
[levers.central_local]
budget = 100
"""
# Rare things happen: quiet reopening, rescue by the state, reorganisation of a bankrupt.
EAGER = {
    "reopening": 1.0,
    "reopening_use": 0.2,
    "grace": 1.0,
    "rescue": 0.5,
    "reorganise_staff": 300.0,
    "moving_cost": 0.05,
    "moving_distance": 0.01,
    "plant_least": 1.0,
    "project_delay": 0.5,
}
WORKSPACE = ("plans", "order", "keys")


def toy() -> tuple[Any, ...]:
    """A start of some 200 enterprises in four cities, and what the plan gives them."""
    begin = start(SEED, SCALE)
    prepared = prepare(parse_text(MIX), FIRST + QUARTERS)
    firms: Any = begin.state.firms
    firms = firms[: int(begin.state.province["rows"][0])]
    kept = np.isin(firms["city"], [CITY_NAMES.index(city) for city in WHERE])
    province: Any = copy_state(begin.state, 0).province
    province["rows"] = int(kept.sum())
    parameters: Any = copy_state(begin.state, 0).parameters
    for name, value in EAGER.items():
        parameters[name] = value
    firms = firms[kept].copy()
    burdened = np.r_[
        np.flatnonzero(firms["owner"] <= 1)[:6], np.flatnonzero(firms["owner"] > 1)[:6]
    ]
    for name, years in (("arrears", 2.0), ("debt", 4.0)):  # of sales: hopeless without the state
        firms[name][burdened] = years * firms["sales_year"][burdened]
    state = begin.state._replace(firms=firms, province=province, parameters=parameters)
    return copy_state(state, 200), begin.plan, prepared.world, prepared.levers, prepared.policy


def moved(state: State) -> Any:
    """Rows of plants that were founded in another city than their owner's."""
    number = state.firms["key"] % NUMBERS
    return (number >= HALF) & (state.firms["born"] >= FIRST)


def run(given: tuple[Any, ...]) -> State:
    """Six quarters in the engine of this process."""
    state, plan, world, levers, policy = given
    opening = accounts.open_accounts(state)
    for number in range(FIRST, FIRST + QUARTERS):
        state = run_quarter(state, plan, world, levers[number], policy[number], number)
        accounts.check(state, opening, label(number))
    return state


def other_engine(given: tuple[Any, ...], folder: Path) -> State:
    """The same in a process that runs the rules the other way."""
    source, result = folder / "given.pickle", folder / "found.pickle"
    source.write_bytes(pickle.dumps(given))
    done = subprocess.run(
        [sys.executable, __file__, source, result],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NUMBA_DISABLE_JIT": "0" if interpreted() else "1",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: State = pickle.loads(result.read_bytes())
    return found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[State, State]:
    """States at the end: of this engine and of the other one."""
    given = toy()
    there = other_engine(given, tmp_path_factory.mktemp("engines"))
    return run(given), there


def fields_of(array: Any) -> list[str | None]:
    """Names of the fields of an array of records; one nameless field of a plain array."""
    return list(array.dtype.names or (None,))


def apart(here: Any, there: Any) -> float:
    """Largest relative difference; what nearly cancels is measured by the field's mean size."""
    a, b = np.asarray(here, float), np.asarray(there, float)
    differs = a != b  # infinities are equal
    if not differs.any():
        return 0.0
    size = np.maximum(np.abs(a), np.abs(b))[differs]
    usual = float(np.abs(a[np.isfinite(a)]).mean())
    return float((np.abs(a - b)[differs] / np.maximum(size, usual)).max())


@pytest.mark.parametrize("name", [name for name in State._fields if name not in WORKSPACE])
def test_engines_leave_the_same_records(name: str, pair: tuple[State, State]) -> None:
    here, there = (getattr(state, name) for state in pair)
    if name == "firms":
        rows = [int(state.province["rows"][0]) for state in pair]
        assert rows[0] == rows[1]
        here, there = here[: rows[0]], there[: rows[1]]
    wrong = {}
    for field in fields_of(here):
        found = apart(here[field], there[field]) if field else apart(here, there)
        if not found <= TOLERANCE:
            wrong[field] = found
    assert not wrong


def test_the_toy_meets_what_the_plan_does(pair: tuple[State, State]) -> None:
    """Else agreement would say little: money of each lever, closures, entries, exits happened."""
    state, _ = pair
    assert (state.accounts["spent_total"] > 0.0).sum() >= 4
    assert state.province["entered"][0] > 0.0
    assert state.province["exited"][0] > 0.0
    assert state.cities["closed"].sum() > 0.0
    assert state.cities["reopened"].sum() > 0.0
    assert (state.firms["rescued"] >= FIRST).any()
    assert (state.projects["stage"] > 0).any()
    assert state.places["services"].max() > 0.0
    assert moved(state).any()


if __name__ == "__main__":
    warnings.simplefilter("error")
    Path(sys.argv[2]).write_bytes(pickle.dumps(run(pickle.loads(Path(sys.argv[1]).read_bytes()))))
