"""A researcher's study: seeds with drawn parameters in a store, resumed, taken apart, verified."""

# %% [markdown]
# # Seeds, parameters, levers: where an effect and its doubt come from
#
# What do three levers of the plan (machines, digital systems, closures) do to labour productivity;
# how much of the doubt is chance, and how much are parameters that nobody has measured; and which
# lever does it? The runs are kept in a study on disk, so that a stop costs nothing and another
# person can compute a part of them again.

# %%
from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import altair as alt
import polars as pl

import liaosim
from display.charts import finished, inline
from experiments.plots import captioned
from experiments.store.verify import verify

SEEDS = int(os.environ.get("STUDY_SEEDS", "84"))
SCALE = float(os.environ.get("STUDY_SCALE", "0.1"))  # share of the enterprises
FOLDER = Path(os.environ.get("STUDY_FOLDER", "studies"))
INDICATOR, YEAR = "labour_productivity", "2020"

# %% [markdown]
# ## The study: scenarios x seeds
#
# A scenario of ours is one of the library with some of its levers only. Every seed draws
# every parameter from the middle 90% of its prior in `data/parameters.csv`; one seed in four shares
# the draw of its neighbour.

# %%
LEVERS = ("technical_transformation", "digitalisation", "capacity_elimination")
three = replace(
    liaosim.load("plan_2015").with_levers(LEVERS, name="three_levers"),
    title={"zh": "三项政策工具", "en": "Three levers of the plan"},
)


def run(stop_after: float = 1.0) -> None:
    """Compute what is missing of the study, or stop after a share of the work, as Ctrl-C does."""

    def progress(done: float, total: float) -> None:
        if done >= stop_after * total:
            raise KeyboardInterrupt

    liaosim.study(
        FOLDER, ["no_plan", three], runs=SEEDS, scale=SCALE,
        progress=progress if stop_after < 1.0 else None,
    )  # fmt: skip


try:
    run(stop_after=0.4)
except KeyboardInterrupt:
    print("stopped")
found = liaosim.study(FOLDER)
found

# %% [markdown]
# It was stopped on the way; whole members are kept. The same call computes the rest, and once more
# finds everything there.

# %%
for attempt in ("the rest", "once more"):
    start = time.perf_counter()
    run()
    print(f"{attempt}: {time.perf_counter() - start:.1f} s")
found = liaosim.study(FOLDER)
found

# %% [markdown]
# ## Read with xarray
#
# Indicators are derived when they are computed; nothing is held in memory before. Members carry
# their draw and seed.

# %%
level = found.indicator(INDICATOR)
level

# %%
effect = (level.sel(scenario="three_levers") - level.sel(scenario="no_plan")).compute()
effect.sel(period=YEAR).groupby("draw").mean()

# %% [markdown]
# ## Chance and parameters
#
# Under one draw the paired effects of its two seeds differ by chance alone; the means of draws
# differ by parameters and by what is left of chance. So
#
#     variance of parameters = variance of the means - variance within x mean of 1 / seeds of a draw
#
# (nested components; below zero counts as zero). `comparison` says the same apart: from
# `half_width_chance`, which shrinks with every seed, and from `low` to `high`, which does not.

# %%
yearly = effect.sel(period=YEAR)
drawn = pl.DataFrame({"draw": yearly["draw"].values, "effect": yearly.values})
by_draw = drawn.group_by("draw", maintain_order=True).agg(
    pl.col("effect").mean().alias("mean"),
    pl.col("effect").var().alias("within"),
    pl.len().alias("seeds"),
)
chance = by_draw["within"].drop_nulls().mean()
left = chance * (1.0 / by_draw["seeds"]).mean()
parameters = max(0.0, by_draw["mean"].var() - left)
both = found.comparison()
whole = both.effect("three_levers", INDICATOR, YEAR)
print(f"spread by chance, one province:  {1000.0 * chance**0.5:.2f} thousand yuan per worker-year")
print(f"spread by parameters:            {1000.0 * parameters**0.5:.2f}")
print(
    f"mean effect: {1000.0 * whole.estimate:.2f}, by chance within "
    f"{1000.0 * whole.half_width_chance:.2f}; over the parameters "
    f"[{1000.0 * whole.low:.2f}, {1000.0 * whole.high:.2f}]"
)

# %%
places = by_draw.sort("mean")["draw"].to_list()
points = inline(
    [
        {"draw": draw, "effect": 1000.0 * value, "centre": 1000.0 * mean}
        for draw, value, mean in drawn.join(by_draw, on="draw")
        .select("draw", "effect", "mean")
        .rows()
    ]
).encode(x=alt.X("draw:O", sort=places, title="draw of the parameters, by its mean effect"))
unit = "thousand yuan per worker-year"
spread = alt.layer(
    points.mark_point(opacity=0.6).encode(y=alt.Y("effect:Q", title=unit)),
    points.mark_tick(thickness=3, color="#D55E00").encode(y="centre:Q"),
)
captioned(
    finished(spread.properties(height=260)).to_dict(),
    f"Effect on labour productivity in {YEAR}: seeds (circles) and draws (bars)",
    (f"Paired differences to no plan. Unit: {unit}.", f"{len(drawn)} pairs, scale {SCALE:g}."),
)

# %% [markdown]
# Where the bars lie further apart than the circles of a draw, more seeds tell little: what is
# missing is evidence on parameters.

# %%
found.plot(INDICATOR)

# %% [markdown]
# ## Which lever does it
#
# Shapley values over all eight coalitions of the three levers, under the central values. The
# interaction of a pair is what the two bring together beyond what each brings alone: machines and
# digital systems, for example, where systems need numerically controlled equipment.

# %%
parts = liaosim.attribute(three, "no_plan", runs=min(SEEDS, 8), scale=SCALE, parameters="central")
parts

# %%
parts.plot(INDICATOR)

# %%
with pl.Config(tbl_rows=-1, fmt_str_lengths=60, tbl_width_chars=140):
    print(
        parts.table("interactions")
        .filter(
            pl.col("indicator").is_in([INDICATOR, "mes_penetration", "employment"]),
            scope="province",
            group="all",
            period=YEAR,
        )
        .select("levers", "indicator", "unit", "estimate", "low", "high")
    )

# %% [markdown]
# The parts are a split of the effect by a rule that is fair to all orders of introduction, not what
# each lever would do alone. A lever alone is `three.with_levers(["digitalisation"])`, compared.
#
# ## Can anyone else get these numbers
#
# Some members, computed again from what the record says, must have the same bits on the same family
# of processors (elsewhere they agree to nine digits).

# %%
verdict = verify(found.path, "random:2")
print(f"{len(verdict.checked)} of {verdict.all_members} members again: same bits: {verdict.same}")

# %% [markdown]
# One tidy line for each scenario, member and year, with unit and source, for any other tool:

# %%
found.table([INDICATOR]).head()
