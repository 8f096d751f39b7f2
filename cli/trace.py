"""``liaosim trace``: from a clause of the plan to rules and targets, and back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import IO, Annotated

from cli.options import FAILED, How, argument, option, takes
from cli.output import announce_compiling, print_json, say
from display.numbers import percent
from display.terminal import Screen, list_table, plain_table
from experiments.options import RunOptions
from experiments.options import check as check_options
from locales.catalogue import joined, phrase, word
from scenarios.errors import InputError
from scenarios.levers.registry import LEVERS
from scenarios.plan.clauses import clauses, tasks
from scenarios.plan.targets import target_table
from traceability.chain import Found, Link, clause_targets, follow_command, own_clause
from traceability.check import check_document, check_runs, static_defects
from traceability.quarter_timing import QUARTERS, QuarterTimes, measure
from traceability.search import find

Query = Annotated[str | None, argument("query", "WORD")]
Check = Annotated[bool, option("trace_check", "--check")]
Quarter = Annotated[bool, option("trace_quarter", "--quarter")]
WHOLE = ("clause", "lever", "rule", "parts", "milliseconds")  # columns that are not broken


def labels(section: str, names: Sequence[str], lang: str) -> str:
    """Words for names, one after the other."""
    return joined((word(f"{section}.{name}", lang) for name in names), lang, "semicolon") or "–"


def print_trace(found: Found, lang: str, file: IO[str]) -> None:
    """The clauses that were found, then the steps of each lever."""
    out = Screen(file)
    if found.lead is not None:
        key = "trace_lead" if found.lead.in_plan else "trace_lead_outside"
        name = getattr(found.lead, f"name_{lang}")
        out.print(word(f"message.{key}", lang, name=name, command=follow_command(name)))
        if not found.clauses:
            return
    out.print(word("message.trace_reading", lang))
    names = ("clause", "title", "task", "lever", "how", "targets")
    table = list_table(names, (), lang, word("message.trace_title", lang), WHOLE)
    for clause in found.clauses:
        many = len(clause.levers) > 12
        table.add_row(
            clause.name,
            clause.title(lang),
            "…" if many else joined((tasks()[task][lang] for task in clause.tasks), lang),
            "…" if many else "\n".join(clause.levers),
            clause.how(lang),
            labels("target", clause_targets(clause.name), lang),
        )
    out.print(table)
    for lever in found.levers():
        print_lever(lever, found.links_of(lever), lang, out)


def print_lever(lever: str, steps: Sequence[Link], lang: str, out: Screen) -> None:
    """The steps of one lever: keys, rule, indicators, targets."""
    names = {"title": word(f"lever.{lever}", lang), "lever": lever, "clause": own_clause(lever)}
    title = word("message.trace_lever", lang, **names)
    if not steps:
        unbuilt = word("message.trace_not_built", lang)
        out.print(f"{title}: {unbuilt}")
        return
    table = list_table(("keys", "rule", "indicators", "targets"), (), lang, title, WHOLE)
    for link in steps:
        table.add_row(
            ", ".join(link.step.keys),
            str(link.place),
            labels("indicator", link.step.indicators, lang),
            labels("target", link.targets, lang),
        )
    out.print(table)


def span(events: Sequence[int]) -> str:
    """Numbers of events, shortened where they follow one another."""
    together = len(events) > 1 and events[-1] - events[0] == len(events) - 1
    return f"{events[0]}–{events[-1]}" if together else ", ".join(map(str, events))


def print_quarter(found: QuarterTimes, lang: str, file: IO[str], quarters: int) -> None:
    """The thirteen events, then the parts of the quarter with their time."""
    out = Screen(file)
    size = {"enterprises": f"{found.enterprises:,}", "total": f"{found.total:.2f}"}
    out.print(word("message.quarter_title", lang, quarters=quarters, **size))
    table = list_table(("event", "name", "who", "parts", "milliseconds"), (), lang, unbroken=WHOLE)
    for row in found.events:
        inside = found.of_event(row.number)
        table.add_row(
            str(row.number),
            labels("event", row.what, lang),
            labels("who", row.who, lang),
            "\n".join(part.rule for part in inside),
            "\n".join(
                f"{part.milliseconds:.3f}" + (f" ({span(part.events)})" if part.events[1:] else "")
                for part in inside
            ),
        )
    out.print(table)
    headings = [word(f"heading.{h}", lang) for h in ("rule", "event", "milliseconds", "portion")]
    rows = []
    for part in found.parts:
        share = percent(part.milliseconds / found.total if found.total > 0.0 else 0.0)
        rows.append((part.rule, span(part.events), f"{part.milliseconds:.3f}", share))
    out.print(plain_table(word("message.quarter_parts", lang), headings, rows, lang))


@takes("scale", "json")
def trace(
    options: RunOptions,
    how: How,
    query: Query = None,
    check: Check = False,
    quarter: Quarter = False,
) -> int:
    """Show the chain from the plan to the model, check it, or time the events of a quarter."""
    given = [f'"{query}"'] if query is not None else []
    given += [name for name, on in (("--check", check), ("--quarter", quarter)) if on]
    if len(given) > 1:
        raise InputError([phrase("message.trace_one_of", found=", ".join(given))])
    if check:
        return _check_chain(how)
    if quarter:
        return _time_quarter(options, how)
    found = find(query)
    if how.json:
        print_json(found.document())
    else:
        print_trace(found, how.lang, sys.stdout)
    return 0


def _check_chain(how: How) -> int:
    """Whether the chain is whole and every rule of every lever acts; 1 if not."""
    defects = static_defects()
    say("message.trace_watching", how.lang, n=len(LEVERS))
    more, seen = check_runs(list(LEVERS))
    defects += more
    if how.json:
        print_json(check_document(defects, seen))
        return FAILED if defects else 0
    for defect in defects:
        print(defect.message(how.lang))
    if defects:
        say("message.trace_defects", how.lang, n=len(defects))
        return FAILED
    rules = {step.rule for lever in LEVERS.values() for step in lever.steps}
    counts = {"clauses": len(clauses()), "levers": len(LEVERS), "rules": len(rules)}
    print(word("message.trace_whole", how.lang, targets=len(target_table()), **counts))
    return 0


def _time_quarter(options: RunOptions, how: How) -> int:
    """The thirteen events and the time of the parts of a quarter."""
    request = check_options(options)
    announce_compiling(how.lang)
    say("message.trace_timing", how.lang)
    times = measure(request.scale)
    if how.json:
        print_json(times.document())
    else:
        print_quarter(times, how.lang, sys.stdout, QUARTERS)
    return 0
