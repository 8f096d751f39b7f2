"""Questions that are answered while somebody looks on: soon and roughly, then in full.

A question is a scenario held against a baseline. Its answer comes in stages, each of them what
``compare`` gives for the same scenarios, seeds, scale and dates under the central parameters, to
the bit. Who asks what somebody else asks shares the work, what was asked before is remembered, and
a question that nobody waits for any more is given up.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from experiments.comparison import Comparison, compare_checked
from experiments.ensemble import Block, Rows
from experiments.live.protocol import Done
from experiments.live.workers import Job, Workers
from experiments.options import Request, RunOptions, check
from experiments.parallel import StoppedError
from experiments.parameter_draws import Place
from locales.catalogue import phrase
from model.indicators import FloatArray
from scenarios.errors import LiaosimError
from scenarios.policy_schedule import Prepared, prepare
from scenarios.scenario import Scenario

MOST_BYTES = 160 * 2**20  # of answers that are remembered
WHENEVER = 9  # urgency of what nobody waits for yet


@dataclass(frozen=True)
class Stage:
    """How much is computed: pairs, sample, and until when."""

    name: str
    runs: int
    scale: float
    until: str

    @property
    def request(self) -> Request:
        """The options of ``compare``."""
        return check(RunOptions(self.runs, scale=self.scale, until=self.until), least_runs=2)


STAGES = (Stage("first", 4, 0.25, "2020Q4"), Stage("full", 8, 1.0, "2025Q4"))


@dataclass(frozen=True)
class ReadBlock(Block):
    """A block whose indicators a worker has read already."""

    read: FloatArray = field(default_factory=lambda: np.zeros(0))

    def values(self, names: Rows, by_quarter: bool, reported: bool = False) -> FloatArray:
        """Indicators of shape (scenarios, years, rows, indicators)."""
        if by_quarter or reported or self.read.shape[2:3] != (len(names),):
            raise ValueError("workers read the true yearly indicators of the default rows")
        return self.read


class _AtWork:
    """The members of a stage, all under way at the workers (see ``ensemble.Computing``)."""

    families = ()
    mixed = False

    def __init__(self, found: dict[int, Future[Done]]) -> None:
        self._found = found
        self.slots = len(found)

    def block(self, place: Place, stopped: Callable[[], bool]) -> Block:
        """What a worker made of one member; StoppedError where the question was given up."""
        _, seed = place
        done = self._found[seed].result()
        if stopped():
            raise StoppedError
        nothing = np.zeros(0)
        read = nothing if done.values is None else done.values
        return ReadBlock(place, nothing, nothing, done.failed, read=read)


@lru_cache(maxsize=32)
def _prepared(scenario: Scenario, quarters: int) -> Prepared:
    return prepare(scenario, quarters)


@dataclass(eq=False)
class Question:
    """A scenario held against a baseline, and how far its answer is.

    Attributes
    ----------
    baseline, scenario
        What is asked.
    answers
        What was found, one comparison for each stage that is complete.
    error
        Why it was not answered, or not in full.
    given_up, complete
        Whether nobody wants it any more, and whether all stages are there.
    readers
        How many wait for it.
    """

    baseline: Scenario
    scenario: Scenario
    answers: list[Comparison] = field(default_factory=list)
    error: LiaosimError | None = None
    given_up: bool = False
    complete: bool = False
    readers: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def finished(self) -> bool:
        """Whether no more will come."""
        return self.complete or self.error is not None or self.given_up

    def wait(self, known: int, seconds: float) -> bool:
        """Wait until there are more answers than are known, or no more will come; whether so."""
        with self.changed:
            return self.changed.wait_for(
                lambda: len(self.answers) > known or self.finished, timeout=seconds
            )

    def size(self) -> int:
        """Bytes of its answers."""
        arrays = ("base_mean", "estimate", "half_width", "path_mean", "path_half_width")
        return sum(getattr(found, name).nbytes for found in self.answers for name in arrays)


class Desk:
    """Where questions are asked: one for a server, shared by all its sessions.

    Parameters
    ----------
    workers
        Those that compute.
    stages
        How answers are given.
    """

    def __init__(self, workers: Workers | None = None, stages: Sequence[Stage] = STAGES) -> None:
        self.workers = workers or Workers()
        self._stages = tuple(stages)
        self._lock = threading.Lock()
        self._asked: OrderedDict[tuple[str, str], Question] = OrderedDict()

    def ask(self, baseline: Scenario, scenario: Scenario) -> Question:
        """The question, begun if nobody has asked it; who asks says :meth:`leave` at the end."""
        key = (baseline.content_hash, scenario.content_hash)
        with self._lock:
            question = self._asked.get(key)
            begin = question is None or question.given_up or question.error is not None
            if question is None or begin:
                question = self._asked[key] = Question(baseline, scenario)
            self._asked.move_to_end(key)
            question.readers += 1
            self._forget()
        if begin:
            threading.Thread(target=self._answer, args=(question,), daemon=True).start()
        return question

    def leave(self, question: Question) -> None:
        """One reader less; what nobody waits for is given up, and what is complete is kept."""
        with self._lock:
            question.readers -= 1
            if question.readers <= 0 and not question.finished:
                question.given_up = True

    def get_ready(self, scenarios: Sequence[Scenario]) -> list[Future[Done]]:
        """Have start states, and runs of some scenarios, made whenever nothing else is asked."""
        found = []
        for stage in self._stages:
            request = stage.request
            job = _job(scenarios, request)
            for seed in request.seeds:
                found.append(
                    self.workers.submit(job, seed, request.scale, WHENEVER, stopped=lambda: False)
                )
        return found

    def _answer(self, question: Question) -> None:
        """Answer a question, stage by stage."""
        try:
            for number, stage in enumerate(self._stages):
                found = self._compared(question, stage.request, number)
                self._tell(question, found, last=number + 1 == len(self._stages))
        except (KeyboardInterrupt, StoppedError):
            self._tell(question, None)
        except LiaosimError as error:
            self._tell(question, error)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"[:300]
            self._tell(question, LiaosimError(phrase("live.lost", said=said)))
        with self._lock:
            self._forget()

    def _compared(self, question: Question, request: Request, urgency: int) -> Comparison:
        """One stage; KeyboardInterrupt or StoppedError where the question was given up."""
        chosen = question.baseline, question.scenario
        job = _job(chosen, request)
        under_way = {
            seed: self.workers.submit(
                job, seed, request.scale, urgency, stopped=lambda: question.given_up
            )
            for seed in request.seeds
        }
        found = compare_checked(chosen, request, cluster=_AtWork(under_way))
        if question.given_up and len(found.seeds) < len(request.seeds):
            raise StoppedError
        return found

    def _tell(
        self, question: Question, what: Comparison | LiaosimError | None, *, last: bool = False
    ) -> None:
        """Note what became of a question and wake those who wait for it."""
        with question.changed:
            if what is None:
                question.given_up = True
            elif isinstance(what, Comparison):
                question.answers.append(what)
                question.complete = last
            else:
                question.error = what
            question.changed.notify_all()

    def _forget(self) -> None:
        """Let the oldest answers go that nobody reads, and what was given up; under the lock."""
        for key in [key for key, each in self._asked.items() if each.given_up]:
            del self._asked[key]
        size = sum(question.size() for question in self._asked.values())
        for key, question in list(self._asked.items()):
            if size <= MOST_BYTES:
                break
            if question.finished and question.readers <= 0:
                size -= question.size()
                del self._asked[key]

    def end(self) -> None:
        """End the worker processes."""
        self.workers.end()


def _job(chosen: Sequence[Scenario], request: Request) -> Job:
    """Scenarios as workers take them."""
    prepared = tuple(_prepared(scenario, request.quarters) for scenario in chosen)
    return Job(prepared, tuple(scenario.content_hash for scenario in chosen))
