"""The lever ``alliances``: shared research and supply among the members of an alliance."""

from __future__ import annotations

from typing import Any

from agents.province import Policy
from scenarios.levers.base import LeverTable


class Alliances(LeverTable):
    """Alliances of leading enterprises: joint research and supply."""

    title_zh = "推进产业联盟建设"
    clause = "三(八)"


def _alliances(table: Any, handles: Policy, year: int) -> None:
    """Members pay no more than their fee, which the lever takes over: nothing but money to set."""
