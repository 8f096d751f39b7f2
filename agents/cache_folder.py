"""Where this process keeps what is costly to make anew: compiled rules and answers."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def shared_folder(root: Path) -> Path:
    """The folder that ``LIAOSIM_CACHE`` names, else ``.cache`` in the checkout ``root``."""
    return Path(os.environ.get("LIAOSIM_CACHE") or root / ".cache")


def cache_folder(root: Path) -> Path | None:
    """The first of some folders in which this user may write; None where there is none.

    They are the shared one, and where that belongs to someone else or is read-only, one of the
    user's own for this checkout: in the user's folder of caches, else in that of temporary files.
    """
    shared = shared_folder(root)
    if _writable(shared):
        return shared
    return next((folder for folder in _own_folders(root) if _private(folder)), None)


def _own_folders(root: Path) -> Iterator[Path]:
    """Folders of this user alone, each named after the checkout."""
    name = "liaosim-" + hashlib.sha256(str(root).encode()).hexdigest()[:12]
    caches = os.environ.get("XDG_CACHE_HOME")
    if caches and Path(caches).is_absolute():
        yield Path(caches) / name
    with suppress(RuntimeError):  # a user without a home
        yield Path.home() / ".cache" / name
    yield Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}"


def _writable(folder: Path) -> bool:
    """Whether a file can be written in a folder, which is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _private(folder: Path) -> bool:
    """Whether nobody else can put anything into a folder: compiled code is read from it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and not found.st_mode & 0o022 and _writable(folder)
