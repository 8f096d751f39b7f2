"""Figures of a report: the pages' own charts as pictures, with letters that hold Chinese."""

from __future__ import annotations

from display.charts import first_upper
from display.figure import picture
from experiments import plots
from experiments.plots import MAP_HEIGHT, WIDTH, Drawing
from experiments.wording import sentence
from locales.catalogue import joined
from model.indicators import HEADLINES
from reports.blocks import Figure
from reports.report_data import ReportData

HEIGHT = 180  # pixels of the plotted area of a figure that is no map
PATHS = HEADLINES[:8]
LEVELS = ("output", "cnc_rate")


def paths(data: ReportData, lang: str) -> list[Figure]:
    """Effects by year with bands, one figure for each headline indicator."""
    found, made = data.found, []
    for name in PATHS:
        if any(found.effect(s, name, y) for s in found.scenarios for y in data.years):
            alt = " ".join(sentence(found, s, name, data.year, lang) for s in found.scenarios)
            drawn = plots.drawn_years(found, name, lang)
            made.append(_figure(data, drawn, HEIGHT, alt, lang))
    return made


def levels(data: ReportData, lang: str) -> list[Figure]:
    """Paths of the scenarios themselves with bands."""
    drawings = [plots.drawn_levels(data.found, name, lang) for name in LEVELS]
    return [_figure(data, drawn, HEIGHT, drawn.title, lang) for drawn in drawings]


def maps(data: ReportData, lang: str) -> list[Figure]:
    """The effect on output in the 14 cities, one map for each scenario."""
    made = []
    for scenario in data.found.scenarios:
        shown = data.found, scenario, PATHS[0], data.year, lang
        alt = plots.described(*shown)
        made.append(_figure(data, plots.drawn_map(*shown), MAP_HEIGHT, alt, lang))
    return made


def _figure(data: ReportData, drawn: Drawing, height: int, alt: str, lang: str) -> Figure:
    """A drawing as a picture of the report's width, with its note, unit, source and runs."""
    image = picture(drawn.chart.properties(width=WIDTH, height=height))
    note = joined((drawn.note, data.source(drawn.unit, lang)), lang, "space")
    return Figure(first_upper(drawn.title), image, alt, note)
