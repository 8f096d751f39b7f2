"""Records are laid out as declared, and a rule is never answered with an older text of it."""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents.bank import Bank, lend
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.plan_record import Plan
from agents.enterprise.record import Enterprise
from agents.province import Lever
from agents.random_draws import luck
from agents.record import (
    MAXIMUM_BYTES,
    ROOT,
    WITHOUT_RULES,
    Record,
    Vector,
    field,
    rule,
    rule_sources,
)
from agents.sector import Sector

DECLARED = [Bank, City, Cluster, Enterprise, Lever, Plan, Sector]
every_record = pytest.mark.parametrize("record", DECLARED, ids=lambda record: record.__name__)


class Pump(Record):
    """A record with every type that a field may have."""

    owner: int = field("index", "who owns it")
    flow: float = field("cubic metres/second", "water moved")
    on: bool = field("-", "runs")
    blades: Vector = field("metres", "length of each", (3,))


@rule
def speed_up(pump: Pump, factor: float) -> float:
    """Flow after a change of speed, cubic metres a second."""
    if pump.on:
        pump.flow *= factor
        pump.blades[2] += 1.0
    return pump.flow


@pytest.mark.parametrize("name", ["size", "shape", "item", "mean", "dtype", "sort", "field"])
def test_a_field_may_not_be_called_like_an_attribute_of_arrays(name: str) -> None:
    with pytest.raises(TypeError, match=rf"Tank: .*array attributes: \['{name}'\]"):
        type("Tank", (Record,), {"__annotations__": {name: float}, name: field("m", "x")})


def test_an_enterprise_that_outgrows_its_bytes_is_refused() -> None:
    names = [f"x{i}" for i in range(MAXIMUM_BYTES // 8 + 1)]
    body = {name: field("m", "x") for name in names}
    with pytest.raises(TypeError, match=f"Enterprise takes 808 bytes; at most {MAXIMUM_BYTES}"):
        type("Enterprise", (Record,), {"__annotations__": dict.fromkeys(names, float), **body})


def test_a_field_keeps_its_type_unit_meaning_and_shape() -> None:
    assert Pump.fields["blades"] == ("metres", "length of each", (3,))
    kinds = [Pump.dtype[name] for name in ("owner", "flow", "on", "blades")]
    assert kinds == [np.int64, np.float64, np.bool_, np.dtype(("f8", (3,)))]


@every_record
def test_fields_stand_where_both_engines_read_them(record: type[Record]) -> None:
    layout = record.dtype.fields
    assert layout is not None
    assert list(layout) == list(record.fields)
    assert record.dtype.isalignedstruct
    for kind, offset, *_ in layout.values():
        assert kind.base in (np.float64, np.int64, np.int32, np.bool_)
        assert offset % kind.base.itemsize == 0
    assert record.dtype.itemsize % 8 == 0


@every_record
def test_every_field_says_its_unit_and_meaning(record: type[Record]) -> None:
    for name, (unit, meaning, shape) in record.fields.items():
        assert unit.strip() == unit != "", name
        assert meaning.strip() == meaning != "", name
        assert all(length > 0 for length in shape), name


@every_record
def test_zeros_is_a_record_array_of_zeros(record: type[Record]) -> None:
    for shape in (3, (2, 3)):
        found = record.zeros(shape)
        assert isinstance(found, np.recarray)
        assert not any(np.any(found[name]) for name in record.fields)


def test_a_rule_writes_into_the_array() -> None:
    pumps = Pump.zeros(2)
    pumps["flow"], pumps["on"][1] = 2.0, True
    assert [speed_up(pumps[0], 3.0), speed_up(pumps[1], 3.0)] == [2.0, 6.0]
    assert pumps["flow"].tolist() == [2.0, 6.0]
    assert pumps["blades"].tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


def test_a_rule_keeps_name_text_and_signature() -> None:
    assert lend.__name__ == "lend"
    assert lend.__doc__ == "Book a loan on the bank's side."
    signature = inspect.signature(lend)
    assert list(signature.parameters) == ["bank", "amount"]
    assert signature.parameters["amount"].annotation == "float"


def test_a_type_checker_sees_fields_and_arguments_of_rules(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from agents.bank import Bank, lend\n"
        "banks = Bank.zeros(2)\n"
        "banks[0].lones\n"
        "lend(banks[0], 'much')\n"
        "reveal_type(lend)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(wrong)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'wrong.py:3: error: "Bank" has no attribute "lones"' in done.stdout
    assert 'wrong.py:4: error: Argument 2 to "lend" has incompatible type "str"' in done.stdout
    assert "Revealed type is" in done.stdout
    assert "amount: float" in done.stdout.replace("builtins.", "")


def test_the_rules_digest_covers_every_module_of_agents_and_model() -> None:
    sources = rule_sources()
    assert len(set(sources)) == len(sources)
    every = {*ROOT.glob("agents/**/*.py"), *ROOT.glob("model/**/*.py")}
    left_out = every - set(sources)
    assert {path.stem for path in left_out} <= WITHOUT_RULES
    assert not any("@rule" in path.read_text(encoding="utf-8") for path in left_out)


class Checkout:
    """A copy of the rules in a folder of its own, asked for the luck that its text gives."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(
            ROOT / "agents", root / "agents", ignore=shutil.ignore_patterns("__pycache__")
        )
        (root / "data").mkdir()
        shutil.copy(ROOT / "data" / "parameters.csv", root / "data")
        (root / "agents" / "probe.py").write_text(
            "from agents.random_draws import luck\n"
            "from agents.record import rule\n"
            "@rule\n"
            "def probe() -> float:\n"
            '    """The luck of entity 1 in quarter 2 for event 3."""\n'
            "    return luck(1, 2, 3)\n"
        )

    def ask(self, **environment: str) -> float:
        """The answer of the rule, in a process of its own."""
        clean = {name: value for name, value in os.environ.items() if name != "LIAOSIM_CACHE"}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", "from agents.probe import probe; print(probe())"],
            cwd=self.root,
            env=clean | {"PYTHONPATH": str(self.root)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return float(done.stdout)

    def edit_first_quarter(self, old: int, new: int) -> None:
        """Change a constant in the file of another rule than the one that is asked."""
        path = self.root / "agents" / "random_draws.py"
        text = path.read_text(encoding="utf-8")
        assert f"FIRST_QUARTER = {old}" in text
        path.write_text(
            text.replace(f"FIRST_QUARTER = {old}", f"FIRST_QUARTER = {new}"), encoding="utf-8"
        )

    def caches(self) -> list[Path]:
        """Cache folders, one a text of the rules."""
        return sorted((self.root / ".cache" / "rules").iterdir())


def test_an_edit_in_another_file_gives_the_new_answer(tmp_path: Path) -> None:
    """The cache of numba alone would give the old one (numba issue 1833)."""
    tree = Checkout(tmp_path)
    assert tree.ask() == luck(1, 2, 3)
    first = tree.caches()
    assert tree.ask() == luck(1, 2, 3)
    assert tree.caches() == first
    tree.edit_first_quarter(1024, 1025)
    assert tree.ask() == luck(1, 3, 3)
    assert len(tree.caches()) == 2
    tree.edit_first_quarter(1025, 1026)
    assert tree.ask() == luck(1, 4, 3)
    assert len(tree.caches()) == 2, "the two newest are kept"
    assert not set(first) & set(tree.caches())


def test_rules_compile_where_no_cache_can_be_written(tmp_path: Path) -> None:
    tree = Checkout(tmp_path / "checkout")
    blocked = tmp_path / "file"
    blocked.touch()
    assert tree.ask(LIAOSIM_CACHE=str(blocked)) == luck(1, 2, 3)
