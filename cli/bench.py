"""``liaosim bench``: speed, memory, the gain of pairing, and the stylised facts."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import IO, Annotated, Any

from benchmarks.bench import bench as measure
from benchmarks.bench import warm as warm_up
from calibration.stylised_facts import Fact
from calibration.stylised_facts import facts as check_facts
from cli.options import How, option, takes
from cli.output import announce_compiling, computing, print_json
from display.numbers import amount
from display.terminal import Screen, list_table
from experiments.options import RunOptions, check
from locales.catalogue import word

Facts = Annotated[bool, option("facts", "--facts")]
App = Annotated[bool, option("bench_app", "--app")]
Warm = Annotated[bool, option("warm", "--warm")]


def print_results(results: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """Timings and other measurements."""
    rows = ((r["name"], amount(r["value"]), r["unit"], str(r["detail"])) for r in results)
    Screen(file).print(list_table(("name", "value", "unit", "detail"), rows, lang))


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact as it stands in the JSON document; an open end of its range is null."""
    numbers = {"value": float(fact.value), "low": float(fact.low), "high": float(fact.high)}
    closed = {key: x if math.isfinite(x) else None for key, x in numbers.items()}
    return {"name": fact.name, **closed, "status": fact.status}


def print_facts(facts: Iterable[Fact], lang: str, file: IO[str]) -> None:
    """Facts of the base run with the range sought."""
    rows = []
    for fact in facts:
        name = f"{word(f'fact.{fact.name}', lang)}\n{fact.name}"
        rows.append((name, *map(amount, (fact.value, fact.low, fact.high)), fact.status))
    Screen(file).print(list_table(("name", "value", "low", "high", "status"), rows, lang))


@takes("runs", "scale", "json", runs="3")
def bench(
    options: RunOptions, how: How, facts: Facts = False, warm: Warm = False, app: App = False
) -> int:
    """Measure speed, memory and the gain of pairing, or the app; check facts, or only compile."""
    request = check(options)
    lang = how.lang
    if warm:
        warm_up()
    elif facts:
        announce_compiling(lang)
        checked = check_facts(len(request.seeds), request.scale)
        if how.json:
            records = [fact_record(fact) for fact in checked]
            print_json({"schema": "liaosim/facts/1", "facts": records})
        else:
            print_facts(checked, lang, sys.stdout)
    else:
        with computing(lang, "message.measuring") as meter:
            if app:
                from benchmarks.app_answers import app_answers  # which the core can do without
                from benchmarks.app_load import app_load

                results = [*app_load(), *app_answers()]
            else:
                results = measure(meter)
        if how.json:
            print_json({"schema": "liaosim/bench/1", "results": results})
        else:
            print_results(results, lang, sys.stdout)
    return 0
