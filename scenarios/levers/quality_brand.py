"""The lever ``quality_brand``: quality programmes and regional brands of whole clusters."""

from __future__ import annotations

from typing import Any

from agents.province import Policy, Programme
from scenarios.field_types import Share
from scenarios.levers.base import LeverTable, key


class QualityBrand(LeverTable):
    """Quality programmes and regional brands of clusters."""

    title_zh = "强化质量品牌建设"
    clause = "三(七)"
    parts = ("quality_share", "brand_share")
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


def _quality_brand(table: Any, handles: Policy, year: int) -> None:
    t: QualityBrand = table
    handles.programme[Programme.QUALITY] = t.quality_share
    handles.programme[Programme.BRAND] = t.brand_share
