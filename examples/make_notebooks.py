"""Rewrite the notebooks from the scripts beside them: ``python -m examples.make_notebooks``.

A script in the percent format can be checked, compared and reviewed; a notebook opens with a double
click. The notebook is made, without results, and a test holds it fresh.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat

FOLDER = Path(__file__).resolve().parent
NAMES = ("planners_question", "researchers_study", "evaluation_methods")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(name: str) -> str:
    """The text of a notebook: the cells of its script, without the docstring of the module."""
    made = jupytext.read(FOLDER / f"{name}.py", fmt="py:percent")
    made.cells = made.cells[1:]
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata.clear()
    made.metadata = nbformat.from_dict(METADATA)
    made.nbformat, made.nbformat_minor = 4, 5
    nbformat.validate(made)
    return str(nbformat.writes(made)) + "\n"


def main() -> None:
    """Write all notebooks."""
    for name in NAMES:
        (FOLDER / f"{name}.ipynb").write_text(notebook(name), encoding="utf-8")
        print(f"examples/{name}.ipynb")


if __name__ == "__main__":
    main()
