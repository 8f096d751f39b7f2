"""The report as sections, from its dataset; what it is written as comes after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.wording import wording
from locales.catalogue import joined, word
from model.input_data.data_sources import UNCERTAIN, parameters_by_status
from reports import figures, tables
from reports.blocks import Block, Bullets, Code, Paragraph, Report, Section
from reports.report_data import ReportData
from reports.sentences import sentences


def build(data: ReportData, lang: str) -> Report:
    """The whole report in a language."""
    found = data.found
    question = word(
        "report.question",
        lang,
        baseline=found.titles[found.baseline][lang],
        scenarios=listed([data.title(name, lang) for name in found.scenarios], lang),
    )
    return Report(word("page.title", lang), question, lang, tuple(_sections(data, lang)))


def listed(names: Sequence[str], lang: str) -> str:
    """Names as a sentence lists them."""
    *first, last = names
    return joined((joined(first, lang), last), lang, "and") if first else last


def _sections(data: ReportData, lang: str) -> Iterator[Section]:
    """All sections in their order; the answer has the first page to itself."""
    yield Section(word("report.answer", lang), tuple(_answer(data, lang)))
    effects = [tables.headlines(data, name, lang) for name in data.found.scenarios]
    drawn = [*figures.paths(data, lang), *figures.levels(data, lang)]
    yield Section(word("report.paths", lang), (*effects, *drawn), new_page=True)
    yield Section(word("report.cities_map", lang), tuple(figures.maps(data, lang)), new_page=True)
    yield Section(word("report.targets", lang), tuple(_targets(data, lang)), new_page=True)
    if data.attribution is not None:
        of_levers = (
            tables.levers(data, data.attribution, data.year, lang),
            tables.costs(data, data.attribution, data.year, lang),
        )
        yield Section(word("report.levers_heading", lang), of_levers, new_page=True)
    else:
        without = Paragraph(word("report.no_levers", lang))
        yield Section(word("report.levers_heading", lang), (without,))
    won = [table for name in data.found.scenarios for table in tables.winners(data, name, lang)]
    if data.attribution is not None:
        won.append(tables.classes(data, data.attribution, lang))
    overlap = Paragraph(word("message.overlap", lang), small=True)
    yield Section(word("report.winners", lang), (*won, overlap), new_page=True)
    yield Section(word("report.method", lang), tuple(_method(data, lang)))
    yield Section(word("report.limits", lang), tuple(_limits(data, lang)))
    again = Paragraph(word("report.again_text", lang))
    made = (again, Code(data.command), tables.versions(data, lang))
    yield Section(word("report.again", lang), made)
    told = Paragraph(word("report.sources_text", lang))
    yield Section(word("report.sources", lang), (told, tables.sources(lang)))


def _answer(data: ReportData, lang: str) -> Iterator[Block]:
    """The sentences of the first page."""
    found = data.found
    for scenario in found.scenarios:
        yield Bullets(tuple(said.text for said in sentences(data, scenario, lang)))
    if not data.targets:
        yield Paragraph(word("report.targets_none", lang, until=found.until))
    if found.interrupted:
        yield Paragraph(word("report.interrupted", lang, runs=found.runs))
    yield Paragraph(wording(found, lang), small=True)
    yield _caution(lang)


def _caution(lang: str) -> Paragraph:
    """How far the numbers can be trusted."""
    counted = parameters_by_status()
    uncertain = sum(counted.get(status, 0) for status in UNCERTAIN)
    text = word("page.limits", lang, all=sum(counted.values()), assumed=uncertain)
    return Paragraph(text, small=True)


def _targets(data: ReportData, lang: str) -> Iterator[Block]:
    """Targets by scenario, or why there are none."""
    if not data.targets:
        yield Paragraph(word("report.targets_none", lang, until=data.found.until))
        return
    yield Paragraph(word("message.targets_reading", lang))
    yield tables.chances(data, lang)
    for scenario in data.found.scenarios:
        yield tables.outcomes(data, scenario, lang)
    missing = dict.fromkeys(name for each in data.targets for name in each.not_measured)
    if missing:
        names = [word(f"target.{name}", lang) for name in missing]
        yield Paragraph(word("report.not_measured", lang, names=names), small=True)


def _method(data: ReportData, lang: str) -> Iterator[Block]:
    """What the model is, what an effect is, what the scenarios are."""
    found = data.found
    yield Paragraph(word("report.method_model", lang))
    seeds = {"first": found.seeds[0], "last": found.seeds[-1], "until": found.until}
    sample = data.sample(lang)
    about = {"runs": found.runs, "sample": sample, "confidence": found.confidence, **seeds}
    yield Paragraph(word("report.method_pairs", lang, **about))
    yield Paragraph(wording(found, lang))
    names = (found.baseline, *found.scenarios)
    titled = [(data.title(name, lang), name, found.descriptions[name][lang]) for name in names]
    yield Bullets(
        tuple(
            word("report.scenario", lang, title=title, name=name, description=description)
            for title, name, description in titled
        )
    )


def _limits(data: ReportData, lang: str) -> Iterator[Block]:
    """What to keep in mind, and what the scenarios' readers were warned of."""
    yield Paragraph(_caution(lang).text)
    if data.found.warnings:
        yield Bullets(tuple(each.line(lang) for each in data.found.warnings))
