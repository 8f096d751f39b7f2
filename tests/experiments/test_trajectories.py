import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.enterprise.record import MOVES
from agents.province import LeverName
from docs.generate.everybody import watch
from experiments.trajectories import decision_terms as outside
from experiments.trajectories.decision_terms import move_terms, thought
from experiments.trajectories.decisions import decisions
from experiments.trajectories.divergence import parting, said_of
from experiments.trajectories.enterprise_lookup import by_part, names, whom
from experiments.trajectories.narrative import happenings
from experiments.trajectories.recorder import Follower, copy_of, follow, watched
from experiments.trajectories.series import SERIES_UNITS, evidence, in_plan, numbers, title, who
from locales.catalogue import LANGUAGES
from model.events.entry import key_of
from model.indicators import PRODUCT_NAMES, Quantity, sector_weights
from model.input_data.data_tables import rows
from model.input_data.external_world import label
from model.input_data.lead_enterprises import named_enterprises
from model.simulate import simulate
from model.toy import toy_start
from scenarios.errors import InputError
from scenarios.loader import load, parse_text
from scenarios.policy_schedule import instruments, world_of

QUARTERS = 24
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BACKWARDS = ("cost", "own", "credit_asked", "rank", "guaranteed", "row", "key")  # of finance
ONLY_GRANTS = """
name = "only_grants"
extends = "no_plan"
[levers.technical_transformation]
start = "2016Q1"
end = "2020Q4"
budget = 1000
grant_rate = 0.4
grant_cap = 500
"""


@pytest.fixture(scope="module")
def begin():
    return toy_start(1, scale=4.0)


@pytest.fixture(scope="module")
def crowd(begin):
    return watch(begin, load("plan_2015"), QUARTERS)


@pytest.fixture(scope="module")
def lives(begin, crowd):
    return follow(begin, load("plan_2015"), crowd.everybody().tolist(), QUARTERS)


@pytest.fixture(scope="module")
def without(begin, crowd):
    return follow(begin, load("no_plan"), crowd.everybody().tolist(), QUARTERS)


def run(begin, scenario, step=None):
    levers, policy, _ = instruments(scenario, QUARTERS)
    more = {} if step is None else {"step": step}
    return simulate(begin, world_of(scenario), levers, policy, QUARTERS, **more)


def test_a_watched_run_has_the_same_bits(begin, crowd):
    scenario = load("plan_2015")
    plain = run(begin, scenario)
    seen = run(begin, scenario, Follower(crowd.everybody().tolist()).step)
    assert np.array_equal(plain.cities, seen.cities)
    assert np.array_equal(plain.sectors, seen.sectors)
    rows = int(plain.state.province["rows"][0])
    for name in plain.state.firms.dtype.names:
        assert np.array_equal(plain.state.firms[name][:rows], seen.state.firms[name][:rows]), name


def test_a_pass_that_the_quarter_does_not_have_cannot_be_watched():
    with pytest.raises(LookupError, match="brood"):
        watched({"brood": lambda state, _: None})


def test_a_plan_thought_again_is_the_plan_that_was_made(lives):
    compared = 0
    for life in lives.values():
        for scene in life.scenes:
            if scene.wish is None:
                continue
            again = thought(scene)
            for name in again.dtype.names:
                if name in BACKWARDS or (
                    name in ("ordered", "renewal_cost") and scene.opened.product
                ):
                    continue  # room to expand hangs on what others took of closed tonnes
                assert np.array_equal(again[name], scene.wish[name]), name
            compared += 1
    assert compared > 100


def test_who_wanted_nothing_would_think_so_again(lives):
    looked = 0
    for life in lives.values():
        for scene in life.scenes:
            if scene.turn and scene.wish is None and scene.planned is not None:
                again = thought(scene)
                assert again.upgrade_cost == again.systems_cost == again.retrofit_cost == 0.0
                assert np.array_equal(again.decided, scene.planned.decided)
                for move in range(MOVES):
                    weighed = {term.name: term.value for term in move_terms(scene, move)}
                    if "share_decided" in weighed:  # as it was before it thought
                        assert weighed["share_decided"] == scene.enforced.decided[move]
                looked += 1
    assert looked > 50


STAGES = {
    "order": ("enforced", "shut"),
    "market": ("planned", "orders"),
    "surroundings": ("ended", "quality"),
    "support": ("wish", "grant_rate"),
    "plan": ("wish", "retrofit"),
    "award": ("sought", "grant"),
    "finance": ("done", "credit"),
}


@pytest.mark.parametrize("how", STAGES)
def test_lives_that_are_moved_apart_by_hand_part_there(how, lives):
    part, name = STAGES[how]
    life = next(
        life
        for life in lives.values()
        if len(life.scenes) > 8
        and any(scene.done is not None and not scene.left for scene in life.scenes[4:])
    )
    n = next(n for n, s in enumerate(life.scenes) if n >= 4 and s.done is not None and not s.left)
    changed = copy_of(getattr(life.scenes[n], part))
    changed[name] += 1.0
    scenes = list(life.scenes)
    scenes[n] = replace(scenes[n], **{part: changed})
    first: Any = parting(life, replace(life, scenes=scenes)).first
    assert (first.how, first.quarter) == (how, life.scenes[n].quarter)
    for lang in LANGUAGES:
        assert label(first.quarter) in said_of(first, lang)


def test_what_is_told_adds_up_to_what_the_run_recorded(begin, lives):
    recorded = run(begin, load("plan_2015"))
    weights = sector_weights("all")
    for quarter in range(QUARTERS):
        there = [
            (float(weights[scene.last.sector]) * float(scene.last.weight), numbers(scene))
            for life in lives.values()
            for scene in life.scenes
            if scene.quarter == quarter
        ]
        for name, column in (("output", Quantity.OUTPUT), ("sales", Quantity.REVENUE)):
            told = sum(weight * values[name] for weight, values in there)
            assert told == pytest.approx(recorded.cities[quarter, :, column].sum(), rel=1e-9)


def test_grants_that_are_told_are_what_the_lever_spent(begin, lives):
    recorded = run(begin, load("plan_2015"))
    kept = sum(
        float(scene.sought.grant * scene.purse.weight)
        for life in lives.values()
        for scene in life.scenes
        if scene.sought is not None and scene.done.credit_asked >= 0.0
    )
    assert kept > 0.0
    spent = recorded.spent[:, LeverName.TECHNICAL_TRANSFORMATION].sum()
    assert kept == pytest.approx(spent, rel=1e-9)


def test_every_sentence_is_whole_in_both_languages(lives):
    kinds = set()
    for life in lives.values():
        for each in happenings(life):
            kinds.add(each.kind)
            chinese, english = (each.said(lang) for lang in LANGUAGES)
            assert CHINESE.search(chinese)
            assert not CHINESE.search(english)
            assert "{" not in chinese + english
            assert "nan" not in english.split()
        for lang in LANGUAGES:
            assert title(life, lang)
            assert str(life.key) in who(life, lang)
    assert {
        "start",
        "renewal",
        "upgrade",
        "grant_given",
        "financed",
        "commissioned",
        "end",
    } <= kinds


def test_exit_and_reopening_and_refusal_are_told_where_they_happened(lives):
    for life in lives.values():
        kinds = {(each.quarter, each.kind) for each in happenings(life)}
        for scene in life.scenes:
            if scene.opened is None:
                continue
            assert ((scene.quarter, "exit") in kinds) == bool(scene.left)
            assert scene.left == (not scene.ended.alive)
            refused = scene.done is not None and scene.done.credit_asked < 0.0
            assert ((scene.quarter, "no_finance") in kinds) == refused
            assert outside.refusal(scene) in (("cover", "limit", "room") if refused else ("",))
            if refused:
                weighed = {term.name: term.value for term in outside.finance(scene)}
                within = weighed["credit_asked"] <= weighed["credit_limit"] * (1.0 + 1e-9)
                can = weighed["covered"] or weighed["soft"]
                why = "cover" if not can else "room" if within else "limit"
                assert outside.refusal(scene) == why
            closed = scene.enforced.capital[0] < scene.opened.capital[0] - 1e-6
            assert ((scene.quarter, "closure") in kinds) == closed


def test_closures_that_are_told_are_the_tonnes_that_were_recorded(begin, lives):
    recorded = run(begin, load("plan_2015"))
    told = sum(
        outside.closed(scene)[1] * float(scene.opened.weight)
        for life in lives.values()
        for scene in life.scenes
        if scene.opened is not None and outside.reopened(scene) <= 0.0
    )
    columns = slice(Quantity.CLOSED_0, Quantity.CLOSED_0 + len(PRODUCT_NAMES))
    assert told > 0.0
    assert told == pytest.approx(recorded.sectors[:, :, columns].sum(), rel=1e-9)


def test_series_are_finite_and_have_units(lives):
    for life in lives.values():
        for scene in life.scenes:
            values = numbers(scene)
            assert set(values) == set(SERIES_UNITS)
            assert all(np.isfinite(value) for value in values.values())
            shares = sum(
                values[r] for r in ("obsolete", "conventional", "numerical", "intelligent")
            )
            assert shares == pytest.approx(1.0 if values["capital"] > 0.0 else 0.0)


def test_decisions_of_a_quarter_are_always_the_same_list(lives):
    found = {
        tuple((d.what, str(d.filled)) for d in decisions(scene))
        for life in lives.values()
        for scene in life.scenes
        if scene.opened is not None
    }
    assert len(found) == 1


def test_a_life_does_not_part_from_itself(lives):
    for life in lives.values():
        assert parting(life, life) == (None, None)


def same(a, b):
    return all(np.array_equal(a[name], b[name]) for name in a.dtype.names if name != "identity")


def test_lives_part_in_the_first_quarter_in_which_anything_differs(lives, without):
    parted = 0
    for key in set(lives) & set(without):
        a, b = without[key], lives[key]
        if a.scenes[0].quarter != b.scenes[0].quarter:
            continue
        first = parting(a, b).first
        for one, other in zip(a.scenes, b.scenes, strict=False):
            if first is not None and one.quarter >= first.quarter:
                break
            assert same(one.ended, other.ended)
        if first is None:
            continue
        parted += 1
        assert first.quarter >= 4  # the plan starts in 2016Q1
        scenes = [next(s for s in life.scenes if s.quarter == first.quarter) for life in (a, b)]
        kept = ("wish", "sought", "done", "planned", "ended")
        pairs = [(getattr(scenes[0], name), getattr(scenes[1], name)) for name in kept]
        assert any(
            (x is None) != (y is None) or (x is not None and not same(x, y)) for x, y in pairs
        )
    assert parted > 5


def test_a_grant_parts_lives_by_their_own_decision(begin, without):
    granted = follow(begin, parse_text(ONLY_GRANTS, "only_grants.toml"), list(without), QUARTERS)
    found: list[Any] = [parting(without[k], granted[k]) for k in set(without) & set(granted)]
    by_grant = [
        each
        for each in found
        if each.choice is not None and each.own and each.choice.decisions[0].what == "upgrade"
    ]
    helped = 0
    for each in by_grant:
        assert each.first.how in ("support", "market", "surroundings")
        terms = [{term.name: term.value for term in side} for side in each.choice.terms]
        assert terms[0]["grant_rate"] == 0.0
        if terms[1]["grant_rate"] > 0.0:
            helped += 1
            assert terms[1]["payback_supported"] < terms[0]["payback_supported"]
            # an earlier grant shows in the lines that were decided since
            assert each.choice.mainly in ("grant_rate", "share_decided")
        else:
            assert each.choice.mainly != "grant_rate"
    assert helped
    # the first to plan under the lever has nobody before it who could have moved its market
    assert "support" in {each.first.how for each in found if each.first is not None}


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("沈阳机床", "沈阳机床"),
        ("SMTCL", "沈阳机床"),
        ("smtcl", "沈阳机床"),
        (" Shenyang Machine Tool ", "沈阳机床"),
        ("鞍钢", "鞍钢股份有限公司"),
        ("本钢", "本钢板材股份有限公司"),
    ],
)
def test_an_enterprise_is_found_by_any_of_its_names(asked, place):
    assert whom(asked).place == names()[place]


def test_every_name_and_alias_means_one_enterprise():
    for name, place in names().items():
        assert whom(name).place == place


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("大船集团", "大连船舶重工集团"),
        ("大连船舶重工", "大连船舶重工集团"),
        ("大连船舶", "大连船舶重工集团"),
        ("Dalian Shipbuilding", "大连船舶重工集团"),
        ("特变沈变", "特变电工沈变集团"),
        ("Lingyuan Iron & Steel", "凌源钢铁股份有限公司"),
        ("Benxi Beiying Iron & Steel", "本溪北营钢铁(集团)股份有限公司"),
        ("Siasun Robot and Automation", "沈阳新松机器人"),
        ("本溪北营钢铁（集团）股份有限公司", "本溪北营钢铁(集团)股份有限公司"),
        ("Angang Steel Co Ltd", "鞍钢股份有限公司"),
        ("Brilliance China Automotive Holdings", "华晨中国"),
        ("CRRC Dalian Locomotive", "大连机车"),
        ("  angang  steel bayuquan ", "鞍钢股份鲅鱼圈钢铁分公司"),
    ],
)
def test_names_as_planners_write_them_are_found(asked, name):
    assert whom(asked).place == names()[name]


def test_a_part_of_a_name_means_an_enterprise_only_where_no_other_has_it():
    known = names()
    for part in ("Dalian", "Angang Steel", "钢铁", "Shenyang", "沈", "Lin", "ower station"):
        assert by_part(part, known) == -1, part
        with pytest.raises(InputError):
            whom(part)
    for name, place in known.items():
        assert by_part(name, known) in (place, -1)


def test_a_key_is_an_enterprise():
    key = int(key_of(3, 16, 0, 77))
    assert whom(str(key)).key == key


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Shenyang Machne Tool", "Shenyang Machine Tool"),
        ("沈阳机车", "沈阳机床"),
        ("", "lead"),
        ("99999999999999999999999", "key"),
        ("zzzzqqq", "lead_names_en.csv"),
    ],
)
def test_an_unknown_name_gives_the_nearest_right_ones(asked, named):
    with pytest.raises(InputError) as error:
        whom(asked)
    assert named in error.value.message("en")
    assert CHINESE.search(error.value.message("zh"))
    assert error.value.exit_code == 2


def test_every_lead_says_whether_the_plan_names_it_and_else_where_its_size_is_from():
    years: dict[tuple[str, str], set[str]] = {}
    for row in rows("plan/lead_supplement"):
        years.setdefault((row["city"], row["source_title"]), set()).add(row["year"] or "undated")
    for place, lead in enumerate(named_enterprises()):
        life: Any = SimpleNamespace(first=SimpleNamespace(name=place + 1))
        zh, en = (evidence(life, lang) for lang in LANGUAGES)
        assert in_plan(life) == lead.in_plan
        assert (en == "; named by the plan") == lead.in_plan
        assert ("方案未点名" in zh) == ("not named by the plan" in en) == (not lead.in_plan)
        if not lead.in_plan:
            for words in (zh, en):
                assert lead.source_title in words
            assert en.rpartition(", ")[2] in years[lead.city, lead.source_title]


def test_nothing_is_said_of_the_evidence_of_enterprises_without_a_name(lives):
    life = next(life for life in lives.values() if not life.first.name)
    assert not in_plan(life)
    assert "plan" not in who(life, "en")
