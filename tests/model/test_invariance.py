"""What must not move a bit: threads, order, restarts, files, levers without force, strangers."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from agents.enterprise.record import Enterprise
from agents.parameters import with_values
from agents.province import LEVERS, Lever, LeverName, Policy
from agents.random_draws import identity_of
from liaosim import compare
from model.events.entry import key_of
from model.initialization.initial_state import build
from model.initialization.population import synthesise
from model.input_data.base_year import INDUSTRY, PLACE, base_year
from model.input_data.external_world import world
from model.input_data.lead_enterprises import named_enterprises
from model.simulate import Run, Start, run_quarter, simulate, start
from model.state import State, copy_state, workspace
from model.toy import SEPARATED, TRADING, toy_base, toy_parameters, toy_start
from scenarios.levers.registry import LEVERS as LEVER_TABLES
from scenarios.loader import load, parse_text
from scenarios.policy_schedule import instruments, world_of
from scenarios.scenario import Scenario, scenario_of
from scenarios.schema import NationalTable, ScenarioFile
from tests.strategies import NATIONAL, lever_tables, scenarios

Array = NDArray[np.float64]
WINDOW = 8
QUICK = (Phase.explicit, Phase.generate)  # shrinking a scenario takes minutes
FREE_KEYS = {  # what orders or charges without money; a lever without them and without money rests
    "capacity_elimination": ("quota", "replacement_ratio"),
    "green_manufacturing": ("so2_charge", "co2_charge"),
}
STRONG = {  # every lever pulled hard in one city of the toy
    "technical_transformation": "budget = 200.0\ngrant_rate = 0.5\ngrant_cap = 50.0",
    "capacity_elimination": "budget = 200.0\nquota = {crude_steel = 1e7}\n"
    "compensation = {crude_steel = 100.0}\nmonitoring = 0.9\nworker_support = 0.9\n"
    "support_per_worker = 0.05\nstandard = 0.9\nreplacement_ratio = 0.5",
    "digitalisation": "budget = 200.0\nrate_hardware = 0.8\nrate_software = 0.8\ncap = 10.0\n"
    "demonstration_share = 0.2\ndemonstration_award = 0.5\nplatform_share = 0.2",
    "spatial_layout": "budget = 200.0\nmoving_rate = 0.9\nmoving_cap = 1000.0\n"
    'receivers = ["Anshan", "Dalian"]',
    "central_local": "budget = 200.0\nproject_rate = 0.1\nlocal_orders = 1.0",
    "green_manufacturing": "budget = 200.0\nretrofit_rate = 0.8\nretrofit_cap = 20.0\n"
    "contract_share = 0.5\nso2_charge = 5000.0\nco2_charge = 100.0",
    "financing": "budget = 200.0\nguarantee = 0.3\nguarantee_cost = 0.02\ndiscount = 0.03\n"
    "leasing = 0.5\nbonds = 0.5\nequity_share = 0.3\n"
    "room = 0.02",
    "innovation": "budget = 200.0\ncentres = 100\nresearch_share = 0.3\ninsurance_share = 0.2\n"
    "acquisition_share = 0.1\nplatform_share = 0.1\ntalent_share = 0.1",
    "industrial_base": "budget = 200.0",
    "quality_brand": "budget = 200.0",
    "alliances": "budget = 200.0",
    "opening_up": "budget = 200.0\nabroad_rate = 0.5",
    "policy_support": "budget = 200.0\nservice_share = 0.5\nbackbone_share = 0.5",
}
LEADS = {"steel": 40.0, "cnc_machine_tools": 40.0}  # so many that some are key enterprises
MAKERS = {"precision_bearings": 6.0, "cnc_machine_tools": 8.0}


@cache
def sample(seed: int) -> Start:
    """A thin sample of the full province."""
    return start(seed, 0.02)


@cache
def separated(seed: int, name: str = "") -> Start:
    """Two cities that have nothing to do with each other, and little labour to hire.

    Alliances need leading enterprises, the industrial base makers of components.
    """
    overrides = {"natural": 0.04, "matching": 0.3}
    if name not in ("alliances", "industrial_base"):
        return toy_start(seed, trade=False, overrides=overrides)
    first, second = LEADS.items() if name == "alliances" else MAKERS.items()
    cells = {("Anshan", first[0]): first[1], ("Dalian", second[0]): second[1]}
    return toy_start(seed, enterprises=cells, trade=False, overrides=overrides)


def in_use(state: State) -> Any:
    """Rows of enterprises in use."""
    return state.firms[: int(state.province["rows"][0])]


def memory_of(state: State) -> dict[str, bytes]:
    """Every bit of a state but the spare rows and the workspace."""
    parts: dict[str, Any] = {**state._asdict(), "firms": in_use(state)}
    return {
        f"{name}.{field}": np.ascontiguousarray(part[field]).tobytes()
        for name, part in parts.items()
        if name not in (*workspace(0), "table")
        for field in part.dtype.names or (...,)
    }


def bits(run: Run) -> dict[str, bytes]:
    """Every bit of a run."""
    tables = {"cities": run.cities, "sectors": run.sectors, "spent": run.spent}
    if run.cells is not None:
        tables["cells"] = run.cells
    return {**{name: table.tobytes() for name, table in tables.items()}, **memory_of(run.state)}


def same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Two runs or states agree to the bit; says which fields do not."""
    assert [name for name in one if one[name] != other[name]] == []


def run_of(begin: Start, scenario: Scenario, quarters: int = WINDOW) -> Run:
    """A run of a scenario with all its cells."""
    levers, policy, _ = instruments(scenario, quarters)
    return simulate(begin, world_of(scenario), levers, policy, quarters, detail=True)


# --- who computes, and when ------------------------------------------------------------------


def test_one_worker_and_two_give_the_same_bits() -> None:
    options: dict[str, Any] = {"runs": 3, "scale": 0.02, "until": "2016Q4", "detail": True}
    one = compare("no_plan", ["plan_2015"], workers=1, **options)
    two = compare("no_plan", ["plan_2015"], workers=2, **options)
    for name in ("estimate", "half_width", "base_mean", "path_mean", "path_half_width"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes(), name
    assert np.nan_to_num(one.estimate).any()


def test_a_start_made_twice_has_the_same_bits() -> None:
    same(memory_of(start(5, 0.02).state), memory_of(start(5, 0.02).state))
    same(memory_of(toy_start(5).state), memory_of(toy_start(5).state))


def test_seeds_differ() -> None:
    assert memory_of(toy_start(1).state) != memory_of(toy_start(2).state)


def test_a_run_leaves_its_start_as_it_was() -> None:
    begin = start(2, 0.02)
    before = pickle.dumps(begin.state)
    first = run_of(begin, load("plan_2015"), 12)
    assert pickle.dumps(begin.state) == before
    same(bits(first), bits(run_of(begin, load("plan_2015"), 12)))


@settings(max_examples=15, phases=QUICK)
@given(scenario=scenarios(), cut=st.integers(1, WINDOW - 1))
def test_saved_and_restarted_in_the_middle(scenario: Scenario, cut: int) -> None:
    begin, paths = sample(1), world_of(scenario)
    levers, policy, _ = instruments(scenario, WINDOW)
    saved: list[bytes] = []

    def save(state: State) -> None:
        if int(state.province["quarter"][0]) == cut - 1:
            saved.append(pickle.dumps(state))

    whole = simulate(begin, paths, levers, policy, WINDOW, on_quarter=save)
    state: State = pickle.loads(saved[0])
    for number in range(cut, WINDOW):
        state = run_quarter(state, begin.plan, paths, levers[number], policy[number], number)
    same(memory_of(state), memory_of(whole.state))


@pytest.mark.parametrize("name", ["no_plan", "plan_2015"])
def test_what_stands_in_spare_rows_and_workspaces_moves_nothing(name: str) -> None:
    begin, scenario = start(3, 0.1), load(name)
    levers, policy, _ = instruments(scenario, WINDOW)
    clean, dirty = (copy_state(begin.state, 3000) for _ in range(2))
    rows = int(dirty.province["rows"][0])
    spare: Any = dirty.firms[rows:]
    for part in (spare, *(getattr(dirty, each) for each in workspace(0))):
        part.view(np.uint8)[:] = 0xFF  # not a number, minus one, true
    for number in range(WINDOW):
        clean, dirty = (
            run_quarter(
                state, begin.plan, world_of(scenario), levers[number], policy[number], number
            )
            for state in (clean, dirty)
        )
    assert clean.table.any()
    assert np.array_equal(clean.table, dirty.table)
    same(memory_of(clean), memory_of(dirty))


# --- order -----------------------------------------------------------------------------------


def test_enterprises_are_made_in_the_order_of_their_keys() -> None:
    for seed in (1, 2):
        made = synthesise(base_year(), named_enterprises(), with_values({}), seed, 0.1).firms
        assert (np.diff(made["key"]) > 0).all()


def test_enterprises_stand_in_the_order_of_their_keys_before_a_run() -> None:
    assert (np.diff(in_use(sample(1).state)["key"]) > 0).all()


def handed_over(begin: Start, order: NDArray[np.int64]) -> Start:
    """The same start with its enterprises in another order."""
    state = copy_state(begin.state, 0)
    state.firms[: len(order)] = in_use(begin.state)[order]
    return replace(begin, state=state)


@pytest.mark.parametrize("name", ["no_plan", "plan_2015"])
def test_enterprises_handed_over_in_another_order(name: str) -> None:
    begin = sample(1)
    rows = len(in_use(begin.state))
    plain = run_of(begin, load(name), 12)
    for shuffled in (np.arange(rows)[::-1], np.random.default_rng(7).permutation(rows)):
        other = run_of(handed_over(begin, shuffled), load(name), 12)
        same(bits(plain), bits(other))


# --- files -----------------------------------------------------------------------------------


@settings(max_examples=20, phases=QUICK)
@given(scenario=scenarios())
def test_a_scenario_written_and_read_runs_with_the_same_bits(scenario: Scenario) -> None:
    again = parse_text(scenario.to_toml())
    same(bits(run_of(sample(1), scenario)), bits(run_of(sample(1), again)))


@pytest.mark.parametrize("name", ["plan_2015", "northwest_priority"])
def test_a_shipped_scenario_written_and_read_runs_with_the_same_bits(name: str) -> None:
    again = parse_text(load(name).to_toml())
    same(bits(run_of(sample(1), load(name), 12)), bits(run_of(sample(1), again, 12)))


# --- levers without force --------------------------------------------------------------------


@st.composite
def without_force(draw: st.DrawFn, names: tuple[str, ...]) -> Scenario:
    """A scenario with levers that have no money, order nothing and charge nothing."""
    tables = {}
    for name in names:
        table = draw(lever_tables(name))
        table["budget"] = 0.0
        table["start"] = "2015Q1"
        for key in FREE_KEYS.get(name, ()):
            table.pop(key, None)
        tables[name] = {
            key: value
            for key, value in table.items()
            if not isinstance(value, list) or isinstance(value[0], str)
        }  # a list of years would not fit the new start
    file = ScenarioFile.model_validate({"name": "idle", "levers": tables})
    return scenario_of(file, NATIONAL, "random")


@pytest.mark.parametrize("name", LEVER_TABLES)
@settings(max_examples=8, phases=QUICK)
@given(data=st.data())
def test_a_lever_without_money_order_or_charge_is_no_lever(name: str, data: st.DataObject) -> None:
    scenario = data.draw(without_force((name,)))
    same(bits(run_of(sample(1), scenario)), bits(run_of(sample(1), load("no_plan"))))


@settings(max_examples=15, phases=QUICK)
@given(scenario=without_force(tuple(LEVER_TABLES)))
def test_all_levers_without_money_are_no_plan(scenario: Scenario) -> None:
    same(bits(run_of(sample(2), scenario)), bits(run_of(sample(2), load("no_plan"))))


def test_rates_without_money_do_nothing_in_the_quarter_itself() -> None:
    """The engine's own law, not the reader's: levers in force, rates high, money nowhere."""
    levers, policy, _ = instruments(load("no_plan"), WINDOW)
    rates: Any
    on: Any
    rates, on = deepcopy(policy), deepcopy(levers)
    on["on"] = True
    for name in ("city", "sector", "owner"):
        on[name] = 1.0
    on["largest"] = np.inf
    for name, value in (
        ("grant_rate", 0.5), ("grant_cap", 50.0), ("major_discount", 0.05), ("major_cap", 50.0),
        ("major_share", 0.3), ("subsidy_hardware", 0.5), ("subsidy_software", 0.5),
        ("subsidy_cap", 5.0), ("system_weight", 1.0), ("demonstration_award", 1.0),
        ("demonstration_share", 0.3), ("platform_share", 0.3), ("retrofit_rate", 0.5),
        ("retrofit_cap", 10.0), ("worker_support", 0.5), ("support_per_worker", 0.1),
        ("park_share", 0.3), ("cluster_share", 0.3),
        ("assessment_share", 0.3), ("moving_rate", 0.5), ("moving_cap", 50.0),
        ("receiver", 1.0), ("project_rate", 0.1), ("project_cap", 10.0), ("local_orders", 0.5),
        ("guarantee", 0.2), ("guarantee_cost", 0.02), ("loan_discount", 0.02), ("room", 0.01),
        ("leasing", 0.5), ("bonds", 0.5), ("equity_share", 0.5),
    ):  # fmt: skip
        rates[name] = value
    plain = simulate(sample(1), world("observed"), levers, policy, WINDOW, detail=True)
    other = simulate(sample(1), world("observed"), on, rates, WINDOW, detail=True)
    for name in ("cities", "sectors", "cells", "spent"):
        assert bits(plain)[name] == bits(other)[name], name


# --- strangers -------------------------------------------------------------------------------


def cells_of(begin: Start, text: str, quarters: int = 16) -> Array:
    """Cells of a run of a scenario text, (quarters, 14, 38, quantities).

    Without the replacement rule, by which closed tonnes are traded inside the province.
    """
    scenario = parse_text(f'name = "toy"\n{text}')
    levers, policy, _ = instruments(scenario, quarters)
    every: Any = policy
    every["national_replacement"] = every["replacement"] = 0.0
    run = simulate(begin, world_of(scenario), levers, policy, quarters, detail=True)
    assert run.cells is not None
    return run.cells


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", LEVER_TABLES)
@pytest.mark.parametrize("city", ["Anshan", "Dalian"])
def test_a_lever_in_one_city_leaves_the_other_city_as_it_was(
    name: str, city: str, seed: int
) -> None:
    begin = separated(seed, name)
    plain = cells_of(begin, "")
    pulled = cells_of(begin, f'[levers.{name}]\ncities = ["{city}"]\n{STRONG[name]}')
    other = PLACE["Dalian" if city == "Anshan" else "Anshan"]
    assert pulled[:, other].tobytes() == plain[:, other].tobytes()


@pytest.mark.parametrize("name", LEVER_TABLES)
def test_the_same_lever_is_felt_in_its_own_city(name: str) -> None:
    """Without this the law above could hold because nothing happens at all."""
    felt = [
        not np.array_equal(
            cells_of(separated(seed, name), "")[:, PLACE["Anshan"]],
            cells_of(
                separated(seed, name), f'[levers.{name}]\ncities = ["Anshan"]\n{STRONG[name]}'
            )[:, PLACE["Anshan"]],
        )
        for seed in (1, 2, 3)
    ]
    assert any(felt)


@pytest.mark.parametrize("name", LEVER_TABLES)
def test_with_trade_the_other_city_does_feel_it(name: str) -> None:
    """The reason why the toy above must be separated."""
    cells = {("Anshan", sector): number for sector, number in {**LEADS, **MAKERS}.items()}
    cells = {**cells, ("Shenyang", "cnc_machine_tools"): 8.0}
    begin = toy_start(1, enterprises=cells)
    pulled = cells_of(begin, f'[levers.{name}]\ncities = ["Anshan"]\n{STRONG[name]}')
    other = PLACE["Shenyang"]
    assert pulled[:, other].tobytes() != cells_of(begin, "")[:, other].tobytes()


def test_an_order_for_one_city_orders_nothing_elsewhere() -> None:
    cells = {("Anshan", "steel"): 8.0, ("Dalian", "steel"): 8.0}
    begin = toy_start(1, enterprises=cells, trade=False)
    text = '[levers.capacity_elimination]\ncities = ["Anshan"]\nquota = {crude_steel = 1e7}'
    scenario = replace(parse_text(f'name = "x"\n{text}'), national=NationalTable())
    ordered = run_of(begin, scenario, 5).state.cities["ordered"].sum(axis=1)
    assert ordered[PLACE["Anshan"]] > 0.0
    assert ordered[PLACE["Dalian"]] == 0.0


def one_more(begin: Start, city: str) -> Start:
    """The same start with one more enterprise in a city: a twin with a key of its own."""
    rows = in_use(begin.state)
    model = np.flatnonzero((rows["city"] == PLACE[city]) & rows["alive"])[0]
    state = copy_state(begin.state, 1)
    firms: Any = Enterprise.zeros(len(rows) + 1)
    firms[:-1] = rows
    firms[-1] = rows[model]
    key = key_of(int(rows["city"][model]), int(rows["sector"][model]), 0, 900_000)
    firms["key"][-1] = key
    firms["identity"][-1] = identity_of(begin.seed, key)
    order = np.argsort(firms["key"], kind="stable")
    twin = firms[-1:].copy()
    state.firms[:] = firms[order]
    state.province["rows"] += 1
    state.banks["loans"][PLACE[city]] += float((twin["weight"] * twin["debt"])[0])
    return replace(begin, state=state)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("city", ["Anshan", "Dalian"])
def test_one_more_enterprise_leaves_strangers_as_they_were(city: str, seed: int) -> None:
    begin = separated(seed)
    plain = cells_of(begin, "")
    more = cells_of(one_more(begin, city), "")
    other = PLACE["Dalian" if city == "Anshan" else "Anshan"]
    assert more[:, other].tobytes() == plain[:, other].tobytes()
    assert more[:, PLACE[city]].tobytes() != plain[:, PLACE[city]].tobytes()


@pytest.mark.parametrize("cell", list(TRADING))
def test_one_more_enterprise_leaves_the_luck_of_all_others(cell: tuple[str, str]) -> None:
    few = synthesise(toy_base(), (), toy_parameters(), 3, 1.0).firms
    cells = {**TRADING, cell: TRADING[cell] + 1.0}
    more = synthesise(toy_base(cells), (), toy_parameters(cells), 3, 1.0).firms
    luck_before = dict(zip(few["key"].tolist(), few["identity"].tolist(), strict=True))
    luck_after = dict(zip(more["key"].tolist(), more["identity"].tolist(), strict=True))
    assert len(luck_after) > len(luck_before)
    assert luck_before.items() <= luck_after.items()


def test_one_more_named_enterprise_leaves_the_luck_of_all_others() -> None:
    """A lead added at the top of the list must not become somebody else's number."""
    leads = named_enterprises()
    parameters = with_values({})

    def lucks(named: Any) -> dict[str, int]:
        firms: Any = synthesise(base_year(), named, parameters, 3, 0.02).firms
        rows = firms[firms["name"] > 0]
        return {named[r["name"] - 1].name_en: int(r["identity"]) for r in rows}

    without, whole = lucks(leads[1:]), lucks(leads)
    assert without.items() <= whole.items()


def test_toy_cells_are_apart() -> None:
    """By hand: Anshan has 8 makers of steel, Dalian 8 of machine tools, nobody buys at home."""
    base = toy_base(SEPARATED, trade=False)
    assert np.count_nonzero(base.output) == 2
    assert base.output.sum() == pytest.approx(16 * 150.0)
    assert not base.inputs.any()
    assert not base.rho.any()
    firms = build(separated(1).plan).firms
    assert set(zip(firms["city"].tolist(), firms["sector"].tolist(), strict=True)) == {
        (PLACE["Anshan"], 16), (PLACE["Dalian"], 0),
    }  # fmt: skip


# --- scale -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [0.25, 2.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_sample_has_the_totals_of_the_whole(scale: float, seed: int) -> None:
    base, named = base_year(), named_enterprises()
    firms = synthesise(base, named, with_values({}), seed, scale).firms
    weight = firms["weight"]
    for size, margin in ((4.0 * firms["output"], base.output), (firms["staff"], base.employment)):
        cells = np.zeros(margin.shape)
        np.add.at(cells, (firms["city"], firms["sector"]), weight * size)
        for axis in (0, 1):
            assert cells.sum(axis=axis) == pytest.approx(margin.sum(axis=axis), rel=0.01)
    count = float(with_values({})["counted_enterprises"][0])
    industry = firms["counted"] & np.asarray(INDUSTRY)[firms["sector"]]
    assert weight[industry].sum() == pytest.approx(count, rel=0.01)


def test_lever_names_are_the_ones_that_the_engine_knows() -> None:
    assert {LeverName[name.upper()] for name in LEVER_TABLES} <= set(LeverName)
    assert Lever.zeros(LEVERS)["on"].sum() == 0
    assert Policy.zeros(1)["grant_rate"][0] == 0.0
