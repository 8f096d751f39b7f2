"""Shape facts that the base run must show, measured on single enterprises and on totals.

Each fact has a sought range with its source (docs/odd.md gives the references in full). PASS is
inside the range, WARN outside by less than a tenth of the nearer bound's size, FAIL beyond.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from calibration.returns import MOST_OF_LEVER, MOST_OF_PLAN, MOST_TAX, returns
from experiments.enterprise_classes import places_among
from model import indicators
from model.indicators import INDICATOR_INDEX
from model.input_data.data_tables import SECTORS, SERVICES
from model.input_data.external_world import START
from model.simulate import Start, start
from model.state import State
from scenarios.loader import load
from scenarios.policy_schedule import Prepared, prepare

FloatArray = NDArray[np.float64]
YEARS = 10
LARGE = 500.0  # million yuan a year
MARGIN = 0.1  # part of a bound's size that still counts as WARN


@dataclass(frozen=True)
class Fact:
    """One fact: what was measured, averaged over seeds, and what was sought."""

    name: str
    value: float
    low: float
    high: float
    source: str

    @property
    def status(self) -> str:
        """PASS, WARN or FAIL."""
        if self.low <= self.value <= self.high:
            return "PASS"
        bound = self.low if self.value < self.low else self.high
        near = abs(self.value - bound) <= MARGIN * max(abs(bound), 0.01)
        return "WARN" if near else "FAIL"


@dataclass
class Panel:
    """Yearly records of single enterprises, gathered while a run goes on."""

    keys: list[NDArray[np.int64]] = field(default_factory=list)
    columns: dict[str, list[FloatArray]] = field(default_factory=dict)
    kept: tuple[str, ...] = ("sector", "owner", "weight", "zombie")  # as at the year's end

    def look(self, state: State) -> None:
        """Add a quarter; at the year's end keep the year."""
        rows = int(state.province["rows"][0])
        firms = state.firms[:rows]
        alive = firms["alive"]
        now = {"sales": firms["output"][alive], "spending": firms["spending"][alive]}
        now["staff"] = firms["staff"][alive] / 4.0
        keys = firms["key"][alive].astype(np.int64)
        if state.province["season"][0] == 0:
            self._open = (keys, now)
            return
        keys_before, before = self._open
        # entrants stand behind those already there, so positions are found by key
        order = np.argsort(keys_before)
        place, found = places_among(keys_before[order], keys)
        total = {
            name: values + np.where(found, before[name][order][place], 0.0)
            for name, values in now.items()
        }
        self._open = (keys, total)
        if state.province["season"][0] == 3:
            self.keys.append(keys)
            total["capital"] = firms["capital"][alive].sum(axis=1)
            for name in self.kept:
                total[name] = firms[name][alive].astype(float)
            for name, values in total.items():
                self.columns.setdefault(name, []).append(values)

    def pair(self, year: int, name: str) -> tuple[FloatArray, FloatArray]:
        """Values of enterprises alive in two years running."""
        _, a, b = np.intersect1d(
            self.keys[year], self.keys[year + 1], assume_unique=True, return_indices=True
        )
        return self.columns[name][year][a], self.columns[name][year + 1][b]


def growth_rates(panel: Panel) -> tuple[FloatArray, FloatArray]:
    """Log growth of yearly output and size (persons) of enterprises in the middle years."""
    growth, size = [], []
    for year in range(2, len(panel.keys) - 1):
        first, second = panel.pair(year, "sales")
        staff, _ = panel.pair(year, "staff")
        fit = (first > 1.0) & (second > 1.0) & (staff > 5.0)
        rate = np.log(second[fit] / first[fit])
        growth.append(rate - np.median(rate))
        size.append(staff[fit])
    return np.concatenate(growth), np.concatenate(size)


def subbotin_shape(rates: FloatArray) -> float:
    """Shape b of the Subbotin (exponential power) density by maximum likelihood.

    b = 1 is Laplace, b = 2 normal (Bottazzi and Secchi 2006).
    """
    x = np.abs(rates[np.abs(rates) > 0.0])

    def loss(b: float) -> float:
        scale = (b * np.mean(x**b)) ** (1.0 / b)
        log_density = -np.log(2.0 * scale) - gammaln(1.0 + 1.0 / b) - 1.0 / b
        return float(-log_density)

    return float(minimize_scalar(loss, bounds=(0.3, 3.0), method="bounded").x)


def spread_by_size(rates: FloatArray, size: FloatArray) -> float:
    """Minus the slope of log sd of growth on log size over ten size classes."""
    edges = np.quantile(size, np.linspace(0.0, 1.0, 11))
    which = np.clip(np.searchsorted(edges, size, side="right") - 1, 0, 9)
    sds = np.array([rates[which == k].std() for k in range(10)])
    means = np.array([np.log(size[which == k]).mean() for k in range(10)])
    return float(-np.polyfit(means, np.log(sds), 1)[0])


def tail_exponent(size: FloatArray, weight: FloatArray) -> float:
    """Hill estimate of the tail exponent over the largest twentieth."""
    order = np.argsort(-size)
    ranked, w = size[order], weight[order]
    top = np.cumsum(w) <= 0.05 * w.sum()
    return float(w[top].sum() / (w[top] * np.log(ranked[top] / ranked[top].min())).sum())


def spike_share(panel: Panel) -> float:
    """Share of capital spending in spikes above 20% of capital at the year's start."""
    spikes = total = 0.0
    for year in range(len(panel.keys) - 1):
        capital, _ = panel.pair(year, "capital")
        weight, _ = panel.pair(year, "weight")
        _, spending = panel.pair(year, "spending")
        fit = capital > 1e-6
        rate = spending[fit] / capital[fit]
        total += float((weight[fit] * spending[fit]).sum())
        spikes += float((weight[fit] * spending[fit])[rate > 0.2].sum())
    return spikes / total


def productivity_ratio(panel: Panel, year: int) -> float:
    """90th over 10th percentile of output per worker within sectors, median sector."""
    ratios = []
    staff, sales = panel.columns["staff"][year], panel.columns["sales"][year]
    sector = panel.columns["sector"][year]
    fit = (staff > 5.0) & (sales > 1.0)
    for j in np.unique(sector):
        here = fit & (sector == j)
        if here.sum() >= 50:
            low, high = np.percentile(sales[here] / staff[here], [10, 90])
            ratios.append(high / low)
    return float(np.median(ratios))


def zombie_ratio(panel: Panel, year: int) -> float:
    """Zombie share among state owners over that among the others."""
    zombie, owner = panel.columns["zombie"][year], panel.columns["owner"][year]
    weight = panel.columns["weight"][year]
    state = owner <= 1

    def share(which: NDArray[np.bool_]) -> float:
        return float((weight * zombie)[which].sum() / max(weight[which].sum(), 1e-9))

    return share(state) / max(share(~state), 1e-9)


def large_output(panel: Panel, year: int) -> float:
    """Share of output made by enterprises of at least 500 million yuan a year."""
    sales, weight = panel.columns["sales"][year], panel.columns["weight"][year]
    inside = np.array([name not in SERVICES for name in SECTORS])
    made = sales * weight * inside[panel.columns["sector"][year].astype(int)]
    return float(made[sales >= LARGE].sum() / made.sum())


SOUGHT: dict[str, tuple[float, float, str]] = {  # from, to, and the source of the range
    "growth_sd": (0.2, 0.5, "Bottazzi and Secchi; Zou 2019"),
    "growth_subbotin_b": (0.8, 1.3, "Bottazzi and Secchi 2006"),
    "growth_sd_fall_with_size": (0.14, 0.20, "Fu and others 2005; Zou 2019"),
    "size_tail_exponent": (0.9, 1.3, "Axtell 2001; Heinrich and Dai 2016"),
    "investment_in_spikes": (0.4, 0.7, "Doms and Dunne 1998; Chen and others 2023"),
    "labour_productivity_90_10": (4.0, 12.0, "recalled; Hsieh and Klenow 2009"),
    "profit_over_revenue": (0.02, 0.08, "nation 2014: 6.2% (data/province_year.csv)"),
    "exits_a_year": (0.02, 0.08, "recalled"),
    "births_over_exits": (0.6, 1.6, "births similar to exits over ten years (recalled)"),
    "utilisation": (0.65, 0.85, "recalled; data/national_year.csv from 2013"),
    "utilisation_drift": (-0.05, 0.05, "no drift over ten years"),
    "zombie_share": (0.05, 0.15, "Nie 2016: 7.5% of industrial enterprises 2005-13, more here"),
    "zombies_state_over_others": (1.0, 6.0, "Nie 2016: more among state owners"),
    "cnc_rate_points_a_year": (0.025, 0.045, "nation: key processes +3.4 points a year 2012-21"),
    "key_erp_points_a_year": (0.015, 0.04, "assumed"),
    "key_mes_points_a_year": (0.015, 0.04, "assumed"),
    "labour_productivity_growth": (0.01, 0.05, "assumed"),
    "energy_intensity_growth": (-0.04, -0.01, "plans of the period"),
    "investment_over_output": (0.04, 0.12, "wear of 8 to 10% of capital a year (assumed)"),
    "debt_ratio": (0.38, 0.50, "nation 2014: 0.57 of assets with payables"),
    "output_growth_lowest": (-0.16, 0.10, "2016 about -15% (recalled)"),
    "output_growth_highest": (-0.16, 0.10, "2018: +9.8% (data/province_year.csv)"),
    "counted_2017_over_2015": (0.667, 1.05, "may fall by a third (recalled)"),
    "output_of_large": (0.55, 0.65, "about 60% above 500 million yuan (issue of the base run)"),
    "steel_closed_2016": (4e6, 8e6, "6.02 Mt (data/capacity_elimination.csv)"),
    "coal_closed_2016": (10.2e6, 17.0e6, "13.61 Mt, 25% (data/capacity_elimination.csv)"),
    "coal_closed_2017": (7.6e6, 12.7e6, "10.19 Mt, 25% (data/capacity_elimination.csv)"),
    "coal_closed_in_fuxin_2016": (0.51, 0.85, "9.3 of 13.61 Mt, 25%"),
}
# paths: what a year was over 2015 in the data, how far a model may lie off, and the source
PATHS: dict[str, tuple[dict[int, float], float, str]] = {
    "value_added": (
        {2016: 0.957, 2017: 0.922, 2018: 0.951},
        0.03,
        "fitted: data/assumed_world.csv, 3 points",
    ),
    "employment": (
        {2016: 0.906, 2017: 0.840, 2018: 0.811},
        0.05,
        "fitted: data/province_year.csv: urban units, 5%",
    ),
    "wage": (
        {2016: 1.060, 2017: 1.155, 2018: 1.265},
        0.05,
        "fitted: data/city_year.csv: mean of 14 cities, 5%",
    ),
    "co2": (
        {2016: 0.967, 2017: 1.001, 2018: 1.061},
        0.10,
        "data/sector_co2_by_fuel.csv, 10%",
    ),
    "so2": ({2016: 0.462, 2017: 0.332}, 0.10, "data/city_year.csv, 10%; a revision is in it"),
    "enterprises": (
        {2018: 1.011, 2022: 1.206},
        0.10,
        "the nation's count above scale, 10% (data/national_year.csv)",
    ),
}
SOUGHT |= {
    f"{name}_{year}_over_2015": (
        round(ratio - (near if name == "value_added" else near * ratio), 3),
        round(ratio + (near if name == "value_added" else near * ratio), 3),
        source,
    )
    for name, (path, near, source) in PATHS.items()
    for year, ratio in path.items()
}
EVALUATIONS = "evaluations of such programmes (recalled), sizes fitted to them: docs/gap.md"
# group returns: of the plan, and of each lever alone
SOUGHT_OF_PLAN: dict[str, tuple[float, float, str]] = {
    "plan_value_added_a_yuan": (0.0, MOST_OF_PLAN, EVALUATIONS),
    "plan_tax_a_yuan": (-1.0, MOST_TAX, EVALUATIONS),
    "grants_deadweight": (0.2, 0.6, EVALUATIONS),
    "plan_gain_kept_2025": (0.0, 0.9, "effects fade in part; a check"),
}


def _rate(values: FloatArray) -> float:
    """Mean yearly growth from the second to the last year, log points."""
    return float(np.log(values[-1] / values[1]) / (len(values) - 2))


def _step(values: FloatArray) -> float:
    """Mean yearly change from the second to the last year."""
    return float((values[-1] - values[1]) / (len(values) - 2))


def values_of(panel: Panel, y: dict[str, FloatArray]) -> dict[str, float]:
    """What a run shows of each fact: from its enterprises, and its yearly totals by name."""
    growth, size = growth_rates(panel)
    middle = len(panel.keys) // 2
    found = {
        "growth_sd": growth.std(),
        "growth_subbotin_b": subbotin_shape(growth),
        "growth_sd_fall_with_size": spread_by_size(growth, size),
        "size_tail_exponent": tail_exponent(
            panel.columns["sales"][-1], panel.columns["weight"][-1]
        ),
        "investment_in_spikes": spike_share(panel),
        "labour_productivity_90_10": productivity_ratio(panel, middle),
        "profit_over_revenue": y["profit"].sum() / y["revenue"].sum(),
        "exits_a_year": np.mean(y["exits"] / y["living"]),
        "births_over_exits": y["entrants"].sum() / y["exits"].sum(),
        "utilisation": y["utilisation"].mean(),
        "utilisation_drift": y["utilisation"][-3:].mean() - y["utilisation"][:3].mean(),
        "zombie_share": y["zombie_share"].mean(),
        "zombies_state_over_others": zombie_ratio(panel, middle),
        "cnc_rate_points_a_year": _step(y["cnc_rate"]),
        "key_erp_points_a_year": _step(y["key_erp_penetration"]),
        "key_mes_points_a_year": _step(y["key_mes_penetration"]),
        "labour_productivity_growth": _rate(y["labour_productivity"]),
        "energy_intensity_growth": _rate(y["energy_intensity"]),
        "investment_over_output": y["investment"].sum() / y["output"].sum(),
        "debt_ratio": y["debt_ratio"].mean(),
        "output_growth_lowest": np.diff(np.log(y["output"])).min(),
        "output_growth_highest": np.diff(np.log(y["output"])).max(),
        "counted_2017_over_2015": y["enterprises"][2] / y["enterprises"][0],
        "output_of_large": large_output(panel, 0),
        "steel_closed_2016": y["closed_capacity_crude_steel"][1],
        "coal_closed_2016": y["closed_capacity_coal"][1],
        "coal_closed_2017": y["closed_capacity_coal"][2],
        "coal_closed_in_fuxin_2016": y["coal_closed_in_fuxin"][1]
        / max(y["closed_capacity_coal"][1], 1e-9),
    }
    for name, (path, _, _) in PATHS.items():
        for year in path:
            found[f"{name}_{year}_over_2015"] = y[name][year - START] / y[name][0]
    return {name: float(value) for name, value in found.items()}


def yearly(cities: FloatArray, sectors: FloatArray) -> dict[str, FloatArray]:
    """Yearly provincial indicators and a few sums that ratios of facts need."""
    totals = indicators.by_year(indicators.row_totals(cities, sectors))
    names = indicators.rows()
    row = names.index(("province", "all"))
    table = indicators.row_values(totals, names)[:, row]
    result = {name: table[:, k] for name, k in INDICATOR_INDEX.items()}
    result["revenue"] = totals[:, row, indicators.Quantity.REVENUE]
    fuxin = names.index(("Fuxin", "all"))
    coal = indicators.Quantity.CLOSED_0 + indicators.PRODUCT_NAMES.index("coal")
    result["coal_closed_in_fuxin"] = totals[:, fuxin, coal]
    result["living"] = totals[:, row, indicators.Quantity.LIVING]
    return result


def measure(begin: Start, prepared: Prepared) -> dict[str, float]:
    """All facts of one base run."""
    panel = Panel()
    run = prepared.run(begin, on_quarter=panel.look)
    return values_of(panel, yearly(run.cities, run.sectors))


def return_facts(runs: int, scale: float, seed: int) -> list[Fact]:
    """The group ``returns``: what a yuan of the plan and of each lever alone brings to 2025."""
    plan, *levers = returns(range(seed, seed + runs), scale)
    shown = {
        "plan_value_added_a_yuan": float(plan.value_added.mean()),
        "plan_tax_a_yuan": float(plan.tax.mean()),
        "grants_deadweight": plan.deadweight,
        "plan_gain_kept_2025": plan.kept,
    }
    found = [Fact(name, shown[name], *sought) for name, sought in SOUGHT_OF_PLAN.items()]
    return found + [
        Fact(
            f"value_added_a_yuan_{lever.name}",
            float(lever.value_added.mean()),
            0.0,
            MOST_OF_LEVER,
            EVALUATIONS,
        )
        for lever in levers
    ]


def facts(runs: int = 3, scale: float = 1.0, seed: int = 1) -> list[Fact]:
    """Facts of ``no_plan`` in the observed world and returns, each the mean over ``runs`` seeds."""
    prepared = prepare(load("no_plan"), 4 * YEARS)
    found = [measure(start(seed + k, scale), prepared) for k in range(runs)]
    return [
        Fact(name, float(np.mean([f[name] for f in found])), low, high, source)
        for name, (low, high, source) in SOUGHT.items()
    ] + return_facts(runs, scale, seed)
