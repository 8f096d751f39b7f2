"""A city's bank: what it may lend follows what it has lent, got back and lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bank import Bank, lend, open_bank, receive_repayment, write_off

money = st.floats(0.0, 1e4)


def test_two_quarters_by_hand() -> None:
    """Loans of 1,000 grow by 3%; 20 came back, 5 were lost, and the last loan overdrew 10."""
    bank: Any = Bank.zeros(1)[0]
    bank.loans, bank.room, bank.repaid, bank.losses = 1000.0, -10.0, 20.0, 5.0
    open_bank(bank, 0.03, 7.0)
    assert bank.room == pytest.approx(-10 + 30 + 20 - 5)
    assert bank.backed == 7.0
    assert bank.repaid == bank.losses == bank.lent == 0.0
    lend(bank, 30.0)
    receive_repayment(bank, 40.0)
    write_off(bank, 15.0)
    assert (bank.loans, bank.room) == (pytest.approx(1000 + 30 - 40 - 15), pytest.approx(5.0))
    open_bank(bank, 0.03, 0.0)  # the 5 that nobody asked for are not saved
    assert bank.room == pytest.approx(0.03 * 975 + 40 - 15)


@given(steps=st.lists(st.tuples(st.integers(0, 2), money), max_size=12), loans=money)
def test_loans_are_what_was_lent_less_what_came_back_or_was_lost(
    steps: list[tuple[int, float]], loans: float
) -> None:
    bank: Any = Bank.zeros(1)[0]
    bank.loans = loans
    room = float(bank.room)
    for which, amount in steps:
        (lend, receive_repayment, write_off)[which](bank, amount)
    change = bank.lent - bank.repaid - bank.losses
    assert bank.loans == pytest.approx(loans + change, rel=1e-9, abs=1e-9)
    assert bank.room == pytest.approx(room - bank.lent, rel=1e-9, abs=1e-9)
    for which, booked in enumerate((bank.lent, bank.repaid, bank.losses)):
        assert booked == pytest.approx(sum(x for kind, x in steps if kind == which))
