"""Reads the tables of ``data/``: names of cities and sectors, cited and assumed numbers."""

import csv
from functools import cache

from agents.record import ROOT

DATA = ROOT / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of the table ``data/NAME.csv``, as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def number(text: str) -> float:
    """A number from a cell; nan when the cell is empty."""
    return float(text) if text else float("nan")


@cache
def assumed(name: str, table: str = "assumed_base_year") -> dict[str, float]:
    """Values of one assumed quantity by key (city, sector, fuel, or the empty key)."""
    found = {row["key"]: float(row["value"]) for row in rows(table) if row["name"] == name}
    if not found:
        raise KeyError(f"data/{table}.csv has no row named {name!r}")
    return found


@cache
def series(table: str, entity: str, indicator: str) -> dict[int, float]:
    """Yearly values of one indicator of one entity; spans such as 2011-2014 are left out."""
    return {
        int(row["year"]): float(row["value"])
        for row in rows(table)
        if row["entity"] == entity and row["indicator"] == indicator and row["year"].isdigit()
    }


RESIDUAL = ("mining", "power_heat", "other_manufacturing")
_PLAN = tuple(row for row in rows("plan/sectors") if row["sector"] != "service_manufacturing")
CITIES: tuple[str, ...] = tuple(row["city"] for row in rows("plan/cities"))
SECTORS: tuple[str, ...] = (*(row["sector"] for row in _PLAN), *RESIDUAL)
SECTOR_GROUP: tuple[str, ...] = (*(row["group"] for row in _PLAN), *("residual" for _ in RESIDUAL))
SERVICES: frozenset[str] = frozenset({"software", "design_rnd_services", "manufacturing_logistics"})
REGIONS: dict[str, tuple[str, ...]] = {
    region: tuple(row["city"] for row in rows("plan/cities") if row[region] == "1")
    for region in ("coastal_belt", "shenyang_zone", "northwest")
}
PARTITION: dict[str, tuple[str, ...]] = {
    "northwest": REGIONS["northwest"],
    "coast": REGIONS["coastal_belt"],
    "remaining_shenyang_zone": tuple(
        city
        for city in REGIONS["shenyang_zone"]
        if city not in REGIONS["northwest"] and city not in REGIONS["coastal_belt"]
    ),
}
PRODUCTS: tuple[str, ...] = (
    "none",
    "crude_steel",
    "cement",
    "flat_glass",
    "electrolytic_aluminium",
    "paper",
    "dyeing_printing",
)
PRODUCT_SECTOR: tuple[str, ...] = (
    "",
    "steel",
    "building_materials",
    "building_materials",
    "nonferrous_metals",
    "papermaking",
    "textiles_apparel",
)
FUELS: tuple[str, ...] = ("coal", "oil", "gas", "electricity")
ENERGY_SUPPLIER: tuple[str, ...] = ("mining", "oil_refining", "power_heat", "power_heat")
