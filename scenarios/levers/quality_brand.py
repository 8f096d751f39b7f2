"""The lever ``quality_brand``: quality programmes and regional brands of whole clusters."""

from __future__ import annotations

from agents.province import Policy, Programme
from scenarios.field_types import Share
from scenarios.levers.base import (
    BY_ENTERPRISE,
    DirectOutcome,
    Ignored,
    Lever,
    Step,
    key,
    trial_table,
)


class QualityBrand(Lever):
    """Quality programmes and regional brands of clusters."""

    clause = "三(七)"
    parts = ("quality_share", "brand_share")
    ways_to_pay = (("quality_share",), ("brand_share",))
    ignored_selectors = (Ignored(parts, BY_ENTERPRISE, "whole_clusters"),)
    steps = (
        Step(
            "model.events.cluster_programmes.pay_clusters",
            ("quality_share", "brand_share"),
            ("fiscal_cost_quality_brand",),
        ),
        Step(
            "agents.cluster.use_programmes",
            ("quality_share", "brand_share"),
            ("quality", "output"),
        ),
        Step(
            "agents.enterprise.cost_and_price.set_attractiveness",
            ("brand_share",),
            ("output", "employment"),
        ),
    )
    trial = trial_table(quality_share=0.5, brand_share=0.5)
    direct_outcome = DirectOutcome("quality", 2020, 1, "all")

    quality_share: Share = key(
        0.6, "share of budget", "三(七)", "money for quality technology", "质量技术资金比例"
    )
    brand_share: Share = key(
        0.4,
        "share of budget",
        "三(七)",
        "money for regional brands; the two shares together at most 1",
        "区域品牌资金比例；两项合计不超过 1",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.programme[Programme.QUALITY] = self.quality_share
        policy.programme[Programme.BRAND] = self.brand_share
