"""A study on disk: blocks written whole or not at all, each vouched for by an index.

``study-HASH/`` holds

- ``record.json``: what was asked, what the bits belong to, checksums of the labels below;
- ``data.zarr``: ``cities`` and ``sectors`` by (scenario, member, quarter, area or sector,
  quantity), with labels; one chunk of each holds one member under all scenarios;
- ``index.jsonl``: one line for each member that is complete, with the checksums of its chunks and
  of its values, and the cause of each run that failed;
- ``diary.jsonl``: when it was worked on, and for how long; the only file whose bits may differ
  between two computations of one study;
- ``lock`` (``flock``) and ``aside`` (files not yet whole; empty when nobody writes).

A chunk counts when its line is in the index: written aside, synced, renamed, then indexed. zarr
answers a missing chunk with its fill value and knows no checksums; here a key that should be there
and is not, or is not as it was written, is an error, and a key that nobody vouches for does not
exist.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.abc.store import ByteRequest
from zarr.codecs import BloscCodec
from zarr.core.buffer import Buffer, BufferPrototype, default_buffer_prototype
from zarr.storage import LocalStore

from agents.province import LeverName
from experiments.ensemble import PARTS, Block
from experiments.files import append_durably, locked, sync_folder, write_durably
from experiments.parameter_draws import Place, places_of
from experiments.provenance import digest_of
from locales.catalogue import phrase
from model.indicators import PRODUCT_NAMES, QUANTITIES, SYSTEM_NAMES, Quantity
from model.input_data.data_tables import CITIES, FUELS, SECTORS
from model.input_data.external_world import label
from scenarios.errors import DamagedError, StoreError, damaged


def checksum(data: bytes) -> str:
    """SHA-256 of what stands in a file."""
    return hashlib.sha256(data).hexdigest()


def read_checked(path: Path, expected: str) -> bytes:
    """What stands in a file; DamagedError where it is missing, cut or changed."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise damaged(path, "message.part_missing") from None
    except OSError as error:
        key = "message.part_unreadable"
        raise DamagedError([phrase(key, file=path, reason=error.strerror)]) from None
    if checksum(data) != expected:
        raise damaged(path, "message.part_changed")
    return data


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
    """

    def __init__(
        self,
        root: Path | str,
        *,
        read_only: bool = True,
        sums: Mapping[str, str] | None = None,
        aside: Path | None = None,
    ) -> None:
        super().__init__(root, read_only=read_only)
        self.sums = {} if sums is None else sums
        self.aside = aside
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
        data = await asyncio.to_thread(read_checked, self.root / key, expected)
        made = (prototype or default_buffer_prototype()).buffer.from_bytes(data)
        if byte_range is None:
            return made
        raise NotImplementedError("a study's chunks are read whole")

    async def set(self, key: str, value: Buffer, *_rest: Any) -> None:
        """Write a key whole or not at all, and note its checksum."""
        if self.aside is None:
            raise PermissionError(f"{self.root} is open for reading only")
        data = value.to_bytes()
        await asyncio.to_thread(write_durably, self.root / key, data, self.aside)
        self.written[key] = checksum(data)


SCHEMA = "liaosim/study/1"
RECORD, DATA, INDEX, DIARY = "record.json", "data.zarr", "index.jsonl", "diary.jsonl"
LOCK, ASIDE = "lock", "aside"
OWN = frozenset({RECORD, DATA, INDEX, DIARY, LOCK, ASIDE})  # all that a study's folder holds
MARK = "liaosim"  # attribute of the arrays' group that tells them from anybody else's
NO_SECTOR_LABEL = "none"
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
    return places_of(range(first, first + runs), record["identity"]["draws"])


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
        made = group.create_array(
            name,
            shape=(len(values),),
            dtype="str" if text else "i8",
            dimension_names=[dimension],
            compressors=None,
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
    files = sorted(path for path in (folder / DATA).rglob("*") if path.is_file())
    record["labels"] = {
        path.relative_to(folder / DATA).as_posix(): checksum(path.read_bytes()) for path in files
    }
    record["check"] = digest_of(record)
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    for name in (INDEX, DIARY, LOCK):
        (folder / name).touch()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


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
        sync_folder(parent)
    except OSError as error:
        if part.name.endswith(".part"):
            shutil.rmtree(part, ignore_errors=True)
        said = {
            "folder": path,
            "reason": error.strerror,
            "kept": 0,
            "asked": len(places_in(record)),
        }
        raise StoreError([phrase("message.unwritable", **said)]) from error
    return path


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


def read_record(path: Path) -> dict[str, Any]:
    """The record of a study, checked.

    Raises
    ------
    DamagedError
        Where it is missing or not as it was written.
    """
    file = path / RECORD
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        check = record.pop("check")
    except FileNotFoundError:
        raise damaged(file, "message.part_missing") from None
    except (OSError, ValueError, KeyError, AttributeError):
        raise damaged(file, "message.part_changed") from None
    if check != digest_of(record):
        raise damaged(file, "message.part_changed")
    if record["schema"] != SCHEMA:
        raise StoreError(
            [phrase("message.other_schema", file=file, found=record["schema"], allowed=SCHEMA)]
        )
    return dict(record)


def index_line(entry: dict[str, Any]) -> str:
    """A line of the index with its own checksum."""
    return json.dumps({**entry, "check": digest_of(entry)[:16]}, sort_keys=True) + "\n"


def read_index(path: Path, members: int) -> tuple[dict[int, dict[str, Any]], bool]:
    """The entries of an index by number of the member, and whether every line was whole.

    A last line that was cut while it was written is no damage: its member counts as absent.
    """
    try:
        text = (path / INDEX).read_bytes().decode("utf-8", "replace")
    except OSError:
        return {}, False
    entries: dict[int, dict[str, Any]] = {}
    *lines, _cut = text.split("\n")
    whole = True
    for line in lines:
        try:
            entry = json.loads(line)
            check = entry.pop("check")
            number = entry["member"]
        except (ValueError, KeyError, TypeError, AttributeError):
            whole = False
            continue
        if check == digest_of(entry)[:16] and 0 <= number < members:
            entries[number] = entry
        else:
            whole = False
    return entries, whole


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
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self.writable = writable
        self.record = read_record(path)
        self.places = places_in(self.record)
        self.entries, whole = read_index(path, len(self.places))
        if not whole and not writable:
            raise damaged(path / INDEX, "message.index_damaged")
        self.repaired: list[str] = []
        self._sums: dict[str, str] = dict(self.record["labels"])
        for entry in self.entries.values():
            self._vouch(entry)
        if writable:
            self._clear(whole)
        aside = path / ASIDE if writable else None
        self.zarr = CheckedStore(path / DATA, read_only=not writable, sums=self._sums, aside=aside)
        group = zarr.open_group(self.zarr, mode="r+" if writable else "r", use_consolidated=False)
        self._arrays: dict[str, Any] = {
            part: group[part].with_config({"write_empty_chunks": True})  # type: ignore[union-attr]
            for part in PARTS
        }
        self._began = time.monotonic()

    def _vouch(self, entry: dict[str, Any]) -> None:
        """Make the chunks of an indexed member readable."""
        for part in PARTS:
            self._sums[chunk_key(part, entry["member"])] = entry[part]

    def _clear(self, whole: bool) -> None:
        """Remove what a killed process left behind, and an index line that is not right."""
        (self.path / ASIDE).mkdir(exist_ok=True)
        for part in (self.path / ASIDE).iterdir():
            part.unlink(missing_ok=True)
        if not whole:
            self.repaired.append(INDEX)
        wanted = self._index_text()
        if (self.path / INDEX).exists() and (self.path / INDEX).read_bytes() == wanted:
            return
        write_durably(self.path / INDEX, wanted, self.path / ASIDE)

    def _index_text(self) -> bytes:
        """The index in the order of its members."""
        return "".join(index_line(self.entries[n]) for n in sorted(self.entries)).encode()

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
            raise damaged(self.path / DATA, "message.part_changed") from error
        block = Block(self.places[number], cities, sectors, entry["failed"])
        if block.bits() != entry["bits"]:
            raise damaged(self.path / DATA / chunk_key(PARTS[0], number), "message.part_changed")
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
                entry = {"member": number, "bits": bits, "failed": block.failed}
                entry |= {part: self.zarr.written[chunk_key(part, number)] for part in PARTS}
                append_durably(self.path / INDEX, index_line(entry))
        except OSError as error:
            raise self._unwritable(error) from error
        self.entries[number] = entry
        self._vouch(entry)
        self.zarr.written.clear()
        self.note(member=number, made_by=block.made_by)

    def _unwritable(self, error: OSError) -> StoreError:
        """What to say where nothing can be written."""
        said = {"reason": error.strerror, "kept": len(self.entries), "asked": len(self.places)}
        return StoreError([phrase("message.unwritable", folder=self.path, **said)])

    def finish(self) -> None:
        """Bring the index into the order of its members, as if nothing had been repaired."""
        if list(self.entries) != sorted(self.entries):
            write_durably(self.path / INDEX, self._index_text(), self.path / ASIDE)
            self.entries = {n: self.entries[n] for n in sorted(self.entries)}

    def note(self, **said: Any) -> None:
        """Add a line to the diary; a diary that cannot be written stops nothing."""
        made_by = said.pop("made_by", None)
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._began, 3),
            **said,
            **({"made_by": made_by} if made_by else {}),
        }
        try:
            with (self.path / DIARY).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, sort_keys=True) + "\n")
        except OSError:
            return

    def diary(self) -> list[dict[str, Any]]:
        """The lines of the diary that can be read."""
        lines = []
        try:
            text = (self.path / DIARY).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        for line in text.splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                continue
        return [line for line in lines if isinstance(line, dict) and "seconds" in line]

    def seconds(self) -> float:
        """Time worked on the study in all sessions."""
        total = last = 0.0
        for line in self.diary():
            if line["seconds"] < last:
                total += last
            last = float(line["seconds"])
        return total + last
