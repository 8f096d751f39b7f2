"""What holds in every quarter, whatever is asked of the province: accounts close, nothing is
negative, shares sum to 1, money granted is money paid.

The sums are taken here by ``math.fsum`` over the records, not by ``model.accounts``, whose own
check runs inside ``simulate``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from agents.province import LEVERS, Lever, LeverName, Policy
from model import accounts
from model.indicators import Quantity
from model.input_data.external_world import QUARTERS, World, label, parse_quarter, world
from model.simulate import Start, simulate, start
from model.state import State
from model.toy import toy_start
from scenarios.loader import load
from scenarios.policy_schedule import instruments, world_of
from scenarios.scenario import Scenario
from tests.strategies import scenarios

CLOSES = 1e-9  # of gross size, the law of the design
ROUNDING = 1e-9  # of a million yuan, a person or a unit: sums of about 1e4 terms in f8
WINDOW = 12
QUICK = (Phase.explicit, Phase.generate)  # shrinking a scenario takes minutes

Array = NDArray[np.float64]


@cache
def province(seed: int) -> Start:
    """A thin sample of the full province."""
    return start(seed, 0.02)


@cache
def toy(seed: int) -> Start:
    """Two cities, three sectors, some twenty enterprises."""
    return toy_start(seed)


def total(values: Any) -> float:
    """Exact sum of an array."""
    return math.fsum(np.asarray(values, float).ravel())


def gross(values: Any) -> float:
    """Exact sum of absolute values."""
    return math.fsum(np.abs(np.asarray(values, float)).ravel())


def in_use(state: State) -> Any:
    """Rows of enterprises in use, the dead of this year included."""
    return state.firms[: int(state.province["rows"][0])]


def living(state: State) -> Any:
    """Rows of enterprises alive."""
    rows = in_use(state)
    return rows[rows["alive"]]


def balances(state: State) -> dict[str, tuple[float, float]]:
    """Sum that must stay and its gross size for each conserved thing."""
    firms, p, cities = living(state), state.province, state.cities
    weight = firms["weight"]
    cash = weight * firms["cash"]
    treasuries = np.concatenate([
        [p[name][0] for name in ("trade", "households", "central", "treasury")],
        p["city"][0], p["bank"][0],
    ])  # fmt: skip
    units = weight * (firms["capital"].sum(axis=1) + firms["shut"])
    moves = np.array([p["worn"][0], -p["built"][0]])
    people = np.concatenate([weight * firms["staff"], cities["pool"]])
    passing = np.concatenate([cities["left"], -cities["joined"]])
    fate = np.array([p["exited"][0], -p["entered"][0]])
    parts = {
        "money": (cash, treasuries),
        "capital": (units, moves),
        "workers": (people, passing),
        "enterprises": (weight, fate),
    }
    return {
        name: (math.fsum([total(a), total(b)]), 1.0 + gross(a) + gross(b))
        for name, (a, b) in parts.items()
    }


class Watcher:
    """Checks a state at the end of every quarter; told what happened before by its own memory."""

    def __init__(self, begin: Start, levers: Any) -> None:
        self.opening = balances(begin.state)
        self.levers = levers
        self.number = 0
        self.year: Array = np.zeros((2, LEVERS))  # money given, money spent
        self.before = self.memory(begin.state)

    @staticmethod
    def memory(state: State) -> dict[str, Any]:
        firms = living(state)
        p = state.province
        return {
            "backlog": dict(zip(firms["key"].tolist(), firms["backlog"].tolist(), strict=True)),
            "entered": float(p["entered"][0]),
            "exited": float(p["exited"][0]),
        }

    def __call__(self, state: State) -> None:
        self.accounts_close(state)
        self.banks_hold_the_debts(state)
        self.everything_is_finite(state)
        self.no_stock_is_negative(state)
        self.shares_sum_to_one(state)
        self.work_is_bounded(state)
        self.ledgers_agree(state)
        self.budgets_are_kept(state)
        self.before = self.memory(state)
        self.number += 1

    def accounts_close(self, state: State) -> None:
        for name, (value, size) in balances(state).items():
            opening = self.opening[name][0]
            assert abs(value - opening) <= CLOSES * size, (name, label(self.number))

    def banks_hold_the_debts(self, state: State) -> None:
        firms = living(state)
        for city in range(14):
            owed = total((firms["weight"] * firms["debt"])[firms["city"] == city])
            assert state.banks["loans"][city] == pytest.approx(owed, rel=CLOSES, abs=ROUNDING)

    def everything_is_finite(self, state: State) -> None:
        for name, part in state._asdict().items():
            if name in ("plans", "order", "keys", "levers"):
                continue  # workspace, and what was given (no upper limit of size is infinite)
            records = in_use(state) if name == "firms" else part
            for field in records.dtype.names or (None,):
                values = records[field] if field else records
                assert np.isfinite(values).all(), f"{label(self.number)}: {name}.{field}"

    def no_stock_is_negative(self, state: State) -> None:
        stocks: dict[str, tuple[Any, tuple[str, ...]]] = {
            "firms": (living(state), (
                "cash", "debt", "arrears", "capital", "underway", "rebuilding", "shut", "outdated",
                "nameplate", "staff", "backlog", "project_left", "customers", "orders", "expected",
                "run", "output", "capacity", "price", "saving", "abatement", "maturity", "decided",
            )),
            "cities": (state.cities, (
                "pool", "displaced_pool", "staff", "left", "joined", "quota", "ordered", "outdated",
                "closed", "closed_this_year", "reported", "reopened", "hired", "released", "wage",
            )),
            "banks": (state.banks, ("loans", "repaid", "losses", "lent", "backed")),
            "accounts": (state.accounts, ("left", "spent", "applied", "spent_total")),
            "province": (state.province, ("licence_pool", "built", "worn", "entered", "exited")),
        }  # fmt: skip
        for name, (records, names) in stocks.items():
            for field in names:
                low = float(np.min(records[field], initial=0.0))
                size = float(np.max(np.abs(records[field]), initial=1.0))
                assert low >= -ROUNDING * size, f"{label(self.number)}: {name}.{field} {low}"
        for field in ("ceiling", "saving", "abatement", "decided"):
            assert living(state)[field].max(initial=0.0) <= 1.0, field

    def shares_sum_to_one(self, state: State) -> None:
        firms, sectors = living(state), state.sectors
        lived = np.array([key in self.before["backlog"] for key in in_use(state)["key"].tolist()])
        worked = in_use(state)[lived]
        for j in range(37):
            here = firms["sector"] == j
            if not here.any():
                continue
            shares = firms["weight"] * firms["customers"] * sectors["normalise"][j]
            assert total(shares[here]) == pytest.approx(1.0, abs=CLOSES)
            orders = (worked["weight"] * worked["orders"])[worked["sector"] == j]
            assert total(orders) == pytest.approx(sectors["orders"][j], rel=CLOSES, abs=ROUNDING)
        for field in ("sigma", "rho", "adopted"):
            assert sectors[field].min() >= 0.0
            assert sectors[field].max() <= 1.0 + ROUNDING

    def work_is_bounded(self, state: State) -> None:
        p: Any = state.parameters[0]
        firms = living(state)
        known = np.array([key in self.before["backlog"] for key in firms["key"].tolist()], bool)
        firms = firms[known]  # who entered at the end of this quarter has not worked yet
        waiting = np.array([self.before["backlog"][key] for key in firms["key"].tolist()])
        most = 1.0 + 1e-12
        assert (firms["output"] <= firms["capacity"] * most + ROUNDING).all()
        wanted = np.minimum(firms["orders"] + waiting, firms["capacity"])
        needed = np.maximum(firms["wanted_staff"], 1e-300)
        able = np.minimum(1.0, float(p.overtime) * firms["staff"] / needed)
        assert (firms["output"] <= able * wanted * most + ROUNDING).all()
        assert np.abs(firms["run"].sum(axis=1) - firms["output"]).max(initial=0.0) <= (
            1e-12 * firms["output"].max(initial=1.0)
        )
        assert (firms["maturity"] <= firms["ceiling"] + 1e-12).all()

    def ledgers_agree(self, state: State) -> None:
        firms, table, p = living(state), state.table, state.province
        weight = firms["weight"]
        booked = {
            Quantity.LIVING: total(weight),
            Quantity.STAFF: total(weight * firms["staff"]),
            Quantity.DEBT: total(weight * firms["debt"]),
            Quantity.ENTRANTS: p["entered"][0] - self.before["entered"],
            Quantity.EXITS: p["exited"][0] - self.before["exited"],
        }
        for quantity, value in booked.items():
            found = total(table[..., quantity])
            assert found == pytest.approx(value, rel=CLOSES, abs=1e-6), quantity.name

    def budgets_are_kept(self, state: State) -> None:
        spent = state.accounts["spent"]
        fiscal = state.table[..., Quantity.FISCAL_0 : Quantity.FISCAL_0 + LEVERS]
        size = max(1.0, float(spent.max()))
        for lever in range(LEVERS):
            assert total(fiscal[..., lever]) == pytest.approx(spent[lever], abs=CLOSES * size)
        if state.province["season"][0] == 0:
            self.year[:] = 0.0
        given_now = self.levers["on"][self.number] * self.levers["budget"][self.number]
        self.year += np.stack([given_now, spent])
        given_year, spent_year = self.year
        assert (spent_year <= given_year * (1.0 + CLOSES) + ROUNDING).all(), label(self.number)
        left = state.accounts["left"]
        assert (spent_year + left <= given_year * (1.0 + CLOSES) + ROUNDING).all()
        granted = total(state.table[..., Quantity.GRANTED])
        transformation = spent[int(LeverName.TECHNICAL_TRANSFORMATION)]
        assert granted == pytest.approx(transformation, abs=CLOSES * size)


class PayWatcher:
    """Checks that a lever's money reaches only cells that it is open to."""

    def __init__(self, levers: Any) -> None:
        self.levers = levers
        self.number = 0

    def __call__(self, state: State) -> None:
        now = self.levers[self.number]
        for lever in range(LEVERS):
            paid = state.table[:, :37, Quantity.FISCAL_0 + lever]
            closed = np.outer(now["city"][lever], now["sector"][lever]) == 0.0
            strangers = paid[closed].max(initial=0.0)
            assert strangers <= ROUNDING, f"{LeverName(lever).name} paid {strangers} to strangers"
        self.number += 1


def from_quarter(found: World, first: int) -> World:
    """The same paths from a later quarter on."""
    parts = {f.name: getattr(found, f.name) for f in fields(World)}
    paths = {name: path for name, path in parts.items() if isinstance(path, np.ndarray)}
    later: dict[str, Any] = {name: path[first:] for name, path in paths.items()}
    return replace(found, **later)


Watch = Callable[[Start, Any], Callable[[State], None]]


def watched(begin: Start, scenario: Scenario, quarters: int, watch: Watch = Watcher) -> None:
    """Run the first quarters in which a scenario does something, and check each."""
    starts = [parse_quarter(table.start) for table in scenario.levers.values()]
    first = min(min(starts, default=0), QUARTERS - quarters) // 4 * 4
    levers, policy, _ = instruments(scenario, first + quarters)
    paths = from_quarter(world_of(scenario), first)
    watcher = watch(begin, levers[first:])
    simulate(begin, paths, levers[first:], policy[first:], quarters, on_quarter=watcher)


@settings(max_examples=60, phases=QUICK)
@given(scenario=scenarios(), seed=st.integers(1, 3))
def test_every_account_closes_in_a_sample_of_the_province(scenario: Scenario, seed: int) -> None:
    watched(province(seed), scenario, WINDOW)


@settings(max_examples=80, phases=QUICK)
@given(scenario=scenarios(), seed=st.integers(1, 8))
def test_every_account_closes_in_the_toy_province(scenario: Scenario, seed: int) -> None:
    watched(toy(seed), scenario, 20)


@settings(max_examples=40, phases=QUICK)
@given(scenario=scenarios(), seed=st.integers(1, 3))
def test_money_reaches_only_those_whom_a_lever_is_open_to(scenario: Scenario, seed: int) -> None:
    watched(province(seed), scenario, WINDOW, lambda _begin, levers: PayWatcher(levers))


@pytest.mark.parametrize("name", ["plan_2015", "elimination_first", "demand_slump_2016"])
def test_every_account_closes_over_eleven_years_of_a_shipped_scenario(name: str) -> None:
    scenario = load(name)
    levers, policy, _ = instruments(scenario, 44)
    begin = start(4, 0.1)
    simulate(begin, world_of(scenario), levers, policy, 44, on_quarter=Watcher(begin, levers))


@pytest.mark.slow
def test_every_account_closes_in_the_full_province() -> None:
    scenario = load("plan_2015")
    levers, policy, _ = instruments(scenario, 44)
    begin = start(1, 1.0)
    simulate(begin, world_of(scenario), levers, policy, 44, on_quarter=Watcher(begin, levers))


@pytest.mark.parametrize(
    ("account", "records", "field"),
    [
        ("money", "firms", "cash"),
        ("capital", "firms", "shut"),
        ("workers", "cities", "pool"),
        ("enterprises", "province", "entered"),
        ("loans", "banks", "loans"),
    ],
)
def test_a_leak_stops_the_run_and_is_named(account: str, records: str, field: str) -> None:
    levers, policy = Lever.zeros((2, LEVERS)), Policy.zeros(2)

    def after_the_first(state: State) -> None:
        getattr(state, records)[field][0] += 1.0

    with pytest.raises(accounts.ConservationError, match=f"2015Q2: account of {account}"):
        simulate(toy(1), world("trend"), levers, policy, 2, on_quarter=after_the_first)


def test_opening_of_the_toy_by_hand() -> None:
    """Banks hold what enterprises owe; unemployment is 6% of the force before the hidden years."""
    state = toy(1).state
    firms = living(state)
    owed = sum(float(f["weight"] * f["debt"]) for f in firms)
    assert float(state.banks["loans"].sum()) == pytest.approx(owed, rel=1e-12)
    assert {int(c) for c in firms["city"]} == {0, 2}  # Shenyang, Anshan
    assert 15 <= firms["weight"][firms["counted"]].sum() <= 25
