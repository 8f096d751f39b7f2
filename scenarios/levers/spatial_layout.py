"""The lever ``spatial_layout``: parks, clusters, assessments, and plants that move."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from agents.province import Policy
from model.input_data.data_tables import CITIES, REGIONS
from scenarios.field_types import Cap, Names, Place, Share
from scenarios.levers.base import LeverTable, Rate, _fill, key


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


def _spatial_layout(table: Any, handles: Policy, year: int) -> None:
    t: SpatialLayout = table
    handles.park_share = t.park_share
    handles.cluster_share = t.cluster_share
    handles.assessment_share = t.assessment_share
    handles.moving_rate = t.main_rate("moving_rate")
    handles.moving_cap = t.moving_cap
    named = {city for place in t.receivers for city in REGIONS.get(place, (place,))}
    _fill(handles.receiver, [float(city in named) for city in CITIES])
