"""A scenario that has been checked: what is asked of the model, and nothing that can be wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import tomlkit

from locales.catalogue import LANGUAGES
from scenarios.levers.base import Lever
from scenarios.schema import NationalTable, Paths, ScenarioFile, WorldTable

Words = dict[str, str]  # zh, en


@dataclass(frozen=True)
class Scenario:
    """One scenario, ``extends`` resolved.

    Parameters
    ----------
    name
        Its name in results.
    title, description
        Words by language, ``zh`` and ``en``.
    world
        Paths of the world and their changes.
    levers
        Tables of the levers that the province pulls, by name, in the order of the plan.
    national
        What the nation orders; the same for every scenario.
    source
        The file it came from, as it was named.
    """

    name: str
    title: Words
    description: Words
    world: WorldTable
    levers: dict[str, Lever]
    national: NationalTable
    source: str = field(default="", compare=False)

    def __hash__(self) -> int:
        """Hash of what a run depends on."""
        return hash(self.content_hash)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the name and of all that changes a run; words and file do not."""
        content = {
            "name": self.name,
            "world": self.world.model_dump(),
            "levers": {name: table.model_dump() for name, table in self.levers.items()},
            "national": self.national.model_dump(),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def tables(self) -> dict[str, Any]:
        """The scenario as the tables of its file, every key written out."""
        made: dict[str, Any] = {
            "name": self.name,
            "title": dict(self.title),
            "description": dict(self.description),
            "world": self.world.model_dump(exclude_none=True),
        }
        if self.levers:
            made["levers"] = {
                name: table.model_dump(exclude_none=True) for name, table in self.levers.items()
            }
        return made

    def document(self) -> dict[str, Any]:
        """The scenario as ``liaosim scenarios show --json`` prints it."""
        national = self.national.model_dump(exclude_none=True)
        return {**{"levers": {}}, **self.tables(), "national": national, "hash": self.content_hash}

    def to_toml(self) -> str:
        """A file that reads back as this scenario; nothing hangs on other files or defaults."""
        return tomlkit.dumps(self.tables())

    def with_world(self, paths: Paths) -> Scenario:
        """The same scenario on other paths of the world, its changes kept."""
        return replace(self, world=self.world.model_copy(update={"paths": paths}))

    def with_levers(self, names: Collection[str], name: str | None = None) -> Scenario:
        """The same scenario with some of its levers only."""
        kept = {lever: table for lever, table in self.levers.items() if lever in names}
        return replace(self, name=name or self.name, levers=kept)


def scenario_of(file: ScenarioFile, national: NationalTable, source: str) -> Scenario:
    """The scenario of a checked file."""
    plain, nothing = (dict.fromkeys(LANGUAGES, text) for text in (file.name, ""))
    return Scenario(
        name=file.name,
        title=file.title.model_dump() if file.title else plain,
        description=file.description.model_dump() if file.description else nothing,
        world=file.world,
        levers=file.levers.pulled(),
        national=national,
        source=source,
    )
