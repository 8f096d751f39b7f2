"""The items of an attribution's lists, and what is kept of its members."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from model.indicators import FloatArray

SECTIONS = (
    "contributions",
    "totals",
    "interactions",
    "costs",
    "per_yuan",
    "winners",
    "inequality",
    "northwest",
    "deadweight",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A lever's part of the mix's effect, or what two levers bring together, or the whole effect.

    ``levers`` holds one name, two, or none; ``low`` and ``high`` are the 95% interval over members.
    """

    levers: tuple[str, ...]
    scope: str
    group: str
    indicator: str
    unit: str
    period: str
    estimate: float
    low: float
    high: float

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0

    def record(self) -> dict[str, Any]:
        """A line of the JSON document or of a table, its levers first."""
        rest = dict(zip(Part.__slots__[1:], FIELDS(self), strict=True))
        if len(self.levers) == 1:
            return {"lever": self.levers[0], **rest}
        return {"levers": list(self.levers), **rest} if self.levers else rest


FIELDS = attrgetter(*Part.__slots__[1:])


@dataclass(frozen=True)
class Kept:
    """What is kept of every member, for ratios and classes.

    Attributes
    ----------
    parts
        Contributions in the province, shape (members, players, years, indicators).
    everywhere, northwest
        The scenario's own indicators there, shape (members, years, indicators).
    classes, cities
        Of the baseline and the scenario: (members, 2, years, sizes, owners, columns) and
        (members, 2, years, 14, quantities).
    """

    parts: FloatArray
    everywhere: FloatArray
    northwest: FloatArray
    classes: FloatArray
    cities: FloatArray


def as_line(item: Any) -> dict[str, Any]:
    """An item of a list as a dictionary."""
    if isinstance(item, dict):
        return item
    return item.record() if isinstance(item, Part) else asdict(item)
