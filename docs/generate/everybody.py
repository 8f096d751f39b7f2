"""Everybody through a run: fields of every record, quarter by quarter, by key.

From these lives are chosen; a chosen one is then followed closely
(``experiments.trajectories.recorder``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.enterprise_classes import places_among
from experiments.trajectories.recorder import QUARTERS, watched
from model.simulate import Start
from model.state import State
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

Array = NDArray[Any]
FIELDS = (
    "sector",
    "product",
    "owner",
    "name",
    "weight",
    "alive",
    "output",
    "capacity",
    "staff",
    "revenue",
    "profit",
    "capital",
    "zombie",
    "ceiling",
    "shut",
    "labour_factor",
    "material_factor",
)


@dataclass
class Crowd:
    """What every enterprise did in every quarter; ``grants`` are (quarter, key, asked, given)."""

    keys: list[Array] = field(default_factory=list)
    seen: list[dict[str, Array]] = field(default_factory=list)
    grants: list[tuple[int, int, float, float]] = field(default_factory=list)
    _plans: int = 0

    def count(self, _: State, plans: Any) -> None:
        """How many plans the quarter has."""
        self._plans = int(plans)

    def look(self, state: State) -> None:
        """Keep a quarter."""
        firms = state.firms[: int(state.province["rows"][0])]
        self.keys.append(np.asarray(firms["key"]).astype(np.int64))
        fields = {name: np.array(firms[name]) for name in FIELDS}
        self.seen.append(
            {n: x.astype(np.float32 if x.dtype.kind == "f" else x.dtype) for n, x in fields.items()}
        )
        plans = state.plans[: self._plans]
        for i in np.flatnonzero(plans["grant_asked"] > 0.0):
            asked, given = float(plans["grant_asked"][i]), float(plans["grant"][i])
            self.grants.append((len(self.keys) - 1, int(plans["key"][i]), asked, given))

    def wide(self, name: str, keys: Array) -> Array:
        """One field of some enterprises, shape (quarters, keys, ...); nan or 0 where not there."""
        first = self.seen[0][name]
        shape = (len(self.seen), len(keys), *first.shape[1:])
        result = np.full(shape, np.nan if first.dtype.kind == "f" else 0, first.dtype)
        for t, (own, kept) in enumerate(zip(self.keys, self.seen, strict=True)):
            order = np.argsort(own, kind="stable")
            place, here = places_among(own[order], keys)
            result[t, here] = kept[name][order[place[here]]]
        return result

    def everybody(self) -> Array:
        """Keys of all who ever lived."""
        return np.unique(np.concatenate(self.keys))


def watch(begin: Start, scenario: Scenario, quarters: int = QUARTERS) -> Crowd:
    """Run a scenario and watch everybody."""
    crowd = Crowd()
    step = watched({"work": crowd.count})
    prepare(scenario, quarters).run(begin, on_quarter=crowd.look, step=step)
    return crowd
