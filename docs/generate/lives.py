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


def middling(choices: Array, size: Array) -> int:
    """Of the choices the one of middling size, so that the pick is neither freak nor dwarf."""
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
    shut = np.nan_to_num(book.of("shut"))
    grows = np.diff(shut, axis=0)
    capital = np.nan_to_num(book.of("capital"))
    closes = (grows > 0.0).any(axis=0)
    falls = (np.diff(shut, axis=0) < -0.9 * shut[:-1]) & (shut[:-1] > 1e-3)
    back = falls & (np.diff(capital[:, :, 0], axis=0) > 0.5 * shut[:-1])
    steel = book.own("product") == 1
    zombie = book.of("zombie").sum(axis=0)
    ceiling = np.nan_to_num(book.of("ceiling"))
    rented = ((ceiling > 0.0) & (ceiling < 1.0)).any(axis=(0, 2))
    erp = (ceiling[-1, :, 0] > 0.0) & (ceiling[0, :, 0] <= 0.0)
    first_use = ceiling[:, :, 0] > 0.0
    early = first_use[16]
    entrant = ~alive[0] & alive[-1] & (alive.sum(axis=0) >= 28)
    gone = there & ~alive[-1] & (alive.sum(axis=0) >= 16) & (first > 60)
    has = np.isin(book.keys, list(granted))
    no = np.isin(book.keys, list(refused))
    lasting = alive[-1]
    yield "anshan", "A lead: Angang Steel, Anshan works", lead(book, "Anshan works")
    yield "bmw", "A foreign lead: BMW Brilliance", lead(book, "BMW Brilliance")
    state = book.own("owner") <= 1
    yield (
        "zombie",
        "A zombie",
        middling(np.flatnonzero(there & lasting & state & (zombie >= 20) & (first > 100)), first),
    )
    yield (
        "upgrader",
        "An upgrader with a grant",
        middling(np.flatnonzero(there & lasting & has & (first > 100)), first),
    )
    yield (
        "refused",
        "A refused applicant",
        middling(np.flatnonzero(there & lasting & no & (first > 100)), first),
    )
    share = np.nanmax(shut / np.maximum(shut + capital.sum(axis=2), 1e-9), axis=0)
    furnaces = np.flatnonzero(there & closes & steel & ~back.any(axis=0) & (first > 100))
    # the one that lost the largest part of its capital, so that the blow is seen
    yield "furnace", "A furnace closed by order", int(furnaces[np.argmax(share[furnaces])])
    returned = np.where(back, shut[:-1], 0.0).max(axis=0)
    returned[book.own("name") > 0] = 0.0  # the leads are shown already
    yield "reopener", "A plant that reopens quietly", int(np.argmax(returned))
    yield (
        "entrant",
        "An entrant",
        middling(np.flatnonzero(entrant & ~SERVICE[book.own("sector")]), np.nan_to_num(staff[-1])),
    )
    small = there & lasting & (first < 300) & (first > 20)
    platform = np.flatnonzero(small & rented)
    kind = "A small enterprise that rents from a platform"
    if len(platform) == 0:
        platform, kind = np.flatnonzero(small & erp & early), "A small adopter of ERP"
    yield "adopter", kind, middling(platform, first)
    yield "exit", "An enterprise that closes down", middling(np.flatnonzero(gone), first)


def year_rows(told: Told) -> Iterator[tuple[str, ...]]:
    """One row a year: flows summed, stocks at the year's end."""
    for year in sorted({quarter[:4] for quarter in told.quarters}):
        values = told.year(year)
        if values is None:
            continue
        yield (
            year,
            f"{values['staff']:,.0f}",
            f"{values['output']:,.0f}",
            percent(values["use"]),
            f"{values['capital']:,.0f}",
            rung_shares(values),
            f"{values['shut']:,.0f}",
            percent(values["profit_rate"]),
            f"{values['debt']:,.0f}",
            f"{values['cash']:,.0f}",
            f"{values['arrears']:,.0f}",
            f"{1e4 * values['customers']:,.2f}",
            f"{values['price']:.2f}",
            ", ".join(word(f"system.{name}") for name in SYSTEM_NAMES if values[name] > 0.0),
            "yes" if values["zombie"] else "",
        )


HEAD = (
    "year",
    "staff",
    "output",
    "use",
    "capital",
    "rungs, %",
    "shut",
    "profit / revenue",
    "debt",
    "cash",
    "arrears",
    "customers, per 10,000",
    "price",
    "systems",
    "zombie",
)


def events(told: Told) -> str:
    """What happened, quarter by quarter, without the plans of which nothing came."""
    told_of = [each for each in told.happenings if each.kind not in QUIET]
    lines = [
        f"- {label(quarter)}: {sentences(each, 'en')}"
        for quarter, each in groupby(told_of, key=lambda happening: happening.quarter)
    ]
    return "\n".join(lines)


def life_block(heading: str, told: Told) -> str:
    """One life: who it is, a table of its years, what happened."""
    life = told.life
    name = f"{title(life, 'zh')} · " if life.first.name > 0 else ""
    body = table(HEAD, year_rows(told), range(1, 13))
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
