"""Records of the dead are given up now and then, and nobody notices."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.simulate import close_ranks
from tests.provinces import empty_province


@given(alive=st.lists(st.booleans(), max_size=12))
def test_the_living_move_together_in_their_order(alive: list[bool]) -> None:
    state = empty_province(len(alive))
    firms = state.firms
    firms["alive"][: len(alive)] = alive
    living = np.flatnonzero(alive)
    before = [firms[int(i)].tobytes() for i in living]
    close_ranks(firms, state.province[0])
    assert state.province["rows"][0] == len(living)
    assert [firms[i].tobytes() for i in range(len(living))] == before
    assert not firms["alive"][len(living) :].any()


def test_three_of_five_by_hand() -> None:
    state = empty_province(5)
    state.firms["alive"][[0, 3]] = False
    close_ranks(state.firms, state.province[0])
    assert list(state.firms["key"][:3]) == [101, 102, 104]
    assert state.province["rows"][0] == 3
