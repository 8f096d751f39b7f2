"""The liaosim command: the application, what is wrong with a command line, and exit codes.

The file of a command, and with it the model, is loaded when the command is asked for, so that help
and wrong words are answered at once.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from cli.options import (
    ENGINES,
    FAILED,
    WRONG,
    Group,
    PlainCommand,
    both,
    set_engine,
    unknown,
)
from display.interruption import exit_code, interrupt_when_asked
from locales.catalogue import LANGUAGES, Phrase, phrase, word
from locales.reasons import why
from scenarios.errors import LiaosimError, shown

COMMANDS = (
    "run",
    "compare",
    "targets",
    "trace",
    "attribute",
    "panel",
    "verify",
    "report",
    "bench",
    "validate",
    "data",
    "app",
    "scenarios",
    "studies",
)
OUTPUT, ERRORS = 1, 2  # the standard streams
MOST_LINES = 21
MOST_CHARACTERS = 4000
usage: Any = sys.modules[typer.BadParameter.__module__]  # typer names no other of its exceptions


class Commands(Group):
    """The commands, each in the file of its name."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command, loaded; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"cli.{cmd_name}"), cmd_name)
        if not isinstance(found, typer.Typer):
            function, found = found, typer.Typer(add_completion=False)
            found.command(cmd_name, cls=PlainCommand, help=both(cmd_name))(function)
        return typer.main.get_command(found)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """List the commands without loading them."""
        listed = [PlainCommand(name, help=both(name)) for name in COMMANDS]
        page = TyperGroup(name=self.name, commands=listed, help=self.help, epilog=self.epilog)
        page.format_help(ctx, formatter)


app = typer.Typer(
    cls=Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback(help=both("liaosim"), epilog=both("exit_codes"))
def liaosim() -> None:
    """Nothing is done before a command is named."""


def given(arguments: Sequence[str], option: str, allowed: Sequence[str]) -> str | None:
    """The value of an option before the words are read; None where it is none of those allowed."""
    for place in reversed(range(len(arguments))):
        name, equals, value = arguments[place].partition("=")
        if name == option:
            value = value if equals else "".join(arguments[place + 1 : place + 2])
            return value if value in allowed else None
    return None


def complain(text: str, lang: str) -> None:
    """One message on standard error, never more than twenty lines or 4,000 characters."""
    lines = (word("message.error", lang) + text.strip()).splitlines()
    message = "\n".join(lines[:MOST_LINES])
    if len(message) >= MOST_CHARACTERS:
        message = message[: MOST_CHARACTERS - 5] + " ..."
    print(message, file=sys.stderr, flush=True)


def usage_problem(error: Any, last: str) -> Phrase:
    """What is wrong with the words of a command line, of which the last is given."""
    if isinstance(error, usage.NoSuchOption):
        command = error.ctx.command
        options = [name for p in command.params for name in p.opts if name.startswith("--")]
        if options:
            return unknown("message.no_option", error.option_name, options)
        names = ", ".join(command.list_commands(error.ctx))  # the option stands before the command
        return phrase("message.option_first", found=shown(error.option_name), commands=names)
    if isinstance(error, usage.MissingParameter):
        return phrase("message.missing", found=error.param.metavar or error.param.name)
    if isinstance(error, usage.BadOptionUsage):
        key = "needs_value" if error.option_name == last else "no_value"
        return phrase(f"message.{key}", found=error.option_name)
    return phrase("message.usage", found=error.format_message())


def stopped_text(error: BaseException, lang: str) -> str:
    """What became of work that was stopped; the interrupt may carry how much was complete."""
    if error.args and isinstance(error.args[0], int):
        return word("message.nothing_kept", lang, kept=error.args[0])
    return word("message.stopped", lang)


def answer(arguments: Sequence[str]) -> int:
    """Carry a command line out; the exit code."""
    lang = given(arguments, "--lang", LANGUAGES) or "en"
    engine = given(arguments, "--engine", ENGINES)
    if engine is not None:
        set_engine(engine)  # before a command loads the rules
    try:
        return _carry_out(arguments, lang)
    except LostStreamError as error:
        error.lead_nowhere()  # so that the process can end
        if error.number == OUTPUT and error.errno != errno.EPIPE:
            complain(word("message.output_lost", lang, reason=why(error)), lang)
        return FAILED


def _carry_out(arguments: Sequence[str], lang: str) -> int:
    """The exit code of a command line; LostStreamError where nothing more can be said."""
    try:
        command = typer.main.get_command(app)
        with command.make_context("liaosim", list(arguments)) as context:
            code = command.invoke(context)
        sys.stdout.flush()
        return code or 0
    except typer.Exit as error:
        return error.exit_code
    except LiaosimError as error:
        complain(error.message(lang), lang)
        return error.exit_code
    except usage.NoArgsIsHelpError as error:
        print(error, file=sys.stderr)
        return WRONG
    except usage.UsageError as error:
        complain(usage_problem(error, arguments[-1]).message(lang), lang)
        return WRONG
    except (KeyboardInterrupt, typer.Abort) as error:
        complain(stopped_text(error, lang), lang)
        return exit_code()
    except LostStreamError:
        raise
    except ModuleNotFoundError as error:
        said = {"package": error.name, "command": "make venv"}
        complain(word("message.not_installed", lang, **said), lang)
        return FAILED
    except Exception as error:
        from agents.table_reader import TableError

        if isinstance(error, TableError):
            complain(error.message(lang), lang)
            return error.exit_code
        if os.environ.get("LIAOSIM_DEBUG") == "1":
            traceback.print_exc()
        kind, reason = type(error).__name__, " ".join(str(error).split())[:500]
        complain(word("message.internal", lang, kind=kind, reason=reason), lang)
        return FAILED


class LostStreamError(OSError):
    """Standard output or standard error takes no more: the reader left, or the disk is full."""

    def __init__(self, number: int, error: OSError) -> None:
        super().__init__(error.errno, error.strerror)
        self.number = number

    def lead_nowhere(self) -> None:
        """Let what is still to be written to the stream vanish."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.number)


class StandardStream(io.FileIO):
    """A standard stream that says of itself that it is lost, unlike any other file."""

    def write(self, data: Any, /) -> Any:
        """Write; LostStreamError where that cannot be."""
        try:
            return super().write(data)
        except OSError as error:
            raise LostStreamError(self.fileno(), error) from None


def _open_streams() -> bool:
    """See to it that there are standard streams; whether standard output was open."""
    open_before = sys.stdout is not None
    for number in range(3):  # else the first file that is opened would take the place of one
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            io.BufferedWriter(StandardStream(number, "w", closefd=False)),
            encoding="utf-8",
            errors="replace",
            line_buffering=number != OUTPUT or os.isatty(number),
        )
        for number in (OUTPUT, ERRORS)
    )
    return open_before


def main() -> None:
    """Entry point of the ``liaosim`` command."""
    arguments = sys.argv[1:]
    if not _open_streams():
        lang = given(arguments, "--lang", LANGUAGES) or "en"
        complain(word("message.output_closed", lang), lang)
        sys.exit(FAILED)
    interrupt_when_asked()
    sys.exit(answer(arguments))


if __name__ == "__main__":
    main()
