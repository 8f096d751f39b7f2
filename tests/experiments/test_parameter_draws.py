"""Draws of the parameters, and intervals that hold doubt about them."""

import numpy as np
import pytest

from agents.parameters import table
from experiments.intervals import Gathering, Nested, t_quantile
from experiments.parameter_draws import at_quantile, drawn, key_of, parameters_of, places_of
from liaosim import compare
from scenarios.errors import InputError

DRAWS = range(1, 41)
SMALL = {"scale": 0.05, "until": "2016Q4"}


def test_draw_0_is_central_and_every_draw_lies_in_the_range() -> None:
    wrong = []
    for row in table().values():
        if drawn(row, 0) != row.value:
            wrong.append(f"{row.name}: draw 0 is {drawn(row, 0)}, not {row.value}")
        for draw in DRAWS:
            values = drawn(row, draw)
            if not all(a <= x <= b for a, x, b in zip(row.low, values, row.high, strict=True)):
                wrong.append(f"{row.name}: draw {draw} is {values}")
            if row.sum is not None and abs(sum(values) - row.sum) > 1e-12:
                wrong.append(f"{row.name}: draw {draw} sums to {sum(values)}")
    assert wrong == []


def test_every_parameter_that_is_not_fixed_moves_and_none_moves_with_another():
    moving = [row for row in table().values() if row.prior != "fixed"]
    places = np.array([[drawn(row, k)[0] for k in DRAWS] for row in moving])
    spread = places.std(axis=1)
    assert (spread[[row.low[0] < row.high[0] for row in moving]] > 0.0).all()
    uniform = [
        n for n, row in enumerate(moving) if row.prior == "uniform" and row.low[0] < row.high[0]
    ]
    found = np.corrcoef(places[uniform])[np.triu_indices(len(uniform), 1)]
    # of independent samples of 40 the mean correlation is 0, its spread 1 / sqrt(39) a pair
    assert abs(found.mean()) < 0.02
    assert found.std() == pytest.approx(1.0 / np.sqrt(39), rel=0.1)


def test_a_draw_is_keyed_by_its_number_and_the_name():
    row = table()["demand_sd"]
    assert drawn(row, 3) == drawn(row, 3) != drawn(row, 4)
    other = row._replace(name="another_sd")
    assert key_of(row.name) != key_of(other.name)
    assert drawn(other, 3) != drawn(row, 3)


@pytest.mark.parametrize(
    ("prior", "low", "high"),
    [("uniform", -1.0, 3.0), ("normal", 1.0, 1.2), ("lognormal", 0.5, 8.0), ("beta", 0.1, 0.6)],
)
def test_the_middle_of_a_prior_rises_from_bound_to_bound(prior, low, high):
    places = [at_quantile(prior, low, high, u) for u in np.linspace(1e-9, 1 - 1e-9, 101)]
    assert places == sorted(places)
    assert places[0] == pytest.approx(low, abs=1e-6)
    assert places[-1] == pytest.approx(high, abs=1e-6)
    middle = {"lognormal": 2.0, "beta": 1 / (1 + np.sqrt(9 * 4 / 6))}
    assert places[50] == pytest.approx(middle.get(prior, (low + high) / 2), rel=1e-9)


def test_the_central_draw_is_what_the_model_reads_by_itself_and_others_reach_it():
    assert parameters_of(0) is None
    assert parameters_of(2)["demand_sd"][0] == drawn(table()["demand_sd"], 2)[0]


def test_members_of_different_draws_share_no_seed():
    assert places_of((5, 6), 0) == ((0, 5), (0, 6))
    assert places_of((5, 6), 2) == ((0, 5), (0, 6), (1, 7), (1, 8), (2, 9), (2, 10))


def nested(values):
    found = Nested()
    for draw, members in enumerate(values):
        for member in members:
            found.add(np.atleast_1d(np.asarray(member, float)), draw)
    return found


def test_variance_components_by_hand():
    # draws 1 and 2 with members (1, 3) and (7, 9): means 2 and 8, spread of means 18, within 2,
    # so the parameters have 18 - 2/2 = 17; interval variance 17 * 1.5 + 0.5; one degree of freedom
    found = nested([(100.0,), (1.0, 3.0), (7.0, 9.0)])
    assert found.mean[0] == 5.0
    assert found.central.mean[0] == 100.0
    assert found.half_width()[0] == pytest.approx(t_quantile(2) * np.sqrt(26.0), rel=1e-12)
    assert found.parameter_share()[0] == pytest.approx(25.5 / 26.0, rel=1e-12)


def test_where_parameters_do_nothing_the_interval_is_of_the_mean_over_draws():
    found = nested([(0.0,), (1.0, 3.0), (1.5, 2.5), (0.0, 4.0)])
    assert found.parameter_share()[0] != found.parameter_share()[0]  # no variance at all: nan
    assert found.half_width()[0] == 0.0
    found = nested([(0.0,), (1.0, 4.0), (2.0, 3.2), (0.0, 5.1)])
    means = Gathering()
    for mean in (2.5, 2.6, 2.55):
        means.add(np.array([mean]))
    assert found.parameter_share()[0] == 0.0
    assert found.half_width()[0] == pytest.approx(means.half_width()[0], rel=1e-12)


@pytest.mark.parametrize(("draws", "members"), [(8, 4), (16, 8)])
def test_interval_covers_the_truth_under_a_new_draw_as_often_as_it_says(draws, members):
    repetitions = 20_000
    chance = np.random.default_rng(7)
    effects = chance.normal(size=(draws, repetitions))
    noise = chance.normal(size=(draws, members, repetitions))
    found = nested([noise[0], *(effects[:, None] + 1.5 * noise)])
    truth = chance.normal(size=repetitions)
    covered = (abs(found.mean - truth) <= found.half_width()).mean()
    assert 0.93 <= covered <= 0.975  # standard error 0.0015


def test_a_comparison_with_draws_shows_the_split_and_the_central_values():
    found = compare("no_plan", ["plan_2015"], runs=2, draws=2, **SMALL)
    plain = compare("no_plan", ["plan_2015"], runs=2, **SMALL)
    effect = found.effect("plan_2015", "output", "2016")
    assert found.seeds == (1, 2, 3, 4, 5, 6)
    assert effect.central == plain.effect("plan_2015", "output", "2016").estimate
    assert 0.0 <= effect.parameter_share <= 1.0
    assert "2 draws" in repr(found)
    assert '"parameter_share"' in found.to_json()
    assert '"parameter_share"' not in plain.to_json()
    assert "parameter_share" in found.table().columns


def test_one_draw_and_a_width_with_draws_are_refused():
    with pytest.raises(InputError, match="2 and more"):
        compare("no_plan", ["plan_2015"], draws=1)
    with pytest.raises(InputError, match="not together"):
        compare("no_plan", ["plan_2015"], draws=4, until_width=["output=1%"])
