"""Blocks computed on the workers of a Dask scheduler.

A worker gets the text of the scenarios and the place of one member, and sends back one block; it
prepares the scenarios itself and refuses where its rules, data or versions are not ours. Only the
process that was asked writes to the study, in the order of the members, so the workers need no
common disk and no lock. A worker that dies loses the members under way; the scheduler gives them
to another one.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from experiments.ensemble import Block, block_of
from experiments.options import Request
from experiments.parallel import StoppedError
from experiments.parameter_draws import Place
from experiments.provenance import BITS, data_digest, inputs_digest, made_with
from locales.catalogue import phrase
from scenarios.errors import InputError, LiaosimError, StoreError, shown
from scenarios.loader import parse_text
from scenarios.policy_schedule import Prepared, prepare
from scenarios.scenario import Scenario

WAIT = 0.5  # seconds between looks at Ctrl-C
CONNECT = 15.0  # seconds to find a scheduler
TASKS_A_THREAD = 2  # one at work, one waiting, so that no worker idles
MOST_SLOTS = 512
RETRIES = 3  # of a task whose worker died or that lost its connection
FAMILY = ("machine", "processor")  # what may differ between workers, at the price of 1e-9


@dataclass(frozen=True)
class Job:
    """What every task of a study has in common; small, because it travels with each."""

    texts: tuple[str, ...]
    inputs: tuple[str, ...]  # digests of what the asking process made of the texts
    scale: float
    quarters: int


@lru_cache(maxsize=2)
def prepared_for(job: Job) -> tuple[Prepared, ...]:
    """The scenarios of a job as this machine reads them."""
    return tuple(prepare(parse_text(text), job.quarters) for text in job.texts)


def block_for(job: Job, place: Place) -> Block:
    """The block of a member, computed on a worker, with what made it."""
    block = block_of(prepared_for(job), place, job.scale, job.quarters)
    return replace(block, made_by=made_here(job))


def made_here(job: Job) -> dict[str, str]:
    """Versions, rules, data and the reading of the scenarios on this machine."""
    made = made_with()
    inputs = ",".join(inputs_digest(each)[:8] for each in prepared_for(job))
    return {name: made[name] for name in BITS} | {"data": data_digest(), "scenarios": inputs}


class Cluster:
    """The workers of a scheduler.

    Parameters
    ----------
    client
        A connected ``distributed.Client``.
    job
        What they compute members of.
    """

    def __init__(self, client: Any, job: Job) -> None:
        self._client = client
        self._job = job
        self._here = made_here(job)
        self._families: set[str] = set()
        self._lock = threading.Lock()
        threads = sum(client.nthreads().values())
        self.slots = max(1, min(MOST_SLOTS, TASKS_A_THREAD * threads))

    @property
    def families(self) -> tuple[str, ...]:
        """Processor families of the workers that gave blocks so far."""
        return tuple(sorted(self._families))

    @property
    def mixed(self) -> bool:
        """Whether some block came from another processor family than ours."""
        return bool(self._families - {self._here["processor"]})

    def block(self, place: Place, stopped: Callable[[], bool]) -> Block:
        """The block of a member; StoppedError where the person stopped the work meanwhile."""
        from distributed import TimeoutError as Late

        future = self._client.submit(block_for, self._job, place, pure=False, retries=RETRIES)
        while True:
            if stopped():
                future.cancel()
                raise StoppedError
            try:
                block: Block = future.result(timeout=WAIT)
                break
            except Late:
                continue
            except LiaosimError:
                raise
            except Exception as error:
                raise self._lost(error) from error
        self._check(block.made_by)
        return block

    def _lost(self, error: Exception) -> StoreError:
        """What to say where a task could not be brought to its end."""
        said = {"found": self._client.scheduler_info()["address"], "reason": reason_of(error)}
        return StoreError([phrase("message.scheduler_lost", **said)])

    def _check(self, made_by: dict[str, str]) -> None:
        """Refuse a block that was made by other rules; take note of another processor."""
        other = [
            f"{name} {made_by.get(name)} ({value})"
            for name, value in self._here.items()
            if name not in FAMILY and made_by.get(name) != value
        ]
        if other:
            said = {"worker": made_by.get("processor", ""), "what": ", ".join(other)}
            raise InputError([phrase("message.other_worker", **said)])
        with self._lock:
            self._families.add(made_by["processor"])


def reason_of(error: BaseException) -> str:
    """The first line of an error, shortened."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]


def job_of(chosen: Sequence[Scenario], request: Request) -> Job:
    """The job of a request."""
    return Job(
        tuple(scenario.to_toml() for scenario in chosen),
        tuple(inputs_digest(prepare(scenario, request.quarters)) for scenario in chosen),
        request.scale,
        request.quarters,
    )


async def _knock(address: str) -> None:
    """See that something answers at an address, and hang up."""
    from distributed import comm

    call: Any = comm
    line = await call.connect(address, timeout=CONNECT)
    await line.close()


@contextmanager
def connected(address: str, chosen: Sequence[Scenario], request: Request) -> Iterator[Cluster]:
    """The workers behind an address, while the work lasts.

    Raises
    ------
    InputError
        Where nothing answers there within 15 s, or no worker has come.
    """
    from distributed import Client

    connect: Any = Client
    with ExitStack() as held:
        try:
            asyncio.run(_knock(address))  # a client that finds nobody complains again when dropped
            client = connect(address, timeout=CONNECT, set_as_default=False)
            held.callback(client.close, timeout=CONNECT)
            client.wait_for_workers(1, timeout=CONNECT)
        except Exception as error:
            said = {"found": shown(address), "reason": reason_of(error)}
            raise InputError([phrase("message.no_scheduler", **said)]) from error
        yield Cluster(client, job_of(chosen, request))
