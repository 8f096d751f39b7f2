"""Serve the web application."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scenarios.catalogue import word
from scenarios.errors import InputError, shown
from scenarios.request import problem, whole

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
        wrong = problem("message.bad_whole", option="--port", found=shown(port), **limits)
        raise InputError(wrong)
    return number


def application(port: int, *, lang: str) -> int:
    """Serve the web application until it is stopped."""
    print(word("message.serving", lang, port=port), file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port), "--browser.gatherUsageStats", "false"]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "LIAOSIM_LANG": lang})
