"""The table ``[levers]`` of a scenario: which levers a mix pulls, and which can be pulled."""

from __future__ import annotations

from pydantic import BaseModel

from scenarios.lever_table import STRICT, LeverTable
from scenarios.levers import CapacityElimination, Digitalisation, TechnicalTransformation
from scenarios.levers_layout import CentralLocal, SpatialLayout
from scenarios.levers_research import Alliances, IndustrialBase, Innovation, QualityBrand
from scenarios.levers_support import Financing, GreenManufacturing, OpeningUp, PolicySupport


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
