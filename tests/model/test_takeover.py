"""Customers of a supplier that leaves: those who remain take over what they can, not everything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.cluster import Cluster
from agents.enterprise.cost_and_price import set_attractiveness
from agents.enterprise.record import Enterprise
from agents.parameters import defaults
from agents.sector import Sector
from experiments.parameter_draws import parameters_of
from model.events.markets import settle_customers, share_at_home
from model.simulate import simulate, start
from scenarios.loader import load
from scenarios.policy_schedule import prepare
from tests.strategies import quiet

P: Any = defaults()[0]


def sector(remaining: float, lost: float, won: float = 0.0) -> Any:
    """A sector of which ``remaining`` customers are with suppliers that are still there."""
    one: Any = Sector.zeros(1)[0]
    one.customers, one.customers_lost, one.customers_won = remaining, lost, won
    one.sigma = one.sigma_start = 0.05
    one.rho = one.rho_start = 0.6
    return one


@given(remaining=st.floats(1e-9, 2.0), kept=st.floats(0.0, 1.0), won=st.floats(0.0, 0.5))
def test_orders_of_those_who_remain_grow_no_more_than_the_parameter_says(
    remaining: float, kept: float, won: float
) -> None:
    one = sector(remaining, (1.0 - kept) * max(0.0, 1.0 - remaining), won)
    settle_customers(one, P)
    # of the orders outside, those of the province over those of the competitor
    before, after = 0.05 / 0.95, one.sigma / (1.0 - one.sigma)
    grown = after / before * one.normalise  # for one who had a unit of customers
    assert grown <= P.takeover_most * (1.0 + 1e-9)
    assert 0.0 < one.sigma < 1.0
    assert one.normalise * remaining == pytest.approx(1.0)


def test_a_giant_leaves_by_hand() -> None:
    """It had 99% of customers; the rest may treble, so the province keeps 3% of its market."""
    one = sector(0.01, 0.4)
    settle_customers(one, P)
    assert one.sigma == pytest.approx(share_at_home(0.05, 0.03))
    assert one.rho == pytest.approx(share_at_home(0.6, 0.03))


def test_an_ordinary_quarter_is_as_it_was() -> None:
    one = sector(0.97, 0.02, 0.01)
    settle_customers(one, P)
    assert one.sigma == pytest.approx(share_at_home(0.05, 0.99))


@given(backlog=st.floats(0.0, 1e12), capacity=st.floats(0.0, 1e6), price=st.floats(-5.0, 5.0))
def test_however_long_the_wait_somebody_still_orders(
    backlog: float, capacity: float, price: float
) -> None:
    firm: Any = Enterprise.zeros(1)[0]
    firm.backlog, firm.capacity, firm.log_price = backlog, capacity, price
    cluster: Cluster = quiet()
    set_attractiveness(firm, Sector.zeros(1)[0], cluster, P)
    assert np.isfinite(firm.attractiveness)
    assert firm.attractiveness > 0.0


@pytest.mark.slow
def test_the_draw_in_which_a_giant_left_a_dwarf_its_customers_runs_through() -> None:
    """Draw 570, seed 571: a record of weight 0.027 had 30.8 times a whole supplier's customers."""
    prepared = prepare(load("no_plan"), 44)
    begin = start(571, 0.1, parameters_of(570))
    run = simulate(begin, prepared.world, prepared.levers, prepared.policy, 44, detail=True)
    assert run.cells is not None
    assert np.isfinite(run.cells).all()
