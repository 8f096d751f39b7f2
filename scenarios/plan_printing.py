"""Tables of the commands that follow the plan: targets, trace, the events of a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from scenarios.catalogue import word
from scenarios.plan_clauses import tasks
from scenarios.printing import amount, console, plain_table
from scenarios.trace import Found, Link, clause_targets, follow_command, own_clause

if TYPE_CHECKING:
    from scenarios.targets import Attainment, TargetRow
    from scenarios.trace_quarter import QuarterTimes

KINDS = {"at_least": "message.at_least", "at_most": "message.at_most"}
WHOLE = ("clause", "lever", "rule", "parts", "milliseconds")  # columns that are not broken


def measured(value: float, unit: str) -> str:
    """A value of a target; shares as percentages."""
    return f"{100.0 * value:.1f}%" if unit.startswith("share") else amount(value)


def due_text(row: TargetRow, lang: str) -> str:
    """A target's date."""
    return row.due if row.due.isdigit() else word(f"target_unit.{row.due}", lang)


def target_cells(row: TargetRow, lang: str) -> list[str]:
    """One line of the table of targets."""
    low, value, high = (measured(x, row.unit) for x in (row.low, row.value, row.high))
    target, unit = word(f"target.{row.target}", lang), word(f"target_unit.{row.unit}", lang)
    chance = f"{row.probability:.0%} [{row.probability_low:.0%}, {row.probability_high:.0%}]"
    return [
        f"{target}（{unit}）" if lang == "zh" else f"{target} ({unit})",
        row.clause,
        due_text(row, lang),
        word(KINDS[row.kind], lang, value=measured(row.required, row.unit)),
        word(f"heading.{row.reading}", lang),
        f"{value} [{low}, {high}]",
        chance,
    ]


def targets_title(found: Attainment, lang: str) -> str:
    """Whose targets, on which runs."""
    return word(
        "message.targets_title",
        lang,
        title=found.title[lang],
        runs=len(found.seeds),
        first=found.seeds[0],
        last=found.seeds[-1],
        scale=f"{found.scale:g}",
    )


def target_headings(lang: str) -> tuple[str, ...]:
    """Headings of :func:`target_cells`."""
    names = ("target", "clause", "due", "required", "how_read", "attained", "probability")
    return tuple(word(f"heading.{name}", lang) for name in names)


def print_targets(found: Attainment, lang: str, file: IO[str]) -> None:
    """Every target that the model measures, in the order of the plan's table."""
    out = console(file)
    out.print(targets_title(found, lang))
    out.print(word("message.targets_reading", lang))
    table = plain_table("", target_headings(lang))
    for row in found.rows:
        table.add_row(*target_cells(row, lang))
    out.print(table)


def wide_table(title: str, names: Sequence[str], lang: str) -> Table:
    """A table of words whose columns wrap."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    for name in names:
        table.add_column(word(f"heading.{name}", lang), overflow="fold", no_wrap=name in WHOLE)
    return table


def labels(section: str, names: Sequence[str], lang: str) -> str:
    """Words for names, one after the other."""
    between = "；" if lang == "zh" else "; "
    return between.join(word(f"{section}.{name}", lang) for name in names) or "–"


def print_trace(found: Found, lang: str, file: IO[str]) -> None:
    """The clauses that were found, then the steps of each lever."""
    out = console(file)
    if found.lead is not None:
        key = "trace_lead" if found.lead.in_plan else "trace_lead_outside"
        name = found.lead.name_zh if lang == "zh" else found.lead.name_en
        out.print(word(f"message.{key}", lang, name=name, command=follow_command(name)))
        if not found.clauses:
            return
    out.print(word("message.trace_reading", lang))
    names = ("clause", "title", "task", "lever", "how", "targets")
    table = wide_table(word("message.trace_title", lang), names, lang)
    which = ("zh", "en").index(lang)
    for clause in found.clauses:
        between = "、" if lang == "zh" else ", "
        many = len(clause.levers) > 12
        table.add_row(
            clause.name,
            clause.title(lang),
            "…" if many else between.join(tasks()[task][which] for task in clause.tasks),
            "…" if many else "\n".join(clause.levers),
            clause.how(lang),
            labels("target", clause_targets(clause.name), lang),
        )
    out.print(table)
    for lever in found.levers():
        print_lever(lever, found.links_of(lever), lang, out)


def print_lever(lever: str, steps: Sequence[Link], lang: str, out: Console) -> None:
    """The steps of one lever: keys, rule, indicators, targets."""
    title = word(
        "message.trace_lever",
        lang,
        title=word(f"lever.{lever}", lang),
        lever=lever,
        clause=own_clause(lever),
    )
    if not steps:
        unbuilt = word("message.trace_not_built", lang)
        out.print(f"{title}: {unbuilt}")
        return
    table = wide_table(title, ("keys", "rule", "indicators", "targets"), lang)
    for link in steps:
        table.add_row(
            ", ".join(link.step.keys),
            str(link.place),
            labels("indicator", link.step.indicators, lang),
            labels("target", link.targets, lang),
        )
    out.print(table)


def span(events: Sequence[int]) -> str:
    """Numbers of events, shortened where they follow one another."""
    together = len(events) > 1 and events[-1] - events[0] == len(events) - 1
    return f"{events[0]}–{events[-1]}" if together else ", ".join(map(str, events))


def print_quarter(found: QuarterTimes, lang: str, file: IO[str], quarters: int) -> None:
    """The thirteen events, then the parts of the quarter with their time."""
    out = console(file)
    out.print(
        word(
            "message.quarter_title",
            lang,
            enterprises=f"{found.enterprises:,}",
            quarters=quarters,
            total=f"{found.total:.2f}",
        )
    )
    table = wide_table("", ("event", "name", "who", "parts", "milliseconds"), lang)
    for row in found.events:
        inside = found.of_event(row.number)
        table.add_row(
            str(row.number),
            labels("event", row.what, lang),
            labels("who", row.who, lang),
            "\n".join(part.rule for part in inside),
            "\n".join(
                f"{part.milliseconds:.3f}" + (f" ({span(part.events)})" if part.events[1:] else "")
                for part in inside
            ),
        )
    out.print(table)
    headings = [word(f"heading.{h}", lang) for h in ("rule", "event", "milliseconds", "portion")]
    times = plain_table(word("message.quarter_parts", lang), headings)
    for part in found.parts:
        share = part.milliseconds / found.total if found.total > 0.0 else 0.0
        times.add_row(
            part.rule, span(part.events), f"{part.milliseconds:.3f}", f"{100.0 * share:.1f}%"
        )
    out.print(times)
