"""The probability of reaching each target of the plan by its date, over the seeds of a scenario."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from display import charts
from display.charts import COLOURS, SHAPES, Look, Rows
from display.figure import Figure
from display.numbers import amount, plain
from display.summary import Summary
from experiments.ensemble import Ensemble
from experiments.intervals import CONFIDENCE_TEXT, t_quantile, wilson
from experiments.options import Asked, Request, check
from experiments.parallel import Progress
from experiments.plots import _said, captioned, language
from experiments.provenance import made_with
from experiments.run_warnings import Failed, Warned, all_warnings, failures, raise_failed
from locales.catalogue import word
from model.indicators import INDICATOR_INDEX, FloatArray
from model.input_data.external_world import parse_quarter
from scenarios.loader import one_scenario
from scenarios.plan.targets import (
    FIRST_QUARTER,
    FIRST_YEAR,
    LAST_YEAR,
    Reading,
    Target,
    target_table,
)
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars

KINDS = {"at_least": "message.at_least", "at_most": "message.at_most"}


def measured(value: float, unit: str) -> str:
    """A value of a target; shares as percentages."""
    return f"{100.0 * value:.1f}%" if unit.startswith("share") else amount(value)


def due_text(row: TargetRow, lang: str) -> str:
    """A target's date."""
    return row.due if row.due.isdigit() else word(f"target_unit.{row.due}", lang)


def target_cells(row: TargetRow, lang: str) -> list[str]:
    """One line of the table of targets."""
    low, value, high = (measured(x, row.unit) for x in (row.low, row.value, row.high))
    target, unit = word(f"target.{row.target}", lang), word(f"target_unit.{row.unit}", lang)
    chance = f"{row.probability:.0%} [{row.probability_low:.0%}, {row.probability_high:.0%}]"
    return [
        f"{target}（{unit}）" if lang == "zh" else f"{target} ({unit})",
        row.clause,
        due_text(row, lang),
        word(KINDS[row.kind], lang, value=measured(row.required, row.unit)),
        word(f"heading.{row.reading}", lang),
        f"{value} [{low}, {high}]",
        chance,
    ]


def targets_title(found: Attainment, lang: str) -> str:
    """Whose targets, on which runs."""
    return word(
        "message.targets_title",
        lang,
        title=found.title[lang],
        runs=len(found.seeds),
        first=found.seeds[0],
        last=found.seeds[-1],
        scale=f"{found.scale:g}",
    )


def target_headings(lang: str) -> tuple[str, ...]:
    """Headings of :func:`target_cells`."""
    names = ("target", "clause", "due", "required", "how_read", "attained", "probability")
    return tuple(word(f"heading.{name}", lang) for name in names)


def chances_figure(found: Attainment, lang: str | None) -> Figure:
    """See :meth:`experiments.targets.Attainment.plot`."""
    lang = language(lang)
    rows: Rows = []
    for row in found.rows:
        low, middle, high = (
            100.0 * share for share in (row.probability_low, row.probability, row.probability_high)
        )
        name = word(f"target.{row.target}", lang)
        required = word(f"message.{row.kind}", lang, value=measured(row.required, row.unit))
        label = f"{name}\u2002{required}\u2002{due_text(row, lang)}\u2002{plain(middle, 0)}%"
        interval = word("page.range", lang, low=plain(low, 0), high=plain(high, 0))
        rows.append(
            {"scenario": row.target, "estimate": middle, "low": low, "high": high}
            | {"label": label, "interval": interval, "clear": True}
        )
    shown = {row.target: Look(COLOURS[0], SHAPES[0], (1, 0)) for row in found.rows}
    chart = charts.interval_dots(rows, shown, lang, CONFIDENCE_TEXT)
    title = word("figure.chances", lang, scenario=found.title[lang])
    unit = word("page.percent", lang)
    runs = _said(found.seeds, found.scale, lang)
    own = word("report.source", lang, unit=unit, made=word("figure.of_runs", lang, **runs))
    notes = word("figure.chance_dots", lang), own
    return captioned(chart, title, notes, lang)


def of_targets(found: Attainment, lang: str) -> Summary:
    """Every target with its outcome and probability."""
    rows = tuple(tuple(target_cells(row, lang)) for row in found.rows)
    return Summary(
        targets_title(found, lang),
        target_headings(lang),
        rows,
        word("message.targets_reading", lang),
    )


SCHEMA = "liaosim/targets/1"
SCENARIO = "plan_2015"
RUNS = 16
UNTIL = f"{LAST_YEAR}Q4"


@dataclass(frozen=True)
class TargetRow:
    """What became of one target: mean over members with its 95% t-interval, share that reach it.

    ``probability`` stands in its 95% interval of Wilson (1927).
    """

    target: str
    clause: str
    due: str
    required: float
    unit: str
    kind: str
    scenario: str
    value: float
    low: float
    high: float
    probability: float
    probability_low: float
    probability_high: float
    runs: int
    indicator: str
    reading: str


@dataclass(frozen=True, repr=False)
class Attainment:
    """All targets of a scenario; those that could not be measured are named, never made up."""

    scenario: str
    title: dict[str, str]
    content_hash: str
    seeds: tuple[int, ...]
    scale: float
    world: str | None
    rows: tuple[TargetRow, ...]
    not_measured: tuple[str, ...] = ()
    interrupted: bool = False
    failed: tuple[Failed, ...] = ()
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Size and seeds, and the targets that most members reach."""
        reached = ", ".join(
            f"{row.target} {row.probability:.0%} [{row.probability_low:.0%}, "
            f"{row.probability_high:.0%}]"
            for row in self.rows
            if row.probability > 0.5
        )
        return (
            f"Attainment({self.scenario}: {len(self.rows)} targets, {len(self.seeds)} members, "
            f"seeds {self.seeds[0]} to {self.seeds[-1]}, scale {self.scale:g})\n"
            f"reached in most members: {reached or 'none'}"
        )

    def _repr_html_(self) -> str:
        """Every target with its probability, for notebooks."""
        return self._summary().html()

    def _summary(self) -> Summary:
        """Title and targets in the person's language."""
        from locales.catalogue import own_language

        return of_targets(self, own_language())

    def table(self) -> polars.DataFrame:
        """The targets as a tidy polars table: the fields of :class:`TargetRow`, one row each."""
        import polars as pl

        return pl.DataFrame([asdict(row) for row in self.rows])

    def plot(self, *, lang: str | None = None) -> Figure:
        """The probability of reaching each target, in percent, with its 95% interval.

        ``lang`` is ``zh`` or ``en`` (else InputError), by default that of ``LIAOSIM_LANG``.
        """
        return chances_figure(self, lang)

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        return {
            "schema": SCHEMA,
            "scenario": self.scenario,
            "seed": self.seeds[0],
            "runs": len(self.seeds),
            "seeds": list(self.seeds),
            "scale": self.scale,
            "world": self.world,
            "title": self.title,
            "hash": self.content_hash,
            "interrupted": self.interrupted,
            "failed": [each._asdict() for each in self.failed],
            "conventions": {
                "cumulated_from": FIRST_QUARTER,
                "every_year": [str(FIRST_YEAR), str(LAST_YEAR)],
                "interval": "value: 95% t-interval of the mean; probability: 95% Wilson interval",
            },
            "made_with": self.made_with,
            "warnings": [warned._asdict() for warned in self.warnings],
            "not_measured": list(self.not_measured),
            "targets": [asdict(row) for row in self.rows],
        }

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document."""
        json.dump(self.document(), file, ensure_ascii=False, allow_nan=False, indent=1)
        file.write("\n")

    def write_csv(self, file: IO[str]) -> None:
        """Write one line for each target."""
        file.write(",".join(TargetRow.__dataclass_fields__) + "\n")
        for row in self.rows:
            cells = (f'"{x}"' if isinstance(x, str) else repr(x) for x in asdict(row).values())
            file.write(",".join(cells) + "\n")


def read_member(target: Target, path: FloatArray, periods: Sequence[str]) -> tuple[float, bool]:
    """Value of a target in one member and whether it reached it.

    ``path`` has the province's indicators, shape (periods, indicators). The value is nan where the
    indicator is defined in no period that counts.
    """
    column = path[:, INDICATOR_INDEX[target.indicator]]
    at = {period: float(value) for period, value in zip(periods, column, strict=True)}
    if target.reading is Reading.AT_END:
        return at[target.due], target.reached(at[target.due])
    if target.reading is Reading.CUMULATED:
        first, last = parse_quarter(FIRST_QUARTER), parse_quarter(f"{target.due}Q4")
        quarters = [p for p in periods if "Q" in p and first <= parse_quarter(p) <= last]
        total = math.fsum(at[p] for p in quarters)
        return total, target.reached(total)
    years = [at[str(year)] for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    defined = [value for value in years if math.isfinite(value)]
    if not defined:
        return math.nan, False
    return math.fsum(defined) / len(defined), all(map(target.reached, defined))


def summarise(
    target: Target, scenario: str, members: Sequence[tuple[float, bool]]
) -> TargetRow | None:
    """Mean, interval and probability over the members in which the target is defined.

    The interval stays inside what the target can be: nothing below zero, no share above one.
    """
    values = np.array([value for value, _ in members if math.isfinite(value)])
    count = len(values)
    if count < 2:
        return None
    reached = sum(met for value, met in members if math.isfinite(value))
    mean = float(values.mean())
    half = t_quantile(count) * float(values.std(ddof=1)) / math.sqrt(count)
    most = 1.0 if target.unit.startswith("share") else math.inf
    low, high = wilson(reached, count)
    return TargetRow(
        target=target.name,
        clause=target.clause,
        due=target.due,
        required=target.required,
        unit=target.unit,
        kind=target.kind,
        scenario=scenario,
        value=mean,
        low=max(min(mean, 0.0), mean - half),
        high=min(max(mean, most), mean + half),
        probability=reached / count,
        probability_low=low,
        probability_high=high,
        runs=count,
        indicator=target.indicator,
        reading=target.reading.value,
    )


def targets_checked(
    scenario: Scenario, request: Request, *, progress: Progress | None = None
) -> Attainment:
    """The targets of a loaded scenario on the seeds of a request."""
    ensemble = Ensemble(
        [scenario],
        request.seeds,
        scale=request.scale,
        quarters=request.quarters,
        workers=request.workers,
        by_quarter=True,
        progress=progress,
    )
    measured = [target for target in target_table() if target.is_measured]
    province = ensemble.rows.index(("province", "all"))
    found: dict[str, list[tuple[float, bool]]] = {target.name: [] for target in measured}
    seeds: list[int] = []
    failed: list[Failed] = []
    for member in ensemble:
        failed += member.failures
        if member.failed:
            continue
        seeds.append(member.seed)
        for target in measured:
            path = member.values[0, :, province]
            found[target.name].append(read_member(target, path, ensemble.periods))
    if len(seeds) < 2:
        raise_failed(failed)
        raise KeyboardInterrupt(len(seeds))
    rows = [summarise(target, scenario.name, found[target.name]) for target in measured]
    kept = tuple(row for row in rows if row is not None)
    names = {row.target for row in kept}
    return Attainment(
        scenario=scenario.name,
        title=dict(scenario.title),
        content_hash=scenario.content_hash,
        seeds=tuple(seeds),
        scale=request.scale,
        world=request.world,
        rows=kept,
        not_measured=tuple(t.name for t in target_table() if t.name not in names),
        interrupted=ensemble.interrupted,
        failed=tuple(failed),
        warnings=(*all_warnings(ensemble.prepared), *failures(failed)),
        made_with=made_with(),
    )


def targets(
    scenario: str | Scenario = SCENARIO,
    *,
    runs: int = RUNS,
    seed: int = 1,
    scale: float = 1.0,
    workers: int | None = None,
    world: str | None = None,
    progress: Progress | None = None,
) -> Attainment:
    """Run a scenario on several seeds and say how probably each target of the plan is reached.

    Parameters
    ----------
    scenario
        Library name, path of a file, or loaded scenario.
    runs
        Members, at least 2; they use the seeds ``seed`` to ``seed + runs - 1``.
    seed, scale, workers, world, progress
        As for ``compare``.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.
    """
    asked = Asked(runs, seed, scale, UNTIL, workers, world)
    request = check(asked, least_runs=2)
    return targets_checked(one_scenario(scenario, request.world), request, progress=progress)
