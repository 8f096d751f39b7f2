"""What an evaluation of selective grants finds, and what is true: methods against both lives."""

# %% [markdown]
# # What an evaluation of selective grants finds, and what is true
#
# A province gives grants to upgrading projects. Money suffices for about a fifth of what is asked
# for; applicants are ranked by a score. An econometrician sees who got a grant and what everybody
# invested, and wants the effect of a grant on investment. The model also knows the other life of
# every enterprise: the same one, with the same luck, in a province without grants. So here a method
# can be held against the truth.
#
# It runs as a script too: `python -m examples.evaluation_methods`.

# %%
from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

import liaosim
from display.charts import COLOURS, SHAPES, Look, interval_dots
from experiments.plots import captioned

Array = NDArray[Any]
RUNS = int(os.environ.get("EVALUATION_RUNS", "8"))  # provinces, each with its own luck
SCALE = 0.3  # share of the enterprises
LARGEST = 2.0  # investment rates are cut here, so that a few tiny enterprises do not decide
SCENARIO = Path(liaosim.__file__).parent / "examples" / "selective_grants.toml"

lives = liaosim.panel(str(SCENARIO), "no_plan", runs=RUNS, scale=SCALE, until="2022Q4")
lives

# %% [markdown]
# ## The outcome, in both lives
#
# Investment of the year of the grant and the next, over the capital of the year before. `y_other`
# is the same in the other life; `y - y_other` is the true effect on one enterprise. `before` is the
# rate of the two years before, what differences in differences subtracts.

# %%
ENTERPRISE = ["seed", "enterprise"]


def moved(name: str, years: int) -> pl.Expr:
    """A column some years later (or earlier, if negative)."""
    return pl.col(name).shift(-years).over(ENTERPRISE)


def rate(first: str, years: int, capital: pl.Expr) -> pl.Expr:
    """Investment of two years from ``years`` on, over capital."""
    return ((moved(first, years) + moved(first, years + 1)) / capital).clip(0.0, LARGEST)


base = moved("capital", -1)
rows = (
    lives.frame.sort(*ENTERPRISE, "year")
    .with_columns(
        y=rate("investment", 0, base),
        y_other=rate("investment_other", 0, base),
        before=rate("investment", -2, base),
        treated_before=moved("treated", -1),
        treated_next=moved("treated", 1),
        base_capital=base,
        base_output=moved("output", -1),
        base_numerical=moved("numerical_share", -1),
        base_productivity=moved("labour_productivity", -1),
    )
    .filter(
        pl.col("year").is_between(2017, 2020),
        pl.col("base_capital") > 0.0,
        pl.col("base_output") > 0.0,
        pl.col("base_productivity") > 0.0,
        pl.col("y", "y_other", "before").is_finite(),
        ~pl.col("treated_before"),
    )
)
treated = rows.filter(pl.col("treated"))
controls = rows.filter(~pl.col("treated"), ~pl.col("treated_next").fill_null(False))
print(f"{len(treated)} first grants, {len(controls)} enterprise-years without one")


# %% [markdown]
# ## What a difference in differences is made of
#
# With both lives at hand its parts can be told exactly:
#
#     estimate = true effect on the treated
#                - true effect on the controls     (customers that grants took from them)
#                + selection                       (what the treated would have done anyway)
#
# Selection is the point: an enterprise applies in the year in which it has a project, so its
# investment would have jumped without the grant as well.


# %%
class Parts(NamedTuple):
    """An estimate with its standard error, and what it is made of."""

    method: str
    estimate: float
    error: float
    truth: float
    spillover: float
    selection: float

    @property
    def low(self) -> float:
        """Lower end of the 95% interval."""
        return self.estimate - 1.96 * self.error

    @property
    def high(self) -> float:
        """Upper end."""
        return self.estimate + 1.96 * self.error


def column(frame: pl.DataFrame, name: str) -> Array:
    """A column as an array."""
    return frame[name].to_numpy().astype(float)


def effect(frame: pl.DataFrame) -> Array:
    """True effect on each enterprise."""
    return column(frame, "y") - column(frame, "y_other")


def trend(frame: pl.DataFrame) -> Array:
    """What each would have done without the policy, less what it did before."""
    return column(frame, "y_other") - column(frame, "before")


def change(frame: pl.DataFrame) -> Array:
    """What each did, less what it did before."""
    return column(frame, "y") - column(frame, "before")


def plain(treated: pl.DataFrame, controls: pl.DataFrame) -> Parts:
    """Difference in differences with all controls."""
    own, others = change(treated), change(controls)
    error = np.sqrt(own.var(ddof=1) / len(own) + others.var(ddof=1) / len(others))
    return Parts(
        "differences in differences",
        float(own.mean() - others.mean()),
        float(error),
        float(effect(treated).mean()),
        float(effect(controls).mean()),
        float(trend(treated).mean() - trend(controls).mean()),
    )


def features(frame: pl.DataFrame) -> Array:
    """What matching looks at, all from before the grant."""
    logs = [np.log(column(frame, f"base_{name}")) for name in ("capital", "output", "productivity")]
    return np.column_stack([*logs, column(frame, "base_numerical"), column(frame, "before")])


def matched(treated: pl.DataFrame, controls: pl.DataFrame) -> Parts:
    """The same with the nearest control of the same province and year for each treated."""
    spread = features(controls).std(axis=0)
    pairs = []
    for (seed, year), group in treated.partition_by("seed", "year", as_dict=True).items():
        pool = controls.filter(pl.col("seed") == seed, pl.col("year") == year)
        tree = cKDTree(features(pool) / spread)
        pairs.append((group, pool[tree.query(features(group) / spread)[1]]))
    own = pl.concat([group for group, _ in pairs])
    chosen = pl.concat([near for _, near in pairs])
    differences = change(own) - change(chosen)
    return Parts(
        "the same, matched on the years before",
        float(differences.mean()),
        float(differences.std(ddof=1) / np.sqrt(len(differences))),
        float(effect(own).mean()),
        float(effect(chosen).mean()),
        float((trend(own) - trend(chosen)).mean()),
    )


did, pairs = plain(treated, controls), matched(treated, controls)

# %% [markdown]
# ## A discontinuity at the cut-off
#
# Scores are sums of a few points, so in every quarter many applicants have exactly the score at
# which the money ends, and luck decides between them: a regression discontinuity by local
# randomisation (Cattaneo, Frandsen and Titiunik 2015). Granted and refused at the cut-off are
# compared within their queue; errors are clustered by enterprise. All of them have a project, so
# selection should vanish. What is estimated is the effect on those at the margin.


# %%
def within(values: Array, queue: Array) -> Array:
    """Values less the mean of their queue."""
    return values - (np.bincount(queue, values) / np.bincount(queue))[queue]


def at_the_cutoff(rows: pl.DataFrame) -> Parts:
    """Granted against refused of equal score in the same queue."""
    tied = rows.filter(pl.col("applied"), pl.col("score") == pl.col("cutoff"))
    queue = tied.select("seed", "year", "quarter", "major").to_numpy().astype(int)
    _, place = np.unique(queue, axis=0, return_inverse=True)
    place = place.ravel()
    given = within((column(tied, "grant") > 0.0).astype(float), place)
    weight = given / (given @ given)
    estimate = float(weight @ within(column(tied, "y"), place))
    rest = within(column(tied, "y"), place) - estimate * given
    _, enterprise = np.unique(tied.select(ENTERPRISE).to_numpy(), axis=0, return_inverse=True)
    error = float(np.sqrt((np.bincount(enterprise.ravel(), weight * rest) ** 2).sum()))
    # the estimator is a weighted sum: positive weights are the granted's, negative the refused's
    own = float(weight[given > 0.0] @ effect(tied)[given > 0.0])
    others = -float(weight[given <= 0.0] @ effect(tied)[given <= 0.0])
    return Parts(
        "discontinuity at the cut-off",
        estimate,
        error,
        own,
        others,
        float(weight @ column(tied, "y_other")),
    )


cut = at_the_cutoff(rows)

# %% [markdown]
# ## Estimates and truth
#
# In shares of capital invested over two years. `spillover` is the true effect on the comparison
# group (at the cut-off mostly grants that the refused get later), `selection` the bias that no
# method sees.

# %%
RESULTS = (did, pairs, cut)
table = pl.DataFrame(
    [{**parts._asdict(), "low": parts.low, "high": parts.high} for parts in RESULTS]
).select("method", "estimate", "low", "high", "truth", "spillover", "selection")
with pl.Config(tbl_rows=-1, fmt_str_lengths=60, float_precision=3, tbl_width_chars=140):
    print(table)

# %%
for parts in RESULTS:
    holds = parts.low <= parts.truth - parts.spillover <= parts.high
    print(
        f"{parts.method}: {parts.estimate:.3f} [{parts.low:.3f}, {parts.high:.3f}], true effect "
        f"{parts.truth:.3f}, less what the compared had {parts.truth - parts.spillover:.3f}: "
        f"{'inside' if holds else 'OUTSIDE'} the interval"
    )

# %%
# What a method says (above) and what is true of those it compares (below): they should agree.
dots, shown = [], {}
for parts in RESULTS:
    truth = parts.truth - parts.spillover
    look = COLOURS[len(dots) // 2]
    for name, value, low, high in (
        (parts.method, parts.estimate, parts.low, parts.high),
        (f"true effect: {parts.method}", truth, truth, truth),
    ):
        dots.append(
            {"scenario": name, "estimate": value, "low": low, "high": high, "clear": True}
            | {"label": f"{name}\u2002{value:+.3f}", "interval": f"{low:.3f} to {high:.3f}"}
        )
        shown[name] = Look(look, SHAPES[value is truth], (1, 0))
captioned(
    interval_dots(dots, shown, "en", "95%"),
    "Effect of a grant on investment over two years: what methods find, and the truth",
    (
        "Lines: 95% intervals. Unit: share of the capital invested.",
        f"{len(treated)} first grants in {RUNS} province(s), seeds from 1, scale {SCALE:g}.",
    ),
)
