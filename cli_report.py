"""The command that writes a report."""

from __future__ import annotations

from typing import Annotated

import typer

from cli_options import Json, Lang, Workers, both, choose, finish, option

Names = Annotated[
    list[str] | None,
    typer.Argument(help=both("scenario_list"), metavar="[BASELINE SCENARIO ...]"),
]
Seed = Annotated[str, option("seed", "--seed", metavar="N")]
Runs = Annotated[str, option("runs", "--runs", metavar="N")]
Scale = Annotated[str, option("scale", "--scale", metavar="X")]
Until = Annotated[str, option("until", "--until", metavar="QUARTER")]
WorldPaths = Annotated[str | None, option("world", "--world", metavar="observed|trend")]
Out = Annotated[str, option("out", "--out", metavar="DIR")]
Parted = Annotated[bool, option("report_attribute", "--attribute")]


def report(
    scenarios: Names = None,
    seed: Seed = "1",
    runs: Runs = "16",
    scale: Scale = "1",
    until: Until = "2025Q4",
    world: WorldPaths = None,
    workers: Workers = None,
    out: Out = "report",
    attribute: Parted = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Write a report as a web page, a document and pages."""
    choose(lang)
    from scenarios.request import Asked
    from views.report import command

    asked = Asked(runs, seed, scale, until, workers, world, out)
    names = scenarios or []
    finish(command.report(names, asked, attribute=attribute, lang=lang, json=json))
