"""Scenarios from the library, from files and from text, with every problem of a file at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from locales.catalogue import Phrase, phrase
from locales.reasons import safe
from scenarios import errors, inheritance
from scenarios.errors import InputError, LiaosimError, ScenarioError, listed, problem_at, shown
from scenarios.inheritance import Leaves, Where, Written
from scenarios.resolved import Resolved
from scenarios.scenario import Scenario, scenario_of, told_apart
from scenarios.schema import LONGEST_BASE, WORLDS, NationalTable, ScenarioFile
from scenarios.schema_errors import Document, problems_of
from scenarios.toml_text import decode, parse, read_bytes

if TYPE_CHECKING:
    from scenarios.schema import Paths

__all__ = ["LIBRARY", "Scenario", "library", "library_names", "load", "parse_text"]
LIBRARY = Path(__file__).parent / "library"
NATIONAL = "national_2015"
MOST_FILES = 8  # scenarios in a chain of extends
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
    return resolve(name_or_path).scenario


def resolve(name_or_path: str | os.PathLike[str]) -> Resolved:
    """As :func:`load`, with where each value comes from."""
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
    return _checked(text, source, None).scenario


def _checked(text: str, source: str, path: Path | None) -> Resolved:
    """The scenario of a text; problems that are no problems of reading are all collected."""
    real = _real(path) if path is not None else None
    file, leaves = _resolve(text, source, real, () if real is None else (real,))
    national, orders = nation()
    scenario = scenario_of(file, national, source, _notices(leaves))
    if real is not None and real.parent != _real(LIBRARY):
        check_name(scenario)
    return Resolved(scenario, {**orders, **leaves})


def check_name(scenario: Scenario) -> None:
    """Refuse a scenario that has the name of one of the library and another content.

    Results name scenarios: a name of the library stands for the library's content alone.

    Raises
    ------
    ScenarioError
        Where that is so, with the hashes of both.
    """
    if scenario.name not in (*library_names(), NATIONAL):
        return
    own, library = scenario.content_hash, load(scenario.name).content_hash
    if own != library:
        reason = phrase("problem.library_name", own=own[:12], library=library[:12])
        found, other = shown(scenario.name), phrase("problem.other_name")
        source = scenario.source or scenario.name
        raise ScenarioError(problem_at(source, ("name",), reason, found=found, allowed=other))


@cache
def nation() -> tuple[NationalTable, Leaves]:
    """What the nation orders, the layer under every scenario, and where it is written."""
    path = LIBRARY / f"{NATIONAL}.toml"
    text = decode(read_bytes(path, path.name), path.name)
    file, leaves = _resolve(text, path.name, _real(path), (_real(path),))
    orders = {where: written for where, written in leaves.items() if where[0] == "national"}
    return file.national or NationalTable(), orders


def _resolve(
    text: str, source: str, path: Path | None, chain: Chain
) -> tuple[ScenarioFile, Leaves]:
    """The checked file and its values, laid over those of what it extends."""
    tables = parse(text, source)
    problems: list[Phrase] = []
    base: Leaves = {}
    wanted = tables.get("extends")
    if isinstance(wanted, str) and wanted.isprintable() and len(wanted) <= LONGEST_BASE:
        try:
            base = _base(wanted, source, path, chain)
        except _ExtendsError as error:
            problems += error.problems
    in_library = path is not None and path.parent == _real(LIBRARY)
    if "national" in tables and not (in_library and path is not None and path.stem == NATIONAL):
        where = listed((f"library/{NATIONAL}.toml",))
        problems.append(
            problem_at(source, ("national",), phrase("problem.national_only"), allowed=where)
        )
    origin = path.stem if in_library and path is not None else source
    own, twice = inheritance.leaves_of(tables, origin)
    problems += twice
    leaves = inheritance.laid_over(base, own)
    merged = inheritance.tables_of(leaves)
    more = 0
    try:
        file = ScenarioFile.model_validate(merged)
    except ValidationError as error:
        shift = inheritance.changes_before(base, own)
        found, more = problems_of(error, Document(source, text, merged, leaves, origin, shift))
        problems += found
    else:
        if in_library and path is not None and file.name != path.stem:
            reason, allowed = phrase("problem.not_stem"), f'"{path.stem}"'
            problems.append(
                problem_at(source, ("name",), reason, found=shown(file.name), allowed=allowed)
            )
    if problems:
        raise ScenarioError(problems, more)
    return file, {where: _settled(where, written, file) for where, written in leaves.items()}


def _settled(where: Where, written: Written, file: ScenarioFile) -> Written:
    """A value of a lever as the number that it amounts to, whatever unit it was written in."""
    if where[0] != "levers" or len(where) < 3 or not isinstance(written.value, str | list):
        return written
    value = getattr(getattr(file.levers, str(where[1])), str(where[2]))
    return written._replace(value=value[where[3]] if len(where) > 3 else value)


def _notices(leaves: Leaves) -> tuple[Phrase, ...]:
    """What to say of words that take away what is not there, or keys beside a lever's ``off``."""
    said = []
    for where, written in leaves.items():
        if where[0] == "levers" and where[2:] == ("off",) and written.value:
            lever = where[1]
            beside = [str(w[2]) for w in leaves if w[:2] == where[:2] and w != where]
            if beside:
                names = ", ".join(dict.fromkeys(beside))
                said.append(phrase("problem.off_beside", lever=lever, keys=names))
            elif not written.instead:
                said.append(phrase("problem.off_nothing", lever=lever))
        elif where == ("world", "inherit") and written.value == "replace" and not written.instead:
            said.append(phrase("problem.replaces_nothing"))
    return tuple(said)


class _ExtendsError(LiaosimError):
    """What is wrong with the key ``extends``; becomes a problem of the file that has it."""


def _base(wanted: str, source: str, path: Path | None, chain: Chain) -> Leaves:
    """Values of the scenario that a file extends, resolved in turn."""

    def refuse(reason: Phrase, allowed: Phrase, near: str = "") -> _ExtendsError:
        given = shown(wanted)
        return _ExtendsError(
            problem_at(source, ("extends",), reason, found=given, allowed=allowed, near=near)
        )

    names = (*library_names(), NATIONAL)
    beside = phrase("problem.beside")
    if wanted in names:
        target, shown_as = LIBRARY / f"{wanted}.toml", f"{wanted}.toml"
    elif not _looks_like_path(wanted):
        raise refuse(phrase("problem.no_base"), beside, errors.nearest(wanted, names))
    elif path is None or Path(wanted).name != wanted or "\\" in wanted or "\0" in wanted:
        raise refuse(phrase("problem.outside"), beside)
    else:
        target, shown_as = path.parent / wanted, os.path.join(os.path.dirname(source), wanted)
        if not _exists(target):
            near = errors.nearest(wanted, _files(path.parent))
            raise refuse(phrase("problem.no_base"), beside, near)
        if _real(target).parent != path.parent:
            raise refuse(phrase("problem.outside"), beside)
    real = _real(target)
    if chain and real == chain[-1]:
        raise refuse(phrase("problem.itself"), phrase("problem.other_base"))
    if real in chain:
        names_of = " → ".join(safe(p.name)[:40] for p in (*chain[chain.index(real) :], real))
        raise refuse(phrase("problem.cycle", chain=names_of), phrase("problem.other_base"))
    if len(chain) >= MOST_FILES:
        reason = phrase("problem.long_chain", n=MOST_FILES)
        raise refuse(reason, phrase("problem.at_most_items", n=MOST_FILES))
    return _resolve(decode(read_bytes(real, shown_as), shown_as), shown_as, real, (*chain, real))[1]


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
    near = errors.nearest(name, names) or (f"{name}.toml" if _exists(Path(f"{name}.toml")) else "")
    problem = problem_at(name, (), phrase("problem.not_found"), allowed=listed(names), near=near)
    return ScenarioError(problem)


def one_scenario(name: str | Scenario, world: str | None = None) -> Scenario:
    """A scenario by library name or path of a file, on other paths of the world if given."""
    scenario = load(name) if isinstance(name, str) else name
    check_name(scenario)
    if world not in WORLDS:
        return scenario
    return scenario.with_world(cast("Paths", world))


def listed_scenarios(
    scenarios: str | Scenario | Sequence[str | Scenario],
) -> tuple[str | Scenario, ...]:
    """Scenarios as they were given: one, or several."""
    return (scenarios,) if isinstance(scenarios, str | Scenario) else tuple(scenarios)


def several_scenarios(
    names: Sequence[str | Scenario], world: str | None = None, least: int = 2
) -> tuple[Scenario, ...]:
    """The baseline and what is compared with it: at least two, all different, in title too."""
    if len(names) < least:
        raise InputError([phrase("message.one_scenario")])
    chosen = tuple(one_scenario(name, world) for name in names)
    given = [scenario.name for scenario in chosen]
    twice = [name for n, name in enumerate(given) if name in given[:n]]
    if twice:
        raise InputError(phrase("message.twice", found=name) for name in twice)
    return told_apart(chosen)


def described(scenario: Scenario, lang: str) -> dict[str, Any]:
    """A scenario as it stands in the list of the library."""
    document = scenario.document()
    return {
        **document,
        "title": scenario.title[lang],
        "description": scenario.description[lang],
        "titles": document["title"],
        "descriptions": document["description"],
    }


def only_lever(scenario: Scenario, lever: str) -> Scenario:
    """A scenario that pulls one of another's levers and no other."""
    return scenario.with_levers([lever], name=f"{scenario.name}_{lever}")
