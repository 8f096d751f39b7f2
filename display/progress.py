"""Progress with the time left, on standard error: a bar on a terminal, else plain lines."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from locales.catalogue import word

EVERY = 5.0  # seconds between plain lines


class Meter:
    """Shows (done, total) as it is told; may be called from any thread.

    On a terminal it is a bar; elsewhere one line at most every five seconds, none for work that
    ends before. ``NO_COLOR`` is respected.
    """

    def __init__(self, what: str, lang: str) -> None:
        self._what, self._lang = what, lang
        self._lock = threading.Lock()
        self._begun = self._said = time.monotonic()
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn(word("message.left", lang)),
                TimeRemainingColumn(compact=True),
                console=Console(stderr=True, highlight=False),
                transient=True,
            )

    def __enter__(self) -> Self:
        """Start showing."""
        self._begun = self._said = time.monotonic()
        if self._bar is not None:
            self._bar.start()
            self._bar.add_task(self._what, total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing and leave the line clean."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: float, total: float) -> None:
        """Take note that ``done`` of ``total`` is done."""
        if self._bar is not None:
            task = self._bar.tasks[0].id
            self._bar.update(task, completed=done, total=total)
            return
        now = time.monotonic()
        with self._lock:
            if now - self._said < EVERY or done <= 0.0:
                return
            self._said = now
        left = (now - self._begun) * (total - done) / done
        text = word(
            "message.progress",
            self._lang,
            what=self._what,
            percent=f"{100.0 * done / total:.0f}",
            left=f"{left:.0f}",
        )
        print(text, file=sys.stderr, flush=True)
