"""The lever ``capacity_elimination``: closures ordered, compensated and watched."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

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
    LeverTable,
    _by_city,
    _fill,
    by_product,
    fits_years,
    key,
    open_cities,
)


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


def _capacity_elimination(table: Any, handles: Policy, year: int) -> None:
    t: CapacityElimination = table
    _fill(handles.quota, by_product(t.quota, t.start, year))
    standard = in_year(t.standard, t.start, year)
    _fill(handles.standard, [0.0] + [standard] * (len(PRODUCTS) - 1))
    _fill(handles.compensation, by_product(dict(t.compensation), t.start, year))
    _fill(handles.city_weight, _by_city(t.region_weights, 1.0))
    handles.replacement = t.replacement_ratio
    handles.monitoring = t.main_rate("monitoring")
    _fill(handles.watched, open_cities(table))
    handles.worker_support = t.worker_support
    handles.support_per_worker = t.support_per_worker
