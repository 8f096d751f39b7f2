"""Sentences and values of a parting: what differed, and why."""

from __future__ import annotations

import math

from model.world import label
from scenarios.catalogue import word
from scenarios.decisions import Decision
from scenarios.parting import Apart, Choice, Parted
from scenarios.printing import amount

WITH_FIELDS = ("market", "charge", "order", "surroundings")


def shown(value: float, unit: str, lang: str) -> str:
    """A term's value in its unit."""
    if not math.isfinite(value):
        return "–"
    if unit == "yes or no":
        return word("term.yes" if value > 0.0 else "term.no", lang)
    if unit == "share":
        return f"{100.0 * value:.2f}%"
    if unit in ("index", "yuan/yuan", "logits", "score"):
        return f"{value:.4f}"
    return amount(value)


def gap(size: float) -> str:
    """A relative difference as a percentage with two digits that matter."""
    if size <= 0.0:
        return "0%"
    digits = max(0, 1 - math.floor(math.log10(100.0 * size)))
    return f"{100.0 * size:.{min(digits, 12)}f}%"


def field_said(field: Apart, lang: str) -> str:
    """A field of the record with its two values and how far they are apart."""
    name = word(f"term.{field.name}", lang)
    digits = 6 if field.size < 1e-3 else 4
    a, b = (f"{x:,.{digits}g}" if abs(x) < 1e5 else f"{x:,.0f}" for x in (field.a, field.b))
    text = word("parting.field", lang, name=name, a=a, b=b)
    return text + word("parting.apart", lang, size=gap(field.size))


def said_of(first: Parted, lang: str) -> str:
    """The quarter in which two lives first differ, and through what."""
    between = "；" if lang == "zh" else "; "
    named = first.how in WITH_FIELDS
    fields = between.join(field_said(field, lang) for field in first.fields) if named else ""
    how = word(f"parting.by_{first.how}", lang, fields=fields)
    return word("parting.first", lang, quarter=label(first.quarter), how=how)


def decided(decision: Decision, lang: str) -> str:
    """What was decided, in its unit; nothing where nothing was."""
    if decision.size <= 0.0:
        return word("decision.none", lang)
    if decision.unit == "done":
        return word("decision.done", lang)
    size = f"{100 * decision.size:.2f}%" if decision.unit == "saves" else amount(decision.size)
    return word(f"decision.{decision.unit}", lang, amount=size)


def why_of(choice: Choice, titles: tuple[str, str], own: bool, lang: str) -> str:
    """The first decision that differs, whose it is, and what it hung on."""
    one, other = choice.decisions
    filled = {name: words.said(lang) for name, words in one.filled.items()}
    parts = [
        word(
            "parting.decision",
            lang,
            quarter=label(choice.quarter),
            what=word(f"decision.{one.what}", lang, **filled),
            a=titles[0],
            b=titles[1],
            first=decided(one, lang),
            second=decided(other, lang),
        )
    ]
    size = gap(choice.market_apart)
    if own:
        parts.append(word("parting.own_decision", lang, size=size))
    else:
        pairs = zip(*choice.market, strict=True)
        most = max(pairs, key=lambda pair: Apart("", pair[0].value, pair[1].value).size)
        name = word(f"term.{most[0].name}", lang)
        parts.append(word("parting.after_market", lang, size=size, name=name))
    if choice.mainly:
        sides = [{term.name: term for term in side}[choice.mainly] for side in choice.terms]
        a, b = (shown(float(term.value), term.unit, lang) for term in sides)
        name = word(f"term.{choice.mainly}", lang)
        parts.append(word("parting.why", lang, name=name, a=a, b=b))
    return ("" if lang == "zh" else " ").join(parts)
