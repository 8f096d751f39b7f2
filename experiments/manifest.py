"""Results that commands write into a folder, and the list that vouches for them.

``results.json`` names every file with its SHA-256 and the request that it answers: scenarios with
their content hashes, seeds, parameters, scale, last
quarter, world, versions. The files of a request
stand together or not at all: where another request has to write a file of the same name, all files
of the earlier one are replaced or removed, and the command says so. What no list names (a person's
own files) is never touched, unless it has the very name that is to be written.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from experiments import files as own_files
from experiments.files import CHANGED, INDENT, checksum_of, digest_of, written_aside
from locales.catalogue import Phrase, phrase
from scenarios.errors import DamagedError, StoreError, damaged

MANIFEST = "results.json"
SCHEMA = "liaosim/results/1"
SHAPE = {
    "schema": str,
    "requests": [
        {
            "name": str,
            "about": dict,
            "study": (str, type(None)),
            "files": [{"file": str, "sha256": str}],
        }
    ],
}
OURS = re.compile(  # names of the files that commands write into a folder
    r"((effects|series)(_reported)?|targets|contributions|totals|interactions|costs|per_yuan"
    r"|winners|inequality|northwest|deadweight|life|lives)\.csv"
    r"|((compare|run)(_reported)?|targets|attribute|life|lives)\.json"
    r"|(life|lives)_(zh|en)\.txt|report\.(html|docx|pdf)"
)
ABOUT = (  # what of a document's head tells one request from another
    "schema", "baseline", "scenario", "scenarios", "hash", "hashes", "seed", "seeds", "parameters",
    "scale", "until", "world", "reported", "detail", "level", "attribution", "enterprise",
    "made_with",
)  # fmt: skip
Write = Callable[[IO[str]], None]


def about_of(head: Mapping[str, Any]) -> dict[str, Any]:
    """The request that a document answers, from its head."""
    return {key: head[key] for key in ABOUT if key in head}


def name_of(about: Mapping[str, Any]) -> str:
    """The name of a request, such as ``compare-0123456789ab``, by a hash of all of it."""
    return f"{about['schema'].split('/')[1]}-{digest_of(about)[:12]}"


def source_of(head: Mapping[str, Any]) -> str:
    """What a line of a table comes from: the name of its request in ``results.json``."""
    return name_of(about_of(head))


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One process at a time; where a file system knows no such locks, without."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def requests_in(folder: Path) -> list[dict[str, Any]]:
    """The requests whose results stand in a folder, as its list names them; none without a list.

    Raises
    ------
    DamagedError
        Where the list is not as it was written.
    StoreError
        Where a file of its name is none of liaosim's.
    """
    path = folder / MANIFEST
    if not os.path.lexists(path):
        return []
    if b'"liaosim/' not in own_files.read_own(path):
        raise StoreError([phrase("message.foreign_list", file=path)])
    requests: list[dict[str, Any]] = own_files.read_document(path, SHAPE)["requests"]
    return requests


def write(
    folder: Path,
    head: Mapping[str, Any],
    files: Mapping[str, bytes | Write],
    study: str | None = None,
) -> list[str]:
    """Write the files of a request and list them; earlier requests whose files had to go.

    Parameters
    ----------
    folder
        Where they go.
    head
        Head of the document of the result (see :func:`about_of`).
    files
        What each file holds, or what writes it.
    study
        Name of the study in the same folder that they were read from.

    Returns
    -------
    list of str
        A line for each request of which files of the same names stood there.
    """
    assert all(map(OURS.fullmatch, files)), files
    about = about_of(head)
    name = name_of(about)
    with _held(folder):
        try:
            before = [each for each in requests_in(folder) if each["name"] != name]
        except DamagedError:
            before = []
        gone = [each for each in before if not files.keys().isdisjoint(_names(each))]
        listed = [_written(folder, file, content) for file, content in files.items()]
        for each in gone:
            for entry in each["files"]:
                _remove(folder, entry, files)
        made = {"name": name, "about": about, "study": study, "files": listed}
        requests = [*(each for each in before if each not in gone), made]
        text = own_files.sealed({"schema": SCHEMA, "requests": requests}, INDENT)
        own_files.write_durably(folder / MANIFEST, text.encode(), folder)
    return [described(each) for each in gone]


def _names(request: Mapping[str, Any]) -> set[str]:
    """Names of the files of a request."""
    return {entry["file"] for entry in request["files"]}


def described(request: Mapping[str, Any]) -> str:
    """A request in one line: its name, its scenarios with their hashes, and its files."""
    about = request["about"]
    hashes = about.get("hashes") or {about.get("scenario", "?"): str(about.get("hash", "?"))}
    scenarios = ", ".join(f"{name} {digest[:8]}" for name, digest in hashes.items())
    return f"{request['name']} ({scenarios}): {', '.join(sorted(_names(request)))}"


def _written(folder: Path, name: str, content: bytes | Write) -> dict[str, Any]:
    """Write a file whole; its entry in the list."""
    path = folder / name
    if isinstance(content, bytes):
        own_files.write_durably(path, content, folder)
    else:
        with written_aside(path) as file:
            content(file)
    return {"file": name, "sha256": checksum_of(path)}


def _remove(folder: Path, entry: Mapping[str, Any], files: Mapping[str, object]) -> None:
    """Remove a file of an earlier request, unless it is written anew or a person changed it."""
    name = entry["file"]
    if name in files or not OURS.fullmatch(name):
        return
    with suppress(DamagedError, OSError):
        if checksum_of(folder / name) == entry["sha256"]:
            (folder / name).unlink()


def check(folder: Path) -> tuple[int, list[Phrase]]:
    """How many results of a folder are as they were written, and what is wrong with the others."""
    try:
        requests = requests_in(folder)
    except (DamagedError, StoreError) as error:
        return 0, list(error.problems)
    right = 0
    wrong: list[Phrase] = []
    for request in requests:
        for entry in request["files"]:
            path = folder / Path(entry["file"]).name
            try:
                if checksum_of(path) != entry["sha256"]:
                    raise damaged(path, CHANGED)
                right += 1
            except DamagedError as error:
                wrong += error.problems
        study = request["study"]
        if study is not None and not (folder / Path(study).name).is_dir():
            wrong.append(phrase("message.part_missing", file=folder / study))
    listed = set().union(*map(_names, requests))
    loose = [name for name in sorted(os.listdir(folder)) if OURS.fullmatch(name)]
    wrong += [
        phrase("message.unlisted", file=folder / n, manifest=MANIFEST)
        for n in loose
        if n not in listed
    ]
    return right, wrong
