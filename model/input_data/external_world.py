"""What the nation does to Liaoning: external demand, prices, interest, quarter by quarter.

Three worlds: `observed` follows the nation's two-digit industries from 2015 to 2024
(``data/national_year.csv``) and stands still after; `trend` has the same mean growth of
demand to the end of 2025, at a constant rate, and prices that stay at 1; in `rest` nothing moves,
in the province neither. Assumed numbers: ``data/assumed_world.csv``.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.input_data.base_year import INDEX, INDUSTRY, BaseYear, base_year
from model.input_data.data_tables import FUELS, SECTORS, assumed, rows, series
from model.input_data.input_output import burnt_tce

Array = NDArray[np.float64]
START, QUARTERS, LAST_OBSERVED = 2015, 64, 2024
FITTED_UNTIL = 2018  # the lag behind the nation was read off data, and the trend of wages
BASE = START + 0.125  # middle of 2015Q1, in years
GROWTH = "industrial_value_added_growth_above_scale"
PRICE = ("producer_price_change", "producer_price_change_mean_of_months")
PRICE_ROUNDS = 60  # prices settle to 1e-6 in about 30
TABLE = "assumed_world"
PRODUCT_SERIES = {
    "building_materials": "output_cement",
    "automotive": "output_vehicles",
    "power_heat": "electricity_generation",
}


@dataclass(frozen=True)
class World:
    """Paths by quarter from 2015Q1 (Q = 64 rows); 1 at the base quarter except base_rate.

    demand (Q, 37): volume of external demand; price (Q, 37): producer price outside;
    fuel_price (Q, 4); other_price (Q, 37): inputs from outside the model, by buying sector;
    base_rate (Q,): share a year; equipment_price (Q,); wage_pace (Q,): national growth of wages
    over that of 2016 to 2018, 1 before; so2 (Q,): emission per unit that national
    standards leave of that of 2015Q1. ``rest``: the trends inside the province are
    off too: shocks, technique, wages, labour force, diffusion. ``lag_spread``: standard deviation
    of what a year from 2019 to 2024 adds to the lag behind the nation, log points, by member.
    """

    demand: Array
    price: Array
    fuel_price: Array
    other_price: Array
    base_rate: Array
    equipment_price: Array
    wage_pace: Array
    so2: Array
    rest: bool = False
    lag_spread: float = 0.0


def label(quarter: int) -> str:
    """Name of a quarter counted from 2015Q1 = 0, such as 2016Q1."""
    return f"{START + quarter // 4}Q{quarter % 4 + 1}"


def parse_quarter(text: str) -> int:
    """Number of a quarter written as 2016Q1, counted from 2015Q1 = 0.

    Raises ValueError when the text is not a year, Q and 1 to 4.
    """
    year, mark, part = text.partition("Q")
    if mark != "Q" or not (len(year) == 4 and year.isdigit()) or part not in ("1", "2", "3", "4"):
        raise ValueError(f"{text!r} is not a quarter; write it as 2016Q1")
    return (int(year) - START) * 4 + int(part) - 1


def quarter_labels(n: int) -> list[str]:
    """Names of the first n quarters."""
    return [label(quarter) for quarter in range(n)]


def interpolate(times: Array, values: Array, at: Array) -> Array:
    """Monotone cubic through points (Fritsch, Carlson 1980), constant outside.

    times (n,) ascending, values (n,), at (m,); no overshoot: a flat stretch stays flat.
    """
    step = np.diff(times)
    slope = np.diff(values) / step
    tangent = np.zeros_like(values)
    before, after = slope[:-1], slope[1:]
    left, right = 2.0 * step[1:] + step[:-1], step[1:] + 2.0 * step[:-1]
    top, bottom = (left + right) * before * after, left * after + right * before
    tangent[1:-1] = np.divide(top, bottom, out=np.zeros_like(top), where=before * after > 0.0)
    inside = np.clip(at, times[0], times[-1])
    k = np.clip(np.searchsorted(times, inside, side="right") - 1, 0, len(step) - 1)
    h, u = step[k], (inside - times[k]) / step[k]
    square, cube = u * u, u * u * u
    result: Array = (
        (2.0 * cube - 3.0 * square + 1.0) * values[k]
        + (cube - 2.0 * square + u) * h * tangent[k]
        + (3.0 * square - 2.0 * cube) * values[k + 1]
        + (cube - square) * h * tangent[k + 1]
    )
    return result


def _quarters() -> Array:
    """Middle of every quarter, in years (Q,)."""
    result: Array = BASE + 0.25 * np.arange(QUARTERS, dtype=np.float64)
    return result


def _from_base(times: list[float], values: list[float]) -> Array:
    """A path (Q,) through points, less its value in the base quarter."""
    path = interpolate(np.array(times), np.array(values), _quarters())
    result: Array = path - path[0]
    return result


def _log_growth(entity: str, indicators: tuple[str, ...], fallback: str) -> dict[int, float]:
    """Log growth of 2013 to 2024 in percent figures; years without a figure follow `fallback`.

    The first indicator that has the year wins; for prices the official figure stands before
    the mean of months.
    """
    result = {}
    for year in range(START - 2, LAST_OBSERVED + 1):
        for name, indicator in [(entity, i) for i in indicators] + [
            (fallback, i) for i in indicators
        ]:
            found = series("national_year", name, indicator)
            if year in found:
                result[year] = float(np.log1p(found[year] / 100.0))
                break
        else:
            result[year] = 0.0
    return result


def _growth_path(growth: dict[int, float], carry: float) -> Array:
    """A log path (Q,) from yearly growth of averages; `carry` of half a year's growth at the end.

    Yearly averages stand in the middle of their year; after the last year the path is flat.
    """
    level, times, values = 0.0, [], []
    for year in sorted(growth):
        level += growth[year]
        times.append(year + 0.5)
        values.append(level)
    times.append(LAST_OBSERVED + 1.0)
    values.append(level + carry * 0.5 * growth[LAST_OBSERVED])
    times.append(times[-1] + 1.0)
    values.append(values[-1])
    return _from_base(times, values)


def _index_path(name: str) -> Array:
    """A log path (Q,) of a price index with yearly means and year ends (Xiben)."""
    points: dict[float, float] = {}
    for year, value in series("national_year", "China", f"{name}_price_index_xiben_mean").items():
        points[year + 0.5] = float(np.log(value))
    ends = series("national_year", "China", f"{name}_price_index_xiben_year_end")
    for year, value in ends.items():
        points[year + 1.0] = float(np.log(value))
    times = [time for time in sorted(points) if time >= START - 2]
    return _from_base(times, [points[time] for time in times])


def _by_sector(use: str) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for row in rows("sector_nation"):
        if row["use"] == use:
            found.setdefault(row["sector"], []).append((row["entity"], float(row["weight"])))
    return found


def national_demand() -> Array:
    """Log volume of the nation's sectors (Q, 37), 0 in the base quarter, flat after 2024."""
    result = np.zeros((QUARTERS, len(SECTORS)))
    extra = assumed("service_growth_extra", TABLE)
    for sector, members in _by_sector("path").items():
        for entity, weight in members:
            growth = _log_growth(entity, (GROWTH,), "China")
            growth = {year: value + extra.get(sector, 0.0) for year, value in growth.items()}
            result[:, INDEX[sector]] += weight * _growth_path(growth, 1.0)
    return result


def demand_lag() -> Array:
    """Log volume by which Liaoning's markets fall behind the nation's (Q,), 0 at the base.

    Year by year as measured to 2018, and what makers here win back by price beside; then at its
    mean, from which a member's own years depart by ``World.lag_spread``.
    """
    lag, more = assumed("demand_lag", TABLE), assumed("won_back", TABLE)
    years = [str(year) for year in range(START, LAST_OBSERVED + 1)]
    yearly = {int(y): lag.get(y, lag["later"]) + more.get(y, 0.0) for y in years}
    return _growth_path(yearly, 1.0)


def value_added_weights(base: BaseYear) -> Array:
    """Shares of the sectors in the value added of industry (37,); services 0."""
    weight = base.output.sum(axis=0) * (1.0 - base.inputs.sum(axis=0) - base.other_inputs)
    result: Array = np.where(INDUSTRY, weight, 0.0) / weight[INDUSTRY].sum()
    return result


def measured_lag(base: BaseYear, year: int) -> float:
    """How far Liaoning's secondary industry fell behind its sectors in the nation in a year, log.

    National volume and price growth at Liaoning's weights less the nominal growth of the
    province's revised secondary value added (construction included).
    """
    total, weight = 0.0, value_added_weights(base)
    for sector, members in _by_sector("path").items():
        for entity, share in members:
            grown = _log_growth(entity, (GROWTH,), "China")[year]
            grown += _log_growth(entity, PRICE, "China")[year]
            total += weight[INDEX[sector]] * share * grown
    added = series("province_year", "Liaoning", "secondary_industry_value_added")
    return float(total - np.log(added[year] / added[year - 1]))


def volume_growth(year: int) -> Array:
    """Log growth of Liaoning's sectors over two years to ``year`` (37,), by what was made or burnt.

    Cement, vehicles and electricity by product; the others by the fuel that their branches burnt,
    of which a part counts; nan where nothing is known.
    """
    burnt = {y: burnt_tce(str(y)).sum(axis=1) for y in (year - 2, year)}
    sums = {y: np.zeros(len(SECTORS)) for y in burnt}
    for k, row in enumerate(rows("sector_co2_map")):
        for sector in row["sectors"].split(";"):
            for y in burnt:
                sums[y][INDEX[sector]] += burnt[y][k]
    known = (sums[year] > 0.0) & (sums[year - 2] > 0.0)
    grown = np.full(len(SECTORS), np.nan)
    grown[known] = np.log(sums[year][known] / sums[year - 2][known])
    for sector, product in PRODUCT_SERIES.items():
        made = series("province_year", "Liaoning", product)
        grown[INDEX[sector]] = np.log(made[year] / made[year - 2])
    return grown


def sector_lag(base: BaseYear) -> Array:
    """Log volume by which a sector's markets fall behind more than the mean of sectors (Q, 37).

    From 2014 over 2016 to 2018, then it stays. The mean at value-added weights is 0, so the lag of
    all industry is that of ``demand_lag``.
    """
    given, weight = assumed("sector_lag", TABLE), value_added_weights(base)
    levels = [np.zeros(len(SECTORS))]
    for year in (2016, 2018):
        nation = np.zeros(len(SECTORS))
        for sector, members in _by_sector("path").items():
            for entity, share in members:
                growth = _log_growth(entity, (GROWTH,), "China")
                nation[INDEX[sector]] += share * (growth[year - 1] + growth[year])
        grown = volume_growth(year)
        known = INDUSTRY & np.isfinite(grown)
        behind = np.where(known, nation - np.nan_to_num(grown), 0.0)
        behind -= weight[known] @ behind[known] / weight[known].sum()
        counts = np.full(len(SECTORS), given["inventory_weight"])
        counts[[INDEX[sector] for sector in PRODUCT_SERIES]] = 1.0
        behind = np.where(known, np.clip(counts * behind, -given["most"], given["most"]), 0.0)
        behind -= np.where(INDUSTRY, weight @ behind, 0.0)
        levels.append(levels[-1] + behind)
    times = [START - 0.5, START + 1.5, START + 3.5]
    paths = [_from_base(times, [level[s] for level in levels]) for s in range(len(SECTORS))]
    result: Array = np.stack(paths, axis=1)
    return result


def national_price() -> Array:
    """Log producer prices of the nation's sectors (Q, 37), 0 in the base quarter.

    Steel follows the steel price index where that lies below the producer price of the whole
    sector (the fall of 2015, which yearly means hide); where it lies above, only
    `steel_excess_weight` of the excess is taken: the index is of building steel.
    """
    result = np.zeros((QUARTERS, len(SECTORS)))
    for sector, members in _by_sector("path").items():
        for entity, weight in members:
            growth = _log_growth(entity, PRICE, "China")
            result[:, INDEX[sector]] += weight * _growth_path(growth, 0.0)
    steel = result[:, INDEX["steel"]]
    gap = _index_path("steel") - steel
    steel += np.where(gap > 0.0, assumed("steel_excess_weight", TABLE)[""] * gap, gap)
    return result


def fuel_prices(price: Array) -> Array:
    """Prices of the fuels (Q, 4): coal index, gas supply; oil and power as their makers sell."""
    result = np.ones((QUARTERS, len(FUELS)))
    result[:, 0] = np.exp(assumed("coal_index_weight", TABLE)[""] * _index_path("coal"))
    result[:, 1] = price[:, INDEX["oil_refining"]]
    result[:, 2] = np.exp(_growth_path(_log_growth("Gas supply", PRICE, "China"), 0.0))
    result[:, 3] = price[:, INDEX["power_heat"]]
    return result


def margin_targets() -> Array:
    """Move of each sector's profit per revenue since the base quarter (Q, 37), the nation's.

    Profit over revenue of the two-digit industries (monthly series of the bureau), bent
    smoothly below `margin_swing_limit`.
    """
    result, limit = np.zeros((QUARTERS, len(SECTORS))), assumed("margin_swing_limit", TABLE)
    for sector, members in _by_sector("profit").items():
        for entity, weight in members:
            profit = series("national_year", entity, "above_scale_profit_monthly_series")
            revenue = {
                **series("national_year", entity, "above_scale_revenue_monthly_series"),
                **series("national_year", entity, "above_scale_principal_revenue_monthly_series"),
            }
            years = sorted(year for year in profit if year in revenue and year >= START - 2)
            ratio = [profit[year] / revenue[year] for year in years]
            result[:, INDEX[sector]] += weight * _from_base([y + 0.5 for y in years], ratio)
        bound = limit.get(sector, limit["default"])
        result[:, INDEX[sector]] = bound * np.tanh(result[:, INDEX[sector]] / bound)
    return result


def known_cost(base: BaseYear, price: Array, fuel_price: Array) -> Array:
    """Cost per unit (Q, 37) without inputs from outside, at given price indexes.

    Inputs of other sectors at their price, fuel, labour at its unit cost, depreciation at
    the price of equipment, tax as a share of revenue.
    """
    years = np.minimum(_quarters(), LAST_OBSERVED + 1.0) - BASE
    labour = np.exp(assumed("unit_labour_cost_growth", TABLE)[""] * years)
    result: Array = (
        price @ base.inputs
        + fuel_price @ base.energy_cost
        + labour[:, None] * base.compensation
        + equipment_prices()[:, None] * base.depreciation
        + price * base.production_tax
    )
    return result


def implied_margin(base: BaseYear, world: World) -> Array:
    """Surplus per revenue of an average enterprise (Q, 37) when it sells at the outside price."""
    cost = known_cost(base, world.price, world.fuel_price)
    cost = cost + world.other_price * base.other_inputs
    result: Array = 1.0 - cost / world.price
    return result


def consistent_prices(base: BaseYear) -> tuple[Array, Array]:
    """External prices and prices of inputs from outside (Q, 37) that agree with each other.

    Crude, imported ore, farm goods and services have no path of their own here that agrees
    with producer prices; so their price is solved for, by buying sector, so that margins move
    as the nation's profits did, within `other_price_band`. Where the band binds and the margin
    would still stray by more than `margin_tolerance`, the producer price itself gives way
    (fixed coefficients know nothing of inputs saved and quality gained).
    """
    price, target = np.exp(national_price()), base.surplus + margin_targets()
    band, given = assumed("other_price_band", TABLE), assumed("margin_tolerance", TABLE)
    slack = np.array([given.get(sector, given["default"]) for sector in SECTORS])
    other = np.ones_like(price)
    for _ in range(PRICE_ROUNDS):
        cost = known_cost(base, price, fuel_prices(price))
        other = (1.0 - target) * price - cost
        other = np.clip(other / base.other_inputs, band["low"], band["high"])
        cost += other * base.other_inputs
        lowest, highest = cost / (1.0 - target + slack), cost / (1.0 - target - slack)
        price = np.clip(price, lowest, highest)
    return price, other


@cache
def equipment_prices() -> Array:
    """Price of equipment (Q,): mean of general and special machinery, as read."""
    members = [INDEX["cnc_machine_tools"], INDEX["construction_machinery"]]
    result: Array = np.exp(national_price()[:, members].mean(axis=1))
    return result


def so2_standards() -> Array:
    """SO2 per unit of output that national standards leave of that of 2015Q1 (Q,).

    Year ends as assumed from the schedule of the standards, in logs between; then it stays.
    """
    ends = assumed("so2_standard", TABLE)
    years = sorted(int(year) for year in ends)
    result: Array = np.exp(
        _from_base(
            [float(START), *(year + 1.0 for year in years)],
            [0.0, *(float(np.log(ends[str(year)])) for year in years)],
        )
    )
    return result


def wage_paces() -> Array:
    """Growth of the nation's wages over that of 2016 to 2018 (Q,): 1 until 2018, then by year.

    Urban units to 2020, enterprises above scale from there; after the last year as in it.
    """
    growth: dict[int, float] = {}
    for kind in ("urban_non_private_all_sectors", "above_scale_enterprises"):
        read = series("national_year", "China", f"average_wage_{kind}")
        years = sorted(read)
        for before, year in pairwise(years):
            for y in range(before + 1, year + 1):
                growth.setdefault(y, float(np.log(read[year] / read[before]) / (year - before)))
    base = growth[FITTED_UNTIL]
    last = max(growth)
    whole = [START + quarter // 4 for quarter in range(QUARTERS)]
    return np.array(
        [1.0 if y <= FITTED_UNTIL else growth[min(y, last)] / base for y in whole], dtype=np.float64
    )


def _base_rate() -> Array:
    """Prime lending rate (Q,), share a year: year ends, smooth between."""
    ends = series("national_year", "China", "lpr_1y_year_end")
    years = sorted(ends)
    rate = interpolate(
        np.array([year + 1.0 for year in years]), np.array([ends[y] for y in years]), _quarters()
    )
    return rate / 100.0 + assumed("lending_margin", TABLE)[""]


def _observed() -> World:
    price, other = consistent_prices(base_year())
    return World(
        demand=np.exp(national_demand() - demand_lag()[:, None] - sector_lag(base_year())),
        price=price,
        fuel_price=fuel_prices(price),
        other_price=other,
        base_rate=_base_rate(),
        equipment_price=equipment_prices(),
        wage_pace=wage_paces(),
        so2=so2_standards(),
        lag_spread=assumed("demand_lag", TABLE)["spread"],
    )


def _trend() -> World:
    """Constant growth to the observed level of 2025Q4 and beyond; prices 1; mean interest."""
    seen = _observed()
    end = parse_quarter("2025Q4")
    rate = np.log(seen.demand[end]) / end
    ones = np.ones((QUARTERS, len(SECTORS)))
    return World(
        demand=np.exp(np.arange(QUARTERS)[:, None] * rate),
        price=ones,
        fuel_price=np.ones((QUARTERS, len(FUELS))),
        other_price=ones.copy(),
        base_rate=np.full(QUARTERS, seen.base_rate[: end + 1].mean()),
        equipment_price=np.ones(QUARTERS),
        wage_pace=np.full(QUARTERS, seen.wage_pace[: end + 1].mean()),
        so2=np.exp(np.arange(QUARTERS) * np.log(seen.so2[end]) / end),
    )


def _at_rest() -> World:
    """Everything stands where it stood in the base quarter."""
    ones = np.ones((QUARTERS, len(SECTORS)))
    return World(
        demand=ones,
        price=ones.copy(),
        fuel_price=np.ones((QUARTERS, len(FUELS))),
        other_price=ones.copy(),
        base_rate=np.full(QUARTERS, _base_rate()[0]),
        equipment_price=np.ones(QUARTERS),
        wage_pace=np.ones(QUARTERS),
        so2=np.ones(QUARTERS),
        rest=True,
    )


@cache
def world(paths: Literal["observed", "trend", "rest"]) -> World:
    """The world of that name, computed once."""
    return {"observed": _observed, "trend": _trend, "rest": _at_rest}[paths]()
