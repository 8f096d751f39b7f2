"""The lever ``technical_transformation``: grants and discounts for upgrading projects."""

from __future__ import annotations

from typing import ClassVar

from pydantic import field_validator

from agents.province import Policy
from model.input_data.data_tables import SECTORS
from scenarios.field_types import Cap, Discount, Place, Sector, Share, Weight, check_sum
from scenarios.levers.base import (
    DirectOutcome,
    KeyNames,
    Lever,
    Rate,
    Step,
    by_city,
    fill,
    key,
    reserved_shares,
    trial_table,
)


class TechnicalTransformation(Lever):
    """Grants on equipment and interest discounts for upgrading projects, by ranking."""

    clause = "三(二)"
    rate_of = ("grant_rate",)
    default_rates: ClassVar[dict[str, float]] = {"grant_rate": 0.10}
    ways_to_pay = (
        ("grant_rate", "grant_cap"),
        ("major_share", "major_discount", "major_cap"),
    )
    raised = ("grant_rate", "grant_cap", "major_discount", "major_cap")
    needs: ClassVar[dict[str, KeyNames]] = {
        **dict.fromkeys(
            ("screening", "connection", "sector_weights", "reserve"), ("grant_rate", "major_share")
        ),
        # the weights of places rank applications for digital systems too
        "region_weights": (
            "grant_rate", "major_share", "digitalisation.rate_hardware",
            "digitalisation.rate_software",
        ),
    }  # fmt: skip
    set_aside = ("reserve",)
    steps = (
        Step(
            "agents.enterprise.grant_application.hoped_support",
            ("grant_rate", "grant_cap", "major_discount", "major_cap"),
            ("upgrading_investment", "major_projects"),
        ),
        Step(
            "agents.enterprise.investment.plan_upgrade",
            ("grant_rate", "major_discount"),
            ("key_cnc_rate", "cnc_rate", "obsolete_share", "labour_productivity"),
        ),
        Step(
            "agents.enterprise.grant_application.apply_for_grant",
            ("grant_cap", "screening", "connection", "region_weights", "sector_weights"),
            ("additionality",),
        ),
        Step(
            "model.events.grants.award_grants",
            ("major_share",),
            ("investment", "major_projects"),
        ),
        Step("model.events.grants.serve_grants", ("reserve",), ("theil_between_regions",)),
        Step(
            "model.events.grants.give_grant",
            ("grant_rate",),
            ("fiscal_cost_technical_transformation", "additionality"),
        ),
    )
    trial = trial_table(grant_rate=0.3, screening=0.5, connection=0.5, reserve={"Shenyang": 0.3})
    direct_outcome = DirectOutcome("upgrading_investment", 2018, 1, "all")

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

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.grant_rate = self.main_rate("grant_rate")
        policy.grant_cap = self.grant_cap
        policy.major_discount = self.major_discount
        policy.major_cap = self.major_cap
        policy.major_share = self.major_share
        policy.screening = self.screening
        policy.connection = self.connection
        fill(policy.city_score, by_city(self.region_weights, 0.0))
        fill(policy.sector_score, [self.sector_weights.get(name, 0.0) for name in SECTORS])
        fill(policy.reserve, reserved_shares(self.reserve))
