"""Which keys of a lever pay, and which of them leave its money untouched where they are 0."""

from __future__ import annotations

from typing import Any

from scenarios.lever_table import LeverTable
from scenarios.levers_support import Financing

RELAXED = ("guarantee", "leasing", "bonds", "room")  # limits that financing loosens for a fee
PAYS: dict[str, tuple[tuple[str, ...], ...]] = {  # ways to pay; each needs all of its keys
    "technical_transformation": (
        ("grant_rate", "grant_cap"),
        ("major_share", "major_discount", "major_cap"),
    ),
    "capacity_elimination": (("compensation",), ("support_per_worker",)),
    "digitalisation": (
        ("rate_hardware", "cap"),
        ("rate_software", "cap"),
        ("demonstration_share", "demonstration_award"),
        ("platform_share",),
        ("intelligence_share",),
        ("energy_share",),
        ("internet_share",),
        ("software_share",),
        ("e_commerce_share",),
    ),
    "innovation": (
        ("centres", "centre_award"),
        ("research_share", "research_award"),
        ("platform_share",),
        ("insurance_share",),
        ("acquisition_share", "acquisition_rate"),
        ("talent_share",),
    ),
    "spatial_layout": (
        ("park_share",),
        ("cluster_share",),
        ("assessment_share",),
        ("moving_rate", "moving_cap"),
    ),
    "green_manufacturing": (("retrofit_rate", "retrofit_cap"), ("contract_share",)),
    "industrial_base": (("components_share",),),
    "quality_brand": (("quality_share",), ("brand_share",)),
    "alliances": (),  # a fee of every member, which no key sets
    "central_local": (("project_rate", "project_cap"),),
    "opening_up": (("export_share",), ("licence_share",), ("abroad_share", "abroad_rate")),
    "policy_support": (("backbone_share",), ("service_share",)),
    "financing": (
        *((relaxed, "guarantee_cost") for relaxed in RELAXED),
        ("equity_share",),
        ("discount",),
    ),
}


def above_zero(table: LeverTable, key: str) -> bool:
    """Whether a key, or any year or product of it, is above 0."""
    value: Any = table.main_rate(key) if key in table.rate_of else getattr(table, key)
    numbers = list(value.values()) if isinstance(value, dict) else [value]
    return any((max(n) if isinstance(n, list) else n) > 0.0 for n in numbers)


def zero_keys(name: str, table: LeverTable) -> tuple[str, ...]:
    """Keys that are 0 and shut every way to pay; none where one is open or no key sets it."""
    shut = [[key for key in way if not above_zero(table, key)] for way in PAYS[name]]
    return tuple(dict.fromkeys(key for way in shut for key in way)) if all(shut) else ()


def acts_for_nothing(table: LeverTable) -> bool:
    """Whether a lever acts without costing anything: limits loosened without a fee."""
    if not isinstance(table, Financing) or not zero_keys("financing", table):
        return False
    return any(above_zero(table, relaxed) for relaxed in RELAXED)
