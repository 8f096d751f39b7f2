"""The page of feedbacks: what each loop does to the base path and to the effect of the plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.parameters import defaults
from calibration import feedbacks as loops
from calibration.feedbacks import BUILT, FEEDBACKS, READ, Claim, Feedback, Seen, Values
from docs.generate.markdown import table
from experiments.intervals import mean_interval
from model.indicators import HEADLINES, FloatArray
from model.input_data.external_world import START

YEARS = (2020, 2025)
SHOWN = (*HEADLINES[:4], "zombie_share")


def shown(values: FloatArray, level: bool = False) -> str:
    """Mean over seeds and its interval as text; a ``level`` has no sign."""
    mean, low, high = map(float, mean_interval(values))
    size = max(abs(mean), abs(high - low))
    digits = 1 if size >= 3.0 else (2 if size >= 0.2 else 3)
    sign = "" if level else "+"
    return f"{mean:{sign}.{digits}f} [{low:{sign}.{digits}f}, {high:{sign}.{digits}f}]"


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
    if seen.indicator in loops.SHARES:
        return "%" if where == "base" else "points"
    return "% since 2015" if where == "base" else "%"


def comparison(found: Values, feedback: Feedback) -> str:
    """Base path and effect of the plan, with the loop and without, and the difference."""
    rows = []
    for seen in (*(Seen(name) for name in SHOWN), *feedback.own):
        for where in ("base", "effect"):
            for year in YEARS:
                with_ = READ[where](found, BUILT, seen, year)
                without = READ[where](found, feedback.name, seen, year)
                what = "no plan" if where == "base" else "plan less no plan"
                level = loops.is_level(seen, where)
                cells = (shown(with_, level), shown(without, level), shown(with_ - without))
                rows.append((called(seen), what, str(year), unit(seen, where), *cells))
    head = ("indicator", "what", "year", "unit", "as built", "switched off", "the loop's part")
    return table(head, rows)


def verdict(found: Values, feedback: Feedback, claim: Claim) -> str:
    """One sentence on one expectation, its numbers and its judgement from the results."""
    judged = loops.judge(found, feedback, claim)
    if claim.sign == 0:
        clear = judged.distinguishable
        said = "clear, and its sign was open" if clear else "not told from zero; its sign was open"
    elif not judged.distinguishable:
        said = "not told from zero; expected " + ("above" if claim.sign > 0 else "below")
    else:
        said = "of the expected sign" if judged.as_expected else "**against expectation**"
    what = "the base path of" if claim.where == "base" else "the plan's effect on"
    size = unit(claim.seen, "effect")
    part = shown(judged.built - judged.cut).replace(" [", f" {size} [")
    level = loops.is_level(claim.seen, claim.where)
    before, after = (shown(x, level).split(" [")[0] for x in (judged.cut, judged.built))
    return (
        f"The loop moves {what} {called(claim.seen)} in {claim.year} by {part} "
        f"({before} without it, {after} with it): {said}."
    )


def stability(found: Values) -> str:
    """How far each loop moves output from the path without it, year by year."""
    rows = []
    for each in FEEDBACKS:
        path = loops.gap(found, each.name, Seen("output"))
        steps = [path[y - START] for y in (2017, 2019, 2021, 2023, 2025)]
        cells = [f"{100.0 * x:+.2f}" for x in (*steps, path[-1] - path[-2])]
        jobs = loops.gap(found, each.name, Seen("employment"))
        wild = loops.explodes(path) or loops.explodes(jobs)
        rows.append((f"`{each.name}`", *cells, "**yes**" if wild else "no"))
    head = ("loop", "2017", "2019", "2021", "2023", "2025", "last year's change", "explodes")
    return table(head, rows, range(1, 7))


def switched(feedback: Feedback) -> str:
    """The parameters of a switch with their values as built and off."""
    usual = defaults()
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
        for claim in each.claims:
            judged = loops.judge(found, each, claim)
            wanted = {1: "above 0", -1: "below 0", 0: "open"}[claim.sign]
            said = "clear" if claim.sign == 0 else ("yes" if judged.as_expected else "**no**")
            if not judged.distinguishable:
                said = "not clear"
            what = "base path" if claim.where == "base" else "plan's effect"
            part = f"{shown(judged.built - judged.cut)} {unit(claim.seen, 'effect')}"
            seen = called(claim.seen)
            rows.append((f"`{each.name}`", f"{seen}, {what}, {claim.year}", part, wanted, said))
    head = ("loop", "where", "the loop's part", "expected", "so, and clear")
    return table(head, rows)


def blocks(found: Values | None = None) -> dict[str, str]:
    """Every loops.gap of ``docs/templates/feedbacks.md``."""
    found = found or loops.measure()
    seeds = len(found[BUILT][loops.SCENARIOS[0]])
    gaps: dict[str, Any] = {
        "runs": f"{seeds} seeds at scale {loops.SCALE:g}",
        "summary": summary(found),
        "stability": stability(found),
    }
    for each in FEEDBACKS:
        said = " ".join(verdict(found, each, claim) for claim in each.claims)
        gaps[each.name] = f"{switched(each)}\n\n{comparison(found, each)}\n\n{said}"
    return gaps
