"""What a scenario differs in from its baseline, taken apart into players, and its coalitions.

A player is a lever whose table differs between the two, and the world where its paths or changes
differ. A coalition has the scenario's table for each of its players and the baseline's (as a rule
none) for the others, so the empty coalition is the baseline and the full one the scenario. A lever
that is out takes its handles with it. The fund's cut of the full mix holds in every coalition
(mechanisms, event 2): a lever's money does not grow because another one is out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.attribution.shapley import MOST_EXACT, Design, design
from experiments.ensemble import MEMORY, START_WORK, begin_at, periods, read, run_from
from experiments.enterprise_classes import ClassReader
from experiments.parallel import OrderedWork, Progress
from experiments.parameter_draws import Place, parameters_of
from locales.catalogue import phrase
from model import indicators as reading
from model.indicators import FloatArray
from model.input_data.external_world import World
from scenarios.errors import InputError
from scenarios.levers.registry import LEVERS
from scenarios.policy_schedule import Prepared, fund_cut, instruments, world_of
from scenarios.scenario import Scenario

WORLD = "world"


def players_of(baseline: Scenario, scenario: Scenario) -> tuple[str, ...]:
    """Names of the levers that differ, in the order of the plan, then ``world`` if it differs."""
    differ = (name for name in LEVERS if baseline.levers.get(name) != scenario.levers.get(name))
    return (*differ, WORLD) if baseline.world != scenario.world else tuple(differ)


@dataclass(frozen=True)
class Game:
    """A scenario against its baseline as a game of players; see :func:`game`."""

    baseline: Scenario
    scenario: Scenario
    players: tuple[str, ...]
    quarters: int
    cut: NDArray[np.float64]

    def coalition(self, mask: int) -> Scenario:
        """The scenario in which the players of a bit mask are in."""
        inside = {name for k, name in enumerate(self.players) if mask >> k & 1}
        levers = dict(self.baseline.levers)
        for name in inside - {WORLD}:
            levers.pop(name, None)
        levers |= {name: t for name, t in self.scenario.levers.items() if name in inside}
        world = self.scenario.world if WORLD in inside else self.baseline.world
        ordered = {name: levers[name] for name in LEVERS if name in levers}
        return replace(self.scenario, world=world, levers=ordered)

    def prepare(self, mask: int) -> Prepared:
        """A coalition ready to run, under the fund's cut of the full mix."""
        chosen = self.coalition(mask)
        levers, policy, _ = instruments(chosen, self.quarters, cut=self.cut)
        own = self._worlds[chosen.world is self.scenario.world]
        return Prepared(self.scenario.name, own, levers, policy, ())

    @cached_property
    def _worlds(self) -> tuple[World, World]:
        """The baseline's world and the scenario's."""
        return world_of(self.baseline), world_of(self.scenario)


def game(baseline: Scenario, scenario: Scenario, quarters: int) -> Game:
    """The players of a scenario against a baseline.

    Raises
    ------
    InputError
        Where the two do not differ, or where the fund cuts a baseline that has levers otherwise
        than the scenario, so that no one cut could hold in every coalition.
    """
    players = players_of(baseline, scenario)
    names = {"scenario": scenario.name, "baseline": baseline.name}
    if not players:
        raise InputError(phrase("message.no_players", **names))
    cut, _ = fund_cut(scenario, quarters)
    own, _ = fund_cut(baseline, quarters)
    if baseline.levers and not np.array_equal(cut, own):
        raise InputError(phrase("message.two_cuts", **names))
    return Game(baseline, scenario, players, quarters, cut)


ROUNDING = 1e-12  # of the largest outcome: what sums of outcomes may be off by


@dataclass(frozen=True)
class Parted:
    """One member's whole, taken apart; indicators have the axes (periods, rows, indicators).

    ``ends`` holds the baseline and the scenario. ``shares`` is (players, ...), ``together``
    (pairs, ...). ``classes`` (2, years, sizes, owners, columns) and ``cities`` (2, years, 14,
    quantities) are of the baseline and the scenario.
    """

    draw: int
    seed: int
    ends: FloatArray
    shares: FloatArray
    together: FloatArray
    classes: FloatArray
    cities: FloatArray


class Coalitions:
    """The coalitions of a game; iterating gives :class:`Parted`, member by member.

    Parameters
    ----------
    game
        Who plays.
    places
        Draw and seed of every member.
    scale, workers, progress
        As of :class:`experiments.ensemble.Ensemble`.
    detail
        Keep the whole cross of scopes and groups instead of the default rows.
    """

    def __init__(
        self,
        game: Game,
        places: Sequence[Place],
        *,
        scale: float = 1.0,
        workers: int | None = None,
        detail: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self.game = game
        self.places = tuple(places)
        self.scale = scale
        self.detail = detail
        self.rows = reading.rows(detail)
        self.periods = periods(game.quarters, by_quarter=False)
        self.first = self.plan(self.places[0][1])
        self._ready = lru_cache(maxsize=1 << MOST_EXACT)(game.prepare)
        self._threads = OrderedWork(workers, progress)
        self._threads.total = len(self.places) * (START_WORK + len(self.first.coalitions))

    @property
    def interrupted(self) -> bool:
        """Whether the person stopped the work before all members were complete."""
        return self._threads.interrupted

    def __iter__(self) -> Iterator[Parted]:
        """Members in the order of their seeds."""
        return (
            part
            for _, part in self._threads.each(range(len(self.places)), self._part, self._window())
        )

    def plan(self, seed: int) -> Design:
        """The design of a member."""
        return design(len(self.game.players), seed)

    def _window(self) -> int:
        """How many members may be under way or waiting, so that memory stays bounded."""
        size = len(self.periods) * len(self.rows) * len(reading.INDICATORS) * 8
        held = 4 + self.first.players + len(self.first.pairs)
        return max(1, min(self._threads.workers + 1, MEMORY // (size * held)))

    def _part(self, member: int) -> Parted:
        """All coalitions of one member, counted from 0, from one start."""
        draw, seed = self.places[member]
        advance = self._threads.advance
        begin = begin_at(seed, self.scale, advance, parameters_of(draw))
        plan = self.plan(seed)
        kept: list[tuple[FloatArray, FloatArray, FloatArray]] = []  # of baseline and scenario
        sums = Sums(plan)
        for number, mask in enumerate(plan.coalitions):
            watch = ClassReader(begin.state) if number < 2 else None
            look = watch.look if watch else None
            run = run_from(begin, self._ready(mask), advance, look, detail=self.detail)
            values = read(run, self.rows, by_quarter=False)
            if watch is not None:
                kept.append((values, watch.by_year(), reading.by_year(run.cities)))
            sums.add(number, values - kept[0][0])
        ends, classes, cities = map(np.stack, zip(*kept, strict=True))
        return Parted(draw, seed, ends, *sums.closed(), classes, cities)


class Sums:
    """Outcomes of coalitions, weighed and summed as they come.

    Outcomes are measured from the baseline, so that what sums to nothing does so to the last bits.
    """

    def __init__(self, plan: Design) -> None:
        self._weights = plan.shares, plan.together
        self._sums: tuple[FloatArray, FloatArray] | None = None
        self._largest = np.zeros(0)

    def add(self, place: int, gained: FloatArray) -> None:
        """Add the outcome of the coalition at a place of the design."""
        size = np.abs(gained)
        if self._sums is None:
            shares, together = (np.zeros((len(w), *gained.shape)) for w in self._weights)
            self._sums = shares, together
            self._largest = size
        self._largest = np.maximum(self._largest, size)
        for found, weights in zip(self._sums, self._weights, strict=True):
            for row in np.flatnonzero(weights[:, place]):
                found[row] += weights[row, place] * gained

    def closed(self) -> tuple[FloatArray, FloatArray]:
        """Shares and interactions; equal outcomes added and taken away again leave zero."""
        assert self._sums is not None
        for found in self._sums:
            found[np.abs(found) <= ROUNDING * self._largest] = 0.0
        return self._sums
