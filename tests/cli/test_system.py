"""The command among other processes: streams that end, signals, users, cores."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from agents.cache_folder import cache_folder
from agents.record import ROOT, interpreted
from cli.main import answer
from experiments import parallel

COMMAND = [sys.executable, "-m", "cli.main"]
NOBODY = 65534  # a user without rights
FULL = Path("/dev/full")
CHINESE = re.compile("[\u4e00-\u9fff]")
PATH_OPTIONS = (
    ("run", "--out", "~nosuchuser/x"),
    ("report", "--out", "~nosuchuser/x"),
    ("panel", "plan_2015", "--out", "~nosuchuser/x.parquet"),
    ("studies", "list", "~nosuchuser"),
    ("studies", "show", "~nosuchuser"),
    ("studies", "delete", "~nosuchuser", "--yes"),
    ("verify", "~nosuchuser"),
    ("run", "~nosuchuser/x.toml"),
    ("scenarios", "check", "~nosuchuser/x.toml"),
)


def started(*words: str, **options: Any) -> subprocess.Popen[str]:
    """The command as a process of its own, its streams read unless led elsewhere."""
    pipes: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
        "cwd": ROOT,
    }
    return subprocess.Popen([*COMMAND, *words], **pipes | options)


@pytest.mark.parametrize("words", PATH_OPTIONS, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_home_of_nobody_is_named(
    words: tuple[str, ...], lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer([*words, "--lang", lang]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "~nosuchuser" in said.err
    assert bool(CHINESE.search(said.err)) == (lang == "zh")
    assert not re.search("internal|内部", said.err)


@pytest.mark.skipif(not FULL.exists(), reason="no device that is full")
@pytest.mark.parametrize("words", [("data",), ("data", "--json"), ("data", "--help")], ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_full_standard_output_is_said(words: tuple[str, ...], lang: str) -> None:
    with FULL.open("w") as full:
        process = started(*words, "--lang", lang, stdout=full)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert ("standard output takes no more (No space left" in said) == (lang == "en")
    assert ("磁盘空间不足" in said) == (lang == "zh")


@pytest.mark.parametrize("words", [("data",), ("scenarios", "list", "--json")], ids=" ".join)
def test_a_reader_that_leaves_both_streams_ends_the_command(words: tuple[str, ...]) -> None:
    script = f"{sys.executable} -m cli.main {' '.join(words)} 2>&1 | head -n 1; echo $PIPESTATUS"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert "Traceback" not in done.stdout
    assert done.stdout.splitlines()[-1] in ("0", "1")


def test_streams_that_are_closed_from_the_beginning() -> None:
    for closed, code in ((">&-", 1), ("2>&-", 0), ("<&-", 0), (">&- 2>&-", 1)):
        script = f"{sys.executable} -m cli.main scenarios schema {closed}"
        done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == code
        assert bool(done.stdout) == (code == 0)
        assert ("standard output is closed" in done.stderr) == (closed == ">&-")


@pytest.mark.skipif(interpreted(), reason="takes minutes where the rules are not compiled")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_that_is_told_to_end_keeps_what_it_has(
    number: signal.Signals, lang: str, tmp_path: Path
) -> None:
    words = ("compare", "no_plan", "plan_2015", "--runs", "5000", "--scale", "0.02")
    process = started(*words, "--until", "2016Q4", "--out", str(tmp_path), "--lang", lang)
    index = time.monotonic() + 300
    while time.monotonic() < index and not any(
        path.read_text().count("\n") >= 3 for path in tmp_path.glob("study-*/index.jsonl")
    ):
        time.sleep(0.1)
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert re.search("results of \\d+ complete seeds of 5000" if lang == "en" else "共 5000", said)
    runs = json.loads((tmp_path / "compare.json").read_text())["runs"]
    assert 2 <= runs < 5000
    assert answer(["verify", str(tmp_path), "--members", "random:1"]) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_that_cannot_end_quietly_ends_with_one_line(number: signal.Signals) -> None:
    text = (
        "import os, signal, sys, cli.main as main; "
        f"main.import_module = lambda name: os.kill(os.getpid(), {int(number)}); "
        "sys.argv = ['liaosim', 'data', '--lang', 'zh']; main.main()"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 128 + number
    assert done.stderr == "错误：已中断，未写入结果\n"


def test_a_signal_that_is_to_be_ignored_is() -> None:
    text = (
        "import os, signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        "from display.interruption import *; interrupt_when_asked(); "
        "os.kill(os.getpid(), signal.SIGHUP); print('there')"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "there\n"


def test_cores_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    allowed = {min(os.sched_getaffinity(0))}
    text = "from experiments.parallel import *; print(usable_cores(), OrderedWork().workers)"
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, allowed)
        done = subprocess.run(
            [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True
        )
    finally:
        os.sched_setaffinity(0, before)
    assert done.stdout == "1 1\n"
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)))
    monkeypatch.setattr(parallel, "GROUPS", tmp_path)
    monkeypatch.setattr(parallel, "OWN_GROUPS", tmp_path / "own")
    assert parallel.usable_cores() == 8
    (tmp_path / "own").write_text("0::/a/b\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "cpu.max").write_text("max 100000\n")
    assert parallel.usable_cores() == 8
    (tmp_path / "a" / "cpu.max").write_text("250000 100000\n")  # the outer group binds too
    assert parallel.usable_cores() == 3
    (tmp_path / "cpu.max").write_text("5000 100000\n")
    assert parallel.usable_cores() == 1
    (tmp_path / "cpu.max").write_text("nonsense\n")
    assert parallel.usable_cores() == 3
    first = tmp_path / "cpu,cpuacct" / "x"
    first.mkdir(parents=True)
    (first / "cpu.cfs_quota_us").write_text("200000\n")
    (first / "cpu.cfs_period_us").write_text("100000\n")
    (tmp_path / "own").write_text("4:cpu,cpuacct:/x\n3:memory:/a\n")
    assert parallel.usable_cores() == 2


def test_the_folder_of_caches_is_one_where_the_user_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIAOSIM_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert cache_folder(tmp_path) == tmp_path / ".cache"
    (tmp_path / "blocked").touch()
    monkeypatch.setenv("LIAOSIM_CACHE", str(tmp_path / "blocked"))
    own = cache_folder(tmp_path)
    assert own is not None
    assert own.parent == tmp_path / "caches"
    assert own.stat().st_mode & 0o777 == 0o700
    own.chmod(0o777)  # where anybody could put code
    other = cache_folder(tmp_path)
    assert other not in (None, own)
    assert cache_folder(tmp_path / "another checkout") not in (None, own, other)


def as_nobody(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as a user who may read everything, and write in one folder alone."""
    reads = [f"--{kind}-caps=+dac_read_search" for kind in ("inh", "ambient")]
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *reads]
    call = ["setpriv", *user, *COMMAND, *words]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)}
    return subprocess.run(call, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.skipif(interpreted(), reason="about compiled rules")
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can be nobody"
)
def test_another_user_compiles_nothing_that_is_compiled(tmp_path: Path) -> None:
    assert cache_folder(ROOT) == ROOT / ".cache"
    words = ("run", "--scale", "0.01", "--until", "2015Q1", "--json")
    assert answer([*words, "--out", str(tmp_path / "whole")]) == 0  # now the rules are compiled
    with tempfile.TemporaryDirectory() as name:  # where pytest's own folder lets nobody in
        home = Path(name)
        os.chown(home, NOBODY, NOBODY)
        done = as_nobody(home, *words)
        assert done.returncode == 0, done.stderr
        compiled = sorted(home.rglob("*.nbc"))
        assert compiled
        assert "compil" not in done.stderr
        again = as_nobody(home, *words)
        assert (again.returncode, again.stdout) == (0, done.stdout)
        assert sorted(home.rglob("*.nbc")) == compiled
