"""The named enterprises: the plan's leads and the plants read elsewhere, each once.

Sources: ``data/plan/lead_enterprises.csv`` (the plan), ``lead_supplement.csv`` (sizes, each
with its source), ``lead_names_en.csv`` (English names, aliases, mergers, what is assumed).
A group whose plants are listed stands as an alias of its first plant.
"""

from dataclasses import dataclass
from functools import cache
from math import isnan

from model.input_data.data_tables import Looked, optional_number, rows


@dataclass(frozen=True)
class NamedEnterprise:
    """One enterprise that a planner finds by name.

    owner: central, local_state, private or foreign; employees: persons; revenue: million yuan
    a year; capacity_t: tonnes a year of what it makes, listed_t: of it to be closed by the list
    of 2015; unknown sizes are nan. `assumed` says what no source gave; the source is that of the
    size, else the plan.
    """

    name_zh: str
    name_en: str
    city: str
    sector: str
    owner: str
    product: str
    employees: float
    revenue: float
    capacity_t: float
    listed_t: float
    in_plan: bool
    assumed: str
    source_title: str
    source_url: str
    aliases: tuple[str, ...]


PLAN_SOURCE = "辽宁省工业转型升级行动计划 2015 (data/plan/liaoning_upgrading_plan_2015.txt)"
SIZE_COLUMNS = ("employees", "revenue_million_yuan", "capacity_t")
SECOND_PLANT = {("抚顺石化", "basic_chemicals"): "抚顺石化乙烯"}


def _evidence() -> dict[str, list[dict[str, str]]]:
    """Rows of plan and supplement by name; a second plant of one company has its own name."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows("plan/lead_enterprises"):
        if row["kind"] == "enterprise":
            found.setdefault(row["name_zh"], []).append({**row, "in_plan": "1"})
    for row in rows("plan/lead_supplement"):
        name = SECOND_PLANT.get((row["name_zh"], row["sector"]), row["name_zh"])
        found.setdefault(name, []).append(row)
    return found


def _product_of(sector: str, text: str) -> str:
    """The counted product of one whose capacity in tonnes is known, by what it is said to make."""
    if sector == "steel" and "pig iron" not in text:
        return "crude_steel"
    return "coal" if sector == "mining" and "coal" in text else "none"


def _build(
    names: dict[str, str], own: list[dict[str, str]], merged: list[dict[str, str]]
) -> NamedEnterprise:
    """One enterprise from its row of names, its own rows and those merged into it."""
    size: dict[str, float] = {}
    notes = [names["note"]] if names["note"] else []
    for column in SIZE_COLUMNS:
        read = [optional_number(row[column]) for row in own if row.get(column)]
        size[column] = (
            optional_number(names[column]) if names[column] else (read or [float("nan")])[0]
        )
        if names[column]:
            notes.append(f"{column} assumed")
    measured = [row for row in own if "source_title" in row]
    if any(row["year"] not in ("2014", "2015") for row in measured):
        years = sorted({row["year"] or "undated" for row in measured})
        notes.append(f"sizes of {', '.join(years)}")
    if not any(row.get("owner") for row in own):
        notes.append("owner recalled")
    if all(isnan(value) for value in size.values()):
        notes.append("size unknown")
    sector = names["sector"] or own[0]["sector"]
    text = " ".join(row.get("product", "") for row in own)
    source = (measured or [{"source_title": PLAN_SOURCE, "source_url": ""}])[0]
    return NamedEnterprise(
        name_zh=names["name_zh"],
        name_en=names["name_en"],
        city=own[0]["city"],
        sector=sector,
        owner=names["owner"],
        product=_product_of(sector, text) if size["capacity_t"] > 0.0 else "none",
        employees=size["employees"],
        revenue=size["revenue_million_yuan"],
        capacity_t=size["capacity_t"],
        listed_t=optional_number(names["listed_t"]),
        in_plan=any("in_plan" in row for row in [*own, *merged]),
        assumed="; ".join(notes),
        source_title=source["source_title"],
        source_url=source["source_url"],
        aliases=tuple(alias for alias in names["aliases"].split(";") if alias),
    )


@cache
def named_enterprises() -> tuple[NamedEnterprise, ...]:
    """Every named enterprise once, in the order of ``lead_names_en.csv``."""
    table = rows("plan/lead_names_en")
    evidence = Looked(_evidence().items(), "plan/lead_enterprises")
    known = Looked(((row["name_zh"], row) for row in table), "plan/lead_names_en")
    for name in evidence:
        _ = known[name]
    result = []
    for names in table:
        if names["merged_into"]:
            continue
        own = evidence[names["name_zh"]]
        merged = [
            row
            for other in table
            if other["merged_into"] == names["name_zh"]
            for row in evidence[other["name_zh"]]
        ]
        result.append(_build(names, own, merged))
    return tuple(result)
