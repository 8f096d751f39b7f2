"""Adding a lever: one new file, one field, one member and words, and it acts on the toy province.

The edits are made in a copy of the tree, as docs/decisions/013-floors.md walks through them, and
tried there by an interpreter of its own with the rules as plain Python. The invented lever is the
fourteenth: it takes the exports of clusters over from ``opening_up`` and pays for them out of an
account of its own, into a fiscal column of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents.province import LEVERS as LEVER_COUNT
from agents.province import LeverName
from agents.record import ROOT
from scenarios.levers.base import Lever
from scenarios.levers.registry import LEVERS, LeverTables

NEEDED = ("agents", "model", "locales", "display", "scenarios", "experiments", "traceability")
NEW_FILE = '''"""The lever ``trade_fairs``: stands of whole clusters at fairs abroad."""

from __future__ import annotations

from agents.province import Policy, Programme
from scenarios.field_types import Share
from scenarios.levers.base import DirectOutcome, Lever, Step, key, trial_table


class TradeFairs(Lever):
    """Stands of whole clusters at fairs abroad."""

    clause = "三(十)"
    ways_to_pay = (("fair_share",),)
    steps = (
        Step(
            "model.events.cluster_programmes.pay_clusters",
            ("fair_share",),
            ("fiscal_cost_trade_fairs",),
        ),
        Step("agents.enterprise.production.receive_orders", ("fair_share",), ("output",)),
    )
    trial = trial_table(fair_share=1.0)
    direct_outcome = DirectOutcome("output", 2020, 1, "all")

    fair_share: Share = key(0.8, "share of budget", "三(十)", "money for stands", "展位资金比例")

    def write_handles(self, policy: Policy, year: int) -> None:
        """Write what the rules read in each quarter of a year."""
        policy.programme[Programme.EXPORTS] = self.fair_share
'''
EDITS = {  # file: (line before which it stands, or that it replaces; what stands there afterwards)
    "scenarios/levers/registry.py": [
        (
            "\n\nclass LeverTables",
            "from scenarios.levers.trade_fairs import TradeFairs\n\n\nclass LeverTables",
        ),
        (
            "\n    def pulled(self)",
            "    trade_fairs: TradeFairs | None = None\n\n    def pulled(self)",
        ),
    ],
    "agents/province.py": [
        ("\n\n\nLEVERS = len", "\n    TRADE_FAIRS = 13\n\n\nLEVERS = len"),
        ("7, 7, 10, 11)", "7, 7, 13, 11)"),  # who pays for exports
    ],
    "locales/en/plan.toml": [("opening_up =", "trade_fairs = 'fairs abroad'\nopening_up =")],
    "locales/zh/plan.toml": [("opening_up =", "trade_fairs = '境外展会'\nopening_up =")],
    "locales/en/indicators.toml": [
        ("fiscal_cost_opening_up =", "fiscal_cost_trade_fairs = 'cost'\nfiscal_cost_opening_up =")
    ],
    "locales/zh/indicators.toml": [
        ("fiscal_cost_opening_up =", "fiscal_cost_trade_fairs = '支出'\nfiscal_cost_opening_up =")
    ],
    "data/plan/clauses.csv": [
        (
            "提升开放合作水平,Opening up,opening_up,opening_up",
            "提升开放合作水平,Opening up,opening_up,opening_up;trade_fairs",
        )
    ],
}
TRIAL = """
import json
from locales.catalogue import word
from model.indicators import INDICATOR_INDEX, values
from model.simulate import simulate
from model.toy import toy_start
from scenarios.levers.registry import LEVERS
from scenarios.loader import parse_text
from scenarios.policy_schedule import prepare
from traceability.check import static_defects
from traceability.watch import differs, watching

QUARTERS = 4
START = toy_start(1, overrides={"hidden_quarters": 1.0})
RULES = [step.rule for step in LEVERS["trade_fairs"].steps]


def run(table):
    prepared = prepare(parse_text('name = "trial"\\n' + table), QUARTERS)
    with watching(RULES) as seen:
        done = simulate(START, prepared.world, prepared.levers, prepared.policy, QUARTERS)
    warned = [str(notice) for notice in prepared.warnings]
    return done, {rule: seen[rule].digest for rule in RULES}, warned


head = '[levers.trade_fairs]\\nstart = "2015Q1"\\n'
def moved_by(one, other):
    return differs(one.state, other.state)


def booked(done):
    return float(values(done.cities.sum(axis=(0, 1)))[INDICATOR_INDEX["fiscal_cost_trade_fairs"]])


nothing, quiet, _ = run("")
paid, moved, warned = run(head + "budget = 200")
unpaid, _, idle = run(head + "budget = 0")
aside, _, _ = run(head + "budget = 200\\nfair_share = 0.0")
print(json.dumps({
    "levers": list(LEVERS),
    "words": [word("lever.trade_fairs", lang) for lang in ("zh", "en")],
    "defects": [str(found) for found in static_defects()],
    "spent": paid.spent.sum(axis=0).tolist(),
    "booked": booked(paid),
    "moved": moved_by(paid, nothing),
    "rules_moved": [rule for rule in RULES if moved[rule] != quiet[rule]],
    "warned": warned,
    "unpaid": moved_by(unpaid, nothing),
    "idle": idle,
    "aside": moved_by(aside, nothing),
}))
"""


def with_edits(tree: Path) -> None:
    """A copy of the tree with the invented lever."""
    kept = shutil.ignore_patterns("__pycache__")
    for folder in (*NEEDED, "data"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=kept)
    (tree / "scenarios/levers/trade_fairs.py").write_text(NEW_FILE, encoding="utf-8")
    for name, edits in EDITS.items():
        text = (tree / name).read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, f"{name} has not one {old!r}"
            text = text.replace(old, new)
        (tree / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the invented lever did in its tree."""
    tree = tmp_path_factory.mktemp("tree")
    with_edits(tree)
    done = subprocess.run(
        [sys.executable, "-c", TRIAL],
        cwd=tree,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_registry_and_the_words_know_it(tried: dict[str, Any]) -> None:
    assert tried["levers"] == [*LEVERS, "trade_fairs"]
    assert tried["words"] == ["境外展会", "fairs abroad"]


def test_the_trace_finds_its_clause_rules_keys_and_indicators(tried: dict[str, Any]) -> None:
    assert tried["defects"] == []


def test_with_money_it_changes_the_toy_through_its_handle(tried: dict[str, Any]) -> None:
    assert tried["moved"]
    assert len(tried["rules_moved"]) == 2
    *others, own = tried["spent"]
    assert own > 0.0
    assert not any(others)
    assert tried["booked"] == pytest.approx(own)
    assert tried["warned"] == []


def test_without_money_or_with_none_for_its_part_it_changes_nothing(tried: dict[str, Any]) -> None:
    assert not tried["unpaid"]
    assert len(tried["idle"]) == 1
    assert not tried["aside"]


def test_every_lever_is_a_field_a_member_and_a_class_with_clause_rules_and_trial() -> None:
    assert list(LEVERS) == list(LeverTables.model_fields)
    assert [name.upper() for name in LEVERS] == [member.name for member in LeverName]
    assert len(LeverName) == LEVER_COUNT
    for name, table in LEVERS.items():
        assert issubclass(table, Lever)
        assert (ROOT / f"scenarios/levers/{name}.py").is_file()
        assert table.clause, name
        assert table.steps, name
        assert table.trial, name
