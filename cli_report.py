"""The command that writes a report."""

from __future__ import annotations

from typing import Annotated

from cli_options import (
    Json,
    Lang,
    Runs,
    Scale,
    ScenarioNames,
    Seed,
    Until,
    Workers,
    WorldPaths,
    choose,
    finish,
    option,
)

Out = Annotated[str, option("out", "--out", metavar="DIR")]
Parted = Annotated[bool, option("report_attribute", "--attribute")]


def report(
    scenarios: ScenarioNames = None,
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
