"""The app under load: cold starts met by many sessions at once, and what a click costs then.

The sessions are WebSocket clients that speak Streamlit's own protocol, as a browser does, and draw
nothing: what is measured is the server. The page is the real one, on a small answer.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from agents.record import ROOT
from benchmarks.bench import Result, result

STARTS, SESSIONS, CLICKS = 10, 50, 3  # clicks of each session
SMALL = {"LIAOSIM_ANSWER_RUNS": "2", "LIAOSIM_ANSWER_SCALE": "0.05"}
PATIENCE = 300.0  # seconds for a server to open its port, and for a page
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Session:
    """One reader of the page: its connection and the lists to choose from."""

    socket: ClientConnection
    lists: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    async def ask(self) -> float:
        """Have the page drawn with what is chosen; the seconds until it is whole."""
        asked: Any = BackMsg()
        asked.rerun_script.query_string = ""
        for name, value in self.chosen.items():
            asked.rerun_script.widget_states.widgets.add(id=name, string_value=value)
        before = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            message: Any = ForwardMsg()
            message.ParseFromString(data)
            if message.WhichOneof("type") == "delta":
                self._take(message.delta.new_element)
            elif message.WhichOneof("type") == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    self.errors.append(f"ended with {message.script_finished}")
                return time.perf_counter() - before

    def _take(self, element: Any) -> None:
        """Take note of a list to choose from, or of an error in the page's place."""
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            self.lists[element.selectbox.id] = list(element.selectbox.options)
        elif kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.errors.append(element.alert.body)

    async def click(self, chance: random.Random) -> float:
        """Choose something else in one of the lists; the seconds until the page is whole."""
        name = chance.choice(sorted(self.lists))
        others = [option for option in self.lists[name] if option != self.chosen.get(name)]
        self.chosen[name] = chance.choice(others)
        return await self.ask()


@contextmanager
def server(answers: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """A server that was just started: its process, its port, the seconds until that opened."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    env = {**os.environ, **SMALL, "LIAOSIM_ANSWERS": str(answers)}
    words = [sys.executable, "-m", "cli.main", "app", "--port", str(port)]
    begun = time.perf_counter()
    with (answers / "server.log").open("wb") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1.0).close()
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise RuntimeError((answers / "server.log").read_text()) from None
                time.sleep(0.02)
        yield process, port, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(30)


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """Processor seconds that a process has used."""
    fields = (
        Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    )
    return (int(fields[11]) + int(fields[12])) / TICKS


async def met(port: int, clicks: int, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Many sessions that open the page at once, then click at once, so many times."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    protocols: Any = ["streamlit"]
    sockets = await asyncio.gather(
        *(
            connect(address, subprotocols=protocols, max_size=None, open_timeout=PATIENCE)
            for _ in range(SESSIONS)
        )
    )
    sessions = [Session(each) for each in sockets]
    opened = await asyncio.gather(*(each.ask() for each in sessions))
    spent: list[float] = []
    before = processor_seconds(process)
    for _ in range(clicks):
        chances = [random.Random(f"{n} {len(spent)}") for n in range(SESSIONS)]
        clicked = (each.click(one) for each, one in zip(sessions, chances, strict=True))
        spent += await asyncio.gather(*clicked)
    used = processor_seconds(process) - before
    await asyncio.gather(*(each.socket.close() for each in sessions))
    errors = [each.errors[0] for each in sessions if each.errors]
    return {"opened": list(opened), "clicks": spent, "used": used, "errors": errors}


def app_load() -> list[Result]:
    """Cold starts, error pages, and seconds of a click, as rows of ``bench``.

    Raises
    ------
    RuntimeError
        Where a server does not open its port.
    """
    started, opened, errors, last = [], [], [], {}
    with TemporaryDirectory() as name:
        answers = Path(name)
        prepared = [sys.executable, "-m", "cli.main", "app", "--prepare"]
        env = {**os.environ, **SMALL, "LIAOSIM_ANSWERS": name}
        subprocess.run(prepared, cwd=ROOT, env=env, check=True, capture_output=True)
        for n in range(STARTS):
            with server(answers) as (process, port, seconds):
                last = asyncio.run(met(port, CLICKS if n == STARTS - 1 else 0, process))
            started.append(seconds)
            opened += last["opened"]
            errors += last["errors"]
    clicks = sorted(last["clicks"])
    what = f"{SESSIONS} sessions at once"
    rows = (
        ("app_error_pages", len(errors), "pages", f"{STARTS} cold starts, {what} {errors[:1]}"),
        ("app_start_median", statistics.median(started), "s", "until the port opens"),
        ("app_first_page_median", statistics.median(opened), "s", f"after a cold start, {what}"),
        ("app_click_median", statistics.median(clicks), "s", f"{len(clicks)} clicks, {what}"),
        ("app_click_p95", clicks[int(0.95 * len(clicks))], "s", f"{len(clicks)} clicks, {what}"),
        ("app_click_processor", last["used"] / len(clicks), "s", "processor seconds for a click"),
    )
    return [result(*row) for row in rows]
