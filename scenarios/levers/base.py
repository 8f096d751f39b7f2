"""What every lever has in a scenario file: dates, money, rate, who may have it, ways to pay."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
)
from pydantic_core import CoreSchema

from locales.messages import Phrase, phrase
from model.input_data.data_tables import CITIES, PRODUCTS, REGIONS
from scenarios.errors import listed
from scenarios.field_types import (
    SIZES,
    City,
    EndQuarter,
    Group,
    Names,
    Owner,
    Quarter,
    Region,
    Sector,
    Size,
    Within,
    WithinYearly,
    Yearly,
    check_length,
    check_order,
    check_sum,
    in_year,
    wrong,
)
from scenarios.levers.digitalisation import Digitalisation
from scenarios.levers.financing import Financing

STRICT = ConfigDict(
    extra="forbid", strict=True, frozen=True, allow_inf_nan=False, validate_default=True
)
Money = Annotated[Yearly, WithinYearly(0.0, 1_000_000.0)]
Rate = Annotated[float, Within(0.0, 0.9)]
Y = TypeVar("Y", float | list[float], dict[str, float | list[float]])


def key(default: Any, unit: str, clause: str, en: str, zh: str) -> Any:
    """A documented key of a lever: default, unit, the plan's clause, meaning in two languages."""
    extra: dict[str, Any] = {"unit": unit, "clause": clause, "description_zh": zh}
    return Field(default=default, description=en, json_schema_extra=extra)


def fits_years(value: Y, info: ValidationInfo) -> Y:
    """Pass on numbers of which lists have one for each year of the lever."""
    if "start" in info.data and "end" in info.data:
        check_length(value, info.data["start"], info.data["end"])
    return value


class LeverTable(BaseModel):
    """What all levers have: dates, money and who may have it."""

    model_config = STRICT
    title_zh: ClassVar[str] = ""
    clause: ClassVar[str] = ""
    rate_of: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[tuple[str, ...]] = ()  # shares of the budget that may not exceed 1 together

    start: Quarter = key("2016Q1", "quarter", "一", "first quarter in force", "开始季度")
    end: EndQuarter = key("2020Q4", "quarter", "一", "last quarter in force", "最后一个季度")
    budget: Money = key(
        0.0,
        "million yuan/year",
        "四(一)",
        "money a year; a list gives one number for each calendar year from "
        "start to end; a quarter has a fourth of its year's",
        "每年资金，可逐年列出；每季度为当年的四分之一",
    )
    rate: Rate | None = key(
        None,
        "share",
        "四(一)",
        "the lever's main rate, in place of the keys named below",
        "主要补助比例，代替下列同义键",
    )
    regions: Annotated[list[Region], Names()] | None = key(
        None, "names", "三(四)", "eligible regions, together with cities", "适用区域（与城市合并）"
    )
    cities: Annotated[list[City], Names()] | None = key(
        None, "names", "三(四)", "eligible cities, together with regions", "适用城市（与区域合并）"
    )
    groups: Annotated[list[Group], Names()] | None = key(
        None,
        "names",
        "二",
        "eligible sector groups, together with sectors",
        "适用行业组（与行业合并）",
    )
    sectors: Annotated[list[Sector], Names()] | None = key(
        None, "names", "二", "eligible sectors, together with groups", "适用行业（与行业组合并）"
    )
    sizes: Annotated[list[Size], Names()] | None = key(
        None,
        "names",
        "四(一)",
        "eligible size classes by staff: micro 0-19, small 20-299, medium 300-999, "
        "large 1000 and more; without gaps",
        "适用规模（按从业人员）：微型 0-19，小型 20-299，中型 300-999，大型 1000 及以上；须相邻",
    )
    owners: Annotated[list[Owner], Names()] | None = key(
        None, "names", "四(一)", "eligible owners", "适用所有制"
    )

    @field_validator("end")
    @classmethod
    def _after_start(cls, end: str, info: ValidationInfo) -> str:
        check_order(info.data.get("start"), end, least=1)
        return end

    @field_validator("rate")
    @classmethod
    def _means_something(cls, rate: float | None) -> float | None:
        if rate is not None and not cls.rate_of:
            raise wrong(phrase("no_rate"), listed(cls.own_keys() or ("budget",)), found=rate)
        return rate

    @field_validator("budget")
    @classmethod
    def _one_a_year(cls, value: Yearly, info: ValidationInfo) -> Yearly:
        return fits_years(value, info)

    @field_validator("*")
    @classmethod
    def _parts_of_the_budget(cls, value: Any, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        if name in cls.parts:
            before = cls.parts[: cls.parts.index(name)]
            check_sum({**{other: info.data.get(other, 0.0) for other in before}, name: value})
        return value

    @field_validator("sizes")
    @classmethod
    def _no_gap(cls, sizes: list[str] | None) -> list[str] | None:
        places = sorted(SIZES.index(name) for name in sizes or ())
        if places and places[-1] - places[0] != len(places) - 1:
            raise wrong(phrase("gap"), phrase("neighbours"), found=sizes)
        return sizes

    @classmethod
    def own_keys(cls) -> tuple[str, ...]:
        """Keys that this lever has and others have not."""
        return tuple(name for name in cls.model_fields if name not in LeverTable.model_fields)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema, without ``rate`` where no key is one."""
        found = handler(schema)
        if not cls.rate_of:
            handler.resolve_ref_schema(found).get("properties", {}).pop("rate", None)
        return found

    def main_rate(self, name: str) -> float:
        """The rate of a key: its own where the file gives it or gives no ``rate``."""
        own = getattr(self, name)
        if own is not None:
            return float(own)
        return self.rate if self.rate is not None else float(self.default_rates[name])

    default_rates: ClassVar[dict[str, float]] = {}


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


def _fill(vector: Any, values: list[float]) -> None:
    """Write a vector field of a record."""
    vector[:] = values


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


KeyNames = tuple[str, ...]


class Step(NamedTuple):
    """A rule that a lever reaches, the keys that reach it, the indicators that it moves first."""

    rule: str
    keys: KeyNames
    indicators: KeyNames


class Trace(NamedTuple):
    """All steps of a lever, and its table for a run on the toy province."""

    steps: tuple[Step, ...]
    trial: Mapping[str, Any]
    cells: Mapping[tuple[str, str], float] | None = None  # of the toy, where its own will not do


def trial(**table: Any) -> Mapping[str, Any]:
    """A lever's table: two years from 2015Q1, 200 million yuan a year, and its own keys."""
    return MappingProxyType({"start": "2015Q1", "end": "2016Q4", "budget": 200, **table})


BY_ENTERPRISE = ("sizes", "owners")
BY_SECTOR = ("groups", "sectors", *BY_ENTERPRISE)


class Unheeded(NamedTuple):
    """Parts of a lever, the selectors that have no say in them, and why (an entry of messages)."""

    parts: tuple[str, ...]
    selectors: tuple[str, ...]
    why: str


UNHEEDED: dict[str, tuple[Unheeded, ...]] = {
    "capacity_elimination": (Unheeded(("quota",), BY_SECTOR, "orders_hold_for_all"),),
    "digitalisation": (
        # all but the first of its parts, the awards of demonstration enterprises
        Unheeded(Digitalisation.parts[1:], BY_ENTERPRISE, "whole_clusters"),
    ),
    "innovation": (
        Unheeded(("platform_share",), BY_ENTERPRISE, "whole_clusters"),
        Unheeded(("talent_share",), BY_SECTOR, "whole_cities"),
    ),
    "spatial_layout": (
        Unheeded(
            ("park_share", "cluster_share", "assessment_share"), BY_ENTERPRISE, "whole_places"
        ),
    ),
    "green_manufacturing": (Unheeded(("so2_charge", "co2_charge"), BY_SECTOR, "all_pay"),),
    "industrial_base": (Unheeded(("components_share",), BY_ENTERPRISE, "whole_clusters"),),
    "quality_brand": (Unheeded(("quality_share", "brand_share"), BY_ENTERPRISE, "whole_clusters"),),
    "central_local": (Unheeded(("project_rate",), ("sizes",), "projects_have_no_size"),),
    "opening_up": (Unheeded(("export_share",), BY_ENTERPRISE, "whole_clusters"),),
    "policy_support": (Unheeded(("service_share",), BY_ENTERPRISE, "whole_clusters"),),
}


def between(names: tuple[str, ...] | list[str]) -> Phrase:
    """Names one after the other."""
    return Phrase("、".join(names), ", ".join(names))


def unheeded(name: str, table: LeverTable) -> list[Phrase]:
    """What to say of the selectors that a table sets and parts of it that it uses ignore."""
    found = []
    for parts, selectors, why in UNHEEDED.get(name, ()):
        given = [key for key in selectors if getattr(table, key)]
        used = [key for key in parts if above_zero(table, key)]
        if given and used:
            values = {"selectors": between(given), "parts": between(used), "why": phrase(why)}
            found.append(phrase("unheeded", lever=name, **values))
    return found


def unheeded_rules(name: str) -> list[Phrase]:
    """What a lever's page says of such selectors."""
    found = []
    for parts, selectors, why in UNHEEDED.get(name, ()):
        marked = [between([f"`{key}`" for key in keys]) for keys in (selectors, parts)]
        values = {"selectors": marked[0], "parts": marked[1], "why": phrase(why)}
        found.append(phrase("unheeded_rule", **values))
    return found
