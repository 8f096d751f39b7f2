"""From a clause of the plan to the rules that carry it, what they move, and all the way back.

The chain: clause, task, lever, keys of a scenario file, rule (file and function), indicators,
targets. ``traceability/search.py`` looks things up in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import unwrap
from pathlib import Path
from typing import Any, NamedTuple

from agents.record import ROOT
from locales.catalogue import LANGUAGES, word
from model.indicators import INDICATOR_INDEX
from model.input_data.lead_enterprises import NamedEnterprise
from scenarios.levers.base import COMMON_STEPS, Step
from scenarios.levers.registry import LEVERS
from scenarios.plan.clauses import Clause, clauses, task_of
from scenarios.plan.targets import target_table, targets_of


class Place(NamedTuple):
    """Where a rule stands."""

    file: str
    function: str
    line: int
    meaning: str

    def __str__(self) -> str:
        """As a person finds it: ``agents/city.py:choose_effort``."""
        return f"{self.file}:{self.function}"


def function_of(dotted: str) -> Callable[..., Any]:
    """The plain Python text of a rule by its dotted name; LookupError where there is none."""
    module, _, name = dotted.rpartition(".")
    try:
        found: Any = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise LookupError(dotted) from error
    plain: Callable[..., Any] = unwrap(getattr(found, "py_func", found))
    if not callable(plain) or plain.__module__ != module:
        raise LookupError(dotted)
    return plain


def place_of(dotted: str) -> Place:
    """File, function, line and first line of the docstring of a rule.

    A rule that is gone has line 0 and a question mark; ``liaosim trace --check`` names it.
    """
    try:
        plain = function_of(dotted)
    except LookupError:
        module, _, name = dotted.rpartition(".")
        return Place(f"{module.replace('.', '/')}.py", f"{name} ?", 0, "")
    code = plain.__code__
    file = Path(code.co_filename).resolve().relative_to(ROOT).as_posix()
    meaning = (plain.__doc__ or "").strip().partition("\n")[0]
    return Place(file, plain.__name__, code.co_firstlineno, meaning)


SCHEMA = "liaosim/trace/1"


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


@dataclass(frozen=True)
class Found:
    """What a query found: clauses in the order of the plan, links in the order of the levers."""

    query: str
    clauses: tuple[Clause, ...]
    links: tuple[Link, ...]
    asked: frozenset[str] = frozenset()  # levers that were asked for, whether or not built
    lead: NamedEnterprise | None = None  # the enterprise whose name was asked for

    def levers(self) -> tuple[str, ...]:
        """Levers of the links and those asked for, in the order of the plan."""
        named = {link.lever for link in self.links} | self.asked
        return tuple(lever for lever in LEVERS if lever in named)

    def links_of(self, lever: str) -> tuple[Link, ...]:
        """The links of one lever."""
        return tuple(link for link in self.links if link.lever == lever)

    def document(self) -> dict[str, Any]:
        """The JSON document: the parts, and the chain as flat rows."""
        return {
            "schema": SCHEMA,
            "query": self.query,
            "lead": None if self.lead is None else lead_record(self.lead),
            "clauses": [clause_record(clause) for clause in self.clauses],
            "levers": [self._lever_record(lever) for lever in self.levers()],
            "chain": list(self._chain()),
        }

    def _lever_record(self, lever: str) -> dict[str, Any]:
        return {
            "lever": lever,
            **{f"title_{lang}": word(f"lever.{lever}", lang) for lang in LANGUAGES},
            "task": task_of(lever),
            "clause": own_clause(lever),
            "built": lever in LEVERS,
            "steps": [
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
            ],
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


def follow_command(name: str) -> str:
    """The command that tells the life of an enterprise."""
    return f'liaosim run plan_2015 --follow "{name}"'


def lead_record(lead: NamedEnterprise) -> dict[str, Any]:
    """A lead enterprise as it stands in the JSON document."""
    return {
        "name_zh": lead.name_zh,
        "name_en": lead.name_en,
        "in_plan": lead.in_plan,
        "command": follow_command(lead.name_zh),
    }


def clause_record(clause: Clause) -> dict[str, Any]:
    """A clause as it stands in the JSON document."""
    told = {key: list(x) if isinstance(x, tuple) else x for key, x in vars(clause).items()}
    for key in ("name", "text"):
        told.pop(key)
    targets = list(clause_targets(clause.name))
    return {"clause": clause.name, **told, "targets": targets, "text": clause.text}


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


def said_of_key(lever: str, key: str) -> dict[str, str]:
    """Unit, clause and meaning of a key of a lever; nothing where it has no such key."""
    field = LEVERS[lever].model_fields.get(key) if lever in LEVERS else None
    extra = field.json_schema_extra if field else None
    if field is None or not isinstance(extra, dict):
        return {}
    return {"description": field.description or "", **{n: str(x) for n, x in extra.items()}}


def key_words(lever: str, step: Step) -> list[str]:
    """What is written about the keys of a step, in both languages."""
    told = (said_of_key(lever, key) for key in step.keys)
    return [said.get(name, "") for said in told for name in ("description", "description_zh")]


@cache
def links() -> tuple[Link, ...]:
    """Every step of every built lever, those of all levers last."""
    found = []
    for lever in LEVERS:
        for named_step in (*LEVERS[lever].steps, *COMMON_STEPS):
            known = tuple(name for name in named_step.indicators if name in INDICATOR_INDEX)
            step = named_step._replace(indicators=known)
            reached = [t for name in step.indicators for t in targets_of(name)]
            stated = {target.name: target.clause for target in target_table()}
            named = [
                own_clause(lever),
                *(said_of_key(lever, k).get("clause", "") for k in step.keys),
            ]
            named += [stated[target] for target in reached]
            own = tuple(name for name in clauses() if name in named)
            found.append(Link(lever, step, place_of(step.rule), tuple(reached), own))
    return tuple(found)
