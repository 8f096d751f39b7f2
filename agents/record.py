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
from functools import cache, update_wrapper
from importlib.metadata import version
from pathlib import Path
from threading import Lock
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

import numpy as np
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
    digest = hashlib.sha256(f"{version('numba')} {np.__version__}".encode())
    for path in rule_sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


LOADED = rules_digest()  # the rule text that this process runs, whatever is on disk later


INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")  # as numba reads it


def interpreted() -> bool:
    """Whether the rules run as plain Python in this process."""
    return INTERPRETED


@cache
def compiled_folder() -> Path | None:
    """The folder of what was compiled of this rule text; None where this process can keep nothing.

    numba watches only the file of the cached function, so an edit of a rule elsewhere would be
    answered with the old code (numba issue 1833); a folder named by the digest cannot. It opens no
    folder that it may not write, so what somebody else compiled in this checkout is copied. The two
    newest such folders are kept.
    """
    base = cache_folder(ROOT)
    if base is None:
        return None
    folder, compiled = (each / "rules" / LOADED for each in (base, shared_folder(ROOT)))
    try:
        if not folder.exists():
            _take_over(compiled, folder)
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        older = sorted(folder.parent.iterdir(), key=lambda p: p.stat().st_mtime, reverse=True)[2:]
    except OSError:
        return None
    if not os.access(folder, os.W_OK):
        return None
    for stale in older:
        shutil.rmtree(stale, ignore_errors=True)
    return folder


def _take_over(compiled: Path, folder: Path) -> None:
    """Copy a folder of compiled rules, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError), tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        shutil.copytree(compiled, Path(aside) / folder.name).rename(folder)


def is_compiled(name: str) -> bool:
    """Whether the rule of this name was compiled for calls from Python, and kept."""
    folder = None if interpreted() else compiled_folder()
    return folder is not None and any(folder.glob(f"*/*.{name}-*.nbi"))


class Rule:
    """A rule that compiles itself when it is first called, for Python or for another rule.

    Called by another rule it becomes a part of that one, and is not compiled to be called from
    anywhere else nor kept. Called by Python, as the quarter is, it is compiled with an entry and
    kept on disk (``docs/decisions/015-first-answer-at-once.md``).
    """

    py_func: Callable[..., Any]
    __name__: str

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self._entry: Any = None
        self._part: Any = None

    def __call__(self, *given: Any) -> Any:
        """What the compiled rule gives."""
        return (self._entry or self._compiled_entry())(*given)

    @property
    def _numba_type_(self) -> Any:
        """What numba finds where a rule calls this one: the function to put in."""
        with _COMPILING:
            if self._part is None:
                self._part = _numba_function(
                    self.py_func, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
                )
        return self._part._numba_type_

    def _compiled_entry(self) -> Any:
        """The function that Python calls."""
        with _COMPILING:
            if self._entry is None:
                self._entry = _numba_function(
                    self.py_func, cache=compiled_folder() is not None, no_cfunc_wrapper=True
                )
        return self._entry


_COMPILING = Lock()  # runs on several threads share the rules


def _numba_function(function: Callable[..., Any], **how: bool) -> Any:
    """A function that numba compiles for the kinds of arguments that it is given."""
    # where it is used: who lists scenarios waits neither for numba nor for a folder to write in
    import numba
    from numba.core import config

    folder = compiled_folder()
    if folder is not None:
        cast("Any", config).CACHE_DIR = str(folder)
    return cast("Any", numba).njit(nogil=True, error_model="numpy", **how)(function)


def rule(function: F) -> F:
    """Make a rule of a function (or leave it interpreted under ``NUMBA_DISABLE_JIT=1``)."""
    return function if interpreted() else cast("F", Rule(function))
