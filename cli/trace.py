"""``liaosim trace``: from a clause of the plan to rules and targets, and back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from rich.console import Console

from cli.output import announce_compiling, print_json, say
from display.terminal import console, plain_table, wide_table
from experiments.options import Asked
from locales.catalogue import joined, phrase, word
from scenarios.errors import InputError
from scenarios.plan.clauses import tasks
from traceability.chain import Found, Link, clause_targets, follow_command, own_clause

if TYPE_CHECKING:
    from traceability.quarter_timing import QuarterTimes

WHOLE = ("clause", "lever", "rule", "parts", "milliseconds")  # columns that are not broken


def labels(section: str, names: Sequence[str], lang: str) -> str:
    """Words for names, one after the other."""
    return joined((word(f"{section}.{name}", lang) for name in names), lang, "semicolon") or "–"


def print_trace(found: Found, lang: str, file: IO[str]) -> None:
    """The clauses that were found, then the steps of each lever."""
    out = console(file)
    if found.lead is not None:
        key = "trace_lead" if found.lead.in_plan else "trace_lead_outside"
        name = getattr(found.lead, f"name_{lang}")
        out.print(word(f"message.{key}", lang, name=name, command=follow_command(name)))
        if not found.clauses:
            return
    out.print(word("message.trace_reading", lang))
    names = ("clause", "title", "task", "lever", "how", "targets")
    table = wide_table(word("message.trace_title", lang), names, lang, WHOLE)
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


def print_lever(lever: str, steps: Sequence[Link], lang: str, out: Console) -> None:
    """The steps of one lever: keys, rule, indicators, targets."""
    title = word(
        "message.trace_lever",
        lang,
        title=word(f"lever.{lever}", lang),
        lever=lever,
        clause=own_clause(lever),
    )
    if not steps:
        unbuilt = word("message.trace_not_built", lang)
        out.print(f"{title}: {unbuilt}")
        return
    table = wide_table(title, ("keys", "rule", "indicators", "targets"), lang, WHOLE)
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
    out = console(file)
    out.print(
        word(
            "message.quarter_title",
            lang,
            enterprises=f"{found.enterprises:,}",
            quarters=quarters,
            total=f"{found.total:.2f}",
        )
    )
    table = wide_table("", ("event", "name", "who", "parts", "milliseconds"), lang, WHOLE)
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
    times = plain_table(word("message.quarter_parts", lang), headings)
    for part in found.parts:
        share = part.milliseconds / found.total if found.total > 0.0 else 0.0
        times.add_row(
            part.rule, span(part.events), f"{part.milliseconds:.3f}", f"{100.0 * share:.1f}%"
        )
    out.print(times)


FAILED = 1


def trace_command(
    query: str | None, *, check: bool, quarter: bool, scale: str, lang: str, json: bool
) -> int:
    """The chain from the plan to the model, its check, or the events of a quarter."""
    given = [f'"{query}"'] if query is not None else []
    given += [name for name, on in (("--check", check), ("--quarter", quarter)) if on]
    if len(given) > 1:
        raise InputError([phrase("message.trace_one_of", found=", ".join(given))])
    if check:
        return trace_check(lang=lang, json=json)
    if quarter:
        return trace_quarter(scale, lang=lang, json=json)
    from traceability.search import find

    found = find(query)
    if json:
        print_json(found.document())
    else:
        print_trace(found, lang, sys.stdout)
    return 0


def trace_check(*, lang: str, json: bool) -> int:
    """Whether the chain is whole and every rule of every lever acts; 1 if not."""
    from scenarios.levers.registry import LEVERS
    from scenarios.plan.clauses import clauses
    from scenarios.plan.targets import target_table
    from traceability import check as checks

    defects = checks.static_defects()
    say("message.trace_watching", lang, n=len(LEVERS))
    more, seen = checks.check_runs(list(LEVERS))
    defects += more
    if json:
        print_json(checks.check_document(defects, seen))
        return FAILED if defects else 0
    for found in defects:
        print(found.message(lang))
    if defects:
        say("message.trace_defects", lang, n=len(defects))
        return FAILED
    values = {
        "clauses": len(clauses()),
        "levers": len(LEVERS),
        "rules": len(
            {step.rule for trace_command in LEVERS.values() for step in trace_command.steps}
        ),
        "targets": len(target_table()),
    }
    print(word("message.trace_whole", lang, **values))
    return 0


def trace_quarter(scale: str, *, lang: str, json: bool) -> int:
    """The thirteen events and the time of the parts of a quarter."""
    from experiments.options import check

    request = check(Asked(scale=scale))
    announce_compiling(lang)
    say("message.trace_timing", lang)
    from traceability.quarter_timing import QUARTERS, measure

    found = measure(request.scale)
    if json:
        print_json(found.document())
    else:
        print_quarter(found, lang, sys.stdout, QUARTERS)
    return 0
