"""The shape of a scenario file, as DESIGN.md section 7 fixes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, GetJsonSchemaHandler, ValidationInfo, field_validator
from pydantic_core import CoreSchema

from locales.catalogue import LANGUAGES, phrase
from model.input_data.data_tables import FUELS, SECTORS
from model.input_data.external_world import QUARTERS, parse_quarter
from scenarios.field_types import (
    Check,
    EndQuarter,
    Fuel,
    Group,
    Names,
    OneOf,
    Product,
    Quarter,
    Ratio,
    Sector,
    Text,
    Within,
    Year,
    check_order,
    sector_mask,
    wrong,
)
from scenarios.levers.base import STRICT, key
from scenarios.levers.registry import LEVERS, LeverTables

WORLDS = ("observed", "trend", "rest")
PATHS = ("demand", "price", "fuel_price", "other_price", "base_rate", "equipment_price")
LONGEST_BASE, LONGEST_TITLE, LONGEST_DESCRIPTION = 200, 200, 4000  # characters
BY_SECTOR = ("demand", "price", "other_price")
Paths = Literal["observed", "trend", "rest"]


class Identifier(Check):
    """The name of a scenario: safe as a name of a file, a column and a variable."""

    def check(self, value: Any) -> str:
        """The name itself."""
        if not isinstance(value, str):
            raise wrong(phrase("problem.not_text"), phrase("problem.name"), found=value)
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", value):
            raise wrong(phrase("problem.not_name"), phrase("problem.name"), found=value)
        return value

    def json(self) -> dict[str, Any]:
        """Its pattern."""
        return {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63}$"}


@dataclass(frozen=True)
class InBothLanguages(Check):
    """Words as one string for both languages, or as a table with ``zh`` and ``en``."""

    longest: int

    def check(self, value: Any) -> Any:
        """A table of both languages."""
        if not isinstance(value, str | dict):
            raise wrong(phrase("problem.not_text"), phrase("problem.text_or_table"), found=value)
        if isinstance(value, dict):
            return value
        words = Text(self.longest).check(value)
        return dict.fromkeys(LANGUAGES, words)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Text, or the table."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}


class Title(BaseModel):
    """A short title in both languages."""

    model_config = STRICT
    zh: Annotated[str, Text(LONGEST_TITLE)]
    en: Annotated[str, Text(LONGEST_TITLE)]


class Description(BaseModel):
    """A description in both languages."""

    model_config = STRICT
    zh: Annotated[str, Text(LONGEST_DESCRIPTION)]
    en: Annotated[str, Text(LONGEST_DESCRIPTION)]


FACTOR, ADDED = Within(0.01, 10.0), Within(-0.05, 0.5)  # of one change, and of all together


class Change(BaseModel):
    """A change of one path of the world between two quarters, both included."""

    model_config = STRICT
    path: Annotated[str, OneOf("path", PATHS)] = Field(description="the path that changes")
    start: Quarter = Field(description="first quarter of the change")
    end: EndQuarter = Field(description="last quarter of the change")
    sectors: Annotated[list[Sector], Names()] | None = Field(
        default=None, description="sectors that change, together with groups; else all"
    )
    groups: Annotated[list[Group], Names()] | None = Field(
        default=None, description="sector groups that change, together with sectors; else all"
    )
    fuel: Fuel | None = Field(default=None, description="the fuel whose price changes; else all")
    factor: Annotated[float, FACTOR] | None = Field(
        default=None, description="the path is multiplied by this number"
    )
    add: Annotated[float, ADDED] | None = Field(
        default=None, description="share a year added to base_rate, which stays at 0 or above"
    )

    @field_validator("end")
    @classmethod
    def _order(cls, end: str, info: ValidationInfo) -> str:
        check_order(info.data.get("start"), end, least=0)
        return end

    @field_validator("sectors", "groups")
    @classmethod
    def _by_sector(cls, names: list[str] | None, info: ValidationInfo) -> list[str] | None:
        cls._fits(names, info, BY_SECTOR)
        return names

    @field_validator("fuel")
    @classmethod
    def _by_fuel(cls, fuel: str | None, info: ValidationInfo) -> str | None:
        cls._fits(fuel, info, ("fuel_price",))
        return fuel

    @field_validator("add")
    @classmethod
    def _one_of_two(cls, add: float | None, info: ValidationInfo) -> float | None:
        cls._fits(add, info, ("base_rate",))
        if "factor" in info.data and (add is None) == (info.data["factor"] is None):
            raise wrong(phrase("problem.one_of_two"), phrase("problem.factor_or_add"))
        return add

    def applied(self, path: NDArray[np.float64]) -> NDArray[np.float64]:
        """A path of shape (Q,), (Q, fuels) or (Q, sectors) as this change makes it."""
        columns: Any = slice(None)
        if self.fuel:
            columns = FUELS.index(self.fuel)
        elif self.sectors or self.groups:
            columns = np.flatnonzero(sector_mask(self.sectors, self.groups))
        quarters = slice(parse_quarter(self.start), parse_quarter(self.end) + 1)
        place: Any = quarters if path.ndim == 1 else (quarters, columns)
        moved = path.copy()
        moved[place] *= 1.0 if self.factor is None else self.factor
        moved[place] += self.add or 0.0
        return moved

    @staticmethod
    def _fits(value: object, info: ValidationInfo, paths: tuple[str, ...]) -> None:
        """Refuse a key that means nothing for the path."""
        path = info.data.get("path")
        if value is not None and path is not None and path not in paths:
            reason = phrase("problem.only_for", paths=paths)
            raise wrong(reason, phrase("problem.on_path", paths=paths), found=value)


class WorldTable(BaseModel):
    """The table ``[world]``: which paths the nation follows, and what is changed in them."""

    model_config = STRICT
    paths: Annotated[Paths, OneOf("paths", WORLDS)] = Field(
        default="observed", description="the nation's path 2015 to 2024, its mean growth, or rest"
    )
    inherit: Annotated[Literal["add", "replace"], OneOf("inherit", ("add", "replace"))] = Field(
        default="add",
        exclude=True,
        description="whether changes are added to those of what is extended, or replace them",
    )
    changes: list[Change] = Field(default=[], max_length=200, description="changes, in order")

    @field_validator("changes")
    @classmethod
    def _bounded_together(cls, changes: list[Change]) -> list[Change]:
        """Refuse changes that together move a path further than one of them may."""
        whole: dict[tuple[str, str], NDArray[np.float64]] = {}
        for n, change in enumerate(changes):
            key, bounds = ("add", ADDED) if change.factor is None else ("factor", FACTOR)
            before = whole.get((change.path, key), np.full((QUARTERS, len(SECTORS)), key != "add"))
            path = whole[change.path, key] = change.applied(before.astype(np.float64))
            for far in (float(path.min()), float(path.max())):
                if not bounds.low <= far <= bounds.high:
                    reason = phrase("problem.together", path=change.path, whole=f"{far:g}")
                    found = getattr(change, key)
                    raise wrong(reason, bounds.allowed(), at=(n, key), found=found)
        return changes


class NationalTable(BaseModel):
    """The table ``[national]``: what the nation orders; in ``national_2015`` alone."""

    model_config = STRICT
    quota: dict[Product, dict[Year, Annotated[float, Within(0.0, 1e9)]]] = key(
        {},
        "tonnes/year by product and year",
        "三(五)",
        "outdated capacity ordered closed by the nation",
        "国家下达的淘汰任务",
    )
    award: dict[Product, dict[Year, Annotated[float, Within(0.0, 100_000.0)]]] = key(
        {},
        "yuan/tonne by product and year",
        "三(五)",
        "paid by the central treasury for closed capacity",
        "中央奖补标准",
    )
    award_others: dict[Product, dict[Year, Annotated[float, Within(0.0, 100_000.0)]]] = key(
        {},
        "yuan/tonne by product and year",
        "三(五)",
        "the same to private and foreign owners, where it differs",
        "民营和外资企业的中央奖补标准（与国有不同时）",
    )
    assigned: dict[Product, dict[Year, Annotated[float, Within(0.0, 1.0)]]] = key(
        {},
        "share by product and year",
        "三(五)",
        "of the state owners of listed capacity, those who signed for it and close without being "
        "inspected",
        "已签订责任书、无需查处即关闭的国有企业比例",
    )
    smallest: dict[Product, dict[Year, Annotated[float, Within(0.0, 1e9)]]] = key(
        {},
        "tonnes/year by product and year",
        "三(五)",
        "capacity below which a plant is outdated as a whole from a year on, until another one is "
        "named",
        "低于该产能的整厂视为落后，自该年起执行，直至另有规定",
    )
    monitoring: dict[Year, Annotated[float, Within(0.0, 1.0)]] = key(
        {},
        "share by year",
        "三(五)",
        "intensity of the nation's own control after closure",
        "国家督查强度",
    )
    replacement: dict[Year, Ratio] = key(
        {},
        "ratio by year",
        "三(五)",
        "new over closed tonnes that the nation allows from a year on, until another one is named",
        "国家产能置换比例，自该年起执行，直至另有规定",
    )


class ScenarioFile(BaseModel):
    """A scenario file after its ``extends`` has been resolved."""

    model_config = STRICT
    name: Annotated[str, Identifier()] = Field(description="name of the scenario")
    extends: Annotated[str, Text(LONGEST_BASE)] | None = Field(
        default=None, description="a library scenario, or a file beside this one, to build on"
    )
    title: Annotated[Title, InBothLanguages(LONGEST_TITLE)] | None = Field(
        default=None, description="short title; text, or a table {zh, en}"
    )
    description: Annotated[Description, InBothLanguages(LONGEST_DESCRIPTION)] | None = Field(
        default=None, description="what the scenario asks; text, or a table {zh, en}"
    )
    world: WorldTable = Field(default=WorldTable(), description="paths of the world")
    levers: LeverTables = Field(default=LeverTables(), description="the province's levers")
    national: NationalTable | None = Field(
        default=None, description="the nation's orders; in national_2015 alone"
    )


TABLES: dict[str, type[BaseModel]] = {
    "title": Title,
    "description": Description,
    "world": WorldTable,
    "levers": LeverTables,
    "national": NationalTable,
}


def model_at(where: Sequence[Any]) -> type[BaseModel] | None:
    """The class of the table at a place in a scenario file, if there is one."""
    if not where:
        return ScenarioFile
    if where[0] == "levers" and len(where) == 2:
        return LEVERS.get(str(where[1]))
    if where[0] == "world" and len(where) == 3 and where[1] == "changes":
        return Change
    return TABLES.get(str(where[0])) if len(where) == 1 else None


def json_schema() -> dict[str, Any]:
    """JSON schema of a scenario file, with units, bounds, defaults and the plan's clauses."""
    found = ScenarioFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


@cache
def said_of_keys() -> dict[str, str]:
    """Every key and every lever that a file may name, with what is said of it in Chinese."""
    said: dict[str, str] = dict.fromkeys((*ScenarioFile.model_fields, *WorldTable.model_fields), "")
    said |= dict.fromkeys((*LEVERS, *Change.model_fields), "")
    for table in LEVERS.values():
        for name, info in table.model_fields.items():
            extra: Any = info.json_schema_extra
            said[name] = extra["description_zh"]
    return said
