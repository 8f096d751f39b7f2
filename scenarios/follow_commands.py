"""``run --follow`` and ``compare --follow``: from the words of a command to lives told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import IO

from model.simulate import start
from scenarios.catalogue import word
from scenarios.commands import announce_compiling, keep, say
from scenarios.errors import InputError, LiaosimError, Problem
from scenarios.follow import Life, follow
from scenarios.life_printing import print_life, print_lives
from scenarios.lives import OneLife, Told, TwoLives
from scenarios.meter import Meter
from scenarios.request import Asked, Request, problem
from scenarios.scenario import Scenario
from scenarios.sources import one_scenario, settle, several_scenarios
from scenarios.whom import Whom, absent, key_in, whom

START_WORK = 3.0
BOTH = ("no_plan", "plan_2015")


def _all_at_once(find: Callable[[], tuple[Scenario, ...]], who: str) -> tuple[Scenario, ...]:
    """Scenarios and the enterprise; what is wrong with either comes together."""
    wrong: list[Problem] = []
    chosen: tuple[Scenario, ...] = ()
    try:
        chosen = find()
    except LiaosimError as error:
        wrong += error.problems
    try:
        whom(who)
    except LiaosimError as error:
        wrong += error.problems
    if wrong:
        raise InputError(wrong)
    return chosen


def _exactly_two(names: Sequence[str], world: str | None) -> tuple[Scenario, ...]:
    """The two scenarios of two lives."""
    if names and len(names) != len(BOTH):
        raise InputError([problem("message.two_lives", found=len(names))])
    return several_scenarios(tuple(names) or BOTH, world)


def lives(
    chosen: Sequence[Scenario],
    who: Whom,
    request: Request,
    progress: Callable[[float, float], None],
) -> list[Life]:
    """One enterprise's lives under some scenarios, on the first seed of a request.

    Raises
    ------
    InputError
        Where the enterprise lives in none of them, or not in the sample.
    """
    total = START_WORK + len(chosen)
    begin = start(request.seeds[0], request.scale)
    progress(START_WORK, total)
    key = key_in(begin, who)
    if key < 0:
        raise absent(who, begin, chosen[0].name)
    found = []
    for n, scenario in enumerate(chosen):
        lived = follow(begin, scenario, [key], request.quarters)
        progress(START_WORK + n + 1, total)
        if key not in lived:
            raise absent(who, begin, scenario.name)
        found.append(lived[key])
    return found


def _followed(chosen: Sequence[Scenario], who: str, request: Request, lang: str) -> list[Life]:
    """The lives, with a word on what is not done and progress on standard error."""
    announce_compiling(lang)
    if len(request.seeds) > 1:
        say("parting.one_seed", lang, seed=request.seeds[0], runs=len(request.seeds))
    with Meter(word("message.following", lang), lang) as meter:
        return lives(chosen, whom(who), request, meter)


def run(name: str, asked: Asked, who: str, *, lang: str, json: bool) -> int:
    """One life under one scenario."""

    def find() -> tuple[Scenario, ...]:
        return (one_scenario(name, asked.world),)

    request, chosen = settle(asked, 1, lambda: _all_at_once(find, who))
    (life,) = _followed(chosen, who, request, lang)
    found = OneLife(Told(life))

    def text(in_: str) -> Callable[[IO[str]], None]:
        return lambda file: print_life(found, in_, file)

    files = {"life.json": found.write_json, "life.csv": found.write_csv}
    keep(request.out, {**files, "life_zh.txt": text("zh"), "life_en.txt": text("en")}, lang)
    if json:
        found.write_json(sys.stdout)
    else:
        print_life(found, lang, sys.stdout)
    return 0


def compare(names: Sequence[str], asked: Asked, who: str, *, lang: str, json: bool) -> int:
    """Two lives of one enterprise, and where they part."""

    def find() -> tuple[Scenario, ...]:
        return _exactly_two(names, asked.world)

    request, chosen = settle(asked, 1, lambda: _all_at_once(find, who))
    one, other = _followed(chosen, who, request, lang)
    found = TwoLives(Told(one), Told(other))

    def text(in_: str) -> Callable[[IO[str]], None]:
        return lambda file: print_lives(found, in_, file)

    files = {"lives.json": found.write_json, "lives.csv": found.write_csv}
    keep(request.out, {**files, "lives_zh.txt": text("zh"), "lives_en.txt": text("en")}, lang)
    if json:
        found.write_json(sys.stdout)
    else:
        print_lives(found, lang, sys.stdout)
    return 0
