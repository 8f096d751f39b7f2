"""A life in numbers: who it is, and its series quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.enterprise.record import Owner
from experiments.trajectories.enterprise_lookup import lead_of, size_known, year_of_size
from experiments.trajectories.recorder import Life, Row, Scene
from locales.catalogue import word
from model.indicators import PRODUCT_NAMES, SYSTEM_NAMES
from model.input_data.data_tables import CITIES, SECTORS
from model.input_data.external_world import label


def use(firm: Row) -> float:
    """Output over capacity."""
    return float(firm.output / firm.capacity) if firm.capacity > 0.0 else np.nan


def profit_rate(firm: Row) -> float:
    """Profit over sales."""
    return float(firm.profit / firm.revenue) if firm.revenue > 0.0 else np.nan


def title(life: Life, lang: str) -> str:
    """The enterprise's name, or its sector and city."""
    lead = lead_of(life.first)
    if lead is not None:
        return str(getattr(lead, f"name_{lang}"))
    city, sector = CITIES[int(life.first.city)], SECTORS[int(life.first.sector)]
    where, what = word(f"scope.{city}", lang), word(f"group.{sector}", lang)
    return word("life.unnamed", lang, city=where, sector=what, key=life.key)


def in_plan(life: Life) -> bool:
    """Whether the plan names the enterprise."""
    lead = lead_of(life.first)
    return lead is not None and lead.in_plan


def evidence(life: Life, lang: str) -> str:
    """Whether the plan names a lead and, where not, what its size is from; else nothing."""
    lead = lead_of(life.first)
    if lead is None:
        return ""
    if lead.in_plan:
        return word("life.in_plan", lang)
    year = year_of_size(lead)
    when = word("life.source_year", lang, year=year) if year else word("life.undated", lang)
    key = "life.not_in_plan" if size_known(lead) else "life.not_in_plan_no_size"
    return word(key, lang, source=lead.source_title, when=when)


def who(life: Life, lang: str) -> str:
    """One line that says who it is, and of a lead whether the plan names it."""
    firm = life.first
    product = ""
    if firm.product > 0:
        name = word(f"product.{PRODUCT_NAMES[int(firm.product) - 1]}", lang)
        product = word("life.makes", lang, product=name)
    age = word("life.founded_in", lang, quarter=label(int(firm.born))) if firm.born >= 0 else ""
    many = float(firm.weight)
    weight = word("life.stands_for", lang, weight=f"{many:.1f}") if abs(many - 1.0) >= 0.05 else ""
    where = {"city": word(f"scope.{CITIES[int(firm.city)]}", lang), "product": product}
    where |= {"sector": word(f"group.{SECTORS[int(firm.sector)]}", lang), "age": age}
    owner = word(f"owner.{Owner(int(firm.owner)).name.lower()}", lang)
    told = {"owner": owner, "weight": weight, "evidence": evidence(life, lang)}
    return word("life.who", lang, key=life.key, **where, **told)


def rung_share(firm: Row, rung: int) -> float:
    """Share of capital on a rung; 0 where there is none."""
    units = float(np.sum(firm.capital))
    return float(firm.capital[rung]) / units if units > 0.0 else 0.0


Read = Callable[[Row, Row], float]  # of the record with the quarter's flows and of that at its end
SERIES: dict[str, tuple[str, Read]] = {
    "sales": ("million yuan", lambda flow, _: flow.revenue),
    "output": ("million yuan, 2015 prices", lambda flow, _: flow.output),
    "use": ("share", lambda flow, _: use(flow)),
    "staff": ("persons", lambda _, firm: firm.staff),
    "price": ("index", lambda flow, _: flow.price),
    "profit": ("million yuan", lambda flow, _: flow.profit),
    "profit_rate": ("share", lambda flow, _: profit_rate(flow)),
    "orders": ("million yuan, 2015 prices", lambda flow, _: flow.orders),
    "customers": ("share", lambda _, firm: firm.customers * firm.weight),
    "cash": ("million yuan", lambda _, firm: firm.cash),
    "debt": ("million yuan", lambda _, firm: firm.debt),
    "arrears": ("million yuan", lambda _, firm: firm.arrears),
    "capital": ("units", lambda _, firm: np.sum(firm.capital)),
    "obsolete": ("share", lambda _, firm: rung_share(firm, 0)),
    "conventional": ("share", lambda _, firm: rung_share(firm, 1)),
    "numerical": ("share", lambda _, firm: rung_share(firm, 2)),
    "intelligent": ("share", lambda _, firm: rung_share(firm, 3)),
    "shut": ("units", lambda _, firm: firm.shut),
    **{
        name: ("0 to 1", lambda _, firm, m=m: firm.maturity[m])  # type: ignore[misc]
        for m, name in enumerate(SYSTEM_NAMES)
    },
    "zombie": ("0 or 1", lambda _, firm: firm.zombie),
    "counted": ("0 or 1", lambda _, firm: firm.counted),
    "building": ("0 or 1", lambda _, firm: firm.project_left > 0.0),
}
SERIES_UNITS = {name: unit for name, (unit, _) in SERIES.items()}


def numbers(scene: Scene) -> dict[str, float]:
    """The series of one quarter; 0 where one is not defined."""
    flow = scene.planned if scene.planned is not None else scene.ended
    values = {name: float(read(flow, scene.last)) for name, (_, read) in SERIES.items()}
    return {name: value if np.isfinite(value) else 0.0 for name, value in values.items()}


def rung_shares(values: dict[str, float]) -> str:
    """Shares of the capital on each rung, percent, the lowest first."""
    rungs = ("obsolete", "conventional", "numerical", "intelligent")
    return "/".join(f"{100.0 * values[rung]:.0f}" for rung in rungs)
