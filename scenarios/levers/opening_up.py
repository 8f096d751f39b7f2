"""The lever ``opening_up``: exports, licences and plants abroad."""

from __future__ import annotations

from typing import Any, ClassVar

from agents.province import Policy, Programme
from scenarios.field_types import Share
from scenarios.levers.base import LeverTable, Rate, key
from scenarios.levers.innovation import Innovation


class OpeningUp(LeverTable):
    """Foreign technology, exports, capacity abroad."""

    title_zh = "提升开放合作水平"
    clause = "三(十)"
    parts = ("export_share", "licence_share", "abroad_share")
    rate_of = ("abroad_rate",)
    default_rates: ClassVar[dict[str, float]] = {"abroad_rate": 0.0}
    export_share: Share = key(
        0.6, "share of budget", "三(十)", "money for the promotion of exports", "出口促进资金比例"
    )
    licence_share: Share = key(
        0.2,
        "share of budget",
        "三(十)",
        "money for foreign technology, at the rate given under innovation (0.3)",
        "引进国外技术资金比例，补助比例同自主创新（0.3）",
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


def _opening_up(table: Any, handles: Policy, year: int) -> None:
    t: OpeningUp = table
    handles.programme[Programme.EXPORTS] = t.export_share
    handles.licence_share = t.licence_share
    handles.abroad_share = t.abroad_share
    handles.abroad_rate = t.main_rate("abroad_rate")
    if handles.acquisition_rate <= 0.0:
        handles.acquisition_rate = float(Innovation.default_rates["acquisition_rate"])
