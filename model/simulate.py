"""A run: a start that is made once for a member, and quarters that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import LEVERS, Lever, Policy, Province
from agents.record import Records, rule
from model import accounts
from model.indicators import NO_SECTOR, QUANTITIES, sector_weights
from model.initialization.blueprint import Blueprint, blueprint
from model.initialization.initial_decisions import rest_projects
from model.initialization.initial_state import build
from model.input_data.base_year import BaseYear
from model.input_data.external_world import World, label
from model.input_data.lead_enterprises import NamedEnterprise
from model.input_data.parks_and_projects import Catalogue
from model.quarter import quarter
from model.state import State, copy_state

FloatArray = NDArray[np.float64]
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


def still_world(quarters: int) -> World:
    """A world in which nothing moves, for the hidden quarters."""
    ones = np.ones((quarters, 37))
    return World(
        demand=ones,
        price=ones,
        fuel_price=np.ones((quarters, 4)),
        other_price=ones,
        base_rate=np.full(quarters, np.nan),
        equipment_price=np.ones(quarters),
    )


def _hidden_quarters(plan: Blueprint, state: State) -> State:
    """Run quarters with still paths, learn the pace of exits and quality, anchor demand."""
    hidden = int(plan.parameter("hidden_quarters"))
    state = copy_state(state, _room(state, hidden))
    world = still_world(1)
    output = state.sectors["output"].copy()
    quality = _mean_quality(state)
    levers, policy = Lever.zeros(LEVERS), Policy.zeros(1)
    half = max(1, hidden // 2)
    lost = np.zeros(len(output))
    for number in range(-hidden, 0):
        _set_world(state, plan, world, 0, number)
        state.province["wage_trend"] = 0.0
        # wages rest too: the hidden quarters settle plants and markets, not the labour market
        state.cities["wage"] = state.cities["wage_start"]
        _give(state, levers, policy)
        state.table[:] = 0.0
        quarter(state)
        if number == -half - 1:
            quality = _mean_quality(state)
            # use of capacity has settled, and with it what upgrading brings
            rest_projects(state)
        if number >= -half:
            lost += state.sectors["lost"] / half
    state.sectors["rest_inflow"] = lost
    close_ranks(state.firms, state.province[0])
    state = in_key_order(state)
    _anchor_use(plan, state)
    _anchor(plan, state, output)
    _set_pace(plan, state, (_mean_quality(state) - quality) / half)
    state.sectors["high_start"] = state.sectors["high"]
    state.sectors["example"] = 1.0
    state.sectors["profit_rate_start"] = state.sectors["profit_rate"]
    state.cities["wage"] = state.cities["wage_start"]
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


def _mean_quality(state: State) -> float:
    """Output-weighted mean quality, log."""
    firms = state.firms[: int(state.province["rows"][0])]
    weight = firms["weight"] * firms["output"]
    return float((weight * firms["quality"]).sum() / weight.sum())


def _anchor(plan: Blueprint, state: State, output: FloatArray) -> None:
    """Bring each sector's orders back to its base output by a factor on external demand."""
    sectors = state.sectors
    low, high = plan.parameter("anchor_low"), plan.parameter("anchor_high")
    made = np.maximum(sectors["output"], 1e-9)
    external = np.maximum(sectors["orders"] - sectors["home_demand"] * sectors["rho"], 1e-9)
    factor = 1.0 + (output - made) / external
    sectors["anchor"] = np.where(output > 0.0, np.clip(factor, low, high), 1.0)
    sectors["appeal_start"] = np.where(sectors["appeal"] > 0.0, sectors["appeal"], 1.0)


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


def _set_world(state: State, plan: Blueprint, world: World, row: int, number: int) -> None:
    """Event 1: the paths of the quarter."""
    p = plan.parameter
    # as plain arrays: a record array looks up a field ten times more slowly
    province, sectors = np.asarray(state.province), np.asarray(state.sectors)
    province["quarter"] = number
    province["season"] = number % 4
    rate = world.base_rate[row]
    province["base_rate"] = rate if np.isfinite(rate) else p("base_rate")
    trend = np.exp(0.25 * max(0, number) * np.log1p(p("equipment_price_trend")))
    province["equipment_price"] = world.equipment_price[row] * trend
    province["fuel_price"] = world.fuel_price[row]
    province["wage_trend"] = p("wage_trend")
    sectors["demand"] = world.demand[row]
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
    _set_world(state, plan, world, number, number)
    _give(state, levers, policy)
    state.table[:] = 0.0
    step(state)
    return state
