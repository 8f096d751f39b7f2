"""The lever ``policy_support``: the special fund, backbone enterprises, public services."""

from __future__ import annotations

from typing import Annotated, ClassVar

from agents.parameters import table
from agents.province import Policy, Programme
from scenarios.field_types import Share, Within, in_year
from scenarios.levers.base import (
    BY_ENTERPRISE,
    TOY_OF_LEADS,
    DirectOutcome,
    Ignored,
    KeyNames,
    Lever,
    Step,
    key,
    trial_table,
)
from scenarios.quantities import MONEY

FUND_2014 = 2000.0  # million yuan a year without policy_support; assumed, no source states it


class PolicySupport(Lever):
    """Size of the special fund, backbone enterprises, public services of clusters."""

    clause = "四(一)"
    parts = ("backbone_share", "service_share")
    ways_to_pay = (("backbone_share",), ("service_share",))
    needs: ClassVar[dict[str, KeyNames]] = {"fund": ("budget",)}
    ignored_selectors = (Ignored(("service_share",), BY_ENTERPRISE, "whole_clusters"),)
    recipients = "leading"
    steps = (
        Step("model.events.lever_budgets.open_budgets", ("fund",), ("fiscal_cost",)),
        Step(
            "model.events.cluster_programmes.pay_clusters",
            ("service_share",),
            ("fiscal_cost_policy_support",),
        ),
        Step(
            "model.events.investment_plans.make_plan",
            ("service_share",),
            ("upgrading_investment", "cnc_rate"),
        ),
        Step(
            "model.events.enterprise_support.relieve_backbone",
            ("backbone_share",),
            ("debt_ratio", "fiscal_cost_policy_support"),
        ),
    )
    trial = trial_table(fund=4000, backbone_share=0.5, service_share=0.5)
    trial_cells = TOY_OF_LEADS
    direct_outcome = DirectOutcome("cnc_rate", 2020, 1, "all")

    fund: Annotated[float, Within(0.0, 1_000_000.0, MONEY)] = key(
        3000.0,
        "million yuan/year",
        "四(一)",
        "special fund that all levers share while this one is in force; what it has beyond the "
        "size of 2014 costs a hundredth of itself in administration, which this budget has to pay",
        "本工具实施期间各项工具共用的专项资金规模；超出 2014 年规模部分的管理成本（百分之一）"
        "由本工具预算承担",
    )
    backbone_share: Share = key(
        0.0,
        "share of budget",
        "四(一)",
        "money for the interest of backbone enterprises",
        "骨干企业贷款利息补助资金比例",
    )
    service_share: Share = key(
        0.5,
        "share of budget",
        "四(一)",
        "money for public service platforms of clusters; the two shares together at most 1",
        "产业集群公共服务平台资金比例；两项合计不超过 1",
    )

    def fund_in(self, year: int) -> float:
        """The special fund of a year, million yuan: as far as its administration can be paid."""
        budget = in_year(self.budget, self.start, year)
        return min(self.fund, FUND_2014 + budget / table()["fund_administration"].value[0])

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.fund_raised = max(0.0, self.fund_in(year) - FUND_2014)
        policy.backbone_share = self.backbone_share
        policy.programme[Programme.PUBLIC_SERVICE] = self.service_share
