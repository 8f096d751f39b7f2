"""A mix that is made from another one: other budgets, dates, closures and fund.

A lever without money is left out of the mix. A lever that the first mix lacks has the keys of
``plan_2015``. The tonnes ordered closed keep their proportions between products.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from locales.catalogue import LANGUAGES, word
from model.input_data.external_world import START, parse_quarter
from scenarios.field_types import first_and_last, in_year
from scenarios.levers.base import Lever
from scenarios.levers.capacity_elimination import CapacityElimination
from scenarios.levers.policy_support import FUND_2014, PolicySupport
from scenarios.levers.registry import LEVERS
from scenarios.loader import load
from scenarios.scenario import Scenario

NAME = "my_mix"
CLOSURES, SUPPORT = "capacity_elimination", "policy_support"
PLAN = "plan_2015"


@dataclass(frozen=True)
class Mix:
    """What of a mix can be changed.

    Attributes
    ----------
    budgets
        Million yuan a year by lever, the mean where it differs by year; 0 where it is not pulled.
    tonnes
        Capacity ordered closed by the province, tonnes a year over all products.
    fund
        Special fund that ``policy_support`` asks for, million yuan a year.
    start, end
        First quarter of any lever and last quarter of any.
    """

    budgets: Mapping[str, float]
    tonnes: float
    fund: float
    start: str
    end: str

    @property
    def asked(self) -> float:
        """Money of all levers, million yuan a year."""
        return sum(self.budgets.values())

    def moved(self, amount: float, giver: str, taker: str) -> Mix:
        """The mix with money moved from one lever to another, as far as the giver has it.

        Money buys closures only as far as tonnes are ordered: they grow and shrink with it.
        """
        amount = min(max(0.0, amount), self.budgets[giver])
        if giver == taker or amount <= 0.0:
            return self
        budgets = {**self.budgets, giver: self.budgets[giver] - amount}
        budgets[taker] += amount
        tonnes, before = self.tonnes, self.budgets[CLOSURES]
        if CLOSURES in (giver, taker):
            rate = tonnes / before if before > 0.0 and tonnes > 0.0 else _tonnes_for_money()
            tonnes = rate * budgets[CLOSURES]
        return replace(self, budgets=budgets, tonnes=tonnes)


def mix_of(scenario: Scenario) -> Mix:
    """The mix of a scenario; dates and fund are those of the plan where it has no levers."""
    tables = scenario.levers or load(PLAN).levers
    closing, support = tables.get(CLOSURES), tables.get(SUPPORT)
    return Mix(
        {
            name: yearly(scenario.levers[name]) if name in scenario.levers else 0.0
            for name in LEVERS
        },
        ordered(closing) if isinstance(closing, CapacityElimination) else 0.0,
        support.fund if isinstance(support, PolicySupport) else FUND_2014,
        min((table.start for table in tables.values()), key=parse_quarter),
        max((table.end for table in tables.values()), key=parse_quarter),
    )


def yearly(table: Lever) -> float:
    """A lever's budget in million yuan a year, the mean where it differs by year."""
    budget = table.budget
    return sum(budget) / len(budget) if isinstance(budget, list) else float(budget)


def ordered(table: CapacityElimination) -> float:
    """Tonnes a year that a table orders closed, over all products, the mean of its years."""
    first, last = first_and_last(table.start, table.end)
    years = range(first, last + 1)
    whole = sum(in_year(value, table.start, y) for value in table.quota.values() for y in years)
    return whole / len(years)


@cache
def _tonnes_for_money() -> float:
    """Tonnes that the plan orders closed for a million yuan."""
    table = load(PLAN).levers[CLOSURES]
    return ordered(table) / yearly(table) if isinstance(table, CapacityElimination) else 0.0


def changed(base: Scenario, mix: Mix) -> Scenario:
    """A scenario with another mix, or the same one where nothing differs.

    Raises
    ------
    pydantic.ValidationError
        Where a value is not one that a lever may have.
    """
    before = mix_of(base)
    if mix == before:
        return base
    tables = {}
    for name, table in (load(PLAN).levers | base.levers).items():
        if mix.budgets.get(name, 0.0) > 0.0:
            tables[name] = _changed_table(name, table, before if name in base.levers else None, mix)
    in_order = {name: tables[name] for name in LEVERS if name in tables}
    title = {lang: word("live.mix", lang) for lang in LANGUAGES}
    about = {lang: word("live.mix_about", lang, base=base.title[lang]) for lang in LANGUAGES}
    return replace(
        base, name=NAME, title=title, description=about, levers=in_order, source="", notices=()
    )


def _changed_table(name: str, table: Lever, before: Mix | None, mix: Mix) -> Lever:
    """One lever's table with the money, dates, tonnes and fund of a mix."""
    dates: dict[str, str] = {"start": table.start, "end": table.end}
    for which in dates:
        if before is None or getattr(mix, which) != getattr(before, which):
            dates[which] = getattr(mix, which)
    values = {
        key: _over_years(value, table, **dates)
        for key, value in table.model_dump(exclude_none=True).items()
    }
    if before is None or mix.budgets[name] != before.budgets[name]:
        values["budget"] = float(mix.budgets[name])
    if isinstance(table, CapacityElimination) and (before is None or mix.tonnes != before.tonnes):
        quota = values["quota"] or load(PLAN).levers[CLOSURES].model_dump()["quota"]
        whole = sum(_mean(value) for value in quota.values())
        factor = mix.tonnes / whole if whole > 0.0 else 0.0
        values["quota"] = {product: _times(value, factor) for product, value in quota.items()}
    if isinstance(table, PolicySupport):
        values["fund"] = float(mix.fund)
    return type(table).model_validate({**values, **dates})


def _over_years(value: Any, table: Lever, start: str, end: str) -> Any:
    """Numbers by year for other dates: each year has its own, years outside that of the nearest."""
    if isinstance(value, dict):
        return {key: _over_years(item, table, start, end) for key, item in value.items()}
    if not isinstance(value, list) or not all(isinstance(item, float | int) for item in value):
        return value
    first = START + parse_quarter(table.start) // 4
    years = range(START + parse_quarter(start) // 4, START + parse_quarter(end) // 4 + 1)
    return [value[min(max(0, year - first), len(value) - 1)] for year in years]


def _mean(value: float | list[float]) -> float:
    return sum(value) / len(value) if isinstance(value, list) else float(value)


def _times(value: float | list[float], factor: float) -> float | list[float]:
    return [factor * each for each in value] if isinstance(value, list) else factor * value
