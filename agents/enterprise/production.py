"""Events 5 and 6: an enterprise's orders, staff, output, energy and emissions."""

from __future__ import annotations

from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.record import MOVE_FROM, MOVES, RUNGS, Enterprise, Owner, Product
from agents.parameters import Parameters
from agents.province import Province
from agents.record import rule
from agents.sector import Sector


@rule
def capital_at_work(firm: Enterprise, p: Parameters, k: int) -> float:
    """Capital of rung ``k`` less the part that stands still while it is rebuilt, units."""
    idle = 0.0
    for move in range(MOVES):
        if MOVE_FROM[move] == k:
            idle += p.disruption * firm.rebuilding[move]
    return max(0.0, firm.capital[k] - idle)


@rule
def allowed_use(firm: Enterprise, season: int, p: Parameters) -> float:
    """Share of capacity that the law lets run: cement kilns halt in winter."""
    if firm.product == Product.CEMENT:
        return p.winter_halt[season]
    return 1.0


@rule
def set_capacity(firm: Enterprise, sector: Sector, season: int, p: Parameters) -> None:
    """Output that the capital at work can make in this quarter, million yuan."""
    units = 0.0
    for k in range(RUNGS):
        units += capital_at_work(firm, p, k)
    firm.capacity = units * sector.capacity_per_capital * allowed_use(firm, season, p)


@rule
def run_rungs(firm: Enterprise, sector: Sector, wanted: float, season: int, p: Parameters) -> None:
    """Merit order: a share of each rung must run, the rest comes from the cheapest rung down.

    Rungs are ordered by unit cost (the parameters are checked to fall from rung to rung), so the
    highest rung is the cheapest.
    """
    scale = sector.capacity_per_capital * allowed_use(firm, season, p)
    must = p.must_run_process if sector.process else p.must_run
    full = 0.0
    for k in range(RUNGS):
        firm.run[k] = capital_at_work(firm, p, k) * scale
        full += firm.run[k]
    wanted = min(wanted, full)
    if full <= 0.0:
        return
    base = min(must, wanted / full)
    left = wanted - base * full
    for j in range(RUNGS):
        k = RUNGS - 1 - j
        more = min(left, (1.0 - base) * firm.run[k])
        firm.run[k] = base * firm.run[k] + more
        left -= more


@rule
def labour_needed(firm: Enterprise, sector: Sector, p: Parameters) -> float:
    """Direct labour for the output that runs on each rung, and overhead staff, persons."""
    direct = 0.0
    units = 0.0
    for k in range(RUNGS):
        direct += firm.run[k] * p.rung_labour[k]
        units += firm.capital[k]
    normal_output = units * sector.capacity_per_capital * sector.normal_use
    return firm.labour_factor * (sector.labour * direct + sector.overhead * normal_output)


@rule
def receive_orders(firm: Enterprise, sector: Sector, cluster: Cluster, p: Parameters) -> None:
    """The sector's orders fall to its enterprises by customers and attractiveness.

    Those from outside come more to clusters whose reach was widened.
    """
    share = firm.customers * firm.attractiveness / sector.appeal
    home = sector.orders - sector.outside
    firm.orders = share * (home + sector.outside * cluster.reach / sector.reach)
    firm.expected += p.expected_weight * (firm.orders - firm.expected)


@rule
def layoff_speed(firm: Enterprise, quarter: int, p: Parameters) -> float:
    """Share of surplus staff that an owner lays off in a quarter; the state hoards.

    For a year after a rescue it does not: the payer asks that losses end.
    """
    rescued_lately = quarter - firm.rescued <= p.zombie_memory
    state = firm.owner == Owner.CENTRAL_STATE or firm.owner == Owner.LOCAL_STATE
    if state and not rescued_lately:
        return p.layoff_speed_state
    return p.layoff_speed_private


@rule
def plan_staff(
    firm: Enterprise, sector: Sector, city: City, province: Province, p: Parameters
) -> None:
    """Staff for the wanted output; surplus staff goes to the city's pool, hires are asked for."""
    run_rungs(firm, sector, firm.orders + firm.backlog, province.season, p)
    firm.wanted_staff = labour_needed(firm, sector, p)
    missing = firm.wanted_staff - firm.staff
    if missing > 0.0:
        city.hires_wanted += p.hire_speed * missing * firm.weight
    else:
        gone = -layoff_speed(firm, province.quarter, p) * missing
        firm.staff -= gone
        city.released += gone * firm.weight


@rule
def hire(firm: Enterprise, city: City, p: Parameters) -> None:
    """Take on the share of wanted hires that the city's pool can give."""
    missing = firm.wanted_staff - firm.staff
    if missing > 0.0:
        found = p.hire_speed * missing * city.hire_ratio
        firm.staff += found
        city.hired += found * firm.weight


@rule
def produce(firm: Enterprise, p: Parameters) -> None:
    """Make what is wanted as far as staff with overtime can; what is late waits or is lost.

    ``run`` holds the wanted output by rung and is cut in one proportion where staff is short.
    """
    able = 1.0
    if firm.wanted_staff > 0.0:
        able = min(1.0, p.overtime * firm.staff / firm.wanted_staff)
    firm.output = 0.0
    for k in range(RUNGS):
        firm.run[k] *= able
        firm.output += firm.run[k]
    late = max(0.0, firm.orders + firm.backlog - firm.output)
    firm.backlog = p.patience * late


@rule
def energy_used(firm: Enterprise, p: Parameters) -> float:
    """Energy of the quarter in units of the sector's coefficients: times tce per million yuan."""
    used = 0.0
    for k in range(RUNGS):
        used += firm.run[k] * p.rung_energy[k]
    return used * firm.energy_factor


@rule
def materials_used(firm: Enterprise, p: Parameters) -> float:
    """Materials of the quarter in units of the sector's coefficient."""
    used = 0.0
    for k in range(RUNGS):
        used += firm.run[k] * p.rung_material[k]
    return used * firm.material_factor


@rule
def so2_emitted(firm: Enterprise, sector: Sector, p: Parameters) -> float:
    """SO2 of the quarter, tonnes."""
    made = 0.0
    for k in range(RUNGS):
        made += firm.run[k] * p.rung_so2[k]
    return made * sector.so2 * (1.0 - firm.abatement)
