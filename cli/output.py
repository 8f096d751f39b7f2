"""What each command does once its words are understood; returns the exit code."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from rich.console import Console

from display.progress import Meter
from experiments import manifest
from experiments.effects import whole_years
from experiments.manifest import Write
from experiments.options import Request
from experiments.run_warnings import Warned
from experiments.store.execution import Means, means
from locales.catalogue import phrase, word
from model.indicators import MISREPORTED
from scenarios.errors import InputError, LiaosimError
from scenarios.scenario import Scenario


def print_kind_of_series(reported: bool, lang: str, out: Console) -> None:
    """Which series stand in the tables: the true ones, or those that cities report."""
    if not reported:
        out.print(word("message.true_series", lang))
        return
    names = [word(f"indicator.{name}", lang) for name in MISREPORTED]
    out.print(word("message.reported_series", lang, names=names))


def print_part_year(until: str, periods: Sequence[str], lang: str, out: Console) -> None:
    """That the quarters after the last whole year are in no column, where there are any."""
    year, quarter = until.split("Q")
    if quarter != "4" and whole_years(periods):
        out.print(word("message.part_year", lang, year=year, until=until))


INTERRUPTED = 130


class How(NamedTuple):
    """How results are given: all rows, the reported series, the language, as a document."""

    detail: bool = False
    reported: bool = False
    lang: str = "en"
    json: bool = False

    def named(self, file: str) -> str:
        """A file's name, which says where it holds the reported series."""
        name, _, ending = file.partition(".")
        return f"{name}_reported.{ending}" if self.reported else file


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


def keep(
    out: Path | None,
    head: Mapping[str, Any],
    files: Mapping[str, bytes | Write],
    lang: str,
    study: str | None = None,
) -> None:
    """Write results and list them, where a folder is asked for; say which had to go."""
    if out is None:
        return
    try:
        replaced = manifest.write(out, head, files, study)
    except OSError as error:
        said = {"found": out, "reason": error.strerror or str(error)}
        raise LiaosimError([phrase("message.bad_out_file", **said)]) from error
    say("message.written", lang, places=", ".join(str(out / name) for name in files))
    for each in replaced:
        say("message.replaced", lang, folder=out, request=each)


@contextmanager
def working(
    chosen: Sequence[Scenario], request: Request, how: How
) -> Iterator[tuple[Means, Meter]]:
    """The study and the machines that a request asks for, with progress while they work."""
    if how.detail and request.scheduler is not None:
        raise InputError([phrase("message.scheduler_detail")])
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
    def warnings(self) -> tuple[Warned, ...]:
        """What the reader should know."""


def close(found: Finished, request: Request, lang: str) -> int:
    """Warnings, and what was kept of a stopped run; the exit code."""
    for warned in found.warnings:
        warn(warned.line(lang), lang)
    if not found.interrupted:
        return 0
    say("message.kept", lang, kept=len(found.seeds), asked=len(request.seeds))
    return INTERRUPTED
