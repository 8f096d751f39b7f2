"""The population at the start against the data: margins, sizes, productivity, rungs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import Owner
from calibration.stylised_facts import tail_exponent
from display.charts import inline
from display.numbers import percent, significant
from docs.generate.markdown import figure, table
from model.indicators import PRODUCT_NAMES
from model.initialization.blueprint import blueprint
from model.initialization.initial_state import build
from model.initialization.population import synthesise
from model.input_data.base_year import base_year
from model.input_data.data_tables import CITIES, SECTORS, SERVICES, rows
from model.input_data.lead_enterprises import named_enterprises
from model.simulate import start
from model.state import State

Array = NDArray[Any]
RUNG_NAMES = ("obsolete", "conventional", "numerical", "intelligent")
SEED = 1
DECADES = [10**k for k in range(6)]
INDUSTRIAL = np.array([sector not in SERVICES for sector in SECTORS])


def off(found: float, wanted: float) -> str:
    """Deviation of what was drawn from what the data say."""
    return f"{100.0 * (found / wanted - 1.0):+.3f}%" if wanted else "–"


def in_industry(firms: Any) -> Array:
    """How many industrial enterprises each record stands for."""
    return np.asarray(firms["weight"] * INDUSTRIAL[firms["sector"]])


def margins(
    what: str, names: Sequence[str], data: tuple[Array, Array], s: State, weight: Array
) -> str:
    """Output and staff by city or sector, as in the data and as drawn; counted enterprises."""
    firms = s.firms
    drawn = (4.0 * firms["output"], firms["staff"], firms["counted"])
    output, staff, count = (np.bincount(firms[what], weight * x, len(names)) for x in drawn)
    lines = [
        (
            name,
            f"{made / 1e3:,.1f}",
            off(output[k], made),
            f"{people:,.0f}",
            off(staff[k], people),
            f"{count[k]:,.0f}",
        )
        for k, (name, made, people) in enumerate(zip(names, *data, strict=True))
    ]
    head = (what, "output, billion yuan", "drawn", "staff", "drawn", "counted enterprises")
    return table(head, lines, (1, 2, 3, 4, 5))


def city_table(s: State) -> str:
    """Output and staff of the 14 cities, industry alone."""
    base = base_year()
    data = base.output[:, INDUSTRIAL].sum(axis=1), base.employment[:, INDUSTRIAL].sum(axis=1)
    return margins("city", CITIES, data, s, in_industry(s.firms))


def sector_table(s: State) -> str:
    """Output, staff and counted enterprises of the 37 sectors."""
    base = base_year()
    pairs = zip(SECTORS, INDUSTRIAL, strict=True)
    names = [name.replace("_", " ") + ("" if here else " (service)") for name, here in pairs]
    data = base.output.sum(axis=0), base.employment.sum(axis=0)
    return margins("sector", names, data, s, s.firms["weight"])


def owner_table(s: State) -> str:
    """Owners by count and by revenue."""
    firms = s.firms
    weight = in_industry(firms) * firms["counted"]
    sizes = (1.0, firms["sales_year"], firms["staff"])
    found = [np.bincount(firms["owner"], weight * size, 4) for size in sizes]
    shares = [each / each.sum() for each in found]
    lines = [
        (Owner(k).name.lower().replace("_", " "), *(percent(share[k]) for share in shares))
        for k in range(4)
    ]
    head = ("owner", "by count", "by revenue", "by staff")
    return table(head, lines, (1, 2, 3))


def product_table(s: State) -> str:
    """Tonnes, capacity and makers of the six products."""
    base, firms = base_year(), s.firms
    unit = s.province["tonnes_per_output"][0]
    lines = []
    for k, product in enumerate(PRODUCT_NAMES):
        mine = firms["product"] == k + 1
        weight = firms["weight"][mine]
        tonnes = float((weight * 4.0 * firms["output"][mine]).sum() * unit[k + 1])
        sector = s.sectors["capacity_per_capital"][firms["sector"][mine]]
        units = firms["capital"][mine].sum(axis=1)
        capacity = float((weight * units * 4.0 * sector).sum() * unit[k + 1])
        listed = float((weight * firms["outdated"][mine]).sum())
        lines.append(
            (
                product.replace("_", " "),
                significant(base.product_tonnes[k] / 1e6),
                off(tonnes, base.product_tonnes[k]),
                significant(base.product_capacity[k] / 1e6),
                significant(capacity / 1e6),
                significant(listed / 1e6),
                f"{mine.sum():,}",
            )
        )
    head = (
        "product",
        "output, million t",
        "drawn",
        "capacity by the data, million t",
        "capacity drawn",
        "listed as outdated, million t",
        "makers",
    )
    return table(head, lines, (1, 2, 3, 4, 5, 6))


def count_table(s: State) -> str:
    """How many enterprises, and how uncertain that is."""
    firms = s.firms
    own, weight = in_industry(firms), firms["weight"]
    counted, shadow = (
        float((own * which).sum()) for which in (firms["counted"], ~firms["counted"])
    )
    services, key = float((weight - own).sum()), float((weight * firms["is_key"]).sum())
    row = next(r for r in rows("parameters") if r["name"] == "counted_enterprises")
    lines = [
        ("counted enterprises, stated", row["value"]),
        ("their range (90% of the prior)", f"{row['low']} to {row['high']}"),
        ("counted enterprises, drawn (industry)", f"{counted:,.0f}"),
        ("just below the official size", f"{shadow:,.0f}"),
        ("in the three services outside industry", f"{services:,.0f}"),
        ("key enterprises", f"{key:,.0f}"),
        ("named enterprises", f"{len(named_enterprises()):,}"),
        ("records", f"{len(firms):,}"),
    ]
    return table(("what", "number"), lines, (1,)) + f"\n\nSource of the range: {row['source']}."


def rank_size(s: State) -> str:
    """Rank against size, both on logarithmic axes, with the tail exponent."""
    firms = s.firms
    here = INDUSTRIAL[firms["sector"]]
    parts, lines = [], []
    for name, title in (("sales_year", "sales, million yuan"), ("staff", "staff, persons")):
        size, weight = firms[name][here], firms["weight"][here]
        order = np.argsort(-size)
        rank, ranked = np.cumsum(weight[order]), size[order]
        pick = np.unique(np.geomspace(1, len(ranked), 160).astype(int) - 1)
        data = [{"size": float(ranked[i]), "rank": float(rank[i])} for i in pick]
        slope = tail_exponent(size, weight)
        edge = int(np.searchsorted(rank, 0.05 * rank[-1]))
        fit = [
            {"size": float(x), "rank": float(rank[edge] * (x / ranked[edge]) ** -slope)}
            for x in (ranked[edge], ranked[0])
        ]
        log = alt.Scale(type="log")
        x = alt.X("size:Q", scale=log, title=title, axis=alt.Axis(format="~s", values=DECADES))
        y = alt.Y("rank:Q", scale=log, title="rank", axis=alt.Axis(format="~s", values=DECADES))
        dots = inline(data).mark_point(size=14, filled=True, color="#0072B2").encode(x=x, y=y)
        line = inline(fit).mark_line(color="#D55E00").encode(x=x, y=y)
        note = f"tail exponent {slope:.2f}"
        parts.append(alt.layer(dots, line).properties(width=300, height=260, title=note))
        lines.append((title, f"{slope:.2f}"))
    said = "rank against size on logarithmic axes"
    picture = figure(alt.hconcat(*parts), "population_rank_size", said)
    text = table(("size", "Hill exponent over the largest twentieth"), lines, (1,))
    return f"{picture}\n\n{text}"


def productivity(s: State) -> str:
    """Output per worker over its sector's mean."""
    firms = s.firms
    here = INDUSTRIAL[firms["sector"]] & firms["counted"]
    ratio = firms["output"][here] * 4.0 / firms["staff"][here]
    sector, weight = firms["sector"][here], firms["weight"][here]
    total = np.bincount(sector, weight * np.log(ratio), len(SECTORS))
    mean = total / np.maximum(np.bincount(sector, weight, len(SECTORS)), 1e-9)
    spread = np.log(ratio) - mean[sector]
    edges = np.linspace(-2.0, 2.0, 41)
    height = np.histogram(spread, edges, weights=weight)[0]
    data = [
        {"from": float(np.exp(a)), "to": float(np.exp(b)), "n": float(n)}
        for a, b, n in zip(edges[:-1], edges[1:], height, strict=True)
    ]
    x = alt.X(
        "from:Q",
        scale=alt.Scale(type="log"),
        title="output per worker over sector's mean",
        axis=alt.Axis(values=[0.2, 0.5, 1, 2, 5]),
    )
    bars = (
        inline(data)
        .mark_rect(color="#0072B2", stroke="#FFFFFF")
        .encode(x=x, x2="to:Q", y=alt.Y("n:Q", title="enterprises"), y2=alt.datum(0))
    )
    sized = bars.properties(width=420, height=240)
    picture = figure(sized, "population_productivity", "spread of output per worker")
    low, high = (float(np.quantile(spread, q)) for q in (0.1, 0.9))
    text = f"The 90th over the 10th percentile within sectors is {np.exp(high - low):.1f}."
    return f"{picture}\n\n{text}"


def rung_mix(s: State) -> str:
    """Shares of capital on the four rungs by size of enterprise."""
    firms = s.firms
    edges = np.array([0.0, 50.0, 300.0, 1000.0, 5000.0, np.inf])
    names = ("under 50", "50 to 299", "300 to 999", "1,000 to 4,999", "5,000 and more")
    here = INDUSTRIAL[firms["sector"]]
    data, lines = [], []
    for k, name in enumerate(names):
        inside = here & (firms["staff"] >= edges[k]) & (firms["staff"] < edges[k + 1])
        units = (firms["weight"][inside, None] * firms["capital"][inside]).sum(axis=0)
        shares = units / units.sum()
        data += [
            {"staff": name, "rung": rung, "order": n, "share": float(shares[n])}
            for n, rung in enumerate(RUNG_NAMES)
        ]
        count = f"{firms['weight'][inside].sum():,.0f}"
        lines.append((name, *map(percent, shares), count))
    scale = alt.Scale(domain=list(RUNG_NAMES), range=["#8A6D00", "#BFBFBF", "#56B4E9", "#0072B2"])
    bars = (
        inline(data)
        .mark_bar()
        .encode(
            x=alt.X(
                "share:Q",
                axis=alt.Axis(format="%"),
                title="share of capital",
                scale=alt.Scale(domain=[0.0, 1.0], nice=False),
            ),
            y=alt.Y("staff:N", sort=list(names), title="staff"),
            color=alt.Color("rung:N", scale=scale, legend=alt.Legend(title=None, orient="bottom")),
            order="order:Q",
        )
    )
    sized = bars.properties(width=420, height=170)
    picture = figure(sized, "population_rungs", "rungs by size")
    head = ("staff", *RUNG_NAMES, "enterprises")
    return f"{picture}\n\n{table(head, lines, (1, 2, 3, 4, 5))}"


def sample_table() -> str:
    """Totals of samples and of a finer population beside the full one."""
    base = base_year()
    lines = []
    for scale in (1.0, 0.25, 0.05, 8.0):
        plan = blueprint(SEED, scale)
        firms = synthesise(plan.base, plan.named, plan.parameters, SEED, scale).firms
        weight = in_industry(firms)
        output, staff = (float((weight * firms[name]).sum()) for name in ("output", "staff"))
        against = (
            off(4.0 * output, base.output[:, INDUSTRIAL].sum()),
            off(staff, base.employment[:, INDUSTRIAL].sum()),
        )
        counted = f"{(weight * firms['counted']).sum():,.0f}"
        state = percent(float((weight * (firms["owner"] <= 1)).sum() / weight.sum()))
        lines.append((f"{scale:g}", f"{len(firms):,}", *against, counted, state))
    head = (
        "scale",
        "records",
        "output against data",
        "staff against data",
        "counted enterprises",
        "state owners by count",
    )
    return table(head, lines, (0, 1, 2, 3, 4, 5))


def named_table(s: State) -> str:
    """The largest named enterprises as they stand in the population."""
    firms, lines = s.firms, []
    named = np.flatnonzero(firms["name"] > 0)
    for i in named[np.argsort(-firms["sales_year"][named])][:25]:
        lead = named_enterprises()[firms["name"][i] - 1]
        known = f"{lead.revenue / 1e3:,.1f}" if lead.revenue > 0.0 else "–"
        people = f"{lead.employees:,.0f}" if lead.employees > 0.0 else "–"
        lines.append(
            (
                f"{lead.name_zh} {lead.name_en}",
                lead.city,
                lead.sector.replace("_", " "),
                known,
                f"{4 * firms['output'][i] / 1e3:,.1f}",
                people,
                f"{firms['staff'][i]:,.0f}",
            )
        )
    head = (
        "enterprise",
        "city",
        "sector",
        "sales read, billion yuan",
        "drawn",
        "staff read",
        "drawn",
    )
    return table(head, lines, (3, 4, 5, 6))


def rest_table() -> str:
    """How far the hidden quarters move totals."""
    states = build(blueprint(SEED)), start(SEED).state
    weights = [in_industry(s.firms) * s.firms["alive"] for s in states]
    pairs = list(zip(states, weights, strict=True))
    lines = []
    for name, factor in (("output", 4.0), ("staff", 1.0), ("debt", 1.0), ("cash", 1.0)):
        before, after = (float((factor * w * s.firms[name]).sum()) for s, w in pairs)
        lines.append((name, significant(before, 4), significant(after, 4), off(after, before)))
    units = [(w[:, None] * s.firms["capital"]).sum(axis=0) for s, w in pairs]
    shares = [each / each.sum() for each in units]
    for name, before, after in zip(RUNG_NAMES, *shares, strict=True):
        moved = f"{100 * (after - before):+.1f} points"
        lines.append((f"capital on the {name} rung", percent(before), percent(after), moved))
    head = ("total of industry", "drawn", "after the hidden quarters", "moved")
    return table(head, lines, (1, 2, 3))


def blocks() -> dict[str, str]:
    """Every gap of ``docs/templates/population.md``."""
    s = build(blueprint(SEED))
    return {
        "cities": city_table(s),
        "sectors": sector_table(s),
        "owners": owner_table(s),
        "products": product_table(s),
        "counts": count_table(s),
        "rank_size": rank_size(s),
        "productivity": productivity(s),
        "rungs": rung_mix(s),
        "samples": sample_table(),
        "named": named_table(s),
        "rest": rest_table(),
    }
