"""Event 9, programmes: money of a lever is spread over whole clusters, by what they make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.province import CITIES, PROGRAMME_LEVER, SECTORS, LeverName, Programme
from model.events.cluster_programmes import (
    build_base,
    follow_programmes,
    pay_clusters,
    raise_skill,
    run_programmes,
    served_output,
    share_of_cluster,
)
from model.indicators import NO_SECTOR, Quantity
from model.state import State
from tests.provinces import empty_province

CASES = {"programme_half": 0.001, "programme_decay": 0.0, "innovation_platform_price": 10.0,
         "talent_skill": 5.0, "component_quality": 0.01, "programme_quality": 0.02}  # fmt: skip
INNOVATION = int(LeverName.INNOVATION)
BRAND, COMPONENTS = int(Programme.BRAND), int(Programme.COMPONENTS)
programme = st.sampled_from(list(Programme))
money = st.floats(0.0, 100.0)


def clusters(lever: int, money: float, *outputs: float) -> State:
    """Clusters of the first city, sector by sector, and a lever that has its money of a quarter."""
    state = empty_province(0, parameters=CASES)
    for j, output in enumerate(outputs):
        state.clusters["output"][0, j], state.clusters["small_output"][0, j] = output, output / 10
    state.levers["on"][lever], state.levers["budget"][lever] = True, money
    state.accounts["left"][lever] = money
    return state


def test_public_services_are_for_the_small() -> None:
    state = clusters(0, 0.0, 300.0)
    for each in Programme:
        served = 30.0 if each == Programme.PUBLIC_SERVICE else 300.0
        assert served_output(state.clusters[0, 0], each) == served


def test_shares_by_hand() -> None:
    """300 and 100 of output, the second in a trade that is not eligible; makers of components."""
    state = clusters(PROGRAMME_LEVER[BRAND], 8.0, 300.0, 100.0)
    share = np.full((CITIES, SECTORS), np.nan)
    assert share_of_cluster(state, BRAND, share) == 400.0
    assert (share[0, 0], share[0, 1], share.sum()) == (300.0, 100.0, 400.0)
    state.levers["sector"][PROGRAMME_LEVER[BRAND], 1] = 0.0
    assert share_of_cluster(state, BRAND, share) == 300.0
    assert share_of_cluster(state, COMPONENTS, share) == 0.0
    state.sectors["component"][1] = True
    assert share_of_cluster(state, COMPONENTS, share) == 100.0


def test_a_programme_is_paid_by_hand() -> None:
    """Half of 8 million over 300 and 100 a quarter: 3 and 1, both 0.0025 of a year's output."""
    lever = PROGRAMME_LEVER[BRAND]
    state = clusters(lever, 8.0, 300.0, 100.0)
    state.policy["programme"][0, BRAND] = 0.5
    pay_clusters(state, BRAND)
    assert list(state.clusters["paid"][0, :2, BRAND]) == pytest.approx([0.0025, 0.0025])
    assert list(state.table[0, :2, Quantity.FISCAL_0 + lever]) == pytest.approx([3.0, 1.0])
    assert state.accounts["left"][lever] == pytest.approx(4.0)
    follow_programmes(state)
    assert state.clusters["level"][0, 0, BRAND] == pytest.approx(2.5 / 3.5)


def test_innovation_platforms_are_counted_by_hand() -> None:
    state = clusters(INNOVATION, 5.0, 300.0)
    state.policy["programme"][0, Programme.INNOVATION_PLATFORM] = 1.0
    pay_clusters(state, int(Programme.INNOVATION_PLATFORM))
    assert state.table[0, 0, Quantity.INNOVATION_PLATFORMS] == pytest.approx(0.5)


@given(which=programme, budget=money, share=st.floats(0.0, 1.0), left=money, on=st.booleans(),
       outputs=st.lists(st.floats(0.01, 1e4), max_size=6))  # fmt: skip
def test_what_clusters_get_their_lever_pays_and_no_more_than_its_share(
    which: Programme, budget: float, share: float, left: float, on: bool, outputs: list[float]
) -> None:
    lever = PROGRAMME_LEVER[which]
    state = clusters(lever, budget, *outputs)
    state.sectors["component"] = True
    state.levers["on"][lever], state.accounts["left"][lever] = on, left
    state.policy["programme"][0, which] = share
    pay_clusters(state, int(which))
    spent = float(state.accounts["spent"][lever])
    open_ = on and sum(outputs) > 0.0
    assert spent == pytest.approx(min(left, share * budget) if open_ else 0.0, abs=1e-9)
    province: Any = state.province[0]
    assert province.trade == -province.treasury == pytest.approx(spent)
    assert state.table[..., Quantity.FISCAL_0 + lever].sum() == pytest.approx(spent)
    yearly = 4.0 * state.clusters["output"]
    if which == Programme.PUBLIC_SERVICE:
        yearly = 4.0 * state.clusters["small_output"]
    assert (state.clusters["paid"][..., which] * yearly).sum() == pytest.approx(spent)


def test_the_industrial_base_by_hand() -> None:
    """Two clusters of 300 and 100 at levels 0.2 and 0.6: 0.3. Of 0.1 a third comes from there.

    The user buys 0.05 of that maker, half of it from the province, and 0.1 of another at level 0.
    """
    state = clusters(0, 0.0, 300.0)
    state.clusters["output"][1, 0] = 100.0
    state.clusters["level"][0, 0, COMPONENTS], state.clusters["level"][1, 0, COMPONENTS] = 0.2, 0.6
    state.sectors["component"][:2] = True
    state.sectors["rho"][:2] = 0.5
    state.sectors["equipment"][5] = True
    state.inputs[0, 5], state.inputs[1, 5], state.inputs[2, 5] = 0.05, 0.1, 0.9
    build_base(state)
    assert state.sectors["components"][0] == pytest.approx(0.3)
    assert state.sectors["supplied"][5] == pytest.approx(0.05 * 0.5 * 0.3 / 0.15)
    assert state.sectors["supplied"][6] == 0.0


def test_what_programmes_bring_reaches_every_cluster_and_the_users_of_components() -> None:
    state = clusters(0, 0.0, 100.0)
    state.sectors["component"][0] = state.sectors["equipment"][5] = True
    state.sectors["rho"][0], state.inputs[0, 5] = 1.0, 0.1
    state.clusters["paid"][0, 0, COMPONENTS] = 0.001  # the half
    follow_programmes(state)
    lift = state.clusters["quality_lift"]
    assert lift[:, 5] == pytest.approx(0.01 * 0.5)  # wherever they use the components
    assert not np.delete(lift, 5, axis=1).any()
    assert (state.clusters["reach"] == 1.0).all()


def test_talent_by_hand() -> None:
    """Half of 8 million over 3,000 and 1,000 workers: a thousandth of a million each, times 5."""
    state = clusters(INNOVATION, 8.0)
    state.policy["talent_share"] = 0.5
    state.cities["staff"][:3] = [3000.0, 1000.0, 500.0]
    state.levers["city"][INNOVATION, 2] = 0.0
    raise_skill(state)
    assert list(state.cities["skill"][:3]) == pytest.approx([0.005, 0.005, 0.0])
    column = state.table[:, NO_SECTOR, Quantity.FISCAL_0 + INNOVATION]
    assert list(column[:3]) == pytest.approx([3.0, 1.0, 0.0])
    state.levers["on"][INNOVATION] = False
    raise_skill(state)
    assert state.cities["skill"][0] == pytest.approx(0.005)


@given(budget=money, platforms=st.floats(0.0, 0.5), talent=st.floats(0.0, 0.5))
def test_a_lever_of_several_programmes_spends_the_sum_of_its_shares(
    budget: float, platforms: float, talent: float
) -> None:
    state = clusters(INNOVATION, budget, 300.0)
    state.cities["staff"][0] = 100.0
    state.policy["programme"][0, Programme.INNOVATION_PLATFORM] = platforms
    state.policy["talent_share"] = talent
    run_programmes(state)
    spent = state.accounts["spent"][INNOVATION]
    assert spent == pytest.approx((platforms + talent) * budget, abs=1e-9)
    assert state.accounts["left"][INNOVATION] == pytest.approx(budget - spent, abs=1e-9)
