"""The gap in figures: what the data say of 2014 to 2018 beside what the model makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.returns import MOST_TAX, Return, returns
from display.numbers import significant
from docs.generate.markdown import table
from model.indicators import INDICATOR_INDEX, PRODUCT_NAMES, Quantity, by_year, values
from model.input_data.base_year import INDEX, base_year
from model.input_data.data_tables import CITIES, assumed, rows, series
from model.input_data.external_world import START, TABLE, parse_quarter
from model.simulate import simulate, start
from model.state import State
from scenarios.loader import load
from scenarios.policy_schedule import instruments, world_of

Array = NDArray[np.float64]
SEEDS, SCALE, YEARS = (1, 2, 3), 1.0, 11
RETURN_SEEDS, CLOSURE_SEEDS = range(1, 5), range(1, 11)
LIAONING, FITTED, CHECK = "Liaoning", "fitted", "check"
# branches of the emission inventory, the sectors that make them up here
BRANCHES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "power": (("Production and Supply of Electric Power, Steam and Hot Water",), ("power_heat",)),
    "steel": (("Smelting and Pressing of Ferrous Metals",), ("steel",)),
    "petroleum": (("Petroleum Processing and Coking",), ("oil_refining",)),
    "nonferrous": (("Smelting and Pressing of Nonferrous Metals",), ("nonferrous_metals",)),
    "transport equipment": (
        ("Transportation Equipment",),
        ("automotive", "ships_offshore", "aviation", "rail_equipment"),
    ),
    "ordinary machinery": (("Ordinary Machinery",), ("cnc_machine_tools", "precision_bearings")),
    "special machinery": (("Equipment for Special Purposes",), ("construction_machinery",)),
    "mining": (("Coal Mining and Dressing", "Ferrous Metals Mining and Dressing"), ("mining",)),
    "chemicals": (
        ("Raw Chemical Materials and Chemical Products",),
        ("basic_chemicals", "synthetic_materials", "fine_chemicals"),
    ),
    "electrical": (("Electric Equipment and Machinery",), ("power_transmission",)),
    "food": (("Food Processing", "Food Production", "Beverage Production"), ("food",)),
    "building materials": (("Nonmetal Mineral Products",), ("building_materials",)),
}
# of the inventory what is no industry
NO_INDUSTRY = (
    "Farming, Forestry, Animal Husbandry, Fishery and Water Conservancy",
    "Construction",
    "Transportation, Storage, Post and Telecommunication Services",
    "Wholesale, Retail Trade and Catering Services",
    "Others",
    "Residential",
)


class Lives(NamedTuple):
    """What the members showed by year, means over seeds; T years from 2015."""

    province: Array  # (T, indicators)
    reported: Array  # (T, indicators), as the cities report
    sectors: Array  # (T, 38, indicators)
    cities: Array  # (T, 14, indicators)
    extra: dict[str, Array]  # (T,) each: what no indicator shows


def look(state: State) -> dict[str, float]:
    """What no indicator shows of a quarter: owners, tonnes, concentration."""
    firms = state.firms[: int(state.province["rows"][0])]
    firms = firms[firms["alive"] & state.sectors["industrial"][firms["sector"]]]
    weight, state_owned = np.asarray(firms["weight"]), firms["owner"] <= 1
    made = weight * firms["output"]
    assets = made * base_year().assets_over_sales[firms["sector"], np.where(state_owned, 0, 1)]
    tonnes = made * state.province["tonnes_per_output"][0][firms["product"]]
    large = firms["sales_year"] >= 500.0
    return {
        "state assets": float(assets[state_owned].sum() / assets.sum()),
        "state output": float(made[state_owned].sum() / made.sum()),
        "central staff": float((weight * firms["staff"])[firms["owner"] == 0].sum()),
        "crude steel": float(tonnes[firms["product"] == 1].sum()),
        "cement": float(tonnes[firms["product"] == 2].sum()),
        "steelmakers": float(weight[firms["product"] == 1].sum()),
        "large output": float(made[large].sum() / made.sum()),
    }


def lives() -> Lives:
    """Run the members without the province's plan on the observed world."""
    scenario, quarters = load("no_plan"), 4 * YEARS
    levers, policy, _ = instruments(scenario, quarters)
    members: list[Lives] = []
    for seed in SEEDS:
        seen: list[dict[str, float]] = []

        def note(state: State, seen: list[dict[str, float]] = seen) -> None:
            seen.append(look(state))

        begun = start(seed, SCALE)
        run = simulate(begun, world_of(scenario), levers, policy, quarters, on_quarter=note)
        whole = by_year(run.cities.sum(axis=1))
        flows = ("crude steel", "cement")
        extra = {}
        for name in seen[0]:
            path = np.array([quarter[name] for quarter in seen]).reshape(YEARS, 4)
            extra[name] = path.sum(axis=1) if name in flows else path[:, -1]
        members.append(
            Lives(
                values(whole),
                values(whole, reported=True),
                values(by_year(run.sectors)),
                values(by_year(run.cities)),
                extra,
            )
        )
    names = Lives._fields[:4]
    parts: Any = [np.mean([getattr(m, name) for m in members], axis=0) for name in names]
    mean = {n: np.mean([m.extra[n] for m in members], axis=0) for n in members[0].extra}
    province, reported, sectors, cities = parts
    return Lives(province, reported, sectors, cities, mean)


def index(path: Mapping[int, float], years: tuple[int, ...], base: int = START) -> list[float]:
    """A series with a year at 100."""
    return [100.0 * path[year] / path[base] if year in path else np.nan for year in years]


def inventory(names: tuple[str, ...] | None) -> dict[int, float]:
    """CO2 of branches by year, million tonnes; of all industry without names."""
    found: dict[int, float] = {}
    for row in rows("sector_co2_by_fuel"):
        name = row["sector"]
        if not name.startswith("Total") and (
            name in names if names else not name.startswith(NO_INDUSTRY)
        ):
            total = float(row["mt_co2_scope_1_total"])
            found[int(row["year"])] = found.get(int(row["year"]), 0.0) + total
    return found


def mean_city_wage() -> dict[int, float]:
    """Mean wage of the 14 cities, by year."""
    cities = [series("city_year", city, "average_wage_on_post_workers") for city in CITIES]
    return {y: float(np.mean([c[y] for c in cities])) for y in range(START, 2019)}


def constant_price_value_added() -> dict[int, float]:
    """Revised value added of industry at constant prices, by year."""
    return {int(year): value for year, value in assumed("value_added_constant", TABLE).items()}


def ranks(numbers: Array) -> Array:
    """Ranks from 0, the lowest first."""
    result: Array = np.argsort(np.argsort(numbers)).astype(np.float64)
    return result


def headline_rows(seen: Lives) -> list[tuple[str, str, str, str]]:
    """Series of the province: name, data, model, whether it was fitted."""
    years = (2016, 2017, 2018)
    found: list[tuple[str, str, str, str]] = []

    def model(path: Array, base: int | None = START) -> dict[int, float]:
        return {START + t: float(path[t]) for t in range(len(path))}

    def indicator(name: str) -> dict[int, float]:
        return model(seen.province[:, INDICATOR_INDEX[name]])

    def add(
        name: str,
        data: Mapping[int, float],
        path: Mapping[int, float],
        kind: str = CHECK,
        show: Callable[[float], str] = lambda x: f"{x:.1f}",
    ) -> None:
        both = index(data, years), index(path, years)
        seen, made = (", ".join(show(x) if np.isfinite(x) else "–" for x in p) for p in both)
        found.append((f"{name} 2016, 2017, 2018 (2015 = 100)", seen, made, kind))

    def province(name: str) -> dict[int, float]:
        return series("province_year", LIAONING, name)

    add(
        "value added of industry, constant prices",
        constant_price_value_added(),
        indicator("value_added"),
        FITTED,
    )
    add(
        "employment (data: urban units, all sectors)",
        province("urban_unit_employment"),
        indicator("employment"),
        FITTED,
    )
    add("wage (data: mean of 14 cities)", mean_city_wage(), indicator("wage"), FITTED)
    add("CO2 of industry", inventory(None), indicator("co2"))
    add("cement", province("output_cement"), model(seen.extra["cement"]), FITTED)
    add("SO2 of industry", province("industrial_so2_emissions_city_sum"), indicator("so2"))
    add(
        "research of enterprises above scale (model: over revenue)",
        province("above_scale_rd_expenditure"),
        indicator("research_intensity"),
    )
    return found


def level_rows(seen: Lives) -> list[tuple[str, str, str, str]]:
    """Levels that need no base year."""

    def at(name: str, *years: int, times: float = 1.0, digits: int = 1) -> str:
        path = seen.province[:, INDICATOR_INDEX[name]]
        return ", ".join(f"{times * path[year - START]:.{digits}f}" for year in years)

    def extra(name: str, *years: int, times: float = 1.0, digits: int = 1) -> str:
        path = seen.extra[name]
        return ", ".join(f"{times * path[year - START]:.{digits}f}" for year in years)

    province = seen.province
    force = province[:, INDICATOR_INDEX["unemployed"]]
    idle = force / (force + province[:, INDICATOR_INDEX["employment"]])
    shares = series("province_year", LIAONING, "state_holding_share_of_assets")
    said = ", ".join(f"{100.0 * shares[year]:.1f}" for year in (2015, 2016, 2017))
    output = seen.reported[:, INDICATOR_INDEX["output"]]
    ratio = output / province[:, INDICATOR_INDEX["output"]]
    cities = [series("city_year", city, "secondary_industry_value_added") for city in CITIES]
    falls = [100.0 * (c[2016] / c[2015] - 1.0) for c in cities]
    units = series("province_year", LIAONING, "reporting_enterprises_implied")
    read = series("national_year", "China", "above_scale_enterprises_monthly_series")
    nation = ", ".join(f"{100.0 * read[y] / read[2015]:.0f}" for y in (2018, 2022)) + ", –"
    path = province[:, INDICATOR_INDEX["enterprises"]]
    counted = [100.0 * path[y - START] / path[0] for y in (2018, 2022, 2025)]
    read = series("national_year", "China", "average_wage_above_scale_enterprises")
    paid = ", ".join(f"{100.0 * read[y] / read[2017]:.0f}" for y in (2020, 2022)) + ", –"
    path = province[:, INDICATOR_INDEX["wage"]]
    wage = [100.0 * path[y - START] / path[2] for y in (2020, 2022, 2025)]
    return [
        (
            "without work, of industrial labour 2015, 2018, 2020, 2025, %",
            "–",
            ", ".join(f"{100.0 * idle[year - START]:.1f}" for year in (2015, 2018, 2020, 2025)),
            CHECK,
        ),
        (
            "enterprises above scale 2015, 2016, 2018 (data: reporting units of all kinds)",
            ", ".join(significant(units[year]) for year in (2015, 2016, 2018)),
            at("enterprises", 2015, 2016, 2018, digits=0),
            CHECK,
        ),
        (
            "enterprises above scale 2018, 2022, 2025 (2015 = 100; data: the nation's)",
            nation,
            ", ".join(f"{x:.0f}" for x in counted),
            CHECK,
        ),
        (
            "wage 2020, 2022, 2025 (2017 = 100; data: the nation's above scale)",
            paid,
            ", ".join(f"{x:.0f}" for x in wage),
            CHECK,
        ),
        (
            "state-holding share of assets 2015, 2016, 2017, % (model: output times the nation's "
            "assets over sales by sector and owner)",
            said,
            extra("state assets", 2015, 2016, 2017, times=100.0),
            CHECK,
        ),
        (
            "staff of central enterprises 2015, thousand (data: 2014)",
            "700",
            extra("central staff", 2015, times=1e-3, digits=0),
            CHECK,
        ),
        (
            "crude steel closed by order in 2016, million tonnes a year (18 enterprises)",
            "6.02",
            at("closed_capacity_crude_steel", 2016, times=1e-6, digits=2),
            FITTED,
        ),
        ("makers of crude steel 2015", "–", extra("steelmakers", 2015, digits=0), CHECK),
        (
            "output of enterprises above 500 million yuan 2015, % (facts: about 60)",
            "60",
            extra("large output", 2015, times=100.0),
            CHECK,
        ),
        (
            "numerical rate 2015, 2017, 2020, % (nation: assessed enterprises 2017; key processes "
            "2020)",
            "–, 34.1, 52",
            at("cnc_rate", 2015, 2017, 2020, times=100.0),
            CHECK,
        ),
        (
            "the same of key enterprises 2015, 2017, 2020, %",
            "–",
            at("key_cnc_rate", 2015, 2017, 2020, times=100.0),
            CHECK,
        ),
        (
            "reported over true output 2015, 2016",
            "1.56, 1.12",
            f"{ratio[0]:.2f}, {ratio[1]:.2f}",
            FITTED,
        ),
        (
            "reported fall 2015 to 2016 of single cities, first release, %",
            f"{max(falls):.0f} to {min(falls):.0f}",
            f"{100.0 * (output[1] / output[0] - 1.0):.0f} (province)",
            FITTED,
        ),
    ]


def branch_rows(seen: Lives) -> tuple[list[tuple[str, str, str]], float]:
    """Moves of branches, and the rank correlation of data and model."""
    data, model = [], []
    output = seen.sectors[:, :, INDICATOR_INDEX["output"]]
    for names, sectors in BRANCHES.values():
        co2 = inventory(names)
        data.append(100.0 * (co2[2016] / co2[2014] - 1.0))
        made = output[:, [INDEX[sector] for sector in sectors]].sum(axis=1)
        model.append(100.0 * (made[1] / made[0] - 1.0))
    table_rows = [
        (name, f"{d:+.0f}", f"{m:+.0f}") for name, d, m in zip(BRANCHES, data, model, strict=True)
    ]
    alike = float(np.corrcoef(ranks(np.array(data)), ranks(np.array(model)))[0, 1])
    return table_rows, alike


def works_of(state: State) -> dict[int, tuple[float, float, float]]:
    """Makers of crude steel by key: tonnes a year standing, tonnes shut, weight."""
    firms = state.firms[: int(state.province["rows"][0])]
    firms = firms[firms["alive"] & (firms["product"] == 1)]
    unit = 4.0 * state.sectors["capacity_per_capital"][firms["sector"]]
    unit = unit * state.province["tonnes_per_output"][0][1]
    standing, shut = firms["capital"].sum(axis=1) * unit, firms["shut"] * unit
    rows_ = zip(firms["key"], standing, shut, firms["weight"], strict=True)
    return {int(key): (float(a), float(b), float(c)) for key, a, b, c in rows_}


def closure_rows() -> list[tuple[str, str, str, str]]:
    """Crude steel closed by order in 2016: tonnes, enterprises, and those of which 60% went."""
    scenario, first, last = load("no_plan"), parse_quarter("2015Q4"), parse_quarter("2016Q4")
    levers, policy, _ = instruments(scenario, last + 1)
    found = []
    for seed in CLOSURE_SEEDS:
        seen: list[dict[int, tuple[float, float, float]]] = []

        def note(state: State, seen: list[Any] = seen) -> None:
            seen.append(works_of(state))

        begun = start(seed, SCALE)
        run = simulate(begun, world_of(scenario), levers, policy, last + 1, on_quarter=note)
        tonnes = run.sectors[first + 1 :, :, Quantity.CLOSED_0].sum()
        number = whole = 0.0
        for key, (_, before, weight) in seen[first].items():
            after = [quarter.get(key) for quarter in seen[first + 1 :]]
            shut = max((x[1] for x in after if x), default=0.0) - before
            left = after[-1][0] if after[-1] else 0.0
            if shut > 1e3:
                number += weight
                whole += weight * (shut + before > 1.5 * left)
        found.append((str(seed), f"{1e-6 * tonnes:.2f}", f"{number:.0f}", f"{whole:.0f}"))
    return found


def coal_rows() -> list[tuple[str, ...]]:
    """Coal closed by order, by member: tonnes, where, the award, and who was displaced."""
    scenario, last = load("no_plan"), parse_quarter("2017Q4")
    levers, policy, _ = instruments(scenario, last + 1)
    coal = Quantity.CLOSED_0 + PRODUCT_NAMES.index("coal")
    mining, fuxin = INDEX["mining"], CITIES.index("Fuxin")
    found: list[tuple[str, ...]] = []
    for seed in CLOSURE_SEEDS:
        run = simulate(
            start(seed, SCALE), world_of(scenario), levers, policy, last + 1, detail=True
        )
        assert run.cells is not None
        of_year = [run.cells[4 * y : 4 * y + 4, :, mining].sum(axis=0) for y in (1, 2)]
        found.append(
            (
                str(seed),
                f"{1e-6 * of_year[0][:, coal].sum():.2f}",
                f"{1e-6 * of_year[0][fuxin, coal]:.2f}",
                f"{of_year[0][:, Quantity.NATIONAL_AWARD].sum():,.0f}",
                f"{1e-3 * of_year[0][:, Quantity.DISPLACED].sum():.1f}",
                f"{1e-3 * of_year[0][fuxin, Quantity.DISPLACED]:.1f}",
                f"{1e-6 * of_year[1][:, coal].sum():.2f}",
            )
        )
    record = ("record", "13.61", "9.30", "1,605", "32", "–", "10.19")
    return [record, *found]


def status_of(value: float, error: float, most: float) -> str:
    """Whether a return lies from 0 to ``most``; WARN where two standard errors may hide it."""
    if 0.0 <= value <= most:
        return "PASS"
    return "WARN" if -2.0 * error <= value <= most + 2.0 * error else "FAIL"


def return_row(found: Return) -> tuple[str, ...]:
    """What a lever spent, what a yuan of it brought, the jobs, and how it is judged."""
    added, tax = float(found.value_added.mean()), float(found.tax.mean())
    judged = (status_of(added, found.error, found.most), "FAIL" if tax > MOST_TAX else "PASS")
    return (
        found.name,
        f"{1e-3 * found.spent:.2f}",
        f"{added:.2f} ± {found.error:.2f}",
        f"{tax:.2f}",
        f"{found.investment.mean():.2f}",
        *(f"{1e-3 * found.jobs[k]:+.1f}" for k in (5, YEARS - 1)),
        f"{100.0 * found.kept:.0f}" if added > 2.0 * found.error else "–",
        next(status for status in ("FAIL", "WARN", "PASS") if status in judged),
    )


def blocks() -> dict[str, str]:
    """Tables of the page."""
    seen = lives()
    branch, alike = branch_rows(seen)
    found = returns(RETURN_SEEDS)
    head = ("series", "data", "model", "fitted or check")
    return {
        "seeds": ", ".join(map(str, SEEDS)),
        "scale": f"{SCALE:g}",
        "series": table(head, headline_rows(seen)),
        "levels": table(head, level_rows(seen)),
        "branches": table(
            ("branch", "CO2 2014 to 2016, %", "output 2015 to 2016, model, %"), branch, (1, 2)
        ),
        "rank": f"{alike:.2f}",
        "return_seeds": ", ".join(map(str, RETURN_SEEDS)),
        "deadweight": f"{100.0 * found[0].deadweight:.0f}",
        "closures": table(
            ("seed", "million tonnes", "enterprises", "of them whole"), closure_rows(), (1, 2, 3)
        ),
        "coal": table(
            (
                "seed",
                "2016, million tonnes",
                "of it Fuxin",
                "award 2016, million yuan",
                "displaced 2016, thousand",
                "of them Fuxin",
                "2017, million tonnes",
            ),
            coal_rows(),
            (1, 2, 3, 4, 5, 6),
        ),
        "returns": table(
            (
                "lever alone",
                "billion yuan spent",
                "value added a yuan",
                "tax a yuan",
                "investment a yuan",
                "thousand jobs 2020",
                "2025",
                "value added of 2025 over that of the best year, %",
                "status",
            ),
            [return_row(each) for each in found],
            (1, 2, 3, 4, 5, 6, 7),
        ),
    }
