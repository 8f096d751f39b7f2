"""Tables of ``data/`` that people edit: what is wrong is said with file, row, column, allowed."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.record import ROOT
from agents.table_reader import TableError, number
from model.input_data import data_tables
from model.input_data.data_tables import DATA, Looked, kind_of, rows, schema, table_schema

TABLES = sorted(path.relative_to(DATA).with_suffix("").as_posix() for path in DATA.rglob("*.csv"))
WITH_SCHEMA = [name for name in TABLES if name != "parameters"]  # which agents/ reads by itself


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of ``data/`` that is read in its place."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    monkeypatch.setattr(data_tables, "DATA", copy)
    rows.cache_clear()
    yield copy
    rows.cache_clear()


def refusal(name: str) -> TableError:
    """The error that a table raises."""
    rows.cache_clear()
    with pytest.raises(TableError) as caught:
        rows(name)
    error = caught.value
    assert all(problem.file == f"data/{name}.csv" for problem in error.problems)
    assert len(str(error)) <= 4000
    assert len(str(error).splitlines()) <= 21
    assert error.message("zh") != str(error)
    return error


def edit(folder: Path, name: str, old: str, new: str, times: int = 1) -> None:
    """Change a text in a table."""
    path = folder / f"{name}.csv"
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, times).encode())


def test_every_table_has_a_schema_of_its_columns() -> None:
    assert set(schema()["tables"]) - {"series"} == set(WITH_SCHEMA)
    for name in WITH_SCHEMA:
        assert rows(name)
        assert set(table_schema(name)["columns"]) == set(rows(name)[0])


def test_every_kind_of_the_schema_is_known_and_has_words() -> None:
    for name in WITH_SCHEMA:
        for kind in table_schema(name)["columns"].values():
            allowed = kind_of(kind).allowed()
            for lang in ("zh", "en"):
                assert allowed if isinstance(allowed, str) else allowed.message(lang)
    for section in ("units", "keys"):
        for name, entries in schema()[section].items():
            column = table_schema(name)["unit_of"]
            assert set(entries) <= {row[column] for row in rows(name)}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(folder: Path) -> None:
    before = rows("city_year")
    path = folder / "city_year.csv"
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    rows.cache_clear()
    assert rows("city_year") == before


# what a person did to a table, and what is said
EDITS = {
    "full-width digits": ("city_points", "123.43", "１２３.43", 2, "longitude",
                          'found "１２３.43", which holds U+FF11 FULLWIDTH DIGIT ONE; '
                          "allowed a number from 110 to 135"),
    "a year with its word": ("city_year", "Shenyang,沈阳,2010,gdp", "Shenyang,沈阳,2010年,gdp", 2,
                             "year", 'found "2010年"; allowed a year such as 2015, or years such'),
    "a thousands mark": ("city_points", "123.43", '"1,123.43"', 2, "longitude", 'found "1,123.43"'),
    "an empty number": ("city_points", "123.43", "", 2, "longitude", 'found ""; allowed a number'),
    "a word for a number": ("city_points", "123.43", "n.a.", 2, "longitude", 'found "n.a."'),
    "not a number": ("city_points", "123.43", "nan", 2, "longitude", 'found "nan"'),
    "infinite": ("city_points", "123.43", "inf", 2, "longitude", 'found "inf"'),
    "a percent sign": ("city_points", "123.43", "123%", 2, "longitude", 'found "123%"'),
    "out of range": ("city_points", "123.43", "12.343", 2, "longitude", "from 110 to 135"),
    "a city misspelt": ("city_points", "Shenyang", "Shenyan", 2, "city",
                        'found "Shenyan"; allowed Shenyang, Dalian'),
    "a city in Chinese": ("plan/places", "Shenyang", "沈阳", 2, "city", 'found "沈阳"; allowed'),
    "a space that nobody sees": ("city_points", "Shenyang", "Shenyang\u00a0", 2, "city",
                                 "which holds U+00A0 NO-BREAK SPACE"),
    "an unknown sector in a list": ("sector_co2_map", "mining,derived", "minning,derived", 2,
                                    "sectors", 'found "minning"'),
    "a status of one's own": ("city_points", "recalled", "guessed", 2, "status",
                              'found "guessed"; allowed assumed, data'),
    "a quarter": ("plan/central_projects", "2015Q1", "2015-Q1", 2, "start", "such as 2016Q1"),
    "a flag": ("plan/cities", "210100,0,1,0", "210100,yes,1,0", 2, "coastal_belt", "0 or 1"),
    "half a quarter": ("plan/central_projects", ",12,0,", ",12.5,0,", 2, "gestation_quarters",
                       "a whole number above 0"),
    "a zero output": ("io_sectors", "89421.35", "0", 2, "total_input_100m_yuan",
                      'found "0"; allowed a number above 0'),
    "a unit that does not fit": ("assumed_base_year", "share of above-scale value added",
                                 "percent of above-scale value added", 2, "unit",
                                 'found "percent of above-scale value added"; allowed "share of'),
    "a value outside of its range": ("assumed_base_year", "equipment,0.315,", "equipment,0.5,", 2,
                                     "value", "allowed value of at most high"),
    "a key that names no city": ("assumed_base_year", "location,cnc_machine_tools:Shenyang",
                                 "location,cnc_machine_tools:Shenyan", None, "key",
                                 'found "Shenyan"; allowed Shenyang'),
    "a key of another kind": ("assumed_base_year", "location,cnc_machine_tools:Shenyang",
                              "location,cnc_machine_tools", None, "key", "allowed sector:city"),
    "a group that is nowhere": ("sector_map", "coal_mining", "coal_minning", 2, "io_group",
                                'found "coal_minning"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_is_refused_with_row_column_found_and_allowed(kind: str, folder: Path) -> None:
    name, old, new, row, column, said = EDITS[kind]
    edit(folder, name, old, new)
    problem = refusal(name).problems[0]
    assert problem.column == column
    assert row is None or problem.row == row
    assert said.replace('allowed "share', "allowed share") in problem.message()
    assert f"{column} 列: 内容为" in problem.message("zh")


def test_a_unit_of_a_series_that_the_model_reads_is_checked(folder: Path) -> None:
    wages = (r for r in rows("city_year") if r["indicator"] == "average_wage_on_post_workers")
    row = next(wages)
    old = ",".join((row["indicator"], row["value"], row["unit"]))
    edit(folder, "city_year", old, f"{row['indicator']},5.8,10 thousand yuan per year")
    (problem,) = refusal("city_year").problems
    assert problem.column == "unit"
    assert problem.message().endswith('found "10 thousand yuan per year"; allowed yuan per year')


def test_zero_and_negative_levels_are_refused_and_changes_are_not(folder: Path) -> None:
    row = next(r for r in rows("city_year") if r["indicator"] == "secondary_industry_value_added")
    edit(folder, "city_year", f"secondary_industry_value_added,{row['value']},",
         "secondary_industry_value_added,0,")  # fmt: skip
    (problem,) = refusal("city_year").problems
    assert problem.message().endswith('column value: found "0"; allowed a number above 0')
    assert any(float(r["value"]) < 0 for r in rows.__wrapped__("national_year"))


FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "gbk": (lambda data: data.decode().encode("gbk", "replace"), "is not UTF-8, but GBK"),
    "utf-16": (lambda data: data.decode().encode("utf-16"), "is not UTF-8"),
    "semicolons": (lambda data: data.replace(b",", b";"), "cells are divided by semicolons"),
    "tabs": (lambda data: data.replace(b",", b"\t"), "cells are divided by tabs"),
    "empty": (lambda data: b"", "is empty"),
    "only blank lines": (lambda data: b"\n\n", "is empty"),
    "a missing column": (lambda data: data.replace(b"latitude", b"north", 1),
                         "row 1, column latitude: is missing; allowed city, longitude, lat"),
    "a column twice": (lambda data: data.replace(b"status", b"city", 1), "column city: stands"),
    "a row too short": (lambda data: data.replace(b",recalled,", b",", 1),
                        "row 2: found 4 cells; allowed 5"),
    "a quote left open": (
        lambda data: data + b'x,"y', "row 16: a double quote that opens a cell is not closed"),
    "something after a quote": (
        lambda data: data.replace(b"recalled", b'"recalled"x', 1), "row 2: something stands after"),
    "a cell without end": (
        lambda data: data.replace(b"seat", b"s" * 140_000, 1), "row 2: a cell is too long"),
    "a row twice": (lambda data: data + data.splitlines()[1] + b"\n",
                    '"Shenyang" stands twice, first in row 2'),
    "a row left out": (lambda data: b"\n".join(data.splitlines()[:1] + data.splitlines()[2:]),
                       'column city: "Shenyang" is missing; allowed at least one row'),
    "NUL": (lambda data: data.replace(b"123.43", b"123\x00.43"), "city_points.csv: "),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_wrong_as_a_whole(kind: str, folder: Path) -> None:
    change, said = FILES[kind]
    path = folder / "city_points.csv"
    path.write_bytes(change(path.read_bytes().replace(b"seat of", "省会 seat of".encode(), 1)))
    assert said in str(refusal("city_points"))


def test_a_table_that_is_not_there_and_one_that_is_a_folder(folder: Path) -> None:
    (folder / "city_points.csv").unlink()
    assert "data/city_points.csv: cannot be read: No such file" in str(refusal("city_points"))
    (folder / "city_points.csv").mkdir()
    assert "cannot be read: Is a directory" in str(refusal("city_points"))
    assert refusal("city_points").message("zh") == "data/city_points.csv: 无法读取：是目录"


def test_all_problems_come_at_once_and_at_most_twenty_are_shown(folder: Path) -> None:
    path = folder / "national_year.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",%,", ",百分之,"), encoding="utf-8")
    error = refusal("national_year")
    assert len(error.problems) > 100
    assert str(error).splitlines()[-1] == f"and {len(error.problems) - 20} more"
    assert error.message("zh").splitlines()[-1] == f"另有 {len(error.problems) - 20} 处"


def test_a_row_that_the_model_needs_and_that_is_not_there_is_named() -> None:
    found = Looked([(2014, 1.0)], "city_year", lambda year: f"Shenyang, {year}, gdp")
    assert found[2014] == 1.0
    assert found.get(2015) is None
    assert 2015 not in found
    with pytest.raises(
        TableError, match=r"data/city_year.csv: has no row with Shenyang, 2015, gdp"
    ):
        found[2015]
    with pytest.raises(TableError, match='no row with name "nothing", key ""'):
        data_tables.assumed("nothing")


@pytest.mark.parametrize(("cell", "value"), [
    ("1", 1.0), ("-1.5", -1.5), ("1e6", 1e6), (".5", 0.5), ("5.", 5.0), ("1E-3", 1e-3),
    ("", None), ("１", None), ("1_000", None), ("1,000", None), ("nan", None), ("0x1", None),
    (" 1", None), ("1 ", None), ("−1", None), ("1e999", None), ("1e", None), ("一", None),
])  # fmt: skip
def test_a_number_is_what_is_written_with_plain_digits(cell: str, value: float | None) -> None:
    assert number(cell) == value


@pytest.mark.parametrize("name", TABLES)
def test_what_is_read_is_what_stands_in_the_file(name: str) -> None:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert rows(name) == tuple(csv.DictReader(file))


def command(tree: Path, *words: str) -> Any:
    """A command in a copy of the tree, the rules as plain Python."""
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tree)}
    call = [sys.executable, "-m", "cli.main", *words]
    return subprocess.run(call, cwd=tree, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "old", "new", "said"), [
    ("parameters", "15700,9000", "１5700,9000", "data/parameters.csv: row 2, column value: found"),
    ("city_points", "123.43", "2015年", "data/city_points.csv: row 2, column longitude"),
    ("plan/cities", "adcode", "code", "data/plan/cities.csv: row 1, column adcode: is missing"),
])  # fmt: skip
def test_the_command_says_so_and_ends_with_code_2(
    table: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    for name in (
        "agents",
        "model",
        "locales",
        "display",
        "scenarios",
        "experiments",
        "cli",
        "data",
    ):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    edit(tree / "data", table, old, new)
    for lang in ("en", "zh"):
        done = command(tree, "run", "--scale", "0.01", "--until", "2015Q4", "--lang", lang)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert f"data/{table}.csv: " in done.stderr
        assert (said in done.stderr) == (lang == "en")
