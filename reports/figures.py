"""Figures of a report: the pages' own charts as pictures, with letters that hold Chinese."""

from __future__ import annotations

from typing import Any

from display.charts import first_upper
from display.figure import picture
from display.numbers import measure, own_measure
from experiments import plots
from experiments.effects import Effect, indicator_units
from experiments.wording import sentence
from locales.catalogue import joined, word
from model.indicators import HEADLINES
from reports.blocks import Figure
from reports.report_data import ReportData

WIDTH, HEIGHT, MAP_HEIGHT = 600, 180, 470  # pixels of the plotted area
PATHS = HEADLINES[:8]
LEVELS = ("output", "cnc_rate")


def sized(chart: Any, height: int) -> bytes:
    """A chart as a PNG of the report's width."""
    return picture(chart.properties(width=WIDTH, height=height))


def paths(data: ReportData, lang: str) -> list[Figure]:
    """Effects by year with bands, one figure for each headline indicator."""
    found, year = data.found, data.year
    made = []
    for name in PATHS:
        effects: list[Effect | None] = [
            found.effect(s, name, y) for s in found.scenarios for y in data.years
        ]
        if not any(effects):
            continue
        chart = plots.effect_paths(found, found.scenarios, found.scenarios[0], name, year, lang)
        base = found.titles[found.baseline][lang]
        title = word("page.time", lang, indicator=word(f"indicator.{name}", lang), baseline=base)
        alt = " ".join(sentence(found, s, name, year, lang) for s in found.scenarios)
        note = word("report.bands", lang, year=year, confidence=found.confidence)
        unit = own_measure(effects, lang).unit
        made.append(_figure(data, title, sized(chart, HEIGHT), alt, note, unit, lang))
    return made


def levels(data: ReportData, lang: str) -> list[Figure]:
    """Paths of the scenarios themselves with bands."""
    found, made = data.found, []
    for name in LEVELS:
        each = [found.path(s, name) for s in (found.baseline, *found.scenarios)]
        ends = [float(end) for path in each for end in (*path.low, *path.high)]
        unit = measure(indicator_units()[name], lang, ends, difference=False).unit
        chart = plots.level_paths(found, found.scenarios, found.scenarios[0], name, data.year, lang)
        title = word("page.levels", lang, indicator=word(f"indicator.{name}", lang))
        note = word("report.level_bands", lang, confidence=found.confidence)
        made.append(_figure(data, title, sized(chart, HEIGHT), title, note, unit, lang))
    return made


def maps(data: ReportData, lang: str) -> list[Figure]:
    """The effect on output in the 14 cities, one map for each scenario."""
    found, year, made = data.found, data.year, []
    name = PATHS[0]
    for scenario in found.scenarios:
        shown = found, scenario, name, year, lang
        unit, title = plots.unit_shown(*shown), plots.heading(*shown)
        chart, alt = plots.city_map(*shown), plots.described(*shown)
        note = word("report.paler", lang, confidence=found.confidence)
        made.append(_figure(data, title, sized(chart, MAP_HEIGHT), alt, note, unit, lang))
    return made


def _figure(
    data: ReportData, title: str, drawn: bytes, alt: str, note: str, unit: str, lang: str
) -> Figure:
    """A figure with its note, unit, source and runs."""
    note = joined((note, data.source(unit, lang)), lang, "space")
    return Figure(first_upper(title), drawn, alt, note)
