"""Questions answered by worker processes: as ``compare`` does; cancelled, lost, shared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from agents.record import ROOT, interpreted
from experiments.comparison import compare_checked
from experiments.live import desk as live
from experiments.live.desk import Desk, Question, Stage
from experiments.live.workers import LostError, Workers
from scenarios.loader import load
from scenarios.scenario import Scenario

SMALL = (Stage("first", 2, 0.02, "2016Q4"), Stage("full", 3, 0.05, "2018Q4"))
PATIENCE = 240.0  # seconds on a busy machine
ARRAYS = ("base_mean", "estimate", "half_width", "path_mean", "path_half_width")


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def named(name: str, budget: float) -> Scenario:
    """The plan with another budget for technical transformation."""
    plan = load("plan_2015")
    tables = dict(plan.levers)
    tables["technical_transformation"] = tables["technical_transformation"].model_copy(
        update={"budget": budget}
    )
    words = dict.fromkeys(("zh", "en"), name)
    return Scenario(name, words, words, plan.world, tables, plan.national)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    if interpreted():
        pytest.skip("a worker takes minutes where the rules are not compiled")
    found = Desk(Workers(2), SMALL)
    yield found
    found.end()


def answered(question: Question) -> Question:
    until(lambda: question.finished)
    assert question.error is None, str(question.error)
    return question


def test_each_stage_is_what_compare_gives_to_the_bit(desk: Desk) -> None:
    asked = load("no_plan"), load("plan_2015")
    question = answered(desk.ask(*asked))
    assert len(question.answers) == len(SMALL)
    for stage, found in zip(SMALL, question.answers, strict=True):
        right = compare_checked(asked, stage.request)
        assert found.seeds == right.seeds
        assert found.periods == right.periods
        for name in ARRAYS:
            one, other = getattr(found, name), getattr(right, name)
            assert np.array_equal(one, other, equal_nan=True), name
        assert found.document() == right.document()
    desk.leave(question)


def test_who_asks_the_same_shares_the_answer_and_who_asks_again_finds_it(desk: Desk) -> None:
    asked = load("no_plan"), named("shared", 500.0)
    first, second = desk.ask(*asked), desk.ask(*asked)
    assert first is second
    desk.leave(first)
    answered(second)  # one reader is left, so it goes on
    desk.leave(second)
    again = desk.ask(*asked)
    assert again is first
    desk.leave(again)


def test_a_question_that_nobody_waits_for_is_given_up_and_asked_anew(desk: Desk) -> None:
    asked = load("no_plan"), named("dropped", 400.0)
    question = desk.ask(*asked)
    desk.leave(question)
    assert question.given_up
    again = desk.ask(*asked)
    assert again is not question
    answered(again)
    assert len(again.answers) == len(SMALL)
    assert len(question.answers) < len(SMALL)
    desk.leave(again)


def test_a_worker_under_way_stops_at_its_next_quarter() -> None:
    if interpreted():
        pytest.skip("a worker takes minutes where the rules are not compiled")
    slow = Desk(Workers(1), (Stage("full", 2, 1.0, "2030Q4"),))
    try:
        warm = slow.get_ready([load("no_plan")])
        for each in warm:
            each.result(PATIENCE)
        question = slow.ask(load("no_plan"), named("long", 300.0))
        time.sleep(0.3)
        slow.leave(question)
        other = answered(slow.ask(load("no_plan"), named("next", 200.0)))
        assert not question.answers
        assert len(other.answers) == 1
    finally:
        slow.end()


def test_a_lost_worker_is_said_and_a_new_one_answers(desk: Desk) -> None:
    answered(desk.ask(load("no_plan"), named("before", 100.0)))
    before = desk.workers.pids
    question = desk.ask(load("no_plan"), named("lost", 50.0))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: question.finished)
    if question.error is not None:  # unless it had been answered when its workers were killed
        assert isinstance(question.error, LostError)
        assert "exit -9" in question.error.message("en")
    again = answered(desk.ask(load("no_plan"), named("lost again", 40.0)))
    assert len(again.answers) == len(SMALL)
    assert not set(before) & set(desk.workers.pids)


def test_old_answers_are_forgotten_when_memory_is_full(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = answered(desk.ask(load("no_plan"), named("kept", 30.0)))
    desk.leave(kept)
    monkeypatch.setattr(live, "MOST_BYTES", 0)
    last = answered(desk.ask(load("no_plan"), named("last", 20.0)))
    assert desk.ask(last.baseline, last.scenario) is last  # it has a reader
    monkeypatch.undo()
    again = desk.ask(kept.baseline, kept.scenario)
    assert again is not kept
    answered(again)


def test_workers_die_with_their_server() -> None:
    if interpreted():
        pytest.skip("a worker takes minutes where the rules are not compiled")
    server = (
        "import sys, time\n"
        "from experiments.live.desk import Desk, Stage\n"
        "from experiments.live.workers import Workers\n"
        "from scenarios.loader import load\n"
        "desk = Desk(Workers(2), (Stage('full', 2, 1.0, '2025Q4'),))\n"
        "desk.get_ready([load('no_plan')])\n"
        "while len(desk.workers.pids) < 2: time.sleep(0.01)\n"
        "print(*desk.workers.pids, flush=True)\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", server]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        assert len(pids) == 2
        process.kill()  # without a word to anybody
    until(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
