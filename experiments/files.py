"""Files written aside and renamed, so that no half file ever stands under its name."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def written_aside(path: Path) -> Iterator[IO[str]]:
    """A text file that takes its name only when it is complete; else it is removed."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
        aside.chmod(0o644)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def make_folder(path: Path) -> None:
    """Make a folder and prove that a file can be written there.

    Raises
    ------
    OSError
        Where that is not so, with the reason.
    """
    path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=path):
        pass


def sync_folder(path: Path) -> None:
    """See to it that the names in a folder outlast a loss of power."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, data: bytes, aside: Path) -> None:
    """Write a file in the folder ``aside``, sync it, and give it its name in one step."""
    part = aside / f"{path.name}.part"
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append_durably(path: Path, line: str) -> None:
    """Add a line to a file and sync it; what could be written of it in vain is cut off again."""
    with path.open("ab") as file:
        before = file.seek(0, os.SEEK_END)
        try:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            os.truncate(path, before)
            raise


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Whether this process alone holds the lock of a file; the lock ends with the process."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
