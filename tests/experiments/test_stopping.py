"""How many pairs are enough."""

import json
import re
from io import StringIO
from typing import Any

import numpy as np
import pytest

from cli.compare import Asked, print_compare
from experiments.intervals import t_quantile
from experiments.stopping import LEVEL, LOOKS, Goal, more_to_halve, parse_goal
from experiments.wording import effect_label, notes, sentence
from liaosim import compare
from locales.catalogue import LANGUAGES, word
from model.indicators import INDICATOR_INDEX
from scenarios.errors import InputError

SMALL: dict[str, Any] = {"scale": 0.02, "until": "2016Q4"}


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("cnc_rate=0.002", Goal("cnc_rate", 0.002)),
        ("cnc_rate=0.2%", Goal("cnc_rate", 0.002)),
        ("output@2020=0.5%", Goal("output", 0.005, "2020", relative=True)),
        ("employment=1500", Goal("employment", 1500.0)),
    ],
)
def test_a_goal_is_an_indicator_a_period_and_a_width(text, goal):
    found = parse_goal(text)
    assert found.width == pytest.approx(goal.width, rel=1e-12)
    assert (found.indicator, found.period, found.relative) == (
        goal.indicator,
        goal.period,
        goal.relative,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "output",
        "outptu=1",
        "output=",
        "output=0",
        "output=-1",
        "output=nan",
        "output=inf",
        "output=one",
        "=1",
    ],
)
def test_what_is_no_goal_is_refused(text):
    with pytest.raises(InputError):
        parse_goal(text)


def test_a_wrong_indicator_is_met_with_the_nearest():
    with pytest.raises(InputError, match="the nearest is output"):
        parse_goal("outptu=1%")


@pytest.mark.parametrize("used", [2, 10, 40, 160])
def test_so_many_more_pairs_halve_the_interval_and_one_fewer_does_not(used):
    more = more_to_halve(used, LEVEL)

    def width(n):
        return t_quantile(n, LEVEL) / np.sqrt(n)

    assert width(used + more) <= 0.5 * width(used) < width(used + more - 1)


def test_looks_share_the_level():
    assert pytest.approx(1.0 - 0.05 / len(LOOKS)) == LEVEL


def test_it_stops_at_the_first_look_where_that_is_enough():
    found: Any = compare("no_plan", ["plan_2015"], until_width=["cnc_rate@2015=50%"], **SMALL)
    assert found.runs == found.stopping["used"] == LOOKS[0]
    assert found.stopping["reached"]
    plain: Any = compare("no_plan", ["plan_2015"], runs=LOOKS[0], **SMALL)
    assert np.array_equal(found.estimate, plain.estimate, equal_nan=True)
    telling = 1 + found.runs - found.draws
    wider = t_quantile(telling, LEVEL) / t_quantile(telling)
    row = found.effect("plan_2015", "output", "2015")
    other = plain.effect("plan_2015", "output", "2015")
    chance = wider * other.half_width_chance
    assert row.half_width_chance == pytest.approx(chance, rel=1e-9, abs=1e-9)
    assert row.high - row.low >= other.high - other.low


START = {"zh": "每格", "en": "Each cell"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_printed_has_one_level_and_one_measure(lang):
    wanted = ["cnc_rate=50%", "output=50%", "employment=900000", "fiscal_cost=90000"]
    found: Any = compare("no_plan", ["plan_2015"], until_width=wanted, **SMALL)
    file = StringIO()
    print_compare(Asked(), found, lang, file)
    text = file.getvalue()
    (reading,) = (line for line in text.splitlines() if line.startswith(START[lang]))
    assert "99%" in reading
    assert "95%" not in reading
    lines = [line for line in notes(found, lang) if line in text][1:]
    assert len(lines) == 1 + len(wanted)
    said = {"zh": "查看次数：1，最多 5", "en": "looks: 1 of at most 5"}
    assert said[lang] in lines[0]
    effects = {name: found.effect("plan_2015", name, "2016") for name in ("cnc_rate", "output")}
    for line, (name, effect) in zip(lines[1:3], effects.items(), strict=True):
        assert line.startswith(effect_label(effect, name, effect.unit, lang))
        assert re.search(r"\b50\b", line)  # as it was asked for
    size = 100.0 * effects["output"].half_width_chance
    assert f"{size / effects['output'].baseline:.3g}" in lines[2]
    assert word("unit.persons", lang) in lines[3]
    assert word("unit.million yuan", lang) in lines[4]
    answer = sentence(found, "plan_2015", "cnc_rate", "2016", lang)
    assert "99%" in answer
    assert "95%" not in answer
    for figure in (
        found.plot("cnc_rate", lang=lang),
        found.plot("cnc_rate", year="2016", lang=lang),
    ):
        drawn = json.dumps(figure.chart.to_dict(), ensure_ascii=False) + str(figure)
        assert "99%" in drawn
        assert "95%" not in drawn


def test_it_goes_on_to_the_next_look_where_it_is_not():
    first = compare("no_plan", ["plan_2015"], until_width=["energy=99%"], **SMALL)
    wide = first.half_width_chance[0, -1, 0, INDICATOR_INDEX["energy"]]
    assert wide > 0.0
    found: Any = compare("no_plan", ["plan_2015"], until_width=[f"energy={0.9 * wide}"], **SMALL)
    assert found.runs in LOOKS[1:]
    assert found.stopping["looks"] == list(LOOKS[: LOOKS.index(found.runs) + 1])
    goal = found.stopping["goals"][0]
    assert goal["found"] <= goal["wanted"] or found.runs == LOOKS[-1]


def test_a_period_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="no period"):
        compare("no_plan", ["plan_2015"], until_width=["output@2020=1%"], **SMALL)
