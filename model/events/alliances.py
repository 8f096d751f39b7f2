"""Event 9, alliances: the fees of members, and who leaves where nobody pays."""

from __future__ import annotations

from agents.enterprise.eligibility import eligible
from agents.enterprise.production import materials_used
from agents.province import LeverName
from agents.random_draws import Event, luck
from agents.record import rule
from model.events.lever_budgets import help_to_buy
from model.events.sorting import enlist, sort_listed
from model.state import State

ALLIANCES = int(LeverName.ALLIANCES)


@rule
def join_alliances(s: State, leading: int) -> None:
    """Leading enterprises are in alliances as far as the money reaches, a quarter at a time.

    The fee is a share of what a member buys. Each quarter the lever pays for its members first,
    then new ones join; who is not paid for leaves.
    """
    p = s.parameters[0]
    lever = s.levers[ALLIANCES]
    n = 0
    for k in range(leading):
        i = s.leading[k]
        firm = s.firms[i]
        if eligible(firm, lever):
            score = 1.0 if firm.allied else 0.0
            tie = luck(firm.identity, 0, Event.TIE)
            n = enlist(s.keys, n, i, score, tie, firm.key)
        else:
            firm.allied = False
    sort_listed(s, n)
    for k in range(n):
        firm = s.firms[s.order[k]]
        bought = materials_used(firm, p) * s.sectors[firm.sector].material_price
        fee = p.alliance_fee * bought
        firm.allied = fee * firm.weight <= s.accounts[ALLIANCES].left
        if firm.allied:
            help_to_buy(s, ALLIANCES, firm, fee, 1.0)


@rule
def leave_alliances(s: State) -> None:
    """Without money of the lever nobody is a member."""
    for i in range(s.province[0].rows):
        s.firms[i].allied = False
