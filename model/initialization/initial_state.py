"""A start without a jump: coefficients, money, plants and markets that agree with one another.

The coefficients of each sector are solved so that the enterprises drawn reproduce the base year's
cost shares, staff, energy and capacity exactly; projects at hand are taken as decided; then hidden
quarters with still paths are run and each sector's external demand is anchored to its output.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.cash_flow import capital_value
from agents.enterprise.cost_and_price import normal_cost, set_cost_factors, set_unit_costs
from agents.enterprise.production import labour_needed, run_rungs, set_capacity
from agents.enterprise.record import RUNGS, Enterprise
from agents.province import (
    CITIES,
    LEVERS,
    PRODUCTS,
    SECTORS,
    Lever,
    LeverAccount,
    Policy,
    Province,
)
from agents.random_draws import identity_of
from agents.record import Record, Records, rule
from agents.sector import Sector
from model.events.cluster_programmes import follow_programmes
from model.indicators import NO_SECTOR, QUANTITIES
from model.initialization.blueprint import Blueprint, shares_of_output
from model.initialization.initial_decisions import settle_decisions
from model.initialization.initial_places import distances, place_records, project_records
from model.initialization.population import (
    Draws,
    rung_mixes,
    start_owner_pay,
    start_systems,
    synthesise,
)
from model.input_data import base_year, data_tables
from model.input_data.base_year import BaseYear
from model.input_data.data_tables import assumed, rows
from model.state import State, workspace

FloatArray = NDArray[np.float64]
SECTOR_KEYS = 1 << 40  # luck identities of sectors, cities and clusters stand apart from firms'
CITY_KEYS = 1 << 41
CLUSTER_KEYS = 1 << 42


def build(plan: Blueprint) -> State:
    """The state before the hidden quarters.

    Money, staff, energy, capacity and orders of every sector agree with the base year.
    """
    population = synthesise(plan.base, plan.named, plan.parameters, plan.seed, plan.scale)
    state = _empty_state(plan, population.firms)
    _set_cities(plan, state)
    _set_technique(plan, state)
    _set_costs(plan, state)
    _set_markets(plan, state)
    _set_money(plan, state)
    follow_programmes(state)
    settle_decisions(plan, state)
    return state


def _empty_state(plan: Blueprint, firms: Records[Enterprise]) -> State:
    def zeros(kind: type[Record], shape: int | tuple[int, ...]) -> Any:
        return kind.zeros(shape)

    n = len(firms)
    state = State(
        firms=firms,
        sectors=zeros(Sector, SECTORS),
        cities=zeros(City, CITIES),
        banks=zeros(Bank, CITIES),
        clusters=zeros(Cluster, (CITIES, SECTORS)),
        places=place_records(plan),
        projects=project_records(plan, firms),
        province=zeros(Province, 1),
        levers=zeros(Lever, LEVERS),
        accounts=zeros(LeverAccount, LEVERS),
        policy=zeros(Policy, 1),
        inputs=plan.base.inputs.copy(),
        purchases=_purchases(plan.base),
        table=np.zeros((CITIES, NO_SECTOR + 1, QUANTITIES)),
        parameters=plan.parameters,
        **workspace(n),
    )
    province = state.province
    province["seed"] = plan.seed
    province["rows"] = n
    province["invention_boost"] = 1.0
    province["quarter"] = -int(plan.parameter("hidden_quarters"))
    for name in ("base_rate",):
        province[name] = plan.parameter(name)
    for name in ("equipment_price", "fuel_price", "consumer_price"):
        province[name] = 1.0
    return state


def _purchases(base: BaseYear) -> FloatArray:
    """What sector j buys of sector i per unit of output, fuel included, shape (37, 37)."""
    purchases = base.inputs.copy()
    for fuel, supplier in enumerate(data_tables.ENERGY_SUPPLIER):
        purchases[base_year.INDEX[supplier]] += base.energy_cost[fuel]
    return purchases


def _set_cities(plan: Blueprint, s: State) -> None:
    """Wages, labour force at rest, leaders drawn, luck identities."""
    for c in range(CITIES):
        city = s.cities[c]
        city.identity = identity_of(plan.seed, CITY_KEYS + c)
        city.northwest = data_tables.CITIES[c] in data_tables.REGIONS["northwest"]
    s.cities["distance"] = distances()
    s.cities["wage"] = plan.base.wage
    s.cities["wage_start"] = plan.base.wage
    s.cities["misreport"] = plan.base.misreport
    staff = np.bincount(s.firms["city"], s.firms["weight"] * s.firms["staff"], CITIES)
    natural = plan.parameter("natural")
    pool = natural / (1.0 - natural) * staff
    s.cities["pool"] = pool
    s.cities["staff"] = staff
    leaving = plan.parameter("to_services") + np.where(
        s.cities["northwest"], plan.parameter("emigration_northwest"), plan.parameter("emigration")
    )
    s.cities["inflow"] = leaving * pool
    years = Draws(np.ascontiguousarray(s.cities["identity"])).uniform(0)
    s.cities["leader_year"] = 1 + (years * plan.parameter("leader_term")).astype(np.int64)
    s.cities["fiscal_room"] = 1.0


def _set_technique(plan: Blueprint, s: State) -> None:
    """Capital by rung, digital systems, quality, gaps; labour coefficients that explain staff."""
    firms, sectors, base = s.firms, s.sectors, plan.base
    p = {name: plan.parameter(name) for name in (plan.parameters.dtype.names or ())}
    draws = Draws(np.ascontiguousarray(firms["identity"]))
    process = np.array([s_ in evidence_process() for s_ in data_tables.SECTORS])
    sectors["process"] = process
    mixes = rung_mixes(firms, process[firms["sector"]], p)
    large = firms["sales_year"] > p["system_cost_kink"]
    gap = np.where(
        large,
        p["gap_min_large"],
        p["gap_min_low"] + draws.uniform(18) * (p["gap_min_high"] - p["gap_min_low"]),
    )
    firms["gap_threshold"] = gap
    # at rest: capital missing spreads evenly below the threshold, idle capital exponentially
    factor = 1.0 + gap * draws.uniform(19)
    factor *= np.exp(p["start_idle"] * np.log(draws.uniform(25)))
    made = firms["weight"] * firms["output"]
    inverse = np.divide(
        np.bincount(firms["sector"], made / factor, SECTORS),
        np.bincount(firms["sector"], made, SECTORS),
        out=np.ones(SECTORS),
        where=base.output.sum(axis=0) > 0.0,
    )
    sectors["normal_use"] = np.minimum(0.95, base.utilisation * inverse)
    price = float(np.asarray(p["rung_mix"]) @ np.asarray(p["rung_price"]))
    capital = np.maximum(base.capital_output * p["capital_output_scale"], 0.05)
    sectors["capacity_per_capital"] = price / (4.0 * base.utilisation * capital)
    use = np.minimum(0.98, sectors["normal_use"][firms["sector"]] * factor)
    units = firms["output"] / (use * sectors["capacity_per_capital"][firms["sector"]])
    firms["capital"] = mixes * units[:, None]
    firms["nameplate"] = units
    made = np.bincount(firms["product"], firms["weight"] * 4.0 * firms["output"], PRODUCTS)[1:]
    s.province["tonnes_per_output"][0, 1:] = np.divide(
        base.product_tonnes, made, out=np.zeros(PRODUCTS - 1), where=made > 0.0
    )
    set_outdated(plan, s)
    high = firms["capital"][:, 2:].sum(axis=1) / units
    maturity = start_systems(firms, high, p)
    firms["maturity"] = maturity
    firms["ceiling"] = (maturity > 0.0).astype(float)
    firms["quality"] = p["start_quality_sd"] * draws.normal(20) + p["key_quality"] * firms["is_key"]
    sectors["equipment_credit"] = sectors["credit_start"] = p["equipment_credit"]
    sectors["industrial"] = [s_ not in data_tables.SERVICES for s_ in data_tables.SECTORS]
    sectors["catalogue"] = evidence_catalogue()
    components = set(assumed("component_sector"))
    group = np.array(data_tables.SECTOR_GROUP)
    sectors["component"] = [name in components for name in data_tables.SECTORS]
    sectors["equipment"] = (group == "equipment") & ~sectors["component"]
    sectors["new_products"] = (group == "equipment") | (group == "electronics")
    sectors["labour"] = 1.0 - p["overhead_staff"]
    sectors["overhead"] = p["overhead_staff"]
    firms["saving"] = 0.0
    for field in ("rescued", "project_ends", "born"):
        firms[field] = -1000
    firms["alive"] = True
    firms["pay_home"] = start_owner_pay(firms, p)
    _solve_labour(s, p["home_share"])


def evidence_process() -> frozenset[str]:
    """Sectors that run continuously."""
    return frozenset(
        row["key"]
        for row in rows("assumed_base_year")
        if row["name"] == "process_sector" and float(row["value"]) > 0.0
    )


def evidence_catalogue() -> FloatArray:
    """Sectors of the guidance catalogue: the plan's traditional industries, shape (37,)."""
    plan_rows = rows("plan/sectors")
    traditional = {row["sector"]: float(row["traditional"]) for row in plan_rows}
    return np.array([traditional.get(sector, 0.0) for sector in data_tables.SECTORS])


@rule
def need_labour(s: State, need: FloatArray) -> None:
    """Labour that each enterprise would need at efficiency 1 and a sector coefficient of 1."""
    p = s.parameters[0]
    for i in range(len(s.firms)):
        firm = s.firms[i]
        sector = s.sectors[firm.sector]
        firm.efficiency = 0.0
        set_cost_factors(firm, 1.0, p)
        run_rungs(firm, sector, firm.output, 1, p)
        need[i] = labour_needed(firm, sector, p)
        set_capacity(firm, sector, 1, p)


def _solve_labour(s: State, lasting: float) -> None:
    """Own efficiency is what staff leaves unexplained; its mean is 0 in every sector."""
    firms, sectors = s.firms, s.sectors
    need = np.empty(len(firms))
    need_labour(s, need)
    raw = np.log(need / firms["staff"])
    weight = firms["weight"]
    total = np.bincount(firms["sector"], weight, SECTORS)
    mean = np.divide(
        np.bincount(firms["sector"], weight * raw, SECTORS),
        total,
        out=np.zeros(SECTORS),
        where=total > 0.0,
    )
    # efficiency = log(coefficient * need / staff) with mean 0 over a sector's enterprises
    coefficient = np.exp(-mean)
    sectors["labour"] *= coefficient
    sectors["overhead"] *= coefficient
    firms["efficiency"] = raw - mean[firms["sector"]]
    place = firms["city"] * SECTORS + firms["sector"]
    cells = CITIES * SECTORS
    count = np.bincount(place, weight, cells)
    home = np.divide(
        np.bincount(place, weight * firms["efficiency"], cells),
        count,
        out=np.zeros(cells),
        where=count > 0.0,
    )
    home = np.clip(home, -0.8, 0.8)
    s.clusters["efficiency_home"] = home.reshape(CITIES, SECTORS)
    # a part of what sets an enterprise apart is for life, the rest comes and goes
    apart = firms["efficiency"] - home[place]
    firms["efficiency_home"] = home[place] + lasting * apart


@rule
def measure_use(s: State, energy: FloatArray, material: FloatArray, normal: FloatArray) -> None:
    """Energy and materials in units of the coefficients, and normal unit cost, by enterprise."""
    p = s.parameters[0]
    for i in range(len(s.firms)):
        firm = s.firms[i]
        sector = s.sectors[firm.sector]
        set_cost_factors(firm, 1.0, p)
        run_rungs(firm, sector, firm.output, 1, p)
        energy[i] = 0.0
        material[i] = 0.0
        for k in range(RUNGS):
            energy[i] += firm.run[k] * p.rung_energy[k] * firm.energy_factor
            material[i] += firm.run[k] * p.rung_material[k] * firm.material_factor
        set_unit_costs(firm, sector, s.cities[firm.city], s.policy[0], p)
        normal[i] = normal_cost(firm, sector, s.cities[firm.city], p)


def _set_costs(plan: Blueprint, s: State) -> None:
    """Coefficients of materials, energy, pay and taxes that give the base year's cost shares."""
    firms, sectors, base = s.firms, s.sectors, plan.base
    wage = plan.base.wage[firms["city"]]
    firms["pay"] = firms["pay_home"] * np.exp(plan.parameter("rent_sharing") * firms["efficiency"])
    bill = shares_of_output(s, 0.25 * wage * firms["pay"] * firms["staff"])
    sectors["pay"] = base.compensation / bill
    n = len(firms)
    energy, material, normal = np.empty(n), np.empty(n), np.empty(n)
    sectors["material_price"] = 1.0
    sectors["fuel_price"] = 1.0
    measure_use(s, energy, material, normal)
    per_energy, per_material = shares_of_output(s, energy), shares_of_output(s, material)
    sectors["material"] = (base.inputs.sum(axis=0) + base.other_inputs) / per_material
    sectors["other_input"] = base.other_inputs / per_material
    s.inputs[:] = base.inputs / per_material
    sectors["energy_cost"] = (base.energy_cost / per_energy).T
    sectors["energy"] = (base.energy_tce / per_energy).T
    sectors["fuel_co2"] = base.co2_per_tce @ base.energy_tce / per_energy
    sectors["process_co2"] = base.process_co2
    made = np.stack([firms["capital"][:, k] for k in range(RUNGS)], axis=1)
    so2_rung = (made * np.asarray(plan.parameter("rung_so2"))).sum(axis=1) / made.sum(axis=1)
    coal = base.energy_tce[0] * base.so2_per_tce_coal * (1.0 - base.so2_removed)
    sectors["so2"] = coal / shares_of_output(s, so2_rung * firms["output"])
    sectors["vat"] = base.production_tax
    sectors["labour_progress"] = plan.parameter("labour_progress") + 0.25 * base.labour_pace
    sectors["research_share"] = _research(plan)
    sectors["material_price"] = sectors["material"]
    sectors["fuel_price"] = sectors["energy_cost"].sum(axis=1)
    for name in (
        "external_price",
        "home_price",
        "demand",
        "normalise",
        "other_price",
        "example",
    ):
        sectors[name] = 1.0
    measure_use(s, energy, material, normal)
    cost = shares_of_output(s, normal * firms["output"])
    lowest, highest = plan.parameter("markup_min"), plan.parameter("markup_max")
    sectors["markup"] = np.clip(1.0 / cost - 1.0, lowest, highest)
    firms["markup"] = sectors["markup"][firms["sector"]]
    takes = _takes(plan)
    sectors["takes"] = takes
    firms["log_price"] = (1.0 - takes[firms["sector"]]) * np.log((1.0 + firms["markup"]) * normal)
    firms["price"] = np.exp(firms["log_price"])


def _research(plan: Blueprint) -> FloatArray:
    """Research spending over revenue by sector: assumed relative intensity times the mean."""
    relative = np.array([assumed("research_relative").get(s, 1.0) for s in data_tables.SECTORS])
    output = plan.base.output.sum(axis=0)
    mean = float((relative * output).sum() / output.sum())
    return plan.parameter("research_share") * relative / mean


def _takes(plan: Blueprint) -> FloatArray:
    """Weight of the external price by sector: high for homogeneous traded goods."""
    kind = assumed("price_taking")
    named = {1.0: "takes_homogeneous", -1.0: "takes_own", 0.0: "takes_default"}
    return np.array([plan.parameter(named[kind.get(s, 0.0)]) for s in data_tables.SECTORS])


@rule
def appeal_all(s: State) -> None:
    """Attractiveness of every enterprise at the start, as event 4 will have it."""
    from_p = s.parameters[0]
    for i in range(len(s.firms)):
        firm = s.firms[i]
        sector = s.sectors[firm.sector]
        quality = from_p.demand_quality * (firm.quality - sector.external_quality)
        price = from_p.demand_price * np.log(sector.external_price / firm.price)
        firm.attractiveness = np.exp(quality + price)


def _set_markets(plan: Blueprint, s: State) -> None:
    """Customers that explain output, provincial demand, and external demand as the residual."""
    firms, sectors, base = s.firms, s.sectors, plan.base
    appeal_all(s)
    raw = firms["output"] / firms["attractiveness"]
    total = np.bincount(firms["sector"], firms["weight"] * raw, SECTORS)
    firms["customers"] = raw / np.maximum(total[firms["sector"]], 1e-12)
    firms["orders"] = firms["output"]
    firms["expected"] = firms["output"]
    weighted = firms["weight"] * firms["customers"] * firms["attractiveness"]
    appeal = np.bincount(firms["sector"], weighted, SECTORS)
    sectors["appeal"] = appeal
    sectors["appeal_start"] = np.where(appeal > 0.0, appeal, 1.0)
    output = base.output.sum(axis=0) / 4.0
    sectors["output"] = output
    province = s.province
    income = float((base.compensation * output).sum() + 0.3 * (base.surplus * output).sum())
    province["income"] = income
    spent = float((base.depreciation * output).sum()) * 1.6
    province["investment"] = spent
    basket = base.consumption * base.national_output
    sectors["consumption"] = plan.parameter("consumption_share") * basket / basket.sum()
    sectors["investment"] = base.investment_mix * plan.parameter("investment_local")
    bought = s.purchases @ output + sectors["investment"] * spent + sectors["consumption"] * income
    most = plan.parameter("rho_cap") * output
    rho = np.minimum(base.rho, np.divide(most, bought, out=np.zeros(SECTORS), where=bought > 0.0))
    sectors["rho"] = sectors["rho_start"] = rho
    sectors["sigma"] = sectors["sigma_start"] = base.sigma
    sectors["market"] = (output - rho * bought) / base.sigma
    sectors["orders"] = output
    for j in range(SECTORS):
        sectors[j].identity = identity_of(plan.seed, SECTOR_KEYS + j)
        for c in range(CITIES):
            s.clusters[c, j].identity = identity_of(plan.seed, CLUSTER_KEYS + c * 64 + j)
    sectors["entry_rate"] = plan.parameter("entry_rate")
    counted = firms["counted"] & (firms["name"] == 0)
    for j in range(SECTORS):
        sizes = firms["sales_year"][counted & (firms["sector"] == j)]
        sectors[j].entrant_sales = 0.8 * float(np.median(sizes)) if len(sizes) else 30.0


def set_outdated(plan: Blueprint, s: State) -> None:
    """Listed outdated capacity, up to the province's list: whole small plants first.

    Of the small and private first (the list of 2016 names 18 steelmakers, none of them Ansteel or
    Bensteel) the whole plant stands on the obsolete rung; what the list still holds is the obsolete
    rung of the next. A plant takes at most a quarter of what is left of the list. Where the list is
    known by owner (coal), that of the state and that of the others are filled each by itself, and a
    named enterprise stands on it with what the record says; mines below the smallest size allowed
    stand on the obsolete rung, listed or not.
    """
    firms = s.firms[: int(s.province["rows"][0])]
    firms["outdated"] = 0.0
    unit = 4.0 * s.sectors["capacity_per_capital"][firms["sector"]]
    unit = unit * s.province["tonnes_per_output"][0][firms["product"]]
    draws = Draws(np.ascontiguousarray(firms["identity"]))
    turn = np.log(firms["sales_year"]) + draws.normal(26)
    turn += plan.parameter("listed_state_last") * (firms["owner"] <= 1)
    base = plan.base
    for product, listed in enumerate(base.product_outdated, start=1):
        makers = np.flatnonzero((firms["product"] == product) & (unit > 0.0))
        makers = makers[np.argsort(turn[makers], kind="stable")]
        whole = firms["capital"][makers].sum(axis=1) * unit[makers]
        _make_obsolete(firms, makers[whole < base.product_smallest[product - 1]], 1.0)
        of_state = float(base.product_state_listed[product - 1])
        if np.isnan(of_state):
            _fill_list(plan, firms, makers, unit, float(listed))
            continue
        state = firms["owner"][makers] <= 1
        _fill_list(plan, firms, makers[state], unit, of_state * float(listed))
        _fill_list(plan, firms, makers[~state], unit, (1.0 - of_state) * float(listed))


def _make_obsolete(firms: Records[Enterprise], rows: NDArray[np.int64], least: float) -> None:
    """At least the share ``least`` of the capital of some rows stands on the obsolete rung."""
    capital = np.array(firms["capital"][rows])
    total = capital.sum(axis=1)
    above = total - capital[:, 0]
    wanted = np.maximum(least * total, capital[:, 0])
    kept = np.divide(total - wanted, above, out=np.zeros_like(total), where=above > 0.0)
    capital[:, 1:] *= kept[:, None]
    capital[:, 0] = wanted
    firms["capital"][rows] = capital


def _fill_list(
    plan: Blueprint,
    firms: Records[Enterprise],
    makers: NDArray[np.int64],
    unit: FloatArray,
    left: float,
) -> None:
    """List ``left`` tonnes a year among ``makers`` in their order, the recorded ones before."""
    named = [plan.named[k - 1].listed_t if k > 0 else np.nan for k in firms["name"][makers]]
    recorded = np.isfinite(named)
    for row, tonnes in zip(makers[recorded], np.array(named)[recorded], strict=True):
        whole = float(firms["capital"][row].sum() * unit[row])
        _make_obsolete(firms, np.array([row]), min(1.0, tonnes / whole))
        firms["outdated"][row] = min(float(firms["capital"][row, 0] * unit[row]), tonnes)
        left -= firms["outdated"][row] * float(firms["weight"][row])
    for row in makers[~recorded]:
        whole = float(firms["capital"][row].sum() * unit[row])
        weight = float(firms["weight"][row])
        if whole * weight <= 0.25 * left:
            _make_obsolete(firms, np.array([row]), 1.0)
        old = float(firms["capital"][row, 0] * unit[row])
        firms["outdated"][row] = min(old, 0.25 * max(left, 0.0) / weight)
        left -= firms["outdated"][row] * weight
    # what the list still holds: obsolete rungs of all makers in one proportion
    free = np.maximum(firms["capital"][makers, 0] * unit[makers] - firms["outdated"][makers], 0.0)
    room = float(firms["weight"][makers] @ free)
    firms["outdated"][makers] += min(1.0, max(left, 0.0) / max(room, 1e-9)) * free


def cost_of_output(s: State) -> FloatArray:
    """Variable cost, overhead, taxes and interest of the start's output, million yuan/quarter."""
    firms, sectors = s.firms, s.sectors
    n = len(firms)
    energy, material, normal = np.empty(n), np.empty(n), np.empty(n)
    measure_use(s, energy, material, normal)
    tax = sectors["vat"][firms["sector"]] * firms["price"]
    interest = 0.25 * 0.065 * firms["debt"]
    cost: FloatArray = (normal + tax) * firms["output"] + interest
    return cost


@rule
def value_all(s: State, value: FloatArray) -> None:
    """Capital value of every enterprise, million yuan."""
    for i in range(len(s.firms)):
        value[i] = capital_value(s.firms[i], s.parameters[0])


def _set_money(plan: Blueprint, s: State) -> None:
    """Debt about the owner's target, cash about the reserve, banks that hold the loans."""
    firms, sectors, base = s.firms, s.sectors, plan.base
    draws = Draws(np.ascontiguousarray(firms["identity"]))
    value = np.empty(len(firms))
    value_all(s, value)
    owner = firms["owner"]
    target = np.asarray(plan.parameter("leverage_target"))[owner]
    highest = np.asarray(plan.parameter("max_leverage"))[owner]
    firms["debt"] = value * np.clip(target + 0.12 * draws.normal(21), 0.05, 0.95 * highest)
    revenue = firms["price"] * firms["output"]
    firms["revenue"] = revenue
    firms["sales_year"] = 4.0 * revenue
    outlays = revenue * (1.0 - (base.surplus + base.depreciation)[firms["sector"]])
    firms["cash"] = plan.parameter("cash_reserve") * outlays * (0.8 + 0.6 * draws.uniform(22))
    margin = (base.surplus + base.depreciation)[firms["sector"]]
    firms["cash_flow"] = 0.7 * margin * revenue
    loans = np.bincount(firms["city"], firms["weight"] * firms["debt"], CITIES)
    s.banks["loans"] = loans
    s.banks["repaid"] = plan.parameter("bank_room") * loans
    # a record of losses as long as today's loss has probably lasted
    margin = firms["price"] * firms["output"] - cost_of_output(s)
    losing = margin < 0.3 * base.depreciation[firms["sector"]] * revenue
    firms["loss_record"] = np.where(losing, 1.0 - draws.uniform(24) ** 2, 0.0)
    sectors["profit_rate"] = base.surplus
    sectors["profit_rate_start"] = base.surplus
