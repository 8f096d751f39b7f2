"""Working on a study: on threads here or on the machines of a scheduler, until it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.ensemble import Computing, Ensemble
from experiments.options import Request
from experiments.parallel import Progress
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    from experiments.store.store import StudyStore


@dataclass(frozen=True)
class Means:
    """Where blocks are kept and who computes them; none of both is a plain run on threads."""

    store: StudyStore | None = None
    cluster: Computing | None = None

    @property
    def study(self) -> str | None:
        """The name of the study, where blocks are kept."""
        return self.store.path.name if self.store else None


@contextmanager
def means(chosen: Sequence[Scenario], request: Request, *, keep: bool = True) -> Iterator[Means]:
    """The store and the cluster that a request asks for, held while the work lasts."""
    with ExitStack() as held:
        cluster: Computing | None = None
        if request.scheduler is not None:
            from experiments.cluster import connected

            cluster = held.enter_context(connected(request.scheduler, chosen, request))
        store = None
        if request.out is not None and keep:
            from experiments.store.directory import working_on  # zarr takes half a second to load

            store = held.enter_context(working_on(request.out, chosen, request))
        yield Means(store, cluster)


def compute(chosen: Sequence[Scenario], request: Request, progress: Progress | None = None) -> Path:
    """Compute what is missing of a study in the request's folder; the study's own folder.

    Raises
    ------
    KeyboardInterrupt
        Where the person stopped the work; what is complete is kept.
    """
    with means(chosen, request) as found:
        ensemble = Ensemble.of_request(
            chosen, request, progress=progress, store=found.store, cluster=found.cluster
        )
        kept = sum(1 for _ in ensemble)
        if ensemble.interrupted:
            raise KeyboardInterrupt(kept)
        assert found.store is not None
        return found.store.path
