"""The lever ``capacity_elimination``: closures ordered, compensated and watched."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import ValidationInfo, field_validator

from agents.province import Policy
from model.input_data.data_tables import PRODUCTS
from scenarios.field_types import (
    PerTonne,
    Place,
    Product,
    Ratio,
    Share,
    Tonnes,
    Weight,
    Within,
    Yearly,
    YearlyShare,
    in_year,
)
from scenarios.levers.base import (
    BY_SECTOR,
    DirectOutcome,
    Ignored,
    KeyNames,
    Lever,
    Step,
    by_city,
    by_product,
    fill,
    fits_years,
    key,
    trial_table,
)
from scenarios.quantities import MONEY

PRODUCT_CAPACITY = (
    "capacity_crude_steel",
    "capacity_cement",
    "capacity_flat_glass",
    "capacity_electrolytic_aluminium",
    "capacity_paper",
    "capacity_dyeing_printing",
)


class CapacityElimination(Lever):
    """Closure orders by product, with compensation, control and help for the workers."""

    clause = "三(五)"
    rate_of = ("monitoring",)
    default_rates: ClassVar[dict[str, float]] = {"monitoring": 0.5}
    ways_to_pay = (("compensation",), ("support_per_worker",))
    orders = ("quota",)
    needs: ClassVar[dict[str, KeyNames]] = {
        "region_weights": ("quota",),
        **dict.fromkeys(("compensation", "support_per_worker"), ("quota", "national.quota")),
    }
    ignored_selectors = (Ignored(("quota",), BY_SECTOR, "orders_hold_for_all"),)
    recipients = "maker"
    steps = (
        Step(
            "model.events.closures.share_quotas",
            ("quota", "region_weights"),
            PRODUCT_CAPACITY,
        ),
        Step(
            "agents.enterprise.closure.list_outdated",
            ("standard",),
            ("obsolete_share",),
        ),
        Step(
            "agents.city.choose_effort",
            ("monitoring", "compensation"),
            ("displaced_workers",),
        ),
        Step(
            "agents.enterprise.closure.close_obsolete",
            ("quota",),
            (
                "displaced_workers",
                "obsolete_share",
                "obsolete_cement_share",
                "utilisation",
                "employment",
            ),
        ),
        Step(
            "model.events.closures.award_for_closure",
            ("compensation", "support_per_worker"),
            ("fiscal_cost_capacity_elimination", "national_award"),
        ),
        Step("agents.enterprise.closure.reopen", ("monitoring",), PRODUCT_CAPACITY[:2]),
        Step("agents.city.report_closures", ("monitoring",), PRODUCT_CAPACITY[:2]),
        Step(
            "agents.enterprise.construction.use_licence_pool",
            ("replacement_ratio",),
            ("replacement_ratio", "capacity_crude_steel", "capacity_electrolytic_aluminium"),
        ),
        Step("agents.city.open_labour_market", ("worker_support",), ("unemployed",)),
    )
    trial = trial_table(
        quota={"crude_steel": 1_000_000, "cement": 2_000_000},
        standard=0.8,
        compensation={"crude_steel": 75, "cement": 8},
        region_weights={"Shenyang": 2.0},
        monitoring=0.9,
        worker_support=0.5,
        support_per_worker=0.05,
    )
    direct_outcome = DirectOutcome("obsolete_share", 2018, -1, "materials")

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
    support_per_worker: Annotated[float, Within(0.0, 1.0, MONEY)] = key(
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

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        fill(policy.quota, by_product(self.quota, self.start, year))
        standard = in_year(self.standard, self.start, year)
        fill(policy.standard, [0.0] + [standard] * (len(PRODUCTS) - 1))
        fill(policy.compensation, by_product(dict(self.compensation), self.start, year))
        fill(policy.city_weight, by_city(self.region_weights, 1.0))
        policy.replacement = self.replacement_ratio
        policy.monitoring = self.main_rate("monitoring")
        fill(policy.watched, self.open_cities())
        policy.worker_support = self.worker_support
        policy.support_per_worker = self.support_per_worker
