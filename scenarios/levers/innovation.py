"""The lever ``innovation``: technology centres, research, platforms, insurance, talent."""

from __future__ import annotations

from typing import Annotated, ClassVar

from agents.province import Policy, Programme
from scenarios.field_types import Cap, Share, Within
from scenarios.levers.base import (
    BY_ENTERPRISE,
    BY_SECTOR,
    TOY_OF_LEADS,
    DirectOutcome,
    Ignored,
    KeyNames,
    Lever,
    Rate,
    Step,
    key,
    trial_table,
)


class Innovation(Lever):
    """Technology centres, key technologies, platforms, first sets, foreign technology, talent."""

    clause = "三(一)"
    parts = (
        "research_share",
        "platform_share",
        "insurance_share",
        "acquisition_share",
        "talent_share",
    )
    rate_of = ("acquisition_rate",)
    default_rates: ClassVar[dict[str, float]] = {"acquisition_rate": 0.3}
    ways_to_pay = (
        ("centres",),
        ("research_share", "research_award"),
        ("platform_share",),
        ("insurance_share",),
        ("acquisition_share", "acquisition_rate"),
        ("talent_share",),
    )
    raised = ("centres", "research_award")
    needs: ClassVar[dict[str, KeyNames]] = {
        "acquisition_rate": ("acquisition_share",),
        "centre_award": ("centres",),
    }
    ignored_selectors = (
        Ignored(("platform_share",), BY_ENTERPRISE, "whole_clusters"),
        Ignored(("talent_share",), BY_SECTOR, "whole_cities"),
    )
    steps = (
        Step(
            "model.events.enterprise_support.certify_centres",
            ("centres", "centre_award"),
            ("technology_centres", "fiscal_cost_innovation"),
        ),
        Step(
            "model.events.enterprise_support.fund_research",
            ("research_share", "research_award"),
            ("research_intensity", "fiscal_cost_innovation"),
        ),
        Step(
            "agents.enterprise.innovation.do_research",
            ("research_share", "research_award"),
            ("key_technologies", "innovative_products", "quality"),
        ),
        Step(
            "agents.enterprise.innovation.invent",
            ("centres", "research_share"),
            ("key_technologies", "innovative_products", "quality"),
        ),
        Step(
            "model.events.cluster_programmes.pay_clusters",
            ("platform_share",),
            ("innovation_platforms", "quality"),
        ),
        Step(
            "model.events.enterprise_support.insure_first_sets",
            ("insurance_share",),
            ("output",),
        ),
        Step(
            "model.events.enterprise_support.buy_technology",
            ("acquisition_share", "acquisition_rate"),
            ("quality",),
        ),
        Step(
            "model.events.cluster_programmes.raise_skill",
            ("talent_share",),
            ("erp_penetration",),
        ),
    )
    trial = trial_table(
        centres=40,
        centre_award=1,
        research_share=0.4,
        research_award=1,
        platform_share=0.1,
        insurance_share=0.2,
        acquisition_share=0.1,
        acquisition_rate=0.8,
        talent_share=0.1,
    )
    trial_cells = TOY_OF_LEADS
    direct_outcome = DirectOutcome("technology_centres", 2018, 1, "all")

    centres: Annotated[float, Within(0.0, 1000.0)] = key(
        0.0, "enterprises/year", "三(一)", "technology centres certified", "新认定企业技术中心"
    )
    centre_award: Cap = key(
        0.5, "million yuan/centre", "三(一)", "paid to a new technology centre", "技术中心奖励"
    )
    research_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for key-technology projects",
        "关键技术攻关资金比例",
    )
    research_award: Cap = key(
        2.0,
        "million yuan/project",
        "三(一)",
        "paid for one key-technology project",
        "单个关键技术攻关项目补助",
    )
    platform_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for innovation platforms",
        "产业专业技术创新平台资金比例",
    )
    insurance_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for the insurance of first sets of equipment",
        "首台（套）保险补偿资金比例",
    )
    acquisition_share: Share = key(
        0.0, "share of budget", "三(一)", "money for foreign technology", "引进国外技术资金比例"
    )
    acquisition_rate: Rate | None = key(
        None,
        "share of cost",
        "三(一)",
        "support of technology bought abroad; 0.3 unless given",
        "引进国外技术补助比例，默认 0.3",
    )
    talent_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for talent; all shares together at most 1",
        "人才引进培养资金比例；各项合计不超过 1",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.centres = self.centres
        policy.centre_award = self.centre_award
        policy.research_share = self.research_share
        policy.research_award = self.research_award
        policy.programme[Programme.INNOVATION_PLATFORM] = self.platform_share
        policy.insurance_share = self.insurance_share
        policy.acquisition_share = self.acquisition_share
        policy.acquisition_rate = self.main_rate("acquisition_rate")
        policy.talent_share = self.talent_share
