"""The clauses of the plan: its own text, cut where it numbers itself, and what each acts through.

A clause is named as the plan numbers it: section, part, item, as in ``三(五)`` or ``二(一)3``. The
text is the plan's (``data/plan/liaoning_upgrading_plan_2015.txt``); titles, levers and how a clause
acts stand in ``data/plan/clauses.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from locales.catalogue import LANGUAGES
from model.input_data.data_tables import DATA, rows

TEXT = DATA / "plan" / "liaoning_upgrading_plan_2015.txt"
NUMERALS = "一二三四五六七八九十"
_SECTION = re.compile(r"([一二三四])、(.*)")
_PART = re.compile(r"（([一二三四五六七八九十])）(.*)")
_ITEM = re.compile(r"(\d{1,2})[.．](.*)")
_CLAUSE = re.compile(
    r"(?P<section>[一二三四1-4])(?:\((?P<part>[一二三四五六七八九十]|\d{1,2})\)(?P<item>\d{0,2}))?"
)


@dataclass(frozen=True)
class Clause:
    """One clause: its name, titles, tasks, levers, how it acts, the sectors it speaks of."""

    name: str
    title_zh: str
    title_en: str
    tasks: tuple[str, ...]
    levers: tuple[str, ...]
    how_zh: str
    how_en: str
    sectors: tuple[str, ...]
    text: str

    def title(self, lang: str) -> str:
        """Short title in a language."""
        return str(getattr(self, f"title_{lang}"))

    def how(self, lang: str) -> str:
        """How it acts in the model."""
        return str(getattr(self, f"how_{lang}"))


@cache
def plan_text() -> dict[str, str]:
    """The plan's text by clause, cut at its own numbers, in its order."""
    found: dict[str, list[str]] = {}
    section = part = name = ""
    for raw in TEXT.read_text(encoding="utf-8").splitlines():
        line = raw.strip("\u3000 ")
        if match := _SECTION.fullmatch(line):
            section, part, name = match[1], "", ""
            continue
        if section and (match := _PART.fullmatch(line)):
            part = f"{section}({match[1]})"
            name, line = part, match[2]
        elif part and not part.startswith(("三", "四")) and (match := _ITEM.fullmatch(line)):
            name, line = f"{part}{match[1]}", match[2]
        if name and line:
            found.setdefault(name, []).append(line)
    return {clause: "\n".join(lines) for clause, lines in found.items()}


@cache
def clauses() -> dict[str, Clause]:
    """Every clause by name, in the order of the table."""
    texts = plan_text()
    sectors: dict[str, list[str]] = {}
    for row in rows("plan/sectors"):
        sectors.setdefault(row["section"], []).append(row["sector"])
    return {
        row["clause"]: Clause(
            row["clause"],
            row["title_zh"],
            row["title_en"],
            split(row["tasks"]),
            split(row["levers"]),
            row["how_zh"],
            row["how_en"],
            tuple(sectors.get(row["clause"], ())),
            texts.get(row["clause"], ""),
        )
        for row in rows("plan/clauses")
    }


def split(cell: str) -> tuple[str, ...]:
    """Names in a cell of a table."""
    return tuple(name for name in cell.split(";") if name)


@cache
def tasks() -> dict[str, dict[str, str]]:
    """Names of the ten tasks and the two guarantees, by language."""
    return {
        row["task"]: {lang: row[f"name_{lang}"] for lang in LANGUAGES} for row in rows("plan/tasks")
    }


def task_of(lever: str) -> str:
    """The task to which a lever belongs: its own, or the one whose levers name it."""
    return "green_manufacturing" if lever == "capacity_elimination" else lever


def clause_name(asked: str) -> str:
    """A clause as the plan writes it, from ``三、（五）``, ``3(5)`` or ``三(五)``; else nothing."""
    text = asked.translate(str.maketrans("（）．", "().", "、 \u3000")).strip()
    match = _CLAUSE.fullmatch(text.rstrip("."))
    if not match:
        return ""
    section, part, item = match["section"], match["part"], match["item"]
    name = _numeral(section)
    return f"{name}({_numeral(part)}){item}" if part else name


def _numeral(digits: str) -> str:
    """A Chinese numeral up to ten from either script."""
    if not digits.isdigit() or digits in NUMERALS:
        return digits
    number = int(digits)
    return NUMERALS[number - 1] if 1 <= number <= len(NUMERALS) else digits
