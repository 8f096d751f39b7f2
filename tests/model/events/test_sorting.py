"""Rankings are exact: by score, then by luck, then by key, whoever was listed first."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.events.sorting import enlist, settle_ties, sort_listed
from tests.provinces import empty_province

# few values, so that ties are common; keys are different
listed = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 1.5]), st.sampled_from([0.2, 0.7]), st.integers(0, 10_000)
    ),
    max_size=12,
    unique_by=lambda row: row[2],
)


def ranked(rows: list[tuple[float, float, int]]) -> list[int]:
    """Places of the rows in the order of service."""
    state = empty_province(12)
    n = 0
    for j, (score, luck, key) in enumerate(rows):
        n = enlist(state.keys, n, j, score, luck, key)
    sort_listed(state, n)
    return [int(j) for j in state.order[:n]]


def test_four_applicants_by_hand() -> None:
    """The best score first; of the two with 0.5 and the same luck, the one with the lower key."""
    rows = [(0.5, 0.2, 9), (0.0, 0.1, 1), (1.5, 0.9, 8), (0.5, 0.2, 4)]
    assert ranked(rows) == [2, 3, 0, 1]


@given(rows=listed)
def test_the_order_is_that_of_score_luck_and_key(rows: list[tuple[float, float, int]]) -> None:
    exact = sorted(range(len(rows)), key=lambda j: (-rows[j][0], rows[j][1], rows[j][2]))
    assert ranked(rows) == exact


@given(rows=listed)
def test_ties_are_settled_by_luck_and_key_alone(rows: list[tuple[float, float, int]]) -> None:
    keys = np.zeros((4, 12))
    for n, row in enumerate(rows):
        enlist(keys, n, n, *row)
    tied = np.arange(len(rows))
    settle_ties(keys, tied)
    exact = sorted(range(len(rows)), key=lambda j: rows[j][1:])
    assert list(tied) == exact
