"""What an enterprise is: one record with a permanent key."""

from __future__ import annotations

from enum import IntEnum

from agents.province import SYSTEMS
from agents.record import Count, Record, Vector, field

OBSOLETE, CONVENTIONAL, NUMERICAL, INTELLIGENT = 0, 1, 2, 3
RUNGS = 4
MOVES = 4
MOVE_FROM = (OBSOLETE, OBSOLETE, CONVENTIONAL, NUMERICAL)
MOVE_TO = (CONVENTIONAL, NUMERICAL, NUMERICAL, INTELLIGENT)
ERP, MES, PLM, CRM, INTEGRATION = 0, 1, 2, 3, 4


class Owner(IntEnum):
    """Who controls an enterprise."""

    CENTRAL_STATE = 0
    LOCAL_STATE = 1
    PRIVATE = 2
    FOREIGN = 3


class Product(IntEnum):
    """The physical product whose capacity the plan counts."""

    NONE = 0
    CRUDE_STEEL = 1
    CEMENT = 2
    FLAT_GLASS = 3
    ELECTROLYTIC_ALUMINIUM = 4
    PAPER = 5
    DYEING_PRINTING = 6
    COAL = 7


class Enterprise(Record):
    """One industrial enterprise; what every quarter touches together."""

    # who it is
    key: int = field("-", "permanent key: city, sector, quarter of entry, number")
    identity: int = field("-", "luck identity of this member of the ensemble")
    city: int = field("index", "city where it stands")
    sector: int = field("index", "subsector")
    product: int = field("Product", "physical product, or none")
    owner: int = field("Owner", "who controls it")
    name: int = field("index", "row in the table of named enterprises, plus one; 0 if unnamed")
    slot: int = field("0 to 3", "quarter of the year in which it plans")
    alive: bool = field("-", "exists")
    counted: bool = field("-", "above the official size")
    is_key: bool = field("-", "key enterprise: the plan's digital targets count only these")
    demonstrates: bool = field("-", "demonstration enterprise of the digitalisation lever")
    centre: bool = field("-", "has a provincial technology centre")
    allied: bool = field("-", "member of an industrial alliance")
    fresh: bool = field("-", "invented something in the last quarter")
    project_is_major: bool = field("-", "project under way of at least the major size")
    # what the accounts add up every quarter: side by side, so that it is quickly read
    weight: float = field("enterprises", "how many enterprises the record stands for")
    capital: Vector = field("capacity units", "fixed capital at work on each rung", (RUNGS,))
    shut: float = field("capacity units", "obsolete capital closed by order but standing")
    reopened: float = field("capacity units", "obsolete capital that was shut and works again")
    staff: float = field("persons", "employed")
    cash: float = field("million yuan", "bank deposits")
    debt: float = field("million yuan", "bank loans")
    # technique
    underway: Vector = field("capacity units", "new capital ordered, by rung", (RUNGS,))
    rebuilding: Vector = field("capacity units", "capital being upgraded, by move", (MOVES,))
    decided: Vector = field(
        "share", "of the lines of a move whose upgrading has been decided", (MOVES,)
    )
    due: Vector = field("lines", "decided but not yet a whole line, by move", (MOVES,))
    outdated: float = field("tonnes/year", "listed outdated capacity; only falls")
    nameplate: float = field("capacity units", "largest capital it was ever licensed for")
    project_left: float = field("million yuan", "still to be spent on the project under way")
    spending: float = field("million yuan/quarter", "capital spending, repairs included")
    project_ends: int = field("quarter", "when the project under way is commissioned")
    project_credit: float = field("share", "part of project spending drawn from committed credit")
    research_left: float = field("million yuan", "research money of the province, not yet spent")
    abroad: float = field("capacity units", "capital abroad: earns, and employs nobody here")
    efficiency: float = field("log", "own efficiency, mean 0 over the sector")
    efficiency_home: float = field("log", "level to which own efficiency returns")
    quality: float = field("log", "quality relative to the external competitor of 2015Q1")
    saving: float = field("share", "energy saved by retrofits")
    abatement: float = field("share", "SO2 removed before the stack, above the sector's own rate")
    # digital systems
    ceiling: Vector = field(
        "0 to 1", "highest maturity: 0 not adopted, 1 own system, lower if rented", (SYSTEMS,)
    )
    maturity: Vector = field("0 to 1", "how far a system is in use", (SYSTEMS,))
    # multipliers of unit costs, kept from one quarter's end to the next
    labour_factor: float = field("ratio", "labour per unit on the conventional rung over sector's")
    energy_factor: float = field("ratio", "energy per unit likewise")
    material_factor: float = field("ratio", "materials per unit likewise")
    # market
    customers: float = field("share", "of the sector's provincial suppliers")
    growth: float = field("share/quarter", "growth of customers in the last quarter")
    markup: float = field("ratio", "over normal cost")
    price: float = field("index", "2015Q1 about 1")
    log_price: float = field("log", "log of it")
    damping: float = field("ratio", "how much less customers and efficiency of the large fluctuate")
    unit_cost: Vector = field("yuan/yuan", "variable cost per unit of output by rung", (RUNGS,))
    attractiveness: float = field("index", "quality, price and delivery for customers")
    orders: float = field("million yuan/quarter", "at base prices")
    backlog: float = field("million yuan", "orders waiting, at base prices")
    expected: float = field("million yuan/quarter", "smoothed orders")
    run: Vector = field("million yuan/quarter", "output by rung", (RUNGS,))
    output: float = field("million yuan/quarter", "at base prices")
    capacity: float = field("million yuan/quarter", "output that the capital at work can make")
    # work
    wanted_staff: float = field("persons", "needed for the wanted output")
    pay: float = field("ratio", "wage over the sector's, rent sharing included")
    pay_home: float = field("ratio", "the same at efficiency 1")
    # money
    arrears: float = field("million yuan", "owed to suppliers")
    revenue: float = field("million yuan/quarter", "sales")
    profit: float = field("million yuan/quarter", "before income tax, after depreciation")
    cash_flow: float = field(
        "million yuan/quarter", "smoothed receipts less outlays before investment"
    )
    interest: float = field("million yuan/quarter", "interest due")
    fund_stake: float = field("share", "of the enterprise that the province's equity fund owns")
    loss_record: float = field("0 to 1", "smoothed record of quarters with a loss")
    sales_year: float = field("million yuan/year", "smoothed yearly sales")
    # decisions
    patience: float = field("years", "longest payback it accepts")
    caution: float = field(
        "ratio", "of the payback accepted for rebuilding what stands to that for new equipment"
    )
    gap_threshold: float = field("share of capital", "missing capital at which it orders")
    moving: Count = field("index", "city of the plant under construction plus one; 0 at home")
    put_offs: Count = field("quarters", "times that a plan waited for finance")
    arrears_quarters: Count = field("quarters", "in a row with arrears and negative worth")
    below_quarters: Count = field("quarters", "in a row on the other side of the official size")
    rescued: int = field("quarter", "last rescue; far in the past if none")
    born: int = field("quarter", "of entry; hidden quarters are negative")
    zombie: bool = field("-", "operating profit below interest at the benchmark rate")
