"""The kinds of values in a scenario file: each checks itself and says what it allows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from locales.catalogue import Phrase, phrase
from model.indicators import PRODUCT_NAMES, SYSTEM_NAMES
from model.input_data.data_tables import CITIES, FUELS, REGIONS, SECTOR_GROUP, SECTORS
from model.input_data.external_world import QUARTERS, START, label, parse_quarter
from scenarios import quantities
from scenarios.errors import listed, shown
from scenarios.quantities import EXAMPLES, KINDS, MONEY, PER_TONNE, TONNES

FIRST_QUARTER, LAST_QUARTER = label(0), label(QUARTERS - 1)
FIRST_YEAR, LAST_YEAR = START, START + QUARTERS // 4 - 1
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(SECTOR_GROUP))
OWNERS = ("central_state", "local_state", "private", "foreign")  # agents.enterprise.Owner
SIZES = ("micro", "small", "medium", "large")
SIZE_FROM = (0.0, 20.0, 300.0, 1000.0)  # persons, official classes of industry since 2011
YEARS = tuple(str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1))


def wrong(
    reason: Phrase,
    allowed: object,
    *,
    names: Sequence[str] = (),
    at: Sequence[str | int] = (),
    found: object = ...,
) -> PydanticCustomError:
    """The error by which a check speaks; ``at`` leads further into the value."""
    context: dict[str, Any] = {"reason": reason, "allowed": allowed}
    context |= {"names": tuple(names), "at": tuple(at)}
    if found is not ...:
        context["found"] = found
    return PydanticCustomError("liaosim", "{reason}", context)


class Check:
    """A check that runs before pydantic's own, and its description for the JSON schema."""

    def check(self, value: Any) -> Any:
        """The value as it shall stand, or an error made by :func:`wrong`."""
        raise NotImplementedError

    def json(self) -> dict[str, Any]:
        """What JSON schema says of it."""
        return {}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Put the check before the type's own validation."""
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add what the check allows to the schema of the type."""
        return {**handler(schema), **self.json()}


class Added(str):
    """A text such as ``+700``, with the inherited value to which it is added."""

    __slots__ = ("over",)
    over: Any

    def __new__(cls, text: str, over: Any) -> Added:
        """Make the text that knows what lies under it."""
        made = super().__new__(cls, text)
        made.over = over
        return made


def checks_of(metadata: Sequence[Any], annotation: Any) -> list[Check]:
    """All checks of a field's type, those of its parts after."""
    found = [*metadata, *getattr(annotation, "__metadata__", ())]
    checks = [item for item in found if isinstance(item, Check)]
    for inner in getattr(annotation, "__args__", ()):
        checks += checks_of((), inner)
    return checks


@dataclass(frozen=True)
class Within(Check):
    """A finite number between bounds; of money and tonnes also as text with a unit."""

    low: float
    high: float
    unit: str = ""  # one of those of scenarios.quantities
    bounds: ClassVar[str] = "problem.number_between"

    def allowed(self) -> Phrase:
        """The bounds in words."""
        bounds = phrase(self.bounds, low=f"{self.low:,g}", high=f"{self.high:,.10g}")
        if not self.unit:
            return bounds
        return phrase("problem.or_unit", number=bounds, example=phrase(EXAMPLES[self.unit]))

    def one(self, value: Any, at: tuple[int, ...] = ()) -> float:
        """Check one number."""
        allowed = self.allowed()
        if self.unit and isinstance(value, str):
            given, value = value, self.measured(value, at)
            if not self.low <= value <= self.high:
                reason = phrase("problem.amounts_to", amount=quantities.in_words(value, self.unit))
                raise wrong(reason, allowed, at=at, found=given)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong(phrase("problem.not_number"), allowed, at=at, found=value)
        if isinstance(value, float) and not math.isfinite(value):
            raise wrong(phrase("problem.not_finite"), allowed, at=at, found=value)
        if not self.low <= value <= self.high:
            raise wrong(phrase("problem.out_of_range"), allowed, at=at, found=value)
        return float(value) + 0.0

    def measured(self, text: str, at: tuple[int, ...]) -> float:
        """The number that a text with a unit means, in the unit of the key."""
        quantity = quantities.parsed(text)
        if quantity is None or quantity.unit not in ("", self.unit):
            reason = phrase("problem.not_quantity", kind=phrase(KINDS[self.unit]))
            raise wrong(reason, self.allowed(), at=at, found=str(text))
        if not quantity.adds:
            if not quantity.unit:
                raise wrong(phrase("problem.no_unit"), self.allowed(), at=at, found=str(text))
            return float(quantity.number)
        if not isinstance(text, Added):
            raise wrong(phrase("problem.adds_to_nothing"), self.allowed(), at=at, found=str(text))
        return self.one(text.over, at) + float(quantity.number)

    def check(self, value: Any) -> float | list[float]:
        """A float from a TOML integer or float, or from text with a unit; no booleans."""
        return self.one(value)

    def json(self) -> dict[str, Any]:
        """A number with its bounds, or text where there is a unit."""
        number: dict[str, Any] = {"type": "number", "minimum": self.low, "maximum": self.high}
        return {"anyOf": [number, {"type": "string"}]} if self.unit else number

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """What the check allows, in place of the schema of the type."""
        return self.json()


@dataclass(frozen=True)
class WithinYearly(Within):
    """One number, or a list of one a year."""

    bounds: ClassVar[str] = "problem.numbers_between"

    def check(self, value: Any) -> float | list[float]:
        """A float or a list of floats."""
        if isinstance(value, Added) and isinstance(value.over, list):
            return [self.one(Added(value, over), (i,)) for i, over in enumerate(value.over)]
        if not isinstance(value, list):
            return self.one(value)
        if not value:
            raise wrong(phrase("problem.empty_list"), self.allowed())
        return [self.one(item, (i,)) for i, item in enumerate(value)]

    def json(self) -> dict[str, Any]:
        """A number, or an array of such."""
        one = super().json()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


@dataclass(frozen=True)
class OneOf(Check):
    """A name out of a fixed set."""

    kind: str
    names: tuple[str, ...]

    def check(self, value: Any) -> str:
        """The name itself."""
        allowed = listed(self.names)
        if not isinstance(value, str):
            raise wrong(phrase("problem.not_text"), allowed, found=value)
        if value not in self.names:
            kind = phrase("problem.unknown", kind=phrase(f"problem.{self.kind}"))
            raise wrong(kind, allowed, names=self.names, found=value)
        return value

    def json(self) -> dict[str, Any]:
        """The names."""
        return {"type": "string", "enum": list(self.names)}


@dataclass(frozen=True)
class Names(Check):
    """A list of different names; not empty, since an empty one would mean nobody."""

    def check(self, value: Any) -> Any:
        """Check what pydantic's list does not: emptiness and repetition."""
        if not isinstance(value, list):
            raise wrong(phrase("problem.not_list"), phrase("problem.a_list"), found=value)
        if not value:
            raise wrong(phrase("problem.empty_list"), phrase("problem.at_least_one"), found=value)
        seen: set[str] = set()
        for i, item in enumerate(value):
            if isinstance(item, str) and item in seen:
                raise wrong(
                    phrase("problem.listed_twice"), phrase("problem.once"), at=(i,), found=item
                )
            seen.add(item if isinstance(item, str) else "")
        return value

    def json(self) -> dict[str, Any]:
        """Lists of unique names."""
        return {"minItems": 1, "uniqueItems": True}


@dataclass(frozen=True)
class QuarterName(Check):
    """A quarter such as ``2016Q1``; with ``free`` the range is left to a later check."""

    free: bool = False

    def check(self, value: Any) -> str:
        """The text of a quarter in the range of the model."""
        allowed = phrase("problem.quarter", first=FIRST_QUARTER, last=LAST_QUARTER)
        if not isinstance(value, str):
            raise wrong(phrase("problem.not_text"), allowed, found=value)
        try:
            number = parse_quarter(value if value.isascii() else "")
        except ValueError:
            like = re.search(r"(20[123][0-9])[^0-9]{1,3}([1-4])(?![0-9])", value)
            names = (f"{like[1]}Q{like[2]}",) if like else ()
            raise wrong(phrase("problem.not_quarter"), allowed, names=names, found=value) from None
        if not self.free and not 0 <= number <= parse_quarter(LAST_QUARTER):
            raise wrong(phrase("problem.out_of_range"), allowed, found=value)
        return value

    def json(self) -> dict[str, Any]:
        """Its pattern."""
        return {"type": "string", "pattern": "^20[123][0-9]Q[1-4]$"}


@dataclass(frozen=True)
class Text(Check):
    """Text that can be printed, not too long."""

    longest: int

    def check(self, value: Any) -> str:
        """Plain text; line ends are kept."""
        if not isinstance(value, str):
            raise wrong(phrase("problem.not_text"), phrase("problem.text"), found=value)
        if len(value) > self.longest:
            allowed = phrase("problem.short_text", n=self.longest)
            raise wrong(phrase("problem.too_long", n=len(value)), allowed, found=value)
        if not all(c.isprintable() or c in "\n\t\u3000" for c in value):
            raise wrong(phrase("problem.control"), phrase("problem.plain_text"), found=value)
        return value

    def json(self) -> dict[str, Any]:
        """Its length."""
        return {"type": "string", "maxLength": self.longest}


Quarter = Annotated[str, QuarterName()]
EndQuarter = Annotated[str, QuarterName(free=True)]
City = Annotated[str, OneOf("city", CITIES)]
Region = Annotated[str, OneOf("region", tuple(REGIONS))]
Place = Annotated[str, OneOf("place", (*REGIONS, *CITIES))]
Sector = Annotated[str, OneOf("sector", SECTORS)]
Group = Annotated[str, OneOf("group", GROUPS)]
Owner = Annotated[str, OneOf("owner", OWNERS)]
Size = Annotated[str, OneOf("size", SIZES)]
Product = Annotated[str, OneOf("product", PRODUCT_NAMES)]
System = Annotated[str, OneOf("system", SYSTEM_NAMES)]
Fuel = Annotated[str, OneOf("fuel", FUELS)]
Year = Annotated[str, OneOf("year", YEARS)]
Yearly = float | list[float]
Charge = Annotated[Yearly, WithinYearly(0.0, 100_000.0, PER_TONNE)]
Tonnes = Annotated[Yearly, WithinYearly(0.0, 1e9, TONNES)]
PerTonne = Annotated[float, Within(0.0, 100_000.0, PER_TONNE)]
YearlyShare = Annotated[Yearly, WithinYearly(0.0, 1.0)]
Discount = Annotated[float, Within(0.0, 0.1)]
Share = Annotated[float, Within(0.0, 1.0)]
Cap = Annotated[float, Within(0.0, 100_000.0, MONEY)]
Ratio = Annotated[float, Within(0.0, 1.0)]
Weight = Annotated[float, Within(0.0, 10.0)]


def first_and_last(start: str, end: str) -> tuple[int, int]:
    """Calendar years of the first and the last quarter."""
    return int(start[:4]), int(end[:4])


def in_year(value: Yearly, start: str, year: int) -> float:
    """What a number, or a list of one a year from the year of ``start``, gives for a year."""
    return value[year - int(start[:4])] if isinstance(value, list) else value


def check_length(value: Yearly | Mapping[str, Yearly], start: str, end: str) -> None:
    """Refuse a list that has not one number for each calendar year from start to end."""
    first, last = first_and_last(start, end)
    years = last - first + 1
    items = value.items() if isinstance(value, Mapping) else [("", value)]
    for name, numbers in items:
        if isinstance(numbers, list) and len(numbers) != years:
            reason = phrase("problem.wrong_length", n=len(numbers), years=years)
            at = (name,) if name else ()
            raise wrong(reason, phrase("problem.one_a_year", years=years), at=at, found=numbers)


def check_order(start: str | None, end: str, *, least: int) -> None:
    """Refuse an end past the last quarter, or less than so many quarters after the start."""
    last = parse_quarter(LAST_QUARTER)
    first = 0 if start is None else parse_quarter(start)
    earliest = min(first + (0 if start is None else least), last)
    if earliest <= parse_quarter(end) <= last:
        return
    allowed = phrase("problem.between", low=label(earliest), high=LAST_QUARTER)
    if start is None or parse_quarter(end) > last or first + least > last:
        raise wrong(phrase("problem.out_of_range"), allowed, found=end)
    key = "before_start" if parse_quarter(end) < first else "not_after_start"
    raise wrong(phrase(f"problem.{key}", start=f'"{start}"'), allowed, found=end)


def sector_mask(sectors: Sequence[str] | None, groups: Sequence[str] | None) -> NDArray[np.bool_]:
    """Whether each sector or its group is named, shape (37,); all where nothing is."""
    pairs = zip(SECTORS, SECTOR_GROUP, strict=True)
    named = [sector in (sectors or ()) or group in (groups or ()) for sector, group in pairs]
    return np.array(named) | (not sectors and not groups)


def check_sum(values: dict[str, float]) -> dict[str, float]:
    """Refuse shares that add up to more than the whole."""
    if (total := sum(values.values())) > 1.0 + 1e-12:
        raise wrong(
            phrase("problem.sum", total=shown(total)), phrase("problem.sum_one"), found=values
        )
    return values
