"""``liaosim compare``: scenarios against a baseline, the answer first, or as a document."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Annotated

from cli.follow import Follow, two_lives
from cli.options import SHARED, How, ScenarioNames, option, takes
from cli.output import deliver
from cli.simulation import print_kind_of_series, print_part_year, simulating
from display.numbers import shown
from display.terminal import ONE_LINE, Screen, Table, plain_table
from experiments.comparison import BASELINE, SCENARIOS, Comparison, compare_checked
from experiments.effect_tables import (
    CLOSURES,
    EFFECT_SCOPES,
    headline_period,
    headline_periods,
    indicator_units,
)
from experiments.options import RunOptions, settle
from experiments.wording import (
    TOLD,
    compare_reading,
    comparison_title,
    effect_label,
    effect_text,
    first_sentences,
    hit_hardest,
    notes,
    order_text,
    persons_text,
)
from locales.catalogue import LANGUAGES, Phrase, phrase, word
from model.indicators import HEADLINES, INDICATOR_INDEX, SCOPES
from scenarios.errors import InputError, nearest
from scenarios.errors import shown as quoted
from scenarios.loader import several_scenarios

UntilWidth = Annotated[list[str] | None, option("until_width", "--until-width", "INDICATOR=WIDTH")]
All = Annotated[bool, option("all_tables", "--all")]
Scopes = Annotated[list[str] | None, option("scope", "--scope", "PLACE")]
Indicators = Annotated[list[str] | None, option("indicator", "--indicator", "INDICATOR")]
COMMAS = r"[,\uff0c]"  # of both languages
REGIONS = EFFECT_SCOPES[1:]
IN_REGIONS = ("output", "employment")


@dataclass(frozen=True)
class Asked:
    """Which tables are asked for beyond the answer: all headlines, or some places and indicators.

    Both lists are empty where nothing is named.
    """

    every: bool = False
    scopes: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


def named_things(given: Sequence[str], section: str, known: Sequence[str]) -> tuple[str, ...]:
    """Names of the model for names that a person gave, in either language, or with commas.

    Raises
    ------
    InputError
        Where one is unknown; the message names the nearest.
    """
    by_word = {
        word(f"{section}.{name}", lang).lower(): name for lang in LANGUAGES for name in known
    }
    by_word |= {name.lower(): name for name in known}
    wrong: list[Phrase] = []
    found = []
    for text in (part.strip() for each in given for part in re.split(COMMAS, each)):
        name = by_word.get(text.lower())
        if name is None:
            near = by_word.get(nearest(text, sorted(by_word)) or "", known[0])
            wrong.append(phrase(f"message.bad_{section}", found=quoted(text), nearest=near))
        else:
            found.append(name)
    if wrong:
        raise InputError(wrong)
    return tuple(dict.fromkeys(found))


def effects_table(
    found: Comparison, scope: str, period: str, names: Sequence[str], lang: str, one_line: bool
) -> Table:
    """Effects on some indicators of a place in a period, scenarios side by side."""
    units = indicator_units()
    rows = []
    for name in names:
        effects = [found.effect(s, name, period, scope) for s in found.scenarios]
        some = next((e for e in effects if e is not None), None)
        base = some.baseline if some else math.nan
        indicator = effect_label(some, name, units[name], lang, found.reported)
        texts = (effect_text(e, one_line, bool(found.draws)) for e in effects)
        rows.append((indicator, shown(base, units[name]), *texts))
    title = f"{word(f'scope.{scope}', lang)} · {period}"
    headings = [word("heading.indicator", lang), word("heading.baseline", lang)]
    return plain_table(title, [*headings, *_titles(found, lang)], rows, lang, 2)


def _titles(found: Comparison, lang: str) -> list[str]:
    """Titles of the scenarios compared with the baseline."""
    return [found.titles[name][lang] for name in found.scenarios]


def regions_table(found: Comparison, period: str, lang: str, one_line: bool) -> Table:
    """Output and employment of the three regions, scenarios side by side."""
    units, rows = indicator_units(), []
    for scope in REGIONS:
        for name in IN_REGIONS:
            effects = [found.effect(s, name, period, scope) for s in found.scenarios]
            some = next((e for e in effects if e is not None), None)
            label = effect_label(some, name, units[name], lang, found.reported)
            texts = (effect_text(e, one_line, bool(found.draws)) for e in effects)
            rows.append((f"{word(f'scope.{scope}', lang)}, {label}", *texts))
    title = word("message.regions_title", lang, year=period)
    headings = [word("heading.region", lang), *_titles(found, lang)]
    return plain_table(title, headings, rows, lang, 1)


def cities_table(found: Comparison, period: str, lang: str, one_line: bool) -> Table:
    """Cities that the first scenario helps most and harms most, in persons."""
    rows = []
    for city in dict.fromkeys(
        name for end in hit_hardest(found, found.scenarios[0]) for name in end
    ):
        effects = (found.effect(s, "employment", period, city) for s in found.scenarios)
        texts = (persons_text(effect, one_line, bool(found.draws)) for effect in effects)
        rows.append((word(f"scope.{city}", lang), *texts))
    first = found.titles[found.scenarios[0]][lang]
    title = word("message.cities_title", lang, scenario=first, year=period)
    return plain_table(title, [word("heading.city", lang), *_titles(found, lang)], rows, lang, 1)


def print_compare(asked: Asked, found: Comparison, lang: str, file: IO[str]) -> None:
    """The answer in sentences, headlines, regions and cities; on demand every other table."""
    out = Screen(file)
    one_line = out.width >= ONE_LINE
    period = headline_period(found.periods)
    out.print(comparison_title(found, lang))
    out.print()
    for text in (*first_sentences(found, found.scenarios[0], lang), order_text(found, lang)):
        if text:
            out.print(text)
    out.print()
    out.print(compare_reading(found, lang))
    for line in notes(found, lang):
        out.print(line)
    print_kind_of_series(found.reported, lang, out)
    print_part_year(found.until, found.periods, lang, out)
    out.print()
    for table in _tables(asked, found, period, lang, one_line):
        out.print(table)
    if asked == Asked():
        periods = ", ".join(headline_periods(found.periods))
        out.print(word("message.more_tables", lang, periods=periods))


def _tables(
    asked: Asked, found: Comparison, period: str, lang: str, one_line: bool
) -> Iterator[Table | str]:
    """The tables that were asked for."""
    closed = CLOSURES if found.reported else ()
    if asked.scopes or asked.indicators:
        for scope in asked.scopes or ("province",):
            for each in headline_periods(found.periods):
                names = asked.indicators or TOLD
                yield effects_table(found, scope, each, names, lang, one_line)
        return
    if not asked.every:
        names = (*TOLD, *closed)
        yield effects_table(found, "province", period, names, lang, one_line)
        yield regions_table(found, period, lang, one_line)
        yield word("message.overlap", lang)
        yield ""
        yield cities_table(found, period, lang, one_line)
        return
    for scope in EFFECT_SCOPES:
        if scope == REGIONS[0]:
            yield word("message.overlap", lang)
        for each in headline_periods(found.periods):
            names = (*HEADLINES, *closed)
            yield effects_table(found, scope, each, names, lang, one_line)
    yield cities_table(found, period, lang, one_line)


@takes(*SHARED)
def compare(
    options: RunOptions,
    how: How,
    scenarios: ScenarioNames = None,
    until_width: UntilWidth = None,
    follow: Follow = None,
    every: All = False,
    scope: Scopes = None,
    indicator: Indicators = None,
) -> int:
    """Compare scenarios with a baseline, or two lives of one enterprise."""
    if follow is not None:
        return two_lives(scenarios or (), options, follow, how)
    options = replace(options, until_width=tuple(until_width or ()))
    names = scenarios or (BASELINE, *SCENARIOS)
    request, chosen = settle(options, 2, lambda: several_scenarios(names, options.world))
    asked = Asked(
        every,
        named_things(scope or (), "scope", SCOPES),
        named_things(indicator or (), "indicator", tuple(INDICATOR_INDEX)),
    )
    with simulating(chosen, request, how) as (used, meter):
        results = compare_checked(
            chosen,
            request,
            detail=how.detail,
            progress=meter,
            reported=how.reported,
            store=used.store,
            cluster=used.cluster,
        )
    files = {
        how.named("effects.csv"): results.write_csv,
        how.named("compare.json"): results.write_json,
    }
    return deliver(results, files, partial(print_compare, asked), request, how, used.study)
