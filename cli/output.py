"""What commands give out: messages, documents, progress, files of results, the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar

from agents.record import interpreted, is_compiled
from cli.options import How
from display.interruption import exit_code
from display.progress import Meter
from experiments import manifest
from experiments.manifest import Write
from locales.catalogue import phrase, word
from locales.reasons import why
from scenarios.errors import LiaosimError

if TYPE_CHECKING:
    from experiments.options import Request
    from experiments.run_warnings import Failed, Warned


def say(key: str, lang: str, /, **values: object) -> None:
    """One line on standard error."""
    print(word(key, lang, **values), file=sys.stderr, flush=True)


def warn(text: str, lang: str) -> None:
    """One warning on standard error."""
    print(word("message.warning", lang) + text, file=sys.stderr, flush=True)


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1))


def announce_compiling(lang: str) -> None:
    """Say so where the first run has to compile the rules."""
    if not interpreted() and not is_compiled("quarter"):
        say("message.compiling", lang)


@contextmanager
def computing(lang: str, key: str = "message.running") -> Iterator[Meter]:
    """Progress on standard error, and before it a word where the rules must be compiled."""
    announce_compiling(lang)
    with Meter(word(key, lang), lang) as meter:
        yield meter


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
        said = {"found": out, "reason": why(error)}
        raise LiaosimError([phrase("message.bad_out_file", **said)]) from error
    say("message.written", lang, places=", ".join(str(out / name) for name in files))
    for each in replaced:
        say("message.replaced", lang, folder=out, request=each)


class Document(Protocol):
    """Results that write themselves as JSON."""

    def head(self) -> dict[str, Any]:
        """What they answer, and all of the document but its lists."""

    def write_json(self, file: IO[str], /) -> None:
        """Write the document."""


class Finished(Protocol):
    """What some work on seeds came to, as far as every command looks at it."""

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


class Results(Document, Finished, Protocol):
    """Finished work that writes itself as JSON."""


D = TypeVar("D", bound=Document)
R = TypeVar("R", bound=Results)


def show(results: D, table: Callable[[D, str, IO[str]], None], how: How) -> None:
    """Results on standard output, as tables or as one JSON document."""
    if how.json:
        results.write_json(sys.stdout)
    else:
        table(results, how.lang, sys.stdout)


def deliver(
    results: R,
    files: Mapping[str, Write],
    table: Callable[[R, str, IO[str]], None],
    request: Request,
    how: How,
    study: str | None = None,
) -> int:
    """Keep the files, show the results, and say what the reader should know; the exit code.

    ``study`` names the study in the same folder that the results were read from.
    """
    keep(request.out, results.head(), files, how.lang, study)
    show(results, table, how)
    return close(results, request, how.lang)


def close(results: Finished, request: Request, lang: str) -> int:
    """Warnings, and what was kept of a stopped run; the exit code, 1 where a run failed."""
    for warned in results.warnings:
        warn(warned.line(lang), lang)
    if not results.interrupted:
        return 1 if results.failed else 0
    say("message.kept", lang, kept=len(results.seeds), asked=len(request.seeds))
    return exit_code()
