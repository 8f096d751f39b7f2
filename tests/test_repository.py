"""Laws of the source tree: short rules, public names, no machine named."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import liaosim

ROOT = Path(__file__).resolve().parent.parent
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


def name_of(path: Path) -> str:
    """A path as the tree knows it."""
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


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


RULES = [path for path in CODE if path.relative_to(ROOT).parts[0] in ("agents", "model")]


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


def test_rules_are_short_and_take_few_arguments() -> None:
    """The passes of the quarter take one State and are counted by their lines only."""
    wrong = []
    for path in RULES:
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


def test_the_public_names_can_be_had_and_say_what_they_do() -> None:
    assert {"attribute", "compare", "load", "study"} <= set(liaosim.__all__)
    assert all(getattr(liaosim, name).__doc__ for name in liaosim.__all__)


def test_files_and_functions_that_the_documentation_names_are_there() -> None:
    named = re.compile(r"`((?:[\w]+/)+[\w.]+\.(?:py|toml|csv|md))(?::(\w+))?`")
    missing = []
    pages = (path for path in FILES if path.suffix == ".md" and path.name != "CHANGELOG.md")
    for page in (
        path for path in pages if path.parent.name != "decisions"
    ):  # they tell of the past
        for file, function in named.findall(page.read_text(encoding="utf-8")):
            place = ROOT / file if (ROOT / file).exists() else ROOT / "data" / file
            if not place.is_file():
                missing.append(f"{name_of(page)}: {file}")
            elif function and not re.search(rf"\b{function}\b", place.read_text(encoding="utf-8")):
                missing.append(f"{name_of(page)}: {file}:{function}")
    assert not missing


def test_every_library_that_is_imported_is_declared() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = re.compile(r"^[A-Za-z0-9._-]+")
    more = table["optional-dependencies"]
    core, extra = (
        {canonical(name.findall(each)[0]) for group in groups for each in group}
        for groups in ((table["dependencies"], more["all"]), (more["dev"],))
    )
    homes = packages_distributions()
    ours = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in CODE}
    undeclared = set()
    for path in CODE:
        allowed = (
            core | extra if name_of(path).startswith(("tests/", "docs/", "examples/")) else core
        )
        for node in ast.walk(parsed(path)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module or ""]
            for module in modules:
                top = module.partition(".")[0]
                if top in ours or top in sys.stdlib_module_names:
                    continue
                if not {canonical(each) for each in (top, *homes.get(top, ()))} & allowed:
                    undeclared.add(f"{name_of(path)}: {top}")
    assert not undeclared


def canonical(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
