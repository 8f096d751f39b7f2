"""The lever ``financing``: guarantees, leasing, bonds, equity and discounts on loans."""

from __future__ import annotations

from typing import Annotated, ClassVar

from agents.province import Policy
from scenarios.field_types import Discount, Share, Within
from scenarios.levers.base import (
    DirectOutcome,
    Lever,
    Step,
    key,
    trial_table,
)

RELAXED = ("guarantee", "leasing", "bonds", "room")  # limits that are loosened for a fee


class Financing(Lever):
    """Guarantees, leasing, bonds, an equity fund, discounts and lending room for the eligible."""

    clause = "四(二)"
    parts = ("equity_share",)
    rate_of = ("discount",)
    default_rates: ClassVar[dict[str, float]] = {"discount": 0.0}
    ways_to_pay = (
        *((relaxed,) for relaxed in RELAXED),
        ("equity_share",),
        ("discount",),
    )
    raised = (*RELAXED, "discount")
    steps = (
        Step(
            "agents.enterprise.finance.seek_finance",
            ("guarantee", "leasing"),
            ("investment", "output"),
        ),
        Step(
            "agents.enterprise.finance.grant_loan",
            ("guarantee_cost", "discount", "bonds"),
            ("fiscal_cost_financing", "debt_ratio"),
        ),
        Step(
            "agents.enterprise.finance.take_stake",
            ("equity_share",),
            ("fiscal_cost_financing", "fund_income"),
        ),
        Step("agents.bank.open_bank", ("room",), ("investment", "upgrading_investment")),
    )
    trial = trial_table(
        guarantee=0.3,
        leasing=0.3,
        bonds=0.3,
        guarantee_cost=0.05,
        equity_share=0.5,
        discount=0.02,
        room=0.02,
    )
    direct_outcome = DirectOutcome("investment", 2017, 1, "all")

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
        "paid by the province for what was guaranteed, leased, placed as bonds or lent out of "
        "added room, beyond its administration; limits are loosened as far as the money pays",
        "担保、租赁、债券及新增信贷除管理成本外的财政支出；放宽程度以资金为限",
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

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.guarantee = self.guarantee
        policy.leasing = self.leasing
        policy.bonds = self.bonds
        policy.guarantee_cost = self.guarantee_cost
        policy.equity_share = self.equity_share
        policy.loan_discount = self.main_rate("discount")
        policy.room = self.room
