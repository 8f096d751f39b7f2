"""``liaosim studies``: studies on disk, listed, shown, exported, deleted."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

from cli.options import FAILED, How, PlainCommand, StudyFolder, argument, both, group, option, takes
from cli.output import print_json, say, warn
from display.numbers import bytes_text
from display.terminal import Screen, Table, list_table
from experiments.files import given_path
from experiments.store import directory
from experiments.store.study import Study
from experiments.store.study import export as export_study
from locales.catalogue import LANGUAGES, phrase, word
from scenarios.errors import InputError, shown

Folder = Annotated[str, argument("folder", "DIR")]
ExportOut = Annotated[str, option("export_out", "--out", "FILE")]
Indicators = Annotated[list[str] | None, option("indicators", "--indicator", "NAME")]
Quarterly = Annotated[bool, option("quarterly", "--detail")]
Yes = Annotated[bool, option("yes", "--yes")]
studies = group("studies")


@studies.command("list", cls=PlainCommand, help=both("studies_list"))
@takes("json")
def list_studies(how: How, folder: Folder = ".") -> int:
    """List the studies in a folder and below it; damaged ones say so."""
    lang = how.lang
    place = given_path(folder)
    if not place.is_dir():
        raise InputError([phrase("message.no_folder", found=shown(folder, 200))])
    entries = [directory.summary(path) for path in directory.studies_in(place)]
    if how.json:
        print_json({"schema": "liaosim/studies/1", "folder": folder, "studies": entries})
        return 0
    if not entries:
        print(word("message.no_studies", lang, folder=folder))
        return 0
    names = ("study", "scenarios", "members", "parameters", "size", "time_spent", "made_with")
    rows = (_cells(entry, place, lang) for entry in entries)
    Screen(sys.stdout).print(list_table(names, rows, lang))
    return 0


def _cells(entry: dict[str, Any], place: Path, lang: str) -> list[str]:
    """The cells of a study in the list."""
    folder = os.path.relpath(entry["folder"], place)
    name = folder if folder != "." else Path(entry["folder"]).name
    size = bytes_text(entry["bytes"])
    if "problem" in entry:
        return [name, entry["problem"][lang], "–", "–", size, "–", "–"]
    made = entry["made_with"]
    return [
        name,
        "\n".join(entry["scenarios"]),
        f"{entry['complete']}/{entry['members']}",
        str(entry["parameters"]),
        size,
        f"{entry['seconds']:.0f}",
        f"{made['rules']}\n{made['processor']}",
    ]


@studies.command("show", cls=PlainCommand, help=both("studies_show"))
@takes("json")
def show(how: How, folder: StudyFolder) -> int:
    """Show the record of a study: what was asked, what its bits belong to, what failed."""
    study, lang = Study(folder), how.lang
    record = {key: value for key, value in study.record.items() if key != "labels"}
    entry = directory.summary(study.path)
    failed = [
        {"draw": draw, "seed": seed, "scenario": scenario, "cause": cause}
        for (draw, seed), scenario, cause in study.failed
    ]
    if how.json:
        print_json({**entry, "record": record, "failed": failed})
        return 0
    out = Screen(sys.stdout)
    table = Table(lang)
    print(entry["folder"])
    lines = {"study": study.path.name, "scenarios": ", ".join(entry["scenarios"])}
    lines["members"] = f"{entry['complete']}/{entry['members']}"
    lines["seed"] = f"{entry['seeds'][0]}–{entry['seeds'][0] + entry['seeds'][1] - 1}"
    lines["parameters"] = str(entry["parameters"])
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


@studies.command("export", cls=PlainCommand, help=both("studies_export"))
@takes("json")
def export(
    how: How,
    folder: StudyFolder,
    out: ExportOut,
    indicator: Indicators = None,
    detail: Quarterly = False,
) -> int:
    """Write a study's indicators to a file; say so where the study does not hold all of them."""
    study = Study(folder)
    path = export_study(study, out, tuple(indicator or ()), detail)
    if how.json:
        size = path.stat().st_size
        about = {"schema": "liaosim/export/1", "file": str(path), "bytes": size}
        print_json(about | study.counts)
    else:
        say("message.written", how.lang, places=str(path))
    if study.failed or not study.complete:
        warn(word("message.not_all_members", how.lang, **study.counts), how.lang)
    return 0


@studies.command("delete", cls=PlainCommand, help=both("studies_delete"))
@takes("json")
def delete(how: How, folder: StudyFolder, yes: Yes = False) -> int:
    """Delete a study when the person has said yes."""
    path = directory.locate(folder)
    directory.check_own(path)
    if not yes and not _agreed(path, how.lang):
        say("message.not_deleted", how.lang)
        return FAILED
    directory.delete(path)
    if how.json:
        print_json({"schema": "liaosim/deleted/1", "folder": str(path)})
    else:
        say("message.deleted", how.lang, folder=path)
    return 0


def _agreed(path: Path, lang: str) -> bool:
    """Whether the person answers the question with yes; silence is no."""
    entry = directory.summary(path)
    said = {"members": entry.get("complete", "?"), "size": bytes_text(entry["bytes"])}
    print(word("message.delete_question", lang, folder=path, **said), end="", file=sys.stderr)
    sys.stderr.flush()
    yes = " ".join(word("message.yes_words", each) for each in LANGUAGES).split()
    return sys.stdin.readline().strip().casefold() in yes
