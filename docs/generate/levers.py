"""Every lever and its keys, written from the schema so that the page cannot grow old."""

from __future__ import annotations

from itertools import starmap
from typing import Any

from pydantic.fields import FieldInfo

from docs.generate.markdown import table_rows
from locales.catalogue import word
from scenarios.errors import shown
from scenarios.field_types import (
    FIRST_QUARTER,
    LAST_QUARTER,
    Check,
    OneOf,
    QuarterName,
    Within,
    WithinYearly,
    checks_of,
)
from scenarios.levers.base import Lever
from scenarios.levers.policy_support import FUND_2014
from scenarios.levers.registry import LEVERS

COLUMNS = "| key | default | allowed | unit | meaning | 含义 | clause |\n|" + 7 * "---|" + "\n"


def blocks() -> dict[str, str]:
    """Gaps of the page: what the fund holds, keys of every lever, and each lever with its own."""
    common = _table(Lever, list(Lever.model_fields))
    every = "\n\n".join(starmap(_lever, LEVERS.items()))
    return {"fund": f"{FUND_2014:,.0f}", "common": common, "levers": every}


def _lever(name: str, model: type[Lever]) -> str:
    """One lever: its name, its clause, what it ignores, and its own keys."""
    first_line = (model.__doc__ or "").strip().splitlines()[0]
    rate = " and ".join(f"`{key}`" for key in model.rate_of)
    said = f"`rate` stands for {rate}." if rate else "`rate` is refused."
    free = [model.costs()] if model.orders else []
    rules = [
        f"{rule.message('en')} {rule.message('zh')}" for rule in (*free, *model.ignored_rules())
    ]
    parts = (
        f"## {name} {word(f'lever.{name}', 'zh')}",
        f"{first_line} Plan, clause {model.clause}. {said}",
        *rules,
        _table(model, [key for key in model.model_fields if key not in Lever.model_fields]),
    )
    return "\n\n".join(parts)


def _table(model: type[Lever], keys: list[str]) -> str:
    """Keys of a lever as a table."""
    fields = model.model_fields
    rows = (_row(n, fields[n], model.default_rates.get(n, fields[n].default)) for n in keys)
    return COLUMNS + table_rows(rows)


def _row(name: str, info: FieldInfo, default: Any) -> tuple[str, ...]:
    """One key."""
    extra: Any = info.json_schema_extra or {}
    if default is None or default == {}:
        given = "–"
    else:
        given = ", ".join(default) if isinstance(default, list) else f"`{shown(default)}`"
    return (
        f"`{name}`",
        given,
        _allowed(checks_of(info.metadata, info.annotation)),
        str(extra.get("unit", "")),
        info.description or "",
        str(extra.get("description_zh", "")),
        str(extra.get("clause", "")),
    )


def _allowed(checks: list[Check]) -> str:
    """Names and bounds that a key takes."""
    parts = []
    for check in checks:
        if isinstance(check, OneOf):
            few = len(check.names) <= 20
            parts.append(", ".join(check.names) if few else f"{len(check.names)} {check.kind}s")
        elif isinstance(check, Within):
            yearly = ", or a list" if isinstance(check, WithinYearly) else ""
            unit = ", a unit may be given" if check.unit else ""
            parts.append(f"{check.low:,g} to {check.high:,.10g}{yearly}{unit}")
        elif isinstance(check, QuarterName):
            parts.append(f"{FIRST_QUARTER} to {LAST_QUARTER}")
    return ": ".join(parts)
