"""Places and projects that the plan names, from ``data/plan/``; what no source gives is assumed.

Sources: ``places.csv`` (37 parks, bases and others, five of them petrochemical parks),
``cluster_list.csv`` (31 clusters, 15 of them first; the plan gives the numbers and no list, so the
membership is assumed), ``project_sizes.csv`` (the 14 dated projects of ``projects.csv`` with size
and dates) and ``central_projects.csv`` (40 projects of central enterprises; the plan gives the
number alone). Each city of the northwest has a transfer park for every sector (clause 3(4) asks
for such parks and names none).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from agents.place import PlaceKind
from model.input_data.data_tables import REGIONS, SECTORS, rows

KIND = {
    "park": PlaceKind.PARK,
    "base": PlaceKind.BASE,
    "infrastructure": PlaceKind.BASE,
    "petrochemical_park": PlaceKind.PETROCHEMICAL_PARK,
    "cluster": PlaceKind.BASE,
}


@dataclass(frozen=True)
class NamedPlace:
    """A park, a base or a listed cluster by name."""

    name: str
    city: str
    sectors: tuple[str, ...]
    kind: PlaceKind
    first: bool = False


@dataclass(frozen=True)
class NamedProject:
    """A dated project or one of a central enterprise; works in million yuan, times in quarters."""

    name: str
    host: str
    owner: str
    city: str
    sector: str
    works: float
    start: str
    gestation: int
    replaces: float
    central: bool


@dataclass(frozen=True)
class Catalogue:
    """Places and projects of a world; empty for a toy without any."""

    places: tuple[NamedPlace, ...] = field(default=())
    projects: tuple[NamedProject, ...] = field(default=())


def _places() -> list[NamedPlace]:
    found = [
        NamedPlace(row["place_zh"], row["city"], tuple(row["sector"].split(";")), KIND[row["kind"]])
        for row in rows("plan/places")
    ]
    found += [
        NamedPlace(
            row["name_zh"],
            row["city"],
            (row["sector"],),
            PlaceKind.CLUSTER,
            row["priority"] == "1",
        )
        for row in rows("plan/cluster_list")
    ]
    return found + [
        NamedPlace(f"{city} transfer park", city, SECTORS, PlaceKind.TRANSFER_PARK)
        for city in REGIONS["northwest"]
    ]


def _projects(table: str, central: bool) -> list[NamedProject]:
    return [
        NamedProject(
            row["project_zh"],
            row["host_zh"],
            row["owner"],
            row["city"],
            row["sector"],
            float(row["works_million_yuan"]),
            row["start"],
            int(row["gestation_quarters"]),
            float(row["replaces"]),
            central,
        )
        for row in rows(f"plan/{table}")
    ]


@cache
def plan_catalogue() -> Catalogue:
    """Everything that the plan names."""
    projects = _projects("project_sizes", False) + _projects("central_projects", True)
    return Catalogue(tuple(_places()), tuple(projects))
