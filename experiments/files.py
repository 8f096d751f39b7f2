"""Files written aside and renamed, so that no half file ever stands under its name."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


@contextmanager
def written_aside(path: Path, mode: str = "w", part: Path | None = None) -> Iterator[IO[Any]]:
    """A file that takes its name only when it is complete; else it is removed.

    ``part`` is where it stands until then, by default beside it under a name of its own. Text is
    UTF-8; ``mode`` ``"wb"`` takes bytes.
    """
    if part is None:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
    encoding, newline = (None, None) if "b" in mode else ("utf-8", "\n")
    try:
        with part.open(mode, encoding=encoding, newline=newline) as file:
            yield file
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
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
    with written_aside(path, "wb", aside / f"{path.name}.part") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
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
def locked(path: Path, *, wait: bool = False) -> Iterator[bool]:
    """Whether this process alone holds the lock of a file; the lock ends with the process.

    With ``wait`` it is waited for.
    """
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
