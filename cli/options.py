"""What all commands share: options in both languages, the choice of the engine, the end."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from locales.catalogue import LANGUAGES, word

ENGINES = ("compiled", "interpreted")


def both(key: str) -> str:
    """Help in both languages."""
    return f"{word(f'help.{key}', 'en')} · {word(f'help.{key}', 'zh')}"


def option(key: str, *names: str, metavar: str | None = None) -> Any:
    """An option whose help stands in the catalogue."""
    return typer.Option(*names, help=both(key), metavar=metavar, show_default=True)


Seed = Annotated[str, option("seed", "--seed", metavar="N")]
Runs = Annotated[str, option("runs", "--runs", metavar="N")]
Scale = Annotated[str, option("scale", "--scale", metavar="X")]
Until = Annotated[str, option("until", "--until", metavar="QUARTER")]
WorldPaths = Annotated[str | None, option("world", "--world", metavar="observed|trend|rest")]
ScenarioNames = Annotated[
    list[str] | None,
    typer.Argument(help=both("scenario_list"), metavar="[BASELINE SCENARIO ...]"),
]
Workers = Annotated[str | None, option("workers", "--workers", metavar="N")]
Lang = Annotated[str, option("lang", "--lang", metavar="zh|en")]
Json = Annotated[bool, option("json", "--json")]


def choose(lang: str, engine: str | None = None) -> None:
    """Check language and engine, and choose the engine before the rules are loaded."""
    from scenarios.errors import InputError, choice, problem

    wrong = []
    if lang not in LANGUAGES:
        wrong.append(choice("--lang", lang, LANGUAGES))
    if engine is not None and engine not in ENGINES:
        wrong.append(choice("--engine", engine, ENGINES))
    if wrong:
        raise InputError(wrong)
    if engine is None:
        return
    asked = engine == "interpreted"
    if "numba" in sys.modules:
        from agents.record import interpreted

        if interpreted() != asked:
            raise InputError([problem("message.engine_late")])
    os.environ["NUMBA_DISABLE_JIT"] = str(int(asked))


def shared(context: typer.Context, lang: str, json: bool) -> tuple[str, bool]:
    """Options of a subcommand, those given before it included."""
    before = context.obj or ("en", False)
    lang = before[0] if lang == "en" else lang
    choose(lang)
    return lang, json or before[1]


def finish(code: int) -> None:
    """End the command with this exit code."""
    sys.stdout.flush()
    if code:
        raise typer.Exit(code)
