"""The bank of a city: what it can lend in a quarter."""

from __future__ import annotations

from agents.record import Record, field, rule


class Bank(Record):
    """One bank a city."""

    loans: float = field("million yuan", "lent to its enterprises")
    room: float = field("million yuan", "still to be lent in this quarter")
    repaid: float = field("million yuan", "repaid in the last quarter")
    losses: float = field("million yuan", "written off in the last quarter")
    lent: float = field("million yuan", "lent in this quarter")
    backed: float = field("million yuan", "part of the room that the financing lever pays for")


@rule
def open_bank(bank: Bank, growth: float, backed: float) -> None:
    """Set the room of a quarter: growth of loans and repayments less losses.

    ``growth`` is the share of loans that may be added in a quarter; ``backed`` is what the
    financing lever adds, million yuan, used when the ordinary room has ended. What the last
    loan took beyond the room (a city's bank may not refuse a giant for its size) is made up first.
    """
    bank.room = min(0.0, bank.room) + growth * bank.loans + bank.repaid - bank.losses
    bank.backed = backed
    bank.repaid = 0.0
    bank.losses = 0.0
    bank.lent = 0.0


@rule
def lend(bank: Bank, amount: float) -> None:
    """Book a loan on the bank's side."""
    bank.loans += amount
    bank.lent += amount
    bank.room -= amount


@rule
def receive_repayment(bank: Bank, amount: float) -> None:
    """Book a repayment on the bank's side."""
    bank.loans -= amount
    bank.repaid += amount


@rule
def write_off(bank: Bank, amount: float) -> None:
    """Book a loss on the bank's side."""
    bank.loans -= amount
    bank.losses += amount
