"""A small answer, kept once for all tests of the pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.record import interpreted
from views import answer_cache

SMALL = {"LIAOSIM_ANSWER_RUNS": "2", "LIAOSIM_ANSWER_SCALE": "0.05", "LIAOSIM_LANG": "en"}


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of kept answers, with the small one in it; the environment asks for it."""
    if interpreted():
        pytest.skip("the small answer takes minutes where the rules are not compiled")
    folder = tmp_path_factory.mktemp("answers")
    before = dict(os.environ)
    os.environ.update(SMALL, LIAOSIM_ANSWERS=str(folder))
    try:
        answer_cache.keep(answer_cache.question())
        yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def small(answers: Path) -> answer_cache.Answer:
    """The small answer as it was read back."""
    found = answer_cache.find(answer_cache.question())
    assert found.fresh
    assert found.answer is not None
    return found.answer
