"""Reading the enterprises after each quarter of a run, those who left in it included.

The record of an enterprise that leaves is emptied in the quarter in which it still worked. What it
made is what it sold at its price; its staff is taken to be that of the quarter before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.base_year import SECTORS, SERVICES
from model.state import State

Array = NDArray[Any]
FloatArray = NDArray[np.float64]
IN_INDUSTRY = np.array([sector not in SERVICES for sector in SECTORS])


@dataclass(frozen=True)
class Quarter:
    """The enterprises of a quarter: those that worked in it, and those founded at its end.

    ``output`` (million yuan at base prices) and ``staff`` (persons) are those of their work, 0 for
    the newly founded. Other fields are read by :meth:`column`, in the quarter itself.
    """

    number: int
    records: Array
    here: NDArray[np.bool_]
    alive: NDArray[np.bool_]
    worked: NDArray[np.bool_]
    output: FloatArray
    staff: FloatArray

    def column(self, name: str) -> Array:
        """A field of their records, emptied where ``alive`` is false."""
        found: Array = self.records[name][self.here]
        return found


class Reader:
    """Gives the enterprises of each quarter in turn; made from the state at the start."""

    def __init__(self, begin: State) -> None:
        self._remember(self._used(begin))

    @staticmethod
    def _used(state: State) -> Array:
        """Records in use."""
        return np.asarray(state.firms)[: int(state.province["rows"][0])]

    def _remember(self, firms: Array) -> None:
        """Who lives, and with how many staff."""
        alive = firms["alive"]
        keys = firms["key"][alive]
        order = np.argsort(keys)
        self._keys, self._staff = keys[order], firms["staff"][alive][order]

    def look(self, state: State) -> Quarter:
        """The enterprises that worked in the quarter that has just ended."""
        number = int(state.province["quarter"][0])
        used = self._used(state)
        place = np.minimum(np.searchsorted(self._keys, used["key"]), len(self._keys) - 1)
        known = self._keys[place] == used["key"]
        new = used["alive"] & (used["born"] == number)
        here = known | new
        alive = used["alive"][here]
        worked = ~new[here]
        staff = np.where(alive, used["staff"][here], self._staff[place[here]]) * worked
        price = used["price"][here]
        sold = used["revenue"][here] / np.where(price > 0.0, price, 1.0)
        output = np.where(alive, used["output"][here], sold) * worked
        self._remember(used)
        return Quarter(number, used, here, alive, worked, output, staff)
