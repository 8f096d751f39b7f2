"""Upgrading, closing, digitalising: levers that a mix may pull, with their keys in a file.

To build a further lever: a class here or beside it, its lines in ``scenarios/mix.py`` and one
compile function in ``scenarios/handles.py``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import ValidationInfo, field_validator

from scenarios.lever_table import LeverTable, Rate, fits_years, key
from scenarios.values import (
    Cap,
    Discount,
    Names,
    PerTonne,
    Place,
    Product,
    Ratio,
    Sector,
    Share,
    System,
    Tonnes,
    Weight,
    Within,
    Yearly,
    YearlyShare,
    check_sum,
)


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


class CapacityElimination(LeverTable):
    """Closure orders by product, with compensation, control and help for the workers."""

    title_zh = "淘汰落后产能"
    clause = "三(五)"
    rate_of = ("monitoring",)
    default_rates: ClassVar[dict[str, float]] = {"monitoring": 0.5}
    quota: dict[Product, Tonnes] = key(
        {},
        "tonnes/year by product",
        "三(五)",
        "outdated capacity ordered closed by the province, beyond the nation's",
        "省定淘汰任务（国家任务之外）",
    )
    standard: YearlyShare = key(
        0.0,
        "share, one number or one a year",
        "三(五)",
        "share of obsolete capacity that counts as outdated; 0 keeps to the list of 2015",
        "视为落后的低端产能比例；0 表示只按 2015 年名单",
    )
    compensation: dict[Product, PerTonne] = key(
        {},
        "yuan/tonne by product",
        "三(五)",
        "paid for closed capacity; 0 where not given",
        "淘汰产能补偿，未列为 0",
    )
    region_weights: dict[Place, Weight] = key(
        {},
        "weight by region or city",
        "三(四)",
        "weight in the share of quotas; 1 where not given",
        "任务分解权重，未列为 1",
    )
    replacement_ratio: Ratio = key(
        1.0,
        "new over closed tonnes",
        "三(五)",
        "new steel and aluminium capacity allowed for closed capacity; 1 equal, 0.8 reduced, "
        "0 leaves it to the nation's ratio",
        "钢铁、电解铝产能置换比例：1 等量，0.8 减量，0 表示沿用国家比例",
    )
    monitoring: Share | None = key(
        None,
        "share",
        "三(五)",
        "intensity of control after closure; 0.5 unless given",
        "关停后监测强度，默认 0.5",
    )
    worker_support: Share = key(
        0.0,
        "share",
        "三(五)",
        "retraining of displaced workers: faster matching",
        "分流职工再培训力度",
    )
    support_per_worker: Annotated[float, Within(0.0, 1.0)] = key(
        0.0,
        "million yuan/person",
        "三(五)",
        "paid for one displaced worker",
        "每名分流职工安置补助",
    )

    @field_validator("standard")
    @classmethod
    def _standard_a_year(cls, value: Yearly, info: ValidationInfo) -> Yearly:
        return fits_years(value, info)

    @field_validator("quota")
    @classmethod
    def _quota_a_year(cls, value: dict[str, Yearly], info: ValidationInfo) -> dict[str, Yearly]:
        return fits_years(value, info)


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
