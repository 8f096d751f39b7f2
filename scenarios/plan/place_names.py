"""Chinese names of cities and sectors, to suggest the key that a file has to use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from locales.catalogue import word
from model.input_data.data_tables import REGIONS, rows


@cache
def _keys() -> dict[str, str]:
    """Key by Chinese name."""
    cities = {row["name_zh"]: row["city"] for row in rows("plan/cities")}
    sectors = {row["name_zh"]: row["sector"] for row in rows("plan/sectors")}
    regions = {word(f"scope.{region}", "zh"): region for region in REGIONS}
    with_suffix = {word(f"scope.{city}", "zh"): city for city in cities.values()}
    return {**cities, **with_suffix, **sectors, **regions}


def english(found: object, names: Sequence[str]) -> str:
    """The key of a Chinese name, where it is one of the names allowed."""
    key = _keys().get(found.strip(), "") if isinstance(found, str) else ""
    return key if key in names else ""
