"""The map of the 14 cities, coloured by effect, and its words. No network, no tiles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from agents.record import ROOT
from display.charts import INK, WHITE, Rows, Spec, layer, layered, name, number
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
) -> Spec:
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
        city = word(f"scope.{own['name_en']}", lang)
        shown: dict[str, Any] = {"city": city, "effect": None, "clear": True}
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
            {"x": longitude, "y": latitude, "label": f"{city}\n{shown.get('short', '–')}"}
        )
    values = [s["properties"]["effect"] for s in shapes if s["properties"]["effect"] is not None]
    most = max((abs(value) for value in values), default=0.0) or 1.0
    legend = {
        "title": word("page.map_legend", lang, unit=unit),
        "orient": "bottom",
        "gradientLength": 300,
        "titleLimit": 400,
        "format": ",.3~f",
        "tickCount": 5,
        "padding": 10,
    }
    scale = {"domain": [-most, most], "range": DIVERGING, "interpolate": "lab"}
    coloured = number("properties.effect", scale=scale, legend=legend)
    defined = {"test": "isValid(datum.properties.effect)", **coloured}
    clear = {"test": "datum.properties.clear", "value": 1.0}
    field = {"city": "city", "effect": "text", "interval": "interval"}
    area = {
        "color": {"condition": defined, "value": NO_VALUE},
        "fillOpacity": {"condition": clear, "value": PALE},
        "tooltip": [
            name(f"properties.{own}", title=word(f"page.{key}", lang, confidence=confidence))
            for key, own in field.items()
        ],
    }
    label = {"longitude": number("x"), "latitude": number("y"), "text": name("label")}
    style = {"lineBreak": "\n", "fontSize": 12, "lineHeight": 14, "baseline": "middle"}
    halo = {"stroke": WHITE, "strokeWidth": 3, "strokeOpacity": 0.85}
    layers = [
        layer(shapes, "geoshape", area, stroke="#8A8A8A", strokeWidth=0.7),
        layer(labels, "text", label, **style, **halo),
        layer(labels, "text", label, **style, color=INK),
    ]
    return layered(layers, 500, projection={"type": "mercator"})
