"""Our own files: written whole or not at all, and read only as far as they can be trusted.

Everything that liaosim wrote and reads again (records, indices, diaries, chunks, lists of results,
kept answers) is read by :func:`read_own`, which takes regular files of bearable size only. JSON
carries a checksum of itself (:func:`sealed`) and has to have the shape that its reader expects.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast

from locales.catalogue import phrase
from scenarios.errors import DamagedError, InputError, damaged, shown
from scenarios.regular_file import UnreadableError, open_regular, read_regular

MOST_BYTES = 2**24  # of a file, unless its reader bears more
MOST_LEVELS = 24  # of nesting in JSON
CHECK = 16  # characters of the checksum that JSON carries
INDENT = 1  # of a document that fills a file
STAMP = 64  # characters of the checksum at the end of a stamped file
CHANGED = "message.part_changed"


def checksum(data: bytes) -> str:
    """SHA-256 of what stands in a file."""
    return hashlib.sha256(data).hexdigest()


def digest_of(content: Any) -> str:
    """SHA-256 of anything that JSON can say."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return checksum(text.encode())


def read_own(path: Path, most: int = MOST_BYTES) -> bytes:
    """The content of a file that liaosim wrote, at most so many bytes.

    Raises
    ------
    DamagedError
        Where it is missing, no regular file, too large, or cannot be read.
    """
    try:
        return read_regular(path, most)
    except UnreadableError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: UnreadableError) -> DamagedError:
    """What to say of a file of ours that cannot be read."""
    if error.errno == errno.ENOENT:
        return damaged(path, "message.part_missing")
    return DamagedError(phrase("message.part_unreadable", file=path, reason=error.reason))


def read_checked(path: Path, expected: str, most: int = MOST_BYTES) -> bytes:
    """What stands in a file; DamagedError where it is not what its SHA-256 says."""
    data = read_own(path, most)
    if checksum(data) != expected:
        raise damaged(path, CHANGED)
    return data


def checksum_of(path: Path) -> str:
    """SHA-256 of a file of any size; DamagedError where it cannot be read."""
    try:
        with open_regular(path) as stream:
            return hashlib.file_digest(cast("BufferedReader", stream), "sha256").hexdigest()
    except UnreadableError as error:
        raise unreadable(path, error) from None


def sealed(document: Mapping[str, Any], indent: int | None = None) -> str:
    """The JSON text of a document, with a checksum of itself."""
    whole = {**document, "check": digest_of(document)[:CHECK]}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=indent)
    return text + "\n"


def unsealed(text: str, shape: Any, indent: int | None = None) -> dict[str, Any]:
    """The document of a text that :func:`sealed` made.

    Raises
    ------
    ValueError
        Where it is nested too deeply, has not the shape (see :func:`fits`), or where any of its
        characters is another.
    """
    document = parsed(text)
    if not isinstance(document, dict) or not fits(document, shape):
        raise ValueError(CHANGED)
    document.pop("check", None)
    if sealed(document, indent) != text:
        raise ValueError(CHANGED)
    return document


def parsed(data: bytes | str) -> Any:
    """What a JSON text says; ValueError where it is none, not in UTF-8, or nested too deeply."""
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        document = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError(CHANGED) from None
    level: list[Any] = [document]
    for _ in range(MOST_LEVELS):
        inner = [x.values() if isinstance(x, dict) else x for x in level]
        level = [y for x in inner if not isinstance(x, str | int | float | None) for y in x]
        if not level:
            return document
    raise ValueError(CHANGED)


def _no_number(text: str) -> Any:
    """Refuse NaN and the infinities, which are no JSON."""
    raise ValueError(text)


def fits(value: Any, shape: Any) -> bool:
    """Whether a value has a shape: a type, ``[shape of each]``, or ``{key: shape}`` and more."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            key in value and fits(value[key], inner) for key, inner in shape.items()
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))


def read_document(path: Path, shape: Any, most: int = MOST_BYTES) -> dict[str, Any]:
    """The document of a sealed JSON file; DamagedError where it is not as it was written."""
    data = read_own(path, most)
    try:
        return unsealed(data.decode("utf-8"), shape, INDENT)
    except ValueError:
        raise damaged(path, CHANGED) from None


def read_stamped(path: Path, most: int) -> bytes:
    """What a stamped file holds; DamagedError where it is not as it was, or has another's name."""
    data = read_own(path, most)
    content = data[:-STAMP]
    if stamped(path, content) != data:
        raise damaged(path, CHANGED)
    return content


def stamped(path: Path, content: bytes) -> bytes:
    """Bytes that end with a checksum of themselves and of their file's name."""
    return content + checksum(path.name.encode() + content).encode()


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


def given_path(given: str | Path) -> Path:
    """The path that a person named, ``~`` taken for the home folder.

    Raises
    ------
    InputError
        Where it begins with ``~`` and a name that no user has.
    """
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise InputError(phrase("message.no_home", found=shown(str(given), 200))) from None


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
    with open_regular(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as file:
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
    with _lockable(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _lockable(path: Path) -> IO[bytes]:
    """A file opened to be locked; what may only be read can be locked too."""
    try:
        return open_regular(path, os.O_RDWR | os.O_CREAT)
    except UnreadableError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        return open_regular(path)
