"""Outcomes by size and ownership, read from the records: who gains and who loses.

An enterprise stays in the class in which it started, so that growth is a gain of its class and
does not move it into another; who was founded since is a class of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.state import State
from scenarios.records import IN_INDUSTRY, FloatArray, Reader
from scenarios.values import OWNERS, SIZE_FROM, SIZES

ENTRANTS = "founded_since"
CLASSES: dict[str, tuple[str, ...]] = {"size": (*SIZES, ENTRANTS), "owner": OWNERS}
COLUMNS = ("output", "worker_years", "profit", "employment", "enterprises")
STOCKS = ("employment", "enterprises")
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
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        size = np.where(self._keys[place] == keys, self._sizes[place], len(SIZES))
        weight = seen.column("weight") * IN_INDUSTRY[seen.column("sector")]
        columns = {
            "output": seen.output,
            "worker_years": 0.25 * seen.staff,
            "profit": seen.column("profit") * seen.worked,
            "employment": seen.staff * alive,
            "enterprises": seen.column("counted") * alive,
        }
        shape = (len(SIZES) + 1, len(OWNERS))
        cell = size * shape[1] + seen.column("owner")
        counted = (
            np.bincount(cell, weight * columns[name], shape[0] * shape[1]).reshape(shape)
            for name in COLUMNS
        )
        self.sums.append(np.stack(list(counted), axis=-1))

    def by_year(self) -> FloatArray:
        """Whole years: flows summed, stocks at the end; shape (years, sizes, owners, columns)."""
        years = len(self.sums) // 4
        quarters = np.stack(self.sums[: 4 * years]) if years else np.zeros((0, *self._shape()))
        grouped = quarters.reshape(years, 4, *self._shape())
        stock = np.array([name in STOCKS for name in COLUMNS])
        return np.where(stock, grouped[:, -1], grouped.sum(axis=1))

    @staticmethod
    def _shape() -> tuple[int, int, int]:
        """Sizes, owners, columns."""
        return len(SIZES) + 1, len(OWNERS), len(COLUMNS)


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
