"""A new answer made by a second process, so that no page ever waits for it.

``python -m views.background`` computes and keeps the answer to the question of its environment.
The server starts at most one such process and reads its progress from a small file; a process of
another server, or of ``liaosim app --prepare``, holds the same lock, so work is never done twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agents.record import ROOT
from experiments.files import read_own, written_aside
from scenarios.errors import DamagedError
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
    """The process begun for one key, or why it could not be begun."""

    key: str
    process: subprocess.Popen[bytes] | None
    reason: str = ""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.poll() is None


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
        if _LAST and (_LAST[0].key == key or _LAST[0].running):
            return
        try:
            _LAST[:] = [_Begun(key, _process(asked))]
        except OSError as error:
            _LAST[:] = [_Begun(key, None, f"{error.filename}: {error.strerror}")]


def _process(asked: answer_cache.Question) -> subprocess.Popen[bytes]:
    """The second process, its notes and its log begun anew."""
    answer_cache.folder().mkdir(parents=True, exist_ok=True)
    for path in (_note(asked), _log(asked)):
        path.unlink(missing_ok=True)
    with _log(asked).open("wb") as log:
        command = [sys.executable, "-m", "views.background"]
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def end() -> None:
    """End the second process with the server."""
    with _LOCK:
        for begun in _LAST:
            if begun.process is not None and begun.running:
                begun.process.terminate()
                begun.process.wait()


def forget() -> None:
    """Let the next ``begin`` try again after a failure."""
    with _LOCK:
        if _LAST and not _LAST[0].running:
            _LAST.clear()


def state(asked: answer_cache.Question, key: str) -> State:
    """How far the work on a key is; failed where the process ended and left no answer."""
    with _LOCK:
        last = _LAST[0] if _LAST else None
    if last is None:
        return State("idle")
    if last.running:
        return State("running", _progress(asked))
    if last.key != key or answer_cache.path_of(asked, key).is_file():
        return State("idle")
    return State("failed", reason=last.reason or _last_words(asked, last.process))


def _last_words(asked: answer_cache.Question, process: subprocess.Popen[bytes] | None) -> str:
    """The last line that the second process said, or its exit code."""
    try:
        said = read_own(_log(asked)).decode("utf-8", "replace").split("\n")
    except DamagedError:
        said = []
    lines = [line.strip() for line in said if line.strip()]
    return lines[-1][:300] if lines else str(process and process.returncode)


def _progress(asked: answer_cache.Question) -> float:
    """Share of the work that is done, 0 while the rules are compiled."""
    try:
        return min(1.0, max(0.0, float(read_own(_note(asked)))))
    except (DamagedError, ValueError):
        return 0.0


def main() -> int:
    """Compute the answer, noting progress, as long as the server is there; the exit code."""
    asked, server = answer_cache.question(), os.getppid()
    noted = [0.0]

    def note(done: float, total: float) -> None:
        now = time.monotonic()
        if now - noted[0] > EVERY:
            noted[0] = now
            if os.getppid() != server:
                raise KeyboardInterrupt
            with written_aside(_note(asked)) as file:
                file.write(f"{done / total:.4f}")

    answer_cache.keep(asked, note)
    _note(asked).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
