"""What ``liaosim bench`` measures, side by side in one process where a comparison is made.

Each measurement gives one or more results ``{"name", "value", "unit", "detail"}``. Times are the
best of several, since other work on the machine can only add to them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from experiments.ensemble import Ensemble
from experiments.parallel import usable_cores
from model.indicators import INDICATOR_INDEX, FloatArray
from model.simulate import Start, start
from model.state import State
from scenarios.loader import load, only_lever
from scenarios.policy_schedule import Prepared, prepare

Result = dict[str, Any]
QUARTERS = 44
BEST_OF = 15  # others on the machine only add time; more tries find a quiet moment
LARGE = 8.0
LARGE_BEST_OF = 3
PAIRS = 16
YEAR = "2020"  # of the variances
ROOT = Path(__file__).resolve().parent.parent


def result(name: str, value: float, unit: str, detail: object = "") -> Result:
    """One measurement as it stands in the JSON document."""
    return {"name": name, "value": float(value), "unit": unit, "detail": detail}


def warm() -> None:
    """Compile everything, or load it from the cache, by the smallest run there is."""
    begin = start(1, 0.02)
    for name in ("no_plan", "plan_2015"):
        prepare(load(name), 8).run(begin)


def seconds(work: Callable[[], object]) -> float:
    """Time of one call."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def enterprise_quarters(begin: Start, prepared: Prepared) -> int:
    """How many records a run carries through how many quarters, weights left aside."""
    living: list[int] = []

    def count(state: State) -> None:
        rows = int(state.province["rows"][0])
        living.append(int(state.firms["alive"][:rows].sum()))

    prepared.run(begin, on_quarter=count)
    return sum(living)


def full_runs() -> Iterator[Result]:
    """The two full-province runs, and the cost for an enterprise-quarter at two scales."""
    nothing, everything = (prepare(load(name), QUARTERS) for name in ("no_plan", "plan_2015"))
    small = start(1, 1.0)
    records = enterprise_quarters(small, nothing)
    bare = [seconds(lambda: nothing.run(small)) for _ in range(BEST_OF)]
    rich = [seconds(lambda: everything.run(small)) for _ in range(BEST_OF)]
    what = f"warm, 44 quarters, one core, best of {BEST_OF}, {records / QUARTERS:,.0f} records"
    yield result("full_run", min(bare), "s", f"no_plan, {what}")
    yield result("full_run_all_levers", min(rich), "s", f"plan_2015, {what}")
    yield result("enterprise_quarter", 1e9 * min(bare) / records, "ns", "no_plan, scale 1")
    large = start(1, LARGE)
    records_large = enterprise_quarters(large, nothing)
    ones, eights = [], []
    for _ in range(LARGE_BEST_OF):
        ones.append(seconds(lambda: nothing.run(small)))
        eights.append(seconds(lambda: nothing.run(large)))
    at_one, at_eight = min(ones + bare) / records, min(eights) / records_large
    detail = f"{1e9 * at_one:.0f} ns at scale 1, {1e9 * at_eight:.0f} ns at scale {LARGE:g}"
    yield result("scaling_8x", at_eight / at_one, "ratio", detail)


def mesa() -> Iterator[Result]:
    """Plain Mesa objects against ours, in a process of its own."""
    if find_spec("benchmarks.plain_mesa") is None:
        return
    text = "import json; from benchmarks.plain_mesa import measure; print(json.dumps(measure()))"
    found = json.loads(in_process(text))
    yield result("mesa_ratio", found["ratio"], "ratio", found)


@cache
def members(scale: float = 1.0, pairs: int = PAIRS) -> tuple[tuple[str, ...], FloatArray]:
    """Province values for no_plan and each lever alone, (pairs, scenarios, indicators)."""
    plan = load("plan_2015")
    levers = tuple(plan.levers)
    chosen = [load("no_plan"), *(only_lever(plan, lever) for lever in levers)]
    ensemble = Ensemble(chosen, range(1, pairs + 1), scale=scale, quarters=24)
    row, period = ensemble.rows.index(("province", "all")), ensemble.periods.index(YEAR)
    return levers, np.stack([member.values[:, period, row] for member in ensemble])


def variance_ratios(indicator: str, scale: float = 1.0, pairs: int = PAIRS) -> dict[str, float]:
    """Unpaired over paired variance of the effect on an indicator, by lever.

    Unpaired, a scenario and its baseline run on different seeds, so the variance of their
    difference is the sum of the two; paired, it is that of the differences seed by seed.
    """
    levers, values = members(scale, pairs)
    column = values[:, :, INDICATOR_INDEX[indicator]]
    spread = column.var(axis=0, ddof=1)
    ratios = {}
    for n, lever in enumerate(levers, start=1):
        paired = (column[:, n] - column[:, 0]).var(ddof=1)
        unpaired = spread[n] + spread[0]
        ratios[lever] = float(unpaired / paired) if paired > 0.0 else float("1e12")
    return ratios


def pairing() -> Iterator[Result]:
    """Variance of each lever's effect on output, unpaired over paired; the worst lever counts."""
    output = variance_ratios("output")
    worst = min(output, key=output.__getitem__)
    detail = {"worst": worst, "output": output, "cnc_rate": variance_ratios("cnc_rate")}
    yield result("paired_variance_ratio", output[worst], "ratio", detail)


def default_compare() -> Iterator[Result]:
    """Time and peak memory of the default comparison, in a process of its own."""
    text = (
        "import json, resource, time; from liaosim import compare; before = time.perf_counter();"
        "found = compare(); used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "what = repr(found).splitlines()[0];"
        "print(json.dumps([time.perf_counter() - before, used / 1024, what]))"
    )
    spent, used, what = json.loads(in_process(text))
    yield result("peak_memory", used, "MiB", f"of a process that made: {what}")
    yield result("default_compare", spent, "s", f"{usable_cores()} cores, {what}")


def in_process(text: str) -> str:
    """What a Python process of the project prints."""
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


MEASUREMENTS = (full_runs, mesa, pairing, default_compare)


def bench(report: Callable[[int, int], None] = lambda done, total: None) -> list[Result]:
    """All measurements; ``report`` is told how many are done."""
    warm()
    found: list[Result] = []
    for n, measurement in enumerate(MEASUREMENTS):
        report(n, len(MEASUREMENTS))
        found += measurement()
    report(len(MEASUREMENTS), len(MEASUREMENTS))
    return found
