"""What a result says of itself in a notebook or a terminal: what it is, and its headlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO

from scenarios.attribution import Attribution
from scenarios.catalogue import word
from scenarios.comparison import Comparison, Effect
from scenarios.cost import MIX
from scenarios.plan_printing import target_cells, target_headings, targets_title
from scenarios.printing import (
    compare_reading,
    comparison_title,
    console,
    effect_label,
    effect_text,
    headline_period,
    indicator_units,
    notes,
    plain_table,
)
from scenarios.printing_parts import as_effect, attribution_title, lever_word
from scenarios.targets import Attainment

SHOWN = ("output", "employment", "labour_productivity", "cnc_rate", "fiscal_cost")


@dataclass(frozen=True)
class Summary:
    """A title, a small table, and how to read it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reading: str

    def text(self) -> str:
        """For a terminal."""
        table = plain_table("", self.headings)
        for column in table.columns[1:]:
            column.no_wrap = False
        for row in self.rows:
            table.add_row(*row)
        file = StringIO()
        console(file).print(table)
        lines = [line.rstrip() for line in file.getvalue().splitlines()]
        return "\n".join([self.title, *(line for line in lines if line), self.reading])

    def html(self) -> str:
        """For a notebook."""
        heads = "".join(f"<th>{escape(text)}</th>" for text in self.headings)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>"
            for row in self.rows
        )
        return (
            f"<p>{escape(self.title)}</p><table><thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table><p><small>{escape(self.reading)}</small></p>"
        )


def effect_rows(
    columns: Sequence[tuple[str, dict[str, Effect | None]]], lang: str
) -> tuple[tuple[str, ...], ...]:
    """The headline indicators, one row each, with the effects of each column."""
    units = indicator_units()
    rows = []
    for name in SHOWN:
        effects = [column[name] for _, column in columns]
        some = next((effect for effect in effects if effect is not None), None)
        cells = (effect_text(effect, one_line=True) for effect in effects)
        rows.append((effect_label(some, name, units[name], lang), *cells))
    return tuple(rows)


def of_comparison(found: Comparison, lang: str) -> Summary:
    """Headline effects of every scenario in the province."""
    period = headline_period(found.periods)
    columns = [
        (found.titles[s][lang], {name: found.effect(s, name, period) for name in SHOWN})
        for s in found.scenarios
    ]
    headings = f"{word('scope.province', lang)} · {period}", *(head for head, _ in columns)
    reading = " ".join((compare_reading(found, lang), *notes(found, lang)))
    return Summary(comparison_title(found, lang), headings, effect_rows(columns, lang), reading)


def of_attribution(found: Attribution, lang: str) -> Summary:
    """What each lever brings to the headline indicators, and the whole mix."""
    period = headline_period(found.periods)
    columns = []
    for lever in (*found.players, MIX):
        part = {
            name: as_effect(
                found,
                found.whole(name, period)
                if lever == MIX
                else found.contribution(lever, name, period),
                name,
                period,
            )
            for name in SHOWN
        }
        columns.append((lever_word(lever, lang), part))
    across = effect_rows(columns, lang)  # turned: a mix may have thirteen levers
    headings = f"{word('scope.province', lang)} · {period}", *(row[0] for row in across)
    rows = tuple((name, *(row[n + 1] for row in across)) for n, (name, _) in enumerate(columns))
    return Summary(
        attribution_title(found, lang), headings, rows, word("message.attribute_reading", lang)
    )


def of_targets(found: Attainment, lang: str) -> Summary:
    """Every target with its outcome and probability."""
    rows = tuple(tuple(target_cells(row, lang)) for row in found.rows)
    return Summary(
        targets_title(found, lang),
        target_headings(lang),
        rows,
        word("message.targets_reading", lang),
    )
