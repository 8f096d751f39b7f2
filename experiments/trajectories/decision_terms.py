"""The terms of a decision: what the enterprise compared when it decided, and what others set.

A plan keeps what was decided, not all that it was weighed on. The rest is found by calling the
same rules on copies of the records at the moment of the decision, so the terms are the model's.
Others set terms too: the bank, the inspectors, and what an owner bears before it leaves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.enterprise import abatement as retrofits
from agents.enterprise import digital_adoption, investment
from agents.enterprise.cash_flow import credit_limit
from agents.enterprise.closure import is_inspected, list_outdated, tonnes_per_unit
from agents.enterprise.construction import settle_versions
from agents.enterprise.cost_and_price import wage_per_quarter
from agents.enterprise.exit_and_entry import worth
from agents.enterprise.finance import (
    covers_interest,
    funds_at_hand,
    is_soft,
    relief_of,
    seek_finance,
    without_equity,
)
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import MOVE_FROM, OBSOLETE, RUNGS
from agents.random_draws import Event, luck
from experiments.trajectories.recorder import Row, Scene, copy_of
from model.events.enforcement import standard_for
from model.events.investment_plans import Desk, make_plan


class Term(NamedTuple):
    """One thing that a decision was weighed on; ``name`` and ``unit`` stand in the catalogue."""

    name: str
    unit: str
    value: float


def before_planning(scene: Scene) -> Row:
    """The record as it stood when the enterprise began to plan, after it had worked."""
    firm = copy_of(scene.planned)
    for name in ("capital", "decided", "due", "nameplate"):
        firm[name] = scene.enforced[name]
    return firm


def thought(scene: Scene) -> Row:
    """The plan of a planning quarter, made again by the same rule; also where nothing was wanted.

    What others took of closed tonnes in the same quarter is the one thing that may differ.
    """
    plan = Plan.zeros(1)[0]
    desk = around(scene)
    desk = desk._replace(province=copy_of(desk.province))  # selling writes on it
    make_plan(0, plan, before_planning(scene), desk)
    return plan


def around(scene: Scene) -> Desk:
    """What stood around at the time of planning."""
    if scene.desk is None:
        raise ValueError("nobody planned in this quarter")
    return scene.desk


def market(scene: Scene) -> list[Term]:
    """The market as it met the enterprise: price, appeal, orders, wage, use."""
    firm, desk = scene.planned, around(scene)
    wage = wage_per_quarter(firm, desk.sector, desk.city)
    return [
        Term("price", "index", firm.price),
        Term("external_price", "index", desk.sector.external_price),
        Term("attractiveness", "index", firm.attractiveness),
        Term("orders", "million yuan", firm.orders),
        Term("expected", "million yuan", firm.expected),
        Term("use", "share", firm.output / firm.capacity if firm.capacity > 0.0 else np.nan),
        Term("unit_cost", "yuan/yuan", firm.unit_cost[1]),
        Term("wage", "yuan a year", 4e6 * wage),
        Term("loss_record", "share", firm.loss_record),
    ]


def renewal(scene: Scene) -> list[Term]:
    """Capital wanted, what is missing of it, and the threshold at which it is ordered."""
    firm, desk = before_planning(scene), around(scene)
    sector, p = desk.sector, desk.p
    units = investment.capital_units(firm)
    wanted = firm.expected / (sector.normal_use * sector.capacity_per_capital)
    wanted *= float(investment.wanted_by_tax(sector, p))
    room = investment.room_to_expand(firm, sector, desk.province, desk.policy)
    ordered = float(np.sum(scene.wish.ordered)) if scene.wish is not None else 0.0
    terms = [
        Term("expected", "million yuan", firm.expected),
        Term("units", "units", units),
        Term("wanted_units", "units", wanted),
        Term("missing_units", "units", wanted - units),
        Term("threshold_units", "units", firm.gap_threshold * units),
        Term("lines", "lines", investment.lines_of(firm, p)),
        Term("loss_record", "share", firm.loss_record),
        Term("ordered_units", "units", ordered),
    ]
    return terms if room > 1e200 else [*terms, Term("room_units", "units", room)]


def move_terms(scene: Scene, move: int) -> list[Term]:
    """An upgrade by one move: saving, cost, grant rate, payback against patience, lines due."""
    firm, desk = before_planning(scene), around(scene)
    sector, province, p = desk.sector, desk.province, desk.p
    units = float(firm.capital[MOVE_FROM[move]])
    plan = thought(scene)
    terms = [
        Term("rung_units", "units", units),
        Term("grant_rate", "share", plan.grant_rate),
        Term("patience", "years", firm.caution * plan.patience),
    ]
    if units <= 1e-9:
        return terms
    saving = float(investment.saving_of_move(firm, sector, move, p))
    tax = float(investment.equipment_tax(sector, p))
    cost = float(p.upgrade_cost[move] * province.equipment_price * (1.0 + tax))
    fixed = float(p.project_fixed_cost / units)
    terms += [
        Term("saving", "million yuan a unit", saving),
        Term("cost", "million yuan a unit", cost + fixed),
    ]
    if saving <= 0.0:
        return terms
    helped = (1.0 - plan.grant_rate) * cost + fixed
    lines = lines_on(firm, units, p)
    known = firm.decided[move]
    pays = investment.share_that_pays(np.log(firm.caution * plan.patience * saving / helped), p)
    due = lines * max(0.0, min(pays, 0.999) - known) / (1.0 - known)
    return [
        *terms,
        Term("payback", "years", (cost + fixed) / saving),
        Term("payback_supported", "years", helped / saving),
        Term("share_that_pays", "share", pays),
        Term("share_decided", "share", known),
        Term("lines_due", "lines", firm.due[move] + due),
        Term("bent", "lines", luck(firm.identity, 0, Event.LINES_0 + move)),
        Term("moved", "units", plan.moved[move]),
        Term("moved_supported", "units", plan.moved_supported[move]),
    ]


def lines_on(firm: Row, units: float, p: Row) -> float:
    """How many lines stand on some units of an enterprise's capital."""
    return float(max(1e-3, investment.lines_of(firm, p) * units / investment.capital_units(firm)))


def lines_moved(scene: Scene, move: int, units: float) -> float:
    """How many lines the units of a move are."""
    firm = before_planning(scene)
    standing = float(firm.capital[MOVE_FROM[move]])
    lines = lines_on(firm, standing, around(scene).p)
    return lines * units / standing if standing > 0.0 else 0.0


def system_terms(scene: Scene, system: int) -> list[Term]:
    """A digital system: gain, cost net of subsidy, pull of others, hazard against luck."""
    firm, desk = before_planning(scene), around(scene)
    p = desk.p
    plan = thought(scene)
    part = 0.5 if firm.is_key else 1.0
    gain = digital_adoption.system_gain(firm, desk.sector, desk.city, system, p)
    cost = digital_adoption.system_price(firm, desk.cluster, system, desk.province.system_price, p)
    pull = digital_adoption.own_pull(firm, desk.city, desk.cluster, p)
    pull += digital_adoption.peer_pull(desk.sector, desk.cluster, system, p)
    help_ = 0.0
    if plan.aware and desk.digital_account.left > 0.0:
        help_ = digital_adoption.hoped_subsidy(firm, desk.digital, desk.policy, system, cost, p)
    intercept = desk.province.adopt_0[system]
    chance = digital_adoption.adoption_chance(intercept, gain, cost - help_, plan.patience, pull, p)
    allowed = digital_adoption.may_adopt(firm, system, p)
    return [
        Term("possible", "yes or no", float(allowed)),
        Term("gain", "million yuan a year", gain),
        Term("system_cost", "million yuan", cost),
        Term("subsidy_hoped", "million yuan", help_),
        Term("patience", "years", plan.patience),
        Term("pull", "logits", pull),
        Term("hazard", "share", part * chance if allowed else 0.0),
        Term("luck", "share", luck(firm.identity, scene.quarter, Event.ADOPT_0 + system)),
    ]


def retrofit(scene: Scene) -> list[Term]:
    """Energy saved already, what more would be saved without help and with it, and the cost."""
    plan, firm, desk = thought(scene), before_planning(scene), around(scene)
    lever, account = desk.green, desk.green_account
    rate = retrofits.retrofit_support(plan, firm, lever, account, desk.policy, desk.p)
    return [
        Term("saved", "share", firm.saving),
        Term("support_rate", "share", rate),
        Term("patience", "years", plan.patience),
        Term("more", "share", plan.retrofit),
        Term("more_supported", "share", plan.retrofit_supported),
        Term("retrofit_cost", "million yuan", plan.retrofit_cost),
        Term("retrofit_cost_supported", "million yuan", plan.retrofit_cost_supported),
    ]


def support(scene: Scene) -> list[Term]:
    """What was asked of the province and what it gave."""
    plan, got = scene.wish, scene.sought
    terms = [Term("score", "score", plan.score if plan is not None else np.nan)]
    kinds = {"grant": "grant", "subsidy": "subsidy", "retrofit": "retrofit_support"}
    for kind, given in kinds.items():
        asked = plan[f"{kind}_asked"] if plan is not None else 0.0
        terms.append(Term(f"{kind}_asked", "million yuan", asked))
        terms.append(Term(given, "million yuan", got[given] if got is not None else 0.0))
    return terms


def sought_at_bank(scene: Scene) -> Row:
    """The plan as it stood in the queue at the bank, before the bank's room was looked at."""
    desk, firm = around(scene), copy_of(scene.purse)
    p, plan = desk.p, copy_of(scene.sought)
    settle_versions(plan)
    relief = relief_of(firm, *scene.financing, desk.policy, p)
    relief = relief._replace(
        backed=min(relief.backed, scene.done.guaranteed)
    )  # what money was left
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
    standard = standard_for(firm, desk.sector, city, desk.province, policy)
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
