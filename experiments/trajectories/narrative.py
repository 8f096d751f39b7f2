"""A life in words: what happened in each quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from agents.enterprise.record import MOVES, RUNGS, Owner
from display.numbers import amount, people, percent
from experiments.trajectories import decision_terms as terms
from experiments.trajectories.recorder import Life, Row, Scene
from experiments.trajectories.series import profit_rate, use
from locales.catalogue import Phrase, joined, phrase, word
from model.indicators import SYSTEM_NAMES
from model.input_data.external_world import label


def rungs(capital: Any) -> dict[str, str]:
    """Shares of the four rungs as percentages."""
    total = max(float(np.sum(capital)), 1e-12)
    return {f"r{k}": f"{100.0 * float(capital[k]) / total:.0f}%" for k in range(RUNGS)}


def systems_of(ceiling: Any) -> list[Phrase]:
    """The systems in use; rented ones say so."""
    used = [
        own if c >= 1.0 else phrase("system.rented", system=own)
        for own, c in zip(systems(SYSTEM_NAMES), ceiling, strict=True)
        if c > 0.0
    ]
    return used or [phrase("system.none")]


def systems(names: Iterable[str]) -> list[Phrase]:
    """The names of systems, as a sentence lists them."""
    return [phrase(f"system.{name}") for name in names]


def adopted(shares: Any) -> list[str]:
    """Names of the systems that a plan takes up."""
    return [name for name, share in zip(SYSTEM_NAMES, shares, strict=True) if share > 0.0]


LEAST = 1e-6  # units below which nothing was moved


class Happening(NamedTuple):
    """One thing that happened; ``kind`` is its entry ``life.kind`` of the catalogue."""

    quarter: int
    kind: str
    values: dict[str, Any]

    def said(self, lang: str) -> str:
        """The sentence in ``zh`` or ``en``."""
        return word(f"life.{self.kind}", lang, **self.values)


def beginning(life: Life) -> Iterator[Happening]:
    """Who it is at the start, or how it was founded."""
    scene = life.scenes[0]
    firm = scene.opened if scene.opened is not None else scene.ended
    values = {"sales": amount(firm.sales_year), "capital": amount(float(np.sum(firm.capital)))}
    values |= rungs(firm.capital)
    if scene.opened is None:
        yield Happening(scene.quarter, "founded", values)
        return
    more = {"staff": people(firm.staff), "use": percent(use(firm))}
    yield Happening(scene.quarter, "start", {**values, **more, "systems": systems_of(firm.ceiling)})


def enforcement(scene: Scene) -> Iterator[Happening]:
    """Event 3: what was closed by order or came back quietly."""
    before, after = scene.opened, scene.enforced
    units, tonnes = terms.closed(scene)
    if units > LEAST:
        values = {
            "units": amount(units),
            "tonnes": amount(tonnes),
            "share": percent(units / float(np.sum(before.capital))),
            "staff": people(before.staff - after.staff),
        }
        yield Happening(scene.quarter, "closure", values)
    back = terms.reopened(scene)
    if back > LEAST:
        values = {
            "units": amount(back),
            "pressure": percent(float(before.orders / max(before.capacity, 1e-12))),
            "price": f"{before.price:.3f}",
            "cost": f"{before.unit_cost[0]:.3f}",
        }
        yield Happening(scene.quarter, "reopening", values)


def _renewal(scene: Scene) -> Iterator[Happening]:
    """New capital that is wanted."""
    plan = scene.wish
    if plan.renewal_cost <= 0.0:
        return
    weighed = {term.name: term.value for term in terms.renewal(scene)}
    values = {
        "wanted": amount(weighed["wanted_units"]),
        "units": amount(weighed["units"]),
        "ordered": amount(weighed["ordered_units"]),
        "cost": amount(plan.renewal_cost),
        **rungs(plan.ordered),
    }
    yield Happening(scene.quarter, "renewal", values)


def _upgrades(scene: Scene) -> Iterator[Happening]:
    """Lines that are to move up, with support and without."""
    plan = scene.wish
    supported = plan.grant_asked > 0.0
    moved = plan.moved_supported if supported else plan.moved
    for move in range(MOVES):
        if moved[move] <= LEAST:
            continue
        weighed = {term.name: term.value for term in terms.move_terms(scene, move)}
        own_lines = max(1.0, terms.lines_moved(scene, move, float(moved[move])))
        payback = weighed.get("payback_supported" if supported else "payback", np.nan)
        values = {
            "lines": f"{own_lines:.0f}",
            "move": phrase(f"move.{move}"),
            "units": amount(float(moved[move])),
            "cost": amount(weighed["cost"] * float(moved[move])),
            "payback": f"{payback:.1f}",
            "patience": f"{plan.patience:.1f}",
            "pays": percent(weighed.get("share_that_pays", np.nan)),
            "known": percent(weighed.get("share_decided", np.nan)),
        }
        yield Happening(scene.quarter, "upgrade", values)
    if supported:
        anyway = float(np.sum(plan.moved))
        if anyway > LEAST:
            yield Happening(scene.quarter, "upgrade_anyway", {"units": amount(anyway)})
        else:
            yield Happening(scene.quarter, "upgrade_only_with", {})


def _systems(scene: Scene) -> Iterator[Happening]:
    """Systems that are to be adopted."""
    plan = scene.wish
    own = adopted(plan.adopt)
    more = [name for name in adopted(plan.adopt_supported) if name not in own]
    if own:
        values = {"systems": systems(own), "cost": amount(plan.systems_cost)}
        yield Happening(scene.quarter, "systems", values)
    if more:
        yield Happening(scene.quarter, "systems_with", {"systems": systems(more)})


def _retrofit(scene: Scene) -> Iterator[Happening]:
    """An energy retrofit that is planned."""
    plan = scene.wish
    helped = plan.retrofit_asked > 0.0
    more = plan.retrofit_supported if helped else plan.retrofit
    cost = plan.retrofit_cost_supported if helped else plan.retrofit_cost
    if more > 0.0 and cost > 0.0:
        values = {"more": percent(float(more)), "cost": amount(cost)}
        kind = "retrofit" if plan.retrofit > 0.0 else "retrofit_with"
        yield Happening(scene.quarter, kind, values)


def _support(scene: Scene) -> Iterator[Happening]:
    """What was asked of the province and what it gave."""
    for kind, asked, got in (
        ("grant", scene.wish.grant_asked, scene.sought.grant),
        ("subsidy", scene.wish.subsidy_asked, scene.sought.subsidy),
        ("retrofit", scene.wish.retrofit_asked, scene.sought.retrofit_support),
    ):
        if asked > 0.0 and got > 0.0:
            values = {"asked": amount(asked), "given": amount(got)}
            yield Happening(scene.quarter, f"{kind}_given", values)
        elif asked > 0.0:
            values = {"asked": amount(asked)}
            if kind == "grant":
                values["score"] = f"{scene.wish.score:.2f}"
            yield Happening(scene.quarter, f"{kind}_refused", values)


def works(plan: Row) -> list[Phrase]:
    """What a plan that is carried out consists of."""
    found = []
    if plan.renewal_cost > 0.0:
        found.append(phrase("decision.works_renewal", amount=amount(float(np.sum(plan.ordered)))))
    if plan.upgrade_cost > 0.0:
        found.append(phrase("decision.works_upgrade", amount=amount(float(np.sum(plan.moved)))))
    if plan.systems_cost > 0.0:
        names = systems(adopted(plan.adopt))
        found.append(phrase("decision.works_systems", systems=names))
    if plan.retrofit_cost > 0.0:
        found.append(phrase("decision.works_retrofit", amount=percent(float(plan.retrofit))))
    return found


def _finance(scene: Scene) -> Iterator[Happening]:
    """How a plan was paid for, or why not."""
    plan, firm = scene.done, scene.last
    why = terms.refusal(scene)
    if why:
        weighed = {term.name: term.value for term in terms.finance(scene)}
        values: dict[str, Any] = {
            "asked": amount(weighed["credit_asked"]),
            "limit": amount(weighed["credit_limit"]),
            "why": phrase(f"cause.{why}"),
        }
        yield Happening(scene.quarter, "no_finance", values)
        back = float(scene.sought.grant + scene.sought.subsidy + scene.sought.retrofit_support)
        if back > 0.0:
            yield Happening(scene.quarter, "returned", {"amount": amount(back)})
        return
    total = plan.renewal_cost + plan.upgrade_cost + plan.systems_cost + plan.retrofit_cost
    wanted, ordered = float(np.sum(scene.wish.ordered)), float(np.sum(plan.ordered))
    if plan.renewal_cost > 0.0 and ordered < 0.999 * wanted:
        cut = {"wanted": amount(wanted), "ordered": amount(ordered)}
        yield Happening(scene.quarter, "cut", cut)
    if total > 0.0:
        values = {
            "works": works(plan),
            "cost": amount(plan.cost),
            "own": amount(plan.own),
            "credit": amount(plan.credit),
            "ends": label(int(firm.project_ends) - 1),
        }
        yield Happening(scene.quarter, "financed", values)
    elif scene.wish.renewal_cost > 0.0:
        yield Happening(scene.quarter, "no_money", {})


def planning(scene: Scene) -> Iterator[Happening]:
    """Events 8 to 10: the plan of the quarter and what became of it."""
    if scene.wish is None:
        if scene.turn and scene.desk is not None and not scene.left:
            weighed = {term.name: term.value for term in terms.renewal(scene)}
            kind = "waits" if weighed["missing_units"] > 0.0 else "idle"
            names = {"waits": ("missing", "threshold"), "idle": ("wanted", "units")}[kind]
            found = {name: weighed.get(f"{name}_units", weighed["units"]) for name in names}
            values = {name: amount(value) for name, value in found.items()}
            yield Happening(scene.quarter, kind, values)
        return
    for part in (_renewal, _upgrades, _systems, _retrofit, _support, _finance):
        yield from part(scene)


def building(scene: Scene) -> Iterator[Happening]:
    """Event 11: what was finished; an award for a demonstration."""
    before, after = scene.planned, scene.ended
    under_way = float(np.sum(before.rebuilding) + np.sum(before.underway)) > LEAST
    if not scene.left and under_way and int(after.project_ends) == scene.quarter + 1:
        yield Happening(scene.quarter, "commissioned", rungs(after.capital))
    if after.demonstrates and not before.demonstrates and scene.desk is not None:
        award = amount(scene.desk.policy.demonstration_award)
        yield Happening(scene.quarter, "demonstrates", {"award": award})


def money(scene: Scene) -> Iterator[Happening]:
    """Losses, arrears, rescue, reorganisation, zombie: where they begin and end."""
    before, firm, end = scene.opened, scene.planned, scene.ended
    rate = {"rate": percent(profit_rate(firm))}
    if firm.loss_record > 0.5 >= before.loss_record:
        yield Happening(scene.quarter, "losses", rate)
    elif firm.loss_record <= 0.5 < before.loss_record:
        yield Happening(scene.quarter, "profits", rate)
    if firm.zombie and not before.zombie:
        yield Happening(scene.quarter, "zombie", {})
    elif before.zombie and not firm.zombie:
        yield Happening(scene.quarter, "zombie_no_more", {})
    if scene.left:
        return
    if int(end.rescued) == scene.quarter:
        central = firm.owner == Owner.CENTRAL_STATE
        payer = phrase("cause.central_treasury" if central else "cause.city_treasury")
        values: dict[str, Any] = {"payer": payer, "paid": amount(float(end.debt))}
        yield Happening(scene.quarter, "rescued", values)
    elif end.loss_record == 0.5 and end.loss_record != firm.loss_record:
        debts = {"before": amount(float(firm.debt)), "after": amount(float(end.debt))}
        yield Happening(scene.quarter, "reorganised", debts)
    elif end.arrears > 0.0 and before.arrears <= 0.0:
        yield Happening(scene.quarter, "arrears", {"arrears": amount(float(end.arrears))})
    elif end.arrears <= 0.0 < before.arrears:
        yield Happening(scene.quarter, "cleared", {})


def fate(scene: Scene) -> Iterator[Happening]:
    """Event 12: the official size, and the end."""
    if scene.left:
        firm = scene.planned
        values: dict[str, Any] = {
            "why": phrase(f"cause.{terms.cause_of_exit(scene)}"),
            "staff": people(firm.staff),
            "debt": amount(float(firm.debt)),
            "arrears": amount(float(firm.arrears)),
        }
        yield Happening(scene.quarter, "exit", values)
        return
    if scene.ended.counted != scene.opened.counted:
        kind = "above_size" if scene.ended.counted else "below_size"
        sales = amount(float(scene.ended.sales_year))
        yield Happening(scene.quarter, kind, {"sales": sales})


def support_of(life: Life) -> float:
    """All support that a life got and kept, million yuan."""
    got = 0.0
    for scene in life.scenes:
        if scene.sought is not None and scene.done.credit_asked >= 0.0:
            got += float(scene.sought.grant + scene.sought.subsidy + scene.sought.retrofit_support)
            got += float(scene.done.loan_support)
    return got


def ending(life: Life) -> Iterator[Happening]:
    """What it has become, over what it was: the last four quarters over the first four."""
    working = [scene.planned for scene in life.scenes if scene.planned is not None]
    if len(working) < 8 or life.scenes[-1].left:
        return
    first, last = working[:4], working[-4:]
    staff, output = (
        sum(float(firm[name]) for firm in last) / max(sum(float(f[name]) for f in first), 1e-9)
        for name in ("staff", "output")
    )
    firm = life.scenes[-1].ended
    high = float(firm.capital[2] + firm.capital[3]) / max(float(np.sum(firm.capital)), 1e-12)
    values = {
        "staff": people(firm.staff),
        "staff_ratio": percent(staff),
        "output_ratio": percent(output),
        "high": percent(high),
        "support": amount(support_of(life)),
    }
    yield Happening(life.scenes[-1].quarter, "end", values)


def happenings(life: Life) -> list[Happening]:
    """Everything that happened, in order."""
    found = list(beginning(life))
    for scene in life.scenes:
        if scene.opened is not None:
            for part in (enforcement, planning, building, money, fate):
                found += part(scene)
    return found + list(ending(life))


def sentences(happened: Iterable[Happening], lang: str) -> str:
    """Sentences of one quarter as one text."""
    return joined((each.said(lang) for each in happened), lang, "space")
