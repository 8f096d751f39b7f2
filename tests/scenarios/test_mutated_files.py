"""A thousand scenario files as people damage them: each is a scenario or a clear refusal.

Every file is one of the library with one to three changes: characters of office programs, numbers
and units, names, keys, lines, brackets, encodings, bytes. The counts stand in ``docs/trust.md``.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.loader import LIBRARY, load, parse_text
from scenarios.policy_schedule import instruments

FILES = 1_000
SOURCES = sorted(LIBRARY.glob("*.toml"))
LOOKALIKES = {
    **{'"': "“”„「", "'": "‘’", "=": "＝", ",": "，、", "[": "［【", "]": "］】", "-": "−–－"},
    **{"{": "｛", "}": "｝", ".": "．。", " ": "\xa0\u3000\u2003", "0": "０", "5": "５", "#": "＃"},
}
HIDDEN = "\u200b\ufeff\xad\u202e\x00\x07\x1b\x85\r\u2028"
VALUES = (
    *("-1", "nan", "inf", "1e400", "9" * 400, "true", "[]", "[1, 2]", "[[1]]", "{a = 1}", '"x"'),
    *("''", "2016-01-01", '"11 亿元"', '"600 万吨"', '"75 元/吨"', '"+7 亿元"', '"-5"', '"11 亿"'),
    *("10%", "1,000", "0,1", "500万元", "None", "True", "０.５", "1_0", "0x10", "0", "1e-300"),
    *('"2016Q1"', '"2026Q9"'),
)
NAMES = (
    *("Shenyang", "沈阳", "沈阳市", "Shenyan", "steel", "钢铁", "northwest", "辽西北", "no_plan"),
    *("plan_2015", "self.toml", "../x.toml", "", "名", "a" * 300, "erp", "large"),
)
KEYS = (
    *("budget", "预算", "rate", "bugdet", "off", "quota", "extends", "start", "systems", "inherit"),
    *("技术改造", "world", "title", "reserve", '"a.b"', "levers.digitalisation.budget"),
)
LINES = (
    *("off = true", "budget = 0", 'budget = "+700"', "rate = 0.5", "[levers.信息化]", "name: x"),
    *("{", "}", "[", '"""', "[world]", "[[world.changes]]", "x = 1", "[levers.alliances]", "="),
    *('[world]\ninherit = "replace"', "\t", 'cities = ["沈阳"]'),
)
Change = Callable[[random.Random, str], str]


def lookalike(luck: random.Random, text: str) -> str:
    places = [i for i, char in enumerate(text) if char in LOOKALIKES]
    at = luck.choice(places)
    return text[:at] + luck.choice(LOOKALIKES[text[at]]) + text[at + 1 :]


def hidden(luck: random.Random, text: str) -> str:
    at = luck.randrange(len(text))
    return text[:at] + luck.choice(HIDDEN) + text[at:]


def in_place_of(pattern: str, others: tuple[str, ...]) -> Change:
    """A change that puts something else where a pattern stands."""

    def change(luck: random.Random, text: str) -> str:
        found = list(re.finditer(pattern, text, re.MULTILINE))
        if not found:
            return text
        one = luck.choice(found)
        return text[: one.start(1)] + luck.choice(others) + text[one.end(1) :]

    return change


def lines(luck: random.Random, text: str) -> str:
    """A line left out, twice, moved, or one more."""
    rows = text.split("\n")
    at = luck.randrange(len(rows))
    kind = luck.randrange(4)
    row = rows.pop(at) if kind in (0, 2) else rows[at]
    if kind == 1:
        rows.insert(at, row)
    if kind == 2:
        rows.insert(luck.randrange(len(rows) + 1), row)
    if kind == 3:
        rows.insert(at, luck.choice(LINES))
    return "\n".join(rows)


def cut(luck: random.Random, text: str) -> str:
    first, last = sorted(luck.randrange(len(text) + 1) for _ in range(2))
    return (
        text[:first] if luck.random() < 0.3 else text[:first] + text[first + (last - first) // 20 :]
    )


def brackets(luck: random.Random, text: str) -> str:
    places = [i for i, char in enumerate(text) if char in "[]{}\"'="]
    at = luck.choice(places)
    return text[:at] + luck.choice(("", "[", "]", "}", '"', "==", "''")) + text[at + 1 :]


CHANGES: tuple[Change, ...] = (
    lookalike, lookalike, hidden, lines, lines, cut, brackets,
    in_place_of(r"=\s*([^\s#][^#\n]*?)\s*(?:#|$)", VALUES),
    in_place_of(r"=\s*([^\s#][^#\n]*?)\s*(?:#|$)", VALUES),
    in_place_of(r'"([^"\n]*)"', NAMES), in_place_of(r"^([\w.]+)\s*=", KEYS),
    in_place_of(r"^\[+levers\.(\w+)", ("alliances", "financing", "信息化", "nothing", "a.b.c")),
)  # fmt: skip


def encoded(luck: random.Random, text: str) -> bytes:
    """The bytes of a file: mostly UTF-8, else another encoding or some bytes wrong."""
    kind = luck.random()
    if kind < 0.06:
        return text.encode(luck.choice(("gbk", "gb18030", "utf-16", "latin-1")), "replace")
    data = text.encode("utf-8", "surrogatepass")
    if kind < 0.10:
        return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    if kind < 0.14:
        at = luck.randrange(len(data) or 1)
        return data[:at] + luck.randbytes(luck.randrange(1, 4)) + data[at + 1 :]
    return data


def mutated(number: int) -> bytes:
    """The file of a number: the same at every run."""
    luck = random.Random(number)
    text = luck.choice(SOURCES).read_text(encoding="utf-8")
    for _ in range(luck.choice((1, 1, 2, 3))):
        text = luck.choice(CHANGES)(luck, text) or " "
    return encoded(luck, text)


def check_refusal(error: ScenarioError, path: Path) -> str:
    """What is wrong: named with file and place in both languages, within limits."""
    assert 1 <= len(error.problems) <= 21
    for lang in ("en", "zh"):
        message = error.message(lang)
        assert 0 < len(message) <= 4_000
        assert len(message.splitlines()) <= 21
        assert message.replace("\n", "").isprintable()
        assert "Traceback" not in message
    for problem in error.problems:
        values = problem.values
        text = str(problem)
        assert path.name in str(values["file"]) or str(values["file"]).endswith(".toml")
        placed = bool(values["line"]) or bool(values["key"])
        assert placed or re.search(r"is (empty|too large|nested|not UTF-8)|NUL|integer with", text)
    first = error.problems[0]
    return "line" if first.values["line"] else "key" if first.values["key"] else "file"


def outcome(number: int, folder: Path) -> str:
    """What becomes of a file: taken, or where it is refused."""
    path = folder / f"self_{number}.toml"
    path.write_bytes(mutated(number))
    try:
        scenario = load(path)
    except ScenarioError as error:
        return f"refused at a {check_refusal(error, path)}"
    levers, policy, warnings = instruments(scenario, 44)
    assert all(warning.message(lang) for warning in warnings for lang in ("zh", "en"))
    assert parse_text(scenario.to_toml()) == scenario
    assert len(levers) == len(policy) == 44
    return "taken"


@pytest.mark.slow
def test_a_thousand_damaged_files_are_taken_or_clearly_refused(tmp_path, capsys):
    counts = Counter(outcome(number, tmp_path) for number in range(FILES))
    with capsys.disabled():
        print(dict(counts))
    assert sum(counts.values()) == FILES
    assert set(counts) == {"taken", "refused at a line", "refused at a key", "refused at a file"}
    assert min(counts.values()) >= 20  # each way is really tried


def test_some_of_them_are_taken_or_clearly_refused(tmp_path):
    for number in range(FILES, FILES + 60):
        outcome(number, tmp_path)
