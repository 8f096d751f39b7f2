"""Pages of the thirteen events: what a person wrote, and the rules and parameters it names."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from docs.generate.markdown import GAP, TEMPLATES, safe, table, template
from model.input_data.data_tables import rows as data_rows

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"`((?:agents|model|scenarios)/[\w/]+\.py):(\w+)`")
CODE = re.compile(r"```text\n(.*?)```|`([^`\n]+)`", re.S)
WORD = re.compile(r"[a-z_]\w+")
NAMES = tuple(sorted(f"events/{path.stem}" for path in (TEMPLATES / "events").glob("*.md")))


@cache
def docstrings(path: str) -> dict[str, str]:
    """First line of the docstring of every function of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name: (ast.get_docstring(node) or "").split("\n")[0]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def rules_named(text: str) -> list[tuple[str, str]]:
    """(file, function) of every rule that a text names, in order of appearance."""
    return list(dict.fromkeys(RULE.findall(text)))


def words_in_code(text: str) -> list[str]:
    """Identifiers in the equations and between backticks of a text, in order of appearance."""
    plain = RULE.sub("", text)
    found = [word for pair in CODE.findall(plain) for word in WORD.findall(" ".join(pair))]
    return list(dict.fromkeys(found))


def rules(page: str) -> str:
    """The rules that a page names, with the sentence each one stands for."""
    rows = []
    for path, name in rules_named(template(page)):
        known = docstrings(path)
        if name not in known:
            raise ValueError(f"docs/templates/{page}.md names {path}:{name}, which is not there")
        rows.append((f"`{name}`", f"`{path}`", safe(known[name])))
    return table(("rule", "file", "what it says"), rows)


def parameters(page: str) -> str:
    """The parameters that a page names, with value, unit, meaning and where they come from."""
    known = {row["name"]: row for row in data_rows("parameters")}
    rows = []
    for name in words_in_code(template(page)):
        if name not in known:
            continue
        row = known[name]
        value = row["value"].replace(";", "; ")
        source = f"{row['status']}: {row['source']}"
        cells = (value, row["unit"], row["meaning"], source)
        rows.append((f"`{name}`", *map(safe, cells)))
    return table(("parameter", "value", "unit", "meaning", "status and source"), rows)


def blocks(page: str) -> dict[str, str]:
    """Gaps of one event's page."""
    made = {"rules": rules, "parameters": parameters}
    return {gap: made[gap](page) for gap in dict.fromkeys(GAP.findall(template(page)))}
