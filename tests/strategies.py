"""Random inputs that are right: scenarios over all levers, shared by the tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from agents.cluster import Cluster, use_programmes
from agents.parameters import defaults
from locales.catalogue import Phrase, joined
from model.indicators import PRODUCT_NAMES, SYSTEM_NAMES
from model.input_data.data_tables import CITIES, FUELS, REGIONS, SECTORS
from model.input_data.external_world import label, parse_quarter
from scenarios.field_types import GROUPS, LAST_QUARTER, OWNERS, SIZES
from scenarios.levers.registry import LEVERS
from scenarios.loader import parse_text
from scenarios.scenario import Scenario, scenario_of
from scenarios.schema import BY_SECTOR, PATHS, ScenarioFile

LAST = parse_quarter(LAST_QUARTER)
PLACES = (*REGIONS, *CITIES)
NATIONAL = parse_text('name = "nothing"').national


def quiet() -> Any:
    """A cluster in which no programme was paid."""
    cluster = Cluster.zeros(1)[0]
    use_programmes(cluster, 0.0, defaults()[0])
    return cluster


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Finite floats between bounds."""
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def some(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """A list of different names, not empty."""
    return st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)


@st.composite
def dates(draw: st.DrawFn, least: int) -> tuple[int, int]:
    """First and last quarter, so many quarters apart at least."""
    start = draw(st.integers(0, LAST - least))
    return start, draw(st.integers(start + least, LAST))


def yearly(low: float, high: float, start: int, end: int) -> st.SearchStrategy[Any]:
    """One number, or one for each calendar year."""
    years = end // 4 - start // 4 + 1
    listed = st.lists(numbers(low, high), min_size=years, max_size=years)
    return st.one_of(numbers(low, high), listed)


def by_product(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A value for some of the products that are ordered closed."""
    return st.dictionaries(st.sampled_from(PRODUCT_NAMES), values, max_size=len(PRODUCT_NAMES))


def own_keys(name: str, start: int, end: int) -> dict[str, st.SearchStrategy[Any]]:
    """Keys of one lever beside those of all."""
    share, rate = numbers(0, 1), numbers(0, 0.9)
    weights = st.dictionaries(st.sampled_from(PLACES), numbers(0, 10), max_size=4)
    tonnes = yearly(0, 1e7, start, end)
    part = numbers(0, 0.14)  # of a budget, where seven together may not exceed it
    keys: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "technical_transformation": {
            "grant_rate": rate, "grant_cap": numbers(0, 100), "major_discount": numbers(0, 0.1),
            "major_share": share, "screening": numbers(0, 2), "connection": numbers(0, 1),
            "region_weights": weights,
            "sector_weights": st.dictionaries(st.sampled_from(SECTORS), numbers(0, 10), max_size=4),
            "reserve": st.dictionaries(st.sampled_from(PLACES), numbers(0, 0.25), max_size=4),
        },
        "capacity_elimination": {
            "quota": by_product(tonnes), "compensation": by_product(numbers(0, 1000)),
            "region_weights": weights, "replacement_ratio": numbers(0, 1), "monitoring": share,
            "worker_support": share, "support_per_worker": numbers(0, 0.2),
            "standard": yearly(0, 1, start, end),
        },
        "digitalisation": {
            "rate_hardware": rate, "rate_software": rate, "cap": numbers(0, 10),
            "systems": some(SYSTEM_NAMES), "demonstration_award": numbers(0, 5),
            "demonstration_share": part, "platform_share": part, "intelligence_share": part,
            "energy_share": part, "internet_share": part, "software_share": part,
            "e_commerce_share": part,
        },
        "innovation": {
            "centres": numbers(0, 200), "centre_award": numbers(0, 3), "research_share": part,
            "research_award": numbers(0, 5), "platform_share": part, "insurance_share": part,
            "acquisition_share": part, "acquisition_rate": rate, "talent_share": part,
        },
        "industrial_base": {"components_share": share},
        "quality_brand": {"quality_share": numbers(0, 0.6), "brand_share": numbers(0, 0.4)},
        "alliances": {},
        "opening_up": {
            "export_share": numbers(0, 0.6), "licence_share": numbers(0, 0.2),
            "abroad_share": numbers(0, 0.2), "abroad_rate": rate, "licence_rate": rate,
        },
        "policy_support": {
            "fund": numbers(0, 6000), "backbone_share": numbers(0, 0.5),
            "service_share": numbers(0, 0.5),
        },
        "spatial_layout": {
            "park_share": numbers(0, 0.4), "cluster_share": numbers(0, 0.4),
            "assessment_share": numbers(0, 0.2),
            "moving_rate": rate, "moving_cap": numbers(0, 200), "receivers": some(PLACES),
        },
        "central_local": {
            "project_rate": rate, "project_cap": numbers(0, 100), "local_orders": share,
        },
        "green_manufacturing": {
            "retrofit_rate": rate, "retrofit_cap": numbers(0, 20), "contract_share": share,
            "so2_charge": yearly(0, 5000, start, end), "co2_charge": yearly(0, 200, start, end),
        },
        "financing": {
            "leasing": numbers(0, 1), "bonds": numbers(0, 1), "equity_share": numbers(0, 1),
            "guarantee": numbers(0, 0.3), "guarantee_cost": numbers(0, 0.1),
            "discount": numbers(0, 0.05), "room": numbers(0, 0.02),
        },
    }  # fmt: skip
    return keys[name]


@st.composite
def lever_tables(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """The table of a lever, any of its keys given or left out."""
    start, end = draw(dates(1))
    common: dict[str, st.SearchStrategy[Any]] = {
        "budget": yearly(0, 3000, start, end), "rate": numbers(0, 0.9),
        "regions": some(tuple(REGIONS)), "cities": some(CITIES), "groups": some(GROUPS),
        "sectors": some(SECTORS), "owners": some(OWNERS),
        "sizes": st.sampled_from([SIZES[i:j] for i in range(4) for j in range(i + 1, 5)]).map(list),
    }  # fmt: skip
    if not LEVERS[name].rate_of:
        del common["rate"]
    keys = st.fixed_dictionaries({}, optional={**common, **own_keys(name, start, end)})
    table = {"start": label(start), "end": label(end), **draw(keys)}
    if "rate" in table:  # in one file either the general key or those that it stands for
        table = {key: value for key, value in table.items() if key not in LEVERS[name].rate_of}
    return table


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """One change of the world."""
    path = draw(st.sampled_from(PATHS))
    start, end = draw(dates(0))
    table: dict[str, Any] = {"path": path, "start": label(start), "end": label(end)}
    if path == "base_rate" and draw(st.booleans()):
        table["add"] = draw(numbers(-0.05, 0.1))
    else:
        table["factor"] = draw(numbers(0.5, 2.0))
    if path in BY_SECTOR and draw(st.booleans()):
        table["sectors"] = draw(some(SECTORS))
    if path == "fuel_price" and draw(st.booleans()):
        table["fuel"] = draw(st.sampled_from(FUELS))
    return table


WORDS = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\xa0"), max_size=40
)
PRINTABLE = WORDS.filter(lambda text: all(c.isprintable() or c == "\u3000" for c in text))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """The tables of a whole scenario file."""
    pulled = draw(st.lists(st.sampled_from(tuple(LEVERS)), unique=True))
    both = st.fixed_dictionaries({"zh": PRINTABLE, "en": PRINTABLE})
    return {
        "name": draw(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True)),
        "title": draw(st.one_of(PRINTABLE, both)),
        "description": draw(st.one_of(PRINTABLE, both)),
        "world": {
            "paths": draw(st.sampled_from(["observed", "trend"])),
            "changes": draw(st.lists(changes(), max_size=3)),
        },
        "levers": {name: draw(lever_tables(name)) for name in pulled},
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A valid scenario with any mix of the levers that are built."""
    return scenario_of(ScenarioFile.model_validate(draw(tables())), NATIONAL, "random")


class ProblemParts(NamedTuple):
    """The parts of a problem of a file, in English."""

    key: str
    line: str
    allowed: str
    nearest: str


def parts_of(problem: Phrase) -> ProblemParts:
    """A problem taken apart, so that a test looks at the part that it means."""
    values = problem.values
    inner = {
        name: str(value.values[of]) if isinstance(value, Phrase) else ""
        for name, of in (("allowed", "what"), ("nearest", "name"))
        for value in (values[name],)
    }
    if isinstance(what := getattr(values["allowed"], "values", {}).get("what"), list | tuple):
        inner["allowed"] = joined(what, "en")
    return ProblemParts(
        str(values["key"]).removesuffix(": "), str(values["line"]).removesuffix(": "), **inner
    )


class Spoken(str):
    """A notice as its English text, which still has its translation."""

    message: Any

    def __new__(cls, notice: Phrase) -> Spoken:
        """The text of a notice."""
        made = super().__new__(cls, notice)
        made.message = notice.message
        return made


def spoken(notices: Iterable[Phrase]) -> list[Spoken]:
    """Notices as texts."""
    return [Spoken(notice) for notice in notices]
