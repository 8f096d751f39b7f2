"""Which enterprise is meant: a name in Chinese or English, an alias, or a permanent key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np

from agents.province import CITIES, SECTORS
from locales.catalogue import phrase
from model.events.entry import NUMBERS
from model.input_data.data_tables import rows
from model.input_data.external_world import label
from model.input_data.lead_enterprises import SECOND_PLANT, NamedEnterprise, named_enterprises
from model.simulate import Start
from scenarios.errors import InputError, shown

MOST_NEAR = 5
SHORTEST_PART = {"latin": 4, "chinese": 2}  # characters of a name that may stand for the whole
ENTRY_QUARTERS = 4096
LARGEST_KEY = CITIES * 64 * ENTRY_QUARTERS * NUMBERS


class Whom(NamedTuple):
    """An enterprise that is asked for: its place among the named ones, or its key."""

    asked: str
    place: int = -1
    key: int = -1


def names(made_plain: Callable[[str], str] = str) -> dict[str, int]:
    """Place of every name in the table of named enterprises; full names win over aliases."""
    found: dict[str, int] = {}
    for place, lead in enumerate(named_enterprises()):
        found |= dict.fromkeys(map(made_plain, (lead.name_zh, lead.name_en)), place)
    for place, lead in enumerate(named_enterprises()):
        for alias in lead.aliases:
            found.setdefault(made_plain(alias), place)
    return found


def plain_name(name: str) -> str:
    """A name made comparable: one case and width, single spaces, "&" written out."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    return " ".join(plain.split())


def by_part(asked: str, known: dict[str, int]) -> int:
    """Place of the only enterprise that has names with this part; -1 for none or several.

    A Latin part has to begin where a word does, so that ``tower`` is not found in ``Datower``.
    """
    wanted = plain_name(asked)
    if len(wanted) < SHORTEST_PART["latin" if wanted.isascii() else "chinese"]:
        return -1
    begins = r"(?<![a-z0-9])" if wanted.isascii() else ""
    part = re.compile(begins + re.escape(wanted))
    found = {place for name, place in known.items() if part.search(plain_name(name))}
    return found.pop() if len(found) == 1 else -1


def nearest_names(asked: str, known: dict[str, int]) -> list[str]:
    """The right names that are most like what was asked: those that hold it, then the closest."""
    wanted = plain_name(asked)
    plain = {plain_name(name): name for name in known}
    holding = [name for low, name in plain.items() if wanted and (wanted in low or low in wanted)]
    close = [plain[low] for low in get_close_matches(wanted, plain, n=MOST_NEAR, cutoff=0.5)]
    near: dict[int, str] = {}
    for name in (*holding, *close):
        near.setdefault(known[name], name)
    return list(near.values())[:MOST_NEAR]


def whom(asked: str) -> Whom:
    """The enterprise that a name, a part that only its names have, or a key means.

    Raises
    ------
    InputError
        Where nobody has the name, with the nearest right names.
    """
    text = asked.strip()
    if text.isascii() and text.isdigit():
        key = int(text) if len(text) <= 18 else LARGEST_KEY
        if key < LARGEST_KEY and key // (ENTRY_QUARTERS * NUMBERS) % 64 < SECTORS:
            return Whom(text, key=key)
        raise InputError([phrase("message.no_key", found=shown(text))])
    known = names()
    plain = {plain_name(name): place for name, place in reversed(known.items())}
    if plain_name(text) in plain:
        return Whom(text, place=plain[plain_name(text)])
    if (place := by_part(text, known)) >= 0:
        return Whom(text, place=place)
    near = nearest_names(text, known)
    if near:
        values = {"found": shown(text), "nearest": ", ".join(near)}
        raise InputError([phrase("message.no_enterprise", **values)])
    raise InputError([phrase("message.no_enterprise_at_all", found=shown(text))])


def key_in(begin: Start, who: Whom) -> int:
    """The permanent key of an enterprise in a population; -1 where the population lacks it."""
    if who.place < 0:
        return who.key
    found = np.flatnonzero(begin.state.firms["name"] == who.place + 1)
    return int(begin.state.firms["key"][found[0]]) if len(found) else -1


def absent(who: Whom, begin: Start, scenario: str) -> InputError:
    """Why somebody who was asked for never lives in a run."""
    entry = who.key // NUMBERS % ENTRY_QUARTERS if who.key >= 0 else 0
    values = {"found": shown(who.asked), "scale": f"{begin.scale:g}", "scenario": scenario}
    if entry > 0:
        return InputError([phrase("message.not_founded", **values, seed=begin.seed)])
    kind = "message.not_in_sample" if begin.scale < 1.0 else "message.not_there"
    return InputError([phrase(kind, **values, seed=begin.seed)])


def lead_of(firm: object) -> NamedEnterprise | None:
    """The named enterprise of a record, if it is one."""
    name = int(getattr(firm, "name", 0))
    return named_enterprises()[name - 1] if name > 0 else None


def year_of_size(lead: NamedEnterprise) -> str:
    """The year for which the source of a lead's size speaks; empty where it says none."""
    for row in rows("plan/lead_supplement"):
        name = SECOND_PLANT.get((row["name_zh"], row["sector"]), row["name_zh"])
        if name == lead.name_zh and row["source_title"] == lead.source_title:
            return row["year"]
    return ""


def size_known(lead: NamedEnterprise) -> bool:
    """Whether anything gives a lead's staff, revenue or capacity."""
    return not np.isnan((lead.employees, lead.revenue, lead.capacity_t)).all()


def founded(born: int) -> str:
    """The quarter of founding, empty for those who were there before."""
    return label(born) if born >= 0 else ""
