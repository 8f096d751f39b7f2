"""A scenario with where each value comes from: its file, what that extends, or a default."""

from __future__ import annotations

from typing import Any, NamedTuple

from scenarios.errors import dotted
from scenarios.field_types import Within, checks_of
from scenarios.inheritance import Leaves, Where
from scenarios.quantities import in_words
from scenarios.scenario import Scenario
from scenarios.schema import model_at


class Resolved(NamedTuple):
    """A scenario, and every value of it that a file gives, with that file; the nation's as well."""

    scenario: Scenario
    leaves: Leaves

    def own(self) -> Leaves:
        """The values that the scenario's own file gives."""
        origin = self.leaves[("name",)].source
        return {where: w for where, w in self.leaves.items() if w.source == origin}

    def values(self) -> list[dict[str, Any]]:
        """Every value that holds, in the order of the schema.

        Each has ``key``, ``value``, ``unit``, ``source`` (a library scenario, a file, or
        ``default``) and ``instead``: the inherited values whose place it takes, each with ``key``,
        ``value`` and ``source``.
        """
        pulled = {
            ("levers", name, key)
            for name, table in self.scenario.levers.items()
            for key in type(table).model_fields
            if key not in ("rate", "off")
        }
        with_entries = {where[:3] for where in self.leaves if len(where) > 3}
        places = {*self.leaves, *(pulled - with_entries)}
        return [self._value(where) for where in sorted(places, key=_order)]

    def replaced(self) -> list[dict[str, Any]]:
        """What the scenario's own file takes the place of beyond single numbers and words."""
        own = self.own()
        return [
            row
            for where, row in ((w, self._value(w)) for w in sorted(own, key=_order))
            if any(
                isinstance(other["value"], list) or other["key"] != row["key"]
                for other in row["instead"]
            )
        ]

    def _value(self, where: Where) -> dict[str, Any]:
        """One value with its unit and its origin."""
        written = self.leaves.get(where)
        value: Any = written.value if written else None
        unit = ""
        table = self.scenario.levers.get(str(where[1])) if where[0] == "levers" else None
        if table is not None and len(where) > 2:
            key = str(where[2])
            if key in table.rate_of:
                value = table.main_rate(key)
                written = written or self.leaves.get((*where[:2], "rate"))
            else:
                value = getattr(table, key)
            value = value[where[3]] if len(where) > 3 else value
            extra: Any = type(table).model_fields[key].json_schema_extra
            unit = extra["unit"]
        return {
            "key": dotted(where),
            "value": value,
            "unit": unit,
            "source": written.source if written else "default",
            "instead": [
                {"key": dotted(w), "value": old, "source": source}
                for w, old, source in (written.instead if written else ())
            ],
        }

    def amounts(self) -> dict[str, str]:
        """Money and tonnes that the scenario's own file gives, by key, in words."""
        said = {}
        for where in self.own():
            table = self.scenario.levers.get(str(where[1])) if where[0] == "levers" else None
            if table is None or len(where) < 3:
                continue
            info = type(table).model_fields[str(where[2])]
            checks = checks_of(info.metadata, info.annotation)
            units = [c.unit for c in checks if isinstance(c, Within) and c.unit]
            if units:
                value = getattr(table, str(where[2]))
                value = value[where[3]] if len(where) > 3 else value
                numbers = value if isinstance(value, list) else [value]
                said[dotted(where)] = "; ".join(in_words(number, units[0]) for number in numbers)
        return said


def differences(one: Resolved, other: Resolved) -> list[dict[str, Any]]:
    """The keys of which two scenarios have other values, in the order of the schema.

    Each has ``key``, ``unit``, and the two values as ``a`` and ``b``; None where one has none. Of a
    lever that only one of them pulls there is its budget alone. Names, texts and what is extended
    are left aside.
    """
    found: dict[str, dict[str, Any]] = {}
    for side, resolved in (("a", one), ("b", other)):
        for row in resolved.values():
            entry = {"key": row["key"], "unit": row["unit"], "a": None, "b": None}
            found.setdefault(row["key"], entry)[side] = row["value"]
    both = {name for name in one.scenario.levers if name in other.scenario.levers}
    return [
        row
        for row in found.values()
        if row["a"] != row["b"] and _tells(row["key"].split("."), both)
    ]


def _tells(steps: list[str], both: set[str]) -> bool:
    """Whether a key is one that a difference of scenarios is told by."""
    if steps[0] == "levers":
        return steps[1] in both or steps[2:] == ["budget"]
    return steps[0] in ("world", "national")


def _order(where: Where) -> tuple[Any, ...]:
    """The order in which values are listed: that of the schema."""
    order = []
    for n, step in enumerate(where):
        model = model_at(where[:n])
        fields = tuple(model.model_fields) if model else ()
        place = step if isinstance(step, int) else len(fields)
        order.append((fields.index(step) if step in fields else place, str(step)))
    return tuple(order)
