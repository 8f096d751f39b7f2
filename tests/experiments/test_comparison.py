import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from experiments.ensemble import Ensemble, periods
from experiments.intervals import Gathering
from liaosim import compare, load
from model.indicators import INDICATOR_INDEX, SCOPES
from scenarios.errors import InputError

SMALL: dict[str, Any] = {"scale": 0.05, "until": "2017Q4"}


def gathered(values):
    result = Gathering()
    for value in values:
        result.add(np.atleast_1d(np.asarray(value, float)))
    return result


def test_interval_is_the_t_interval_of_scipy_on_known_numbers():
    differences = [2.0, 3.5, 1.0, 4.5, 2.5]
    found = gathered(differences)
    low, high = stats.t.interval(
        0.95, len(differences) - 1, np.mean(differences), stats.sem(differences)
    )
    assert found.mean[0] == pytest.approx(2.7, rel=1e-14)
    assert found.mean[0] - found.half_width()[0] == pytest.approx(low, rel=1e-12)
    assert found.mean[0] + found.half_width()[0] == pytest.approx(high, rel=1e-12)


def test_interval_of_two_by_hand():
    # differences 1 and 3: mean 2, deviation sqrt(2), t with one degree of freedom 12.7062
    assert gathered([1.0, 3.0]).half_width()[0] == pytest.approx(12.706204736, rel=1e-9)


def test_equal_differences_have_an_interval_of_no_width():
    assert gathered([0.1, 0.1, 0.1]).half_width()[0] == 0.0


def test_undefined_in_one_member_is_undefined_and_one_member_has_no_interval():
    assert math.isnan(gathered([1.0, math.nan, 3.0]).mean[0])
    with pytest.raises(ValueError, match="at least 2"):
        gathered([1.0]).half_width()


def test_periods_are_whole_years_and_quarters_where_no_year_is_whole():
    assert periods(9, by_quarter=False) == ("2015", "2016")
    assert periods(3, by_quarter=False) == ("2015Q1", "2015Q2", "2015Q3")
    assert periods(5, by_quarter=True)[:3] == ("2015", "2015Q1", "2015Q2")


@pytest.fixture(scope="module")
def small():
    return compare("no_plan", ["plan_2015", "digital_first"], runs=3, workers=1, **SMALL)


def test_workers_do_not_move_a_bit(small):
    other = compare("no_plan", ["plan_2015", "digital_first"], runs=3, workers=2, **SMALL)
    assert small.seeds == other.seeds == (1, 2, 3)
    for name in ("base_mean", "estimate", "half_width", "path_mean", "path_half_width"):
        assert getattr(small, name).tobytes() == getattr(other, name).tobytes()


def test_at_central_values_the_estimate_is_the_mean_of_differences_seed_by_seed():
    small = compare("no_plan", ["plan_2015"], runs=3, workers=1, parameters="central", **SMALL)
    ensemble = Ensemble(
        [load("no_plan"), load("plan_2015")], small.seeds, scale=0.05, quarters=12, workers=2
    )
    values = np.stack([member.values for member in ensemble])
    period, row = small.periods.index("2017"), small.rows.index(("province", "all"))
    column = values[:, :, period, row, INDICATOR_INDEX["output"]]
    differences = column[:, 1] - column[:, 0]
    effect = small.effect("plan_2015", "output", "2017")
    assert effect is not None
    low, high = stats.t.interval(0.95, 2, differences.mean(), stats.sem(differences))
    size = abs(column).max()
    assert effect.estimate == pytest.approx(differences.mean(), abs=1e-12 * size)
    assert effect.low == pytest.approx(low, abs=1e-12 * size)
    assert effect.high == pytest.approx(high, abs=1e-12 * size)
    assert effect.baseline == pytest.approx(column[:, 0].mean(), rel=1e-12)


def test_a_path_holds_the_baseline_and_every_scenario(small):
    path = small.path("no_plan", "output")
    assert path.periods == ("2015", "2016", "2017")
    assert (path.low <= path.mean).all()
    assert (path.mean <= path.high).all()
    effect = small.effect("plan_2015", "output", "2017")
    difference = small.path("plan_2015", "output").mean[2] - path.mean[2]
    assert difference == pytest.approx(effect.estimate, abs=1e-9 * path.mean[2])


def test_everything_listed_is_finite_and_agrees_with_the_table(small):
    table = small.table()
    assert len(table) == len(small.effects) > 0
    numbers = table.select("baseline", "estimate", "low", "high").to_numpy()
    assert np.isfinite(numbers).all()
    assert sorted(set(table["scope"])) == sorted(SCOPES)
    first, line = small.effects[0], table.row(0, named=True)
    assert line.pop("runs") == small.runs
    assert {name: getattr(first, name) for name in line} == line


WRONG_NAMES = {
    "scenario": (("plan_2051", "output", "2017"), "scenario.*nearest is plan_2015"),
    "indicator": (("plan_2015", "outputs", "2017"), "nearest is output"),
    "period": (("plan_2015", "output", "2071"), "period.*2017"),
    "scope": (("plan_2015", "output", "2017", "nort"), "scope.*nearest is northwest"),
    "group": (("plan_2015", "output", "2017", "province", "stel"), "group.*nearest is steel"),
    "no cross": (("plan_2015", "output", "2017", "Dalian", "steel"), "group.*allowed are all"),
}


@pytest.mark.parametrize(("asked", "says"), WRONG_NAMES.values(), ids=WRONG_NAMES)
def test_a_name_that_is_not_there_is_met_with_the_nearest(asked, says, small):
    with pytest.raises(InputError, match=says):
        small.effect(*asked)
    scenario, indicator, period, *row = asked
    if period == "2017":
        with pytest.raises(InputError, match=says):
            small.path(scenario, indicator, *row)


def test_what_is_not_defined_is_no_error(small):
    assert small.effect("plan_2015", "additionality", "2015") is None  # no grants in the baseline


def test_a_comparison_says_what_it_is(small):
    assert repr(small).startswith("Comparison(plan_2015, digital_first against no_plan: 3 pairs")


def test_one_scenario_alone_or_twice_or_one_run_is_refused():
    with pytest.raises(InputError, match="at least one scenario"):
        compare("no_plan", [], runs=2)
    with pytest.raises(InputError, match="stands twice"):
        compare("no_plan", ["no_plan"], runs=2)
    with pytest.raises(InputError, match="--runs"):
        compare("no_plan", ["plan_2015"], runs=1)


def test_one_scenario_may_be_named_without_a_list():
    asked: dict[str, Any] = {"runs": 2, "scale": 0.02, "until": "2015Q4"}
    alone, listed = (compare("no_plan", given, **asked) for given in ("plan_2015", ["plan_2015"]))
    assert alone.scenarios == listed.scenarios == ("plan_2015",)
    assert np.array_equal(alone.estimate, listed.estimate, equal_nan=True)
