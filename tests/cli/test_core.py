"""What ``make compare`` installs is enough for the commands; where it is not, they say so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from agents.record import ROOT

# a process in which nothing can be imported but the core, as before `make venv`
BARE = """
import sys
absent = set({absent})

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError("No module named " + name, name=name)

sys.meta_path.insert(0, Absent())
sys.argv = {words}
from cli.main import main
main()
"""
SMALL = ("--scale", "0.02", "--until", "2016Q4", "--seed", "1")
ENOUGH = (
    ("run", *SMALL),
    ("compare", "no_plan", "plan_2015", "--runs", "2", *SMALL),
    ("compare", "no_plan", "plan_2015", "--runs", "2", *SMALL, "--out", "{folder}"),
    ("panel", "plan_2015", *SMALL, "--out", "{folder}/panel.parquet"),
    ("targets", "--runs", "2", "--scale", "0.02"),
    ("scenarios", "list"),
    ("scenarios", "schema"),
    ("studies", "list", "."),
    ("trace", "淘汰落后"),
    ("data",),
    ("attribute", "--help"),
    ("verify", "--help"),
    ("bench", "--help"),
)
NOT_ENOUGH = (
    ("app",),
    ("report", "--runs", "2", *SMALL, "--out", "{folder}"),
)


def name_of(requirement: str) -> str:
    """The distribution that a requirement names, as indexes compare it."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def absent() -> list[str]:
    """Modules of the distributions that the core is without."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {name_of(each) for each in project["dependencies"]}
    more = {name_of(each) for group in project["optional-dependencies"].values() for each in group}
    homes = packages_distributions()
    return [m for m, names in homes.items() if {name_of(name) for name in names} & (more - core)]


def in_the_core(words: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    """A command where only the core is installed."""
    called = ["liaosim", *(word.format(folder=folder) for word in words)]
    text = BARE.format(absent=absent(), words=called)
    return subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("words", ENOUGH, ids=" ".join)
def test_the_core_is_enough(words: tuple[str, ...], tmp_path: Path) -> None:
    assert {"streamlit", "altair", "docx", "xarray"} <= set(absent())
    done = in_the_core(words, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("words", NOT_ENOUGH, ids=lambda words: words[0])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_needs_more_says_how_it_is_installed(
    words: tuple[str, ...], lang: str, tmp_path: Path
) -> None:
    done = in_the_core((*words, "--lang", lang), tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "make venv" in done.stderr
    assert bool(re.search("[\u4e00-\u9fff]", done.stderr)) == (lang == "zh")
    assert "Traceback" not in done.stderr
