"""Tiles and bars of the page Ask: small documents of text that read well at any width."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from display.charts import first_upper
from display.numbers import measure, own_measure, plain, said
from experiments.comparison import Comparison
from experiments.effect_tables import whole_years
from experiments.spending import Spending
from locales.catalogue import joined, word

LARGE = 1000.0  # million yuan: money is shown in the larger unit
TILES = "display:flex;flex-wrap:wrap;gap:.5rem;margin:.1rem 0 .3rem"
TILE = "flex:1 1 6.6rem;border:1px solid #D5D8DE;border-radius:.5rem;padding:.3rem .5rem"
SMALL = "font-size:.8rem;color:#595959;line-height:1.25"
LARGE_TYPE = "font-size:1.1rem;font-weight:600;line-height:1.3;white-space:nowrap"
BARS = (("asked", "#8A6D00"), ("granted", "#0072B2"), ("spent", "#009E73"))


def effects(
    found: Comparison, name: str, shown: Sequence[str], year: str, scope: str, lang: str
) -> str:
    """Effects on some indicators in a year and place, each with its interval."""
    parts = []
    for indicator in shown:
        effect = found.effect(name, indicator, year, scope)
        title = first_upper(word(f"indicator.{indicator}", lang))
        value, below = "–", ""
        if effect is not None:
            how = own_measure([effect], lang)
            text = said(effect, how)
            value = text.value
            unit = f"{how.unit} ({text.relative}%)" if text.relative else how.unit
            below = f"{escape(unit)}<br>{escape(text.interval(lang))}"
        parts.append(
            f'<div style="{TILE}"><div style="{SMALL}">{escape(title)}</div>'
            f'<div style="{LARGE_TYPE}">{escape(value)}</div>'
            f'<div style="{SMALL}">{below}</div></div>'
        )
    return f'<div style="{TILES}">{"".join(parts)}</div>'


def money(spent: Spending, lang: str) -> str:
    """Three bars: what levers ask for, what the fund gives, what is really spent."""
    whole = spent.whole
    how = measure("million yuan", lang, [LARGE], difference=False)
    most = max(whole.asked, whole.spent, whole.granted, 1e-9)
    rows = []
    for key, colour in BARS:
        value = getattr(whole, key)
        share = f" ({100.0 * value / whole.asked:.0f}%)" if whole.asked > 0.0 else ""
        text = f"{plain(how.of(value), 2)} {how.unit}{share if key != 'asked' else ''}"
        bar = f"width:{100.0 * value / most:.1f}%;background:{colour};height:.6rem"
        rows.append(
            f'<div style="flex:0 0 7.5rem">{escape(word(f"ask.bar_{key}", lang))}</div>'
            f'<div style="flex:1 1 4rem;background:#EEF0F3"><div style="{bar}"></div></div>'
            f'<div style="flex:0 0 11rem">{escape(text)}</div>'
        )
    line = f"display:flex;align-items:center;gap:.6rem;{SMALL};color:#262730"
    first, last = spent.years[0], spent.years[-1]
    title = word("ask.money", lang, first=first, last=last)
    inner = "".join(f'<div style="{line}">{row}</div>' for row in rows)
    return f'<div role="group" aria-label="{escape(title)}">{inner}</div>'


def cost(found: Comparison, name: str, lang: str) -> str:
    """What a scenario costs: money spent more than under the baseline, and workers displaced."""
    years = whole_years(found.periods)
    more, baseline = (_sum(found, each, "fiscal_cost") for each in (name, found.baseline))
    how = measure("million yuan", lang, [LARGE], difference=False)
    words = {"first": years[0], "last": years[-1], "spent": plain(how.of(more), 2)}
    difference = more - baseline
    sign = word("ask.more_than" if difference >= 0.0 else "ask.less_than", lang)
    words |= {"difference": plain(abs(how.of(difference)), 2), "sign": sign, "unit": how.unit}
    words |= {"baseline": found.titles[found.baseline][lang]}
    parts = [word("ask.cost", lang, **words)]
    moved = [_sum(found, each, "displaced_workers") for each in (name, found.baseline)]
    persons = round((moved[0] - moved[1]) / 100.0) * 100
    if persons:
        which = "ask.displaced_more" if persons > 0 else "ask.displaced_less"
        parts.append(word(which, lang, persons=f"{abs(persons):,}"))
    return joined(parts, lang, "space")


def _sum(found: Comparison, name: str, indicator: str) -> float:
    """A flow of the province over all years."""
    return float(np.nansum(found.path(name, indicator).mean))
