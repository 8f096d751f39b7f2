"""What a yuan of the plan and of each of its levers alone brings, against no plan."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.indicators import INDICATOR_INDEX, by_year, values
from model.input_data.external_world import START
from model.simulate import start
from scenarios.loader import load
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

FloatArray = NDArray[np.float64]
PLAN, YEARS = "plan_2015", 11
GRANTED = slice(2016 - START, 2021 - START)  # years of the plan's money
MOST_OF_PLAN, MOST_OF_LEVER, MOST_TAX = 3.0, 5.0, 1.0  # yuan a yuan


class Return(NamedTuple):
    """Gains over no plan of one member each (n,), summed over 2015 to 2025, at 2015 prices."""

    name: str
    spent: float  # million yuan, mean of the members
    value_added: FloatArray  # yuan a yuan
    tax: FloatArray
    investment: FloatArray
    jobs: FloatArray  # (T,): persons, mean of the members
    kept: float  # value added gained in 2025 over that of the best year; nan without gain
    deadweight: float  # share of grants for what would have been done without them

    @property
    def error(self) -> float:
        """Standard error of the mean of value added a yuan; nan of one member."""
        n = len(self.value_added)
        return float(self.value_added.std(ddof=1)) / n**0.5 if n > 1 else float("nan")

    @property
    def most(self) -> float:
        """Most value added a yuan that evaluations let expect."""
        return MOST_OF_PLAN if self.name == PLAN else MOST_OF_LEVER


def returns(seeds: range, scale: float = 1.0) -> list[Return]:
    """The plan first, then each of its levers that spends anything."""
    plan = load(PLAN)
    alone = {name: replace(plan, levers={name: lever}) for name, lever in plan.levers.items()}
    starts = [start(seed, scale) for seed in seeds]

    def seen(scenario: Scenario) -> tuple[FloatArray, float]:
        runs = [prepare(scenario, 4 * YEARS).run(begin) for begin in starts]
        years = np.array([values(by_year(run.cities.sum(axis=1))) for run in runs])
        return years, float(np.mean([run.spent.sum() for run in runs]))

    before, _ = seen(load("no_plan"))
    found = []
    for name, scenario in {PLAN: plan, **alone}.items():
        after, spent = seen(scenario)
        if spent <= 0.0:
            continue
        more = after - before

        def gain(indicator: str, more: FloatArray = more) -> FloatArray:
            result: FloatArray = more[:, :, INDICATOR_INDEX[indicator]]
            return result

        path = gain("value_added").mean(axis=0)
        additional = after[:, GRANTED, INDICATOR_INDEX["additionality"]]
        found.append(
            Return(
                name,
                spent,
                gain("value_added").sum(axis=1) / spent,
                gain("tax_revenue").sum(axis=1) / spent,
                gain("investment").sum(axis=1) / spent,
                gain("employment").mean(axis=0),
                float(path[-1] / path.max()) if path.max() > 0.0 else float("nan"),
                1.0 - float(additional.mean()),
            )
        )
    return found
