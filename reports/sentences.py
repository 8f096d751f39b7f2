"""The sentences of a report's first page, made of ``experiments/wording.py``'s, with their data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from display.numbers import Measure, said
from experiments.comparison import Comparison
from experiments.effects import Effect
from experiments.targets import Attainment, TargetRow
from experiments.wording import TOLD, beside, sentence
from locales.catalogue import word
from model.indicators import GROUPS
from model.input_data.data_tables import CITIES, SECTORS
from reports.report_data import ReportData

LIKELY, UNLIKELY = 0.8, 0.2
LASTING = TOLD[:2]  # said of the last year besides
MANY = 1  # scenarios above which the page says less of each


@dataclass(frozen=True)
class Sentence:
    """A sentence and the effects or targets that it speaks of."""

    text: str
    effects: tuple[Effect, ...] = ()
    rows: tuple[TargetRow, ...] = ()


def sentences(data: ReportData, scenario: str, lang: str) -> tuple[Sentence, ...]:
    """What the first page says of one scenario."""
    found, year = data.found, data.year
    several = len(found.scenarios) > MANY
    told = [_of_effect(found, scenario, TOLD[0], year, lang)]
    if several:
        told.append(Sentence(beside(found, scenario, TOLD[0], year, lang)))
    else:
        told += [_of_effect(found, scenario, name, year, lang) for name in TOLD[1:]]
        for last in data.shown_years[1:]:
            told += [_of_effect(found, scenario, name, last, lang) for name in LASTING]
    if data.targets:
        told.append(_of_targets(data, scenario, lang))
    kinds: tuple[tuple[str, Sequence[tuple[str, str]]], ...] = (
        ("cities", [(city, "all") for city in CITIES]),
        ("groups", groups_of(found)),
    )
    for kind, rows in kinds[: 1 if several else 2]:
        told += _of_places(data, scenario, kind, rows, lang)
    return tuple(told)


def groups_of(found: Comparison) -> list[tuple[str, str]]:
    """The sector groups of a comparison as rows; they share out all sectors."""
    names = [("province", group) for group in GROUPS if group not in ("all", *SECTORS)]
    return [row for row in names if row in found.rows]


def sectors_of(found: Comparison) -> list[tuple[str, str]]:
    """The sectors of a comparison as rows."""
    names = [("province", sector) for sector in SECTORS]
    return [row for row in names if row in found.rows]


def place_word(row: tuple[str, str], lang: str) -> str:
    """The name of a city, region or sector group."""
    scope, group = row
    return word(f"scope.{scope}" if group == "all" else f"group.{group}", lang)


def percents(effect: Effect) -> tuple[str, str, str] | None:
    """An effect and its interval in percent of the baseline; None without a baseline."""
    if not effect.baseline > 0.0:
        return None
    factor = 100.0 / effect.baseline
    ends = {end: factor * getattr(effect, end) for end in ("estimate", "low", "high")}
    text = said(replace(effect, **ends), Measure(1.0, "%"))
    return text.value, text.low, text.high


def _of_effect(found: Comparison, scenario: str, indicator: str, year: str, lang: str) -> Sentence:
    """What a scenario does to an indicator of the province."""
    effect = found.effect(scenario, indicator, year)
    text = sentence(found, scenario, indicator, year, lang)
    return Sentence(text, (effect,) if effect else ())


def counts(rows: Iterable[TargetRow]) -> tuple[int, int, int]:
    """How many targets are likely, unlikely and open."""
    chances = [row.probability for row in rows]
    likely = sum(chance >= LIKELY for chance in chances)
    unlikely = sum(chance <= UNLIKELY for chance in chances)
    return likely, unlikely, len(chances) - likely - unlikely


def attained(data: ReportData, scenario: str) -> Attainment:
    """The targets of one scenario."""
    return next(each for each in data.targets if each.scenario == scenario)


def _of_targets(data: ReportData, scenario: str, lang: str) -> Sentence:
    """How many targets are reached, and how many without the scenario."""
    found, own = data.found, attained(data, scenario)
    base = attained(data, found.baseline)
    likely, unlikely, between = counts(own.rows)
    base_likely, base_unlikely, base_between = counts(base.rows)
    text = word(
        "report.targets_count",
        lang,
        scenario=data.title(scenario, lang),
        baseline=found.titles[found.baseline][lang],
        n=len(own.rows),
        runs=len(own.seeds),
        likely=likely,
        unlikely=unlikely,
        open=between,
        base_likely=base_likely,
        base_unlikely=base_unlikely,
        base_open=base_between,
    )
    return Sentence(text, rows=(*own.rows, *base.rows))


def _of_places(
    data: ReportData, scenario: str, kind: str, rows: Sequence[tuple[str, str]], lang: str
) -> list[Sentence]:
    """In how many places output rises and falls, with the largest gain and loss."""
    found, name = data.found, TOLD[0]
    effects = [found.effect(scenario, name, data.year, *row) for row in rows]
    present = [effect for effect in effects if effect is not None and effect.baseline > 0.0]
    if not present:
        return []
    up = [effect for effect in present if effect.low > 0.0]
    down = [effect for effect in present if effect.high < 0.0]
    text = word(
        "report.places",
        lang,
        year=data.year,
        scenario=data.title(scenario, lang),
        n=len(present),
        kind=word(f"report.kind_{kind}", lang),
        indicator=word(f"indicator.{name}", lang),
        up=len(up),
        down=len(down),
        rest=len(present) - len(up) - len(down),
        runs=found.runs,
        confidence=found.confidence,
        ends=_ends(up, down, lang),
    )
    return [Sentence(text, tuple(present))]


def _ends(up: Sequence[Effect], down: Sequence[Effect], lang: str) -> str:
    """The largest distinguishable gain and loss, in percent of each one's baseline."""

    def size(effect: Effect) -> float:
        return abs(effect.estimate) / effect.baseline

    texts = []
    for key, those in (("largest_gain", up), ("largest_loss", down)):
        if those:
            most = max(those, key=size)
            percent, low, high = percents(most) or ("", "", "")
            place = place_word((most.scope, most.group), lang)
            ends = {"low": low, "high": high}
            texts.append(word(f"report.{key}", lang, place=place, percent=percent, **ends))
    return "".join(texts)
