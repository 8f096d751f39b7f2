"""Lists of applicants sorted exactly: by falling score, ties by their own luck, then by key."""

from __future__ import annotations

import numpy as np

from agents.record import rule
from model.state import FloatArray, IntArray, State


@rule
def enlist(keys: FloatArray, n: int, j: int, score: float, luck: float, key: int) -> int:
    """Put plan or enterprise ``j`` on the list with its score, luck and key; the new length."""
    keys[0, n] = score
    keys[1, n] = luck
    keys[2, n] = key
    keys[3, n] = j
    return n + 1


@rule
def settle_ties(keys: FloatArray, tied: IntArray) -> None:
    """Put those with equal scores in the order of their luck, and of their keys where it ties."""
    tied[:] = tied[np.argsort(keys[1][tied])]
    for k in range(1, len(tied)):
        j = k
        while j > 0 and keys[1, tied[j]] == keys[1, tied[j - 1]]:
            if keys[2, tied[j]] > keys[2, tied[j - 1]]:
                break
            tied[j - 1], tied[j] = tied[j], tied[j - 1]
            j -= 1


@rule
def sort_listed(s: State, n: int) -> None:
    """Write the ``n`` that are listed into ``order``: best score first, then luck, then key."""
    ranked = np.argsort(-s.keys[0, :n])
    first = 0
    for last in range(1, n + 1):
        if last < n and s.keys[0, ranked[last]] == s.keys[0, ranked[first]]:
            continue
        if last - first > 1:
            settle_ties(s.keys, ranked[first:last])
        first = last
    for k in range(n):
        s.order[k] = int(s.keys[3, ranked[k]])
