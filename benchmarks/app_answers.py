"""How soon the page Ask answers: from the release of a slider to the paint in headless Chromium.

Every change is another mix, so none is answered from memory; start states and the baseline are
ready, as they are after the first answer of a server.
"""

from __future__ import annotations

import shutil
import statistics
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.app_load import server
from benchmarks.bench import Result, result
from locales.catalogue import phrase, sections
from scenarios.errors import LiaosimError

CHANGES = 50
PATIENCE = 600_000.0  # milliseconds for an answer
LEVERS = ("digitalisation", "innovation")  # whose sliders are moved in turn
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# when the button was released, and when what the status says was painted
WATCH = """([first, full]) => {
    window.seen = {};
    document.addEventListener("pointerup", () => {
        window.seen = {release: performance.now()};
    }, {capture: true});
    const painted = (seen, name) => requestAnimationFrame(() => setTimeout(() => {
        seen[name] ??= performance.now();
    }));
    new MutationObserver(() => {
        const said = document.querySelector(".st-key-status")?.textContent ?? "";
        if (said.includes(first)) painted(window.seen, "first");
        if (said.includes(full) && window.seen.first) painted(window.seen, "full");
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def app_answers(changes: int = CHANGES) -> list[Result]:
    """Seconds to the first and to the full answer, as rows of ``bench``.

    Raises
    ------
    LiaosimError
        Where there is no Chromium, or nothing to drive it with.
    """
    chromium = next((found for found in map(shutil.which, BROWSERS) if found), None)
    driving = find_spec("playwright")  # which tests have, and the product can do without
    if chromium is None or driving is None:
        raise LiaosimError(phrase("live.no_browser", needed=["chromium", "playwright"]))
    start: Any = import_module("playwright.sync_api").sync_playwright
    with (
        TemporaryDirectory() as name,
        server(Path(name)) as (_, port, _),
        start() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{port}/ask?lang=en")
        first, full = (sections("en")["ask"][key].split("{")[0] for key in ("first", "full"))
        page.locator(".st-key-status").get_by_text(full).wait_for()
        page.evaluate(WATCH, [first, full])
        seen = [_change(page, n) for n in range(changes)]
        browser.close()
    soon = sorted((each["first"] - each["release"]) / 1000.0 for each in seen)
    late = sorted((each["full"] - each["release"]) / 1000.0 for each in seen)
    what = f"{changes} different changes, release to paint in headless Chromium"
    late_one = soon[min(len(soon) - 1, int(0.95 * len(soon)))]
    rows = (
        ("app_first_answer_median", statistics.median(soon), f"4 pairs at scale 0.25; {what}"),
        ("app_first_answer_p95", late_one, f"4 pairs at scale 0.25; {what}"),
        ("app_full_answer_median", statistics.median(late), f"8 pairs, every enterprise; {what}"),
    )
    return [result(name, value, "s", detail) for name, value, detail in rows]


def _change(page: Any, number: int) -> dict[str, float]:
    """Drag a slider to where it has not been; when it was released and answered, milliseconds."""
    track = page.locator(f".st-key-{LEVERS[number % 2]}").first
    thumb = track.get_by_role("slider").first
    box, whole = thumb.bounding_box(), track.bounding_box()
    middle = box["y"] + box["height"] / 2.0
    page.mouse.move(box["x"] + box["width"] / 2.0, middle)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * (0.2 + 0.6 * (number + 0.5) / CHANGES), middle)
    page.mouse.up()
    page.wait_for_function("window.seen.full")
    seen: dict[str, float] = page.evaluate("window.seen")
    return seen
