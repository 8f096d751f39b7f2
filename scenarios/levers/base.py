"""What every lever has in a scenario file: dates, money, rate, who may have it, ways to pay."""

from __future__ import annotations

import math
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

from agents.province import Policy
from locales.catalogue import Phrase, phrase
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
from scenarios.quantities import MONEY

STRICT = ConfigDict(
    extra="forbid",
    strict=True,
    frozen=True,
    allow_inf_nan=False,
    validate_default=True,
    defer_build=True,  # a table is made ready when the first file has it
)
Money = Annotated[Yearly, WithinYearly(0.0, 1_000_000.0, MONEY)]
Rate = Annotated[float, Within(0.0, 0.9)]
Y = TypeVar("Y", float | list[float], dict[str, float | list[float]])


def key(default: Any, unit: str, clause: str, en: str, zh: str, **more: Any) -> Any:
    """A documented key of a lever: default, unit, the plan's clause, meaning in two languages."""
    extra: dict[str, Any] = {"unit": unit, "clause": clause, "description_zh": zh}
    return Field(default=default, description=en, json_schema_extra=extra, **more)


def fits_years(value: Y, info: ValidationInfo) -> Y:
    """Pass on numbers of which lists have one for each year of the lever."""
    if "start" in info.data and "end" in info.data:
        check_length(value, info.data["start"], info.data["end"])
    return value


KeyNames = tuple[str, ...]
BY_ENTERPRISE = ("sizes", "owners")
BY_SECTOR = ("groups", "sectors", *BY_ENTERPRISE)


class Step(NamedTuple):
    """A rule that a lever reaches, the keys that reach it, the indicators that it moves first."""

    rule: str
    keys: KeyNames
    indicators: KeyNames


class Ignored(NamedTuple):
    """Parts of a lever, the selectors that have no say in them, and why (an entry of the words).

    Their money goes to more than one enterprise: to whole clusters, places or cities.
    """

    parts: KeyNames
    selectors: KeyNames
    why: str


class DirectOutcome(NamedTuple):
    """What a lever moves first, alone: indicator, year, sign, and the group where it acts."""

    indicator: str
    year: int
    sign: int
    group: str


def trial_table(**table: Any) -> Mapping[str, Any]:
    """A lever's table: two years from 2015Q1, 200 million yuan a year, and its own keys."""
    return MappingProxyType({"start": "2015Q1", "end": "2016Q4", "budget": 200, **table})


TOY_OF_LEADS = MappingProxyType(
    {("Shenyang", "cnc_machine_tools"): 40.0, ("Anshan", "steel"): 20.0}
)
# Keys of every lever: dates and money reach the budget, eligibility the lever's own rules.
COMMON_STEPS: tuple[Step, ...] = (
    Step(
        "model.events.lever_budgets.open_budgets",
        ("start", "end", "budget", "rate", "off"),
        ("fiscal_cost",),
    ),
    Step(
        "agents.enterprise.eligibility.eligible",
        ("regions", "cities", "groups", "sectors", "sizes", "owners"),
        ("fiscal_cost",),
    ),
)


class Lever(BaseModel):
    """What all levers have: dates, money and who may have it."""

    model_config = STRICT
    clause: ClassVar[str] = ""  # of the plan
    rate_of: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[tuple[str, ...]] = ()  # shares of the budget that may not exceed 1 together
    ways_to_pay: ClassVar[tuple[KeyNames, ...]] = ()  # each needs all of its keys above 0
    orders: ClassVar[KeyNames] = ()  # law: these act without money, the others as far as it pays
    # a key acts only where one of these is above 0, for tables by product that of the same product;
    # LEVER.KEY is another lever's, national.quota what the nation orders
    needs: ClassVar[Mapping[str, KeyNames]] = {}
    paid_last: ClassVar[KeyNames] = ()  # paid out of what the parts leave of the budget
    raised: ClassVar[KeyNames] = ()  # keys which, raised, let more of its money be spent
    set_aside: ClassVar[KeyNames] = ()  # money that is kept for places, and lost where none is open
    ignored_selectors: ClassVar[tuple[Ignored, ...]] = ()
    recipients: ClassVar[str] = "enterprise"  # whom its money is for (an entry of the words)
    steps: ClassVar[tuple[Step, ...]] = ()  # the rules that carry its keys
    trial: ClassVar[Mapping[str, Any]] = {}  # its table for a run on the toy province
    trial_cells: ClassVar[Mapping[tuple[str, str], float] | None] = None  # of another toy
    direct_outcome: ClassVar[DirectOutcome]

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
    off: bool = key(
        False,
        "true or false",
        "一",
        "true takes the lever out of the mix, with all keys that are inherited",
        "true 表示不使用该工具，继承的各键一并取消",
        exclude=True,
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
            raise wrong(
                phrase("problem.no_rate"), listed(cls.own_keys() or ("budget",)), found=rate
            )
        return rate

    @field_validator("budget")
    @classmethod
    def _one_a_year(cls, value: Yearly, info: ValidationInfo) -> Yearly:
        return fits_years(value, info)

    @field_validator("*")
    @classmethod
    def _not_beside_rate(cls, value: Any, info: ValidationInfo) -> Any:
        if info.field_name in cls.rate_of and None not in (value, info.data.get("rate")):
            said = phrase("problem.beside_rate", keys=cls.rate_of)
            raise wrong(said, phrase("problem.rate_or_own", keys=cls.rate_of), found=value)
        return value

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
            raise wrong(phrase("problem.gap"), phrase("problem.neighbours"), found=sizes)
        return sizes

    @classmethod
    def own_keys(cls) -> tuple[str, ...]:
        """Keys that this lever has and others have not."""
        return tuple(name for name in cls.model_fields if name not in Lever.model_fields)

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

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in a year's quarters; called in the order of the plan."""
        raise NotImplementedError(type(self).__name__)

    def open_cities(self) -> list[float]:
        """1 for each city where the lever acts."""
        named = {city for region in self.regions or () for city in REGIONS[region]}
        named |= set(self.cities or ())
        return [float(not named or city in named) for city in CITIES]

    def above_zero(self, name: str) -> bool:
        """Whether a key, or any year or product of it, is above 0."""
        value: Any = self.main_rate(name) if name in self.rate_of else getattr(self, name)
        numbers = list(value.values()) if isinstance(value, dict) else [value]
        return any((max(n) if isinstance(n, list) else n or 0.0) > 0.0 for n in numbers)

    def all_given_away(self) -> bool:
        """Whether the parts take the whole budget."""
        return sum(getattr(self, part) for part in self.parts) > 1.0 - 1e-12

    def zero_keys(self) -> KeyNames:
        """Keys that are 0 and shut every way to pay; none where one is open or no key sets it."""
        shut = [[key for key in way if not self.above_zero(key)] for way in self.ways_to_pay]
        return tuple(dict.fromkeys(key for way in shut for key in way)) if all(shut) else ()

    def most_spent(self, year: int, ordered: Mapping[str, float]) -> float:
        """About the most that a year can take, million yuan; infinite where nothing bounds it.

        ``ordered``: tonnes of each product that the nation orders closed in the year.
        """
        return math.inf

    def orders_in(self, year: int) -> bool:
        """Whether the lever orders anything in a year, which needs no money."""
        for name in self.orders:
            value = getattr(self, name)
            numbers = value.values() if isinstance(value, dict) else [value]
            unset = type(self).model_fields[name].default is None  # such a key orders when given
            if any(
                n is not None and (unset or in_year(n, self.start, year) > 0.0) for n in numbers
            ):
                return True
        return False

    def ignored(self, name: str) -> list[Phrase]:
        """What to say of selectors that the table sets and that parts which it uses ignore."""
        found = []
        for parts, selectors, why in self.ignored_selectors:
            given = [key for key in selectors if getattr(self, key)]
            used = [key for key in parts if self.above_zero(key)]
            if given and used:
                values = {"selectors": given, "parts": used, "why": phrase(f"problem.{why}")}
                found.append(phrase("problem.ignored_selectors", lever=name, **values))
        return found

    @classmethod
    def costs(cls) -> Phrase:
        """What the lever's page says of keys that act without money, if it has any."""
        return phrase("problem.orders_are_free", keys=[f"`{key}`" for key in cls.orders])

    @classmethod
    def ignored_rules(cls) -> list[Phrase]:
        """What the lever's page says of such selectors."""
        found = []
        for parts, selectors, why in cls.ignored_selectors:
            marked = [[f"`{key}`" for key in keys] for keys in (selectors, parts)]
            values = {"selectors": marked[0], "parts": marked[1], "why": phrase(f"problem.{why}")}
            found.append(phrase("problem.ignored_selectors_rule", **values))
        return found

    default_rates: ClassVar[dict[str, float]] = {}


def by_city(weights: Mapping[str, float], default: float) -> list[float]:
    """A weight for each city: its own, else the largest of its regions, else the default."""
    found = []
    for city in CITIES:
        regional = [weights[r] for r, cities in REGIONS.items() if city in cities and r in weights]
        found.append(weights.get(city, max(regional, default=default)))
    return found


def reserved_shares(shares: Mapping[str, float]) -> list[float]:
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


def fill(vector: Any, values: list[float]) -> None:
    """Write a vector field of a record."""
    vector[:] = values
