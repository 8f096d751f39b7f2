"""The lever ``green_manufacturing``: retrofits, energy-performance contracts, emission charges."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ValidationInfo, field_validator

from agents.province import Policy
from scenarios.field_types import Cap, Charge, Share, Yearly, in_year
from scenarios.levers.base import (
    BY_SECTOR,
    DirectOutcome,
    Ignored,
    Lever,
    Rate,
    Step,
    fill,
    fits_years,
    key,
    trial_table,
)


class GreenManufacturing(Lever):
    """Energy retrofits, energy contracts and charges on emissions."""

    clause = "三(五)"
    rate_of = ("retrofit_rate",)
    default_rates: ClassVar[dict[str, float]] = {"retrofit_rate": 0.15}
    ways_to_pay = (("retrofit_rate", "retrofit_cap"), ("contract_share",))
    raised = ("retrofit_rate", "retrofit_cap", "contract_share")
    orders = ("so2_charge", "co2_charge")
    ignored_selectors = (Ignored(("so2_charge", "co2_charge"), BY_SECTOR, "all_pay"),)
    steps = (
        Step(
            "model.events.investment_plans.plan_green",
            ("retrofit_rate", "retrofit_cap", "contract_share"),
            ("energy", "energy_intensity", "co2", "energy_saving_technologies"),
        ),
        Step(
            "model.events.grants.award_retrofits",
            ("retrofit_rate", "retrofit_cap"),
            ("fiscal_cost_green_manufacturing",),
        ),
        Step("agents.enterprise.abatement.abate", ("so2_charge",), ("so2",)),
        Step(
            "agents.enterprise.cost_and_price.set_unit_costs",
            ("so2_charge", "co2_charge"),
            ("output", "co2", "so2"),
        ),
        Step(
            "agents.enterprise.cash_flow.settle",
            ("so2_charge", "co2_charge"),
            ("tax_revenue", "profit"),
        ),
    )
    trial = trial_table(retrofit_rate=0.4, contract_share=0.3, so2_charge=2500, co2_charge=20)
    direct_outcome = DirectOutcome("energy_intensity", 2020, -1, "all")

    retrofit_rate: Rate | None = key(
        None,
        "share of cost",
        "三(五)",
        "subsidy on energy retrofits; 0.15 unless given",
        "节能改造补助比例，默认 0.15",
    )
    retrofit_cap: Cap = key(
        5.0,
        "million yuan/project",
        "三(五)",
        "largest subsidy to one retrofit",
        "单个节能改造补助上限",
    )
    contract_share: Share = key(
        0.0,
        "share of cost",
        "三(五)",
        "retrofit cost fronted under energy contracts",
        "合同能源管理垫付比例",
    )
    so2_charge: Charge = key(
        0.0,
        "yuan/tonne",
        "三(五)",
        "charge on SO2; one number or one a year",
        "二氧化硫收费，可逐年列出",
    )
    co2_charge: Charge = key(
        0.0,
        "yuan/tonne",
        "三(五)",
        "charge on CO2 of burnt fuels and processes; one number or one a year",
        "二氧化碳收费，可逐年列出",
    )

    @field_validator("so2_charge", "co2_charge")
    @classmethod
    def _charge_a_year(cls, value: Yearly, info: ValidationInfo) -> Yearly:
        return fits_years(value, info)

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.so2_charge = in_year(self.so2_charge, self.start, year)
        policy.co2_charge = in_year(self.co2_charge, self.start, year)
        fill(policy.charged, self.open_cities())
        if in_year(self.budget, self.start, year) > 0.0:
            policy.retrofit_rate = self.main_rate("retrofit_rate")
            policy.retrofit_cap = self.retrofit_cap
            policy.contract_share = self.contract_share
