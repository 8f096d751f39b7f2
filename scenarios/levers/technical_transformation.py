"""The lever ``technical_transformation``: grants and discounts for upgrading projects."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import field_validator

from agents.province import Policy
from model.input_data.data_tables import SECTORS
from scenarios.field_types import Cap, Discount, Place, Sector, Share, Weight, check_sum
from scenarios.levers.base import LeverTable, Rate, _by_city, _fill, _reserve, key


class TechnicalTransformation(LeverTable):
    """Grants on equipment and interest discounts for upgrading projects, by ranking."""

    title_zh = "加大技术改造力度"
    clause = "三(二)"
    rate_of = ("grant_rate",)
    default_rates: ClassVar[dict[str, float]] = {"grant_rate": 0.10}
    grant_rate: Rate | None = key(
        None,
        "share of cost",
        "三(二)",
        "grant on an upgrading project; 0.10 unless given",
        "技术改造项目补助比例，默认 0.10",
    )
    grant_cap: Cap = key(
        10.0, "million yuan/project", "三(二)", "largest grant to one project", "单个项目补助上限"
    )
    major_discount: Discount = key(
        0.02,
        "share/year",
        "三(二)",
        "interest discount on a major project (1 billion yuan)",
        "重大项目（10亿元以上）贴息",
    )
    major_cap: Cap = key(
        50.0,
        "million yuan/project",
        "三(二)",
        "largest discount to one major project",
        "单个重大项目贴息上限",
    )
    major_share: Share = key(
        0.3,
        "share of budget",
        "三(二)",
        "money reserved for the queue of major projects",
        "重大项目资金比例",
    )
    screening: Weight = key(
        0.0,
        "score",
        "三(二)",
        "weight against projects that would go on anyway",
        "对无需支持项目的扣分权重",
    )
    connection: Weight = key(
        0.0, "score", "四(一)", "favour to state owners; 0 is fair", "对国有企业的偏向，0 为公平"
    )
    region_weights: dict[Place, Weight] = key(
        {},
        "score by region or city",
        "三(四)",
        "weight in the ranking; a city named itself goes before its regions, of two regions the "
        "larger counts",
        "排序加分；城市自身优先于区域，两个区域取大者",
    )
    sector_weights: dict[Sector, Weight] = key(
        {},
        "score by sector",
        "二",
        "weight in the ranking, added to that of the catalogue",
        "行业排序加分，与目录加分相加",
    )
    reserve: dict[Place, Share] = key(
        {},
        "share of budget by region or city",
        "三(四)",
        "money kept for applicants of a region or city; a region's is split equally among its "
        "cities",
        "为区域或城市预留的资金比例；区域份额在其城市间均分",
    )

    _sum = field_validator("reserve")(check_sum)


def _technical_transformation(table: Any, handles: Policy, year: int) -> None:
    t: TechnicalTransformation = table
    handles.grant_rate = t.main_rate("grant_rate")
    handles.grant_cap = t.grant_cap
    handles.major_discount = t.major_discount
    handles.major_cap = t.major_cap
    handles.major_share = t.major_share
    handles.screening = t.screening
    handles.connection = t.connection
    _fill(handles.city_score, _by_city(t.region_weights, 0.0))
    _fill(handles.sector_score, [t.sector_weights.get(name, 0.0) for name in SECTORS])
    _fill(handles.reserve, _reserve(t.reserve))
