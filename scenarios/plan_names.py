"""Chinese names of cities and sectors, to suggest the key that a file has to use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from model.evidence import rows


@cache
def _keys() -> dict[str, str]:
    """Key by Chinese name."""
    cities = {row["name_zh"]: row["city"] for row in rows("plan/cities")}
    sectors = {row["name_zh"]: row["sector"] for row in rows("plan/sectors")}
    regions = {"沿海经济带": "coastal_belt", "沈阳经济区": "shenyang_zone", "辽西北": "northwest"}
    with_suffix = {f"{name}市": city for name, city in cities.items()}
    return {**cities, **with_suffix, **sectors, **regions}


def english(found: object, names: Sequence[str]) -> str:
    """The key of a Chinese name, where it is one of the names allowed."""
    key = _keys().get(found.strip(), "") if isinstance(found, str) else ""
    return key if key in names else ""
