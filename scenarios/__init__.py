"""What we ask of the model: scenarios, ensembles, comparisons.

``from scenarios import compare`` gives in a notebook what ``liaosim compare`` gives. Names are
loaded when they are first used, so that ``import scenarios`` is quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.attribute import attribute
    from scenarios.compare import compare
    from scenarios.load import library, load
    from scenarios.panel import panel
    from scenarios.study import study
    from scenarios.targets import targets

__all__ = ["attribute", "compare", "library", "load", "panel", "study", "targets"]
_HOMES = {
    "attribute": "attribute",
    "compare": "compare",
    "library": "load",
    "load": "load",
    "panel": "panel",
    "study": "study",
    "targets": "targets",
}


class _Package(ModuleType):
    """A package whose public functions win over the modules of the same name."""

    def __setattr__(self, name: str, value: object) -> None:
        """Leave ``scenarios.compare`` the function when the import system binds the module."""
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
