"""Laws of the world's paths."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.input_data.base_year import INDEX, INDUSTRY, base_year
from model.input_data.data_tables import assumed
from model.input_data.external_world import (
    QUARTERS,
    implied_margin,
    interpolate,
    label,
    measured_lag,
    national_price,
    parse_quarter,
    quarter_labels,
    sector_lag,
    value_added_weights,
    world,
)
from model.simulate import later_lag

OBSERVED, TREND, REST = world("observed"), world("trend"), world("rest")


def paths_of(given):
    """The arrays of a world by name."""
    fields = dataclasses.asdict(given)
    return {name: path for name, path in fields.items() if isinstance(path, np.ndarray)}


@given(st.integers(0, 200))
def test_quarters_round_trip(quarter):
    assert parse_quarter(label(quarter)) == quarter


def test_labels():
    assert quarter_labels(6) == ["2015Q1", "2015Q2", "2015Q3", "2015Q4", "2016Q1", "2016Q2"]


@pytest.mark.parametrize("text", ["", "2016", "2016Q5", "16Q1", "2016q1", "2016Q", "2016Q11"])
def test_bad_quarters_are_refused(text):
    with pytest.raises(ValueError, match="write it as 2016Q1"):
        parse_quarter(text)


@pytest.mark.parametrize("paths", [OBSERVED, TREND, REST])
def test_paths_are_positive_and_start_at_one(paths):
    for name, path in paths_of(paths).items():
        assert path.shape[0] == QUARTERS
        assert np.isfinite(path).all()
        assert (path > 0.0).all()
        if name not in ("base_rate", "wage_pace"):  # a rate, and a pace that is a mean in `trend`
            assert path[0] == pytest.approx(1.0, abs=1e-9)


def test_nothing_moves_after_2024():
    late = parse_quarter("2025Q3")
    for name, path in paths_of(OBSERVED).items():
        if name not in ("base_rate", "other_price", "price", "fuel_price", "equipment_price"):
            assert path[late:] == pytest.approx(np.broadcast_to(path[late], path[late:].shape))
        else:  # labour cost creeps on and moves what is solved for
            assert path[late:] == pytest.approx(
                np.broadcast_to(path[late], path[late:].shape), rel=0.04
            )


def test_no_quarter_jumps():
    for name in ("demand", "price"):
        step = np.abs(np.diff(np.log(getattr(OBSERVED, name)), axis=0))
        assert step.max() < 0.16  # steel, whose index rose by half in 2016


def test_trend_has_constant_growth_and_the_same_mean():
    growth = np.diff(np.log(TREND.demand), axis=0)
    assert np.ptp(growth, axis=0).max() < 1e-12
    end = parse_quarter("2025Q4")
    assert TREND.demand[end] == pytest.approx(OBSERVED.demand[end])
    assert (TREND.price == 1.0).all()
    assert (TREND.other_price == 1.0).all()


def test_steel_price_fell_in_2015_and_recovered():
    """The index fell 28% from year end to year end (2,840 to 2,040) and 24% between quarters."""
    price = OBSERVED.price[:, INDEX["steel"]]
    assert 0.70 < price[parse_quarter("2015Q4")] < 0.80
    assert price[parse_quarter("2016Q4")] > 1.0
    year_2015 = price[:4].mean()
    assert 1.3 < price[8:12].mean() / year_2015 < 1.8


def test_margins_move_as_plausible():
    """Steel is squeezed in 2015 and fat in 2017; no sector strays far from its base margin."""
    move = implied_margin(base_year(), OBSERVED) - base_year().surplus
    steel = move[:, INDEX["steel"]]
    assert -0.06 < steel[parse_quarter("2015Q4")] < -0.02
    assert 0.02 < steel[parse_quarter("2017Q4")] < 0.07
    assert np.abs(move).max() < 0.09
    inside = np.abs(move[: parse_quarter("2024Q4")]).max(axis=0) < 0.055
    assert inside[INDUSTRY].mean() > 0.85


def test_prices_stay_near_the_producer_prices_read():
    give = np.abs(np.log(OBSERVED.price) - national_price())
    assert np.median(give.max(axis=0)) < 0.05
    assert give.max() < 0.25  # electricity in 2021, whose price the state held


def test_liaoning_fell_behind_as_the_data_say():
    """The lags written down are the arithmetic of the data, and the demand of 2016 to 2018 follows.

    At value-added weights it moves from year to year as value added at constant prices did.
    """
    given = assumed("demand_lag", "assumed_world")
    for year in range(2015, 2019):
        assert measured_lag(base_year(), year) == pytest.approx(given[str(year)], abs=0.001)
    back = assumed("won_back", "assumed_world")
    yearly = np.log(OBSERVED.demand[:16]).reshape(4, 4, -1).mean(axis=1)
    grown = np.diff(yearly, axis=0) @ value_added_weights(base_year())
    seen = assumed("value_added_constant", "assumed_world")
    for k, year in enumerate(range(2016, 2019)):
        wanted = np.log(seen[str(year)] / seen[str(year - 1)]) - back[str(year)]
        assert grown[k] == pytest.approx(wanted, abs=0.02)


def test_lags_of_sectors_leave_the_lag_of_industry_alone():
    lag = sector_lag(base_year())
    assert np.abs(lag @ value_added_weights(base_year())).max() < 0.01
    assert (lag[:, ~INDUSTRY] == 0.0).all()
    # cement lost a third of its volume from 2014 to 2016, steel and power next to nothing
    middle = lag[parse_quarter("2016Q3")]
    for kept in ("steel", "power_heat"):
        assert middle[INDEX[kept]] < 0.0 < middle[INDEX["building_materials"]]


def test_so2_standards_by_hand():
    """At a year's end what is stated is left (within 1%), between them ever less, then no less."""
    stated = assumed("so2_standard", "assumed_world")
    for year, left in stated.items():
        around = OBSERVED.so2[parse_quarter(f"{year}Q4") : parse_quarter(f"{year}Q4") + 2]
        assert 0.99 * left <= around[0]
        assert around[1] <= 1.01 * left
    assert (np.diff(OBSERVED.so2) <= 1e-12).all()
    assert OBSERVED.so2[-1] == pytest.approx(min(stated.values()), rel=0.01)
    end = parse_quarter("2025Q4")
    assert TREND.so2[end] == pytest.approx(OBSERVED.so2[end])
    assert np.diff(np.log(TREND.so2)) == pytest.approx(np.log(TREND.so2[1]))  # at one pace


def test_at_rest_nothing_moves_at_all():
    assert REST.rest
    assert not OBSERVED.rest
    for path in paths_of(REST).values():
        assert (path == path[0]).all()


def test_the_later_lag_is_a_members_own_with_mean_zero_and_the_stated_spread():
    """400 members: the standard error of a spread is 3.5% of it, of six years' mean 0.004."""
    until, last = parse_quarter("2018Q4"), parse_quarter("2024Q4")
    late = np.array([later_lag(seed, last, OBSERVED) for seed in range(400)])
    assert all(later_lag(seed, until, OBSERVED) == 0.0 for seed in range(20))
    assert later_lag(1, last + 9, OBSERVED) == late[1] != late[2]
    spread = OBSERVED.lag_spread * np.sqrt(6.0)
    assert late.std() == pytest.approx(spread, rel=0.2)
    assert abs(late.mean()) < 5.0 * spread / 20.0
    assert later_lag(1, last, TREND) == 0.0


@given(st.lists(st.floats(-5.0, 5.0), min_size=3, max_size=12))
def test_interpolation_does_not_overshoot(values):
    times, found = np.arange(len(values), dtype=float), np.array(values)
    at = np.linspace(0.0, times[-1], 101)
    path = interpolate(times, found, at)
    assert path.max() <= found.max() + 1e-9
    assert path.min() >= found.min() - 1e-9
    assert interpolate(times, found, times) == pytest.approx(found, abs=1e-9)


def test_wages_keep_their_pace_to_2018_and_follow_the_nations_then() -> None:
    """Urban units 67,569, 82,413, 90,501, 97,379 in 2016, 2018 to 2020; above scale to 2022."""
    base = np.log(82_413 / 67_569) / 2
    pace = OBSERVED.wage_pace
    assert (pace[:16] == 1.0).all()
    assert pace[16] == pytest.approx(np.log(90_501 / 82_413) / base)
    assert pace[20] == pytest.approx(np.log(97_379 / 90_501) / base)
    assert pace[24:] == pytest.approx(np.log(92_492 / 79_854) / 2 / base)
