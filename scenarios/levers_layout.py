"""Levers about places: spatial layout, and projects of central enterprises with the province."""

from __future__ import annotations

from typing import Annotated, ClassVar

from scenarios.lever_table import LeverTable, Rate, key
from scenarios.values import Cap, Names, Place, Share


class SpatialLayout(LeverTable):
    """Services, room and assessments of parks and clusters, and support to plants that move.

    ``regions`` and ``cities`` say where the money goes: where parks and clusters lie and plants
    arrive; ``owners`` and ``sizes`` are those of enterprises that move.
    """

    title_zh = "调整优化产业布局"
    clause = "三(四)"
    parts = ("park_share", "cluster_share", "assessment_share")
    rate_of = ("moving_rate",)
    default_rates: ClassVar[dict[str, float]] = {"moving_rate": 0.3}
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


class CentralLocal(LeverTable):
    """Land, approval and support for the 40 central and the dated projects; local suppliers.

    A helped project is less likely to be given up and begins sooner. ``sectors``, ``owners`` and
    places are those of the projects; sizes do not matter.
    """

    title_zh = "推进央地合作发展"
    clause = "三(九)"
    rate_of = ("project_rate",)
    default_rates: ClassVar[dict[str, float]] = {"project_rate": 0.01}
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
