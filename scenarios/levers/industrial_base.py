"""The lever ``industrial_base``: core components and test platforms."""

from __future__ import annotations

from typing import Any

from agents.province import Policy, Programme
from scenarios.field_types import Share
from scenarios.levers.base import LeverTable, key


class IndustrialBase(LeverTable):
    """Base processes, key materials, core components and test platforms."""

    title_zh = "强化工业基础能力"
    clause = "三(六)"
    components_share: Share = key(
        1.0,
        "share of budget",
        "三(六)",
        "money for makers of core components",
        "核心基础部件企业的资金比例",
    )


def _industrial_base(table: Any, handles: Policy, year: int) -> None:
    t: IndustrialBase = table
    handles.programme[Programme.COMPONENTS] = t.components_share
