"""The first Ctrl-C asks for a quiet end; the second one interrupts as usual."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def quiet_interrupt(asked: Callable[[], None]) -> Iterator[None]:
    """Call ``asked`` at the first Ctrl-C instead of interrupting; only in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def quiet(_number: int, _frame: object) -> None:
        asked()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, quiet)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
