"""One enterprise, two lives: yearly outcomes of all enterprises under two scenarios of one seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import RUNGS
from experiments.enterprise_classes import Array, FloatArray, Reader, places_among
from model.state import State

FLOWS = ("output", "revenue", "profit", "worker_years", "investment")
SUPPORT = ("grant", "subsidy", "retrofit_support", "loan_support")  # what a plan was given
STOCKS = ("staff", "capital", "numerical_share", "debt")
TRAITS = ("city", "sector", "owner", "is_key", "weight", "born")
APPLICATION = ("asked", "score", "cutoff", "major", "quarter")
NO_CUT = np.nan


@dataclass(frozen=True)
class Year:
    """All enterprises that worked in a year under one scenario, in the order of their keys.

    ``columns`` holds flows, support, stocks, traits and the application by name; ``alive`` says
    who lives at the year's end.
    """

    year: int
    keys: NDArray[np.int64]
    columns: dict[str, Array]


class LifeReader:
    """Gathers :class:`Year` records of a run; ``look`` goes to ``on_quarter``."""

    def __init__(self, begin: State) -> None:
        self._reader = Reader(begin)
        self._quarters: list[dict[str, Array]] = []
        self._plans: list[dict[str, Array]] = []
        self.years: list[Year] = []

    def look(self, state: State) -> None:
        """Add the quarter that has just ended; after the fourth of a year the year is closed."""
        seen = self._reader.look(state)
        prices = np.asarray(state.parameters["rung_price"])[0]
        capital = seen.column("capital")
        units = np.maximum(capital.sum(axis=1), 1e-12)
        held = capital + seen.column("underway")
        quarter = {name: seen.column(name) for name in TRAITS}
        quarter |= {
            "key": seen.column("key"),
            "alive": seen.alive,
            "output": seen.output,
            "revenue": seen.column("revenue") * seen.worked,
            "profit": seen.column("profit") * seen.worked,
            "worker_years": 0.25 * seen.staff,
            "investment": seen.column("spending") * seen.worked,
            "staff": seen.column("staff"),
            "capital": held @ prices + seen.column("shut") * prices[0],
            "numerical_share": capital[:, RUNGS - 2 :].sum(axis=1) / units,
            "debt": seen.column("debt"),
        }
        self._quarters.append(quarter)
        self._plans.append(plans_of(state))
        if len(self._quarters) == 4:
            self.years.append(_year(seen.number // 4, self._quarters, self._plans))
            self._quarters, self._plans = [], []


def plans_of(state: State) -> dict[str, Array]:
    """Plans of the quarter that asked for support, with what they were given.

    The workspace of plans is emptied, so that what stands there next quarter is new. ``cutoff`` is
    the highest score that went without a grant in the same queue, nan where nobody did: above it
    all were served, below it nobody but applicants of places with a reserve, on it luck decided.
    """
    plans = np.asarray(state.plans)
    asking = (plans["grant_asked"] > 0.0) | (plans["subsidy_asked"] > 0.0)
    asking |= plans["retrofit_asked"] > 0.0
    asking |= np.any([plans[name] > 0.0 for name in SUPPORT], axis=0)
    chosen = plans[(plans["key"] >= 0) & asking].copy()
    state.plans["key"] = -1
    applied = chosen["grant_asked"] > 0.0
    refused = applied & (chosen["grant"] <= 0.0)
    cutoff = np.full(len(chosen), NO_CUT)
    for major in (False, True):
        queue = chosen["major"] == major
        if (queue & refused).any():
            cutoff[queue] = chosen["score"][queue & refused].max()
    found = {"key": chosen["key"], "asked": chosen["grant_asked"], "score": chosen["score"]}
    season = float(state.province["season"][0]) + 1.0
    found |= {"cutoff": cutoff, "major": chosen["major"], "quarter": np.full(len(chosen), season)}
    kept = chosen["credit_asked"] >= 0.0  # what found no finance gives its support back
    return found | {name: chosen[name] * kept for name in SUPPORT}


def _year(year: int, quarters: list[dict[str, Array]], plans: list[dict[str, Array]]) -> Year:
    """Close a year: flows summed, stocks of the last quarter, the application that counts.

    Of several in a year that is the granted one, else the largest.
    """
    every = {name: np.concatenate([q[name] for q in quarters]) for name in quarters[0]}
    keys, place = np.unique(every["key"], return_inverse=True)
    size = len(keys)
    columns: dict[str, Any] = {}
    for name in FLOWS:
        columns[name] = np.bincount(place, every[name], size)
    for name in TRAITS:
        columns[name] = np.zeros(size, every[name].dtype)
        columns[name][place] = every[name]
    last = np.searchsorted(keys, quarters[-1]["key"])
    alive = np.zeros(size, bool)
    alive[last] = quarters[-1]["alive"]
    columns["alive"] = alive
    for name in STOCKS:
        columns[name] = np.zeros(size)
        columns[name][last] = quarters[-1][name] * quarters[-1]["alive"]
    asked = {name: np.concatenate([q[name] for q in plans]) for name in plans[0]}
    row = np.searchsorted(keys, asked["key"])
    for name in SUPPORT:
        columns[name] = np.bincount(row, asked[name], size).astype(float)
    order = np.lexsort((asked["asked"], asked["grant"] > 0.0))
    applied = order[asked["asked"][order] > 0.0]
    for name in APPLICATION:
        columns[name] = np.full(size, np.nan)
        columns[name][row[applied]] = asked[name][applied]
    return Year(year, keys, columns)


def wide(year: Year, name: str, keys: NDArray[np.int64]) -> FloatArray:
    """A column of a year for some enterprises; 0 for who is not there."""
    place, there = places_among(year.keys, keys)
    found: FloatArray = np.where(there, year.columns[name][place], 0)
    return found
