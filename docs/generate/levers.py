"""The page ``docs/levers.md``, written from the schema so that it cannot grow old."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo

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

HEAD = f"""# Levers 政策工具

<!-- Written by docs/generate/levers.py; do not edit. -->

A scenario pulls a lever by a table `[levers.NAME]`. Every key has a default; a key that is not
listed here is refused. Levers are in force from `start` to `end`, both included. All together they
may spend {FUND_2014:,.0f} million yuan a year, or what `policy_support` makes of the fund (both
assumed, the plan states neither): if they ask for more, all are cut in the same proportion and the
run says so. `liaosim scenarios schema` prints the same as JSON schema.

情景文件以 `[levers.名称]` 表启用政策工具。各键均有默认值，未列出的键不被接受。自 `start` 起至
`end` 止（含首尾季度）有效。各工具每年合计不超过 {FUND_2014:,.0f} 百万元，
或 `policy_support` 设定的规模（均为假设，方案未载明）；
超过时同比例削减并予以提示。

A list gives one number for each calendar year from `start` to `end`. Law and orders act without
money and are named with their lever; everything else acts as far as its lever's money pays for it.
"""
COLUMNS = "| key | default | allowed | unit | meaning | 含义 | clause |\n|" + 7 * "---|" + "\n"


def levers_page() -> str:
    """The whole page."""
    parts = [HEAD, "## Keys of every lever 通用键\n", _table(Lever, own=False)]
    for name, model in LEVERS.items():
        title = f"## {name} {word(f'lever.{name}', 'zh')}\n"
        first_line = (model.__doc__ or "").strip().splitlines()[0]
        rate = " and ".join(f"`{key}`" for key in model.rate_of)
        said = f"{first_line} Plan, clause {model.clause}."
        said += f" `rate` stands for {rate}.\n" if rate else " `rate` is refused.\n"
        for rule in [*([model.costs()] if model.orders else []), *model.ignored_rules()]:
            said += f"\n{rule.message('en')} {rule.message('zh')}\n"
        parts += [title, said, _table(model, own=True)]
    return "\n".join(parts)


def _table(model: type[Lever], *, own: bool) -> str:
    """Keys of a lever as a table: those that all have, or its own."""
    common = Lever.model_fields if own else {}
    rows = [
        _row(name, info, model.default_rates.get(name, info.default))
        for name, info in model.model_fields.items()
        if name not in common
    ]
    return COLUMNS + "\n".join(rows) + "\n"


def _row(name: str, info: FieldInfo, default: Any) -> str:
    """One key."""
    extra: Any = info.json_schema_extra or {}
    if default is None or default == {}:
        given = "–"
    else:
        given = ", ".join(default) if isinstance(default, list) else f"`{shown(default)}`"
    cells = [
        f"`{name}`",
        given,
        _allowed(checks_of(info.metadata, info.annotation)),
        str(extra.get("unit", "")),
        info.description or "",
        str(extra.get("description_zh", "")),
        str(extra.get("clause", "")),
    ]
    return "| " + " | ".join(cells) + " |"


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
