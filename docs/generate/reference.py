"""Reference pages from declarations: parameters, records, the quarter's table, the facts."""

from __future__ import annotations

from collections import Counter

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import Enterprise
from agents.place import Place, Project
from agents.province import Lever, LeverAccount, Policy, Province
from agents.record import Record
from agents.sector import Sector
from calibration.stylised_facts import facts
from docs.generate.markdown import safe, table, table_rows
from experiments.panel import COLUMNS
from model.indicators import INDICATORS, MISREPORTED
from model.input_data.data_tables import rows
from traceability.quarter_timing import event_table

RECORDS: tuple[type[Record], ...] = (
    Enterprise,
    City,
    Sector,
    Cluster,
    Place,
    Project,
    Bank,
    Province,
    Policy,
    Lever,
    LeverAccount,
    Plan,
)
FIELDS = "| field | type | unit | meaning |\n|---|---|---|---|"
TYPES = {"f": "number", "i": "whole number", "b": "yes or no"}
BETTER = {1: "more", -1: "less", 0: "–"}


def parameters() -> dict[str, str]:
    """Gaps of ``docs/parameters.md``."""
    every = rows("parameters")
    count = sorted(Counter(row["status"] for row in every).items())
    cells = []
    for row in every:
        value, low, high = (row[name].replace(";", "; ") for name in ("value", "low", "high"))
        span = "fixed" if row["prior"] == "fixed" else f"{low} to {high}"
        texts = (span, row["unit"], row["meaning"], row["meaning_zh"], row["source"], row["status"])
        cells.append((f"`{row['name']}`", value, *map(safe, texts)))
    shares = ", ".join(f"{n} {status}" for status, n in count)
    return {"count": f"{len(every)} parameters: {shares}.", "rows": table_rows(cells)}


def record(kind: type[Record]) -> str:
    """One record type as a table of its fields."""
    first = (kind.__doc__ or "").strip().splitlines()[0]
    cells = []
    for name, own in kind.fields.items():
        base = kind.dtype.fields[name][0].base.kind if kind.dtype.fields else "f"
        shape = f" × {own.shape[0]}" if own.shape else ""
        cells.append((f"`{name}`", TYPES[base] + shape, safe(own.unit), safe(own.meaning)))
    head = f"## {kind.__name__}\n\n{first} {kind.dtype.itemsize} bytes.\n\n{FIELDS}"
    return f"{head}\n{table_rows(cells)}"


def records() -> dict[str, str]:
    """The gap of ``docs/records.md``."""
    return {"records": "\n\n".join(map(record, RECORDS))}


def quarter_table() -> str:
    """The events of the quarter: what happens, who acts, and in which rules."""
    return table_rows(
        (
            str(event.number),
            "; ".join(event.what),
            "; ".join(event.who),
            ", ".join(f"`{place}`" for place in event.where),
        )
        for event in event_table()
    )


def indicators() -> dict[str, str]:
    """The gap of ``docs/indicators.md``."""
    cells = []
    for each in INDICATORS:
        apart = "apart" if each.name in MISREPORTED else "as is"
        texts = (safe(each.unit), safe(each.meaning), BETTER[each.good], each.scopes, apart)
        cells.append((f"`{each.name}`", *texts))
    return {"rows": table_rows(cells)}


def panel() -> dict[str, str]:
    """The gap of ``docs/panel.md``."""
    return {"rows": table_rows((f"`{name}`", *map(safe, said)) for name, said in COLUMNS.items())}


def odd() -> dict[str, str]:
    """Gaps of the ODD page: the quarter's table and the facts."""
    head = ("fact", "value", "from", "to", "status", "source of the range")
    found = [
        (f.name, f"{f.value:.3f}", f"{f.low:g}", f"{f.high:g}", f.status, f.source) for f in facts()
    ]
    return {"quarter": quarter_table(), "facts": table(head, found, (1, 2, 3))}
