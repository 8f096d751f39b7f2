"""Variants of scenarios on which expectations are tested: one lever, other keys, another world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenarios.loader import load
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Variant:
    """A library scenario with some of its levers and other keys, in a world of other parameters."""

    base: str = "plan_2015"
    levers: tuple[str, ...] = ()  # of the base that stay; none without
    keys: Mapping[str, Mapping[str, Any]] | None = None  # by lever
    parameters: Mapping[str, float | Sequence[float]] | None = None
    slump: bool = False
    nation: bool = True


def _only(lever: str, **keys: Any) -> Variant:
    return Variant(levers=(lever,), keys={lever: keys} if keys else None)


def _closing(**keys: Any) -> Variant:
    return replace(_only("capacity_elimination", **keys), base="elimination_first")


TRANSFORMATION = "technical_transformation"
FINANCING = "financing"
ALONE = {"guarantee": 0.0, "leasing": 0.0, "bonds": 0.0, "equity_share": 0.0, "room": 0.0}
VARIANTS: dict[str, Variant] = {
    "none": Variant(),
    "plan": Variant(levers=("*",)),
    "no_nation": Variant(nation=False),
    "upgrading": _only(TRANSFORMATION),
    "upgrading_half": _only(TRANSFORMATION, budget=500.0),
    "upgrading_double": _only(TRANSFORMATION, budget=2000.0),
    "upgrading_screened": _only(TRANSFORMATION, screening=3.0),
    "closing": _closing(),
    "closing_unpaid": _closing(compensation={}),
    "closing_well_paid": _closing(compensation={"crude_steel": 600.0, "cement": 72.0}),
    "closing_unwatched": _closing(monitoring=0.05),
    "closing_swap": _closing(replacement_ratio=1.0),
    "slump": Variant(slump=True),
    "closing_in_slump": replace(_closing(), slump=True),
    "digital": _only("digitalisation", budget=1000.0),
    "platforms": _only("digitalisation", platform_share=0.8, demonstration_share=0.0),
    "no_platforms": _only("digitalisation", platform_share=0.0, demonstration_share=0.0),
    "e_commerce": _only("digitalisation", e_commerce_share=0.7, platform_share=0.0),
    "no_e_commerce": _only("digitalisation", e_commerce_share=0.0, platform_share=0.0),
    "insured": _only("innovation", insurance_share=0.4, research_share=0.1),
    "uninsured": _only("innovation", insurance_share=0.0, research_share=0.1),
    "talent": _only("innovation", budget=2000.0, talent_share=0.6, research_share=0.0),
    "no_talent": _only("innovation", budget=2000.0, talent_share=0.0, research_share=0.0),
    "research": _only("innovation", research_share=0.8, insurance_share=0.0, platform_share=0.0),
    "green": _only("green_manufacturing", so2_charge=0.0),
    "charged": _only("green_manufacturing", budget=0.0),
    "carbon": _only("green_manufacturing", budget=0.0, so2_charge=0.0, co2_charge=40.0),
    "credit": _only(FINANCING, **ALONE | {"budget": 400.0, "room": 0.01, "guarantee": 0.1}),
    "leasing": _only(FINANCING, **ALONE | {"leasing": 0.5}),
    "stakes": _only(FINANCING, **ALONE | {"budget": 600.0, "equity_share": 1.0}),
    "components": _only("industrial_base"),
    "brands": _only("quality_brand"),
    "allied": _only("alliances"),
    "exporting": _only("opening_up", export_share=0.8, licence_share=0.2, abroad_share=0.0),
    "abroad": _only("opening_up", export_share=0.0, licence_share=0.0, abroad_share=1.0),
    "services": _only("policy_support", budget=400.0, service_share=1.0, backbone_share=0.0),
    "moving": _only(
        "spatial_layout",
        budget=1000.0,
        park_share=0.2,
        cluster_share=0.0,
        regions=["northwest"],
        moving_rate=0.5,
    ),
    "hard_rescue": Variant(parameters={"rescue": (0.0, 0.0, 0.0, 0.0)}),
    "soft_rescue": Variant(parameters={"rescue": (0.9, 0.9, 0.0, 0.0), "rescue_share": 0.5}),
    "emigration": Variant(parameters={"emigration": 0.03, "emigration_northwest": 0.05}),
    "tight": Variant("tight_budget", ("*",)),
    "weak": Variant("weak_enforcement", ("*",)),
}


def scenario_of(variant: Variant) -> Scenario:
    """The scenario of a variant."""
    base = load(variant.base)
    names = tuple(base.levers) if variant.levers == ("*",) else variant.levers
    keys = variant.keys or {}
    levers = {name: base.levers[name].model_copy(update=dict(keys.get(name, {}))) for name in names}
    national = base.national if variant.nation else type(base.national)()
    world = load("demand_slump_2016").world if variant.slump else base.world
    return replace(base, levers=levers, national=national, world=world)
