"""Terms that others set: the bank, the inspectors, and what an owner bears before it leaves."""

from __future__ import annotations

from agents.chance import Event, luck
from agents.enterprise.closure import is_inspected, list_outdated, tonnes_per_unit
from agents.enterprise.fate import worth
from agents.enterprise.finance import (
    covers_interest,
    funds_at_hand,
    relief_of,
    seek_finance,
    without_equity,
)
from agents.enterprise.money import credit_limit
from agents.enterprise.projects import settle_versions
from agents.enterprise.record import OBSOLETE, RUNGS
from model.clearing import is_soft
from model.enforcement import standard_for
from scenarios.follow import Row, Scene, copy_of
from scenarios.terms import Term, around


def sought_at_bank(scene: Scene) -> Row:
    """The plan as it stood in the queue at the bank, before the bank's room was looked at."""
    desk, firm = around(scene), copy_of(scene.purse)
    p, plan = desk.p, copy_of(scene.sought)
    settle_versions(plan, p)
    relief = relief_of(firm, *scene.financing, desk.policy, p)
    if scene.done.equity <= 0.0:
        relief = without_equity(relief)  # hoped for, perhaps, but the fund had no more
    seek_finance(plan, firm, desk.province, relief, is_soft(firm, scene.quarter, p), p)
    return plan


def finance(scene: Scene) -> list[Term]:
    """Cost, own funds, equity, credit asked, its limit, cover of interest, room of the bank."""
    if scene.sought is None:
        return []
    desk, firm = around(scene), scene.purse
    p, plan = desk.p, sought_at_bank(scene)
    works = plan.renewal_cost + plan.upgrade_cost
    limit = credit_limit(firm, p) + p.max_leverage[firm.owner] * works
    return [
        Term("own_cost", "million yuan", plan.cost),
        Term("funds", "million yuan", funds_at_hand(firm, p)),
        Term("equity", "million yuan", max(0.0, scene.done.equity)),
        Term("credit_asked", "million yuan", max(0.0, plan.cost - plan.own - plan.equity)),
        Term("credit_limit", "million yuan", limit + plan.guaranteed),
        Term("covered", "yes or no", float(covers_interest(firm, p))),
        Term("soft", "yes or no", float(is_soft(firm, scene.quarter, p))),
        Term("bank_room", "million yuan", (scene.bank.room + scene.bank.backed) / firm.weight),
        Term("credit", "million yuan", max(0.0, scene.done.credit)),
    ]


def refusal(scene: Scene) -> str:
    """Why a plan found no finance: cover, limit or room; empty where it did."""
    if scene.done is None or scene.done.credit_asked >= 0.0:
        return ""
    plan = sought_at_bank(scene)
    if plan.credit_asked >= 0.0:
        return "room"
    firm, p = scene.purse, around(scene).p
    lendable = covers_interest(firm, p) or is_soft(firm, scene.quarter, p)
    return "limit" if lendable else "cover"


def closed(scene: Scene) -> tuple[float, float]:
    """Units that were shut by order in event 3, and the tonnes a year that they could make."""
    if scene.desk is None:
        return 0.0, 0.0
    units = max(0.0, float(scene.opened.capital[OBSOLETE] - scene.enforced.capital[OBSOLETE]))
    per_unit = tonnes_per_unit(scene.opened, scene.desk.sector, scene.desk.province)
    return units, units * float(per_unit)


def closure(scene: Scene) -> list[Term]:
    """Outdated tonnes, the city's effort and what is left of its quota, inspected or not."""
    desk, city = around(scene), scene.enforcer
    firm = copy_of(scene.opened)
    p, policy = desk.p, desk.policy
    standard = standard_for(firm, policy)
    standing = list_outdated(firm, desk.sector, desk.province, standard)
    seen = is_inspected(firm, city, scene.quarter, policy, p)
    shut = float(scene.enforced.shut - scene.opened.shut)
    return [
        Term("outdated", "tonnes", standing),
        Term("effort", "share", city.effort),
        Term("ordered_tonnes", "tonnes", city.ordered[firm.product]),
        Term("quota_left", "tonnes", city.quota[firm.product]),
        Term("inspected", "yes or no", float(seen)),
        Term("shut_units", "units", shut),
    ]


def leaving(scene: Scene) -> list[Term]:
    """Arrears, worth and losses against what an owner bears, and its luck."""
    p = around(scene).p
    firm = scene.planned
    return [
        Term("worth", "million yuan", worth(firm, p)),
        Term("arrears", "million yuan", firm.arrears),
        Term("arrears_quarters", "quarters", firm.arrears_quarters),
        Term("grace", "quarters", p.grace),
        Term("loss_record", "share", firm.loss_record),
        Term("loss_limit", "share", p.loss_limit),
        Term("luck", "share", luck(firm.identity, scene.quarter, Event.EXIT)),
        Term("give_up", "share", p.give_up),
    ]


def cause_of_exit(scene: Scene) -> str:
    """Why an enterprise closed down: nothing left, arrears, or losses."""
    p = around(scene).p
    firm = scene.planned
    units = firm.shut + sum(firm.capital[k] + firm.underway[k] for k in range(RUNGS))
    if units <= 1e-3:
        return "nothing"
    return "arrears" if firm.arrears_quarters + 1 >= p.grace else "losses"


def reopened(scene: Scene) -> float:
    """Units that were shut and came back to work in event 3."""
    back = float(scene.enforced.capital[OBSOLETE] - scene.opened.capital[OBSOLETE])
    return back if back > 0.0 and scene.enforced.shut <= 0.0 else 0.0
