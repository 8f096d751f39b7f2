"""Our own files: read as they were written, or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.record import ROOT
from experiments.files import (
    INDENT,
    checksum,
    fits,
    locked,
    parsed,
    read_checked,
    read_document,
    read_own,
    read_stamped,
    sealed,
    stamped,
    unsealed,
    written_aside,
)
from scenarios.errors import DamagedError
from tests.damage import no_longer_than

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)
VALUES = st.recursive(
    LEAVES.filter(lambda x: x not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)
DOCUMENTS = st.dictionaries(TEXTS.filter(lambda key: key != "check"), VALUES, max_size=4)


@given(DOCUMENTS, st.sampled_from([None, INDENT]))
def test_a_document_reads_back(document, indent):
    assert unsealed(sealed(document, indent), dict, indent) == document


@given(DOCUMENTS, st.data())
def test_a_document_with_another_character_is_none(document, data):
    text = sealed(document)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[place]))
    for changed in (text[:place] + other + text[place + 1 :], text[:place], text + other):
        with pytest.raises(ValueError):  # noqa: PT011
            unsealed(changed, dict)


@given(st.binary(max_size=200), st.data())
def test_a_stamped_file_holds_what_it_held_under_its_own_name_alone(content, data):
    path = Path("/nowhere/one")
    whole = stamped(path, content)
    assert whole.startswith(content)
    assert stamped(path.with_name("other"), content) != whole
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert stamped(path, bytes(changed)[:-64]) != bytes(changed)


@pytest.mark.parametrize(
    "text",
    ["", "[1, 2", "[" * 100_000, '{"a":' * 30 + "1" + "}" * 30, "[NaN]", "[Infinity]", b"\xff\xfe"],
)
def test_what_is_no_plain_json_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parsed(text)


@pytest.mark.parametrize(
    ("value", "shape", "right"),
    [
        ({"a": 1, "b": 2}, {"a": int}, True),
        ({"b": 2}, {"a": int}, False),
        ([1, 2], [int], True),
        ([1, "x"], [int], False),
        ([], {"a": int}, False),
        (True, int, False),
        (0.5, (int, float), True),
        ("five", (int, float), False),
        (None, (str, type(None)), True),
        ({"a": [{"b": "x"}]}, {"a": [{"b": str}]}, True),
        ({"a": [{"b": 1}]}, {"a": [{"b": str}]}, False),
    ],
)
def test_shapes(value, shape, right):
    assert fits(value, shape) is right


def test_only_regular_files_of_bearable_size_are_read(tmp_path):
    path = tmp_path / "file"
    made = {
        "a pipe": lambda: os.mkfifo(path),
        "a directory": path.mkdir,
        "a device": lambda: path.symlink_to("/dev/zero"),
        "is missing": lambda: path.symlink_to("/nowhere/at/all"),
        "too large": lambda: path.write_bytes(b"x" * 101),
    }
    for said, make in made.items():
        make()
        with no_longer_than(10), pytest.raises(DamagedError, match=said) as found:
            read_own(path, 100)
        assert str(path) in found.value.message("zh")
        path.rmdir() if said == "a directory" else path.unlink()
    with pytest.raises(DamagedError, match="is missing"):
        read_own(path)
    path.write_bytes(b"x" * 100)
    assert read_own(path, 100) == read_checked(path, checksum(b"x" * 100)) == b"x" * 100


def test_a_document_of_another_shape_is_damaged(tmp_path):
    path = tmp_path / "file.json"
    for text in (sealed({"a": 1}, INDENT), json.dumps([1]), sealed({"b": "x"})):
        path.write_text(text)
        with pytest.raises(DamagedError, match=r"file\.json"):
            read_document(path, {"b": str})
    path.write_text(sealed({"b": "x"}, INDENT))
    assert read_document(path, {"b": str}) == {"b": "x"}


def test_a_stamped_file_that_is_cut_or_another_s_is_damaged(tmp_path):
    path = tmp_path / "file"
    for data in (b"", b"x", stamped(path, b"abc")[:-1], stamped(tmp_path / "other", b"abc")):
        path.write_bytes(data)
        with pytest.raises(DamagedError):
            read_stamped(path, 1_000)
    path.write_bytes(stamped(path, b"abc"))
    assert read_stamped(path, 1_000) == b"abc"


def test_a_lock_is_no_pipe_and_can_be_held_where_nothing_can_be_written(tmp_path):
    path = tmp_path / "lock"
    os.mkfifo(path)
    with no_longer_than(10), pytest.raises(OSError, match="a pipe"), locked(path):
        pass
    path.unlink()
    with locked(path) as mine, locked(path) as other:
        assert (mine, other) == (True, False)


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
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process: Any = subprocess.Popen(command, cwd=ROOT, **pipes)
    with process as other:
        assert other.stdout.readline() == "True\n"
        with locked(path) as alone:
            assert not alone
        other.stdin.close()  # the other process ends, and its lock with it
        with locked(path, wait=True) as alone:
            assert alone
