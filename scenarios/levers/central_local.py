"""The lever ``central_local``: projects that central enterprises build in the province."""

from __future__ import annotations

from typing import ClassVar

from agents.province import Policy
from scenarios.field_types import Cap, Share
from scenarios.levers.base import (
    DirectOutcome,
    Ignored,
    KeyNames,
    Lever,
    Rate,
    Step,
    key,
    trial_table,
)


class CentralLocal(Lever):
    """Land, approval and support for the 40 central and the dated projects; local suppliers.

    A helped project is less likely to be given up and begins sooner. ``sectors``, ``owners`` and
    places are those of the projects; sizes do not matter.
    """

    clause = "三(九)"
    rate_of = ("project_rate",)
    default_rates: ClassVar[dict[str, float]] = {"project_rate": 0.01}
    ways_to_pay = (("project_rate", "project_cap"),)
    raised = ("project_rate", "project_cap")
    needs: ClassVar[dict[str, KeyNames]] = {"local_orders": ("project_rate",)}
    ignored_selectors = (Ignored(("project_rate",), ("sizes",), "projects_have_no_size"),)
    recipients = "project"
    steps = (
        Step(
            "model.events.large_projects.help_projects",
            ("project_rate", "project_cap"),
            ("fiscal_cost_central_local", "central_projects_completed"),
        ),
        Step(
            "agents.place.decide_project",
            ("project_rate",),
            ("central_projects", "central_projects_completed", "major_projects"),
        ),
        Step("model.events.large_projects.work_on", ("local_orders",), ("investment", "output")),
    )
    trial = trial_table(project_rate=0.1, project_cap=50, local_orders=0.5)
    direct_outcome = DirectOutcome("central_projects_completed", 2020, 1, "all")

    project_rate: Rate | None = key(
        None,
        "share of works",
        "三(九)",
        "cost to the province of land and support for one project; 0.01 unless given",
        "单个项目要素保障支出占投资额比例，默认 0.01",
    )
    project_cap: Cap = key(
        30.0,
        "million yuan/project",
        "三(九)",
        "largest cost of help for one project",
        "单个项目要素保障支出上限",
    )
    local_orders: Share = key(
        0.5,
        "share",
        "三(九)",
        "part of the gap to ordinary local orders that helped projects close",
        "受支持项目省内配套差距的缩小比例",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.project_rate = self.main_rate("project_rate")
        policy.project_cap = self.project_cap
        policy.local_orders = self.local_orders
