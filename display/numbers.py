"""Numbers as people read them: human units, honest digits, a sign and an interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from locales.catalogue import sections, word


class Interval:
    """Fields of a number that is known up to an interval."""

    __slots__ = ()
    low: float
    high: float

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


class Estimate(Interval):
    """Fields of a paired difference to a baseline, as far as it is written or drawn."""

    __slots__ = ()
    indicator: str
    unit: str
    baseline: float
    estimate: float


ABSOLUTE = frozenset({"displaced_workers", "fiscal_cost"})


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
    if unit.startswith("share") and math.isfinite(value):
        return f"{100.0 * value:.1f}%"
    return amount(value)


def is_relative(effect: Estimate) -> bool:
    """Whether an effect is best read as a percentage of its baseline."""
    return effect.unit != "share" and effect.indicator not in ABSOLUTE and effect.baseline > 0.0


def width_text(width: float) -> str:
    """A half-width with three digits that matter, thousands grouped."""
    return amount(width) if width >= 1000.0 else f"{width:.3g}"


MINUS = "\u2212"
MOST_PLACES = 6


@dataclass(frozen=True)
class Measure:
    """A unit that people read: what a model value is multiplied by, and its name."""

    factor: float
    unit: str

    def of(self, value: float) -> float:
        """A model value in this unit."""
        return self.factor * value


def measure(unit: str, lang: str, values: Iterable[float], *, difference: bool) -> Measure:
    """The unit for a figure, large enough for its largest value.

    Parameters
    ----------
    unit
        Unit of the model, as the indicators name it.
    values
        Values that the figure will show, in that unit.
    difference
        Whether they are differences: of shares, these are percentage points.
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if unit == "share":
        return Measure(100.0, word("page.points" if difference else "page.percent", lang))
    for larger in sections(lang)["figure_unit"].get(unit, ()):
        if largest >= larger["from"]:
            return Measure(larger["factor"], larger["name"])
    return Measure(1.0, word(f"unit.{unit}", lang))


def digits(half_width: float, value: float = 0.0) -> int:
    """Decimals that matter: two digits of half the interval, or three of a value without one."""
    size = half_width if half_width > 0.0 else abs(value) / 10.0
    if size <= 0.0 or not math.isfinite(size):
        return 0
    return min(MOST_PLACES, max(0, 1 - math.floor(math.log10(size))))


def plain(value: float, decimals: int) -> str:
    """A number with grouped thousands and a real minus; never a negative zero."""
    text = f"{value:,.{decimals}f}"
    return (text.lstrip("-") if float(text.replace(",", "")) == 0.0 else text).replace("-", MINUS)


def signed(value: float, decimals: int) -> str:
    """A difference with its sign."""
    text = plain(value, decimals)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


@dataclass(frozen=True)
class Said:
    """An effect as text: estimate, interval and share of the baseline, all with signs."""

    value: str
    low: str
    high: str
    size: str
    relative: str

    def interval(self, lang: str) -> str:
        """Both ends of the interval."""
        return word("page.range", lang, low=self.low, high=self.high)


def said(effect: Estimate, how: Measure, places: int | None = None) -> Said:
    """An effect in a unit, rounded to what its interval supports or to given decimals."""
    estimate, low, high = (how.of(x) for x in (effect.estimate, effect.low, effect.high))
    if places is None:
        places = digits((high - low) / 2.0, estimate)
    while places < MOST_PLACES and any(0.0 < abs(end) < 0.5 * 10.0**-places for end in (low, high)):
        places += 1  # an end that is not zero is not shown as zero: it says on which side zero lies
    relative = ""
    if is_relative(effect):
        scale = 100.0 / effect.baseline
        half = scale * (effect.high - effect.low) / 2.0
        relative = signed(scale * effect.estimate, digits(half, scale * effect.estimate))
    return Said(
        signed(estimate, places),
        signed(low, places),
        signed(high, places),
        plain(abs(estimate), places),
        relative,
    )


def own_measure(effects: Sequence[Estimate | None], lang: str) -> Measure:
    """One unit for several effects on one indicator."""
    present = [effect for effect in effects if effect is not None]
    if not present:
        return Measure(1.0, "")
    ends = [end for e in present for end in (e.estimate, e.low, e.high)]
    return measure(present[0].unit, lang, ends, difference=True)


def common_places(effects: Iterable[Estimate | None], how: Measure) -> int:
    """Decimals for several effects shown together: those of the widest interval.

    A distinguishable effect keeps at least its first digit.
    """
    present = [effect for effect in effects if effect is not None]
    widest = max((how.of(e.high - e.low) / 2.0 for e in present), default=0.0)
    clear = [abs(how.of(e.estimate)) for e in present if e.distinguishable]
    first = max((-math.floor(math.log10(size)) for size in clear), default=0)
    return max(digits(widest), min(first, MOST_PLACES))


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage."""
    return f"{100.0 * share:.{decimals}f}%" if math.isfinite(share) else "–"


def gap(size: float) -> str:
    """A relative difference as a percentage with two digits that matter."""
    if size <= 0.0:
        return "0%"
    decimals = max(0, 1 - math.floor(math.log10(100.0 * size)))
    return percent(size, min(decimals, 12))


def significant(value: float, digits: int = 3) -> str:
    """A number with some significant digits and grouped thousands; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    if value == 0.0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(places, MOST_PLACES)}f}"


def bytes_text(size: float) -> str:
    """A size in bytes."""
    for unit in ("B", "KiB", "MiB"):
        if size < 1024.0:
            return f"{size:.0f} {unit}"
        size /= 1024.0
    return f"{size:.1f} GiB"


def people(number: float) -> str:
    """A number of persons."""
    return f"{number:,.0f}"
