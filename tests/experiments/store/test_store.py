"""A study on disk: whole or absent, resumed wherever it stood, never a wrong number."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

from experiments.ensemble import Block, Ensemble
from experiments.options import RunOptions, check
from experiments.store.directory import delete, locate, studies_in, summary, working_on
from experiments.store.store import OWN, StudyStore, chunk_key, labels_of, quantity_labels
from experiments.store.study import Study, study
from liaosim import load
from scenarios.errors import DamagedError, InputError, StoreError

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("no_plan", "plan_2015")
SMALL: dict[str, Any] = {"scale": 0.02, "until": "2015Q4", "parameters": "central"}
REQUEST = check(RunOptions(runs=4, **SMALL))
CHOSEN = tuple(load(name) for name in NAMES)
PARTS = ("data.zarr", "record.json", "index.jsonl")
LOSSES = (("record.json",), ("record.json", "index.jsonl"), ("record.json", "data.zarr/zarr.json"))


def made(folder, **options):
    return study(folder, NAMES, runs=4, workers=1, **SMALL, **options).path


def tree(path):
    """Every file of a study but its diary, with its bytes."""
    files = [p for p in sorted(path.rglob("*")) if p.is_file() and p.name != "diary.jsonl"]
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def copy(whole, tmp_path):
    path = tmp_path / whole.name
    shutil.copytree(whole, path)
    return path


def fake(number, shift=0.0):
    """A block of made-up numbers, quick to have."""
    chance = np.random.default_rng(number)
    sizes = [(2, 4, 14, len(quantity_labels())), (2, 4, 38, len(quantity_labels()))]
    cities, sectors = (chance.normal(size=size) + shift for size in sizes)
    return Block(REQUEST_PLACES[number], cities, sectors)


REQUEST_PLACES = tuple((0, seed) for seed in REQUEST.seeds)


def test_blocks_are_read_as_the_runs_gave_them(whole):
    ensemble = Ensemble(CHOSEN, REQUEST.seeds, scale=0.02, quarters=4, workers=2)
    kept = StudyStore(whole)
    for number, block in ensemble.blocks(range(4)):
        found = kept.read(number)
        assert found.place == block.place
        assert found.cities.tobytes() == block.cities.tobytes()
        assert found.sectors.tobytes() == block.sectors.tobytes()


def test_labels_are_as_many_as_their_axes_and_differ(whole):
    record = StudyStore(whole).record
    for name, (_, labels) in labels_of(record).items():
        assert len(set(labels)) == len(labels) or name in ("draw", "seed")
    assert {"output", "tonnes_cement", "fiscal_innovation"} <= set(quantity_labels())


def test_two_computations_have_the_same_bits_for_any_number_of_workers(whole, tmp_path):
    other = study(tmp_path, NAMES, runs=4, workers=2, **SMALL).path
    assert other.name == whole.name
    assert tree(other) == tree(whole)


def test_a_finished_study_is_found_again_and_nothing_is_computed(copy, monkeypatch):
    def no(*_arguments):
        raise AssertionError("computed twice")

    before = tree(copy)
    monkeypatch.setattr("experiments.ensemble.start", no)
    assert made(copy.parent) == copy
    assert tree(copy) == before


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"scale": 0.03},
        {"until": "2015Q3"},
        {"parameters": "prior"},
        {"world": "trend"},
    ],
)
def test_another_question_has_another_hash(change, whole):
    from experiments.store.directory import record_of

    asked = {"runs": 4, **SMALL, **change}
    request = check(RunOptions(**asked))
    chosen = [load(n).with_world("trend") if "world" in change else load(n) for n in NAMES]
    assert record_of(chosen, request)["name"] != whole.name


def test_other_data_and_other_rules_have_another_hash(whole, monkeypatch):
    from experiments import provenance
    from experiments.store.directory import record_of

    assert record_of(CHOSEN, REQUEST)["name"] == whole.name
    monkeypatch.setattr(provenance, "data_digest", lambda: "other")
    assert record_of(CHOSEN, REQUEST)["name"] != whole.name
    monkeypatch.undo()
    other = {**provenance.made_with(), "rules": "other"}
    monkeypatch.setattr(provenance, "made_with", lambda: other)
    assert record_of(CHOSEN, REQUEST)["name"] != whole.name


class StoppedHereError(BaseException):
    """Stands for a kill: nothing catches it and goes on."""


def interrupted_at(monkeypatch, step):
    """Stop at the n-th sync or renaming of a write."""
    done = iter(range(10_000))
    for name in ("fsync", "replace", "rename"):
        real = getattr(os, name) if name != "fsync" else lambda _handle: None

        def stop(*arguments, real=real, **options):
            if next(done) == step:
                raise StoppedHereError
            return real(*arguments, **options)

        monkeypatch.setattr(os, name, stop)


def test_work_stopped_at_every_step_of_every_write_comes_to_the_same_bits(tmp_path, monkeypatch):
    def work(folder):
        with working_on(folder, CHOSEN, REQUEST) as store:
            for number in range(3):
                if store.load(number) is None:
                    store.keep(number, fake(number))
        return store.path

    (tmp_path / "whole").mkdir()
    wanted = tree(work(tmp_path / "whole"))
    stopped = 0
    for step in range(0, 200, 3):
        folder = tmp_path / f"s{step}"
        folder.mkdir()
        with monkeypatch.context() as patched:
            interrupted_at(patched, step)
            try:
                work(folder)
                break
            except StoppedHereError:
                stopped += 1
        found = tree(work(folder))
        assert found == wanted
        assert os.listdir(folder) == [locate(folder).name]
    assert stopped > 15


def spoil_cut(file):
    file.write_bytes(file.read_bytes()[:-7])


def spoil_empty(file):
    file.write_bytes(b"")


def spoil_flip(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def spoil_remove(file):
    file.unlink()


SPOIL = {"cut": spoil_cut, "empty": spoil_empty, "flip": spoil_flip, "remove": spoil_remove}
BLOCKS = [f"data.zarr/{chunk_key(part, 2)}" for part in ("cities", "sectors")]
LABELS = ["data.zarr/scenario/c/0", "data.zarr/cities/zarr.json", "data.zarr/zarr.json"]


def read_all(path):
    found = Study(path)
    list(found.blocks())
    found.dataset.compute()


@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
@pytest.mark.parametrize("name", [*BLOCKS, *LABELS, "record.json"])
def test_damage_is_an_error_that_names_the_file_and_never_a_number(name, spoil, copy):
    spoil(copy / name)
    with pytest.raises(DamagedError) as found:
        read_all(copy)
    assert Path(name).name in str(found.value)
    assert "损坏" in found.value.message("zh")
    assert "problem" in summary(copy) or name in [*BLOCKS, *LABELS]


@pytest.mark.parametrize("spoil", [spoil_flip, spoil_remove])
def test_a_damaged_index_is_an_error(spoil, copy):
    spoil(copy / "index.jsonl")
    with pytest.raises(DamagedError, match="index"):
        Study(copy)


@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
@pytest.mark.parametrize("name", [*BLOCKS, "index.jsonl"])
def test_damaged_blocks_and_a_damaged_index_are_made_again_by_the_same_command(
    name, spoil, copy, whole
):
    spoil(copy / name)
    assert made(copy.parent) == copy
    assert tree(copy) == tree(whole)


@pytest.mark.parametrize("name", [*BLOCKS])
def test_the_lazy_dataset_reads_no_damaged_chunk(name, copy):
    spoil_flip(copy / name)
    found = Study(copy)
    good = found.dataset.isel(member=0).compute()
    assert np.isfinite(good["cities"]).all()
    with pytest.raises(DamagedError):
        found.dataset.isel(member=2).compute()


def test_a_lost_last_line_of_the_index_is_no_damage(copy, whole):
    text = (copy / "index.jsonl").read_text()
    (copy / "index.jsonl").write_text(text[:-9])
    found = Study(copy)
    assert [seed for _, seed in found.members] == [1, 2, 3]
    assert np.isnan(found.dataset["cities"].isel(member=3)).all()
    assert made(copy.parent) == copy
    assert tree(copy) == tree(whole)


def test_an_index_entry_that_was_changed_by_hand_is_noticed(copy):
    lines = (copy / "index.jsonl").read_text().splitlines()
    entry = json.loads(lines[1]) | {"bits": "0" * 64}
    lines[1] = json.dumps(entry, sort_keys=True)
    (copy / "index.jsonl").write_text("\n".join(lines) + "\n")
    with pytest.raises(DamagedError):
        Study(copy)


def test_a_block_with_other_bits_than_before_is_refused(copy):
    spoil_remove(copy / BLOCKS[0])
    with working_on(copy.parent, CHOSEN, REQUEST) as store:
        assert store.load(2) is None
        with pytest.raises(StoreError, match="other bits"):
            store.keep(2, fake(2))


def test_one_process_at_a_time(tmp_path):
    with (
        working_on(tmp_path, CHOSEN, REQUEST) as store,
        pytest.raises(StoreError, match="another process"),
        working_on(tmp_path, CHOSEN, REQUEST),
    ):
        pass
    with working_on(tmp_path, CHOSEN, REQUEST), pytest.raises(StoreError, match="another"):
        delete(store.path)
    delete(store.path)
    assert os.listdir(tmp_path) == []


def test_a_failed_run_is_recorded_and_the_study_goes_on(tmp_path, monkeypatch):
    from model import simulate

    real = simulate.start

    def broken(seed, *rest):
        if seed == 2:
            raise ArithmeticError("a wheel came off")
        return real(seed, *rest)

    monkeypatch.setattr("experiments.ensemble.start", broken)
    found = study(tmp_path, NAMES, runs=4, **SMALL)
    assert found.complete
    assert found.failed == [((0, 2), name, "ArithmeticError: a wheel came off") for name in NAMES]
    assert "2 runs failed" in repr(found)
    compared = found.comparison()
    assert compared.seeds == (1, 3, 4)
    assert any("wheel" in str(warned.text) for warned in compared.warnings)
    assert np.isnan(found.block(1).cities).all()


def test_a_failed_scenario_leaves_the_others_of_its_member(tmp_path, monkeypatch):
    from model import simulate

    real, asked = simulate.simulate, []

    def broken(*arguments, **options):
        asked.append(1)
        if len(asked) == 4:
            raise ValueError("no money")
        return real(*arguments, **options)

    monkeypatch.setattr("scenarios.policy_schedule.simulate", broken)
    found = study(tmp_path, NAMES, runs=4, workers=1, **SMALL)
    assert [(place, name) for place, name, _ in found.failed] == [((0, 2), "plan_2015")]
    assert np.isfinite(found.block(1).cities[0]).all()
    assert np.isnan(found.block(1).cities[1]).all()


def test_where_all_runs_fail_there_is_an_error_with_the_cause(tmp_path, monkeypatch):
    from scenarios.errors import LiaosimError

    def broken(*_arguments):
        raise ArithmeticError("a wheel came off")

    monkeypatch.setattr("experiments.ensemble.start", broken)
    found = study(tmp_path, NAMES, runs=4, **SMALL)
    with pytest.raises(LiaosimError, match="wheel"):
        found.comparison()


def test_foreign_folders_are_named_as_such(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        Study(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(InputError, match="holds no study"):
        Study(tmp_path)
    foreign = stranger(tmp_path / "other")
    with pytest.raises(InputError, match="holds no study"):
        Study(foreign)
    (foreign / "record.json").write_text('{"schema": "else"}')
    with pytest.raises(InputError, match="holds no study"):
        Study(foreign)
    assert studies_in(tmp_path) == []


def stranger(path):
    """Somebody's own arrays, with a thesis beside them."""
    zarr.create_group(store=path / "data.zarr")
    (path / "thesis.docx").write_text("years of work")
    return path


@pytest.mark.parametrize("lost", LOSSES, ids="+".join)
def test_whatever_a_study_lost_it_is_still_known_as_one(lost, copy):
    for name in lost:
        (copy / name).unlink()
    assert studies_in(copy.parent) == [copy]
    assert "problem" in summary(copy)
    delete(copy)
    assert os.listdir(copy.parent) == []


def test_a_study_is_not_deleted_with_what_a_person_put_into_it(copy, whole):
    (copy / "thesis.docx").write_text("years of work")
    (copy / "notes").mkdir()
    before = tree(copy)
    with pytest.raises(StoreError, match=r"notes.*thesis\.docx") as found:
        delete(copy)
    assert "thesis.docx" in found.value.message("zh")
    assert tree(copy) == before
    (copy / "thesis.docx").unlink()
    (copy / "notes").rmdir()
    delete(copy)
    assert os.listdir(copy.parent) == []


def test_a_study_at_work_holds_nothing_but_its_own(tmp_path):
    with working_on(tmp_path, CHOSEN, REQUEST) as store:
        store.keep(0, fake(0))
        assert set(os.listdir(store.path)) == OWN


def test_a_store_of_another_format_says_so(copy):
    record = json.loads((copy / "record.json").read_text())
    record["schema"] = "liaosim/study/1"
    (copy / "record.json").write_text(json.dumps(record))
    with pytest.raises(StoreError, match=r"liaosim/study/1.*compute it anew"):
        Study(copy)
    with pytest.raises(StoreError, match="liaosim/study/1"):
        made(copy.parent)
    delete(copy)


def test_several_studies_of_a_folder_are_listed_the_latest_first(copy):
    second = study(copy.parent, NAMES, runs=2, **SMALL).path
    os.utime(second / "record.json", (time.time() + 10,) * 2)
    assert studies_in(copy.parent) == [second, copy]
    with pytest.raises(InputError, match="2 studies") as found:
        Study(copy.parent)
    assert second.name in str(found.value)
    assert f"{copy.name}: no_plan, plan_2015; seeds 1 to 4" in str(found.value)


def asked_of(folder, runs, extra=""):
    """A process that works on a study."""
    text = (
        f"{extra}\nfrom liaosim import study\n"
        f"study({str(folder)!r}, {NAMES!r}, runs={runs}, workers=1, scale=0.02, until='2016Q4')\n"
    )
    return subprocess.Popen([sys.executable, "-c", text], cwd=ROOT, stderr=subprocess.PIPE)


def test_a_file_may_grow_no_further(tmp_path):
    # ulimit -f counts in blocks of 1,024 bytes and stands for a full disk
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))"
    folder = tmp_path / "a"
    with asked_of(folder, 3, limit) as process:
        said = process.stderr.read().decode()
    assert process.returncode != 0
    assert "cannot be written" in said
    assert not [p for p in locate(folder).rglob("*.part")]
    with asked_of(folder, 3) as process:
        process.stderr.read()
    assert process.returncode == 0
    other = study(tmp_path / "b", NAMES, runs=3, scale=0.02, until="2016Q4")
    assert tree(locate(folder)) == tree(other.path)


KILL_IN_A_WRITE = """
import os, random, signal
left = random.Random({seed}).randrange(4, 30)
def killing(real):
    def step(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    return step
os.fsync, os.replace, os.rename = map(killing, (os.fsync, os.replace, os.rename))
"""


def chunks_in(folder):
    return len(list(folder.glob("study-*/data.zarr/cities/c.0.*")))


@pytest.mark.slow
def test_twenty_kills_leave_the_bits_of_an_uninterrupted_study(tmp_path):
    runs, kills = 100, 0
    chance = np.random.default_rng(11)
    with asked_of(tmp_path / "whole", runs) as process:
        process.stderr.read()
    for kill in range(20):
        in_a_write = kill % 2 == 0
        extra = KILL_IN_A_WRITE.format(seed=kill) if in_a_write else ""
        with asked_of(tmp_path / "killed", runs, extra) as process:
            if not in_a_write:
                there = chunks_in(tmp_path / "killed")
                deadline = time.monotonic() + 60
                while time.monotonic() < deadline and process.poll() is None:
                    if chunks_in(tmp_path / "killed") > there:
                        break
                    time.sleep(0.01)
                time.sleep(chance.uniform(0.0, 0.3))
                process.send_signal(signal.SIGKILL)
            process.wait(timeout=300)
        kills += process.returncode == -signal.SIGKILL
    assert kills == 20
    with asked_of(tmp_path / "killed", runs) as process:
        process.stderr.read()
    assert process.returncode == 0
    assert os.listdir(tmp_path / "killed") == os.listdir(tmp_path / "whole")
    assert tree(locate(tmp_path / "killed")) == tree(locate(tmp_path / "whole"))
