"""The table ``[levers]`` of a scenario: which levers a mix pulls, and which can be pulled."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from scenarios.levers.alliances import Alliances
from scenarios.levers.base import STRICT, Lever
from scenarios.levers.capacity_elimination import CapacityElimination
from scenarios.levers.central_local import CentralLocal
from scenarios.levers.digitalisation import Digitalisation
from scenarios.levers.financing import Financing
from scenarios.levers.green_manufacturing import GreenManufacturing
from scenarios.levers.industrial_base import IndustrialBase
from scenarios.levers.innovation import Innovation
from scenarios.levers.opening_up import OpeningUp
from scenarios.levers.policy_support import PolicySupport
from scenarios.levers.quality_brand import QualityBrand
from scenarios.levers.spatial_layout import SpatialLayout
from scenarios.levers.technical_transformation import (
    TechnicalTransformation,
)


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

    def pulled(self) -> dict[str, Lever]:
        """The levers of the mix by name, in the order of the plan."""
        found = ((name, getattr(self, name)) for name in LEVERS)
        return {name: table for name, table in found if table is not None and not table.off}


LEVERS: dict[str, type[Lever]] = {
    name: next(part for part in get_args(field.annotation) if part is not type(None))
    for name, field in LeverTables.model_fields.items()
}
