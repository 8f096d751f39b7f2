"""Lives told: documents, tables and texts of one enterprise under one scenario or two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import numpy as np

from experiments.provenance import made_with
from experiments.result import Result, write_lines
from experiments.trajectories import divergence
from experiments.trajectories.decision_terms import Term
from experiments.trajectories.divergence import Choice, Parted, Parting
from experiments.trajectories.narrative import Happening, happenings
from experiments.trajectories.recorder import Life
from experiments.trajectories.series import SERIES_UNITS, in_plan, numbers, title, who
from locales.catalogue import LANGUAGES
from model.input_data.external_world import label

FLOWS = ("sales", "output", "profit")


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

    def at(self, n: int) -> dict[str, float]:
        """The numbers of one quarter lived."""
        return {name: values[n] for name, values in self.series.items()}

    def year(self, year: str) -> dict[str, float] | None:
        """A year: flows summed, the rest as it stands at the end; None where none was lived."""
        places = [n for n, quarter in enumerate(self.quarters) if quarter.startswith(year)]
        if not places:
            return None
        values, series = self.at(places[-1]), self.series
        for name in FLOWS:
            values[name] = sum(series[name][n] for n in places)
        capacity = sum(series["output"][n] / series["use"][n] for n in places if series["use"][n])
        values["use"] = values["output"] / capacity if capacity else np.nan
        values["profit_rate"] = values["profit"] / values["sales"] if values["sales"] else np.nan
        return values

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


class Lives(Result):
    """One enterprise in one life or more."""

    def lives(self) -> tuple[Told, ...]:
        """The lives, the first of which names the enterprise."""
        raise NotImplementedError

    def found(self) -> dict[str, Any]:
        """What of the document belongs to this kind of result."""
        raise NotImplementedError

    def head(self) -> dict[str, Any]:
        """The JSON document."""
        life = self.lives()[0].life
        return {
            "schema": self.SCHEMA,
            "seed": life.seed,
            "scale": life.scale,
            "until": label(max(s.quarter for told in self.lives() for s in told.life.scenes)),
            "hashes": {
                told.life.scenario.name: told.life.scenario.content_hash for told in self.lives()
            },
            "enterprise": {
                "key": life.key,
                "in_plan": in_plan(life),
                **{f"name_{lang}": title(life, lang) for lang in LANGUAGES},
                **{lang: who(life, lang) for lang in LANGUAGES},
            },
            "made_with": made_with(),
            **self.found(),
        }

    def write_csv(self, file: IO[str]) -> None:
        """Write the series as lines of scenario, quarter, series, unit, value."""
        lines = (
            (told.life.scenario.name, quarter, name, SERIES_UNITS[name], value, self.source)
            for told in self.lives()
            for name, values in told.series.items()
            for quarter, value in zip(told.quarters, values, strict=True)
        )
        write_lines(file, ("scenario", "quarter", "series", "unit", "value", "source"), lines)


@dataclass
class OneLife(Lives):
    """One enterprise under one scenario."""

    SCHEMA = "liaosim/life/1"

    told: Told

    def lives(self) -> tuple[Told, ...]:
        """The one life."""
        return (self.told,)

    def found(self) -> dict[str, Any]:
        """The life."""
        return self.told.document()


@dataclass
class TwoLives(Lives):
    """One enterprise under two scenarios."""

    SCHEMA = "liaosim/lives/1"

    a: Told
    b: Told

    def lives(self) -> tuple[Told, ...]:
        """Both lives."""
        return self.a, self.b

    @cached_property
    def parting(self) -> Parting:
        """Where the two part."""
        return divergence.parting(self.a.life, self.b.life)

    @property
    def names(self) -> tuple[str, str]:
        """Names of the two scenarios."""
        return self.a.life.scenario.name, self.b.life.scenario.name

    def titles(self, lang: str) -> tuple[str, str]:
        """Titles of the two scenarios."""
        return self.a.life.scenario.title[lang], self.b.life.scenario.title[lang]

    def found(self) -> dict[str, Any]:
        """Where the lives part, through which decision, and the lives."""
        found = self.parting
        return {
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
            "fields": [
                {"name": field.name, "values": [_finite(field.a), _finite(field.b)]}
                for field in first.fields
            ],
            **{lang: divergence.said_of(first, lang) for lang in LANGUAGES},
        }

    def _choice(self, choice: Choice) -> dict[str, Any]:
        """The first decision that differs, with its terms on both sides."""
        own = self.parting.own
        return {
            "quarter": label(choice.quarter),
            "what": choice.decisions[0].what,
            "sizes": [{"size": float(d.size), "unit": d.unit} for d in choice.decisions],
            "own": own,
            "market_apart": choice.market_apart,
            "mainly": choice.mainly,
            "terms": _pairs(*choice.terms),
            "market": _pairs(*choice.market),
            **{x: divergence.why_of(choice, self.titles(x), own, x) for x in LANGUAGES},
        }


def _finite(value: float) -> float | None:
    """A number for a document; none where it is not finite."""
    return float(value) if np.isfinite(value) else None


def paired(a: list[Term], b: list[Term]) -> list[tuple[str, str, float, float]]:
    """Terms of both sides by name; nan where one side has none."""
    one, other = ({term.name: term for term in side} for side in (a, b))
    found = []
    for name in dict.fromkeys([*one, *other]):
        known = one.get(name) or other[name]
        x, y = (float(side[name].value) if name in side else np.nan for side in (one, other))
        found.append((name, known.unit, x, y))
    return found


def _pairs(a: list[Term], b: list[Term]) -> list[dict[str, Any]]:
    """Terms side by side for a document."""
    return [
        {"term": name, "unit": unit, "values": [_finite(x), _finite(y)]}
        for name, unit, x, y in paired(a, b)
    ]
