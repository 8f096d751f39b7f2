"""``liaosim bench``: speed, memory, the gain of pairing, and the stylised facts."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import IO, Any

from rich import box
from rich.table import Table

from benchmarks.bench import bench as measure
from benchmarks.bench import warm as warm_up
from calibration.stylised_facts import facts as check_facts
from cli.output import announce_compiling, print_json
from display.numbers import amount
from display.progress import Meter
from display.terminal import console
from experiments.options import Request
from locales.catalogue import word


def print_results(results: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """Timings and other measurements."""
    headings = [word(f"heading.{h}", lang) for h in ("name", "value", "unit", "detail")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for result in results:
        table.add_row(
            result["name"], amount(result["value"]), result["unit"], str(result["detail"])
        )
    console(file).print(table)


def fact_record(fact: Any) -> dict[str, Any]:
    """A fact as it stands in the JSON document; an open end of its range is null."""
    numbers = {key: getattr(fact, key) for key in ("value", "low", "high")}
    closed = {
        key: float(x) if x is not None and math.isfinite(x) else None for key, x in numbers.items()
    }
    return {"name": fact.name, **closed, "status": str(getattr(fact.status, "value", fact.status))}


def print_facts(facts: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """Facts of the base run with the range sought."""
    headings = [word(f"heading.{h}", lang) for h in ("name", "value", "low", "high", "status")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for fact in facts:
        found = (fact[key] for key in ("value", "low", "high"))
        numbers = (amount(math.nan if x is None else x) for x in found)
        key = str(fact["name"])
        name = f"{word(f'fact.{key}', lang)}\n{key}"
        table.add_row(name, *numbers, str(fact["status"]))
    console(file).print(table)


def warm() -> None:
    """Compile everything and nothing else."""
    warm_up()


def bench_command(*, lang: str, json: bool) -> int:
    """All measurements."""
    announce_compiling(lang)
    with Meter(word("message.measuring", lang), lang) as meter:
        results = measure(meter)
    if json:
        print_json({"schema": "liaosim/bench/1", "results": results})
    else:
        print_results(results, lang, sys.stdout)
    return 0


def facts(request: Request, *, lang: str, json: bool) -> int:
    """The shape facts of the base run with value, sought range and status."""
    announce_compiling(lang)
    found = [fact_record(f) for f in check_facts(len(request.seeds), request.scale)]
    if json:
        print_json({"schema": "liaosim/facts/1", "facts": found})
    else:
        print_facts(found, lang, sys.stdout)
    return 0
