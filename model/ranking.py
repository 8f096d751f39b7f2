"""Exact rankings: applicants by falling score, ties by their own luck, served in that order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.record import rule
from model.state import FloatArray, State


@rule
def sort_listed(s: State, n: int) -> None:
    """Order the ``n`` that are listed by falling score (keys[0]), then the applicant's luck.

    Two applicants have the same luck once in 2**53 draws; their order is then that of their rows.
    """
    by_luck = np.argsort(s.keys[1, :n], kind="mergesort")
    ranked = by_luck[np.argsort(-s.keys[0, :n][by_luck], kind="mergesort")]
    picked = s.order[:n].copy()
    for j in range(n):
        s.order[j] = picked[ranked[j]]


@rule
def enlist(
    order: NDArray[np.int64], keys: FloatArray, n: int, j: int, score: float, luck: float
) -> int:
    """Put plan or enterprise ``j`` on the list with its score and luck; its new length."""
    order[n] = j
    keys[0, n] = score
    keys[1, n] = luck
    return n + 1
