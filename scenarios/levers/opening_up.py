"""The lever ``opening_up``: exports, licences and plants abroad."""

from __future__ import annotations

from typing import ClassVar

from agents.province import Policy, Programme
from scenarios.field_types import Share
from scenarios.levers.base import (
    BY_ENTERPRISE,
    TOY_OF_LEADS,
    DirectOutcome,
    Ignored,
    Lever,
    Rate,
    Step,
    key,
    trial_table,
)


class OpeningUp(Lever):
    """Foreign technology, exports, capacity abroad."""

    clause = "三(十)"
    parts = ("export_share", "licence_share", "abroad_share")
    rate_of = ("abroad_rate",)
    default_rates: ClassVar[dict[str, float]] = {"abroad_rate": 0.0}
    ways_to_pay = (
        ("export_share",),
        ("licence_share", "licence_rate"),
        ("abroad_share", "abroad_rate"),
    )
    raised = ("abroad_rate",)
    ignored_selectors = (Ignored(("export_share",), BY_ENTERPRISE, "whole_clusters"),)
    steps = (
        Step(
            "model.events.cluster_programmes.pay_clusters",
            ("export_share",),
            ("fiscal_cost_opening_up",),
        ),
        Step(
            "agents.enterprise.production.receive_orders",
            ("export_share",),
            ("output", "employment"),
        ),
        Step(
            "model.events.enterprise_support.buy_technology",
            ("licence_share", "licence_rate"),
            ("quality",),
        ),
        Step(
            "model.events.grants.build_abroad",
            ("abroad_share", "abroad_rate"),
            ("capacity_abroad", "investment"),
        ),
    )
    trial = trial_table(export_share=0.4, licence_share=0.3, abroad_share=0.3, abroad_rate=0.3)
    trial_cells = TOY_OF_LEADS
    direct_outcome = DirectOutcome("capacity_abroad", 2020, 1, "all")

    export_share: Share = key(
        0.6, "share of budget", "三(十)", "money for the promotion of exports", "出口促进资金比例"
    )
    licence_share: Share = key(
        0.2,
        "share of budget",
        "三(十)",
        "money for foreign technology",
        "引进国外技术资金比例",
    )
    licence_rate: Rate = key(
        0.3,
        "share of cost",
        "三(十)",
        "support of technology bought abroad",
        "引进国外技术补助比例",
    )
    abroad_share: Share = key(
        0.2,
        "share of budget",
        "三(十)",
        "money for capacity abroad; the three shares together at most 1",
        "境外建厂资金比例；三项合计不超过 1",
    )
    abroad_rate: Rate | None = key(
        None,
        "share of cost",
        "三(十)",
        "support of capacity that leading enterprises build abroad; 0 unless given",
        "骨干企业境外建厂补助比例，默认 0",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.programme[Programme.EXPORTS] = self.export_share
        policy.licence_share = self.licence_share
        policy.licence_rate = self.licence_rate
        policy.abroad_share = self.abroad_share
        policy.abroad_rate = self.main_rate("abroad_rate")
