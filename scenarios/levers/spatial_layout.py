"""The lever ``spatial_layout``: parks, clusters, assessments, and plants that move."""

from __future__ import annotations

from typing import Annotated, ClassVar

from agents.province import Policy
from model.input_data.data_tables import CITIES, REGIONS
from scenarios.field_types import Cap, Names, Place, Share
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


class SpatialLayout(Lever):
    """Services, room and assessments of parks and clusters, and support to plants that move.

    ``regions`` and ``cities`` say where the money goes: where parks and clusters lie and plants
    arrive; ``owners`` and ``sizes`` are those of enterprises that move.
    """

    clause = "三(四)"
    parts = ("park_share", "cluster_share", "assessment_share")
    rate_of = ("moving_rate",)
    default_rates: ClassVar[dict[str, float]] = {"moving_rate": 0.3}
    ways_to_pay = (
        ("park_share",),
        ("cluster_share",),
        ("assessment_share",),
        ("moving_rate", "moving_cap"),
    )
    raised = ("moving_rate", "moving_cap")
    needs: ClassVar[dict[str, KeyNames]] = {"receivers": ("moving_rate",)}
    paid_last = ("moving_rate", "moving_cap", "receivers")
    ignored_selectors = (
        Ignored(("park_share", "cluster_share", "assessment_share"), BY_ENTERPRISE, "whole_places"),
    )
    recipients = "place"
    steps = (
        Step(
            "agents.place.pay_assessment",
            ("assessment_share",),
            ("assessed_parks", "fiscal_cost_spatial_layout"),
        ),
        Step(
            "model.events.parks.build_places",
            ("park_share", "cluster_share"),
            (
                "fiscal_cost_spatial_layout",
                "developed_clusters",
                "developed_priority_clusters",
                "developed_petrochemical_parks",
            ),
        ),
        Step(
            "agents.place.build_services",
            ("park_share", "cluster_share"),
            ("entrants", "output"),
        ),
        Step(
            "model.events.parks.open_places",
            ("park_share", "cluster_share", "assessment_share"),
            ("entrants", "theil_between_regions"),
        ),
        Step(
            "model.events.relocation.consider_moving",
            ("moving_rate", "moving_cap", "receivers"),
            ("moved_enterprises", "theil_between_regions"),
        ),
        Step(
            "model.events.relocation.award_moves",
            ("moving_rate", "moving_cap"),
            ("moved_enterprises", "fiscal_cost_spatial_layout"),
        ),
    )
    trial = trial_table(
        park_share=0.4,
        cluster_share=0.3,
        assessment_share=0.1,
        moving_rate=0.6,
        receivers=["Anshan"],
    )
    direct_outcome = DirectOutcome("moved_enterprises", 2018, 1, "all")

    park_share: Share = key(
        0.4,
        "share of budget",
        "三(四)",
        "money for services and room of parks and bases",
        "园区和基地配套与空间建设资金比例",
    )
    cluster_share: Share = key(
        0.3,
        "share of budget",
        "三(四)",
        "money for services of the 31 listed clusters, the 15 first",
        "31个重点产业集群（优先15个）服务建设资金比例",
    )
    assessment_share: Share = key(
        0.0,
        "share of budget",
        "三(四)",
        "money for environmental assessments of the plans of parks, without which nothing may be "
        "built there; the three shares together at most 1, the rest is for plants that move",
        "园区规划环评资金比例（未通过者不得建设）；三项合计不超过 1，其余用于产业转移",
    )
    moving_rate: Rate | None = key(
        None,
        "share of plant cost",
        "三(四)",
        "support to a new plant built in a receiving city by an enterprise of another; 0.3 unless "
        "given",
        "企业到承接地新建工厂的补助比例，默认 0.3",
    )
    moving_cap: Cap = key(
        50.0,
        "million yuan/plant",
        "三(四)",
        "largest support to one plant that moves",
        "单个转移项目补助上限",
    )
    receivers: Annotated[list[Place], Names()] = key(
        ["northwest"],
        "names",
        "三(四)",
        "regions or cities to which moving is supported, as far as the lever is open to them",
        "产业转移承接区域或城市（须在适用范围内）",
    )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.park_share = self.park_share
        policy.cluster_share = self.cluster_share
        policy.assessment_share = self.assessment_share
        policy.moving_rate = self.main_rate("moving_rate")
        policy.moving_cap = self.moving_cap
        named = {city for place in self.receivers for city in REGIONS.get(place, (place,))}
        fill(policy.receiver, [float(city in named) for city in CITIES])
