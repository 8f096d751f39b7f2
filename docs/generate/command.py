"""Pages about the command: its reference, made by typer's own tool, and a table of all options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.cli import app as tool
from typer.testing import CliRunner

from cli.main import app
from docs.generate.markdown import table


def reference() -> dict[str, str]:
    """The gap of its page: what ``typer cli.main utils docs --name liaosim`` prints."""
    words = ["cli.main", "utils", "docs", "--name", "liaosim", "--title", "The command"]
    printed = CliRunner().invoke(tool, words, catch_exceptions=False)
    return {"commands": printed.stdout.strip()}


def options() -> dict[str, str]:
    """The gap of the page of settings: one row for each option, with the commands that take it."""
    takers: dict[tuple[str, str], dict[str, list[str]]] = {}  # names of commands by default
    for name, command in _commands(typer.main.get_command(app), ""):
        for option in command.params:
            if option.param_type_name == "option":
                written = f"`{' '.join([*option.opts, option.metavar or '']).strip()}`"
                default = f" (`{option.default}`)" if option.default else ""
                by_default = takers.setdefault((written.replace("|", "\\|"), option.help), {})
                by_default.setdefault(default, []).append(f"`{name}`")
    rows = [
        (*of_option, "; ".join(", ".join(names) + default for default, names in taken.items()))
        for of_option, taken in sorted(takers.items())
    ]
    return {"options": table(("option", "meaning", "commands (default)"), rows)}


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, groups before their members."""
    yield path, command
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from _commands(command.get_command(context, name), f"{path} {name}".strip())
