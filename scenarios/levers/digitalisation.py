"""The lever ``digitalisation``: the seven projects of informatisation."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from agents.province import Policy, Programme
from scenarios.field_types import SYSTEMS, Cap, Names, Share, System
from scenarios.levers.base import LeverTable, Rate, _fill, key


class Digitalisation(LeverTable):
    """Subsidies on digital systems, demonstration enterprises, shared cluster platforms."""

    title_zh = "促进两化深度融合"
    clause = "三(三)"
    parts = (
        "demonstration_share",
        "platform_share",
        "intelligence_share",
        "energy_share",
        "internet_share",
        "software_share",
        "e_commerce_share",
    )
    rate_of = ("rate_hardware", "rate_software")
    default_rates: ClassVar[dict[str, float]] = {"rate_hardware": 0.2, "rate_software": 0.4}
    rate_hardware: Rate | None = key(
        None,
        "share of cost",
        "三(三)",
        "subsidy on the hardware of a system; 0.2 unless given",
        "系统硬件补助比例，默认 0.2",
    )
    rate_software: Rate | None = key(
        None,
        "share of cost",
        "三(三)",
        "subsidy on the software of a system; 0.4 unless given",
        "系统软件补助比例，默认 0.4",
    )
    cap: Cap = key(
        1.5, "million yuan/system", "三(三)", "largest subsidy for one system", "单个系统补助上限"
    )
    systems: Annotated[list[System], Names()] = key(
        ["erp", "mes", "plm", "crm", "integration"],
        "names",
        "三(三)",
        "systems that are subsidised",
        "补助的系统",
    )
    demonstration_award: Cap = key(
        0.0,
        "million yuan/enterprise",
        "三(三)",
        "paid to one demonstration enterprise",
        "示范企业奖励",
    )
    demonstration_share: Share = key(
        0.0, "share of budget", "三(三)", "money for demonstration enterprises", "示范企业资金比例"
    )
    platform_share: Share = key(
        0.0,
        "share of budget",
        "三(三)",
        "money for shared cluster platforms",
        "产业集群公共平台资金比例",
    )
    intelligence_share: Share = key(
        0.0, "share of budget", "三(三)", "money for product intelligence", "产品智能化资金比例"
    )
    energy_share: Share = key(
        0.0,
        "share of budget",
        "三(三)",
        "money for energy-saving demonstration",
        "节能减排示范资金比例",
    )
    internet_share: Share = key(
        0.0, "share of budget", "三(三)", "money for the internet of things", "物联网应用资金比例"
    )
    software_share: Share = key(
        0.0, "share of budget", "三(三)", "money for industrial software", "工业软件资金比例"
    )
    e_commerce_share: Share = key(
        0.0,
        "share of budget",
        "三(三)",
        "money for internet industry and e-commerce; all shares together at most 1",
        "互联网产业应用和电子商务资金比例；各项合计不超过 1",
    )


def _digitalisation(table: Any, handles: Policy, year: int) -> None:
    t: Digitalisation = table
    handles.subsidy_hardware = t.main_rate("rate_hardware")
    handles.subsidy_software = t.main_rate("rate_software")
    handles.subsidy_cap = t.cap
    _fill(handles.system_weight, [float(name in t.systems) for name in SYSTEMS])
    handles.demonstration_award = t.demonstration_award
    handles.demonstration_share = t.demonstration_share
    handles.platform_share = t.platform_share
    handles.programme[Programme.PRODUCT_INTELLIGENCE] = t.intelligence_share
    handles.programme[Programme.ENERGY_DEMONSTRATION] = t.energy_share
    handles.programme[Programme.INTERNET_OF_THINGS] = t.internet_share
    handles.programme[Programme.SOFTWARE] = t.software_share
    handles.programme[Programme.E_COMMERCE] = t.e_commerce_share
