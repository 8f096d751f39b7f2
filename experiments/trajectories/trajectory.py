"""Lives told: documents, tables and texts of one enterprise under one scenario or two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import numpy as np

from experiments.manifest import source_of
from experiments.provenance import made_with
from experiments.trajectories.decision_terms import Term
from experiments.trajectories.decisions import Decision
from experiments.trajectories.divergence import (
    Apart,
    Choice,
    Parted,
    Parting,
    parting,
    said_of,
    why_of,
)
from experiments.trajectories.narrative import Happening, happenings
from experiments.trajectories.recorder import Life
from experiments.trajectories.series import SERIES_UNITS, in_plan, numbers, title, who
from locales.catalogue import LANGUAGES
from model.input_data.external_world import label

SCHEMA_LIFE = "liaosim/life/1"
SCHEMA_LIVES = "liaosim/lives/1"


@dataclass
class Told:
    """A life with what happened in it."""

    life: Life

    @cached_property
    def happenings(self) -> list[Happening]:
        """Everything that happened, in order."""
        return happenings(self.life)

    @property
    def quarters(self) -> list[str]:
        """Quarters lived."""
        return [label(scene.quarter) for scene in self.life.scenes]

    @cached_property
    def series(self) -> dict[str, list[float]]:
        """Its numbers by name, one a quarter lived."""
        rows = [numbers(scene) for scene in self.life.scenes]
        return {name: [row[name] for row in rows] for name in SERIES_UNITS}

    def document(self) -> dict[str, Any]:
        """Everything about the life."""
        life = self.life
        return {
            "scenario": life.scenario.name,
            "title": dict(life.scenario.title),
            "hash": life.scenario.content_hash,
            "quarters": self.quarters,
            "series": [
                {"name": name, "unit": SERIES_UNITS[name], "values": values}
                for name, values in self.series.items()
            ],
            "events": [
                {
                    "quarter": label(each.quarter),
                    "kind": each.kind,
                    **{lang: each.said(lang) for lang in LANGUAGES},
                }
                for each in self.happenings
            ],
        }


def _head(schema: str, *lives: Life) -> dict[str, Any]:
    """What every document of lives begins with."""
    life = lives[0]
    return {
        "schema": schema,
        "seed": life.seed,
        "scale": life.scale,
        "until": label(max(scene.quarter for each in lives for scene in each.scenes)),
        "hashes": {each.scenario.name: each.scenario.content_hash for each in lives},
        "enterprise": {
            "key": life.key,
            "in_plan": in_plan(life),
            **{f"name_{lang}": title(life, lang) for lang in LANGUAGES},
            **{lang: who(life, lang) for lang in LANGUAGES},
        },
        "made_with": made_with(),
    }


def _write_lines(file: IO[str], document: dict[str, Any], *lives: Told) -> None:
    """Write the series as lines: scenario, quarter, name, unit, value, source."""
    file.write("scenario,quarter,series,unit,value,source\n")
    source = source_of(document)
    for told in lives:
        for name, values in told.series.items():
            lead = f'{name},"{SERIES_UNITS[name]}"'
            for quarter, value in zip(told.quarters, values, strict=True):
                scenario = told.life.scenario.name
                file.write(f"{scenario},{quarter},{lead},{value!r},{source}\n")


@dataclass
class OneLife:
    """One enterprise under one scenario."""

    told: Told

    def document(self) -> dict[str, Any]:
        """The JSON document of ``run --follow``."""
        return {**_head(SCHEMA_LIFE, self.told.life), **self.told.document()}

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document."""
        file.write(json.dumps(self.document(), ensure_ascii=False, allow_nan=False, indent=1))
        file.write("\n")

    def write_csv(self, file: IO[str]) -> None:
        """Write the series as lines."""
        _write_lines(file, self.document(), self.told)


@dataclass
class TwoLives:
    """One enterprise under two scenarios; a side is None where it was never founded."""

    a: Told
    b: Told

    @cached_property
    def parting(self) -> Parting:
        """Where the two part."""
        return parting(self.a.life, self.b.life)

    @property
    def names(self) -> tuple[str, str]:
        """Names of the two scenarios."""
        return self.a.life.scenario.name, self.b.life.scenario.name

    def titles(self, lang: str) -> tuple[str, str]:
        """Titles of the two scenarios."""
        return self.a.life.scenario.title[lang], self.b.life.scenario.title[lang]

    def document(self) -> dict[str, Any]:
        """The JSON document of ``compare --follow``."""
        found = self.parting
        return {
            **_head(SCHEMA_LIVES, self.a.life, self.b.life),
            "scenarios": list(self.names),
            "parting": None if found.first is None else self._parting(found.first),
            "decision": None if found.choice is None else self._choice(found.choice),
            "lives": [self.a.document(), self.b.document()],
        }

    def _parting(self, first: Parted) -> dict[str, Any]:
        """The first difference of any size."""
        return {
            "quarter": label(first.quarter),
            "how": first.how,
            "fields": [_field(field) for field in first.fields],
            **{lang: said_of(first, lang) for lang in LANGUAGES},
        }

    def _choice(self, choice: Choice) -> dict[str, Any]:
        """The first decision that differs, with its terms on both sides."""
        return {
            "quarter": label(choice.quarter),
            "what": choice.decisions[0].what,
            "sizes": [_size(decision) for decision in choice.decisions],
            "own": self.parting.own,
            "market_apart": choice.market_apart,
            "mainly": choice.mainly,
            "terms": _pairs(*choice.terms),
            "market": _pairs(*choice.market),
            **{
                lang: why_of(choice, self.titles(lang), self.parting.own, lang)
                for lang in LANGUAGES
            },
        }

    def write_json(self, file: IO[str]) -> None:
        """Write the JSON document."""
        file.write(json.dumps(self.document(), ensure_ascii=False, allow_nan=False, indent=1))
        file.write("\n")

    def write_csv(self, file: IO[str]) -> None:
        """Write the series of both lives as lines."""
        _write_lines(file, self.document(), self.a, self.b)


def _finite(value: float) -> float | None:
    """A number for a document; none where it is not finite."""
    return float(value) if np.isfinite(value) else None


def _field(field: Apart) -> dict[str, Any]:
    return {"name": field.name, "values": [_finite(field.a), _finite(field.b)]}


def _size(decision: Decision) -> dict[str, Any]:
    return {"size": float(decision.size), "unit": decision.unit}


def paired(a: list[Term], b: list[Term]) -> list[tuple[str, str, float, float]]:
    """Terms of both sides by name; nan where one side has none."""
    one, other = ({term.name: term for term in side} for side in (a, b))
    names = list(dict.fromkeys([*one, *other]))
    none = Term("", "", np.nan)
    return [
        (
            name,
            (one.get(name) or other[name]).unit,
            float(one.get(name, none).value),
            float(other.get(name, none).value),
        )
        for name in names
    ]


def _pairs(a: list[Term], b: list[Term]) -> list[dict[str, Any]]:
    """Terms side by side for a document."""
    return [
        {"term": name, "unit": unit, "values": [_finite(x), _finite(y)]}
        for name, unit, x, y in paired(a, b)
    ]
