"""Attribution of the model's own mixes: identities, levers that do not meet, what is written."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import numpy as np
import pytest

from experiments.attribution.attribution import Attribution
from experiments.attribution.coalitions import WORLD, game, players_of
from experiments.attribution.contributions import SECTIONS, columns_of
from liaosim import attribute, compare, load
from model.indicators import INDICATOR_INDEX, SCOPES
from model.simulate import Start
from model.toy import toy_start
from scenarios.errors import InputError
from scenarios.loader import parse_text
from scenarios.policy_schedule import fund_cut, instruments
from scenarios.scenario import Scenario

SMALL: dict[str, Any] = {"scale": 0.02, "until": "2017Q4", "runs": 2}
FIVE = load("plan_2015").with_levers(
    [
        "technical_transformation",
        "capacity_elimination",
        "digitalisation",
        "green_manufacturing",
        "financing",
    ],
    name="five",
)
APART = """
name = "apart"
[levers.technical_transformation]
budget = 50
grant_rate = 0.3
cities = ["Anshan"]
[levers.digitalisation]
budget = 50
cities = ["Dalian"]
[levers.green_manufacturing]
so2_charge = 5000
cities = ["Panjin"]
"""


@pytest.fixture(scope="module")
def small() -> Attribution:
    return attribute(FIVE, **SMALL)


def test_contributions_sum_to_the_total_everywhere(small: Attribution) -> None:
    keys = ("scope", "group", "indicator", "period")
    sums: dict[tuple[str, ...], float] = {}
    for part in small.contributions():
        place = tuple(getattr(part, key) for key in keys)
        sums[place] = sums.get(place, 0.0) + part.estimate
    totals = {tuple(getattr(p, k) for k in keys): p.estimate for p in small.totals()}
    assert sums.keys() == totals.keys()
    for place, total in totals.items():
        assert sums[place] == pytest.approx(total, rel=1e-9, abs=1e-9), place


def test_the_total_is_the_paired_difference_of_a_comparison(small: Attribution) -> None:
    other = compare("no_plan", [FIVE], **SMALL)
    found = small.total[np.isfinite(small.total)]
    wanted = other.estimate[0][np.isfinite(small.total)]
    size = np.nan_to_num(abs(other.base_mean[np.isfinite(small.total)])) + abs(wanted)
    assert (abs(found - wanted) <= 1e-10 * (1.0 + size)).all()
    assert np.isfinite(small.total).mean() > 0.5


def test_one_lever_alone_is_the_whole_and_meets_nobody(
    small: Attribution,
) -> None:
    one = attribute(load("plan_2015").with_levers(["digitalisation"], "one"), **SMALL)
    assert one.pairs == ()
    assert list(one.interactions()) == []
    file = io.StringIO()
    one.write_csv(file, "interactions")
    columns = [*small.table("interactions").columns, "source"]
    assert file.getvalue().rstrip().split(",") == columns
    assert one.total.tobytes() == one.shares[0].tobytes()
    assert len(small.pairs) == 10


def test_workers_do_not_move_a_bit(small: Attribution) -> None:
    other = attribute(FIVE, **SMALL, workers=1)
    for name in ("shares", "shares_half", "total", "together", "base"):
        assert getattr(small, name).tobytes() == getattr(other, name).tobytes()
    assert small.kept.classes.tobytes() == other.kept.classes.tobytes()


def separated(seed: int, _scale: float, _parameters: object = None) -> Start:
    """Three cities, one in each region, without trade between them."""
    cells = {("Anshan", "steel"): 8.0, ("Dalian", "cnc_machine_tools"): 8.0}
    return toy_start(seed, enterprises={**cells, ("Fuxin", "food"): 4.0}, trade=False)


@pytest.fixture(scope="module")
def apart() -> Attribution:
    """Three levers in three cities that have nothing to do with one another; in one is nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.ensemble.start", separated)
        return attribute(parse_text(APART), runs=2, until="2018Q4")


def removal(scenario: Scenario, lever: str, seeds: tuple[int, ...]) -> np.ndarray:
    """The mix less the mix without a lever, mean over seeds, run by itself."""
    from experiments.ensemble import Ensemble

    rest = scenario.with_levers([name for name in scenario.levers if name != lever], "rest")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.ensemble.start", separated)
        members = list(Ensemble([rest, scenario], seeds, quarters=16))
    found: np.ndarray = np.mean([m.values[1] - m.values[0] for m in members], axis=0)
    return found


def test_where_levers_do_not_meet_a_share_is_what_removal_takes_away(apart: Attribution) -> None:
    moved = 0
    for k, lever in enumerate(apart.players[:2]):
        wanted = removal(parse_text(APART), lever, apart.seeds)
        for r, (scope, group) in enumerate(apart.rows):
            if scope not in ("Anshan", "Dalian", "province") or group != "all":
                continue
            for name in ("output", "investment", "tax_revenue", "fiscal_cost", "employment"):
                i = INDICATOR_INDEX[name]
                found = apart.shares[k, :, r, i]
                size = 1.0 + abs(apart.base[:, r, i])
                assert (abs(found - wanted[:, r, i]) <= 1e-9 * size).all(), (lever, scope, name)
                moved += int(abs(found).max() > 1e-6)
    assert moved > 6  # the levers do something


def test_where_levers_do_not_meet_nothing_interacts(apart: Attribution) -> None:
    r, i = apart.rows.index(("province", "all")), INDICATOR_INDEX["output"]
    size = abs(apart.base[:, r, i])
    assert (abs(apart.together[..., r, i]) <= 1e-9 * size).all()
    assert abs(apart.total[:, r, i]).max() > 1e-6


def test_a_lever_where_nobody_is_gets_nothing(apart: Attribution) -> None:
    nothing = apart.shares[apart.players.index("green_manufacturing")]
    finite = nothing[np.isfinite(nothing)]
    assert finite.size
    assert not finite.any()


def test_the_ends_of_the_game_are_the_baseline_and_the_scenario() -> None:
    baseline, scenario = load("no_plan"), FIVE
    played = game(baseline, scenario, 20)
    for mask, end in ((0, baseline), ((1 << len(played.players)) - 1, scenario)):
        levers, policy, _ = instruments(end, 20)
        ready = played.prepare(mask)
        assert np.asarray(ready.levers).tobytes() == np.asarray(levers).tobytes()
        assert np.asarray(ready.policy).tobytes() == np.asarray(policy).tobytes()


def test_a_lever_that_is_out_takes_its_handles_with_it() -> None:
    played = game(load("no_plan"), FIVE, 20)
    without = played.prepare(0b11110)
    assert played.players[0] == "technical_transformation"
    policy: Any = without.policy
    assert not policy["grant_rate"].any()
    assert not policy["reserve"].any()
    assert policy["subsidy_software"].any()


def test_the_cut_of_the_full_mix_holds_in_every_coalition() -> None:
    text = APART.replace("budget = 50", "budget = 3000")
    scenario = parse_text(text)
    cut, _ = fund_cut(scenario, 20)
    assert cut.min() < 0.9
    played = game(load("no_plan"), scenario, 20)
    full: Any = played.prepare(0b111).levers
    for mask in range(1, 8):
        levers: Any = played.prepare(mask).levers
        on = levers["on"]
        assert (levers["budget"][on] == full["budget"][on]).all()


def test_levers_of_the_baseline_that_stay_are_no_players() -> None:
    plan = load("plan_2015")
    some = plan.with_levers(["digitalisation"], "some")
    assert players_of(some, plan) == tuple(n for n in plan.levers if n != "digitalisation")


def test_a_world_that_differs_is_a_player_and_said() -> None:
    slump = load("demand_slump_2016").with_levers(["digitalisation"], "slump")
    found = attribute(slump, runs=2, scale=0.02, until="2015Q4", world=None)
    assert found.players[-1] == WORLD
    assert any("world" in str(warned.text) for warned in found.warnings)
    assert WORLD not in {cost.lever for cost in found.costs()}


def test_nothing_to_attribute_is_said() -> None:
    with pytest.raises(InputError, match="nothing to attribute"):
        attribute("no_plan", runs=2)
    with pytest.raises(InputError, match="--runs"):
        attribute("plan_2015", runs=1)


def test_two_cuts_are_refused() -> None:
    rich = parse_text(APART.replace("budget = 50", "budget = 3000"))
    with pytest.raises(InputError, match="different shares"):
        attribute(rich, load("plan_2015"), runs=2)


def test_the_document_has_its_shape_and_only_finite_numbers(small: Attribution) -> None:
    file = io.StringIO()
    small.write_json(file)
    found = json.loads(file.getvalue(), parse_constant=lambda name: pytest.fail(name))
    assert found["schema"] == "liaosim/attribute/1"
    assert (found["scenario"], found["baseline"]) == ("five", "no_plan")
    assert found["method"] == "exact_shapley"
    keys = ["scope", "group", "indicator", "unit", "period", "estimate", "low", "high"]
    assert list(found["contributions"][0]) == ["lever", *keys]
    assert list(found["totals"][0]) == keys
    assert list(found["interactions"][0]) == ["levers", *keys]
    assert {part["scope"] for part in found["totals"]} == set(SCOPES)
    for section in SECTIONS:
        assert found[section] or section == "deadweight", section
        table = small.table(section)
        assert table.height == len(found[section])
        assert table.columns[2:-1] == list(columns_of(section)), section
    for part in found["contributions"]:
        assert part["low"] <= part["estimate"] <= part["high"]


def test_one_contribution_can_be_had_by_name(small: Attribution) -> None:
    part = small.contribution("digitalisation", "erp_penetration", "2017")
    assert part is not None
    assert part.estimate > 0.0
    line = small.table().filter(
        lever="digitalisation", indicator="erp_penetration", period="2017", scope="province",
        group="all",
    )  # fmt: skip
    assert line["estimate"].item() == part.estimate
    whole = small.whole("output", "2016")
    assert whole is not None
    assert math.isfinite(whole.estimate)
    assert small.whole("additionality", "2016") is None  # no grants, no share of them
    assert repr(small).startswith("Attribution(five against no_plan: technical_transf")


WRONG_NAMES = {
    "lever": (("digitalization", "output", "2016"), "lever.*digitalisation"),
    "indicator": (("digitalisation", "outputs", "2016"), "nearest is output"),
    "period": (("digitalisation", "output", "2061"), "period.*2016"),
    "scope": (("digitalisation", "output", "2016", "Dalain"), "scope.*Dalian"),
    "group": (("digitalisation", "output", "2016", "province", "stel"), "group.*steel"),
}


@pytest.mark.parametrize(("asked", "says"), WRONG_NAMES.values(), ids=WRONG_NAMES)
def test_a_name_that_is_not_there_is_met_with_the_nearest(
    asked: tuple[str, ...], says: str, small: Attribution
) -> None:
    with pytest.raises(InputError, match=says):
        small.contribution(*asked)
    if "lever" not in says:
        for place in (small.whole, small.place):
            with pytest.raises(InputError, match=says):
                place(*asked[1:])
    with pytest.raises(InputError, match=r"table.*costs"):
        small.table("cost")


def test_many_levers_are_sampled_and_sum_to_the_total_all_the_same(
    monkeypatch: pytest.MonkeyPatch, small: Attribution
) -> None:
    monkeypatch.setattr("experiments.attribution.shapley.MOST_EXACT", 2)
    found = attribute(FIVE, **SMALL)
    assert found.method == "sampled_shapley"
    both = np.isfinite(found.total) & np.isfinite(small.total)  # some subsets are not looked at
    size = abs(found.base[both]) + abs(found.total[both]) + 1.0
    assert both.mean() > 0.5
    assert (abs(found.total[both] - small.total[both]) <= 1e-9 * size).all()


def test_the_whole_cross_is_kept_when_asked_for() -> None:
    scenario = load("plan_2015").with_levers(["digitalisation", "financing"], "two")
    found = attribute(scenario, runs=2, scale=0.02, until="2016Q4", detail=True)
    part = found.contribution("digitalisation", "erp_penetration", "2016", "Dalian", "equipment")
    assert part is not None
    assert any(i.group == "equipment" and i.scope == "Dalian" for i in found.interactions())
