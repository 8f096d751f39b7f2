"""Run one scenario: its own path, as a mean over members with its spread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np

from experiments.effects import indicator_number, row_number
from experiments.ensemble import Computing, Ensemble, Keeping
from experiments.intervals import gathering
from experiments.options import Request
from experiments.parallel import Progress
from experiments.provenance import made_with
from experiments.run_warnings import (
    Failed,
    Warned,
    all_warnings,
    failures,
    raise_failed,
    unspent,
)
from model.indicators import INDICATORS, MISREPORTED, FloatArray
from scenarios.errors import place_of
from scenarios.scenario import Scenario

SCHEMA = "liaosim/run/1"


@dataclass(frozen=True, repr=False)
class ScenarioRun:
    """One scenario's indicators by year and by quarter, axes (periods, rows, indicators).

    ``half_width`` is half of the 95% t-interval of the mean, None for a single member. With
    ``reported`` the indicators of ``MISREPORTED`` are what cities report, else the truth.
    """

    scenario: str
    title: dict[str, str]
    content_hash: str
    seeds: tuple[int, ...]
    scale: float
    world: str | None
    quarters: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    mean: FloatArray
    half_width: FloatArray | None
    reported: bool = False
    interrupted: bool = False
    failed: tuple[Failed, ...] = ()
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)
    draws: int = 0

    def __repr__(self) -> str:
        """Size, dates and seeds."""
        return (
            f"ScenarioRun({self.scenario}: {self.quarters[0]} to {self.quarters[-1]}, "
            f"{len(self.seeds)} members from seed {self.seeds[0]}, scale {self.scale:g})"
        )

    def value(
        self, indicator: str, period: str, scope: str = "province", group: str = "all"
    ) -> float:
        """The mean of an indicator of a row in a period; nan where it is not defined.

        Raises
        ------
        InputError
            Where a name is not there; the message names the nearest.
        """
        place = place_of("period", period, self.periods), row_number(self.rows, scope, group)
        return float(self.mean[(*place, indicator_number(indicator))])

    def iterate(self) -> Iterator[dict[str, Any]]:
        """Every quarterly series that is finite throughout."""
        first = self.periods.index(self.quarters[0])
        means = self.mean[first:]
        halves = None if self.half_width is None else self.half_width[first:]
        for r, i in np.argwhere(np.isfinite(means).all(axis=0)):
            scope, group = self.rows[r]
            series = {
                "scope": scope,
                "group": group,
                "indicator": INDICATORS[i].name,
                "unit": INDICATORS[i].unit,
                "values": means[:, r, i].tolist(),
            }
            if halves is not None:
                series["low"] = (means[:, r, i] - halves[:, r, i]).tolist()
                series["high"] = (means[:, r, i] + halves[:, r, i]).tolist()
            yield series

    def head(self) -> dict[str, Any]:
        """Everything of the JSON document but its series."""
        return {
            "schema": SCHEMA,
            "scenario": self.scenario,
            "seed": self.seeds[0],
            "runs": len(self.seeds),
            **({"draws": self.draws} if self.draws else {}),
            "seeds": list(self.seeds),
            "scale": self.scale,
            "world": self.world,
            "title": self.title,
            "hash": self.content_hash,
            "reported": list(MISREPORTED) if self.reported else [],
            "interrupted": self.interrupted,
            "failed": [each._asdict() for each in self.failed],
            "made_with": self.made_with,
            "warnings": [warned._asdict() for warned in self.warnings],
            "quarters": list(self.quarters),
        }

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document piece by piece."""
        file.write(json.dumps(self.head(), ensure_ascii=False, allow_nan=False)[:-1])
        file.write(', "series": [')
        between = "\n"
        for series in self.iterate():
            file.write(between + json.dumps(series, allow_nan=False))
            between = ",\n"
        file.write("\n]}\n")

    def write_csv(self, file: IO[str]) -> None:
        """Write the series as lines of scope, group, indicator, unit, quarter, value."""
        file.write("scope,group,indicator,unit,quarter,value\n")
        for series in self.iterate():
            lead = f'{series["scope"]},{series["group"]},{series["indicator"]},"{series["unit"]}"'
            for quarter, value in zip(self.quarters, series["values"], strict=True):
                file.write(f"{lead},{quarter},{value!r}\n")


def run_checked(
    scenario: Scenario,
    request: Request,
    *,
    detail: bool = False,
    reported: bool = False,
    progress: Progress | None = None,
    store: Keeping | None = None,
    cluster: Computing | None = None,
) -> ScenarioRun:
    """Run a loaded scenario on the seeds and draws of a request."""
    ensemble = Ensemble(
        [scenario],
        request.seeds,
        scale=request.scale,
        quarters=request.quarters,
        workers=request.workers,
        detail=detail,
        by_quarter=True,
        reported=reported,
        progress=progress,
        draws=request.draws,
        store=store,
        cluster=cluster,
    )
    gathered = gathering(request.draws)
    seeds: list[int] = []
    failed: list[Failed] = []
    for member in ensemble:
        failed += member.failures
        if not member.failed:
            seeds.append(member.seed)
            gathered.add(member.values[0], member.draw)
    mean = gathered.mean
    if not gathered.count or (request.draws and gathered.count < 2):
        raise_failed(failed)
        raise KeyboardInterrupt(len(seeds))
    return ScenarioRun(
        scenario=scenario.name,
        title=dict(scenario.title),
        content_hash=scenario.content_hash,
        seeds=tuple(seeds),
        scale=request.scale,
        world=request.world,
        quarters=tuple(p for p in ensemble.periods if "Q" in p),
        periods=ensemble.periods,
        rows=ensemble.rows,
        mean=mean,
        half_width=gathered.half_width() if gathered.count > 1 else None,
        reported=reported,
        interrupted=ensemble.interrupted,
        failed=tuple(failed),
        warnings=(
            *all_warnings(ensemble.prepared),
            *failures(failed),
            *unspent(scenario, ensemble.prepared[0], mean, request),
        ),
        made_with=made_with(),
        draws=request.draws,
    )
