"""First results: paths, paired effects, cities, signs and sizes, all from one comparison."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from calibration import policy_variants
from display.charts import COLOURS, GREY, inline
from display.numbers import percent, significant
from docs.generate.everybody import Crowd, watch
from docs.generate.markdown import figure, table
from experiments.comparison import Comparison, compare
from experiments.effect_tables import Effect
from experiments.ensemble import Ensemble
from experiments.intervals import mean_interval
from experiments.plots import drawn_map
from model.indicators import INDICATOR_INDEX, INDICATORS
from model.simulate import start
from scenarios.loader import load

Array = NDArray[Any]
PAIRS = 4
MIXES = (
    "plan_2015",
    "transformation_first",
    "elimination_first",
    "digital_first",
    "northwest_priority",
)
VARIANTS = ("coastal_priority", "green_deep", "tight_budget", "weak_enforcement")
SLUMP = "demand_slump_2016"
OTHERS = (*MIXES, *VARIANTS, SLUMP)
SHOWN = (
    "output",
    "employment",
    "labour_productivity",
    "enterprises",
    "profit",
    "investment",
    "utilisation",
    "obsolete_share",
    "cnc_rate",
    "key_cnc_rate",
    "erp_penetration",
    "mes_penetration",
    "energy_intensity",
    "so2",
    "unemployed",
    "fiscal_cost",
    "zombie_share",
    "capacity_crude_steel",
)
UNITS = {indicator.name: indicator.unit for indicator in INDICATORS}
# colours of the upper and of the lower row of a figure, each with a legend of its own
UPPER = {"no_plan": GREY, **dict(zip(MIXES, COLOURS[:5], strict=True))}
LOWER = {"no_plan": GREY, **dict(zip(("plan_2015", *VARIANTS, SLUMP), COLOURS, strict=True))}


def measured(indicator: str) -> tuple[float, str]:
    """Factor and unit in which a figure shows an indicator."""
    unit = UNITS[indicator]
    if unit == "share":
        return 100.0, "%"
    if unit.startswith("million yuan, 2015") or unit == "million yuan":
        return 1e-3, unit.replace("million", "billion")
    if unit == "persons":
        return 1e-3, "thousand persons"
    if unit == "tonnes" or unit == "tonnes per year":
        return 1e-6, unit.replace("tonnes", "million tonnes")
    return 1.0, unit


def scale_of(shades: dict[str, str]) -> Any:
    """Scenarios and their colours."""
    return alt.Scale(domain=list(shades), range=list(shades.values()))


def colour(shades: dict[str, str], legend: bool) -> Any:
    """Colours of scenarios, the same in every panel of a row."""
    box = alt.Legend(title=None, orient="bottom", columns=4) if legend else None
    return alt.Color("scenario:N", scale=scale_of(shades), legend=box)


def level_panel(c: Comparison, indicator: str, shades: dict[str, str]) -> Any:
    """Mean paths of the scenarios of a row."""
    factor, unit = measured(indicator)
    rows = []
    for name in shades:
        path = c.path(name, indicator)
        for year, mean in zip(path.periods, path.mean, strict=True):
            if np.isfinite(mean):
                rows.append({"year": int(year), "scenario": name, "value": factor * float(mean)})
    return (
        inline(rows)
        .mark_line(strokeWidth=1.8)
        .encode(
            x=alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=6)),
            y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False)),
            color=colour(shades, True),
        )
        .properties(width=250, height=190, title=indicator)
    )


def effect_panel(
    c: Comparison, indicator: str, names: tuple[str, ...], title: str, shades: dict[str, str]
) -> Any:
    """Paired effects with their 95% bands."""
    factor, unit = measured(indicator)
    unit = "points" if unit == "%" else unit
    rows = []
    for name in names:
        for year in c.path(name, indicator).periods:
            e = c.effect(name, indicator, year)
            if e is not None:
                low, mid, high = factor * e.low, factor * e.estimate, factor * e.high
                rows.append(
                    {"year": int(year), "scenario": name, "value": mid, "low": low, "high": high}
                )
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=6))
    base = inline(rows).encode(x=x, color=colour(shades, False))
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("low:Q", title=unit),
        y2="high:Q",
        fill=alt.Fill("scenario:N", legend=None, scale=scale_of(shades)),
        stroke=alt.value(None),
    )
    line = base.mark_line(strokeWidth=1.8).encode(y=alt.Y("value:Q", title=unit))
    zero = inline([{"zero": 0.0}]).mark_rule(color="#262730", strokeWidth=0.7).encode(y="zero:Q")
    return alt.layer(band, zero, line).properties(width=200, height=190, title=title)


def path_figures(c: Comparison) -> str:
    """One figure for each headline indicator: levels and effects, mixes above, variants below."""
    variants = ("plan_2015", *VARIANTS)
    parts = [
        "In each figure the upper row shows mixes of equal money, the lower one variants of "
        "plan_2015 and the plan in a slump; colours are those of the legend of the row."
    ]
    for indicator in SHOWN:
        upper = alt.hconcat(
            level_panel(c, indicator, UPPER),
            effect_panel(c, indicator, MIXES, "effect of the mixes", UPPER),
        )
        lower = alt.hconcat(
            level_panel(c, indicator, LOWER),
            effect_panel(c, indicator, variants, "effect of variants of the plan", LOWER),
            effect_panel(c, indicator, (SLUMP,), "plan in a slump less no_plan without", LOWER),
        )
        chart = alt.vconcat(upper, lower).resolve_scale(color="independent", fill="independent")
        text = f"{indicator}: paths and paired effects with 95% bands"
        parts.append(figure(chart, f"path_{indicator}", text))
    return "\n\n".join(parts)


def said(e: Effect | None) -> str:
    """An effect with its interval; relative to the baseline for amounts, points for shares."""
    if e is None:
        return "–"
    if e.unit == "share":
        digits = 2 if abs(e.estimate) < 0.02 else 1
        middle, low, high = (f"{100 * x:+.{digits}f}" for x in (e.estimate, e.low, e.high))
        return f"{middle} points [{low}, {high}]"
    if e.baseline == 0.0:
        return f"{significant(e.estimate)} [{significant(e.low)}, {significant(e.high)}]"
    ratio = 100.0 / e.baseline
    return f"{ratio * e.estimate:+.2f}% [{ratio * e.low:+.2f}, {ratio * e.high:+.2f}]"


SOUGHT = (
    ("transformation_first", "cnc_rate", "all", "rises"),
    ("transformation_first", "labour_productivity", "all", "rises"),
    ("elimination_first", "obsolete_share", "all", "falls"),
    ("elimination_first", "obsolete_share", "building_materials", "falls"),
    ("elimination_first", "obsolete_share", "steel", "falls"),
    ("elimination_first", "utilisation", "all", "rises"),
    ("elimination_first", "utilisation", "building_materials", "rises"),
    ("elimination_first", "utilisation", "steel", "rises"),
    ("elimination_first", "capacity_cement", "all", "falls"),
    ("elimination_first", "capacity_crude_steel", "all", "falls"),
    ("digital_first", "erp_penetration", "all", "rises"),
    ("digital_first", "mes_penetration", "all", "rises"),
)


def signs(c: Comparison) -> str:
    """Whether each lever does what it should, in 2020 and 2025, at four pairs."""
    rows = []
    for scenario, indicator, group, wanted in SOUGHT:
        for year in ("2020", "2025"):
            e = c.effect(scenario, indicator, year, "province", group)
            right = e is not None and (e.estimate > 0.0) == (wanted == "rises")
            verdict = "yes" if right and e is not None and e.distinguishable else "**no**"
            where = "all industry" if group == "all" else group.replace("_", " ")
            rows.append((scenario, indicator, where, wanted, year, said(e), verdict))
    head = ("scenario", "indicator", "sectors", "should", "year", "effect", "so, and clear")
    return table(head, rows)


def effects_of(c: Comparison, names: tuple[str, ...]) -> str:
    """Effects of some scenarios on the headline indicators at two dates."""
    rows = []
    for indicator in SHOWN:
        for year in ("2020", "2025"):
            effects = [c.effect(name, indicator, year) for name in names]
            cells = [
                said(e).split(" [")[0] + ("" if e is not None and e.distinguishable else " (?)")
                for e in effects
            ]
            rows.append((indicator, year, *cells))
    return table(("indicator", "year", *names), rows)


def of_closing(c: Comparison) -> dict[str, tuple[Array, Array, Array]]:
    """By area and seed: more displaced under elimination first; jobs in 2020 and 2025 by closing.

    The last two are of the mix's lever of closures alone, without what the rest of the mix adds.
    """
    alone = policy_variants.scenario_of(policy_variants.VARIANTS["closing"])
    work = Ensemble((load("no_plan"), load("elimination_first"), alone), c.seeds)
    none, mix, closing = work.by_scenario()
    jobs = (closing - none)[..., INDICATOR_INDEX["employment"]]
    more = (mix - none)[..., INDICATOR_INDEX["displaced_workers"]].sum(axis=1)
    years = [work.periods.index(year) for year in ("2020", "2025")]
    rows = {scope: n for n, (scope, group) in enumerate(work.rows) if group == "all"}
    return {scope: (more[:, n], *(jobs[:, y, n] for y in years)) for scope, n in rows.items()}


def cities(c: Comparison) -> str:
    """Jobs effect of elimination first and of its closures in every city, with the map."""
    chart = drawn_map(c, "elimination_first", "employment", "2020", "en").chart
    text = "map of the effect on jobs"
    picture = figure(chart.properties(width=560), "city_jobs_elimination", text)
    rows = []
    for scope, parts in of_closing(c).items():
        jobs = [
            said(c.effect("elimination_first", "employment", year, scope))
            for year in ("2020", "2025")
        ]
        counted = ["{:+,.0f} [{:+,.0f}, {:+,.0f}]".format(*mean_interval(each)) for each in parts]
        rows.append((scope.replace("_", " "), *jobs, *counted))
    alone = (f"jobs {year}, the lever alone, persons" for year in ("2020", "2025"))
    head = ("area", "jobs 2020", "jobs 2025", "displaced to 2020 or 2025, persons", *alone)
    return f"{picture}\n\n{table(head, rows, (3, 4, 5))}"


MAKERS = {
    "crude steel": (1,),
    "cement": (2,),
    "glass, aluminium, paper, dyeing": (3, 4, 5, 6),
    "all six products": (1, 2, 3, 4, 5, 6),
}
YEARS = (2017, 2020, 2025)


def survivors(none: Crowd, mix: Crowd) -> dict[tuple[str, str, int], float]:
    """Difference of margin and of use of makers that live on in both lives, paired."""
    keys = np.intersect1d(none.keys[-1], mix.keys[-1])
    product = mix.wide("product", keys)[-1]
    names = ("profit", "revenue", "output", "capacity", "weight", "alive")
    read = {name: (none.wide(name, keys), mix.wide(name, keys)) for name in names}
    result = {}
    for makers, products in MAKERS.items():
        mine = np.isin(product, products)
        for year in YEARS:
            q = slice(4 * (year - 2015), 4 * (year - 2014))
            both = mine & read["alive"][0][q].all(axis=0) & read["alive"][1][q].all(axis=0)

            def total(name: str, k: int, q: slice = q, both: Array = both) -> float:
                weight = read["weight"][k][q][:, both]
                return float(np.nansum(weight * read[name][k][q][:, both]))

            for what, over, under in (
                ("profit over revenue", "profit", "revenue"),
                ("use of capacity", "output", "capacity"),
            ):
                ratios = [total(over, k) / total(under, k) for k in (0, 1)]
                result[makers, what, year] = ratios[1] - ratios[0]
            margins = [
                read["profit"][k][q][:, both].sum(axis=0)
                / read["revenue"][k][q][:, both].sum(axis=0)
                for k in (0, 1)
            ]
            weight = read["weight"][0][q][0, both]
            known = np.isfinite(margins[0]) & np.isfinite(margins[1])
            result[makers, "profit over revenue of the mean survivor", year] = float(
                np.average((margins[1] - margins[0])[known], weights=weight[known])
            )
    return result


BEFORE, AFTER = 4, 20


def dip(none: Crowd, mix: Crowd, system: int) -> tuple[Array, Array, int]:
    """Log differences around adoption for those who adopted only because of the mix."""
    keys = np.intersect1d(none.keys[0], mix.keys[-1])
    has = mix.wide("ceiling", keys)[:, :, system] > 0.0
    had = none.wide("ceiling", keys)[:, :, system] > 0.0
    first = np.where(has.any(axis=0), has.argmax(axis=0), -1)
    output = [w.wide("output", keys) / np.maximum(w.wide("staff", keys), 1.0) for w in (none, mix)]
    field = "labour_factor" if system == 1 else "material_factor"
    factor = [w.wide(field, keys) for w in (none, mix)]
    labour: list[list[float]] = [[] for _ in range(BEFORE + AFTER)]
    shares: list[list[float]] = [[] for _ in range(BEFORE + AFTER)]
    used = 0
    for i in np.flatnonzero((first > BEFORE) & (first < 24)):
        end = min(first[i] + AFTER, len(has))
        if had[:end, i].any() or not (output[0][first[i], i] > 0.0):
            continue
        used += 1
        for step, t in enumerate(range(first[i] - BEFORE, end)):
            a, b = output[0][t, i], output[1][t, i]
            if a > 0.0 and b > 0.0:
                labour[step].append(float(np.log(b / a)))
                shares[step].append(float(np.log(factor[0][t, i] / factor[1][t, i])))
    means = [np.array([np.mean(x) if x else np.nan for x in part]) for part in (labour, shares)]
    return means[0], means[1], used


def single_lives() -> dict[str, Any]:
    """Paired lives on the seeds of the comparison."""
    kept: list[dict[tuple[str, str, int], float]] = []
    dips: dict[str, list[tuple[Array, Array, int]]] = {"ERP": [], "MES": []}
    for seed in range(1, PAIRS + 1):
        begin = start(seed)
        none = watch(begin, load("no_plan"))
        kept.append(survivors(none, watch(begin, load("elimination_first"))))
        digital = watch(begin, load("digital_first"))
        dips["ERP"].append(dip(none, digital, 0))
        dips["MES"].append(dip(none, digital, 1))
    return {"survivors": kept, "dips": dips}


def survivor_table(lives: dict[str, Any]) -> str:
    """Margin and use of survivors under elimination first."""
    rows = []
    for makers, what, year in lives["survivors"][0]:
        each = np.array([found[makers, what, year] for found in lives["survivors"]])
        mid, low, high = (100.0 * float(x) for x in mean_interval(each))
        effect = f"{mid:+.2f} points [{low:+.2f}, {high:+.2f}]"
        rows.append((makers, what, str(year), effect, "yes" if low > 0 or high < 0 else "no"))
    return table(("survivors among makers of", "what", "year", "effect", "clear"), rows)


def dip_figure(lives: dict[str, Any]) -> str:
    """Adopters' productivity before and after adoption, paired with their lives without it."""
    rows = []
    for system, found in lives["dips"].items():
        own = "labour per unit" if system == "MES" else "inputs per unit"
        for k, what in ((0, "output per worker"), (1, f"technique: {own}")):
            values = np.stack([each[k] for each in found])
            for step in range(BEFORE + AFTER):
                mid, low, high = map(float, mean_interval(values[:, step]))
                place = {"system": system, "what": what, "quarter": step - BEFORE}
                rows.append(place | {"value": 100 * mid, "low": 100 * low, "high": 100 * high})
    panels = []
    for system in lives["dips"]:
        pair = []
        for what in dict.fromkeys(row["what"] for row in rows if row["system"] == system):
            own_rows = [r for r in rows if r["system"] == system and r["what"] == what]
            base = inline(own_rows).encode(x=alt.X("quarter:Q", title="quarters since adoption"))
            band = base.mark_area(opacity=0.2).encode(y=alt.Y("low:Q", title="%"), y2="high:Q")
            line = base.mark_line(point=True).encode(y=alt.Y("value:Q", title="%"))
            zero = inline([{"zero": 0.0}]).mark_rule(color="#262730").encode(y="zero:Q")
            title = f"{system}: {what}"
            pair.append(alt.layer(band, zero, line).properties(width=300, height=190, title=title))
        panels.append(alt.hconcat(*pair))
    counts = {system: sum(each[2] for each in found) for system, found in lives["dips"].items()}
    picture = figure(alt.vconcat(*panels), "adoption_dip", "adopters before and after")
    text = ", ".join(f"{n:,} of {system}" for system, n in counts.items())
    return f"{picture}\n\nAdopters followed: {text}."


def blocks() -> dict[str, str]:
    """Every gap of ``docs/templates/first-results.md``."""
    c = compare(
        "no_plan", OTHERS, runs=PAIRS, parameters="central"
    )  # at full scale, in the observed world
    lives = single_lives()
    base = []
    for indicator in SHOWN:
        path = c.path("no_plan", indicator)
        at = [float(path.mean[path.periods.index(y)]) for y in ("2015", "2017", "2020", "2025")]
        cells = [percent(v) if UNITS[indicator] == "share" else significant(v, 4) for v in at]
        base.append((indicator, UNITS[indicator], *cells))
    return {
        "base": table(("indicator", "unit", "2015", "2017", "2020", "2025"), base, (2, 3, 4, 5)),
        "paths": path_figures(c),
        "signs": signs(c),
        "survivors": survivor_table(lives),
        "dip": dip_figure(lives),
        "effects": "\n\n".join(effects_of(c, names) for names in (MIXES, (*VARIANTS, SLUMP))),
        "cities": cities(c),
        "pairs": str(PAIRS),
        "warnings": "\n".join(f"- {w.line('en')}" for w in c.warnings) or "None.",
    }
