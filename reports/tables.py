"""Tables of a report: headline effects, targets, levers, winners and losers, sources, versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from display.charts import first_upper
from display.numbers import MINUS, Measure, is_relative, own_measure, plain, said, shown
from experiments.attribution.attribution import Attribution
from experiments.attribution.cost_effectiveness import MIX
from experiments.attribution.presentation import as_effect, class_word, cost_cells, lever_word
from experiments.comparison import Comparison
from experiments.effect_tables import Effect
from experiments.enterprise_classes import CLASSES
from experiments.targets import KINDS as KINDS_OF_TARGETS
from experiments.targets import TargetRow, due_text, target_cells
from experiments.wording import TOLD, Evidence, weigh
from locales.catalogue import joined, word
from model.indicators import HEADLINES
from model.input_data.data_sources import holdings
from model.input_data.data_tables import CITIES, REGIONS
from reports.blocks import Table
from reports.report_data import ReportData
from reports.sentences import attained, groups_of, percents, place_word, sectors_of

WINNERS, PARTED = HEADLINES[:3], HEADLINES[:5]
TARGET_COLUMNS = ("target", "due", "required", "attained", "probability")
DASH = "–"
FEW_SOURCES = 2
LEVEL_DIGITS = 3  # digits of a baseline


def _heads(names: Sequence[str], lang: str) -> tuple[str, ...]:
    """Headings from the catalogue, with capital first letters."""
    return tuple(first_upper(word(f"heading.{name}", lang)) for name in names)


def headlines(data: ReportData, scenario: str, lang: str) -> Table:
    """Effects on all headline indicators in the year of the answer and in the last one."""
    found, years = data.found, data.shown_years
    headings = [word("page.indicator", lang), word("report.unit", lang)]
    for year in years:
        headings += [
            word(f"report.{key}", lang, year=year, confidence=found.confidence)
            for key in ("of_year", "effect_of_year")
        ]
        headings.append(word("report.relative_of_year", lang))
    rows = []
    for name in TOLD:
        effects = [found.effect(scenario, name, year) for year in years]
        how = own_measure(effects, lang)
        row = [first_upper(word(f"indicator.{name}", lang)), how.unit or DASH]
        for effect in effects:
            row += _headline_cells(effect, how, lang)
        rows.append(tuple(row))
    widths = (2.6, 2.0, *((2.0, 3.2, 1.9) * len(years)))
    title = word("report.headline_table", lang, scenario=data.title(scenario, lang))
    note = data.source(word("report.relative_unit", lang), lang)
    return Table(title, tuple(headings), tuple(rows), note, widths)


def _headline_cells(effect: Effect | None, how: Measure, lang: str) -> tuple[str, str, str]:
    """Baseline, effect with interval, and share of the baseline."""
    if effect is None:
        return DASH, DASH, DASH
    relative = said(effect, how).relative
    base = how.of(effect.baseline)
    places = max(0, LEVEL_DIGITS - len(f"{abs(base):.0f}"))
    return plain(base, places), _cell(effect, how, lang), f"{relative}%" if relative else DASH


def chances(data: ReportData, lang: str) -> Table:
    """The probability of every target under the baseline and each scenario."""
    names = (data.found.baseline, *data.found.scenarios)
    by_name = {name: {row.target: row for row in attained(data, name).rows} for name in names}
    rows = []
    targets = dict.fromkeys(target for own in by_name.values() for target in own)
    for target in targets:
        some = next(own[target] for own in by_name.values() if target in own)
        cells = [_chance(by_name[name].get(target)) for name in names]
        rows.append((_target_name(some, lang), due_text(some, lang), _required(some, lang), *cells))
    titles = (data.found.titles[name][lang] for name in names)
    headings = (*_heads(("target", "due", "required"), lang), *titles)
    note = data.source(word("report.unit_shares", lang), lang)
    widths = (4.2, 1.3, 1.8, *([2.2] * len(names)))
    return Table(word("report.chances", lang), headings, tuple(rows), note, widths)


def _target_name(row: TargetRow, lang: str) -> str:
    """A target with its unit."""
    return first_upper(target_cells(row, lang)[0])


def _required(row: TargetRow, lang: str) -> str:
    """What a target asks for."""
    return word(KINDS_OF_TARGETS[row.kind], lang, value=shown(row.required, row.unit))


def _chance(row: TargetRow | None) -> str:
    """A probability with its interval."""
    if row is None:
        return DASH
    low, high = 100.0 * row.probability_low, 100.0 * row.probability_high
    return f"{100.0 * row.probability:.0f}% [{low:.0f}, {high:.0f}]"


def outcomes(data: ReportData, scenario: str, lang: str) -> Table:
    """What becomes of every target under one scenario."""
    rows = []
    for row in attained(data, scenario).rows:
        name, _clause, due, required, _reading, value, chance = target_cells(row, lang)
        rows.append((first_upper(name), due, required, value, chance))
    title = word("report.outcomes", lang, scenario=data.title(scenario, lang))
    note = data.source(word("report.unit_shares", lang), lang)
    return Table(title, _heads(TARGET_COLUMNS, lang), tuple(rows), note, (4.2, 1.4, 2, 3.2, 2.4))


def levers(data: ReportData, found: Attribution, year: str, lang: str) -> Table:
    """Contributions of each lever to some headline indicators, and the whole."""
    names = (*found.players, MIX)
    columns = [_lever_column(found, indicator, year, lang) for indicator in PARTED]
    headings = [first_upper(word("heading.lever", lang)), *(heading for heading, _ in columns)]
    rows = [
        (first_upper(lever_word(name, lang)), *(cells[n] for _, cells in columns))
        for n, name in enumerate(names)
    ]
    title = word("report.levers", lang, scenario=found.scenario.title[lang], year=year)
    note = word(
        "report.levers_note",
        lang,
        method=word(f"class.{found.method}", lang),
        coalitions=found.coalitions,
        runs=found.runs,
    )
    note = joined((note, data.source(word("report.levers_unit", lang), lang)), lang, "space")
    widths = (3.0, *([2.6] * len(PARTED)))
    return Table(title, tuple(headings), tuple(rows), note, widths)


def costs(data: ReportData, found: Attribution, year: str, lang: str) -> Table:
    """What each lever costs for a unit of improvement."""
    headings, rows = cost_cells(found, year, lang)
    title = word("report.costs", lang, scenario=found.scenario.title[lang], year=year)
    note = word("report.costs_note", lang)
    note = joined((note, data.source(word("report.costs_unit", lang), lang)), lang, "space")
    named = tuple((first_upper(row[0]), *row[1:]) for row in rows)
    widths = (2.6, *([2.0] * (len(headings) - 1)))
    return Table(title, tuple(map(first_upper, headings)), named, note, widths)


def _lever_column(
    found: Attribution, indicator: str, year: str, lang: str
) -> tuple[str, list[str]]:
    """Heading with its unit, and a cell for every lever and the whole, all in that unit."""
    parts = [found.contribution(name, indicator, year) for name in found.players]
    effects = [as_effect(found, p, indicator, year) for p in (*parts, found.whole(indicator, year))]
    relative = all(effect is None or is_relative(effect) for effect in effects)
    how = own_measure(effects, lang)
    unit = "%" if relative else how.unit
    cells = [
        percent_cell(effect, lang) if relative else _cell(effect, how, lang) for effect in effects
    ]
    return f"{first_upper(word(f'indicator.{indicator}', lang))} ({unit})", cells


def _cell(effect: Effect | None, how: Measure, lang: str) -> str:
    """An effect in a unit, with its interval."""
    if effect is None:
        return DASH
    text = said(effect, how)
    return f"{text.value}\n({text.interval(lang)})"


def percent_cell(effect: Effect | None, lang: str) -> str:
    """An effect in percent of its baseline, with its interval."""
    shares = percents(effect) if effect is not None else None
    if shares is None:
        return DASH
    middle, low, high = shares
    return f"{middle}\n({word('page.range', lang, low=low, high=high)})"


def winners(data: ReportData, scenario: str, lang: str) -> tuple[Table, Table]:
    """Effects on places, and on sector groups and sectors."""
    places = [(scope, "all") for scope in ("province", *REGIONS, *CITIES)]
    branches = [*groups_of(data.found), *sectors_of(data.found)]

    def of(rows: Sequence[tuple[str, str]]) -> dict[str, list[Effect | None]]:
        return {
            place_word(row, lang): [
                data.found.effect(scenario, name, data.year, *row) for name in WINNERS
            ]
            for row in rows
        }

    return (
        _winners(data, scenario, "place", of(places), lang),
        _winners(data, scenario, "branch", of(branches), lang),
    )


def classes(data: ReportData, found: Attribution, lang: str) -> Table:
    """Effects on size classes and kinds of owners, which only an attribution counts."""
    effects: dict[str, list[Effect | None]] = {}
    for gain in found.winners():
        if gain.dimension in CLASSES and gain.period == data.year and gain.indicator in WINNERS:
            place = "", gain.dimension, gain.name, gain.indicator, gain.unit, gain.period
            numbers = gain.baseline, gain.estimate, gain.low, gain.high
            effects.setdefault(class_word(gain.name, lang), []).append(Effect(*place, *numbers))
    return _winners(data, found.scenario.name, "class", effects, lang)


def _winners(
    data: ReportData,
    scenario: str,
    kind: str,
    effects: Mapping[str, Sequence[Effect | None]],
    lang: str,
) -> Table:
    """Effects on places, sectors or classes, with what each one's interval says."""
    year, found = data.year, data.found
    rows = []
    for name, own in effects.items():
        cells = (percent_cell(effect, lang).replace("\n", " ") for effect in own)
        rows.append((first_upper(name), *cells, _reading(own[0], found, lang)))
    headings = [word(f"report.{kind}", lang)]
    headings += [first_upper(word(f"indicator.{name}", lang)) for name in WINNERS]
    headings.append(word("report.reading", lang))
    title = word("report.winners_table", lang, scenario=data.title(scenario, lang), year=year)
    note = data.source(word("report.winners_unit", lang, confidence=found.confidence), lang)
    return Table(title, tuple(headings), tuple(rows), note, (2.6, 3.1, 3.1, 3.1, 2.6))


def _reading(effect: Effect | None, found: Comparison, lang: str) -> str:
    """What an interval says, in a word."""
    if effect is None:
        return DASH
    evidence = weigh(effect, found.independent, found.level)
    if evidence is Evidence.NONE:
        return word("report.unclear", lang)
    if evidence is Evidence.UNCHANGED:
        return word("report.unchanged", lang)
    what = word("report.higher" if effect.estimate > 0.0 else "report.lower", lang)
    return word("report.probably", lang, what=what) if evidence is Evidence.PROBABLE else what


def sources(lang: str) -> Table:
    """The tables of data with their most used sources."""
    rows = []
    for entry in holdings()["files"]:
        titles = [source["title"] for source in entry["sources"]]
        more = f" (+{len(titles) - FEW_SOURCES})" if len(titles) > FEW_SOURCES else ""
        text = "; ".join(titles[:FEW_SOURCES]) + more or word("report.no_source", lang)
        rows.append((entry["file"], str(entry["rows"]), entry["years"] or DASH, text))
    names = ("report.table", "report.rows", "page.year", "report.main_sources")
    headings = tuple(word(name, lang) for name in names)
    return Table("", headings, tuple(rows), "", (4.0, 1.2, 2.6, 8.0))


def versions(data: ReportData, lang: str) -> Table:
    """Hashes of the scenarios and the rules, and versions."""
    headings = word("report.what", lang), word("report.value", lang)
    title = word("report.made_with", lang)
    return Table(title, headings, tuple(_versions(data, lang)), "", (4.0, 11.0))


def _versions(data: ReportData, lang: str) -> Iterator[tuple[str, str]]:
    """One line for each scenario, then rules and versions."""
    found = data.found
    for name, text in found.hashes.items():
        yield word("report.scenario_hash", lang, name=name), text
    made = dict(found.made_with)
    yield word("report.rules", lang), str(made.pop("rules", DASH))
    packages = ("liaosim", "python", "numpy", "numba", "scipy", "machine", "processor", "engine")
    parts = (f"{name} {made[name]}" for name in packages if name in made)
    yield word("report.versions", lang), ", ".join(parts).replace(MINUS, "-")
