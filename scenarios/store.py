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

A chunk counts when its line is in the index: written aside, synced, renamed, then indexed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zarr

from scenarios.blocks import PARTS, Block
from scenarios.checked_store import CheckedStore, DamagedError, StoreError, damaged
from scenarios.draws import Place
from scenarios.files import append_durably, write_durably
from scenarios.provenance import digest_of
from scenarios.request import problem
from scenarios.skeleton import ASIDE, DATA, DIARY, INDEX, chunk_key, places_in, read_record


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
            raise StoreError([problem("message.other_bits", folder=self.path, member=number)])
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
        return StoreError([problem("message.unwritable", folder=self.path, **said)])

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
