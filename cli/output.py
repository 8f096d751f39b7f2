"""What each command does once its words are understood; returns the exit code."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, cast

from rich.console import Console

from display.progress import Meter
from experiments.effects import misreported
from experiments.files import written_aside
from experiments.options import Request
from experiments.run_warnings import Failed, Warned
from experiments.store.execution import Means, means
from locales.catalogue import word
from scenarios.errors import InputError, LiaosimError, problem
from scenarios.scenario import Scenario


def print_kind_of_series(reported: bool, lang: str, out: Console) -> None:
    """Which series stand in the tables: the true ones, or those that cities report."""
    if not reported:
        out.print(word("message.true_series", lang))
        return
    between = "、" if lang == "zh" else ", "
    names = between.join(word(f"indicator.{name}", lang) for name in misreported())
    out.print(word("message.reported_series", lang, names=names))


def print_part_year(until: str, periods: Sequence[str], lang: str, out: Console) -> None:
    """That the quarters after the last whole year are in no column, where there are any."""
    year, quarter = until.split("Q")
    if quarter != "4" and any("Q" not in period for period in periods):
        out.print(word("message.part_year", lang, year=year, until=until))


INTERRUPTED = 130
Write = Callable[[IO[str]], None]


class How(NamedTuple):
    """How results are given: all rows, the reported series, the language, as a document."""

    detail: bool = False
    reported: bool = False
    lang: str = "en"
    json: bool = False

    def named(self, file: str) -> str:
        """A table's file name, which says where it holds the reported series."""
        return f"{file}_reported.csv" if self.reported else f"{file}.csv"


def say(key: str, lang: str, /, **values: object) -> None:
    """One line on standard error."""
    print(word(key, lang, **values), file=sys.stderr, flush=True)


def warn(text: str, lang: str) -> None:
    """One warning on standard error."""
    print(word("message.warning", lang) + text, file=sys.stderr, flush=True)


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    print(jsonlib.dumps(document, ensure_ascii=False, allow_nan=False, indent=1))


def announce_compiling(lang: str) -> None:
    """Say so where the first run has to compile the rules."""
    from numba.core import config

    from agents.record import interpreted

    folder = str(cast("Any", config).CACHE_DIR)
    if not interpreted() and folder and not any(Path(folder).rglob("*.nbi")):
        say("message.compiling", lang)


def keep(out: Path | None, files: dict[str, Write], lang: str) -> None:
    """Write results aside and give them their names when all are complete."""
    if out is None:
        return
    for name, write in files.items():
        try:
            with written_aside(out / name) as file:
                write(file)
        except OSError as error:
            said = {"found": out / name, "reason": error.strerror or str(error)}
            raise LiaosimError([problem("message.bad_out_file", **said)]) from error
    say("message.written", lang, places=", ".join(str(out / name) for name in files))


@contextmanager
def working(
    chosen: Sequence[Scenario], request: Request, how: How
) -> Iterator[tuple[Means, Meter]]:
    """The study and the machines that a request asks for, with progress while they work."""
    if how.detail and request.scheduler is not None:
        raise InputError([problem("message.scheduler_detail")])
    if how.detail and request.out is not None:
        say("message.study_detail", how.lang)
    with means(chosen, request, keep=not how.detail) as used:
        before = len(used.store.entries) if used.store else 0
        with Meter(word("message.running", how.lang), how.lang) as meter:
            yield used, meter
        tell_kept(used, before, how.lang)


def tell_kept(used: Means, before: int, lang: str) -> None:
    """What the study holds now, and what was unusual about it."""
    if used.cluster is not None and used.cluster.mixed:
        families = ", ".join(used.cluster.families)
        warn(word("message.mixed_families", lang, families=families), lang)
    if used.store is None:
        return
    store = used.store
    if store.repaired:
        say("message.study_repaired", lang, folder=store.path, parts=", ".join(store.repaired[:20]))
    said = {"kept": len(store.entries), "asked": len(store.places), "found": before}
    say("message.study_kept", lang, folder=store.path, **said)


class Finished(Protocol):
    """What some work on seeds found, as far as every command looks at it."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """Members that were completed."""

    @property
    def interrupted(self) -> bool:
        """Whether the person stopped the work."""

    @property
    def failed(self) -> tuple[Failed, ...]:
        """Runs that failed."""

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """What the reader should know."""


def close(found: Finished, request: Request, lang: str) -> int:
    """Warnings, and what was kept of a stopped run; the exit code, 1 where a run failed."""
    for warned in found.warnings:
        warn(f"{warned.scenario}: {warned.zh if lang == 'zh' else warned.en}", lang)
    if not found.interrupted:
        return 1 if found.failed else 0
    say("message.kept", lang, kept=len(found.seeds), asked=len(request.seeds))
    return INTERRUPTED
