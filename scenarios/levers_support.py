"""Levers that support the others: green manufacturing and financing."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import ValidationInfo, field_validator

from scenarios.lever_table import LeverTable, Rate, fits_years, key
from scenarios.values import Cap, Charge, Discount, Share, Within, Yearly


class GreenManufacturing(LeverTable):
    """Energy retrofits, energy contracts and charges on emissions."""

    title_zh = "提高绿色制造水平"
    clause = "三(五)"
    rate_of = ("retrofit_rate",)
    default_rates: ClassVar[dict[str, float]] = {"retrofit_rate": 0.15}
    retrofit_rate: Rate | None = key(
        None,
        "share of cost",
        "三(五)",
        "subsidy on energy retrofits; 0.15 unless given",
        "节能改造补助比例，默认 0.15",
    )
    retrofit_cap: Cap = key(
        5.0,
        "million yuan/project",
        "三(五)",
        "largest subsidy to one retrofit",
        "单个节能改造补助上限",
    )
    contract_share: Share = key(
        0.0,
        "share of cost",
        "三(五)",
        "retrofit cost fronted under energy contracts",
        "合同能源管理垫付比例",
    )
    so2_charge: Charge = key(
        0.0,
        "yuan/tonne",
        "三(五)",
        "charge on SO2; one number or one a year",
        "二氧化硫收费，可逐年列出",
    )
    co2_charge: Charge = key(
        0.0,
        "yuan/tonne",
        "三(五)",
        "charge on CO2 of burnt fuels and processes; one number or one a year",
        "二氧化碳收费，可逐年列出",
    )

    @field_validator("so2_charge", "co2_charge")
    @classmethod
    def _charge_a_year(cls, value: Yearly, info: ValidationInfo) -> Yearly:
        return fits_years(value, info)


class Financing(LeverTable):
    """Guarantees, leasing, bonds, an equity fund, discounts and lending room for the eligible."""

    title_zh = "拓宽融资渠道"
    clause = "四(二)"
    parts = ("equity_share",)
    rate_of = ("discount",)
    default_rates: ClassVar[dict[str, float]] = {"discount": 0.0}
    guarantee: Share = key(
        0.0,
        "share of capital",
        "四(二)",
        "credit limit relaxed by guarantees",
        "担保放宽的授信额度",
    )
    leasing: Share = key(
        0.0,
        "share of machines",
        "四(二)",
        "machines that a lessor finances where the credit limit is used up",
        "授信额度用尽后由融资租赁解决的设备投资比例",
    )
    bonds: Share = key(
        0.0,
        "share of loan",
        "四(二)",
        "part of a large enterprise's loan placed as bonds, which takes no room of its city's "
        "bank; only where interest is covered",
        "大型企业以债券替代的贷款比例，不占本市银行信贷空间；须能覆盖利息",
    )
    guarantee_cost: Share = key(
        0.0,
        "share of loan",
        "四(二)",
        "cost to the province of what was guaranteed, leased, placed as bonds or lent out of "
        "added room",
        "担保、租赁、债券及新增信贷的财政成本",
    )
    equity_share: Share = key(
        0.0,
        "share of budget",
        "四(二)",
        "money of the equity fund, which takes minority stakes in leading enterprises whose plans "
        "find no other finance",
        "股权投资基金资金比例：参股自筹和贷款不足的骨干企业",
    )
    discount: Discount | None = key(
        None,
        "share/year",
        "四(二)",
        "interest lowered for eligible enterprises; 0 unless given",
        "利率优惠，默认 0",
    )
    room: Annotated[float, Within(0.0, 0.1)] = key(
        0.0, "share of loans/quarter", "四(二)", "lending room added to the banks", "新增信贷空间"
    )


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
