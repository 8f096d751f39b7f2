"""The same rules on ordinary Mesa agents, side by side with the compiled run.

The rival is written as a good Mesa programmer would write it: every enterprise, city, bank,
cluster and the province is a ``mesa.Agent`` with plain Python attributes (float, int, bool, list),
cells are found in a dictionary, and ``step()`` calls ``model.quarter.quarter``: the very same rule
texts in the same order, run uncompiled. What an ordinary Mesa model would not pay for is taken out:
``np.exp``, ``np.log`` and ``np.sqrt`` are bound to those of ``math``, which are faster on Python
floats, and the wrapping of 64-bit products is allowed once and not at each draw.

Both sides are timed over the same work: empty the record, run the quarter, check the accounts. What
comes before (making objects, copying the start) and what is handed in from outside each quarter is
timed on neither side. Equal behaviour is shown first: headline indicators in every quarter and
every field of every enterprise at the end agree, or no ratio is given.

``python -m benchmarks.plain_mesa`` prints what was measured as JSON.
"""

from __future__ import annotations

import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, cast

import mesa
import numpy as np
from numpy.typing import NDArray

import model.accounts
import model.quarter
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import Enterprise
from agents.province import CITIES, SECTORS
from agents.record import interpreted
from model.accounts import check, open_accounts
from model.indicators import HEADLINES, INDICATOR_INDEX, NO_SECTOR, row_totals, row_values, rows
from model.indicators import sector_weights as weights_of
from model.input_data.external_world import World, label
from model.quarter import quarter
from model.simulate import Start, _give, _set_world, simulate, start
from model.state import State, copy_state
from scenarios.loader import load
from scenarios.policy_schedule import prepare

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = "plan_2015"
SEED = 1
TOLERANCE = 1.0e-9  # relative; both engines may differ in the last bit of exp and log
BEST_OF = 20  # compiled runs, some milliseconds each
PLAIN_BEST_OF = 5
SIZE_ROUNDS = 6
SMALLEST, LARGEST = 0.001, 8.0  # scales between which the size of the sample is sought
SPARE = 0.05  # room for entrants, a quarter, as a share of the enterprises
FloatArray = NDArray[np.float64]
Found = dict[str, Any]
Given = tuple[World, Any, Any]  # world, levers by quarter, policy by quarter


def headlines(table: FloatArray) -> dict[str, float]:
    """Headline indicators of the province from the record of a quarter."""
    cities = np.einsum("s,csq->cq", weights_of("all"), table)
    names = rows()
    found = row_values(row_totals(cities, table.sum(axis=0)), names)
    province = found[names.index(("province", "all"))]
    return {name: float(province[INDICATOR_INDEX[name]]) for name in HEADLINES}


def worst_difference(ours: Any, plain: Any) -> float:
    """Largest difference relative to the values, or to their mean size where they are below it."""
    a, b = np.asarray(ours, float), np.asarray(plain, float)
    size = np.maximum(np.abs(a), np.abs(b))
    usual = max(float(size.mean()), 1e-300)
    return float((np.abs(a - b) / np.maximum(size, usual)).max())


def living(state: State) -> int:
    """Enterprises alive in a state of records."""
    return int(np.count_nonzero(state.firms["alive"][: used(state)]))


def used(state: State) -> int:
    """Rows in use."""
    return int(state.province["rows"][0])


def room(begin: Start, quarters: int) -> int:
    """Spare places that entrants will not fill."""
    return 100 + int(SPARE * quarters * used(begin.state))


def start_of_size(enterprises: int) -> Start:
    """A start of the full province whose sample comes as near to the wanted size as it can."""
    low, high = math.log(SMALLEST), math.log(LARGEST)
    tried = []
    for _ in range(SIZE_ROUNDS):
        found = start(SEED, math.exp(0.5 * (low + high)))
        tried.append(found)
        if living(found.state) < enterprises:
            low = 0.5 * (low + high)
        else:
            high = 0.5 * (low + high)
    return min(tried, key=lambda each: abs(living(each.state) - enterprises))


def once(begin: Start, given: Given, quarters: int) -> tuple[float, list[FloatArray], State]:
    """Seconds of one compiled run, the record of each quarter, and the state at the end."""
    world, levers, policy = given
    state = copy_state(begin.state, room(begin, quarters))
    opening = open_accounts(state)
    spent, tables = 0.0, []
    for number in range(quarters):
        _set_world(state, world, number, number)
        _give(state, levers[number], policy[number])
        before = time.perf_counter()
        state.table[:] = 0.0
        quarter(state)
        check(state, opening, label(number))
        spent += time.perf_counter() - before
        tables.append(state.table.copy())
    return spent, tables, state


def run_ours(folder: Path, enterprises: int, quarters: int) -> Found:
    """Hand the start to the rival and time ourselves, warm."""
    prepared = prepare(load(SCENARIO), quarters)
    given = (prepared.world, prepared.levers, prepared.policy)
    begin = start_of_size(enterprises)
    _, tables, state = once(begin, given, quarters)
    times = [once(begin, given, quarters)[0] for _ in range(BEST_OF)]
    whole = []
    for _ in range(BEST_OF):
        before = time.perf_counter()
        simulate(begin, *given, quarters)
        whole.append(time.perf_counter() - before)
    firms: Any = state.firms
    found = {"begin": begin, "given": given, "tables": tables, "firms": firms[: used(state)]}
    (folder / "ours.pickle").write_bytes(pickle.dumps(found))
    about = {"enterprises": living(begin.state), "scale": begin.scale}
    return {"seconds": min(times), "whole": min(whole), **about}


class Cells(dict[Any, Any]):
    """Cells found by (city, sector) in one look-up; a third index reaches into the cell."""

    def __missing__(self, place: tuple[int, int, int]) -> Any:
        return self[place[0], place[1]][place[2]]

    def __setitem__(self, place: tuple[int, ...], value: Any) -> None:
        if len(place) == 3:
            self[place[0], place[1]][place[2]] = value
        else:
            super().__setitem__(place, value)


class Thing:
    """A bundle of plain attributes: a sector, a lever, a plan."""


class EnterpriseAgent(mesa.Agent):  # type: ignore[misc]
    """An enterprise, or a place that an entrant will take."""


class GovernmentAgent(mesa.Agent):  # type: ignore[misc]
    """The province or a city."""


class BankAgent(mesa.Agent):  # type: ignore[misc]
    """The bank of a city."""


class ClusterAgent(mesa.Agent):  # type: ignore[misc]
    """A sector in a city."""


def plain_value(value: Any) -> Any:
    """A number of Python's own, or a list of such numbers."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def write_on(target: Any, record: Any) -> Any:
    """Set every field of a record as a plain attribute; gives the object itself."""
    for name in record.dtype.names:
        setattr(target, name, plain_value(record[name]))
    return target


def write_back(things: Any, records: Any) -> None:
    """Write plain attributes into an array of records."""
    for name in records.dtype.names:
        records[name] = [getattr(thing, name) for thing in things]


def things_of(records: Any) -> Any:
    """Plain objects of an array of records."""
    return [write_on(Thing(), record) for record in records]


def cells_of(array: Any) -> Any:
    """Cells of an array with axes (row, column, ...): plain numbers or lists."""
    found = Cells()
    for i, row in enumerate(array):
        for j, value in enumerate(row):
            found[i, j] = plain_value(value)
    return found


class PlainLiaoning(mesa.Model):  # type: ignore[misc]
    """The province as ordinary Mesa objects, standing where ``begin`` stands."""

    def __init__(self, begin: Start, given: Given, quarters: int) -> None:
        super().__init__(rng=begin.seed)
        self.plan, self.given = begin.plan, given
        self.shadow = copy_state(begin.state, 0)  # records that receive what comes from outside
        self.state = self._objects(self.shadow, room(begin, quarters))
        self.opening = open_accounts(self.state)

    def _objects(self, records: Any, spare: int) -> State:
        """Every record as an object."""
        empty: Any = Enterprise.zeros(spare)
        firms: Any = [write_on(EnterpriseAgent(self), r) for r in (*records.firms, *empty)]
        clusters: Any = Cells()
        for c in range(CITIES):
            for j in range(SECTORS):
                clusters[c, j] = write_on(ClusterAgent(self), records.clusters[c, j])
        cities: Any = [write_on(GovernmentAgent(self), r) for r in records.cities]
        banks: Any = [write_on(BankAgent(self), r) for r in records.banks]
        province: Any = [write_on(GovernmentAgent(self), r) for r in records.province]
        return State(
            firms=firms,
            sectors=things_of(records.sectors),
            cities=cities,
            banks=banks,
            clusters=clusters,
            places=things_of(records.places),
            projects=things_of(records.projects),
            province=province,
            levers=things_of(records.levers),
            accounts=things_of(records.accounts),
            policy=things_of(records.policy),
            plans=things_of(Plan.zeros(len(firms))),
            order=np.zeros(len(firms), np.int64),  # sorted by numpy in the rule text
            leading=np.zeros(len(firms), np.int64),
            keys=np.zeros((4, len(firms))),
            inputs=cells_of(records.inputs),
            purchases=cells_of(records.purchases),
            table=cells_of(records.table),
            parameters=things_of(records.parameters),
        )

    def receive(self, number: int) -> None:
        """Take over what the world and the province give in a quarter (not timed)."""
        world, levers, policy = self.given
        write_back(self.state.sectors, self.shadow.sectors)
        write_back(self.state.province, self.shadow.province)
        _set_world(self.shadow, world, number, number)
        _give(self.shadow, levers[number], policy[number])
        for name in ("sectors", "province", "levers", "policy"):
            things, records = getattr(self.state, name), getattr(self.shadow, name)
            for thing, record in zip(things, records, strict=True):
                write_on(thing, record)

    def step(self) -> None:
        """One quarter."""
        table: Any = self.state.table
        for cell in table.values():
            cell[:] = [0.0] * len(cell)
        quarter(self.state)
        check(self.state, self.opening, label(int(self.steps) - 1))

    def record(self) -> FloatArray:
        """The record of the quarter as an array."""
        table: Any = self.state.table
        return np.array([[table[c, j] for j in range(NO_SECTOR + 1)] for c in range(CITIES)])


def rule_modules() -> list[ModuleType]:
    """Every module whose functions the quarter reaches."""
    found: dict[str, ModuleType] = {}
    waiting = [model.quarter, model.accounts]
    while waiting:
        module = waiting.pop()
        if module.__name__ in found:
            continue
        found[module.__name__] = module
        for value in vars(module).values():
            if isinstance(value, FunctionType):
                home = value.__module__
                if home.split(".")[0] in ("agents", "model"):
                    waiting.append(sys.modules[home])
    return list(found.values())


def make_light() -> None:
    """Take out of the interpreted rules what an ordinary Mesa model would not pay for."""
    plain: Any = SimpleNamespace(**vars(np))
    plain.exp, plain.log, plain.sqrt, plain.float64 = math.exp, math.log, math.sqrt, float
    np.seterr(over="ignore")
    for module in rule_modules():
        for name, value in list(vars(module).items()):
            if value is np:
                setattr(module, name, plain)
            elif isinstance(value, FunctionType) and hasattr(value, "__wrapped__"):
                setattr(module, name, cast("Any", value).__wrapped__)  # chance without errstate


def run_plain(folder: Path, quarters: int) -> Found:
    """Run the rival from the same start, compare, and give its time."""
    if not interpreted():
        raise RuntimeError("the rival runs uncompiled: start it with NUMBA_DISABLE_JIT=1")
    ours = pickle.loads((folder / "ours.pickle").read_bytes())
    make_light()
    off = dict.fromkeys(HEADLINES, 0.0)
    times = []
    for _ in range(PLAIN_BEST_OF):
        rival = PlainLiaoning(ours["begin"], ours["given"], quarters)
        times.append(0.0)
        for number in range(quarters):
            rival.receive(number)
            before = time.perf_counter()
            rival.step()
            times[-1] += time.perf_counter() - before
            there, here = headlines(rival.record()), headlines(ours["tables"][number])
            for name in HEADLINES:
                off[name] = max(off[name], worst_difference(here[name], there[name]))
    everybody: Any = rival.state.firms
    firms = everybody[: rival.state.province[0].rows]
    if len(firms) != len(ours["firms"]):
        raise RuntimeError(f"{len(firms)} enterprises against {len(ours['firms'])} of ours")
    fields = {
        name: worst_difference(ours["firms"][name], [getattr(firm, name) for firm in firms])
        for name in Enterprise.fields
    }
    return {"seconds": min(times), "headlines": off, "fields": fields}


def run_side(side: str, folder: Path, enterprises: int, quarters: int) -> Found:
    """Run one side in a process of its own, so that each engine is clean."""
    what = [side, str(folder), str(enterprises), str(quarters)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plain_mesa", *what],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1" if side == "plain" else "0"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return cast("Found", json.loads(done.stdout.strip().splitlines()[-1]))


def measure(enterprises: int = 1000, quarters: int = 8) -> Found:
    """Time of plain Mesa objects over ours, after both were shown to do the same.

    Parameters
    ----------
    enterprises
        Wanted number of records; the sample comes as near as it can, and names its number.
    quarters
        Length of the run from 2015Q1 under ``plan_2015``.

    Returns
    -------
    dict
        ``ratio`` (plain over ours), ``ours`` and ``plain`` (s, best of several), ``whole`` (s, all
        of ``simulate``), ``enterprises``, ``quarters``, ``scale``, ``tolerance``, ``agreement``
        (worst relative difference of each headline over all quarters) and ``worst_field`` (of
        single enterprises at the end).

    Raises
    ------
    RuntimeError
        Where the two do not agree within the tolerance, so that no ratio would mean anything.
    """
    with tempfile.TemporaryDirectory() as name:
        ours = run_side("ours", Path(name), enterprises, quarters)
        plain = run_side("plain", Path(name), enterprises, quarters)
    off = {**plain["headlines"], **plain["fields"]}
    apart = {key: value for key, value in off.items() if not value <= TOLERANCE}
    if apart:
        raise RuntimeError(f"plain Mesa and ours differ by more than {TOLERANCE}: {apart}")
    field = max(plain["fields"], key=plain["fields"].__getitem__)
    return {
        "ratio": plain["seconds"] / ours["seconds"],
        "ours": ours["seconds"],
        "plain": plain["seconds"],
        **{name: ours[name] for name in ("whole", "enterprises", "scale")},
        "quarters": quarters,
        "tolerance": TOLERANCE,
        "agreement": plain["headlines"],
        "worst_field": {field: plain["fields"][field]},
    }


def main(arguments: list[str]) -> None:
    """Print the measurement, or run one side for it."""
    if not arguments:
        print(json.dumps(measure(), indent=1))
        return
    side, folder, enterprises, quarters = arguments
    if side == "ours":
        found = run_ours(Path(folder), int(enterprises), int(quarters))
    else:
        found = run_plain(Path(folder), int(quarters))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
