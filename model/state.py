"""The state of one run: arrays of records handed through the quarter together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.place import Place, Project
from agents.province import Lever, LeverAccount, Policy, Province
from agents.record import Record, Records
from agents.sector import Sector

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class State(NamedTuple):
    """Everything that changes in a run, and what the quarter is given.

    ``firms`` has spare rows at its end for entrants; ``province[0].rows`` are in use. ``table`` is
    the record of the quarter, shape (14 cities, 38 sectors with the sectorless column,
    quantities). ``inputs[i, j]`` is what sector j buys of sector i per unit of output.
    """

    firms: Records[Enterprise]
    sectors: Records[Sector]
    cities: Records[City]
    banks: Records[Bank]
    clusters: Records[Cluster]  # shape (14, 37)
    places: Records[Place]  # parks, bases, listed clusters
    projects: Records[Project]  # dated projects and those of central enterprises
    province: Records[Province]
    levers: Records[Lever]  # shape (13,), of this quarter
    accounts: Records[LeverAccount]
    policy: Records[Policy]  # one row, of this quarter
    plans: Records[Plan]  # workspace: the plans of the quarter
    order: IntArray  # workspace: plans in the order of service
    leading: IntArray  # workspace: rows of leading enterprises
    keys: FloatArray  # workspace: shape (4, plans), score, luck, key, place
    inputs: FloatArray  # shape (37, 37), without fuel: what prices of materials follow
    purchases: FloatArray  # shape (37, 37), fuel included: what demand follows
    table: FloatArray
    parameters: Records[Parameters]


def unused(record: type[Record], room: int, rows: int = 0) -> Any:
    """Records that are zero from ``rows`` on, in memory used before where there is some.

    ``np.zeros`` takes new pages from the system each time, which costs a run 3% of its time.
    """
    array = np.empty(room, record.dtype)
    array[rows:].view(np.uint8).fill(0)
    return array.view(np.recarray)


def workspace(room: int) -> dict[str, Any]:
    """Arrays in which a quarter lists and plans; no rule reads what stood in them before."""
    return {
        "plans": unused(Plan, room),
        "order": np.zeros(room, np.int64),
        "leading": np.zeros(room, np.int64),
        "keys": np.zeros((4, room)),
    }


def copy_state(state: State, spare: int) -> State:
    """A state of its own, with room for ``spare`` more enterprises."""
    rows = int(state.province["rows"][0])
    parts: dict[str, Any] = workspace(rows + spare)
    for name, array in state._asdict().items():
        if name != "firms" and name not in parts:
            parts[name] = array.copy()
    firms = unused(Enterprise, rows + spare, rows)
    # as bytes: numpy copies records field by field
    firms[:rows].view(np.uint8)[:] = np.asarray(state.firms[:rows]).view(np.uint8)
    parts["firms"] = firms
    for name, array in parts.items():
        if array.dtype.names:
            parts[name] = array.view(np.recarray)
    return State(**parts)
