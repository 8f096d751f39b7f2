"""From a scenario to what the model reads: levers and policy handles by quarter, and its world.

Money of a year is spread evenly over its quarters. If the levers of a mix ask for more in a year
than the fund holds, all are cut in the same proportion. What costs nothing but would act by
itself (control, weights, replacement, lending room, guarantees) holds only while its lever has
money, a quota or a charge, so that a mix without these equals no mix, bit for bit.
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
from model.input_data.data_tables import FUELS, PRODUCTS, SECTOR_GROUP, SECTORS
from model.input_data.external_world import START, World, label, parse_quarter, world
from model.simulate import Run, Start, simulate
from scenarios.field_types import OWNERS, SIZE_FROM, SIZES, in_year
from scenarios.levers.base import Lever
from scenarios.levers.capacity_elimination import CapacityElimination
from scenarios.levers.green_manufacturing import GreenManufacturing
from scenarios.levers.policy_support import FUND_2014, PolicySupport
from scenarios.scenario import Scenario
from scenarios.scenario_notices import notices
from scenarios.schema import NationalTable, Paths

Array = NDArray[np.float64]
QUARTERS_A_YEAR = 4


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
            if not _acts(table, money, year):
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
        limit = _fund(scenario, year) if fund is None else fund
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
        path: Array = getattr(found, change.path).copy()
        rows = slice(parse_quarter(change.start), parse_quarter(change.end) + 1)
        columns: Any = slice(None)
        if change.sectors or change.groups:
            columns = np.flatnonzero(_sectors(change.sectors, change.groups))
        elif change.fuel:
            columns = [FUELS.index(change.fuel)]
        place = (rows, columns) if path.ndim == 2 else rows
        path[place] *= 1.0 if change.factor is None else change.factor
        path[place] += change.add or 0.0
        moved: dict[str, Any] = {change.path: np.maximum(path, 0.0)}
        found = replace(found, **moved)
    return found


def _fund(scenario: Scenario, year: int) -> float:
    """Special fund of a year: that of 2014, or what policy_support makes of it, million yuan."""
    table = scenario.levers.get("policy_support")
    if not isinstance(table, PolicySupport):
        return FUND_2014
    first, last = (START + parse_quarter(q) // QUARTERS_A_YEAR for q in (table.start, table.end))
    in_force = first <= year <= last and in_year(table.budget, table.start, year) > 0.0
    return table.fund if in_force else FUND_2014


def _acts(table: Lever, money: float, year: int) -> bool:
    """Whether a lever does anything in a quarter of a year."""
    if money > 0.0:
        return True
    if isinstance(table, CapacityElimination):
        return any(in_year(tonnes, table.start, year) > 0.0 for tonnes in table.quota.values())
    if isinstance(table, GreenManufacturing):
        charges = (table.so2_charge, table.co2_charge)
        return any(in_year(charge, table.start, year) > 0.0 for charge in charges)
    return False


def _sectors(sectors: list[str] | None, groups: list[str] | None) -> Array:
    """1 for each sector that is named or whose group is named; all where nothing is."""
    if not sectors and not groups:
        return np.ones(len(SECTORS))
    pairs = zip(SECTORS, SECTOR_GROUP, strict=True)
    return np.array([float(s in (sectors or ()) or g in (groups or ())) for s, g in pairs])


def _make_eligible(lever: Any, table: Lever) -> None:
    """Write who may have the money of a lever."""
    lever.city[:] = table.open_cities()
    lever.sector[:] = _sectors(table.sectors, table.groups)
    lever.owner[:] = [float(not table.owners or owner in table.owners) for owner in OWNERS]
    places = sorted(SIZES.index(name) for name in table.sizes or SIZES)
    above = (*SIZE_FROM[1:], np.inf)[places[-1]]
    lever.smallest = SIZE_FROM[places[0]]
    lever.largest = np.nextafter(above, 0.0) if np.isfinite(above) else above


def _order_nationally(national: NationalTable, policy: Records[Policy], quarters: int) -> None:
    """Write the nation's quotas and its award, which hold in every scenario."""
    every: Any = policy
    for q in range(quarters):
        year = str(START + q // QUARTERS_A_YEAR)
        for p, name in enumerate(PRODUCTS):
            every["national_quota"][q, p] = national.quota.get(name, {}).get(year, 0.0)
            every["national_award"][q, p] = national.award.get(name, {}).get(year, 0.0)
        every["national_monitoring"][q] = national.monitoring.get(year, 0.0)
        every["national_replacement"][q] = national.replacement.get(year, 0.0)


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
    return Prepared(scenario.name, world_of(scenario), levers, policy, tuple(warnings))
