"""What every lever has in a scenario file: dates, money, rate and who may have it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
)
from pydantic_core import CoreSchema

from scenarios.errors import listed
from scenarios.messages import phrase
from scenarios.values import (
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
    wrong,
)

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
