"""What a server and its worker processes say to each other: frames on pipes.

A frame is the length of a pickled message in eight bytes, and the message. Both ends are processes
of one program that the server started itself; nothing from outside is ever read this way.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import IO, Any

from model.indicators import FloatArray
from scenarios.policy_schedule import Prepared

HEAD = struct.Struct("<Q")


@dataclass(frozen=True)
class Task:
    """Runs of some scenarios from one start, under the central parameters.

    Attributes
    ----------
    number
        Its own among the tasks of a worker.
    seed, scale
        Of the start.
    prepared, hashes
        The scenarios, and the hash of each by which runs that were made before are found again.
    """

    number: int
    seed: int
    scale: float
    prepared: tuple[Prepared, ...]
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Cancel:
    """The task with this number is no longer wanted."""

    number: int


@dataclass(frozen=True)
class Done:
    """What became of a task.

    ``values`` are indicators of shape (scenarios, years, rows, indicators), None where a run failed
    or the task was cancelled; ``failed`` has the cause by scenario.
    """

    number: int
    values: FloatArray | None
    failed: dict[str, str]


def send(pipe: IO[bytes], message: Any) -> None:
    """Write one frame; OSError where the other end is gone."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(HEAD.pack(len(content)) + content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one frame; EOFError where the other end is gone."""
    return pickle.loads(_exactly(pipe, HEAD.unpack(_exactly(pipe, HEAD.size))[0]))


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    """So many bytes."""
    found = bytearray()
    while len(found) < size:
        part = pipe.read(size - len(found))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
