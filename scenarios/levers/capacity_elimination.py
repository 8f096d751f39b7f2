"""The lever ``capacity_elimination``: closures ordered, compensated and watched."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import ValidationInfo, field_validator

from agents.parameters import defaults
from agents.province import Policy
from model.indicators import PRODUCT_NAMES
from model.input_data.base_year import base_year
from model.input_data.data_tables import PRODUCT_SECTOR, PRODUCTS, SECTORS
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
    "capacity_coal",
)

NATION_ALONE = frozenset({"coal"})  # the plan orders none of it: no standard without a quota


def given_up(ratio: float | None) -> float:
    """Tonnes to be given up for a new one under a ratio of new over closed tonnes; 0 if not set."""
    if ratio is None:
        return 0.0
    return 1.0 / ratio if ratio > 0.0 else math.inf


class CapacityElimination(Lever):
    """Closure orders by product, with compensation, control and help for the workers."""

    clause = "三(五)"
    rate_of = ("monitoring",)
    default_rates: ClassVar[dict[str, float]] = {"monitoring": 0.5}
    ways_to_pay = (
        ("compensation",),
        ("support_per_worker",),
        ("worker_support",),
        ("monitoring",),
        ("standard",),
    )
    raised = ("quota", "compensation")
    orders = ("quota", "replacement_ratio")
    needs: ClassVar[dict[str, KeyNames]] = {
        "region_weights": ("quota",),
        **dict.fromkeys(("compensation", "support_per_worker"), ("quota", "national.quota")),
    }
    ignored_selectors = (Ignored(("quota",), BY_SECTOR, "orders_hold_for_all"),)
    recipients = "maker"
    steps = (
        Step(
            "model.events.enforcement.share_quotas",
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
            "model.events.enforcement.award_for_closure",
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
        "share of obsolete capacity that counts as outdated, beside the list of 2015, as far as "
        "the lever's money pays for looking",
        "除 2015 年名单外视为落后的低端产能比例，以核查资金为限",
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
    replacement_ratio: Ratio | None = key(
        None,
        "new over closed tonnes",
        "三(五)",
        "new steel, cement, glass and aluminium capacity allowed for capacity given up: 1 equal, "
        "0.8 reduced, 0 none; not set: the nation's ratio, which also holds where it is stricter",
        "新增产能与退出产能之比：1 等量，0.8 减量，0 不得新增；未设则沿用国家比例，从严执行",
    )
    monitoring: Share | None = key(
        None,
        "share",
        "三(五)",
        "intensity of control after closure, as far as the lever's money pays for it; 0.5 unless "
        "given",
        "关停后监测强度，以资金为限，默认 0.5",
    )
    worker_support: Share = key(
        0.0,
        "share",
        "三(五)",
        "retraining of displaced workers, as far as the money pays: faster matching",
        "分流职工再培训力度，以资金为限",
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

    def most_spent(self, year: int, ordered: Mapping[str, float]) -> float:
        """Compensation and support if all tonnes close, control of all makers, retraining of all.

        Of the nation's orders the open cities have what they make of the product. Outdated plants
        are taken to employ twice the staff for a tonne that their sectors do, and the displaced to
        be two years without work: more than the model finds.
        """
        base, p = base_year(), defaults()[0]
        paid, workers = 0.0, 0.0
        parents = [SECTORS.index(sector) for sector in PRODUCT_SECTOR[1:]]
        staff = base.employment.sum(axis=0)[parents] * base.product_output_share
        here = np.array(self.open_cities()) @ base.product_city
        for k, product in enumerate(PRODUCTS[1:]):
            own = in_year(self.quota.get(product, 0.0), self.start, year)
            tonnes = own + here[k] * ordered.get(product, 0.0)
            paid += tonnes * self.compensation.get(product, 0.0) / 1e6
            workers += 2.0 * tonnes * staff[k] / base.product_tonnes[k]
        looking = self.main_rate("monitoring")
        looking += float(in_year(self.standard, self.start, year) > 0.0)
        makers = base.enterprises.sum(axis=0)[sorted(set(parents))].sum() * p.counted_enterprises
        retraining = 8.0 * p.retraining_cost * self.worker_support
        return float(
            paid
            + workers * (self.support_per_worker + retraining)
            + makers * p.control_cost * looking
        )

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        fill(policy.quota, by_product(self.quota, self.start, year))
        standard = in_year(self.standard, self.start, year)
        own = {name for name in PRODUCT_NAMES if name not in NATION_ALONE or name in self.quota}
        fill(policy.standard, [standard if name in own else 0.0 for name in PRODUCTS])
        fill(policy.compensation, by_product(dict(self.compensation), self.start, year))
        fill(policy.city_weight, by_city(self.region_weights, 1.0))
        policy.replacement = given_up(self.replacement_ratio)
        policy.monitoring = self.main_rate("monitoring")
        fill(policy.watched, self.open_cities())
        policy.worker_support = self.worker_support
        policy.support_per_worker = self.support_per_worker
