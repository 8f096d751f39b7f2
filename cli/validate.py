"""``liaosim validate``: reforms of the past inside the model, beside what studies found."""

from __future__ import annotations

import math
import sys
from typing import IO, Annotated, Any

from calibration.natural_experiments import EXPERIMENTS, STUDIES, VAT_2004, Reform, vat_2004
from cli.options import How, argument, takes, unknown
from cli.output import computing, print_json
from display.numbers import amount
from display.terminal import Screen, list_table
from experiments.options import RunOptions, check
from locales.catalogue import word
from scenarios.errors import InputError

Experiment = Annotated[str, argument("experiment", "EXPERIMENT")]


def _closed(value: float) -> float | None:
    """A number of the JSON document; an open end is null."""
    return value if math.isfinite(value) else None


def document(found: Reform) -> dict[str, Any]:
    """What was found, as the JSON document."""
    results = []
    for row in found.results:
        low, high = row.interval
        results.append(
            {
                "name": row.name,
                "kind": row.kind,
                "value": row.value,
                "low": _closed(low),
                "high": _closed(high),
                "sought_low": _closed(row.sought_low),
                "sought_high": _closed(row.sought_high),
                "status": row.status,
                "source": row.source,
            }
        )
    groups = [
        {
            "group": name,
            "effect": float(effect.mean()),
            "difference": float(found.differences[name].mean()),
        }
        for name, effect in found.effects.items()
    ]
    studies = [{**s._asdict(), "elasticity": s.elasticity} for s in STUDIES]
    return {
        "schema": "liaosim/validate/1",
        "results": results,
        "groups": groups,
        "studies": studies,
    }


def print_reform(found: Reform, lang: str, file: IO[str]) -> None:
    """The judged figures, the differences by group, and the studies."""
    out = Screen(file)
    rows = []
    for row in found.results:
        name = f"{word(f'experiment.{row.name}', lang)}\n{row.name}"
        numbers = (row.value, *row.interval, row.sought_low, row.sought_high)
        rows.append((name, *(amount(x) if math.isfinite(x) else "–" for x in numbers), row.status))
    heads = ("name", "value", "low", "high", "sought_low", "sought_high", "status")
    out.print(list_table(heads, rows, lang))
    groups = [
        (
            word(f"experiment.{name}", lang),
            amount(float(effect.mean())),
            amount(float(found.differences[name].mean())),
        )
        for name, effect in found.effects.items()
    ]
    out.print(list_table(("name", "effect", "difference"), groups, lang))
    studies = [(s.name, amount(s.investment), amount(s.elasticity), s.source) for s in STUDIES]
    out.print(list_table(("study", "value", "elasticity", "sources"), studies, lang))
    out.print(word("message.experiment_reading", lang))


@takes("seed", "runs", "scale", "json", runs="10")
def validate(options: RunOptions, how: How, experiment: Experiment = VAT_2004) -> int:
    """Run a reform of the past inside the model and say where its effects lie."""
    if experiment not in EXPERIMENTS:
        raise InputError([unknown("message.no_experiment", experiment, EXPERIMENTS)])
    request = check(options)
    seeds = range(request.seeds[0], request.seeds[-1] + 1)
    with computing(how.lang, "message.experimenting") as meter:
        found = vat_2004(seeds, request.scale, lambda done: meter(done, len(seeds)))
    if how.json:
        print_json(document(found))
    else:
        print_reform(found, how.lang, sys.stdout)
    return 0
