"""The app's server: who may ask, and what it says of itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

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
