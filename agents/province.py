"""The province: the levers it holds, the handles they move and the ledger of what it paid."""

from __future__ import annotations

from enum import IntEnum

from agents.record import Record, Vector, field, rule

CITIES = 14
SECTORS = 37
OWNERS = 4
PRODUCTS = 8  # product 0 is none
SYSTEMS = 5


class LeverName(IntEnum):
    """The thirteen levers of the plan, in the order of their records."""

    TECHNICAL_TRANSFORMATION = 0
    CAPACITY_ELIMINATION = 1
    DIGITALISATION = 2
    INNOVATION = 3
    SPATIAL_LAYOUT = 4
    GREEN_MANUFACTURING = 5
    INDUSTRIAL_BASE = 6
    QUALITY_BRAND = 7
    ALLIANCES = 8
    CENTRAL_LOCAL = 9
    OPENING_UP = 10
    POLICY_SUPPORT = 11
    FINANCING = 12


LEVERS = len(LeverName)


class Programme(IntEnum):
    """What a lever can pay for in a whole cluster rather than in one enterprise."""

    PRODUCT_INTELLIGENCE = 0
    ENERGY_DEMONSTRATION = 1
    INTERNET_OF_THINGS = 2
    SOFTWARE = 3
    E_COMMERCE = 4
    INNOVATION_PLATFORM = 5
    COMPONENTS = 6
    QUALITY = 7
    BRAND = 8
    EXPORTS = 9
    PUBLIC_SERVICE = 10


PROGRAMMES = len(Programme)
PROGRAMME_LEVER = (2, 2, 2, 2, 2, 3, 6, 7, 7, 10, 11)  # who pays for each, a LeverName


class Lever(Record):
    """One lever in one quarter: its money and who may have it. Given, never written by a rule."""

    on: bool = field("-", "in force this quarter")
    budget: float = field("million yuan/quarter", "money of the quarter, after the fund's cut")
    city: Vector = field("0 or 1", "cities that are eligible", (CITIES,))
    sector: Vector = field("0 or 1", "sectors that are eligible", (SECTORS,))
    owner: Vector = field("0 or 1", "owners that are eligible", (OWNERS,))
    smallest: float = field("persons", "an eligible enterprise has at least this staff")
    largest: float = field("persons", "an eligible enterprise has at most this staff")


class LeverAccount(Record):
    """What became of a lever's money; written by the quarter."""

    left: float = field("million yuan", "money not yet spent in this year")
    equity: float = field("million yuan", "of it kept for stakes; only of financing")
    spent: float = field("million yuan", "spent in this quarter")
    applied: float = field("million yuan", "asked for in this quarter by the eligible")
    deadweight: float = field("million yuan", "granted to projects that would have gone on anyway")
    spent_total: float = field("million yuan", "spent since the start")


class Policy(Record):
    """The handles of all levers and of the national layer in one quarter; zero means not moved."""

    # technical_transformation
    grant_rate: float = field("share of cost", "grant on an upgrading project")
    grant_cap: float = field("million yuan", "largest grant to one project")
    major_discount: float = field("share/year", "interest discount on a major upgrading project")
    major_cap: float = field("million yuan", "largest discount support to one major project")
    major_share: float = field("share of budget", "money reserved for the queue of major projects")
    screening: float = field("score", "weight against projects that would go on anyway")
    connection: float = field("score", "favour to state owners in the ranking")
    city_score: Vector = field("score", "weight of a city in the ranking", (CITIES,))
    sector_score: Vector = field("score", "weight of a sector in the ranking", (SECTORS,))
    reserve: Vector = field("share of budget", "money kept for applicants of a city", (CITIES,))
    # capacity_elimination
    quota: Vector = field(
        "tonnes/year", "outdated capacity ordered closed by the province", (PRODUCTS,)
    )
    national_quota: Vector = field("tonnes/year", "the same, ordered by the nation", (PRODUCTS,))
    standard: Vector = field("share", "of the obsolete rung that counts as outdated", (PRODUCTS,))
    compensation: Vector = field("yuan/tonne", "paid by the province for closure", (PRODUCTS,))
    national_award: Vector = field(
        "yuan/tonne", "paid by the central treasury to state owners", (PRODUCTS,)
    )
    national_award_others: Vector = field("yuan/tonne", "the same to other owners", (PRODUCTS,))
    national_assigned: Vector = field(
        "share", "of the nation's order that state owners signed for by name", (PRODUCTS,)
    )
    national_smallest: Vector = field(
        "tonnes/year", "plants below it are outdated by the nation's rule", (PRODUCTS,)
    )
    city_weight: Vector = field("weight", "a city's weight in the share of quotas", (CITIES,))
    national_replacement: float = field(
        "ratio", "tonnes to be given up for a new one, by the nation's rule"
    )
    replacement: float = field("ratio", "the same by the province's rule; 0 asks for none")
    monitoring: float = field("share", "intensity of control after closure")
    watched: Vector = field("0 or 1", "cities where the province orders and controls", (CITIES,))
    national_monitoring: float = field("share", "the same by the nation's inspection groups")
    worker_support: float = field("share", "retraining of displaced workers: faster matching")
    support_per_worker: float = field("million yuan/person", "paid for one displaced worker")
    # digitalisation
    subsidy_hardware: float = field("share of cost", "subsidy on the hardware of a system")
    subsidy_software: float = field("share of cost", "subsidy on the software of a system")
    subsidy_cap: float = field("million yuan", "largest subsidy for one system")
    system_weight: Vector = field("0 to 1", "which systems are subsidised", (SYSTEMS,))
    demonstration_award: float = field("million yuan", "paid to one demonstration enterprise")
    demonstration_share: float = field("share of budget", "money for demonstration enterprises")
    platform_share: float = field("share of budget", "money for shared cluster platforms")
    # programmes of clusters: of digitalisation, innovation, industrial_base, quality_brand,
    # opening_up and policy_support
    programme: Vector = field(
        "share of its lever's budget", "money for a programme of clusters", (PROGRAMMES,)
    )
    backbone_share: float = field("share of budget", "money for interest of leading enterprises")
    fund_raised: float = field("million yuan/year", "of the special fund, above that of 2014")
    # innovation
    centres: float = field("enterprises/year", "technology centres certified")
    centre_award: float = field("million yuan", "paid to a new technology centre")
    research_share: float = field("share of budget", "money for key-technology projects")
    research_award: float = field("million yuan", "paid for one key-technology project")
    insurance_share: float = field("share of budget", "money for premiums on first sets")
    acquisition_share: float = field("share of budget", "money for foreign technology")
    acquisition_rate: float = field("share of cost", "support of technology bought abroad")
    talent_share: float = field("share of budget", "money for talent")
    # opening_up
    licence_share: float = field("share of budget", "money for foreign technology")
    licence_rate: float = field("share of cost", "support of technology bought abroad")
    abroad_rate: float = field("share of cost", "support of capacity abroad")
    abroad_share: float = field("share of budget", "money for capacity abroad")
    # green_manufacturing
    retrofit_rate: float = field("share of cost", "subsidy on energy retrofits")
    retrofit_cap: float = field("million yuan", "largest subsidy to one retrofit")
    contract_share: float = field("share of cost", "retrofit cost fronted under energy contracts")
    so2_charge: float = field("yuan/tonne", "charge on SO2")
    charged: Vector = field("0 or 1", "cities where emissions are charged", (CITIES,))
    co2_charge: float = field("yuan/tonne", "charge on CO2 of burnt fuels and processes")
    # spatial_layout
    park_share: float = field("share of budget", "money for services and room of parks and bases")
    cluster_share: float = field("share of budget", "money for services of listed clusters")
    assessment_share: float = field(
        "share of budget", "money for environmental assessments of parks"
    )
    moving_rate: float = field("share of plant cost", "support to a plant that moves")
    moving_cap: float = field("million yuan", "largest support to one plant that moves")
    receiver: Vector = field("0 or 1", "cities to which moving is supported", (CITIES,))
    # central_local
    project_rate: float = field("share of works", "cost of land and support for one project")
    project_cap: float = field("million yuan", "largest cost of help for one project")
    local_orders: float = field("share", "of the gap to ordinary local orders that is closed")
    # financing
    guarantee: float = field("share of capital", "credit limit relaxed by guarantees")
    leasing: float = field("share of machines", "beyond the limit that a lessor lends on")
    bonds: float = field("share of loan", "of a large enterprise, taking none of its bank's room")
    guarantee_cost: float = field("share of loan", "paid for what is backed, beyond administration")
    equity_share: float = field("share of budget", "money for stakes in leading enterprises")
    loan_discount: float = field("share/year", "interest paid for the eligible on new loans")
    room: float = field("share of loans/quarter", "lending room added to the banks")


@rule
def given_up_for_new(policy: Policy, city: int) -> float:
    """Tonnes to be given up for a new one in a city: the stricter of province and nation.

    Nothing is asked where it is 0; nothing new is allowed where it is infinite.
    """
    province = policy.replacement if policy.watched[city] > 0.0 else 0.0
    return max(province, policy.national_replacement)


@rule
def so2_charge(policy: Policy, city: int) -> float:
    """Charge on SO2 in a city, yuan a tonne."""
    return policy.so2_charge * policy.charged[city]


@rule
def co2_charge(policy: Policy, city: int) -> float:
    """Charge on CO2 in a city, yuan a tonne."""
    return policy.co2_charge * policy.charged[city]


class Province(Record):
    """The provincial economy as a whole, its treasuries and the ledger of every conserved thing."""

    seed: int = field("-", "of this member of the ensemble")
    quarter: int = field("quarter", "0 is 2015Q1; hidden quarters are negative")
    season: int = field("0 to 3", "quarter of the year")
    rows: int = field("records", "used in the array of enterprises, the dead included")
    adopt_0: Vector = field("logit", "intercept of adoption, solved at the start", (SYSTEMS,))
    invention_boost: float = field("ratio", "most that anybody's research was lifted")
    technologies: float = field("technologies", "of the ten that save energy, in wide use")
    invention_most: float = field("probability", "highest chance of an invention that anyone has")
    # prices of the quarter
    base_rate: float = field("share/year", "lending rate")
    equipment_price: float = field("index", "of machines, 2015Q1 = 1")
    system_price: float = field("index", "of digital systems, 2015Q1 = 1")
    fuel_price: Vector = field("index", "by fuel, 2015Q1 = 1", (4,))
    # demand that the province makes itself, of the last quarter
    income: float = field("million yuan/quarter", "of households from enterprises")
    investment: float = field("million yuan/quarter", "capital spending")
    wage_trend: float = field("log/quarter", "of wages; none where the world rests")
    selection: float = field(
        "log/quarter", "efficiency gained at rest as customers move; the common pace is less by it"
    )
    consumer_price: float = field("index", "price of what households buy, 2015Q1 = 1")
    output: float = field("million yuan/quarter", "of all enterprises")
    movers: int = field("plans", "of this quarter that may build in another city")
    # instruments
    tonnes_per_output: Vector = field("tonnes per million yuan", "product made", (PRODUCTS,))
    centres_due: float = field("enterprises", "technology centres not yet certified")
    licence_pool: Vector = field(
        "tonnes/year", "capacity that owners gave up and others may replace", (PRODUCTS,)
    )
    # money: balances of all who are not enterprises; together with their cash they sum to zero
    trade: float = field("million yuan", "suppliers and customers in and out of the province")
    households: float = field("million yuan", "wages, dividends and severance, spent at once")
    central: float = field("million yuan", "central treasury")
    treasury: float = field("million yuan", "provincial treasury and its special fund")
    city: Vector = field("million yuan", "city treasuries", (CITIES,))
    bank: Vector = field("million yuan", "banks: what they hold less what they lent", (CITIES,))
    # ledger of capital, enterprises and workers since the start
    built: float = field("capacity units", "commissioned, maintained or brought by entrants")
    worn: float = field("capacity units", "worn, dismantled or scrapped")
    entered: float = field("enterprises", "founded")
    exited: float = field("enterprises", "closed down")
    spent_on_capital: float = field("million yuan", "capital spending of this quarter")
