"""Draws of all parameters from the middle 90% of their priors, by keyed chance.

Draw 0 is the central values; draw ``k`` belongs to ``k`` and to a parameter's name, so one more
parameter, draw or seed changes no other. Which member of a study has which draw is said by
:func:`places_of`, and why in decision 014. A vector moves as one, at the same quantile in every
element, which keeps its order; elements with a fixed sum are drawn one by one and scaled to it,
again and again until all lie within their ranges.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from agents.parameters import ParameterRow, Parameters, table, with_values
from agents.random_draws import identity_of, luck, normal
from agents.record import Records

POSTERIOR, PRIOR, CENTRAL_VALUES = "posterior", "prior", "central"
PARAMETERS = (POSTERIOR, PRIOR, CENTRAL_VALUES)  # where the parameters of a member come from
DRAWN = PRIOR  # where results that are judged take them from, until a posterior is shipped
CENTRAL = 0  # the draw of the central values
FOR_SEED_0 = 2**31  # draw of seed 0, above every seed
TAIL = 0.05  # of the prior beyond each bound
DEVIATES = 1.6448536269514722  # standard normal quantile of 1 - TAIL
TRIES = 1_000
Place = tuple[int, int]  # draw and seed of a member


def _log_odds(x: float) -> float:
    return math.log(x / (1.0 - x))


def _share_of(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


# scales on which the priors are normal, and the way back
SCALES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "normal": (float, float),
    "lognormal": (math.log, math.exp),
    "beta": (_log_odds, _share_of),
}


def key_of(name: str) -> int:
    """The permanent key of a parameter: 62 bits of the hash of its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 2


def at_quantile(prior: str, low: float, high: float, u: float) -> float:
    """The value at place ``u`` in (0, 1) of the middle 90% of a prior with these bounds.

    Lognormal: normal in logs. Beta: normal in log odds, which has the same bounds and lies close
    to the beta between them.
    """
    if not low < high:
        return low
    if prior == "uniform":
        return low + u * (high - low)
    forth, back = SCALES[prior]
    bottom, top = forth(low), forth(high)
    deviate = float(normal(TAIL + (1.0 - 2.0 * TAIL) * u))
    value = back(0.5 * (bottom + top) + 0.5 * (top - bottom) * deviate / DEVIATES)
    return min(max(value, low), high)


def _with_sum(row: ParameterRow, total: float, identity: int) -> tuple[float, ...]:
    """Elements that sum to ``total``, each within its range; the central ones if none are found."""
    bounds = list(zip(row.low, row.high, strict=True))
    for attempt in range(TRIES):
        drawn = [
            at_quantile(row.prior, a, b, float(luck(identity, attempt, n)))
            for n, (a, b) in enumerate(bounds)
        ]
        whole = math.fsum(drawn)
        values = tuple(total * x / whole for x in drawn)
        if all(a <= x <= b for x, (a, b) in zip(values, bounds, strict=True)):
            return values
    return row.value


def drawn(row: ParameterRow, draw: int) -> tuple[float, ...]:
    """The values of one parameter in a draw."""
    if draw == CENTRAL or row.prior == "fixed":
        return row.value
    identity = int(identity_of(draw, key_of(row.name)))
    if row.sum is not None:
        return _with_sum(row, row.sum, identity)
    u = float(luck(identity, 0, 0))
    pairs = zip(row.low, row.high, strict=True)
    return tuple(at_quantile(row.prior, low, high, u) for low, high in pairs)


@lru_cache(maxsize=64)
def parameters_of(draw: int) -> Records[Parameters] | None:
    """The record of all parameters in a draw; None, as the model reads it, for the central one."""
    if draw == CENTRAL:
        return None
    values = {name: drawn(row, draw) for name, row in table().items()}
    return with_values({name: v if len(v) > 1 else v[0] for name, v in values.items()})


def places_of(seeds: Sequence[int], parameters: str = CENTRAL_VALUES) -> tuple[Place, ...]:
    """The members of a study: a draw of the parameters and a seed each.

    At central values every member has draw 0. Else a member draws the parameters with its seed
    (draw ``s`` belongs to seed ``s``), but the third of every four, which has the draw of the
    second: two seeds under one draw tell chance from parameters. More seeds behind the first ones
    leave their draws what they are.
    """
    if parameters == CENTRAL_VALUES:
        return tuple((CENTRAL, seed) for seed in seeds)
    own = [seed or FOR_SEED_0 for seed in seeds]
    return tuple((own[n - (n % 4 == 2)], seed) for n, seed in enumerate(seeds))
