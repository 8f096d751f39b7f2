"""Places of names that a person gives; where one is not there, the error names the nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from locales.catalogue import phrase
from model.indicators import INDICATOR_INDEX, FloatArray
from model.input_data.data_tables import PRODUCTS
from scenarios.errors import InputError, choice, nearest, one_of, shown


def indicator_number(name: str) -> int:
    """The place of an indicator; InputError with the nearest name where there is none."""
    try:
        return INDICATOR_INDEX[name]
    except (KeyError, TypeError):
        near = nearest(name, list(INDICATOR_INDEX)) or "output"
        said = {"found": shown(name), "nearest": near}
        raise InputError([phrase("message.bad_indicator", **said)]) from None


def row_number(rows: tuple[tuple[str, str], ...], scope: str, group: str) -> int:
    """The place of a row; InputError with the nearest scope, or group of the scope, where none is.

    ``rows`` are pairs of scope and group; not every scope is crossed with every group.
    """
    try:
        return rows.index((scope, group))
    except ValueError:
        one_of("scope", scope, list(dict.fromkeys(each for each, _ in rows)))
        groups = tuple(inner for outer, inner in rows if outer == scope)
        raise InputError([choice("group", group, groups)]) from None


IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """The paired difference of one scenario to the baseline, with its interval."""

    scenario: str
    scope: str
    group: str
    indicator: str
    unit: str
    period: str
    baseline: float
    estimate: float
    low: float
    high: float
    central: float | None = None
    parameter_share: float | None = None

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


class EffectSource(Protocol):
    """A comparison, as far as sentences and figures look at it."""

    @property
    def baseline(self) -> str:
        """Name of the baseline."""

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline left out."""

    @property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """Titles by scenario and language."""

    @property
    def periods(self) -> tuple[str, ...]:
        """Periods that were compared."""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Pairs of scope and group."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the pairs."""

    @property
    def runs(self) -> int:
        """Number of pairs."""

    @property
    def scale(self) -> float:
        """Share of the enterprises."""

    @property
    def until(self) -> str:
        """Last quarter."""

    @property
    def draws(self) -> int:
        """Draws of the parameters; 0 for central values."""

    @property
    def reported(self) -> bool:
        """Whether the series are those that cities report."""

    @property
    def level(self) -> float:
        """Confidence of the intervals."""

    @property
    def confidence(self) -> str:
        """The same as a text."""

    @property
    def stopping(self) -> dict[str, Any] | None:
        """How many pairs were found enough, where that was asked for."""

    def effect(
        self, scenario: str, indicator: str, period: str, scope: str = ..., group: str = ...
    ) -> Effect | None:
        """The effect of a scenario; None where it is not defined."""

    def path(self, scenario: str, indicator: str, scope: str = ..., group: str = ...) -> Path:
        """The indicator itself under a scenario."""


FIELDS = attrgetter(*Effect.__slots__)


class Path(NamedTuple):
    """One indicator of one row under one scenario: mean over members with its interval."""

    periods: tuple[str, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray


def as_record(effect: Effect) -> dict[str, Any]:
    """An effect as a dictionary in the order of its fields."""
    every = zip(Effect.__slots__, FIELDS(effect), strict=True)
    return {name: value for name, value in every if value is not None}


EFFECT_HEADLINES = (
    "output",
    "employment",
    "labour_productivity",
    "profit",
    "wage",
    "enterprises",
    "investment",
    "upgrading_investment",
    "utilisation",
    "cnc_rate",
    "key_cnc_rate",
    "obsolete_share",
    "erp_penetration",
    "mes_penetration",
    "energy",
    "co2",
    "displaced_workers",
    "fiscal_cost",
)
CLOSURES = tuple(f"closed_capacity_{product}" for product in PRODUCTS[1:])
EFFECT_SCOPES = ("province", "coastal_belt", "shenyang_zone", "northwest")
EFFECT_PERIODS = ("2020", "2025")


def headline_period(periods: Sequence[str]) -> str:
    """The period of the answer: the plan's last year, or the last that was run."""
    years = [period for period in periods if "Q" not in period] or periods
    return EFFECT_PERIODS[0] if EFFECT_PERIODS[0] in years else years[-1]


def misreported() -> tuple[str, ...]:
    """Indicators that cities report falsely."""
    from model.indicators import MISREPORTED

    return MISREPORTED


def indicator_units() -> dict[str, str]:
    """Unit of every indicator by name."""
    from model.indicators import INDICATORS

    return {indicator.name: indicator.unit for indicator in INDICATORS}
