"""Scenarios with parameters of their own run from starts of their own."""

from typing import Any

import numpy as np
import pytest

from agents.parameters import with_values
from experiments.ensemble import Ensemble
from model import indicators
from model.simulate import simulate, start
from scenarios.loader import load
from scenarios.policy_schedule import prepare

SEEDS, SCALE, QUARTERS = (1, 2), 0.02, 4
HARD: Any = {"rescue": (0.0, 0.0, 0.0, 0.0), "demand_sd": 0.0}


def alone(name, seed, changed):
    """Yearly indicators of one run from a start of its own."""
    begin = start(seed, SCALE, None if changed is None else with_values(changed))
    ready = prepare(load(name), QUARTERS)
    run = simulate(begin, ready.world, ready.levers, ready.policy, QUARTERS)
    totals = indicators.by_year(indicators.row_totals(run.cities, run.sectors))
    return indicators.row_values(totals, indicators.rows())


def test_each_scenario_runs_under_its_own_parameters_on_the_seeds_of_all():
    names, changes = ("no_plan", "plan_2015", "no_plan"), (None, HARD, HARD)
    done: list[Any] = []
    ensemble = Ensemble(
        [load(name) for name in names],
        SEEDS,
        scale=SCALE,
        quarters=QUARTERS,
        overrides=changes,
        progress=lambda so_far, whole: done.append((so_far, whole)),
    )
    found = ensemble.by_scenario()
    assert found.shape[:3] == (3, 2, 1)
    for values, name, changed in zip(found, names, changes, strict=True):
        for of_seed, seed in zip(values, SEEDS, strict=True):
            assert np.array_equal(of_seed, alone(name, seed, changed), equal_nan=True)
    assert not np.array_equal(found[0], found[2], equal_nan=True)
    # two starts, each as long as three runs, and three runs, on two seeds
    assert done[-1] == (pytest.approx(18.0), 18.0)


def test_parameters_of_each_scenario_go_with_no_draws():
    with pytest.raises(ValueError, match="no draws"):
        Ensemble([load("no_plan")], SEEDS, overrides=[HARD], parameters="prior")
