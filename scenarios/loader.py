"""Scenarios from the library, from files and from text, with every problem of a file at once.

A file may be anything: a pipe, a device, a gigabyte, cut, or hostile.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from locales.catalogue import Phrase, phrase
from scenarios.errors import (
    InputError,
    LiaosimError,
    ScenarioError,
    listed,
    nearest,
    part,
    problem_at,
    safe,
    shown,
)
from scenarios.regular_file import UnreadableError, read_regular
from scenarios.scenario import Scenario, scenario_of
from scenarios.schema import LONGEST_BASE, WORLDS, NationalTable, ScenarioFile
from scenarios.schema_errors import problems_of

if TYPE_CHECKING:
    from scenarios.schema import Paths

MOST_BYTES = 256 * 1024
MOST_LEVELS = 12
MOST_DOTS = 200  # in a line
LONGEST_INTEGER = 10**15


def refuse(
    file: str, reason: Phrase, allowed: Phrase, found: str = "", key: tuple[str, ...] = ()
) -> ScenarioError:
    """An error about a file as a whole."""
    return ScenarioError(problem_at(file, key, reason, found=found, allowed=allowed))


def read_bytes(path: Path, file: str) -> bytes:
    """The content of a regular file of bearable size; never waits for a pipe."""
    try:
        return read_regular(path, MOST_BYTES)
    except UnreadableError as error:
        raise refuse(file, error.reason, error.allowed or phrase("problem.a_file")) from None


def too_large(file: str, size: int) -> ScenarioError:
    """A file that no person wrote."""
    return refuse(
        file, phrase("problem.too_large", n=size), phrase("problem.at_most_bytes", n=MOST_BYTES)
    )


def decode(data: bytes, file: str) -> str:
    """UTF-8 text, a byte order mark taken off."""
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(
            file, phrase("problem.not_utf8", n=error.start + 1), phrase("problem.utf8")
        ) from None


def parse(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML text, or one clear problem."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise too_large(file, len(text.encode("utf-8", "surrogatepass")))
    if not text.strip():
        raise refuse(file, phrase("problem.empty"), phrase("problem.a_file"))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(file, phrase("problem.nul", n=line), phrase("problem.utf8"))
    deep = refuse(file, phrase("problem.too_deep"), phrase("problem.depth", n=MOST_LEVELS))
    # tomllib needs a time that grows as the square of the parts of a key: bound them first
    if any(line.count(".") > MOST_DOTS for line in text.split("\n") if line[:1] != "#"):
        raise deep
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_syntax(error, text, file)) from None
    except RecursionError:
        raise deep from None
    except ValueError:
        raise refuse(file, phrase("problem.long_number"), phrase("problem.digits")) from None
    if _levels(tables) > MOST_LEVELS:
        raise deep
    long = _long_integer(tables)
    if long is not None:
        problem = problem_at(
            file, long, phrase("problem.long_number"), allowed=phrase("problem.digits")
        )
        raise ScenarioError(problem)
    return tables


def _long_integer(
    node: dict[str, Any] | list[Any], where: tuple[str | int, ...] = ()
) -> tuple[str | int, ...] | None:
    """Where the first integer stands that has more digits than anything here can mean."""
    for key, item in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(item, int) and abs(item) >= LONGEST_INTEGER:
            return (*where, key)
        found = _long_integer(item, (*where, key)) if isinstance(item, dict | list) else None
        if found is not None:
            return found
    return None


def _levels(tables: dict[str, Any]) -> int:
    """Depth of nesting, found without recursion."""
    deepest = 0
    waiting: list[tuple[int, dict[str, Any] | list[Any]]] = [(1, tables)]
    while waiting and deepest <= MOST_LEVELS:
        level, node = waiting.pop()
        deepest = max(deepest, level)
        inner = node.values() if isinstance(node, dict) else node
        waiting += [(level + 1, item) for item in inner if isinstance(item, dict | list)]
    return deepest


def _syntax(error: tomllib.TOMLDecodeError, text: str, file: str) -> Phrase:
    """What the TOML reader says, with the line that it means."""
    said = str(error)
    place = re.search(r"at line (\d+), column (\d+)", said)
    lines = text.split("\n")
    number = int(place[1]) if place else len(lines)
    line = lines[number - 1].strip() if number <= len(lines) else ""
    name = line.split("=", 1)[0].strip() if "=" in line else line.strip("[] ")
    if said.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline")):
        reason, allowed = phrase("problem.twice"), phrase("problem.once")
        found = part(name) if re.fullmatch(r"[\w.-]{1,60}", name) is None else name
    else:
        reason, allowed = phrase("problem.toml", why=safe(said[:200])), phrase("problem.valid_toml")
        found = shown(line) if line else ""
    return problem_at(file, (), reason, line=number, found=found, allowed=allowed)


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
    scenario = scenario_of(file, national_layer(), source)
    if real is not None and real.parent != _real(LIBRARY):
        check_name(scenario)
    return scenario


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
    problems: list[Phrase] = []
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
        problems.append(
            problem_at(source, ("national",), phrase("problem.national_only"), allowed=where)
        )
    merged = _merge(base, tables)
    more = 0
    try:
        file = ScenarioFile.model_validate(merged)
    except ValidationError as error:
        found, more = problems_of(error, source, merged)
        problems += found
    else:
        if in_library and path is not None and file.name != path.stem:
            reason, allowed = phrase("problem.not_stem"), f'"{path.stem}"'
            problems.append(
                problem_at(source, ("name",), reason, found=shown(file.name), allowed=allowed)
            )
    if problems:
        raise ScenarioError(problems, more)
    return file, merged


class _ExtendsError(LiaosimError):
    """What is wrong with the key ``extends``; becomes a problem of the file that has it."""

    def __init__(self, problem: Phrase) -> None:
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
    beside = phrase("problem.beside")
    if wanted in names:
        target, shown_as = LIBRARY / f"{wanted}.toml", f"{wanted}.toml"
    elif not _looks_like_path(wanted):
        raise refuse(phrase("problem.no_base"), beside, nearest(wanted, names))
    elif path is None or Path(wanted).name != wanted or "\\" in wanted or "\0" in wanted:
        raise refuse(phrase("problem.outside"), beside)
    else:
        target, shown_as = path.parent / wanted, os.path.join(os.path.dirname(source), wanted)
        if not _exists(target):
            raise refuse(phrase("problem.no_base"), beside, nearest(wanted, _files(path.parent)))
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
    """The baseline and what is compared with it: at least two, all different."""
    if len(names) < least:
        raise InputError([phrase("message.one_scenario")])
    chosen = tuple(one_scenario(name, world) for name in names)
    seen: set[str] = set()
    twice = []
    for scenario in chosen:
        if scenario.name in seen:
            twice.append(phrase("message.twice", found=scenario.name))
        seen.add(scenario.name)
    if twice:
        raise InputError(twice)
    return chosen


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
