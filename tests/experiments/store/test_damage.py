"""Whatever befalls files that liaosim wrote: found, named, and never believed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

import cli.main
from experiments.files import INDENT, digest_of, sealed
from experiments.options import RunOptions, check
from experiments.provenance import folder_name
from experiments.store.directory import studies_in, summary, working_on
from experiments.store.study import Study
from liaosim import load
from locales.catalogue import LANGUAGES
from scenarios.errors import LiaosimError
from tests import damage

NAMES = ("no_plan", "plan_2015")
SMALL = ("--scale", "0.02", "--until", "2016Q2")
REQUEST = check(RunOptions(runs=3, scale=0.02, until="2016Q2"))
CHOSEN = tuple(load(name) for name in NAMES)
PATIENCE = 60  # seconds for what takes less than one


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    words = ["compare", *NAMES, *SMALL, "--runs", "3", "--out", str(folder)]
    assert cli.main.answer(words) == 0
    return folder


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("donor")
    words = ["compare", *NAMES, *SMALL, "--runs", "4", "--seed", "9", "--out", str(folder)]
    assert cli.main.answer(words) == 0
    return folder


def verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``liaosim verify`` says of a folder that is damaged."""
    capsys.readouterr()
    with damage.no_longer_than(PATIENCE):
        code = cli.main.answer(["verify", str(folder), "--members", "0"])
    printed = capsys.readouterr()
    assert code == 1, printed.out
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert "internal" not in printed.err
    return printed.err


def damages_are_found(
    count: int, whole: Path, donor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Counter[str]:
    """Damage a folder so many times, each kind in turn; how often each was found."""
    found: Counter[str] = Counter()
    for n in range(count):
        kind = damage.KINDS[n % len(damage.KINDS)]
        folder = tmp_path / f"case_{n}"
        shutil.copytree(whole, folder)
        done = kind(Random(n), folder, donor)
        try:
            said = verified(folder, capsys)
        except AssertionError as error:
            raise AssertionError(f"case {n}: {done}: {error}") from error
        assert str(folder) in said, done
        found[kind.__name__] += 1
        shutil.rmtree(folder)
    return found


def test_verify_finds_damage_of_every_kind(
    whole: Path, donor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = damages_are_found(2 * len(damage.KINDS), whole, donor, tmp_path, capsys)
    assert set(found.values()) == {2}


@pytest.mark.slow
def test_verify_finds_two_hundred_damages(
    whole: Path, donor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert damages_are_found(200, whole, donor, tmp_path, capsys).total() == 200


def test_verify_finds_a_flipped_byte_at_either_end_of_every_file(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = Random(7)
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    for path in damage.files_in(folder):
        data = path.read_bytes()
        for place in {0, len(data) - 1, chance.randrange(max(len(data), 1))} if data else ():
            changed = bytearray(data)
            changed[place] ^= 32  # the case of a letter
            path.write_bytes(bytes(changed))
            assert path.name in verified(folder, capsys)
        path.write_bytes(data)


def assert_said(error: LiaosimError) -> None:
    """That an error has words in both languages, and not too many."""
    for lang in LANGUAGES:
        assert 0 < len(error.message(lang)) <= 4_000


def looked_at(parent: Path, path: Path) -> str:
    """How a study that may be damaged is dealt with: ``read``, ``marked`` or ``no study``."""
    with damage.no_longer_than(PATIENCE):
        found = {each: summary(each) for each in studies_in(parent)}
        marked = "problem" in found.get(path, {"problem": "none is there"})
        try:
            study = Study(path)
            for _ in study.blocks():
                pass
            study.seconds, study.request, study.loaded(), study.dataset
        except LiaosimError as error:
            assert_said(error)
            return "marked" if path in found else "no study"
        assert not marked
        return "read"


def mended(path: Path) -> str:
    """How the command that made a study deals with it: ``mended`` or ``refused``."""
    try:
        with working_on(path.parent, CHOSEN, REQUEST) as store:
            for number in list(store.entries):
                store.load(number)
    except LiaosimError as error:
        assert_said(error)
        return "refused"
    assert "problem" not in summary(store.path)
    return "mended"


def study_in(whole: Path, folder: Path) -> Path:
    """A copy of the only study of a folder, beside a healthy one."""
    (path,) = damage.studies_of(whole)
    shutil.copytree(path, folder / path.name)
    return folder / path.name


def spoilt_study(n: int, whole: Path, donor: Path, folder: Path) -> str:
    """Spoil one file after another, up to three, and see what becomes of the study."""
    chance = Random(n)
    path = study_in(whole, folder / "a")
    done = []
    for _ in range(chance.randrange(1, 4)):
        with suppress(IndexError, ValueError, OSError):  # of what a former damage left
            done.append(chance.choice(damage.KINDS)(chance, folder / "a", donor))
    said = looked_at(folder, path)
    return f"{said}, {mended(path)}"


def distorted_study(n: int, whole: Path, _donor: Path, folder: Path) -> str:
    """Change what a record, an index or a diary says, with and without a right checksum."""
    chance = Random(n)
    path = study_in(whole, folder / "a")
    name = chance.choice(["record.json", "index.jsonl", "diary.jsonl"])
    file = path / name
    lines = file.read_text().splitlines(keepends=True)
    if name == "record.json":
        lines = ["".join(lines)]
    place = chance.randrange(len(lines))
    document = json.loads(lines[place])
    document.pop("check")
    made = damage.distorted(chance, document)
    lines[place] = json.dumps(made, ensure_ascii=False) + "\n"
    if isinstance(made, dict) and chance.random() < 0.7:
        with suppress(ValueError):  # no number, which JSON does not know
            if "identity" in made and chance.random() < 0.5:
                made |= {"hash": digest_of(made["identity"]), "name": folder_name(made["identity"])}
                path = path.rename(path.with_name(made["name"]))
                file = path / name
            lines[place] = sealed(made, INDENT if name == "record.json" else None)
    file.write_text("".join(lines))
    said = looked_at(folder, path)
    return f"{said}, {mended(path)}"


def deep_file(n: int, whole: Path, _donor: Path, folder: Path) -> str:
    """A file of JSON that is nested deeper than any reader can go."""
    chance = Random(n)
    path = study_in(whole, folder / "a")
    name = chance.choice(["record.json", "index.jsonl", "diary.jsonl", "data.zarr/zarr.json"])
    deep = 10 ** chance.randrange(2, 7)
    (path / name).write_text(chance.choice(["[", '{"a":']) * deep + "\n")
    said = looked_at(folder, path)
    return f"{said}, {mended(path)}"


def fuzz(count: int, whole: Path, donor: Path, tmp_path: Path) -> Counter[str]:
    """So many spoilt studies beside a healthy one; what became of them."""
    became: Counter[str] = Counter()
    makers = (spoilt_study, spoilt_study, distorted_study, deep_file)
    (healthy,) = damage.studies_of(donor)
    for n in range(count):
        folder = tmp_path / f"case_{n}"
        folder.mkdir()
        shutil.copytree(healthy, folder / "z" / healthy.name)
        with damage.no_longer_than(PATIENCE):
            became[makers[n % len(makers)](n, whole, donor, folder)] += 1
        assert "problem" not in summary(folder / "z" / healthy.name)
        assert folder / "z" / healthy.name in studies_in(folder)
        shutil.rmtree(folder)
    return became


def test_spoilt_studies_are_marked_and_hide_no_other(
    whole: Path, donor: Path, tmp_path: Path
) -> None:
    assert fuzz(40, whole, donor, tmp_path).total() == 40


@pytest.mark.slow
def test_a_thousand_spoilt_studies(whole: Path, donor: Path, tmp_path: Path) -> None:
    became = fuzz(1_000, whole, donor, tmp_path)
    print(became)
    assert became["marked, mended"] > 100
