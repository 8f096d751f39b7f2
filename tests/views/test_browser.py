"""The first page in a real browser: the server as it is started, headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenarios.catalogue import word
from views import kept
from views.answer import sentence

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))\
    if any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))) else None
ALLOWED = re.compile(r"_stcore/(health|host-config)")  # of pages that have a path of their own
SECONDS = 60.0
pytestmark = pytest.mark.browser
