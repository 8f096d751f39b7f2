import io
import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from agents.record import interpreted
from cli.main import answer, app, complain
from model.indicators import GROUPS, INDICATORS, SCOPES

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--scale", "0.05", "--until", "2016Q4")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNITS = {indicator.name: indicator.unit for indicator in INDICATORS}


def ask(capsys, *words):
    code = answer(words)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


WRONG = {
    "unknown command": (["compair"], "compare"),
    "unknown option": (["run", "--sede", "1"], "--seed"),
    "option without value": (["run", "--seed"], "option --seed needs a value"),
    "flag with a value": (["run", "--json=1"], "option --json takes no value"),
    "group's option without value": (["scenarios", "--lang"], "option --lang needs a value"),
    "too many words": (["run", "plan_2015", "no_plan"], "no_plan"),
    "seed negative": (["run", "--seed", "-1"], "--seed"),
    "seed huge": (["run", "--seed", "9" * 30], "--seed"),
    "seed not whole": (["run", "--seed", "1.5"], "--seed"),
    "seed a word": (["run", "--seed", "one"], "--seed"),
    "scale zero": (["run", "--scale", "0"], "--scale"),
    "scale nan": (["run", "--scale", "nan"], "--scale"),
    "scale infinite": (["run", "--scale", "inf"], "--scale"),
    "scale too large": (["run", "--scale", "17"], "--scale"),
    "workers none": (["run", "--workers", "0"], "--workers"),
    "runs none": (["run", "--runs", "0"], "--runs"),
    "one pair": (["compare", "--runs", "1"], "--runs"),
    "until before the start": (["run", "--until", "2014Q4"], "2015Q1"),
    "until after the horizon": (["run", "--until", "2031Q1"], "2030Q4"),
    "until a year": (["run", "--until", "2025"], "--until"),
    "until no quarter": (["run", "--until", "2025Q5"], "--until"),
    "engine": (["run", "--engine", "compild"], "compiled"),
    "world": (["run", "--world", "trent"], "trend"),
    "language": (["run", "--lang", "fr"], "zh, en"),
    "scenario misspelt": (["run", "plan_2051"], "plan_2015"),
    "file that is not there": (["run", "nowhere/plan.toml"], "plan.toml"),
    "a folder for a scenario": (["run", "/tmp"], "/tmp"),
    "out is a file": (["run", "--out", __file__], "--out"),
    "out below a file": (["run", "--out", f"{__file__}/x"], "--out"),
    "out unwritable": (["run", "--out", "/proc/nowhere"], "--out"),
    "baseline against itself": (["compare", "no_plan", "no_plan"], "no_plan"),
    "scenario twice": (["compare", "no_plan", "plan_2015", "plan_2015"], "plan_2015"),
    "baseline alone": (["compare", "no_plan"], "baseline"),
    "unknown subcommand": (["scenarios", "lst"], "list"),
    "check without file": (["scenarios", "check"], "FILE"),
    "show what is not": (["scenarios", "show", "digital_frist"], "digital_first"),
    "port": (["app", "--port", "80"], "--port"),
    "one member for targets": (["targets", "--runs", "1"], "--runs"),
    "targets of what is not": (["targets", "plan_2051"], "plan_2015"),
    "clause that is not": (["trace", "3(12)"], "四(二)"),
    "rule misspelt": (["trace", "grant_laon"], "grant_loan"),
    "word and check": (["trace", "financing", "--check"], "--check"),
    "check and quarter": (["trace", "--check", "--quarter"], "--quarter"),
    "scale of a quarter": (["trace", "--quarter", "--scale", "0"], "--scale"),
    "nobody of that name": (["run", "--follow", "Shenyang Machne Tool"], "Shenyang Machine Tool"),
    "nobody of that Chinese name": (["compare", "--follow", "沈阳机车"], "沈阳机床"),
    "no key": (["run", "--follow", "9" * 40], "key"),
    "life of a draw": (["run", "--follow", "SMTCL", "--parameters", "prior"], "central values"),
    "follow without a name": (["run", "--follow"], "--follow"),
    "three lives": (
        ["compare", "no_plan", "plan_2015", "digital_first", "--follow", "SMTCL"],
        "exactly two",
    ),
    "parameters of no place": (["run", "--parameters", "drawn"], "posterior, prior, central"),
    "no posterior yet": (["compare", "--parameters", "posterior"], "no posterior is shipped"),
    "place of no name": (["compare", "--scope", "Shenyan"], "Shenyang"),
    "indicator of no name": (["compare", "--indicator", "outptu"], "output"),
    "width without a number": (["compare", "--until-width", "output"], "INDICATOR=WIDTH"),
    "width of nothing": (["compare", "--until-width", "outptu=1%"], "output"),
    "scheduler and detail": (["run", "--scheduler", "tcp://x:1", "--detail"], "--detail"),
    "scheduler without sense": (["run", "--scheduler", "no address"], "--scheduler"),
    "studies of no folder": (["studies", "list", "/nowhere/at/all"], "/nowhere/at/all"),
    "show no study": (["studies", "show", "/nowhere/at/all"], "/nowhere/at/all"),
    "delete no study": (["studies", "delete", "/nowhere/at/all", "--yes"], "/nowhere/at/all"),
    "verify no study": (["verify", "/nowhere/at/all"], "/nowhere/at/all"),
    "verify a file": (["verify", __file__], "no study"),
    "verify without folder": (["verify"], "DIR"),
    "export without a file": (["studies", "export", "/tmp"], "FILE"),
}


@pytest.mark.parametrize(("words", "named"), WRONG.values(), ids=WRONG)
def test_wrong_words_give_one_message_and_code_2(words, named, capsys):
    code, out, err = ask(capsys, *words)
    assert code == 2
    assert out == ""
    assert named in err
    assert err.startswith("error: ")
    assert "Traceback" not in err
    assert len(err) <= 4000


def test_all_wrong_options_come_at_once(capsys):
    code, _, err = ask(capsys, "run", "plan_2051", "--seed", "x", "--scale", "-1", "--until", "now")
    assert code == 2
    assert all(part in err for part in ("plan_2051", "--seed", "--scale", "--until"))


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--seed", "x"],
        ["run", "--json=1"],
        ["run", "--foo"],
        ["run", "no_plan", "plan_2015"],
        ["runn"],
        ["scenarios", "lst"],
        ["verify"],
        ["compare", "no_plan"],
    ],
)
def test_messages_come_in_chinese(words, capsys):
    code, _, err = ask(capsys, *words, "--lang", "zh")
    assert code == 2
    assert err.startswith("错误：")
    assert CHINESE.search(err.removeprefix("错误："))
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", err), "a sentence of a library"


def every_command(command, path=""):
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        member = command.get_command(None, name)
        yield f"{path}{name}", member
        yield from every_command(member, f"{name} ")


def test_every_command_has_help_in_both_languages_and_json():
    members = dict(every_command(typer.main.get_command(app)))
    assert {"run", "scenarios", "scenarios list", "studies export"} <= set(members)
    for name, member in members.items():
        assert CHINESE.search(member.help), name
        assert re.search("[A-Za-z]", member.help), name
        options = {word for parameter in member.params for word in parameter.opts}
        assert "--lang" in options, name
        assert name == "app" or "--json" in options, name


def test_run_prints_one_json_document_of_the_shape(capsys):
    code, out, _ = ask(capsys, "run", "no_plan", *SMALL, "--seed", "3", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["scenario"] == "no_plan"
    assert found["seed"] == 3
    assert found["quarters"][0] == "2015Q1"
    assert found["quarters"][-1] == "2016Q4"
    rows = set()
    for series in found["series"]:
        assert series["unit"] == UNITS[series["indicator"]]
        assert len(series["values"]) == len(found["quarters"])
        assert all(math.isfinite(value) for value in series["values"])
        rows.add((series["scope"], series["group"]))
    assert rows <= {(s, "all") for s in SCOPES} | {("province", g) for g in GROUPS}
    assert {(s, "all") for s in SCOPES} <= rows


def test_compare_prints_one_json_document_of_the_shape(capsys):
    words = ("compare", "no_plan", "plan_2015", *SMALL, "--runs", "2", "--json")
    code, out, _ = ask(capsys, *words)
    found = json.loads(out)
    assert code == 0
    assert found["schema"]
    assert (found["baseline"], found["scenarios"], found["runs"]) == ("no_plan", ["plan_2015"], 2)
    keys = ["scenario", "scope", "group", "indicator", "unit", "period"]
    keys += ["baseline", "estimate", "low", "high", "half_width_chance"]
    for effect in found["effects"]:
        assert list(effect) == keys
        assert effect["low"] <= effect["estimate"] <= effect["high"]
        assert all(math.isfinite(effect[key]) for key in keys[6:])
    assert {effect["period"] for effect in found["effects"]} == {"2015", "2016"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_targets_are_printed_and_what_is_not_measured_is_said(lang, capsys, tmp_path):
    words = ("targets", "--scale", "0.05", "--runs", "2", "--lang", lang)
    code, out, err = ask(capsys, *words, "--out", str(tmp_path))
    assert code == 0
    assert ("ERP penetration" if lang == "en" else "企业资源计划") in out
    document = json.loads((tmp_path / "targets.json").read_text())
    assert all(name in err for name in document["not_measured"])
    assert len(document["targets"]) + len(document["not_measured"]) == 18


def test_targets_print_one_json_document(capsys):
    code, out, _ = ask(capsys, "targets", "no_plan", "--scale", "0.05", "--runs", "2", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["scenario"] == "no_plan"
    for row in found["targets"]:
        assert all(math.isfinite(row[key]) for key in ("required", "value", "low", "high"))
        assert 0.0 <= row["probability"] <= 1.0


def test_trace_prints_the_chain_and_the_quarter(capsys):
    code, out, _ = ask(capsys, "trace", "3(5)")
    assert code == 0
    assert "model/events/enforcement.py:share_quotas" in out
    code, out, _ = ask(capsys, "trace", "淘汰落后产能", "--json")
    assert code == 0
    assert "三(五)" in {clause["clause"] for clause in json.loads(out)["clauses"]}
    code, out, _ = ask(capsys, "trace", "--quarter", "--scale", "0.05", "--json")
    assert code == 0
    assert [event["event"] for event in json.loads(out)["events"]] == list(range(1, 14))


def test_trace_check_prints_one_line_for_each_defect(capsys, monkeypatch):
    trace: Any = import_module("cli.trace")
    monkeypatch.setattr(trace, "check_runs", lambda levers: ([], {}))
    said = [str(found) for found in trace.static_defects()]
    code, out, _ = ask(capsys, "trace", "--check")
    assert code == (1 if said else 0)
    assert not said or out.splitlines() == said
    code, out, _ = ask(capsys, "trace", "--check", "--json")
    assert code == (1 if said else 0)
    assert [found["en"] for found in json.loads(out)["defects"]] == said


def test_out_holds_whole_files_and_nothing_else(capsys, tmp_path):
    folder = tmp_path / "a" / "b"
    words = ("compare", "no_plan", "plan_2015", *SMALL, "--runs", "2", "--out", str(folder))
    code, out, err = ask(capsys, *words)
    assert code == 0
    held = sorted(os.listdir(folder))
    assert held[:3] == ["compare.json", "effects.csv", "results.json"]
    assert [name.partition("-")[0] for name in held[3:]] == ["study"]
    assert str(folder) in err
    effects = json.loads((folder / "compare.json").read_text())["effects"]
    assert len((folder / "effects.csv").read_text().splitlines()) == len(effects) + 1
    assert "northwest" not in out
    assert "Northwest" in out
    assert "do not add up" in out


def test_a_life_is_told_as_a_document_as_files_and_as_text(capsys, tmp_path):
    words = ("run", "plan_2015", *SMALL, "--follow", "沈阳机床", "--runs", "3")
    code, out, err = ask(capsys, *words, "--json", "--out", str(tmp_path))
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == "liaosim/life/1"
    assert found["enterprise"]["name_en"].startswith("Shenyang Machine Tool")
    assert found["enterprise"]["in_plan"] is True
    assert found["enterprise"]["en"].endswith("; named by the plan")
    assert found["enterprise"]["zh"].endswith("；方案已点名")
    assert found["quarters"][-1] == "2016Q4"
    assert all(len(each["values"]) == len(found["quarters"]) for each in found["series"])
    assert all({"quarter", "kind", "zh", "en"} == set(event) for event in found["events"])
    assert "first seed only: 1 of 3" in err
    files = ["life.csv", "life.json", "life_en.txt", "life_zh.txt", "results.json"]
    assert sorted(os.listdir(tmp_path)) == files
    assert json.loads((tmp_path / "life.json").read_text()) == found
    for lang in ("zh", "en"):
        text = re.sub(r"\s+", "", (tmp_path / f"life_{lang}.txt").read_text())
        for event in found["events"]:
            assert re.sub(r"\s+", "", event[lang]) in text
    code, out, _ = ask(capsys, *words, "--lang", "zh")
    assert code == 0
    assert "沈阳机床" in out
    assert out == (tmp_path / "life_zh.txt").read_text()


def test_two_lives_are_told_side_by_side(capsys, tmp_path):
    words = ("compare", "no_plan", "plan_2015", *SMALL, "--follow", "Siasun Robot & Automation")
    code, out, _ = ask(capsys, *words, "--json", "--out", str(tmp_path))
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == "liaosim/lives/1"
    assert [life["scenario"] for life in found["lives"]] == ["no_plan", "plan_2015"]
    assert found["parting"]["quarter"] >= "2016Q1"
    assert {"zh", "en", "how", "fields"} <= set(found["parting"])
    assert sorted(os.listdir(tmp_path)) == [
        "lives.csv",
        "lives.json",
        "lives_en.txt",
        "lives_zh.txt",
        "results.json",
    ]
    code, out, _ = ask(capsys, *words)
    assert code == 0
    assert found["parting"]["en"].split(":")[0] in out


def test_somebody_who_is_not_in_the_sample_is_said_to_be_so(capsys):
    code, out, err = ask(capsys, "run", *SMALL, "--follow", "199999")
    assert (code, out) == (2, "")
    assert "not in the sample of scale 0.05" in err


def test_the_reported_series_say_what_they_are(capsys, tmp_path):
    words = ("run", "plan_2015", *SMALL, "--reported")
    code, out, _ = ask(capsys, *words, "--out", str(tmp_path))
    assert code == 0
    assert "As cities report, not as it happened" in out
    assert "closed capacity, cement, as reported" in out
    files = sorted(name for name in os.listdir(tmp_path) if not name.startswith("study-"))
    assert files == ["results.json", "run_reported.json", "series_reported.csv"]
    reported = json.loads((tmp_path / "run_reported.json").read_text())["reported"]
    assert "closed_capacity_cement" in reported
    code, out, _ = ask(capsys, "run", "plan_2015", *SMALL)
    assert "Series are what happened" in out
    assert "as reported" not in out


@pytest.mark.parametrize(("lang", "title"), [("en", "output"), ("zh", "工业总产值")])
def test_run_prints_a_table_in_both_languages(lang, title, capsys):
    code, out, _ = ask(capsys, "run", *SMALL, "--lang", lang)
    assert code == 0
    assert title in out
    assert ("Shenyang" if lang == "en" else "沈阳市") in out
    assert "\x1b" not in out


def test_scenarios_are_listed_shown_and_checked(capsys):
    code, out, _ = ask(capsys, "scenarios", "list", "--json")
    listed = json.loads(out)["scenarios"]
    assert code == 0
    assert {"no_plan", "plan_2015", "digital_first"} <= {entry["name"] for entry in listed}
    assert all({"name", "title", "description", "levers"} <= set(entry) for entry in listed)
    code, out, _ = ask(capsys, "scenarios", "show", "plan_2015", "--json")
    assert code == 0
    assert json.loads(out) == next(e for e in listed if e["name"] == "plan_2015")
    out = ask(capsys, "scenarios", "list")[1]
    (line,) = [line for line in out.splitlines() if "digital_first" in line]
    assert "3,000" in line
    assert "1,500" in line
    code, out, _ = ask(capsys, "scenarios", "schema", "--json")
    assert code == 0
    assert "levers" in json.loads(out)["properties"]


def test_a_scenario_differs_from_another_in_what_its_own_file_says(capsys, tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'name = "mine"\nextends = "plan_2015"\n[levers.digitalisation]\nbudget = "-100"\n'
        "[levers.capacity_elimination]\nquota = { cement = 5_000_000 }\n"
        "[levers.financing]\noff = true"
    )
    code, out, _ = ask(capsys, "scenarios", "diff", "plan_2015", str(mine), "--json")
    document = json.loads(out)
    assert (code, document["a"], document["b"]) == (0, "plan_2015", "mine")
    found = {row["key"]: (row["a"], row["b"]) for row in document["differences"]}
    assert found == {
        "levers.digitalisation.budget": (300, 200),
        "levers.capacity_elimination.quota.cement": (4_000_000, 5_000_000),
        "levers.financing.budget": (200, None),
    }
    out = ask(capsys, "scenarios", "diff", "plan_2015", "plan_2015")[1]
    assert out == "plan_2015 and plan_2015 differ in no key\n"


def test_check_takes_a_right_file_and_names_what_is_wrong_in_another(capsys, tmp_path):
    right, empty = tmp_path / "right.toml", tmp_path / "empty.toml"
    right.write_text('name = "right"\nextends = "no_plan"\n')
    empty.write_text("")
    assert ask(capsys, "scenarios", "check", str(right))[0] == 0
    code, out, err = ask(capsys, "scenarios", "check", str(empty))
    assert (code, out) == (2, "")
    assert "empty.toml" in err


def test_data_says_what_stands_where(capsys):
    code, out, _ = ask(capsys, "data", "--json")
    found = json.loads(out)
    files = {entry["file"]: entry for entry in found["files"]}
    assert code == 0
    assert files["data/city_year.csv"]["rows"] > 900
    assert files["data/city_year.csv"]["sources"][0]["title"]
    assert sum(found["parameters"].values()) == files["data/parameters.csv"]["rows"]
    assert ask(capsys, "data", "--lang", "zh")[0] == 0


def test_an_unexpected_error_is_one_message_and_code_1(capsys, monkeypatch):
    def broken(*_args, **_options):
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("experiments.ensemble.start", broken)
    code, out, err = ask(capsys, "run", *SMALL)
    assert (code, out) == (1, "")
    assert "a wheel came off" in err
    assert "Traceback" not in err
    monkeypatch.setenv("LIAOSIM_DEBUG", "1")
    assert "Traceback" in ask(capsys, "run", *SMALL)[2]


def command(*words, **options):
    text = (
        f"import sys; sys.argv = ['liaosim', *{list(words)!r}]; from cli.main import main; main()"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT, **options}
    return subprocess.Popen([sys.executable, "-c", text], **pipes)


def test_ctrl_c_leaves_no_half_file_and_says_what_was_kept(tmp_path):
    words = ("compare", "no_plan", "plan_2015", "--runs", "5000", "--scale", "0.05", "--workers")
    process = command(*words, "1", "--out", str(tmp_path))
    deadline = time.monotonic() + 300
    seen = b""
    while b"%" not in seen and time.monotonic() < deadline:
        seen += os.read(process.stderr.fileno(), 4096)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    text = err.decode()
    assert "Traceback" not in text
    assert "of 5000 members" in text
    kept = re.search(r"results of (\d+) complete seeds", text)
    if kept:
        runs = json.loads((tmp_path / "compare.json").read_text())["runs"]
        assert runs == int(kept.group(1)) >= 2
    else:
        assert "too few complete seeds" in text
        assert [name.partition("-")[0] for name in os.listdir(tmp_path)] == ["study"]


def test_a_reader_that_leaves_is_met_with_silence():
    with command("scenarios", "list", "--json") as process:
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait(timeout=120)
    assert (code, said) == (1, b"")


def test_the_engine_asked_for_runs():
    words = ("run", "no_plan", "--scale", "0.01", "--until", "2015Q1", "--json")
    process = command(*words, "--engine", "interpreted")
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err.decode()
    assert json.loads(out)["made_with"]["engine"] == "interpreted"


@pytest.mark.parametrize(
    ("words", "said"), [([], "compare"), (["--help"], "compare"), (["compair"], "compare")]
)
def test_help_and_wrong_words_are_answered_without_the_model(words, said):
    slow = ("numba", "numpy", "scipy", "xarray", "polars", "model", "experiments")
    text = (
        f"import sys; from cli.main import answer; code = answer({words!r}); "
        f"print('loaded', [name for name in {slow!r} if name in sys.modules]); sys.exit(code)"
    )
    pipes: dict[str, Any] = {"capture_output": True, "text": True, "cwd": ROOT}
    done = subprocess.run([sys.executable, "-c", text], **pipes, check=False)
    assert done.returncode == (0 if words == ["--help"] else 2)
    assert said in done.stdout + done.stderr
    assert "loaded []" in done.stdout


def test_the_engine_cannot_change_once_the_rules_are_loaded(capsys):
    other = "compiled" if interpreted() else "interpreted"
    code, out, err = ask(capsys, "run", *SMALL, "--engine", other)
    assert (code, out) == (2, "")
    assert "new process" in err


@pytest.mark.parametrize("words", [["--json", "list"], ["list", "--json"], ["--json"]])
def test_what_stands_before_a_subcommand_holds_for_it(words, capsys):
    for lang, title in (("en", "No provincial plan"), ("zh", "无省级方案")):
        code, out, _ = ask(capsys, "scenarios", "--lang", lang, *words)
        titles = {entry["name"]: entry["title"] for entry in json.loads(out)["scenarios"]}
        assert (code, titles["no_plan"]) == (0, title)


def test_no_colour_where_the_output_is_no_terminal(capsys):
    assert "\x1b" not in ask(capsys, "scenarios", "list")[1]


def test_long_complaints_are_cut(capsys):
    complain("\n".join("x" * 500 for _ in range(100)), "en")
    assert len(capsys.readouterr().err) <= 4001


def test_a_table_of_bench_results_is_printed():
    from cli.bench import print_results

    file = io.StringIO()
    print_results([{"name": "full_run", "value": 0.3, "unit": "s", "detail": ""}], "zh", file)
    assert "full_run" in file.getvalue()


def test_an_option_before_the_command_is_told_where_it_stands(capsys):
    assert answer(["--json"]) == 2
    said = capsys.readouterr().err
    assert "after a command" in said
    assert "compare" in said


@pytest.mark.parametrize("width", [70, 168])
def test_every_year_of_a_run_is_shown_whatever_the_width(width, monkeypatch, capsys):
    if interpreted():
        pytest.skip("a run of eleven years takes minutes where the rules are not compiled")
    monkeypatch.setattr("display.terminal.PLAIN_WIDTH", width)
    assert answer(["run", "no_plan", "--scale", "0.01"]) == 0
    printed = capsys.readouterr().out
    heads = " ".join(line for line in printed.splitlines() if "indicator" in line)
    assert [year for year in map(str, range(2015, 2026)) if year in heads] == [
        str(year) for year in range(2015, 2026)
    ]
    assert max(map(len, printed.splitlines()[2:])) <= width
    assert "…" not in printed
