"""Keys of plants that open in another city: different owners, different keys, luck of their own."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agents.enterprise.record import Enterprise
from model.events.entry import NUMBERS, key_of
from model.events.relocation import HALF, found_branch
from model.initialization.blueprint import blueprint
from model.initialization.initial_places import number_of
from model.state import State, copy_state
from model.toy import toy_start

OPENED = 30


def owners(order: list[int]) -> State:
    """Owners of one sector in all cities, number and quarter of entry alike, in a given order."""
    state = copy_state(toy_start(1).state, 100)
    last = int(state.province["rows"][0])
    state.province["quarter"] = OPENED
    firms: Any = state.firms
    for n, city in enumerate(order):
        firms[last + n] = firms[0]
        firms["key"][last + n] = key_of(city, 5, 7, 3)
        firms["identity"][last + n] = 1000 + city
        firms["city"][last + n] = city
        firms["born"][last + n] = 7
        firms["moving"][last + n] = 13
        firms["underway"][last + n, 2] = 5.0
    state.province["rows"] = last + len(order)
    state.table[:] = 0.0
    for n in range(len(order)):
        found_branch(state, last + n)
    return state


def plants(state: State) -> Any:
    """The plants that have just opened."""
    rows = state.firms[: int(state.province["rows"][0])]
    return rows[rows["born"] == OPENED]


@given(order=st.permutations(range(12)))
def test_owners_of_all_cities_have_plants_of_their_own_key_and_luck(order: list[int]) -> None:
    opened = plants(owners(order))
    assert len(set(opened["key"].tolist())) == 12
    assert len(set(opened["identity"].tolist())) == 12
    assert (opened["key"] % NUMBERS >= HALF).all()
    # whoever comes first, an owner's plant has the same key and luck
    usual = plants(owners(list(range(12))))
    assert opened["key"][np.argsort(order)].tolist() == usual["key"].tolist()
    assert opened["identity"][np.argsort(order)].tolist() == usual["identity"].tolist()


def test_a_number_that_is_taken_is_given_to_nobody_else() -> None:
    """Two owners with one key, which cannot be: the second plant takes the next free number."""
    opened = plants(owners([4, 4, 4]))
    numbers = np.sort(opened["key"] % NUMBERS)
    assert np.diff(numbers).tolist() == [1, 1]


def test_leads_and_projects_of_one_cell_have_keys_of_their_own() -> None:
    """Their numbers are drawn from their names, which may not fall on one number in one cell."""
    begin = blueprint(1, 0.1)
    leads = [(lead.city, lead.sector, zlib.crc32(lead.name_zh.encode()) % 200_000)
             for lead in begin.named]  # fmt: skip
    projects = [(p.city, p.sector, number_of(p.name)) for p in begin.catalogue.projects]
    for cells in (leads, projects):
        assert len(set(cells)) == len(cells)


def test_keys_are_exact_as_floats() -> None:
    """Rankings keep keys as floats, which hold whole numbers below 2**53 exactly."""
    assert key_of(13, 36, 4095, NUMBERS - 1) < 2**53
    assert Enterprise.fields["key"].unit == "-"
