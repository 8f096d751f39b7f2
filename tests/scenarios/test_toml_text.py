"""Text from office programs, chat and Windows: line, column, character, and what to write."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from locales.catalogue import LANGUAGES, word
from scenarios.errors import ScenarioError
from scenarios.loader import load, parse_text
from scenarios.policy_schedule import instruments
from scenarios.toml_text import LOOKALIKES, TOML_REASONS, instead_of, is_disguised, mended
from tests.strategies import parts_of

HEAD = 'name = "mix_a"\n'
DIGITAL = HEAD + "[levers.digitalisation]\n"

# text, line, column, the character's name, how the line should read
ODD = {
    "curly quotes": ("name = “mix_a”", 1, 8, "LEFT DOUBLE QUOTATION MARK", 'name = "mix_a"'),
    "curly single quotes": (
        "name = ‘mix_a’", 1, 8, "LEFT SINGLE QUOTATION MARK", "name = 'mix_a'"),
    "corner brackets": ("name = 「mix_a」", 1, 8, "LEFT CORNER BRACKET", 'name = "mix_a"'),
    "full-width digits": (
        f"{DIGITAL}budget = ５００", 3, 10, "FULLWIDTH DIGIT FIVE", "budget = 500"),
    "full-width comma": (
        f"{DIGITAL}budget = [1，2]", 3, 12, "FULLWIDTH COMMA", "budget = [1,2]"),
    "ideographic comma": (
        f"{DIGITAL}budget = [1、2]", 3, 12, "IDEOGRAPHIC COMMA", "budget = [1,2]"),
    "full-width equals": ('name ＝ "mix_a"', 1, 6, "FULLWIDTH EQUALS SIGN", 'name = "mix_a"'),
    "full-width number sign": (f"{HEAD}＃ 说明", 2, 1, "FULLWIDTH NUMBER SIGN", "# 说明"),
    "minus sign": (f"{HEAD}add = −0.01", 2, 7, "MINUS SIGN", "add = -0.01"),
    "full-width minus": (f"{HEAD}add = －1", 2, 7, "FULLWIDTH HYPHEN-MINUS", "add = -1"),
    "full-width brackets": (
        f"{HEAD}［levers.digitalisation］", 2, 1, "FULLWIDTH LEFT SQUARE BRACKET",
        "[levers.digitalisation]"),
    "lenticular brackets": (
        f"{HEAD}【levers.digitalisation】", 2, 1, "LEFT BLACK LENTICULAR BRACKET",
        "[levers.digitalisation]"),
    "full-width braces": (
        f"{HEAD}title = ｛zh = \"x\", en = \"y\"｝", 2, 9, "FULLWIDTH LEFT CURLY BRACKET",
        'title = {zh = "x", en = "y"}'),
    "no-break space": (f"{DIGITAL}budget =\xa0500", 3, 9, "NO-BREAK SPACE", "budget = 500"),
    "ideographic space": (f"{DIGITAL}budget =\u3000500", 3, 9, "IDEOGRAPHIC SPACE", "budget = 500"),
    "zero width space": (f"{DIGITAL}\u200bbudget = 500", 3, 1, "ZERO WIDTH SPACE", "budget = 500"),
    "second mark": ("\ufeff\ufeff" + HEAD, 1, 1, "ZERO WIDTH NO-BREAK SPACE", 'name = "mix_a"'),
    "mark inside": (f"{HEAD}\ufeff[world]", 2, 1, "ZERO WIDTH NO-BREAK SPACE", "[world]"),
    "control character": (f"{HEAD}[wor\x1bld]", 2, 5, "ESCAPE", "[world]"),
    "control in a comment": (f"{HEAD}# a\x01b", 2, 4, "CONTROL CHARACTER", "# ab"),
    "old line ends": (HEAD.strip() + "\r[world]\r", 1, 15, "CARRIAGE RETURN", "LF or CRLF"),
    "unit outside of quotes": (f"{DIGITAL}budget = 500万元", 3, 13, "万元", 'budget = "500万元"'),
    "lever in Chinese": (
        f"{HEAD}[levers.技术改造]", 2, 9, "技术改造", "[levers.technical_transformation]"),
    "key in Chinese": (f"{DIGITAL}预算 = 500", 3, 1, "预算", "budget = 500"),
    "name without quotes": ("name = 方案", 1, 8, "方案", 'name = "方案"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_the_culprit_is_shown_with_its_place_its_name_and_what_to_write(kind, tmp_path):
    text, line, column, name, write = ODD[kind]
    path = tmp_path / "odd.toml"
    path.write_bytes(text.encode())
    with pytest.raises(ScenarioError) as caught:
        load(path)
    problem = caught.value.problems[0]
    assert parts_of(problem).line == f"line {line}, column {column}"
    assert name in problem.message("en")
    assert parts_of(problem).allowed.endswith(write)
    assert f"第 {line} 行第 {column} 列" in problem.message("zh")
    assert name in problem.message("zh")
    assert str(caught.value).replace("\n", "").isprintable()
    if "=" in write or write.startswith("["):
        tomllib.loads(write)  # what is proposed can be read


def test_every_line_with_such_a_character_is_shown_at_once():
    text = 'name = “x”\nextends = “plan_2015”\n[world]\npaths ＝ "trend"'
    with pytest.raises(ScenarioError) as caught:
        parse_text(text)
    assert [parts_of(p).line.split(",")[0] for p in caught.value.problems] == [
        "line 1",
        "line 2",
        "line 4",
    ]


def test_at_most_twenty_such_lines_are_shown():
    with pytest.raises(ScenarioError) as caught:
        parse_text("＃ x\n" * 50)
    assert str(caught.value).splitlines()[-1].startswith("and ")
    assert len(str(caught.value)) <= 4000


# a value that is TOML, and no value here: the key, what it holds, where, and the right value
INSIDE = {
    "zero width space": ('cities = ["Shenyang\u200b"]', "ZERO WIDTH SPACE", 20, '"Shenyang"'),
    "full-width letters": ('cities = ["Ｄａｌｉａｎ"]', "FULLWIDTH LATIN CAPITAL LETTER D", 12,
                           '"Dalian"'),
    "full-width digits": ('start = "２０１６Q1"', "FULLWIDTH DIGIT TWO", 10, '"2016Q1"'),
    "no-break space": ('owners = ["private\xa0"]', "NO-BREAK SPACE", 19, '"private "'),
    "full-width number": ('budget = "５00 万元"', "FULLWIDTH DIGIT FIVE", 11, '"500 万元"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", INSIDE)
def test_a_disguised_character_inside_of_text_is_shown(kind):
    line, name, column, write = INSIDE[kind]
    with pytest.raises(ScenarioError) as caught:
        parse_text(f"{DIGITAL}{line}")
    (problem,) = caught.value.problems
    assert f"in line 3, column {column}, it holds the character" in problem.message("en")
    assert f"第 3 行第 {column} 列含有字符" in problem.message("zh")
    assert name in problem.message("en")
    assert f"write {write}" in problem.message("en")


def test_escaped_characters_are_named_without_a_place():
    with pytest.raises(ScenarioError) as caught:
        parse_text(HEAD + r'title = "a\u202eb"')
    (problem,) = caught.value.problems
    assert "it holds the character U+202E RIGHT-TO-LEFT OVERRIDE" in problem.message("en")


ENCODINGS = {
    "gbk": ('name = "x"\ntitle = "数字化优先"', "gbk", 'not UTF-8, but GBK (line 2 reads "title'),
    "gbk comment": ('name = "x"\n# 单位：百万元', "gbk", "单位：百万元"),
    "gb18030": ('name = "x"\ntitle = "辽宁省"', "gb18030", "but GBK"),
    "utf-16": ('name = "x"', "utf-16", "is not UTF-8 at byte 1, but UTF-16"),
    "latin-1": ('name = "café"', "latin-1", "is not UTF-8 at byte 12;"),
}


@pytest.mark.parametrize("kind", ENCODINGS)
def test_other_encodings_are_named(kind, tmp_path):
    text, encoding, said = ENCODINGS[kind]
    path = tmp_path / "x.toml"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert said in problem.message("en").replace(r"\"", '"')
    assert "save as, encoding UTF-8" in parts_of(problem).allowed


# a line that is no TOML, and how it should read
LINES = {
    "budget = 1,000": "budget = 1000",
    "budget = 1,000,000 # yuan": "budget = 1000000 # yuan",
    "grant_rate = 0,1": "grant_rate = 0.1",
    "grant_rate = 10%": "grant_rate = 0.1",
    "off = True": "off = true",
    "off = yes": "off = true",
    "off = FALSE": "off = false",
    "name = mix_a": 'name = "mix_a"',
    "name: mix_a": 'name = "mix_a"',
    "levers:": "[levers]",
    "budget: 5": "budget = 5",
    "budget = 1,100 million yuan": 'budget = "1,100 million yuan"',
    "budget = 11亿元": 'budget = "11亿元"',
    "【levers.信息化】": "[levers.digitalisation]",
    "补助比例 ＝ ０.５": "rate = 0.5",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_mended_into_one_that_can_be_read(line):
    assert mended(line) == LINES[line]
    tomllib.loads(LINES[line])
    assert mended(LINES[line]) == LINES[line]


@pytest.mark.parametrize("line", ["x = = 1", "]", "= 5", "x = [1, 2"])
def test_a_line_that_cannot_be_mended_is_not(line):
    assert mended(line) == ""


def test_nothing_is_left_out_and_not_written():
    with pytest.raises(ScenarioError, match="allowed the line left out"):
        parse_text(f"{DIGITAL}budget = None")


# one text for each reason of the TOML reader
REASONS = {
    "toml_statement": "!",
    "toml_end": "x = 1 2",
    "toml_bracket": "[x",
    "toml_equals": "x 1",
    "toml_key": "[!]",
    "toml_array": "x = [1",
    "toml_inline": "x = {a = 1",
    "toml_escape": r'x = "\q"',
    "toml_quote": 'x = "a',
    "toml_character": 'x = "a\x00"',
    "toml_date": "x = 2016-02-30",
    "toml_value": "x = ?",
}


@pytest.mark.parametrize("reason", [key for key in REASONS if key != "toml_character"])
def test_reasons_are_said_in_both_languages(reason):
    with pytest.raises(ScenarioError) as caught:
        parse_text(HEAD + REASONS[reason])
    (problem,) = caught.value.problems
    for lang in LANGUAGES:
        assert word(f"problem.{reason}", lang) in problem.message(lang)
    said = problem.message("zh").split("不是有效的")[1].split("；")[0]
    assert set(re.findall("[a-z]{4,}", said)) <= {"true", "false"}


def test_every_reason_of_the_reader_has_words():
    library: Any = tomllib
    source = library._parser.__file__
    with open(source, encoding="utf-8") as file:
        text = file.read()
    said = set(
        re.findall(r'(?:suffixed_err\(\s*src, [\w]+, |TOMLDecodeError\(\s*)f?"([^"]+)"', text)
    )
    assert len(said) >= 15
    starts = tuple(start for start, _ in TOML_REASONS)
    twice = ("Cannot", "Duplicate inline")  # said as a name that is given twice
    assert [one for one in said - {"{msg} (at {coord_repr(src, pos)})"}
            if not one.startswith((*starts, *twice))] == []  # fmt: skip


def test_lookalikes_are_written_as_what_they_look_like():
    for char, plain in LOOKALIKES.items():
        assert is_disguised(char)
        assert plain.isascii()
    assert instead_of("\u200b") == ""
    assert [instead_of(char) for char in "０Ａ（＝"] == ["0", "A", "(", "="]
    assert not any(map(is_disguised, "沈阳é\n\t~ü"))


@pytest.mark.parametrize(("written", "meant"), [
    ("信息化", "digitalisation"), ("技术改造", "technical_transformation"),
    ("淘汰落后产能", "capacity_elimination"), ("融资渠道", "financing"),
    ("绿色制造", "green_manufacturing"), ("产业联盟", "alliances"),
])  # fmt: skip
def test_levers_get_hints_from_chinese(written, meant):
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'{HEAD}[levers."{written}"]\nbudget = 5')
    assert [parts_of(p).nearest for p in caught.value.problems] == [meant]


@pytest.mark.parametrize(("written", "meant"), [
    ("预算", "budget"), ("补助比例", "rate"), ("开始", "start"), ("城市", "cities"),
    ("示范企业奖励", "demonstration_award"), ("所有制", "owners"),
])  # fmt: skip
def test_keys_get_hints_from_chinese(written, meant):
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'{DIGITAL}"{written}" = 5')
    assert [parts_of(p).nearest for p in caught.value.problems] == [meant]


def test_names_of_cities_sectors_and_products_are_taken_in_chinese():
    chinese = parse_text("""
        name = "x"
        [levers.technical_transformation]
        cities = ["沈阳市", "大连"]
        regions = ["辽西北"]
        sectors = ["钢铁", "造纸"]
        groups = ["装备制造业"]
        reserve = { "沈阳" = 0.1 }
        sector_weights = { "钢铁" = 2 }
        [levers.capacity_elimination]
        quota = { "造纸" = 20000, "粗钢" = 1e6 }
        [[world.changes]]
        path = "demand"
        start = "2016Q1"
        end = "2016Q4"
        sectors = ["建材"]
        factor = 0.9
    """)
    english = parse_text("""
        name = "x"
        [levers.technical_transformation]
        cities = ["Shenyang", "Dalian"]
        regions = ["northwest"]
        sectors = ["steel", "papermaking"]
        groups = ["equipment"]
        reserve = { Shenyang = 0.1 }
        sector_weights = { steel = 2 }
        [levers.capacity_elimination]
        quota = { paper = 20000, crude_steel = 1e6 }
        [[world.changes]]
        path = "demand"
        start = "2016Q1"
        end = "2016Q4"
        sectors = ["building_materials"]
        factor = 0.9
    """)
    assert chinese == english
    assert chinese.content_hash == english.content_hash
    levers: list[Any] = [instruments(each, 8)[0] for each in (chinese, english)]
    assert levers[0].tobytes() == levers[1].tobytes()


def test_a_chinese_name_of_another_kind_is_refused():
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'{DIGITAL}cities = ["钢铁"]')
    (problem,) = caught.value.problems
    assert '"钢铁" is not a known city' in problem.message("en")


@pytest.mark.parametrize(("written", "near"), [
    ("2016-Q1", "2016Q1"), ("2016q1", "2016Q1"), ("2016年1季度", "2016Q1"), ("2016 Q3", "2016Q3"),
])  # fmt: skip
def test_quarters_written_otherwise_get_a_hint(written, near):
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'{DIGITAL}start = "{written}"')
    assert parts_of(caught.value.problems[0]).nearest == near
