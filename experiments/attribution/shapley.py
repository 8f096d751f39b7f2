"""Shapley values and interactions as weights on the outcomes of coalitions; nothing of the model.

A *player* is what a mix can be taken apart into, a *coalition* a set of players, written as a bit
mask. The Shapley value of a player is its mean marginal contribution over all orders in which the
players could join (Shapley 1953); the interaction of a pair is the mean of what the two bring
together beyond what each brings alone (Grabisch and Roubens 1999). Both are linear in the outcomes
of coalitions, so a design is a list of coalitions to run and two matrices of weights.

Up to ``MOST_EXACT`` players all coalitions are run. Beyond, orders are drawn: the rows of a
row-complete Latin square (Williams 1949) under a random renaming of the players, each row with its
reverse. In such a square every player stands at every place once, and every pair stands side by
side in one of the rows and its reverse, so each draw gives every player and every pair one
unbiased estimate, and a player's marginal contributions are balanced over sizes of coalitions.
Whatever is drawn, the contributions sum to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
MOST_EXACT = 8


@dataclass(frozen=True)
class Design:
    """Which coalitions are run, and how their outcomes are weighed.

    Attributes
    ----------
    players
        Number of players; player k is bit k of a coalition.
    coalitions
        Bit masks: the empty one first, the full one second.
    shares
        Weights of the Shapley values, shape (players, coalitions).
    pairs
        Pairs of players, the lower first.
    together
        Weights of the interactions, shape (pairs, coalitions).
    exact
        Whether all coalitions are in.
    """

    players: int
    coalitions: tuple[int, ...]
    shares: FloatArray
    pairs: tuple[tuple[int, int], ...]
    together: FloatArray
    exact: bool


def design(players: int, draw: int = 0) -> Design:
    """All coalitions of a few players; for many, a design drawn from the number ``draw``."""
    return exact(players) if players <= MOST_EXACT else sampled(players, draw)


def exact(players: int) -> Design:
    """All ``2**players`` coalitions with the weights of the definitions."""
    full = (1 << players) - 1
    order = [0, full, *range(1, full)] if full else [0]
    shares, together = _Weights(order), _Weights(order)
    for k in range(players):
        for inside in _subsets([j for j in range(players) if j != k]):
            weight = 1.0 / (players * comb(players - 1, inside.bit_count()))
            shares.add(k, inside | 1 << k, weight)
            shares.add(k, inside, -weight)
    pairs = tuple(combinations(range(players), 2))
    for n, (a, b) in enumerate(pairs):
        for inside in _subsets([j for j in range(players) if j not in (a, b)]):
            weight = 1.0 / ((players - 1) * comb(players - 2, inside.bit_count()))
            _second_difference(together, n, inside, a, b, weight)
    return _finished(players, shares, pairs, together, is_exact=True)


def sampled(players: int, draw: int) -> Design:
    """Orders of a row-complete Latin square and their reverses, players renamed at random."""
    names = np.random.default_rng([draw, players]).permutation(players + players % 2)
    rows = [[int(names[place]) for place in row] for row in latin_rows(len(names))]
    orders = [[k for k in row if k < players] for row in rows]
    shares, together = _Weights([0, (1 << players) - 1]), _Weights([])
    together.place = shares.place
    pairs = tuple(combinations(range(players), 2))
    number = {pair: n for n, pair in enumerate(pairs)}
    for order in orders:
        for row in (order, order[::-1]):
            inside = 0
            for k in row:
                shares.add(k, inside | 1 << k, 0.5 / len(orders))
                shares.add(k, inside, -0.5 / len(orders))
                inside |= 1 << k
    for row in rows:
        inside = 0
        for a, b in pairwise(row):
            if max(a, b) < players:  # neither is the one that makes the number even
                _second_difference(together, number[min(a, b), max(a, b)], inside, a, b, 1.0)
            inside |= 1 << a if a < players else 0
    return _finished(players, shares, pairs, together, is_exact=False)


def latin_rows(size: int) -> list[list[int]]:
    """Half of the rows of a row-complete Latin square of even size; the others are their reverses.

    The first row is 0, 1, n-1, 2, n-2, ...; every further one adds 1 (Williams 1949).
    """
    zigzag = [(-(j // 2)) % size if j % 2 == 0 else (j + 1) // 2 for j in range(size)]
    return [[(k + step) % size for step in zigzag] for k in range(size // 2)]


class _Weights:
    """Weights by row and coalition, gathered as they come; coalitions are placed when first met."""

    def __init__(self, order: Sequence[int]) -> None:
        self.place = {coalition: n for n, coalition in enumerate(order)}
        self.entries: list[tuple[int, int, float]] = []

    def add(self, row: int, coalition: int, weight: float) -> None:
        """Add to the weight of a coalition in a row."""
        place = self.place.setdefault(coalition, len(self.place))
        self.entries.append((row, place, weight))

    def matrix(self, rows: int) -> FloatArray:
        """The weights, shape (rows, coalitions)."""
        found = np.zeros((rows, len(self.place)))
        for row, place, weight in self.entries:
            found[row, place] += weight
        return found


def _second_difference(weights: _Weights, row: int, inside: int, a: int, b: int, w: float) -> None:
    """What two players bring together beyond what each brings alone to those inside."""
    weights.add(row, inside | 1 << a | 1 << b, w)
    weights.add(row, inside | 1 << a, -w)
    weights.add(row, inside | 1 << b, -w)
    weights.add(row, inside, w)


def _subsets(members: Sequence[int]) -> Iterator[int]:
    """All coalitions of some players."""
    for choice in range(1 << len(members)):
        yield sum(1 << k for n, k in enumerate(members) if choice >> n & 1)


def _finished(
    players: int,
    shares: _Weights,
    pairs: tuple[tuple[int, int], ...],
    together: _Weights,
    *,
    is_exact: bool,
) -> Design:
    """The design of gathered weights; both lists of coalitions are one."""
    coalitions = tuple(shares.place)
    return Design(
        players, coalitions, shares.matrix(players), pairs, together.matrix(len(pairs)), is_exact
    )
