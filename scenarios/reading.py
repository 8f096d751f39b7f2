"""Reading a scenario file that may be anything: a pipe, a device, a gigabyte, cut, or hostile."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from scenarios.errors import Problem, ScenarioError, part, problem_at, safe, shown
from scenarios.messages import Phrase, phrase

MOST_BYTES = 256 * 1024
MOST_LEVELS = 12
MOST_DOTS = 200  # in a line
LONGEST_INTEGER = 10**15
KINDS = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


def refuse(
    file: str, reason: Phrase, allowed: Phrase, found: str = "", key: tuple[str, ...] = ()
) -> ScenarioError:
    """An error about a file as a whole."""
    return ScenarioError(problem_at(file, key, reason, found=found, allowed=allowed))


def check_regular(file: str, mode: int) -> None:
    """Refuse whatever is not a regular file."""
    if stat.S_ISREG(mode):
        return
    what = next((name for is_kind, name in KINDS if is_kind(mode)), "special")
    raise refuse(file, phrase("not_regular", what=phrase(what)), phrase("a_file"))


def read_bytes(path: Path, file: str) -> bytes:
    """The content of a regular file of bearable size; never waits for a pipe."""
    try:
        check_regular(file, path.stat().st_mode)
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(handle)
            check_regular(file, status.st_mode)
            if status.st_size > MOST_BYTES:
                raise too_large(file, status.st_size)
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = safe(getattr(error, "strerror", None) or str(error))
        raise refuse(file, phrase("cannot_read", why=why), phrase("a_file")) from None
    if len(data) > MOST_BYTES:
        raise too_large(file, len(data))
    return data


def too_large(file: str, size: int) -> ScenarioError:
    """A file that no person wrote."""
    return refuse(file, phrase("too_large", n=size), phrase("at_most_bytes", n=MOST_BYTES))


def decode(data: bytes, file: str) -> str:
    """UTF-8 text, a byte order mark taken off."""
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(file, phrase("not_utf8", n=error.start + 1), phrase("utf8")) from None


def parse(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML text, or one clear problem."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise too_large(file, len(text.encode("utf-8", "surrogatepass")))
    if not text.strip():
        raise refuse(file, phrase("empty"), phrase("a_file"))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(file, phrase("nul", n=line), phrase("utf8"))
    deep = refuse(file, phrase("too_deep"), phrase("depth", n=MOST_LEVELS))
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
        raise refuse(file, phrase("long_number"), phrase("digits")) from None
    if _levels(tables) > MOST_LEVELS:
        raise deep
    long = _long_integer(tables)
    if long is not None:
        problem = problem_at(file, long, phrase("long_number"), allowed=phrase("digits"))
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


def _syntax(error: tomllib.TOMLDecodeError, text: str, file: str) -> Problem:
    """What the TOML reader says, with the line that it means."""
    said = str(error)
    place = re.search(r"at line (\d+), column (\d+)", said)
    lines = text.split("\n")
    number = int(place[1]) if place else len(lines)
    line = lines[number - 1].strip() if number <= len(lines) else ""
    where = phrase("line", n=number)
    name = line.split("=", 1)[0].strip() if "=" in line else line.strip("[] ")
    if said.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline")):
        reason, allowed = phrase("twice"), phrase("once")
        found = part(name) if re.fullmatch(r"[\w.-]{1,60}", name) is None else name
    else:
        reason, allowed = phrase("toml", why=safe(said[:200])), phrase("valid_toml")
        found = shown(line) if line else ""
    made = problem_at(file, (), reason, found=found, allowed=allowed)
    shown_file = made.file
    return Problem(
        zh=made.zh.replace(f"{shown_file}: ", f"{shown_file}: {where.zh}: ", 1),
        en=made.en.replace(f"{shown_file}: ", f"{shown_file}: {where.en}: ", 1),
        file=shown_file,
        key=where.en,
        found=found,
        allowed=allowed.en,
    )
