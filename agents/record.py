"""Records declared once, field by field, and the one decorator of every rule.

A record type is a class whose fields say name, type, unit and meaning. Outside rules an array of
records is a numpy record array (``firms["cash"]``); inside rules a record is an object with
attributes (``firm.cash``), compiled and interpreted alike.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import (
    Annotated,
    Any,
    ClassVar,
    NamedTuple,
    Protocol,
    Self,
    TypeVar,
    cast,
    get_type_hints,
    overload,
)

import numba
import numpy as np
from numba.core import config
from numpy.typing import NDArray

from agents.cache_folder import cache_folder, shared_folder

ROOT = Path(__file__).resolve().parent.parent
RULE_FOLDERS = ("agents", "model")
WITHOUT_RULES = frozenset({"mesa_model"})  # views and no rule
MAXIMUM_BYTES = 800


class Vector(Protocol):
    """A float array of fixed length inside a record."""

    def __getitem__(self, i: int, /) -> float: ...
    def __setitem__(self, i: int, x: float, /) -> None: ...
    def __len__(self) -> int: ...


Count = Annotated[int, "a small whole number, stored in four bytes"]
STORED_AS: dict[Any, str] = {float: "f8", int: "i8", Count: "i4", bool: "?", Vector: "f8"}
R_co = TypeVar("R_co", covariant=True)
F = TypeVar("F", bound=Callable[..., Any])


class Field(NamedTuple):
    """What one field of a record holds."""

    unit: str
    meaning: str
    shape: tuple[int, ...] = ()


def field(unit: str, meaning: str, shape: tuple[int, ...] = ()) -> Any:
    """Declare a field of a record: its unit, its meaning and, for a vector, its shape."""
    return Field(unit, meaning, shape)


class Records(Protocol[R_co]):
    """An array of records: ``firms[i]`` is one record, ``firms["cash"]`` one field of all."""

    @property
    def dtype(self) -> np.dtype[np.void]:
        """Layout of a record."""
        ...

    @overload
    def __getitem__(self, key: int | tuple[int, int]) -> R_co: ...
    @overload
    def __getitem__(self, key: slice) -> Records[R_co]: ...
    @overload
    def __getitem__(self, key: str) -> NDArray[Any]: ...
    def __getitem__(self, key: Any) -> Any: ...
    def __setitem__(self, key: Any, value: Any) -> None: ...
    def __len__(self) -> int: ...


class Record:
    """Base of all record types; refuses names that mean something else to an array."""

    fields: ClassVar[dict[str, Field]]
    dtype: ClassVar[np.dtype[np.void]]

    def __init_subclass__(cls) -> None:
        """Lay the declared fields out as a numpy dtype."""
        cls.fields = {name: f for name, f in vars(cls).items() if isinstance(f, Field)}
        clash = [name for name in cls.fields if hasattr(np.recarray, name)]
        if clash:
            raise TypeError(f"{cls.__name__}: field names that are array attributes: {clash}")
        hints = get_type_hints(cls, include_extras=True)
        layout = [(name, STORED_AS[hints[name]], f.shape) for name, f in cls.fields.items()]
        cls.dtype = np.dtype(layout, align=True)
        if cls.__name__ == "Enterprise" and cls.dtype.itemsize > MAXIMUM_BYTES:
            raise TypeError(f"Enterprise takes {cls.dtype.itemsize} bytes; at most {MAXIMUM_BYTES}")

    @classmethod
    def zeros(cls, n: int | tuple[int, ...]) -> Records[Self]:
        """An array of ``n`` records with every field zero."""
        return cast("Records[Self]", np.zeros(n, cls.dtype).view(np.recarray))


def rule_sources() -> list[Path]:
    """The files whose text decides what a compiled rule does, in a fixed order."""
    found: list[Path] = []
    for folder in RULE_FOLDERS:
        found += sorted(p for p in (ROOT / folder).rglob("*.py") if p.stem not in WITHOUT_RULES)
    return [*found, ROOT / "data" / "parameters.csv"]


def rules_digest() -> str:
    """Hash of all rule sources and of the versions that compile them."""
    digest = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    for path in rule_sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


LOADED = rules_digest()  # the rule text that this process runs, whatever is on disk later


CACHE = cache_folder(ROOT)  # None where this process can keep nothing


def _open_cache() -> bool:
    """Point numba's cache at the folder of this rule text; keep the two newest such folders.

    numba watches only the file of the cached function, so an edit of a rule elsewhere would be
    answered with the old code (numba issue 1833); a folder named by the digest cannot. It opens no
    folder that it may not write, so what somebody else compiled in this checkout is copied.
    """
    if CACHE is None:
        return False
    folder, compiled = (base / "rules" / LOADED for base in (CACHE, shared_folder(ROOT)))
    try:
        if not folder.exists():
            _take_over(compiled, folder)
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        older = sorted(folder.parent.iterdir(), key=lambda p: p.stat().st_mtime, reverse=True)[2:]
    except OSError:
        return False
    if not os.access(folder, os.W_OK):
        return False
    for stale in older:
        shutil.rmtree(stale, ignore_errors=True)
    cast("Any", config).CACHE_DIR = str(folder)
    return True


def _take_over(compiled: Path, folder: Path) -> None:
    """Copy a folder of compiled rules, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError), tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        shutil.copytree(compiled, Path(aside) / folder.name).rename(folder)


_CACHE = _open_cache()


def rule(function: F) -> F:
    """Compile a rule (or leave it interpreted under ``NUMBA_DISABLE_JIT=1``), keeping its type."""
    compiled = numba.njit(nogil=True, error_model="numpy", cache=_CACHE, forceinline=True)(function)
    return cast("F", compiled)


def interpreted() -> bool:
    """Whether the rules run as plain Python in this process."""
    return bool(cast("Any", config).DISABLE_JIT)
