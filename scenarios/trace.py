"""From a clause of the plan to the rules that carry it, what they move, and all the way back.

The chain: clause, task, lever, keys of a scenario file, rule (file and function), indicators,
targets. What it is looked for by may be a clause, a lever, any other name of the chain, or a word
of the plan in Chinese or English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from agents.province import LeverName
from scenarios.catalogue import LANGUAGES, word
from scenarios.errors import InputError, Problem, nearest, shown
from scenarios.mix import LEVERS
from scenarios.plan_clauses import Clause, clause_name, clauses, task_of, tasks
from scenarios.target_table import target_table, targets_of
from scenarios.trace_map import COMMON, TRACES
from scenarios.trace_step import Place, Step, place_of

SCHEMA = "liaosim/trace/1"
ALL_LEVERS: tuple[str, ...] = tuple(lever.name.lower() for lever in LeverName)


@dataclass(frozen=True)
class Link:
    """One step of a lever with what stands on both sides of it."""

    lever: str
    step: Step
    place: Place
    targets: tuple[str, ...]
    clauses: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """Every name of the step that can be asked for."""
        rule = (str(self.place), self.place.function, self.place.file, self.step.rule)
        return (*rule, *self.step.keys, *self.step.indicators, *self.targets)

    def words(self) -> str:
        """All that can be read about the step, for the search of a word."""
        labels = [f"indicator.{name}" for name in self.step.indicators]
        labels += [f"target.{name}" for name in self.targets]
        read = [word(label, lang) for label in labels for lang in LANGUAGES]
        return folded(*self.names(), self.place.meaning, *read, *key_words(self.lever, self.step))


@dataclass(frozen=True)
class Found:
    """What a query found: clauses in the order of the plan, links in the order of the levers."""

    query: str
    clauses: tuple[Clause, ...]
    links: tuple[Link, ...]

    def levers(self) -> tuple[str, ...]:
        """Levers of the links and of the clauses, in the order of the plan."""
        named = {link.lever for link in self.links}
        if not self.links:
            named = {lever for clause in self.clauses for lever in clause.levers}
        return tuple(lever for lever in ALL_LEVERS if lever in named)

    def links_of(self, lever: str) -> tuple[Link, ...]:
        """The links of one lever."""
        return tuple(link for link in self.links if link.lever == lever)

    def document(self) -> dict[str, Any]:
        """The JSON document: the parts, and the chain as flat rows."""
        return {
            "schema": SCHEMA,
            "query": self.query,
            "clauses": [clause_record(clause) for clause in self.clauses],
            "levers": [self._lever_record(lever) for lever in self.levers()],
            "chain": list(self._chain()),
        }

    def _lever_record(self, lever: str) -> dict[str, Any]:
        steps = [
            {
                "keys": list(link.step.keys),
                "rule": str(link.place),
                "line": link.place.line,
                "meaning": link.place.meaning,
                "indicators": list(link.step.indicators),
                "targets": list(link.targets),
                "clauses": list(link.clauses),
            }
            for link in self.links_of(lever)
        ]
        return {
            "lever": lever,
            "title_zh": word(f"lever.{lever}", "zh"),
            "title_en": word(f"lever.{lever}", "en"),
            "task": task_of(lever),
            "clause": own_clause(lever),
            "built": lever in LEVERS,
            "steps": steps,
        }

    def _chain(self) -> Iterator[dict[str, Any]]:
        for clause in self.clauses:
            for lever in clause.levers:
                for link in self.links_of(lever):
                    yield {
                        "clause": clause.name,
                        "task": task_of(lever),
                        "lever": lever,
                        "keys": list(link.step.keys),
                        "rule": str(link.place),
                        "indicators": list(link.step.indicators),
                        "targets": list(link.targets),
                    }


def clause_record(clause: Clause) -> dict[str, Any]:
    """A clause as it stands in the JSON document."""
    return {
        "clause": clause.name,
        "title_zh": clause.title_zh,
        "title_en": clause.title_en,
        "tasks": list(clause.tasks),
        "levers": list(clause.levers),
        "how_zh": clause.how_zh,
        "how_en": clause.how_en,
        "sectors": list(clause.sectors),
        "targets": list(clause_targets(clause.name)),
        "text": clause.text,
    }


def clause_targets(name: str) -> tuple[str, ...]:
    """Targets that a clause states."""
    return tuple(target.name for target in target_table() if target.clause == name)


@cache
def own_clause(lever: str) -> str:
    """The clause of a lever's task or guarantee."""
    if lever in LEVERS:
        return LEVERS[lever].clause
    own = (c.name for c in clauses().values() if c.levers == (lever,) and c.name[0] in "三四")
    return next(own, "")


def key_field(lever: str, key: str) -> Any:
    """The documented field of a key of a lever; None where there is no such key."""
    return LEVERS[lever].model_fields.get(key) if lever in LEVERS else None


def key_clause(lever: str, key: str) -> str:
    """The clause to which a key belongs."""
    found = key_field(lever, key)
    extra = found.json_schema_extra if found is not None else None
    return str(extra.get("clause", "")) if isinstance(extra, dict) else ""


def key_words(lever: str, step: Step) -> list[str]:
    """What is written about the keys of a step, in both languages."""
    found = []
    for key in step.keys:
        field = key_field(lever, key)
        extra = field.json_schema_extra if field is not None else None
        if field is not None and isinstance(extra, dict):
            found += [field.description or "", str(extra.get("description_zh", ""))]
    return found


@cache
def links() -> tuple[Link, ...]:
    """Every step of every built lever, those of all levers last."""
    found = []
    for lever in (name for name in ALL_LEVERS if name in TRACES and name in LEVERS):
        for step in (*TRACES[lever].steps, *COMMON):
            reached = [t for name in step.indicators for t in targets_of(name)]
            stated = {target.name: target.clause for target in target_table()}
            named = [own_clause(lever), *(key_clause(lever, key) for key in step.keys)]
            named += [stated[target] for target in reached]
            own = tuple(name for name in clauses() if name in named)
            found.append(Link(lever, step, place_of(step.rule), tuple(reached), own))
    return tuple(found)


def folded(*texts: str) -> str:
    """Texts made comparable: one case, full-width brackets and underscores as plain ones."""
    return "\n".join(texts).casefold().replace("_", " ").translate(str.maketrans("（）", "()"))


def has_words(text: str, query: str) -> bool:
    """Whether every word of a query stands in a folded text."""
    return all(part in text for part in folded(query).split())


def clause_words(clause: Clause) -> str:
    """All that can be read about a clause."""
    named = [name for task in clause.tasks for name in tasks()[task]]
    sectors = [
        word(f"group.{sector}", lang)
        for sector in clause.sectors
        for lang in LANGUAGES
        if sector != "service_manufacturing"
    ]
    texts = (clause.title_zh, clause.title_en, clause.how_zh, clause.how_en, clause.text)
    return folded(*texts, *named, *clause.sectors, *sectors)


def lever_words(lever: str) -> str:
    """Names of a lever in both languages."""
    return folded(lever, *(word(f"lever.{lever}", lang) for lang in LANGUAGES))


def find(query: str | None = None) -> Found:
    """What belongs to a clause, a lever, a name of the chain, or a word; all without a query.

    Raises
    ------
    InputError
        Where nothing is called so; the message names the nearest that is.
    """
    if query is None:
        return Found("", tuple(clauses().values()), links())
    asked = query.strip()
    found = by_clause(asked) or by_lever(asked) or by_name(asked) or by_word(asked)
    if found is None:
        raise InputError([unknown(asked)])
    return found


def by_clause(asked: str) -> Found | None:
    """A clause with the clauses inside it, and every step of their levers."""
    name = clause_name(asked)
    if not name:
        return None
    whole = not name[-1].isdigit()
    inside = tuple(
        c for c in clauses().values() if c.name == name or (whole and c.name.startswith(name))
    )
    if not inside:
        return None
    named = {lever for clause in inside for lever in clause.levers}
    kept = tuple(link for link in links() if link.lever in named)
    return Found(asked, inside, kept)


def by_lever(asked: str) -> Found | None:
    """A lever: the clauses that it serves and all its steps."""
    plain = folded(asked).replace(" ", "_")
    if plain not in ALL_LEVERS:
        return None
    serving = tuple(c for c in clauses().values() if plain in c.levers)
    return Found(asked, serving, tuple(link for link in links() if link.lever == plain))


def by_name(asked: str) -> Found | None:
    """A rule, key, indicator or target: the steps that have it, and their clauses."""
    kept = tuple(link for link in links() if asked in link.names())
    return Found(asked, clauses_of(kept), kept) if kept else None


def by_word(asked: str) -> Found | None:
    """A word: clauses that speak of it; steps that do, else all steps of what was found."""
    if not folded(asked).split():
        return None
    told = [c for c in clauses().values() if has_words(clause_words(c), asked)]
    levers = {lever for lever in ALL_LEVERS if has_words(lever_words(lever), asked)}
    kept = tuple(link for link in links() if link.lever in levers or has_words(link.words(), asked))
    own = {own_clause(lever) for lever in levers} | {c.name for c in (*told, *clauses_of(kept))}
    if not own:
        return None
    if not kept:
        named = {lever for clause in told for lever in clause.levers}
        kept = tuple(link for link in links() if link.lever in named)
    return Found(asked, tuple(c for c in clauses().values() if c.name in own), kept)


def clauses_of(kept: Iterable[Link]) -> tuple[Clause, ...]:
    """The clauses of links, in the order of the plan."""
    named = {name for link in kept for name in link.clauses}
    return tuple(clause for clause in clauses().values() if clause.name in named)


def all_names() -> list[str]:
    """Every name that can be asked for."""
    found = [*clauses(), *ALL_LEVERS, *(name for link in links() for name in link.names())]
    found += [clause.title(lang) for clause in clauses().values() for lang in LANGUAGES]
    told = folded(*(f"{c.title_en} {c.how_en}" for c in clauses().values()))
    found += [part for part in re.findall(r"[a-z-]+", told) if len(part) > 3]
    return list(dict.fromkeys(found))


def unknown(asked: str) -> Problem:
    """Nothing of the plan or of the model is called so."""
    near = nearest(clause_name(asked) or asked, all_names())
    first, last = next(iter(clauses())), list(clauses())[-1]
    values = {"found": shown(asked), "first": first, "last": last}
    texts = [
        word("message.trace_unknown", lang, **values, levers=", ".join(ALL_LEVERS))
        + (word("message.nearest", lang, nearest=near) if near else "")
        for lang in LANGUAGES
    ]
    return Problem(*texts)
