"""Ten single enterprises through eleven years of the plan, chosen by what happens to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.enterprise.record import Owner
from docs.follow import Watch, follow
from docs.page_parts import table
from model.base_year import CITIES, SECTORS, SERVICES
from model.indicators import PRODUCT_NAMES
from model.named import named_enterprises
from model.simulate import start
from model.world import label

Array = NDArray[Any]
SEED = 1
SCENARIO = "plan_2015"
SYSTEMS = ("ERP", "MES", "PLM", "CRM", "integration")
SERVICE = np.array([sector in SERVICES for sector in SECTORS])


class Book:
    """Wide fields of all who ever lived in one run, read when asked for."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.keys = watch.everybody()
        self._wide: dict[str, Array] = {}

    def of(self, name: str) -> Array:
        """One field, shape (quarters, enterprises, ...)."""
        if name not in self._wide:
            self._wide[name] = self.watch.wide(name, self.keys)
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
    granted = {k for _, k, asked, given in book.watch.grants if given >= 0.5 * asked}
    refused = {k for _, k, _, given in book.watch.grants if given <= 0.0} - granted
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


def who(book: Book, i: int) -> str:
    """One line that says who it is."""
    owner = Owner(int(book.own("owner")[i])).name.lower().replace("_", " ")
    product = int(book.own("product")[i])
    makes = f", {PRODUCT_NAMES[product - 1].replace('_', ' ')}" if product else ""
    born = int(book.of("born")[book.of("alive")[:, i].argmax(), i])
    age = f", founded {label(born)}" if born >= 0 else ""
    sector = SECTORS[int(book.own("sector")[i])].replace("_", " ")
    name = int(book.own("name")[i])
    named = f"{named_enterprises()[name - 1].name_zh}, " if name else ""
    city = CITIES[int(book.own("city")[i])]
    return f"{named}{city}, {sector}{makes}, {owner}{age}; key `{int(book.keys[i])}`."


def systems_of(ceiling: Array) -> str:
    """Names of the systems in use; rented ones in brackets."""
    names = [
        f"({name})" if 0.0 < c < 1.0 else name
        for name, c in zip(SYSTEMS, ceiling, strict=True)
        if c > 0.0
    ]
    return ", ".join(names) or "none"


def year_rows(book: Book, i: int) -> Iterator[tuple[str, ...]]:
    """One row a year: flows summed, stocks at the year's end."""
    alive = book.of("alive")[:, i]
    for year in range(len(alive) // 4):
        q = slice(4 * year, 4 * year + 4)
        if not alive[q].any():
            continue
        last = 4 * year + int(np.flatnonzero(alive[q])[-1])

        def total(name: str, q: slice = q) -> float:
            return float(np.nansum(book.of(name)[q, i]))

        def now(name: str, last: int = last) -> Any:
            return book.of(name)[last, i]

        capital = now("capital")
        mix = capital / max(float(capital.sum()), 1e-9)
        capacity = total("capacity")
        revenue = total("revenue")
        zombie = int(book.of("zombie")[q, i].sum())
        yield (
            str(2015 + year),
            f"{float(now('staff')):,.0f}",
            f"{total('output'):,.0f}",
            f"{100 * total('output') / capacity:.0f}%" if capacity > 0.0 else "–",
            f"{float(capital.sum()):,.0f}",
            " / ".join(f"{100 * share:.0f}" for share in mix),
            f"{float(now('shut')):,.0f}",
            f"{100 * total('profit') / revenue:+.1f}%" if revenue > 0.0 else "–",
            f"{float(now('debt')):,.0f}",
            f"{float(now('cash')):,.0f}",
            f"{float(now('arrears')):,.0f}",
            f"{1e4 * float(now('customers')):,.2f}",
            f"{float(now('price')):.2f}",
            systems_of(now("ceiling")),
            "yes" if zombie >= 2 else "",
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


def events(book: Book, i: int) -> str:
    """Grants asked for and given, closures and reopenings with their quarters."""
    key = int(book.keys[i])
    found: list[tuple[int, str]] = []
    for t, k, asked, given in book.watch.grants:
        if k == key and given > 0.0:
            found.append((t, f"grant of {given:.1f} of {asked:.1f} million yuan"))
        elif k == key:
            found.append((t, f"grant of {asked:.1f} million yuan refused"))
    shut = np.nan_to_num(book.of("shut")[:, i])
    capital = np.nan_to_num(book.of("capital")[:, i, 0])
    for t in range(1, len(shut)):
        if shut[t] - shut[t - 1] > 1e-3:
            found.append((t, f"{shut[t] - shut[t - 1]:,.0f} units shut by order"))
        gone = shut[t - 1] > 1e-3 and shut[t] < 0.1 * shut[t - 1]
        if gone and capital[t] - capital[t - 1] > 0.5 * shut[t - 1]:
            found.append((t, f"{shut[t - 1]:,.0f} units reopened quietly"))
    alive = book.of("alive")[:, i]
    rescued = {int(q) for q in book.of("rescued")[alive, i] if q >= 0}
    found += [(q, "rescued by the state") for q in rescued]
    if not alive[-1] and alive.any():
        found.append((int(np.flatnonzero(alive)[-1]) + 1, "closed down"))
    return "; ".join(f"{label(t)} {what}" for t, what in sorted(found)) or "none"


def blocks() -> dict[str, str]:
    """Every gap of ``docs/written/lives.md``: one block for each life."""
    book = Book(follow(start(SEED), SCENARIO))
    result = {"seed": str(SEED), "scenario": SCENARIO}
    for name, title, i in picks(book):
        body = table(HEAD, year_rows(book, i), range(1, 13))
        result[name] = f"## {title}\n\n{who(book, i)}\n\nEvents: {events(book, i)}.\n\n{body}"
    return result
