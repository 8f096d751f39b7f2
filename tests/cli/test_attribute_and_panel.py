"""The commands ``attribute`` and ``panel``: what they print, write and refuse."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from cli.main import answer
from experiments.attribution.contributions import SECTIONS

TWO = """
name = "two"
[levers.technical_transformation]
budget = 500
grant_rate = 0.2
reserve = { northwest = 0.2 }
[levers.digitalisation]
budget = 300
"""
SMALL = ("--scale", "0.02", "--until", "2016Q4")
WRONG = {
    "nothing to attribute": (["attribute", "no_plan"], "no_plan"),
    "one member": (["attribute", "--runs", "1"], "--runs"),
    "scenario misspelt": (["attribute", "plan_2051"], "plan_2015"),
    "baseline misspelt": (["attribute", "--baseline", "no_plam"], "no_plan"),
    "panel without a file": (["panel"], "FILE.parquet"),
    "panel into a folder": (["panel", "--out", "/tmp"], "--out"),
    "panel of another kind": (["panel", "--out", "panel.csv"], ".parquet"),
    "panel below a file": (["panel", "--out", f"{__file__}/x.parquet"], "--out"),
    "panel of no year": (["panel", "--out", "x.parquet", "--until", "2015Q2"], "2015Q4"),
}


@pytest.fixture
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mix of two levers in a file."""
    path = tmp_path_factory.mktemp("mix") / "two.toml"
    path.write_text(TWO)
    return path


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = answer(words)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("words", "named"), WRONG.values(), ids=WRONG)
def test_wrong_words_give_one_message_and_code_2(
    words: list[str], named: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(capsys, *words, "--lang", lang)
    assert code == 2
    assert out == ""
    assert named in err
    assert err.startswith("error: " if lang == "en" else "错误：")


def test_attribute_prints_one_json_document_of_the_shape(
    two: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ("attribute", str(two), *SMALL, "--runs", "2", "--json", "--out", str(tmp_path))
    code, out, _ = ask(capsys, *words)
    found = json.loads(out)
    assert code == 0
    assert (found["scenario"], found["baseline"]) == ("two", "no_plan")
    assert {part["lever"] for part in found["contributions"]} == set(found["players"])
    assert all(len(pair["levers"]) == 2 for pair in found["interactions"])
    tables = {f"{what}.csv": found[what] for what in SECTIONS}
    assert sorted(os.listdir(tmp_path)) == sorted(["attribute.json", "results.json", *tables])
    assert json.loads((tmp_path / "attribute.json").read_text()) == found
    for name, listed in tables.items():
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert len(lines) == len(listed), name
        assert {line["scenario"] for line in lines} <= {"two"}
    assert {line["unit"] for line in found["per_yuan"]} == {
        "yuan per yuan",
        "yuan per yuan, 2015 prices",
    }


@pytest.mark.parametrize(("lang", "title"), [("en", "whole mix"), ("zh", "促进两化深度融合")])
def test_attribute_prints_tables_in_both_languages(
    lang: str, title: str, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = ask(capsys, "attribute", str(two), *SMALL, "--runs", "2", "--lang", lang)
    assert code == 0
    assert title in out
    assert ("northwest" if lang == "en" else "辽西北") in out
    assert "\x1b" not in out


def test_panel_writes_one_file_and_says_what_is_in_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "new" / "panel.parquet"
    words = ("panel", "plan_2015", *SMALL, "--out", str(file))
    code, out, err = ask(capsys, *words, "--json")
    found = json.loads(out)
    assert code == 0
    assert os.listdir(file.parent) == ["panel.parquet"]
    named = {column["name"] for column in found["columns"]}
    assert {"enterprise", "year", "treated", "effect", "output"} <= named
    assert str(file) in err
    code, out, _ = ask(capsys, *words, "--lang", "zh")
    assert code == 0
    assert "百万元" in out
