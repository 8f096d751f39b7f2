"""Run one scenario: its own path, as a mean over members with its spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from experiments.effect_tables import indicator_number, row_number
from experiments.ensemble import Computing, Ensemble, Keeping
from experiments.intervals import gathering
from experiments.options import Request
from experiments.parallel import Progress
from experiments.provenance import made_with
from experiments.result import ScenarioResult, write_lines
from experiments.run_warnings import Failed, all_warnings, failures, raise_failed, unspent
from model import indicators as reading
from model.indicators import INDICATORS, MISREPORTED, FloatArray
from scenarios.errors import place_of
from scenarios.scenario import Scenario

NAMES = ("scope", "group", "indicator", "unit")  # of a series


@dataclass(frozen=True, kw_only=True, repr=False)
class ScenarioRun(ScenarioResult):
    """One scenario's indicators by year and by quarter, axes (periods, rows, indicators).

    ``half_width`` is half of the 95% interval, None for a single member: of the mean from chance
    at central values, of the value over ``parameters`` where these are drawn. With
    ``reported`` the indicators of ``MISREPORTED`` are what cities report, else the truth.
    """

    SCHEMA = "liaosim/run/1"

    quarters: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    mean: FloatArray
    half_width: FloatArray | None
    reported: bool = False

    def size(self) -> str:
        """Size, dates and seeds."""
        return (
            f"ScenarioRun({self.scenario}: {self.quarters[0]} to {self.quarters[-1]}, "
            f"{self.runs} members from seed {self.seeds[0]}, scale {self.scale:g})"
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
            names = (*self.rows[r], INDICATORS[i].name, INDICATORS[i].unit)
            series = dict(zip(NAMES, names, strict=True)) | {"values": means[:, r, i].tolist()}
            if halves is not None:
                series["low"] = (means[:, r, i] - halves[:, r, i]).tolist()
                series["high"] = (means[:, r, i] + halves[:, r, i]).tolist()
            yield series

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        return {
            **super().asked(),
            "until": self.quarters[-1],
            "reported": list(MISREPORTED) if self.reported else [],
            "detail": len(self.rows) > len(reading.rows()),
            "quarters": list(self.quarters),
        }

    def sections(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The series."""
        yield "series", self.iterate()

    def write_csv(self, file: IO[str]) -> None:
        """Write the series as lines of scope, group, indicator, unit, quarter, value, source."""
        lines = (
            (*(series[name] for name in NAMES), quarter, value, self.source)
            for series in self.iterate()
            for quarter, value in zip(self.quarters, series["values"], strict=True)
        )
        write_lines(file, (*NAMES, "quarter", "value", "source"), lines)


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
    """Run a loaded scenario on the members of a request."""
    ensemble = Ensemble.of_request(
        [scenario],
        request,
        detail=detail,
        by_quarter=True,
        reported=reported,
        progress=progress,
        store=store,
        cluster=cluster,
    )
    gathered = gathering(request.parameters)
    seeds: list[int] = []
    failed: list[Failed] = []
    for member in ensemble:
        failed += member.failures
        if not member.failed:
            seeds.append(member.seed)
            gathered.add(member.values[0], member.draw)
    mean = gathered.mean
    if not gathered.count:
        raise_failed(failed)
        raise KeyboardInterrupt(len(seeds))
    return ScenarioRun(
        **ScenarioRun.of(scenario, request),
        seeds=tuple(seeds),
        quarters=ensemble.periods[request.quarters // 4 :],
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
    )
