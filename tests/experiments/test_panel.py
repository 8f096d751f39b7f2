"""The panel: two lives that add up to the paired effect, and methods held against the truth."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from agents.parameters import defaults
from experiments.panel import COLUMNS, Panel
from liaosim import compare, load, panel
from model.input_data.data_tables import SERVICES
from scenarios.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
SMALL: dict[str, Any] = {"scale": 0.05, "until": "2018Q4", "runs": 2}


@pytest.fixture(scope="module")
def small() -> Panel:
    return panel("plan_2015", **SMALL)


def industry(found: Panel) -> pl.DataFrame:
    return found.frame.filter(~pl.col("sector").is_in(list(SERVICES)))


def weighted(rows: pl.DataFrame, name: str, weight: str = "weight") -> float:
    """Total of a column over the enterprises of the province, mean over both seeds."""
    return float(rows[weight].to_numpy() @ rows[name].to_numpy()) / 2.0


def test_effects_of_enterprises_add_up_to_the_effect_on_the_province(small: Panel) -> None:
    other = compare("no_plan", ["plan_2015"], parameters="central", **SMALL)
    for year in ("2016", "2017", "2018"):
        rows = industry(small).filter(year=int(year))
        own = weighted(rows, "output")
        base = weighted(rows, "output_other", "weight_other")
        effect = other.effect("plan_2015", "output", year)
        assert effect is not None
        assert base == pytest.approx(effect.baseline, rel=1e-12)
        assert own - base == pytest.approx(effect.estimate, abs=1e-9 * effect.baseline)
        staff = weighted(rows, "staff")
        whole = other.path("plan_2015", "employment")
        assert staff == pytest.approx(whole.mean[whole.periods.index(year)], rel=1e-12)


def test_support_of_enterprises_adds_up_to_what_the_levers_spent(small: Panel) -> None:
    other = compare("no_plan", ["plan_2015"], parameters="central", **SMALL)
    rows = industry(small).filter(year=2017)
    grants = weighted(rows, "grant")
    spent = other.effect("plan_2015", "fiscal_cost_technical_transformation", "2017")
    assert spent is not None
    assert grants == pytest.approx(spent.estimate, rel=1e-9)


def test_an_effect_is_one_life_less_the_other_and_always_a_number(small: Panel) -> None:
    rows = small.frame
    difference = rows["output"] - rows["output_other"]
    assert (rows["effect"] == difference).all()
    assert rows["effect"].is_finite().all()
    gone = rows.filter(~pl.col("alive"))
    assert (gone["staff"] == 0.0).all()
    assert not rows.filter(year=2015)["effect"].to_numpy().any()  # before the first lever


def test_columns_are_those_that_are_described(small: Panel) -> None:
    assert small.frame.columns == list(COLUMNS)
    sometimes = {"quarter", "asked", "score", "cutoff", "major"}
    sometimes |= {"labour_productivity", "labour_productivity_other"}
    for name in COLUMNS:
        assert name in sometimes or small.frame[name].null_count() == 0, name
        if small.frame[name].dtype.is_float():
            assert small.frame[name].drop_nulls().is_finite().all(), name
    keys = small.frame.select("seed", "enterprise", "year")
    assert keys.is_unique().all()


def test_who_was_treated_stays_so_and_treated_are_the_granted(small: Panel) -> None:
    rows = small.frame.sort("seed", "enterprise", "year")
    later = rows.with_columns(before=pl.col("treated").shift(1).over("seed", "enterprise"))
    assert later.filter("before")["treated"].all()
    assert rows.filter(pl.col("grant") > 0.0)["treated"].all()
    assert rows.filter("treated")["supported"].all()
    assert rows.filter(pl.col("grant") > 0.0)["applied"].all()


def test_the_cutoff_tells_the_served_from_the_refused() -> None:
    found = panel(str(ROOT / "examples" / "selective_grants.toml"), scale=0.1, until="2018Q4")
    asked = found.frame.filter(pl.col("cutoff").is_not_null())
    below = asked.filter(pl.col("score") < pl.col("cutoff"))
    assert below.height > 50
    # served below it: who took less than half of what was asked at it, for which money did not do
    queue = ["seed", "year", "quarter", "major"]
    at_it = (pl.col("score") == pl.col("cutoff")) & (pl.col("grant") <= 0.0)
    wanted = (pl.col("asked") * pl.col("weight")).max().alias("wanted")
    refused = asked.filter(at_it).group_by(queue).agg(wanted)
    served = below.filter(pl.col("grant") > 0.0).join(refused, on=queue, how="left")
    part = defaults()["served_part"][0]
    assert (served["grant"] * served["weight"] <= part * served["wanted"]).all()
    assert served["wanted"].null_count() == 0
    # above it who found credit for the rest was served; who did not only replaced what wore out
    above = asked.filter(pl.col("score") > pl.col("cutoff"))
    without = above.filter(pl.col("grant") <= 0.0)
    assert without.height < 0.2 * above.height
    assert (without["investment"] < 0.05 * without["capital"]).all()


def test_a_scenario_against_itself_has_no_effect() -> None:
    found = panel("plan_2015", "plan_2015", scale=0.02, until="2017Q4")
    assert not found.frame["effect"].to_numpy().any()
    assert found.frame["treated"].any()
    assert (found.frame["alive"] == found.frame["alive_other"]).all()


def test_without_grants_the_treated_are_the_subsidised() -> None:
    one = load("plan_2015").with_levers(["digitalisation"], "one")
    found = panel(one, scale=0.02, until="2017Q4")
    assert found.frame["treated"].any()
    assert not found.frame["grant"].to_numpy().any()


def test_random_assignment_recovers_the_true_mean_effect(small: Panel) -> None:
    # every enterprise is shown in one of its lives by the toss of a coin; the difference in means
    # covers the true mean effect in 95% of 400 tosses, give or take four standard errors (1.1%)
    rows = small.frame.filter(year=2018)
    here, other = rows["investment"].to_numpy(), rows["investment_other"].to_numpy()
    size = np.maximum(rows["capital"].to_numpy(), 1.0)
    here, other = np.minimum(here / size, 2.0), np.minimum(other / size, 2.0)
    truth = float((here - other).mean())
    luck = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        shown = luck.random(len(here)) < 0.5
        own, others = here[shown], other[~shown]
        error = np.sqrt(own.var(ddof=1) / len(own) + others.var(ddof=1) / len(others))
        inside += abs(own.mean() - others.mean() - truth) <= 1.96 * error
    # the two lives of one enterprise are alike, so that the interval is if anything too wide
    assert inside / 400 >= 0.95 - 4 * 0.011


def test_a_panel_says_what_it_is_and_is_written_whole(small: Panel, tmp_path: Path) -> None:
    assert repr(small).startswith("Panel(plan_2015 against no_plan: ")
    assert small.columns()["effect"][0] == "million yuan, 2015 prices"
    path = tmp_path / "panel.parquet"
    small.write_parquet(path)
    assert [p.name for p in tmp_path.iterdir()] == ["panel.parquet"]
    assert pl.read_parquet(path).equals(small.frame)
    treated = small.frame.filter(year=2018).filter("treated")
    assert small.truth(2018) == pytest.approx(float(treated["effect"].to_numpy().mean()))


def test_a_panel_without_a_whole_year_is_refused() -> None:
    with pytest.raises(InputError, match="no year is whole"):
        panel(until="2015Q3")


def parts_of(runs: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Run the example as a script and take its results."""
    monkeypatch.setenv("EVALUATION_RUNS", str(runs))
    found = runpy.run_path(str(ROOT / "examples" / "evaluation_methods.py"), run_name="__main__")
    return list(found["RESULTS"])


def test_an_estimate_is_truth_less_spillover_plus_selection(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for parts in parts_of(1, monkeypatch):
        made_of = parts.truth - parts.spillover + parts.selection
        assert parts.estimate == pytest.approx(made_of, abs=1e-12), parts.method
    assert "true effect" in capsys.readouterr().out


@pytest.mark.slow
def test_differences_overstate_selective_grants_and_the_cutoff_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, matched, cut = parts_of(8, monkeypatch)
    for biased in (plain, matched):
        assert biased.low > biased.truth - biased.spillover
        assert biased.selection > 0.02
    # four standard errors: a false alarm in 16,000 engines
    assert abs(cut.estimate - (cut.truth - cut.spillover)) <= 4.0 * cut.error
