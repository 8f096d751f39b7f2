"""The lever ``industrial_base``: core components and test platforms."""

from __future__ import annotations

from types import MappingProxyType

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


class IndustrialBase(Lever):
    """Base processes, key materials, core components and test platforms."""

    clause = "三(六)"
    ways_to_pay = (("components_share",),)
    ignored_selectors = (Ignored(("components_share",), BY_ENTERPRISE, "whole_clusters"),)
    recipients = "component"
    steps = (
        Step(
            "model.events.cluster_programmes.pay_clusters",
            ("components_share",),
            ("fiscal_cost_industrial_base",),
        ),
        Step(
            "model.events.cluster_programmes.build_base",
            ("components_share",),
            ("quality", "output"),
        ),
        Step("model.events.markets.price_inputs", ("components_share",), ("profit",)),
    )
    trial = trial_table(components_share=1.0)
    trial_cells = MappingProxyType(
        {("Shenyang", "cnc_machine_tools"): 8.0, ("Dalian", "precision_bearings"): 6.0}
    )
    direct_outcome = DirectOutcome("quality", 2020, 1, "equipment")

    components_share: Share = key(
        1.0,
        "share of budget",
        "三(六)",
        "money for makers of core components",
        "核心基础部件企业的资金比例",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.programme[Programme.COMPONENTS] = self.components_share
