"""Ratios with intervals, classes that sum to the whole, the Theil index in parts, promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.attribution.attribution import Attribution
from experiments.attribution.cost_effectiveness import MIX, is_flow
from experiments.attribution.distribution import PARTS, theil_parts
from experiments.enterprise_classes import COLUMNS
from experiments.intervals import fieller, t_quantile
from liaosim import attribute
from model.indicators import INDICATOR_INDEX, INDICATORS, QUANTITIES, Quantity
from model.input_data.data_tables import CITIES
from scenarios.loader import load, parse_text


@pytest.fixture(scope="module")
def small() -> Attribution:
    some = ["technical_transformation", "capacity_elimination", "digitalisation", "financing"]
    return attribute(
        load("plan_2015").with_levers(some, "some"),
        runs=3,
        scale=0.05,
        until="2017Q4",
        parameters="central",  # of two draws nothing is clear enough for a price
    )


def test_the_ends_of_a_ratio_are_where_a_t_test_just_does_not_reject() -> None:
    luck = np.random.default_rng(1)
    bottom = luck.normal(5.0, 1.0, 12)
    top = 2.0 * bottom + luck.normal(0.0, 1.0, 12)
    found = fieller(top, bottom)
    assert found is not None
    ratio, low, high = found
    assert low < ratio < high
    assert ratio == pytest.approx(top.mean() / bottom.mean(), rel=1e-12)
    for end in (low, high):
        rest = top - end * bottom
        t = rest.mean() / (rest.std(ddof=1) / np.sqrt(12))
        assert abs(t) == pytest.approx(t_quantile(12), rel=1e-9)


def test_no_ratio_where_the_denominator_may_be_nothing() -> None:
    bottom = np.array([1.0, -0.5, 0.8, -0.9])
    assert fieller(np.full(4, 10.0), bottom) is None
    assert fieller(np.full(4, 10.0), np.zeros(4)) is None


def test_intervals_of_ratios_cover_the_truth() -> None:
    # 2,000 samples of 8 normal pairs with ratio 2; 95% give or take four standard errors (0.5%)
    luck = np.random.default_rng(2)
    inside = 0
    for _ in range(2000):
        bottom = luck.normal(5.0, 1.0, 8)
        found = fieller(2.0 * bottom + luck.normal(0.0, 2.0, 8), bottom)
        assert found is not None
        inside += found[1] <= 2.0 <= found[2]
    assert inside / 2000 == pytest.approx(0.95, abs=0.02)


def test_flows_are_what_adds_up_over_years() -> None:
    flows = {i.name for i in INDICATORS if is_flow(i)}
    assert {"output", "investment", "tax_revenue", "fiscal_cost", "co2"} <= flows
    assert not {"employment", "cnc_rate", "labour_productivity", "enterprises"} & flows


def test_costs_say_when_there_is_no_price(small: Attribution) -> None:
    verdicts = {}
    for cost in small.costs():
        verdicts[cost.verdict] = cost
        priced = cost.verdict == "improves"
        assert (cost.ratio is not None) == priced
        if priced:
            assert cost.low is not None
            assert cost.high is not None
            assert cost.effect > 0.0
            assert cost.low <= cost.ratio <= cost.high  # type: ignore[operator]
    assert {"improves", "not_distinguishable"} <= set(verdicts)


def test_a_price_of_a_share_is_money_to_date_over_points(small: Attribution) -> None:
    priced = [c for c in small.costs() if c.unit.endswith("percentage point") and c.lever != MIX]
    priced = [c for c in priced if c.verdict == "improves"]
    assert priced
    for cost in priced:
        part = small.contribution(cost.lever, cost.indicator, cost.period)
        assert part is not None
        assert cost.effect == pytest.approx(abs(part.estimate), rel=1e-9)
        assert cost.ratio == pytest.approx(0.01 * cost.cost / cost.effect, rel=1e-9)


def test_money_of_the_levers_is_the_money_of_the_mix(small: Attribution) -> None:
    spent = {r.lever: r.cost for r in small.per_yuan() if r.period == "2017"}
    whole = sum(
        part.estimate
        for year in ("2015", "2016", "2017")
        if (part := small.whole("fiscal_cost", year)) is not None
    )
    assert spent.pop(MIX) == pytest.approx(whole, rel=1e-9)
    assert sum(spent.values()) == pytest.approx(whole, rel=1e-9)


def test_classes_sum_to_the_province(small: Attribution) -> None:
    sums = small.kept.classes.sum(axis=(3, 4))
    cities = small.kept.cities.sum(axis=3)
    exact = {"output": Quantity.OUTPUT, "profit": Quantity.PROFIT, "employment": Quantity.STAFF}
    exact |= {"enterprises": Quantity.COUNTED}
    for name, quantity in exact.items():
        found = sums[..., COLUMNS.index(name)]
        assert found == pytest.approx(cities[..., quantity], rel=1e-12), name
    # of those who leave in a quarter the staff is that of the quarter before
    worked = sums[..., COLUMNS.index("worker_years")]
    assert worked == pytest.approx(cities[..., Quantity.WORKER_YEARS], rel=2e-3)


def test_gains_of_classes_sum_to_the_whole_effect(small: Attribution) -> None:
    whole = small.whole("output", "2017")
    assert whole is not None
    gains = [g for g in small.winners() if (g.indicator, g.period) == ("output", "2017")]
    for dimension in ("city", "size", "owner"):
        total = sum(g.estimate for g in gains if g.dimension == dimension)
        assert total == pytest.approx(whole.estimate, rel=1e-9), dimension
    assert {g.verdict for g in gains} <= {"gains", "loses", "not_distinguishable", "unchanged"}


positive = arrays(float, (14, 2), elements=st.floats(0.1, 1e6))


@given(positive)
def test_the_parts_of_the_theil_index_add_up(drawn: np.ndarray) -> None:
    cities = np.zeros((14, QUANTITIES))
    cities[:, Quantity.OUTPUT], cities[:, Quantity.WORKER_YEARS] = drawn.T
    parts = dict(zip(PARTS, theil_parts(cities), strict=True))
    share = drawn / drawn.sum(axis=0)
    whole = float((share[:, 0] * np.log(share[:, 0] / share[:, 1])).sum())
    assert parts["total"] == pytest.approx(whole, abs=1e-9)
    assert parts["between_regions"] + parts["within_regions"] == pytest.approx(whole, abs=1e-9)
    regions = [value for name, value in parts.items() if name.startswith("within_")]
    assert sum(regions) == pytest.approx(2.0 * parts["within_regions"], abs=1e-9)
    assert min(parts.values()) >= -1e-9


def test_equal_cities_are_not_unequal() -> None:
    cities = np.ones((len(CITIES), QUANTITIES))
    assert theil_parts(cities) == pytest.approx(np.zeros(len(PARTS)), abs=1e-15)


def test_between_regions_is_the_indicator_of_that_name(small: Attribution) -> None:
    found = {(i.part, i.period): i.estimate for i in small.inequality()}
    place = small.place("theil_between_regions", "2017")
    assert found["between_regions", "2017"] == pytest.approx(float(small.total[place]), rel=1e-9)


def test_promises_are_the_reserve_times_the_budget(small: Attribution) -> None:
    kept = {(p.lever, p.period): p for p in small.northwest()}
    grants = kept["technical_transformation", "2017"]
    assert grants.promised_share == pytest.approx(0.127)
    assert grants.promised == pytest.approx(0.127 * 2000.0)  # 2016 and 2017, 1,000 a year
    assert kept["technical_transformation", "2015"].kept is None
    assert kept["digitalisation", "2017"].promised == 0.0
    i = INDICATOR_INDEX["fiscal_cost_technical_transformation"]
    came = small.kept.northwest[:, :, i].sum(axis=1).mean()
    assert grants.came == pytest.approx(came, rel=1e-12)
    assert grants.share is not None
    assert 0.0 <= grants.share <= 1.0


def test_a_region_that_overlaps_the_northwest_promises_its_part() -> None:
    from experiments.attribution.distribution import reserved_share

    text = 'name = "x"\n[levers.technical_transformation]\nbudget = 10\n'
    reserve = "reserve = { shenyang_zone = 0.4, Chaoyang = 0.1 }\n"
    # Fuxin and Tieling are two of the eight cities of the zone
    assert reserved_share(parse_text(text + reserve), "technical_transformation") == pytest.approx(
        0.4 * 2 / 8 + 0.1
    )
    assert reserved_share(load("plan_2015"), "financing") == 0.0


def test_money_that_only_the_northwest_may_have_is_promised_to_it() -> None:
    from experiments.attribution.distribution import reserved_share

    text = 'name = "x"\n[levers.financing]\nbudget = 10\n'
    for where in ('regions = ["northwest"]\n', 'cities = ["Fuxin", "Chaoyang"]\n'):
        assert reserved_share(parse_text(text + where), "financing") == 1.0
    wider = 'regions = ["northwest"]\ncities = ["Dalian"]\n'
    assert reserved_share(parse_text(text + wider), "financing") == 0.0
    plan: Any = load("plan_2015").levers["spatial_layout"]  # plants are paid for moving there only
    rest = 1.0 - plan.park_share - plan.cluster_share - plan.assessment_share
    assert reserved_share(load("plan_2015"), "spatial_layout") == pytest.approx(rest)
