"""Ten single enterprises through eleven years of the plan, chosen by what happens to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from display.numbers import percent
from docs.generate.everybody import Crowd, watch
from docs.generate.markdown import table
from experiments.trajectories.narrative import sentences
from experiments.trajectories.recorder import follow
from experiments.trajectories.series import rung_shares, title, who
from experiments.trajectories.trajectory import Told
from locales.catalogue import word
from model.indicators import SYSTEM_NAMES
from model.input_data.data_tables import SECTORS, SERVICES
from model.input_data.external_world import label
from model.input_data.lead_enterprises import named_enterprises
from model.simulate import start
from scenarios.loader import load

Array = NDArray[Any]
SEED = 1
SCENARIO = "plan_2015"
QUIET = ("waits", "idle", "no_money")
SERVICE = np.array([sector in SERVICES for sector in SECTORS])


class Book:
    """Wide fields of all who ever lived in one run, read when asked for."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.keys = crowd.everybody()
        self._wide: dict[str, Array] = {}

    def of(self, name: str) -> Array:
        """One field, shape (quarters, enterprises, ...)."""
        if name not in self._wide:
            self._wide[name] = self.crowd.wide(name, self.keys)
        return self._wide[name]

    def own(self, name: str) -> Array:
        """A field that never changes, one value an enterprise (that of its last quarter)."""
        values = self.of(name)
        return values.max(axis=0) if values.dtype.kind != "f" else np.nanmax(values, axis=0)


def lead(book: Book, words: str) -> int:
    """A named enterprise."""
    row = next(n for n, each in enumerate(named_enterprises()) if words in each.name_en)
    return int(np.flatnonzero(book.own("name") == row + 1)[0])


def middling(fits: Array, size: Array) -> int:
    """Of those that fit the one of middling size, so that the pick is neither freak nor dwarf."""
    choices = np.flatnonzero(fits)
    if len(choices) == 0:
        raise ValueError("nobody lives such a life in this run")
    return int(choices[np.argsort(size[choices], kind="stable")[len(choices) // 2]])


def picks(book: Book) -> Iterator[tuple[str, str, int]]:
    """Identifier, title and place of each life; rules, not eyes, choose who is shown."""
    alive, staff = book.of("alive"), np.nan_to_num(book.of("staff"))
    first = np.nan_to_num(staff[0])
    there = alive[0] & ~SERVICE[book.own("sector")] & (book.own("name") == 0)
    granted = {k for _, k, asked, given in book.crowd.grants if given >= 0.5 * asked}
    refused = {k for _, k, _, given in book.crowd.grants if given <= 0.0} - granted
    shut, capital = np.nan_to_num(book.of("shut")), np.nan_to_num(book.of("capital"))
    grows = np.diff(shut, axis=0)
    falls = (grows < -0.9 * shut[:-1]) & (shut[:-1] > 1e-3)
    back = falls & (np.diff(capital[:, :, 0], axis=0) > 0.5 * shut[:-1])
    ceiling = np.nan_to_num(book.of("ceiling"))
    rented = ((ceiling > 0.0) & (ceiling < 1.0)).any(axis=(0, 2))
    erp = (ceiling[-1, :, 0] > 0.0) & (ceiling[0, :, 0] <= 0.0) & (ceiling[16, :, 0] > 0.0)
    quarters = alive.sum(axis=0)
    lasting = there & alive[-1]
    large = lasting & (first > 100)
    yield "anshan", "A lead: Angang Steel, Anshan works", lead(book, "Anshan works")
    yield "bmw", "A foreign lead: BMW Brilliance", lead(book, "BMW Brilliance")
    zombies = large & (book.own("owner") <= 1) & (book.of("zombie").sum(axis=0) >= 20)
    yield "zombie", "A zombie", middling(zombies, first)
    has, no = (np.isin(book.keys, list(keys)) for keys in (granted, refused))
    yield "upgrader", "An upgrader with a grant", middling(large & has, first)
    yield "refused", "A refused applicant", middling(large & no, first)
    share = np.nanmax(shut / np.maximum(shut + capital.sum(axis=2), 1e-9), axis=0)
    steel = there & (book.own("product") == 1) & (first > 100)
    furnaces = np.flatnonzero(steel & (grows > 0.0).any(axis=0) & ~back.any(axis=0))
    # the one that lost the largest part of its capital, so that the blow is seen
    yield "furnace", "A furnace closed by order", int(furnaces[np.argmax(share[furnaces])])
    returned = np.where(back, shut[:-1], 0.0).max(axis=0)
    returned[book.own("name") > 0] = 0.0  # the leads are shown already
    yield "reopener", "A plant that reopens quietly", int(np.argmax(returned))
    entrants = ~alive[0] & alive[-1] & (quarters >= 28) & ~SERVICE[book.own("sector")]
    yield "entrant", "An entrant", middling(entrants, np.nan_to_num(staff[-1]))
    small = lasting & (first < 300) & (first > 20)
    platform, kind = small & rented, "A small enterprise that rents from a platform"
    if not platform.any():
        platform, kind = small & erp, "A small adopter of ERP"
    yield "adopter", kind, middling(platform, first)
    gone = there & ~alive[-1] & (quarters >= 16) & (first > 60)
    yield "exit", "An enterprise that closes down", middling(gone, first)


def year_rows(told: Told) -> Iterator[dict[str, str]]:
    """One row a year, by its headings: flows summed, stocks at the year's end."""
    for year in sorted({quarter[:4] for quarter in told.quarters}):
        values = told.year(year)
        if values is None:
            continue
        yield {
            "year": year,
            "staff": f"{values['staff']:,.0f}",
            "output": f"{values['output']:,.0f}",
            "use": percent(values["use"]),
            "capital": f"{values['capital']:,.0f}",
            "rungs, %": rung_shares(values),
            "shut": f"{values['shut']:,.0f}",
            "profit / revenue": percent(values["profit_rate"]),
            "debt": f"{values['debt']:,.0f}",
            "cash": f"{values['cash']:,.0f}",
            "arrears": f"{values['arrears']:,.0f}",
            "customers, per 10,000": f"{1e4 * values['customers']:,.2f}",
            "price": f"{values['price']:.2f}",
            "systems": ", ".join(word(f"system.{name}") for name in SYSTEM_NAMES if values[name]),
            "zombie": "yes" if values["zombie"] else "",
        }


def events(told: Told) -> str:
    """What happened, quarter by quarter, without the plans of which nothing came."""
    told_of = [each for each in told.happenings if each.kind not in QUIET]
    by_quarter = groupby(told_of, key=lambda happening: happening.quarter)
    return "\n".join(f"- {label(q)}: {sentences(each, 'en')}" for q, each in by_quarter)


def life_block(heading: str, told: Told) -> str:
    """One life: who it is, a table of its years, what happened."""
    life = told.life
    name = f"{title(life, 'zh')} · " if life.first.name > 0 else ""
    years = list(year_rows(told))
    body = table(list(years[0]), [list(row.values()) for row in years], range(1, 13))
    return f"## {heading}\n\n{name}{who(life, 'en')}\n\n{body}\n\n{events(told)}"


def blocks() -> dict[str, str]:
    """Every gap of ``docs/templates/lives.md``: one block for each life."""
    begin, scenario = start(SEED), load(SCENARIO)
    book = Book(watch(begin, scenario))
    chosen = {name: (heading, int(book.keys[i])) for name, heading, i in picks(book)}
    lives = follow(begin, scenario, [key for _, key in chosen.values()])
    result = {"seed": str(SEED), "scenario": SCENARIO}
    for name, (heading, key) in chosen.items():
        result[name] = life_block(heading, Told(lives[key]))
    return result
