"""Places and projects as records at the start, and the distances between cities."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import Enterprise
from agents.place import Place, Project, usual_approval
from agents.random_draws import identity_of
from agents.record import Records
from model.events.entry import key_of
from model.initialization.blueprint import Blueprint
from model.input_data.data_tables import CITIES, SECTORS, rows
from model.input_data.external_world import parse_quarter
from model.input_data.parks_and_projects import NamedPlace, NamedProject

PROJECT_KEYS = 1 << 43  # luck identities of projects and places stand apart from all others
PLACE_KEYS = 1 << 44
PROJECT_SLOT = 1  # in keys: no enterprise of the start (0) or of a later entry has it
NAMES = 1 << 20
EARTH_KM = 6371.0
OWNERS = {"central": 0, "local_state": 1, "private": 2, "foreign": 3}


def number_of(name: str) -> int:
    """A number from a name, so that one more place or project moves nobody else's luck."""
    return zlib.crc32(name.encode()) % NAMES


def place_records(plan: Blueprint) -> Records[Place]:
    """The places of the catalogue, empty of new plants, some without an approved assessment."""
    named = plan.catalogue.places
    places: Any = Place.zeros(len(named))
    room = plan.parameter("place_room")
    for row, place in zip(places, named, strict=True):
        _fill_place(row, place, plan.seed, float(room[int(place.kind)]))
        row.approved = usual_approval(row, plan.parameters[0])
    return cast("Records[Place]", places)


def _fill_place(row: Any, place: NamedPlace, seed: int, room: float) -> None:
    row.identity = identity_of(seed, PLACE_KEYS + number_of(place.name))
    row.city = CITIES.index(place.city)
    row.kind = int(place.kind)
    row.first = place.first
    row.main = SECTORS.index(place.sectors[0])
    row.sector[:] = [float(sector in place.sectors) for sector in SECTORS]
    row.room = room


def project_records(plan: Blueprint, firms: Records[Enterprise]) -> Records[Project]:
    """The projects of the catalogue, all waiting; a host is the named enterprise of that name."""
    named = plan.catalogue.projects
    projects: Any = Project.zeros(len(named))
    hosts = _keys_by_name(plan, firms)
    for row, project in zip(projects, named, strict=True):
        _fill_project(row, project, plan.seed)
        row.host = hosts.get(project.host, -1)
    return cast("Records[Project]", projects)


def _keys_by_name(plan: Blueprint, firms: Any) -> dict[str, int]:
    """Permanent keys of the named enterprises."""
    rows = firms[firms["name"] > 0]
    return {plan.named[row["name"] - 1].name_zh: int(row["key"]) for row in rows}


def _fill_project(row: Any, project: NamedProject, seed: int) -> None:
    number = number_of(project.name)
    row.identity = identity_of(seed, PROJECT_KEYS + number)
    row.city, row.sector = CITIES.index(project.city), SECTORS.index(project.sector)
    row.key = key_of(row.city, row.sector, PROJECT_SLOT, number)
    row.central = project.central
    row.owner = OWNERS[project.owner]
    row.works = project.works
    row.planned = parse_quarter(project.start)
    row.gestation = project.gestation
    row.replaces = project.replaces


@cache
def distances() -> NDArray[np.float64]:
    """Kilometres between the seats of the cities (great circle), shape (14, 14)."""
    points = {
        row["city"]: (float(row["longitude"]), float(row["latitude"]))
        for row in rows("city_points")
    }
    degrees = np.radians(np.array([points[city] for city in CITIES]))
    east, north = degrees[:, :1], degrees[:, 1:]
    half = np.sin(0.5 * (north - north.T)) ** 2
    half = half + np.cos(north) * np.cos(north.T) * np.sin(0.5 * (east - east.T)) ** 2
    km: NDArray[np.float64] = 2.0 * EARTH_KM * np.arcsin(np.sqrt(half))
    return km
