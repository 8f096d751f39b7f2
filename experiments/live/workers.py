"""The worker processes as the server sees them: tasks go in, what became of them comes out.

Each seed has its worker, which holds its start states. A worker does one task at a time, the most
urgent first. Whoever waits for one that was lost is told so; the next task begins it anew.
"""

from __future__ import annotations

import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from queue import PriorityQueue
from typing import IO, Any

from agents.record import ROOT
from experiments.live.protocol import Cancel, Done, Task, receive, send
from experiments.parallel import StoppedError, usable_cores
from locales.catalogue import phrase
from scenarios.errors import LiaosimError
from scenarios.policy_schedule import Prepared

MOST = 4  # worker processes, some 450 MB each
LOOK = 0.02  # seconds between looks at whether a task is still wanted
LAST_WORDS = 300  # characters of what a lost worker said


class LostError(LiaosimError):
    """A worker process ended in the middle of a task."""


@dataclass(frozen=True)
class Job:
    """Scenarios to be run, with their hashes."""

    prepared: tuple[Prepared, ...]
    hashes: tuple[str, ...]


@dataclass(order=True)
class _Waiting:
    """A task that waits for its turn; ``stopped`` says whether nobody wants it any more."""

    urgency: int
    turn: int
    task: Task = field(compare=False)
    stopped: Callable[[], bool] = field(compare=False)
    future: Future[Done] = field(compare=False)


class _Line:
    """One worker process, begun when first needed, and the thread that speaks with it."""

    def __init__(self) -> None:
        self._queue: PriorityQueue[_Waiting] = PriorityQueue()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._ended = False
        threading.Thread(target=self._serve, daemon=True).start()

    def put(self, waiting: _Waiting) -> None:
        """Queue a task."""
        self._queue.put(waiting)

    def end(self) -> None:
        """End the process for good."""
        self._ended = True
        self._put_away()
        if self._said is not None:
            self._said.close()

    def _put_away(self) -> int | None:
        """End the process and let go of its pipes; its exit code, None where there is none."""
        process = self._process
        if process is None:
            return None
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent yet
                    pipe.close()
        return process.wait()

    @property
    def pid(self) -> int | None:
        """Number of the process, None where none runs."""
        alive = self._process is not None and self._process.poll() is None
        return self._process.pid if alive and self._process is not None else None

    def _serve(self) -> None:
        while True:
            waiting = self._queue.get()
            if not waiting.future.set_running_or_notify_cancel():
                continue
            try:
                waiting.future.set_result(self._ask(waiting))
            except BaseException as error:
                waiting.future.set_exception(error)

    def _ask(self, waiting: _Waiting) -> Done:
        """What became of a task; StoppedError where it was given up, LostError with the process."""
        if waiting.stopped() or self._ended:
            raise StoppedError
        number = next(self._numbers)
        process = self._begun()
        inbox, outbox = process.stdin, process.stdout
        if inbox is None or outbox is None:
            raise LostError(phrase("live.lost", said="–"))
        task = Task(number, *_parts(waiting.task))
        try:
            send(inbox, task)
            told = False
            while not select.select([outbox], [], [], LOOK)[0]:
                if not told and waiting.stopped():
                    send(inbox, Cancel(number))
                    told = True
            done: Done = receive(outbox)
        except (OSError, EOFError) as error:
            raise self._lost() from error
        if done.values is None and not done.failed:
            raise StoppedError
        return done

    def _begun(self) -> subprocess.Popen[bytes]:
        """The process, begun anew where it has ended."""
        if self._process is None or self._process.poll() is not None:
            self._put_away()
            if self._said is not None:
                self._said.close()
            self._said = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the process)
            command = [sys.executable, "-m", "experiments.live.worker"]
            pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self._process = subprocess.Popen(command, cwd=ROOT, stderr=self._said, **pipes)
        return self._process

    def _lost(self) -> LostError:
        """What to say of a process that ended: its last words, or its exit code."""
        said, code = "", self._put_away()
        if self._said is not None and not self._said.closed:
            self._said.seek(0)
            lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
            said = lines[-1][:LAST_WORDS] if lines else ""
        return LostError(phrase("live.lost", said=said or f"exit {code}"))


def _parts(task: Task) -> tuple[int, float, tuple[Prepared, ...], tuple[str, ...]]:
    """A task without its number, which its worker gives."""
    return task.seed, task.scale, task.prepared, task.hashes


class Workers:
    """All worker processes of a server; by default one for each usable core, at most ``MOST``."""

    def __init__(self, number: int | None = None) -> None:
        self._lines = [_Line() for _ in range(number or min(MOST, usable_cores()))]
        self._turns = count()

    def submit(
        self, job: Job, seed: int, scale: float, urgency: int, stopped: Callable[[], bool]
    ) -> Future[Done]:
        """Have the runs of a job made by the worker of a seed.

        Parameters
        ----------
        job, seed, scale
            Scenarios and start.
        urgency
            Tasks with a smaller number are done first, equal ones in turn.
        stopped
            Asked now and then, in another thread, whether nobody wants the task any more.

        Returns
        -------
        concurrent.futures.Future
            Of what became of it. Raises StoppedError where it was given up, LostError where the
            process ended.
        """
        future: Future[Done] = Future()
        task = Task(0, seed, scale, job.prepared, job.hashes)
        waiting = _Waiting(urgency, next(self._turns), task, stopped, future)
        self._lines[seed % len(self._lines)].put(waiting)
        return future

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes that run."""
        return [line.pid for line in self._lines if line.pid is not None]

    def end(self) -> None:
        """End all processes."""
        for line in self._lines:
            line.end()
