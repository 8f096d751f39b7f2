"""A run: a start that is made once for a member, and quarters that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import CITIES, LEVERS, Lever, Policy, Province
from agents.random_draws import Event, identity_of, luck, normal
from agents.record import Records, rule
from model import accounts
from model.indicators import NO_SECTOR, QUANTITIES, Quantity, sector_weights
from model.initialization.blueprint import Blueprint, blueprint
from model.initialization.initial_state import build, set_outdated
from model.input_data.base_year import BaseYear
from model.input_data.data_tables import SECTORS
from model.input_data.external_world import FITTED_UNTIL, LAST_OBSERVED, START, World, label
from model.input_data.external_world import world as world_named
from model.input_data.lead_enterprises import NamedEnterprise
from model.input_data.parks_and_projects import Catalogue
from model.quarter import quarter
from model.state import State, copy_state

FloatArray = NDArray[np.float64]
# parameters that a world at rest sets to zero, and those of invention beside them
TRENDS = (
    "demand_sd",
    "energy_progress",
    "external_quality_growth",
    "equipment_price_trend",
    "wage_trend",
    "labour_force_growth",
    "software_price_trend",
    "saving_progress",
    "adopt_most",
    "retrofit_speed",
    "peer_upgrade",
)
INVENTION = ("invent", "imitate")
NEVER = 1 << 20  # quarter in which no project begins
ENTRY_QUARTERS = 2.0  # in which hidden entrants make good what the count lacks
CELL_STEP, COST_STEP = 1.25, 1.1  # largest correction of a hidden quarter
PROVINCE_KEY = 1 << 43  # luck identity of the province
RANKS_CLOSE = 8  # quarters between two clearings of the rows of enterprises that left
GROWTH_ROOM = 0.03  # of the records: spare rows that entrants of a quarter do not fill


@dataclass(frozen=True)
class Start:
    """A population at rest at the end of the hidden quarters; shared by all scenarios."""

    plan: Blueprint
    state: State

    @property
    def seed(self) -> int:
        """Seed of the member."""
        return self.plan.seed

    @property
    def scale(self) -> float:
        """Records per enterprise."""
        return self.plan.scale

    def __repr__(self) -> str:
        rows = int(self.state.province["rows"][0])
        return f"Start(seed={self.seed}, scale={self.scale:g}, {rows} records)"


@dataclass(frozen=True)
class Run:
    """What a run wrote down, quarter by quarter."""

    quarters: tuple[str, ...]
    cities: FloatArray  # (T, 14, quantities): industry, and what has no sector
    sectors: FloatArray  # (T, 38, quantities): the province
    cells: FloatArray | None  # (T, 14, 38, quantities) where detail was asked for
    spent: FloatArray  # (T, 13): money spent by each lever
    state: State  # at the end

    def __repr__(self) -> str:
        return f"Run({self.quarters[0]} to {self.quarters[-1]})"


def start(
    seed: int,
    scale: float = 1.0,
    parameters: Records[Parameters] | None = None,
    base: BaseYear | None = None,
    named: tuple[NamedEnterprise, ...] | None = None,
    catalogue: Catalogue | None = None,
) -> Start:
    """Population and hidden quarters of a member.

    Parameters
    ----------
    seed: of the member
    scale: records per enterprise; 0.25 is a sample of weight 4, 8 a finer population
    parameters: one row (``agents.parameters.with_values``); the central values if not given
    base, named, catalogue: another world than the full province, for tests
    """
    plan = blueprint(seed, scale, parameters, base, named, catalogue)
    state = _hidden_quarters(plan, build(plan))
    return Start(plan, state)


def _rest(state: State, invention: bool = False) -> None:
    """Switch the trends off, of shocks, technique, wages, labour force and diffusion, and projects.

    ``invention`` stays where the competitor is made to keep pace with it.
    """
    for name in TRENDS if invention else (*TRENDS, *INVENTION):
        state.parameters[name] = 0.0
    state.sectors["labour_progress"] = 0.0
    state.projects["planned"] = NEVER


def _industry(state: State, name: str) -> FloatArray:
    """A field of enterprises times weight (rows,), 0 for services and for those that are gone."""
    firms = state.firms[: int(state.province["rows"][0])]
    inside = firms["alive"] & state.sectors["industrial"][firms["sector"]]
    result: FloatArray = firms["weight"] * inside * firms[name]
    return result


def rung_groups(state: State) -> NDArray[np.int64]:
    """Whose mix of rungs is held together (rows,): key enterprises and others, services apart."""
    firms = state.firms[: int(state.province["rows"][0])]
    result: NDArray[np.int64] = firms["is_key"] + 2 * state.sectors["industrial"][firms["sector"]]
    return result


def _mixes(capital: FloatArray, weight: FloatArray, groups: NDArray[np.int64]) -> FloatArray:
    """Shares of the rungs in the capital (rows, 4) of each group, (4, 4)."""
    sums = [np.bincount(groups, weight * capital[:, k], 4) for k in range(4)]
    total = np.stack(sums, axis=1)
    result: FloatArray = total / np.maximum(total.sum(axis=1, keepdims=True), 1e-12)
    return result


def rung_shares(state: State) -> FloatArray:
    """Shares of the four rungs in the capital of each group, (4, 4)."""
    firms = state.firms[: int(state.province["rows"][0])]
    capital, weight = np.array(firms["capital"]), np.array(firms["weight"])
    return _mixes(capital, weight, rung_groups(state))


def hold_rungs(state: State, shares: FloatArray) -> None:
    """Bring the mix of rungs back to ``shares`` (4, 4), each enterprise keeping all its capital.

    Where technique rests, what was new yesterday counts for less as others renew: of every rung of
    which there is too much a part becomes the rungs of which there is too little.
    """
    firms, groups = state.firms[: int(state.province["rows"][0])], rung_groups(state)
    capital, weight = np.array(firms["capital"]), np.array(firms["weight"])
    now = _mixes(capital, weight, groups)
    excess = np.maximum(now - shares, 0.0) / np.maximum(now, 1e-12)
    lack = np.maximum(shares - now, 0.0)
    lack /= np.maximum(lack.sum(axis=1, keepdims=True), 1e-12)
    taken = capital * excess[groups]
    firms["capital"] = capital - taken + taken.sum(axis=1, keepdims=True) * lack[groups]


def _stated_rungs(plan: Blueprint, state: State, shares: FloatArray) -> FloatArray:
    """Mixes of the groups, ``shares`` (4, 4), changed so that all industry has the stated one."""
    firms, groups = state.firms[: int(state.province["rows"][0])], rung_groups(state)
    units = np.bincount(groups, firms["weight"] * firms["capital"].sum(axis=1), 4)
    inside = units * (np.arange(4) >= 2)
    for _ in range(30):
        shares = shares * plan.parameter("rung_mix") / (inside @ shares / inside.sum())
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    return shares


def _hidden_quarters(plan: Blueprint, state: State) -> State:
    """Let what no data tell settle, while all that the base year tells is held at its value.

    What is learned on the way: the pace at which customers leave and enterprises go, the gain from
    the moving of customers to the efficient, and the pace of own invention.
    """
    hidden = int(plan.parameter("hidden_quarters"))
    state = copy_state(state, _room(state, hidden))
    start_: Any = state.sectors
    begun, planned = start_.copy(), state.projects["planned"].copy()
    quality, shares = _mean_quality(state), rung_shares(state)
    counted = float(_industry(state, "counted").sum())
    world = world_named("rest")
    levers, policy = Lever.zeros(LEVERS), Policy.zeros(1)
    half, industrial = max(1, hidden // 2), sector_weights("all")
    lost, made = np.zeros(len(begun)), np.ones(len(begun))
    growth = selection = going = 0.0
    before, leaving = counted, 0.0
    for number in range(-hidden, 0):
        _rest(state, invention=True)
        _set_world(state, world, 0, number)
        # wages and pools rest too: the hidden quarters settle plants and markets
        state.cities["wage"] = state.cities["wage_start"]
        _rest_pools(plan, state)
        _give(state, levers, policy)
        state.table[:] = 0.0
        quarter(state)
        late = 1.0 / half if number >= -half else 0.0
        lost += late * state.sectors["lost"]
        made += 0.25 * (state.sectors["output"] / np.maximum(state.sectors["orders"], 1e-9) - made)
        selection += late * _anchor_staff(plan, state)
        growth += late * _anchor_quality(state, quality)
        _anchor_costs(plan, state)
        _anchor_use(plan, state)
        _anchor_orders(plan, state, begun, made)
        hold_rungs(state, _stated_rungs(plan, state, shares))
        # entrants: as many as go or fall below the official size, and what the count still lacks
        now = float(_industry(state, "counted").sum())
        living = max(1.0, float(_industry(state, "alive").sum()))
        entrants = float(state.table[:, :, Quantity.ENTRANTS].sum(axis=0) @ industrial)
        net = (entrants - now + before) / living
        leaving += 0.2 * (net - leaving)
        going += late * net
        before = now
        missing = (counted - now) / living / ENTRY_QUARTERS
        state.sectors["entry_rate"] = max(0.0, leaving + missing)
        state.sectors["profit_rate_start"] = state.sectors["profit_rate"]
    state.parameters[:] = plan.parameters
    state.projects["planned"] = planned
    sectors = state.sectors
    sectors["entry_rate"] = max(0.0, going)
    sectors["rest_inflow"] = lost
    sectors["labour_progress"] = begun["labour_progress"]
    state.province["selection"] = selection
    close_ranks(state.firms, state.province[0])
    state = in_key_order(state)
    set_outdated(plan, state)  # the list is of 2015: what stood on it has been renewed meanwhile
    hold_rungs(state, _stated_rungs(plan, state, shares))
    _set_pace(plan, state, growth)
    for now_, start_ in (("high", "high_start"), ("profit_rate", "profit_rate_start")):
        state.sectors[start_] = state.sectors[now_]
    for peers in (state.sectors, state.clusters):
        peers["adopted_start"] = peers["adopted"]
    state.sectors["example"] = 1.0
    state.cities["wage"] = state.cities["wage_start"]
    _rest_pools(plan, state)
    return state


def in_key_order(state: State) -> State:
    """The state with its enterprises in the order of their keys."""
    rows = int(state.province["rows"][0])
    keys = state.firms["key"][:rows]
    if bool(np.all(keys[1:] > keys[:-1])):
        return state
    firms: Any = state.firms
    firms[:rows] = firms[:rows][np.argsort(keys, kind="stable")]
    return state


def _mean_quality(state: State) -> FloatArray:
    """Output-weighted mean quality by sector, log (37,); 0 where nothing is made."""
    firms = state.firms[: int(state.province["rows"][0])]
    weight = firms["weight"] * firms["output"]
    number = len(state.sectors)
    total = np.bincount(firms["sector"], weight, number)
    summed = np.bincount(firms["sector"], weight * firms["quality"], number)
    return np.divide(summed, total, out=np.zeros(number), where=total > 0.0)


def _anchor_quality(state: State, wanted: FloatArray) -> float:
    """The competitor keeps pace: quality is counted from where it stands. Returns its growth."""
    firms = state.firms[: int(state.province["rows"][0])]
    grown = _mean_quality(state) - wanted
    firms["quality"] -= grown[firms["sector"]]
    state.sectors["frontier"] -= grown
    return float(state.sectors["output"] @ grown / state.sectors["output"].sum())


def _ratio(wanted: FloatArray, found: FloatArray, most: float) -> FloatArray:
    """Factor that brings ``found`` to ``wanted``, at most ``most`` up or down; 1 where none is."""
    ratio = np.divide(wanted, found, out=np.ones_like(found), where=(found > 0.0) & (wanted > 0.0))
    result: FloatArray = np.clip(ratio, 1.0 / most, most)
    return result


def _by_cell(firms: Records[Enterprise], values: FloatArray) -> FloatArray:
    """Sums by city and sector, (14, 37)."""
    place = firms["city"] * len(SECTORS) + firms["sector"]
    weight = firms["weight"] * firms["alive"]
    cells: Any = np.bincount(place, weight * values, CITIES * len(SECTORS))
    result: FloatArray = cells.reshape(CITIES, len(SECTORS))
    return result


def _anchor_staff(plan: Blueprint, state: State) -> float:
    """Staff of every cell at the base year's; what was saved is taken off efficiency.

    Returns the mean of what was saved, log.
    """
    firms = state.firms[: int(state.province["rows"][0])]
    wanted = plan.base.employment
    ratio = _ratio(wanted, _by_cell(firms, firms["staff"]), CELL_STEP)
    factor = ratio[firms["city"], firms["sector"]]
    firms["staff"] *= factor
    firms["efficiency"] -= np.log(factor)
    firms["efficiency_home"] -= np.log(factor)
    firms["pay_home"] *= factor ** plan.parameter("rent_sharing")
    state.clusters["efficiency_home"] -= np.log(ratio)
    state.cities["staff"] = _by_cell(firms, firms["staff"]).sum(axis=1)
    weight = wanted * state.sectors["industrial"]
    return float((weight * np.log(ratio)).sum() / weight.sum())


def _anchor_costs(plan: Blueprint, state: State) -> None:
    """Materials, energy, SO2 and wages of every sector in the base year's ratio to output."""
    base, sectors = plan.base, state.sectors
    table = state.table[:, : len(SECTORS)].sum(axis=0)
    made = table[:, Quantity.OUTPUT]
    bought = base.inputs.sum(axis=0) + base.other_inputs
    used = table[:, Quantity.MATERIALS_USED] * sectors["material"]
    factor = _ratio(bought * made, used, COST_STEP)
    sectors["material"] *= factor
    sectors["other_input"] *= factor
    state.inputs[:] *= factor[None, :]
    burnt = table[:, Quantity.ENERGY_USED] * sectors["energy_cost"].sum(axis=1)
    factor = _ratio(base.energy_cost.sum(axis=0) * made, burnt, COST_STEP)
    for name in ("energy", "energy_cost"):
        sectors[name] *= factor[:, None]
    sectors["fuel_co2"] *= factor
    coal = base.energy_tce[0] * base.so2_per_tce_coal * (1.0 - base.so2_removed)
    sectors["so2"] *= _ratio(coal * made, table[:, Quantity.SO2], COST_STEP)
    sectors["pay"] *= _ratio(base.compensation * made, table[:, Quantity.WAGES], COST_STEP)


def _anchor_orders(plan: Blueprint, state: State, begun: Records[Any], made: FloatArray) -> None:
    """Orders of every cell and sector at the base year's output.

    Customers carry each city's part; the market outside is what the province does not buy itself.
    ``made`` is output over orders of each sector, smoothed; ``begun`` its sectors at the start.
    """
    base, sectors = plan.base, state.sectors
    firms = state.firms[: int(state.province["rows"][0])]
    orders = _by_cell(firms, firms["orders"])
    wanted = base.output / 4.0
    share = np.divide(
        orders.sum(axis=0),
        wanted.sum(axis=0),
        out=np.zeros(len(SECTORS)),
        where=wanted.sum(axis=0) > 0.0,
    )
    ratio = _ratio(wanted * share, orders, CELL_STEP)
    firms["customers"] *= ratio[firms["city"], firms["sector"]]
    total = np.bincount(
        firms["sector"], firms["weight"] * firms["alive"] * firms["customers"], len(SECTORS)
    )
    sectors["normalise"] = np.divide(1.0, total, out=np.ones(len(SECTORS)), where=total > 0.0)
    sectors["sigma"], sectors["rho"] = begun["sigma"], begun["rho"]
    sectors["appeal_start"] = np.where(sectors["appeal"] > 0.0, sectors["appeal"], 1.0)
    needed = begun["output"] / np.clip(made, 0.8, 1.0)
    outside = needed - sectors["home_demand"] * sectors["rho"]
    least = plan.parameter("outside_least") * needed
    sectors["market"] = np.maximum(outside, least) / sectors["sigma"]


def _rest_pools(plan: Blueprint, state: State) -> None:
    """Labour without work at its natural share in every city, and as many joining as leave."""
    cities, natural = state.cities, plan.parameter("natural")
    cities["pool"] = natural / (1.0 - natural) * cities["staff"]
    away = np.where(
        cities["northwest"], plan.parameter("emigration_northwest"), plan.parameter("emigration")
    )
    cities["inflow"] = (plan.parameter("to_services") + away) * cities["pool"]


def _anchor_use(plan: Blueprint, state: State) -> None:
    """State capacity so that its use is the base year's; what enterprises want stays the same.

    Shocks and the waiting of investment settle at a use of their own; only the unit in which
    capacity is counted is changed here.
    """
    sectors, firms = state.sectors, state.firms[: int(state.province["rows"][0])]
    weight = firms["weight"] * firms["alive"]
    capacity = np.bincount(firms["sector"], weight * firms["capacity"], len(sectors))
    output = np.bincount(firms["sector"], weight * firms["output"], len(sectors))
    use = np.divide(output, capacity, out=np.ones(len(sectors)), where=capacity > 0.0)
    factor = np.where(capacity > 0.0, np.clip(use / plan.base.utilisation, 0.8, 1.25), 1.0)
    sectors["capacity_per_capital"] *= factor
    sectors["normal_use"] /= factor


def _set_pace(plan: Blueprint, state: State, growth: float) -> None:
    """Own invention keeps pace with the external competitor at rest."""
    wanted = plan.parameter("external_quality_growth")
    if growth > 0.0:
        state.sectors["step"] *= np.clip(wanted / growth, 0.25, 4.0)
    state.sectors["external_quality"] = 0.0


def _room(state: State, quarters: int) -> int:
    """Spare rows that entrants of some quarters will not fill."""
    rows = int(state.province["rows"][0])
    return 600 + int(rows * GROWTH_ROOM * quarters)


def later_lag(seed: int, number: int, world: World) -> float:
    """What the lag behind the nation of the years from 2019 departs from its mean, log.

    Each year adds a draw of the member, spread over its quarters; the sum stays after 2024.
    """
    total, who = 0.0, identity_of(seed, PROVINCE_KEY)
    last = min(number + 1, 4 * (LAST_OBSERVED + 1 - START))
    for quarter_ in range(4 * (FITTED_UNTIL + 1 - START), last):
        draw = luck(who, quarter_ - quarter_ % 4, int(Event.DEMAND))
        total += 0.25 * world.lag_spread * normal(draw)
    return total


def _set_world(state: State, world: World, row: int, number: int) -> None:
    """Event 1: the paths of the quarter."""

    def p(name: str) -> float:
        return float(state.parameters[name][0])

    # as plain arrays: a record array looks up a field ten times more slowly
    province, sectors = np.asarray(state.province), np.asarray(state.sectors)
    province["quarter"] = number
    province["season"] = number % 4
    rate = world.base_rate[row]
    province["base_rate"] = rate if np.isfinite(rate) else p("base_rate")
    trend = np.exp(0.25 * max(0, number) * np.log1p(p("equipment_price_trend")))
    province["equipment_price"] = world.equipment_price[row] * trend
    province["fuel_price"] = world.fuel_price[row]
    province["wage_trend"] = p("wage_trend") * world.wage_pace[row]
    sectors["demand"] = world.demand[row] * np.exp(
        -later_lag(int(province["seed"][0]), number, world)
    )
    if row > 0:
        sectors["so2"] *= world.so2[row] / world.so2[row - 1]
    sectors["external_price"] = world.price[row]
    external = np.log(world.price[row])
    sectors["external_move"] = external - sectors["external_log_price"]
    sectors["external_log_price"] = external
    sectors["other_price"] = world.other_price[row]
    basket = sectors["consumption"] / sectors["consumption"].sum()
    province["consumer_price"] = float(basket @ world.price[row])
    if number >= 0:
        sectors["external_quality"] += p("external_quality_growth")


def _give(state: State, levers: Any, policy: Any) -> None:
    """Event 2: the instruments of the quarter."""
    state.levers[:] = levers
    state.policy[:] = policy


@rule
def close_ranks(firms: Records[Enterprise], province: Province) -> None:
    """Move the living together at the front, in their order; behind them nobody is alive."""
    kept = 0
    for i in range(province.rows):
        if firms[i].alive:
            if kept < i:
                firms[kept] = firms[i]
            kept += 1
    for i in range(kept, province.rows):
        firms[i].alive = False
    province.rows = kept


def simulate(
    begin: Start,
    world: World,
    levers: Records[Lever],
    policy: Records[Policy],
    quarters: int,
    detail: bool = False,
    on_quarter: Callable[[State], None] | None = None,
    step: Callable[[State], None] = quarter,
) -> Run:
    """Run ``quarters`` from 2015Q1 under a world and instruments; ``begin`` stays as it is.

    Parameters
    ----------
    begin: start of the member
    world: paths, at least ``quarters`` long
    levers: shape (T, 13); policy: shape (T,), T at least ``quarters``
    detail: keep every cell of city and sector
    on_quarter: called after each quarter with the state, which it may read and change
    step: the quarter itself; ``experiments.trajectories.recorder.watched`` is the same text
        with an onlooker

    Raises
    ------
    ConservationError
        where money, capital, workers, enterprises or loans do not close.
    """
    state = in_key_order(copy_state(begin.state, _room(begin.state, 2 * RANKS_CLOSE)))
    opening = accounts.open_accounts(state)
    industrial = sector_weights("all")
    cities = np.empty((quarters, 14, QUANTITIES))
    sectors = np.empty((quarters, NO_SECTOR + 1, QUANTITIES))
    cells = np.empty((quarters, 14, NO_SECTOR + 1, QUANTITIES)) if detail else None
    spent = np.empty((quarters, LEVERS))
    for number in range(quarters):
        state = run_quarter(state, begin.plan, world, levers[number], policy[number], number, step)
        accounts.check(state, opening, label(number))
        cities[number] = np.einsum("s,csq->cq", industrial, state.table)
        sectors[number] = state.table.sum(axis=0)
        spent[number] = state.accounts["spent"]
        if cells is not None:
            cells[number] = state.table
        if on_quarter is not None:
            on_quarter(state)
    labels = tuple(label(number) for number in range(quarters))
    return Run(labels, cities, sectors, cells, spent, state)


def run_quarter(
    state: State,
    plan: Blueprint,
    world: World,
    levers: Any,
    policy: Any,
    number: int,
    step: Callable[[State], None] = quarter,
) -> State:
    """One quarter; the state returned has grown where entrants needed room."""
    if number % RANKS_CLOSE == 0:
        close_ranks(state.firms, state.province[0])
        if int(state.province["rows"][0]) + _room(state, RANKS_CLOSE) > len(state.firms):
            state = copy_state(state, _room(state, RANKS_CLOSE))
    shares = rung_shares(state) if world.rest else None
    if world.rest:
        _rest(state)
    _set_world(state, world, number, number)
    _give(state, levers, policy)
    state.table[:] = 0.0
    step(state)
    if shares is not None:
        hold_rungs(state, shares)
    return state
