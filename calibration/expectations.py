"""What economics expects of policy, tested on paired ensembles: signs, with an interval each.

An expectation is a contrast between variants of scenarios on common seeds: weights over variants
of one indicator of one area, group and year. It holds where the 95% t-interval over seeds lies on
the expected side of zero (:func:`judge`). What fails is a finding, kept with its
explanation and never bent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.policy_variants import VARIANTS, Variant, scenario_of
from experiments.ensemble import Ensemble
from experiments.intervals import mean_interval
from model import indicators
from model.indicators import INDICATOR_INDEX, FloatArray
from model.input_data.external_world import START
from scenarios.levers.base import DirectOutcome
from scenarios.levers.registry import LEVERS


@dataclass(frozen=True)
class Expectation:
    """A contrast of variants, and which way economics says that it moves an indicator.

    It is of the whole province unless scopes are named, whose amounts are added up.
    """

    name: str
    because: str
    contrast: Mapping[str, float]
    outcome: DirectOutcome
    scopes: tuple[str, ...] = ("province",)


def against(variant: str, other: str = "none") -> dict[str, float]:
    """The contrast of one variant and another, by default the world without levers."""
    return {variant: 1.0, other: -1.0}


def rises(indicator: str, year: int, group: str = "all") -> DirectOutcome:
    """More of an indicator of a group of sectors in a year."""
    return DirectOutcome(indicator, year, 1, group)


def falls(indicator: str, year: int, group: str = "all") -> DirectOutcome:
    """Less of it."""
    return DirectOutcome(indicator, year, -1, group)


EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "closing_costs_jobs_in_steel",
        "Outdated lines need the most hands, so orders to close them cost jobs where steel is.",
        against("closing"),
        falls("employment", 2018, "steel"),
    ),
    Expectation(
        "closing_modernises",
        "What is ordered closed is the lowest rung.",
        against("closing"),
        falls("obsolete_share", 2020),
    ),
    Expectation(
        "survivors_earn_more",
        "Survivors take over a part of the customers and spread overhead over more output.",
        against("closing"),
        rises("profit_margin", 2020, "steel"),
    ),
    Expectation(
        "survivors_run_fuller",
        "Less capacity serves nearly the same orders.",
        against("closing"),
        rises("utilisation", 2020, "steel"),
    ),
    Expectation(
        "compensation_raises_effort",
        "A city closes more where the loss of its enterprises is made good.",
        against("closing_well_paid", "closing_unpaid"),
        falls("obsolete_share", 2020, "materials"),
    ),
    Expectation(
        "control_keeps_closed_what_was_closed",
        "Quiet reopening needs weak inspection; inspectors also find more to close.",
        against("closing", "closing_unwatched"),
        falls("obsolete_share", 2020, "materials"),
    ),
    Expectation(
        "reduced_replacement_lowers_capacity",
        "At 0.8 new tonnes for each given up, the same swaps leave less capacity.",
        against("closing", "closing_swap"),
        falls("capacity_crude_steel", 2020),
    ),
    Expectation(
        "the_nation_explains_part_of_the_cuts",
        "Without the nation's quotas and award more obsolete steel capacity stands, so a naive "
        "comparison would credit the province with Beijing's cuts.",
        against("none", "no_nation"),
        falls("obsolete_share", 2018, "steel"),
    ),
    Expectation(
        "closing_in_a_slump_costs_less_output",
        "In a slump more of what closes was idle.",
        {"closing_in_slump": 1.0, "slump": -1.0, "closing": -1.0, "none": 1.0},
        rises("output", 2017, "materials"),
    ),
    Expectation(
        "closing_in_a_slump_costs_more_jobs",
        "The displaced find fewer vacancies: more of them stay without work.",
        {"closing_in_slump": 1.0, "slump": -1.0, "closing": -1.0, "none": 1.0},
        rises("unemployed", 2017),
    ),
    Expectation(
        "grants_raise_the_numerical_rate",
        "A grant shortens the payback of upgrading.",
        against("upgrading"),
        rises("cnc_rate", 2020),
    ),
    Expectation(
        "upgrading_raises_productivity",
        "Higher rungs need fewer hands for the same output.",
        against("upgrading"),
        rises("labour_productivity", 2020),
    ),
    Expectation(
        "more_money_has_falling_returns",
        "The best projects are served first; the second half of the money reaches worse ones.",
        {"upgrading_double": 1.0, "upgrading": -2.0, "none": 1.0},
        falls("cnc_rate", 2020),
    ),
    Expectation(
        "screening_buys_more",
        "Money kept from projects that would go on anyway reaches those that would not.",
        against("upgrading_screened", "upgrading"),
        rises("additionality", 2018),
    ),
    Expectation(
        "subsidies_spread_systems",
        "A subsidy shortens the payback of a system.",
        against("digital"),
        rises("mes_penetration", 2020),
    ),
    Expectation(
        "platforms_raise_erp_of_the_small",
        "Rented systems have a small fixed cost, so small enterprises adopt.",
        against("platforms", "no_platforms"),
        rises("erp_penetration", 2020),
    ),
    Expectation(
        "digitalisation_pays_late",
        "A new system disturbs before it helps: productivity gains more in 2022 than at first.",
        against("digital"),
        rises("labour_productivity", 2022),
    ),
    Expectation(
        "e_commerce_widens_reach",
        "Customers outside are reached at a lower cost.",
        against("e_commerce", "no_e_commerce"),
        rises("output", 2020),
    ),
    Expectation(
        "first_set_insurance_brings_orders",
        "Buyers try new machines whose failure is insured.",
        against("insured", "uninsured"),
        rises("output", 2020, "equipment"),
    ),
    Expectation(
        "talent_speeds_adoption",
        "Skill lowers the barrier to digital systems.",
        against("talent", "no_talent"),
        rises("mes_penetration", 2020),
    ),
    Expectation(
        "projects_solve_technologies",
        "Granted research adds to own research, in spite of crowding out.",
        against("research"),
        rises("key_technologies", 2018),
    ),
    Expectation(
        "retrofits_save_energy",
        "A subsidy reaches further along the curve of savings.",
        against("green"),
        falls("energy_intensity", 2020),
    ),
    Expectation(
        "a_charge_cuts_so2",
        "Abatement is cheaper than the charge for a part of emissions.",
        against("charged"),
        falls("so2", 2020),
    ),
    Expectation(
        "a_carbon_charge_costs_output",
        "Provincial producers pay what their competitors outside do not.",
        against("carbon"),
        falls("output", 2020, "materials"),
    ),
    Expectation(
        "credit_raises_investment",
        "Guarantees and lending room let rationed plans go on.",
        against("credit"),
        rises("investment", 2017),
    ),
    Expectation(
        "lessors_raise_investment",
        "Whoever has used up the credit limit can still order the machines that a lessor owns.",
        against("leasing"),
        rises("investment", 2017),
    ),
    Expectation(
        "new_owners_raise_investment",
        "An equity fund with its partners pays for what neither own funds nor banks would carry.",
        against("stakes"),
        rises("investment", 2017),
    ),
    Expectation(
        "new_owners_leave_less_debt_than_lessors",
        "Owners' capital is not owed, so it raises investment and no debt.",
        {"leasing": 1.0, "stakes": -1.0},
        rises("debt_ratio", 2020),
    ),
    Expectation(
        "the_base_improves_equipment",
        "Better and cheaper components make better machines.",
        against("components"),
        rises("quality", 2020, "equipment"),
    ),
    Expectation(
        "brands_bring_orders",
        "A regional brand and quality programmes attract customers.",
        against("brands"),
        rises("output", 2020),
    ),
    Expectation(
        "allies_earn_more",
        "Common supply lowers the cost of inputs.",
        against("allied"),
        rises("profit_margin", 2020, "equipment"),
    ),
    Expectation(
        "export_promotion_brings_orders",
        "Reach acts on demand from outside.",
        against("exporting"),
        rises("output", 2020),
    ),
    Expectation(
        "capacity_abroad_costs_jobs_at_home",
        "What is built abroad is not built here.",
        against("abroad"),
        falls("employment", 2020),
    ),
    Expectation(
        "public_services_help_the_small_upgrade",
        "A lower fixed cost lets small projects pay.",
        against("services"),
        rises("cnc_rate", 2020),
    ),
    Expectation(
        "support_moves_plants_to_the_northwest",
        "A part of the cost of a new plant is paid where labour and land are cheaper anyway.",
        against("moving"),
        rises("investment", 2018),
        scopes=("northwest",),
    ),
    Expectation(
        "the_northwest_takes_less_than_one_for_one_from_the_coast",
        "Most of what moves comes from the middle of the province or would not have been built, "
        "so that the northwest and the coast together gain.",
        against("moving"),
        rises("investment", 2018),
        scopes=("northwest", "coastal_belt"),
    ),
    Expectation(
        "soft_rescue_keeps_zombies",
        "Enterprises that would leave are paid to stay.",
        against("soft_rescue", "hard_rescue"),
        rises("zombie_share", 2020),
    ),
    Expectation(
        "emigration_slows_adoption",
        "Those who leave take skill with them.",
        against("emigration"),
        falls("erp_penetration", 2025),
    ),
    Expectation(
        "a_tight_budget_upgrades_less",
        "Two fifths of the money move fewer machines.",
        against("tight", "plan"),
        falls("cnc_rate", 2020),
    ),
    Expectation(
        "weak_enforcement_leaves_old_capacity",
        "Orders without control and compensation are obeyed less.",
        against("weak", "plan"),
        rises("obsolete_share", 2020, "materials"),
    ),
)


FINDINGS: dict[str, str] = {
    "compensation_raises_effort": (
        "The orders of the mix already bring effort to about 0.7, and a tonne of obsolete steel "
        "capacity is worth five times what the highest compensation pays: the effect has the "
        "expected sign but is not distinguishable at 8 pairs."
    ),
    "closing_in_a_slump_costs_more_jobs": (
        "The sign is the other one: in a slump obsolete lines stand idle and have been laid off "
        "already, so that closing them displaces fewer; that outweighs the scarcity of vacancies."
    ),
    "new_owners_leave_less_debt_than_lessors": (
        "The expected sign, not distinguishable at 8 pairs: lessors raise the ratio by 0.08 points "
        "(clear), new owners by 0.03 (not clear), for what a stake builds is lent on as well, and "
        "a few giants' debts move the province's ratio by as much between paired lives."
    ),
}


SEEDS = tuple(range(1, 9))


@dataclass(frozen=True)
class Outcome:
    """What the ensemble says of an expectation."""

    expectation: Expectation
    estimate: float
    low: float
    high: float
    runs: int

    @property
    def holds(self) -> bool:
        """Whether the interval lies on the expected side of zero."""
        return self.low > 0.0 if self.expectation.outcome.sign > 0 else self.high < 0.0


def measure(
    variants: Mapping[str, Variant], seeds: Sequence[int] = SEEDS, scale: float = 1.0
) -> dict[str, FloatArray]:
    """Yearly indicators of the default rows of each variant, shape (seeds, years, rows, I)."""
    names = sorted(variants, key=lambda name: repr(variants[name].parameters))
    ensemble = Ensemble(
        [scenario_of(variants[name]) for name in names],
        seeds,
        scale=scale,
        overrides=[variants[name].parameters for name in names],
    )
    return dict(zip(names, ensemble.by_scenario(), strict=True))


def judge(expectation: Expectation, found: Mapping[str, FloatArray]) -> Outcome:
    """Estimate and 95% t-interval of an expectation's contrast over seeds."""
    names = indicators.rows()
    outcome = expectation.outcome
    rows = [names.index((scope, outcome.group)) for scope in expectation.scopes]
    year, indicator = outcome.year - START, INDICATOR_INDEX[outcome.indicator]
    sample = np.zeros(len(next(iter(found.values()))))
    for name, weight in expectation.contrast.items():
        sample += weight * found[name][:, year, rows, indicator].sum(axis=1)
    mean, low, high = map(float, mean_interval(sample))
    return Outcome(expectation, mean, low, high, len(sample))


def direct_outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Each lever of the plan alone against none of them: does it move what it pays for."""
    alone = {lever: Variant(levers=(lever,)) for lever in LEVERS}
    found = measure({"none": Variant(), **alone}, seeds, scale)
    because = "A lever moves first what it pays for."
    return [
        judge(Expectation(lever, because, against(lever), table.direct_outcome), found)
        for lever, table in LEVERS.items()
    ]


def outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Judge every expectation on common seeds."""
    used = sorted({name for each in EXPECTATIONS for name in each.contrast})
    found = measure({name: VARIANTS[name] for name in used}, seeds, scale)
    return [judge(each, found) for each in EXPECTATIONS]
