"""What a yuan of output is made of: inputs, energy, labour, tax, capital, surplus.

Source: national input-output tables of 2012 (139 sectors, coefficients) and 2015 (42 sectors,
level and value added), ``data/io_*.csv``; Liaoning's fuel by sector from the CO2 inventory of
2015, ``data/sector_co2_by_fuel.csv``. Which group belongs to which sector, and Liaoning's
share of it, stands in ``data/sector_map.csv``.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.input_data.data_tables import (
    FUELS,
    RESIDUAL,
    SECTORS,
    SERVICES,
    Looked,
    assumed,
    rows,
    series,
)

Array = NDArray[np.float64]
COST_PARTS = (
    "compensation_ratio",
    "net_production_tax_ratio",
    "depreciation_ratio",
    "operating_surplus_ratio",
)
COAL_ROWS = ("coal_mining", "coking")
ORE_ROWS = ("ferrous_ores", "nonferrous_ores")
RATIO_BAND = (0.25, 2.5)  # change of a cost part from 2012 to 2015 that we are ready to believe
FUEL_COLUMNS = tuple(
    tuple(columns.split())
    for columns in (
        "raw_coal cleaned_coal other_washed_coal briquettes coke coke_oven_gas other_gas"
        " other_coking_products",
        "crude_oil gasoline kerosene diesel_oil fuel_oil lpg refinery_gas other_petroleum_products",
        "natural_gas",
    )
)
INDEX = {sector: i for i, sector in enumerate(SECTORS)}
INDUSTRY: NDArray[np.bool_] = np.array([sector not in SERVICES for sector in SECTORS])


@dataclass(frozen=True)
class Groups:
    """The input-output groups of the tables as they stand in the sectors of the model.

    names: G groups; national (G, 37): million yuan of 2015; liaoning (G, 37): the same before
    any level is imposed; parts (G, 4): shares of output of 2015, order of COST_PARTS; split
    (G, 37): share of purchases from the group that goes to the sector.
    """

    names: tuple[str, ...]
    national: Array
    liaoning: Array
    parts: Array
    split: Array
    broad: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Costs:
    """Shares of a yuan of output; columns are the 37 sectors."""

    compensation: Array
    production_tax: Array
    depreciation: Array
    surplus: Array
    inputs: Array
    other_inputs: Array
    energy_cost: Array
    energy_tce: Array
    process_co2: Array


@dataclass(frozen=True)
class Uses:
    """Shares of use (37,), of national output 2012."""

    consumption: Array
    investment: Array
    export: Array


def _table(year: str) -> dict[str, dict[str, str]]:
    found = [(row["group"], row) for row in rows("io_sectors") if row["year"] == year]
    return Looked(found, "io_sectors", lambda group: f"{year}, {group}")


@cache
def groups() -> Groups:
    """Output and value added of 2015 of every group, from the tables of 2012 and 2015.

    A group's output of 2012 grows like the one of the 42 sectors of 2015 that holds it; its
    cost parts change in the same ratio, within RATIO_BAND.
    """
    fine, coarse = _table("2012"), _table("2015")
    parents: dict[str, str] = {}
    for row in rows("sector_map"):
        parents[row["io_group"]] = row["industry_2015"]
    names = tuple(parents)
    output = {g: float(fine[g]["total_input_100m_yuan"]) * 100.0 for g in names}
    national, parts = np.zeros((len(names), 37)), np.zeros((len(names), 4))
    liaoning, split = np.zeros((len(names), 37)), np.zeros((len(names), 37))
    broad = [[""] * 37 for _ in names]
    size = {g: 0.0 for g in names}
    for k, g in enumerate(names):
        siblings = [h for h in names if parents[h] == parents[g]]
        parent = [coarse[name] for name in parents[g].split(";")]
        total = sum(float(row["total_input_100m_yuan"]) for row in parent) * 100.0
        weight = sum(output[h] for h in siblings)
        size[g] = output[g] * total / weight
        for j, part in enumerate(COST_PARTS):
            now = sum(float(r[part]) * float(r["total_input_100m_yuan"]) for r in parent)
            now /= total / 100.0
            then = sum(float(fine[h][part]) * output[h] for h in siblings) / weight
            change = now / then if now > 0.0 and then > 0.0 else 1.0
            parts[k, j] = float(fine[g][part]) * float(np.clip(change, *RATIO_BAND))
    for row in rows("sector_map"):
        if row["sector"]:
            k, s = names.index(row["io_group"]), INDEX[row["sector"]]
            national[k, s] = size[row["io_group"]] * float(row["share"])
            liaoning[k, s] = national[k, s] * float(row["liaoning_percent"]) / 100.0
            split[k, s] = float(row["share"])
            broad[k][s] = row["broad_group"]
    return Groups(names, national, liaoning, parts, split, tuple(tuple(b) for b in broad))


def industry_share_of_secondary() -> float:
    """Share of industry, without construction, in the nation's secondary value added of 2015."""
    table = _table("2015")
    added = {
        name: float(row["total_input_100m_yuan"]) * float(row["value_added_ratio"])
        for name, row in table.items()
    }
    ends = ("Mining and washing of coal", "Production and supply of water")
    names = list(added)
    first, last = (names.index(table[name]["group"]) for name in ends)
    industry = sum(added[name] for name in names[first : last + 1])
    return industry / (industry + added[table["Construction"]["group"]])


@cache
def sector_output() -> Array:
    """Output of each sector in 2015, million yuan (37,), and its groups by `group_output`."""
    total: Array = group_output().sum(axis=0)
    return total


@cache
def group_output() -> Array:
    """Liaoning's output of 2015 by group and sector, million yuan (G, 37), above scale.

    Value added of the five broad groups is held to their shares; the level is the geometric
    mean of two routes (`output_check_weight`): value added of 2015 over the ratio of the
    tables, and gross output of 2017 carried back.
    """
    g = groups()
    ratio = g.parts.sum(axis=1)[:, None]
    output = g.liaoning.copy()
    added = assumed("secondary_value_added")["2015"] * 100.0 * industry_share_of_secondary()
    added *= assumed("above_scale_share")[""]
    for name, share in assumed("value_added_share").items():
        inside = np.array([[cell == name for cell in row] for row in g.broad])
        output[inside] *= added * share / (output * ratio)[inside].sum()
    carried = series("province_year", "Liaoning", "industrial_gross_output")[2017] * 100.0
    carried /= assumed("volume_2017_over_2015")[""] * assumed("price_2017_over_2015")[""]
    level = carried / output[:, INDUSTRY].sum()
    output[:, INDUSTRY] *= level ** assumed("output_check_weight")[""]
    return output


def _mean(values: Array) -> Array:
    """Mean over groups of each sector, weighted by Liaoning's output; values (G,) or (G, n)."""
    weight = group_output()
    total = weight.sum(axis=0)
    result: Array = (weight.T @ values) / (total if values.ndim == 1 else total[:, None])
    return result


@cache
def uses() -> Uses:
    """Shares of final uses of each sector's output (37,), national table of 2012."""
    fine, names = _table("2012"), groups().names

    def share(column: str) -> Array:
        return _mean(np.array([max(float(fine[g][column]), 0.0) for g in names]))

    return Uses(
        share("final_consumption_share"), share("fixed_investment_share"), share("export_share")
    )


@dataclass
class _Purchases:
    """Inputs of 2012 sorted into the model's sectors, the outside and fuels."""

    inputs: Array
    other: Array
    energy: Array


def _sorted_purchases() -> _Purchases:
    """Sort the purchases of every sector (2012 shares of output).

    Coal and coke are always fuel (coal into power stations and coke into blast furnaces too).
    Crude into refineries and oil and gas that chemistry turns into products
    (`feedstock_share`) are material. Electricity that the grid buys from power stations stays
    an input of power_heat. Ore and crude come from the model's mining by `raw_from_province`,
    the rest from outside.
    """
    g = groups()
    weight = group_output() / group_output().sum(axis=0)
    bought: dict[str, Array] = {}
    for row in rows("io_coefficients"):
        if row["to_group"] in g.names:
            line = bought.setdefault(row["from_group"], np.zeros(37))
            line += float(row["coefficient"]) * weight[g.names.index(row["to_group"])]
    result = _Purchases(np.zeros((37, 37)), np.zeros(37), np.zeros((4, 37)))
    feedstock, raw = assumed("feedstock_share"), assumed("raw_from_province")
    for group, line in bought.items():
        for s, sector in enumerate(SECTORS):
            _sort_one(result, group, s, float(line[s]), feedstock, raw.get(sector, 1.0))
    return result


def _sort_one(
    result: _Purchases, group: str, s: int, value: float, feedstock: dict[str, float], raw: float
) -> None:
    """Put one purchase of sector s from one group of the table where it belongs."""
    coal, oil, gas, electricity = range(4)
    mining, refining, power = INDEX["mining"], INDEX["oil_refining"], INDEX["power_heat"]
    material = feedstock.get(SECTORS[s], 0.0)
    if group in COAL_ROWS:
        result.energy[coal, s] += value
    elif group == "gas":
        result.energy[gas, s] += value
    elif group == "power_heat":
        if s == power:
            result.inputs[power, s] += value
        else:
            result.energy[electricity, s] += value
    elif group == "oil_refining":
        result.inputs[refining, s] += value * material
        result.energy[oil, s] += value * (1.0 - material)
    elif group == "oil_gas_extraction":
        inside = raw if s == refining else 0.0
        result.inputs[mining, s] += value * material * inside
        result.other[s] += value * material * (1.0 - inside)
        result.energy[gas, s] += value * (1.0 - material)
    elif group in ORE_ROWS:
        result.inputs[mining, s] += value * raw
        result.other[s] += value * (1.0 - raw)
    elif group in groups().names:
        split = groups().split[groups().names.index(group)]
        result.inputs[:, s] += value * split
        result.other[s] += value * (1.0 - split.sum())
    else:
        result.other[s] += value


@cache
def burnt_tce(year: str = "2015") -> Array:
    """Fuel burnt by inventory sector, tce (n, 3): coal, oil, gas; order of sector_co2_map."""
    lines = [
        (
            row["sector"],
            [
                sum(float(row[f"mt_co2_{column}"] or 0.0) for column in columns) * 1e6
                for columns in FUEL_COLUMNS
            ],
        )
        for row in rows("sector_co2_by_fuel")
        if row["year"] == year and row["area"] == "Liaoning"
    ]
    found = Looked(lines, "sector_co2_by_fuel", lambda sector: f"Liaoning, {year}, {sector}")
    factor = np.array([assumed("co2_per_tce")[fuel] for fuel in FUELS[:3]])
    burnt = np.array([found[row["co2_sector"]] for row in rows("sector_co2_map")])
    result: Array = burnt / factor
    return result


def _energy(cost: Array) -> tuple[Array, Array]:
    """Energy in tce a million yuan and its cost, both (4, 37).

    Tonnes: the inventory of 2015 where it has the sector, shared by fuel bought; else cost
    over the reference price. The cost gives way where its implied price leaves
    `fuel_price_band` times the reference price.
    """
    output = sector_output()
    price = np.array([assumed("fuel_price_2015")[fuel] for fuel in FUELS]) * 1e-6
    tce = cost / price[:, None]
    inventory = np.zeros((3, 37))
    for burnt, row in zip(burnt_tce(), rows("sector_co2_map"), strict=True):
        members = [INDEX[s] for s in row["sectors"].split(";")]
        for fuel in range(3):
            share = (cost[fuel] * output)[members] + 1e-9 * output[members]
            inventory[fuel, members] += burnt[fuel] * share / share.sum()
    tce[:3, INDUSTRY] = (inventory / output)[:, INDUSTRY]
    band = assumed("fuel_price_band")[""]
    low, high = tce * price[:, None] / band, tce * price[:, None] * band
    return tce, np.clip(cost, low, high)


@cache
def costs() -> Costs:
    """Cost shares of every sector; with inputs they sum to 1 (the identity of the table)."""
    output = sector_output()
    parts = _mean(groups().parts)
    found = _sorted_purchases()
    bought = found.inputs.sum(axis=0) + found.other + found.energy.sum(axis=0)
    scale = (1.0 - parts.sum(axis=1)) / bought
    tce, energy_cost = _energy(found.energy * scale)
    left = 1.0 - parts.sum(axis=1) - energy_cost.sum(axis=0)
    factor = left / (found.inputs.sum(axis=0) + found.other)
    process = np.zeros(37)
    process[INDEX["building_materials"]] = series("province_year", "Liaoning", "co2_process")[2015]
    return Costs(
        compensation=parts[:, 0],
        production_tax=parts[:, 1],
        depreciation=parts[:, 2],
        surplus=parts[:, 3],
        inputs=found.inputs * factor,
        other_inputs=found.other * factor,
        energy_cost=energy_cost,
        energy_tce=tce,
        process_co2=process * 1e6 / output,
    )


def investment_mix() -> Array:
    """Share of a yuan of capital spending by supplying sector (37,), sums to 1.

    Four classes with assumed shares; inside a class by the weights of `investment_member`,
    for machines times the national flow of fixed investment.
    """
    flow = uses().investment * groups().national.sum(axis=0)
    mix = np.zeros(37)
    members = assumed("investment_member")
    for name, share in assumed("investment_class").items():
        weight = np.zeros(37)
        for key, value in members.items():
            kind, sector = key.split(":")
            if kind == name:
                weight[INDEX[sector]] = value * (flow[INDEX[sector]] if kind == "machines" else 1.0)
        mix += share * weight / weight.sum()
    return mix


__all__ = [
    "INDEX",
    "INDUSTRY",
    "RESIDUAL",
    "Costs",
    "Groups",
    "Uses",
    "burnt_tce",
    "costs",
    "group_output",
    "groups",
    "industry_share_of_secondary",
    "investment_mix",
    "sector_output",
    "uses",
]
