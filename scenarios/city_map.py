"""The map of the 14 cities, coloured by effect, and its words. No network, no tiles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from agents.record import ROOT
from scenarios.catalogue import word
from scenarios.charts import INK, Rows, finished, inline
from scenarios.comparison import Comparison, Effect
from scenarios.numbers import Measure, own_measure, said
from scenarios.printing import is_relative

DIVERGING = ["#E08214", "#FDB863", "#FEE0B6", "#F7F7F7", "#D1E5F0", "#92C5DE", "#4393C3"]
NO_VALUE = "#D9D9D9"
PALE = 0.35  # of a city whose interval includes zero


@cache
def outlines() -> Rows:
    """The 14 cities' outlines with their names."""
    path = ROOT / "data" / "liaoning_cities.geojson"
    features: Rows = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def city_effects(
    found: Comparison, scenario: str, indicator: str, year: str
) -> dict[str, Effect | None]:
    """The effect in every city that the map shows."""
    cities = [feature["properties"]["name_en"] for feature in outlines()]
    return {city: found.effect(scenario, indicator, year, city) for city in cities}


def measured(effects: Sequence[Effect | None], lang: str) -> tuple[bool, str, Measure]:
    """How a map shows effects: in percent of each city's baseline where all have one."""
    present = [effect for effect in effects if effect is not None]
    relative = bool(present) and all(map(is_relative, present))
    how = own_measure(effects, lang)
    return relative, word("page.of_the_baseline", lang) if relative else how.unit, how


def city_map(found: Comparison, scenario: str, indicator: str, year: str, lang: str) -> Any:
    """The effect on an indicator in the 14 cities, with colours centred at zero.

    Amounts are in percent of each city's baseline, so that small cities can be compared with
    large ones; shares in percentage points.
    """
    effects = city_effects(found, scenario, indicator, year)
    relative, unit, how = measured(list(effects.values()), lang)
    shapes, labels = [], []
    for feature in outlines():
        own = feature["properties"]
        effect = effects[own["name_en"]]
        name = own["name_zh" if lang == "zh" else "name_en"]
        shown: dict[str, Any] = {"city": name, "effect": None, "clear": True}
        shown |= {"text": "–", "interval": "–"}
        if effect is not None:
            text = said(effect, how)
            factor = 100.0 / effect.baseline if relative else how.factor
            short = text.relative if relative else text.value
            shown |= {
                "effect": factor * effect.estimate,
                "clear": effect.distinguishable,
                "text": f"{text.value} {how.unit}" + (f" ({text.relative}%)" * bool(text.relative)),
                "interval": f"{text.interval(lang)} {how.unit}",
                "short": short if effect.distinguishable else f"({short})",
            }
        shapes.append({**feature, "properties": shown})
        longitude, latitude = own["label"]
        labels.append(
            {"x": longitude, "y": latitude, "label": f"{name}\n{shown.get('short', '–')}"}
        )
    values = [s["properties"]["effect"] for s in shapes if s["properties"]["effect"] is not None]
    most = max((abs(value) for value in values), default=0.0) or 1.0
    legend = alt.Legend(
        title=word("page.map_legend", lang, unit=unit),
        orient="bottom",
        gradientLength=300,
        titleLimit=400,
        format=",.3~f",
        tickCount=5,
        padding=10,
    )
    field = {"city": "city", "effect": "text", "interval": "interval"}
    areas = (
        inline([])
        .mark_geoshape(stroke="#8A8A8A", strokeWidth=0.7)
        .encode(
            color=alt.condition(
                "isValid(datum.properties.effect)",
                alt.Color(
                    "properties.effect:Q",
                    scale=alt.Scale(domain=[-most, most], range=DIVERGING, interpolate="lab"),
                    legend=legend,
                ),
                alt.value(NO_VALUE),
            ),
            fillOpacity=alt.condition("datum.properties.clear", alt.value(1.0), alt.value(PALE)),
            tooltip=[
                alt.Tooltip(
                    f"properties.{name}:N",
                    title=word(f"page.{key}", lang, confidence=found.confidence),
                )
                for key, name in field.items()
            ],
        )
    )
    names = inline(labels).encode(longitude="x:Q", latitude="y:Q", text="label:N")
    style = {"lineBreak": "\n", "fontSize": 12, "lineHeight": 14, "baseline": "middle"}
    halo = names.mark_text(**style, stroke="#FFFFFF", strokeWidth=3, strokeOpacity=0.85)
    layers = alt.layer(areas, halo, names.mark_text(**style, color=INK))
    figure = finished(layers.project("mercator").properties(height=500))
    figure.layer[0].data = inline(shapes).data  # last: every step above copies what it holds
    return figure


def heading(found: Comparison, scenario: str, indicator: str, year: str, lang: str) -> str:
    """What the map shows, as its title."""
    return word(
        "page.map",
        lang,
        indicator=word(f"indicator.{indicator}", lang),
        scenario=found.titles[scenario][lang],
        year=year,
    )


def unit_shown(found: Comparison, scenario: str, indicator: str, year: str, lang: str) -> str:
    """The unit of the map's colours."""
    return measured(list(city_effects(found, scenario, indicator, year).values()), lang)[1]


def described(found: Comparison, scenario: str, indicator: str, year: str, lang: str) -> str:
    """What the map shows, for those who cannot see it."""
    effects = city_effects(found, scenario, indicator, year)
    relative, _, how = measured(list(effects.values()), lang)
    present = {city: effect for city, effect in effects.items() if effect is not None}

    def shown(city: str) -> str:
        text = said(present[city], how)
        name = word(f"scope.{city}", lang)
        return f"{name} {text.relative}%" if relative else f"{name} {text.value} {how.unit}"

    def size(city: str) -> float:
        effect = present[city]
        return effect.estimate / effect.baseline if relative else effect.estimate

    ordered = sorted(present, key=size)
    if not ordered:
        return word("page.undefined", lang, year=year, scope="", indicator=indicator)
    return word("page.map_alt", lang, most=shown(ordered[-1]), least=shown(ordered[0]))
