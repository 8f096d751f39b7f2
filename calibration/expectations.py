"""What economics expects of policy, tested on paired ensembles: signs, with an interval each.

An expectation is a contrast between variants of scenarios on common seeds: weights over variants
of one indicator of one area, group and year. It holds where the 95% t-interval over seeds lies on
the expected side of zero. What fails is a finding, kept with its explanation and never bent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from agents.parameters import with_values
from calibration.variants import VARIANTS, Variant, scenario_of
from model import indicators
from model.indicators import INDICATOR_INDEX
from model.simulate import simulate, start
from scenarios.ensemble import Prepared, prepare

FloatArray = NDArray[np.float64]
QUARTERS = 44
SEEDS = tuple(range(1, 9))
FIRST_YEAR = 2015


@dataclass(frozen=True)
class Expectation:
    """One expectation: a contrast of variants and the sign that economics gives it.

    Amounts of several scopes are added up.
    """

    name: str
    because: str
    contrast: Mapping[str, float]
    indicator: str
    year: int
    sign: int
    scopes: tuple[str, ...] = ("province",)
    group: str = "all"


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
        return self.low > 0.0 if self.expectation.sign > 0 else self.high < 0.0


DIFFERENCE = "none"


def _against(variant: str, other: str = DIFFERENCE) -> dict[str, float]:
    return {variant: 1.0, other: -1.0}


def expect(
    name: str,
    because: str,
    contrast: Mapping[str, float],
    indicator: str,
    year: int,
    sign: int,
    *,
    scopes: tuple[str, ...] = ("province",),
    group: str = "all",
) -> Expectation:
    """An expectation of the whole province unless scopes or a group are named."""
    return Expectation(name, because, contrast, indicator, year, sign, scopes, group)


EXPECTATIONS: tuple[Expectation, ...] = (
    expect(
        "closing_costs_jobs_in_steel",
        "Outdated lines need the most hands, so orders to close them cost jobs where steel is.",
        _against("closing"),
        "employment",
        2018,
        -1,
        group="steel",
    ),
    expect(
        "closing_modernises",
        "What is ordered closed is the lowest rung.",
        _against("closing"),
        "obsolete_share",
        2020,
        -1,
    ),
    expect(
        "survivors_earn_more",
        "Survivors take over a part of the customers and spread overhead over more output.",
        _against("closing"),
        "profit_margin",
        2020,
        1,
        group="steel",
    ),
    expect(
        "survivors_run_fuller",
        "Less capacity serves nearly the same orders.",
        _against("closing"),
        "utilisation",
        2020,
        1,
        group="steel",
    ),
    expect(
        "compensation_raises_effort",
        "A city closes more where the loss of its enterprises is made good.",
        _against("closing_well_paid", "closing_unpaid"),
        "obsolete_share",
        2020,
        -1,
        group="materials",
    ),
    expect(
        "control_keeps_closed_what_was_closed",
        "Quiet reopening needs weak inspection; inspectors also find more to close.",
        _against("closing", "closing_unwatched"),
        "obsolete_share",
        2020,
        -1,
        group="materials",
    ),
    expect(
        "reduced_replacement_lowers_capacity",
        "At 0.8 new tonnes for each given up, the same swaps leave less capacity.",
        _against("closing", "closing_swap"),
        "capacity_crude_steel",
        2020,
        -1,
    ),
    expect(
        "the_nation_explains_part_of_the_cuts",
        "Without the nation's quotas and award more obsolete steel capacity stands, so a naive "
        "comparison would credit the province with Beijing's cuts.",
        _against("none", "no_nation"),
        "obsolete_share",
        2018,
        -1,
        group="steel",
    ),
    expect(
        "closing_in_a_slump_costs_less_output",
        "In a slump more of what closes was idle.",
        {"closing_in_slump": 1.0, "slump": -1.0, "closing": -1.0, "none": 1.0},
        "output",
        2017,
        1,
        group="materials",
    ),
    expect(
        "closing_in_a_slump_costs_more_jobs",
        "The displaced find fewer vacancies: more of them stay without work.",
        {"closing_in_slump": 1.0, "slump": -1.0, "closing": -1.0, "none": 1.0},
        "unemployed",
        2017,
        1,
    ),
    expect(
        "grants_raise_the_numerical_rate",
        "A grant shortens the payback of upgrading.",
        _against("upgrading"),
        "cnc_rate",
        2020,
        1,
    ),
    expect(
        "upgrading_raises_productivity",
        "Higher rungs need fewer hands for the same output.",
        _against("upgrading"),
        "labour_productivity",
        2020,
        1,
    ),
    expect(
        "more_money_has_falling_returns",
        "The best projects are served first; the second half of the money reaches worse ones.",
        {"upgrading_double": 1.0, "upgrading": -2.0, "none": 1.0},
        "cnc_rate",
        2020,
        -1,
    ),
    expect(
        "screening_buys_more",
        "Money kept from projects that would go on anyway reaches those that would not.",
        _against("upgrading_screened", "upgrading"),
        "additionality",
        2018,
        1,
    ),
    expect(
        "subsidies_spread_systems",
        "A subsidy shortens the payback of a system.",
        _against("digital"),
        "mes_penetration",
        2020,
        1,
    ),
    expect(
        "platforms_raise_erp_of_the_small",
        "Rented systems have a small fixed cost, so small enterprises adopt.",
        _against("platforms", "no_platforms"),
        "erp_penetration",
        2020,
        1,
    ),
    expect(
        "digitalisation_pays_late",
        "A new system disturbs before it helps: productivity gains more in 2022 than at first.",
        _against("digital"),
        "labour_productivity",
        2022,
        1,
    ),
    expect(
        "e_commerce_widens_reach",
        "Customers outside are reached at a lower cost.",
        _against("e_commerce", "no_e_commerce"),
        "output",
        2020,
        1,
    ),
    expect(
        "first_set_insurance_brings_orders",
        "Buyers try new machines whose failure is insured.",
        _against("insured", "uninsured"),
        "output",
        2020,
        1,
        group="equipment",
    ),
    expect(
        "talent_speeds_adoption",
        "Skill lowers the barrier to digital systems.",
        _against("talent", "no_talent"),
        "mes_penetration",
        2020,
        1,
    ),
    expect(
        "projects_solve_technologies",
        "Granted research adds to own research, in spite of crowding out.",
        _against("research"),
        "key_technologies",
        2018,
        1,
    ),
    expect(
        "retrofits_save_energy",
        "A subsidy reaches further along the curve of savings.",
        _against("green"),
        "energy_intensity",
        2020,
        -1,
    ),
    expect(
        "a_charge_cuts_so2",
        "Abatement is cheaper than the charge for a part of emissions.",
        _against("charged"),
        "so2",
        2020,
        -1,
    ),
    expect(
        "a_carbon_charge_costs_output",
        "Provincial producers pay what their competitors outside do not.",
        _against("carbon"),
        "output",
        2020,
        -1,
        group="materials",
    ),
    expect(
        "credit_raises_investment",
        "Guarantees and lending room let rationed plans go on.",
        _against("credit"),
        "investment",
        2017,
        1,
    ),
    expect(
        "lessors_raise_investment",
        "Whoever has used up the credit limit can still order the machines that a lessor owns.",
        _against("leasing"),
        "investment",
        2017,
        1,
    ),
    expect(
        "new_owners_raise_investment",
        "An equity fund with its partners pays for what neither own funds nor banks would carry.",
        _against("stakes"),
        "investment",
        2017,
        1,
    ),
    expect(
        "new_owners_leave_less_debt_than_lessors",
        "Owners' capital is not owed, so it raises investment and no debt.",
        {"leasing": 1.0, "stakes": -1.0},
        "debt_ratio",
        2020,
        1,
    ),
    expect(
        "the_base_improves_equipment",
        "Better and cheaper components make better machines.",
        _against("components"),
        "quality",
        2020,
        1,
        group="equipment",
    ),
    expect(
        "brands_bring_orders",
        "A regional brand and quality programmes attract customers.",
        _against("brands"),
        "output",
        2020,
        1,
    ),
    expect(
        "allies_earn_more",
        "Common supply lowers the cost of inputs.",
        _against("allied"),
        "profit_margin",
        2020,
        1,
        group="equipment",
    ),
    expect(
        "export_promotion_brings_orders",
        "Reach acts on demand from outside.",
        _against("exporting"),
        "output",
        2020,
        1,
    ),
    expect(
        "capacity_abroad_costs_jobs_at_home",
        "What is built abroad is not built here.",
        _against("abroad"),
        "employment",
        2020,
        -1,
    ),
    expect(
        "public_services_help_the_small_upgrade",
        "A lower fixed cost lets small projects pay.",
        _against("services"),
        "cnc_rate",
        2020,
        1,
    ),
    expect(
        "support_moves_plants_to_the_northwest",
        "A part of the cost of a new plant is paid where labour and land are cheaper anyway.",
        _against("moving"),
        "investment",
        2018,
        1,
        scopes=("northwest",),
    ),
    expect(
        "the_northwest_takes_less_than_one_for_one_from_the_coast",
        "Most of what moves comes from the middle of the province or would not have been built, "
        "so that the northwest and the coast together gain.",
        _against("moving"),
        "investment",
        2018,
        1,
        scopes=("northwest", "coastal_belt"),
    ),
    expect(
        "soft_rescue_keeps_zombies",
        "Enterprises that would leave are paid to stay.",
        _against("soft_rescue", "hard_rescue"),
        "zombie_share",
        2020,
        1,
    ),
    expect(
        "emigration_slows_adoption",
        "Those who leave take skill with them.",
        _against("emigration"),
        "erp_penetration",
        2025,
        -1,
    ),
    expect(
        "a_tight_budget_upgrades_less",
        "Two fifths of the money move fewer machines.",
        _against("tight", "plan"),
        "cnc_rate",
        2020,
        -1,
    ),
    expect(
        "weak_enforcement_leaves_old_capacity",
        "Orders without control and compensation are obeyed less.",
        _against("weak", "plan"),
        "obsolete_share",
        2020,
        1,
        group="materials",
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
# what each lever moves first, alone: indicator, year, sign, and the group where it acts
DIRECT: dict[str, tuple[str, int, int, str]] = {
    "technical_transformation": ("upgrading_investment", 2018, 1, "all"),
    "capacity_elimination": ("obsolete_share", 2018, -1, "materials"),
    "digitalisation": ("erp_penetration", 2020, 1, "all"),
    "innovation": ("technology_centres", 2018, 1, "all"),
    "spatial_layout": ("moved_enterprises", 2018, 1, "all"),
    "green_manufacturing": ("energy_intensity", 2020, -1, "all"),
    "industrial_base": ("quality", 2020, 1, "equipment"),
    "quality_brand": ("quality", 2020, 1, "all"),
    "alliances": ("alliance_members", 2018, 1, "all"),
    "central_local": ("central_projects_completed", 2020, 1, "all"),
    "opening_up": ("capacity_abroad", 2020, 1, "all"),
    "policy_support": ("cnc_rate", 2020, 1, "all"),
    "financing": ("investment", 2017, 1, "all"),
}


def measure(
    variants: Mapping[str, Variant], seeds: Sequence[int] = SEEDS, scale: float = 1.0
) -> dict[str, FloatArray]:
    """Yearly indicators of the default rows of each variant, shape (seeds, years, rows, I)."""
    names = indicators.rows()
    prepared: dict[str, Prepared] = {
        name: prepare(scenario_of(variant), QUARTERS) for name, variant in variants.items()
    }
    found: dict[str, list[FloatArray]] = {name: [] for name in variants}
    for seed in seeds:
        ordinary = start(seed, scale)
        for name, ready in prepared.items():
            other = variants[name].parameters
            begin = ordinary if other is None else start(seed, scale, with_values(dict(other)))
            run = simulate(begin, ready.world, ready.levers, ready.policy, QUARTERS)
            totals = indicators.row_totals(run.cities, run.sectors)
            found[name].append(indicators.row_values(indicators.by_year(totals), names))
    return {name: np.stack(values) for name, values in found.items()}


def judge(expectation: Expectation, found: Mapping[str, FloatArray]) -> Outcome:
    """Estimate and 95% t-interval of an expectation's contrast over seeds."""
    names = indicators.rows()
    rows = [names.index((scope, expectation.group)) for scope in expectation.scopes]
    year, indicator = expectation.year - FIRST_YEAR, INDICATOR_INDEX[expectation.indicator]
    sample = np.zeros(len(next(iter(found.values()))))
    for name, weight in expectation.contrast.items():
        sample += weight * found[name][:, year, rows, indicator].sum(axis=1)
    runs = len(sample)
    mean = float(sample.mean())
    half = float(student.ppf(0.975, runs - 1) * sample.std(ddof=1) / np.sqrt(runs))
    return Outcome(expectation, mean, mean - half, mean + half, runs)


def direct_outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Each lever of the plan alone against none of them: does it move what it pays for."""
    alone = {lever: Variant(levers=(lever,)) for lever in DIRECT}
    found = measure({"none": Variant(), **alone}, seeds, scale)
    results = []
    for lever, (indicator, year, sign, group) in DIRECT.items():
        because = "A lever moves first what it pays for."
        contrast = _against(lever)
        each = expect(lever, because, contrast, indicator, year, sign, group=group)
        results.append(judge(each, found))
    return results


def outcomes(seeds: Sequence[int] = SEEDS, scale: float = 1.0) -> list[Outcome]:
    """Judge every expectation on common seeds."""
    used = sorted({name for each in EXPECTATIONS for name in each.contrast})
    found = measure({name: VARIANTS[name] for name in used}, seeds, scale)
    return [judge(each, found) for each in EXPECTATIONS]
