"""Outcomes by size and ownership, read from the records: who gains and who loses.

An enterprise stays in the class in which it started, so that growth is a gain of its class and
does not move it into another; who was founded since is a class of its own. The record of an
enterprise that leaves is emptied in the quarter in which it still worked: what it made is what it
sold at its price; its staff is taken to be that of the quarter before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.input_data.data_tables import SECTORS, SERVICES
from model.state import State
from scenarios.field_types import OWNERS, SIZE_FROM, SIZES

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
        place, known = places_among(self._keys, used["key"])
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


def places_among(known: Array, keys: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Place of each key among sorted ones, and whether it is one of them."""
    place = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
    return place, known[place] == keys


ENTRANTS = "founded_since"
CLASSES: dict[str, tuple[str, ...]] = {"size": (*SIZES, ENTRANTS), "owner": OWNERS}
COLUMNS = ("output", "worker_years", "profit", "employment", "enterprises")
STOCKS = ("employment", "enterprises")
SHAPE = len(SIZES) + 1, len(OWNERS), len(COLUMNS)
# what is shown: unit, column, and the column it is divided by
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "output": ("million yuan, 2015 prices", "output", ""),
    "employment": ("persons", "employment", ""),
    "labour_productivity": ("million yuan per worker-year", "output", "worker_years"),
    "profit": ("million yuan", "profit", ""),
    "enterprises": ("enterprises", "enterprises", ""),
}


def size_of(staff: FloatArray) -> NDArray[np.int64]:
    """Official size class of industry by staff (2011): place in ``SIZES``."""
    return np.searchsorted(np.array(SIZE_FROM[1:]), staff, side="right")


class ClassReader:
    """Sums over size and ownership, quarter by quarter; ``look`` goes to ``on_quarter``."""

    def __init__(self, begin: State) -> None:
        self._reader = Reader(begin)
        firms = np.asarray(begin.firms)[: int(begin.province["rows"][0])]
        order = np.argsort(firms["key"])
        self._keys = firms["key"][order].copy()
        self._sizes = size_of(firms["staff"][order])
        self.sums: list[FloatArray] = []  # each of shape (sizes, owners, columns)

    def look(self, state: State) -> None:
        """Add the quarter that has just ended."""
        seen = self._reader.look(state)
        keys, alive = seen.column("key"), seen.alive
        place, known = places_among(self._keys, keys)
        size = np.where(known, self._sizes[place], len(SIZES))
        weight = seen.column("weight") * IN_INDUSTRY[seen.column("sector")]
        columns = {
            "output": seen.output,
            "worker_years": 0.25 * seen.staff,
            "profit": seen.column("profit") * seen.worked,
            "employment": seen.staff * alive,
            "enterprises": seen.column("counted") * alive,
        }
        sums = np.zeros(SHAPE)
        for n, name in enumerate(COLUMNS):
            np.add.at(sums[..., n], (size, seen.column("owner")), weight * columns[name])
        self.sums.append(sums)

    def by_year(self) -> FloatArray:
        """Whole years: flows summed, stocks at the end; shape (years, sizes, owners, columns)."""
        years = len(self.sums) // 4
        grouped = np.array(self.sums[: 4 * years]).reshape(years, 4, *SHAPE)
        stock = np.array([name in STOCKS for name in COLUMNS])
        return np.where(stock, grouped[:, -1], grouped.sum(axis=1))


def outcomes(sums: FloatArray) -> dict[str, FloatArray]:
    """Outcomes by class from yearly sums: for each dimension (..., classes, outcomes).

    A ratio whose denominator is zero is nan.
    """
    found = {}
    for dimension, axis in (("size", -2), ("owner", -3)):
        totals = sums.sum(axis=axis)
        parts = []
        for _unit, top, bottom in OUTCOMES.values():
            value = totals[..., COLUMNS.index(top)]
            if bottom:
                below = totals[..., COLUMNS.index(bottom)]
                value = np.divide(value, below, out=np.full_like(value, np.nan), where=below > 0.0)
            parts.append(value)
        found[dimension] = np.stack(parts, axis=-1)
    return found
