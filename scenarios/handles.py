"""What each lever's keys are to the rules: one function a lever writes the handles of a quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agents.province import Policy, Programme
from model.evidence import CITIES, PRODUCTS, REGIONS, SECTORS
from scenarios.lever_table import LeverTable
from scenarios.levers import CapacityElimination, Digitalisation, TechnicalTransformation
from scenarios.levers_layout import CentralLocal, SpatialLayout
from scenarios.levers_research import IndustrialBase, Innovation, QualityBrand
from scenarios.levers_support import Financing, GreenManufacturing, OpeningUp, PolicySupport
from scenarios.values import SYSTEMS, Yearly, in_year


def open_cities(table: LeverTable) -> list[float]:
    """1 for each city where a lever acts."""
    named = {city for region in table.regions or () for city in REGIONS[region]}
    named |= set(table.cities or ())
    return [float(not named or city in named) for city in CITIES]


def _by_city(weights: Mapping[str, float], default: float) -> list[float]:
    """A weight for each city: its own, else the largest of its regions, else the default."""
    found = []
    for city in CITIES:
        regional = [weights[r] for r, cities in REGIONS.items() if city in cities and r in weights]
        found.append(weights.get(city, max(regional, default=default)))
    return found


def _reserve(shares: Mapping[str, float]) -> list[float]:
    """Reserved share for each city; a region's share is split equally among its cities."""
    found = dict.fromkeys(CITIES, 0.0)
    for place, share in shares.items():
        cities = REGIONS.get(place, (place,))
        for city in cities:
            found[city] += share / len(cities)
    return list(found.values())


def by_product(values: Mapping[str, Yearly], start: str, year: int) -> list[float]:
    """A value for each product in a year."""
    return [in_year(values.get(name, 0.0), start, year) for name in PRODUCTS]


def _technical_transformation(table: Any, handles: Policy, year: int) -> None:
    t: TechnicalTransformation = table
    handles.grant_rate = t.main_rate("grant_rate")
    handles.grant_cap = t.grant_cap
    handles.major_discount = t.major_discount
    handles.major_cap = t.major_cap
    handles.major_share = t.major_share
    handles.screening = t.screening
    handles.connection = t.connection
    _fill(handles.city_score, _by_city(t.region_weights, 0.0))
    _fill(handles.sector_score, [t.sector_weights.get(name, 0.0) for name in SECTORS])
    _fill(handles.reserve, _reserve(t.reserve))


def _capacity_elimination(table: Any, handles: Policy, year: int) -> None:
    t: CapacityElimination = table
    _fill(handles.quota, by_product(t.quota, t.start, year))
    standard = in_year(t.standard, t.start, year)
    _fill(handles.standard, [0.0] + [standard] * (len(PRODUCTS) - 1))
    _fill(handles.compensation, by_product(dict(t.compensation), t.start, year))
    _fill(handles.city_weight, _by_city(t.region_weights, 1.0))
    handles.replacement = t.replacement_ratio
    handles.monitoring = t.main_rate("monitoring")
    _fill(handles.watched, open_cities(table))
    handles.worker_support = t.worker_support
    handles.support_per_worker = t.support_per_worker


def _digitalisation(table: Any, handles: Policy, year: int) -> None:
    t: Digitalisation = table
    handles.subsidy_hardware = t.main_rate("rate_hardware")
    handles.subsidy_software = t.main_rate("rate_software")
    handles.subsidy_cap = t.cap
    _fill(handles.system_weight, [float(name in t.systems) for name in SYSTEMS])
    handles.demonstration_award = t.demonstration_award
    handles.demonstration_share = t.demonstration_share
    handles.platform_share = t.platform_share
    handles.programme[Programme.PRODUCT_INTELLIGENCE] = t.intelligence_share
    handles.programme[Programme.ENERGY_DEMONSTRATION] = t.energy_share
    handles.programme[Programme.INTERNET_OF_THINGS] = t.internet_share
    handles.programme[Programme.SOFTWARE] = t.software_share
    handles.programme[Programme.E_COMMERCE] = t.e_commerce_share


def _green_manufacturing(table: Any, handles: Policy, year: int) -> None:
    t: GreenManufacturing = table
    handles.so2_charge = in_year(t.so2_charge, t.start, year)
    handles.co2_charge = in_year(t.co2_charge, t.start, year)
    _fill(handles.charged, open_cities(table))
    if in_year(t.budget, t.start, year) > 0.0:
        handles.retrofit_rate = t.main_rate("retrofit_rate")
        handles.retrofit_cap = t.retrofit_cap
        handles.contract_share = t.contract_share


def _financing(table: Any, handles: Policy, year: int) -> None:
    t: Financing = table
    handles.guarantee = t.guarantee
    handles.leasing = t.leasing
    handles.bonds = t.bonds
    handles.guarantee_cost = t.guarantee_cost
    handles.equity_share = t.equity_share
    handles.loan_discount = t.main_rate("discount")
    handles.room = t.room


def _innovation(table: Any, handles: Policy, year: int) -> None:
    t: Innovation = table
    handles.centres = t.centres
    handles.centre_award = t.centre_award
    handles.research_share = t.research_share
    handles.research_award = t.research_award
    handles.programme[Programme.INNOVATION_PLATFORM] = t.platform_share
    handles.insurance_share = t.insurance_share
    handles.acquisition_share = t.acquisition_share
    handles.acquisition_rate = t.main_rate("acquisition_rate")
    handles.talent_share = t.talent_share


def _industrial_base(table: Any, handles: Policy, year: int) -> None:
    t: IndustrialBase = table
    handles.programme[Programme.COMPONENTS] = t.components_share


def _quality_brand(table: Any, handles: Policy, year: int) -> None:
    t: QualityBrand = table
    handles.programme[Programme.QUALITY] = t.quality_share
    handles.programme[Programme.BRAND] = t.brand_share


def _alliances(table: Any, handles: Policy, year: int) -> None:
    """Members pay no more than their fee, which the lever takes over: nothing but money to set."""


def _opening_up(table: Any, handles: Policy, year: int) -> None:
    t: OpeningUp = table
    handles.programme[Programme.EXPORTS] = t.export_share
    handles.licence_share = t.licence_share
    handles.abroad_share = t.abroad_share
    handles.abroad_rate = t.main_rate("abroad_rate")
    if handles.acquisition_rate <= 0.0:
        handles.acquisition_rate = float(Innovation.default_rates["acquisition_rate"])


def _spatial_layout(table: Any, handles: Policy, year: int) -> None:
    t: SpatialLayout = table
    handles.park_share = t.park_share
    handles.cluster_share = t.cluster_share
    handles.assessment_share = t.assessment_share
    handles.moving_rate = t.main_rate("moving_rate")
    handles.moving_cap = t.moving_cap
    named = {city for place in t.receivers for city in REGIONS.get(place, (place,))}
    _fill(handles.receiver, [float(city in named) for city in CITIES])


def _central_local(table: Any, handles: Policy, year: int) -> None:
    t: CentralLocal = table
    handles.project_rate = t.main_rate("project_rate")
    handles.project_cap = t.project_cap
    handles.local_orders = t.local_orders


def _policy_support(table: Any, handles: Policy, year: int) -> None:
    t: PolicySupport = table
    handles.backbone_share = t.backbone_share
    handles.programme[Programme.PUBLIC_SERVICE] = t.service_share


def _fill(vector: Any, values: list[float]) -> None:
    """Write a vector field of a record."""
    vector[:] = values


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
