"""What an effect says, in sentences whose words follow the evidence."""

from __future__ import annotations

from enum import Enum

from scipy.stats import t as student

from scenarios.catalogue import word
from scenarios.comparison import Comparison, Effect
from scenarios.numbers import own_measure, said, spaced
from scenarios.reduce import CONFIDENCE, t_quantile

HEADLINES = (
    "output",
    "employment",
    "labour_productivity",
    "cnc_rate",
    "erp_penetration",
    "mes_penetration",
    "obsolete_share",
    "profit",
    "energy_intensity",
    "fiscal_cost",
)
BETWEEN = {"zh": ("、", "；"), "en": (", ", "; ")}
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
    narrower = half * float(student.ppf(0.5 + PROBABLY / 2.0, runs - 1)) / t_quantile(runs, level)
    return Evidence.PROBABLE if abs(effect.estimate) > narrower else Evidence.NONE


def verb(effect: Effect, lang: str, evidence: Evidence) -> str:
    """What the scenario does to the indicator, in a word that follows the evidence."""
    total = effect.unit.removeprefix("million ") in TOTALS
    up, down = ("adds", "takes") if total else ("raises", "lowers")
    plainly = word(f"page.{up if effect.estimate > 0.0 else down}", lang)
    return word("page.probably", lang, verb=plainly) if evidence is Evidence.PROBABLE else plainly


def sentence(found: Comparison, scenario: str, indicator: str, year: str, lang: str) -> str:
    """The answer of the page in one sentence: what a scenario does to an indicator in a year."""
    effect = found.effect(scenario, indicator, year)
    words = {
        "year": year,
        "scenario": f"“{found.titles[scenario][lang]}”",
        "scope": word("page.in_province", lang),
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
        value = spaced(text.value, how.unit, lang)
        return word("page.unclear", lang, **words, signed=value)
    size = spaced(text.size, how.unit, lang)
    return word("page.clear", lang, **words, size=size, verb=verb(effect, lang, evidence))


def beside(found: Comparison, scenario: str, chosen: str, year: str, lang: str) -> str:
    """What the scenario does to the other headline indicators in that year, by evidence."""
    by_verb: dict[str, list[str]] = {}
    rest: dict[Evidence, list[str]] = {Evidence.NONE: [], Evidence.UNCHANGED: []}
    for name in HEADLINES:
        effect = found.effect(scenario, name, year)
        if name == chosen or effect is None:
            continue
        evidence = weigh(effect, found.runs, found.level)
        group = rest.get(evidence)
        if group is None:
            group = by_verb.setdefault(verb(effect, lang, evidence), [])
        group.append(word(f"indicator.{name}", lang))
    comma, semicolon = BETWEEN[lang]
    texts = [spaced(done, comma.join(names), lang) for done, names in by_verb.items()]
    for evidence, key in ((Evidence.NONE, "no_clear"), (Evidence.UNCHANGED, "none_changed")):
        if rest[evidence]:
            texts.append(word(f"page.{key}", lang, names=comma.join(rest[evidence])))
    return word("page.beside", lang, parts=semicolon.join(texts))
