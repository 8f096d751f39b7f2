"""What each command does once its words are understood; returns the exit code."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, cast

from scenarios import printing
from scenarios.catalogue import word
from scenarios.compare import BASELINE, SCENARIOS, compare_checked
from scenarios.comparison import Warned
from scenarios.errors import InputError, LiaosimError
from scenarios.files import written_aside
from scenarios.instruments import instruments
from scenarios.load import Scenario, library, load
from scenarios.meter import Meter
from scenarios.request import Asked, Request, problem
from scenarios.single import run_checked
from scenarios.sources import described, one_scenario, settle, several_scenarios
from scenarios.work import Means, means

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
    def warnings(self) -> tuple[Warned, ...]:
        """What the reader should know."""


def close(found: Finished, request: Request, lang: str) -> int:
    """Warnings, and what was kept of a stopped run; the exit code."""
    for warned in found.warnings:
        warn(f"{warned.scenario}: {warned.zh if lang == 'zh' else warned.en}", lang)
    if not found.interrupted:
        return 0
    say("message.kept", lang, kept=len(found.seeds), asked=len(request.seeds))
    return INTERRUPTED


def run(name: str, asked: Asked, how: How) -> int:
    """Run one scenario; print its path or its JSON document."""
    lang = how.lang
    request, (scenario,) = settle(asked, 1, lambda: (one_scenario(name, asked.world),))
    announce_compiling(lang)
    with working((scenario,), request, how) as (used, meter):
        found = run_checked(
            scenario,
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files: dict[str, Write] = {how.named("series"): found.write_csv, "run.json": found.write_json}
    keep(request.out, files, lang)
    if how.json:
        found.write_json(sys.stdout)
    else:
        printing.print_run(found, lang, sys.stdout)
    return close(found, request, lang)


def compare(names: Sequence[str], asked: Asked, how: How) -> int:
    """Compare scenarios; print headline effects or the JSON document."""
    lang = how.lang
    named = names or (BASELINE, *SCENARIOS)
    request, chosen = settle(asked, 2, lambda: several_scenarios(named, asked.world))
    announce_compiling(lang)
    with working(chosen, request, how) as (used, meter):
        found = compare_checked(
            chosen,
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files: dict[str, Write] = {
        how.named("effects"): found.write_csv,
        "compare.json": found.write_json,
    }
    keep(request.out, files, lang)
    if how.json:
        found.write_json(sys.stdout)
    else:
        printing.print_compare(found, lang, sys.stdout)
    return close(found, request, lang)


def scenarios_list(*, lang: str, json: bool) -> int:
    """The library."""
    listed = [described(scenario, lang) for scenario in library()]
    if json:
        print_json({"schema": "liaosim/scenarios/1", "scenarios": listed})
    else:
        printing.print_scenarios(listed, lang, sys.stdout)
    return 0


def scenarios_show(name: str, *, lang: str, json: bool) -> int:
    """One scenario, complete."""
    found = described(load(name), lang)
    if json:
        print_json(found)
    else:
        printing.print_scenarios([found], lang, sys.stdout)
        print_json(found["levers"])
    return 0


def scenarios_check(file: str, *, lang: str, json: bool) -> int:
    """Whether a file is a scenario; what is wrong is raised."""
    scenario = load(file)
    warnings = [notice.message(lang) for notice in instruments(scenario, 64)[2]]
    if json:
        print_json(
            {
                "file": file,
                "ok": True,
                "name": scenario.name,
                "hash": scenario.content_hash,
                "warnings": warnings,
            }
        )
        return 0
    print(
        word(
            "message.checked", lang, file=file, name=scenario.name, hash=scenario.content_hash[:12]
        )
    )
    for warning in warnings:
        warn(warning, lang)
    return 0


def scenarios_schema() -> int:
    """The JSON schema of scenario files."""
    from scenarios.schema import json_schema

    print_json(json_schema())
    return 0
