"""What the bench command does once its words are understood; returns the exit code."""

from __future__ import annotations

import sys

from benchmarks.bench import bench as measure
from benchmarks.bench import warm as warm_up
from calibration.facts import facts as check_facts
from scenarios import printing
from scenarios.catalogue import word
from scenarios.commands import announce_compiling, print_json
from scenarios.meter import Meter
from scenarios.request import Request


def warm() -> None:
    """Compile everything and nothing else."""
    warm_up()


def bench(*, lang: str, json: bool) -> int:
    """All measurements."""
    announce_compiling(lang)
    with Meter(word("message.measuring", lang), lang) as meter:
        results = measure(meter)
    if json:
        print_json({"schema": "liaosim/bench/1", "results": results})
    else:
        printing.print_results(results, lang, sys.stdout)
    return 0


def facts(request: Request, *, lang: str, json: bool) -> int:
    """The shape facts of the base run with value, sought range and status."""
    announce_compiling(lang)
    found = [printing.fact_record(f) for f in check_facts(len(request.seeds), request.scale)]
    if json:
        print_json({"schema": "liaosim/facts/1", "facts": found})
    else:
        printing.print_facts(found, lang, sys.stdout)
    return 0
