"""Whatever a file holds, the person gets one clear problem and never a traceback."""

from __future__ import annotations

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from locales.catalogue import LANGUAGES
from scenarios.errors import ScenarioError
from scenarios.loader import load, parse_text

DIGITAL = "[levers.digitalisation]\n"
CLOSE = "[levers.capacity_elimination]\n"
CHANGE = '[[world.changes]]\npath = "demand"\nstart = "2016Q1"\nend = "2016Q4"\n'
NOBODY = 65534  # a user without rights
NUMBER = "a number from 0 to 1,000,000"
D = "levers.digitalisation"
C = "levers.capacity_elimination"

# text after the name, key, what was found, what is allowed, nearest right name
BAD = {
    "negative budget": (f"{DIGITAL}budget = -1", f"{D}.budget", "-1", NUMBER, ""),
    "budget nan": (f"{DIGITAL}budget = nan", f"{D}.budget", "nan", NUMBER, ""),
    "budget infinite": (f"{DIGITAL}budget = inf", f"{D}.budget", "inf", NUMBER, ""),
    "budget overflow": (f"{DIGITAL}budget = 1e999", f"{D}.budget", "inf", NUMBER, ""),
    "budget boolean": (f"{DIGITAL}budget = true", f"{D}.budget", "true", NUMBER, ""),
    "budget text": (f'{DIGITAL}budget = "100"', f"{D}.budget", '"100"', NUMBER, ""),
    "budget with unit": (f'{DIGITAL}budget = "3 bn"', f"{D}.budget", '"3 bn"', NUMBER, ""),
    "budget table": (f"{DIGITAL}budget = {{a = 1}}", f"{D}.budget", "{a}", NUMBER, ""),
    "budget empty list": (f"{DIGITAL}budget = []", f"{D}.budget", "[]", NUMBER, ""),
    "budget list in list": (f"{DIGITAL}budget = [[1]]", f"{D}.budget[1]", "[1]", NUMBER, ""),
    "list of wrong length": (
        f"{DIGITAL}budget = [1, 2]", f"{D}.budget", "[1, 2]", "one number or a list of 5", ""),
    "negative in list": (f"{DIGITAL}budget = [1, -3]", f"{D}.budget[2]", "-3", NUMBER, ""),
    "huge integer": (
        f"{DIGITAL}budget = 0x{'f' * 9000}", f"{D}.budget", "too many digits", "15 digits", ""),
    "rate in percent": (f"{DIGITAL}rate = 20", f"{D}.rate", "20", "0 to 0.9", ""),
    "rate of a lever without rates": (
        "[levers.quality_brand]\nrate = 0.3", "levers.quality_brand.rate",
        "0.3 means nothing here", "quality_share, brand_share", ""),
    "rate where money is the only key": (
        "[levers.alliances]\nrate = 0.3", "levers.alliances.rate", "0.3", "budget", ""),
    "unknown key": (f"{DIGITAL}bugdet = 1", f"{D}.bugdet", '"bugdet"', "budget", "budget"),
    "unknown table": ("[lever.digitalisation]", "lever", '"lever"', "levers", "levers"),
    "unknown lever": (
        "[levers.digitalization]", "levers.digitalization", '"digitalization"',
        "technical_transformation", "digitalisation"),
    "lever with a hyphen": (
        "[levers.industrial-base]", "levers.industrial-base", '"industrial-base"', "digitalisation",
        "industrial_base"),
    "lever is a number": ("levers = {digitalisation = 3}", D, "3", "a table start", ""),
    "misspelt city": (
        f'{DIGITAL}cities = ["Dalian", "Shenyan"]', f"{D}.cities[2]", '"Shenyan"', "Shenyang",
        "Shenyang"),
    "city as text": (f'{DIGITAL}cities = "Dalian"', f"{D}.cities", '"Dalian"', "a list", ""),
    "city as number": (f"{DIGITAL}cities = [3]", f"{D}.cities[1]", "3", "Dalian", ""),
    "no city": (f"{DIGITAL}cities = []", f"{D}.cities", "[]", "at least one", ""),
    "city twice": (f'{DIGITAL}cities = ["Dalian", "Dalian"]', f"{D}.cities[2]", '"Dalian"', "once",
                   ""),
    "unknown region": (f'{DIGITAL}regions = ["north_west"]', f"{D}.regions[1]", '"north_west"',
                       "northwest", "northwest"),
    "unknown sector": (f'{DIGITAL}sectors = ["steal"]', f"{D}.sectors[1]", '"steal"', "cnc_machine",
                       "steel"),
    "unknown owner": (f'{DIGITAL}owners = ["state"]', f"{D}.owners[1]", '"state"', "local_state",
                      "local_state"),
    "sizes with a gap": (f'{DIGITAL}sizes = ["micro", "large"]', f"{D}.sizes", '["micro", "large"]',
                         "without a gap", ""),
    "wrong quarter": (f'{DIGITAL}start = "2016Q5"', f"{D}.start", '"2016Q5"', "2015Q1 to 2030Q4",
                      ""),
    "quarter too early": (f'{DIGITAL}start = "1949Q4"', f"{D}.start", '"1949Q4"', "2015Q1", ""),
    "quarter too late": (f'{DIGITAL}end = "2031Q1"', f"{D}.end", '"2031Q1"', "2016Q2 to 2030Q4",
                         ""),
    "quarter as date": (f"{DIGITAL}start = 2016-01-01", f"{D}.start", "2016-01-01", "2016Q1", ""),
    "quarter as year": (f"{DIGITAL}start = 2016", f"{D}.start", "2016", "2016Q1", ""),
    "odd digits": (f'{DIGITAL}start = "２０１６Q1"', f"{D}.start", '"２０１６Q1"', "2016Q1", ""),
    "end before start": (
        f'{DIGITAL}start = "2016Q1"\nend = "2014Q4"', f"{D}.end",
        '"2014Q4" is before start "2016Q1"',
        "2016Q2 to 2030Q4", ""),
    "start after the end by default": (
        f'{DIGITAL}start = "2022Q1"', f"{D}.end",
        'end: is missing, and its default "2020Q4" is before start "2022Q1"', "2022Q2 to 2030Q4",
        ""),
    "start at the end by default": (
        f'{DIGITAL}start = "2020Q4"', f"{D}.end",
        'its default "2020Q4" is not after start "2020Q4"', "2021Q1 to 2030Q4", ""),
    "unknown product": (f"{CLOSE}quota = {{steel = 1}}", f"{C}.quota.steel", '"steel"',
                        "crude_steel", "crude_steel"),
    "product none": (f"{CLOSE}quota = {{none = 1}}", f"{C}.quota.none", '"none"', "crude", ""),
    "quota list": (f"{CLOSE}quota = {{paper = [1, 2]}}", f"{C}.quota.paper", "[1, 2]", "list of 5",
                   ""),
    "quota number": (f"{CLOSE}quota = 5", f"{C}.quota", "5", "a table", ""),
    "reserve above all": (
        "[levers.technical_transformation]\nreserve = {Dalian = 0.7, northwest = 0.6}",
        "levers.technical_transformation.reserve", "{Dalian, northwest}", "at most 1", ""),
    "shares above all": (f"{DIGITAL}demonstration_share = 0.6\nplatform_share = 0.6",
                         f"{D}.platform_share", "platform_share} sums to 1.2", "at most 1", ""),
    "unknown system": (f'{DIGITAL}systems = ["ERP"]', f"{D}.systems[1]", '"ERP"', "erp", "erp"),
    "unknown world": ('[world]\npaths = "trends"', "world.paths", '"trends"', "trend", "trend"),
    "unknown path": (CHANGE.replace("demand", "demnd") + "factor = 1", "world.changes[1].path",
                     '"demnd"', "demand", "demand"),
    "change of nothing": (CHANGE, "world.changes[1]", "", "factor or add", ""),
    "change twice over": (
        CHANGE.replace("demand", "base_rate") + "factor = 1\nadd = 0.1", "world.changes[1]", "",
        "factor or add", ""),
    "fuel of demand": (f'{CHANGE}fuel = "coal"\nfactor = 1', "world.changes[1].fuel", '"coal"',
                       "path = fuel_price", ""),
    "change without end": (CHANGE.replace('end = "2016Q4"\n', "factor = 1\n"),
                           "world.changes[1].end", "", "2015Q1 to 2030Q4", ""),
    "changes as table": ("[world.changes]\na = 1", "world.changes", "{a}", "a list", ""),
    "national table": ("[national.quota.paper]\n2016 = 1", "national", "", "national_2015", ""),
    "title number": ("title = 3", "title", "3", "text in quotes", ""),
    "title in one language": ('title = {zh = "一"}', "title.en", "", "text", ""),
    "title of control characters": (
        r'title = "\u001b[2J"', "title", r'"\u001b[2J"', "printable", ""),
    "unknown base": ('extends = "plan_2016"', "extends", '"plan_2016"', "library", "plan_2015"),
    "base is a number": ("extends = 5", "extends", "5", "text", ""),
    "base by path": ('extends = "../x.toml"', "extends", '"../x.toml"', "same folder", ""),
    "base absolute": ('extends = "/etc/passwd"', "extends", '"/etc/passwd"', "same folder", ""),
    "base with NUL": (r'extends = "a\u0000.toml"', "extends", r'"a\u0000.toml"', "printable", ""),
    "base by Windows path": (r"extends = 'a\b.toml'", "extends", r'"a\\b.toml"', "folder", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_one_clear_problem(kind, tmp_path):
    text, key, found, allowed, near = BAD[kind]
    path = tmp_path / "wrong.toml"
    path.write_text(f'name = "wrong"\n{text}\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    problems = caught.value.problems
    assert len(problems) == 1
    chinese, english = (problems[0].message(lang) for lang in LANGUAGES)
    told, _, rest = english.partition("; allowed ")
    assert f"wrong.toml: {key}: " in told
    assert found in told
    assert allowed in rest
    assert rest.partition("; did you mean ")[2] == (f'"{near}"?' if near else "")
    assert f"wrong.toml: {key}: " in chinese
    assert chinese != english


def test_the_message_of_the_style_guide():
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'name = "northwest"\n{DIGITAL}start = "2016Q1"\nend = "2014Q4"',
                   "northwest.toml")  # fmt: skip
    assert str(caught.value) == (
        'northwest.toml: levers.digitalisation.end: "2014Q4" is before start "2016Q1"; '
        "allowed 2016Q2 to 2030Q4"
    )


@pytest.mark.parametrize("name", ["", "a b", "1st", "../x", "名", "a" * 65, "a\n", "-"])
def test_names_that_are_none(name):
    with pytest.raises(ScenarioError, match=r"name: .* is not a valid name; allowed a letter"):
        parse_text(f"name = {name!a}".replace("'", '"'))


def test_a_missing_name():
    with pytest.raises(ScenarioError, match=r"^x.toml: name: is missing; allowed a letter"):
        parse_text('title = "x"', "x.toml")


WHOLE = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n", "is empty"),
    "cut in a string": (b'name = "wro', "is not valid TOML"),
    "cut in a table": (b'name = "x"\n[levers.digi', "is not valid TOML"),
    "cut in a list": (b'name = "x"\nx = [1,\n', "is not valid TOML"),
    "duplicate key": (b'name = "x"\nname = "y"', "line 2: name is given twice"),
    "duplicate table": (b'name = "x"\n[world]\n[levers]\n[world]', "line 4: world is given twice"),
    "latin-1": ('name = "café"'.encode("latin-1"), "is not UTF-8 at byte 12"),
    "gbk": ('name = "x"\ntitle = "辽宁"'.encode("gbk"), "is not UTF-8"),
    "utf-16": ('name = "x"'.encode("utf-16"), "is not UTF-8 at byte 1"),
    "NUL": (b'name = "x"\n\0', "has a NUL character in line 2"),
    "binary": (bytes(range(256)), "is not UTF-8"),
    "JSON": (b'{"name": "x"}', "is not valid TOML"),
    "YAML": (b"name: x\n", "is not valid TOML"),
    "deep brackets": (b"x = " + b"[" * 10_000, "is nested too deeply"),
    "deep tables": (b"x = " + b"{a=" * 10_000, "is nested too deeply"),
    "deep dots": (b"a." * 60_000 + b"a = 1", "is nested too deeply"),
    "deep header": (b"[" + b"a." * 60_000 + b"a]\n", "is nested too deeply"),
    "forty levels": (b"a." * 40 + b"a = 1", "is nested too deeply"),
    "closed brackets": (b"x = " + b"[" * 200 + b"]" * 200, "is nested too deeply"),
    "decimal digits": (b"x = " + b"9" * 10_000, "too many digits"),
    "300 KB": (b"# " + b"x" * 300_000, "is too large (300002 bytes); allowed at most 262144"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_files_that_are_wrong_as_a_whole(kind, tmp_path):
    data, said = WHOLE[kind]
    path = tmp_path / "wrong.toml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert len(caught.value.problems) == 1
    assert "wrong.toml: " in str(caught.value)
    assert said in str(caught.value)
    assert "; allowed " in str(caught.value)


def refused(path, said):
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert len(caught.value.problems) == 1
    assert said in str(caught.value)


def test_a_directory_a_pipe_a_device_and_a_missing_file(tmp_path):
    refused(tmp_path, "is a directory, not a regular file")
    os.mkfifo(tmp_path / "pipe.toml")
    refused(tmp_path / "pipe.toml", "is a pipe, not a regular file")
    refused("/dev/zero", "is a device, not a regular file")
    refused(tmp_path / "none.toml", "cannot be read: No such file or directory")
    refused("nul\0.toml", "cannot be read")
    refused("x" * 5000 + ".toml", "cannot be read: File name too long")
    refused("plan2015", 'did you mean "plan_2015"')
    refused("", "is neither a library scenario nor a file")


def test_an_unreadable_file(tmp_path):
    path = tmp_path / "closed.toml"
    path.write_text('name = "x"')
    path.chmod(0)
    refused("none.toml", "cannot be read")  # what the message needs is read
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)  # root may read everything
    try:
        refused(path, "cannot be read: Permission denied")
    finally:
        os.seteuid(me)


def test_fifty_megabytes_are_not_read(tmp_path):
    path = tmp_path / "big.toml"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    refused(path, "is too large (52428800 bytes)")


def chain(folder: Path, *names: str) -> Path:
    """Files of which each extends the next."""
    for name, base in pairwise(names):
        (folder / f"{name}.toml").write_text(f'name = "{name}"\nextends = "{base}.toml"')
    return folder / f"{names[0]}.toml"


def test_circles_and_long_chains(tmp_path):
    refused(chain(tmp_path, "a", "a"), "extends itself; allowed another scenario")
    refused(chain(tmp_path, "b", "c", "b"), "closes a circle: b.toml → c.toml → b.toml")
    long = chain(tmp_path, *(f"n{i}" for i in range(10)))
    (tmp_path / "n9.toml").write_text('name = "n9"')
    refused(long, "makes a chain of more than 8 scenarios")
    assert load(tmp_path / "n2.toml").name == "n2"


def test_a_base_that_is_a_link_to_elsewhere_or_no_file(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "far.toml").write_text('name = "far"')
    (folder / "link.toml").symlink_to(tmp_path / "far.toml")
    (folder / "folder.toml").mkdir()
    os.mkfifo(folder / "pipe.toml")
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    refused(chain(folder, "a", "link"), "does not lie beside this file")
    refused(chain(folder, "b", "folder"), "is a directory, not a regular file")
    refused(chain(folder, "c", "pipe"), "is a pipe, not a regular file")
    refused(chain(folder, "d", "loop"), "loop.toml")


def test_all_problems_of_a_file_at_once():
    with pytest.raises(ScenarioError) as caught:
        parse_text(f'name = "x y"\nextends = "nowhere"\n{DIGITAL}budget = -1\ncities = ["A", "B"]')
    keys = {str(problem).split(": ")[1] for problem in caught.value.problems}
    assert keys == {"name", "extends", f"{D}.budget", f"{D}.cities[1]", f"{D}.cities[2]"}


def test_a_hostile_file_is_refused_soon():
    begin = time.monotonic()
    for text in (
        "\n".join(f"k{i} = 1" for i in range(25_000)),
        f"{DIGITAL}cities = [{','.join(repr(str(i)) for i in range(30_000))}]",
        "\n".join(f"[t{i}]" for i in range(20_000)),
        'name = """' + "\\n" * 120_000 + '"""',
        "[[world.changes]]\n" * 14_000,
        "\n".join(f"[a{'.a' * 40}.b{i}]" for i in range(2_500)),
        "x = " + "{a = [" * 300,
        "x = [" + "1," * 120_000 + "]",
        '"=".' + "a." * 60_000 + "a = 1",
        "x = {" + '"a.b".' * 40_000 + "a = 1}",
        f'["=".{"a." * 190}a]\n' + "\n".join(f"k{i} = 1" for i in range(20_000)),
    ):
        with pytest.raises(ScenarioError) as caught:
            parse_text(text)
        assert len(str(caught.value)) <= 4000
    assert time.monotonic() - begin < 20
