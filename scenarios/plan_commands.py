"""What the commands ``targets`` and ``trace`` do; each returns the exit code."""

from __future__ import annotations

import sys

from scenarios import plan_printing
from scenarios.catalogue import word
from scenarios.commands import INTERRUPTED, announce_compiling, keep, print_json, say, warn
from scenarios.errors import InputError
from scenarios.meter import Meter
from scenarios.request import Asked, problem
from scenarios.sources import one_scenario, settle

FAILED = 1


def targets(name: str, asked: Asked, *, lang: str, json: bool) -> int:
    """The probability of reaching each target of the plan under one scenario."""
    from scenarios.targets import targets_checked

    request, (scenario,) = settle(asked, 2, lambda: (one_scenario(name, asked.world),))
    announce_compiling(lang)
    with Meter(word("message.running", lang), lang) as meter:
        found = targets_checked(scenario, request, progress=meter)
    keep(request.out, {"targets.csv": found.write_csv, "targets.json": found.write_json}, lang)
    if json:
        found.write_json(sys.stdout)
    else:
        plan_printing.print_targets(found, lang, sys.stdout)
    if found.not_measured:
        names = ", ".join(found.not_measured)
        warn(word("message.not_measured", lang, names=names), lang)
    for warned in found.warnings:
        warn(f"{warned.scenario}: {warned.zh if lang == 'zh' else warned.en}", lang)
    if not found.interrupted:
        return 0
    say("message.kept", lang, kept=len(found.seeds), asked=len(request.seeds))
    return INTERRUPTED


def trace(
    query: str | None, *, check: bool, quarter: bool, scale: str, lang: str, json: bool
) -> int:
    """The chain from the plan to the model, its check, or the events of a quarter."""
    given = [f'"{query}"'] if query is not None else []
    given += [name for name, on in (("--check", check), ("--quarter", quarter)) if on]
    if len(given) > 1:
        raise InputError([problem("message.trace_one_of", found=", ".join(given))])
    if check:
        return trace_check(lang=lang, json=json)
    if quarter:
        return trace_quarter(scale, lang=lang, json=json)
    from scenarios.trace_find import find

    found = find(query)
    if json:
        print_json(found.document())
    else:
        plan_printing.print_trace(found, lang, sys.stdout)
    return 0


def trace_check(*, lang: str, json: bool) -> int:
    """Whether the chain is whole and every rule of every lever acts; 1 if not."""
    from scenarios import trace_check as checks
    from scenarios.plan_clauses import clauses
    from scenarios.target_table import target_table
    from scenarios.trace_map import TRACES

    defects = checks.static_defects()
    say("message.trace_watching", lang, n=len(checks.built()))
    more, seen = checks.check_runs(checks.built())
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
        "levers": len(checks.built()),
        "rules": len({step.rule for trace in TRACES.values() for step in trace.steps}),
        "targets": len(target_table()),
    }
    print(word("message.trace_whole", lang, **values))
    return 0


def trace_quarter(scale: str, *, lang: str, json: bool) -> int:
    """The thirteen events and the time of the parts of a quarter."""
    from scenarios.request import check

    request = check(Asked(scale=scale))
    announce_compiling(lang)
    say("message.trace_timing", lang)
    from scenarios.trace_quarter import QUARTERS, measure

    found = measure(request.scale)
    if json:
        print_json(found.document())
    else:
        plan_printing.print_quarter(found, lang, sys.stdout, QUARTERS)
    return 0
