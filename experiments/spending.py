"""What a mix asks for, what the fund grants, what is really spent, and what keeps money back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.effect_tables import PairedEffects, whole_years
from locales.catalogue import Phrase, phrase
from model.indicators import PRODUCT_NAMES, FloatArray
from model.input_data.external_world import START, parse_quarter
from scenarios.field_types import in_year
from scenarios.levers.base import Lever
from scenarios.levers.capacity_elimination import CapacityElimination
from scenarios.policy_schedule import QUARTERS_A_YEAR, fund_cut, fund_of
from scenarios.scenario import Scenario

NEARLY = 0.9  # share of its money that a lever spends when nothing holds it back
LEAST = 0.01  # of the money of all levers: what has to be left over to be worth a word
ALL_CLOSED = 0.9  # share of the ordered tonnes that are closed when the orders are what binds


@dataclass(frozen=True)
class Money:
    """Money over some years, million yuan: asked for, granted by the fund, spent."""

    asked: float
    granted: float
    spent: float


@dataclass(frozen=True)
class Spending:
    """The money of a mix over whole years, of all levers and of each, and what binds."""

    years: tuple[str, ...]
    whole: Money
    levers: dict[str, Money]
    fund: float  # million yuan over the years in which some lever asks
    binding: tuple[Phrase, ...]


def spending(scenario: Scenario, found: PairedEffects) -> Spending:
    """The money of a scenario of a comparison, over its whole years.

    Spent is the mean over runs. Raises InputError where the comparison lacks the scenario.
    """
    years = whole_years(found.periods)
    quarters = QUARTERS_A_YEAR * len(years)
    shares, cuts = fund_cut(scenario, quarters)
    levers = {}
    for name, table in scenario.levers.items():
        asked = _asked(table, quarters)
        spent = float(np.nansum(found.path(scenario.name, f"fiscal_cost_{name}").mean))
        levers[name] = Money(float(asked.sum()), float((asked * shares).sum()), spent)
    parts = ("asked", "granted", "spent")
    whole = Money(*(sum(getattr(each, part) for each in levers.values()) for part in parts))
    binding = [phrase("live.fund_binds", key="`policy_support.fund`")] if cuts else []
    for name, money in levers.items():
        left = money.granted - money.spent
        if money.spent < NEARLY * money.granted and left >= LEAST * whole.granted:
            binding.append(_binds(name, money, scenario, found, years))
    return Spending(years, whole, levers, _fund(scenario, quarters), tuple(binding))


def _asked(table: Lever, quarters: int) -> FloatArray:
    """Money that a lever asks for in each quarter."""
    asked = np.zeros(quarters)
    for q in range(parse_quarter(table.start), min(parse_quarter(table.end) + 1, quarters)):
        asked[q] = in_year(table.budget, table.start, START + q // QUARTERS_A_YEAR)
    return asked / QUARTERS_A_YEAR


def _fund(scenario: Scenario, quarters: int) -> float:
    """What the fund could give in the quarters in which levers ask."""
    asked = sum((_asked(table, quarters) for table in scenario.levers.values()), np.zeros(quarters))
    years = (START + int(q) // QUARTERS_A_YEAR for q in np.flatnonzero(asked > 0.0))
    return sum((fund_of(scenario, year) / QUARTERS_A_YEAR for year in years), 0.0)


def _binds(
    name: str, money: Money, scenario: Scenario, found: PairedEffects, years: Sequence[str]
) -> Phrase:
    """What keeps a lever from spending its money, and the key to change."""
    table = scenario.levers[name]
    words = {"lever": phrase(f"lever.{name}")}
    words |= {"share": phrase("live.percent", n=f"{100.0 * money.spent / money.granted:.0f}")}
    if isinstance(table, CapacityElimination):
        closed = sum(
            float(np.nansum(found.path(scenario.name, f"closed_capacity_{product}").mean))
            for product in PRODUCT_NAMES
        )
        full = closed >= ALL_CLOSED * _ordered(table, scenario, years)
        if full:
            return phrase("live.quota_binds", key="`quota`", other="`compensation`", **words)
        return phrase("live.standard_binds", key="`standard`", **words)
    if table.rate_of:
        keys = [f"`{key}`" for key in table.rate_of]
        return phrase("live.rate_binds", keys=keys, **words)
    return phrase("live.claims_bind", **words)


def _ordered(table: CapacityElimination, scenario: Scenario, years: Sequence[str]) -> float:
    """Tonnes that the province and the nation order closed in some years."""
    nation = scenario.national.quota.values()
    whole = sum(by_year.get(year, 0.0) for by_year in nation for year in years)
    first, last = (parse_quarter(q) // QUARTERS_A_YEAR for q in (table.start, table.end))
    own = [year for year in years if first <= int(year) - START <= last]
    return whole + sum(
        in_year(value, table.start, int(year)) for value in table.quota.values() for year in own
    )
