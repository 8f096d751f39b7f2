"""Laws of Shapley values and interactions, on games whose answer is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.attribution.shapley import MOST_EXACT, Design, design, exact, latin_rows, sampled

GAMES = st.integers(1, 5).flatmap(
    lambda n: st.tuples(st.just(n), arrays(float, 1 << n, elements=st.floats(-1e6, 1e6, width=32)))
)


def outcomes(plan: Design, game: np.ndarray) -> np.ndarray:
    """A game's values in the order of the design's coalitions, the empty one at zero."""
    found: np.ndarray = game[list(plan.coalitions)] - game[0]
    return found


def quadratic(players: int, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """A game in which players act alone and in pairs."""
    luck = np.random.default_rng(draw)
    return luck.normal(size=players), np.triu(luck.normal(size=(players, players)), 1)


def value(mask: int, alone: np.ndarray, pairs: np.ndarray) -> float:
    """What a coalition of such a game is worth."""
    inside = [k for k in range(len(alone)) if mask >> k & 1]
    return float(alone[inside].sum() + pairs[np.ix_(inside, inside)].sum())


@given(GAMES)
def test_contributions_sum_to_the_whole(drawn: tuple[int, np.ndarray]) -> None:
    players, game = drawn
    plan = exact(players)
    values = outcomes(plan, game)
    assert (plan.shares @ values).sum() == pytest.approx(values[1], abs=1e-9 * abs(values).max())


@given(GAMES)
def test_a_player_that_adds_nothing_gets_nothing(drawn: tuple[int, np.ndarray]) -> None:
    players, game = drawn
    dummy = players  # bit above all others
    plan = exact(players + 1)
    values = np.array([game[mask & ~(1 << dummy)] - game[0] for mask in plan.coalitions])
    size = abs(values).max()
    assert (plan.shares @ values)[dummy] == pytest.approx(0.0, abs=1e-12 * size)
    with_dummy = [n for n, pair in enumerate(plan.pairs) if dummy in pair]
    assert abs((plan.together @ values)[with_dummy]).max() <= 1e-9 * size


@given(GAMES, st.randoms(use_true_random=False))
def test_names_do_not_matter(drawn: tuple[int, np.ndarray], random: object) -> None:
    players, game = drawn
    names = np.random.default_rng(len(game)).permutation(players)
    renamed = np.empty_like(game)
    for mask in range(1 << players):
        renamed[sum(1 << int(names[k]) for k in range(players) if mask >> k & 1)] = game[mask]
    plan = exact(players)
    before = plan.shares @ outcomes(plan, game)
    after = plan.shares @ outcomes(plan, renamed)
    assert after[names] == pytest.approx(before, abs=1e-9 * (1.0 + abs(game).max()))


@given(GAMES)
def test_the_sum_of_two_games_has_the_sum_of_their_values(drawn: tuple[int, np.ndarray]) -> None:
    players, game = drawn
    plan = exact(players)
    one, other = outcomes(plan, game), outcomes(plan, game[::-1].copy())
    both = plan.shares @ (one + other)
    size = 1.0 + abs(game).max()
    assert both == pytest.approx(plan.shares @ one + plan.shares @ other, abs=1e-9 * size)


def test_players_who_do_the_same_get_the_same() -> None:
    plan = exact(4)
    values = np.array([mask.bit_count() ** 2.0 for mask in plan.coalitions])
    assert plan.shares @ values == pytest.approx(np.full(4, 4.0), rel=1e-12)
    # a square of sizes: every pair brings 2 beyond what each brings alone
    assert plan.together @ values == pytest.approx(np.full(6, 2.0), rel=1e-12)


def test_the_glove_game_by_hand() -> None:
    # one left glove (player 0), two right ones: only a pair sells, for 1. Values 2/3, 1/6, 1/6.
    plan = exact(3)
    values = np.array([float(mask & 1 and mask & 6 and 1) for mask in plan.coalitions])
    assert plan.shares @ values == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-12)
    # left with a right: (1 + 0) / 2; the two right ones: (0 - 1) / 2
    assert plan.together @ values == pytest.approx([0.5, 0.5, -0.5], rel=1e-12)


@pytest.mark.parametrize("players", [1, 2, 5, MOST_EXACT])
def test_a_few_players_are_taken_in_full(players: int) -> None:
    plan = design(players)
    assert plan.exact
    assert sorted(plan.coalitions) == list(range(1 << players))
    assert plan.coalitions[:2] == (0, (1 << players) - 1)


@pytest.mark.parametrize("players", [9, 10, 13, 14])
@pytest.mark.parametrize("draw", [1, 2])
def test_sampled_orders_are_exact_where_levers_meet_in_pairs_only(players: int, draw: int) -> None:
    plan = sampled(players, draw)
    alone, pairs = quadratic(players, draw)
    values = np.array([value(mask, alone, pairs) for mask in plan.coalitions])
    true = alone + 0.5 * (pairs + pairs.T).sum(axis=1)
    assert plan.shares @ values == pytest.approx(true, abs=1e-12)
    assert plan.together @ values == pytest.approx([pairs[pair] for pair in plan.pairs], abs=1e-12)
    assert not plan.exact
    assert len(plan.coalitions) <= 1 << MOST_EXACT


def test_sampled_contributions_sum_to_the_whole_in_any_game() -> None:
    plan = sampled(13, 7)
    values = np.random.default_rng(1).normal(size=len(plan.coalitions))
    values[0] = 0.0
    assert (plan.shares @ values).sum() == pytest.approx(values[1], abs=1e-12)


def test_the_mean_of_many_draws_is_the_exact_value() -> None:
    # a game of triples, which no single draw gets right; 400 draws, within 4 standard errors
    players = 9
    luck = np.random.default_rng(5)
    triples = [tuple(luck.choice(players, 3, replace=False)) for _ in range(30)]
    weights = luck.normal(size=len(triples))

    def worth(mask: int) -> float:
        inside = (all(mask >> int(k) & 1 for k in triple) for triple in triples)
        return float(sum(w for w, here in zip(weights, inside, strict=True) if here))

    full = exact(players)
    true = full.shares @ np.array([worth(mask) for mask in full.coalitions])
    found = []
    for draw in range(400):
        plan = sampled(players, draw)
        found.append(plan.shares @ np.array([worth(mask) for mask in plan.coalitions]))
    error = np.std(found, axis=0, ddof=1) / 20.0
    assert (abs(np.mean(found, axis=0) - true) <= 4.0 * error + 1e-12).all()


@pytest.mark.parametrize("size", [2, 4, 10, 14])
def test_the_square_is_latin_and_row_complete(size: int) -> None:
    half = latin_rows(size)
    rows = half + [row[::-1] for row in half]
    assert len(rows) == size
    assert all(sorted(row) == list(range(size)) for row in rows)
    assert all(sorted(column) == list(range(size)) for column in zip(*rows, strict=True))
    beside = [pair for row in rows for pair in pairwise(row)]
    assert len(beside) == len(set(beside)) == size * (size - 1)
