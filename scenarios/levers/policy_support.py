"""The lever ``policy_support``: the special fund, backbone enterprises, public services."""

from __future__ import annotations

from typing import Annotated, Any

from agents.province import Policy, Programme
from scenarios.field_types import Share, Within
from scenarios.levers.base import LeverTable, key


class PolicySupport(LeverTable):
    """Size of the special fund, backbone enterprises, public services of clusters."""

    title_zh = "强化政策支持"
    clause = "四(一)"
    parts = ("backbone_share", "service_share")
    fund: Annotated[float, Within(0.0, 1_000_000.0)] = key(
        3000.0,
        "million yuan/year",
        "四(一)",
        "special fund that all levers share while this one is in force",
        "本工具实施期间各项工具共用的专项资金规模",
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


def _policy_support(table: Any, handles: Policy, year: int) -> None:
    t: PolicySupport = table
    handles.backbone_share = t.backbone_share
    handles.programme[Programme.PUBLIC_SERVICE] = t.service_share
