"""Figures of the pages: effects with intervals, and paths with bands.

Colours are told apart with any kind of colour vision (Okabe and Ito 2008); every scenario has a
shape and a dash of its own besides. Data stand inside the figures as lists, so a test reads them.
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
GREY, INK = "#595959", "#262730"
NUMBERS = ",.3~f"  # grouped thousands, no needless zeros, no powers of ten
ROW, AROUND = 38, 78  # pixels of a scenario, and of the title and axis of a small figure
LABEL_LINE = 14  # pixels of a line of a label
SMALL_COLUMNS, LABEL_COLUMNS = 36, 96  # letters across a small figure and a large one
LEGEND_COLUMNS = 38  # letters across half a large figure
Rows = list[dict[str, Any]]


def inline(rows: Rows) -> Any:
    """A chart on rows that stand inside it."""
    data: Any = alt.Data
    return alt.Chart(data(values=rows))


def finished(chart: Any) -> Any:
    """A figure in the pages' letters and colours."""
    return (
        chart.configure(font=FONT, background="#FFFFFF", padding=PADDING)
        .configure_axis(
            labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, gridColor="#E6E6E6"
        )
        .configure_legend(labelColor=INK, titleColor=INK, labelFontSize=13, labelLimit=0)
        .configure_view(stroke=None)
    )


def first_upper(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


class Look(NamedTuple):
    """How a scenario is drawn, in every figure the same."""

    colour: str
    shape: str
    dash: tuple[int, ...]


def scales(shown: dict[str, Look]) -> tuple[alt.Scale, alt.Scale]:
    """Scales of colour and of shape for the scenarios that a figure shows."""
    titles = list(shown)
    return (
        alt.Scale(domain=titles, range=[look.colour for look in shown.values()]),
        alt.Scale(domain=titles, range=[look.shape for look in shown.values()]),
    )


def named_dots(
    named: Sequence[tuple[str, Estimate | None]],
    shown: dict[str, Look],
    title: str,
    lang: str,
    confidence: str,
) -> Any:
    """Effects with their names above them, in one unit, hollow where zero is in the interval."""
    how = own_measure([effect for _, effect in named], lang)
    places = common_places((effect for _, effect in named), how)
    rows: Rows = []
    for name, effect in named:
        if effect is None:
            continue
        text = said(effect, how, places)
        rows.append(
            {
                "scenario": name,
                "estimate": how.of(effect.estimate),
                "low": how.of(effect.low),
                "high": how.of(effect.high),
                "label": f"{name}\u2002{text.value}",
                "interval": f"{text.interval(lang)} {how.unit}",
                "clear": effect.distinguishable,
            }
        )
    heading = alt.TitleParams(
        title,
        subtitle=how.unit,
        anchor="start",
        fontSize=13.5,
        subtitleFontSize=12,
        color=INK,
        subtitleColor=GREY,
    )
    return interval_dots(rows, shown, lang, confidence, SMALL_COLUMNS).properties(title=heading)


def interval_dots(
    rows: Rows,
    shown: dict[str, Look],
    lang: str,
    confidence: str,
    columns: int = LABEL_COLUMNS,
) -> Any:
    """Dots with intervals around a zero line, each with its label above it.

    Rows have ``scenario`` (the name, one of ``shown``), ``estimate``, ``low``, ``high``, ``label``,
    ``interval`` and ``clear``, which says that the interval leaves out zero.
    """
    ends = [end for row in rows for end in (row["low"], row["high"], 0.0)]
    ends = ends if any(ends) else [-1.0, 1.0]
    room = 0.06 * ((max(ends) - min(ends)) or 1.0)
    x = alt.X(
        "estimate:Q",
        title=None,
        scale=alt.Scale(domain=[min(ends) - room, max(ends) + room], nice=False),
        axis=alt.Axis(tickCount=4, format=NUMBERS),
    )
    y = alt.Y("scenario:N", sort=list(shown), axis=None, scale=alt.Scale(paddingInner=0.2))
    colours, shapes = scales(shown)
    colour = alt.Color("scenario:N", scale=colours, legend=None)
    shape = alt.Shape("scenario:N", scale=shapes, legend=None)
    base = inline(rows).encode(y=y)
    tooltip = [
        alt.Tooltip("label:N", title=word("page.effect", lang)),
        alt.Tooltip("interval:N", title=word("page.interval", lang, confidence=confidence)),
    ]
    lines = [{**row, "label": wrapped(row["label"], columns)} for row in rows]
    most = max((len(row["label"]) for row in lines), default=1)
    for row in lines:  # its last line stands above the dot
        row["above"] = LABEL_LINE * (len(row["label"]) - 1)
    more = LABEL_LINE * (most - 1)
    dot = 9 + more / 2  # pixels below the middle of a row
    zero = inline([{"zero": 0.0}]).mark_rule(color=INK).encode(x="zero:Q")
    spans = base.mark_rule(strokeWidth=2.5, yOffset=dot).encode(
        x=alt.X("low:Q"), x2="high:Q", color=colour, tooltip=tooltip
    )
    dots = base.mark_point(size=70, filled=True, opacity=1, yOffset=dot, strokeWidth=2).encode(
        x=x,
        color=colour,
        shape=shape,
        tooltip=tooltip,
    )
    hollow = (
        base.transform_filter("!datum.clear")
        .mark_point(size=22, filled=True, opacity=1, color="#FFFFFF", yOffset=dot)
        .encode(x=x, shape=shape)
    )
    letters: dict[str, Any] = {"align": "left", "fontSize": 11.5, "yOffset": more / 2 - 7}
    letters |= {"lineHeight": LABEL_LINE, "dy": alt.expr("-datum.above")}
    labels = inline(lines).encode(y=y, x=alt.value(2), text="label:N")
    halo = labels.mark_text(**letters, stroke="#FFFFFF", strokeWidth=4)
    layers = alt.layer(zero, spans, dots, hollow, halo, labels.mark_text(**letters, color=INK))
    return finished(layers.properties(height=(ROW + more) * len(shown) + AROUND))


def lines_with_bands(
    rows: Rows,
    shown: dict[str, Look],
    lang: str,
    unit: str,
    chosen: str,
    year: str,
    confidence: str,
) -> Any:
    """Lines with bands over the years, the chosen one thicker, the chosen year marked.

    Rows have ``scenario`` (the name, one of ``shown``), ``year``, ``middle``, ``low``, ``high``,
    ``text`` and ``interval``.
    """
    present = {row["scenario"] for row in rows}
    shown = {name: look for name, look in shown.items() if name in present}
    colours, shapes = scales(shown)
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelAlign="center"))
    above = alt.Axis(
        format=NUMBERS, tickCount=7, titleAngle=0, titleAlign="left", titleX=0, titleY=-10
    )
    y = alt.Y("middle:Q", title=unit, scale=alt.Scale(zero=False), axis=above)
    bands, lines = [], []
    for name, look in shown.items():
        of_one = inline([row for row in rows if row["scenario"] == name]).encode(x=x)
        band = of_one.mark_area(color=look.colour, opacity=0.22 if name == chosen else 0.09)
        line = of_one.mark_line(
            color=look.colour, strokeDash=look.dash, strokeWidth=3.0 if name == chosen else 1.6
        )
        bands.append(band.encode(y=alt.Y("low:Q", title=unit), y2="high:Q"))
        lines.append(line.encode(y=y))
    mark = inline([{"year": year}]).mark_rule(strokeDash=[3, 3], color=GREY, opacity=0.7)
    every = [wrapped(name, LEGEND_COLUMNS) for name in shown]
    lines_of = [lines if lines[1:] else None for lines in every]  # in the order of the scale
    legend = alt.Legend(
        title=None,
        orient="bottom",
        columns=2,
        symbolSize=130,
        labelExpr=f"{json.dumps(lines_of, ensure_ascii=False)}[datum.index] || datum.label",
    )
    names = {"scenario": "scenario", "year": "year", "text": "value", "interval": "interval"}
    points = (
        inline(rows)
        .mark_point(size=45, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("scenario:N", scale=colours, legend=legend),
            shape=alt.Shape("scenario:N", scale=shapes, legend=legend),
            tooltip=[
                alt.Tooltip(f"{name}:N", title=word(f"page.{key}", lang, confidence=confidence))
                for name, key in names.items()
            ],
        )
    )
    layers = [mark.encode(x="year:O"), *bands, *lines, points]
    return finished(alt.layer(*layers).properties(height=430))
