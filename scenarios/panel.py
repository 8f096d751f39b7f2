"""The panel of a scenario: every enterprise in two lives, for the testing of evaluation methods.

An econometrician sees one life. The model has both: the same enterprise, with the same luck, under
the scenario and under the baseline. Their difference is the true effect on that enterprise, of all
that the scenario does: of support that it got, and of what others' support did to its customers,
prices and workers. So ``effect`` is not zero for those who got nothing, and the mean effect on the
treated is what a method that assumes no such spillover should find only if there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from model.simulate import simulate, start
from model.world import START, label
from scenarios.attribute import pair_of
from scenarios.compare import BASELINE, all_warnings, warned
from scenarios.comparison import Warned
from scenarios.ensemble import START_WORK, Prepared, prepare
from scenarios.errors import InputError
from scenarios.ordered import Advance, OrderedWork, Progress
from scenarios.panel_table import COLUMNS, frame_of
from scenarios.request import Asked, Request, check, problem
from scenarios.scenario import Scenario
from scenarios.sources import made_with
from scenarios.two_lives import LifeReader, Year

if TYPE_CHECKING:
    import polars

SCENARIO = "plan_2015"
GRANTS = "technical_transformation"
SCHEMA = "liaosim/panel/1"


@dataclass(frozen=True, repr=False)
class Panel:
    """Enterprises by year with their true effects; one row for each seed, enterprise and year.

    Attributes
    ----------
    frame
        A polars table; :data:`scenarios.panel_table.COLUMNS` says what each column is.
    scenario, baseline
        The life that is seen and the other one.
    seeds, scale, until
        What was run.
    """

    frame: polars.DataFrame
    scenario: Scenario
    baseline: Scenario
    seeds: tuple[int, ...]
    scale: float
    until: str
    interrupted: bool = False
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Size, scenario, years and seeds."""
        years = self.frame["year"].to_list()
        stopped = ", stopped early" if self.interrupted else ""
        return (
            f"Panel({self.scenario.name} against {self.baseline.name}: {len(self.frame)} rows, "
            f"{self.frame['enterprise'].n_unique()} enterprises, {min(years)} to {max(years)}, "
            f"{len(self.seeds)} seed(s) from {self.seeds[0]}, scale {self.scale:g}{stopped})"
        )

    def table(self) -> polars.DataFrame:
        """The polars table."""
        return self.frame

    def truth(self, year: int, *, treated: bool = True) -> float:
        """Mean true effect on output in a year, million yuan, of the treated or of the others.

        Each record counts once, as in a sample; those that live in neither life are not in it.
        """
        import polars as pl

        chosen = self.frame.filter((pl.col("year") == year) & (pl.col("treated") == treated))
        mean = chosen["effect"].mean()
        return float(cast("float", mean)) if mean is not None else float("nan")

    def columns(self) -> dict[str, tuple[str, str]]:
        """Unit and meaning of every column."""
        return dict(COLUMNS)

    def document(self, file: str) -> dict[str, Any]:
        """What ``liaosim panel --json`` prints: where the panel is and what is in it."""
        return {
            "schema": SCHEMA,
            "file": file,
            "scenario": self.scenario.name,
            "baseline": self.baseline.name,
            "seeds": list(self.seeds),
            "scale": self.scale,
            "until": self.until,
            "rows": len(self.frame),
            "interrupted": self.interrupted,
            "hashes": {s.name: s.content_hash for s in (self.baseline, self.scenario)},
            "made_with": self.made_with,
            "warnings": [warned._asdict() for warned in self.warnings],
            "columns": [
                {"name": name, "unit": unit, "meaning": meaning}
                for name, (unit, meaning) in COLUMNS.items()
            ],
        }

    def write_parquet(self, path: str | Path) -> None:
        """Write the table aside and give it its name when it is whole."""
        path = Path(path)
        aside = path.with_name(f".{path.name}.part")
        try:
            self.frame.write_parquet(aside)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def years_of_both(
    both: Sequence[Prepared], request: Request, seed: int, advance: Advance
) -> list[tuple[Year, ...]]:
    """Every record's years under the baseline and under the scenario, of one seed."""
    advance(0.0)
    begin = start(seed, request.scale)
    advance(START_WORK)
    found = []
    for prepared in both:
        reader = LifeReader(begin.state)

        def look(state: Any, reader: LifeReader = reader) -> None:
            advance(1.0 / request.quarters)
            reader.look(state)

        given = prepared.world, prepared.levers, prepared.policy, request.quarters
        simulate(begin, *given, on_quarter=look)
        found.append(tuple(reader.years))
    return found


def panel(
    scenario: str | Scenario = SCENARIO,
    baseline: str | Scenario = BASELINE,
    *,
    runs: int = 1,
    seed: int = 1,
    scale: float = 1.0,
    until: str = "2025Q4",
    workers: int | None = None,
    world: str | None = None,
    progress: Progress | None = None,
) -> Panel:
    """A panel of enterprises and years with true individual effects.

    Parameters
    ----------
    scenario, baseline
        The life that is seen and the other one: library names, paths of files, loaded scenarios.
    runs
        Number of seeds; each gives a panel of its own, told apart by the column ``seed``.
    seed, scale, until, workers, world, progress
        As of :func:`scenarios.compare.compare`.

    Returns
    -------
    Panel
        Its ``frame`` has the columns of :data:`scenarios.panel_table.COLUMNS`.

    Raises
    ------
    InputError, ScenarioError
        Where something asked for is wrong; the message says what is allowed.

    Examples
    --------
    >>> from scenarios import panel
    >>> found = panel("plan_2015", scale=0.05)  # doctest: +SKIP
    >>> found.truth(2020)  # doctest: +SKIP
    """
    asked = Asked(runs=runs, seed=seed, scale=scale, until=until, workers=workers, world=world)
    request = check(asked)
    check_years(request)
    return panel_checked(pair_of(scenario, baseline, request.world), request, progress=progress)


def check_years(request: Request) -> None:
    """Refuse a run in which no year is whole."""
    if request.quarters < 4:
        until = label(request.quarters - 1)
        raise InputError(problem("message.no_year", until=until))


def panel_checked(
    chosen: Sequence[Scenario], request: Request, *, progress: Progress | None = None
) -> Panel:
    """The panel of a loaded baseline and scenario."""
    import polars as pl

    baseline, scenario = chosen
    both = [prepare(each, request.quarters) for each in chosen]
    threads = OrderedWork(request.workers, progress)
    threads.total = len(request.seeds) * (START_WORK + 2.0)
    lives = threads.each(
        request.seeds, lambda seed: years_of_both(both, request, seed, threads.advance)
    )
    frames = []
    seeds = []
    treats = ("grant",) if GRANTS in scenario.levers else ("subsidy", "retrofit_support")
    for seed, (other, own) in lives:
        seeds.append(seed)
        frames.append(frame_of(seed, own, other, START, treats))
    if not seeds:
        raise KeyboardInterrupt(0)
    warnings = list(all_warnings(both))
    if baseline.world != scenario.world:
        warnings.append(warned(scenario, "message.panel_world", baseline=baseline.name))
    return Panel(
        frame=pl.concat(frames),
        scenario=scenario,
        baseline=baseline,
        seeds=tuple(seeds),
        scale=request.scale,
        until=label(request.quarters - 1),
        interrupted=threads.interrupted,
        warnings=tuple(warnings),
        made_with=made_with(),
    )
