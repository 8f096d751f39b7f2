"""What an enterprise decided in a quarter, so that two of its lives can be laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from agents.enterprise.record import MOVES
from experiments.trajectories import decision_terms as terms
from experiments.trajectories.decision_terms import Term
from experiments.trajectories.recorder import Scene
from locales.catalogue import Phrase, phrase
from model.indicators import SYSTEM_NAMES

SAME = 0.05  # amounts that differ by less than this share are one decision
TRIFLE = 0.005  # new capacity that differs by less than this share of capital is one decision
LEAST = 1e-6


class Decision(NamedTuple):
    """One decision of a quarter.

    ``what`` is its entry of the catalogue with the words that fill it, ``size`` how much was
    decided (0 for nothing), ``unit`` the entry that states a size, ``weigh`` finds its terms.
    Sizes that are no more than ``trifle`` apart are one decision.
    """

    what: str
    filled: dict[str, Phrase]
    size: float
    unit: str
    weigh: Callable[[Scene], list[Term]]
    trifle: float = 0.0


def _closure(scene: Scene) -> Iterator[Decision]:
    """Event 3."""
    units, tonnes = terms.closed(scene)
    yield Decision("closure", {}, tonnes if units > LEAST else 0.0, "tonnes", terms.closure)
    yield Decision("reopening", {}, terms.reopened(scene), "units", terms.market)


def _plan(scene: Scene) -> Iterator[Decision]:
    """Events 8 to 10: what was begun, and whether finance was refused."""
    refused = scene.done is not None and scene.done.credit_asked < 0.0
    yield Decision("finance", {}, float(refused), "done", terms.finance)
    plan = None if refused else scene.done
    ordered = float(np.sum(plan.ordered)) if plan is not None and plan.renewal_cost > 0.0 else 0.0
    few = TRIFLE * float(np.sum(scene.enforced.capital))
    yield Decision("renewal", {}, ordered, "units", terms.renewal, few)
    for move in range(MOVES):
        moved = float(plan.moved[move]) if plan is not None else 0.0
        weigh = partial(terms.move_terms, move=move)
        yield Decision("upgrade", {"move": phrase(f"move.{move}")}, moved, "units", weigh)
    for system, name in enumerate(SYSTEM_NAMES):
        adopt = float(plan.adopt[system]) if plan is not None else 0.0
        weigh = partial(terms.system_terms, system=system)
        yield Decision("system", {"system": phrase(f"system.{name}")}, adopt, "done", weigh)
    more = float(plan.retrofit) if plan is not None and plan.retrofit_cost > 0.0 else 0.0
    yield Decision("retrofit", {}, more, "saves", terms.retrofit)
    given = 0.0
    if plan is not None:
        got = scene.sought
        given = float(got.grant + got.subsidy + got.retrofit_support)
    yield Decision("support", {}, given, "money", terms.support)


def _fate(scene: Scene) -> Iterator[Decision]:
    """Event 12."""
    saved = not scene.left and int(scene.ended.rescued) == scene.quarter
    yield Decision("rescue", {}, float(saved), "done", terms.leaving)
    yield Decision("exit", {}, float(scene.left), "done", terms.leaving)


def decisions(scene: Scene) -> list[Decision]:
    """All decisions of a quarter in the order of the events; always the same list."""
    return [*_closure(scene), *_plan(scene), *_fate(scene)]


def differ(a: Decision, b: Decision) -> bool:
    """Whether two are two decisions: one is nothing, or their sizes are not near one another."""
    apart = abs(a.size - b.size)
    if apart <= max(a.trifle, b.trifle):
        return False
    nothing = (a.size > 0.0) != (b.size > 0.0)
    return nothing or apart > SAME * max(abs(a.size), abs(b.size))


def first_difference(a: Scene, b: Scene) -> tuple[Decision, Decision] | None:
    """The first decision of a quarter that differs between two lives."""
    for one, other in zip(decisions(a), decisions(b), strict=True):
        if differ(one, other):
            return one, other
    return None
