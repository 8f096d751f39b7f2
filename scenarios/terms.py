"""The terms of a decision: what the enterprise compared when it decided.

A plan keeps what was decided, not all that it was weighed on. The rest is found by calling the
same rules on copies of the records at the moment of the decision, so the terms are the model's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.chance import Event, luck
from agents.enterprise import digital, plans
from agents.enterprise import retrofit as retrofits
from agents.enterprise.cost import wage_per_quarter
from agents.enterprise.record import MOVE_FROM
from agents.plan import Plan
from model.planning import Desk, make_plan
from scenarios.follow import Row, Scene, copy_of


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
    if scene.desk is None:
        raise ValueError("nobody planned in this quarter")
    plan = Plan.zeros(1)[0]
    desk = scene.desk._replace(province=copy_of(scene.desk.province))  # selling writes on it
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
    units = plans.capital_units(firm)
    wanted = firm.expected / (sector.normal_use * sector.capacity_per_capital)
    room = plans.room_to_expand(firm, sector, desk.province, desk.policy)
    ordered = float(np.sum(scene.wish.ordered)) if scene.wish is not None else 0.0
    terms = [
        Term("expected", "million yuan", firm.expected),
        Term("units", "units", units),
        Term("wanted_units", "units", wanted),
        Term("missing_units", "units", wanted - units),
        Term("threshold_units", "units", firm.gap_threshold * units),
        Term("lines", "lines", plans.lines_of(firm, p)),
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
        Term("patience", "years", plan.patience),
    ]
    if units <= 1e-9:
        return terms
    saving = float(plans.saving_of_move(firm, sector, move, p))
    tax = (1.0 - p.equipment_credit) * p.equipment_vat
    cost = float(p.upgrade_cost[move] * province.equipment_price * (1.0 + tax))
    fixed = float(p.project_fixed_cost / units)
    terms += [
        Term("saving", "million yuan a unit", saving),
        Term("cost", "million yuan a unit", cost + fixed),
    ]
    if saving <= 0.0:
        return terms
    helped = (1.0 - plan.grant_rate) * cost + fixed
    lines = max(1e-3, plans.lines_of(firm, p) * units / plans.capital_units(firm))
    known = firm.decided[move]
    pays = plans.share_that_pays(np.log(plan.patience * saving / helped), p)
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


def lines_moved(scene: Scene, move: int, units: float) -> float:
    """How many lines the units of a move are."""
    firm, p = before_planning(scene), around(scene).p
    standing = float(firm.capital[MOVE_FROM[move]])
    lines = max(1e-3, plans.lines_of(firm, p) * standing / plans.capital_units(firm))
    return float(lines * units / standing) if standing > 0.0 else 0.0


def system_terms(scene: Scene, system: int) -> list[Term]:
    """A digital system: gain, cost net of subsidy, pull of others, hazard against luck."""
    firm, desk = before_planning(scene), around(scene)
    p = desk.p
    plan = thought(scene)
    part = 0.5 if firm.is_key else 1.0
    gain = digital.system_gain(firm, desk.sector, desk.city, system, p)
    cost = digital.system_price(firm, desk.cluster, system, desk.province.system_price, p)
    pull = digital.own_pull(firm, desk.city, desk.cluster, p)
    pull += digital.peer_pull(desk.sector, desk.cluster, system, p)
    help_ = 0.0
    if plan.aware and desk.digital_account.left > 0.0:
        help_ = digital.hoped_subsidy(firm, desk.digital, desk.policy, system, cost, p)
    intercept = desk.province.adopt_0[system]
    chance = digital.adoption_chance(intercept, gain, cost - help_, plan.patience, pull, p)
    allowed = digital.may_adopt(firm, system, p)
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
    score = plan.score if plan is not None else np.nan
    names = ("grant", "subsidy")
    terms = [Term("score", "score", score)]
    for name in names:
        asked = plan[f"{name}_asked"] if plan is not None else 0.0
        terms.append(Term(f"{name}_asked", "million yuan", asked))
        terms.append(Term(name, "million yuan", got[name] if got is not None else 0.0))
    asked = plan.retrofit_asked if plan is not None else 0.0
    given = got.retrofit_support if got is not None else 0.0
    return [
        *terms,
        Term("retrofit_asked", "million yuan", asked),
        Term("retrofit_support", "million yuan", given),
    ]
