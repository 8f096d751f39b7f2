"""The lever ``innovation``: technology centres, research, platforms, insurance, talent."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from agents.province import Policy, Programme
from scenarios.field_types import Cap, Share, Within
from scenarios.levers.base import LeverTable, Rate, key


class Innovation(LeverTable):
    """Technology centres, key technologies, platforms, first sets, foreign technology, talent."""

    title_zh = "增强自主创新能力"
    clause = "三(一)"
    parts = (
        "research_share",
        "platform_share",
        "insurance_share",
        "acquisition_share",
        "talent_share",
    )
    rate_of = ("acquisition_rate",)
    default_rates: ClassVar[dict[str, float]] = {"acquisition_rate": 0.3}
    centres: Annotated[float, Within(0.0, 1000.0)] = key(
        0.0, "enterprises/year", "三(一)", "technology centres certified", "新认定企业技术中心"
    )
    centre_award: Cap = key(
        0.5, "million yuan/centre", "三(一)", "paid to a new technology centre", "技术中心奖励"
    )
    research_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for key-technology projects",
        "关键技术攻关资金比例",
    )
    research_award: Cap = key(
        2.0,
        "million yuan/project",
        "三(一)",
        "paid for one key-technology project",
        "单个关键技术攻关项目补助",
    )
    platform_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for innovation platforms",
        "产业专业技术创新平台资金比例",
    )
    insurance_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for the insurance of first sets of equipment",
        "首台（套）保险补偿资金比例",
    )
    acquisition_share: Share = key(
        0.0, "share of budget", "三(一)", "money for foreign technology", "引进国外技术资金比例"
    )
    acquisition_rate: Rate | None = key(
        None,
        "share of cost",
        "三(一)",
        "support of technology bought abroad, also under opening_up; 0.3 unless given",
        "引进国外技术补助比例（与开放合作共用），默认 0.3",
    )
    talent_share: Share = key(
        0.0,
        "share of budget",
        "三(一)",
        "money for talent; all shares together at most 1",
        "人才引进培养资金比例；各项合计不超过 1",
    )


def _innovation(table: Any, handles: Policy, year: int) -> None:
    t: Innovation = table
    handles.centres = t.centres
    handles.centre_award = t.centre_award
    handles.research_share = t.research_share
    handles.research_award = t.research_award
    handles.programme[Programme.INNOVATION_PLATFORM] = t.platform_share
    handles.insurance_share = t.insurance_share
    handles.acquisition_share = t.acquisition_share
    handles.acquisition_rate = t.main_rate("acquisition_rate")
    handles.talent_share = t.talent_share
