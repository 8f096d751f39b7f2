"""Regular files opened and read: never a pipe or a device, and never more than can be borne."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from locales.catalogue import Phrase, phrase
from locales.reasons import why

KINDS = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


class UnreadableError(OSError):
    """Why a file cannot be read, in both languages, and what is allowed where that is known."""

    def __init__(
        self, reason: Phrase, allowed: Phrase | None = None, number: int = errno.EINVAL
    ) -> None:
        super().__init__(number, reason.message("en"))
        self.reason = reason
        self.allowed = allowed


def check_regular(mode: int) -> None:
    """Raise UnreadableError for whatever is not a regular file."""
    if not stat.S_ISREG(mode):
        what = next((name for is_kind, name in KINDS if is_kind(mode)), "special")
        raise UnreadableError(phrase("problem.not_regular", what=phrase(f"problem.{what}")))


def _unreadable(error: OSError | ValueError) -> UnreadableError:
    """What the system says of a file, unless it is said already."""
    if isinstance(error, UnreadableError):
        return error
    number = getattr(error, "errno", None) or errno.EINVAL
    return UnreadableError(phrase("problem.cannot_read", why=why(error)), number=number)


def open_regular(path: Path, flags: int = os.O_RDONLY) -> BinaryIO:
    """A regular file opened with the flags of ``os.open``, without ever waiting for a pipe.

    Raises
    ------
    UnreadableError
        Where it is none, or cannot be opened.
    """
    try:
        if os.path.lexists(path) or not flags & os.O_CREAT:
            check_regular(path.stat().st_mode)  # before it is opened: a device may act on that
        handle = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY, 0o644)
        stream = os.fdopen(handle, "ab" if flags & os.O_APPEND else "rb")
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None
    try:
        check_regular(os.fstat(handle).st_mode)
    except UnreadableError:
        stream.close()
        raise
    return stream


def read_regular(path: Path, most: int) -> bytes:
    """The content of a regular file of at most so many bytes.

    Raises
    ------
    UnreadableError
        Where it is none, is larger, or cannot be read.
    """
    try:
        with open_regular(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            data = b"" if size > most else stream.read(most + 1)
    except OSError as error:
        raise _unreadable(error) from None
    if max(size, len(data)) > most:
        reason = phrase("problem.too_large", n=max(size, len(data)))
        raise UnreadableError(reason, phrase("problem.at_most_bytes", n=most))
    return data
