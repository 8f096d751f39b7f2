"""The comparison that the app opens on: kept on disk under a hash of all that it depends on.

An answer is computed once at set-up (``liaosim app --prepare``) and found again by its key, which
covers the scenarios' content hashes, the rule text, parameters and data, seeds and scale. After an
edit of any of these the older answer is still there, under another key: the app shows it, says so,
and a second process (``views.background``) makes the new one.

Three variables of the environment ask another question or keep it elsewhere:
``LIAOSIM_ANSWER_RUNS``, ``LIAOSIM_ANSWER_SCALE`` and ``LIAOSIM_ANSWERS`` (a folder).
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import lru_cache
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from agents.record import LOADED, ROOT, rules_digest
from experiments.comparison import BASELINE, SCENARIOS, Comparison, compare_checked
from experiments.files import digest_of, locked, read_stamped, stamped, write_durably
from experiments.options import Request, RunOptions, check
from experiments.parallel import Progress
from experiments.provenance import files_digest, made_with, sources
from experiments.run_warnings import Warned, raise_failed
from locales.catalogue import Phrase, phrase
from locales.reasons import why
from model.indicators import INDICATORS
from scenarios.errors import DamagedError, StoreError
from scenarios.loader import load, nation

RUNS = 8  # pairs behind the first answer
MOST_BYTES = 2**28  # of an answer
LOOK = 2.0  # seconds between looks at the sources
KEPT = 4  # answers that stay on disk, the newest first
ARRAYS = (
    "base_mean",
    "estimate",
    "half_width",
    "half_width_chance",
    "order_probability",
    "path_mean",
    "path_half_width",
)
_NUMBERS = count(1)
Budgets = dict[str, dict[str, dict[str, Any]]]  # scenario, lever: start, end, budget


@dataclass(frozen=True)
class Question:
    """What the first page asks: scenarios paired with a baseline on some seeds."""

    names: tuple[str, ...] = (BASELINE, *SCENARIOS)
    runs: int | str = RUNS
    scale: float | str = 1.0

    @property
    def request(self) -> Request:
        """The checked options; raises InputError where the environment asks for nonsense."""
        return check(RunOptions(runs=self.runs, scale=self.scale), least_runs=2)

    @property
    def name(self) -> str:
        """Hash of the question alone: answers of one name differ by what they were made with."""
        request = self.request
        return digest_of([self.names, request.seeds, request.scale, request.quarters])[:8]


@dataclass(frozen=True, eq=False)
class Answer:
    """A comparison as it was kept, with the money of its scenarios; equal to itself alone.

    ``name`` is its own among the answers of this process.
    """

    comparison: Comparison
    budgets: Budgets
    name: str = field(default_factory=lambda: f"answer {next(_NUMBERS)}")


@dataclass(frozen=True)
class Found:
    """What stands on disk for a question: an answer or none, and whether it is up to date."""

    key: str
    answer: Answer | None
    fresh: bool


def question() -> Question:
    """The question of this process, from the environment."""
    asked = os.environ.get
    return Question(
        runs=asked("LIAOSIM_ANSWER_RUNS") or RUNS, scale=asked("LIAOSIM_ANSWER_SCALE") or 1.0
    )


def folder() -> Path:
    """Where answers are kept; never in git."""
    base = Path(os.environ.get("LIAOSIM_CACHE", ROOT / ".cache"))
    return Path(os.environ.get("LIAOSIM_ANSWERS") or base / "answers")


@lru_cache(maxsize=4)
def _key(asked: Question, rules: str, _state: tuple[tuple[str, int, int], ...]) -> str:
    """The key of a question, for one state of the sources (path, time of change, size)."""
    nation.cache_clear()
    content = {
        "question": asked.name,
        "scenarios": {s.name: (s.content_hash, s.title) for s in map(load, asked.names)},
        "files": files_digest(sources()),
        "made_with": made_with() | {"rules": rules},
    }
    return digest_of(content)[:16]


def key_of(asked: Question, rules: str | None = None) -> str:
    """Hash of everything that the answer to a question depends on, by default as it is on disk."""
    on_disk, state = _state(int(time.monotonic() / LOOK))
    return _key(asked, rules or on_disk, state)


@lru_cache(maxsize=1)
def _state(_moment: int) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """Rules and sources as they are on disk, looked at once in a moment for all sessions."""
    stats = [(str(path), path.stat()) for path in sources()]
    return rules_digest(), tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def path_of(asked: Question, key: str) -> Path:
    """Where the answer with this key is kept."""
    return folder() / f"{asked.name}-{key}.npz"


def find(asked: Question) -> Found:
    """The answer to a question: the one with its key, else the newest older one, else none."""
    key = key_of(asked)
    right = path_of(asked, key)
    older = sorted(folder().glob(f"{asked.name}-*.npz"), key=_age)
    for path in dict.fromkeys([right, *older]):
        answer = _read(path, _age(path)) if path.exists() else None
        if answer is not None:
            return Found(key, answer, fresh=path == right)
    return Found(key, None, fresh=False)


def _age(path: Path) -> float:
    """How long ago a file was written, as a number that grows with age."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=4)
def _read(path: Path, _written: float) -> Answer | None:
    """A kept answer; None for a damaged one, another's, or one of another form than ours."""
    try:
        content = BytesIO(read_stamped(path, MOST_BYTES))
    except DamagedError:
        return None
    with np.load(content, allow_pickle=False) as stored:
        head = json.loads(str(stored["head"]), object_hook=_phrase)
        arrays = {name: stored[name] for name in ARRAYS if name in stored}
    if head.pop("indicators", None) != [list(pair) for pair in _indicator_units()]:
        return None
    budgets = head.pop("budgets")
    if {*head, *arrays} != {f.name for f in fields(Comparison)}:
        return None
    try:
        head["warnings"] = tuple(Warned(*warning) for warning in head["warnings"])
        for warned in head["warnings"]:
            warned.document()  # of which a word may be gone since
    except (AttributeError, KeyError, TypeError):
        return None
    for name in ("scenarios", "seeds", "periods", "failed"):
        head[name] = tuple(head[name])
    head["rows"] = tuple((scope, group) for scope, group in head["rows"])
    return Answer(Comparison(**head, **arrays), budgets)


def _phrase(document: dict[str, Any]) -> Any:
    """A text that was written as its key and values; every other document as it is."""
    return Phrase(**document) if document.keys() == {"key", "values"} else document


def _indicator_units() -> list[tuple[str, str]]:
    """Names and units of the indicators, in the order of the arrays."""
    return [(indicator.name, indicator.unit) for indicator in INDICATORS]


def write(answer: Answer, path: Path) -> None:
    """Keep an answer: written aside and renamed, so that no half file stands under its name."""
    found = answer.comparison
    head = {f.name: getattr(found, f.name) for f in fields(found) if f.name not in ARRAYS}
    head |= {"indicators": _indicator_units(), "budgets": answer.budgets}
    arrays = {name: getattr(found, name) for name in ARRAYS}
    content = BytesIO()
    np.savez_compressed(content, head=np.array(json.dumps(head, default=vars)), **arrays)
    try:
        write_durably(path, stamped(path, content.getvalue()), path.parent)
    except OSError as error:
        said = {"file": path, "reason": why(error)}
        raise StoreError([phrase("message.part_unreadable", **said)]) from error
    for old in sorted(path.parent.glob("*.npz"), key=_age)[KEPT:]:
        with suppress(OSError):
            old.unlink()


def answer_to(asked: Question, progress: Progress | None = None) -> Answer:
    """Compute the answer to a question (KeyboardInterrupt where it was stopped)."""
    chosen = [load(name) for name in asked.names]
    found = compare_checked(chosen, asked.request, progress=progress)
    if found.interrupted:
        raise KeyboardInterrupt(found.runs)
    raise_failed(found.failed)
    money = {
        scenario.name: {
            lever: {"start": table.start, "end": table.end, "budget": table.budget}
            for lever, table in scenario.levers.items()
        }
        for scenario in chosen
    }
    return Answer(found, money)


def keep(asked: Question, progress: Progress | None = None) -> Path:
    """Compute and keep the answer to a question, unless it is there; where it is kept.

    Its key names the rules that this process has loaded: an edit while it works changes nothing.
    """
    folder().mkdir(parents=True, exist_ok=True)
    with locked(folder() / f"{asked.name}.lock", wait=True):
        path = path_of(asked, key_of(asked, LOADED))
        if not (path.exists() and _read(path, _age(path)) is not None):
            write(answer_to(asked, progress), path)
        return path
