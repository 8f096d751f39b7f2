"""Signs that economics gives to policy, on paired ensembles of the full province."""

from __future__ import annotations

from functools import cache

import pytest

from calibration.expectations import EXPECTATIONS, FINDINGS, Outcome, direct_outcomes, outcomes
from calibration.policy_variants import VARIANTS, scenario_of
from scenarios.levers.registry import LEVERS
from scenarios.policy_schedule import instruments


@cache
def judged() -> dict[str, Outcome]:
    """Every expectation, judged once on 8 seeds at full scale."""
    return {found.expectation.name: found for found in outcomes()}


@cache
def direct() -> dict[str, Outcome]:
    """Every lever alone, judged once on 8 seeds at full scale."""
    return {found.expectation.name: found for found in direct_outcomes()}


def test_there_are_at_least_25_with_a_sentence_each_and_findings_name_some_of_them() -> None:
    names = [each.name for each in EXPECTATIONS]
    assert len(names) >= 25
    assert len(set(names)) == len(names)
    assert all(each.because.endswith(".") for each in EXPECTATIONS)
    assert set(FINDINGS) <= set(names)
    assert len(names) - len(FINDINGS) >= 20


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_a_scenario_that_can_be_run(name: str) -> None:
    levers, policy, _ = instruments(scenario_of(VARIANTS[name]), 44)
    assert levers["on"].shape == (44, 13)
    assert len(policy) == 44


@pytest.mark.slow
@pytest.mark.parametrize("name", [each.name for each in EXPECTATIONS if each.name not in FINDINGS])
def test_an_expectation_holds(name: str) -> None:
    found = judged()[name]
    assert found.holds, f"{found.estimate:.4g} [{found.low:.4g}, {found.high:.4g}]"


@pytest.mark.slow
@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_is_still_one(name: str) -> None:
    """What holds after all is no finding: its explanation would be wrong."""
    found = judged()[name]
    assert not found.holds, f"{found.estimate:.4g} [{found.low:.4g}, {found.high:.4g}]"


@pytest.mark.slow
@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_alone_moves_its_own_output(lever: str) -> None:
    found = direct()[lever]
    assert found.holds, f"{found.estimate:.4g} [{found.low:.4g}, {found.high:.4g}]"
