"""The hint to the processor changes nothing, not even at the end of the array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.enterprise.record import Enterprise
from agents.prefetch import AHEAD, fetch_ahead
from agents.record import Records, rule


@rule
def staff_of_all(firms: Records[Enterprise]) -> float:
    """Staff of all, each record hinted at before it is reached."""
    total = 0.0
    for i in range(len(firms)):
        fetch_ahead(firms, i)
        total += firms[i].staff
    return total


@pytest.mark.parametrize("number", [0, 1, AHEAD, 3 * AHEAD])
def test_a_pass_with_hints_reads_what_stands_there_and_writes_nothing(number: int) -> None:
    firms: Any = Enterprise.zeros(number)
    firms["staff"] = np.arange(1.0, number + 1.0)
    before = firms.tobytes()
    assert staff_of_all(firms) == number * (number + 1) / 2
    assert firms.tobytes() == before
