"""A member of which a run failed: named, left out of all scenarios, and never with exit code 0."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.output import close
from experiments import ensemble
from experiments.comparison import compare_checked
from experiments.options import RunOptions, check
from experiments.run import run_checked
from experiments.run_warnings import Failed
from experiments.targets import targets_checked
from model.simulate import simulate
from model.toy import toy_start
from scenarios import policy_schedule
from scenarios.errors import LiaosimError
from scenarios.loader import load, several_scenarios

NAMES = ("no_plan", "plan_2015", "digital_first")
BROKEN = 2  # the seed whose run of one scenario fails


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy province in place of the full one; seed 2 breaks down where money is spent."""

    def breaks(begin: Any, world: Any, levers: Any, *others: Any, **more: Any) -> Any:
        if begin.seed == BROKEN and levers["on"].any():
            raise ArithmeticError("a wheel came off")
        return simulate(begin, world, levers, *others, **more)

    monkeypatch.setattr(ensemble, "start", lambda seed, *_: toy_start(seed))
    monkeypatch.setattr(policy_schedule, "simulate", breaks)


CAUSE = "ArithmeticError: a wheel came off"


def test_a_comparison_leaves_the_member_out_of_all_scenarios_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    request = check(RunOptions(runs=3, scale=0.1, until="2016Q4", workers=1), 2)
    found = compare_checked(several_scenarios(NAMES, None), request)
    assert found.seeds == (1, 3)
    assert found.failed == tuple(Failed(0, BROKEN, name, CAUSE) for name in NAMES[1:])
    listed = json.loads(found.to_json())["failed"]
    assert listed[0] == {"draw": 0, "seed": 2, "scenario": "plan_2015", "cause": CAUSE}
    assert any("a wheel came off" in warned.text.message("en") for warned in found.warnings)
    assert close(found, request, "en") == 1
    assert "1 runs failed and their members are left out; the first, seed 2" in (
        capsys.readouterr().err
    )


def test_one_scenario_and_its_targets_name_the_member_too() -> None:
    request = check(RunOptions(runs=3, scale=0.1, until="2020Q4", workers=1))
    for found in (
        run_checked(load("plan_2015"), request),
        targets_checked(load("plan_2015"), request),
    ):
        assert found.seeds == (1, 3)
        assert found.failed == (Failed(0, BROKEN, "plan_2015", CAUSE),)
        assert close(found, request, "zh") == 1


def test_whole_runs_end_with_code_0() -> None:
    request = check(RunOptions(runs=1, scale=0.1, until="2015Q4", workers=1))
    found = run_checked(load("plan_2015"), request)
    assert found.failed == ()
    assert close(found, request, "en") == 0


def test_too_few_members_give_no_answer_but_the_cause() -> None:
    request = check(RunOptions(runs=2, scale=0.1, until="2016Q4", workers=1), 2)
    asked = several_scenarios(("no_plan", "plan_2015"), None)
    with pytest.raises(LiaosimError, match="seed 2: ArithmeticError: a wheel came off"):
        compare_checked(asked, request)
