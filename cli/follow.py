"""``run --follow`` and ``compare --follow``: one enterprise's life, or two, as tables and words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import IO

import numpy as np
from rich import box
from rich.table import Table

from cli.output import announce_compiling, keep, say
from display.numbers import amount, percent
from display.progress import Meter
from display.terminal import console, plain_table
from experiments.manifest import Write
from experiments.options import Asked, Request, settle
from experiments.trajectories.divergence import Choice, said_of, shown, why_of
from experiments.trajectories.enterprise_lookup import Whom, absent, key_in, whom
from experiments.trajectories.narrative import Happening
from experiments.trajectories.recorder import Life, follow
from experiments.trajectories.series import title, who
from experiments.trajectories.trajectory import OneLife, Told, TwoLives, paired
from locales.catalogue import Phrase, joined, phrase, word
from model.indicators import SYSTEM_NAMES
from model.input_data.external_world import label
from model.simulate import start
from scenarios.errors import InputError, LiaosimError
from scenarios.loader import one_scenario, several_scenarios
from scenarios.scenario import Scenario

COLUMNS = (
    "quarter",
    "sales",
    "output",
    "use",
    "staff",
    "price",
    "profit_rate",
    "cash",
    "debt",
    "arrears",
    "capital",
    "rungs",
    "shut",
    "systems",
    "status",
)
FLOWS = ("sales", "output", "profit")
SIDES = ("sales", "output", "staff", "use", "profit_rate", "debt", "capital", "rungs")
RUNGS = ("obsolete", "conventional", "numerical", "intelligent")


def mix(values: dict[str, float]) -> str:
    """Shares of the rungs, percent."""
    return "/".join(f"{100.0 * values[rung]:.0f}" for rung in RUNGS)


def status(values: dict[str, float], lang: str) -> str:
    """Zombie, small, building: one letter each."""
    marks = [word("series.zombie", lang)] if values["zombie"] else []
    marks += [] if values["counted"] else [word("series.small", lang)]
    marks += [word("series.building", lang)] if values["building"] else []
    return "".join(marks)


def cells(quarter: str, values: dict[str, float], lang: str) -> list[str]:
    """One row of the table of quarters."""
    systems = sum(values[name] > 0.0 for name in SYSTEM_NAMES)
    numbers = [amount(values[name]) for name in ("cash", "debt", "arrears", "capital")]
    return [
        quarter,
        amount(values["sales"]),
        amount(values["output"]),
        percent(values["use"]),
        f"{values['staff']:,.0f}",
        f"{values['price']:.3f}",
        percent(values["profit_rate"]),
        *numbers,
        mix(values),
        amount(values["shut"]),
        f"{systems}/{len(SYSTEM_NAMES)}",
        status(values, lang),
    ]


def at(told: Told, n: int) -> dict[str, float]:
    """The numbers of one quarter lived."""
    return {name: values[n] for name, values in told.series.items()}


def quarters_table(told: Told, lang: str) -> Table:
    """All quarters lived, one row each."""
    table = plain_table("", [word(f"series.{name}", lang) for name in COLUMNS])
    for n, quarter in enumerate(told.quarters):
        table.add_row(*cells(quarter, at(told, n), lang))
    return table


def sentences(happened: Iterable[Happening], lang: str) -> str:
    """Sentences of one quarter as one text."""
    return joined((each.said(lang) for each in happened), lang, "space")


def by_quarter(told: Told, lang: str) -> dict[int, str]:
    """What happened in each quarter in which something did."""
    grouped = groupby(told.happenings, key=lambda each: each.quarter)
    return {quarter: sentences(each, lang) for quarter, each in grouped}


def print_life(found: OneLife, lang: str, file: IO[str]) -> None:
    """One life: who it is, its quarters, what happened."""
    out, life = console(file), found.told.life
    names = {"name": title(life, lang), "scenario": life.scenario.title[lang]}
    out.print(word("life.title", lang, **names, seed=life.seed))
    out.print(who(life, lang))
    out.print(quarters_table(found.told, lang))
    out.print(word("series.note", lang))
    table = Table(title=word("life.events", lang), box=None, show_header=False, pad_edge=False)
    table.title_justify = "left"
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for quarter, text in by_quarter(found.told, lang).items():
        table.add_row(label(quarter), text)
    out.print(table)


def terms_table(heading: str, rows: Sequence[tuple[str, ...]], titles: tuple[str, str]) -> Table:
    """Terms of both lives side by side."""
    table = plain_table(heading, ["", *titles])
    for row in rows:
        table.add_row(*row)
    return table


def choice_tables(choice: Choice, titles: tuple[str, str], lang: str) -> list[Table]:
    """The terms of the decision, and the market at the time."""
    tables = []
    for key, sides in (("terms", choice.terms), ("market_terms", choice.market)):
        rows = []
        for name, unit, a, b in paired(*sides):
            words = word(f"term_unit.{unit}", lang)
            extra = "" if unit in ("share", "yes or no") else f" ({words})"
            text = word(f"term.{name}", lang) + extra
            rows.append((text, shown(a, unit, lang), shown(b, unit, lang)))
        tables.append(terms_table(word(f"parting.{key}", lang), rows, titles))
    return tables


def year_of(told: Told, year: str) -> dict[str, float] | None:
    """A year of a life: flows summed, the rest as it stands at the end; None if it had none."""
    places = [n for n, quarter in enumerate(told.quarters) if quarter.startswith(year)]
    if not places:
        return None
    values = at(told, places[-1])
    for name in FLOWS:
        values[name] = sum(told.series[name][n] for n in places)
    capacity = sum(
        told.series["output"][n] / told.series["use"][n] for n in places if told.series["use"][n]
    )
    values["use"] = values["output"] / capacity if capacity else np.nan
    values["profit_rate"] = values["profit"] / values["sales"] if values["sales"] else np.nan
    return values


def side_cells(values: dict[str, float] | None) -> dict[str, str]:
    """What a year of one life shows, by column."""
    if values is None:
        return dict.fromkeys(SIDES, "–")
    shown_ = {name: amount(values[name]) for name in ("sales", "output", "debt", "capital")}
    shares = {name: percent(values[name]) for name in ("use", "profit_rate")}
    return {**shown_, **shares, "staff": f"{values['staff']:,.0f}", "rungs": mix(values)}


def side_by_side(found: TwoLives, lang: str) -> Table:
    """Both lives by year: two lines a year, the first scenario above."""
    headings = [word(f"series.{name}", lang) for name in SIDES]
    table = plain_table(word("parting.side", lang), ["", *headings])
    years = sorted({q[:4] for told in (found.a, found.b) for q in told.quarters})
    for year in years:
        sides = [side_cells(year_of(told, year)) for told in (found.a, found.b)]
        pairs = [f"{sides[0][name]}\n{sides[1][name]}" for name in SIDES]
        one, other = found.titles(lang)
        table.add_row(f"{year} {one}\n     {other}", *pairs)
    return table


def told_together(found: TwoLives, lang: str) -> Table:
    """What happened in both lives, quarter by quarter; where both are alike it stands once."""
    table = Table(title=word("parting.told", lang), title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column(word("series.quarter", lang), no_wrap=True)
    for name in found.titles(lang):
        table.add_column(name, ratio=1, overflow="fold")
    a, b = by_quarter(found.a, lang), by_quarter(found.b, lang)
    for quarter in sorted({*a, *b}):
        one, other = a.get(quarter, "–"), b.get(quarter, "–")
        table.add_row(label(quarter), one, "=" if one == other else other)
    return table


def print_lives(found: TwoLives, lang: str, file: IO[str]) -> None:
    """Two lives: where they part and why, then both side by side."""
    out, life = console(file), found.a.life
    titles, parted = found.titles(lang), found.parting
    heading = {"name": title(life, lang), "a": titles[0], "b": titles[1], "seed": life.seed}
    out.print(word("parting.title", lang, **heading))
    out.print(who(life, lang))
    out.print()
    if parted.first is None:
        out.print(word("parting.never", lang, until=found.a.quarters[-1]))
    else:
        out.print(said_of(parted.first, lang))
        if parted.choice is None:
            out.print(word("parting.no_decision", lang))
        else:
            out.print(why_of(parted.choice, titles, parted.own, lang))
            for table in choice_tables(parted.choice, titles, lang):
                out.print(table)
    out.print(side_by_side(found, lang))
    out.print(told_together(found, lang))


START_WORK = 3.0
BOTH = ("no_plan", "plan_2015")


def _all_at_once(find: Callable[[], tuple[Scenario, ...]], who: str) -> tuple[Scenario, ...]:
    """Scenarios and the enterprise; what is wrong with either comes together."""
    wrong: list[Phrase] = []
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
        raise InputError([phrase("message.two_lives", found=len(names))])
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

    files: dict[str, Write] = {"life.json": found.write_json, "life.csv": found.write_csv}
    files |= {"life_zh.txt": text("zh"), "life_en.txt": text("en")}
    keep(request.out, found.document(), files, lang)
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

    files: dict[str, Write] = {"lives.json": found.write_json, "lives.csv": found.write_csv}
    files |= {"lives_zh.txt": text("zh"), "lives_en.txt": text("en")}
    keep(request.out, found.document(), files, lang)
    if json:
        found.write_json(sys.stdout)
    else:
        print_lives(found, lang, sys.stdout)
    return 0
