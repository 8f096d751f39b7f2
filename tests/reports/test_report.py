"""The written report: its sentences against its dataset, and its three files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

from agents.record import interpreted
from cli.main import answer
from experiments.attribution.attribution import Attribution
from experiments.effects import Effect
from experiments.enterprise_classes import CLASSES
from experiments.manifest import write
from experiments.targets import TargetRow, targets
from experiments.wording import Evidence, weigh
from liaosim import attribute, compare
from reports.blocks import Figure, Table
from reports.content import build
from reports.report_data import ReportData
from reports.sentences import Sentence, percents, sentences
from reports.tables import classes, costs, levers
from reports.write import WRITERS, head, rendered

BOTH = ("no_plan", "plan_2015")
RUNS, SCALE = 2, 0.02
NUMBER = re.compile(r"[+\u2212]?\d[\d,]*(?:\.\d+)?%?")
# what one unit of the model is in each unit that sentences name, by hand
FACTORS = {
    "亿元": 0.01,
    "万元": 100.0,
    "billion yuan": 0.001,
    "million yuan": 1.0,
    "thousand yuan per worker-year": 1000.0,
    "万元/人年": 100.0,
    "百分点": 100.0,
    "percentage points": 100.0,
    "万人": 1e-4,
    "thousand persons": 1e-3,
}
WORDS = {  # of the direction: up, down
    "en": ("raises", "lowers"),
    "zh": (("增加", "提高"), ("减少", "降低")),
}


@pytest.fixture(scope="module")
def data() -> ReportData:
    if interpreted():
        pytest.skip("runs of the province take minutes where the rules are not compiled")
    found = compare(BOTH[0], BOTH[1:], runs=RUNS, scale=SCALE, until="2021Q4")
    attained = tuple(targets(name, runs=RUNS, scale=SCALE) for name in BOTH)
    return ReportData(found, attained, None, "liaosim report")


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(data: ReportData, lang: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(f"report_{lang}")
    write(path, head(data), rendered(data, lang)[0])
    return path


def bare(data: ReportData, text: str, lang: str) -> str:
    """A sentence without titles of scenarios, which have numbers of their own."""
    for title in data.found.titles.values():
        text = text.replace(title[lang], "")
    return re.sub(r"2015 prices|2015年价", "", text)


def numbers(text: str) -> Iterator[tuple[str, float, float]]:
    """Numbers of a text: as written, their value, half a unit of their last digit."""
    for shown in NUMBER.findall(text):
        plain = shown.rstrip("%").replace(",", "").replace("\u2212", "-")
        places = len(plain.partition(".")[2])
        yield shown, float(plain), 0.5000001 * 10.0**-places


def allowed(said: Sentence, data: ReportData, text: str) -> list[float]:
    """Every number that the dataset lets a sentence have."""
    known = [95.0, 80.0, 20.0, float(data.found.runs), *map(float, data.years)]
    if said.rows:
        for name in BOTH:
            rows = [row for row in said.rows if row.scenario == name]
            known += [float(len(rows)), *shares(rows)]
    if len(said.effects) > 1:
        up = sum(effect.low > 0 for effect in said.effects)
        down = sum(effect.high < 0 for effect in said.effects)
        known += [float(n) for n in (len(said.effects), up, down, len(said.effects) - up - down)]
    for effect in said.effects:
        factors = [1.0, *(factor for unit, factor in FACTORS.items() if unit in text)]
        if len(said.effects) > 1:
            factors = []
        factors += [100.0 / effect.baseline] if effect.baseline > 0.0 else []
        ends = (effect.estimate, effect.low, effect.high)
        known += [factor * end for factor in factors for end in ends]
        known += [abs(factor * effect.estimate) for factor in factors]
    return known


def shares(rows: list[TargetRow]) -> list[float]:
    """How many targets are likely, unlikely, between."""
    likely = sum(row.probability >= 0.8 for row in rows)
    unlikely = sum(row.probability <= 0.2 for row in rows)
    return [float(likely), float(unlikely), float(len(rows) - likely - unlikely)]


def test_every_number_in_a_sentence_is_in_the_dataset(data: ReportData, lang: str) -> None:
    told = sentences(data, BOTH[1], lang)
    assert len(told) >= 14
    for said in told:
        text = bare(data, said.text, lang)
        known = allowed(said, data, text)
        seen = list(numbers(text))
        assert len(seen) >= 2, text
        for shown, value, half in seen:
            assert any(abs(value - each) <= half for each in known), (shown, text)


def test_a_wrong_number_would_be_found(data: ReportData, lang: str) -> None:
    said = sentences(data, BOTH[1], lang)[0]
    text = bare(data, said.text, lang)
    known = [10.0 * each + 3.0 for each in allowed(said, data, text)]
    wrong = [s for s, value, half in numbers(text) if all(abs(value - k) > half for k in known)]
    assert wrong


def test_the_effect_of_every_headline_is_said_with_its_interval(
    data: ReportData, lang: str
) -> None:
    for said in sentences(data, BOTH[1], lang):
        if len(said.effects) != 1:
            continue
        (effect,) = said.effects
        if weigh(effect, data.found.runs) is Evidence.UNCHANGED:
            continue
        text = bare(data, said.text, lang)
        factors = [1.0, *(factor for unit, factor in FACTORS.items() if unit in text)]
        for end in (abs(effect.estimate), effect.low, effect.high):
            near = (
                abs(abs(value) - abs(factor * end)) <= half
                for _, value, half in numbers(text)
                for factor in factors
            )
            assert any(near), (end, text)


def test_words_follow_the_evidence(data: ReportData, lang: str) -> None:
    probably, unclear = (
        ("可能", "无法区分") if lang == "zh" else ("probably", "not distinguishable")
    )
    for said in sentences(data, BOTH[1], lang):
        if len(said.effects) != 1:
            continue
        evidence = weigh(said.effects[0], data.found.runs)
        assert (probably in said.text) == (evidence is Evidence.PROBABLE)
        assert (unclear in said.text) == (evidence is Evidence.NONE)
        if evidence in (Evidence.CLEAR, Evidence.PROBABLE):
            up, down = WORDS[lang]
            words = up if said.effects[0].estimate > 0.0 else down
            assert any(w in said.text for w in ([words] if isinstance(words, str) else words))


@cache
def parts_until_2016() -> Attribution:
    """A mix taken apart."""
    request = {"runs": RUNS, "scale": SCALE, "until": "2016Q4"}
    return attribute("transformation_first", BOTH[0], **request)  # type: ignore[arg-type]


def test_what_levers_spent_sums_to_what_the_mix_spent(data: ReportData, lang: str) -> None:
    table = costs(data, parts_until_2016(), "2016", lang)
    spent = [next(numbers(row[1])) for row in table.rows]
    slack = sum(half for _, _, half in spent)
    assert spent[-1][1] > 0.0
    assert abs(sum(value for _, value, _ in spent[:-1]) - spent[-1][1]) <= slack


def test_the_sizes_and_the_owners_weigh_up_to_the_same_whole(data: ReportData, lang: str) -> None:
    """Both share out the province, so their effects on output, weighted, are the same."""
    found = parts_until_2016()
    titles = {**data.found.titles, found.scenario.name: dict(found.scenario.title)}
    own = replace(data, found=replace(data.found, periods=("2015", "2016"), titles=titles))
    assert own.year == "2016"
    table = classes(own, found, lang)
    assert len(table.rows) == sum(len(names) for names in CLASSES.values())
    gains = [g for g in found.winners() if (g.period, g.indicator) == ("2016", "output")]
    weighted = {}
    for dimension, names in CLASSES.items():
        bases = [gain.baseline for gain in gains if gain.dimension == dimension]
        first = 0 if dimension == "size" else len(CLASSES["size"])
        shown = [next(numbers(row[1])) for row in table.rows[first : first + len(names)]]
        weighted[dimension] = (
            sum(base * value for base, (_, value, _) in zip(bases, shown, strict=True)),
            sum(base * half for base, (_, _, half) in zip(bases, shown, strict=True)),
        )
    (size, slack), (owner, more) = weighted.values()
    assert abs(size - owner) <= slack + more


def test_parts_of_levers_stand_in_one_unit_and_sum_to_the_whole(
    data: ReportData, lang: str
) -> None:
    found = parts_until_2016()
    table = levers(data, found, "2016", lang)
    assert len(table.rows) == len(found.players) + 1
    for column in range(1, len(table.headings)):
        cells = [next(numbers(row[column])) for row in table.rows]
        parts, whole = cells[:-1], cells[-1]
        slack = sum(half for _, _, half in cells)
        assert abs(sum(value for _, value, _ in parts) - whole[1]) <= slack, table.headings[column]


def test_an_end_that_is_not_zero_is_not_shown_as_zero() -> None:
    one = Effect("a", "Dalian", "all", "output", "million yuan", "2020", 100.0, 1.9, -0.03, 3.8)
    shown = percents(one)
    assert shown is not None
    assert float(shown[1].replace("\u2212", "-")) < 0.0
    assert percents(replace(one, baseline=0.0)) is None


def test_every_figure_and_table_of_results_has_unit_source_and_runs(
    data: ReportData, lang: str
) -> None:
    made = build(data, lang)
    blocks = [block for section in made.sections for block in section.blocks]
    shown = [b for b in blocks if isinstance(b, Figure) or (isinstance(b, Table) and b.note)]
    assert len([b for b in shown if isinstance(b, Figure)]) >= 10
    unit, runs = ("单位：", f"{RUNS}对模拟") if lang == "zh" else ("Unit: ", f"{RUNS} pairs")
    for block in shown:
        assert unit in block.note
        assert runs in block.note
        assert "liaosim" in block.note
        said = block.note + block.title + str(getattr(block, "headings", ""))
        assert "95%" in said


def test_the_font_has_every_letter_of_the_report(folder: Path) -> None:
    """Pages, charts and the web page are drawn with this font only."""
    text = (folder / "report.html").read_text(encoding="utf-8")
    with TTFont(sans_path()) as font:
        letters = set(font.getBestCmap())
    assert {ord(letter) for letter in text if letter != "\n"} <= letters


def test_all_three_files_are_there_and_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*WRITERS, "results.json"])


def test_the_web_page_needs_no_network(data: ReportData, folder: Path, lang: str) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    bare_text, pictures = re.subn(r'src="data:image/png;base64,[A-Za-z0-9+/=]+"', "", text)
    bare_text, letters = re.subn(r'url\("data:font/woff;base64,[A-Za-z0-9+/=]+"\)', "", bare_text)
    assert pictures >= 10
    assert letters == 1
    assert not re.search(r"src\s*=|href|https?:|url\(|@import|<script|<link|<iframe", bare_text)
    assert text.count("<img alt=") == pictures
    told = sentences(data, BOTH[1], lang)[0].text
    assert told in text


def test_the_document_opens_and_has_the_answer(data: ReportData, folder: Path, lang: str) -> None:
    opened = Document(BytesIO((folder / "report.docx").read_bytes()))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    assert all(said.text in texts for said in sentences(data, BOTH[1], lang))
    assert len(opened.tables) >= 5
    assert len(opened.inline_shapes) >= 10


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler) is missing")
def test_the_pages_have_the_answer_first(data: ReportData, folder: Path, lang: str) -> None:
    command = ["pdftotext", "-layout", str(folder / "report.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) > 3
    first = re.sub(r"\s", "", pages[0])
    for said in sentences(data, BOTH[1], lang):
        for shown, _value, _half in numbers(bare(data, said.text, lang)):
            assert shown in first
    assert ("历年影响" if lang == "zh" else "Effects over the years") not in pages[0]


def test_the_same_dataset_gives_the_same_pages(data: ReportData) -> None:
    made = build(data, "en")
    for name in ("report.html", "report.pdf"):
        assert WRITERS[name](made) == WRITERS[name](made)


def test_the_command_writes_three_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["report", "--scale", "0.02", "--runs", "2", "--until", "2016Q4", "--attribute"]
    code = answer([*words, "--out", str(tmp_path / "new"), "--lang", "zh", "--json"])
    printed = capsys.readouterr()
    assert code == 0
    found = json.loads(printed.out)
    assert [Path(name).name for name in found["files"]] == list(WRITERS)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(
        [*WRITERS, "results.json"]
    )
    text = (tmp_path / "new" / "report.html").read_text(encoding="utf-8")
    assert "故不列目标" in text
    assert "沙普利值" in text
    again = "liaosim report no_plan plan_2015 --seed 1 --runs 2 --scale 0.02 --until 2016Q4"
    assert again in text


WRONG = {
    "one run": (["--runs", "1"], "--runs"),
    "no year": (["--until", "2015Q3"], "2015Q4"),
    "scenario misspelt": (["no_plan", "plan_2051"], "plan_2015"),
    "baseline alone": (["no_plan"], "baseline"),
    "out is a file": (["--out", __file__], "--out"),
    "nothing to attribute": (["plan_2015", "no_plan", "--attribute", "--scale", "0"], "--scale"),
}


@pytest.mark.parametrize(("words", "named"), WRONG.values(), ids=WRONG)
def test_wrong_words_give_one_message_and_code_2(
    words: list[str],
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)  # the folder of a report is made here unless another is named

    code = answer(["report", *words])
    printed = capsys.readouterr()
    assert code == 2
    assert named in printed.err
    assert printed.out == ""
