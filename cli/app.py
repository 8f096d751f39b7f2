"""``liaosim app``: serve the web application."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from experiments.options import whole
from locales.catalogue import phrase, word
from scenarios.errors import InputError, shown
from views.answer_cache import find, keep, question

ROOT = Path(__file__).resolve().parent.parent
LOWEST_PORT, HIGHEST_PORT = 1024, 65535


def checked_port(port: str) -> int:
    """The port as a number; raises InputError where it is none that may be used."""
    try:
        number = whole(port)
    except ValueError:
        number = 0
    if not LOWEST_PORT <= number <= HIGHEST_PORT:
        limits = {"low": LOWEST_PORT, "high": HIGHEST_PORT}
        wrong = phrase("message.bad_whole", option="--port", found=shown(port), **limits)
        raise InputError(wrong)
    return number


def application(port: int, *, lang: str) -> int:
    """Serve the web application until it is stopped."""
    print(word("message.serving", lang, port=port), file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port), "--browser.gatherUsageStats", "false"]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "LIAOSIM_LANG": lang})


def prepare(lang: str = "en", *, stale_will_do: bool = False) -> None:
    """See to it that the app has an answer to open on, with progress on standard error.

    Parameters
    ----------
    lang
        Language of what is said meanwhile.
    stale_will_do
        Whether an answer made before the last edit of rules or data is enough; the app then
        says so and makes the new one while the old one is read.
    """
    from cli.output import announce_compiling
    from display.progress import Meter
    from locales.catalogue import word

    asked = question()
    found = find(asked)
    if found.fresh or (stale_will_do and found.answer is not None):
        return
    announce_compiling(lang)
    with Meter(word("page.preparing", lang), lang) as meter:
        keep(asked, meter)
