"""The local cluster: the enterprises of one sector in one city, and what they share."""

from __future__ import annotations

from agents.province import SYSTEMS
from agents.record import Record, Vector, field


class Cluster(Record):
    """One sector in one city."""

    identity: int = field("-", "luck identity")
    records: int = field("records", "enterprises alive in the model")
    enterprises: float = field("enterprises", "alive")
    small: float = field("enterprises", "with fewer than 300 staff")
    adopted: Vector = field("share", "of enterprises that have a system", (SYSTEMS,))
    adopted_start: Vector = field("share", "the same at the start", (SYSTEMS,))
    adopted_sum: Vector = field("enterprises", "count of the running quarter", (SYSTEMS,))
    intelligent: float = field("share", "of capital on the intelligent rung")
    intelligent_sum: float = field("capacity units", "of the running quarter")
    capital_sum: float = field("capacity units", "of the running quarter")
    efficiency_home: float = field("log", "level of efficiency of its enterprises")
    platform: bool = field("-", "has a shared digital platform")
    demonstrations: float = field("enterprises", "demonstration enterprises")
    born: int = field("enterprises", "founded in this quarter")
