"""The columns of the panel, and how a row of it is made from two lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from model.base_year import CITIES, SECTORS
from scenarios.classes import size_of
from scenarios.two_lives import APPLICATION, SUPPORT, TRAITS, Year, wide
from scenarios.values import OWNERS, SIZES

if TYPE_CHECKING:
    import polars

COLUMNS: dict[str, tuple[str, str]] = {
    "seed": ("-", "member of the ensemble; enterprises of two seeds are different ones"),
    "enterprise": ("-", "permanent key of the enterprise within its seed"),
    "year": ("year", "calendar year"),
    "treated": (
        "-",
        "has got a transformation grant in this year or before; in a mix without that lever, a "
        "subsidy on systems or support of a retrofit",
    ),
    "supported": (
        "-",
        "has got any direct support in this year or before, interest paid for it included",
    ),
    "effect": (
        "million yuan, 2015 prices",
        "true effect on the year's output: this life less the other, same enterprise, same year, "
        "same luck; an enterprise that does not work in a life makes 0 there",
    ),
    "output": ("million yuan, 2015 prices", "gross output of the year; 0 where it did not work"),
    "output_other": ("million yuan, 2015 prices", "the same in the other life"),
    "city": ("-", "where it stands"),
    "sector": ("-", "subsector"),
    "owner": ("-", "central_state, local_state, private or foreign"),
    "size": ("-", "official class by staff at the year's end, or by mean staff where it left"),
    "staff": ("persons", "at the year's end; 0 where it does not live"),
    "staff_other": ("persons", "the same in the other life"),
    "worker_years": (
        "persons",
        "mean staff of the year's quarters in which it worked, times these",
    ),
    "capital": ("million yuan, 2015 prices", "at the year's end, ordered capital included"),
    "numerical_share": ("share", "of capital at work on the two upper rungs, at the year's end"),
    "debt": ("million yuan", "bank loans at the year's end"),
    "revenue": ("million yuan", "sales of the year"),
    "profit": ("million yuan", "of the year, before income tax"),
    "investment": ("million yuan", "capital spending of the year, repairs included"),
    "investment_other": ("million yuan", "the same in the other life"),
    "labour_productivity": (
        "million yuan per worker-year",
        "output per worker-year; null where nobody worked",
    ),
    "labour_productivity_other": ("million yuan per worker-year", "the same in the other life"),
    "applied": (
        "-",
        "asked for a transformation grant in the year; of several applications the granted one is "
        "shown, else the largest",
    ),
    "quarter": ("quarter", "1 to 4, in which it applied; null where it did not"),
    "asked": ("million yuan", "what it asked for; null where it did not apply"),
    "score": ("score", "of its application in the ranking; null where it did not apply"),
    "cutoff": (
        "score",
        "highest score refused in its queue in its quarter; null where nobody was refused: all "
        "above it were served, and below it only applicants of places with a reserve",
    ),
    "major": ("-", "applied in the queue of major projects; null where it did not apply"),
    "grant": ("million yuan", "transformation grant of the year, less what was given back"),
    "subsidy": ("million yuan", "subsidy on digital systems of the year, likewise"),
    "retrofit_support": ("million yuan", "support of energy retrofits of the year, likewise"),
    "loan_support": ("million yuan", "interest paid for it by the financing lever in the year"),
    "key": ("-", "key enterprise of the plan"),
    "born": ("year", "of entry; 0 for those of the start"),
    "alive": ("-", "lives at the year's end"),
    "alive_other": ("-", "lives at the year's end in the other life"),
    "weight": ("enterprises", "how many enterprises the record stands for"),
    "weight_other": ("enterprises", "the same in the other life; differs only for entrants"),
}


def frame_of(
    seed: int,
    own: Sequence[Year],
    other: Sequence[Year],
    first_year: int,
    treats: Sequence[str] = ("grant",),
) -> polars.DataFrame:
    """Rows of one seed: all who work in either life in a year, by year and key.

    ``treats`` are the kinds of support that make an enterprise treated.
    """
    import polars as pl

    so_far: dict[str, set[int]] = {"treated": set(), "supported": set()}
    frames = []
    for mine, theirs in zip(own, other, strict=True):
        columns = _rows(mine, theirs)
        for name, kinds in (("treated", treats), ("supported", tuple(SUPPORT))):
            given = np.any([columns[kind] > 0.0 for kind in kinds], axis=0)
            so_far[name].update(columns["enterprise"][given].tolist())
            columns[name] = np.isin(columns["enterprise"], np.array(sorted(so_far[name]), int))
        columns["seed"] = np.full(len(columns["enterprise"]), seed)
        columns["year"] = np.full(len(columns["enterprise"]), first_year + mine.year)
        born = columns["born"]
        columns["born"] = np.where(born < 0, 0, first_year + born // 4)
        frames.append(pl.DataFrame({name: columns[name] for name in COLUMNS}))
    gathered = pl.concat(frames)
    sometimes = ("asked", "score", "cutoff", "labour_productivity", "labour_productivity_other")
    return gathered.with_columns(
        *(pl.col(name).fill_nan(None) for name in sometimes),
        pl.col("major").fill_nan(None).cast(pl.Boolean),
        pl.col("quarter").fill_nan(None).cast(pl.Int64),
    )


def _rows(own: Year, other: Year) -> dict[str, Any]:
    """Columns of one year but those that hang on other years."""
    keys = np.union1d(own.keys, other.keys)
    here = np.isin(keys, own.keys)
    found: dict[str, Any] = {"enterprise": keys}
    for name in TRAITS:
        found[name] = np.where(here, wide(own, name, keys), wide(other, name, keys))
    for name in ("output", "staff", "investment", "worker_years", "alive"):
        found[name] = wide(own, name, keys)
        found[f"{name}_other"] = wide(other, name, keys)
    for name in ("capital", "numerical_share", "debt", "revenue", "profit", *SUPPORT):
        found[name] = wide(own, name, keys)
    there = np.isin(keys, other.keys)
    found["weight_other"] = np.where(there, wide(other, "weight", keys), found["weight"])
    for name in APPLICATION:
        found[name] = np.where(here, wide(own, name, keys), np.nan)
    found["applied"] = np.isfinite(found["asked"])
    found["effect"] = found["output"] - found["output_other"]
    for life in ("", "_other"):
        work = found[f"worker_years{life}"]
        found[f"labour_productivity{life}"] = np.divide(
            found[f"output{life}"], work, out=np.full(len(keys), np.nan), where=work > 0.0
        )
    staff = np.where(found["alive"], found["staff"], found["worker_years"])
    found["size"] = np.array(SIZES)[size_of(staff)]
    for name, words in (("city", CITIES), ("sector", SECTORS), ("owner", OWNERS)):
        found[name] = np.array(words)[found[name].astype(np.int64)]
    found["key"] = found.pop("is_key").astype(bool)
    for name in ("alive", "alive_other"):
        found[name] = found[name].astype(bool)
    return found
