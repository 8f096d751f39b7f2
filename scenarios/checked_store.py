"""A zarr store that reads nothing but what its checksums vouch for, and writes whole files only.

zarr answers a missing chunk with its fill value and knows no checksums; here a key that should be
there and is not, or is not as it was written, is an error, and a key that nobody vouches for does
not exist.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zarr.abc.store import ByteRequest
from zarr.core.buffer import Buffer, BufferPrototype, default_buffer_prototype
from zarr.storage import LocalStore

from scenarios.errors import LiaosimError
from scenarios.files import write_durably
from scenarios.request import problem


class StoreError(LiaosimError):
    """A study that cannot be written, read, or trusted."""


class DamagedError(StoreError):
    """A part of a study that is not as it was written."""


def damaged(path: Path, reason: str) -> DamagedError:
    """The error about a damaged file; ``reason`` is a message's key."""
    return DamagedError([problem(reason, file=path)])


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
        raise DamagedError([problem(key, file=path, reason=error.strerror)]) from None
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
