"""Programmes of a cluster: money raises their level, wear lowers it, a part of quality stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.cluster import Cluster, move_levels, pay_programme, use_programmes
from agents.parameters import with_values
from agents.province import PROGRAMMES, Programme

P: Any = with_values(  # what the cases by hand reckon with, whatever the central values become
    {
        "programme_half": 0.001, "programme_decay": 0.05, "programme_quality": 0.02,
        "intelligence_quality": 0.02, "component_quality": 0.01, "brand_most": 0.02,
        "e_commerce_reach": 0.03, "export_reach": 0.05, "internet_energy": 0.02,
        "internet_delivery": 0.2, "software_saving": 0.2, "platform_imitation": 0.5,
        "demonstration_patience": 0.3, "programme_kept": 0.4,
    }
)[0]  # fmt: skip
KEEPING: Any = with_values({"programme_half": 0.001, "programme_decay": 0.0})[0]
BROUGHT = ("brand", "reach", "traced", "delivery", "example", "imitation", "system_price")
programme = st.sampled_from(list(Programme))
money = st.floats(0.0, 100.0)


def cluster(output: float = 250.0, small: float = 25.0) -> Any:
    """A cluster that makes a thousand million yuan a year, a tenth of it in small enterprises."""
    row = Cluster.zeros(1)[0]
    row.output, row.small_output = output, small
    return row


def test_a_thousandth_of_output_reaches_half_by_hand() -> None:
    """One million on a thousand is the half; a tenth of that is as much for the small alone."""
    row = cluster()
    pay_programme(row, Programme.QUALITY, 1.0)
    pay_programme(row, Programme.PUBLIC_SERVICE, 0.1)
    move_levels(row, KEEPING)
    assert row.level[Programme.QUALITY] == pytest.approx(0.5)
    assert row.level[Programme.PUBLIC_SERVICE] == pytest.approx(0.5)
    move_levels(row, P)  # a twentieth wears off in a quarter
    assert row.level[Programme.QUALITY] == pytest.approx(0.95 / 1.95)


def test_what_levels_of_a_half_bring_by_hand() -> None:
    row = cluster()
    row.level[:] = 0.5
    use_programmes(row, 0.5, P)
    assert row.quality_lift == pytest.approx(0.5 * (0.02 + 0.02 + 0.01))
    found = [getattr(row, name) for name in BROUGHT]
    assert found == pytest.approx([0.01, 1.04, 0.99, 0.9, 1.15, 1.25, 0.9])
    assert row.service == 0.5
    use_programmes(row, 0.5, P)
    assert row.quality_lift == 0.0  # learned once


@given(which=programme, first=money, more=money)
def test_more_money_reaches_further_and_never_all(
    which: Programme, first: float, more: float
) -> None:
    levels = []
    for amount in (first, first + more):
        row = cluster()
        pay_programme(row, which, amount)
        move_levels(row, P)
        levels.append(float(row.level[which]))
        assert sum(row.level) == row.level[which]  # and no other programme
    assert 0.0 <= levels[0] <= levels[1] < 1.0


@given(levels=st.lists(st.lists(st.floats(0.0, 1.0), min_size=PROGRAMMES, max_size=PROGRAMMES),
                       min_size=1, max_size=5))  # fmt: skip
def test_of_the_most_that_was_ever_taught_a_part_stays(levels: list[list[float]]) -> None:
    row = cluster()
    learned, most = 0.0, 0.0
    for each in levels:
        row.level[:] = each
        use_programmes(row, 0.0, P)
        learned += float(row.quality_lift)
        taught = P.intelligence_quality * each[Programme.PRODUCT_INTELLIGENCE]
        taught += P.programme_quality * each[Programme.QUALITY]
        most = max(most, taught)
        assert learned == pytest.approx(max(taught, 0.4 * most))


def test_without_programmes_nothing_is_brought() -> None:
    row = cluster()
    move_levels(row, P)
    use_programmes(row, 0.0, P)
    assert [getattr(row, name) for name in BROUGHT] == [0.0, *[1.0] * 6]
    assert (row.quality_lift, row.service) == (0.0, 0.0)
