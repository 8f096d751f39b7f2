"""A study as an object, verified and exported."""

import csv
import math
import shutil
import tracemalloc
from typing import Any

import numpy as np
import polars
import pytest
import xarray

from experiments import provenance
from experiments.ensemble import Block
from experiments.options import RunOptions, check
from experiments.store.directory import working_on
from experiments.store.store import StudyStore
from experiments.store.study import Study, export
from experiments.store.verify import verify
from liaosim import compare, load, study
from model.indicators import INDICATOR_INDEX, INDICATORS, QUANTITIES
from scenarios.errors import DamagedError, InputError, StoreError

NAMES = ("no_plan", "plan_2015")
SMALL: dict[str, Any] = {"scale": 0.02, "until": "2016Q2", "parameters": "central"}
DRAWN: dict[str, Any] = SMALL | {"parameters": "prior"}
UNITS = {indicator.name: indicator.unit for indicator in INDICATORS}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return study(tmp_path_factory.mktemp("small"), NAMES, runs=3, **SMALL)


@pytest.fixture
def copy(small, tmp_path):
    path = tmp_path / small.path.name
    shutil.copytree(small.path, path)
    return path


def test_it_says_what_it_is(small):
    text = repr(small)
    assert "no_plan, plan_2015" in text
    assert "3 seeds from 1" in text
    assert "complete" in text
    assert small.members == ((0, 1), (0, 2), (0, 3))
    assert small.complete
    assert small.failed == []


def test_its_comparison_has_the_bits_of_one_made_without_it(small):
    found, plain = small.comparison(), compare("no_plan", ["plan_2015"], runs=3, **SMALL)
    for name in ("base_mean", "estimate", "half_width", "path_mean", "path_half_width"):
        assert getattr(found, name).tobytes() == getattr(plain, name).tobytes()


def test_indicators_are_derived_lazily_and_are_those_of_the_runs(small):
    lazy = small.indicators(by_quarter=True)
    assert lazy.chunks is not None
    assert lazy.dims == ("scenario", "member", "period", "row", "indicator")
    values = lazy.compute()
    for number, block in enumerate(small.blocks()):
        wanted = block.values(small.rows(), by_quarter=True)
        assert np.array_equal(values.isel(member=number).values, wanted, equal_nan=True)
    one = small.indicator("cnc_rate", scope="northwest")
    assert one.attrs["units"] == "share"
    assert one.attrs["source"].startswith("liaosim study-")
    assert one.sel(scenario="plan_2015", period="2015").shape == (3,)
    wanted = values.sel(scenario="plan_2015", period="2015", indicator="cnc_rate")
    place = small.rows().index(("northwest", "all"))
    assert (one.sel(scenario="plan_2015", period="2015") == wanted.isel(row=place)).all()


def test_its_dataset_adds_up(small):
    found = small.dataset
    both = found["cities"].sel(quantity="tax").sum("area")
    industry = found["sectors"].sel(quantity="tax").sum("sector")
    assert (both <= industry * (1 + 1e-12)).all()
    assert found["cities"].attrs["long_name"]


def test_asking_for_what_is_not_there_gives_the_nearest(small):
    with pytest.raises(InputError, match="the nearest is cnc_rate"):
        small.indicator("cnc_rat")
    with pytest.raises(InputError, match=r'scope: found "northwst".*northwest'):
        small.indicator("cnc_rate", scope="northwst")
    with pytest.raises(InputError, match='group: found "equipment"; allowed are all'):
        small.indicator("cnc_rate", scope="Dalian", group="equipment")
    with pytest.raises(InputError, match="no complete member"):
        small.block(7)


def test_verified_parts_have_the_same_bits(small):
    found = verify(small.path, "all", workers=1)
    assert found.same
    assert [each.member for each in found.checked] == [0, 1, 2]
    assert len(verify(small.path, "random:2").checked) == 2
    assert [each.place for each in verify(small.path, "2").checked] == [(0, 3)]


@pytest.mark.parametrize("text", ["3", "-1", "x", "", "random:0", "random:x", "all:2", "1;2"])
def test_members_that_are_none_are_refused(text, small):
    with pytest.raises(InputError):
        verify(small.path, text)


def test_a_number_that_was_never_computed_is_found_out(copy, small, monkeypatch):
    real = StudyStore.read

    def moved(self, number):
        block = real(self, number)
        block.cities[1, 2, 3, 0] *= 1.0 + 1e-6
        return block

    monkeypatch.setattr(StudyStore, "read", moved)
    found = verify(copy, "1")
    assert not found.same
    assert found.key == "message.not_same"
    assert 0.0 < found.worst < 1e-5


def test_the_last_bit_of_another_processor_is_told_from_a_difference(copy, monkeypatch):
    real = StudyStore.read

    def moved(self, number):
        block = real(self, number)
        block.sectors[:] *= 1.0 + 1e-13
        return block

    monkeypatch.setattr(StudyStore, "read", moved)
    found = verify(copy, "1")
    assert not found.same
    assert found.key == "message.near_bits"


def made_elsewhere(small, folder, monkeypatch, **changes):
    """The same study as another version or machine would have kept it."""
    other = {**provenance.made_with(), **changes}
    with monkeypatch.context() as patched:
        patched.setattr(provenance, "made_with", lambda: other)
        with working_on(folder, small.loaded(), small.request) as store:
            for number, block in enumerate(small.blocks()):
                store.keep(number, block)
    return store.path


def test_a_study_made_by_other_rules_is_named_as_such(small, tmp_path, monkeypatch):
    path = made_elsewhere(small, tmp_path, monkeypatch, rules="0123456789ab")
    with pytest.raises(StoreError, match=r"other rules.*0123456789ab"):
        verify(path)


def test_a_study_made_on_another_processor_is_computed_and_said_so(small, tmp_path, monkeypatch):
    path = made_elsewhere(small, tmp_path, monkeypatch, processor="somewhere")
    found = verify(path, "0")
    assert found.same
    assert "somewhere" in found.other_machine[0]


def test_verify_reads_every_byte(copy):
    chunk = copy / "data.zarr" / "sectors" / "c.0.2.0.0.0"
    data = bytearray(chunk.read_bytes())
    data[-1] ^= 128
    chunk.write_bytes(bytes(data))
    with pytest.raises(DamagedError, match=r"c\.0\.2"):
        verify(copy, "0")


def test_csv_has_units_and_sources_and_every_finite_value(small, tmp_path):
    path = export(small, tmp_path / "out.csv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["unit"] for line in lines} <= set(UNITS.values())
    assert all(UNITS[line["indicator"]] == line["unit"] for line in lines)
    assert {line["source"].split(",")[0] for line in lines} == {f"liaosim {small.path.name}"}
    values = small.indicators().values
    assert len(lines) == np.isfinite(values).sum()
    assert all(math.isfinite(float(line["value"])) for line in lines)
    first = next(line for line in lines if line["indicator"] == "cnc_rate")
    assert float(first["value"]) == values[0, 0, 0, 0, INDICATOR_INDEX["cnc_rate"]]


def test_parquet_is_the_same_table(small, tmp_path):
    path = export(small, tmp_path / "out.parquet", ["output", "cnc_rate"], by_quarter=True)
    found = polars.read_parquet(path)
    assert found.equals(small.table(["output", "cnc_rate"], by_quarter=True))
    assert set(found["indicator"]) == {"output", "cnc_rate"}
    assert "2016Q2" in set(found["period"])


def test_a_table_takes_one_name_several_or_none_which_means_all(small):
    one = small.table("output")
    assert one.equals(small.table(["output"]))
    assert set(one["indicator"]) == {"output"}
    everything = small.table()
    assert everything.filter(indicator="output").equals(one)
    assert everything.equals(small.table(list(UNITS)))
    with pytest.raises(InputError, match="the nearest is output"):
        small.table("outputs")


def test_netcdf_reads_back_with_units(small, tmp_path):
    path = export(small, tmp_path / "out.nc")
    with xarray.open_dataset(path) as found:
        assert set(found.data_vars) == set(UNITS)
        values = small.indicators().values
        for name, place in INDICATOR_INDEX.items():
            assert found[name].attrs["units"] == UNITS[name]
            assert np.array_equal(found[name].values, values[..., place], equal_nan=True)
        assert list(found["seed"].values) == [1, 2, 3]
        assert list(found["scope"].values) == [scope for scope, _ in small.rows()]


@pytest.mark.parametrize("name", ["out.xlsx", "out", "out.csv/x.csv", "folder.csv"])
def test_a_file_that_cannot_be_written_is_refused(name, small, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "out.csv").write_text("there")
    with pytest.raises(InputError):
        export(small, tmp_path / name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.csv", "out.csv"]


def test_an_export_of_a_damaged_study_leaves_no_file(copy, tmp_path):
    (copy / "data.zarr" / "cities" / "c.0.1.0.0.0").unlink()
    for ending in ("csv", "parquet", "nc"):
        with pytest.raises(DamagedError):
            export(Study(copy), tmp_path / f"out.{ending}")
    assert [p.name for p in tmp_path.iterdir()] == [copy.name]


def test_a_study_keeps_the_draws_of_its_members(tmp_path):
    found = study(tmp_path, NAMES, runs=4, **DRAWN)
    assert found.members == ((1, 1), (2, 2), (2, 3), (4, 4))
    assert list(found.dataset["draw"].values) == [1, 2, 2, 4]
    compared: Any = found.comparison()
    direct = compare("no_plan", ["plan_2015"], runs=4, **DRAWN)
    assert np.array_equal(compared.half_width, direct.half_width, equal_nan=True)
    assert np.array_equal(compared.half_width_chance, direct.half_width_chance, equal_nan=True)
    assert verify(found.path, "2").same
    central = study(tmp_path, NAMES, runs=4, **SMALL)
    assert central.path != found.path
    assert {draw for draw, _ in central.members} == {0}


def test_an_incomplete_study_is_compared_over_what_is_there(copy):
    index = copy / "index.jsonl"
    lines = index.read_text().splitlines(keepends=True)
    index.write_text(lines[0] + lines[2])
    found = Study(copy)
    assert not found.complete
    assert "2 complete" in repr(found)
    assert found.comparison().seeds == (1, 3)
    assert np.isnan(found.indicator("output").isel(member=1)).all()
    index.write_text(lines[0])
    with pytest.raises(InputError, match="member"):
        Study(copy).comparison()


def test_a_study_of_one_scenario_has_nothing_to_compare(tmp_path):
    found = study(tmp_path, ["no_plan"], runs=2, **SMALL)
    assert found.indicator("output").shape == (1, 2, 1)
    with pytest.raises(InputError, match="baseline"):
        found.comparison()


def peak_of(folder, members):
    """Bytes that a comparison over so many made-up members needs at most."""
    request = check(RunOptions(runs=members, scale=0.02, until="2016Q4"))
    chance = np.random.default_rng(1)
    sizes = [(2, 8, places, QUANTITIES) for places in (14, 38)]
    parts = [np.abs(chance.normal(size=size)) + 1.0 for size in sizes]
    with working_on(folder, [load(name) for name in NAMES], request) as store:
        for number, place in enumerate(store.places):
            store.keep(number, Block(place, parts[0] * (1.0 + number), parts[1] * (1.0 + number)))
    tracemalloc.start()
    Study(store.path).comparison()
    Study(store.path).indicator("cnc_rate").mean("member").compute(scheduler="synchronous")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_members(tmp_path):
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    peak_of(few, 4)  # what is imported late belongs to neither
    added = 56 * 2 * 8 * (14 + 38) * QUANTITIES * 8  # bytes of the values of 56 more members
    # what does grow is an index entry and a task of the lazy array for each member
    assert peak_of(many, 64) - peak_of(few, 8) < 0.1 * added
