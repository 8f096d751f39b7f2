from __future__ import annotations

import os
import shutil
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from scenarios import load
from scenarios.errors import InputError
from views import kept, recompute
from views.tables import whole_budget, yearly_budget

PATIENCE = 240.0  # seconds for a second process on a busy machine


def test_an_answer_reads_back_to_the_bit(small: kept.Answer, tmp_path: Path) -> None:
    path = tmp_path / "answer.npz"
    kept.write(small, path)
    again = kept._read(path, 0.0)
    assert again is not None
    assert again.budgets == small.budgets
    for f in fields(small.comparison):
        one, other = (getattr(a.comparison, f.name) for a in (small, again))
        if f.name in kept.ARRAYS:
            assert np.array_equal(one, other, equal_nan=True)
        else:
            assert one == other
    assert [p.name for p in tmp_path.iterdir()] == ["answer.npz"]


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "other"])
def test_a_damaged_answer_is_none(answers: Path, tmp_path: Path, damage: str) -> None:
    whole = next(answers.glob("*.npz")).read_bytes()
    path = tmp_path / f"{damage}.npz"
    if damage == "other":
        np.savez(path, something=np.zeros(3))
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "text": b"{}"}[damage])
    assert kept._read(path, 0.0) is None


def test_few_answers_stay_and_the_newest_do(small: kept.Answer, tmp_path: Path) -> None:
    for n in range(kept.KEPT + 2):
        kept.write(small, tmp_path / f"{n}.npz")
        os.utime(tmp_path / f"{n}.npz", (1e9 + n, 1e9 + n))
    kept.write(small, tmp_path / "last.npz")
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == kept.KEPT
    assert {"last.npz", f"{kept.KEPT + 1}.npz"} <= names


def test_the_key_changes_with_question_scenarios_and_rules(answers: Path) -> None:
    asked = kept.question()
    others = [
        kept.Question(runs=3, scale=0.05),
        kept.Question(runs=2, scale=0.1),
        kept.Question(names=asked.names[:3], runs=2, scale=0.05),
    ]
    assert len({kept.key_of(q) for q in (asked, *others)}) == 4
    assert kept.key_of(asked) == kept.key_of(kept.Question(runs=2, scale=0.05))
    names = {path.name for path in kept._sources()}
    assert {"quarter.py", "parameters.csv", "instruments.py", "national_2015.toml"} <= names
    assert "phrases.py" not in names


@pytest.mark.parametrize(("name", "value"), [("RUNS", "1"), ("SCALE", "nan"), ("RUNS", "many")])
def test_nonsense_in_the_environment_is_named(
    answers: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"LIAOSIM_ANSWER_{name}", value)
    with pytest.raises(InputError, match=f"--{name.lower()}"):
        kept.find(kept.question())


def test_an_older_answer_is_shown_as_such_until_the_second_process_made_a_new_one(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = kept.question()
    key = kept.key_of(asked)
    shutil.copy(kept.path_of(asked, key), tmp_path / f"{asked.name}-older.npz")
    monkeypatch.setenv("LIAOSIM_ANSWERS", str(tmp_path))
    found = kept.find(asked)
    assert found.answer is not None
    assert not found.fresh
    recompute.begin(asked, key)
    until = time.monotonic() + PATIENCE
    while recompute.state(asked, key).kind == "running" and time.monotonic() < until:
        time.sleep(0.1)
    assert recompute.state(asked, key).kind == "idle"
    new = kept.find(asked)
    assert new.fresh
    assert new.answer is not None
    one, other = (a.comparison.estimate for a in (found.answer, new.answer))
    assert np.array_equal(one, other, equal_nan=True)
    recompute.forget()


def test_a_second_process_that_fails_says_why_and_is_not_begun_again(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = kept.question()
    monkeypatch.setenv("LIAOSIM_ANSWERS", str(tmp_path))
    monkeypatch.setenv("LIAOSIM_ANSWER_SCALE", "99")  # what the second process will be asked
    recompute.begin(asked, "key")
    until = time.monotonic() + PATIENCE
    while recompute.state(asked, "key").kind == "running" and time.monotonic() < until:
        time.sleep(0.1)
    state = recompute.state(asked, "key")
    assert state.kind == "failed"
    assert "--scale" in state.reason
    recompute.begin(asked, "key")
    assert recompute.state(asked, "key").kind == "failed"
    recompute.forget()
    assert recompute.state(asked, "key").kind == "idle"


def test_budgets_of_years_by_hand() -> None:
    flat = {"start": "2016Q1", "end": "2020Q4", "budget": 100.0}
    assert yearly_budget(flat) == 100.0
    assert whole_budget(flat) == pytest.approx(500.0, rel=1e-12)
    by_year = {"start": "2016Q3", "end": "2017Q4", "budget": [100.0, 200.0]}
    assert yearly_budget(by_year) == 150.0
    assert whole_budget(by_year) == pytest.approx(250.0, rel=1e-12)  # half of 100 and all of 200
    assert yearly_budget(None) == 0.0


def test_kept_budgets_are_those_of_the_library(small: kept.Answer) -> None:
    table = load("plan_2015").levers["technical_transformation"]
    stored = small.budgets["plan_2015"]["technical_transformation"]
    assert stored == {"start": table.start, "end": table.end, "budget": table.budget}
    assert small.budgets["no_plan"] == {}
