"""The map of the 14 cities, coloured by effect, and its words. No network, no tiles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt

from agents.record import ROOT
from display.charts import INK, Rows, finished, inline
from display.numbers import Estimate, Measure, said
from locales.catalogue import word

DIVERGING = ["#E08214", "#FDB863", "#FEE0B6", "#F7F7F7", "#D1E5F0", "#92C5DE", "#4393C3"]
NO_VALUE = "#D9D9D9"
PALE = 0.35  # of a city whose interval includes zero


@cache
def outlines() -> Rows:
    """The 14 cities' outlines with their names."""
    path = ROOT / "data" / "liaoning_cities.geojson"
    features: Rows = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def city_map(
    effects: Mapping[str, Estimate | None],
    relative: bool,
    unit: str,
    how: Measure,
    lang: str,
    confidence: str,
) -> Any:
    """The effect on an indicator in the 14 cities, with colours centred at zero.

    Parameters
    ----------
    effects
        By the city's English name; None where it is not defined.
    relative
        Whether colours are percent of each city's baseline, so that small cities can be compared
        with large ones.
    unit, how
        Unit of the colours, and of the amounts that a pointer shows.
    """
    shapes, labels = [], []
    for feature in outlines():
        own = feature["properties"]
        effect = effects[own["name_en"]]
        name = word(f"scope.{own['name_en']}", lang)
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
                    title=word(f"page.{key}", lang, confidence=confidence),
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
