"""The chain from the plan to the model is whole, and is found from either end."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from agents.province import Lever
from agents.record import ROOT
from cli.trace import print_quarter, print_trace
from experiments.trajectories.enterprise_lookup import whom
from experiments.trajectories.recorder import passes
from model.input_data.data_tables import rows
from scenarios.errors import InputError
from scenarios.levers.base import Step
from scenarios.levers.registry import LEVERS
from scenarios.plan.clauses import clause_name, clauses, plan_text, task_of, tasks
from traceability import check
from traceability.chain import function_of, place_of
from traceability.quarter_timing import event_table, events_of, file_and_name, measure
from traceability.search import find, has_words, plain_text
from traceability.watch import contents


@pytest.fixture(scope="module")
def watched() -> dict[str, Any]:
    """What was seen of every lever, each alone on the toy province."""
    able = [lever for lever in LEVERS if not list(check.lever_defects(lever))]
    seen, reason = check.watch_apart(able)
    assert not reason
    return seen


def test_every_clause_of_the_plan_stands_in_the_table_and_reaches_a_lever() -> None:
    assert list(clauses()) == list(plan_text())
    assert not list(check.clause_defects())


def test_a_clause_has_the_tasks_of_its_levers() -> None:
    for clause in clauses().values():
        assert clause.tasks == tuple(dict.fromkeys(task_of(lever) for lever in clause.levers))


def test_each_task_and_guarantee_has_a_clause_with_its_lever() -> None:
    for task in tasks():
        assert any(
            task in clause.levers for clause in clauses().values() if clause.name[0] in "三四"
        )


@pytest.mark.parametrize("lever", LEVERS)
def test_every_key_of_a_lever_reaches_a_rule_that_is_there(lever: str) -> None:
    assert [str(found) for found in check.lever_defects(lever)] == []


@pytest.mark.parametrize("lever", LEVERS)
def test_the_rules_of_a_lever_alone_run_and_write_records(
    lever: str, watched: dict[str, Any]
) -> None:
    assert lever in watched, "its lines in scenarios/levers/LEVER.py are not right"
    assert [str(found) for found in check.run_defects(lever, watched[lever])] == []


def test_the_whole_chain_is_free_of_defects() -> None:
    assert [str(found) for found in check.static_defects()] == []


def test_a_lever_without_lines_has_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LEVERS["financing"], "steps", ())
    assert [str(found) for found in check.lever_defects("financing")] == [
        "lever financing: has no rule"
    ]


def test_defects_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (Step("agents.bank.give_away", ("guarantee", "gift"), ("happiness",)),)
    monkeypatch.setattr(LEVERS["financing"], "steps", wrong)
    said = "\n".join(str(found) for found in check.lever_defects("financing"))
    assert "rule agents.bank.give_away does not exist" in said
    assert "key gift of rule" in said
    assert "indicator happiness" in said
    assert "key room leads to no rule" in said


NO_MONEY = """
import json, sys
from dataclasses import asdict
from scenarios.levers.base import trial_table
from scenarios.levers.registry import LEVERS
from traceability import watch

LEVERS["financing"].trial = trial_table(budget=0, guarantee=0.3, room=0.02)
json.dump(asdict(watch.watch(["financing"])["financing"]), sys.stdout)
"""


def test_a_lever_without_money_is_seen_to_do_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_MONEY],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert not seen["changed"]
    assert set(seen["same_results"]) == set(seen["rules"])
    assert len(list(check.run_defects("financing", seen))) == len(seen["rules"]) + 1


def test_what_lies_between_the_fields_of_a_record_is_not_compared() -> None:
    records = [np.zeros(2, Lever.dtype), np.zeros(2, Lever.dtype)]
    records[1].view(np.uint8)[1] = 7  # behind the bool that comes first
    assert records[0].tobytes() != records[1].tobytes()
    assert contents(records[0]) == contents(records[1])
    records[1]["budget"] = 1.0
    assert contents(records[0]) != contents(records[1])


def test_a_rule_that_does_nothing_is_found() -> None:
    counts = {
        "a.idle": {"calls": 0, "writes": 0},
        "a.reader": {"calls": 3, "writes": 0},
        "a.same": {"calls": 3, "writes": 3},
        "a.right": {"calls": 3, "writes": 1},
    }
    seen = {"rules": counts, "same_results": ["a.same"], "changed": False}
    said = [str(found) for found in check.run_defects("financing", seen)]
    assert len(said) == 4
    assert not any("a.right" in line for line in said)


def test_a_rule_is_found_where_it_stands_and_not_where_it_is_imported() -> None:
    assert str(place_of("agents.city.choose_effort")) == "agents/city.py:choose_effort"
    for dotted in (
        "model.events.enforcement.choose_effort",
        "agents.city.nothing",
        "nowhere.x",
        "x",
    ):
        with pytest.raises(LookupError):
            function_of(dotted)
    assert str(place_of("agents.city.nothing")) == "agents/city.py:nothing ?"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("三(五)", "三(五)"),
        ("三（五）", "三(五)"),
        ("三、（五）", "三(五)"),
        ("二、（一）3．", "二(一)3"),
        ("3(5)", "三(五)"),
        ("3 (10)", "三(十)"),
        ("2(1)3", "二(一)3"),
        ("四", "四"),
        ("ERP", ""),
        ("12", ""),
    ],
)
def test_a_clause_may_be_written_in_several_ways(asked: str, name: str) -> None:
    assert clause_name(asked) == name


@pytest.mark.parametrize("task", list(tasks()))
def test_each_task_is_found_in_one_step_by_clause_and_by_name_in_both_languages(task: str) -> None:
    section = next(c.name for c in clauses().values() if task in c.levers and c.name[0] in "三四")
    for asked in (section, task, *tasks()[task].values()):
        found = find(asked)
        assert section in {clause.name for clause in found.clauses}
        assert task in found.levers()


@pytest.mark.parametrize(
    ("asked", "clause"),
    [
        ("award_for_closure", "三(五)"),
        ("model/events/enforcement.py:award_for_closure", "三(五)"),
        ("agents.enterprise.finance.grant_loan", "四(二)"),
        ("key_mes_penetration", "三(三)"),
        ("demonstration_award", "三(三)"),
        ("制造执行系统普及率", "三(三)"),
        ("so2_charge", "三(五)"),
        ("合同能源管理", "三(五)"),
        ("machine tools", "二(一)1"),
        ("MES penetration", "三(三)"),
    ],
)
def test_the_clause_is_found_from_the_other_end(asked: str, clause: str) -> None:
    found = find(asked)
    assert clause in {each.name for each in found.clauses}
    assert found.links


@pytest.mark.parametrize(
    ("asked", "clause"),
    [
        ("Belt and Road", "三(十)"),
        ("relocation", "三(四)"),
        ("relocation", "二(二)2"),
        ("bonds", "四(二)"),
        ("listing", "四(二)"),
        ("equity fund", "四(二)"),
        ("equity funds", "四(二)"),
        ("waste heat", "三(五)"),
        ("motors", "三(五)"),
        ("energy performance contracting", "三(五)"),
        ("embedded software", "三(三)"),
        ("nuclear", "三(八)"),
        ("talents", "三(一)"),
        ("mergers", "三(十)"),
        ("Tieling", "二(一)10"),
        ("Shenyang Machine Tool", "二(一)1"),
        ("technology center", "三(一)"),
        ("technology centre", "三(一)"),
        ("digitization", "三(三)"),
        ("digitisation", "三(三)"),
        ("digitalization", "三(三)"),
        ("overseas acquisition", "三(十)"),
        ("融资租赁", "四(二)"),
        ("银行", "四(二)"),
        ("三、（三）", "三(三)"),
    ],
)
def test_words_of_the_plan_are_found_as_planners_write_them(asked: str, clause: str) -> None:
    found = find(asked)
    assert clause in {each.name for each in found.clauses}
    assert found.links


def test_the_measures_of_a_task_belong_to_its_own_clause() -> None:
    assert [clause.name for clause in find("bonds").clauses] == ["四(二)"]


def test_every_term_with_other_names_stands_in_the_plan() -> None:
    text = "\n".join(plan_text().values())
    for row in rows("plan/terms_en"):
        assert row["plan_zh"] in text
        assert row["names_en"].isascii()
        assert row["names_en"]


@pytest.mark.parametrize(
    ("asked", "in_plan"),
    [
        ("本钢", False),
        ("大连石化", False),
        ("华晨宝马", False),
        ("BMW Brilliance", False),
        ("沈阳机床", True),
        ("Siasun", True),
    ],
)
def test_the_name_of_a_lead_points_to_its_life(asked: str, in_plan: bool) -> None:
    found = find(asked)
    assert bool(found.clauses) == in_plan
    lead = found.document()["lead"]
    assert lead["in_plan"] == in_plan
    for lang in ("zh", "en"):
        file = io.StringIO()
        print_trace(found, lang, file)
        text = " ".join(file.getvalue().split())
        name = lead[f"name_{lang}"]
        assert f'liaosim run plan_2015 --follow "{name}"' in text
        assert whom(name).place == whom(asked).place
        assert ("not named by the plan" in text or "方案未点名" in text) == (not in_plan)
    assert find("financing").document()["lead"] is None


def test_plurals_and_american_spelling_are_no_difference() -> None:
    assert has_words(plain_text("electric motor"), "motors")
    assert has_words(plain_text("organisation of centres"), "organization center")
    assert has_words(plain_text("glass"), "glass")
    assert not has_words(plain_text("promoter"), "motors")
    assert not has_words(plain_text("size"), "sise")


def test_a_section_holds_its_parts_and_an_item_stands_alone() -> None:
    assert [c.name for c in find("二(五)").clauses] == ["二(五)", "二(五)1", "二(五)2", "二(五)3"]
    assert [c.name for c in find("二(一)1").clauses] == ["二(一)1"]


@pytest.mark.parametrize("asked", ["", "  ", "3(12)", "二(九)", "grant_laon", "qwerty", "(", "["])
def test_what_is_called_nothing_is_refused(asked: str) -> None:
    with pytest.raises(InputError, match=r"allowed are a clause"):
        find(asked)


def test_the_nearest_right_name_is_given() -> None:
    with pytest.raises(InputError, match="the nearest is grant_loan"):
        find("grant_laon")


def test_the_chain_is_flat_rows_in_the_document() -> None:
    document = find("四(二)").document()
    assert {row["lever"] for row in document["chain"]} == {"financing"}
    rules = {row["rule"] for row in document["chain"]}
    assert "agents/bank.py:open_bank" in rules
    step = document["levers"][0]["steps"][0]
    assert step["line"] > 0
    assert step["meaning"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("asked", [None, "三(三)", "financing"])
def test_tables_are_printed_in_both_languages(asked: str | None, lang: str) -> None:
    file = io.StringIO()
    print_trace(find(asked), lang, file)
    text = re.sub(r"[一二三四]\([一二三四五六七八九十]\)", "", file.getvalue())
    assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (lang == "zh")


def test_the_events_are_those_of_the_table_and_every_pass_has_some() -> None:
    assert [row.number for row in event_table()] == list(range(1, 14))
    found = {name: events_of(file_and_name(name)) for name in passes()}
    assert all(found.values())
    assert {number for events in found.values() for number in events} == set(range(1, 14))
    assert found["open_quarter"] == (1, 2)
    assert found["work"] == (6, 7, 8)
    assert found["advance_projects"] == (12,)
    assert list(found)[-1] == "close_quarter"


def test_every_rule_that_the_table_names_is_there_and_runs_in_a_quarter() -> None:
    """The reader of the table finds each function in the file that it names, and its event."""
    for row in event_table():
        for rule in row.where:
            path, _, name = rule.partition(":")
            module = import_module(path.removesuffix(".py").replace("/", "."))
            function = vars(module)[name]
            assert getattr(function, "py_func", function).__module__ == module.__name__, rule


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_time_of_each_event_is_measured_and_printed(lang: str) -> None:
    found = measure(scale=0.02)
    assert all(part.milliseconds >= 0.0 for part in found.parts)
    assert all(found.of_event(row.number) for row in found.events)
    file = io.StringIO()
    print_quarter(found, lang, file, 8)
    assert "model/quarter.py:work" in file.getvalue()
    assert found.document()["schema"] == "liaosim/trace-quarter/1"
