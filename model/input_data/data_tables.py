"""Reads the tables of ``data/``: names of cities and sectors, cited and assumed numbers.

Every table is checked against ``data/schema.toml`` when it is read: what each cell may be, the unit
of what the model reads, which rows stand once and which must be there.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn, TypeVar

from agents.record import ROOT
from agents.table_reader import (
    TableError,
    TableProblem,
    found,
    listed,
    number,
    read_table,
    shown,
)
from locales.catalogue import Phrase, phrase
from locales.reasons import safe

DATA = ROOT / "data"
PATTERNS = {
    "year": re.compile(r"(19|20)\d\d", re.ASCII),
    "years": re.compile(r"(19|20)\d\d(-(19|20)\d\d)?", re.ASCII),
    "quarter": re.compile(r"20\d\dQ[1-4]", re.ASCII),
    "flag": re.compile("[01]"),
}
UNKNOWN = "nan"  # in place of a figure of another table that does not hold
PERCENT = ("%", "percent")  # how units of rates begin
LARGEST = 1e12  # no figure of the tables is anywhere near
K = TypeVar("K")
V = TypeVar("V")
Row = dict[str, str]
Lines = list[tuple[int, Row]]


class Kind(NamedTuple):
    """What a cell of a column may be, as ``data/schema.toml`` writes it."""

    name: str
    optional: bool
    names: tuple[str, ...] = ()
    low: float = -LARGEST
    high: float = LARGEST
    open: bool = False  # whether ``low`` itself is left out

    def allowed(self) -> Phrase | str:
        """What is allowed, in words."""
        if self.names:
            return listed(self.names)
        kind = phrase(f"table.{self.name}")
        values = {"kind": kind, "low": f"{self.low:g}", "high": f"{self.high:g}"}
        if self.low == -LARGEST:
            return kind
        bounds = "above" if self.open else "from" if self.high == LARGEST else "from_to"
        return phrase(f"table.{bounds}", **values)

    def fits(self, cell: str) -> bool:
        """Whether a cell is one."""
        if not cell.strip() or (cell == UNKNOWN and self.name in ("number", "whole")):
            return self.optional
        if self.name == "list":
            return all(part in self.names for part in cell.split(";"))
        if self.names:
            return cell in self.names
        if self.name in PATTERNS:
            return PATTERNS[self.name].fullmatch(cell) is not None
        if self.name not in ("number", "whole"):
            return True
        value = number(cell)
        if value is None or (self.name == "whole" and not value.is_integer()):
            return False
        return (value > self.low if self.open else value >= self.low) and value <= self.high


@cache
def schema() -> dict[str, Any]:
    """What stands in ``data/schema.toml``."""
    found: dict[str, Any] = tomllib.loads((DATA / "schema.toml").read_text(encoding="utf-8"))
    return found


@cache
def names_of(name: str) -> tuple[str, ...]:
    """The names that may stand in cells of a kind: those of a column of another table."""
    where = schema()["names"][name]
    if isinstance(where, list):
        return tuple(where)
    column = (row[where["column"]] for row in rows(where["table"]))
    every = dict.fromkeys([*column, *where.get("also", ())])
    return tuple(name for name in every if name not in where.get("but", ()))


@cache
def kind_of(text: str) -> Kind:
    """A kind of cell from how the schema writes it, such as ``number? > 0``."""
    head, *rest = text.split()
    name, optional = head.rstrip("?"), head.endswith("?")
    if name in schema()["names"]:
        return Kind("text", optional, names_of(name))
    if name in ("one", "list"):
        listed_names = tuple(rest[1:]) if name == "one" else names_of(rest[1])
        return Kind(name, optional or rest[0].endswith("?"), listed_names)
    if not rest:
        return Kind(name, optional)
    if rest[0] in (">", ">="):
        return Kind(name, optional, low=float(rest[1]), open=rest[0] == ">")
    return Kind(name, optional, low=float(rest[0]), high=float(rest[2]))


def table_schema(name: str) -> dict[str, Any]:
    """What must be true of a table; empty for a table without a schema."""
    own = schema()["tables"].get(name, {})
    like = schema()["tables"].get(own.get("like"), {})
    columns = {**like.get("columns", {}), **own.get("columns", {})}
    return {**like, **own, "columns": columns}


@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of the table ``data/NAME.csv``, as text.

    Raises
    ------
    TableError
        With everything that is wrong with the table, each with row, column, what was found and what
        is allowed.
    """
    file, must = f"data/{name}.csv", table_schema(name)
    (_, head), *lines = read_table(DATA / f"{name}.csv", file, tuple(must["columns"]))
    read = [(place, dict(zip(head, cells, strict=True))) for place, cells in lines]
    problems = [
        TableProblem(file, found(row[column], kind_of(kind).allowed()), place, column)
        for place, row in read
        for column, kind in must["columns"].items()
        if not kind_of(kind).fits(row[column])
    ]
    problems = problems or [
        TableProblem(file, what, place, column)
        for check in (_units, _order, _once, _keys, _present)
        for place, column, what in check(name, must, read)
    ]
    if problems:
        raise TableError(problems)
    return tuple(row for _, row in read)


Found = Iterator[tuple[int, str, Phrase]]


def _units(name: str, must: dict[str, Any], read: Lines) -> Found:
    """Units that do not fit what is measured, and levels that are not above 0."""
    if "unit_of" not in must:
        return
    units, signed = schema()["units"].get(name, {}), must.get("signed", ())
    shares = must.get("shares", "")
    for place, row in read:
        what = row[must["unit_of"]]
        allowed = units.get(what)
        if allowed is not None and row["unit"] not in (
            allowed if isinstance(allowed, list) else [allowed]
        ):
            names = allowed if isinstance(allowed, str) else "; ".join(allowed)
            yield place, "unit", found(row["unit"], names)
        if float(row["value"]) <= 0.0 and not any(fnmatch(what, pattern) for pattern in signed):
            yield place, "value", found(row["value"], kind_of("number > 0").allowed())
        elif float(row["value"]) > 1.0 and fnmatch(row["unit"], shares):
            yield place, "value", found(row["value"], kind_of("number 0 to 1").allowed())
        elif row["unit"].startswith(PERCENT):
            kind = kind_of("number -99 to 999")  # no rate of growth or share is anywhere near
            if not kind.fits(row["value"]):
                yield place, "value", found(row["value"], kind.allowed())


def _order(name: str, must: dict[str, Any], read: Lines) -> Found:
    """Columns of which one is larger than the next, where both are given."""
    columns = must.get("ordered", ())
    for place, row in read:
        for first, second in pairwise(columns):
            if row[first] and row[second] and float(row[first]) > float(row[second]):
                bound = phrase("table.in_order", first=first, second=second)
                yield place, first, found(row[first], bound)


def _once(name: str, must: dict[str, Any], read: Lines) -> Found:
    """Rows whose key stands in an earlier row too."""
    first: dict[tuple[str, ...], int] = {}
    for place, row in read if "key" in must else ():
        key = tuple(row[column] for column in must["key"])
        if key in first:
            said = {"key": shown(", ".join(key)), "first": first[key]}
            yield place, "", phrase("table.key_twice", **said)
        first.setdefault(key, place)


def _keys(name: str, must: dict[str, Any], read: Lines) -> Found:
    """Keys of assumed values that name no sector, city or whatever their values go by."""
    wanted = schema()["keys"].get(name, {})
    for place, row in read:
        parts = wanted.get(row["name"], "").split(":") if "name" in row else [""]
        kinds = [[n for name in part.split("|") for n in names_of(name)] for part in parts if part]
        cells = row["key"].split(":") if kinds else []
        if len(cells) != len(kinds):
            yield place, "key", found(row["key"], wanted[row["name"]])
        for cell, names in zip(cells, kinds, strict=False):
            if cell not in names:
                yield place, "key", found(cell, listed(names))


def _present(name: str, must: dict[str, Any], read: Lines) -> Found:
    """Rows that must be there, and their number."""
    if must.get("rows", len(read)) != len(read):
        yield 0, "", phrase("table.number_of_rows", found=len(read), allowed=must["rows"])
    wanted = {column: kind_of(must["columns"][column]).names for column in must.get("each", ())}
    for column, names in {**wanted, **must.get("has", {})}.items():
        for missing in sorted(set(names) - {row[column] for _, row in read}):
            yield 0, column, phrase("table.missing_name", name=shown(missing))


class Looked(dict[K, V]):
    """Rows or values by key; a key that is not there is a TableError that names table and key."""

    def __init__(
        self, items: Iterable[tuple[K, V]], table: str, wanted: Callable[[K], str] = str
    ) -> None:
        super().__init__(items)
        self.table, self.wanted = table, wanted

    def __missing__(self, key: K) -> NoReturn:
        """Say what the table lacks."""
        self.lack(key)

    def lack(self, key: K) -> NoReturn:
        """Refuse a table that has no row of this key."""
        what = phrase("table.missing_row", wanted=safe(self.wanted(key)))
        raise TableError([TableProblem(f"data/{self.table}.csv", what)])


def optional_number(cell: str) -> float:
    """A number from a cell; nan when the cell is empty."""
    return float(cell) if cell else float("nan")


@cache
def assumed(name: str, table: str = "assumed_base_year") -> dict[str, float]:
    """Values of one assumed quantity by key (city, sector, fuel, or the empty key)."""
    values = [(row["key"], float(row["value"])) for row in rows(table) if row["name"] == name]
    by_key = Looked(values, table, lambda key: f'name "{name}", key "{key}"')
    if not by_key:
        by_key.lack("")
    return by_key


@cache
def series(table: str, entity: str, indicator: str) -> dict[int, float]:
    """Yearly values of one indicator of one entity; spans such as 2011-2014 are left out."""
    values = [
        (int(row["year"]), float(row["value"]))
        for row in rows(table)
        if row["entity"] == entity and row["indicator"] == indicator and len(row["year"]) == 4
    ]
    return Looked(values, table, lambda year: f"{entity}, {year}, {indicator}")


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
    "coal",
)
PRODUCT_SECTOR: tuple[str, ...] = (
    "",
    "steel",
    "building_materials",
    "building_materials",
    "nonferrous_metals",
    "papermaking",
    "textiles_apparel",
    "mining",
)
FUELS: tuple[str, ...] = ("coal", "oil", "gas", "electricity")
ENERGY_SUPPLIER: tuple[str, ...] = ("mining", "oil_refining", "power_heat", "power_heat")
