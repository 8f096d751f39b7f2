"""``liaosim studies`` and ``liaosim verify``: studies on disk, listed, exported, checked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from cli.output import announce_compiling, print_json, say, warn
from display import terminal
from display.numbers import bytes_text
from display.progress import Meter
from experiments.options import Asked, check
from experiments.provenance import made_with
from experiments.store import directory
from experiments.store import verify as verifying
from experiments.store.study import Study
from experiments.store.study import export as export_study
from locales.catalogue import LANGUAGES, phrase, word
from scenarios.errors import InputError, shown

NOT_DONE = 1


def listing(folder: str, *, lang: str, json: bool) -> int:
    """The studies in a folder and below it; damaged ones say so."""
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise InputError([phrase("message.no_folder", found=shown(folder, 200))])
    entries = [directory.summary(path) for path in directory.studies_in(place)]
    if json:
        print_json({"schema": "liaosim/studies/1", "folder": folder, "studies": entries})
        return 0
    if not entries:
        print(word("message.no_studies", lang, folder=folder))
        return 0
    names = ("study", "scenarios", "members", "draws", "size", "time_spent", "made_with")
    table = Table(*(word(f"heading.{name}", lang) for name in names), box=box.SIMPLE_HEAD)
    for entry in entries:
        name = os.path.relpath(entry["folder"], place)
        table.add_row(name if name != "." else Path(entry["folder"]).name, *_cells(entry, lang))
    terminal.console(sys.stdout).print(table)
    return 0


def _cells(entry: dict[str, Any], lang: str) -> list[str]:
    """The cells of a study in the list, behind its folder."""
    size = bytes_text(entry["bytes"])
    if "problem" in entry:
        return [entry["problem"][lang], "–", "–", size, "–", "–"]
    made = entry["made_with"]
    return [
        "\n".join(entry["scenarios"]),
        f"{entry['complete']}/{entry['members']}",
        str(entry["draws"]),
        size,
        f"{entry['seconds']:.0f}",
        f"{made['rules']}\n{made['processor']}",
    ]


def show(folder: str, *, lang: str, json: bool) -> int:
    """The record of a study: what was asked, what its bits belong to, what failed."""
    found = Study(folder)
    record = {key: value for key, value in found.record.items() if key != "labels"}
    entry = directory.summary(found.path)
    failed = [
        {"draw": draw, "seed": seed, "scenario": scenario, "cause": cause}
        for (draw, seed), scenario, cause in found.failed
    ]
    if json:
        print_json({**entry, "record": record, "failed": failed})
        return 0
    out = terminal.console(sys.stdout)
    table = Table(box=box.SIMPLE_HEAD, show_header=False)
    print(entry["folder"])
    lines = {"study": found.path.name, "scenarios": ", ".join(entry["scenarios"])}
    lines["members"] = f"{entry['complete']}/{entry['members']}"
    lines["seed"] = f"{entry['seeds'][0]}–{entry['seeds'][0] + entry['seeds'][1] - 1}"
    lines["draws"] = str(entry["draws"])
    lines["size"] = bytes_text(entry["bytes"])
    lines["time_spent"] = f"{entry['seconds']:.0f}"
    for name, value in lines.items():
        table.add_row(word(f"heading.{name}", lang), value)
    for name in ("data", "parameters"):
        table.add_row(name, record["identity"][name])
    for name, value in record["made_with"].items():
        table.add_row(name, str(value))
    table.add_row("hash", record["hash"])
    out.print(table)
    for failure in failed[:20]:
        values = {"count": 1, "seed": failure["seed"], "cause": failure["cause"]}
        warn(f"{failure['scenario']}: {word('message.failed_runs', lang, **values)}", lang)
    return 0


def export(
    folder: str, out: str, indicators: tuple[str, ...], *, by_quarter: bool, lang: str, json: bool
) -> int:
    """Write a study's indicators to a file; say so where the study does not hold all of them."""
    found = Study(folder)
    path = export_study(found, out, indicators, by_quarter)
    if json:
        size = path.stat().st_size
        about = {"schema": "liaosim/export/1", "file": str(path), "bytes": size}
        print_json(about | found.counts)
    else:
        say("message.written", lang, places=str(path))
    if found.failed or not found.complete:
        warn(word("message.not_all_members", lang, **found.counts), lang)
    return 0


def delete(folder: str, *, yes: bool, lang: str, json: bool) -> int:
    """Delete a study when the person has said yes."""
    path = directory.locate(folder)
    directory.check_own(path)
    if not yes and not _agreed(path, lang):
        say("message.not_deleted", lang)
        return NOT_DONE
    directory.delete(path)
    if json:
        print_json({"schema": "liaosim/deleted/1", "folder": str(path)})
    else:
        say("message.deleted", lang, folder=path)
    return 0


def _agreed(path: Path, lang: str) -> bool:
    """Whether the person answers the question with yes; silence is no."""
    entry = directory.summary(path)
    said = {"members": entry.get("complete", "?"), "size": bytes_text(entry["bytes"])}
    print(word("message.delete_question", lang, folder=path, **said), end="", file=sys.stderr)
    sys.stderr.flush()
    yes = " ".join(word("message.yes_words", each) for each in LANGUAGES).split()
    return sys.stdin.readline().strip().casefold() in yes


def verify_command(folder: str, members: str, workers: str | None, *, lang: str, json: bool) -> int:
    """Whether results are as they were written, and studies, computed again, the same bits."""
    threads = check(Asked(workers=workers)).workers
    announce_compiling(lang)
    with Meter(word("message.verifying", lang), lang) as meter:
        found = verifying.verify_folder(folder, members, threads, meter)
    if json:
        print_json(found.document())
    else:
        for verdict in found.studies:
            _print_verdict(verdict, lang)
        if found.files:
            print(word("message.results_verified", lang, folder=folder, count=found.files))
    for verdict in found.studies:
        if verdict.other_machine:
            here, there = made_with()["processor"], ", ".join(verdict.other_machine)
            warn(word("message.other_family", lang, there=there, here=here), lang)
    return 0 if found.same else NOT_DONE


def _print_verdict(verdict: verifying.Verdict, lang: str) -> None:
    """The members that were checked, and the whole in one sentence."""
    names = ("member", "draws", "seed", "verdict")
    table = Table(*(word(f"heading.{name}", lang) for name in names), box=box.SIMPLE_HEAD)
    for each in verdict.checked:
        key = "same_bits" if each.same else "near_bits" if each.near else "not_same"
        said = word(f"message.{key}", lang, worst=f"{each.worst:.3g}")
        table.add_row(str(each.member), str(each.place[0]), str(each.place[1]), said)
    terminal.console(sys.stdout).print(table)
    print(
        word(
            "message.verified",
            lang,
            folder=verdict.folder,
            count=len(verdict.checked),
            all=verdict.all_members,
            verdict=word(verdict.key, lang, worst=f"{verdict.worst:.3g}"),
        )
    )
