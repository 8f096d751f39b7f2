"""The empty store of a study: its record, its arrays and their labels, made in one step."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.codecs import BloscCodec
from zarr.storage import LocalStore

from agents.province import LeverName
from model.base_year import CITIES, SECTORS
from model.indicators import FUEL_NAMES, PRODUCT_NAMES, QUANTITIES, SYSTEM_NAMES, Quantity
from model.world import label
from scenarios.blocks import PARTS
from scenarios.checked_store import StoreError, checksum, damaged
from scenarios.draws import Place, places_of
from scenarios.files import locked, sync_folder
from scenarios.provenance import digest_of
from scenarios.request import problem

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
    "fuel": FUEL_NAMES,
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
        raise StoreError([problem("message.unwritable", **said)]) from error
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
            [problem("message.other_schema", file=file, found=record["schema"], allowed=SCHEMA)]
        )
    return dict(record)
