"""Scenarios from the library, from files and from text, with every problem of a file at once."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.errors import (
    LiaosimError,
    Problem,
    ScenarioError,
    listed,
    nearest,
    problem_at,
    safe,
    shown,
)
from scenarios.messages import Phrase, phrase
from scenarios.problems import problems_of
from scenarios.reading import decode, parse, read_bytes
from scenarios.scenario import Scenario, scenario_of
from scenarios.schema import LONGEST_BASE, NationalTable, ScenarioFile

__all__ = ["LIBRARY", "Scenario", "library", "library_names", "load", "parse_text"]

LIBRARY = Path(__file__).parent / "library"
NATIONAL = "national_2015"
MOST_FILES = 8  # scenarios in a chain of extends
NOT_INHERITED = ("name", "extends", "title", "description", "national")
Tables = dict[str, Any]
Chain = tuple[Path, ...]


def library_names() -> tuple[str, ...]:
    """Names of the shipped scenarios; the nation's layer is none of them."""
    return tuple(sorted(p.stem for p in LIBRARY.glob("*.toml") if p.stem != NATIONAL))


def library() -> list[Scenario]:
    """All shipped scenarios, those without levers first, then by name."""
    found = [load(name) for name in library_names()]
    return sorted(found, key=lambda scenario: (bool(scenario.levers), scenario.name))


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """A scenario by library name or by the path of a file.

    A library name has no path separator and no ``.toml``; anything else is a path.

    Raises
    ------
    ScenarioError
        With every problem of the file, each naming file, key, what was found, what is allowed.
    """
    name = os.fspath(name_or_path)
    is_path = isinstance(name_or_path, os.PathLike) or _looks_like_path(name)
    if not name:
        raise _unknown(name)
    if not is_path and name in (*library_names(), NATIONAL):
        path, source = LIBRARY / f"{name}.toml", f"{name}.toml"
    else:
        path, source = Path(name), name
        if not is_path and not _exists(path):
            raise _unknown(name)
    text = decode(read_bytes(path, source), source)
    return _checked(text, source, path)


def parse_text(text: str, source: str = "scenario.toml") -> Scenario:
    """A scenario from the text of a file; it may extend library scenarios only."""
    return _checked(text, source, None)


def _checked(text: str, source: str, path: Path | None) -> Scenario:
    """The scenario of a text; problems that are no problems of reading are all collected."""
    real = _real(path) if path is not None else None
    file, _ = _resolve(parse(text, source), source, real, () if real is None else (real,))
    return scenario_of(file, national_layer(), source)


@cache
def national_layer() -> NationalTable:
    """What the nation orders: the layer under every scenario."""
    path = LIBRARY / f"{NATIONAL}.toml"
    tables = parse(decode(read_bytes(path, path.name), path.name), path.name)
    file, _ = _resolve(tables, path.name, _real(path), (_real(path),))
    return file.national or NationalTable()


def _resolve(
    tables: Tables, source: str, path: Path | None, chain: Chain
) -> tuple[ScenarioFile, Tables]:
    """The checked file and its tables, what it extends merged under them."""
    problems: list[Problem] = []
    base: Tables = {}
    wanted = tables.get("extends")
    if isinstance(wanted, str) and wanted.isprintable() and len(wanted) <= LONGEST_BASE:
        try:
            base = _base(wanted, source, path, chain)
        except _ExtendsError as error:
            problems.append(error.problem)
    in_library = path is not None and path.parent == _real(LIBRARY)
    if "national" in tables and not (in_library and path is not None and path.stem == NATIONAL):
        where = listed((f"library/{NATIONAL}.toml",))
        problems.append(problem_at(source, ("national",), phrase("national_only"), allowed=where))
    merged = _merge(base, tables)
    more = 0
    try:
        file = ScenarioFile.model_validate(merged)
    except ValidationError as error:
        found, more = problems_of(error, source, merged)
        problems += found
    else:
        if in_library and path is not None and file.name != path.stem:
            allowed = Phrase(f'"{path.stem}"', f'"{path.stem}"')
            problems.append(
                problem_at(
                    source, ("name",), phrase("not_stem"), found=shown(file.name), allowed=allowed
                )
            )
    if problems:
        raise ScenarioError(problems, more)
    return file, merged


class _ExtendsError(LiaosimError):
    """What is wrong with the key ``extends``; becomes a problem of the file that has it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _base(wanted: str, source: str, path: Path | None, chain: Chain) -> Tables:
    """Tables of the scenario that a file extends, resolved in turn."""

    def refuse(reason: Phrase, allowed: Phrase, near: str = "") -> _ExtendsError:
        problem = problem_at(
            source, ("extends",), reason, found=shown(wanted), allowed=allowed, near=near
        )
        return _ExtendsError(problem)

    names = (*library_names(), NATIONAL)
    beside = phrase("beside")
    if wanted in names:
        target, shown_as = LIBRARY / f"{wanted}.toml", f"{wanted}.toml"
    elif not _looks_like_path(wanted):
        raise refuse(phrase("no_base"), beside, nearest(wanted, names))
    elif path is None or Path(wanted).name != wanted or "\\" in wanted or "\0" in wanted:
        raise refuse(phrase("outside"), beside)
    else:
        target, shown_as = path.parent / wanted, os.path.join(os.path.dirname(source), wanted)
        if not _exists(target):
            raise refuse(phrase("no_base"), beside, nearest(wanted, _files(path.parent)))
        if _real(target).parent != path.parent:
            raise refuse(phrase("outside"), beside)
    real = _real(target)
    if chain and real == chain[-1]:
        raise refuse(phrase("itself"), phrase("other_base"))
    if real in chain:
        names_of = " → ".join(safe(p.name)[:40] for p in (*chain[chain.index(real) :], real))
        raise refuse(phrase("cycle", chain=names_of), phrase("other_base"))
    if len(chain) >= MOST_FILES:
        reason = phrase("long_chain", n=MOST_FILES)
        raise refuse(reason, phrase("at_most_items", n=MOST_FILES))
    inner = parse(decode(read_bytes(real, shown_as), shown_as), shown_as)
    _, merged = _resolve(inner, shown_as, real, (*chain, real))
    return {key: value for key, value in merged.items() if key not in NOT_INHERITED}


def _merge(base: Tables, top: Tables) -> Tables:
    """Tables of ``top`` laid over those of ``base``; lists and values are replaced whole."""
    merged = dict(base)
    for key, value in top.items():
        under = merged.get(key)
        both = isinstance(value, dict) and isinstance(under, dict)
        merged[key] = _merge(under, value) if both and under is not None else value
    return merged


def _looks_like_path(name: str) -> bool:
    """Whether a name can only be a path."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def _exists(path: Path) -> bool:
    """Whether something stands at a path, readable or not."""
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _real(path: Path) -> Path:
    """The path without links; where it cannot be known, the path itself."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path


def _files(folder: Path) -> tuple[str, ...]:
    """Names of scenario files in a folder."""
    try:
        return tuple(sorted(p.name for p in folder.glob("*.toml")))[:200]
    except OSError:
        return ()


def _unknown(name: str) -> ScenarioError:
    """Neither a library scenario nor a file."""
    names = library_names()
    near = nearest(name, names) or (f"{name}.toml" if _exists(Path(f"{name}.toml")) else "")
    problem = problem_at(name, (), phrase("not_found"), allowed=listed(names), near=near)
    return ScenarioError(problem)
