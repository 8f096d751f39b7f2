"""A block: what one member gave under all scenarios, as additive quantities."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from model import indicators as reading
from model.indicators import FloatArray
from scenarios.draws import Place

Rows = tuple[tuple[str, str], ...]
PARTS = ("cities", "sectors")


@dataclass(frozen=True)
class Block:
    """One member of a study.

    Attributes
    ----------
    place
        Draw and seed.
    cities, sectors
        Quantities of shape (scenarios, quarters, 14 or 38, quantities): every city's industry,
        every sector of the province. A scenario whose run failed holds nan.
    failed
        Cause of each failed run by name of its scenario.
    made_by
        Versions, processor family and rules of the machine that computed it.
    """

    place: Place
    cities: FloatArray
    sectors: FloatArray
    failed: dict[str, str] = field(default_factory=dict)
    made_by: dict[str, str] = field(default_factory=dict, compare=False)

    def values(self, names: Rows, by_quarter: bool, reported: bool = False) -> FloatArray:
        """Indicators of shape (scenarios, periods, rows, indicators)."""
        pairs = zip(self.cities, self.sectors, strict=True)
        return np.stack(
            [period_values(reading.row_totals(c, s), names, by_quarter, reported) for c, s in pairs]
        )

    def bits(self) -> str:
        """SHA-256 of all values."""
        digest = hashlib.sha256()
        for part in PARTS:
            digest.update(np.ascontiguousarray(getattr(self, part), dtype="<f8").tobytes())
        return digest.hexdigest()


class Keeping(Protocol):
    """Where blocks are kept."""

    def load(self, number: int) -> Block | None:
        """The block of a member, None where it has to be computed."""

    def keep(self, number: int, block: Block) -> None:
        """Keep the block of a member, whole or not at all."""


class Computing(Protocol):
    """Other machines that compute blocks."""

    slots: int

    @property
    def families(self) -> tuple[str, ...]:
        """Processor families that gave blocks so far."""

    @property
    def mixed(self) -> bool:
        """Whether some block came from another processor family than ours."""

    def block(self, place: Place, stopped: Callable[[], bool]) -> Block:
        """The block of a member; StoppedError where the person stopped the work meanwhile."""


def period_values(
    totals: FloatArray, names: Rows, by_quarter: bool, reported: bool = False
) -> FloatArray:
    """Indicators by period, whole years first.

    ``totals`` has shape (quarters, rows, quantities), the result (periods, rows, indicators);
    with ``reported`` what cities report stands in place of the truth where the two differ.
    """
    parts = []
    if len(totals) >= 4:
        parts.append(reading.row_values(reading.by_year(totals), names, reported))
    if by_quarter or not parts:
        parts.append(reading.row_values(totals, names, reported))
    return np.concatenate(parts)


def cause_of(error: BaseException) -> str:
    """Why a run failed, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
