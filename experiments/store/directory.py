"""Studies in folders: opened for work under a lock, found again, listed, deleted."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from experiments.files import digest_of, fits, given_path, locked, parsed, read_own
from experiments.options import Request
from experiments.provenance import folder_name, identity_of_study, made_with
from experiments.store import store as on_disk
from experiments.store.store import StudyStore
from locales.catalogue import LANGUAGES, Phrase, phrase
from locales.reasons import why
from model.input_data.external_world import label
from scenarios.errors import DamagedError, InputError, LiaosimError, StoreError, shown
from scenarios.scenario import Scenario

MOST_FOREIGN = 5  # names in a message
DEEPEST = 6  # folders below the one that is listed
GROUP = "zarr.json"  # what zarr says of a group, inside its folder
# in a record, of every version
STUDIES = f'"{on_disk.SCHEMA.rpartition("/")[0]}/'.encode()


def record_of(chosen: Sequence[Scenario], request: Request) -> dict[str, Any]:
    """The record of a study before its labels are known."""
    identity = identity_of_study(chosen, request)
    return {
        "schema": on_disk.SCHEMA,
        "name": folder_name(identity),
        "hash": digest_of(identity),
        "identity": identity,
        "scenarios": [
            {"name": s.name, "title": dict(s.title), "text": s.to_toml()} for s in chosen
        ],
        "world": request.world,
        "made_with": made_with(),
    }


@contextmanager
def working_on(parent: Path, chosen: Sequence[Scenario], request: Request) -> Iterator[StudyStore]:
    """The store of a study in a folder, new or found again, held by this process alone.

    Raises
    ------
    StoreError
        Where it cannot be made or written, is damaged, or another process works on it.
    """
    record = record_of(chosen, request)
    path = on_disk.make_skeleton(parent, record)
    store: StudyStore | None = None
    try:
        with locked(path / on_disk.LOCK) as mine:
            if not mine:
                raise StoreError([phrase("message.busy", folder=path)])
            restored = on_disk.restore(path, record)
            store = StudyStore(path, writable=True)
            if store.record["hash"] != record["hash"]:
                raise on_disk.other_study(path, store.record, record["hash"])
            store.repaired += restored
            store.note(began=len(store.entries), machine=made_with()["processor"])
            try:
                yield store
            finally:
                store.finish()
                store.note(ended=len(store.entries))
                os.utime(path / on_disk.RECORD)
    except OSError as error:
        kept = len(store.entries) if store else "?"
        raise on_disk.unwritable(path, error, kept, len(on_disk.places_in(record))) from error


def is_study(path: Path) -> bool:
    """Whether a folder is a study, or was one until it was damaged.

    Arrays alone are no sign of it, nor is a file of the record's name: others have those too.
    """
    if not os.path.isdir(path / on_disk.DATA):
        return _says_study(path / on_disk.RECORD)
    if os.path.isfile(path / on_disk.INDEX) and os.path.isfile(path / on_disk.LOCK):
        return True
    return _says_study(path / on_disk.RECORD) or _is_marked(path / on_disk.DATA)


def _says_study(record: Path) -> bool:
    """Whether a record, even one cut short or changed, names a schema of studies."""
    try:
        return STUDIES in read_own(record)
    except DamagedError:
        return False


def _is_marked(data: Path) -> bool:
    """Whether the group of the arrays carries the mark of liaosim."""
    try:
        return fits(parsed(read_own(data / GROUP)), {"attributes": {on_disk.MARK: str}})
    except (DamagedError, ValueError):
        return False


def studies_in(folder: Path) -> list[Path]:
    """Every study in a folder and below it, the latest worked on first."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    while waiting:
        here, depth = waiting.pop()
        if is_study(here):
            found.append(here)
            continue
        try:
            inner = sorted(p for p in here.iterdir() if os.path.isdir(p) and not p.is_symlink())
        except OSError:
            continue
        if depth < DEEPEST:
            waiting += [(p, depth + 1) for p in inner if not p.name.startswith(".")]
    return sorted(found, key=_age)


def _age(path: Path) -> tuple[float, str]:
    """How long ago a study was worked on, as a number that grows with age."""
    try:
        return -(path / on_disk.RECORD).stat().st_mtime, path.name
    except OSError:
        return 0.0, path.name


def found_in(folder: str | Path) -> list[Path]:
    """The studies that a folder is or holds, the latest worked on first; InputError for none."""
    path = given_path(folder)
    try:
        reason = "message.no_study" if path.exists() else "message.no_folder"
        found = studies_in(path) if path.is_dir() else []
    except (OSError, ValueError):
        reason, found = "message.no_folder", []
    if not found:
        raise InputError([phrase(reason, found=shown(str(folder), 200))])
    return found


def locate(folder: str | Path) -> Path:
    """The one study that a folder is or holds.

    Raises
    ------
    InputError
        Where there is none, or where there are several, which are listed.
    """
    found = found_in(folder)
    if len(found) > 1:
        said = {"found": shown(str(folder), 200), "count": len(found)}
        raise InputError([phrase("message.many_studies", **said), *map(_described, found)])
    return found[0]


def _described(path: Path) -> Phrase:
    """A study in a list of several."""
    try:
        record = on_disk.read_record(path)
    except LiaosimError as error:
        return error.problems[0]
    identity = record["identity"]
    first, runs = identity["seeds"]
    said = {"parameters": identity["drawn"], "scale": f"{identity['scale']:g}"}
    said |= {"names": ", ".join(entry["name"] for entry in record["scenarios"])}
    said |= {"first": first, "last": first + runs - 1, "until": label(identity["quarters"] - 1)}
    return phrase("message.study_line", study=path, **said)


def check_own(path: Path) -> None:
    """Refuse a folder that holds what no study holds, such as a person's own files.

    Raises
    ------
    StoreError
        Where that is so, naming what is foreign, or where the folder cannot be read.
    """
    try:
        foreign = sorted(inner.name for inner in path.iterdir() if inner.name not in on_disk.OWN)
    except OSError as error:
        raise _undeletable(path, error) from error
    if foreign:
        more = ["…"] if len(foreign) > MOST_FOREIGN else []
        names = ", ".join([*map(shown, foreign[:MOST_FOREIGN]), *more])
        raise StoreError([phrase("message.foreign_files", folder=path, names=names)])


def delete(path: Path) -> None:
    """Remove a study at once for whoever looks, unless a process works on it.

    Raises
    ------
    StoreError
        Where that is so, where the folder holds what is none of the study's, or where it cannot
        be changed; nothing is deleted then.
    """
    check_own(path)
    try:
        with locked(path / on_disk.LOCK) as mine:
            if not mine:
                raise StoreError([phrase("message.busy", folder=path)])
            aside = tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
            path.rename(Path(aside) / path.name)
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise _undeletable(path, error) from error


def _undeletable(path: Path, error: OSError) -> StoreError:
    """What to say where a folder cannot be read or changed."""
    said = {"folder": path, "reason": why(error)}
    return StoreError([phrase("message.undeletable", **said)])


def summary(path: Path) -> dict[str, Any]:
    """One study for a list; what is wrong with it where it cannot be read."""
    entry: dict[str, Any] = {"folder": str(path), "bytes": size_of(path)}
    try:
        store = StudyStore(path)
    except LiaosimError as error:
        return {**entry, "problem": {lang: error.message(lang) for lang in LANGUAGES}}
    identity = store.record["identity"]
    return {
        **entry,
        "hash": store.record["hash"],
        "scenarios": [s["name"] for s in store.record["scenarios"]],
        **{key: identity[key] for key in ("seeds", "scale", "quarters")},
        "parameters": identity["drawn"],
        "members": len(store.places),
        "complete": len(store.entries),
        "failed_runs": sum(1 for _ in store.failures()),
        "seconds": round(store.seconds(), 1),
        "made_with": store.record["made_with"],
    }


def size_of(path: Path) -> int:
    """Bytes of all files of a study, as far as they are still there when they are looked at."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total
