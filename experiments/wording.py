"""What one effect says, in words that follow the evidence: sentences, labels, cells of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from display.numbers import is_relative, own_measure, said, width_text
from display.summary import Summary
from experiments.effect_tables import Effect, PairedEffects, headline_period, indicator_units
from experiments.intervals import CONFIDENCE, t_quantile
from locales.catalogue import joined, word
from model.indicators import HEADLINES, MISREPORTED

TOLD = HEADLINES[:10]  # headline indicators that the first page speaks of
PROBABLY = 0.80  # an interval of this confidence without zero is called probable
TOTALS = ("yuan", "yuan, 2015 prices", "persons", "enterprises", "tonnes", "tce", "tonnes per year")


class Evidence(Enum):
    """How much a paired difference says about its sign."""

    CLEAR = "clear"
    PROBABLE = "probable"
    NONE = "none"
    UNCHANGED = "unchanged"


def weigh(effect: Effect, runs: int, level: float = CONFIDENCE) -> Evidence:
    """Whether the interval leaves zero out, or at least the 80% interval of the same pairs.

    ``level`` is the confidence of the effect's interval.
    """
    if effect.estimate == 0.0 and effect.low == effect.high:
        return Evidence.UNCHANGED
    if effect.distinguishable:
        return Evidence.CLEAR
    half = (effect.high - effect.low) / 2.0
    narrower = half * t_quantile(runs, PROBABLY) / t_quantile(runs, level)
    return Evidence.PROBABLE if abs(effect.estimate) > narrower else Evidence.NONE


def verb(effect: Effect, lang: str, evidence: Evidence) -> str:
    """What the scenario does to the indicator, in a word that follows the evidence."""
    total = effect.unit.removeprefix("million ") in TOTALS
    up, down = ("adds", "takes") if total else ("raises", "lowers")
    plainly = word(f"page.{up if effect.estimate > 0.0 else down}", lang)
    return word("page.probably", lang, verb=plainly) if evidence is Evidence.PROBABLE else plainly


def sentence(
    found: PairedEffects,
    scenario: str,
    indicator: str,
    year: str,
    lang: str,
    scope: str = "province",
) -> str:
    """The answer of the page in one sentence: what a scenario does to an indicator in a year."""
    effect = found.effect(scenario, indicator, year, scope)
    place = "page.in_province" if scope == "province" else f"scope.{scope}"
    words = {
        "year": year,
        "scenario": f"“{found.titles[scenario][lang]}”",
        "scope": word(place, lang),
        "indicator": word(f"indicator.{indicator}", lang),
        "runs": str(found.runs),
        "confidence": found.confidence,
    }
    if effect is None:
        return word("page.undefined", lang, **words)
    evidence = weigh(effect, found.runs, found.level)
    if evidence is Evidence.UNCHANGED:
        return word("page.unchanged", lang, **words)
    how = own_measure([effect], lang)
    text = said(effect, how)
    relative = word("page.of_baseline", lang, percent=text.relative) if text.relative else ""
    words |= {"low": text.low, "high": text.high, "relative": relative}
    if evidence is Evidence.NONE:
        value = joined((text.value, how.unit), lang, "space")
        return word("page.unclear", lang, **words, signed=value)
    size = joined((text.size, how.unit), lang, "space")
    return word("page.clear", lang, **words, size=size, verb=verb(effect, lang, evidence))


def beside(found: PairedEffects, scenario: str, chosen: str, year: str, lang: str) -> str:
    """What the scenario does to the other headline indicators in that year, by evidence."""
    by_verb: dict[str, list[str]] = {}
    rest: dict[Evidence, list[str]] = {Evidence.NONE: [], Evidence.UNCHANGED: []}
    for name in TOLD:
        effect = found.effect(scenario, name, year)
        if name == chosen or effect is None:
            continue
        evidence = weigh(effect, found.runs, found.level)
        group = rest.get(evidence)
        if group is None:
            group = by_verb.setdefault(verb(effect, lang, evidence), [])
        group.append(word(f"indicator.{name}", lang))
    texts = [joined((done, names), lang, "space") for done, names in by_verb.items()]
    for evidence, key in ((Evidence.NONE, "no_clear"), (Evidence.UNCHANGED, "none_changed")):
        if rest[evidence]:
            texts.append(word(f"page.{key}", lang, names=rest[evidence]))
    return word("page.beside", lang, parts=joined(texts, lang, "semicolon"))


def named(indicator: str, lang: str, reported: bool = False) -> str:
    """An indicator's name, which says where it is what cities report."""
    name = word(f"indicator.{indicator}", lang)
    if reported and indicator in MISREPORTED:
        return name + word("message.as_reported", lang)
    return name


def labelled(indicator: str, unit: str, lang: str, reported: bool = False) -> str:
    """An indicator's name with its unit."""
    shown_unit = "%" if unit == "share" else word(f"unit.{unit}", lang)
    return f"{named(indicator, lang, reported)} ({shown_unit})"


def effect_text(effect: Effect | None, one_line: bool) -> str:
    """An effect as percent of the baseline, as points for shares, or as an amount."""
    if effect is None:
        return "–"
    if effect.unit == "share":
        factor, digits = 100.0, 2
    elif is_relative(effect):
        factor, digits = 100.0 / effect.baseline, 2
    else:
        factor, digits = 1.0, 0 if abs(effect.estimate) >= 100.0 else 2
    middle, low, high = (
        f"{factor * x:+,.{digits}f}" for x in (effect.estimate, effect.low, effect.high)
    )
    star = "*" if effect.distinguishable else " "
    share = effect.parameter_share
    doubt = "" if share is None else f" {100.0 * share:.0f}%"
    return f"{middle}{star}{' ' if one_line else chr(10)}[{low}, {high}]{doubt}"


def effect_label(
    effect: Effect | None, name: str, unit: str, lang: str, reported: bool = False
) -> str:
    """An indicator's name with the unit in which its effect is shown."""
    if unit == "share":
        shown_unit = word("heading.points", lang)
    elif effect is None or is_relative(effect):
        shown_unit = "%"
    else:
        shown_unit = word(f"unit.{unit}", lang)
    return f"{named(name, lang, reported)} ({shown_unit})"


def comparison_title(found: PairedEffects, lang: str) -> str:
    """What was compared, on which seeds, how far."""
    seeds = {"runs": found.runs, "first": found.seeds[0], "last": found.seeds[-1]}
    size = {"until": found.until, "scale": f"{found.scale:g}"}
    baseline = found.titles[found.baseline][lang]
    return word("message.compare_title", lang, baseline=baseline, **seeds, **size)


def compare_reading(found: PairedEffects, lang: str) -> str:
    """How to read a cell of the tables, with the confidence that their intervals have."""
    return word("message.compare_reading", lang, level=found.confidence)


def notes(found: PairedEffects, lang: str) -> Iterator[str]:
    """What to know of draws of the parameters, and of how many pairs were enough."""
    if found.draws:
        yield word("message.draws_reading", lang, draws=found.draws)
    if found.stopping is None:
        return
    stopping = found.stopping
    looks = {"looks": len(stopping["looks"]), "most": stopping["most_looks"]}
    pairs = {"used": stopping["used"], "more": stopping["more_to_halve"]}
    yield word("message.stopping", lang, level=found.confidence, **looks, **pairs)
    for goal in stopping["goals"]:
        yield goal_text(found, goal, lang)


def goal_text(found: PairedEffects, goal: dict[str, Any], lang: str) -> str:
    """How wide the widest interval of a goal is, as the tables show it: shares in points.

    A width that was asked for in percent of the baseline is given in percent of it, others in the
    indicator's unit.
    """
    name, period = goal["indicator"], goal["period"]
    unit = indicator_units()[name]
    effect = found.effect(goal["scenario"], name, period)
    percent = goal["relative"] and effect is not None and is_relative(effect)
    if percent or unit == "share":
        label = effect_label(effect, name, unit, lang, found.reported)
    else:
        label = labelled(name, unit, lang, found.reported)
    factor = 100.0 / effect.baseline if percent and effect else 100.0 if unit == "share" else 1.0
    return word(
        "message.goal",
        lang,
        indicator=label,
        period=period,
        found=width_text(factor * goal["found"]),
        wanted=width_text(factor * goal["wanted"]),
        said=word("message.goal_reached" if goal["reached"] else "message.goal_missed", lang),
    )


SHOWN = HEADLINES[:5]


def effect_rows(
    columns: Sequence[tuple[str, dict[str, Effect | None]]], lang: str
) -> tuple[tuple[str, ...], ...]:
    """The headline indicators, one row each, with the effects of each column."""
    units = indicator_units()
    rows = []
    for name in SHOWN:
        effects = [column[name] for _, column in columns]
        some = next(filter(None, effects), None)
        cells = (effect_text(effect, one_line=True) for effect in effects)
        rows.append((effect_label(some, name, units[name], lang), *cells))
    return tuple(rows)


def of_comparison(found: PairedEffects, lang: str) -> Summary:
    """Headline effects of every scenario in the province."""
    period = headline_period(found.periods)
    columns = [
        (found.titles[s][lang], {name: found.effect(s, name, period) for name in SHOWN})
        for s in found.scenarios
    ]
    headings = f"{word('scope.province', lang)} · {period}", *(head for head, _ in columns)
    reading = " ".join((compare_reading(found, lang), *notes(found, lang)))
    return Summary(
        lang, comparison_title(found, lang), headings, effect_rows(columns, lang), reading
    )
