"""What ``run`` and ``compare`` share: the study they keep, and what is said above their tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cli.options import How
from cli.output import computing, say, warn
from display.progress import Meter
from display.terminal import Screen
from experiments.effects import whole_years
from experiments.options import Request
from experiments.store.execution import Means, means
from locales.catalogue import phrase, word
from model.indicators import MISREPORTED
from scenarios.errors import InputError
from scenarios.scenario import Scenario


@contextmanager
def simulating(
    chosen: Sequence[Scenario], request: Request, how: How
) -> Iterator[tuple[Means, Meter]]:
    """The study and the machines that a request asks for, with progress while they work."""
    if how.detail and request.scheduler is not None:
        raise InputError([phrase("message.scheduler_detail")])
    if how.detail and request.out is not None:
        say("message.study_detail", how.lang)
    with means(chosen, request, keep=not how.detail) as used:
        before = len(used.store.entries) if used.store else 0
        try:
            with computing(how.lang) as meter:
                yield used, meter
        finally:
            _tell_kept(used, before, how.lang)


def _tell_kept(used: Means, before: int, lang: str) -> None:
    """What the study holds now, and what was unusual about it."""
    if used.cluster is not None and used.cluster.mixed:
        families = ", ".join(used.cluster.families)
        warn(word("message.mixed_families", lang, families=families), lang)
    if used.store is None:
        return
    store = used.store
    if store.repaired:
        say("message.study_repaired", lang, folder=store.path, parts=", ".join(store.repaired[:20]))
    counts = {"kept": len(store.entries), "asked": len(store.places), "found": before}
    say("message.study_kept", lang, folder=store.path, **counts)


def print_kind_of_series(reported: bool, lang: str, out: Screen) -> None:
    """Which series stand in the tables: the true ones, or those that cities report."""
    if not reported:
        out.print(word("message.true_series", lang))
        return
    names = [word(f"indicator.{name}", lang) for name in MISREPORTED]
    out.print(word("message.reported_series", lang, names=names))


def print_part_year(until: str, periods: Sequence[str], lang: str, out: Screen) -> None:
    """That the quarters after the last whole year are in no column, where there are any."""
    year, quarter = until.split("Q")
    if quarter != "4" and whole_years(periods):
        out.print(word("message.part_year", lang, year=year, until=until))
