"""Draws of the parameters, and intervals that hold doubt about them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agents.parameters import table
from experiments.intervals import Gathering, Nested, t_quantile
from experiments.parameter_draws import at_quantile, drawn, key_of, parameters_of, places_of
from experiments.wording import parameters_text
from liaosim import compare
from model.indicators import HEADLINES
from scenarios.errors import InputError
from scenarios.loader import load

DRAWS = range(1, 41)
SMALL: dict[str, Any] = {"scale": 0.05, "until": "2016Q4"}


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
    second: Any = parameters_of(2)
    assert second["demand_sd"][0] == drawn(table()["demand_sd"], 2)[0]


def test_a_member_draws_with_its_seed_and_a_quarter_of_them_share_a_draw():
    assert places_of((5, 6), "central") == ((0, 5), (0, 6))
    assert places_of(range(5, 10), "prior") == ((5, 5), (6, 6), (6, 7), (8, 8), (9, 9))
    for runs in (2, 3, 16, 64):
        draws = [draw for draw, _ in places_of(range(1, runs + 1), "prior")]
        assert len(set(draws)) == runs - (runs + 1) // 4
        assert max(map(draws.count, draws)) <= 2


def test_more_seeds_leave_the_draws_of_the_first_and_no_seed_has_the_central_draw():
    many = places_of(range(64), "prior")
    assert many[:16] == places_of(range(16), "prior")
    assert 0 not in {draw for draw, _ in many}
    assert len(set(many)) == 64


def nested(values):
    found = Nested()
    for draw, members in enumerate(values, start=1):
        for member in members:
            found.add(np.atleast_1d(np.asarray(member, float)), draw)
    return found


def test_variance_components_by_hand():
    # means 2 and 8, spread of means 18, chance 2 on two degrees of freedom, 1 in a draw's mean
    found = nested([(1.0, 3.0), (7.0, 9.0)])
    assert found.mean[0] == 5.0
    assert found.count == 2
    # of the mean from chance: variance 2 / 4 members, two degrees of freedom
    assert found.half_width_chance()[0] == pytest.approx(t_quantile(3) * np.sqrt(0.5), rel=1e-12)


@pytest.mark.parametrize("count", [3, 12, 48])
def test_without_chance_the_interval_is_that_of_one_more_normal_draw(count):
    values = np.random.default_rng(count).normal(size=count)
    found = nested([(value, value) for value in values])
    right = t_quantile(count) * values.std(ddof=1) * np.sqrt(1.0 + 1.0 / count)
    assert found.half_width()[0] == pytest.approx(right, rel=0.006)
    assert found.half_width_chance()[0] == 0.0


def test_without_two_members_of_a_draw_all_of_the_spread_counts_as_chance():
    found, values = nested([(1.0,), (4.0,)]), Gathering()
    for value in (1.0, 4.0):
        values.add(np.array([value]))
    assert found.half_width_chance()[0] == pytest.approx(values.half_width()[0], rel=1e-12)
    assert found.half_width()[0] > found.half_width_chance()[0]


def test_looking_in_between_changes_nothing_though_a_draw_may_not_be_complete():
    chance = np.random.default_rng(2)
    places = places_of(range(1, 25), "prior")
    values = chance.normal(size=(len(places), 3))
    looked, plain = Nested(), Nested()
    for (draw, _), value in zip(places, values, strict=True):
        looked.add(value, draw)
        plain.add(value, draw)
        if looked.count > 1:
            looked.half_width()
    assert looked.count == plain.count == 18
    assert np.array_equal(looked.half_width(), plain.half_width())
    assert np.array_equal(looked.mean, plain.mean)


def bank(spread, runs, repetitions, seed):
    """Effects over normal parameters with chance of 1, as members of one comparison gather them."""
    chance = np.random.default_rng(seed)
    effects: dict[int, Any] = {}
    found = Nested()
    for draw, _ in places_of(range(1, runs + 1), "prior"):
        effect = effects.setdefault(draw, spread * chance.normal(size=repetitions))
        found.add(effect + chance.normal(size=repetitions), draw)
    return found, spread * chance.normal(size=repetitions)


@pytest.mark.parametrize("runs", [3, 8, 16, 64])
@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0, 2.0, 9.0])
def test_the_interval_holds_the_effect_under_one_more_draw_as_often_as_it_says(runs, spread):
    found, truth = bank(spread, runs, 20_000, seed=7)
    covered = (abs(found.mean - truth) <= found.half_width()).mean()
    # standard error 0.0015; where parameters hardly move an effect, or few pairs say little of
    # chance, the interval is no narrower than that of the mean, so it may hold it more often
    assert 0.93 <= covered <= (0.965 if spread >= 1.0 and runs >= 16 else 1.0)


@pytest.mark.parametrize("runs", [16, 64])
@pytest.mark.parametrize("spread", [0.3, 2.0, 9.0])
def test_the_interval_of_chance_holds_the_mean_over_the_same_draws_as_often_as_it_says(
    runs, spread
):
    chance = np.random.default_rng(3)
    effects: dict[int, Any] = {}
    found = Nested()
    for draw, _ in places_of(range(1, runs + 1), "prior"):
        effect = effects.setdefault(draw, spread * chance.normal(size=20_000))
        found.add(effect + chance.normal(size=20_000), draw)
    right = np.mean(list(effects.values()), axis=0)
    covered = (abs(found.mean - right) <= found.half_width_chance()).mean()
    # members of a shared draw weigh half: Satterthwaite would ask for nothing here, as chance has
    # one variance; 4.5 standard errors
    assert covered == pytest.approx(0.95, abs=0.007)


def test_four_times_the_pairs_halve_chance_and_leave_the_spread():
    few, _ = bank(3.0, 16, 4_000, seed=1)
    many, _ = bank(3.0, 64, 4_000, seed=2)
    spread = many.half_width().mean() / few.half_width().mean()
    assert 0.85 < spread < 1.0  # t of 11 and of 47 degrees of freedom
    assert many.half_width_chance().mean() / few.half_width_chance().mean() < 0.5


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_a_probability_of_an_order_comes_true_as_often_as_it_says(spread):
    found, truth = bank(spread, 16, 1_500, seed=4)
    chance = found.probability()
    # the mean probability that a new effect is above the mean's sign, in bands of what was said
    assert (truth > 0.0).mean() == pytest.approx(chance.mean(), abs=0.06)
    shifted = Nested()
    shifted.add(np.array([3.0]), 1)
    shifted.add(np.array([4.0]), 2)
    shifted.add(np.array([4.5]), 2)
    assert shifted.probability()[0] > 0.5


def test_no_difference_in_any_member_is_a_tie():
    for found in (nested([(0.0,), (0.0, 0.0)]), Gathering(2, np.zeros(1), np.zeros(1))):
        assert found.probability()[0] == 0.5


@pytest.mark.parametrize("count", [2, 12])
def test_an_interval_that_just_leaves_out_zero_is_a_probability_of_97_5_percent(count):
    values = np.random.default_rng(count).normal(size=count)
    found = nested([(value, value) for value in values])
    moved = nested([(v, v) for v in values - found.mean[0] + found.half_width()[0]])
    assert moved.probability()[0] == pytest.approx(0.975, abs=1e-4)


def test_a_comparison_draws_by_default_and_says_what_is_what():
    found: Any = compare("no_plan", ["plan_2015", "digital_first"], runs=3, **SMALL)
    plain: Any = compare(
        "no_plan", ["plan_2015", "digital_first"], runs=3, parameters="central", **SMALL
    )
    assert (found.seeds, found.draws, plain.draws) == ((1, 2, 3), 2, 0)
    effect = found.effect("plan_2015", "output", "2016")
    assert effect.high - effect.low >= 2.0 * effect.half_width_chance
    assert effect.estimate != plain.effect("plan_2015", "output", "2016").estimate
    central = plain.effect("plan_2015", "output", "2016")
    assert central.half_width_chance == pytest.approx((central.high - central.low) / 2, rel=1e-12)
    assert "2 draws from the prior" in repr(found)
    document, other = found.document(), plain.document()
    assert (document["parameters"], other["parameters"]) == ("prior", "central")
    assert found.source != plain.source
    assert "half_width_chance" in found.table().columns
    orders = document["orders"]
    assert {(o["a"], o["b"]) for o in orders} == {("plan_2015", "digital_first")}
    assert {o["indicator"] for o in orders} == set(HEADLINES)
    assert all(0.0 <= o["probability"] <= 1.0 for o in orders)
    for lang, of_prior, at_centre in (("en", "prior", "central"), ("zh", "先验", "中心")):
        assert of_prior in parameters_text(found.parameters, lang)
        assert at_centre in parameters_text(plain.parameters, lang)


def test_every_scenario_of_a_member_has_the_same_draw():
    again = replace(load("no_plan"), name="again", title={"zh": "再来", "en": "Again"})
    same: Any = compare("no_plan", [again], runs=3, **SMALL)
    assert np.nanmax(np.abs(same.estimate)) == 0.0


def test_a_posterior_is_refused_until_there_is_one_and_other_words_are_too():
    with pytest.raises(InputError, match="no posterior is shipped"):
        compare("no_plan", ["plan_2015"], parameters="posterior")
    with pytest.raises(InputError, match="--parameters"):
        compare("no_plan", ["plan_2015"], parameters="draws")


@pytest.mark.slow
def test_from_16_to_64_pairs_the_spread_stays_and_chance_falls():
    asked: dict[str, Any] = {"scale": 0.1, "until": "2020Q4"}
    found: list[Any] = [compare("no_plan", ["plan_2015"], runs=runs, **asked) for runs in (16, 64)]
    for name in ("output", "employment", "cnc_rate", "erp_penetration"):
        a, b = (each.effect("plan_2015", name, "2020") for each in found)
        assert 0.7 <= (b.high - b.low) / (a.high - a.low) <= 1.4, name
        assert b.half_width_chance < 0.8 * a.half_width_chance, name
