"""From a scenario to what the model reads: levers and policy handles by quarter, and its world.

Money of a year is spread evenly over its quarters. If the levers of a mix ask for more in a year
than the fund holds, all are cut in the same proportion. Law (quotas, replacement, charges) holds
without money; everything else acts only as far as its lever's money pays for it, so that a mix
without money and law equals no mix, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.province import LEVERS as LEVER_COUNT
from agents.province import Lever as LeverRecord
from agents.province import LeverName, Policy
from agents.record import Records
from locales.catalogue import Phrase, phrase
from model.input_data.data_tables import PRODUCTS
from model.input_data.external_world import (
    LAST_OBSERVED,
    START,
    World,
    label,
    parse_quarter,
    world,
)
from model.simulate import Run, Start, simulate
from scenarios.field_types import OWNERS, SIZE_FROM, SIZES, in_year, sector_mask
from scenarios.levers.base import Lever
from scenarios.levers.capacity_elimination import given_up
from scenarios.levers.policy_support import FUND_2014, PolicySupport
from scenarios.scenario import Scenario
from scenarios.scenario_notices import notices
from scenarios.schema import NationalTable, Paths

Array = NDArray[np.float64]
QUARTERS_A_YEAR = 4
DATA_QUARTERS = (LAST_OBSERVED + 2 - START) * QUARTERS_A_YEAR  # to the end of the year after


def instruments(
    scenario: Scenario, quarters: int, fund: float | None = None, cut: Array | None = None
) -> tuple[Records[LeverRecord], Records[Policy], list[Phrase]]:
    """Levers (quarters, 13) and policy (quarters,) of a scenario, with warnings.

    Parameters
    ----------
    scenario
        A checked scenario.
    quarters
        Length of the run from 2015Q1.
    fund
        Money that all levers together may ask for in a year, million yuan; by default that of 2014,
        or what ``policy_support`` makes of it.
    cut
        Share of the money granted in each quarter, in place of the fund's: for attribution the
        factors of the full mix (see :func:`fund_cut`) hold in every subset.
    """
    levers = LeverRecord.zeros((quarters, LEVER_COUNT))
    policy = Policy.zeros(quarters)
    shares, warnings = fund_cut(scenario, quarters, fund)
    if cut is not None:
        shares, warnings = cut, []
    every: Any = policy
    every["city_weight"] = 1.0
    if scenario.world.paths != "rest":  # where the nation orders nothing either
        _order_nationally(scenario.national, policy, quarters)
    for name, table in scenario.levers.items():
        place = LeverName[name.upper()]
        acted = False
        last = min(parse_quarter(table.end) + 1, quarters)
        for q in range(parse_quarter(table.start), last):
            year = START + q // QUARTERS_A_YEAR
            money = in_year(table.budget, table.start, year) / QUARTERS_A_YEAR * shares[q]
            if money <= 0.0 and not table.orders_in(year):
                continue
            acted = True
            lever: Any = levers[q, place]
            lever.on = True
            lever.budget = money
            _make_eligible(lever, table)
            table.write_handles(policy[q], year)
        if last <= parse_quarter(table.start):
            warnings.append(phrase("problem.never", lever=name, until=label(quarters - 1)))
        elif not acted:
            warnings.append(phrase("problem.idle", lever=name))
        else:
            warnings += table.ignored(name)
    return levers, policy, [*notices(scenario), *warnings]


def fund_cut(
    scenario: Scenario, quarters: int, fund: float | None = None
) -> tuple[Array, list[Phrase]]:
    """Share of the asked money that the fund grants in each quarter, and what to say of it."""
    whole_years = -(-quarters // QUARTERS_A_YEAR)
    shares = np.ones(whole_years * QUARTERS_A_YEAR)
    warnings = []
    for y in range(whole_years):
        year = START + y
        limit = fund_of(scenario, year) if fund is None else fund
        months = range(y * QUARTERS_A_YEAR, (y + 1) * QUARTERS_A_YEAR)
        asked = sum(
            in_year(table.budget, table.start, year) / QUARTERS_A_YEAR
            for table in scenario.levers.values()
            for q in months
            if parse_quarter(table.start) <= q <= parse_quarter(table.end)
        )
        if asked > limit * (1.0 + 1e-12):
            shares[months.start : months.stop] = limit / asked
            said = {"asked": f"{asked:,.1f}", "fund": f"{limit:,.1f}"}
            warnings.append(phrase("problem.cut", year=year, share=f"{limit / asked:.1%}", **said))
    return shares[:quarters], warnings


def world_of(scenario: Scenario, paths: Paths | None = None) -> World:
    """The world of a scenario, its changes applied in their order."""
    found = world(paths or scenario.world.paths)
    for change in scenario.world.changes:
        path: Array = getattr(found, change.path)
        moved: dict[str, Any] = {change.path: np.maximum(change.applied(path), 0.0)}
        found = replace(found, **moved)
    return found


def fund_of(scenario: Scenario, year: int) -> float:
    """Special fund of a year: that of 2014, or what policy_support makes of it, million yuan."""
    table = scenario.levers.get("policy_support")
    if not isinstance(table, PolicySupport):
        return FUND_2014
    first, last = (START + parse_quarter(q) // QUARTERS_A_YEAR for q in (table.start, table.end))
    in_force = first <= year <= last and in_year(table.budget, table.start, year) > 0.0
    return table.fund_in(year) if in_force else FUND_2014


def _make_eligible(lever: Any, table: Lever) -> None:
    """Write who may have the money of a lever."""
    lever.city[:] = table.open_cities()
    lever.sector[:] = sector_mask(table.sectors, table.groups)
    lever.owner[:] = [float(not table.owners or owner in table.owners) for owner in OWNERS]
    places = sorted(SIZES.index(name) for name in table.sizes or SIZES)
    above = (*SIZE_FROM[1:], np.inf)[places[-1]]
    lever.smallest = SIZE_FROM[places[0]]
    lever.largest = np.nextafter(above, 0.0) if np.isfinite(above) else above


def _order_nationally(national: NationalTable, policy: Records[Policy], quarters: int) -> None:
    """Write what the nation orders by year, and its law, which holds until another replaces it."""
    every: Any = policy
    ratio = None
    smallest: dict[str, float] = {}
    for q in range(quarters):
        year = str(START + q // QUARTERS_A_YEAR)
        ratio = national.replacement.get(year, ratio)
        for p, name in enumerate(PRODUCTS):
            every["national_quota"][q, p] = national.quota.get(name, {}).get(year, 0.0)
            award = national.award.get(name, {}).get(year, 0.0)
            every["national_award"][q, p] = award
            others = national.award_others.get(name, {}).get(year, award)
            every["national_award_others"][q, p] = others
            every["national_assigned"][q, p] = national.assigned.get(name, {}).get(year, 0.0)
            smallest[name] = national.smallest.get(name, {}).get(year, smallest.get(name, 0.0))
            every["national_smallest"][q, p] = smallest[name]
        every["national_monitoring"][q] = national.monitoring.get(year, 0.0)
        every["national_replacement"][q] = given_up(ratio)


@dataclass(frozen=True)
class Prepared:
    """A scenario ready to run: its world and its levers and handles by quarter."""

    name: str
    world: World
    levers: Any
    policy: Any
    warnings: tuple[Phrase, ...]

    def run(self, begin: Start, **more: Any) -> Run:
        """Run it over all its quarters from a start; ``more`` as of :func:`simulate`."""
        return simulate(begin, self.world, self.levers, self.policy, len(self.policy), **more)


def prepare(scenario: Scenario, quarters: int) -> Prepared:
    """The world, levers and handles of a scenario over the quarters."""
    levers, policy, warnings = instruments(scenario, quarters)
    if quarters > DATA_QUARTERS:
        said = {"year": LAST_OBSERVED, "until": label(DATA_QUARTERS - 1)}
        warnings.append(phrase(f"problem.past_data_{scenario.world.paths}", **said))
    return Prepared(scenario.name, world_of(scenario), levers, policy, tuple(warnings))
