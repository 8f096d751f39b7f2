"""Two trajectories of one enterprise: the quarter of divergence, and the first decision apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.province import co2_charge, so2_charge
from display.numbers import amount, gap
from experiments.trajectories import decision_terms
from experiments.trajectories.decision_terms import Term
from experiments.trajectories.decisions import Decision, first_difference
from experiments.trajectories.recorder import Life, Row, Scene
from locales.catalogue import joined, word
from model.input_data.external_world import label

MARKET = ("price", "unit_cost", "attractiveness", "orders", "expected", "output", "staff", "pay")
OWN = ("capital", "shut", "outdated", "ceiling", "cash", "debt", "arrears", "loss_record")
SURROUNDINGS = ("customers", "quality", "maturity", "efficiency")
HELPED = ("upgrade_cost", "systems_cost", "retrofit")  # planned without support and with it
PLANNED = ("renewal_cost", "grant_rate", *(f"{n}{s}" for n in HELPED for s in ("", "_supported")))
AWARDED = ("grant", "subsidy", "retrofit_support")
FINANCED = ("cost", "credit_asked", "credit", "guaranteed", "equity")
MOST_FIELDS = 4
SAME_MARKET = 0.005  # markets that differ by less are one market


class Apart(NamedTuple):
    """A field of the record in which two lives differ."""

    name: str
    a: float
    b: float

    @property
    def size(self) -> float:
        """Relative difference."""
        return abs(self.a - self.b) / max(abs(self.a), abs(self.b), 1e-300)


class Parted(NamedTuple):
    """The first quarter in which two records differ by anything, and through what."""

    quarter: int
    how: str
    fields: tuple[Apart, ...]


class Choice(NamedTuple):
    """The first decision that differs, with what each life weighed."""

    quarter: int
    decisions: tuple[Decision, Decision]
    terms: tuple[list[Term], list[Term]]
    market: tuple[list[Term], list[Term]]
    mainly: str

    @property
    def market_apart(self) -> float:
        """How far apart the two markets were when it decided: the largest relative difference."""
        pairs = zip(*self.market, strict=True)
        return float(max(Apart(a.name, a.value, b.value).size for a, b in pairs))


class Parting(NamedTuple):
    """Where two lives part; None where they are the same, or differ in no decision."""

    first: Parted | None
    choice: Choice | None

    @property
    def own(self) -> bool:
        """Whether the decision is its own: its market was as good as the same when it decided."""
        return self.choice is not None and bool(self.choice.market_apart < SAME_MARKET)


def apart(a: Row, b: Row, names: Sequence[str]) -> list[Apart]:
    """Fields of two records that differ by a bit or more."""
    if (a is None) != (b is None):
        return [Apart("plan", float(a is not None), float(b is not None))]
    if a is None:
        return []
    found = []
    for name in names:
        one, other = np.atleast_1d(a[name]), np.atleast_1d(b[name])
        where = np.flatnonzero(one != other)
        if len(where):
            k = int(where[0])
            found.append(Apart(name, float(one[k]), float(other[k])))
    return found


def _charged(scene: Scene) -> tuple[float, float]:
    """Charges on its emissions: what policy adds to its cost."""
    if scene.desk is None:
        return 0.0, 0.0
    policy, city = scene.desk.policy, int(scene.planned.city)
    return float(so2_charge(policy, city)), float(co2_charge(policy, city))


def _stages(a: Scene, b: Scene) -> list[tuple[str, list[Apart]]]:
    """What differs after each stage of a quarter, by the word that says through what."""
    grant = apart(a.wish, b.wish, ("grant_rate", "subsidy_asked", "retrofit_asked"))
    charged = apart(a.planned, b.planned, ("unit_cost",)) if _charged(a) != _charged(b) else []
    return [
        ("order", apart(a.enforced, b.enforced, OWN)),
        ("charge", charged),
        ("market", apart(a.planned, b.planned, MARKET)),
        ("surroundings", apart(a.planned, b.planned, (*SURROUNDINGS, *OWN))),
        ("support" if grant else "plan", apart(a.wish, b.wish, PLANNED)),
        ("award", apart(a.sought, b.sought, AWARDED)),
        ("finance", apart(a.done, b.done, FINANCED)),
        ("surroundings", apart(a.last, b.last, (*SURROUNDINGS, *OWN))),
    ]


def _parted(a: Scene, b: Scene) -> Parted | None:
    """How two scenes of one quarter first differ."""
    if (a.opened is None) or (b.opened is None):
        found = apart(a.ended, b.ended, (*SURROUNDINGS, *OWN, "price", "expected"))
        return Parted(a.quarter, "surroundings", tuple(found[:MOST_FIELDS])) if found else None
    for how, fields in _stages(a, b):
        if fields:
            largest = sorted(fields, key=lambda field: -field.size)[:MOST_FIELDS]
            return Parted(a.quarter, how, tuple(largest))
    return None


def _log_ratio(a: dict[str, float], b: dict[str, float], name: str) -> float:
    """Log of the ratio of a term between two lives; 0 where there is none."""
    one, other = a.get(name, 0.0), b.get(name, 0.0)
    return abs(math.log(one / other)) if one > 0.0 and other > 0.0 else abs(one - other)


def mainly(what: str, a: list[Term], b: list[Term]) -> str:
    """The term that differs most in what the decision hung on; empty where none does."""
    one, other = ({term.name: term.value for term in side} for side in (a, b))
    weighed = {
        "upgrade": ("patience", "saving", "cost", "payback_supported", "share_decided"),
        "system": ("possible", "gain", "subsidy_hoped", "patience", "pull"),
        "renewal": ("expected", "units", "loss_record"),
        "retrofit": ("support_rate", "patience", "saved"),
        "closure": ("outdated", "effort", "ordered_tonnes", "inspected"),
        "finance": ("own_cost", "funds", "credit_limit", "covered", "bank_room"),
        "support": ("grant_asked", "subsidy_asked", "retrofit_asked", "score"),
        "exit": ("worth", "arrears_quarters", "loss_record"),
        "rescue": ("worth", "arrears_quarters"),
        "reopening": ("orders", "price"),
    }.get(what, ())
    if what == "renewal" and any(
        side.get("room_units", np.inf) < side["missing_units"] for side in (one, other)
    ):
        return "room_units"  # licences leave less room than is missing
    sizes = {name: _log_ratio(one, other, name) for name in weighed}
    if what == "upgrade" and sizes["payback_supported"] > 0.0:
        helped = _log_ratio(one, other, "payback_supported")
        own = _log_ratio(one, other, "payback")
        sizes["grant_rate"] = abs(helped - own)
        del sizes["payback_supported"]
    if what == "system":
        cost = max(one.get("system_cost", 1.0), 1e-9)
        sizes["subsidy_hoped"] = abs(one["subsidy_hoped"] - other["subsidy_hoped"]) / cost
    best = max(sizes, key=lambda name: sizes[name], default="")
    return best if best and sizes[best] > 1e-9 else ""


def _choice(a: Scene, b: Scene) -> Choice | None:
    """The first decision of a quarter that differs, with its terms on both sides."""
    if a.opened is None or b.opened is None or a.desk is None or b.desk is None:
        return None
    found = first_difference(a, b)
    if found is None:
        return None
    sides = found[0].weigh(a), found[1].weigh(b)
    market = decision_terms.market(a), decision_terms.market(b)
    return Choice(a.quarter, found, sides, market, mainly(found[0].what, *sides))


def parting(a: Life, b: Life) -> Parting:
    """Where two lives of one enterprise part, and the first decision that differs."""
    first: Parted | None = None
    if a.scenes[0].quarter != b.scenes[0].quarter:
        quarter = min(a.scenes[0].quarter, b.scenes[0].quarter)
        return Parting(Parted(quarter, "birth", ()), None)
    for one, other in zip(a.scenes, b.scenes, strict=False):
        first = first or _parted(one, other)
        choice = _choice(one, other) if first else None
        if choice is not None:
            return Parting(first, choice)
    return Parting(first, None)


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


def field_said(field: Apart, lang: str) -> str:
    """A field of the record with its two values and how far they are apart."""
    name = word(f"term.{field.name}", lang)
    digits = 6 if field.size < 1e-3 else 4
    a, b = (f"{x:,.{digits}g}" if abs(x) < 1e5 else f"{x:,.0f}" for x in (field.a, field.b))
    text = word("parting.field", lang, name=name, a=a, b=b)
    return text + word("parting.apart", lang, size=gap(field.size))


def said_of(first: Parted, lang: str) -> str:
    """The quarter in which two lives first differ, and through what."""
    named = first.fields if first.how in WITH_FIELDS else ()
    fields = joined((field_said(field, lang) for field in named), lang, "semicolon")
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
    what = {
        "what": word(f"decision.{one.what}", lang, **one.filled),
        "a": titles[0],
        "b": titles[1],
    }
    what |= {"first": decided(one, lang), "second": decided(other, lang)}
    parts = [word("parting.decision", lang, quarter=label(choice.quarter), **what)]
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
    return joined(parts, lang, "space")
