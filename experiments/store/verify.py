"""Check every byte of results and studies, compute a part again, and compare every bit."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from experiments import manifest
from experiments.ensemble import PARTS, Block, Ensemble
from experiments.files import CHANGED, checksum, given_path, locked, read_checked
from experiments.manifest import MANIFEST
from experiments.parallel import Progress
from experiments.parameter_draws import Place
from experiments.provenance import differences, inputs_digest, scenarios_of
from experiments.store import store as on_disk
from experiments.store.directory import found_in, studies_in
from experiments.store.store import StudyStore, files_below, read_lines, request_of
from locales.catalogue import Phrase, phrase
from scenarios.errors import DamagedError, InputError, StoreError, damaged, shown
from scenarios.policy_schedule import prepare
from scenarios.scenario import Scenario

T = TypeVar("T")
AT_RANDOM = 3
TOLERANCE = 1e-9
SCHEMA = "liaosim/verify/2"
CHECKED = ("member", "draw", "seed", "same", "worst")  # what the document says of each
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
        """As it stands in the document of the folder."""
        return {
            "folder": str(self.folder),
            "same": self.same,
            "members": self.all_members,
            "other_machine": list(self.other_machine),
            "checked": [
                dict(zip(CHECKED, (c.member, *c.place, c.same, c.worst), strict=True))
                for c in self.checked
            ],
        }


@dataclass(frozen=True)
class Verified:
    """A folder of which every file is as it was written: how many results, and its studies."""

    folder: Path
    files: int
    studies: tuple[Verdict, ...]

    @property
    def same(self) -> bool:
        """Whether every bit that was computed again agrees."""
        return all(study.same for study in self.studies)

    def document(self) -> dict[str, Any]:
        """As ``liaosim verify --json`` prints it."""
        return {
            "schema": SCHEMA,
            "folder": str(self.folder),
            "same": self.same,
            "files": self.files,
            "studies": [study.document() for study in self.studies],
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


def comparable(store: StudyStore) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """Its scenarios, and what of the machine differs; StoreError where rules, data, versions do."""
    other = differences(store.record)
    machine = tuple(each for each in other if each.startswith(MACHINE))
    rest = [each for each in other if each not in machine]
    identity = store.record["identity"]
    chosen = () if rest else scenarios_of(store.record)
    for scenario, was in zip(chosen, identity["scenarios"], strict=not rest):
        now = inputs_digest(prepare(scenario, identity["quarters"]))
        if now != was["inputs"]:
            rest.append(scenario.name)
    if rest:
        said = {"folder": store.path, "what": ", ".join(rest)}
        raise StoreError([phrase("message.other_rules", **said)])
    return chosen, machine


def wrong_bytes(path: Path) -> list[Phrase]:
    """What of a study is not as it was written, or is none of its own, file by file."""
    wrong: list[Phrase] = []

    def tried(look: Callable[..., T], *arguments: Any) -> T | None:
        try:
            return look(*arguments)
        except StoreError as error:
            wrong.extend(error.problems)
            return None

    tried(read_checked, path / on_disk.LOCK, checksum(b""))
    if wrong:
        return wrong
    with locked(path / on_disk.LOCK) as mine:
        store = tried(StudyStore, path) if mine else None
        if not mine:
            wrong.append(phrase("message.busy", folder=path))
        if store is None:
            return wrong
        for number in sorted(store.entries):
            tried(store.read, number)
        tried(check_lines, store)
        fixed = on_disk.RECORD, on_disk.INDEX, on_disk.DIARY, on_disk.LOCK
        own = {*fixed, *(f"{on_disk.DATA}/{key}" for key in store.sums)}
        loose = [p for p in files_below(path) if p.relative_to(path).as_posix() not in own]
        return wrong + [phrase("message.unvouched", file=p) for p in loose]


def check_lines(store: StudyStore) -> None:
    """Raise StoreError where index or diary end within a line, or the diary is not as it was.

    The diary names every complete member, and where none is missing it ends with the end of work.
    """
    if read_lines(store.path / on_disk.INDEX, store.name, on_disk.ENTRY_SHAPE).cut:
        raise damaged(store.path / on_disk.INDEX, CHANGED)
    diary = read_lines(store.path / on_disk.DIARY, store.name, on_disk.NOTE_SHAPE)
    told = {entry.get("member") for entry in diary.entries}
    ended = not store.complete or any("ended" in entry for entry in diary.entries[-1:])
    if not diary.whole or diary.cut or not told >= set(store.entries) or not ended:
        raise damaged(store.path / on_disk.DIARY, CHANGED)


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
        Where any byte of the study is not as it was written, or a file is none of its own.
    StoreError
        Where it was made by other rules, data or versions.
    InputError
        Where ``members`` is no choice, or no member is complete.
    """
    wrong = wrong_bytes(path)
    if wrong:
        raise DamagedError(wrong)
    return computed_again(path, members, workers, progress)


def computed_again(
    path: Path, members: str, workers: int | None, progress: Progress | None
) -> Verdict:
    """Compute the members asked for again; errors are those of :func:`verify`."""
    store = StudyStore(path)
    complete = sorted(store.entries)
    if not complete:
        raise InputError([phrase("message.no_members")])
    numbers = chosen_members(members, complete, len(store.places) - 1)
    chosen, machine = comparable(store)
    request = request_of(store.record)
    request = replace(request, workers=workers or request.workers)
    ensemble = Ensemble.of_request(chosen, request, progress=progress)
    checked = tuple(
        compared(number, store.read(number), block) for number, block in ensemble.blocks(numbers)
    )
    if ensemble.interrupted:
        raise KeyboardInterrupt(len(checked))
    return Verdict(path, len(store.places), checked, machine)


def verify_folder(
    folder: str | Path, members: str, workers: int | None, progress: Progress | None
) -> Verified:
    """Check the results and studies in a folder and below it, then compute members again.

    Raises
    ------
    DamagedError
        Where any file is not as it was written; nothing is computed then.
    StoreError, InputError
        Those of :func:`verify`, or where there is nothing to check.
    """
    path = given_path(folder)
    studies = studies_in(path) if os.path.lexists(path / MANIFEST) else found_in(folder)
    places = dict.fromkeys([path, *(study.parent for study in studies)])
    checked = [manifest.check(place) for place in (() if studies == [path] else places)]
    wrong = [problem for _, problems in checked for problem in problems]
    wrong += [problem for study in studies for problem in wrong_bytes(study)]
    if wrong:
        raise DamagedError(wrong)
    verdicts = (computed_again(study, members, workers, progress) for study in studies)
    return Verified(path, sum(right for right, _ in checked), tuple(verdicts))
