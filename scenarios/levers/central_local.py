"""The lever ``central_local``: projects that central enterprises build in the province."""

from __future__ import annotations

from typing import Any, ClassVar

from agents.province import Policy
from scenarios.field_types import Cap, Share
from scenarios.levers.base import LeverTable, Rate, key


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


def _central_local(table: Any, handles: Policy, year: int) -> None:
    t: CentralLocal = table
    handles.project_rate = t.main_rate("project_rate")
    handles.project_cap = t.project_cap
    handles.local_orders = t.local_orders
