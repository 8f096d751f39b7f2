"""Event 8: renewal and expansion, upgrading by payback with lines."""

from __future__ import annotations

import math

import numpy as np

from agents.enterprise.plan_record import Plan
from agents.enterprise.record import (
    CONVENTIONAL,
    INTELLIGENT,
    MOVE_FROM,
    MOVE_TO,
    MOVES,
    NUMERICAL,
    OBSOLETE,
    RUNGS,
    Enterprise,
    Product,
)
from agents.parameters import Parameters
from agents.province import Policy, Province, given_up_for_new
from agents.random_draws import Event, luck
from agents.record import rule
from agents.sector import Sector


@rule
def standard_normal(z: float) -> float:
    """Distribution function of the standard normal."""
    return 0.5 * math.erfc(-z * 0.7071067811865476)


@rule
def plans_now(firm: Enterprise, quarter: int) -> bool:
    """Whether this is a planning quarter: once a year, each half-year for key enterprises.

    A plan that was put off for lack of finance is taken up again in the next quarter.
    """
    if not firm.alive or firm.project_left > 0.0 or firm.project_ends >= quarter:
        return False
    turn = (quarter + firm.slot) % 4
    return turn == 0 or (firm.is_key and turn == 2) or firm.put_offs > 0


@rule
def patience_now(firm: Enterprise, sector: Sector, p: Parameters) -> float:
    """Longest payback accepted, years: shorter after losses, longer as peers show that it works.

    Diffusion by example: what the sector has more of than at the start looks less risky
    (Griliches 1957; imitation dominates in Bass 1969).
    """
    patience = firm.patience * sector.example
    if firm.loss_record > p.loss_mark:
        return patience * p.patience_after_loss
    return patience


@rule
def capital_units(firm: Enterprise) -> float:
    """Capital at work and ordered, units."""
    units = 0.0
    for k in range(RUNGS):
        units += firm.capital[k] + firm.underway[k]
    return units


@rule
def equipment_tax(sector: Sector, p: Parameters) -> float:
    """Tax on a yuan of equipment that a buyer in the sector may not deduct."""
    return (1.0 - sector.equipment_credit) * p.equipment_vat


@rule
def unit_price(k: int, sector: Sector, province: Province, p: Parameters) -> float:
    """Price of a unit of new capital on rung ``k``, million yuan, tax on equipment included."""
    tax = equipment_tax(sector, p) * p.investment_mix[0]
    return p.rung_price[k] * province.equipment_price * (1.0 + tax)


@rule
def wanted_by_tax(sector: Sector, p: Parameters) -> float:
    """Wanted capital over that of the start by what tax has since added to its price.

    The power ``capital_elasticity`` of the price, as of a CES technique (Chirinko 2008).
    """
    tax = equipment_tax(sector, p) * p.investment_mix[0]
    before = (1.0 - sector.credit_start) * p.equipment_vat * p.investment_mix[0]
    return np.exp(p.capital_elasticity * np.log((1.0 + before) / (1.0 + tax)))


@rule
def needs_replacement(firm: Enterprise) -> bool:
    """Products whose new capacity must replace closed tonnes.

    Steel, cement, flat glass and electrolytic aluminium: State Council notice 2013/41 (recalled).
    """
    product = firm.product
    return product != Product.NONE and product <= Product.ELECTROLYTIC_ALUMINIUM


@rule
def is_swapped(firm: Enterprise) -> bool:
    """Steel and electrolytic aluminium: the plan asks for equal or reduced replacement."""
    return firm.product in (Product.CRUDE_STEEL, Product.ELECTROLYTIC_ALUMINIUM)


@rule
def sell_licence(firm: Enterprise, sector: Sector, province: Province, p: Parameters) -> None:
    """Each year a part of the licence that stands unused is sold to those who may build with it.

    What was ordered closed may not be replaced, so this is what lets anybody grow.
    """
    unused = p.licence_sold * max(0.0, firm.nameplate - capital_units(firm) - firm.shut)
    if not needs_replacement(firm) or unused <= 0.0:
        return
    firm.nameplate -= unused
    tonnes = province.tonnes_per_output[firm.product] * 4.0 * sector.capacity_per_capital
    province.licence_pool[firm.product] += unused * tonnes * firm.weight


@rule
def room_to_expand(firm: Enterprise, sector: Sector, province: Province, policy: Policy) -> float:
    """Units that replacement rules let an enterprise add, units.

    Up to the largest capital it was licensed for nothing is needed; beyond, tonnes that others
    gave up.
    """
    asked = given_up_for_new(policy, firm.city)
    if asked <= 0.0 or not needs_replacement(firm):
        return 1.0e300
    free = max(0.0, firm.nameplate - capital_units(firm) - firm.shut)
    tonnes = province.tonnes_per_output[firm.product] * 4.0 * sector.capacity_per_capital
    return free + province.licence_pool[firm.product] / (asked * tonnes * firm.weight)


@rule
def lines_of(firm: Enterprise, p: Parameters) -> float:
    """Number of production lines: whole plants for the small, parts for giants."""
    return min(max(firm.sales_year / p.line_size, 1.0), p.line_max)


@rule
def due_renewal(firm: Enterprise, missing: float, units: float, p: Parameters) -> float:
    """Capital ordered of what is missing, units.

    A plant of a few lines waits until its threshold is passed, then orders all of it: an (S,s)
    rule. An enterprise of many lines is many plants, each at its own place below the threshold, so
    it orders a part that grows with what is missing; else totals would hang on a few giants.
    """
    threshold = firm.gap_threshold * units
    if missing <= 0.0:
        return 0.0
    if firm.owner > 1 and firm.loss_record >= p.loss_limit:
        return 0.0  # private and foreign owners put no more into what does not pay
    if lines_of(firm, p) > p.lump_lines:
        return missing * min(1.0, missing / max(threshold, 1.0e-12))
    return missing if missing > threshold else 0.0


@rule
def share_that_pays(advantage: float, p: Parameters) -> float:
    """Share of lines whose payback is accepted, from the log of patience over payback."""
    return standard_normal(advantage / p.line_spread)


@rule
def share_at_least(
    rung: int, firm: Enterprise, sector: Sector, province: Province, patience: float, p: Parameters
) -> float:
    """Share of new capital for which this rung repays its price over the rung below."""
    extra = unit_price(rung, sector, province, p) - unit_price(rung - 1, sector, province, p)
    made = 4.0 * sector.capacity_per_capital * sector.normal_use
    gain = made * (firm.unit_cost[rung - 1] - firm.unit_cost[rung])
    if gain <= 0.0:
        return 0.0
    if extra <= 0.0:
        return 1.0
    return share_that_pays(np.log(patience * gain / extra), p)


@rule
def choose_rungs(
    plan: Plan, firm: Enterprise, sector: Sector, province: Province, missing: float, p: Parameters
) -> None:
    """Spread new capital over the rungs: by shares where there are many lines, else by own bent."""
    at_least_2 = share_at_least(NUMERICAL, firm, sector, province, plan.patience, p)
    at_least_3 = share_at_least(INTELLIGENT, firm, sector, province, plan.patience, p)
    at_least_3 = min(at_least_2, at_least_3)
    if lines_of(firm, p) <= p.lump_lines:
        bent = luck(firm.identity, 0, Event.RENEWAL)
        at_least_2 = 1.0 if bent < at_least_2 else 0.0
        at_least_3 = 1.0 if bent < at_least_3 else 0.0
    plan.ordered[CONVENTIONAL] = missing * (1.0 - at_least_2)
    plan.ordered[NUMERICAL] = missing * (at_least_2 - at_least_3)
    plan.ordered[INTELLIGENT] = missing * at_least_3


@rule
def plan_renewal(
    plan: Plan, firm: Enterprise, sector: Sector, province: Province, policy: Policy, p: Parameters
) -> None:
    """Renewal and expansion, one decision: wait until enough is missing, then order all of it.

    The (S,s) rule that makes investment lumpy (Doms and Dunne 1998; Caballero and Engel 1999).
    """
    units = capital_units(firm)
    wanted = firm.expected / (sector.normal_use * sector.capacity_per_capital)
    wanted *= wanted_by_tax(sector, p)
    missing = due_renewal(firm, wanted - units, units, p)
    if missing <= 0.0:
        return
    missing = min(missing, room_to_expand(firm, sector, province, policy))
    if missing <= 0.0:
        return
    choose_rungs(plan, firm, sector, province, missing, p)
    for k in range(RUNGS):
        plan.renewal_cost += plan.ordered[k] * unit_price(k, sector, province, p)


@rule
def scrap_idle(firm: Enterprise, sector: Sector, province: Province, p: Parameters) -> None:
    """Private and foreign owners sell capital that expected orders leave idle, oldest first.

    State owners keep it (soft budgets). The proceeds are those of a liquidation.
    """
    if firm.owner <= 1:
        return
    units = capital_units(firm)
    wanted = firm.expected / (sector.normal_use * sector.capacity_per_capital)
    idle = p.scrap_share * (units - (1.0 + p.scrap_slack) * wanted)
    if idle <= 0.0 or firm.project_left > 0.0:
        return
    for k in range(RUNGS):
        sold = min(idle, firm.capital[k])
        idle -= sold
        firm.capital[k] -= sold
        proceeds = p.resale * sold * p.rung_price[k]
        firm.cash += proceeds
        province.trade -= proceeds * firm.weight
        province.worn += sold * firm.weight


@rule
def use_in_the_long_run(firm: Enterprise, sector: Sector, rung: int, p: Parameters) -> float:
    """Share of a rung's capacity that an owner expects to run over a machine's life.

    Merit order at an output between today's expectation and the sector's normal use: a boom or a
    slump of one year decides no machine alone.
    """
    units = 0.0
    above = 0.0
    for k in range(RUNGS):
        units += firm.capital[k]
        if k > rung:
            above += firm.capital[k]
    must = p.must_run_process if sector.process else p.must_run
    today = min(1.0, firm.expected / (units * sector.capacity_per_capital))
    use = p.long_run_weight * sector.normal_use + (1.0 - p.long_run_weight) * today
    base = min(must, use)
    left = (use - base) * units - (1.0 - base) * above
    return base + min(max(left / firm.capital[rung], 0.0), 1.0 - base)


@rule
def saving_of_move(firm: Enterprise, sector: Sector, move: int, p: Parameters) -> float:
    """Yearly saving of moving one unit up, million yuan: cost at the rung's own use, and quality.

    A rung that stands idle saves little, so idle obsolete lines are not upgraded.
    """
    below = MOVE_FROM[move]
    above = MOVE_TO[move]
    use = use_in_the_long_run(firm, sector, below, p)
    made = 4.0 * sector.capacity_per_capital * use
    margin = firm.price * firm.markup / (1.0 + firm.markup)
    better = (p.rung_quality[above] - p.rung_quality[below]) * p.demand_quality * margin
    return made * (firm.unit_cost[below] - firm.unit_cost[above] + better)


@rule
def whole_lines(due: float, bent: float) -> float:
    """Whole lines among those due; an enterprise's own bent says how it rounds.

    As the bent is for life, what has moved never strays more than a line from what was decided,
    and two lives of one enterprise differ by decisions, not by rounding.
    """
    return max(0.0, math.floor(due + bent))


@rule
def consider_move(
    plan: Plan, firm: Enterprise, sector: Sector, province: Province, move: int, p: Parameters
) -> None:
    """Which lines of a move pay, with support and without, that have not been decided before."""
    units = firm.capital[MOVE_FROM[move]]
    if units <= 1.0e-9:
        return
    saving = saving_of_move(firm, sector, move, p)
    if saving <= 0.0:
        return
    tax = equipment_tax(sector, p)
    cost = p.upgrade_cost[move] * province.equipment_price * (1.0 + tax)
    fixed = plan.fixed_cost / units
    helped = (1.0 - plan.grant_rate) * cost + fixed
    patience = firm.caution * plan.patience
    sight = p.payback_sight * patience * saving
    if helped > sight:
        return  # out of sight: no line comes near to paying
    pays = 0.0
    if cost + fixed <= sight:
        pays = share_that_pays(np.log(patience * saving / (cost + fixed)), p)
    pays_supported = pays
    if plan.grant_rate > 0.0:
        pays_supported = share_that_pays(np.log(patience * saving / helped), p)
    known = firm.decided[move]
    if pays <= known and pays_supported <= known:
        return
    lines = max(1.0e-3, lines_of(firm, p) * units / capital_units(firm))
    bent = luck(firm.identity, 0, Event.LINES_0 + move)
    plan.decided[move] = max(known, min(pays, 0.999))
    plan.decided_supported[move] = max(known, min(pays_supported, 0.999))
    due = firm.due[move] + lines * (plan.decided[move] - known) / (1.0 - known)
    whole = whole_lines(due, bent)
    plan.moved[move] = units * min(1.0, whole / lines)
    plan.due[move] = due - whole
    due = firm.due[move] + lines * (plan.decided_supported[move] - known) / (1.0 - known)
    whole = whole_lines(due, bent)
    plan.moved_supported[move] = units * min(1.0, whole / lines)
    plan.due_supported[move] = due - whole


@rule
def drop_second_best(plan: Plan) -> None:
    """Obsolete lines go up one rung or two, whichever moves more of them."""
    if plan.moved_supported[1] >= plan.moved_supported[0]:
        plan.moved_supported[0] = 0.0
    else:
        plan.moved_supported[1] = 0.0
    if plan.moved[1] >= plan.moved[0]:
        plan.moved[0] = 0.0
    else:
        plan.moved[1] = 0.0


@rule
def start_is_worth_it(moved: float, firm: Enterprise, p: Parameters) -> bool:
    """A small enterprise does not start for less than a smallest share of its capital."""
    if moved <= 0.0:
        return False
    return lines_of(firm, p) > p.lump_lines or moved >= p.lump_min * capital_units(firm)


@rule
def plan_upgrade(
    plan: Plan, firm: Enterprise, sector: Sector, province: Province, p: Parameters
) -> None:
    """Upgrading of standing capital, in two versions: without support and with it."""
    for move in range(MOVES):
        plan.decided[move] = firm.decided[move]
        plan.decided_supported[move] = firm.decided[move]
        plan.due[move] = firm.due[move]
        plan.due_supported[move] = firm.due[move]
        consider_move(plan, firm, sector, province, move, p)
    drop_second_best(plan)
    tax = equipment_tax(sector, p)
    price = province.equipment_price * (1.0 + tax)
    moved = 0.0
    moved_supported = 0.0
    for move in range(MOVES):
        moved += plan.moved[move]
        moved_supported += plan.moved_supported[move]
        plan.upgrade_cost += plan.moved[move] * p.upgrade_cost[move] * price
        plan.upgrade_cost_supported += plan.moved_supported[move] * p.upgrade_cost[move] * price
    if start_is_worth_it(moved, firm, p):
        plan.upgrade_cost += plan.fixed_cost
    else:
        plan.upgrade_cost = 0.0
    if start_is_worth_it(moved_supported, firm, p):
        plan.upgrade_cost_supported += plan.fixed_cost
    else:
        plan.upgrade_cost_supported = 0.0
    for move in range(MOVES):
        if plan.upgrade_cost <= 0.0:
            plan.moved[move] = 0.0
        if plan.upgrade_cost_supported <= 0.0:
            plan.moved_supported[move] = 0.0


@rule
def keep_decisions(plan: Plan, firm: Enterprise) -> None:
    """Remember which lines have been decided, whether or not a whole line moves now."""
    for move in range(MOVES):
        firm.decided[move] = plan.decided[move]
        firm.due[move] = plan.due[move]


@rule
def numerical_share(firm: Enterprise) -> float:
    """Share of capital on the numerical and intelligent rungs."""
    units = firm.capital[OBSOLETE] + firm.capital[CONVENTIONAL]
    high = firm.capital[NUMERICAL] + firm.capital[3]
    return high / max(1.0e-12, units + high)
