"""``run --follow`` and ``compare --follow``: one enterprise's life, or two, as tables and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import IO, Annotated, TypeVar

from cli.options import How, option
from cli.output import computing, keep, say, show
from display.numbers import amount, percent
from display.terminal import Screen, Table, plain_table
from experiments.manifest import Write
from experiments.options import Request, RunOptions, settle
from experiments.parameter_draws import CENTRAL_VALUES, PRIOR
from experiments.trajectories.divergence import Choice, said_of, why_of
from experiments.trajectories.divergence import shown as shown_term
from experiments.trajectories.enterprise_lookup import whom
from experiments.trajectories.narrative import sentences
from experiments.trajectories.recorder import Life, lives
from experiments.trajectories.series import rung_shares, title, who
from experiments.trajectories.trajectory import OneLife, Told, TwoLives, paired
from locales.catalogue import LANGUAGES, Phrase, phrase, word
from model.indicators import SYSTEM_NAMES
from model.input_data.external_world import label
from scenarios.errors import InputError, LiaosimError
from scenarios.loader import one_scenario, several_scenarios
from scenarios.scenario import Scenario

Follow = Annotated[str | None, option("follow", "--follow", "ENTERPRISE")]
T = TypeVar("T", OneLife, TwoLives)
COLUMNS = (
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
SIDES = ("sales", "output", "staff", "use", "profit_rate", "debt", "capital", "rungs")


def status(values: dict[str, float], lang: str) -> str:
    """Zombie, small, building: one letter each."""
    marks = [word("series.zombie", lang)] if values["zombie"] else []
    marks += [] if values["counted"] else [word("series.small", lang)]
    marks += [word("series.building", lang)] if values["building"] else []
    return "".join(marks)


def cells(values: dict[str, float], names: Sequence[str], lang: str) -> list[str]:
    """What some columns show of a quarter or a year."""
    systems = sum(values[name] > 0.0 for name in SYSTEM_NAMES)
    texts = {
        "use": percent(values["use"]),
        "staff": f"{values['staff']:,.0f}",
        "price": f"{values['price']:.3f}",
        "profit_rate": percent(values["profit_rate"]),
        "rungs": rung_shares(values),
        "systems": f"{systems}/{len(SYSTEM_NAMES)}",
        "status": status(values, lang),
    }
    return [texts[name] if name in texts else amount(values[name]) for name in names]


def quarters_table(told: Told, lang: str) -> Table:
    """All quarters lived, one row each."""
    rows = ((q, *cells(told.at(n), COLUMNS, lang)) for n, q in enumerate(told.quarters))
    headings = [word(f"series.{name}", lang) for name in ("quarter", *COLUMNS)]
    return plain_table("", headings, rows, lang)


def by_quarter(told: Told, lang: str) -> dict[int, str]:
    """What happened in each quarter in which something did."""
    grouped = groupby(told.happenings, key=lambda each: each.quarter)
    return {quarter: sentences(each, lang) for quarter, each in grouped}


def print_life(found: OneLife, lang: str, file: IO[str]) -> None:
    """One life: who it is, its quarters, what happened."""
    out, life = Screen(file), found.told.life
    names = {"name": title(life, lang), "scenario": life.scenario.title[lang]}
    out.print(word("life.title", lang, **names, seed=life.seed))
    out.print(who(life, lang))
    out.print(quarters_table(found.told, lang))
    out.print(word("series.note", lang))
    table = Table(lang, title=word("life.events", lang), unbroken=(0,))
    for quarter, text in by_quarter(found.told, lang).items():
        table.add_row(label(quarter), text)
    out.print(table)


def choice_tables(choice: Choice, titles: tuple[str, str], lang: str) -> list[Table]:
    """The terms of the decision, and the market at the time."""
    tables = []
    for key, sides in (("terms", choice.terms), ("market_terms", choice.market)):
        rows = []
        for name, unit, a, b in paired(*sides):
            words = word(f"term_unit.{unit}", lang)
            extra = "" if unit in ("share", "yes or no") else f" ({words})"
            text = word(f"term.{name}", lang) + extra
            rows.append((text, shown_term(a, unit, lang), shown_term(b, unit, lang)))
        tables.append(plain_table(word(f"parting.{key}", lang), ["", *titles], rows, lang))
    return tables


def side_by_side(found: TwoLives, lang: str) -> Table:
    """Both lives by year: two lines a year, the first scenario above."""
    headings = [word(f"series.{name}", lang) for name in SIDES]
    one, other = found.titles(lang)
    rows = []
    for year in sorted({q[:4] for told in (found.a, found.b) for q in told.quarters}):
        years = [told.year(year) for told in (found.a, found.b)]
        a, b = (cells(y, SIDES, lang) if y else ["–"] * len(SIDES) for y in years)
        pairs = (f"{cell}\n{below}" for cell, below in zip(a, b, strict=True))
        rows.append((f"{year} {one}\n     {other}", *pairs))
    return plain_table(word("parting.side", lang), ["", *headings], rows, lang)


def told_together(found: TwoLives, lang: str) -> Table:
    """What happened in both lives, quarter by quarter; where both are alike it stands once."""
    headings = [word("series.quarter", lang), *found.titles(lang)]
    table = Table(lang, headings, word("parting.told", lang), unbroken=(0,))
    a, b = by_quarter(found.a, lang), by_quarter(found.b, lang)
    for quarter in sorted({*a, *b}):
        one, other = a.get(quarter, "–"), b.get(quarter, "–")
        table.add_row(label(quarter), one, "=" if one == other else other)
    return table


def print_lives(found: TwoLives, lang: str, file: IO[str]) -> None:
    """Two lives: where they part and why, then both side by side."""
    out, life = Screen(file), found.a.life
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


def _followed(
    find: Callable[[], tuple[Scenario, ...]], options: RunOptions, enterprise: str, how: How
) -> tuple[Request, list[Life]]:
    """The checked options and the lives, with a word on what is not done."""
    request, chosen = settle(options, 1, lambda: _all_at_once(find, enterprise))
    if len(request.seeds) > 1:
        say("parting.one_seed", how.lang, seed=request.seeds[0], runs=len(request.seeds))
    with computing(how.lang, "message.following") as meter:
        return request, lives(chosen, whom(enterprise), request, meter)


def _deliver(
    told: T, name: str, table: Callable[[T, str, IO[str]], None], request: Request, how: How
) -> int:
    """Keep what is told as a document, a table and as text in both languages; show it."""
    files: dict[str, Write] = {f"{name}.json": told.write_json, f"{name}.csv": told.write_csv}
    files |= {f"{name}_{lang}.txt": partial(table, told, lang) for lang in LANGUAGES}
    keep(request.out, told.head(), files, how.lang)
    show(told, table, how)
    return 0


def one_life(scenario: str, options: RunOptions, enterprise: str, how: How) -> int:
    """One life under one scenario."""

    def find() -> tuple[Scenario, ...]:
        return (one_scenario(scenario, options.world),)

    if options.parameters == PRIOR:
        raise InputError([phrase("message.central_life")])
    request, (life,) = _followed(find, options, enterprise, how)
    return _deliver(OneLife(Told(life)), "life", print_life, request, how)


def two_lives(scenarios: Sequence[str], options: RunOptions, enterprise: str, how: How) -> int:
    """Two lives of one enterprise, and where they part."""
    options = replace(options, parameters=CENTRAL_VALUES)  # lives are told of them alone

    def find() -> tuple[Scenario, ...]:
        if scenarios and len(scenarios) != len(BOTH):
            raise InputError([phrase("message.two_lives", found=len(scenarios))])
        return several_scenarios(tuple(scenarios) or BOTH, options.world)

    request, (one, other) = _followed(find, options, enterprise, how)
    return _deliver(TwoLives(Told(one), Told(other)), "lives", print_lives, request, how)
