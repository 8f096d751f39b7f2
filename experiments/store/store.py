"""A study on disk: blocks written whole or not at all, each vouched for by an index.

``study-HASH/`` holds

- ``record.json``: what was asked, what the bits belong to, checksums of the labels below; its hash
  is the study's identity and stands in the folder's name;
- ``data.zarr``: ``cities`` and ``sectors`` by (scenario, member, quarter, area or sector,
  quantity), with labels; one chunk of each holds one member under all scenarios;
- ``index.jsonl``: one line for each member that is complete, with the checksums of its chunks and
  of its values, and the cause of each run that failed;
- ``diary.jsonl``: when it was worked on, and for how long; the only file whose bits may differ
  between two computations of one study; every line of it and of the index names its study and
  carries a checksum of itself;
- ``lock`` (``flock``) and ``aside`` (files not yet whole; empty when nobody writes).

A chunk counts when its line is in the index: written aside, synced, renamed, then indexed. zarr
answers a missing chunk with its fill value and knows no checksums; here a key that should be there
and is not, or is not as it was written, is an error, and a key that nobody vouches for does not
exist.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import zarr
from zarr.abc.store import ByteRequest
from zarr.codecs import BloscCodec
from zarr.core.buffer import Buffer, BufferPrototype, default_buffer_prototype
from zarr.storage import LocalStore

from agents.province import LeverName
from experiments import files
from experiments.ensemble import PARTS, Block
from experiments.files import CHANGED, INDENT, checksum, digest_of, locked, read_checked, sealed
from experiments.options import Request, RunOptions, check
from experiments.parameter_draws import Place, places_of
from experiments.provenance import SHORT, folder_name
from locales.catalogue import phrase
from locales.reasons import why
from model.indicators import PRODUCT_NAMES, QUANTITIES, SYSTEM_NAMES, Quantity
from model.input_data.data_tables import CITIES, FUELS, SECTORS
from model.input_data.external_world import label
from scenarios.errors import DamagedError, InputError, StoreError, damaged, shown
from scenarios.regular_file import open_regular


class CheckedStore(LocalStore):
    """Files below a folder, each with its checksum.

    Parameters
    ----------
    root
        The zarr folder.
    read_only
        Whether nothing may be written.
    sums
        SHA-256 of every file by its key; the owner adds to it as blocks are kept.
    aside
        Folder on the same disk for files not yet whole.
    most
        Bytes that a file may have.
    """

    def __init__(
        self,
        root: Path | str,
        *,
        read_only: bool = True,
        sums: Mapping[str, str] | None = None,
        aside: Path | None = None,
        most: int = files.MOST_BYTES,
    ) -> None:
        super().__init__(root, read_only=read_only)
        self.sums = {} if sums is None else sums
        self.aside = aside
        self.most = most
        self.written: dict[str, str] = {}

    async def get(
        self,
        key: str,
        prototype: BufferPrototype | None = None,
        byte_range: ByteRequest | None = None,
    ) -> Buffer | None:
        """The content of a key, checked; None where nobody vouches for it."""
        expected = self.sums.get(key)
        if expected is None:
            return None
        data = await asyncio.to_thread(read_checked, self.root / key, expected, self.most)
        made = (prototype or default_buffer_prototype()).buffer.from_bytes(data)
        if byte_range is None:
            return made
        raise NotImplementedError("a study's chunks are read whole")

    async def set(self, key: str, value: Buffer, *_rest: Any) -> None:
        """Write a key whole or not at all, and note its checksum."""
        if self.aside is None:
            raise PermissionError(f"{self.root} is open for reading only")
        data = value.to_bytes()
        await asyncio.to_thread(files.write_durably, self.root / key, data, self.aside)
        self.written[key] = checksum(data)


SCHEMA = "liaosim/study/3"
RECORD, DATA, INDEX, DIARY = "record.json", "data.zarr", "index.jsonl", "diary.jsonl"
LOCK, ASIDE = "lock", "aside"
OWN = frozenset({RECORD, DATA, INDEX, DIARY, LOCK, ASIDE})  # all that a study's folder holds
MARK = "liaosim"  # attribute of the arrays' group that tells them from anybody else's
NO_SECTOR_LABEL = "none"
MOST_LINES = 2**28  # bytes of an index or a diary
BESIDE_VALUES = 2**16  # bytes that a chunk may have beside its values
RECORD_SHAPE = {
    "name": str,
    "hash": str,
    "identity": {
        "scenarios": [{"name": str, "hash": str, "inputs": str}],
        "seeds": [int],
        "drawn": str,
        "scale": float,
        "quarters": int,
        "data": str,
        "parameters": str,
        "made_with": dict,
    },
    "scenarios": [{"name": str, "title": dict, "text": str}],
    "world": (str, type(None)),
    "made_with": {"rules": str, "processor": str},
    "labels": dict,
}
ENTRY_SHAPE = {"study": str, "member": int, "bits": str, "failed": dict} | dict.fromkeys(PARTS, str)
NOTE_SHAPE = {"study": str, "seconds": float}
YOUNG = 60.0  # seconds
RUNGS = ("obsolete", "conventional", "numerical", "intelligent")
FAMILIES = {
    "tonnes": PRODUCT_NAMES,
    "capital": RUNGS,
    "system": SYSTEM_NAMES,
    "key_system": SYSTEM_NAMES,
    "fuel": FUELS,
    "fiscal": tuple(lever.name.lower() for lever in LeverName),
}
LONG_NAMES = {
    "cities": "additive quantities of every city, over industry and what has no sector",
    "sectors": "additive quantities of every sector of the province",
}


def quantity_labels() -> tuple[str, ...]:
    """Name of every column of the record table; members of a family by their own name."""
    labels = [f"quantity_{n}" for n in range(QUANTITIES)]
    for quantity in Quantity:
        name = quantity.name.lower()
        family = name.removesuffix("_0")
        members = FAMILIES.get(family, ()) if name.endswith("_0") else ()
        labels[quantity] = name
        for k, member in enumerate(members):
            labels[quantity + k] = f"{family}_{member}"
    return tuple(labels)


def chunk_key(part: str, number: int) -> str:
    """The key of the chunk that holds a member."""
    return f"{part}/c.0.{number}.0.0.0"


def places_in(record: dict[str, Any]) -> tuple[Place, ...]:
    """Draw and seed of every member of a study."""
    first, runs = record["identity"]["seeds"]
    return places_of(range(first, first + runs), record["identity"]["drawn"])


def labels_of(record: dict[str, Any]) -> dict[str, tuple[str, list[Any]]]:
    """Every labelled dimension or coordinate: its dimension and its labels."""
    places = places_in(record)
    identity = record["identity"]
    return {
        "scenario": ("scenario", [entry["name"] for entry in record["scenarios"]]),
        "draw": ("member", [draw for draw, _ in places]),
        "seed": ("member", [seed for _, seed in places]),
        "quarter": ("quarter", [label(q) for q in range(identity["quarters"])]),
        "area": ("area", list(CITIES)),
        "sector": ("sector", [*SECTORS, NO_SECTOR_LABEL]),
        "quantity": ("quantity", list(quantity_labels())),
    }


def _write_arrays(folder: Path, record: dict[str, Any]) -> None:
    """The arrays of a study, without blocks, and their labels."""
    group = zarr.create_group(store=LocalStore(folder), attributes={MARK: record["hash"]})
    labels = labels_of(record)
    for name, (dimension, values) in labels.items():
        text = isinstance(values[0], str)
        kind = "str" if text else "i8"
        made = group.create_array(
            name, shape=len(values), dtype=kind, dimension_names=[dimension], compressors=None
        )
        made[:] = np.array(values, dtype=object if text else np.int64)
    sizes = {dimension: len(values) for dimension, values in labels.values()}
    for part, place in zip(PARTS, ("area", "sector"), strict=True):
        dimensions = ("scenario", "member", "quarter", place, "quantity")
        shape = tuple(sizes[d] for d in dimensions)
        group.create_array(
            part,
            shape=shape,
            chunks=(shape[0], 1, *shape[2:]),
            dtype="<f8",
            fill_value=float("nan"),
            compressors=BloscCodec(cname="zstd", clevel=3, shuffle="shuffle", typesize=8),
            chunk_key_encoding={"name": "default", "separator": "."},
            dimension_names=dimensions,
            attributes={
                "long_name": LONG_NAMES[part],
                "units": "by quantity; see the indicators for units",
                "source": f"liaosim {record['name']}",
            },
        )


def _write_whole(folder: Path, record: dict[str, Any]) -> None:
    """All files of an empty study, synced."""
    (folder / ASIDE).mkdir()
    _write_arrays(folder / DATA, record)
    labels = {
        path.relative_to(folder / DATA).as_posix(): checksum(path.read_bytes())
        for path in files_below(folder / DATA)
    }
    (folder / RECORD).write_bytes(sealed(record | {"labels": labels}, INDENT).encode())
    for name in (INDEX, DIARY, LOCK):
        (folder / name).touch()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            files.sync_folder(path)
    files.sync_folder(folder)


def make_skeleton(parent: Path, record: dict[str, Any]) -> Path:
    """The folder of a study, made aside and renamed, unless it is there already.

    Raises
    ------
    StoreError
        Where it cannot be made.
    """
    path = parent / str(record["name"])
    remove_leftovers(parent, path.name)
    if path.exists():
        return path
    part = Path()
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=parent))
        part.chmod(0o755)
        with locked(part / LOCK):
            _write_whole(part, record)
            try:
                part.rename(path)
            except OSError:
                if not (path / RECORD).exists():
                    raise
                shutil.rmtree(part, ignore_errors=True)  # another process was quicker
        files.sync_folder(parent)
    except OSError as error:
        if part.name.endswith(".part"):
            shutil.rmtree(part, ignore_errors=True)
        raise unwritable(path, error, 0, len(places_in(record))) from error
    return path


def unwritable(path: Path, error: OSError, kept: object, asked: int) -> StoreError:
    """What to say where a study cannot be made or written, with how much of it is kept."""
    said = {"reason": why(error), "kept": kept, "asked": asked}
    return StoreError([phrase("message.unwritable", folder=path, **said)])


def remove_leftovers(parent: Path, name: str) -> None:
    """Remove what processes left that were killed while they made or deleted this study."""
    for part in parent.glob(f".{name}.*.part"):
        lock = part / LOCK
        try:
            if not lock.exists() and time.time() - part.stat().st_mtime < YOUNG:
                continue  # another process makes it at this moment
            with locked(lock) as mine:
                if mine:
                    shutil.rmtree(part, ignore_errors=True)
        except OSError:
            continue


def restore(path: Path, record: dict[str, Any]) -> tuple[str, ...]:
    """Make a study's record and labels again from what is asked where any is damaged.

    Blocks are not touched: each is vouched for by the index, which names the study.

    Raises
    ------
    StoreError
        Where the folder holds another study, or one of another format.
    """
    try:
        read_labels(path, read_record(path))
    except DamagedError:
        with tempfile.TemporaryDirectory(
            prefix=f".{path.name}.", suffix=".part", dir=path.parent
        ) as part:
            _write_whole(Path(part), record)
            for label_file in files_below(Path(part) / DATA):
                place = path / DATA / label_file.relative_to(Path(part) / DATA)
                place.parent.mkdir(parents=True, exist_ok=True)
                label_file.replace(place)
            (Path(part) / RECORD).replace(path / RECORD)
        return (RECORD, DATA)
    return ()


def files_below(folder: Path) -> list[Path]:
    """All that is no folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def read_record(path: Path) -> dict[str, Any]:
    """The record of a study, checked against the name of its folder.

    Raises
    ------
    DamagedError
        Where it is missing or not as it was written.
    StoreError
        Where it is of another format, or of another study than the folder's name says.
    """
    file = path / RECORD
    data = files.read_own(file)
    try:
        schema = files.parsed(data)["schema"]
        family, _, version = SCHEMA.rpartition("/")
        if schema.rpartition("/")[0] == family and schema.rpartition("/")[2] != version:
            said = {"file": file, "found": shown(schema), "allowed": SCHEMA}
            raise StoreError([phrase("message.other_schema", **said)])
        record = files.unsealed(data.decode("utf-8"), {"schema": str, **RECORD_SHAPE}, INDENT)
        request_of(record)
    except (ValueError, KeyError, TypeError, AttributeError, InputError):
        raise damaged(file, CHANGED) from None
    identity = record["identity"]
    told = record["schema"], record["hash"], record["name"]
    names = [entry["name"] for entry in record["scenarios"]]
    if told != (SCHEMA, digest_of(identity), folder_name(identity)) or names != [
        entry["name"] for entry in identity["scenarios"]
    ]:
        raise damaged(file, CHANGED)
    if path.resolve().name != record["name"]:
        raise other_study(path, record, path.resolve().name)
    return record


def request_of(record: dict[str, Any]) -> Request:
    """What was asked of a study; InputError or ValueError where nobody could have asked that."""
    identity = record["identity"]
    first, runs = identity["seeds"]
    until, scale = label(identity["quarters"] - 1), identity["scale"]
    asked = RunOptions(
        runs, first, scale, until, world=record["world"], parameters=identity["drawn"]
    )
    return check(asked)


def other_study(path: Path, record: dict[str, Any], expected: str) -> StoreError:
    """The error about a folder that holds another study than expected."""
    first, runs = record["identity"]["seeds"]
    said = {"folder": path, "found": record["name"], "expected": expected}
    said |= {"names": ", ".join(entry["name"] for entry in record["scenarios"])}
    said |= {"first": first, "last": first + runs - 1}
    return StoreError([phrase("message.other_study", **said)])


def read_labels(path: Path, record: dict[str, Any]) -> None:
    """Raise DamagedError where a label of the arrays is not as it was written."""
    for key, expected in record["labels"].items():
        read_checked(path / DATA / key, expected)


class Lines(NamedTuple):
    """What the lines of an index or a diary say.

    ``whole`` is whether each is as it was written, and ``cut`` whether the last has no end, as
    where a process was killed while it wrote.
    """

    entries: list[dict[str, Any]]
    whole: bool = True
    cut: bool = False


def read_lines(file: Path, study: str, shape: dict[str, Any]) -> Lines:
    """The lines of an index or a diary.

    Raises
    ------
    DamagedError
        Where the file is missing, no regular file, or too large.
    StoreError
        Where a line names another study.
    """
    *lines, rest = files.read_own(file, MOST_LINES).decode("utf-8", "replace").split("\n")
    entries, whole = [], True
    for number, line in enumerate(lines, 1):
        try:
            entry = files.unsealed(line + "\n", shape)
        except ValueError:
            whole = False
            continue
        if entry["study"] != study:
            said = {"file": file, "line": number, "found": shown(entry["study"])}
            raise StoreError([phrase("message.other_lines", expected=study, **said)])
        entries.append(entry)
    return Lines(entries, whole, cut=bool(rest))


class StudyStore:
    """The blocks of one study.

    Parameters
    ----------
    path
        Folder of the study.
    writable
        Whether blocks will be kept; the caller then holds its lock.

    Raises
    ------
    DamagedError
        Where the record or a label is not as it was written; for a store that is only read also
        where the index is not.
    StoreError
        Where the record, or a line of the index, is another study's.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self.writable = writable
        self.record = read_record(path)
        self.name: str = self.record["hash"][:SHORT]
        read_labels(path, self.record)
        self.places = places_in(self.record)
        self.entries, whole = self._read_index()
        if not whole and not writable:
            raise damaged(path / INDEX, CHANGED)
        self.repaired: list[str] = []
        self.sums: dict[str, str] = dict(self.record["labels"])
        for entry in self.entries.values():
            self._vouch(entry)
        if writable:
            self._clear(whole)
        identity = self.record["identity"]
        values = len(self.record["scenarios"]) * identity["quarters"] * (len(SECTORS) + 1)
        self.zarr = CheckedStore(
            path / DATA,
            read_only=not writable,
            sums=self.sums,
            aside=path / ASIDE if writable else None,
            most=values * QUANTITIES * 8 + BESIDE_VALUES,
        )
        group = zarr.open_group(self.zarr, mode="r+" if writable else "r", use_consolidated=False)
        self._arrays: dict[str, Any] = {
            part: group[part].with_config({"write_empty_chunks": True})  # type: ignore[union-attr]
            for part in PARTS
        }
        self._began = time.monotonic()

    def _read_index(self) -> tuple[dict[int, dict[str, Any]], bool]:
        """The entries of the index by number of the member, and whether every line was whole.

        A last line that was cut while it was written is no damage: its member counts as absent.
        """
        try:
            lines = read_lines(self.path / INDEX, self.name, ENTRY_SHAPE)
        except DamagedError:
            if not self.writable:
                raise
            return {}, False
        entries = {entry["member"]: entry for entry in lines.entries}
        right = {n: entry for n, entry in entries.items() if 0 <= n < len(self.places)}
        return right, lines.whole and len(right) == len(lines.entries)

    def _vouch(self, entry: dict[str, Any]) -> None:
        """Make the chunks of an indexed member readable."""
        for part in PARTS:
            self.sums[chunk_key(part, entry["member"])] = entry[part]

    def _clear(self, whole: bool) -> None:
        """Remove what a killed process left behind, and lines that are not right."""
        os.truncate(self.path / LOCK, 0)
        (self.path / ASIDE).mkdir(exist_ok=True)
        for part in (self.path / ASIDE).iterdir():
            part.unlink(missing_ok=True)
        if not whole:
            self.repaired.append(INDEX)
        wanted = {INDEX: self._index_text(), DIARY: self._diary_text()}
        for name, data in wanted.items():
            try:
                read_checked(self.path / name, checksum(data), MOST_LINES)
            except DamagedError:
                files.write_durably(self.path / name, data, self.path / ASIDE)

    def _diary_text(self) -> bytes:
        """What can be read of the diary; a member whose line is lost gets one that says so."""
        try:
            found = read_lines(self.path / DIARY, self.name, NOTE_SHAPE).entries
        except DamagedError:
            found = []
        told = {entry.get("member") for entry in found}
        lost = [{"study": self.name, "member": n, "seconds": 0.0} for n in self.entries]
        kept = [*found, *(entry for entry in lost if entry["member"] not in told)]
        return "".join(map(sealed, kept)).encode()

    def _index_text(self) -> bytes:
        """The index in the order of its members."""
        return "".join(sealed(self.entries[n]) for n in sorted(self.entries)).encode()

    @property
    def complete(self) -> bool:
        """Whether every member is there."""
        return len(self.entries) == len(self.places)

    def failures(self) -> Iterator[tuple[Place, str, str]]:
        """Place, scenario and cause of every failed run."""
        for number in sorted(self.entries):
            for scenario, cause in self.entries[number]["failed"].items():
                yield self.places[number], scenario, cause

    def read(self, number: int) -> Block:
        """The block of a complete member, every byte checked.

        Raises
        ------
        DamagedError
            Where it is missing, cut or changed.
        """
        entry = self.entries[number]
        try:
            cities, sectors = (self._arrays[part][:, number] for part in PARTS)
        except DamagedError:
            raise
        except Exception as error:
            raise damaged(self.path / DATA, CHANGED) from error
        block = Block(self.places[number], cities, sectors, entry["failed"])
        if block.bits() != entry["bits"]:
            raise damaged(self.path / DATA / chunk_key(PARTS[0], number), CHANGED)
        return block

    def load(self, number: int) -> Block | None:
        """The block of a member, None where it has to be computed (again)."""
        if number not in self.entries:
            return None
        try:
            return self.read(number)
        except DamagedError:
            if not self.writable:
                raise
            self.repaired.append(f"#{number}")
            return None

    def keep(self, number: int, block: Block) -> None:
        """Keep the block of a member: its chunks first, then its line in the index.

        Raises
        ------
        StoreError
            Where the disk is full or cannot be written, or where a block that is computed again
            after damage has other bits than the index says.
        """
        entry = self.entries.get(number)
        bits = block.bits()
        if entry is not None and entry["bits"] != bits:
            raise StoreError([phrase("message.other_bits", folder=self.path, member=number)])
        try:
            for part in PARTS:
                self._arrays[part][:, number] = getattr(block, part)
            if entry is None:
                entry = {"study": self.name, "member": number, "bits": bits}
                entry["failed"] = block.failed
                entry |= {part: self.zarr.written[chunk_key(part, number)] for part in PARTS}
                files.append_durably(self.path / INDEX, sealed(entry))
        except OSError as error:
            raise unwritable(self.path, error, len(self.entries), len(self.places)) from error
        self.entries[number] = entry
        self._vouch(entry)
        self.zarr.written.clear()
        self.note(member=number, made_by=block.made_by)

    def finish(self) -> None:
        """Bring the index into the order of its members, as if nothing had been repaired."""
        if list(self.entries) != sorted(self.entries):
            files.write_durably(self.path / INDEX, self._index_text(), self.path / ASIDE)
            self.entries = {n: self.entries[n] for n in sorted(self.entries)}

    def note(self, **said: Any) -> None:
        """Add a line to the diary; a diary that cannot be written stops nothing."""
        line = {
            "study": self.name,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._began, 3),
            **{name: value for name, value in said.items() if value != {}},
        }
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        with suppress(OSError), open_regular(self.path / DIARY, flags) as file:
            file.write(sealed(line).encode())

    def diary(self) -> list[dict[str, Any]]:
        """The lines of the diary, as far as they can be read."""
        try:
            return read_lines(self.path / DIARY, self.name, NOTE_SHAPE).entries
        except StoreError:
            return []

    def seconds(self) -> float:
        """Time worked on the study in all sessions."""
        total = last = 0.0
        for line in self.diary():
            if line["seconds"] < last:
                total += last
            last = float(line["seconds"])
        return total + last
