"""The Theil index of output per worker between cities, split between and within three regions.

The regions are the partition of the province: northwest (3 cities), coast (6) and remaining
Shenyang Zone (5). Between and within add up to the whole (Theil 1967, ch. 4); a region's part is
its own index weighted by its share of output.
"""

from __future__ import annotations

import numpy as np

from model.base_year import CITIES, PARTITION
from model.indicators import FloatArray, Quantity, theil_between_regions

PARTS = ("total", "between_regions", "within_regions", *(f"within_{name}" for name in PARTITION))


def theil_parts(cities: FloatArray) -> FloatArray:
    """The index and its parts, in the order of ``PARTS``.

    ``cities`` has shape (..., 14, quantities); the result has shape (..., parts).
    """
    output, work = cities[..., Quantity.OUTPUT], cities[..., Quantity.WORKER_YEARS]
    between = theil_between_regions(cities)
    within = []
    for members in PARTITION.values():
        chosen = [CITIES.index(city) for city in members]
        share = output[..., chosen].sum(axis=-1) / output.sum(axis=-1)
        within.append(share * theil(output[..., chosen], work[..., chosen]))
    inside = np.sum(within, axis=0)
    return np.stack([between + inside, between, inside, *within], axis=-1)


def theil(output: FloatArray, work: FloatArray) -> FloatArray:
    """Theil index of output per worker over the last axis; who has no workers is left out."""
    some = (output > 0.0) & (work > 0.0)
    made = np.where(some, output, 0.0)
    made = made / made.sum(axis=-1, keepdims=True)
    worked = np.where(some, work, 0.0)
    worked = worked / worked.sum(axis=-1, keepdims=True)
    ratio = np.divide(made, worked, out=np.ones_like(made), where=some)
    index: FloatArray = (made * np.log(ratio)).sum(axis=-1)
    return index
