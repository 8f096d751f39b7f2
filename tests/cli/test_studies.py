"""The commands about studies."""

import io
import json
import os
import re
import shutil

import polars
import pytest
import xarray

from cli.main import answer

SMALL = ("--scale", "0.02", "--until", "2016Q2", "--runs", "3")
COMPARE = ("compare", "no_plan", "plan_2015", *SMALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def ask(capsys, *words):
    code = answer([str(each) for each in words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    assert answer([*COMPARE, "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


def test_compare_and_run_keep_a_study_and_find_it_again(copy, capsys, monkeypatch):
    before = (copy / "compare.json").read_bytes()
    monkeypatch.setattr("experiments.ensemble.start", None)  # computing would fail
    code, _, err = ask(capsys, *COMPARE, "--out", copy)
    assert code == 0
    assert "3 of 3 members, 3 of them found there" in err
    assert (copy / "compare.json").read_bytes() == before


def test_the_answer_is_the_same_with_and_without_a_study(copy, capsys):
    with_study = json.loads(ask(capsys, *COMPARE, "--out", copy, "--json")[1])
    without = json.loads(ask(capsys, *COMPARE, "--json")[1])
    assert with_study == without
    words = ("run", "no_plan", *SMALL, "--json")
    assert json.loads(ask(capsys, *words, "--out", copy)[1]) == json.loads(ask(capsys, *words)[1])


def test_detail_is_written_but_not_kept_as_a_study(tmp_path, capsys):
    words = ("run", "no_plan", "--scale", "0.02", "--until", "2015Q1", "--detail")
    code, _, err = ask(capsys, *words, "--out", tmp_path)
    assert code == 0
    assert "not kept as a study" in err
    assert sorted(os.listdir(tmp_path)) == ["results.json", "run.json", "series.csv"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_studies_are_listed_and_shown(lang, copy, capsys):
    name = next(path.name for path in copy.glob("study-*"))
    for words in (("studies", "list", copy.parent), ("studies", "show", copy)):
        code, out, _ = ask(capsys, *words, "--lang", lang)
        assert code == 0
        assert name in out
        assert bool(CHINESE.search(out)) == (lang == "zh")
    code, out, _ = ask(capsys, "studies", "list", copy.parent, "--json")
    (entry,) = json.loads(out)["studies"]
    assert (entry["members"], entry["complete"], entry["failed_runs"]) == (3, 3, 0)
    assert entry["scenarios"] == ["no_plan", "plan_2015"]
    shown = json.loads(ask(capsys, "studies", "show", copy, "--json")[1])
    for key in ("data", "parameters", "scenarios", "seeds", "made_with"):
        assert shown["record"]["identity"][key]
    assert shown["seconds"] > 0.0


def test_a_damaged_study_is_listed_with_what_is_wrong(copy, capsys):
    record = next(copy.glob("study-*")) / "record.json"
    record.write_bytes(record.read_bytes()[:-20])
    code, out, _ = ask(capsys, "studies", "list", copy)
    assert code == 0
    assert "damaged" in out


@pytest.mark.parametrize("ending", ["csv", "parquet", "nc"])
def test_a_study_is_exported(ending, copy, tmp_path, capsys):
    path = tmp_path / f"out.{ending}"
    words = ("studies", "export", copy, "--out", path, "--indicator", "output")
    code, out, err = ask(capsys, *words)
    assert (code, out) == (0, "")
    assert path.name in err
    assert path.stat().st_size > 0
    if ending == "csv":
        assert set(polars.read_csv(path)["indicator"]) == {"output"}
    assert json.loads(ask(capsys, *words, "--json")[1])["bytes"] == path.stat().st_size


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_export_of_an_incomplete_study_says_what_is_missing(lang, copy, tmp_path, capsys):
    path = tmp_path / "out.nc"
    words = ("studies", "export", copy, "--out", path, "--indicator", "output", "--lang", lang)
    code, out, err = ask(capsys, *words, "--json")
    counts = {"members": 3, "complete": 3, "failed_runs": 0}
    assert counts.items() <= json.loads(out).items()
    assert err == ""
    index = next(copy.glob("study-*/index.jsonl"))
    index.write_text("".join(index.read_text().splitlines(keepends=True)[:2]))
    code, out, err = ask(capsys, *words, "--json")
    counts["complete"] = 2
    assert code == 0
    assert counts.items() <= json.loads(out).items()
    said = "2 of 3 members are complete, 0 runs failed"
    assert (said if lang == "en" else "3 个成员中有 2 个完整") in err
    with xarray.open_dataset(path) as found:
        assert {name: int(found.attrs[name]) for name in counts} == counts


@pytest.mark.parametrize(("answer", "gone"), [("y\n", True), ("n\n", False), ("", False)])
def test_a_study_is_deleted_when_the_person_says_yes(answer, gone, copy, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    code, _, err = ask(capsys, "studies", "delete", copy)
    assert "[y/N]" in err
    assert code == (0 if gone else 1)
    assert bool(list(copy.glob("study-*"))) == (not gone)
    assert (copy / "compare.json").exists()


def test_yes_asks_no_question_and_several_studies_are_not_guessed_at(copy, capsys):
    ask(capsys, "run", "no_plan", *SMALL, "--out", copy)
    code, _, err = ask(capsys, "studies", "delete", copy, "--yes")
    assert code == 2
    assert "2 studies" in err
    for path in copy.glob("study-*"):
        assert ask(capsys, "studies", "delete", path, "--yes")[0] == 0
    assert ask(capsys, "studies", "list", copy)[1].startswith("no study")


def test_a_folder_that_liaosim_never_made_is_neither_listed_nor_deleted(tmp_path, capsys):
    stranger = tmp_path / "stranger"
    (stranger / "data.zarr").mkdir(parents=True)
    group = {"zarr_format": 3, "node_type": "group", "attributes": {}}
    (stranger / "data.zarr" / "zarr.json").write_text(json.dumps(group))
    (stranger / "thesis.docx").write_text("years of work")
    code, _, err = ask(capsys, "studies", "delete", stranger, "--yes")
    assert code == 2
    assert "holds no study" in err
    assert sorted(os.listdir(stranger)) == ["data.zarr", "thesis.docx"]
    assert ask(capsys, "studies", "list", tmp_path)[1].startswith("no study")


def test_a_study_with_a_persons_file_in_it_is_refused_before_any_question(copy, capsys):
    study = next(copy.glob("study-*"))
    (study / "thesis.docx").write_text("years of work")
    code, _, err = ask(capsys, "studies", "delete", study)
    assert code == 1
    assert "thesis.docx" in err
    assert "[y/N]" not in err
    assert (study / "record.json").exists()


def test_verify_says_same_with_0_and_damaged_with_1(copy, capsys):
    code, out, _ = ask(capsys, "verify", copy, "--members", "all")
    assert code == 0
    assert "3 of 3 members verified: same bits" in out
    code, out, _ = ask(capsys, "verify", copy, "--members", "1", "--json")
    assert code == 0
    assert json.loads(out)["same"] is True
    assert json.loads(out)["files"] == 2
    chunk = next(copy.rglob("c.0.2.0.0.0"))
    chunk.write_bytes(chunk.read_bytes()[:-1])
    code, out, err = ask(capsys, "verify", copy, "--members", "0")
    assert (code, out) == (1, "")
    assert "damaged" in err
    assert chunk.name in err


def test_a_file_in_the_way_is_one_message(whole, tmp_path, capsys):
    name = next(path.name for path in whole.glob("study-*"))
    (tmp_path / name).write_text("in the way")
    code, out, err = ask(capsys, *COMPARE, "--out", tmp_path)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith("error: ")
    assert "cannot be written" in err


def test_pairs_are_added_until_the_width_is_reached(capsys):
    words = ("compare", "no_plan", "plan_2015", "--scale", "0.02", "--until", "2016Q2")
    code, out, _ = ask(capsys, *words, "--until-width", "output=50%", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["runs"] == found["stopping"]["used"] == 10
    assert found["stopping"]["more_to_halve"] == 4  # t of 3 degrees of freedom in place of 2
    assert found["level"] == pytest.approx(0.99)
    for lang, said in (("en", "10 pairs were used"), ("zh", "使用了 10 对")):
        code, out, _ = ask(capsys, *words, "--until-width", "output=50%", "--lang", lang)
        assert said in out


@pytest.mark.parametrize(
    ("parameters", "said"), [("prior", "drawn from their prior"), ("central", "central values")]
)
def test_a_comparison_says_where_its_parameters_come_from(parameters, said, capsys):
    words = ("compare", "no_plan", "plan_2015", *SMALL, "--parameters", parameters)
    code, out, _ = ask(capsys, *words)
    assert code == 0
    assert said in " ".join(out.split())
    found = json.loads(ask(capsys, *words, "--json")[1])
    assert found["parameters"] == parameters
    for effect in found["effects"]:
        half = (effect["high"] - effect["low"]) / 2.0
        rounding = 1e-9 * max(abs(effect["high"]), abs(effect["low"]), 1e-300)
        assert effect["half_width_chance"] <= half + rounding


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_second_comparison_in_a_folder_replaces_the_first_and_says_so(lang, copy, capsys):
    def hashes(name):
        return json.loads((copy / "compare.json").read_text())["hashes"][name]

    first = json.loads((copy / "results.json").read_text())["requests"][0]["name"]
    plan = hashes("plan_2015")
    words = ("compare", "no_plan", "digital_first", *SMALL, "--out", copy, "--lang", lang)
    code, _, err = ask(capsys, *words)
    assert code == 0
    (line,) = (line for line in err.splitlines() if first in line)
    assert f"plan_2015 {plan[:8]}" in line
    assert bool(CHINESE.search(line)) == (lang == "zh")
    (request,) = json.loads((copy / "results.json").read_text())["requests"]
    about = request["about"]
    assert about["hashes"]["digital_first"] == hashes("digital_first")
    assert (about["baseline"], about["seeds"], about["scale"]) == ("no_plan", [1, 2, 3], 0.02)
    assert (about["until"], about["world"]) == ("2016Q2", None)
    assert about["made_with"]["rules"]
    assert set(polars.read_csv(copy / "effects.csv")["source"]) == {request["name"]}
    code, out, _ = ask(capsys, "verify", copy, "--members", "0", "--json")
    found = json.loads(out)
    assert (code, found["same"], found["files"], len(found["studies"])) == (0, True, 2, 2)


@pytest.mark.parametrize("command", ["export", "show", "delete"])
def test_no_study_of_several_is_guessed_at(command, copy, tmp_path, capsys):
    other = next(copy.glob("study-*"))
    shutil.copytree(other, copy / "kept" / other.name)
    path = tmp_path / "out.csv"
    words = ("--out", path) if command == "export" else ()
    code, out, err = ask(capsys, "studies", command, copy, *words)
    assert (code, out) == (2, "")
    assert err.count("no_plan, plan_2015; seeds 1 to 3") == 2
    assert str(copy / "kept" / other.name) in err
    assert not path.exists()


def test_a_renamed_study_is_marked_and_never_read(copy, capsys):
    path = next(copy.glob("study-*"))
    path.rename(copy / "study-of-may")
    code, out, _ = ask(capsys, "studies", "list", copy, "--json")
    (entry,) = json.loads(out)["studies"]
    for said in entry["problem"].values():
        assert path.name in said
        assert "study-of-may" in said
    code, _, err = ask(capsys, "studies", "show", copy)
    assert code == 1
    assert "renamed" in err


def test_another_study_under_the_asked_name_is_refused_and_stays_as_it_was(copy, tmp_path, capsys):
    name = next(copy.glob("study-*")).name
    words = ("compare", "no_plan", "digital_first", *SMALL, "--out", tmp_path / "other")
    assert ask(capsys, *words)[0] == 0
    other = next((tmp_path / "other").glob("study-*"))
    shutil.rmtree(copy / name)
    shutil.copytree(other, copy / name)
    before = {path: path.read_bytes() for path in (copy / name).rglob("*") if path.is_file()}
    code, out, err = ask(capsys, *COMPARE, "--out", copy)
    assert (code, out) == (1, "")
    assert f"holds another study, {other.name} (no_plan, digital_first; seeds 1 to 3)" in err
    assert before == {path: path.read_bytes() for path in before}
