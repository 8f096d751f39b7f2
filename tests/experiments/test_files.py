"""No half file ever stands under its name, and a lock belongs to one process."""

import subprocess
import sys

import pytest

from agents.record import ROOT
from experiments.files import locked, written_aside


def test_text_and_bytes_get_their_name_when_they_are_whole(tmp_path):
    path = tmp_path / "made.txt"
    with written_aside(path) as file:
        file.write("粗钢\n")
        assert not path.exists()
    assert path.read_bytes() == "粗钢\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    with written_aside(path, "wb", tmp_path / "apart") as file:
        file.write(b"\x00\x01")
        assert (tmp_path / "apart").exists()
    assert path.read_bytes() == b"\x00\x01"
    assert [each.name for each in tmp_path.iterdir()] == ["made.txt"]


def test_what_fails_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "made.txt"
    path.write_text("before")
    with pytest.raises(TypeError), written_aside(path) as file:
        file.writelines(["half", None])
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["made.txt"]


HOLD = """
import sys
from pathlib import Path
from experiments.files import locked
with locked(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_refused_or_waited_for_while_another_process_holds_it(tmp_path):
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as other:
        assert other.stdout.readline() == "True\n"
        with locked(path) as alone:
            assert not alone
        other.stdin.close()  # the other process ends, and its lock with it
        with locked(path, wait=True) as alone:
            assert alone
