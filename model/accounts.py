"""What must hold every quarter: money, capital, workers, enterprises and loans are conserved."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import RUNGS
from agents.province import CITIES
from agents.record import rule
from model.state import State

TOLERANCE = 1.0e-9
ACCOUNTS = ("money", "capital", "workers", "enterprises", "loans")


class ConservationError(RuntimeError):
    """An account did not close; names the account, the place, the quarter and the size."""


class Opening(NamedTuple):
    """Sums at the opening of a run."""

    sums: NDArray[np.float64]  # shape (5,) in the order of ACCOUNTS


@rule
def measure(s: State, sums: NDArray[np.float64], gross: NDArray[np.float64]) -> None:
    """Sums that must not move, and the gross size that their tolerance is measured by.

    money: cash of enterprises and the balances of all others; capital: at work and shut less
    built plus worn; workers: staff and pools less those who joined plus those who left;
    enterprises: alive less founded plus closed down; loans: the banks' less the enterprises'.
    """
    province = s.province[0]
    cash = capital = staff = alive = debt = 0.0
    for i in range(province.rows):
        firm = s.firms[i]
        if not firm.alive:
            continue
        cash += firm.weight * firm.cash
        units = firm.shut
        for k in range(RUNGS):
            units += firm.capital[k]
        capital += firm.weight * units
        staff += firm.weight * firm.staff
        alive += firm.weight
        debt += firm.weight * firm.debt
    sums[0] = cash
    sums[1] = capital
    sums[2] = staff
    sums[3] = alive
    sums[4] = -debt
    for a in range(5):
        gross[a] = 1.0 + abs(sums[a])
    sums[0] += province.trade + province.households + province.central + province.treasury
    gross[0] += abs(province.trade) + abs(province.central) + abs(province.treasury)
    for c in range(CITIES):
        sums[0] += province.city[c] + province.bank[c]
        gross[0] += abs(province.city[c]) + abs(province.bank[c])
        sums[2] += s.cities[c].pool + s.cities[c].left - s.cities[c].joined
        gross[2] += s.cities[c].left + s.cities[c].joined
        sums[4] += s.banks[c].loans
    sums[1] += province.worn - province.built
    gross[1] += province.worn + province.built
    sums[3] += province.exited - province.entered
    gross[3] += province.exited + province.entered


def open_accounts(s: State) -> Opening:
    """Remember what must stay."""
    sums = np.zeros(5)
    measure(s, sums, np.ones(5))
    return Opening(sums)


def residuals(s: State, opening: Opening) -> NDArray[np.float64]:
    """How far each account is from closing, relative to its gross size, shape (5,)."""
    sums, gross = np.zeros(5), np.ones(5)
    measure(s, sums, gross)
    result: NDArray[np.float64] = (sums - opening.sums) / gross
    return result


def check(s: State, opening: Opening, quarter: str) -> None:
    """Raise ConservationError where an account does not close within the tolerance."""
    found = residuals(s, opening)
    for name, value in zip(ACCOUNTS, found, strict=True):
        if not abs(value) <= TOLERANCE:
            raise ConservationError(
                f"{quarter}: account of {name} off by {value:.3e} of its gross size; "
                f"allowed {TOLERANCE:.0e}"
            )
