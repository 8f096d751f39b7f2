"""Laws of the Mesa face: views are the records, and what is added must keep the accounts."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import time
import warnings
import weakref
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from agents.enterprise.record import Enterprise, Owner
from agents.province import LeverName
from experiments.mesa_scenario import ScenarioModel
from model import indicators
from model.accounts import ConservationError
from model.input_data.data_tables import CITIES
from model.mesa_model import (
    HEADLINES,
    EnterpriseAgent,
    EnterpriseGoneError,
    LiaoningModel,
    RecordAgent,
    RunEndedError,
    reporter,
)
from model.simulate import Start, simulate, start
from model.state import State, workspace
from scenarios.errors import InputError
from scenarios.loader import load
from scenarios.policy_schedule import prepare

ROOT = Path(__file__).resolve().parent.parent.parent
SCALE = 0.02
QUARTERS = 6


@pytest.fixture(scope="module")
def begin() -> Start:
    return start(1, SCALE)


@pytest.fixture
def model(begin: Start) -> LiaoningModel:
    return ScenarioModel("plan_2015", quarters=QUARTERS, begin=begin)


def records(state: State) -> dict[tuple[str, str], bytes]:
    """Every bit of every field of a state; spare rows, workspace and padding left aside."""
    found = {}
    for name, array in state._asdict().items():
        if name in workspace(0):
            continue
        used = array[: int(state.province["rows"][0])] if name == "firms" else array
        for field in used.dtype.names or ("",):
            found[name, field] = (used[field] if field else used).tobytes()
    return found


def test_same_seed_gives_the_same_bits_as_simulate(begin: Start, model: LiaoningModel) -> None:
    before = records(begin.state)
    model.enterprises(at_most=50)  # looking changes nothing
    model.run_model()
    prepared = prepare(load("plan_2015"), QUARTERS)
    run = simulate(begin, prepared.world, prepared.levers, prepared.policy, QUARTERS)
    assert records(model.state) == records(run.state)
    assert records(begin.state) == before


def test_collector_holds_the_headlines_of_a_run(begin: Start, model: LiaoningModel) -> None:
    model.run_model()
    prepared = prepare(load("plan_2015"), QUARTERS)
    run = simulate(begin, prepared.world, prepared.levers, prepared.policy, QUARTERS)
    names = indicators.rows()
    read = indicators.row_values(indicators.row_totals(run.cities, run.sectors), names)
    table = model.datacollector.get_model_vars_dataframe()
    assert tuple(table["quarter"]) == run.quarters
    province, northwest = names.index(("province", "all")), names.index(("northwest", "all"))
    for name in HEADLINES:
        column = indicators.INDICATOR_INDEX[name]
        assert table[name].to_numpy() == pytest.approx(read[:, province, column], rel=1e-12)
        last = model.indicator(name, "northwest")
        assert last == pytest.approx(read[-1, northwest, column], rel=1e-12)


def test_a_reporter_reads_its_indicator_and_names_the_nearest(model: LiaoningModel) -> None:
    model.step()
    assert reporter("cnc_rate")(model) == model.indicator("cnc_rate")
    with pytest.raises(LookupError, match="employment"):
        reporter("employmnt")


def test_steps_count_quarters_and_end(model: LiaoningModel) -> None:
    assert isinstance(model, mesa.Model)
    assert (model.quarter, model.coming_quarter) == ("2014Q4", "2015Q1")
    model.step()
    assert (model.quarter, model.steps) == ("2015Q1", 1)
    assert "2015Q1" in repr(model)
    model.run_model()
    assert not model.running
    with pytest.raises(RunEndedError, match="2016Q2"):
        model.step()


def test_governments_banks_and_clusters_are_agents(model: LiaoningModel) -> None:
    assert set(model.cities) == set(model.banks) == set(CITIES)
    assert len(model.agents) == 1 + 2 * len(CITIES) + len(model.clusters)
    anshan = model.cities["Anshan"]
    c = CITIES.index("Anshan")
    assert anshan.pool == model.state.cities["pool"][c]
    assert model.banks["Anshan"].loans == model.state.banks["loans"][c]
    steel = model.clusters["Anshan", "steel"]
    assert steel.records > 0
    steel.platform = True
    assert model.state.clusters["platform"][steel.index]
    anshan.reported[1] += 5.0
    assert model.state.cities["reported"][c, 1] >= 5.0
    for agent in (model.province, anshan, model.banks["Anshan"], steel):
        assert agent.title in repr(agent)


@pytest.mark.parametrize("name", ["新松", "沈阳新松机器人", "Siasun Robot & Automation", "siasun "])
def test_an_enterprise_is_found_by_any_of_its_names(name: str, model: LiaoningModel) -> None:
    found = model.enterprise(name)
    assert isinstance(found, EnterpriseAgent)
    assert isinstance(found, mesa.Agent)
    assert found is model.enterprise(found.key)
    assert found.named is not None
    assert found.named.name_zh == "沈阳新松机器人"
    assert found.city_agent is model.cities["Shenyang"]
    assert found.bank_agent is model.banks["Shenyang"]
    assert "沈阳新松机器人" in repr(found)
    assert found in model.agents


def test_who_is_not_there_is_said_with_the_nearest_names(model: LiaoningModel) -> None:
    with pytest.raises(LookupError, match="siasun"):
        model.enterprise("Siasum")
    with pytest.raises(LookupError, match="key 12345"):
        model.enterprise(12345)
    with pytest.raises(AttributeError, match="cash"):
        _ = model.enterprise("新松").cahs
    with pytest.raises(LookupError, match="Anshan"):
        model.indicator("output", "Anshna")


def test_a_view_reads_and_writes_the_record(model: LiaoningModel) -> None:
    firm = model.enterprise("新松")
    row = int(np.flatnonzero(model.state.firms["key"] == firm.key)[0])
    firm.staff = 1234.0
    firm.capital[2] += 7.0
    record: Any = model.state.firms[row]
    assert (record.staff, record.capital[2]) == (1234.0, firm.capital[2])
    record.owner = int(Owner.FOREIGN)
    assert firm.owner == Owner.FOREIGN
    assert type(firm.staff) is float
    assert type(firm.is_key) is bool
    firm.opinion = "an attribute of the agent's own"
    assert model.enterprise("新松").opinion == firm.opinion
    with pytest.raises(AttributeError, match="permanent"):
        firm.key = 1
    assert set(Enterprise.fields) <= set(dir(firm))


def test_fields_never_hide_what_mesa_needs() -> None:
    with pytest.raises(TypeError, match="output"):
        type("Wrong", (EnterpriseAgent,), {"output": property(lambda self: 0.0)})
    for kind in RecordAgent.__subclasses__():
        assert not set(kind.record.fields) & {*dir(mesa.Agent), "model", "unique_id", "pos"}


def test_a_mask_selects_and_mesa_handles_the_rest(model: LiaoningModel) -> None:
    def large(firms: Any) -> Any:
        return (firms["staff"] > 500) & firms["is_key"]

    found = model.enterprises(large)
    assert isinstance(found, AgentSet)
    alive = model.firms["alive"]
    assert len(found) == int((alive & large(model.firms)).sum()) > 20
    total = (model.firms["staff"] * (alive & large(model.firms))).sum()
    assert found.agg("staff", sum) == pytest.approx(total)
    assert all(firm.owner == Owner.PRIVATE for firm in found.select(lambda a: a.owner == 2))
    assert sum(len(group) for _, group in found.groupby("city")) == len(found)
    assert len(model.enterprises(large, at_most=7)) == 7
    assert len(model.enterprises()) == int(alive.sum())
    masks: tuple[Any, ...] = (lambda firms: firms["staff"], lambda firms: True)
    for wrong in masks:
        with pytest.raises(TypeError, match="boolean for each"):
            model.enterprises(wrong)


def test_views_follow_their_records_until_these_are_gone(begin: Start) -> None:
    model = ScenarioModel("plan_2015", quarters=13, begin=begin)
    everybody = list(model.enterprises())
    rows = {firm.key: firm._row for firm in everybody}
    arrays = {id(model.state.firms)}
    for _ in range(13):
        model.step()
        arrays.add(id(model.state.firms))
    assert len(arrays) > 1  # the array was replaced by a larger one at least once
    there = dict(zip(model.firms["key"].tolist(), model.firms, strict=True))
    gone = [firm for firm in everybody if not firm.alive]
    left = [firm for firm in everybody if firm.alive]
    assert gone
    for firm in left:
        assert firm.cash == there[firm.key].cash
    alive = set(model.firms["key"][model.firms["alive"]].tolist())
    assert {firm.key for firm in left} == alive & set(rows)
    for firm in gone:
        assert firm not in model.agents
        assert firm.gone is not None
        assert f"gone since {firm.gone}" in repr(firm)
        with pytest.raises(EnterpriseGoneError, match=f"gone since {firm.gone}"):
            _ = firm.cash
        with pytest.raises(LookupError):
            model.enterprise(firm.key)


def help_siasun(model: LiaoningModel) -> None:
    """Ten million yuan a quarter from the treasury."""
    firm = model.enterprise("新松")
    firm.cash += 10.0
    model.province.treasury -= 10.0 * firm.weight


def test_a_behaviour_that_keeps_the_accounts_acts(begin: Start) -> None:
    plain, helped = (ScenarioModel("plan_2015", quarters=2, begin=begin) for _ in range(2))
    assert helped.add_behaviour(help_siasun) is help_siasun
    plain.step()
    helped.step()
    firms = [model.enterprise("新松") for model in (plain, helped)]
    used = [firm.cash - firm.debt - firm.arrears for firm in firms]
    assert used[1] > used[0]
    assert helped.province.treasury == pytest.approx(plain.province.treasury - 10.0, abs=5.0)


def test_money_from_nowhere_is_found_and_blamed(model: LiaoningModel) -> None:
    @model.add_behaviour
    def print_money(model: LiaoningModel) -> None:
        model.enterprise("新松").cash += 10.0

    with pytest.raises(ConservationError, match=r"2015Q1, changed by print_money: .* money"):
        model.step()


def test_capital_from_nowhere_between_steps_is_found(model: LiaoningModel) -> None:
    model.step()
    model.enterprise("新松").capital[3] += 10.0
    with pytest.raises(ConservationError, match=r"2015Q2, changed from outside: .* capital"):
        model.step()


def test_a_subclass_may_act_before_and_around_the_quarter(begin: Start) -> None:
    class Watchful(EnterpriseAgent):
        def is_large(self) -> bool:
            return bool(self.staff > 300)

    class Mine(ScenarioModel):
        enterprise_class = Watchful
        seen: list[str]

        def before_step(self) -> None:
            self.seen = [*getattr(self, "seen", []), f"before {self.coming_quarter}"]
            number = self.quarters_run
            self.levers["on"][number, int(LeverName.FINANCING)] = False

        def step(self) -> None:
            super().step()
            self.seen.append(f"after {self.quarter}")

    mine = Mine("plan_2015", quarters=2, begin=begin)
    mine.run_model()
    assert mine.seen == ["before 2015Q1", "after 2015Q1", "before 2015Q2", "after 2015Q2"]
    assert mine.steps == 2
    firm = mine.enterprise("新松")
    assert isinstance(firm, Watchful)
    assert firm.is_large()


def test_instruments_given_are_not_changed(begin: Start) -> None:
    prepared = prepare(load("plan_2015"), 1)
    model = LiaoningModel(prepared.world, prepared.levers, prepared.policy, begin=begin)
    model.levers["budget"] = 99.0
    assert not (prepared.levers["budget"] == 99.0).any()


def test_the_example_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.mesa_face"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "沈阳新松机器人" in done.stdout
    assert "million yuan net" in done.stdout


WRONG = {
    "scale below zero": {"scale": -1.0},
    "seed of letters": {"seed": "x"},
    "no quarters": {"quarters": 0},
    "more quarters than the world has": {"quarters": 400},
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_wrong_numbers_are_refused_with_what_is_allowed(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="allowed are"):
        ScenarioModel("no_plan", **given)


REFUSED = {
    "quarters that is a truth value": ({"quarters": True}, "quarters"),
    "an indicator that is none": ({"collect": ["outputt"]}, "output"),
    "a name that is no list of indicators": ({"collect": "out"}, "collect"),
}


@pytest.mark.parametrize(("given", "named"), REFUSED.values(), ids=REFUSED)
def test_what_mesa_would_misread_is_refused_with_words(given: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        ScenarioModel("no_plan", scale=SCALE, **given)


def test_one_indicator_may_be_named_without_a_list(begin: Start) -> None:
    model = ScenarioModel("no_plan", quarters=1, begin=begin, collect="output")
    model.step()
    assert list(model.datacollector.get_model_vars_dataframe().columns) == ["quarter", "output"]


def test_a_pickled_model_goes_on_as_if_nothing_had_happened(model: LiaoningModel) -> None:
    model.step()
    chosen = model.enterprises(at_most=3)
    again, agent, agents = pickle.loads(pickle.dumps((model, next(iter(chosen)), chosen)))
    assert agent.model is again
    assert [each.key for each in agents] == [each.key for each in chosen]
    for each in (model, again):
        each.run_model()
    assert records(again.state) == records(model.state)
    tables = [each.datacollector.get_model_vars_dataframe() for each in (model, again)]
    assert tables[0].equals(tables[1])


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run_of_mesa_gives_what_single_runs_give(begin: Start, processes: int) -> None:
    asked = {"scenario": ["no_plan", "plan_2015"], "seed": 1, "scale": SCALE, "quarters": 2}
    found = mesa.batch_run(ScenarioModel, asked, number_processes=processes, display_progress=False)
    assert {row["scenario"] for row in found} == {"no_plan", "plan_2015"}
    for row in found:
        alone = ScenarioModel(row["scenario"], quarters=2, begin=begin)
        alone.run_model()
        assert row["output"] == alone.indicator("output")
        assert row["quarter"] == "2015Q2"


def test_solara_steps_the_model_and_makes_it_anew(begin: Start) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that it brings
        import ipyvuetify
        import solara
        from mesa.visualization import SolaraViz, make_plot_component

        first = ScenarioModel("plan_2015", quarters=2, begin=begin)
        current = solara.reactive(first)
        asked = {"type": "Select", "label": "scenario", "value": "no_plan", "values": ["no_plan"]}
        page = SolaraViz(
            current,
            components=[make_plot_component("output")],
            model_params={"scenario": asked, "scale": SCALE, "quarters": 2},
        )
        _, shown = solara.render(solara.AppLayout(children=[page]), handle_error=False)
        buttons = {each.children[0]: each for each in shown.find(ipyvuetify.Btn).widgets}
        buttons["Step"].click()
        waited = time.monotonic() + 60.0
        while first.steps < 1 and time.monotonic() < waited:
            time.sleep(0.05)
        assert first.quarter == "2015Q1"
        buttons["Reset"].click()
        assert isinstance(current.value, ScenarioModel)
        assert current.value is not first
        assert current.value.quarter == "2014Q4"
        assert current.value.levers["on"].sum() == 0  # no plan, as the reader chose
        shown.close()


def test_a_dropped_model_is_freed(begin: Start) -> None:
    model = ScenarioModel("no_plan", quarters=2, begin=begin)
    model.step()
    model.enterprises(at_most=5)
    ended = weakref.ref(model)
    del model
    gc.collect()
    assert ended() is None
