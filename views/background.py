"""A new answer made by a second process, so that no page ever waits for it.

``python -m views.background`` computes and keeps the answer to the question of its environment.
The server starts at most one such process and reads its progress from a small file; a process of
another server, or of ``liaosim app --prepare``, holds the same lock, so work is never done twice.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agents.record import ROOT
from experiments.files import written_aside
from views import answer_cache

EVERY = 0.5  # seconds between notes of progress


@dataclass(frozen=True)
class State:
    """What the second process is doing: how far it is, or why it gave up."""

    kind: Literal["idle", "running", "failed"]
    done: float = 0.0
    reason: str = ""


@dataclass
class _Begun:
    """The process begun for one key."""

    key: str
    process: subprocess.Popen[bytes]


_LOCK = threading.Lock()
_LAST: list[_Begun] = []


def _note(asked: answer_cache.Question) -> Path:
    """Where progress is noted."""
    return answer_cache.folder() / f"{asked.name}.progress"


def _log(asked: answer_cache.Question) -> Path:
    """What the second process said."""
    return answer_cache.folder() / f"{asked.name}.log"


def begin(asked: answer_cache.Question, key: str) -> None:
    """Start the second process for a key, unless it runs, or ran and left no answer."""
    with _LOCK:
        if _LAST and (_LAST[0].key == key or _LAST[0].process.poll() is None):
            return
        answer_cache.folder().mkdir(parents=True, exist_ok=True)
        _note(asked).unlink(missing_ok=True)
        with _log(asked).open("wb") as log:
            command = [sys.executable, "-m", "views.background"]
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        _LAST[:] = [_Begun(key, process)]


def forget() -> None:
    """Let the next ``begin`` try again after a failure."""
    with _LOCK:
        if _LAST and _LAST[0].process.poll() is not None:
            _LAST.clear()


def state(asked: answer_cache.Question, key: str) -> State:
    """How far the work on a key is; failed where the process ended and left no answer."""
    with _LOCK:
        last = _LAST[0] if _LAST else None
    if last is None:
        return State("idle")
    if last.process.poll() is None:
        return State("running", _progress(asked))
    if last.key != key or answer_cache.path_of(asked, key).exists():
        return State("idle")
    said = _log(asked).read_text(encoding="utf-8", errors="replace").split("\n")
    lines = [line.strip() for line in said if line.strip()]
    return State("failed", reason=lines[-1][:300] if lines else str(last.process.returncode))


def _progress(asked: answer_cache.Question) -> float:
    """Share of the work that is done, 0 while the rules are compiled."""
    try:
        return min(1.0, max(0.0, float(_note(asked).read_text(encoding="utf-8"))))
    except (OSError, ValueError):
        return 0.0


def main() -> int:
    """Compute the answer, noting progress; the exit code."""
    asked = answer_cache.question()
    noted = [0.0]

    def note(done: float, total: float) -> None:
        now = time.monotonic()
        if now - noted[0] > EVERY:
            noted[0] = now
            with written_aside(_note(asked)) as file:
                file.write(f"{done / total:.4f}")

    answer_cache.keep(asked, note)
    _note(asked).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
