"""What a scenario differs in from its baseline, taken apart into players, and its coalitions.

A player is a lever whose table differs between the two, and the world where its paths or changes
differ. A coalition has the scenario's table for each of its players and the baseline's (as a rule
none) for the others, so the empty coalition is the baseline and the full one the scenario. A lever
that is out takes its handles with it. The fund's cut of the full mix holds in every coalition
(mechanisms, event 2): a lever's money does not grow because another one is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.world import World
from scenarios.ensemble import Prepared
from scenarios.errors import InputError
from scenarios.instruments import fund_cut, instruments, world_of
from scenarios.mix import LEVERS
from scenarios.request import problem
from scenarios.scenario import Scenario

WORLD = "world"


def players_of(baseline: Scenario, scenario: Scenario) -> tuple[str, ...]:
    """Names of the levers that differ, in the order of the plan, then ``world`` if it differs."""
    differ = (name for name in LEVERS if baseline.levers.get(name) != scenario.levers.get(name))
    found = tuple(differ)
    return (*found, WORLD) if baseline.world != scenario.world else found


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
        raise InputError(problem("message.no_players", **names))
    cut, _ = fund_cut(scenario, quarters)
    own, _ = fund_cut(baseline, quarters)
    if baseline.levers and not np.array_equal(cut, own):
        raise InputError(problem("message.two_cuts", **names))
    return Game(baseline, scenario, players, quarters, cut)


def names_of(players: Sequence[str], pair: tuple[int, int]) -> tuple[str, str]:
    """The names of a pair of players."""
    return players[pair[0]], players[pair[1]]
