"""A plan: what an enterprise wants to do this quarter, with support and without."""

from __future__ import annotations

from agents.province import SYSTEMS
from agents.record import Record, Vector, field

MOVES = 4


class Plan(Record):
    """One enterprise's plan of the quarter; a refused applicant carries out the second version."""

    row: int = field("index", "of the enterprise")
    key: int = field("-", "of the enterprise")
    city: int = field("index", "of the enterprise")
    luck: float = field("0 to 1", "of the applicant in this year, for ties")
    aware: bool = field("-", "has heard of the programmes this year")
    score: float = field("score", "in the ranking of the province")
    patience: float = field("years", "of the enterprise now, after losses")
    # renewal and expansion
    ordered: Vector = field("capacity units", "new capital by rung", (MOVES,))
    renewal_cost: float = field("million yuan", "of the new capital")
    fixed_cost: float = field("million yuan", "of preparing an upgrading project")
    # a new plant in another city: without the province's support and with it
    move_to: int = field("index", "city plus one, without support; 0 at home")
    move_supported: int = field("index", "city plus one, with support; 0 at home")
    move_gain: float = field("log", "patience over payback of moving, with support")
    move_asked: float = field("million yuan", "applied for from the province")
    move_paid: float = field("million yuan", "given by the province")
    move_offer: float = field("million yuan", "given by the city that it goes to")
    move_order: float = field("million yuan", "cost of the plant before finance")
    # upgrading: version 0 without support, version 1 with
    grant_rate: float = field("share of cost", "support that the enterprise may hope for")
    grant_cap: float = field("million yuan", "largest support")
    major: bool = field("-", "applies in the queue of major projects")
    moved: Vector = field("capacity units", "by move, without support", (MOVES,))
    moved_supported: Vector = field("capacity units", "by move, with support", (MOVES,))
    decided: Vector = field("share", "of lines decided by it, without support", (MOVES,))
    decided_supported: Vector = field("share", "of lines decided by it, with support", (MOVES,))
    upgrade_cost: float = field("million yuan", "without support")
    upgrade_cost_supported: float = field("million yuan", "with support, before the support")
    due: Vector = field("lines", "left over for later, without support", (MOVES,))
    due_supported: Vector = field("lines", "left over for later, with support", (MOVES,))
    grant_asked: float = field("million yuan", "applied for")
    grant: float = field("million yuan", "given")
    grant_anyway: float = field("million yuan", "of it for what would have gone on without")
    # digital systems
    adopt: Vector = field("0 or 1", "systems, without subsidy", (SYSTEMS,))
    adopt_supported: Vector = field("0 or 1", "systems, with subsidy", (SYSTEMS,))
    systems_cost: float = field("million yuan", "without subsidy")
    systems_cost_supported: float = field("million yuan", "with subsidy, before the subsidy")
    subsidy_asked: float = field("million yuan", "applied for")
    subsidy: float = field("million yuan", "given")
    subsidy_anyway: float = field("million yuan", "of it for what would have gone on without")
    # energy retrofit
    retrofit: float = field("share", "more energy saved, without subsidy")
    retrofit_supported: float = field("share", "more energy saved, with subsidy")
    retrofit_cost: float = field("million yuan", "without subsidy")
    retrofit_cost_supported: float = field("million yuan", "with subsidy, before the subsidy")
    retrofit_asked: float = field("million yuan", "applied for")
    retrofit_support: float = field("million yuan", "given")
    retrofit_anyway: float = field("million yuan", "of it for what would have gone on without")
    # finance
    cost: float = field("million yuan", "own cost after support")
    own: float = field("million yuan", "own funds put in")
    credit_asked: float = field("million yuan", "loan needed")
    equity: float = field("million yuan", "owners' capital of the equity fund and its partners")
    guaranteed: float = field("million yuan", "part of the loan beyond the ordinary limit")
    credit: float = field("million yuan", "loan committed")
    bonds: float = field("million yuan", "part of the loan that takes none of the bank's room")
    loan_support: float = field("million yuan", "interest paid by the financing lever")
    fee: float = field("million yuan", "paid to the bank by the financing lever for the risk")
    rank: float = field("share/year", "rate less expected loss, state bonus included")
