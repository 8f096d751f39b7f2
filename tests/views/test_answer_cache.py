from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from agents.record import ROOT, rule_sources
from experiments.provenance import sources
from experiments.run_warnings import Warned
from liaosim import load
from locales.catalogue import phrase
from scenarios.errors import InputError
from tests import damage
from views import answer_cache, background
from views.tables import whole_budget, yearly_budget

PATIENCE = 240.0  # seconds for a second process on a busy machine


def test_an_answer_reads_back_to_the_bit(small: answer_cache.Answer, tmp_path: Path) -> None:
    path = tmp_path / "answer.npz"
    answer_cache.write(small, path)
    again = answer_cache._read(path, 0.0)
    assert again is not None
    assert again.budgets == small.budgets
    for f in fields(small.comparison):
        one, other = (getattr(a.comparison, f.name) for a in (small, again))
        if f.name in answer_cache.ARRAYS:
            assert np.array_equal(one, other, equal_nan=True)
        else:
            assert one == other
    assert [p.name for p in tmp_path.iterdir()] == ["answer.npz"]


def test_a_warning_reads_back_in_both_languages(small: answer_cache.Answer, tmp_path: Path) -> None:
    why = phrase("problem.whole_clusters")
    given = {"lever": "alliances", "selectors": ("sizes", "owners"), "parts": ["fee_share"]}
    warning = Warned("plan_2015", phrase("problem.ignored_selectors", **given, why=why))
    found = replace(small.comparison, warnings=(warning,))
    answer_cache.write(replace(small, comparison=found), tmp_path / "answer.npz")
    again = answer_cache._read(tmp_path / "answer.npz", 0.0)
    assert again is not None
    (read,) = again.comparison.warnings
    assert read.document() == warning.document()
    assert "sizes、owners" in read.line("zh")
    assert "sizes, owners" in read.line("en")


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "other"])
def test_a_damaged_answer_is_none(answers: Path, tmp_path: Path, damage: str) -> None:
    whole = next(answers.glob("*.npz")).read_bytes()
    path = tmp_path / f"{damage}.npz"
    if damage == "other":
        np.savez(path, something=np.zeros(3))
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "text": b"{}"}[damage])
    assert answer_cache._read(path, 0.0) is None


def test_few_answers_stay_and_the_newest_do(small: answer_cache.Answer, tmp_path: Path) -> None:
    for n in range(answer_cache.KEPT + 2):
        answer_cache.write(small, tmp_path / f"{n}.npz")
        os.utime(tmp_path / f"{n}.npz", (1e9 + n, 1e9 + n))
    answer_cache.write(small, tmp_path / "last.npz")
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == answer_cache.KEPT
    assert {"last.npz", f"{answer_cache.KEPT + 1}.npz"} <= names


def test_the_key_changes_with_question_scenarios_and_rules(answers: Path) -> None:
    asked = answer_cache.question()
    others = [
        answer_cache.Question(runs=3, scale=0.05),
        answer_cache.Question(runs=2, scale=0.1),
        answer_cache.Question(names=asked.names[:3], runs=2, scale=0.05),
    ]
    assert len({answer_cache.key_of(q) for q in (asked, *others)}) == 4
    assert answer_cache.key_of(asked) == answer_cache.key_of(
        answer_cache.Question(runs=2, scale=0.05)
    )
    assert answer_cache.key_of(asked) != answer_cache.key_of(asked, rules="other")


def test_numbers_depend_on_rules_data_and_code_and_on_no_words() -> None:
    told = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {"data/city_year.csv", "scenarios/library/national_2015.toml"} <= told
    assert {"scenarios/policy_schedule.py", "experiments/intervals.py"} <= told
    assert not told & {path.relative_to(ROOT).as_posix() for path in rule_sources()}
    assert not [path for path in told if path.startswith("locales/")]


@pytest.mark.parametrize(("name", "value"), [("RUNS", "1"), ("SCALE", "nan"), ("RUNS", "many")])
def test_nonsense_in_the_environment_is_named(
    answers: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"LIAOSIM_ANSWER_{name}", value)
    with pytest.raises(InputError, match=f"--{name.lower()}"):
        answer_cache.find(answer_cache.question())


def test_an_older_answer_is_shown_as_such_until_the_second_process_made_a_new_one(
    small: answer_cache.Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_cache.question()
    key = answer_cache.key_of(asked)
    answer_cache.write(small, tmp_path / f"{asked.name}-older.npz")
    monkeypatch.setenv("LIAOSIM_ANSWERS", str(tmp_path))
    found = answer_cache.find(asked)
    assert found.answer is not None
    assert not found.fresh
    background.begin(asked, key)
    until = time.monotonic() + PATIENCE
    while background.state(asked, key).kind == "running" and time.monotonic() < until:
        time.sleep(0.1)
    assert background.state(asked, key).kind == "idle"
    new = answer_cache.find(asked)
    assert new.fresh
    assert new.answer is not None
    one, other = (a.comparison.estimate for a in (found.answer, new.answer))
    assert np.array_equal(one, other, equal_nan=True)
    background.forget()


def test_a_second_process_that_fails_says_why_and_is_not_begun_again(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_cache.question()
    monkeypatch.setenv("LIAOSIM_ANSWERS", str(tmp_path))
    monkeypatch.setenv("LIAOSIM_ANSWER_SCALE", "99")  # what the second process will be asked
    background.begin(asked, "key")
    until = time.monotonic() + PATIENCE
    while background.state(asked, "key").kind == "running" and time.monotonic() < until:
        time.sleep(0.1)
    state = background.state(asked, "key")
    assert state.kind == "failed"
    assert "--scale" in state.reason
    background.begin(asked, "key")
    assert background.state(asked, "key").kind == "failed"
    background.forget()
    assert background.state(asked, "key").kind == "idle"


def test_budgets_of_years_by_hand() -> None:
    flat = {"start": "2016Q1", "end": "2020Q4", "budget": 100.0}
    assert yearly_budget(flat) == 100.0
    assert whole_budget(flat) == pytest.approx(500.0, rel=1e-12)
    by_year = {"start": "2016Q3", "end": "2017Q4", "budget": [100.0, 200.0]}
    assert yearly_budget(by_year) == 150.0
    assert whole_budget(by_year) == pytest.approx(250.0, rel=1e-12)  # half of 100 and all of 200
    assert yearly_budget(None) == 0.0


def test_kept_budgets_are_those_of_the_library(small: answer_cache.Answer) -> None:
    table = load("plan_2015").levers["technical_transformation"]
    stored = small.budgets["plan_2015"]["technical_transformation"]
    assert stored == {"start": table.start, "end": table.end, "budget": table.budget}
    assert small.budgets["no_plan"] == {}


def damaged_answers(count: int, small: answer_cache.Answer, folder: Path) -> Counter[str]:
    """Damage a kept answer so many times, each kind in turn; none may be shown or do harm."""
    asked = answer_cache.question()
    key = answer_cache.key_of(asked)
    right = answer_cache.path_of(asked, key)
    (folder / "donor").mkdir()
    other = folder / "donor" / f"{asked.name}-older.npz"
    answer_cache.write(small, other)
    answer_cache.write(small, folder / right.name)
    whole = (folder / right.name).read_bytes()
    (folder / right.name).unlink()
    found: Counter[str] = Counter()
    for n in range(count):
        kind = KINDS[n % len(KINDS)]
        case = folder / f"case_{n}"
        case.mkdir()
        (case / right.name).write_bytes(whole)
        if kind is others:
            (case / right.name).write_bytes(other.read_bytes())
        else:
            kind(Random(n), case, folder / "donor")
        with pytest.MonkeyPatch.context() as patched, damage.no_longer_than(60):
            patched.setenv("LIAOSIM_ANSWERS", str(case))
            assert answer_cache.find(asked) == answer_cache.Found(key, None, False)
        found[kind.__name__] += 1
        shutil.rmtree(case)
    return found


def others(_chance: Random, _folder: Path, _donor: Path) -> str:
    """Another answer's file under this name."""
    return "another's"


KINDS = (damage.flip, damage.cut, damage.lose, damage.rename, damage.special, others)


def test_a_damaged_answer_is_never_shown(small: answer_cache.Answer, tmp_path: Path) -> None:
    assert damaged_answers(18, small, tmp_path).total() == 18


@pytest.mark.slow
def test_a_thousand_damaged_answers(small: answer_cache.Answer, tmp_path: Path) -> None:
    assert damaged_answers(1_000, small, tmp_path).total() == 1_000
