"""What one effect says, in words that follow the evidence: sentences, labels, cells of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from display.numbers import (
    MINUS,
    digits,
    is_relative,
    measure,
    own_measure,
    said,
    signed,
    width_text,
)
from display.summary import Summary
from experiments.effect_tables import (
    Effect,
    PairedEffects,
    headline_period,
    indicator_units,
    whole_years,
)
from experiments.intervals import CONFIDENCE, t_quantile
from locales.catalogue import joined, word
from model.indicators import HEADLINES, MISREPORTED
from model.input_data.data_tables import CITIES
from scenarios.plan.targets import FIRST_YEAR

TOLD = HEADLINES[:10]  # headline indicators that the first page speaks of
PROBABLY = 0.80  # an interval of this confidence without zero is called probable
WHOLE = ("persons", "enterprises")  # of which there are no parts
TOTALS = ("yuan", "yuan, 2015 prices", "persons", "enterprises", "tonnes", "tce", "tonnes per year")


class Evidence(Enum):
    """How much a paired difference says about its sign."""

    CLEAR = "clear"
    PROBABLE = "probable"
    NONE = "none"
    UNCHANGED = "unchanged"


def weigh(effect: Effect, independent: int, level: float = CONFIDENCE) -> Evidence:
    """Whether the interval leaves zero out, or at least the 80% interval of the same values.

    ``level`` is the confidence of the effect's interval, ``independent`` the number of draws or,
    at central values, of pairs behind it.
    """
    if effect.estimate == 0.0 and effect.low == effect.high:
        return Evidence.UNCHANGED
    if effect.distinguishable:
        return Evidence.CLEAR
    half = (effect.high - effect.low) / 2.0
    narrower = half * t_quantile(independent, PROBABLY) / t_quantile(independent, level)
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
    evidence = weigh(effect, found.independent, found.level)
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
        evidence = weigh(effect, found.independent, found.level)
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


def effect_text(effect: Effect | None, one_line: bool, drawn: bool = False) -> str:
    """An effect as percent of the baseline, as points for shares, or as an amount.

    Where parameters are ``drawn`` what chance leaves of it stands apart from the interval.
    """
    if effect is None:
        return "–"
    if effect.unit == "share":
        factor, places = 100.0, 2
    elif is_relative(effect):
        factor, places = 100.0 / effect.baseline, 2
    else:
        largest = max(abs(effect.low), abs(effect.high))
        factor, places = 1.0, 0 if effect.unit in WHOLE or largest >= 100.0 else 2
    middle, low, high = (
        f"{factor * x:+,.{places}f}" for x in (effect.estimate, effect.low, effect.high)
    )
    star = "*" if effect.distinguishable else " "
    chance = ""
    if drawn and effect.half_width_chance is not None:
        chance = f" ±{abs(factor) * effect.half_width_chance:,.{places}f}"
    return f"{middle}{star}{chance}{' ' if one_line else chr(10)}[{low}, {high}]"


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
    key = "compare_reading_drawn" if found.draws else "compare_reading"
    return word(f"message.{key}", lang, level=found.confidence)


def parameters_text(parameters: str, lang: str) -> str:
    """Where the parameters come from, and what intervals therefore hold."""
    return word(f"message.parameters_{parameters}", lang)


def wording(found: PairedEffects, lang: str) -> str:
    """What the verbs of the sentences mean, and what their intervals hold."""
    verbs = word("page.wording", lang, confidence=found.confidence)
    return joined((verbs, parameters_text(found.parameters, lang)), lang, "space")


def notes(found: PairedEffects, lang: str) -> Iterator[str]:
    """Where the parameters come from, and how many pairs were enough."""
    yield parameters_text(found.parameters, lang)
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


ANSWERED = ("output", "employment", "cnc_rate")  # what the first sentence speaks of
PLACES = 3  # cities that are named at each end


def first_sentences(found: PairedEffects, scenario: str, lang: str) -> tuple[str, str, str]:
    """What a scenario does, what it costs the province, and how sure that is."""
    year, title = headline_period(found.periods), found.titles[scenario][lang]
    names = {"year": year, "scenario": title, "baseline": found.titles[found.baseline][lang]}
    parts = joined(_does(found, scenario, year, lang), lang, "semicolon")
    does = word("message.answer_does", lang, **names, parts=parts)
    return does, _costs(found, scenario, names, lang), _sure(found, scenario, names, lang)


def _does(found: PairedEffects, scenario: str, year: str, lang: str) -> Iterator[str]:
    """What a scenario does to some headlines, in parts of a sentence; none where undefined."""
    rest: dict[Evidence, list[str]] = {Evidence.NONE: [], Evidence.UNCHANGED: []}
    for name in ANSWERED:
        effect, what = found.effect(scenario, name, year), word(f"indicator.{name}", lang)
        if effect is None:
            continue
        evidence = weigh(effect, found.independent, found.level)
        if evidence in rest:
            rest[evidence].append(what)
            continue
        how = own_measure([effect], lang)
        text = said(effect, how)
        size = joined((text.size, how.unit), lang, "space")
        if text.relative and effect.unit not in WHOLE:
            size = f"{text.relative.lstrip('+' + MINUS)}%"
        does = verb(effect, lang, evidence)
        yield word("message.answer_part", lang, verb=does, indicator=what, size=size)
    for evidence, key in ((Evidence.NONE, "no_clear"), (Evidence.UNCHANGED, "none_changed")):
        if rest[evidence]:
            yield word(f"page.{key}", lang, names=rest[evidence])


def _costs(found: PairedEffects, scenario: str, names: dict[str, str], lang: str) -> str:
    """What a scenario costs the province: in the year of the answer, and summed over the plan."""
    year = names["year"]
    years = [each for each in whole_years(found.periods) if FIRST_YEAR <= int(each) <= int(year)]
    each = [found.effect(scenario, "fiscal_cost", y) for y in years or [year]]
    spent = [effect for effect in each if effect is not None]
    if not spent:
        return word("message.answer_free", lang)
    total, last = sum(effect.estimate for effect in spent), spent[-1]
    how = measure(last.unit, lang, [total], difference=True)
    text = said(last, how)
    sums = {"total": signed(how.of(total), digits(abs(how.of(total)) / 10.0)), "unit": how.unit}
    sums |= {"signed": text.value, "low": text.low, "high": text.high, "first": spent[0].period}
    return word("message.answer_costs", lang, **names, **sums, confidence=found.confidence)


def _sure(found: PairedEffects, scenario: str, names: dict[str, str], lang: str) -> str:
    """How sure the effect on output is: by chance, and over the parameters."""
    effect = found.effect(scenario, ANSWERED[0], names["year"])
    if effect is None or effect.half_width_chance is None:
        return word("page.undefined", lang, **names, indicator=ANSWERED[0], scope="")
    factor = 100.0 / effect.baseline
    half = factor * effect.half_width_chance
    low, high = (signed(factor * x, digits(abs(factor) * (effect.high - effect.low) / 2.0))
                 for x in (effect.low, effect.high))  # fmt: skip
    sure = {"chance": width_text(round(half, digits(half))), "low": low, "high": high}
    sure |= {"runs": str(found.runs), "draws": str(found.draws), "level": found.confidence}
    key = "answer_sure_drawn" if found.draws else "answer_sure"
    return word(f"message.{key}", lang, **sure, indicator=word(f"indicator.{ANSWERED[0]}", lang))


UNDECIDED = (0.1, 0.9)  # probabilities between which an order is not distinguishable


def order_text(found: PairedEffects, lang: str) -> str:
    """Which scenarios do more for output, and which cannot be told apart; "" with only one."""
    year = headline_period(found.periods)
    orders = [o for o in found.orders if (o.indicator, o.period) == (ANSWERED[0], year)]
    if not orders:
        return ""
    decided, open_ = [], 0
    for order in orders:
        chance = order.probability
        if UNDECIDED[0] <= chance <= UNDECIDED[1]:
            open_ += 1
            continue
        more, less = (order.a, order.b) if chance > UNDECIDED[1] else (order.b, order.a)
        names = {"more": found.titles[more][lang], "less": found.titles[less][lang]}
        percent = f"{100.0 * max(chance, 1.0 - chance):.0f}%"
        decided.append(word("message.order_part", lang, **names, percent=percent))
    told = decided or [word("message.order_none", lang)]
    counts = {"open": open_, "pairs": len(orders), "year": year}
    what = word(f"indicator.{ANSWERED[0]}", lang)
    return word("message.orders", lang, parts=told, **counts, indicator=what)


def hit_hardest(found: PairedEffects, scenario: str) -> tuple[list[str], list[str]]:
    """Cities that a scenario helps most and harms most in persons, at most three each."""
    year = headline_period(found.periods)
    effects = [found.effect(scenario, "employment", year, city) for city in CITIES]
    by_size = sorted(filter(None, effects), key=lambda e: -e.estimate)
    helped = [e.scope for e in by_size[:PLACES] if e.estimate > 0.0]
    return helped, [e.scope for e in by_size[: -PLACES - 1 : -1] if e.estimate < 0.0]


def persons_text(effect: Effect | None, one_line: bool, drawn: bool) -> str:
    """An effect on persons in persons, not in percent of its baseline."""
    return effect_text(effect and replace(effect, baseline=0.0), one_line, drawn)


SHOWN = HEADLINES[:5]


def effect_rows(
    columns: Sequence[tuple[str, dict[str, Effect | None]]], lang: str, drawn: bool = False
) -> tuple[tuple[str, ...], ...]:
    """The headline indicators, one row each, with the effects of each column."""
    units = indicator_units()
    rows = []
    for name in SHOWN:
        effects = [column[name] for _, column in columns]
        some = next(filter(None, effects), None)
        cells = (effect_text(effect, True, drawn) for effect in effects)
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
        lang,
        comparison_title(found, lang),
        headings,
        effect_rows(columns, lang, bool(found.draws)),
        reading,
    )
