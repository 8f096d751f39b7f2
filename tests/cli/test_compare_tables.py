"""What ``compare`` prints: the answer first, no number cut, at every width, in both languages."""

import re
from io import StringIO
from typing import Any

import pytest

from cli.compare import Asked, named_things, print_compare
from display.numbers import shown
from display.text_wrap import text_width
from experiments.comparison import compare
from experiments.wording import first_sentences, hit_hardest
from locales.catalogue import LANGUAGES, word
from model.indicators import HEADLINES, INDICATOR_INDEX, SCOPES
from scenarios.errors import InputError

SCENARIOS = ["plan_2015", "transformation_first", "elimination_first", "digital_first"]
MOST_LINES = 100  # two screens of fifty lines, at 100 columns


@pytest.fixture(scope="module", params=["prior", "central"])
def found(request: pytest.FixtureRequest) -> Any:
    """A small comparison of the default scenarios."""
    asked: dict[str, Any] = {"runs": 3, "scale": 0.02, "until": "2016Q4"}
    return compare("no_plan", SCENARIOS, parameters=request.param, **asked)


def printed(found, lang, width, monkeypatch, asked=None):
    monkeypatch.setattr("display.terminal.PLAIN_WIDTH", width)
    file = StringIO()
    print_compare(asked or Asked(), found, lang, file)
    return file.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_answer_comes_first_and_nothing_is_cut(found, lang, width, monkeypatch):
    text = printed(found, lang, width, monkeypatch)
    lines = text.splitlines()
    assert max(map(text_width, lines)) <= width
    flat = re.sub(r"\s+", "", text)
    places = [flat.index(re.sub(r"\s+", "", s)) for s in first_sentences(found, "plan_2015", lang)]
    assert places == sorted(places)
    assert places[-1] < flat.index("─")
    if width == 100:
        assert len(lines) <= MOST_LINES
    for name in ("output", "employment"):
        effect = found.effect("plan_2015", name, "2016")
        assert shown(effect.baseline, effect.unit) in text


def test_chance_and_parameters_stand_apart_and_central_values_are_named(found, monkeypatch):
    text = printed(found, "en", 160, monkeypatch)
    drawn = found.parameters == "prior"
    assert ("±" in text.split("─")[-1]) == drawn
    assert ("central values" in text) == (not drawn)


def test_cities_are_those_with_the_largest_effects_on_persons(found):
    helped, harmed = hit_hardest(found, "plan_2015")
    size = {c: found.effect("plan_2015", "employment", "2016", c).estimate for c in SCOPES[4:]}
    assert helped == [c for c in sorted(size, key=lambda c: -size[c])[:3] if size[c] > 0.0]
    assert harmed == [c for c in sorted(size, key=lambda c: size[c])[:3] if size[c] < 0.0]


def test_every_headline_stands_in_all_tables_and_named_ones_alone(found, monkeypatch):
    text = printed(found, "en", 160, monkeypatch, Asked(every=True))
    for name in HEADLINES:
        assert word(f"indicator.{name}", "en").split()[0] in text
    chosen = Asked(scopes=("Benxi",), indicators=("co2",))
    text = printed(found, "en", 160, monkeypatch, chosen)
    assert "Benxi · 2016" in text
    assert "Province · 2016" not in text


def test_names_are_taken_in_either_language_and_with_commas():
    scopes = [word("scope.Benxi", "zh") + "\uff0c" + word("scope.Fuxin", "en")]
    assert named_things(scopes, "scope", SCOPES) == ("Benxi", "Fuxin")
    assert named_things(["co2,output"], "indicator", tuple(INDICATOR_INDEX)) == ("co2", "output")
    with pytest.raises(InputError, match="nearest is Benxi"):
        named_things(["Benxii"], "scope", SCOPES)
