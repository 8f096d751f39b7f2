"""The lever ``digitalisation``: the seven projects of informatisation."""

from __future__ import annotations

from typing import Annotated, ClassVar

from agents.province import Policy, Programme
from model.indicators import SYSTEM_NAMES
from scenarios.field_types import Cap, Names, Share, System
from scenarios.levers.base import (
    BY_ENTERPRISE,
    DirectOutcome,
    Ignored,
    KeyNames,
    Lever,
    Rate,
    Step,
    fill,
    key,
    trial_table,
)

PENETRATIONS = (
    "key_erp_penetration",
    "key_mes_penetration",
    "key_plm_penetration",
    "key_crm_penetration",
    "key_systems_integration",
    "erp_penetration",
    "mes_penetration",
    "plm_penetration",
    "crm_penetration",
    "systems_integration",
)


class Digitalisation(Lever):
    """Subsidies on digital systems, demonstration enterprises, shared cluster platforms."""

    clause = "三(三)"
    parts = (
        "demonstration_share",
        "platform_share",
        "intelligence_share",
        "energy_share",
        "internet_share",
        "software_share",
        "e_commerce_share",
    )
    rate_of = ("rate_hardware", "rate_software")
    default_rates: ClassVar[dict[str, float]] = {"rate_hardware": 0.2, "rate_software": 0.4}
    ways_to_pay = (
        ("rate_hardware", "cap"),
        ("rate_software", "cap"),
        ("demonstration_share", "demonstration_award"),
        ("platform_share",),
        ("intelligence_share",),
        ("energy_share",),
        ("internet_share",),
        ("software_share",),
        ("e_commerce_share",),
    )
    raised = ("rate_hardware", "rate_software", "cap")
    needs: ClassVar[dict[str, KeyNames]] = {"systems": ("rate_hardware", "rate_software")}
    paid_last = ("rate_hardware", "rate_software")
    ignored_selectors = (
        # all but the first of its parts, the awards of demonstration enterprises
        Ignored(parts[1:], BY_ENTERPRISE, "whole_clusters"),
    )
    steps = (
        Step(
            "model.events.investment_plans.plan_systems",
            ("rate_hardware", "rate_software", "cap", "systems"),
            PENETRATIONS,
        ),
        Step(
            "model.events.grants.award_subsidies",
            ("rate_hardware", "rate_software", "cap"),
            ("fiscal_cost_digitalisation",),
        ),
        Step("agents.enterprise.digital_adoption.install", ("systems",), PENETRATIONS),
        Step(
            "model.events.grants.name_demonstrations",
            ("demonstration_award", "demonstration_share"),
            PENETRATIONS,
        ),
        Step("model.events.grants.build_platforms", ("platform_share",), PENETRATIONS),
        Step(
            "model.events.cluster_programmes.pay_clusters",
            (
                "intelligence_share",
                "energy_share",
                "internet_share",
                "software_share",
                "e_commerce_share",
            ),
            ("fiscal_cost_digitalisation",),
        ),
        Step(
            "agents.cluster.use_programmes",
            (
                "intelligence_share",
                "energy_share",
                "internet_share",
                "software_share",
                "e_commerce_share",
            ),
            ("quality", "energy_intensity", "output", "erp_penetration"),
        ),
        Step(
            "agents.enterprise.digital_adoption.learn_systems",
            ("systems",),
            ("labour_productivity", "quality"),
        ),
    )
    trial = trial_table(
        rate_hardware=0.5,
        rate_software=0.8,
        demonstration_award=1.0,
        demonstration_share=0.2,
        platform_share=0.2,
        intelligence_share=0.1,
        energy_share=0.1,
        internet_share=0.1,
        software_share=0.1,
        e_commerce_share=0.1,
    )
    direct_outcome = DirectOutcome("erp_penetration", 2020, 1, "all")

    rate_hardware: Rate | None = key(
        None,
        "share of cost",
        "三(三)",
        "subsidy on the hardware of a system; 0.2 unless given",
        "系统硬件补助比例，默认 0.2",
    )
    rate_software: Rate | None = key(
        None,
        "share of cost",
        "三(三)",
        "subsidy on the software of a system; 0.4 unless given",
        "系统软件补助比例，默认 0.4",
    )
    cap: Cap = key(
        1.5, "million yuan/system", "三(三)", "largest subsidy for one system", "单个系统补助上限"
    )
    systems: Annotated[list[System], Names()] = key(
        ["erp", "mes", "plm", "crm", "integration"],
        "names",
        "三(三)",
        "systems that are subsidised",
        "补助的系统",
    )
    demonstration_award: Cap = key(
        0.0,
        "million yuan/enterprise",
        "三(三)",
        "paid to one demonstration enterprise",
        "示范企业奖励",
    )
    demonstration_share: Share = key(
        0.0, "share of budget", "三(三)", "money for demonstration enterprises", "示范企业资金比例"
    )
    platform_share: Share = key(
        0.0,
        "share of budget",
        "三(三)",
        "money for shared cluster platforms",
        "产业集群公共平台资金比例",
    )
    intelligence_share: Share = key(
        0.0, "share of budget", "三(三)", "money for product intelligence", "产品智能化资金比例"
    )
    energy_share: Share = key(
        0.0,
        "share of budget",
        "三(三)",
        "money for energy-saving demonstration",
        "节能减排示范资金比例",
    )
    internet_share: Share = key(
        0.0, "share of budget", "三(三)", "money for the internet of things", "物联网应用资金比例"
    )
    software_share: Share = key(
        0.0, "share of budget", "三(三)", "money for industrial software", "工业软件资金比例"
    )
    e_commerce_share: Share = key(
        0.0,
        "share of budget",
        "三(三)",
        "money for internet industry and e-commerce; all shares together at most 1",
        "互联网产业应用和电子商务资金比例；各项合计不超过 1",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.subsidy_hardware = self.main_rate("rate_hardware")
        policy.subsidy_software = self.main_rate("rate_software")
        policy.subsidy_cap = self.cap
        fill(policy.system_weight, [float(name in self.systems) for name in SYSTEM_NAMES])
        policy.demonstration_award = self.demonstration_award
        policy.demonstration_share = self.demonstration_share
        policy.platform_share = self.platform_share
        policy.programme[Programme.PRODUCT_INTELLIGENCE] = self.intelligence_share
        policy.programme[Programme.ENERGY_DEMONSTRATION] = self.energy_share
        policy.programme[Programme.INTERNET_OF_THINGS] = self.internet_share
        policy.programme[Programme.SOFTWARE] = self.software_share
        policy.programme[Programme.E_COMMERCE] = self.e_commerce_share
