"""The subsector: its technique, its outside market and what its enterprises add up to."""

from __future__ import annotations

from agents.province import SYSTEMS
from agents.record import Record, Vector, field

FUELS = 4


class Sector(Record):
    """One of the 34 subsectors of the plan with a population, or one of the three residual ones."""

    identity: int = field("-", "luck identity")
    component: bool = field("-", "makes core components of equipment")
    equipment: bool = field("-", "makes equipment and buys core components")
    new_products: bool = field("-", "makes equipment, components or electronics")
    industrial: bool = field("-", "inside the official total of industry")
    process: bool = field("-", "runs continuously: a share of every rung must run")
    catalogue: float = field("0 or 1", "traditional industry in the guidance catalogue")
    # technique at the conventional rung and efficiency 1, per million yuan of output
    labour: float = field("persons per million yuan/quarter", "direct labour")
    overhead: float = field(
        "persons per million yuan/quarter", "overhead staff per unit of normal output"
    )
    material: float = field("million yuan", "materials and services at base prices")
    energy: Vector = field("tce per million yuan", "energy by fuel", (FUELS,))
    energy_cost: Vector = field("million yuan", "energy cost at base prices by fuel", (FUELS,))
    other_input: float = field("million yuan", "part of materials from outside the model's sectors")
    process_co2: float = field("tonnes per million yuan", "CO2 of the process")
    fuel_co2: float = field("tonnes per million yuan", "CO2 of burnt fuels")
    so2: float = field("tonnes per million yuan", "SO2 at the conventional rung")
    capacity_per_capital: float = field(
        "million yuan/quarter per unit", "output of a unit used in full"
    )
    normal_use: float = field("share", "base-year use of capacity")
    pay: float = field("ratio", "labour cost over the city's wage")
    vat: float = field("share of revenue", "net taxes on production")
    equipment_credit: float = field("share", "of the tax on equipment that may be deducted")
    credit_start: float = field("share", "the same at the start")
    research_share: float = field("share of revenue", "research spending")
    step: float = field("log", "mean quality step of an invention")
    takes: float = field("share", "weight of the external price in own price")
    labour_progress: float = field("log/quarter", "labour that its technique saves by itself")
    # the outside market
    market: float = field("million yuan/quarter", "external market at base, all suppliers")
    sigma: float = field("share", "Liaoning's share of the external market at equal appeal")
    sigma_start: float = field("share", "the same at the start")
    rho: float = field("share", "provincial share of provincial purchases at equal appeal")
    rho_start: float = field("share", "the same at the start")
    demand: float = field("index", "external demand of the quarter")
    other_price: float = field("index", "price of inputs from outside the model")
    shock: float = field("log", "deviation of demand from its path")
    external_price: float = field("index", "price of the external competitor")
    external_log_price: float = field("log", "log of it")
    external_move: float = field("log", "its change in this quarter")
    external_quality: float = field("log", "quality of the external competitor")
    consumption: float = field("share", "of household income spent on the sector")
    investment: float = field("share", "of capital spending bought from the sector")
    # of the quarter
    material_price: float = field("million yuan", "materials per unit at current prices")
    fuel_price: float = field("million yuan", "energy per unit at current prices")
    retrofit_gain: float = field("ratio", "saving of a retrofit for its cost over the start's")
    home_price: float = field("index", "customer-weighted price of provincial enterprises")
    appeal: float = field("index", "customer-weighted attractiveness")
    appeal_start: float = field("index", "the same at the start")
    orders: float = field("million yuan/quarter", "received by provincial enterprises")
    outside: float = field("million yuan/quarter", "part of orders that comes from outside")
    reach: float = field("ratio", "customer-weighted reach of its clusters")
    components: float = field("0 to 1", "level of the industrial base of a maker of components")
    supplied: float = field("0 to 1", "the same among the suppliers of a maker of equipment")
    home_demand: float = field("million yuan/quarter", "bought by the province, all suppliers")
    output: float = field("million yuan/quarter", "made")
    customers: float = field("share", "sum of customers before they are normalised")
    customers_lost: float = field("share", "left the province's suppliers")
    customers_won: float = field("share", "won from outside")
    lost: float = field("share", "net loss of customers to outside in the last quarter")
    rest_inflow: float = field(
        "share/quarter",
        "customers that come from outside at rest: what is "
        "lost there by the competitor's own exits and delays",
    )
    normalise: float = field("ratio", "factor that brings customers back to a sum of 1")
    quality_sum: float = field("log", "weighted sum of quality")
    quality_squares: float = field("log2", "weighted sum of squared quality")
    enterprises: float = field("enterprises", "alive")
    frontier: float = field("log", "75th percentile of quality")
    high: float = field("share", "of capital on the numerical and intelligent rungs")
    high_start: float = field("share", "the same at the start")
    example: float = field("ratio", "of patience to that of the start, by the example of peers")
    high_sum: float = field("capacity units", "of the running quarter")
    capital_sum: float = field("capacity units", "of the running quarter")
    adopted: Vector = field("share", "of enterprises that have a system", (SYSTEMS,))
    adopted_start: Vector = field("share", "the same at the start", (SYSTEMS,))
    adopted_sum: Vector = field("enterprises", "count of the running quarter", (SYSTEMS,))
    profit: float = field("million yuan/quarter", "sum over enterprises")
    revenue: float = field("million yuan/quarter", "sum over enterprises")
    profit_rate: float = field("share", "smoothed profit over revenue")
    profit_rate_start: float = field("share", "the same at the start")
    markup: float = field("ratio", "over normal cost at the start")
    entry_rate: float = field("share/quarter", "enterprises founded at the profit of the start")
    entrant_sales: float = field("million yuan/year", "median size of an entrant")
