"""A planner's question: machines first or closures first, who loses, and at what cost."""

# %% [markdown]
# # Machines first, or closures first?
#
# The province has 3,000 million yuan a year from 2016 to 2020. It can pay a part of the price of
# new machines, or pay for the closing of outdated capacity. Both belong to the plan; the question
# of the governor is which of them should get most of the money, who loses by it, and what a point
# of progress costs.
#
# Two short files state the two answers: [machines_first.toml](machines_first.toml) gives two thirds
# to machines and one third to closures, [closures_first.toml](closures_first.toml) the reverse.
# Change a number there and run this again. What the nation orders (steel and coal quotas,
# environmental law) is in every scenario, also in `no_plan`, and is not credited to the province.
#
# The defaults take about three minutes on two cores. `LIAOSIM_LANG=zh` before the notebook starts
# gives tables, sentences and figures in Chinese.

# %%
from __future__ import annotations

import os
from pathlib import Path

import polars as pl

import liaosim

RUNS = int(os.environ.get("PLANNER_RUNS", "8"))  # provinces, each with its own luck
SCALE = float(os.environ.get("PLANNER_SCALE", "0.5"))  # share of the enterprises
FOLDER = Path(liaosim.__file__).parent / "examples"
MACHINES = str(FOLDER / "machines_first.toml")
CLOSURES = str(FOLDER / "closures_first.toml")
TABLES = pl.Config(tbl_rows=-1, fmt_str_lengths=60, tbl_hide_dataframe_shape=True)

# %% [markdown]
# ## What each does, against no plan
#
# Every run of a mix is paired with a run of `no_plan` from the same enterprises with the same luck.
# So the intervals say how far the *policy's* effect varies over the parameters, drawn from
# their prior ranges with every seed; they are not forecasts.

# %%
found = liaosim.compare("no_plan", [MACHINES, CLOSURES], runs=RUNS, scale=SCALE)
found

# %%
for indicator in ("output", "employment", "labour_productivity", "obsolete_share"):
    print(found.answer(indicator))

# %%
found.plot("output")

# %%
found.plot("employment")

# %% [markdown]
# What lasts: the money ends in 2020, the figures go on to 2025. An effect that fades after the
# dashed line was bought for some years; one that stays was built into machines or left with the
# plants that closed.
#
# ## Which of the two
#
# Two intervals against no plan that overlap do not tell whether the mixes differ. So they are
# compared with each other, pair by pair: a plus says that machines first gives more.

# %%
between = liaosim.compare(CLOSURES, [MACHINES], runs=RUNS, scale=SCALE)
between

# %% [markdown]
# ## Is the money spent?
#
# A budget is not an expense. Grants need applicants, and closures need capacity that may be closed:
# the last column is the share of 15,000 million yuan that found a use from 2016 to 2020.

# %%
BUDGET = 5 * 3000.0
spent = (
    found.table()
    .filter(pl.col("indicator").str.starts_with("fiscal_cost"), scope="province", group="all")
    .group_by("scenario", "indicator", maintain_order=True)
    .agg((pl.col("baseline") + pl.col("estimate")).sum().round(0).alias("million yuan"))
    .filter(pl.col("million yuan") > 0.0)
    .with_columns((pl.col("million yuan") / BUDGET).round(2).alias("share of budget"))
)
spent

# %% [markdown]
# ## Who loses
#
# Jobs by city in 2020, in percent of what each city would have had; the pale ones cannot be told
# from no effect.

# %%
found.map("machines_first", "employment", year="2020")

# %%
found.map("closures_first", "employment", year="2020")

# %% [markdown]
# By sector, size and owner: those whose 95% interval leaves out zero, the largest losses first. Of
# twenty comparisons about one does so by chance, so a single small entry proves little.

# %%
parts = {
    name: liaosim.attribute(path, "no_plan", runs=RUNS, scale=SCALE)
    for name, path in (("machines_first", MACHINES), ("closures_first", CLOSURES))
}
winners = pl.concat([part.table("winners") for part in parts.values()])
(
    winners.filter(verdict="loses", indicator="employment", period="2020")
    .filter(pl.col("dimension").is_in(["sector", "size", "owner"]))
    .with_columns(percent=(100.0 * pl.col("estimate") / pl.col("baseline")).round(2))
    .sort("scenario", "dimension", "estimate")
    .group_by("scenario", "dimension", maintain_order=True)
    .head(5)
    .select("scenario", "dimension", "name", pl.col("estimate", "low", "high").round(0), "percent")
)

# %% [markdown]
# Jobs go where machines come: an enterprise that upgrades needs fewer hands for what it makes, and
# only in part sells more. Closures take jobs at once, in the cities and sectors of the old plants.
#
# ## Which lever does it
#
# The effect of a mix, taken apart into its levers (Shapley values: they sum to the whole).

# %%
parts["closures_first"].plot("labour_productivity")

# %%
parts["closures_first"].plot("employment")

# %% [markdown]
# ## What a unit costs
#
# Million yuan of public money for one unit better, with Fieller's 95% interval; money and flows
# summed to 2020, stocks and ratios as they stand then. No number where the effect cannot be told
# from nothing (`not_distinguishable`) or goes the wrong way (`worsens`).

# %%
PRICED = ("output", "labour_productivity", "cnc_rate", "obsolete_share", "employment", "co2")
costs = pl.concat([part.table("costs") for part in parts.values()])
(
    costs.filter(pl.col("indicator").is_in(PRICED), lever="mix", period="2020")
    .sort(pl.col("indicator").cast(pl.Enum(PRICED)), "scenario")
    .select("indicator", "scenario", pl.col("ratio", "low", "high").round(2), "unit", "verdict")
)

# %% [markdown]
# And what comes back: yuan of taxes and of value added for a yuan spent, summed to 2025.

# %%
back = pl.concat([part.table("per_yuan") for part in parts.values()])
(
    back.filter(pl.col("indicator").is_in(["tax_revenue", "value_added"]), period="2025")
    .filter(pl.col("lever") != "policy_support")
    .sort("indicator", "lever", "scenario")
    .select("indicator", "lever", "scenario", pl.col("ratio", "low", "high").round(2))
)

# %% [markdown]
# ## What to tell the governor
#
# The sentences below are written by the numbers: *raises* where the 95% interval leaves out zero,
# *probably* where only the 80% interval does, and otherwise that there is no clear effect.

# %%
print(between.answer("output"))
print(between.answer("employment"))
print(between.answer("fiscal_cost"))
for name, part in parts.items():
    best = part.table("costs").filter(lever="mix", indicator="labour_productivity", period="2020")
    line = best.row(0, named=True)
    if line["ratio"] is None:
        print(f"{name}: no price of a unit of productivity can be given ({line['verdict']}).")
    else:
        print(
            f"{name}: {line['ratio']:,.0f} million yuan ({line['low']:,.0f} to "
            f"{line['high']:,.0f}) for each thousand yuan of output per worker and year."
        )

# %% [markdown]
# And what to add before he decides:
#
# - **The jobs are the price.** If fewer jobs are not acceptable, the mix needs help for displaced
#   workers or demand for what the province makes; neither mix has more of these than the files say.
# - **More is not cheaper.** A mix can do more because more of its money found a use. What a yuan
#   does is in the price of a unit; where the intervals of the two mixes overlap, it does not tell
#   them apart.
# - **Money that finds no use is no saving**: a year's unspent closure money could have gone to
#   machines. A mix that lets it do so is a third file, a few lines long.
# - **Many parameters are assumed** (`data/parameters.csv`). The order of the two mixes is more
#   trustworthy than the size of their effects; `found.orders` says how probable an order is, and
#   `half_width_chance` beside `low` and `high` how little of the doubt is chance, as in the
#   [researcher's study](researchers_study.ipynb).
