"""A worker process: it holds start states and finished runs, and answers one task after another.

``python -m experiments.live.worker`` reads tasks from its standard input and writes what became of
them to its standard output. It ends when the input ends, whatever it is doing: so it dies with the
server, however that died.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import OrderedDict
from queue import SimpleQueue
from typing import IO, TypeVar

import numpy as np

from experiments.ensemble import cause_of, read, run_from
from experiments.live.protocol import Cancel, Done, Task, receive, send
from experiments.parallel import StoppedError
from model import indicators as reading
from model.indicators import FloatArray
from model.simulate import Start, start

STARTS = 16  # start states that are held, 15 MB each at full scale
RUNS = 64  # finished runs that are held, half a megabyte each
V = TypeVar("V")


class Held(OrderedDict[tuple[object, ...], V]):
    """The newest of what was made, by what it was made of."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def put(self, key: tuple[object, ...], value: V) -> V:
        """Hold one more, and let the oldest go."""
        self[key] = value
        while len(self) > self._most:
            self.popitem(last=False)
        return value

    def find(self, key: tuple[object, ...]) -> V | None:
        """What is held under a key, which is then the newest; else None."""
        if key in self:
            self.move_to_end(key)
        return self.get(key)


class Worker:
    """What a worker process knows: starts, finished runs, and which tasks are cancelled."""

    def __init__(self) -> None:
        self._starts: Held[Start] = Held(STARTS)
        self._runs: Held[FloatArray] = Held(RUNS)
        self._cancelled = 0  # the newest cancelled task: tasks are numbered in their order

    def cancel(self, number: int) -> None:
        """Give a task up, at its next quarter if it is under way."""
        self._cancelled = max(self._cancelled, number)

    def answer(self, task: Task) -> Done:
        """The runs of a task, or why they failed."""
        failed: dict[str, str] = {}
        values = []
        for n, prepared in enumerate(task.prepared):
            try:
                values.append(self._run(task, n))
            except StoppedError:
                return Done(task.number, None, {})
            except Exception as error:
                failed[prepared.name] = cause_of(error)
        return Done(task.number, None if failed else np.stack(values), failed)

    def _run(self, task: Task, n: int) -> FloatArray:
        """Indicators of one scenario by year and row."""
        prepared = task.prepared[n]
        quarters = len(prepared.policy)
        key = (task.hashes[n], task.seed, task.scale, quarters)
        known = self._runs.find(key)
        if known is not None:
            return known

        def look(_share: float) -> None:
            if self._cancelled >= task.number:
                raise StoppedError

        look(0.0)
        place = (task.seed, task.scale)
        begin = self._starts.find(place)
        if begin is None:
            begin = self._starts.put(place, start(task.seed, task.scale))
        run = run_from(begin, prepared, look)
        return self._runs.put(key, read(run, reading.rows(False), by_quarter=False))


def _listen(pipe: IO[bytes], worker: Worker, tasks: SimpleQueue[Task]) -> None:
    """Take in what the server says, also while a task is under way; end with it."""
    while True:
        try:
            message = receive(pipe)
        except (EOFError, OSError):
            os._exit(0)  # in the middle of whatever is computed: nobody waits for it any more
        if isinstance(message, Cancel):
            worker.cancel(message.number)
        else:
            tasks.put(message)


def main() -> None:
    """Answer tasks until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is meant for the server
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what prints by mistake damages no frame
    worker, tasks = Worker(), SimpleQueue[Task]()
    heard = (sys.stdin.buffer, worker, tasks)
    threading.Thread(target=_listen, args=heard, daemon=True).start()
    while True:
        send(answers, worker.answer(tasks.get()))


if __name__ == "__main__":
    main()
