"""Event 12, arrivals: how many enterprises are founded in each sector of each city."""

from __future__ import annotations

import numpy as np

from agents.cluster import Cluster
from agents.enterprise.cash_flow import capital_value
from agents.enterprise.cost_and_price import agree_wages, set_cost_factors
from agents.enterprise.exit_and_entry import found
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import CITIES, SECTORS
from agents.random_draws import Event, identity_of, luck, poisson
from agents.record import rule
from agents.sector import Sector
from model.events.parks import take_room
from model.events.recording import add_to_peers, record_stocks
from model.indicators import Quantity
from model.state import State

QUARTERS_BEFORE = 64  # entry quarters in keys count from well before the hidden quarters
NUMBERS = 1 << 20
MOST_ENTRANTS = 50  # of one sector in one city and one quarter


@rule
def key_of(city: int, sector: int, quarter: int, number: int) -> int:
    """Permanent key: city, sector, quarter of entry (0 if there at the start), number in it."""
    return ((city * 64 + sector) * 4096 + quarter) * NUMBERS + number


@rule
def expected_entrants(cluster: Cluster, sector: Sector, p: Parameters) -> float:
    """Mean number of records founded: more with profit, and where parks with room give services."""
    better = sector.profit_rate - sector.profit_rate_start
    pull = min(max(p.entry_profit * better, -p.entry_swing), p.entry_swing)
    if cluster.room > 0.0:
        pull += p.services_entry * cluster.services
    return sector.entry_rate * cluster.records * np.exp(pull)


@rule
def clear_record(firm: Enterprise) -> None:
    """Empty a spare record before somebody moves in."""
    firm.name = firm.product = firm.moving = 0
    firm.is_key = firm.demonstrates = firm.zombie = firm.project_is_major = False
    firm.centre = firm.allied = firm.fresh = False
    firm.research_left = firm.abroad = 0.0
    firm.shut = firm.reopened = 0.0
    firm.fund_stake = 0.0
    firm.outdated = 0.0
    firm.project_left = 0.0
    firm.project_credit = 0.0
    firm.spending = 0.0
    firm.saving = 0.0
    firm.abatement = 0.0
    firm.growth = 0.0
    firm.orders = 0.0
    firm.output = 0.0
    firm.capacity = 0.0
    firm.staff = 0.0
    firm.wanted_staff = 0.0
    firm.debt = 0.0
    firm.arrears = 0.0
    firm.revenue = 0.0
    firm.profit = 0.0
    firm.cash_flow = 0.0
    firm.interest = 0.0
    firm.loss_record = 0.0
    firm.put_offs = firm.arrears_quarters = firm.below_quarters = 0
    for k in range(4):
        firm.capital[k] = 0.0
        firm.underway[k] = 0.0
        firm.rebuilding[k] = 0.0
        firm.decided[k] = 0.0
        firm.due[k] = 0.0
        firm.run[k] = 0.0
        firm.unit_cost[k] = 0.0
    for system in range(len(firm.ceiling)):
        firm.ceiling[system] = 0.0
        firm.maturity[system] = 0.0


@rule
def open_record(s: State, c: int, j: int, key: int, weight: float) -> int:
    """Found an enterprise in a spare record, with the traits of an entrant; its row."""
    province = s.province[0]
    row = province.rows
    province.rows += 1
    firm = s.firms[row]
    clear_record(firm)
    firm.key = key
    firm.identity = identity_of(province.seed, key)
    firm.city = c
    firm.sector = j
    firm.weight = weight
    firm.efficiency_home = s.clusters[c, j].efficiency_home
    found(firm, s.sectors[j], s.cities[c], province, s.parameters[0])
    return row


@rule
def settle_in(s: State, firm: Enterprise) -> None:
    """The first mark-up, appeal, decisions, technique and wages of an enterprise just founded."""
    p = s.parameters[0]
    firm.markup = s.sectors[firm.sector].markup
    firm.attractiveness = s.sectors[firm.sector].appeal
    for move in range(4):
        firm.decided[move] = p.entrant_decided
    set_cost_factors(firm, s.clusters[firm.city, firm.sector].traced, p)
    agree_wages(firm, p)


@rule
def count_entrant(s: State, firm: Enterprise) -> None:
    """The ledger and the record of the quarter take in an enterprise just founded."""
    row = s.table[firm.city, firm.sector]
    sector = s.sectors[firm.sector]
    s.province[0].entered += firm.weight
    row[Quantity.ENTRANTS] += firm.weight
    add_to_peers(firm, sector, s.cities[firm.city], s.clusters[firm.city, firm.sector])
    record_stocks(row, firm, sector, s.province[0], capital_value(firm, s.parameters[0]))


@rule
def move_in(s: State, c: int, j: int, number: int) -> None:
    """Found one enterprise in a spare record: traits, customers, founders' money."""
    p = s.parameters[0]
    province = s.province[0]
    sector = s.sectors[j]
    cluster = s.clusters[c, j]
    key = key_of(c, j, province.quarter + QUARTERS_BEFORE, number)
    firm = s.firms[open_record(s, c, j, key, cluster.enterprises / cluster.records)]
    settle_in(s, firm)
    output = firm.expected
    firm.customers = output / max(sector.orders, 1.0e-9)
    sector.customers_won += firm.customers * (1.0 - p.kept_at_home) * firm.weight
    firm.cash = output * p.entrant_cash
    province.trade -= firm.cash * firm.weight
    built = 0.0
    spent = 0.0
    for k in range(4):
        built += firm.capital[k]
        spent += firm.capital[k] * p.rung_price[k]
    province.built += built * firm.weight
    province.spent_on_capital += spent * firm.weight
    take_room(s, c, j, spent * firm.weight)
    s.table[c, j, Quantity.INVESTMENT] += spent * firm.weight
    count_entrant(s, firm)


@rule
def enter(s: State) -> None:
    """Entrants of all cells; keys follow city, sector, quarter and number within the quarter."""
    p = s.parameters[0]
    for c in range(CITIES):
        for j in range(SECTORS):
            cluster = s.clusters[c, j]
            if cluster.records == 0 or s.sectors[j].orders <= 0.0:
                continue
            mean = expected_entrants(cluster, s.sectors[j], p)
            draw = luck(cluster.identity, s.province[0].quarter, Event.ENTRY_COUNT)
            number = min(poisson(mean, draw), MOST_ENTRANTS)
            for k in range(number):
                if s.province[0].rows < len(s.firms):
                    move_in(s, c, j, k)
