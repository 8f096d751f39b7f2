"""Levers of which nothing or little was spent, and why: whether anybody was eligible.

Dates and money are known from the file (:mod:`scenarios.policy_schedule`), as is whether any key
would pay (:mod:`scenarios.scenario_notices`). Whether regions, cities, sectors, sizes and owners
leave anybody over is looked up in the population at the start of the first seed, and only where a
lever spent nothing. A lever is judged by the quarters that the periods looked at cover, and by no
others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.place import PlaceKind, ProjectState
from agents.province import PROGRAMME_LEVER, LeverName
from experiments.options import Request
from locales.catalogue import Phrase, phrase
from model.indicators import INDICATOR_INDEX, FloatArray
from model.initialization.blueprint import blueprint
from model.initialization.initial_state import build
from model.state import State
from scenarios.errors import LiaosimError
from scenarios.levers.base import Lever
from scenarios.levers.registry import LEVERS
from scenarios.policy_schedule import QUARTERS_A_YEAR, Prepared
from scenarios.scenario import Scenario
from scenarios.scenario_notices import LITTLE


class Warned(NamedTuple):
    """What the reader of a scenario should know."""

    scenario: str
    text: Phrase

    def line(self, lang: str) -> str:
        """Scenario and text in ``zh`` or ``en``."""
        return f"{self.scenario}: {self.text.message(lang)}"

    def document(self) -> dict[str, str]:
        """Scenario, and the text in each language."""
        return {"scenario": self.scenario, **self.text.in_all_languages()}


Mask = NDArray[np.bool_]
LEAST_LEFT = 0.01  # of the money of all levers: what has to be left for that
SELECTORS = ("regions", "cities", "groups", "sectors", "sizes", "owners", "receivers")


def in_cells(lever: Any, state: State) -> Mask:
    """Enterprises in the cities and sectors of a lever, which is all that a programme asks."""
    firms: Any = state.firms
    open_: Mask = lever.city[firms["city"]] * lever.sector[firms["sector"]] > 0.0
    return open_ & firms["alive"]


def of_size_and_owner(lever: Any, state: State) -> Mask:
    """Enterprises of the sizes and owners of a lever."""
    firms: Any = state.firms
    fits: Mask = (firms["staff"] >= lever.smallest) & (firms["staff"] <= lever.largest)
    return fits & firms["alive"] & (lever.owner[firms["owner"]] > 0.0)


def programmes_of(place: LeverName, policy: Any) -> float:
    """Share of a lever's money that goes to whole clusters."""
    mine = np.array(PROGRAMME_LEVER) == int(place)
    return float(policy.programme[mine].sum())


def enterprises(place: LeverName, lever: Any, policy: Any, state: State) -> Mask:
    """Enterprises that a lever may support, alone or as members of a cluster with a programme."""
    firms: Any = state.firms
    cells = in_cells(lever, state)
    alone = cells & of_size_and_owner(lever, state)
    if place == LeverName.CAPACITY_ELIMINATION:
        return alone & (firms["product"] > 0)
    if LEVERS[place.name.lower()].recipients == "leading":
        alone &= firms["is_key"] | (firms["name"] > 0)
    if place == LeverName.INDUSTRIAL_BASE:
        return cells & state.sectors["component"][firms["sector"]]
    if place == LeverName.QUALITY_BRAND:
        return cells
    return alone | cells if programmes_of(place, policy) > 0.0 else alone


def places_and_movers(lever: Any, policy: Any, state: State) -> bool:
    """Whether a park or cluster that is paid for lies in reach, or somebody may move."""
    places: Any = state.places
    firms: Any = state.firms
    open_ = lever.city[places["city"]] * lever.sector[places["main"]] > 0.0
    clusters = places["kind"] == PlaceKind.CLUSTER
    paid = np.where(clusters, policy.cluster_share, policy.park_share + policy.assessment_share)
    receives = bool((lever.city * policy.receiver).any())
    moves = of_size_and_owner(lever, state) & (lever.sector[firms["sector"]] > 0.0)
    return bool((open_ & (paid > 0.0)).any()) or (receives and bool(moves.any()))


def projects(lever: Any, state: State) -> bool:
    """Whether a waiting project lies in reach."""
    rows: Any = state.projects
    open_ = lever.city[rows["city"]] * lever.sector[rows["sector"]] * lever.owner[rows["owner"]]
    return bool((open_ * (rows["stage"] == ProjectState.WAITING)).any())


def can_pay(place: LeverName, lever: Any, policy: Any, state: State) -> bool:
    """Whether anybody is eligible for the money of a lever."""
    if place == LeverName.SPATIAL_LAYOUT:
        return places_and_movers(lever, policy, state)
    if place == LeverName.CENTRAL_LOCAL:
        return projects(lever, state)
    return bool(enterprises(place, lever, policy, state).any())


def can_order(quota: FloatArray, watched: FloatArray, state: State) -> bool:
    """Whether a maker of a product with a quota stands in a city where the province orders."""
    firms: Any = state.firms
    ordered: Mask = quota[firms["product"]] * watched[firms["city"]] > 0.0
    return bool((ordered & firms["alive"]).any())


def selectors(table: Lever) -> str:
    """What a table asks of its receivers, as it stands in a file."""
    given = [(key, getattr(table, key, None)) for key in SELECTORS]
    return "; ".join(f"{key} = {', '.join(names)}" for key, names in given if names)


def reason(table: Lever) -> Phrase:
    """Why nobody is eligible, in words."""
    asked = selectors(table)
    key = "nobody_matches" if asked else "nobody_there"
    return phrase(f"message.{key}", whom=phrase(f"whom.{table.recipients}"), selectors=asked)


def covered(periods: int, quarters: int) -> tuple[slice, slice]:
    """Places of the periods that together show a run once, and the quarters that they cover.

    Whole years come first and quarters, if there are any, after them; without quarters the part
    of a year at the end is not shown.
    """
    years = quarters // QUARTERS_A_YEAR
    if periods == years:
        return slice(0, years), slice(0, years * QUARTERS_A_YEAR)
    return slice(years, None), slice(0, quarters)


def unseen(prepared: Prepared, periods: int) -> bool:
    """Whether a lever is in force in quarters that the periods of a run do not show."""
    _, quarters = covered(periods, len(prepared.policy))
    return bool(prepared.levers["on"][quarters.stop :].any())


def unspent(
    scenario: Scenario, prepared: Prepared, path: FloatArray, request: Request
) -> list[Warned]:
    """Levers in force of which nothing or little was spent, with the likely reason.

    Little is less than ``LITTLE`` of the lever's money, where what is left is ``LEAST_LEFT`` or
    more of the money of all levers: in the mixes of the library that names at most two levers
    of a scenario, such as the closures of ``elimination_first``, which run out of obsolete
    capacity. A limit of 75% would name four or more of most, such as alliances that have
    paid all fees.

    Parameters
    ----------
    scenario, prepared
        As written, and as the model reads it.
    path
        Indicators of the scenario, shape (periods, rows, indicators).
    request
        Seeds and scale: whoever is eligible is sought in the population of the first seed.
    """
    state = cache(lambda: build(blueprint(request.seeds[0], request.scale)))
    periods, quarters = covered(len(path), len(prepared.policy))
    everything = float(prepared.levers["budget"][quarters].sum())
    found = []
    for name, table in scenario.levers.items():
        place = LeverName[name.upper()]
        spent = float(path[periods, 0, INDICATOR_INDEX[f"fiscal_cost_{name}"]].sum())
        money = float(prepared.levers["budget"][quarters, place].sum())
        if spent == 0.0:
            found += _said(scenario, table, place, prepared, quarters, state)
        elif spent < LITTLE * money and money - spent >= LEAST_LEFT * everything:
            values = {"share": f"{spent / money:.0%}", "spent": f"{spent:,.0f}"}
            values |= {"lever": name, "total": f"{money:,.0f}"}
            key = "underspent" if table.raised else "underspent_by_recipients"
            found.append(warned(scenario, f"message.{key}", keys=table.raised, **values))
    return found


def _said(
    scenario: Scenario,
    table: Lever,
    place: LeverName,
    prepared: Prepared,
    seen: slice,
    state: Callable[[], State],
) -> list[Warned]:
    """What to say of one lever that spent nothing; nothing where it had no money and no quota."""
    levers = prepared.levers[seen, place]
    quarters = np.flatnonzero(levers["on"])
    if not len(quarters):
        return []
    lever, policy = levers[quarters[0]], prepared.policy[quarters[0]]
    money = bool(levers["budget"].any())
    quota = prepared.policy["quota"][quarters].max(axis=0)
    orders = place == LeverName.CAPACITY_ELIMINATION and bool(quota.any())
    name = place.name.lower()
    key = ""
    if orders and not can_order(quota, policy.watched, state()):
        key = "orders_nobody"
    elif money and not can_pay(place, lever, policy, state()):
        key = "pays_nobody"
    if key:
        return [warned(scenario, f"message.{key}", lever=name, why=reason(table))]
    if not money or table.zero_keys():  # the last is said from the file
        return []
    return [warned(scenario, "message.unspent", lever=name)]


class Failed(NamedTuple):
    """A run that failed, and why; its member is left out of all scenarios."""

    draw: int
    seed: int
    scenario: str
    cause: str


def raise_failed(failed: Sequence[Failed]) -> None:
    """Refuse to answer where too few runs came through, with the first cause."""
    if failed:
        _, seed, name, why = failed[0]
        said = {"failed": len(failed), "seed": seed, "scenario": name, "cause": why}
        raise LiaosimError([phrase("message.all_failed", **said)])


def failures(failed: Sequence[Failed]) -> list[Warned]:
    """What to say of runs that failed: how many by scenario, and the first cause."""
    first: dict[str, tuple[int, int, str]] = {}
    for _, seed, name, why in failed:
        count, at, cause = first.get(name, (0, seed, why))
        first[name] = count + 1, at, cause
    return [
        Warned(name, phrase("message.failed_runs", count=count, seed=seed, cause=cause))
        for name, (count, seed, cause) in first.items()
    ]


def all_warnings(prepared: Sequence[Prepared]) -> tuple[Warned, ...]:
    """What reading the scenarios gave warning of."""
    return tuple(Warned(p.name, w) for p in prepared for w in p.warnings)


def warned(scenario: Scenario, key: str, **values: object) -> Warned:
    """A warning from the catalogue."""
    return Warned(scenario.name, phrase(key, **values))


def idle(scenario: Scenario, prepared: Prepared, estimate: FloatArray) -> list[Warned]:
    """Whether a scenario with levers differs in nothing from the baseline.

    Nothing is said where a lever acts in quarters after the last whole year, which are not shown.
    """
    same = not np.nan_to_num(estimate).any() and not unseen(prepared, len(estimate))
    return [warned(scenario, "message.idle")] if same and scenario.levers else []
