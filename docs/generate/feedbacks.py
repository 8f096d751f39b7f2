"""Feedbacks of the model, each switched off in turn by named parameters, on common seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.parameters import with_values
from docs.generate.markdown import table
from experiments.intervals import t_quantile
from model import indicators
from model.indicators import INDICATOR_INDEX, INDICATORS
from model.simulate import simulate, start
from scenarios.loader import load
from scenarios.policy_schedule import prepare

Array = NDArray[np.float64]
SCALE = 0.25
SEEDS = tuple(range(1, 17))
QUARTERS = 44
FIRST_YEAR = 2015
YEARS = (2020, 2025)
SCENARIOS = ("no_plan", "plan_2015")
HEADLINE = ("output", "employment", "labour_productivity", "cnc_rate", "zombie_share")
BUILT = "built"  # nothing switched off
SHARES = {each.name for each in INDICATORS if each.unit in ("share", "ratio")}
MOST_GAP = 0.25  # log points between the two paths of output: more would be an explosion
LEAST_SPEED = 0.02  # log points a year: slower growth of the gap is none
Values = Mapping[str, Mapping[str, Array]]  # by parameter set and scenario: seeds, years, rows, I


@dataclass(frozen=True)
class Seen:
    """Something measured: an indicator of a group of sectors, or of a city."""

    indicator: str
    group: str = "all"
    scope: str = "province"


@dataclass(frozen=True)
class Test:
    """What the loop should do to something: in the base path, or to the effect of the plan."""

    seen: Seen
    where: str  # "base" or "effect"
    year: int
    sign: int  # of as built less switched off; 0 where theory leaves it open


@dataclass(frozen=True)
class Feedback:
    """One loop: which parameters cut it, where it should show, and what it should do there."""

    name: str
    off: Mapping[str, float | Sequence[float]]
    own: tuple[Seen, ...]
    tests: tuple[Test, ...]


FEEDBACKS: tuple[Feedback, ...] = (
    Feedback(
        "upgrading",
        {"demand_price": 0.0},
        (),
        (
            Test(Seen("output"), "effect", 2025, 1),
            Test(Seen("employment"), "effect", 2025, 0),
        ),
    ),
    Feedback(
        "pass_through",
        {"takes_default": 1.0, "takes_homogeneous": 1.0, "takes_own": 1.0},
        (Seen("profit_margin"),),
        (
            Test(Seen("output"), "effect", 2025, 1),
            Test(Seen("employment"), "effect", 2025, 0),
        ),
    ),
    Feedback(
        "reopening",
        {"reopening": 0.0},
        (Seen("obsolete_share", "steel"), Seen("capacity_crude_steel")),
        (
            Test(Seen("obsolete_share", "steel"), "base", 2020, 1),
            Test(Seen("capacity_crude_steel"), "base", 2020, 1),
        ),
    ),
    Feedback(
        "builders",
        {"investment_local": 0.0},
        (Seen("output", "equipment"), Seen("quality", "equipment")),
        (
            Test(Seen("output", "equipment"), "effect", 2020, 1),
            Test(Seen("quality", "equipment"), "effect", 2025, 1),
        ),
    ),
    Feedback(
        "rescue",
        {"rescue": (0.0, 0.0, 0.0, 0.0)},
        (Seen("utilisation"), Seen("exits")),
        (
            Test(Seen("zombie_share"), "base", 2020, 1),
            Test(Seen("utilisation"), "base", 2025, -1),
        ),
    ),
    Feedback(
        "hard",
        {"rescue": (0.0, 0.0, 0.0, 0.0), "soft_credit": 0.0, "reorganise_staff": 1.0e9},
        (Seen("utilisation"), Seen("exits")),
        (
            Test(Seen("zombie_share"), "base", 2020, 1),
            Test(Seen("utilisation"), "base", 2025, -1),
        ),
    ),
    Feedback(
        "wages",
        {"wage_phillips": 0.0},
        (Seen("wage"), Seen("unemployed"), Seen("cnc_rate", scope="Dalian")),
        (
            Test(Seen("employment"), "base", 2020, 1),
            Test(Seen("cnc_rate", scope="Dalian"), "base", 2025, 0),
        ),
    ),
    Feedback(
        "moving",
        {"plant_least": 1.0e12},
        (
            Seen("investment", scope="northwest"),
            Seen("employment", scope="northwest"),
            Seen("employment", scope="Shenyang"),
            Seen("employment", scope="Dalian"),
        ),
        (
            Test(Seen("employment", scope="northwest"), "effect", 2020, 1),
            Test(Seen("employment", scope="northwest"), "effect", 2025, 1),
            Test(Seen("employment", scope="Shenyang"), "effect", 2025, -1),
        ),
    ),
    Feedback(
        "skill",
        {"skill_loss": 0.0},
        (Seen("erp_penetration"), Seen("mes_penetration")),
        (
            Test(Seen("erp_penetration"), "base", 2025, -1),
            Test(Seen("mes_penetration"), "effect", 2025, -1),
        ),
    ),
    Feedback(
        "banks",
        {"bank_room": 1.0},
        (Seen("investment"), Seen("debt_ratio")),
        (
            Test(Seen("investment"), "base", 2020, -1),
            Test(Seen("output"), "base", 2020, -1),
        ),
    ),
)


def measure(
    seeds: Sequence[int] = SEEDS,
    scale: float = SCALE,
    done: Callable[[str], None] | None = None,
) -> dict[str, dict[str, Array]]:
    """Yearly indicators by parameter set and scenario, shape (seeds, years, rows, indicators)."""
    names = indicators.rows()
    ready = {name: prepare(load(name), QUARTERS) for name in SCENARIOS}
    found: dict[str, dict[str, Array]] = {}
    for name, off in ((BUILT, {}), *((each.name, each.off) for each in FEEDBACKS)):
        parts: dict[str, list[Array]] = {scenario: [] for scenario in SCENARIOS}
        for seed in seeds:
            begin = start(seed, scale, with_values(dict(off)))
            for scenario, r in ready.items():
                run = simulate(begin, r.world, r.levers, r.policy, QUARTERS)
                totals = indicators.row_totals(run.cities, run.sectors)
                parts[scenario].append(indicators.row_values(indicators.by_year(totals), names))
        found[name] = {scenario: np.stack(values) for scenario, values in parts.items()}
        if done:
            done(name)
    return found


def taken(found: Values, name: str, scenario: str, seen: Seen, year: int) -> Array:
    """One value for each seed, in the indicator's unit."""
    row = indicators.rows().index((seen.scope, seen.group))
    column = INDICATOR_INDEX[seen.indicator]
    value: Array = found[name][scenario][:, year - FIRST_YEAR, row, column]
    return value


def base_path(found: Values, name: str, seen: Seen, year: int) -> Array:
    """No plan: a share in percent, an amount as its change in percent since 2015; by seed."""
    now = taken(found, name, SCENARIOS[0], seen, year)
    if seen.indicator in SHARES:
        return 100.0 * now
    return 100.0 * (now / taken(found, name, SCENARIOS[0], seen, FIRST_YEAR) - 1.0)


def effect(found: Values, name: str, seen: Seen, year: int) -> Array:
    """The plan against no plan: points of a share, percent of an amount; by seed."""
    none = taken(found, name, SCENARIOS[0], seen, year)
    plan = taken(found, name, SCENARIOS[1], seen, year)
    if seen.indicator in SHARES:
        return 100.0 * (plan - none)
    return 100.0 * (plan / none - 1.0)


READ = {"base": base_path, "effect": effect}


def interval(values: Array) -> tuple[float, float, float]:
    """Mean over seeds and its 95% t-interval."""
    half = float(t_quantile(len(values)) * values.std(ddof=1) / np.sqrt(len(values)))
    mean = float(values.mean())
    return mean, mean - half, mean + half


def shown(values: Array, level: bool = False) -> str:
    """Mean and interval as text; a ``level`` has no sign."""
    mean, low, high = interval(values)
    size = max(abs(mean), abs(high - low))
    digits = 1 if size >= 3.0 else (2 if size >= 0.2 else 3)
    sign = "" if level else "+"
    return f"{mean:{sign}.{digits}f} [{low:{sign}.{digits}f}, {high:{sign}.{digits}f}]"


def is_level(seen: Seen, where: str) -> bool:
    """Whether a figure is a level, not a change or a difference."""
    return where == "base" and seen.indicator in SHARES


def called(seen: Seen) -> str:
    """Name of what is measured, as in tables."""
    words = [seen.indicator]
    if seen.group != "all":
        words.append(seen.group)
    if seen.scope != "province":
        words.append(seen.scope)
    return ", ".join(words)


def unit(seen: Seen, where: str) -> str:
    """Unit of a figure in the tables."""
    if seen.indicator in SHARES:
        return "%" if where == "base" else "points"
    return "% since 2015" if where == "base" else "%"


def comparison(found: Values, feedback: Feedback) -> str:
    """Base path and effect of the plan, with the loop and without, and the difference."""
    rows = []
    for seen in (*(Seen(name) for name in HEADLINE), *feedback.own):
        for where in ("base", "effect"):
            for year in YEARS:
                with_ = READ[where](found, BUILT, seen, year)
                without = READ[where](found, feedback.name, seen, year)
                what = "no plan" if where == "base" else "plan less no plan"
                level = is_level(seen, where)
                cells = (shown(with_, level), shown(without, level), shown(with_ - without))
                rows.append((called(seen), what, str(year), unit(seen, where), *cells))
    head = ("indicator", "what", "year", "unit", "as built", "switched off", "the loop's part")
    return table(head, rows)


def verdict(found: Values, feedback: Feedback, test: Test) -> str:
    """One sentence on one expectation, its numbers and its judgement from the results."""
    with_ = READ[test.where](found, BUILT, test.seen, test.year)
    without = READ[test.where](found, feedback.name, test.seen, test.year)
    mean, low, high = interval(with_ - without)
    clear = low > 0.0 or high < 0.0
    if test.sign == 0:
        judged = (
            "clear, and its sign was open" if clear else "not told from zero; its sign was open"
        )
    elif not clear:
        judged = "not told from zero; expected " + ("above" if test.sign > 0 else "below")
    elif mean * test.sign > 0.0:
        judged = "of the expected sign"
    else:
        judged = "**against expectation**"
    what = "the base path of" if test.where == "base" else "the plan's effect on"
    size = unit(test.seen, "effect")
    part = shown(with_ - without).replace(" [", f" {size} [")
    level = is_level(test.seen, test.where)
    before, after = (shown(values, level).split(" [")[0] for values in (without, with_))
    return (
        f"The loop moves {what} {called(test.seen)} in {test.year} by {part} "
        f"({before} without it, {after} with it): {judged}."
    )


def gap(found: Values, name: str, seen: Seen) -> Array:
    """Log path of an amount as built less switched off, since 2015, mean over seeds; by year."""
    paths = []
    for which in (BUILT, name):
        years = range(FIRST_YEAR, FIRST_YEAR + QUARTERS // 4)
        path = [np.log(taken(found, which, SCENARIOS[0], seen, y)) for y in years]
        paths.append(np.array(path) - path[0])
    result: Array = (paths[0] - paths[1]).mean(axis=1)
    return result


def explodes(path: Array) -> bool:
    """Whether a gap grows beyond bound, or faster in each of the last three years."""
    steps = np.abs(np.diff(path))[-3:]
    faster = bool(np.all(np.diff(steps) > 0.0)) and steps[-1] > LEAST_SPEED
    return bool(np.abs(path).max() > MOST_GAP) or faster


def stability(found: Values) -> str:
    """How far each loop moves output from the path without it, year by year."""
    rows = []
    for each in FEEDBACKS:
        path = gap(found, each.name, Seen("output"))
        steps = [path[y - FIRST_YEAR] for y in (2017, 2019, 2021, 2023, 2025)]
        cells = [f"{100.0 * x:+.2f}" for x in (*steps, path[-1] - path[-2])]
        wild = explodes(path) or explodes(gap(found, each.name, Seen("employment")))
        rows.append((f"`{each.name}`", *cells, "**yes**" if wild else "no"))
    head = ("loop", "2017", "2019", "2021", "2023", "2025", "last year's change", "explodes")
    return table(head, rows, range(1, 7))


def switched(feedback: Feedback) -> str:
    """The parameters of a switch with their values as built and off."""
    usual = with_values({})
    words = []
    for name, value in feedback.off.items():
        built = np.atleast_1d(usual[name][0])
        off = np.atleast_1d(np.asarray(value, dtype=np.float64))
        before = "; ".join(f"{x:g}" for x in built)
        words.append(f"`{name}` {before} → {'; '.join(f'{x:g}' for x in off)}")
    return "*Switch:* " + ", ".join(words) + "."


def summary(found: Values) -> str:
    """Every expectation in one table."""
    rows = []
    for each in FEEDBACKS:
        for test in each.tests:
            with_ = READ[test.where](found, BUILT, test.seen, test.year)
            without = READ[test.where](found, each.name, test.seen, test.year)
            _, low, high = interval(with_ - without)
            clear = low > 0.0 or high < 0.0
            wanted = {1: "above 0", -1: "below 0", 0: "open"}[test.sign]
            right = clear and (low > 0.0) == (test.sign > 0)
            found_ = "clear" if test.sign == 0 else ("yes" if right else "**no**")
            if not clear:
                found_ = "not clear"
            what = "base path" if test.where == "base" else "plan's effect"
            part = f"{shown(with_ - without)} {unit(test.seen, 'effect')}"
            seen = called(test.seen)
            rows.append((f"`{each.name}`", f"{seen}, {what}, {test.year}", part, wanted, found_))
    head = ("loop", "where", "the loop's part", "expected", "so, and clear")
    return table(head, rows)


def blocks(found: Values | None = None) -> dict[str, str]:
    """Every gap of ``docs/templates/feedbacks.md``."""
    found = found or measure()
    seeds = len(found[BUILT][SCENARIOS[0]])
    gaps: dict[str, Any] = {
        "runs": f"{seeds} seeds at scale {SCALE:g}",
        "summary": summary(found),
        "stability": stability(found),
    }
    for each in FEEDBACKS:
        said = " ".join(verdict(found, each, test) for test in each.tests)
        gaps[each.name] = f"{switched(each)}\n\n{comparison(found, each)}\n\n{said}"
    return gaps
