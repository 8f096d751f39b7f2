"""Exact rankings: applicants by falling score, ties by their own luck, then by key."""

from __future__ import annotations

import numpy as np

from agents.record import rule
from model.state import FloatArray, State


@rule
def enlist(keys: FloatArray, n: int, j: int, score: float, luck: float, key: int) -> int:
    """Put plan or enterprise ``j`` on the list with its score, luck and key; the new length."""
    keys[0, n] = score
    keys[1, n] = luck
    keys[2, n] = key
    keys[3, n] = j
    return n + 1


@rule
def sort_listed(s: State, n: int) -> None:
    """Write the ``n`` that are listed into ``order``: best score first, then luck, then key."""
    by_key = np.argsort(s.keys[2, :n], kind="mergesort")
    by_luck = by_key[np.argsort(s.keys[1, :n][by_key], kind="mergesort")]
    ranked = by_luck[np.argsort(-s.keys[0, :n][by_luck], kind="mergesort")]
    for k in range(n):
        s.order[k] = int(s.keys[3, ranked[k]])
