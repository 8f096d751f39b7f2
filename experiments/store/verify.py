"""Compute a part of a study again and compare every bit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.ensemble import PARTS, Block, Ensemble
from experiments.parallel import Progress
from experiments.parameter_draws import Place
from experiments.provenance import differences, inputs_digest, scenarios_of
from experiments.store.store import StudyStore
from locales.catalogue import phrase
from scenarios.errors import InputError, StoreError, shown
from scenarios.scenario import Scenario

AT_RANDOM = 3
TOLERANCE = 1e-9
SCHEMA = "liaosim/verify/1"
MACHINE = ("machine ", "processor ")  # beginnings of differences that leave 1e-9


@dataclass(frozen=True)
class Checked:
    """One member computed again.

    ``worst`` is the largest difference over the largest size of its quantity; 0 for the same
    bits.
    """

    member: int
    place: Place
    same: bool
    worst: float

    @property
    def near(self) -> bool:
        """Whether the numbers agree as they should between processor families."""
        return self.worst <= TOLERANCE


@dataclass(frozen=True)
class Verdict:
    """What the recomputation of a part of a study said."""

    folder: Path
    all_members: int
    checked: tuple[Checked, ...]
    other_machine: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every bit agrees."""
        return all(each.same for each in self.checked)

    @property
    def worst(self) -> float:
        """The largest relative difference."""
        return max(each.worst for each in self.checked)

    @property
    def key(self) -> str:
        """Name of the message that says it."""
        if self.same:
            return "message.same_bits"
        return "message.near_bits" if self.worst <= TOLERANCE else "message.not_same"

    def document(self) -> dict[str, Any]:
        """As ``liaosim verify --json`` prints it."""
        return {
            "schema": SCHEMA,
            "folder": str(self.folder),
            "same": self.same,
            "members": self.all_members,
            "other_machine": list(self.other_machine),
            "checked": [
                {
                    "member": c.member,
                    "draw": c.place[0],
                    "seed": c.place[1],
                    "same": c.same,
                    "worst": c.worst,
                }
                for c in self.checked
            ],
        }


def chosen_members(text: str, complete: Sequence[int], last: int) -> tuple[int, ...]:
    """Numbers of the members that ``--members`` asks for.

    Raises
    ------
    InputError
        Where it is not ``all``, ``random:N`` or complete members' numbers.
    """
    said = {"found": shown(text), "last": last}
    kind, _, count = text.strip().partition(":")
    if kind == "all" and not count:
        return tuple(complete)
    try:
        if kind == "random":
            wanted = int(count or AT_RANDOM)
            if wanted < 1:
                raise ValueError
            order = secrets.SystemRandom().sample(list(complete), min(wanted, len(complete)))
            return tuple(sorted(order))
        numbers = tuple(dict.fromkeys(int(part) for part in text.split(",")))
    except ValueError:
        raise InputError([phrase("message.bad_members", **said)]) from None
    if not set(numbers) <= set(range(last + 1)):
        raise InputError([phrase("message.bad_members", **said)])
    absent = [n for n in numbers if n not in complete]
    if absent:
        raise InputError([phrase("message.no_member", found=absent[0])])
    return numbers


def compared(number: int, kept: Block, again: Block) -> Checked:
    """How a member that was computed again differs from what was kept."""
    same = kept.bits() == again.bits() and kept.failed == again.failed
    worst = 0.0
    for part in PARTS:
        was, now = getattr(kept, part), getattr(again, part)
        if (np.isnan(was) != np.isnan(now)).any():
            worst = float("inf")
            continue
        axes = tuple(range(was.ndim - 1))
        size = np.nanmax(np.abs(np.nan_to_num(was)), axis=axes)
        gap = np.nanmax(np.abs(np.nan_to_num(was) - np.nan_to_num(now)), axis=axes)
        relative = np.divide(gap, size, out=np.where(gap > 0.0, np.inf, 0.0), where=size > 0.0)
        worst = max(worst, float(relative.max()))
    return Checked(number, kept.place, same, worst)


def comparable(store: StudyStore, chosen: Sequence[Scenario]) -> tuple[str, ...]:
    """What of the machine differs; StoreError where the rules, data or versions do."""
    from scenarios.policy_schedule import prepare

    other = differences(store.record)
    machine = tuple(each for each in other if each.startswith(MACHINE))
    rest = [each for each in other if each not in machine]
    identity = store.record["identity"]
    for scenario, was in zip(chosen, identity["scenarios"], strict=True):
        now = inputs_digest(prepare(scenario, identity["quarters"]))
        if (scenario.content_hash, now) != (was["hash"], was["inputs"]):
            rest.append(scenario.name)
    if rest:
        said = {"folder": store.path, "what": ", ".join(rest)}
        raise StoreError([phrase("message.other_rules", **said)])
    return machine


def verify(
    path: Path,
    members: str = f"random:{AT_RANDOM}",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Read the whole study, compute the members asked for again, and compare.

    Raises
    ------
    DamagedError
        Where any byte of the study is not as it was written.
    StoreError
        Where it was made by other rules, data or versions.
    InputError
        Where ``members`` is no choice, or no member is complete.
    """
    store = StudyStore(path)
    complete = sorted(store.entries)
    if not complete:
        raise InputError([phrase("message.no_members")])
    numbers = chosen_members(members, complete, len(store.places) - 1)
    for number in complete:
        store.read(number)
    chosen = scenarios_of(store.record)
    machine = comparable(store, chosen)
    identity = store.record["identity"]
    first, runs = identity["seeds"]
    ensemble = Ensemble(
        chosen,
        range(first, first + runs),
        scale=identity["scale"],
        quarters=identity["quarters"],
        workers=workers,
        draws=identity["draws"],
        progress=progress,
    )
    checked = tuple(
        compared(number, store.read(number), block) for number, block in ensemble.blocks(numbers)
    )
    if ensemble.interrupted:
        raise KeyboardInterrupt(len(checked))
    return Verdict(path, len(store.places), checked, machine)
