"""Figures of the pages: effects with intervals, and paths with bands.

Colours are told apart with any kind of colour vision (Okabe and Ito 2008); every scenario has a
shape and a dash of its own besides. Data stand inside the figures as lists, so a test reads them.

The figures of the pages are written as Vega-Lite documents (:data:`Spec`): the same through
objects of Altair takes two hundred times as long. :func:`chart_of` makes an Altair chart of one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from display.numbers import Estimate, common_places, own_measure, said
from display.text_wrap import wrapped
from locales.catalogue import word

FONT = "Source Sans, Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#8A6D00", "#56B4E9")
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "triangle-right")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (10, 4))
PADDING = {"left": 14, "right": 10, "top": 5, "bottom": 5}  # room for numbers at the ends
GREY, INK, WHITE = "#595959", "#262730", "#FFFFFF"
NUMBERS = ",.3~f"  # grouped thousands, no needless zeros, no powers of ten
ROW, AROUND = 38, 78  # pixels of a scenario, and of the title and axis of a small figure
LABEL_LINE = 14  # pixels of a line of a label
SMALL_COLUMNS, LABEL_COLUMNS = 36, 96  # letters across a small figure and a large one
LEGEND_COLUMNS = 38  # letters across half a large figure
Rows = list[dict[str, Any]]
Spec = dict[str, Any]  # a figure as Vega-Lite reads it
STYLE: Spec = {
    "font": FONT,
    "background": WHITE,
    "padding": PADDING,
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "#E6E6E6",
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "labelLimit": 0},
    "view": {"continuousWidth": 300, "continuousHeight": 300, "stroke": None},
}


def inline(rows: Rows) -> Any:
    """An Altair chart on rows that stand inside it."""
    data: Any = alt.Data
    return alt.Chart(data(values=rows))


def finished(chart: Any) -> Any:
    """An Altair chart in the pages' letters and colours."""
    return chart.configure(**STYLE)


def layered(layers: Sequence[Spec], height: float, **more: Any) -> Spec:
    """A figure of several layers in the pages' letters and colours."""
    return {"config": STYLE, "layer": list(layers), "height": height, **more}


def chart_of(spec: Spec) -> Any:
    """A figure as an Altair chart, to be changed, joined with others or saved."""
    return alt.Chart.from_dict(spec)


def layer(rows: Rows, mark: str, encoding: Spec, **style: Any) -> Spec:
    """One layer of a figure: a mark for each of its rows."""
    return {"data": {"values": rows}, "mark": {"type": mark, **style}, "encoding": encoding}


def number(field: str, **more: Any) -> Spec:
    """A field that is a number, as a channel of a layer."""
    return {"field": field, "type": "quantitative", **more}


def name(field: str, **more: Any) -> Spec:
    """A field that is a name, as a channel of a layer."""
    return {"field": field, "type": "nominal", **more}


def first_upper(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


class Look(NamedTuple):
    """How a scenario is drawn, in every figure the same."""

    colour: str
    shape: str
    dash: tuple[int, ...]


def scales(shown: dict[str, Look]) -> tuple[Spec, Spec]:
    """Scales of colour and of shape for the scenarios that a figure shows."""
    titles = list(shown)
    return (
        {"domain": titles, "range": [look.colour for look in shown.values()]},
        {"domain": titles, "range": [look.shape for look in shown.values()]},
    )


def named_dots(
    named: Sequence[tuple[str, Estimate | None]],
    shown: dict[str, Look],
    title: str,
    lang: str,
    confidence: str,
) -> Spec:
    """Effects with their names above them, in one unit, hollow where zero is in the interval."""
    how = own_measure([effect for _, effect in named], lang)
    places = common_places((effect for _, effect in named), how)
    rows: Rows = []
    for name_, effect in named:
        if effect is None:
            continue
        text = said(effect, how, places)
        rows.append(
            {
                "scenario": name_,
                "estimate": how.of(effect.estimate),
                "low": how.of(effect.low),
                "high": how.of(effect.high),
                "label": f"{name_}\u2002{text.value}",
                "interval": f"{text.interval(lang)} {how.unit}",
                "clear": effect.distinguishable,
            }
        )
    heading = {
        "text": title,
        "subtitle": how.unit,
        "anchor": "start",
        "fontSize": 13.5,
        "subtitleFontSize": 12,
        "color": INK,
        "subtitleColor": GREY,
    }
    return {**interval_dots(rows, shown, lang, confidence, SMALL_COLUMNS), "title": heading}


def interval_dots(
    rows: Rows,
    shown: dict[str, Look],
    lang: str,
    confidence: str,
    columns: int = LABEL_COLUMNS,
) -> Spec:
    """Dots with intervals around a zero line, each with its label above it.

    Rows have ``scenario`` (the name, one of ``shown``), ``estimate``, ``low``, ``high``, ``label``,
    ``interval`` and ``clear``, which says that the interval leaves out zero.
    """
    ends = [end for row in rows for end in (row["low"], row["high"], 0.0)]
    ends = ends if any(ends) else [-1.0, 1.0]
    room = 0.06 * ((max(ends) - min(ends)) or 1.0)
    x = number(
        "estimate",
        title=None,
        scale={"domain": [min(ends) - room, max(ends) + room], "nice": False},
        axis={"tickCount": 4, "format": NUMBERS},
    )
    y = name("scenario", sort=list(shown), axis=None, scale={"paddingInner": 0.2})
    colours, shapes = scales(shown)
    colour = name("scenario", scale=colours, legend=None)
    shape = name("scenario", scale=shapes, legend=None)
    tooltip = [
        name("label", title=word("page.effect", lang)),
        name("interval", title=word("page.interval", lang, confidence=confidence)),
    ]
    lines = [{**row, "label": wrapped(row["label"], columns)} for row in rows]
    most = max((len(row["label"]) for row in lines), default=1)
    for row in lines:  # its last line stands above the dot
        row["above"] = LABEL_LINE * (len(row["label"]) - 1)
    more = LABEL_LINE * (most - 1)
    dot = 9 + more / 2  # pixels below the middle of a row
    span = {"x": number("low"), "x2": {"field": "high"}, "color": colour, "tooltip": tooltip}
    point = {"x": x, "color": colour, "shape": shape, "tooltip": tooltip}
    letters: Spec = {"align": "left", "fontSize": 11.5, "yOffset": more / 2 - 7}
    letters |= {"lineHeight": LABEL_LINE, "dy": {"expr": "-datum.above"}}
    label = {"y": y, "x": {"value": 2}, "text": name("label")}
    round_: Spec = {"filled": True, "opacity": 1, "yOffset": dot}
    hollow = layer(rows, "point", {"y": y, "x": x, "shape": shape}, size=22, color=WHITE, **round_)
    hollow["transform"] = [{"filter": "!datum.clear"}]
    layers = [
        layer([{"zero": 0.0}], "rule", {"x": number("zero")}, color=INK),
        layer(rows, "rule", {"y": y, **span}, strokeWidth=2.5, yOffset=dot),
        layer(rows, "point", {"y": y, **point}, size=70, strokeWidth=2, **round_),
        hollow,
        layer(lines, "text", label, **letters, stroke=WHITE, strokeWidth=4),
        layer(lines, "text", label, **letters, color=INK),
    ]
    return layered(layers, (ROW + more) * len(shown) + AROUND)


def lines_with_bands(
    rows: Rows,
    shown: dict[str, Look],
    lang: str,
    unit: str,
    chosen: str,
    year: str,
    confidence: str,
) -> Spec:
    """Lines with bands over the years, the chosen one thicker, the chosen year marked.

    Rows have ``scenario`` (the name, one of ``shown``), ``year``, ``middle``, ``low``, ``high``,
    ``text`` and ``interval``.
    """
    present = {row["scenario"] for row in rows}
    shown = {title: look for title, look in shown.items() if title in present}
    colours, shapes = scales(shown)
    axis = {"labelAngle": 0, "labelAlign": "center"}
    x = {"field": "year", "type": "ordinal", "title": None, "axis": axis}
    above = {"format": NUMBERS, "tickCount": 7}
    above |= {"titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -10}
    y = number("middle", title=unit, scale={"zero": False}, axis=above)
    bands, lines = [], []
    for title, look in shown.items():
        own = [row for row in rows if row["scenario"] == title]
        deep, thick = (0.22, 3.0) if title == chosen else (0.09, 1.6)
        band = {"x": x, "y": number("low", title=unit), "y2": {"field": "high"}}
        bands.append(layer(own, "area", band, color=look.colour, opacity=deep))
        drawn = {"color": look.colour, "strokeDash": list(look.dash), "strokeWidth": thick}
        lines.append(layer(own, "line", {"x": x, "y": y}, **drawn))
    marked = {"x": {"field": "year", "type": "ordinal"}}
    mark = layer([{"year": year}], "rule", marked, strokeDash=[3, 3], color=GREY, opacity=0.7)
    every = [wrapped(title, LEGEND_COLUMNS) for title in shown]
    lines_of = [lines if lines[1:] else None for lines in every]  # in the order of the scale
    legend = {
        "title": None,
        "orient": "bottom",
        "columns": 2,
        "symbolSize": 130,
        "labelExpr": f"{json.dumps(lines_of, ensure_ascii=False)}[datum.index] || datum.label",
    }
    names = {"scenario": "scenario", "year": "year", "text": "value", "interval": "interval"}
    tooltip = [
        name(field, title=word(f"page.{key}", lang, confidence=confidence))
        for field, key in names.items()
    ]
    encoding = {
        "x": x,
        "y": y,
        "color": name("scenario", scale=colours, legend=legend),
        "shape": name("scenario", scale=shapes, legend=legend),
        "tooltip": tooltip,
    }
    points = layer(rows, "point", encoding, size=45, filled=True, opacity=1)
    return layered([mark, *bands, *lines, points], 430)
