"""From names to scenarios, and what the bits of a result belong to."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

from scenarios.errors import InputError, LiaosimError, Problem
from scenarios.load import Scenario, load
from scenarios.request import WORLDS, Asked, Request, check, problem

if TYPE_CHECKING:
    from scenarios.schema import Paths


def one_scenario(name: str | Scenario, world: str | None = None) -> Scenario:
    """A scenario by library name or path of a file, on other paths of the world if given."""
    scenario = load(name) if isinstance(name, str) else name
    if world not in WORLDS:
        return scenario
    return scenario.with_world(cast("Paths", world))


def listed(scenarios: str | Scenario | Sequence[str | Scenario]) -> tuple[str | Scenario, ...]:
    """Scenarios as they were given: one, or several."""
    return (scenarios,) if isinstance(scenarios, str | Scenario) else tuple(scenarios)


def several_scenarios(
    names: Sequence[str | Scenario], world: str | None = None, least: int = 2
) -> tuple[Scenario, ...]:
    """The baseline and what is compared with it: at least two, all different."""
    if len(names) < least:
        raise InputError([problem("message.one_scenario")])
    chosen = tuple(one_scenario(name, world) for name in names)
    seen: set[str] = set()
    twice = []
    for scenario in chosen:
        if scenario.name in seen:
            twice.append(problem("message.twice", found=scenario.name))
        seen.add(scenario.name)
    if twice:
        raise InputError(twice)
    return chosen


def settle(
    asked: Asked, least_runs: int, find: Callable[[], tuple[Scenario, ...]]
) -> tuple[Request, tuple[Scenario, ...]]:
    """The checked options and the scenarios; everything wrong with either comes at once."""
    wrong: list[Problem] = []
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


def described(scenario: Scenario, lang: str) -> dict[str, Any]:
    """A scenario as it stands in the list of the library."""
    document = scenario.document()
    return {
        **document,
        "title": scenario.title[lang],
        "description": scenario.description[lang],
        "titles": document["title"],
        "descriptions": document["description"],
    }


def only_lever(scenario: Scenario, lever: str) -> Scenario:
    """A scenario that pulls one of another's levers and no other."""
    return scenario.with_levers([lever], name=f"{scenario.name}_{lever}")


@cache
def made_with() -> dict[str, Any]:
    """Versions, processor family and rule text; within these the bits are the same."""
    from llvmlite.binding import get_host_cpu_name

    from agents.record import LOADED, interpreted

    return {
        "liaosim": version("liaosim"),
        "python": platform.python_version(),
        **{package: version(package) for package in ("numpy", "numba", "scipy")},
        "machine": platform.machine(),
        "processor": get_host_cpu_name(),
        "rules": LOADED,
        "engine": "interpreted" if interpreted() else "compiled",
        "across_processor_families": "results agree to 1e-9",
    }
