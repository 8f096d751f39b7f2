"""The parameter table is complete, honest about its evidence, and reaches rules unchanged."""

from __future__ import annotations

import ast
import csv
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents import parameters
from agents.parameters import PATH, ParameterRow, Parameters, defaults, read, table, with_values
from agents.record import rule
from agents.table_reader import TableError

CHINESE = "[一-鿿]"
SUM_TO_ONE = ("rung_mix", "tax_split", "investment_mix")
LENGTHS = {
    **dict.fromkeys(("rung_labour", "rung_energy", "rung_so2", "rung_price", "wear"), 4),
    **dict.fromkeys(("spread", "leverage_target", "max_leverage", "rescue", "patience_years"), 4),
    **dict.fromkeys(("start_key", "start_all", "adopt_flow", "system_cost_factor"), 5),
    **dict.fromkeys(("saving_curve_share", "saving_curve_payback", "tax_split"), 3),
    "upgrade_cost": 4,
}
GOOD = {
    "name": "habit",
    "value": "0.06",
    "low": "0.03",
    "high": "0.12",
    "sum": "",
    "unit": "share per quarter",
    "prior": "lognormal",
    "source": "somebody 2015",
    "status": "read",
    "meaning": "A meaning.",
    "meaning_zh": "含义。",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    """A parameter table of the given rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ParameterRow._fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


def words_and_range(row: ParameterRow) -> list[str]:
    """What is wrong with the numbers and the words of a row."""
    numbers = zip(row.low, row.value, row.high, strict=True)
    good = {
        "low <= value <= high": all(-math.inf < a <= x <= b < math.inf for a, x, b in numbers),
        "a unit without blanks around it": row.unit.strip() == row.unit != "",
        "an English sentence": row.meaning.endswith(".") and not re.search(CHINESE, row.meaning),
        "a Chinese sentence": row.meaning_zh.endswith("。")
        and re.search(CHINESE, row.meaning_zh) is not None,
    }
    return [f"{row.name} has not {name}" for name, holds in good.items() if not holds]


def evidence(row: ParameterRow) -> list[str]:
    """What is wrong with the source of a row, or with the status that it claims."""
    confessed = row.source.startswith(("assumption", "definition"))
    dated = "to be cited" in row.source or re.search(r"\d{4}", row.source)
    good = {
        "is an assumption and says so": not confessed or row.status == "assumed",
        "was tried, as docs/odd.md tells": row.status != "trial" or "docs/odd.md" in row.source,
        "is recalled with a year": row.status != "recalled" or bool(dated),
        "was read somewhere": row.status not in ("read", "data")
        or re.search(r"\d|data/", row.source) is not None,
    }
    return [f"not so: {row.name} {name}" for name, holds in good.items() if not holds]


def missing_files(row: ParameterRow) -> list[str]:
    """Files that a row cites and that are not there."""
    cited = re.findall(r"data/[\w/]+\.\w+", row.source)
    return [f"{row.name} cites {x}" for x in cited if not (PATH.parent.parent / x).is_file()]


@pytest.mark.parametrize("problems", [words_and_range, evidence, missing_files])
def test_every_row_gives_a_range_words_in_both_languages_and_its_evidence(
    problems: Callable[[ParameterRow], list[str]],
) -> None:
    assert [problem for row in table().values() for problem in problems(row)] == []


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"low": (1.0,)}, words_and_range),
        ({"unit": " share"}, words_and_range),
        ({"meaning": "含义."}, words_and_range),
        ({"meaning_zh": "A meaning。"}, words_and_range),
        ({"source": "assumption of 2015"}, evidence),
        ({"status": "trial"}, evidence),
        ({"source": "somebody", "status": "recalled"}, evidence),
        ({"source": "somebody"}, evidence),
        ({"source": "data/nowhere.csv"}, missing_files),
    ],
)
def test_a_bad_row_is_named(
    change: dict[str, Any], problems: Callable[[ParameterRow], list[str]]
) -> None:
    row = table()["habit"]._replace(source="somebody 2015", status="read")
    assert problems(row) == []
    assert len(problems(row._replace(**change))) == 1
    assert "habit" in problems(row._replace(**change))[0]


def test_shares_sum_to_one() -> None:
    assert {name for name, row in table().items() if row.sum == 1.0} == set(SUM_TO_ONE)
    sums = {name: sum(table()[name].value) for name in SUM_TO_ONE}
    assert sums == pytest.approx(dict.fromkeys(SUM_TO_ONE, 1.0), abs=1e-12)


def test_a_vector_has_one_number_for_each_rung_owner_system_or_product() -> None:
    assert {name: Parameters.dtype[name].shape for name in LENGTHS} == {
        name: (length,) for name, length in LENGTHS.items()
    }


def test_the_conventional_rung_is_the_unit_of_all_rungs() -> None:
    for name in (
        "rung_labour",
        "rung_energy",
        "rung_material",
        "rung_so2",
        "rung_price",
    ):
        row = table()[name]
        assert row.low[1] == row.value[1] == row.high[1] == 1.0


def test_the_vectors_declared_for_type_checkers_are_those_of_the_table() -> None:
    tree = ast.parse(Path(parameters.__file__).read_text(encoding="utf-8"))
    declared = {
        ast.unparse(node.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "Vector"
    }
    assert declared == {row.name for row in table().values() if len(row.value) > 1}


def test_the_record_holds_every_row_as_eight_byte_floats() -> None:
    assert Parameters.dtype.names == tuple(table()) == tuple(Parameters.fields)
    assert all(Parameters.dtype[name].base == np.dtype("f8") for name in table())
    assert Parameters.dtype.isalignedstruct
    record = defaults()
    assert isinstance(record, np.recarray)
    assert record.shape == (1,)
    for name, row in table().items():
        assert np.array_equal(np.ravel(record[name]), row.value)


@rule
def _wear_and_habit(p: Parameters) -> float:
    return p.wear[0] + p.habit


def test_a_rule_reads_scalars_and_vectors() -> None:
    changed = with_values({"wear": [0.5, 0.0, 0.0, 0.0], "habit": 0.25})
    assert _wear_and_habit(changed[0]) == 0.75


def test_an_override_changes_its_parameter_only_and_may_leave_the_range() -> None:
    changed, before = (
        with_values({"habit": 9.0, "rescue": (0.0, 0.0, 0.0, 0.0)}),
        defaults(),
    )
    assert changed["habit"][0] == 9.0 > table()["habit"].high[0]
    for name in table():
        same = np.array_equal(changed[name], before[name])
        assert same is (name not in ("habit", "rescue"))
    assert np.array_equal(defaults()["habit"], before["habit"])


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r'"habbit" is no parameter; the nearest are habit'):
        with_values({"habbit": 0.1})


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"wear": [0.1, 0.2]}, "wear: found .* allowed 4 numbers"),
        ({"wear": 0.1}, "wear: found .* allowed 4 numbers"),
        ({"habit": [0.1]}, "habit: found .* allowed one number"),
        ({"habit": math.nan}, "habit: found nan; allowed are finite numbers"),
        ({"habit": math.inf}, "habit: found inf; allowed are finite numbers"),
        ({"habit": "much"}, "habit: found 'much'; allowed are finite numbers"),
    ],
)
def test_an_override_of_wrong_length_or_not_finite_is_refused(
    overrides: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        with_values(overrides)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "a b"}, 'name: found "a b"; allowed a lower-case identifier'),
        ({"name": "mean"}, "allowed another name: arrays have an attribute of this one"),
        ({"value": "0.5"}, "allowed low <= value <= high"),
        ({"value": "much"}, 'value: found "much"; allowed finite numbers'),
        ({"value": "０.06"}, "which holds U+FF10 FULLWIDTH DIGIT ZERO; allowed finite numbers"),
        ({"high": "inf"}, 'high: found "inf"; allowed finite numbers'),
        ({"value": "0.06;0.07"}, 'low: found "0.03"; allowed 2 numbers, as in value'),
        ({"status": "guess"}, 'status: found "guess"; allowed data, read'),
        ({"prior": "cauchy"}, 'prior: found "cauchy"; allowed uniform'),
        ({"prior": "fixed"}, "allowed low and high equal to value where the prior is fixed"),
        ({"low": "0.06", "high": "0.06"}, "allowed the prior fixed where"),
        ({"low": "0"}, "allowed low above 0 where the prior is lognormal"),
        ({"prior": "beta", "high": "1"}, "allowed bounds above 0 and below 1"),
        ({"source": " "}, 'source: found " "; allowed text'),
        ({"sum": "1"}, 'sum: found "1"; allowed numbers that sum to 0.06'),
        ({"sum": "one"}, 'sum: found "one"; allowed numbers that sum to 0.06'),
    ],
)
def test_a_bad_row_is_named_with_what_was_found_and_what_is_allowed(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    path = write(tmp_path / "mine.csv", GOOD | change)
    with pytest.raises(TableError, match=re.escape(message)) as caught:
        read(path)
    assert str(caught.value).startswith("mine.csv: row 2, column ")
    assert caught.value.message("zh").startswith("mine.csv: 第 2 行 ")


def test_all_errors_of_a_file_come_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", GOOD, GOOD, GOOD | {"name": "jump", "status": ""})
    with pytest.raises(TableError) as caught:
        read(path)
    assert str(caught.value).splitlines() == [
        'mine.csv: row 3, column name: "habit" stands twice, first in row 2; allowed once',
        'mine.csv: row 4, column status: found ""; allowed data, read, recalled, trial, assumed',
    ]


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,value\nhabit,1\n", encoding="utf-8")
    with pytest.raises(
        TableError, match=r"mine.csv: row 1, column low: is missing; allowed name, "
    ):
        read(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(TableError, match=r"mine.csv: is empty"):
        read(path)


def test_a_row_with_too_few_cells_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", GOOD)
    path.write_text(path.read_text(encoding="utf-8") + "jump,1\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"mine.csv: row 3: found 2 cells; allowed 11"):
        read(path)


def test_every_parameter_is_used_by_a_rule_or_by_the_start() -> None:
    root = PATH.parent.parent
    sources = [p for folder in ("agents", "model") for p in (root / folder).rglob("*.py")]
    text = "".join(p.read_text(encoding="utf-8") for p in sources if p.name != "parameters.py")
    unused = [name for name in table() if not re.search(rf"""[.'"]{name}\b""", text)]
    assert unused == []
