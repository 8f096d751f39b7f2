"""Reference pages from declarations: parameters, records, the quarter's table, the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.investment_plan import Plan
from agents.enterprise.record import Enterprise
from agents.place import Place, Project
from agents.province import Lever, LeverAccount, Policy, Province
from agents.record import Record
from agents.sector import Sector
from experiments.panel import COLUMNS
from model.indicators import INDICATORS, MISREPORTED
from model.input_data.data_tables import rows
from traceability.quarter_timing import event_table

DOCS = Path(__file__).resolve().parents[1]
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
TYPES = {"f": "number", "i": "whole number", "b": "yes or no"}
PARAMETERS_HEAD = """# Parameters

Written by `python -m docs.generate` from `data/parameters.csv`; a test holds it fresh.

Every number that a rule uses stands in that table and reaches the rules in one record
(`agents/parameters.py`). *Range* holds 90% of the prior; *status* says how well the value is
founded: `data` and `read` have a source that was read, `recalled` has a source still to be cited,
`trial` was chosen so that shape facts come out (`liaosim bench --facts`), `assumed` has no source.
Values with several numbers are by rung, owner, system or move, in the order that the meaning says.

"""
PANEL_HEAD = """# The panel

Written by `python -m docs.generate` from the declaration in `experiments/panel.py`; a test
holds it fresh.

```
liaosim panel plan_2015 --out panel.parquet --runs 4
```

writes a row for each seed, enterprise and year: what an econometrician would see, and beside it
what only the model knows, the same enterprise in its other life under the baseline. In Python,
`experiments.panel("plan_2015").frame` is the same table. Its use is to test methods of evaluation:
`examples/evaluation_methods.py` shows how much differences in differences overstate selective
grants, with and without matching, and that a comparison at the cut-off of the ranking does not.

**The effect** is the output of the year less the output of the same enterprise in the same year
of its other life, with the same luck. It holds everything that the scenario does to this
enterprise: its own support, and what the support of others does to its customers, prices, wages
and credit. So it is not zero for those who got nothing, and `effect` of the treated less `effect`
of the others is not the effect of support alone.

**Who leaves and who comes.** An enterprise that does not work in a life makes nothing there: its
output, staff and investment are 0, and the effect of a policy that kept it alive is all that it
makes. Rows are there for whoever works in either life in the year, so that weighted effects
(`weight * output - weight_other * output_other`) sum to the paired difference of `liaosim
compare` over all industry. For a comparison of survivors only, keep the rows with `alive` and
`alive_other`. Entrants have the same key in both lives if the same one was founded in both; the
money with which their founders come is not in `investment`. In the quarter in which an enterprise
leaves, its staff is that of the quarter before. No number is nan; what is not defined is null, in
the columns that say so.

**Weights.** A record of a sample stands for `weight` enterprises. Methods that count enterprises
of the province should weigh rows by it; tests of a method need not.

"""
INDICATORS_HEAD = """# Indicators

Written by `python -m docs.generate` from the declaration in `model/indicators.py` and the plan's
own in `model/indicators.py`; a test holds it fresh.

What a run reports, by quarter and year, for the province, its regions and cities and for groups of
sectors. Each is a sum of quantities over enterprises, or such a sum over another, so that it can be
made for any area from what the quarter wrote down. *Better* says which way is wanted; *where* says
whether it is defined for parts of the province. *Reported* marks those that cities do not report as
they are. A ratio is not defined where its denominator is zero, and a document leaves such rows out:
`additionality` asks for grants in the year, of both scenarios where two are compared.

"""
RECORDS_HEAD = """# Records

Written by `python -m docs.generate` from the declarations in `agents/`; a test holds it fresh.

The whole state of a run is arrays of these records (`model/state.py`). A field is declared once,
with its type, unit and meaning.
"""


def cell(text: str) -> str:
    """Text that is safe inside a table."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def parameters() -> str:
    """``docs/parameters.md``."""
    table = rows("parameters")
    count = Counter(row["status"] for row in table)
    shares = ", ".join(f"{n} {status}" for status, n in sorted(count.items()))
    lines = [
        f"{len(table)} parameters: {shares}.\n",
        "| name | value | range | unit | meaning | 含义 | source | status |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in table:
        value = row["value"].replace(";", "; ")
        low, high = row["low"].replace(";", "; "), row["high"].replace(";", "; ")
        span = "fixed" if row["prior"] == "fixed" else f"{low} to {high}"
        texts = (span, row["unit"], row["meaning"], row["meaning_zh"], row["source"], row["status"])
        lines.append(f"| `{row['name']}` | {value} | " + " | ".join(map(cell, texts)) + " |")
    return PARAMETERS_HEAD + "\n".join(lines) + "\n"


def record(kind: type[Record]) -> str:
    """One record type as a table of its fields."""
    first = (kind.__doc__ or "").strip().splitlines()[0]
    lines = [
        f"\n## {kind.__name__}\n\n{first} {kind.dtype.itemsize} bytes.\n",
        "| field | type | unit | meaning |",
        "|---|---|---|---|",
    ]
    for name, own in kind.fields.items():
        base = kind.dtype.fields[name][0].base.kind if kind.dtype.fields else "f"
        shape = f" × {own.shape[0]}" if own.shape else ""
        lines.append(
            f"| `{name}` | {TYPES[base]}{shape} | {cell(own.unit)} | {cell(own.meaning)} |"
        )
    return "\n".join(lines) + "\n"


def records() -> str:
    """``docs/records.md``."""
    return RECORDS_HEAD + "".join(record(kind) for kind in RECORDS)


def quarter_table() -> str:
    """The events of the quarter: what happens, who acts, and in which rules."""
    lines = ["| | event | who | where |", "|---|---|---|---|"]
    for event in event_table():
        where = ", ".join(f"`{place}`" for place in event.where)
        what, who = "; ".join(event.what), "; ".join(event.who)
        lines.append(f"| {event.number} | {what} | {who} | {where} |")
    return "\n".join(lines)


def indicators() -> str:
    """``docs/indicators.md``."""
    better = {1: "more", -1: "less", 0: "–"}
    lines = [
        "| indicator | unit | meaning | better | where | reported |",
        "|---|---|---|---|---|---|",
    ]
    for each in INDICATORS:
        apart = "apart" if each.name in MISREPORTED else "as is"
        texts = (cell(each.unit), cell(each.meaning), better[each.good], each.scopes, apart)
        lines.append(f"| `{each.name}` | " + " | ".join(texts) + " |")
    return INDICATORS_HEAD + "\n".join(lines) + "\n"


def panel() -> str:
    """``docs/panel.md``."""
    lines = ["| column | unit | meaning |", "|---|---|---|"]
    for name, (unit, meaning) in COLUMNS.items():
        lines.append(f"| `{name}` | {cell(unit)} | {cell(meaning)} |")
    return PANEL_HEAD + "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "records": records,
    "indicators": indicators,
    "panel": panel,
}
