"""What commands share: options declared once, in both languages, and how their words are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from locales.catalogue import LANGUAGES, Phrase, phrase, word
from scenarios.errors import InputError, choice, nearest, nearest_too, shown

FAILED, WRONG = 1, 2  # exit codes; display.interruption has those of signals
ENGINES = ("compiled", "interpreted")
Command = Callable[..., int]


def both(key: str) -> str:
    """Help in both languages."""
    return f"{word(f'help.{key}', 'en')} · {word(f'help.{key}', 'zh')}"


def option(key: str, name: str, metavar: str | None = None) -> Any:
    """An option of one command whose help stands among the words."""
    return typer.Option(name, help=both(key), metavar=metavar)


def argument(key: str, metavar: str) -> Any:
    """A word of a command without a name, whose help stands among the words."""
    return typer.Argument(help=both(key), metavar=metavar)


ScenarioName = Annotated[str, argument("scenario", "SCENARIO")]
ScenarioNames = Annotated[list[str] | None, argument("scenario_list", "BASELINE SCENARIO")]
BaselineName = Annotated[str, option("baseline", "--baseline", "SCENARIO")]
StudyFolder = Annotated[str, argument("study_folder", "DIR")]
SHARED: dict[str, tuple[Any, str | bool | None, str | None]] = {  # type, default, how it is written
    "seed": (str, "1", "N"),
    "runs": (str, "16", "N"),
    "scale": (str, "1", "X"),
    "until": (str, "2025Q4", "QUARTER"),
    "engine": (str | None, None, "|".join(ENGINES)),
    "world": (str | None, None, "observed|trend|rest"),
    "workers": (str | None, None, "N"),
    "parameters": (str, "prior", "posterior|prior|central"),
    "scheduler": (str | None, None, "ADDRESS"),
    "out": (str | None, None, "DIR"),
    "detail": (bool, False, None),
    "reported": (bool, False, None),
    "lang": (str, "en", "|".join(LANGUAGES)),
    "json": (bool, False, None),
}


@dataclass(frozen=True)
class How:
    """How results are given: all rows, the reported series, the language, as a document."""

    detail: bool = False
    reported: bool = False
    lang: str = "en"
    json: bool = False

    def named(self, file: str) -> str:
        """A file's name, which says where it holds the reported series."""
        name, _, ending = file.partition(".")
        return f"{name}_reported.{ending}" if self.reported else file


def takes(*names: str, **defaults: str) -> Callable[[Command], Command]:
    """Give a command the shared options that it names, and the language.

    Parameters
    ----------
    *names
        Keys of ``SHARED``.
    **defaults
        Their defaults where this command has others.

    Returns
    -------
    Callable
        What makes typer's command of a function. A parameter of the function whose type is a data
        class (``How``, or what is asked of a run) gets one, made of the shared options that bear
        the names of its fields; the other parameters are options of the command's own.
    """
    shared = tuple(dict.fromkeys((*names, "lang")))

    def decorate(function: Command) -> Command:
        own = signature(function, eval_str=True).parameters
        made: dict[str, Any] = {
            name: p.annotation for name, p in own.items() if is_dataclass(p.annotation)
        }

        @wraps(function)
        def command(context: typer.Context, **given: Any) -> int:
            before = context.obj or How()  # what stood before a subcommand holds for it too
            choose(given["lang"], given.get("engine"))
            if given["lang"] == How.lang:
                given["lang"] = before.lang
            given["json"] = given.get("json", False) or before.json
            context.obj = How(lang=given["lang"], json=given["json"])
            values = {name: given[name] for name in own if name not in made}
            taken = {name: given[name] for name in (*shared, "json")}
            for name, kind in made.items():
                chosen = {f.name: taken[f.name] for f in fields(kind) if f.name in taken}
                values[name] = kind(**chosen)
            return function(**values)

        parameters = [p for name, p in own.items() if name not in made]
        parameters += [_shared(name, defaults) for name in shared]
        parameters.insert(0, Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context))
        parameters = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in parameters]
        command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
        return command

    return decorate


def _shared(name: str, defaults: dict[str, str]) -> Parameter:
    """A shared option as a parameter that typer reads."""
    kind, default, metavar = SHARED[name]
    written = typer.Option(
        defaults.get(name, default), f"--{name}", help=both(name), metavar=metavar
    )
    return Parameter(name, Parameter.KEYWORD_ONLY, default=written, annotation=kind)


def choose(lang: str, engine: str | None) -> None:
    """Check language and engine; the rules must not have been loaded for the other engine."""
    wrong = []
    if lang not in LANGUAGES:
        wrong.append(choice("--lang", lang, LANGUAGES))
    if engine is not None and engine not in ENGINES:
        wrong.append(choice("--engine", engine, ENGINES))
    if wrong:
        raise InputError(wrong)
    if engine is not None and not set_engine(engine):
        raise InputError([phrase("message.engine_late")])


def set_engine(engine: str) -> bool:
    """Have the rules run by this engine; whether that is so, as they may be loaded already."""
    interpreted = engine == ENGINES[1]
    if "agents.record" in sys.modules:
        return bool(sys.modules["agents.record"].interpreted()) == interpreted
    os.environ["NUMBA_DISABLE_JIT"] = str(int(interpreted))
    return True


def unknown(key: str, found: str, allowed: Sequence[str]) -> Phrase:
    """A word that is none of those allowed, with the nearest one."""
    near = nearest_too(nearest(found, allowed))
    return phrase(key, found=shown(found), allowed=sorted(allowed), nearest=near)


class PlainCommand(TyperCommand):
    """A command that says itself which words are too many."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command; InputError where some are left."""
        left = super().parse_args(ctx, args)
        if left:
            raise InputError([phrase("message.extra", found=shown(" ".join(left)))])
        return left


class Group(TyperGroup):
    """Commands under one name; where none of them is named, ``list`` is meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names; InputError where there is none."""
        names = self.list_commands(ctx)
        if args[0] not in names:
            raise InputError([unknown("message.no_command", args[0], names)])
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """The exit code of the command that is named."""
        code = super().invoke(ctx)
        if ctx.invoked_subcommand is not None:
            return code
        name, command, _ = self.resolve_command(ctx, ["list"])
        with command.make_context(name, [], parent=ctx) as below:
            return command.invoke(below)


def group(name: str) -> typer.Typer:
    """A group of commands that share what language and form were asked for before their names."""
    app = typer.Typer(
        name=name, cls=Group, help=both(name), invoke_without_command=True, add_completion=False
    )

    @app.callback()
    @takes("json")
    def shared() -> int:
        """Take note of what was asked for before the command's name."""
        return 0

    return app
