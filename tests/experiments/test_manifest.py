"""Results in a folder: the files of a request stand together, and every one is vouched for."""

from __future__ import annotations

import json

import pytest

from experiments.manifest import MANIFEST, check, name_of, requests_in, source_of, write
from scenarios.errors import DamagedError, StoreError

ONE = {"schema": "liaosim/compare/1", "baseline": "a", "hashes": {"a": "1" * 64, "b": "2" * 64}}
OTHER = {**ONE, "seeds": [1, 2]}
RUN = {"schema": "liaosim/run/1", "scenario": "a", "hash": "1" * 64}


def files(text, *names):
    return {name: (lambda file, name=name: file.write(f"{text} {name}")) for name in names}


def compared(folder, head, text="x", *names):
    return write(folder, head, files(text, *(names or ("compare.json", "effects.csv"))), "study-1")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study-1").mkdir()
    return tmp_path


def held(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_the_list_names_every_file_and_its_request(folder):
    assert compared(folder, ONE) == []
    assert write(folder, RUN, {"run.json": b"{}"}) == []
    first, second = requests_in(folder)
    assert (first["about"], second["about"]) == (ONE, RUN)
    assert (first["study"], second["study"]) == ("study-1", None)
    assert first["name"] == source_of({**ONE, "warnings": ["of no matter"]}) == name_of(ONE)
    assert check(folder) == (3, [])


def test_the_same_request_again_changes_nothing(folder):
    compared(folder, ONE)
    before = held(folder)
    assert compared(folder, ONE) == []
    assert held(folder) == before


def test_another_request_replaces_all_files_of_the_first_and_says_whose(folder):
    compared(folder, ONE, "first", "compare.json", "effects.csv", "effects_reported.csv")
    write(folder, RUN, {"run.json": b"{}"})
    (said,) = compared(folder, OTHER, "second")
    assert name_of(ONE) in said
    assert "a 11111111, b 22222222" in said
    assert set(held(folder)) == {"compare.json", "effects.csv", "run.json", MANIFEST}
    assert held(folder)["effects.csv"] == "second effects.csv"
    assert [each["name"] for each in requests_in(folder)] == [name_of(RUN), name_of(OTHER)]
    assert check(folder) == (3, [])


def test_what_a_person_wrote_or_changed_stays(folder):
    compared(folder, ONE, "first", "compare.json", "costs.csv")
    (folder / "costs.csv").write_text("my own columns")
    (folder / "notes.txt").write_text("mine")
    compared(folder, OTHER)
    assert held(folder)["costs.csv"] == "my own columns"
    assert held(folder)["notes.txt"] == "mine"
    (problem,) = check(folder)[1]
    assert "costs.csv" in problem.message("zh")  # a result's name that nobody vouches for


def test_a_damaged_list_is_said_and_written_anew(folder):
    compared(folder, ONE)
    write(folder, RUN, {"run.json": b"{}"})
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes()[:-9])
    with pytest.raises(DamagedError, match=r"results\.json"):
        requests_in(folder)
    assert [MANIFEST in str(problem) for problem in check(folder)[1]] == [True]
    compared(folder, ONE)
    (problem,) = check(folder)[1]
    assert "run.json" in str(problem)
    write(folder, RUN, {"run.json": b"{}"})
    assert check(folder) == (3, [])


def test_a_list_of_somebody_else_is_not_overwritten(folder):
    text = json.dumps({"schema": "my own results"})
    (folder / MANIFEST).write_text(text)
    with pytest.raises(StoreError, match="not liaosim's"):
        compared(folder, ONE)
    assert held(folder) == {MANIFEST: text}


def test_a_lost_study_is_named(folder):
    compared(folder, ONE)
    (folder / "study-1").rmdir()
    (problem,) = check(folder)[1]
    assert "study-1" in str(problem)
