"""The commands about studies: list, show, export, delete, verify."""

from __future__ import annotations

from typing import Annotated

import typer

from cli_options import Json, Lang, Workers, both, choose, finish, option, shared

Members = Annotated[str, option("members", "--members", metavar="MEMBERS")]
Yes = Annotated[bool, option("yes", "--yes")]
ExportOut = Annotated[str, option("export_out", "--out", metavar="FILE")]
Indicators = Annotated[list[str] | None, option("indicators", "--indicator", metavar="NAME")]
Quarterly = Annotated[bool, option("quarterly", "--detail")]
StudyFolder = Annotated[str, typer.Argument(help=both("study_folder"), metavar="DIR")]
Folder = Annotated[str, typer.Argument(help=both("folder"), metavar="[DIR]")]

studies_app = typer.Typer(help=both("studies"), invoke_without_command=True)


@studies_app.callback()
def studies_main(context: typer.Context, lang: Lang = "en", json: Json = False) -> None:
    """List the studies below this folder where nothing else is asked for."""
    context.obj = (lang, json)
    if context.invoked_subcommand is None:
        studies_list(context, ".", lang, json)


@studies_app.command("list", help=both("studies_list"))
def studies_list(
    context: typer.Context, folder: Folder = ".", lang: Lang = "en", json: Json = False
) -> None:
    """List the studies in a folder."""
    lang, json = shared(context, lang, json)
    from scenarios import study_commands

    finish(study_commands.listing(folder, lang=lang, json=json))


@studies_app.command("show", help=both("studies_show"))
def studies_show(
    context: typer.Context, folder: StudyFolder, lang: Lang = "en", json: Json = False
) -> None:
    """Show one study."""
    lang, json = shared(context, lang, json)
    from scenarios import study_commands

    finish(study_commands.show(folder, lang=lang, json=json))


@studies_app.command("export", help=both("studies_export"))
def studies_export(
    context: typer.Context,
    folder: StudyFolder,
    out: ExportOut,
    indicator: Indicators = None,
    detail: Quarterly = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Export one study."""
    lang, json = shared(context, lang, json)
    from scenarios import study_commands

    names = tuple(indicator or ())
    finish(study_commands.export(folder, out, names, by_quarter=detail, lang=lang, json=json))


@studies_app.command("delete", help=both("studies_delete"))
def studies_delete(
    context: typer.Context,
    folder: StudyFolder,
    yes: Yes = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Delete one study."""
    lang, json = shared(context, lang, json)
    from scenarios import study_commands

    finish(study_commands.delete(folder, yes=yes, lang=lang, json=json))


def verify(
    folder: StudyFolder,
    members: Members = "random:3",
    workers: Workers = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Compute a part of a study again and compare every bit."""
    choose(lang)
    from scenarios import study_commands

    finish(study_commands.verify(folder, members, workers, lang=lang, json=json))
