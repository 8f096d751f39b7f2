"""The lever ``green_manufacturing``: retrofits, energy-performance contracts, emission charges."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ValidationInfo, field_validator

from agents.province import Policy
from scenarios.field_types import Cap, Charge, Share, Yearly, in_year
from scenarios.levers.base import LeverTable, Rate, _fill, fits_years, key, open_cities


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


def _green_manufacturing(table: Any, handles: Policy, year: int) -> None:
    t: GreenManufacturing = table
    handles.so2_charge = in_year(t.so2_charge, t.start, year)
    handles.co2_charge = in_year(t.co2_charge, t.start, year)
    _fill(handles.charged, open_cities(table))
    if in_year(t.budget, t.start, year) > 0.0:
        handles.retrofit_rate = t.main_rate("retrofit_rate")
        handles.retrofit_cap = t.retrofit_cap
        handles.contract_share = t.contract_share
