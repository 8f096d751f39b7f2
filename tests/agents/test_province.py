"""Which order holds in a city: the province's where it orders, else the nation's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.city import City, control
from agents.province import Policy, co2_charge, given_up_for_new, so2_charge

cities = st.integers(0, 13)


@given(province=st.floats(0.0, 1.0), nation=st.floats(0.0, 1.0))
def test_the_stricter_of_two_controls_holds(province: float, nation: float) -> None:
    policy: Any = Policy.zeros(1)[0]
    city: Any = City.zeros(1)[0]
    policy.monitoring, policy.national_monitoring = province, nation
    assert control(city, policy) == nation  # where the province gives no orders or pays nobody
    city.inspection = 1.0
    assert control(city, policy) == max(province, nation)


@given(province=st.floats(0.0, 5.0), nation=st.floats(0.0, 5.0), here=cities, there=cities)
def test_the_stricter_of_two_rules_of_replacement_holds_where_the_province_orders(
    province: float, nation: float, here: int, there: int
) -> None:
    policy: Any = Policy.zeros(1)[0]
    policy.replacement, policy.national_replacement = province, nation
    policy.watched[here] = 1.0
    assert given_up_for_new(policy, here) == max(province, nation)
    assert given_up_for_new(policy, there) == (max(province, nation) if there == here else nation)


def test_charges_by_hand() -> None:
    """2,000 yuan a tonne of SO2 and 20 of CO2 are due in the two cities where they are charged."""
    policy: Any = Policy.zeros(1)[0]
    policy.so2_charge, policy.co2_charge = 2000.0, 20.0
    policy.charged[3] = policy.charged[5] = 1.0
    due = [(so2_charge(policy, c), co2_charge(policy, c)) for c in range(14)]
    assert due == [(2000.0, 20.0) if c in (3, 5) else (0.0, 0.0) for c in range(14)]
    assert sum(so2 for so2, _ in due) == pytest.approx(4000.0)
