"""The lever ``alliances``: shared research and supply among the members of an alliance."""

from __future__ import annotations

from agents.province import Policy
from scenarios.levers.base import (
    TOY_OF_LEADS,
    DirectOutcome,
    Lever,
    Step,
    trial_table,
)


class Alliances(Lever):
    """Alliances of leading enterprises: joint research and supply."""

    clause = "三(八)"
    recipients = "leading"
    steps = (
        Step(
            "model.events.alliances.join_alliances",
            ("budget",),
            ("alliance_members", "fiscal_cost_alliances"),
        ),
        Step("agents.enterprise.innovation.imitate", ("budget",), ("quality",)),
        Step("agents.enterprise.cost_and_price.set_cost_factors", ("budget",), ("profit_margin",)),
    )
    trial = trial_table()
    trial_cells = TOY_OF_LEADS
    direct_outcome = DirectOutcome("alliance_members", 2018, 1, "all")

    def write_handles(self, policy: Policy, year: int) -> None:
        """Members pay no more than their fee, which the lever takes over: nothing to set."""
