"""The eighteen targets of the plan, each with the indicator that it is read from, and how.

Conventions:

- A target for a year is read at the end of that year where its indicator is a stock or a share.
- Where its indicator is a flow it is cumulated from 2015Q3, the quarter in which the plan was
  issued, to the end of the year.
- A target for every year holds where it holds in each of the years 2016 to 2020, the whole years
  of the plan; its value is the mean over these years. A year in which the ratio has no denominator
  (nothing was retired, so nothing had to be replaced) is left out.
- Where a target is an input of the scenario (projects of central enterprises) its outcome is
  completion.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from model.indicators import INDICATOR_INDEX, INDICATORS, STOCKS
from model.input_data.data_tables import rows

FIRST_QUARTER = "2015Q3"  # the plan is of 26 July 2015
FIRST_YEAR, LAST_YEAR = 2016, 2020
EVERY_YEAR = "every year"

INDICATOR_OF: dict[str, str] = {
    "enterprise_technology_centres": "technology_centres",
    "key_technologies_solved": "key_technologies",
    "innovative_products": "innovative_products",
    "innovation_platforms": "innovation_platforms",
    "major_projects": "major_projects",
    "cnc_rate": "key_cnc_rate",
    "mes_penetration": "key_mes_penetration",
    "plm_penetration": "key_plm_penetration",
    "erp_penetration": "key_erp_penetration",
    "crm_penetration": "key_crm_penetration",
    "systems_integration": "key_systems_integration",
    "industrial_clusters": "developed_clusters",
    "priority_clusters": "developed_priority_clusters",
    "energy_saving_technologies": "energy_saving_technologies",
    "obsolete_cement_capacity": "obsolete_cement_share",
    "steel_aluminium_replacement": "replacement_ratio",
    "central_soe_projects": "central_projects_completed",
    "petrochemical_parks": "developed_petrochemical_parks",
}


class Reading(StrEnum):
    """How a target is read off its indicator."""

    EACH_YEAR = "each_year"
    CUMULATED = "cumulated"
    AT_END = "at_end"


@dataclass(frozen=True)
class Target:
    """One target as the plan's table states it."""

    name: str
    clause: str
    due: str
    required: float
    unit: str
    kind: str
    indicator: str  # that measures it, whether or not the model has it

    @property
    def is_measured(self) -> bool:
        """Whether the model has the indicator."""
        return self.indicator in INDICATOR_INDEX

    @property
    def reading(self) -> Reading:
        """How it is read."""
        if self.due == EVERY_YEAR:
            return Reading.EACH_YEAR
        indicator = INDICATORS[INDICATOR_INDEX[self.indicator]]
        if indicator.is_ratio or STOCKS.issuperset(indicator.numerator):
            return Reading.AT_END
        return Reading.CUMULATED

    def reached(self, value: float) -> bool:
        """Whether a value meets the target."""
        return value >= self.required if self.kind == "at_least" else value <= self.required


@cache
def target_table() -> tuple[Target, ...]:
    """All targets in the order of the plan's table."""
    return tuple(
        Target(
            row["target"],
            row["section"],
            row["due"],
            float(row["value"]),
            row["unit"],
            row["kind"],
            INDICATOR_OF.get(row["target"], ""),
        )
        for row in rows("plan/targets")
    )


def targets_of(indicator: str) -> tuple[str, ...]:
    """Names of the targets that are read off an indicator."""
    return tuple(target for target, name in INDICATOR_OF.items() if name == indicator)
