"""What a study is and what its bits belong to: everything in one document with one hash."""

from __future__ import annotations

import dataclasses
import hashlib
import platform
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from agents.parameters import defaults, table
from agents.record import ROOT, rule_sources
from experiments.files import digest_of
from experiments.options import Request
from experiments.parameter_draws import CENTRAL_VALUES, parameters_of
from locales.catalogue import phrase
from scenarios.errors import StoreError
from scenarios.loader import parse_text
from scenarios.policy_schedule import Prepared, prepare
from scenarios.scenario import Scenario


@cache
def made_with() -> dict[str, Any]:
    """Versions, processor family and rule text; within these the bits are the same."""
    from llvmlite.binding import get_host_cpu_name

    from agents.record import LOADED, interpreted

    return {
        "liaosim": version("liaosim"),
        "python": platform.python_version(),
        **{package: version(package) for package in ("numpy", "numba", "scipy")},
        "machine": platform.machine(),
        "processor": get_host_cpu_name(),
        "rules": LOADED,
        "engine": "interpreted" if interpreted() else "compiled",
        "across_processor_families": "results agree to 1e-9",
    }


SHORT = 12  # characters of a hash that name a study
BITS = ("numpy", "numba", "scipy", "python", "machine", "processor", "rules", "engine")


def files_digest(paths: Iterable[Path]) -> str:
    """SHA-256 of files as they are on disk, their places below the root included."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def data_files() -> list[Path]:
    """Every table of ``data/``."""
    return sorted((ROOT / "data").rglob("*.csv"))


@cache
def data_digest() -> str:
    """SHA-256 of every table of ``data/``, names included."""
    return files_digest(data_files())


def sources() -> list[Path]:
    """Files on which the numbers of a result depend, beside the rules: data and code."""
    code = (p for part in ("scenarios", "experiments") for p in (ROOT / part).rglob("*.py"))
    library = (ROOT / "scenarios" / "library").glob("*.toml")
    rules = set(rule_sources())
    return [p for p in (*data_files(), *sorted(code), *sorted(library)) if p not in rules]


def _add(digest: Any, records: Any) -> None:
    """Add every field of an array of records, names included."""
    for name in records.dtype.names:
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(records[name]).tobytes())


def parameters_digest(parameters: str) -> str:
    """SHA-256 of the values of all parameters, names included.

    Where they are drawn, of what they are drawn from, and of one draw, which tells how.
    """
    digest = hashlib.sha256()
    _add(digest, defaults())
    if parameters != CENTRAL_VALUES:
        digest.update(digest_of(list(table().values())).encode())
        _add(digest, parameters_of(1))
    return digest.hexdigest()


def inputs_digest(prepared: Prepared) -> str:
    """SHA-256 of all that a run reads of its scenario: the world, its levers and its handles."""
    digest = hashlib.sha256(prepared.name.encode())
    for part in dataclasses.fields(prepared.world):
        digest.update(np.ascontiguousarray(getattr(prepared.world, part.name)).tobytes())
    for records in (prepared.levers, prepared.policy):
        _add(digest, records)
    return digest.hexdigest()


def identity_of_study(chosen: Sequence[Scenario], request: Request) -> dict[str, Any]:
    """All that decides the numbers of a study; its hash finds the study again."""
    made = made_with()
    return {
        "scenarios": [
            {
                "name": scenario.name,
                "hash": scenario.content_hash,
                "inputs": inputs_digest(prepare(scenario, request.quarters)),
            }
            for scenario in chosen
        ],
        "seeds": [request.seeds[0], len(request.seeds)],
        "drawn": request.parameters,
        "scale": request.scale,
        "quarters": request.quarters,
        "data": data_digest(),
        "parameters": parameters_digest(request.parameters),
        "made_with": {name: made[name] for name in BITS},
    }


def folder_name(identity: dict[str, Any]) -> str:
    """The name of a study's folder, by its hash."""
    return f"study-{digest_of(identity)[:SHORT]}"


def scenarios_of(record: dict[str, Any]) -> tuple[Scenario, ...]:
    """The scenarios of a study from their text in its record.

    Raises
    ------
    StoreError
        Where this version reads another content from the text than the study was made of.
    """
    found = tuple(parse_text(entry["text"]) for entry in record["scenarios"])
    for scenario, was in zip(found, record["identity"]["scenarios"], strict=True):
        if (scenario.name, scenario.content_hash) != (was["name"], was["hash"]):
            said = {"scenario": was["name"], "was": was["hash"][:SHORT]}
            said["now"] = scenario.content_hash[:SHORT]
            raise StoreError([phrase("message.other_content", study=record["name"], **said)])
    return found


def differences(record: dict[str, Any]) -> list[str]:
    """What of versions, rules and machine differs here from where a study was made."""
    here, there = made_with(), record["identity"]["made_with"]
    moved = [name for name in BITS if here[name] != there.get(name)]
    found = [f"{name} {there.get(name)} ({here[name]})" for name in moved]
    if record["identity"]["data"] != data_digest():
        found.append("data/")
    return found
