"""Whether every clause reaches a lever, every lever a rule that runs, every target an indicator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from agents.record import ROOT
from locales.catalogue import Phrase, phrase
from model.indicators import INDICATOR_INDEX
from scenarios.levers.base import COMMON_STEPS, Step
from scenarios.levers.registry import LEVERS
from scenarios.plan.clauses import clauses, plan_text, tasks
from scenarios.plan.targets import target_table, targets_of
from traceability.chain import function_of

SCHEMA = "liaosim/trace-check/1"


def clause_defects() -> Iterator[Phrase]:
    """Clauses that the table lacks or has too many, and clauses without a lever."""
    for name in plan_text():
        if name not in clauses():
            yield phrase("message.trace_no_row", clause=name)
    for name, clause in clauses().items():
        if name not in plan_text():
            yield phrase("message.trace_no_text", clause=name)
        if not clause.levers:
            yield phrase("message.trace_no_lever", clause=name)
        for lever in clause.levers:
            if lever not in LEVERS:
                yield phrase("message.trace_bad_lever", clause=name, lever=lever)
        for task in clause.tasks:
            if task not in tasks():
                yield phrase("message.trace_bad_task", clause=name, task=task)


def lever_defects(lever: str) -> Iterator[Phrase]:
    """A lever without a rule, rules that are not there, keys and indicators that lead nowhere."""
    table = LEVERS[lever]
    if not table.steps:
        yield phrase("message.trace_no_rule", lever=lever)
        return
    if table.clause not in clauses() or lever not in clauses()[table.clause].levers:
        yield phrase("message.trace_lever_clause", lever=lever, clause=table.clause)
    carried = {key for step in (*table.steps, *COMMON_STEPS) for key in step.keys}
    for key in table.model_fields:
        if key not in carried:
            yield phrase("message.trace_idle_key", lever=lever, key=key)
    for step in (*table.steps, *COMMON_STEPS):
        yield from step_defects(lever, step)


def step_defects(lever: str, step: Step) -> Iterator[Phrase]:
    """What a step names that does not exist; a target without indicator is the target's defect."""
    try:
        function_of(step.rule)
    except LookupError:
        yield phrase("message.trace_bad_rule", lever=lever, rule=step.rule)
    for key in step.keys:
        if key not in LEVERS[lever].model_fields:
            yield phrase("message.trace_bad_key", lever=lever, key=key, rule=step.rule)
    for name in step.indicators:
        if name not in INDICATOR_INDEX and not targets_of(name):
            yield phrase("message.trace_bad_indicator", lever=lever, indicator=name, rule=step.rule)


def target_defects() -> Iterator[Phrase]:
    """Targets without an indicator, and targets to which no rule leads."""
    steps = [step for table in LEVERS.values() for step in table.steps]
    moved = {name for step in steps for name in step.indicators}
    for target in target_table():
        if not target.is_measured:
            values = {"target": target.name, "indicator": target.indicator or "–"}
            yield phrase("message.trace_no_indicator", **values)
        elif target.indicator not in moved:
            yield phrase("message.trace_unmoved", target=target.name, indicator=target.indicator)


def static_defects() -> list[Phrase]:
    """Everything that can be found without running anything."""
    levers = [found for lever in LEVERS for found in lever_defects(lever)]
    return [*clause_defects(), *levers, *target_defects()]


def watch_apart(levers: Sequence[str]) -> tuple[dict[str, Any], str]:
    """What :mod:`traceability.watch` saw, in an interpreted process; and why it failed."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-m", "traceability.watch", *levers],
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["?"]
        return {}, lines[-1]
    found: dict[str, Any] = json.loads(done.stdout)
    return found, ""


def run_defects(lever: str, seen: dict[str, Any]) -> Iterator[Phrase]:
    """Rules of a lever that did not run, wrote nothing, or did what they do without the lever."""
    for rule, counts in seen["rules"].items():
        if not counts["calls"]:
            yield phrase("message.trace_not_run", lever=lever, rule=rule)
        elif not counts["writes"]:
            yield phrase("message.trace_no_write", lever=lever, rule=rule)
        elif rule in seen["same_results"]:
            yield phrase("message.trace_same", lever=lever, rule=rule)
    if not seen["changed"]:
        yield phrase("message.trace_unchanged", lever=lever)


def check_runs(levers: Sequence[str]) -> tuple[list[Phrase], dict[str, Any]]:
    """Run levers, each alone, on the toy province; defects, and what was seen."""
    able = [lever for lever in levers if not list(lever_defects(lever))]
    if not able:
        return [], {}
    seen, reason = watch_apart(able)
    if reason:
        return [phrase("message.trace_broken", levers=", ".join(able), reason=reason)], {}
    return [found for lever in able for found in run_defects(lever, seen[lever])], seen


def check_document(defects: Sequence[Phrase], seen: dict[str, Any]) -> dict[str, Any]:
    """The JSON document of a check."""
    return {
        "schema": SCHEMA,
        "ok": not defects,
        "defects": [found.in_all_languages() for found in defects],
        "clauses": len(clauses()),
        "levers": list(LEVERS),
        "runs": seen,
    }
