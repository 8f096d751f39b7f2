"""The app's server: who may ask, and what it says of itself."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks import app_load
from views import answer_cache
from views.server import CHECKS, HEADERS

OWN = {"host": "localhost:8501"}


async def greet(request: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


APP = Starlette(routes=[Route("/", greet), WebSocketRoute("/", stream)], middleware=CHECKS)


def asked(kind: str, headers: dict[str, str]) -> dict[str, Any]:
    """The first message that the server answers a request with."""
    answers: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": kind,
        "path": "/",
        "method": "GET",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(APP(scope, receive, send))
    first: dict[str, Any] = answers[0]
    return first


def test_every_answer_forbids_frames_and_guesses_of_its_type() -> None:
    answer = asked("http", OWN)
    assert answer["status"] == 200
    sent = {name.decode(): value.decode() for name, value in answer["headers"]}
    assert {name: sent[name.lower()] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:9999", "null"])
def test_a_foreign_origin_is_refused(origin: str) -> None:
    assert asked("http", {**OWN, "origin": origin})["status"] == 403
    assert asked("websocket", {**OWN, "origin": origin})["type"] == "websocket.close"


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_its_own_pages_may_ask(host: str) -> None:
    own = {"host": host, "origin": f"http://{host}"}
    assert asked("http", own)["status"] == 200
    assert asked("websocket", own)["type"] == "websocket.accept"


def test_a_foreign_host_is_refused() -> None:
    rebound = {"host": "rebound.example", "origin": "http://rebound.example"}
    assert asked("http", rebound)["status"] == 400
    assert asked("websocket", rebound)["type"] != "websocket.accept"


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """Processes that a process started and that have not ended."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def there(pid: int) -> bool:
    """Whether a process is at work; one that only waits to be noted is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def open_page(port: int) -> app_load.Session:
    """A session that has drawn the page and stays."""
    session = app_load.Session(
        await connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]
        )
    )
    await session.ask()
    return session


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_server_that_is_told_to_end_leaves_nothing_behind(
    number: signal.Signals, small: answer_cache.Answer, tmp_path: Path
) -> None:
    asked = answer_cache.question()
    answer_cache.write(small, tmp_path / f"{asked.name}-older.npz")  # so it makes a new one

    async def stop_under_way(process: subprocess.Popen[bytes], port: int) -> list[int]:
        session = await open_page(port)
        assert not session.errors
        at_work = children(process)
        process.send_signal(number)
        ended = await asyncio.to_thread(process.wait, 30)
        assert ended == (-number if number == signal.SIGKILL else 0)
        return at_work

    with app_load.server(tmp_path) as (process, port, _):
        at_work = asyncio.run(stop_under_way(process, port))
    assert len(at_work) == 1
    until = time.monotonic() + 60
    while time.monotonic() < until and any(map(there, at_work)):
        time.sleep(0.1)
    assert not any(map(there, at_work))


@pytest.mark.slow
def test_no_session_after_a_cold_start_meets_an_error(answers: Path) -> None:
    found = {row["name"]: row for row in app_load.app_load()}
    print(*(f"{name}: {row['value']:.3f} {row['unit']}" for name, row in found.items()), sep="\n")
    assert found["app_error_pages"]["value"] == 0.0, found["app_error_pages"]["detail"]
