"""Selectors that a part of a lever does not obey, as its money goes to more than one enterprise."""

from __future__ import annotations

from typing import NamedTuple

from scenarios.lever_table import LeverTable
from scenarios.levers import Digitalisation
from scenarios.messages import Phrase, phrase
from scenarios.paying import above_zero

BY_ENTERPRISE = ("sizes", "owners")
BY_SECTOR = ("groups", "sectors", *BY_ENTERPRISE)


class Unheeded(NamedTuple):
    """Parts of a lever, the selectors that have no say in them, and why (an entry of messages)."""

    parts: tuple[str, ...]
    selectors: tuple[str, ...]
    why: str


UNHEEDED: dict[str, tuple[Unheeded, ...]] = {
    "capacity_elimination": (Unheeded(("quota",), BY_SECTOR, "orders_hold_for_all"),),
    "digitalisation": (
        # all but the first of its parts, the awards of demonstration enterprises
        Unheeded(Digitalisation.parts[1:], BY_ENTERPRISE, "whole_clusters"),
    ),
    "innovation": (
        Unheeded(("platform_share",), BY_ENTERPRISE, "whole_clusters"),
        Unheeded(("talent_share",), BY_SECTOR, "whole_cities"),
    ),
    "spatial_layout": (
        Unheeded(
            ("park_share", "cluster_share", "assessment_share"), BY_ENTERPRISE, "whole_places"
        ),
    ),
    "green_manufacturing": (Unheeded(("so2_charge", "co2_charge"), BY_SECTOR, "all_pay"),),
    "industrial_base": (Unheeded(("components_share",), BY_ENTERPRISE, "whole_clusters"),),
    "quality_brand": (Unheeded(("quality_share", "brand_share"), BY_ENTERPRISE, "whole_clusters"),),
    "central_local": (Unheeded(("project_rate",), ("sizes",), "projects_have_no_size"),),
    "opening_up": (Unheeded(("export_share",), BY_ENTERPRISE, "whole_clusters"),),
    "policy_support": (Unheeded(("service_share",), BY_ENTERPRISE, "whole_clusters"),),
}


def between(names: tuple[str, ...] | list[str]) -> Phrase:
    """Names one after the other."""
    return Phrase("、".join(names), ", ".join(names))


def unheeded(name: str, table: LeverTable) -> list[Phrase]:
    """What to say of the selectors that a table sets and parts of it that it uses ignore."""
    found = []
    for parts, selectors, why in UNHEEDED.get(name, ()):
        given = [key for key in selectors if getattr(table, key)]
        used = [key for key in parts if above_zero(table, key)]
        if given and used:
            values = {"selectors": between(given), "parts": between(used), "why": phrase(why)}
            found.append(phrase("unheeded", lever=name, **values))
    return found


def unheeded_rules(name: str) -> list[Phrase]:
    """What a lever's page says of such selectors."""
    found = []
    for parts, selectors, why in UNHEEDED.get(name, ()):
        marked = [between([f"`{key}`" for key in keys]) for keys in (selectors, parts)]
        values = {"selectors": marked[0], "parts": marked[1], "why": phrase(why)}
        found.append(phrase("unheeded_rule", **values))
    return found
