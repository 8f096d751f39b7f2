"""Tables of every command on narrow and wide screens: each number stands there, whole."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from agents.record import interpreted
from cli.main import answer
from display import terminal
from display.terminal import Screen, Table, plain_table
from display.text_wrap import least_width, numbers_in, text_width, wrapped
from locales.catalogue import LANGUAGES

WIDTHS = (*range(40, 201, 16), 47, 80, 81)
SMALL = ("--scale", "0.05", "--until", "2020Q4")
LIFE = ("--scale", "0.02", "--until", "2017Q4", "--follow", "沈阳机床")
PAIR = ("no_plan", "plan_2015", "--runs", "2")
QUICK = (
    ("data",),
    ("scenarios", "list"),
    ("scenarios", "show", "plan_2015"),
    ("scenarios", "show", "plan_2015", "--resolved"),
    ("trace",),
    ("trace", "capacity_elimination"),
    ("trace", "沈阳机床"),
)
COMPUTED = (
    ("run", *SMALL),
    ("run", *SMALL, "--reported"),
    ("run", "plan_2015", *LIFE),
    ("compare", "--runs", "2", *SMALL),
    ("compare", *PAIR, *SMALL, "--reported"),
    ("compare", "no_plan", "plan_2015", *LIFE),
    ("targets", "--runs", "2", "--scale", "0.05"),
    ("attribute", "--runs", "2", "--scale", "0.02", "--until", "2020Q4"),
    ("trace", "--quarter", "--scale", "0.05"),
)


def numbers(texts: Iterable[str]) -> Counter[str]:
    """The numbers of some texts, each as often as it stands there."""
    return Counter(number for text in texts for number in numbers_in(text))


def check(shown: str | Table, width: int) -> None:
    """On a screen of this width nothing is too wide, cut, or missing."""
    if isinstance(shown, str):
        lines, cells = wrapped(shown, width), [shown]
    else:
        lines = [line for line, _ in shown.lines(width)]
        cells = [shown.title, *shown.headings, *(cell for row in shown.rows for cell in row)]
    assert max(map(text_width, lines), default=0) <= width
    wanted, found = numbers(cells), numbers(lines)
    assert not wanted - found, (width, wanted - found, lines)
    assert Counter("".join(cells))["…"] == Counter("".join(lines))["…"]


def printed(commands: Iterable[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """All texts and tables that some commands print; intervals stand below, or beside."""
    found: list[object] = []
    monkeypatch.setattr(Screen, "print", lambda _self, shown="": found.append(shown))
    for lang, width in (("zh", terminal.ONE_LINE - 1), ("en", terminal.ONE_LINE)):
        monkeypatch.setattr(terminal, "PLAIN_WIDTH", width)
        for words in commands:
            assert answer([*words, "--lang", lang]) == 0, words
    return found


def check_all(found: list[object]) -> None:
    """Every width for every text and table."""
    assert sum(isinstance(shown, Table) for shown in found) >= len(LANGUAGES)
    for shown in found:
        assert isinstance(shown, str | Table)
        for width in WIDTHS:
            check(shown, width)


@pytest.mark.parametrize("words", QUICK, ids=" ".join)
def test_no_number_of_what_is_listed_is_ever_cut(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_all(printed([words], monkeypatch))


@pytest.mark.skipif(interpreted(), reason="takes minutes where the rules are not compiled")
@pytest.mark.parametrize("words", COMPUTED, ids=" ".join)
def test_no_number_of_what_is_computed_is_ever_cut(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_all(printed([words], monkeypatch))


@pytest.mark.skipif(interpreted(), reason="takes minutes where the rules are not compiled")
def test_no_number_about_studies_is_ever_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = ("--scale", "0.02", "--until", "2015Q4", "--out", str(tmp_path))
    assert answer(["compare", *PAIR, *out]) == 0
    folder = str(next(tmp_path.glob("study-*")))
    listed = ("studies", "list", str(tmp_path))
    check_all(printed([listed, ("studies", "show", folder), ("verify", folder)], monkeypatch))


def test_no_number_of_a_measurement_is_ever_cut() -> None:
    from cli.bench import print_results

    results = [{"name": f"name_{n}", "value": 10.0**n, "unit": "s", "detail": "两 of 3,000 runs; "}
               for n in range(9)]  # fmt: skip
    for width in WIDTHS:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(terminal, "PLAIN_WIDTH", width)
            file = io.StringIO()
            print_results(results, "zh", file)
        assert "100,000,000" in file.getvalue()
        assert max(map(text_width, file.getvalue().splitlines())) <= width


def test_tables_of_any_form_keep_every_number() -> None:
    chance = Random(1)
    some = (
        *("全口径 工业总产值（亿元）", "output, million yuan", "1,234,567.8", "x" * 70, ""),
        *("+0.12* [−0.3, +0.5]", "2016Q1–2020Q4", "12.5%\n[1.0%, 2.0%]"),
        "淘汰600万吨，其中2016年3,000吨",
    )
    for _ in range(200):
        columns = chance.randrange(2, 9)
        rows = [chance.choices(some, k=columns) for _ in range(chance.randrange(1, 5))]
        wrapped_from = chance.choice([None, 1, columns])
        table = plain_table(chance.choice(some[:2]), chance.choices(some[:2], k=columns), rows,
                            chance.choice(LANGUAGES), wrapped_from)  # fmt: skip
        for width in (40, 41, 57, 80, 133, 200):
            check(table, width)


def test_a_table_that_is_too_wide_goes_on_with_the_same_names() -> None:
    rows = [("Shenyang", "1,234,567", "7,654,321", "1,111,111", "2,222,222")]
    table = plain_table("Cities", ["city", "2015", "2016", "2017", "2018"], rows, "en")
    lines = [line for line, _ in table.lines(40)]
    assert [line for line in lines if "Shenyang" in line] == [
        " Shenyang  1,234,567  7,654,321",
        " Shenyang  1,111,111  2,222,222",
    ]
    assert sum("part 2 of 2" in line for line in lines) == 1
    assert len([line for line, _ in table.lines(80) if "Shenyang" in line]) == 1


def test_lines_are_broken_as_each_language_does() -> None:
    assert wrapped("the output of 2,015 firms", 12) == ["the output", "of 2,015", "firms"]
    assert wrapped("共有12,345家企业，其中一家", 8) == ["共有", "12,345家", "企业，其", "中一家"]
    assert wrapped("关停（2016年）产能", 8) == ["关停", "（2016", "年）产能"]
    assert wrapped("data/plan/a_very_long_name_of_a_table.csv", 20)[0] == "data/plan/a_very_"
    assert least_width("共有12,345家") == 6
