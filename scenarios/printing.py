"""Tables that a person reads: runs, comparisons, scenarios, data, timings and facts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from model.evidence import PRODUCTS
from scenarios.catalogue import word

if TYPE_CHECKING:
    from scenarios.comparison import Comparison, Effect
    from scenarios.single import ScenarioRun

PLAIN_WIDTH = 168  # columns where the output is not a terminal
NAME_WIDTH = 22  # columns that names have at least, so that no word of theirs is cut
NUMBER_WIDTH = 13  # columns of a year's numbers and the space around them
ONE_LINE = 150  # columns from which an interval stands beside its estimate
RUN_HEADLINES = (
    "output",
    "employment",
    "labour_productivity",
    "cnc_rate",
    "erp_penetration",
    "enterprises",
    "investment",
    "energy",
    "profit",
    "wage",
)
CITY_HEADLINES = ("output", "employment", "labour_productivity", "cnc_rate", "erp_penetration")
EFFECT_HEADLINES = (
    "output",
    "employment",
    "labour_productivity",
    "profit",
    "wage",
    "enterprises",
    "investment",
    "upgrading_investment",
    "utilisation",
    "cnc_rate",
    "key_cnc_rate",
    "obsolete_share",
    "erp_penetration",
    "mes_penetration",
    "energy",
    "co2",
    "displaced_workers",
    "fiscal_cost",
)
ABSOLUTE = frozenset({"displaced_workers", "fiscal_cost"})
CLOSURES = tuple(f"closed_capacity_{product}" for product in PRODUCTS[1:])
EFFECT_SCOPES = ("province", "coastal_belt", "shenyang_zone", "northwest")
EFFECT_PERIODS = ("2020", "2025")


def headline_period(periods: Sequence[str]) -> str:
    """The period of the answer: the plan's last year, or the last that was run."""
    years = [period for period in periods if "Q" not in period] or periods
    return EFFECT_PERIODS[0] if EFFECT_PERIODS[0] in years else years[-1]


def console(file: IO[str]) -> Console:
    """A console that is plain where the file is no terminal or ``NO_COLOR`` is set."""
    terminal = file.isatty()
    return Console(
        file=file,
        width=None if terminal else PLAIN_WIDTH,
        highlight=False,
        soft_wrap=False,
        markup=False,
        emoji=False,
        force_terminal=terminal,  # a notebook gets text like any other file
        force_jupyter=False,
    )


def amount(value: float) -> str:
    """A number with about four digits that matter, thousands grouped."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if size == 0.0:
        return "0"
    if size >= 1000.0:
        return f"{value:,.0f}"
    if size >= 100.0:
        return f"{value:,.1f}"
    return f"{value:.3f}" if size < 10.0 else f"{value:.2f}"


def shown(value: float, unit: str) -> str:
    """A value in its unit; shares as percentages."""
    if unit == "share" and math.isfinite(value):
        return f"{100.0 * value:.1f}%"
    return amount(value)


def plain_table(title: str, headings: Sequence[str]) -> Table:
    """A table with a left column of names and right-aligned columns of numbers."""
    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        title_style="bold",
        collapse_padding=True,
    )
    for n, heading in enumerate(headings):
        least = None if n else NAME_WIDTH
        table.add_column(heading, justify="right" if n else "left", no_wrap=n > 0, min_width=least)
    return table


def named(indicator: str, lang: str, reported: bool = False) -> str:
    """An indicator's name, which says where it is what cities report."""
    name = word(f"indicator.{indicator}", lang)
    if reported and indicator in misreported():
        return name + word("message.as_reported", lang)
    return name


def misreported() -> tuple[str, ...]:
    """Indicators that cities report falsely."""
    from model.indicators import MISREPORTED

    return MISREPORTED


def print_kind_of_series(reported: bool, lang: str, out: Console) -> None:
    """Which series stand in the tables: the true ones, or those that cities report."""
    if not reported:
        out.print(word("message.true_series", lang))
        return
    between = "、" if lang == "zh" else ", "
    names = between.join(word(f"indicator.{name}", lang) for name in misreported())
    out.print(word("message.reported_series", lang, names=names))


def print_part_year(until: str, periods: Sequence[str], lang: str, out: Console) -> None:
    """That the quarters after the last whole year are in no column, where there are any."""
    year, quarter = until.split("Q")
    if quarter != "4" and any("Q" not in period for period in periods):
        out.print(word("message.part_year", lang, year=year, until=until))


def labelled(indicator: str, unit: str, lang: str, reported: bool = False) -> str:
    """An indicator's name with its unit."""
    shown_unit = "%" if unit == "share" else word(f"unit.{unit}", lang)
    return f"{named(indicator, lang, reported)} ({shown_unit})"


def print_run(run: ScenarioRun, lang: str, file: IO[str]) -> None:
    """Headlines of the province by year, then some of every city."""
    out = console(file)
    first, last = run.quarters[0], run.quarters[-1]
    out.print(
        word(
            "message.run_title",
            lang,
            title=run.title[lang],
            first=first,
            last=last,
            runs=len(run.seeds),
            seed=run.seeds[0],
            scale=f"{run.scale:g}",
        )
    )
    print_kind_of_series(run.reported, lang, out)
    print_part_year(last, run.periods, lang, out)
    years = [p for p in run.periods if "Q" not in p] or list(run.periods)
    units = indicator_units()
    cities = [scope for scope, group in run.rows if group == "all"][len(EFFECT_SCOPES) :]
    fit = max(1, (out.width - NAME_WIDTH) // NUMBER_WIDTH)
    size = math.ceil(len(years) / math.ceil(len(years) / fit))  # tables of about equal width
    batches = [years[n : n + size] for n in range(0, len(years), size)]
    for some in batches:
        table = plain_table(word("scope.province", lang), [word("heading.indicator", lang), *some])
        for name in (*RUN_HEADLINES, *CLOSURES):
            values = (shown(run.value(name, year), units[name]) for year in some)
            table.add_row(labelled(name, units[name], lang, run.reported), *values)
        out.print(table)
    for name in CITY_HEADLINES:
        title = labelled(name, units[name], lang)
        for some in batches:
            table = plain_table(title, [word("heading.city", lang), *some])
            for city in cities:
                values = (shown(run.value(name, y, city), units[name]) for y in some)
                table.add_row(word(f"scope.{city}", lang), *values)
            out.print(table)


def indicator_units() -> dict[str, str]:
    """Unit of every indicator by name."""
    from model.indicators import INDICATORS

    return {indicator.name: indicator.unit for indicator in INDICATORS}


def effect_text(effect: Effect | None, one_line: bool) -> str:
    """An effect as percent of the baseline, as points for shares, or as an amount."""
    if effect is None:
        return "–"
    if effect.unit == "share":
        factor, digits = 100.0, 2
    elif is_relative(effect):
        factor, digits = 100.0 / effect.baseline, 2
    else:
        factor, digits = 1.0, 0 if abs(effect.estimate) >= 100.0 else 2
    middle, low, high = (
        f"{factor * x:+,.{digits}f}" for x in (effect.estimate, effect.low, effect.high)
    )
    star = "*" if effect.distinguishable else " "
    share = effect.parameter_share
    doubt = "" if share is None else f" {100.0 * share:.0f}%"
    return f"{middle}{star}{' ' if one_line else chr(10)}[{low}, {high}]{doubt}"


def is_relative(effect: Effect) -> bool:
    """Whether an effect is best read as a percentage of its baseline."""
    return effect.unit != "share" and effect.indicator not in ABSOLUTE and effect.baseline > 0.0


def effect_label(
    effect: Effect | None, name: str, unit: str, lang: str, reported: bool = False
) -> str:
    """An indicator's name with the unit in which its effect is shown."""
    if unit == "share":
        shown_unit = word("heading.points", lang)
    elif effect is None or is_relative(effect):
        shown_unit = "%"
    else:
        shown_unit = word(f"unit.{unit}", lang)
    return f"{named(name, lang, reported)} ({shown_unit})"


def comparison_title(found: Comparison, lang: str) -> str:
    """What was compared, on which seeds, how far."""
    return word(
        "message.compare_title",
        lang,
        baseline=found.titles[found.baseline][lang],
        runs=found.runs,
        first=found.seeds[0],
        last=found.seeds[-1],
        until=found.until,
        scale=f"{found.scale:g}",
    )


def compare_reading(found: Comparison, lang: str) -> str:
    """How to read a cell of the tables, with the confidence that their intervals have."""
    return word("message.compare_reading", lang, level=found.confidence)


def print_compare(found: Comparison, lang: str, file: IO[str]) -> None:
    """Headline effects by scenario, for the province and its three regions."""
    out = console(file)
    out.print(comparison_title(found, lang))
    out.print(compare_reading(found, lang))
    print_kind_of_series(found.reported, lang, out)
    print_part_year(found.until, found.periods, lang, out)
    for line in notes(found, lang):
        out.print(line)
    units = indicator_units()
    periods = [p for p in EFFECT_PERIODS if p in found.periods] or [found.periods[-1]]
    for scope in EFFECT_SCOPES:
        if scope == EFFECT_SCOPES[1]:
            out.print(word("message.overlap", lang))
        for period in periods:
            headings = [word("heading.indicator", lang), word("heading.baseline", lang)]
            headings += [found.titles[name][lang] for name in found.scenarios]
            title = f"{word(f'scope.{scope}', lang)} · {period}"
            table = plain_table(title, headings)
            for column in table.columns[2:]:
                column.no_wrap = False
            for name in (*EFFECT_HEADLINES, *(CLOSURES if found.reported else ())):
                effects = [found.effect(s, name, period, scope) for s in found.scenarios]
                some = next((e for e in effects if e is not None), None)
                base = some.baseline if some else math.nan
                table.add_row(
                    effect_label(some, name, units[name], lang, found.reported),
                    shown(base, units[name]),
                    *(effect_text(e, out.width >= ONE_LINE) for e in effects),
                )
            out.print(table)


def notes(found: Comparison, lang: str) -> Iterator[str]:
    """What to know of draws of the parameters, and of how many pairs were enough."""
    if found.draws:
        yield word("message.draws_reading", lang, draws=found.draws)
    if found.stopping is None:
        return
    stopping = found.stopping
    yield word(
        "message.stopping",
        lang,
        used=stopping["used"],
        looks=len(stopping["looks"]),
        most=stopping["most_looks"],
        more=stopping["more_to_halve"],
        level=found.confidence,
    )
    for goal in stopping["goals"]:
        yield goal_text(found, goal, lang)


def goal_text(found: Comparison, goal: dict[str, Any], lang: str) -> str:
    """How wide the widest interval of a goal is, as the tables show it: shares in points.

    A width that was asked for in percent of the baseline is given in percent of it, others in the
    indicator's unit.
    """
    name, period = goal["indicator"], goal["period"]
    unit = indicator_units()[name]
    effect = found.effect(goal["scenario"], name, period)
    percent = goal["relative"] and effect is not None and is_relative(effect)
    if percent or unit == "share":
        label = effect_label(effect, name, unit, lang, found.reported)
    else:
        label = labelled(name, unit, lang, found.reported)
    factor = 100.0 / effect.baseline if percent and effect else 100.0 if unit == "share" else 1.0
    return word(
        "message.goal",
        lang,
        indicator=label,
        period=period,
        found=width_text(factor * goal["found"]),
        wanted=width_text(factor * goal["wanted"]),
        said=word("message.goal_reached" if goal["reached"] else "message.goal_missed", lang),
    )


def width_text(width: float) -> str:
    """A half-width with three digits that matter, thousands grouped."""
    return amount(width) if width >= 1000.0 else f"{width:.3g}"


def print_scenarios(listed: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """The library: name, title, description, levers in force."""
    out = console(file)
    headings = [word(f"heading.{h}", lang) for h in ("scenario", "title", "levers")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for entry in listed:
        table.add_row(
            entry["name"],
            f"{entry['title']}\n{entry['description']}",
            "\n".join(f"{word(f'lever.{name}', lang)} ({name})" for name in entry["levers"]) or "–",
        )
    out.print(table)


def print_results(results: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """Timings and other measurements."""
    headings = [word(f"heading.{h}", lang) for h in ("name", "value", "unit", "detail")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for result in results:
        table.add_row(
            result["name"], amount(result["value"]), result["unit"], str(result["detail"])
        )
    console(file).print(table)


def fact_record(fact: Any) -> dict[str, Any]:
    """A fact as it stands in the JSON document; an open end of its range is null."""
    numbers = {key: getattr(fact, key) for key in ("value", "low", "high")}
    closed = {
        key: float(x) if x is not None and math.isfinite(x) else None for key, x in numbers.items()
    }
    return {"name": fact.name, **closed, "status": str(getattr(fact.status, "value", fact.status))}


def print_facts(facts: Iterable[dict[str, Any]], lang: str, file: IO[str]) -> None:
    """Facts of the base run with the range sought."""
    headings = [word(f"heading.{h}", lang) for h in ("name", "value", "low", "high", "status")]
    table = Table(*headings, box=box.SIMPLE_HEAD)
    for fact in facts:
        found = (fact[key] for key in ("value", "low", "high"))
        numbers = (amount(math.nan if x is None else x) for x in found)
        key = str(fact["name"])
        name = f"{word(f'fact.{key}', lang)}\n{key}"
        table.add_row(name, *numbers, str(fact["status"]))
    console(file).print(table)
