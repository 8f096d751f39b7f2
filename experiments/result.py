"""What every command finds has in common: its document, its tables, and how it shows itself."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from typing import IO, Any, ClassVar

from display.summary import Summary
from experiments.manifest import source_of
from experiments.options import Request
from experiments.parameter_draws import CENTRAL_VALUES
from experiments.run_warnings import Failed, Warned
from locales.catalogue import own_language
from scenarios.scenario import Scenario


class Result:
    """Something that can be written as a JSON document, with its lists piece by piece."""

    SCHEMA: ClassVar[str]

    def head(self) -> dict[str, Any]:
        """Everything of the JSON document but its lists."""
        raise NotImplementedError

    @cached_property
    def source(self) -> str:
        """Name of the request that it answers, which tables give as the source of their lines."""
        return source_of(self.head())

    def sections(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """Names and items of the document's lists, if it has any."""
        return iter(())

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        return {**self.head(), **{name: list(items) for name, items in self.sections()}}

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document piece by piece, so that memory does not grow with it."""
        encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
        file.write(encode(self.head())[:-1])
        for name, items in self.sections():
            file.write(f', "{name}": [')
            for n, item in enumerate(items):
                file.write((",\n" if n else "\n") + encode(item))
            file.write("\n]")
        file.write("}\n")

    def to_json(self) -> str:
        """The JSON document that the command gives with ``--json``."""
        file = StringIO()
        self.write_json(file)
        return file.getvalue()


@dataclass(frozen=True, kw_only=True, repr=False)
class EnsembleResult(Result):
    """What came of runs on several seeds.

    Attributes
    ----------
    seeds
        Members that were completed; ``runs`` is their number.
    scale
        Records per enterprise.
    interrupted
        Whether the person stopped the work before all members were complete.
    failed
        Runs that failed; their members are left out of all scenarios.
    warnings
        What the scenarios' readers should know.
    made_with
        Versions, processor family and rule text that the bits belong to.
    """

    seeds: tuple[int, ...]
    scale: float
    interrupted: bool = False
    failed: tuple[Failed, ...] = ()
    warnings: tuple[Warned, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Number of seeds."""
        return len(self.seeds)

    def size(self) -> str:
        """What was run, in one line."""
        raise NotImplementedError

    def summary(self, lang: str) -> Summary | None:
        """Title and headlines in a language, where there are any."""
        return None

    def __repr__(self) -> str:
        """What was run, and its headlines in the person's language."""
        shown = self.summary(own_language())
        return f"{self.size()}\n{shown.text()}" if shown else self.size()

    def _repr_html_(self) -> str | None:
        """The headlines, for notebooks."""
        shown = self.summary(own_language())
        return shown.html() if shown else None

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        raise NotImplementedError

    def head(self) -> dict[str, Any]:
        """Everything of the JSON document but its lists."""
        return {
            "schema": self.SCHEMA,
            **self.asked(),
            "runs": self.runs,
            "seeds": list(self.seeds),
            "scale": self.scale,
            "interrupted": self.interrupted,
            "failed": [each._asdict() for each in self.failed],
            "made_with": self.made_with,
            "warnings": [warned.document() for warned in self.warnings],
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class ScenarioResult(EnsembleResult):
    """What came of one scenario; ``world`` is given where it is not the scenario's own."""

    scenario: str
    title: dict[str, str]
    content_hash: str
    world: str | None = None
    parameters: str = CENTRAL_VALUES

    @staticmethod
    def of(scenario: Scenario, request: Request) -> dict[str, Any]:
        """Fields that say what was run."""
        return {
            "scenario": scenario.name,
            "title": dict(scenario.title),
            "content_hash": scenario.content_hash,
            "scale": request.scale,
            "world": request.world,
            "parameters": request.parameters,
        }

    def asked(self) -> dict[str, Any]:
        """What of the head belongs to this kind of result."""
        return {
            "scenario": self.scenario,
            "title": self.title,
            "hash": self.content_hash,
            "seed": self.seeds[0],
            "world": self.world,
            "parameters": self.parameters,
        }


def write_lines(file: IO[str], head: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """Write a table as comma-separated lines below a heading."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
