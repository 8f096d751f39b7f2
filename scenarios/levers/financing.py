"""The lever ``financing``: guarantees, leasing, bonds, equity and discounts on loans."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from agents.province import Policy
from scenarios.field_types import Discount, Share, Within
from scenarios.levers.base import LeverTable, key


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


def _financing(table: Any, handles: Policy, year: int) -> None:
    t: Financing = table
    handles.guarantee = t.guarantee
    handles.leasing = t.leasing
    handles.bonds = t.bonds
    handles.guarantee_cost = t.guarantee_cost
    handles.equity_share = t.equity_share
    handles.loan_discount = t.main_rate("discount")
    handles.room = t.room
