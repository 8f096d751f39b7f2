"""The quarter, pass by pass, with somebody looking on.

The text is that of ``model.quarter`` itself, so the order of events stands in one place; only its
passes are called one by one from Python, each compiled as ever. What they do has the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, cast

from model.quarter import quarter
from model.state import State

Look = Callable[[State, Any], None]  # the state, and what the pass returned


def watched(after: Mapping[str, Look]) -> Callable[[State], None]:
    """The quarter with an onlooker after some of its passes.

    Parameters
    ----------
    after
        By name of a pass, as it is called in ``model.quarter.quarter``: what to call after it.

    Raises
    ------
    LookupError
        Where the quarter has no such pass.
    """
    text = getattr(quarter, "py_func", quarter)
    names = dict(text.__globals__)
    for name, look in after.items():
        if name not in text.__code__.co_names:
            raise LookupError(f"the quarter has no pass {name}")
        names[name] = _followed(names[name], look)
    return cast("Callable[[State], None]", FunctionType(text.__code__, names))


def _followed(carry_out: Callable[..., Any], look: Look) -> Callable[..., Any]:
    """A pass after which somebody looks."""

    def carried_out(state: State, *others: Any) -> Any:
        result = carry_out(state, *others)
        look(state, result)
        return result

    return carried_out
