"""Laws of the source tree: one-way imports, short files, documented functions, no machine named."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {
    "agents": 0,
    "model": 1,
    "scenarios": 2,
    "calibration": 3,
    "views": 4,
    "app": 4,
    "cli": 4,
    "cli_options": 4,
    "cli_report": 4,
    "cli_studies": 4,
}
MOST_LINES = 500
MOST_ARGUMENTS, MOST_RULE_LINES = 6, 40
TEXT_ENDINGS = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".yml",
    ".yaml",
    ".geojson",
    ".json",
    ".ipynb",
    "",
}

# A folder of a machine, a folder beside the checkout, or a package registry's host.
MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:work|root|home/\w+|Users/\w+)[/]"
    r"|\.\.[/]shared\b"
    r"|\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com|deb\.debian\.org"
    r"|crates\.io|anaconda\.org|proxy\.golang\.org)\b"
    r"|--(?:extra-)?index-url[ =]|--find-links[ =]",
    re.IGNORECASE,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tracked() -> list[Path]:
    """Files of the tree that are in git or would be added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return sorted(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


FILES = tracked()
CODE = [path for path in FILES if path.suffix == ".py"]
PRODUCT = [path for path in CODE if path.relative_to(ROOT).parts[0].removesuffix(".py") in LAYERS]


def name_of(path: Path) -> str:
    """A path as the tree knows it."""
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Top-level names that a module imports anywhere, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


def functions(node: ast.AST) -> Iterator[Function]:
    """Functions of a module and methods of its classes, without those inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from functions(child)


def decorators(function: Function) -> set[str]:
    """Names of a function's decorators."""
    return {ast.unparse(each).split("(")[0].split(".")[-1] for each in function.decorator_list}


every_product_file = pytest.mark.parametrize("path", PRODUCT, ids=name_of)


def test_every_folder_of_code_has_a_place_in_the_order() -> None:
    known = {*LAYERS, "tests", "benchmarks", "docs", "examples"}
    assert {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in CODE} <= known


@every_product_file
def test_imports_run_one_way(path: Path) -> None:
    here = LAYERS[path.relative_to(ROOT).parts[0].removesuffix(".py")]
    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for line, name in imported(parsed(path))
        if LAYERS.get(name, 0) > here
        or name == "tests"
        or (name == "benchmarks" and name_of(path) != "cli/main.py")  # the bench command
    ]
    assert not wrong


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_file_of_code_is_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines: split it by subject"


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    own_path = str(ROOT) if len(ROOT.parts) > 2 else None
    for path in FILES:
        if path.suffix not in TEXT_ENDINGS:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        hits = {match.group() for match in MACHINE.finditer(text)}
        if own_path and own_path in text:
            hits.add("the path of this checkout")
        found += [f"{name_of(path)}: {hit}" for hit in sorted(hits)]
    assert not found


@pytest.mark.parametrize(
    "text",
    ["see /work" + "/main/x", "open('/home/" + "ann/x')", "../" + "shared/y", "from pypi" + ".org"],
)
def test_the_search_for_machines_finds_one(text: str) -> None:
    assert MACHINE.search(text)


@every_product_file
def test_public_functions_have_docstrings(path: Path) -> None:
    missing = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for function in functions(parsed(path))
        if not function.name.startswith("_")
        and "overload" not in decorators(function)
        and not ast.get_docstring(function)
    ]
    assert not missing


@pytest.mark.parametrize("path", [path for path in PRODUCT if path.stat().st_size], ids=name_of)
def test_modules_have_docstrings(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), f"{name_of(path)} does not say what it is"


@every_product_file
def test_rules_are_short_and_take_few_arguments(path: Path) -> None:
    """The passes of the quarter take one State and are counted by their lines only."""
    wrong = []
    for function in functions(parsed(path)):
        if "rule" not in decorators(function):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        types = {ast.unparse(each.annotation) for each in arguments if each.annotation}
        is_pass = name_of(path) == "model/quarter.py" and "State" in types
        lines = (function.end_lineno or 0) - function.lineno + 1
        where = f"{name_of(path)}:{function.lineno} {function.name}"
        if len(arguments) > MOST_ARGUMENTS and not is_pass:
            wrong.append(f"{where} takes {len(arguments)} arguments")
        if lines > MOST_RULE_LINES:
            wrong.append(f"{where} has {lines} lines")
    assert not wrong


def test_what_scenarios_offers_can_be_had() -> None:
    scenarios = importlib.import_module("scenarios")
    assert "compare" in scenarios.__all__
    for name in scenarios.__all__:
        assert getattr(scenarios, name).__doc__ or not callable(getattr(scenarios, name)), name
