"""The liaosim command: what can be asked, and how every wrong question is answered.

The model is imported inside the commands, after the engine is chosen, so that help and wrong
input are answered at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any, cast

import typer

from cli.options import (
    Json,
    Lang,
    Resolved,
    Runs,
    Scale,
    ScenarioNames,
    Seed,
    Until,
    Workers,
    WorldPaths,
    both,
    choose,
    finish,
    option,
    shared,
)
from locales.catalogue import LANGUAGES, word

ReportOut = Annotated[str, option("out", "--out", metavar="DIR")]
Parted = Annotated[bool, option("report_attribute", "--attribute")]


def report(
    scenarios: ScenarioNames = None,
    seed: Seed = "1",
    runs: Runs = "16",
    scale: Scale = "1",
    until: Until = "2025Q4",
    world: WorldPaths = None,
    workers: Workers = None,
    out: ReportOut = "report",
    attribute: Parted = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Write a report as a web page, a document and pages."""
    choose(lang)
    from cli import report
    from experiments.options import RunOptions

    asked = RunOptions(runs, seed, scale, until, workers, world, out)
    names = scenarios or []
    finish(report.report_command(names, asked, attribute=attribute, lang=lang, json=json))


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
    from cli import studies

    finish(studies.listing(folder, lang=lang, json=json))


@studies_app.command("show", help=both("studies_show"))
def studies_show(
    context: typer.Context, folder: StudyFolder, lang: Lang = "en", json: Json = False
) -> None:
    """Show one study."""
    lang, json = shared(context, lang, json)
    from cli import studies

    finish(studies.show(folder, lang=lang, json=json))


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
    from cli import studies

    names = tuple(indicator or ())
    finish(studies.export(folder, out, names, by_quarter=detail, lang=lang, json=json))


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
    from cli import studies

    finish(studies.delete(folder, yes=yes, lang=lang, json=json))


def verify(
    folder: StudyFolder,
    members: Members = "random:3",
    workers: Workers = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Compute a part of a study again and compare every bit."""
    choose(lang)
    from cli import studies

    finish(studies.verify_command(folder, members, workers, lang=lang, json=json))


MOST_LINES = 21
MOST_CHARACTERS = 4000
INTERRUPTED = 130
UsageError = cast("type[Exception]", typer.BadParameter.__mro__[1])
Engine = Annotated[str | None, option("engine", "--engine", metavar="compiled|interpreted")]
Out = Annotated[str | None, option("out", "--out", metavar="DIR")]
Detail = Annotated[bool, option("detail", "--detail")]
Cross = Annotated[bool, option("cross", "--detail")]
Follow = Annotated[str | None, option("follow", "--follow", metavar="ENTERPRISE")]
Reported = Annotated[bool, option("reported", "--reported")]
Facts = Annotated[bool, option("facts", "--facts")]
Warm = Annotated[bool, option("warm", "--warm")]
Port = Annotated[str, option("port", "--port", metavar="N")]
Prepare = Annotated[bool, option("prepare", "--prepare")]
Check = Annotated[bool, option("trace_check", "--check")]
OneQuarter = Annotated[bool, option("trace_quarter", "--quarter")]
Query = Annotated[str | None, typer.Argument(help=both("query"), metavar="[WORD]")]
ParquetFile = Annotated[str, option("panel_out", "--out", metavar="FILE.parquet")]
BaselineName = Annotated[str, option("baseline", "--baseline", metavar="SCENARIO")]
Draws = Annotated[str, option("draws", "--draws", metavar="N")]
Scheduler = Annotated[str | None, option("scheduler", "--scheduler", metavar="ADDRESS")]
UntilWidth = Annotated[
    list[str] | None, option("until_width", "--until-width", metavar="INDICATOR=WIDTH")
]
ScenarioName = Annotated[str, typer.Argument(help=both("scenario"), metavar="SCENARIO")]
FileName = Annotated[str, typer.Argument(help=both("file"), metavar="FILE")]
app = typer.Typer(
    help=both("app"), add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)
scenarios_app = typer.Typer(help=both("scenarios"), invoke_without_command=True)
app.add_typer(scenarios_app, name="scenarios")
app.add_typer(studies_app, name="studies")


@app.command(help=both("run"))
def run(
    scenario: ScenarioName = "plan_2015",
    seed: Seed = "1",
    runs: Runs = "1",
    scale: Scale = "1",
    until: Until = "2025Q4",
    engine: Engine = None,
    world: WorldPaths = None,
    workers: Workers = None,
    draws: Draws = "0",
    scheduler: Scheduler = None,
    out: Out = None,
    detail: Detail = False,
    follow: Follow = None,
    reported: Reported = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Run one scenario."""
    choose(lang, engine)
    from cli import output, run
    from experiments.options import RunOptions

    asked = RunOptions(runs, seed, scale, until, workers, world, out, draws, scheduler=scheduler)
    if follow is not None:
        from cli import follow as follow_command

        return finish(follow_command.run(scenario, asked, follow, lang=lang, json=json))
    how = output.How(detail, reported, lang, json)
    finish(run.run_command(scenario, asked, how))


@app.command(help=both("compare"))
def compare(
    scenarios: ScenarioNames = None,
    seed: Seed = "1",
    runs: Runs = "16",
    scale: Scale = "1",
    until: Until = "2025Q4",
    engine: Engine = None,
    world: WorldPaths = None,
    workers: Workers = None,
    draws: Draws = "0",
    until_width: UntilWidth = None,
    scheduler: Scheduler = None,
    out: Out = None,
    detail: Detail = False,
    follow: Follow = None,
    reported: Reported = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Compare scenarios with a baseline."""
    choose(lang, engine)
    from cli import compare, output
    from experiments.options import RunOptions

    goals = tuple(until_width or ())
    asked = RunOptions(runs, seed, scale, until, workers, world, out, draws, goals, scheduler)
    if follow is not None:
        from cli import follow as follow_command

        chosen = scenarios or []
        return finish(follow_command.compare(chosen, asked, follow, lang=lang, json=json))
    how = output.How(detail, reported, lang, json)
    finish(compare.compare_command(scenarios or [], asked, how))


@app.command(help=both("targets"))
def targets(
    scenario: ScenarioName = "plan_2015",
    seed: Seed = "1",
    runs: Runs = "16",
    scale: Scale = "1",
    engine: Engine = None,
    world: WorldPaths = None,
    workers: Workers = None,
    out: Out = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Say how probably each target of the plan is reached."""
    choose(lang, engine)
    from cli import targets
    from experiments.options import RunOptions

    asked = RunOptions(runs, seed, scale, "2020Q4", workers, world, out)
    finish(targets.targets_command(scenario, asked, lang=lang, json=json))


@app.command(help=both("trace"))
def trace(
    query: Query = None,
    check: Check = False,
    quarter: OneQuarter = False,
    scale: Scale = "1",
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Go from a clause of the plan to rules and targets, and back."""
    choose(lang)
    from cli import trace

    finish(
        trace.trace_command(query, check=check, quarter=quarter, scale=scale, lang=lang, json=json)
    )


@app.command(help=both("attribute"))
def attribute(
    scenario: ScenarioName = "plan_2015",
    baseline: BaselineName = "no_plan",
    seed: Seed = "1",
    runs: Runs = "16",
    scale: Scale = "1",
    until: Until = "2025Q4",
    engine: Engine = None,
    world: WorldPaths = None,
    workers: Workers = None,
    out: Out = None,
    detail: Cross = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Take the effect of a mix apart into its levers."""
    choose(lang, engine)
    from cli import attribute
    from experiments.options import RunOptions

    asked = RunOptions(runs, seed, scale, until, workers, world, out)
    code = attribute.attribute_command(
        scenario, baseline, asked, detail=detail, lang=lang, json=json
    )
    finish(code)


@app.command(help=both("panel"))
def panel(
    out: ParquetFile,
    scenario: ScenarioName = "plan_2015",
    baseline: BaselineName = "no_plan",
    seed: Seed = "1",
    runs: Runs = "1",
    scale: Scale = "1",
    until: Until = "2025Q4",
    engine: Engine = None,
    world: WorldPaths = None,
    workers: Workers = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Write a panel of enterprises with their true effects."""
    choose(lang, engine)
    from cli import panel
    from experiments.options import RunOptions

    asked = RunOptions(runs, seed, scale, until, workers, world)
    finish(panel.panel_command(scenario, baseline, out, asked, lang=lang, json=json))


@scenarios_app.callback()
def scenarios_main(context: typer.Context, lang: Lang = "en", json: Json = False) -> None:
    """List the library where nothing else is asked for."""
    context.obj = (lang, json)
    if context.invoked_subcommand is None:
        scenarios_list(context, lang, json)


@scenarios_app.command("list", help=both("list"))
def scenarios_list(context: typer.Context, lang: Lang = "en", json: Json = False) -> None:
    """List the library."""
    lang, json = shared(context, lang, json)
    from cli import scenarios

    finish(scenarios.scenarios_list_command(lang=lang, json=json))


@scenarios_app.command("show", help=both("show"))
def scenarios_show(
    context: typer.Context,
    name: ScenarioName,
    resolved: Resolved = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Show one scenario."""
    lang, json = shared(context, lang, json)
    from cli import scenarios

    finish(scenarios.scenarios_show_command(name, resolved, lang=lang, json=json))


@scenarios_app.command("check", help=both("check"))
def scenarios_check(
    context: typer.Context, file: FileName, lang: Lang = "en", json: Json = False
) -> None:
    """Check a scenario file."""
    lang, json = shared(context, lang, json)
    from cli import scenarios

    finish(scenarios.scenarios_check_command(file, lang=lang, json=json))


@scenarios_app.command("schema", help=both("schema"))
def scenarios_schema(context: typer.Context, lang: Lang = "en", json: Json = False) -> None:
    """Print the JSON schema of scenario files."""
    shared(context, lang, json)
    from cli import scenarios

    finish(scenarios.scenarios_schema_command())


app.command(help=both("verify"))(verify)
app.command(help=both("report"))(report)


@app.command(help=both("bench"))
def bench(
    facts: Facts = False,
    warm: Warm = False,
    runs: Runs = "3",
    scale: Scale = "1",
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Measure speed, memory and the gain of pairing; check the facts."""
    choose(lang)
    from experiments.options import RunOptions, check

    request = check(RunOptions(runs, scale=scale))
    from cli import bench

    if warm:
        bench.warm()
    elif facts:
        finish(bench.facts(request, lang=lang, json=json))
    else:
        finish(bench.bench_command(lang=lang, json=json))


@app.command(help=both("data"))
def data(lang: Lang = "en", json: Json = False) -> None:
    """Say what data and parameters there are."""
    choose(lang)
    from cli import data

    finish(data.data_command(lang=lang, json=json))


@app.command("app", help=both("open"))
def application(port: Port = "8501", lang: Lang = "en", prepare: Prepare = False) -> None:
    """Open the web application."""
    choose(lang)
    from cli import app

    if prepare:
        app.prepare(lang)
        return
    from cli import app

    number = app.checked_port(port)
    app.prepare(lang, stale_will_do=True)
    finish(app.application(number, lang=lang))


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for, English where that cannot be told."""
    for n, argument in enumerate(arguments):
        found = argument.partition("=")[2]
        if argument == "--lang" and n + 1 < len(arguments):
            found = arguments[n + 1]
        if argument.startswith("--lang") and found in LANGUAGES:
            return found
    return "en"


def complain(text: str, lang: str) -> None:
    """One message on standard error, never more than twenty lines or 4,000 characters."""
    lines = (word("message.error", lang) + text.strip()).splitlines()
    shown = "\n".join(lines[:MOST_LINES])
    if len(shown) >= MOST_CHARACTERS:
        shown = shown[: MOST_CHARACTERS - 5] + " ..."
    print(shown, file=sys.stderr, flush=True)


def usage_text(error: Any, lang: str) -> str:
    """What is wrong with the words of a command line, and what is allowed."""
    from scenarios.errors import shown

    context = getattr(error, "ctx", None)
    command = getattr(context, "command", None)
    found = str(getattr(error, "option_name", "") or "")
    if type(error).__name__ == "NoSuchOption" and command is not None:
        allowed = [name for parameter in command.params for name in parameter.opts]
        allowed = [name for name in allowed if name.startswith("--")]
        if not allowed:  # before the command's name
            words = ", ".join(getattr(command, "commands", {}))
            return word("message.option_first", lang, found=shown(found), commands=words)
        return not_found("message.no_option", found, allowed, lang)
    if type(error).__name__ == "NoSuchCommand" or "No such command" in error.format_message():
        names = list(getattr(command, "commands", {}))
        said = error.format_message().partition("'")[2].partition("'")[0]
        return not_found("message.no_command", said, names, lang)
    if type(error).__name__ == "MissingParameter":
        parameter = getattr(error, "param", None)
        name = getattr(parameter, "metavar", None) or getattr(parameter, "name", "")
        return word("message.missing", lang, found=name)
    said = error.format_message()
    if "requires an argument" in said:
        return word("message.needs_value", lang, found=found)
    if "unexpected extra argument" in said:
        extra = said.partition("(")[2].partition("(")[2].rstrip(").") or said
        return word("message.extra", lang, found=shown(extra))
    return word("message.usage", lang, found=said)


def stopped_text(error: BaseException, lang: str) -> str:
    """What became of work that was stopped; the interrupt may carry how much was complete."""
    if error.args and isinstance(error.args[0], int):
        return word("message.nothing_kept", lang, kept=error.args[0])
    return word("message.stopped", lang)


def not_found(key: str, found: str, allowed: Sequence[str], lang: str) -> str:
    """A word that is none of those allowed, with the nearest one."""
    from scenarios.errors import nearest, shown

    text = word(key, lang, found=shown(found), allowed=", ".join(sorted(allowed)))
    near = nearest(found, allowed)
    return text + (word("message.nearest", lang, nearest=near) if near else "")


def answer(arguments: Sequence[str]) -> int:
    """Carry a command line out; the exit code."""
    from scenarios.errors import LiaosimError

    lang = language_of(arguments)
    try:
        command = typer.main.get_command(app)
        with command.make_context("liaosim", list(arguments)) as context:
            command.invoke(context)
        sys.stdout.flush()
        return 0
    except typer.Exit as error:
        return error.exit_code
    except LiaosimError as error:
        complain(error.message(lang), lang)
        return error.exit_code
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error, file=sys.stderr)
        else:
            complain(usage_text(error, lang), lang)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (KeyboardInterrupt, typer.Abort) as error:
        complain(stopped_text(error, lang), lang)
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("LIAOSIM_DEBUG") == "1":
            traceback.print_exc()
        kind, reason = type(error).__name__, " ".join(str(error).split())[:500]
        complain(word("message.internal", lang, kind=kind, reason=reason), lang)
        return 1


def main() -> None:
    """Entry point of the ``liaosim`` command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(answer(sys.argv[1:]))


if __name__ == "__main__":
    main()
