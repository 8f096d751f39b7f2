"""How sure the intervals are: their coverage of the long-run truth, counted."""

from __future__ import annotations

from calibration.interval_coverage import (
    REPETITIONS,
    Coverage,
    DrawCoverage,
    bank,
    coverage,
    coverage_of_draws,
)
from display.numbers import percent, significant
from docs.generate.markdown import table

SCENARIO = "plan_2015"
SCALE = 0.1
PAIRS = 2_000  # to draw from, and as many for the truth
TRUTH_SEED = 2_501  # the first seed of those
SIZES = (10, 40)
DRAWS, PAIRS_A_DRAW = 240, 8
OVER_DRAWS = (16, 64)  # pairs behind an interval
OF_DRAWS = (
    "output",
    "employment",
    "labour_productivity",
    "cnc_rate",
    "erp_penetration",
    "obsolete_share",
    "profit",
)
LEAST, MOST = 0.93, 0.97
FAR = 0.005  # a part of a shortfall from which it is named as a reason


def inside(share: float) -> bool:
    """Whether a share of intervals is as near to 95% as is asked."""
    return LEAST <= share <= MOST


def marked(share: float) -> str:
    """A share of intervals, bold outside the range."""
    return percent(share) if inside(share) else f"**{percent(share)}**"


def reasons(found: Coverage) -> str:
    """Why intervals hold the truth more or less often than 95%, where it can be told."""
    told = []
    if not inside(found.centred):
        told.append(
            f"differences are skewed ({found.skewness:+.1f}) with a heavy tail (kurtosis "
            f"{found.kurtosis:.0f}): {percent(found.below)} of the intervals lie wholly below even "
            f"the bank's own mean, {percent(found.above)} above it"
        )
    if abs(found.share - found.centred) > FAR:
        told.append(
            f"bank and truth lie {abs(found.gap):.2f} standard errors apart, and the bank's own "
            f"mean is held by {percent(found.centred)}"
        )
    return "; ".join(told) or "not told by the differences or by the error of the truth"


def chance(found: list[Coverage]) -> str:
    """Coverage by indicator, year and number of pairs."""
    effect, spread = ("indicator", "year", "pairs"), ("gap", "skewness", "kurtosis")
    head = (*effect, "held", "error", "of own mean", "below", "above", *spread)
    rows = [
        (
            each.indicator,
            each.period,
            str(each.pairs),
            marked(each.share),
            percent(each.error),
            percent(each.centred),
            percent(each.below),
            percent(each.above),
            f"{each.gap:+.2f}",
            f"{each.skewness:+.2f}",
            f"{each.kurtosis:.1f}",
        )
        for each in found
    ]
    return table(head, rows, range(2, len(head)))


def outside(found: list[Coverage]) -> str:
    """Every figure outside the range asked for, with its reason."""
    lines = [
        f"- `{each.indicator}` {each.period}, {each.pairs} pairs, {percent(each.share)}: "
        f"{reasons(each)}."
        for each in found
        if not inside(each.share)
    ]
    return "\n".join(lines) or "None."


def doubt(found: list[DrawCoverage]) -> str:
    """Coverage of intervals over draws of the parameters."""
    effect, spread = ("indicator", "year", "pairs", "draws"), ("skewness", "kurtosis")
    held = ("held", "without the truth's error", "error of a truth", "chance")
    head = (*effect, *held, *spread)
    rows = [
        (
            each.indicator,
            each.period,
            str(each.pairs),
            str(each.draws),
            marked(each.share),
            percent(each.bare),
            significant(each.noise, 2),
            significant(each.chance, 2),
            f"{each.skewness:+.2f}",
            f"{each.kurtosis:.1f}",
        )
        for each in found
    ]
    return table(head, rows, range(2, len(head)))


def blocks() -> dict[str, str]:
    """Gaps of the page; half an hour of one core."""
    pairs = bank(SCENARIO, PAIRS, scale=SCALE)
    others = bank(SCENARIO, PAIRS, scale=SCALE, seed=TRUTH_SEED)
    held = [each for n in SIZES for each in coverage(pairs, others, n)]
    held.sort(key=lambda each: (each.indicator, each.period, each.pairs))
    nested = bank(SCENARIO, PAIRS_A_DRAW, scale=SCALE, draws=DRAWS, indicators=OF_DRAWS)
    held_of_draws = [
        each for n in OVER_DRAWS for each in coverage_of_draws(nested, n, indicators=OF_DRAWS)
    ]
    good = sum(inside(each.share) for each in held)
    return {
        "asked": f"`{SCENARIO}` against `no_plan` at scale {SCALE:g}, observed world",
        "pairs": f"{PAIRS:,}",
        "repetitions": f"{REPETITIONS:,}",
        "count": f"{good} of {len(held)}",
        "outside": outside(held),
        "chance": chance(held),
        "bank_of_draws": f"{DRAWS} draws of all parameters with {PAIRS_A_DRAW} pairs each",
        "doubt": doubt(held_of_draws),
    }
