"""Event 13: what the quarter writes down, cell by cell."""

from __future__ import annotations

import numpy as np

from agents.city import City, control, misreported_output, report_closures
from agents.cluster import Cluster
from agents.enterprise.closure import outdated_tonnes, reopened_output, tonnes_per_unit
from agents.enterprise.construction import high_capital
from agents.enterprise.cost_and_price import wage_per_quarter
from agents.enterprise.digital_adoption import SMALL_STAFF
from agents.enterprise.production import energy_used, materials_used, so2_emitted
from agents.enterprise.record import RUNGS, Enterprise
from agents.parameters import Parameters
from agents.province import CITIES, PRODUCTS, SYSTEMS, Province
from agents.record import rule
from agents.sector import FUELS, Sector
from model.indicators import NO_SECTOR, Quantity
from model.input_data.base_year import INDEX
from model.input_data.data_tables import PRODUCT_SECTOR
from model.state import FloatArray, State

TECHNOLOGIES = 10  # the plan's ten, 3(5)
LAST_SEASON = 3
SECTOR_OF_PRODUCT = tuple(INDEX.get(sector, NO_SECTOR) for sector in PRODUCT_SECTOR)


@rule
def record_invention(
    row: FloatArray, firm: Enterprise, sector: Sector, size: float, solved: bool, p: Parameters
) -> None:
    """A large invention of a key enterprise, or a project that succeeded, counts for the plan.

    It is a key technology; of a maker of equipment or electronics also an innovative product, for
    which a somewhat smaller invention will do.
    """
    if solved or (size >= p.key_technology_step and firm.is_key):
        row[Quantity.KEY_TECHNOLOGIES] += firm.weight
    if sector.new_products and (solved or (size >= p.new_product_step and firm.is_key)):
        row[Quantity.NEW_PRODUCTS] += firm.weight


@rule
def base_energy_cost(sector: Sector) -> float:
    """Energy cost of a unit of output at base prices, million yuan."""
    cost = 0.0
    for fuel in range(FUELS):
        cost += sector.energy_cost[fuel]
    return cost


@rule
def record_flows(
    row: FloatArray, firm: Enterprise, sector: Sector, city: City, taxes: float, p: Parameters
) -> None:
    """Flows of the quarter of one enterprise, added to its cell's row."""
    w = firm.weight
    row[Quantity.OUTPUT] += w * firm.output
    row[Quantity.REOPENED_OUTPUT] += w * reopened_output(firm)
    row[Quantity.ENERGY_USED] += w * energy_used(firm, p)
    row[Quantity.MATERIALS_USED] += w * materials_used(firm, p)
    row[Quantity.WORKER_YEARS] += w * 0.25 * firm.staff
    row[Quantity.PROFIT] += w * firm.profit
    row[Quantity.REVENUE] += w * firm.revenue
    research = sector.research_share
    if firm.loss_record > p.loss_mark:
        research *= p.research_after_loss
    granted = (1.0 - p.crowding_out) * p.research_pace * firm.research_left
    row[Quantity.RESEARCH] += w * (research * firm.revenue + granted)
    row[Quantity.QUALITY] += w * firm.output * firm.quality
    row[Quantity.CAPACITY] += w * firm.capacity
    row[Quantity.SO2] += w * so2_emitted(firm, sector, p)
    row[Quantity.WAGES] += w * firm.staff * wage_per_quarter(firm, sector, city)
    row[Quantity.TAX] += w * taxes


@rule
def record_use(s: State) -> None:
    """Value added, fuels and CO2 of a cell, from the energy and materials that it used."""
    for j in range(len(s.sectors)):
        sector = s.sectors[j]
        cost = base_energy_cost(sector)
        for c in range(CITIES):
            row = s.table[c, j]
            made = row[Quantity.OUTPUT]
            energy = row[Quantity.ENERGY_USED]
            inputs = row[Quantity.MATERIALS_USED] * sector.material + energy * cost
            row[Quantity.VALUE_ADDED] = made - inputs
            row[Quantity.CO2] = sector.fuel_co2 * energy + sector.process_co2 * made
            for fuel in range(FUELS):
                row[Quantity.FUEL_0 + fuel] = energy * sector.energy[fuel]


@rule
def record_stocks(
    row: FloatArray, firm: Enterprise, sector: Sector, province: Province, value: float
) -> None:
    """Stocks at the quarter's end of one enterprise that is alive, added to its cell's row.

    ``value`` is that of its capital, million yuan.
    """
    w = firm.weight
    counted = w if firm.counted else 0.0
    row[Quantity.STAFF] += w * firm.staff
    row[Quantity.LIVING] += w
    row[Quantity.DEBT] += w * firm.debt
    row[Quantity.ASSETS] += w * (value + firm.cash)
    row[Quantity.COUNTED] += counted
    if firm.zombie:
        row[Quantity.ZOMBIES] += w
    units = 0.0
    for k in range(RUNGS):
        row[Quantity.CAPITAL_0 + k] += w * firm.capital[k]
        units += firm.capital[k]
    if firm.product > 0:
        tonnes = units * tonnes_per_unit(firm, sector, province)
        row[Quantity.TONNES_0 + firm.product - 1] += w * tonnes
        outdated = outdated_tonnes(firm, sector, province)
        row[Quantity.OUTDATED_0 + firm.product - 1] += w * outdated
    if firm.allied:
        row[Quantity.ALLIES] += w
    if firm.abroad > 0.0:
        row[Quantity.ABROAD] += w * firm.abroad
    if firm.project_is_major and firm.project_ends > province.quarter + 1:
        row[Quantity.MAJOR_PROJECTS] += w
    for system in range(SYSTEMS):
        has = 1.0 if firm.ceiling[system] > 0.0 else 0.0
        row[Quantity.SYSTEM_0 + system] += has * counted
        if firm.is_key:
            row[Quantity.KEY_SYSTEM_0 + system] += has * w
    if firm.is_key:
        row[Quantity.KEY] += w
        row[Quantity.KEY_CAPITAL] += w * units
        row[Quantity.KEY_NUMERICAL] += w * high_capital(firm)


@rule
def count_technologies(s: State) -> None:
    """How many of ten energy-saving technologies are in wide use.

    Technology k is in use where retrofits save k tenths of what they can; it counts when those
    enterprises use ``technology_spread`` of all energy.
    """
    p = s.parameters[0]
    most = p.saving_curve_share[len(p.saving_curve_share) - 1]
    used = np.zeros(TECHNOLOGIES + 1)
    for i in range(s.province[0].rows):
        firm = s.firms[i]
        if not firm.alive:
            continue
        sector = s.sectors[firm.sector]
        energy = firm.weight * energy_used(firm, p) * base_energy_cost(sector)
        used[0] += energy
        reached = int(min(1.0, firm.saving / most) * TECHNOLOGIES)
        for k in range(1, reached + 1):
            used[k] += energy
    s.province[0].technologies = 0.0
    for k in range(1, TECHNOLOGIES + 1):
        if used[k] > p.technology_spread * used[0]:
            s.province[0].technologies += 1.0


@rule
def record_cities(s: State) -> None:
    """What belongs to a city and to no sector; what it reports of the output of sectors."""
    for c in range(CITIES):
        row = s.table[c, NO_SECTOR]
        row[Quantity.UNEMPLOYED] = s.cities[c].pool
        row[Quantity.LABOUR_FORCE] = s.cities[c].pool + s.cities[c].staff
        more = 1.0 + misreported_output(s.cities[c], s.province[0].quarter, s.parameters[0])
        for j in range(len(s.sectors)):
            made = s.table[c, j, Quantity.OUTPUT] - s.table[c, j, Quantity.REOPENED_OUTPUT]
            s.table[c, j, Quantity.REPORTED_OUTPUT] = more * made
    if s.province[0].season == LAST_SEASON:
        count_technologies(s)
        record_reports(s)
    s.table[0, NO_SECTOR, Quantity.ENERGY_TECHNOLOGIES] = s.province[0].technologies


@rule
def record_reports(s: State) -> None:
    """The year's end: cities report closures; what they claim beyond the truth, by product.

    What is reported of a year is what was closed and this; the record keeps the two apart.
    """
    for c in range(CITIES):
        monitoring = control(s.cities[c], s.policy[0])
        for product in range(1, PRODUCTS):
            claimed = report_closures(s.cities[c], product, monitoring, s.parameters[0])
            column = Quantity.CLAIMED_0 + product - 1
            s.table[c, SECTOR_OF_PRODUCT[product], column] += claimed


@rule
def add_to_peers(firm: Enterprise, sector: Sector, city: City, cluster: Cluster) -> None:
    """What peers see of one another: systems, intelligent capital, quality, profit."""
    w = firm.weight
    cluster.records += 1
    cluster.enterprises += w
    cluster.output += w * firm.output
    if firm.staff < SMALL_STAFF:
        cluster.small += w
        cluster.small_output += w * firm.output
    for system in range(SYSTEMS):
        cluster.adopted_sum[system] += w if firm.ceiling[system] > 0.0 else 0.0
    units = 0.0
    for k in range(RUNGS):
        units += firm.capital[k]
    cluster.capital_sum += w * units
    cluster.intelligent_sum += w * firm.capital[3]
    sector.high_sum += w * high_capital(firm)
    sector.quality_sum += w * firm.quality
    sector.quality_squares += w * firm.quality * firm.quality
    sector.customers += w * firm.customers
    sector.profit += w * firm.profit
    sector.revenue += w * firm.revenue
    city.staff += w * firm.staff


@rule
def sum_clusters(s: State) -> None:
    """What sectors and cities are together, from their clusters."""
    for c in range(CITIES):
        s.cities[c].output = 0.0
        for j in range(len(s.sectors)):
            s.cities[c].output += s.clusters[c, j].output
    for j in range(len(s.sectors)):
        sector = s.sectors[j]
        sector.enterprises = 0.0
        sector.output = 0.0
        sector.capital_sum = 0.0
        for system in range(SYSTEMS):
            sector.adopted_sum[system] = 0.0
        for c in range(CITIES):
            cluster = s.clusters[c, j]
            sector.enterprises += cluster.enterprises
            sector.output += cluster.output
            sector.capital_sum += cluster.capital_sum
            for system in range(SYSTEMS):
                sector.adopted_sum[system] += cluster.adopted_sum[system]


@rule
def forget_peers(s: State) -> None:
    """Empty the sums before enterprises add themselves again."""
    for j in range(len(s.sectors)):
        sector = s.sectors[j]
        sector.quality_sum = 0.0
        sector.quality_squares = 0.0
        sector.customers = 0.0
        sector.profit = 0.0
        sector.revenue = 0.0
        sector.high_sum = 0.0
        for c in range(CITIES):
            cluster = s.clusters[c, j]
            cluster.records = 0
            cluster.enterprises = 0.0
            cluster.output = 0.0
            cluster.small = 0.0
            cluster.small_output = 0.0
            cluster.capital_sum = 0.0
            cluster.intelligent_sum = 0.0
            for system in range(SYSTEMS):
                cluster.adopted_sum[system] = 0.0
    for c in range(CITIES):
        s.cities[c].staff = 0.0


@rule
def know_peers(s: State) -> None:
    """Shares that enterprises look at in the next quarter."""
    p = s.parameters[0]
    sum_clusters(s)
    for j in range(len(s.sectors)):
        sector = s.sectors[j]
        if sector.enterprises > 0.0:
            for system in range(SYSTEMS):
                sector.adopted[system] = sector.adopted_sum[system] / sector.enterprises
        if sector.capital_sum > 0.0:
            sector.high = sector.high_sum / sector.capital_sum
            sector.example = np.exp(p.peer_upgrade * (sector.high - sector.high_start))
        for c in range(CITIES):
            cluster = s.clusters[c, j]
            if cluster.enterprises > 0.0:
                for system in range(SYSTEMS):
                    cluster.adopted[system] = cluster.adopted_sum[system] / cluster.enterprises
            if cluster.capital_sum > 0.0:
                cluster.intelligent = cluster.intelligent_sum / cluster.capital_sum
