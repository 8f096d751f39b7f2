"""The first page in a real browser: the server as it is started, headless Chromium."""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from experiments.wording import sentence
from locales.catalogue import word
from views import answer_cache

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (found for found in map(shutil.which, ("chromium", "chromium-browser")) if found), None
)
ALLOWED = re.compile(r"_stcore/(?:health|host-config)")  # of pages with a path of their own
SECONDS = 90.0
MAP = 0  # place of the map among the figures
pytestmark = pytest.mark.browser


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def address(answers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "cli.main", "app", "--port", str(port)]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=dict(os.environ))
        try:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                assert server.poll() is None, log.read_text()
                try:
                    socket.create_connection(("127.0.0.1", port), 1.0).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("chromium is missing; leave these tests out by -m 'not browser'")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(1000.0 * SECONDS)
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(f"{message.text} {message.location}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert not [text for text in said if not ALLOWED.search(text)]
    elsewhere = re.compile(r"^(?:https?|wss?)://(?!127\.0\.0\.1[:/])")
    assert not [url for url in asked if elsewhere.match(url)], "the page asks the network"
    page.close()


def drawn(page: Page) -> None:
    """Wait until the whole page is drawn."""
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(13, timeout=1000 * SECONDS)
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, .marks")).not_to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def painted(png: bytes) -> float:
    """Share of a picture that is neither white nor black nor grey; pale colours count."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return float((np.ptp(pixels, axis=2) > 2).mean())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_on_an_answer_and_a_map(
    address: str, page: Page, small: answer_cache.Answer, tmp_path: Path, lang: str
) -> None:
    page.goto(f"{address}/?lang={lang}")
    drawn(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(word("page.title", lang))
    answer = sentence(small.comparison, "plan_2015", "labour_productivity", "2020", lang)
    expect(page.get_by_role("heading", level=3)).to_have_text(answer)
    chart = page.get_by_test_id("stVegaLiteChart").nth(MAP)
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 400
    assert box["height"] > 300
    assert painted(chart.screenshot()) > 0.15, "the map is blank"
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if lang == "zh" else "en")
    shot = tmp_path / f"first-page-{lang}.png"
    page.screenshot(path=shot, full_page=True)
    assert shot.stat().st_size > 50_000
    page.get_by_text(word("page.city_table", lang)).click()
    expect(page.get_by_text(word("scope.Chaoyang", lang)).first).to_be_visible()


def test_the_language_is_switched_by_keyboard_and_stands_in_the_address(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/?lang=en")
    drawn(page)
    page.get_by_role("radio", name="English").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(word("page.title", "zh"))
    expect(page).to_have_url(re.compile(r"[?&]lang=zh"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(word("page.title", "zh"))


def test_a_choice_by_keyboard_changes_the_answer(
    address: str, page: Page, small: answer_cache.Answer
) -> None:
    page.goto(f"{address}/?lang=en")
    drawn(page)
    page.get_by_role("combobox", name=word("page.year", "en")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    later = sentence(small.comparison, "plan_2015", "labour_productivity", "2025", "en")
    expect(page.get_by_role("heading", level=3)).to_have_text(later)
    expect(page).to_have_url(re.compile(r"[?&]year=2025"))
