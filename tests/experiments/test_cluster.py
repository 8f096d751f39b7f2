"""The same blocks on the workers of a scheduler, some of which die."""

import os
import threading
import time
from typing import Any

import pytest

from agents import record
from experiments import cluster
from experiments.cluster import Cluster, block_for, job_of, made_here
from experiments.ensemble import block_of
from experiments.options import RunOptions, check
from experiments.parallel import StoppedError
from liaosim import compare, load, study
from scenarios.errors import InputError
from scenarios.policy_schedule import prepare

NAMES = ("no_plan", "plan_2015")
SMALL: dict[str, Any] = {"scale": 0.02, "until": "2016Q2"}
CHOSEN = tuple(load(name) for name in NAMES)


def tree(path):
    files = [p for p in sorted(path.rglob("*")) if p.is_file() and p.name != "diary.jsonl"]
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in files}


def test_a_task_is_small_and_gives_the_block_of_a_thread():
    request = check(RunOptions(runs=1, **SMALL))
    job = job_of(CHOSEN, request)
    assert sum(map(len, job.texts)) < 100_000
    found = block_for(job, (2, 7))
    here = [prepare(scenario, request.quarters) for scenario in CHOSEN]
    assert found.bits() == block_of(here, (2, 7), request.scale, request.quarters).bits()
    assert found.made_by == made_here(job)


class FakeClient:
    """Answers as a client does, with blocks that say who made them."""

    def __init__(self, **made_by):
        self.made_by = made_by

    def nthreads(self):
        return {"a": 1, "b": 1}

    def submit(self, function, job, place, **_options):
        return self._Future(function(job, place), self.made_by)

    class _Future:
        def __init__(self, block, made_by):
            self.block, self.made_by = block, made_by

        def result(self, timeout):
            self.block.made_by.update(self.made_by)
            return self.block

        def cancel(self):
            self.block = None


def asked(**made_by):
    request = check(RunOptions(runs=1, **SMALL))
    return Cluster(FakeClient(**made_by), job_of(CHOSEN, request))


def test_a_worker_with_other_rules_is_refused_and_one_of_another_family_is_told():
    with pytest.raises(InputError, match="other rules"):
        asked(rules="0123456789ab").block((0, 1), lambda: False)
    with pytest.raises(InputError, match="data"):
        asked(data="else").block((0, 1), lambda: False)
    other = asked(processor="elsewhere")
    other.block((0, 1), lambda: False)
    assert other.mixed
    assert other.families == ("elsewhere",)
    same = asked()
    same.block((0, 1), lambda: False)
    assert not same.mixed


def test_rules_edited_on_disk_do_not_change_what_a_process_says_it_runs(monkeypatch):
    at_first = made_here(job_of(CHOSEN, check(RunOptions(runs=1, **SMALL))))
    monkeypatch.setattr(record, "rule_sources", lambda: [])
    assert record.rules_digest() != record.LOADED
    assert made_here(job_of(CHOSEN, check(RunOptions(runs=1, **SMALL)))) == at_first
    assert at_first["rules"] == record.LOADED


def test_work_that_is_stopped_asks_for_nothing_more():
    with pytest.raises(StoppedError):
        asked().block((0, 1), lambda: True)


@pytest.mark.cluster
def test_an_address_where_nobody_answers_is_refused_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    with pytest.raises(InputError, match="cannot be reached"):
        study(tmp_path, NAMES, scheduler="tcp://127.0.0.1:9", **SMALL)
    assert os.listdir(tmp_path) == []


@pytest.fixture
def local(monkeypatch):
    """Two worker processes of one thread each, both there; a busy machine may take its time."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "CONNECT", 120.0)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_port=0
    ) as made:
        made.wait_for_workers(2, timeout=120.0)
        yield made


@pytest.mark.cluster
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_two_machines_give_the_bits_of_this_one_though_a_worker_is_killed(local, tmp_path):
    serial = study(tmp_path / "serial", NAMES, runs=12, workers=1, **SMALL)
    killed = []

    def kill_one():
        """Kill a worker process when the first block has come."""
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            if list((tmp_path / "cluster").glob("study-*/data.zarr/cities/c.0.*")):
                worker = next(iter(local.workers.values()))
                killed.append(worker.pid)
                os.kill(worker.pid, 9)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill_one)
    thread.start()
    found = study(tmp_path / "cluster", NAMES, runs=12, scheduler=local.scheduler_address, **SMALL)
    thread.join()
    assert len(killed) == 1
    assert found.complete
    assert tree(found.path) == tree(serial.path)


@pytest.mark.cluster
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_comparison_on_a_cluster_has_the_same_bits(local):
    from experiments.comparison import compare_checked
    from experiments.store.execution import means

    request = check(RunOptions(runs=4, scheduler=local.scheduler_address, **SMALL))
    with means(CHOSEN, request) as how:
        found = compare_checked(CHOSEN, request, cluster=how.cluster)
    plain = compare("no_plan", ["plan_2015"], runs=4, **SMALL)
    assert found.estimate.tobytes() == plain.estimate.tobytes()
    assert found.half_width.tobytes() == plain.half_width.tobytes()
