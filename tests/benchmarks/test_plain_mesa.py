"""The rival of the benchmark runs the same rules: equal behaviour before any ratio is believed."""

from __future__ import annotations

from benchmarks.plain_mesa import measure


def test_plain_mesa_objects_behave_as_the_records_do() -> None:
    found = measure(200, 2)
    assert found["enterprises"] >= 100
    assert max(found["agreement"].values()) <= found["tolerance"]
