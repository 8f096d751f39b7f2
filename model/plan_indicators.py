"""Rows of the table of indicators about the plan's programmes, places, projects and reports.

Built for ``model.indicators``, which hands over how a row is made and the columns of its record
table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Make = Callable[..., Any]


def capacity_rows(make: Make, q: Any, products: Sequence[str]) -> list[Any]:
    """Standing capacity by product, then what was closed by order, as it is and as reported."""
    standing = [
        make(
            f"capacity_{product}",
            "tonnes per year",
            f"standing capacity of {product.replace('_', ' ')}",
            (q.TONNES_0 + k,),
        )
        for k, product in enumerate(products)
    ]
    closed = [
        make(
            f"closed_capacity_{product}",
            "tonnes per year",
            f"capacity of {product.replace('_', ' ')} closed by order",
            (q.CLOSED_0 + k,),
            reported_numerator=(q.CLOSED_0 + k, q.CLAIMED_0 + k),
        )
        for k, product in enumerate(products)
    ]
    hidden = make(
        "reopened_output",
        "million yuan, 2015 prices",
        "output of capacity that was ordered shut and works again, which no city reports",
        (q.REOPENED_OUTPUT,),
        good=-1,
        reported_numerator=(),
    )
    return [*standing, *closed, hidden]


def plan_rows(make: Make, q: Any) -> list[Any]:
    """Indicators of the equity fund, innovation, replacement, energy; ``q``: columns by name."""
    return [
        make(
            "fund_income",
            "million yuan",
            "dividends and proceeds of the province's equity fund",
            (q.FUND_INCOME,),
            good=1,
        ),
        make(
            "technology_centres",
            "enterprises",
            "provincial technology centres certified",
            (q.CENTRES,),
            good=1,
        ),
        make(
            "key_technologies",
            "technologies",
            "large inventions of key enterprises",
            (q.KEY_TECHNOLOGIES,),
            good=1,
        ),
        make(
            "innovative_products",
            "products",
            "large inventions of key makers of equipment and electronics",
            (q.NEW_PRODUCTS,),
            good=1,
        ),
        make(
            "innovation_platforms",
            "platforms",
            "innovation platforms founded",
            (q.INNOVATION_PLATFORMS,),
            good=1,
        ),
        make("alliance_members", "enterprises", "members of alliances", (q.ALLIES,), good=1),
        make(
            "capacity_abroad",
            "capacity units",
            "capital that enterprises hold abroad",
            (q.ABROAD,),
        ),
        make(
            "obsolete_cement_share",
            "share",
            "outdated over all cement capacity",
            (q.OUTDATED_0 + 1,),
            (q.TONNES_0 + 1,),
            -1,
        ),
        make(
            "replacement_ratio",
            "ratio",
            "new capacity of steel and aluminium beyond licences, quiet reopening included, "
            "over capacity given up for it or ordered closed",
            (q.NEW_TONNES,),
            (q.RETIRED_TONNES,),
            -1,
        ),
        make(
            "energy_saving_technologies",
            "technologies",
            "of ten, each a further tenth of what retrofits can save, those in use by enterprises "
            "with a tenth of all energy",
            (q.ENERGY_TECHNOLOGIES,),
            good=1,
            scopes="province",
        ),
    ]


def place_rows(make: Make, q: Any) -> list[Any]:
    """Indicators of places and projects and of what cities report; ``q``: columns by name."""
    rows: list[tuple[str, str, str, tuple[int, ...], int]] = [
        (
            "major_projects",
            "projects",
            "projects of at least 1 billion yuan of works under construction",
            (q.MAJOR_PROJECTS,),
            1,
        ),
        (
            "central_projects",
            "projects",
            "projects of central enterprises of the plan's 40 under construction",
            (q.CENTRAL_PROJECTS,),
            1,
        ),
        (
            "central_projects_completed",
            "projects",
            "projects of the plan's 40 that have been completed",
            (q.CENTRAL_DONE,),
            1,
        ),
        (
            "developed_clusters",
            "clusters",
            "of the 31 listed clusters those past the thresholds of members, sales, specialisation",
            (q.DEVELOPED_CLUSTERS,),
            1,
        ),
        (
            "developed_priority_clusters",
            "clusters",
            "the same of the 15 that come first",
            (q.DEVELOPED_FIRST,),
            1,
        ),
        (
            "developed_petrochemical_parks",
            "parks",
            "of the five petrochemical parks those past the threshold of sales",
            (q.DEVELOPED_PARKS,),
            1,
        ),
        (
            "assessed_parks",
            "parks",
            "parks and bases whose plan has an approved environmental assessment",
            (q.ASSESSED_PARKS,),
            1,
        ),
        (
            "moved_enterprises",
            "enterprises",
            "plants commissioned in another city than their owner's",
            (q.MOVED,),
            0,
        ),
    ]
    return [make(*row[:4], good=row[4]) for row in rows]
