from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.numbers import (
    bytes_text,
    common_places,
    digits,
    gap,
    measure,
    own_measure,
    percent,
    plain,
    said,
    signed,
    significant,
)
from experiments.effect_tables import Effect
from experiments.intervals import t_quantile
from experiments.wording import Evidence, weigh
from model.indicators import INDICATORS


def effect(
    estimate: float, half: float, unit: str = "share", indicator: str = "cnc_rate"
) -> Effect:
    ends = (estimate - half, estimate + half)
    return Effect("plan_2015", "province", "all", indicator, unit, "2020", 0.4, estimate, *ends)


@pytest.mark.parametrize(
    ("unit", "lang", "value", "shown"),
    [  # 1 yi yuan is 100 million yuan, 1 wan yuan is 10,000 yuan
        ("million yuan", "zh", 9_894.0, (98.94, "亿元")),
        ("million yuan", "en", 9_894.0, (9.894, "billion yuan")),
        ("million yuan", "zh", 2.5, (250.0, "万元")),
        ("million yuan", "en", 2.5, (2.5, "million yuan")),
        ("million yuan, 2015 prices", "en", 9_894.0, (9.894, "billion yuan, 2015 prices")),
        ("million yuan per worker-year", "zh", 0.0061, (0.61, "万元/人年")),
        ("million yuan per worker-year", "en", 0.0061, (6.1, "thousand yuan per worker-year")),
        ("persons", "zh", 2_380_000.0, (238.0, "万人")),
        ("persons", "en", 4_767.0, (4_767.0, "persons")),
        ("share", "zh", 0.0173, (1.73, "百分点")),
        ("tonnes", "zh", 3e6, (300.0, "万吨")),
        ("tonnes", "en", 3e6, (3.0, "million tonnes")),
    ],
)
def test_values_come_in_units_that_people_read(
    unit: str, lang: str, value: float, shown: tuple[float, str]
) -> None:
    how = measure(unit, lang, [value], difference=True)
    assert how.of(value) == pytest.approx(shown[0], rel=1e-12)
    assert how.unit == shown[1]


def test_every_unit_of_the_model_has_a_measure_of_one_sign() -> None:
    wrong = []
    for unit in sorted({indicator.unit for indicator in INDICATORS}):
        for lang, size in product(("zh", "en"), (0.0, 1e-6, 1.0, 1e9)):
            how = measure(unit, lang, [-size], difference=False)
            if not (how.factor > 0.0 and how.unit):
                wrong.append(f"{unit} ({lang}) of {size}: {how}")
    assert wrong == []


def test_a_level_of_a_share_is_in_percent_and_a_difference_in_points() -> None:
    assert measure("share", "en", [0.4], difference=False).unit == "percent"
    assert measure("share", "en", [0.4], difference=True).unit == "percentage points"


@pytest.mark.parametrize(
    ("half", "places"), [(41.8, 0), (4.18, 1), (0.418, 2), (0.0418, 3), (0.0, 0), (math.inf, 0)]
)
def test_numbers_show_two_digits_of_their_half_interval(half: float, places: int) -> None:
    assert digits(half) == places


def test_signs_are_shown_and_zero_has_none() -> None:
    assert [signed(x, 1) for x in (1.25, -1.25, 0.0, -0.04, 0.04)] == [
        "+1.2", "\u22121.2", "0.0", "0.0", "0.0",
    ]  # fmt: skip
    assert plain(-12345.6, 0) == "\u221212,346"


@given(estimate=st.floats(-1.0, 1.0), half=st.floats(1e-6, 1.0))
def test_what_is_said_reads_back_within_its_last_digit(estimate: float, half: float) -> None:
    one = effect(estimate, half)
    how = own_measure([one], "en")
    for text, value in ((said(one, how).value, estimate), (said(one, how).low, one.low)):
        number = float(text.replace("\u2212", "-").replace(",", ""))
        # half a unit of the last digit is at most a twentieth of the half interval
        assert abs(number - 100.0 * value) <= max(100.0 * half / 20.0, 0.5e-6) * (1 + 1e-9)


def test_a_distinguishable_effect_is_never_rounded_to_zero_beside_a_wide_one() -> None:
    wide, narrow = effect(0.3, 0.1), effect(0.0004, 0.0001)
    how = own_measure([wide, narrow], "en")
    assert said(narrow, how, common_places([wide, narrow], how)).value == "+0.04"


def test_words_follow_the_interval() -> None:
    # With 2 pairs t(95%) = 12.706 and t(80%) = 3.078, so the 80% interval is 0.2422 of the 95% one.
    assert weigh(effect(1.01, 1.0), 2) is Evidence.CLEAR
    assert weigh(effect(-0.25, 1.0), 2) is Evidence.PROBABLE
    assert weigh(effect(0.24, 1.0), 2) is Evidence.NONE
    assert weigh(effect(0.0, 0.0), 2) is Evidence.UNCHANGED
    assert weigh(effect(0.1, 0.0), 2) is Evidence.CLEAR


@given(estimate=st.floats(-1.0, 1.0), half=st.floats(0.01, 1.0), runs=st.integers(3, 200))
def test_a_stricter_interval_of_the_same_pairs_is_probable_as_often(
    estimate: float, half: float, runs: int
) -> None:
    stricter = half * t_quantile(runs, 0.99) / t_quantile(runs)
    usual, strict = effect(estimate, half), effect(estimate, stricter)
    found = weigh(usual, runs), weigh(strict, runs, 0.99)
    assert (found[0] is Evidence.NONE) == (found[1] is Evidence.NONE)
    if strict.distinguishable:
        assert found == (Evidence.CLEAR, Evidence.CLEAR)


def test_other_numbers_as_text_by_hand() -> None:
    assert [percent(0.1234), percent(0.1234, 3), percent(math.nan)] == ["12.3%", "12.340%", "–"]
    assert [gap(0.0), gap(0.25), gap(0.0123), gap(4.5e-7)] == ["0%", "25%", "1.2%", "0.000045%"]
    assert [significant(x) for x in (0.0, 0.012345, 3.14159, 1234.5)] == [
        "0", "0.0123", "3.14", "1,234",
    ]  # fmt: skip
    assert significant(math.inf) == "–"
    assert [bytes_text(x) for x in (7, 2048, 3 * 2**20, 5 * 2**30)] == [
        "7 B", "2 KiB", "3 MiB", "5.0 GiB",
    ]  # fmt: skip
