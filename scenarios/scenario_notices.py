"""What a scenario's own file lets its reader know: keys that cannot act, and unlikely sizes.

A key acts only where its lever has money (but for orders and charges), where what it needs is
given, and where somebody may have what it gives. Each lever declares that by ``ways_to_pay``,
``needs``, ``orders`` and ``paid_last``; nothing here knows a lever by its name, but for the fund.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from locales.catalogue import Phrase, phrase
from model.input_data.base_year import base_year
from model.input_data.data_tables import CITIES, PRODUCTS, REGIONS, SECTOR_GROUP, SECTORS
from scenarios.field_types import OneOf, Within, Yearly, checks_of, first_and_last, in_year
from scenarios.levers.base import KeyNames, Lever
from scenarios.levers.policy_support import FUND_2014, PolicySupport
from scenarios.quantities import MONEY, TONNES, in_words
from scenarios.scenario import Scenario

# Budgets in units of 100 million yuan: the plan's largest, 1,000 million, would be written as 10,
# so what is below a hundredth of the fund of 2014 (20 million) is likely to be meant so. Budgets in
# units of 10,000 yuan: the fund itself would be 200,000, so what one lever or project is given
# beyond ten times the fund is meant so. Orders: the smallest that ships is 2,000 tonnes, single
# works are larger than 1,000; orders in units of 10,000 tonnes lie far below a ten-thousandth of
# what the province can make of all products but the smallest.
LEAST_BUDGET, MOST_BUDGET = 0.01 * FUND_2014, 10.0 * FUND_2014  # million yuan a year
LEAST_FUND = 0.1 * FUND_2014
LEAST_TONNES, LEAST_SHARE = 1000.0, 1e-4
LITTLE = 0.6  # share of its money below which a lever is said to spend little


def notices(scenario: Scenario) -> list[Phrase]:
    """What to say of a scenario before it is run: what its file says, then lever by lever."""
    found: list[Phrase] = []
    for name, table in scenario.levers.items():
        if table.above_zero("budget") or any(map(table.above_zero, table.orders)):
            found += [*_without_effect(scenario, name, table), *_unlikely(name, table)]
    return [*scenario.notices, *found]


def _years(table: Lever) -> range:
    """The years in which a lever is in force."""
    first, last = first_and_last(table.start, table.end)
    return range(first, last + 1)


def _given(table: Lever) -> list[str]:
    """The lever's own keys that a file sets to something else than their default."""
    fields = type(table).model_fields
    return [
        key
        for key in fields
        if key in table.model_fields_set
        and (key in table.own_keys() or key == "rate")
        and getattr(table, key) not in (fields[key].default, None, 0.0, {})
    ]


def _orders_of_the_nation(scenario: Scenario, table: Lever) -> dict[str, float]:
    """Tonnes of each product that the nation orders closed in the years of a lever."""
    years = [str(year) for year in _years(table)]
    return {
        product: max((by_year.get(year, 0.0) for year in years), default=0.0)
        for product, by_year in scenario.national.quota.items()
    }


def _number(scenario: Scenario, table: Lever, key: str) -> Any:
    """The value of a key, of another lever's (``LEVER.KEY``), or of what the nation orders."""
    owner, _, own = key.rpartition(".")
    if owner == "national":
        return _orders_of_the_nation(scenario, table)
    other = scenario.levers.get(owner) if owner else table
    if other is None:
        return 0.0
    return other.main_rate(own) if own in other.rate_of else getattr(other, own)


def _positive(value: Any) -> set[str]:
    """Products and the like of which a value is above 0, or one empty name for a plain number."""
    values = value.items() if isinstance(value, dict) else [("", value)]
    return {
        name
        for name, numbers in values
        if numbers
        and (not isinstance(numbers, list) or isinstance(numbers[0], str) or any(numbers))
    }


def _entries_without(scenario: Scenario, table: Lever, key: str) -> list[str]:
    """Entries of a key, or the key itself, that act for want of what they need."""
    needed = [_positive(_number(scenario, table, need)) for need in table.needs[key]]
    if not any(needed):
        return [key]
    mine, theirs = _positive(getattr(table, key)), set().union(*needed)
    by_product = mine <= set(PRODUCTS) and theirs <= set(PRODUCTS)
    return [f"{key}.{name}" for name in PRODUCTS if by_product and name in mine - theirs]


def _wanting(scenario: Scenario, table: Lever, key: str) -> tuple[list[str], KeyNames]:
    """What of a key cannot act (itself or some of its entries), and the keys that it wants."""
    if key == "rate":  # each of the keys that it stands for
        each = [_wanting(scenario, table, own) for own in table.rate_of]
        return ([key], each[0][1]) if all(entries for entries, _ in each) else ([], ())
    if key in table.needs:
        entries = _entries_without(scenario, table, key)
        return entries, tuple(need for need in table.needs[key]) if entries else ()
    shut = [
        [other for other in way if other != key and not table.above_zero(other)]
        for way in table.ways_to_pay
        if key in way
    ]
    if shut and all(shut):
        return [key], tuple(dict.fromkeys(other for way in shut for other in way))
    return [], ()


def _without_effect(scenario: Scenario, name: str, table: Lever) -> Iterator[Phrase]:
    """Keys that cannot act, and what they want; what goes on where there is no money."""
    given = _given(table)
    wanting: dict[KeyNames, list[str]] = {}
    for key in given:
        entries, wants = _wanting(scenario, table, key)
        if entries:
            wanting.setdefault(wants, []).extend(entries)
    for wants, keys in wanting.items():
        yield phrase("problem.no_effect", lever=name, keys=keys, wants=wants)
    if table.above_zero("budget") and (wants := _wants_of_budget(scenario, table)):
        yield phrase("problem.budget_pays_nothing", lever=name, wants=wants)
    last = [key for key in given if key in table.paid_last or _stands_for_last(table, key)]
    if last and table.all_given_away():
        values = {"keys": last, "parts": table.parts}
        yield phrase("problem.only_what_is_left", lever=name, **values)
    yield from _bound(scenario, name, table)
    yield from _unpaid(name, table, given)
    yield from _nobody_there(scenario, name, table)


def _stands_for_last(table: Lever, key: str) -> bool:
    """Whether a key is ``rate`` and stands for keys that are paid last."""
    return key == "rate" and set(table.rate_of) <= set(table.paid_last)


def _wants_of_budget(scenario: Scenario, table: Lever) -> KeyNames:
    """Keys for want of which no part of the budget can be spent; none where some of it can."""
    shut = []
    for way in table.ways_to_pay:
        wants = [key for key in way if not table.above_zero(key)]
        for key in way:
            if not wants and key in table.needs:
                entries, needs = _wanting(scenario, table, key)
                wants = list(needs) if key in entries else []
        shut.append(wants)
    wanted = tuple(dict.fromkeys(key for wants in shut for key in wants))
    return wanted if shut and all(shut) else ()


def _bound(scenario: Scenario, name: str, table: Lever) -> Iterator[Phrase]:
    """The year in which other keys leave most of a budget unspent, if it is much, and the keys."""
    quota = scenario.national.quota
    short: list[tuple[int, float, float]] = []
    for year in _years(table):
        ordered = {product: by_year.get(str(year), 0.0) for product, by_year in quota.items()}
        money, most = in_year(table.budget, table.start, year), table.most_spent(year, ordered)
        if most < LITTLE * money:
            short.append((year, most, money))
    if short and not _wants_of_budget(scenario, table):
        year, most, money = min(short, key=lambda row: row[1] / row[2])
        said = {"most": in_words(float(f"{most:.2g}"), MONEY), "money": in_words(money, MONEY)}
        yield phrase("problem.bound", lever=name, year=year, keys=table.raised, **said)


def _unpaid(name: str, table: Lever, given: list[str]) -> Iterator[Phrase]:
    """Orders and charges of years without money, and what is not paid in them."""
    years = [
        str(year)
        for year in _years(table)
        if in_year(table.budget, table.start, year) <= 0.0 and table.orders_in(year)
    ]
    if not years:
        return
    paid, going_on = (
        [key for key in given if (key in table.orders) is is_order] for is_order in (False, True)
    )
    part = len(years) < len(_years(table))
    when = phrase("problem.in_years", years=", ".join(years)) if part else ""
    said = {"when": when, "keys": going_on, "paid": paid}
    yield phrase("problem.goes_on_unpaid" if paid else "problem.goes_on", lever=name, **said)


def _nobody_there(scenario: Scenario, name: str, table: Lever) -> Iterator[Phrase]:
    """Places and sectors that a key names and that the lever is not open to."""
    cities = {city for city, is_open in zip(CITIES, table.open_cities(), strict=True) if is_open}
    pairs = zip(SECTORS, SECTOR_GROUP, strict=True)
    named = {s for s, g in pairs if s in (table.sectors or ()) or g in (table.groups or ())}
    sectors = named or set(SECTORS)
    for key in table.own_keys():
        if key in _wanting(scenario, table, key)[0]:
            continue
        info = type(table).model_fields[key]
        kinds = {c.kind for c in checks_of(info.metadata, info.annotation) if isinstance(c, OneOf)}
        closed: list[str] = []
        if "place" in kinds:
            for place in getattr(table, key):
                inside = set(REGIONS.get(place, (place,)))
                shut = inside - cities
                if shut == inside or (shut and key in table.set_aside):
                    closed += [place] if shut == inside else sorted(shut, key=CITIES.index)
        elif "sector" in kinds:
            closed = [sector for sector in getattr(table, key) if sector not in sectors]
        if closed:
            yield phrase("problem.nobody_eligible", lever=name, key=key, names=closed)


def _unlikely(name: str, table: Lever) -> Iterator[Phrase]:
    """Amounts of money and tonnes that are likely to be meant in another unit."""
    for key in ("budget", *table.own_keys()):
        info = type(table).model_fields[key]
        units = [c.unit for c in checks_of(info.metadata, info.annotation) if isinstance(c, Within)]
        if TONNES in units:
            yield from _unlikely_tonnes(name, key, getattr(table, key))
        elif MONEY in units:
            yield from _unlikely_money(name, key, table)


def _unlikely_money(name: str, key: str, table: Lever) -> Iterator[Phrase]:
    """A budget that is a trifle beside the fund of 2014, or money beyond many such funds."""
    is_fund = key == "fund" and isinstance(table, PolicySupport)
    least = LEAST_FUND if is_fund else LEAST_BUDGET if key == "budget" else 0.0
    for number in _beyond(getattr(table, key), least, MOST_BUDGET):
        said = {"amount": in_words(number, MONEY), "fund": in_words(FUND_2014, MONEY)}
        kind = "little" if number < least else "much"
        yield phrase(f"problem.unlikely_{kind}_money", lever=name, key=key, **said)


def _unlikely_tonnes(name: str, key: str, value: dict[str, Any]) -> Iterator[Phrase]:
    """Orders that are a trifle, or more than the province can make."""
    for product, tonnes in value.items():
        capacity = float(base_year().product_capacity[PRODUCTS.index(product) - 1])
        least = max(LEAST_TONNES, LEAST_SHARE * capacity)
        for number in _beyond(tonnes, least, capacity):
            said = {"amount": in_words(number, TONNES), "capacity": in_words(capacity, TONNES)}
            kind = "few" if number < least else "many"
            yield phrase(
                f"problem.unlikely_{kind}_tonnes", lever=name, key=f"{key}.{product}", **said
            )


def _beyond(value: Yearly, least: float, most: float) -> list[float]:
    """The smallest and the largest number above 0 of one or of a list, where out of bounds."""
    numbers = [n for n in (value if isinstance(value, list) else [value]) if n > 0.0]
    ends = dict.fromkeys((min(numbers), max(numbers)) if numbers else ())
    return [number for number in ends if number < least or number > most]
