"""The enterprises at the start: drawn cell by cell so that every margin of the data is met.

Sizes inside a cell of city and sector follow a Pareto tail above the official size; named
enterprises stand in their cell with their own size. What the data do not give is drawn from the
distributions stated in ``data/parameters.csv``, each draw keyed by the enterprise's own identity.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from agents.enterprise.record import Enterprise, Owner
from agents.random_draws import Event, identity_of, luck
from agents.record import Records, rule
from model.events.entry import key_of
from model.input_data.base_year import NAMED_CEILING, BaseYear, named_output
from model.input_data.data_tables import CITIES, PRODUCT_SECTOR, PRODUCTS, SECTORS, SERVICES
from model.input_data.lead_enterprises import NamedEnterprise

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
OWNER_OF = {"central": 0, "local_state": 1, "private": 2, "foreign": 3}
SHADOW_SHARE = 0.30  # enterprises just below the official size, per enterprise above it
SHADOW_WEIGHT = 8.0
SERVICE_WEIGHT = 20.0  # services stand outside industrial totals: a thinner sample
SHADOW_NUMBERS = 400_000  # numbers in keys: ordinary, then just below the size, then named
NAMED_NUMBERS = 800_000
LEAST_EXPECTED = 0.002  # enterprises: below it a cell is empty
SHADOW_CEILING = 0.05  # of a cell's output
SHADOW_FLOOR = 0.65  # of the official size


@dataclass(frozen=True)
class Population:
    """Who is there at the start: firms with who they are, what they make and whom they employ."""

    firms: Records[Enterprise]
    named: tuple[NamedEnterprise, ...]


@rule
def draw_all(identities: IntArray, quarter: int, event: int, out: FloatArray) -> None:
    """Uniform draw of one event for every identity."""
    for i in range(len(identities)):
        out[i] = luck(identities[i], quarter, event)


@rule
def identify_all(seed: int, keys: IntArray, out: IntArray) -> None:
    """Luck identities of permanent keys."""
    for i in range(len(keys)):
        out[i] = identity_of(seed, keys[i])


@rule
def keys_of(city: IntArray, sector: IntArray, number: IntArray, out: IntArray) -> None:
    """Permanent keys of the enterprises that are there at the start."""
    for i in range(len(out)):
        out[i] = key_of(city[i], sector[i], 0, number[i])


class Draws:
    """Draws of the population, each keyed by identity and number."""

    def __init__(self, identities: IntArray) -> None:
        self.identities = identities

    def uniform(self, number: int) -> FloatArray:
        """Uniform in (0, 1) of draw ``number`` for each enterprise."""
        out = np.empty(len(self.identities))
        draw_all(self.identities, -1000, int(Event.SYNTHESIS_0) + number, out)
        return out

    def normal(self, number: int) -> FloatArray:
        """Standard normal of draw ``number`` for each enterprise."""
        result: FloatArray = scipy.special.ndtri(self.uniform(number))
        return result


def pareto_sizes(
    draws: FloatArray, tail: float, smallest: float, total: float, largest: float
) -> FloatArray:
    """Sizes with a Pareto tail from uniform draws, none below ``smallest``, summing to ``total``.

    Draws are stratified by rank, so that a cell of a few enterprises is not at the mercy of one.
    The excess over the smallest size is scaled, which keeps the tail exponent (Axtell 2001).
    """
    n = len(draws)
    if n == 0:
        return np.zeros(0)
    rank = np.argsort(np.argsort(draws, kind="stable"), kind="stable")
    level = (rank + 0.5) / n
    raw = np.minimum((1.0 - level) ** (-1.0 / tail), largest / smallest)
    if total <= smallest * n or raw.sum() - n <= 0.0:
        return np.full(n, total / n)
    return smallest * (1.0 + (raw - 1.0) * (total / smallest - n) / (raw.sum() - n))


def _cell_counts(base: BaseYear, count: float, named: FloatArray, p: Any) -> FloatArray:
    """Enterprises above the official size in each cell besides the named ones, shape (14, 37)."""
    expected = base.enterprises * count
    # an average below 1.3 times the official size would leave no room for a tail
    fits = (base.output - named) / (1.3 * p["threshold_sales"])
    return np.maximum(0.0, np.minimum(expected, fits))


def _records_of(expected: FloatArray, scale: float, weight: FloatArray) -> IntArray:
    """Whole numbers of records in each cell; at least one where anything is made.

    A cell of less than one expected enterprise gets a record of less than weight 1.
    """
    wanted = expected * scale / weight
    whole = np.floor(wanted + 0.5).astype(np.int64)
    return np.where((expected > LEAST_EXPECTED) & (whole == 0), 1, whole)


def synthesise(
    base: BaseYear,
    named: tuple[NamedEnterprise, ...],
    parameters: Records[Any],
    seed: int,
    scale: float,
) -> Population:
    """All enterprises of the start, in the order of their keys.

    Parameters
    ----------
    base: margins of the base year
    named: named enterprises, each one record of weight 1
    parameters: one row of parameters
    seed: of the member of the ensemble
    scale: records per enterprise; below 1 a weighted sample, above 1 a finer population
    """
    p = {name: parameters[name][0] for name in (parameters.dtype.names or ())}
    lead_size = np.array([named_output(lead) for lead in named])
    lead_city = np.array([CITIES.index(lead.city) for lead in named], np.int64)
    lead_sector = np.array([SECTORS.index(lead.sector) for lead in named], np.int64)
    held = np.zeros(base.output.shape)
    known = np.nan_to_num(lead_size)
    np.add.at(held, (lead_city, lead_sector), known)
    count = float(p["counted_enterprises"])
    expected = _cell_counts(base, count, held, p)
    thin = np.where([s in SERVICES for s in SECTORS], SERVICE_WEIGHT, 1.0)[None, :]
    blocks = [_block(expected, scale, thin * np.ones_like(expected), 0)]
    blocks.append(
        _block(expected * SHADOW_SHARE, scale, SHADOW_WEIGHT * thin * np.ones_like(expected), 1)
    )
    city, sector, number, weight, shadow = (
        np.concatenate([b[k] for b in blocks]) for k in range(5)
    )
    leads = np.arange(len(named), dtype=np.int64)
    city = np.concatenate([lead_city, city])
    sector = np.concatenate([lead_sector, sector])
    number = np.concatenate([_named_numbers(named), number])
    weight = np.concatenate([np.ones(len(named)), weight])
    shadow = np.concatenate([np.zeros(len(named), bool), shadow])
    name = np.concatenate([leads + 1, np.zeros(len(city) - len(named), np.int64)])
    keys = np.empty(len(city), np.int64)
    keys_of(city, sector, number, keys)
    order = np.argsort(keys, kind="stable")
    firms = Enterprise.zeros(len(keys))
    for field, values in (
        ("key", keys),
        ("city", city),
        ("sector", sector),
        ("weight", weight),
        ("name", name),
    ):
        firms[field] = values[order]
    identities = np.empty(len(keys), np.int64)
    identify_all(seed, np.ascontiguousarray(firms["key"]), identities)
    firms["identity"] = identities
    _set_sizes(firms, shadow[order], base, lead_size, p)
    _set_owners(firms, named, base, p)
    _set_products(firms, named, base)
    _set_staff(firms, named, base, p)
    return Population(firms, named)


def _named_numbers(named: tuple[NamedEnterprise, ...]) -> IntArray:
    """Numbers in the keys of named enterprises, from their names: one more moves nobody else's."""
    crc = [zlib.crc32(lead.name_zh.encode()) % 200_000 for lead in named]
    return NAMED_NUMBERS + np.array(crc, np.int64)


def _block(
    expected: FloatArray, scale: float, weight: FloatArray, shadow: int
) -> tuple[IntArray, IntArray, IntArray, FloatArray, NDArray[np.bool_]]:
    """City, sector, number, weight and shadow flag of the records of all cells."""
    records = _records_of(expected, scale, weight)
    cells = np.argwhere(records > 0)
    repeats = records[records > 0]
    city = np.repeat(cells[:, 0], repeats)
    sector = np.repeat(cells[:, 1], repeats)
    number = np.concatenate([np.arange(r) for r in repeats]) if len(repeats) else repeats
    each = np.repeat(expected[records > 0] / repeats, repeats)
    return city, sector, number + SHADOW_NUMBERS * shadow, each, np.full(len(city), bool(shadow))


def _set_sizes(
    firms: Records[Enterprise],
    shadow: NDArray[np.bool_],
    base: BaseYear,
    lead_size: FloatArray,
    p: dict[str, Any],
) -> None:
    """Yearly sales of each enterprise; a cell sums to its output of the base year."""
    draws = Draws(firms["identity"])
    size = np.zeros(len(firms))
    threshold = float(p["threshold_sales"])
    size[shadow] = threshold * SHADOW_FLOOR ** draws.uniform(0)[shadow]
    tail = draws.uniform(1)
    leads = firms["name"] > 0
    size[leads] = np.nan_to_num(lead_size[firms["name"][leads] - 1])
    # plain arrays: a field of a record array costs more than the sums of a cell
    weights, city, sector = (np.asarray(firms[n]) for n in ("weight", "city", "sector"))
    place = city * len(SECTORS) + sector
    starts = np.flatnonzero(np.r_[True, np.diff(place) != 0])
    ends = np.r_[starts[1:], len(firms)]
    for begin, end in zip(starts, ends, strict=True):
        rows = np.arange(begin, end)
        total = base.output[city[begin], sector[begin]]
        unknown = rows[leads[rows] & (size[rows] <= 0.0)]
        ordinary = rows[~leads[rows] & ~shadow[rows]]
        weight = weights[rows]
        known = rows[leads[rows] & (size[rows] > 0.0)]
        if len(known):
            size[known] *= min(1.0, NAMED_CEILING * total / float(size[known].sum()))
        small = rows[shadow[rows]]
        if len(small):
            together = float((weights[small] * size[small]).sum())
            size[small] *= min(1.0, SHADOW_CEILING * total / together)
        left = total - float((weight * size[rows]).sum())
        if len(unknown):
            # a lead of unknown size stands among the largest of its cell
            size[unknown] = max(2.0 * threshold, min(0.05 * left, 2000.0))
            left -= float(size[unknown].sum())
        if len(ordinary):
            w = weights[ordinary][0]
            drawn = pareto_sizes(tail[ordinary], p["size_tail"], threshold, left / w, 0.3 * left)
            size[ordinary] = drawn
        weighted = float((weight * size[rows]).sum())
        size[rows] *= total / weighted
    firms["sales_year"] = size
    firms["output"] = 0.25 * size
    firms["counted"] = size >= threshold


def _draw_owners(
    sales: FloatArray, free: NDArray[np.bool_], luck_: FloatArray, left: float, tilt: float
) -> IntArray:
    """Rows of one sector that get an owner, up to sales of ``left``, million yuan a year.

    By luck, the large the more likely by the power ``tilt`` of their sales (the race of
    exponentials of Efraimidis and Spirakis 2006); who would overshoot by half is passed over.
    """
    taken = []
    turn = -np.log(luck_) * sales**-tilt
    for row in np.flatnonzero(free)[np.argsort(turn[free], kind="stable")]:
        if left <= 0.0:
            break
        if sales[row] <= 1.5 * left:
            taken.append(row)
            left -= sales[row]
    return np.array(taken, np.int64)


def _set_owners(
    firms: Records[Enterprise],
    named: tuple[NamedEnterprise, ...],
    base: BaseYear,
    p: dict[str, Any],
) -> None:
    """Owners by their share of each sector's sales, named enterprises included; key enterprises.

    State and foreign owners hold what they hold in the nation, central owners their stated part
    of what the state holds beside the named ones.
    """
    draws = Draws(firms["identity"])
    owner = np.full(len(firms), int(Owner.PRIVATE))
    leads = np.asarray(firms["name"] > 0)
    for row in np.flatnonzero(leads):
        owner[row] = OWNER_OF[named[firms["name"][row] - 1].owner]
    chance, of_state = draws.uniform(2), draws.uniform(28)
    state = int(Owner.LOCAL_STATE)
    sales = np.asarray(firms["weight"] * firms["sales_year"])
    for j in range(len(SECTORS)):
        rows = np.flatnonzero(firms["sector"] == j)
        free, all_ = ~leads[rows], sales[rows].sum()
        for k, kind in enumerate((state, int(Owner.FOREIGN))):
            have = owner[rows] <= state if kind == state else owner[rows] == kind
            left = base.owner_share[j, k] * all_ - sales[rows][have].sum()
            luck_ = chance[rows] if kind == state else 1.0 - chance[rows]
            drawn = _draw_owners(sales[rows], free, luck_, left, p["owner_tilt"])
            owner[rows[drawn]] = kind
            free[drawn] = False
    drawn_state = ~leads & (owner == state)
    owner[drawn_state & (of_state < p["central_part"])] = int(Owner.CENTRAL_STATE)
    firms["owner"] = owner
    score = np.log(firms["sales_year"]) + 0.5 * draws.normal(3) + 5.0 * (firms["name"] > 0)
    score[~firms["counted"]] = -np.inf
    ranked = np.argsort(-score, kind="stable")
    reached = np.cumsum(firms["weight"][ranked])
    whole = float((firms["weight"] * firms["counted"]).sum())
    firms["is_key"][ranked[reached <= p["key_share"] * whole]] = True
    firms["slot"] = np.minimum(3, (4.0 * draws.uniform(4)).astype(np.int64))


def _set_products(
    firms: Records[Enterprise], named: tuple[NamedEnterprise, ...], base: BaseYear
) -> None:
    """Makers of each product: the named ones, then others by luck, up to the city's output.

    The large the more likely, in proportion to their sales: products are made in large plants.
    Where many are known to be small (mines), these come first, as far as their share goes.
    """
    draws = Draws(firms["identity"]).uniform(5)
    product = np.zeros(len(firms), np.int64)
    city, sector, name = (np.asarray(firms[n]) for n in ("city", "sector", "name"))
    size = np.asarray(firms["weight"] * firms["sales_year"])
    turn = -np.log(draws) / np.asarray(firms["sales_year"])
    for row in np.flatnonzero(name > 0):
        product[row] = PRODUCTS.index(named[name[row] - 1].product)
    for k in range(len(PRODUCTS) - 1):
        j = SECTORS.index(PRODUCT_SECTOR[k + 1])
        made = base.product_output_share[k] * base.output[:, j].sum()
        for c in range(len(CITIES)):
            here = np.flatnonzero((city == c) & (sector == j))
            left = made * base.product_city[c, k] - size[here[product[here] == k + 1]].sum()
            free = here[(product[here] == 0) & (name[here] == 0)]
            # sales of a plant of the smallest capacity allowed
            a_tonne = made / max(float(base.product_capacity[k]), 1e-9)
            least = a_tonne * base.product_smallest[k]
            is_small = np.asarray(firms["sales_year"][free]) < least
            small = base.product_small[k] * made * base.product_city[c, k]
            few = free[is_small]
            left -= _take_up_to(few[np.argsort(draws[few], kind="stable")], small, size, product, k)
            free = free[~is_small]
            _take_up_to(free[np.argsort(turn[free], kind="stable")], left, size, product, k)
    firms["product"] = product


def _take_up_to(rows: IntArray, left: float, size: FloatArray, product: IntArray, k: int) -> float:
    """Makers of product ``k`` in the order of ``rows``, up to sales of ``left``; what they sell."""
    taken = 0.0
    for row in rows:
        if taken >= left:
            break
        if size[row] <= 1.1 * (left - taken):
            product[row] = k + 1
            taken += size[row]
    return taken


def _set_staff(
    firms: Records[Enterprise],
    named: tuple[NamedEnterprise, ...],
    base: BaseYear,
    p: dict[str, Any],
) -> None:
    """Staff in proportion to sales with a spread of efficiency; a cell sums to its employment."""
    # a giant's parts have luck of their own (as in agents.enterprise.innovation.change_efficiency)
    large = np.minimum(1.0, (firms["sales_year"] / 100.0) ** -p["size_damping"])
    spread = Draws(firms["identity"]).normal(6) * p["start_efficiency_sd"] * large
    spread = np.clip(spread, -1.4, 1.4)
    raw = firms["sales_year"] * np.exp(-spread)
    place = firms["city"] * len(SECTORS) + firms["sector"]
    cells = len(CITIES) * len(SECTORS)
    weighted = np.bincount(place, firms["weight"] * raw, cells)
    employment = base.employment.ravel()
    ratio = np.divide(employment, weighted, out=np.zeros(cells), where=weighted > 0.0)
    staff = raw * ratio[place]
    cell_mean = np.divide(
        employment, base.output.ravel(), out=np.zeros(cells), where=base.output.ravel() > 0.0
    )
    cited = np.zeros(len(firms), bool)
    for row in np.flatnonzero(firms["name"] > 0):
        known = named[firms["name"][row] - 1].employees
        if np.isfinite(known):
            # a cited staff that the sector's technique cannot explain is taken to its bound
            usual = firms["sales_year"][row] * cell_mean[place[row]]
            staff[row] = np.clip(known, 0.5 * usual, 2.0 * usual)
            cited[row] = True
    firms["staff"] = _fill_cells(staff, cited, firms["weight"], place, employment)


def _fill_cells(
    staff: FloatArray,
    cited: NDArray[np.bool_],
    weight: FloatArray,
    place: IntArray,
    employment: FloatArray,
) -> FloatArray:
    """Staff that sums to each cell's employment; cited figures stay, as far as the cell holds them.

    Where they take more than their ceiling, or nobody else is there, all are scaled alike.
    """
    cells = len(employment)
    known = np.bincount(place, weight * staff * cited, cells)
    others = np.bincount(place, weight * staff * ~cited, cells)
    alone = (known > NAMED_CEILING * employment) | (others <= 0.0)
    both = known + others
    scale = np.divide(employment, both, out=np.ones(cells), where=both > 0.0)
    rest = np.divide(employment - known, others, out=np.ones(cells), where=others > 0.0)
    factor = np.where(alone[place], scale[place], np.where(cited, 1.0, rest[place]))
    result: FloatArray = staff * factor
    return result


def rung_mixes(
    firms: Records[Enterprise], process: NDArray[np.bool_], p: dict[str, Any]
) -> FloatArray:
    """Shares of capital on the four rungs: Dirichlet, more obsolete in small plants, (n, 4).

    The mean over capital is the stated one; key enterprises and process sectors lead.
    """
    draws = Draws(firms["identity"])
    large = np.clip(np.log(np.maximum(firms["sales_year"], 5.0) / 100.0), -2.0, 4.0)
    tilt = np.exp(np.outer(large, [-0.22, -0.03, 0.10, 0.20]))
    ahead = p["key_numerical"] * firms["is_key"] + p["process_numerical"] * process
    tilt[:, 2:] *= np.exp(ahead)[:, None]
    target = np.asarray(p["rung_mix"])
    mean = target[None, :] * tilt
    mean /= mean.sum(axis=1, keepdims=True)
    # an enterprise of many lines is an average over many plants
    lines = np.clip(firms["sales_year"] / p["line_size"], 1.0, p["line_max"])
    concentration = p["rung_concentration"] * np.maximum(1.0, lines / p["lump_lines"])
    shape = np.maximum(mean * concentration[:, None], 0.02)
    uniforms = np.stack([draws.uniform(7 + k) for k in range(4)], axis=1)
    gammas = np.maximum(scipy.special.gammaincinv(shape, uniforms), 1.0e-12)
    mixes: FloatArray = gammas / gammas.sum(axis=1, keepdims=True)
    # the mean over capital is the one stated; tilted shares are brought back to it
    weight = (firms["weight"] * firms["sales_year"])[:, None]
    for _ in range(30):
        found = (weight * mixes).sum(axis=0) / weight.sum()
        mixes = mixes * (target / found)[None, :]
        mixes /= mixes.sum(axis=1, keepdims=True)
    return mixes


def tilted_chances(rate: float, lean: FloatArray, weight: FloatArray) -> FloatArray:
    """Chances with weighted mean ``rate`` whose odds rise with ``lean``, by bisection."""
    total = weight.sum()
    if total <= 0.0 or rate <= 0.0:
        return np.zeros(len(lean))
    low, high = -30.0, 30.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        if float((weight / (1.0 + np.exp(-middle - lean))).sum() / total) < rate:
            low = middle
        else:
            high = middle
    result: FloatArray = 1.0 / (1.0 + np.exp(-low - lean))
    return result


def start_systems(firms: Records[Enterprise], high: FloatArray, p: dict[str, Any]) -> FloatArray:
    """Maturity of digital systems when the hidden quarters begin, (n, 5); 0 where there is none.

    ``high`` is the share of numerical and intelligent capital, which MES needs. Larger enterprises
    have more, as the fixed part of the cost weighs less on them.
    """
    draws = Draws(firms["identity"])
    key, all_ = np.asarray(p["start_key"]), np.asarray(p["start_all"])
    share = float((firms["weight"] * firms["is_key"]).sum() / firms["weight"].sum())
    others = np.maximum(0.0, (all_ - share * key) / (1.0 - share))
    have = np.zeros((len(firms), 5), bool)
    lean = p["start_lean"] * np.log(np.maximum(firms["sales_year"], 1.0) / 100.0)
    for system in range(5):
        able = np.ones(len(firms), bool)
        if system == 1:
            able = high >= p["mes_needs"]
        if system == 4:
            able = have[:, 0] & have[:, 1]
        for group, rate in ((firms["is_key"], key[system]), (~firms["is_key"], others[system])):
            weight = firms["weight"] * (group & able)
            fit = float(weight.sum() / max((firms["weight"] * group).sum(), 1e-12))
            chance = tilted_chances(min(0.98, rate / max(fit, 1e-12)), lean, weight)
            have[:, system] |= group & able & (draws.uniform(11 + system) < chance)
    age = 4.0 + 20.0 * draws.uniform(16)
    maturity = 1.0 - (1.0 - p["learning"]) ** age
    result: FloatArray = have * maturity[:, None]
    return result


def start_owner_pay(firms: Records[Enterprise], p: dict[str, Any]) -> FloatArray:
    """Pay relative to the sector by owner, with a spread, (n,)."""
    spread = 0.1 * Draws(firms["identity"]).normal(17)
    result: FloatArray = np.asarray(p["owner_pay"])[firms["owner"]] * np.exp(spread)
    return result
