"""The notebooks are those of their scripts, and run from the first cell to the last."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from agents.record import interpreted
from examples.make_notebooks import FOLDER, NAMES, notebook

ROOT = FOLDER.parent
SMALL = {
    "planners_question": {"PLANNER_RUNS": "2", "PLANNER_SCALE": "0.02"},
    "researchers_study": {"STUDY_SEEDS": "6", "STUDY_SCALE": "0.02"},
    "evaluation_methods": {"EVALUATION_RUNS": "1"},
}
LONGEST = 1200  # seconds for a cell on a slow machine


def executed(name: str) -> list[Any]:
    """The outputs of a notebook, cell by cell; an error in a cell is an error here."""
    book = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    client = NotebookClient(
        book,
        timeout=LONGEST,
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
    )
    client.execute()
    return [cell.outputs for cell in book.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_that_of_its_script_and_holds_no_results(name: str) -> None:
    kept = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert kept == notebook(name), "run: python -m examples.make_notebooks"
    cells = nbformat.reads(kept, as_version=4).cells
    assert all(not cell.outputs for cell in cells if cell.cell_type == "code")


@pytest.mark.skipif(interpreted(), reason="minutes where the rules are not compiled")
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_to_its_end_and_its_figures_say_how_sure_they_are(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("STUDY_FOLDER", str(tmp_path))
    monkeypatch.delenv("LIAOSIM_LANG", raising=False)
    for key, value in SMALL[name].items():
        monkeypatch.setenv(key, value)
    outputs = [output for cell in executed(name) for output in cell]
    assert not [each for each in outputs if each.get("name") == "stderr"]
    assert "\x1b" not in str(outputs), "colours of a terminal"
    figures = [each.data for each in outputs if "image/png" in each.get("data", {})]
    assert figures
    for figure in figures:
        assert base64.b64decode(figure["image/png"]).startswith(b"\x89PNG")
        assert "Unit: " in figure["text/plain"]
    said = "".join(each.get("text", "") for each in outputs)
    told = {
        "planners_question": "In 2020, “Machines first”",
        "researchers_study": "same bits: True",
        "evaluation_methods": "true effect",
    }
    assert told[name] in said
