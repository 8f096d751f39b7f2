"""The probability of reaching each target of the plan by its date, over the seeds of a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from display.numbers import plain, shown
from display.summary import Summary
from experiments.ensemble import Ensemble
from experiments.intervals import CONFIDENCE_TEXT, spread_of, wilson
from experiments.options import Request, RunOptions, check
from experiments.parallel import Progress
from experiments.parameter_draws import CENTRAL, DRAWN
from experiments.provenance import made_with
from experiments.result import ScenarioResult, write_lines
from experiments.run_warnings import Failed, all_warnings, failures, raise_failed
from experiments.wording import parameters_text
from locales.catalogue import joined, word
from model.indicators import INDICATOR_INDEX, FloatArray
from model.input_data.external_world import label, parse_quarter
from scenarios.loader import one_scenario
from scenarios.plan import targets as plan
from scenarios.plan.targets import Reading, Target, target_table
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    import polars

    from display.figure import Figure

KINDS = {"at_least": "message.at_least", "at_most": "message.at_most"}


def due_text(row: TargetRow, lang: str) -> str:
    """A target's date."""
    return row.due if row.due.isdigit() else word(f"target_unit.{row.due}", lang)


def target_cells(row: TargetRow, lang: str) -> list[str]:
    """One line of the table of targets."""
    low, value, high = (shown(x, row.unit) for x in (row.low, row.value, row.high))
    target, unit = word(f"target.{row.target}", lang), word(f"target_unit.{row.unit}", lang)
    chance = f"{row.probability:.0%} [{row.probability_low:.0%}, {row.probability_high:.0%}]"
    return [
        word("message.target_in_unit", lang, target=target, unit=unit),
        row.clause,
        due_text(row, lang),
        word(KINDS[row.kind], lang, value=shown(row.required, row.unit)),
        word(f"heading.{row.reading}", lang),
        f"{value} [{low}, {high}]",
        chance,
    ]


def targets_title(found: Attainment, lang: str) -> str:
    """Whose targets, on which runs."""
    seeds = {"runs": found.runs, "first": found.seeds[0], "last": found.seeds[-1]}
    return word(
        "message.targets_title", lang, title=found.title[lang], scale=f"{found.scale:g}", **seeds
    )


def targets_reading(found: Attainment, lang: str) -> str:
    """How to read the table, and where the parameters come from."""
    return joined(
        (word("message.targets_reading", lang), parameters_text(found.parameters, lang)),
        lang,
        "space",
    )


def target_headings(lang: str) -> tuple[str, ...]:
    """Headings of :func:`target_cells`."""
    names = ("target", "clause", "due", "required", "how_read", "attained", "probability")
    return tuple(word(f"heading.{name}", lang) for name in names)


def chances_figure(found: Attainment, lang: str | None) -> Figure:
    """See :meth:`experiments.targets.Attainment.plot`."""
    # with what draws, which tables can do without
    from display.charts import COLOURS, SHAPES, Look, interval_dots
    from experiments.plots import captioned, language, runs_words

    lang = language(lang)
    rows: list[dict[str, Any]] = []
    for row in found.rows:
        shares = row.probability_low, row.probability, row.probability_high
        low, middle, high = (100.0 * share for share in shares)
        name = word(f"target.{row.target}", lang)
        required = word(f"message.{row.kind}", lang, value=shown(row.required, row.unit))
        label = f"{name}\u2002{required}\u2002{due_text(row, lang)}\u2002{plain(middle, 0)}%"
        interval = word("page.range", lang, low=plain(low, 0), high=plain(high, 0))
        rows.append(
            {"scenario": row.target, "estimate": middle, "low": low, "high": high}
            | {"label": label, "interval": interval, "clear": True}
        )
    looks = {row.target: Look(COLOURS[0], SHAPES[0], (1, 0)) for row in found.rows}
    spec = interval_dots(rows, looks, lang, CONFIDENCE_TEXT)
    title = word("figure.chances", lang, scenario=found.title[lang])
    unit = word("page.percent", lang)
    runs = runs_words(found.seeds, found.scale, lang)
    own = word("report.source", lang, unit=unit, made=word("figure.of_runs", lang, **runs))
    notes = word("figure.chance_dots", lang), own
    return captioned(spec, title, notes)


def of_targets(found: Attainment, lang: str) -> Summary:
    """Every target with its outcome and probability."""
    rows = tuple(tuple(target_cells(row, lang)) for row in found.rows)
    reading = targets_reading(found, lang)
    return Summary(lang, targets_title(found, lang), target_headings(lang), rows, reading)


SCENARIO = "plan_2015"
RUNS = 16
UNTIL = f"{plan.LAST_YEAR}Q4"


@dataclass(frozen=True)
class TargetRow:
    """What became of one target: mean over members with its 95% interval, share that reach it.

    The interval is of the value over the parameters, at central values of the mean by chance.
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


@dataclass(frozen=True, kw_only=True, repr=False)
class Attainment(ScenarioResult):
    """All targets of a scenario; those that could not be measured are named, never made up."""

    SCHEMA = "liaosim/targets/1"

    rows: tuple[TargetRow, ...]
    not_measured: tuple[str, ...] = ()

    def size(self) -> str:
        """Size and seeds."""
        return (
            f"Attainment({self.scenario}: {len(self.rows)} targets, {self.runs} members, "
            f"seeds {self.seeds[0]} to {self.seeds[-1]}, scale {self.scale:g})"
        )

    def summary(self, lang: str) -> Summary:
        """Title and targets in a language."""
        return of_targets(self, lang)

    def table(self) -> polars.DataFrame:
        """The targets as a tidy polars table: the fields of :class:`TargetRow`, one row each."""
        import polars as pl

        return pl.DataFrame([asdict(row) for row in self.rows])

    def plot(self, *, lang: str | None = None) -> Figure:
        """The probability of reaching each target, in percent, with its 95% interval.

        ``lang`` is ``zh`` or ``en`` (else InputError), by default that of ``LIAOSIM_LANG``.
        """
        return chances_figure(self, lang)

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        return {
            **super().asked(),
            "until": UNTIL,
            "conventions": {
                "cumulated_from": plan.FIRST_QUARTER,
                "every_year": [str(plan.FIRST_YEAR), str(plan.LAST_YEAR)],
                "interval": "value: 95% interval over the parameters (central: t-interval of the "
                "mean); probability: 95% Wilson interval",
            },
            "not_measured": list(self.not_measured),
        }

    def sections(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The targets."""
        yield "targets", map(asdict, self.rows)

    def write_csv(self, file: IO[str]) -> None:
        """Write one line for each target; ``source`` names the request."""
        lines = ((*astuple(row), self.source) for row in self.rows)
        write_lines(file, [*TargetRow.__dataclass_fields__, "source"], lines)


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
        first, last = parse_quarter(plan.FIRST_QUARTER), parse_quarter(f"{target.due}Q4")
        total = math.fsum(at[label(quarter)] for quarter in range(first, last + 1))
        return total, target.reached(total)
    years = [at[str(year)] for year in range(plan.FIRST_YEAR, plan.LAST_YEAR + 1)]
    defined = [value for value in years if math.isfinite(value)]
    if not defined:
        return math.nan, False
    return math.fsum(defined) / len(defined), all(map(target.reached, defined))


def summarise(
    target: Target, scenario: str, members: Sequence[tuple[float, bool]], draws: Sequence[int] = ()
) -> TargetRow | None:
    """Mean, interval and probability over the members in which the target is defined.

    The interval stays inside what the target can be: nothing below zero, no share above one.
    """
    kept = [n for n, (value, _) in enumerate(members) if math.isfinite(value)]
    values = np.array([members[n][0] for n in kept])
    behind = [draws[n] if draws else CENTRAL for n in kept]
    count = len(kept)
    if count < 2 or (CENTRAL not in behind and len(set(behind)) < 2):
        return None
    reached = sum(met for value, met in members if math.isfinite(value))
    mean, low, high = map(float, spread_of(values, behind))
    most = 1.0 if target.unit.startswith("share") else math.inf
    least, largest = wilson(reached, count)
    stated = {key: getattr(target, key) for key in ("clause", "due", "required", "unit", "kind")}
    return TargetRow(
        target=target.name,
        **stated,
        scenario=scenario,
        value=mean,
        low=max(min(mean, 0.0), low),
        high=min(max(mean, most), high),
        probability=reached / count,
        probability_low=least,
        probability_high=largest,
        runs=count,
        indicator=target.indicator,
        reading=target.reading.value,
    )


def targets_checked(
    scenario: Scenario, request: Request, *, progress: Progress | None = None
) -> Attainment:
    """The targets of a loaded scenario on the seeds of a request."""
    ensemble = Ensemble.of_request([scenario], request, by_quarter=True, progress=progress)
    measured = [target for target in target_table() if target.is_measured]
    province = ensemble.rows.index(("province", "all"))
    found: dict[str, list[tuple[float, bool]]] = {target.name: [] for target in measured}
    seeds: list[int] = []
    draws: list[int] = []
    failed: list[Failed] = []
    for member in ensemble:
        failed += member.failures
        if member.failed:
            continue
        seeds.append(member.seed)
        draws.append(member.draw)
        for target in measured:
            path = member.values[0, :, province]
            found[target.name].append(read_member(target, path, ensemble.periods))
    if len(seeds) < 2:
        raise_failed(failed)
        raise KeyboardInterrupt(len(seeds))
    rows = [summarise(target, scenario.name, found[target.name], draws) for target in measured]
    kept = tuple(row for row in rows if row is not None)
    names = {row.target for row in kept}
    return Attainment(
        **Attainment.of(scenario, request),
        seeds=tuple(seeds),
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
    parameters: str = DRAWN,
    progress: Progress | None = None,
) -> Attainment:
    """Run a scenario on several seeds and say how probably each target of the plan is reached.

    Parameters
    ----------
    scenario
        Library name, path of a file, or loaded scenario.
    runs, seed, scale, workers, world, parameters
        As of :class:`experiments.options.RunOptions`; ``runs`` is at least 2.
    progress
        Called with (done, total) from time to time.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.
    """
    asked = RunOptions(runs, seed, scale, UNTIL, workers, world, parameters=parameters)
    request = check(asked, least_runs=2)
    return targets_checked(one_scenario(scenario, request.world), request, progress=progress)
