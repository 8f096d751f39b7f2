"""The table ``[levers]`` of a scenario: which levers a mix pulls, and which can be pulled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from agents.province import Policy
from scenarios.levers.alliances import Alliances, _alliances
from scenarios.levers.base import STRICT, LeverTable
from scenarios.levers.capacity_elimination import CapacityElimination, _capacity_elimination
from scenarios.levers.central_local import CentralLocal, _central_local
from scenarios.levers.digitalisation import Digitalisation, _digitalisation
from scenarios.levers.financing import Financing, _financing
from scenarios.levers.green_manufacturing import GreenManufacturing, _green_manufacturing
from scenarios.levers.industrial_base import IndustrialBase, _industrial_base
from scenarios.levers.innovation import Innovation, _innovation
from scenarios.levers.opening_up import OpeningUp, _opening_up
from scenarios.levers.policy_support import PolicySupport, _policy_support
from scenarios.levers.quality_brand import QualityBrand, _quality_brand
from scenarios.levers.spatial_layout import SpatialLayout, _spatial_layout
from scenarios.levers.technical_transformation import (
    TechnicalTransformation,
    _technical_transformation,
)

COMPILE: dict[str, Callable[[Any, Policy, int], None]] = {
    "technical_transformation": _technical_transformation,
    "capacity_elimination": _capacity_elimination,
    "digitalisation": _digitalisation,
    "green_manufacturing": _green_manufacturing,
    "innovation": _innovation,
    "industrial_base": _industrial_base,
    "quality_brand": _quality_brand,
    "alliances": _alliances,
    "opening_up": _opening_up,
    "spatial_layout": _spatial_layout,
    "central_local": _central_local,
    "policy_support": _policy_support,
    "financing": _financing,
}


class LeverTables(BaseModel):
    """The table ``[levers]``: the levers of a mix; one that is not named is not pulled."""

    model_config = STRICT
    technical_transformation: TechnicalTransformation | None = None
    capacity_elimination: CapacityElimination | None = None
    digitalisation: Digitalisation | None = None
    innovation: Innovation | None = None
    spatial_layout: SpatialLayout | None = None
    green_manufacturing: GreenManufacturing | None = None
    industrial_base: IndustrialBase | None = None
    quality_brand: QualityBrand | None = None
    alliances: Alliances | None = None
    central_local: CentralLocal | None = None
    opening_up: OpeningUp | None = None
    policy_support: PolicySupport | None = None
    financing: Financing | None = None

    def pulled(self) -> dict[str, LeverTable]:
        """The levers of the mix by name, in the order of the plan."""
        found = ((name, getattr(self, name)) for name in LEVERS)
        return {name: table for name, table in found if table is not None}


LEVERS: dict[str, type[LeverTable]] = {
    "technical_transformation": TechnicalTransformation,
    "capacity_elimination": CapacityElimination,
    "digitalisation": Digitalisation,
    "innovation": Innovation,
    "spatial_layout": SpatialLayout,
    "green_manufacturing": GreenManufacturing,
    "industrial_base": IndustrialBase,
    "quality_brand": QualityBrand,
    "alliances": Alliances,
    "central_local": CentralLocal,
    "opening_up": OpeningUp,
    "policy_support": PolicySupport,
    "financing": Financing,
}
