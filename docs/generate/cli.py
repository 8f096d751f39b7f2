"""Write ``docs/cli.md`` from the command itself: ``python docs/generate/cli.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from cli.main import app

PAGE = Path(__file__).resolve().parents[1] / "cli.md"
HEAD = """# The command

Written by `python docs/generate/cli.py` from the command itself; a test holds it fresh.

Exit codes: 0 done, 1 failed, 2 wrong input, 130 stopped by Ctrl-C. Results go to standard output,
progress and errors to standard error. With `--json` standard output is one JSON document.
Every number in it is finite; a row whose denominator is zero is left out.
"""


def commands(command: Any, path: str = "liaosim") -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, groups before their members."""
    yield path, command
    for name, member in getattr(command, "commands", {}).items():
        yield from commands(member, f"{path} {name}")


def parameter_line(parameter: Any) -> str:
    """One option or argument: how it is written, its default, what it means."""
    is_argument = parameter.param_type_name == "argument"
    written = parameter.metavar if is_argument else ", ".join(parameter.opts)
    value = "" if is_argument or getattr(parameter, "is_flag", False) else parameter.metavar or ""
    given = parameter.default
    shown = "" if given in (None, False, "", ()) or callable(given) else f" (default `{given}`)"
    written = f"{written} {value}".strip()
    return f"| `{written.replace('|', chr(92) + '|')}` | {parameter.help}{shown} |"


def page() -> str:
    """The page as markdown."""
    parts = [HEAD]
    for path, command in commands(typer.main.get_command(app)):
        parts.append(f"\n## `{path}`\n\n{command.help}\n")
        lines = [parameter_line(p) for p in command.params if getattr(p, "help", None)]
        if lines:
            parts.append("\n| option | meaning |\n|---|---|\n" + "\n".join(lines) + "\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
