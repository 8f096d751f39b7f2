"""How a process ends when it is asked to: Ctrl-C, ``kill``, or a terminal that is closed.

Work that can be stopped between its parts takes the first signal quietly; the second one, and the
first one anywhere else, interrupts at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ASKED: list[int] = []  # the signals that asked this process to end


def _heeded() -> list[signal.Signals]:
    """The signals that this process was not told to ignore, as by ``nohup``."""
    return [number for number in ENDINGS if signal.getsignal(number) != signal.SIG_IGN]


def interrupt_when_asked() -> None:
    """Let every signal interrupt this process as Ctrl-C does: it cleans up and says so."""

    def interrupt(number: int, _frame: object) -> None:
        _ASKED.append(number)
        raise KeyboardInterrupt

    for number in _heeded():
        signal.signal(number, interrupt)


def exit_code() -> int:
    """What a process ends with that was asked to: 130 after Ctrl-C, 143 after ``kill``."""
    return 128 + (_ASKED[0] if _ASKED else signal.SIGINT)


@contextmanager
def quiet_end(asked: Callable[[], None]) -> Iterator[None]:
    """Call ``asked`` at the first signal instead of interrupting; only in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _heeded()}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def quiet(number: int, _frame: object) -> None:
        _ASKED.append(number)
        asked()
        restore()

    for number in before:
        signal.signal(number, quiet)
    try:
        yield
    finally:
        restore()
