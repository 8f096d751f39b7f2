"""What is asked of a run or a comparison, checked before anything is computed."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from experiments.files import given_path, make_folder
from experiments.manifest import requests_in
from experiments.parallel import usable_cores
from experiments.parameter_draws import CENTRAL_VALUES, PARAMETERS, POSTERIOR, Place, places_of
from experiments.stopping import LOOKS_MOST, Goal, parse_goal
from locales.catalogue import Phrase, phrase
from locales.reasons import why
from model.input_data.external_world import parse_quarter
from scenarios.errors import DamagedError, InputError, LiaosimError, StoreError, choice, shown
from scenarios.field_types import LAST_QUARTER
from scenarios.scenario import Scenario
from scenarios.schema import WORLDS

LARGEST_SEED = 2**31 - 1
MOST_RUNS = 10_000
LARGEST_SCALE = 16.0
SMALLEST_SCALE = 0.01
MOST_WORKERS = 1024
T = TypeVar("T")


@dataclass(frozen=True)
class RunOptions:
    """What is asked of a run or a comparison: numbers, or their text from the command line.

    Attributes
    ----------
    runs
        Members, or pairs of a comparison; they use the seeds ``seed`` to ``seed + runs - 1``.
    seed
        The first seed.
    scale
        Sample of the population: 1 is every enterprise.
    until
        Last quarter, from 2015Q1 on.
    workers
        Threads, by default one a usable core; the results have the same bits for any number.
    world
        ``observed`` or ``trend`` in place of the scenarios' own paths.
    out
        Folder of results.
    parameters
        ``central`` values for all members, or drawn with each member's seed from the ``prior``;
        intervals then hold how far an effect varies over parameters. A ``posterior`` is refused
        as long as none is shipped.
    until_width
        Half-widths from chance wanted, such as ``"cnc_rate=0.002"`` or ``"output@2020=0.5%"``:
        pairs are added, from 10 to at most 160, until all are reached; ``runs`` is then not used.
    scheduler
        Address of a Dask scheduler whose machines compute.
    """

    runs: int | str = 1
    seed: int | str = 1
    scale: float | str = 1.0
    until: str = "2025Q4"
    workers: int | str | None = None
    world: str | None = None
    out: str | None = None
    parameters: str = CENTRAL_VALUES
    until_width: tuple[str, ...] = ()
    scheduler: str | None = None


@dataclass(frozen=True)
class Request:
    """Options that were found to be right."""

    seeds: tuple[int, ...]
    scale: float
    quarters: int
    workers: int
    world: str | None
    out: Path | None = None
    parameters: str = CENTRAL_VALUES
    goals: tuple[Goal, ...] = ()
    scheduler: str | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """Draw and seed of every member."""
        return places_of(self.seeds, self.parameters)


def whole(given: object) -> int:
    """A whole number from a number or its text; ValueError for anything else."""
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise ValueError
    return int(given)


def number(given: object) -> float:
    """A finite number from a number or its text; ValueError for anything else."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError
    value = float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


def check(asked: RunOptions, least_runs: int = 1) -> Request:
    """The request, or an InputError that names everything wrong with it."""
    wrong: list[Phrase] = []

    def take(
        option: str, given: object, read: Callable[[object], T], low: T, high: T, default: T
    ) -> T:
        with suppress(ValueError, OverflowError):
            value = read(given)
            if low <= value <= high:  # type: ignore[operator]
                return value
        kind = "message.bad_whole" if read is whole else "message.bad_number"
        wrong.append(phrase(kind, option=option, found=shown(str(given)), low=low, high=high))
        return default

    runs = take("--runs", asked.runs, whole, least_runs, MOST_RUNS, least_runs)
    seed = take("--seed", asked.seed, whole, 0, LARGEST_SEED, 1)
    scale = take("--scale", asked.scale, number, SMALLEST_SCALE, LARGEST_SCALE, 1.0)
    workers = usable_cores()
    if asked.workers is not None:
        workers = take("--workers", asked.workers, whole, 1, MOST_WORKERS, 1)
    if asked.world is not None and asked.world not in WORLDS:
        wrong.append(choice("--world", asked.world, WORLDS))
    if asked.parameters not in PARAMETERS:
        wrong.append(choice("--parameters", asked.parameters, PARAMETERS))
    elif asked.parameters == POSTERIOR:
        wrong.append(phrase("message.no_posterior"))
    goals = []
    for text in asked.until_width:
        try:
            goals.append(parse_goal(text))
        except InputError as error:
            wrong += error.problems
    if goals:
        runs = LOOKS_MOST
    quarters = _quarters(asked.until, wrong)
    out = None if wrong else _folder(asked.out, wrong)
    if wrong:
        raise InputError(wrong)
    seeds = tuple(range(seed, seed + runs))
    return Request(
        seeds,
        scale,
        quarters,
        workers,
        asked.world,
        out,
        asked.parameters,
        tuple(goals),
        asked.scheduler,
    )


def _quarters(until: object, wrong: list[Phrase]) -> int:
    """How many quarters from 2015Q1 to the last one, inclusive."""
    horizon = parse_quarter(LAST_QUARTER) + 1
    with suppress(ValueError):
        quarters = parse_quarter(str(until)) + 1
        if 1 <= quarters <= horizon:
            return quarters
    wrong.append(phrase("message.bad_until", found=shown(str(until)), last=LAST_QUARTER))
    return horizon


def _folder(out: str | None, wrong: list[Phrase]) -> Path | None:
    """The folder for results, made if it is not there."""
    if out is None:
        return None
    path = Path(out)
    try:
        path = given_path(out)
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(20, os.strerror(20))
        make_folder(path)
        with suppress(DamagedError):  # a damaged list is written anew
            requests_in(path)
    except (OSError, ValueError) as error:
        wrong.append(phrase("message.bad_out", found=shown(out, 200), reason=why(error)))
    except (InputError, StoreError) as error:
        wrong += error.problems
    return path


def parquet_file(found: str) -> Path:
    """A path where a parquet file can be written; its folder is made if it is not there.

    Raises
    ------
    InputError
        Where it is a folder, has another ending, or cannot be written.
    """
    path = given_path(found)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.suffix != ".parquet":
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        make_folder(path.parent)
    except (OSError, ValueError) as error:
        said = {"found": shown(found, 200), "reason": why(error), "ending": ".parquet"}
        raise InputError(phrase("message.bad_file", **said)) from error
    return path


def settle(
    asked: RunOptions, least_runs: int, find: Callable[[], tuple[Scenario, ...]]
) -> tuple[Request, tuple[Scenario, ...]]:
    """The checked options and the scenarios; everything wrong with either comes at once."""
    wrong: list[Phrase] = []
    chosen: tuple[Scenario, ...] = ()
    try:
        chosen = find()
    except LiaosimError as error:
        wrong += error.problems
        asked = replace(asked, out=None)
    try:
        request = check(asked, least_runs)
    except LiaosimError as error:
        wrong = [*error.problems, *wrong]
    if wrong:
        raise InputError(wrong)
    return request, chosen
