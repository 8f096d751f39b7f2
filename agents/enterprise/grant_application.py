"""Event 8: what an enterprise asks of technical transformation, and its score in the ranking."""

from __future__ import annotations

from agents.enterprise.eligibility import eligible, leads
from agents.enterprise.investment import capital_units
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import Enterprise
from agents.parameters import Parameters
from agents.province import Lever, LeverAccount, Policy
from agents.record import rule
from agents.sector import Sector


@rule
def hoped_support(
    plan: Plan, firm: Enterprise, lever: Lever, account: LeverAccount, policy: Policy, p: Parameters
) -> None:
    """The grant rate that an eligible, aware enterprise may count on; none once money is out.

    A major project gets an interest discount on its loan instead, paid at the start.
    """
    if account.left <= 0.0 or not plan.aware or not eligible(firm, lever):
        return
    value = capital_units(firm)
    largest = value * p.upgrade_cost[2]
    plan.major = policy.major_discount > 0.0 and largest >= p.major_project_cost
    plan.grant_rate = policy.grant_rate
    plan.grant_cap = policy.grant_cap
    if plan.major:
        plan.grant_rate = policy.major_discount * p.discount_years * (1.0 - p.major_own_money)
        plan.grant_cap = policy.major_cap
    # what the cap leaves of the rate on the project that is in sight
    plan.grant_rate = min(plan.grant_rate, plan.grant_cap / max(1.0e-9, p.lump_min * largest))


@rule
def apply_for_grant(
    plan: Plan, firm: Enterprise, sector: Sector, policy: Policy, p: Parameters
) -> None:
    """Ask for the support on the supported version and state the score in the ranking."""
    if plan.upgrade_cost_supported <= 0.0 or plan.grant_rate <= 0.0:
        return
    plan.grant_asked = min(plan.grant_rate * plan.upgrade_cost_supported, plan.grant_cap)
    score = p.score_catalogue * sector.catalogue + policy.city_score[firm.city] * p.score_region
    score += policy.sector_score[firm.sector]
    if leads(firm):
        score += p.score_key
    if firm.owner <= 1:
        score += policy.connection
    would_go_on = min(1.0, plan.upgrade_cost / plan.upgrade_cost_supported)
    plan.score = score - policy.screening * would_go_on
