"""Look the chain from the plan to the model up by a clause, a lever, a name or a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from experiments.trajectories.enterprise_lookup import names
from locales.catalogue import LANGUAGES, Phrase, phrase, word
from model.input_data.data_tables import rows
from model.input_data.lead_enterprises import named_enterprises
from scenarios.errors import InputError, nearest, nearest_too, shown
from scenarios.levers.registry import LEVERS
from scenarios.plan.clauses import Clause, clause_name, clauses, split, tasks
from traceability.chain import Found, Link, key_words, links, own_clause

AMERICAN = re.compile(r"(?<=[a-z]{3}i)z(?=(?:e|es|ed|er|ers|ing|ation|ations)\b)")
SHORTEST_PLURAL = 4  # letters of a word whose final s is dropped


def plain_text(*texts: str) -> str:
    """Texts made comparable: one case and spelling, plain brackets, no underscores."""
    text = "\n".join(texts).casefold().replace("_", " ").translate(str.maketrans("（）", "()"))
    return AMERICAN.sub("s", text).replace("center", "centre").replace("&", "and")


def singular(part: str) -> str:
    """A Latin word without the s of a plural, so that it begins the plural as well."""
    is_plural = part.isascii() and part.endswith("s") and not part.endswith(("ss", "us", "is"))
    return part[:-1] if is_plural and len(part) >= SHORTEST_PLURAL else part


def has_words(text: str, query: str) -> bool:
    """Whether every word of a query stands in a plain text; a Latin one where a word begins."""
    parts = (singular(part) for part in plain_text(query).split())
    return all(
        re.search(
            rf"(?<![a-z0-9]){re.escape(part)}" if part[0].isascii() else re.escape(part), text
        )
        for part in parts
    )


def link_words(link: Link) -> str:
    """All that can be read about a step, for the search of a word."""
    labels = [f"indicator.{name}" for name in link.step.indicators]
    labels += [f"target.{name}" for name in link.targets]
    read = [word(label, lang) for label in labels for lang in LANGUAGES]
    return plain_text(*link.names(), link.place.meaning, *read, *key_words(link.lever, link.step))


@cache
def english_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Words of the plan's text with other names for them: leads, cities, terms."""
    found: list[tuple[str, tuple[str, ...]]] = []
    found += [(row["name_zh"], (row["city"],)) for row in rows("plan/cities")]
    for row in rows("plan/terms_en"):
        found.append((row["plan_zh"], (*split(row["names_en"]), *split(row["other_zh"]))))
    for lead in named_enterprises():
        own = (lead.name_zh, lead.name_en, *lead.aliases)
        found += [(name, own) for name in own if not name.isascii()]
    return tuple(found)


def other_names(clause: Clause) -> list[str]:
    """Names in English, or other ones in Chinese, of what a clause speaks of.

    The measures of a task are those of its own clause; projects stand where the plan has them.
    """
    found = [name for chinese, own in english_names() if chinese in clause.text for name in own]
    found += [row["levers"] for row in rows("plan/tasks") if row["section"] == clause.name]
    english = {row["project_zh"]: row["project_en"] for row in rows("plan/project_sizes")}
    for row in (*rows("plan/projects"), *rows("plan/places")):
        if row["section"] == clause.name:
            name = row.get("project_zh") or row["place_zh"]
            found += [row["city"], name, english.get(name, "")]
    return found


@cache
def clause_words(clause: Clause) -> str:
    """All that can be read about a clause."""
    named = [name for task in clause.tasks for name in tasks()[task].values()]
    sectors = [
        word(f"group.{sector}", lang)
        for sector in clause.sectors
        for lang in LANGUAGES
        if sector != "service_manufacturing"
    ]
    texts = (clause.title_zh, clause.title_en, clause.how_zh, clause.how_en, clause.text)
    return plain_text(*texts, *named, *clause.sectors, *sectors, *other_names(clause))


def lever_words(lever: str) -> str:
    """Names of a lever in both languages."""
    return plain_text(lever, *(word(f"lever.{lever}", lang) for lang in LANGUAGES))


def find(query: str | None = None) -> Found:
    """What belongs to a clause, a lever, a name of the chain, or a word; all without a query.

    The name of a lead enterprise is found too, even where no clause speaks of it.

    Raises
    ------
    InputError
        Where nothing is called so; the message names the nearest that is.
    """
    if query is None:
        return Found("", tuple(clauses().values()), links(), frozenset(LEVERS))
    asked = query.strip()
    ways = (by_clause, by_lever, by_title, by_name, by_word)
    found = next((found for way in ways if (found := way(asked))), None)
    place = names(plain_text).get(plain_text(asked))
    lead = None if place is None else named_enterprises()[place]
    if found is None and lead is None:
        raise InputError([unknown(asked)])
    return replace(found or Found(asked, (), ()), lead=lead)


def of_clauses(asked: str, inside: tuple[Clause, ...]) -> Found | None:
    """Clauses and every step of their levers."""
    if not inside:
        return None
    named = frozenset(lever for clause in inside for lever in clause.levers)
    return Found(asked, inside, tuple(link for link in links() if link.lever in named), named)


def by_clause(asked: str) -> Found | None:
    """A clause, and the clauses inside it where it is a section or a part."""
    name = clause_name(asked)
    if not name:
        return None
    whole = not name[-1].isdigit()
    every = clauses().values()
    return of_clauses(
        asked, tuple(c for c in every if c.name == name or (whole and c.name.startswith(name)))
    )


def by_lever(asked: str) -> Found | None:
    """A lever: the clauses that it serves and all its steps."""
    plain = plain_text(asked).replace(" ", "_")
    if plain not in LEVERS:
        return None
    serving = tuple(c for c in clauses().values() if plain in c.levers)
    kept = tuple(link for link in links() if link.lever == plain)
    return Found(asked, serving, kept, frozenset({plain}))


def by_title(asked: str) -> Found | None:
    """The title of a clause, a task or a lever, in either language."""
    wanted = plain_text(asked)
    named = {name for name, clause in clauses().items() if wanted in titles(clause)}
    for lever in LEVERS:
        words = [word(f"lever.{lever}", lang) for lang in LANGUAGES]
        words += tasks().get(lever, {}).values()
        if wanted in map(plain_text, words):
            named.add(own_clause(lever))
    return of_clauses(asked, tuple(c for c in clauses().values() if c.name in named))


def titles(clause: Clause) -> set[str]:
    """Titles of a clause, made comparable."""
    return {plain_text(clause.title_zh), plain_text(clause.title_en)}


def by_name(asked: str) -> Found | None:
    """A rule, key, indicator or target: the steps that have it, and their clauses."""
    kept = tuple(link for link in links() if asked in link.names())
    return Found(asked, clauses_of(kept), kept) if kept else None


def by_word(asked: str) -> Found | None:
    """A word: clauses that speak of it; steps that do, else all steps of what was found."""
    if not all(any(c.isalnum() for c in part) for part in asked.split() or [""]):
        return None
    told = [c for c in clauses().values() if has_words(clause_words(c), asked)]
    levers = {lever for lever in LEVERS if has_words(lever_words(lever), asked)}
    kept = tuple(
        link for link in links() if link.lever in levers or has_words(link_words(link), asked)
    )
    own = {own_clause(lever) for lever in levers} | {c.name for c in (*told, *clauses_of(kept))}
    found = tuple(c for c in clauses().values() if c.name in own)
    if not kept:
        return of_clauses(asked, found)
    return Found(asked, found, kept, frozenset(levers))


def clauses_of(kept: Iterable[Link]) -> tuple[Clause, ...]:
    """The clauses of links, in the order of the plan."""
    named = {name for link in kept for name in link.clauses}
    return tuple(clause for clause in clauses().values() if clause.name in named)


def all_names() -> list[str]:
    """Every name that can be asked for."""
    found = [*clauses(), *LEVERS, *(name for link in links() for name in link.names())]
    found += [clause.title(lang) for clause in clauses().values() for lang in LANGUAGES]
    told = plain_text(*(f"{c.title_en} {c.how_en}" for c in clauses().values()))
    found += [part for part in re.findall(r"[a-z-]+", told) if len(part) > 3]
    return list(dict.fromkeys(found))


def unknown(asked: str) -> Phrase:
    """Nothing of the plan or of the model is called so."""
    return phrase(
        "message.trace_unknown",
        found=shown(asked),
        first=next(iter(clauses())),
        last=list(clauses())[-1],
        levers=list(LEVERS),
        nearest=nearest_too(nearest(clause_name(asked) or asked, all_names())),
    )
