"""Damage that befalls files on disks, in backups and at people's hands, shared by the tests.

Every kind takes its chances, a folder and a donor (another folder of the same kind), changes the
folder on disk for certain, and says what it did.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

Damage = Callable[[Random, Path, Path], str]


def files_in(folder: Path) -> list[Path]:
    """All regular files, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def studies_of(folder: Path) -> list[Path]:
    """Folders of studies, whatever they hold."""
    return sorted(folder.glob("study-*"))


def flip(chance: Random, folder: Path, _donor: Path) -> str:
    """One bit of one file; an empty file gets a byte."""
    path = chance.choice(files_in(folder))
    data = bytearray(path.read_bytes())
    if not data:
        data.append(chance.randrange(256))
    else:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))
    return f"a bit of {path.name}"


def cut(chance: Random, folder: Path, _donor: Path) -> str:
    """A file loses its end."""
    path = chance.choice([path for path in files_in(folder) if path.stat().st_size])
    left = chance.randrange(path.stat().st_size)
    os.truncate(path, left)
    return f"{path.name} cut to {left} bytes"


def lose(chance: Random, folder: Path, _donor: Path) -> str:
    """A file is gone."""
    path = chance.choice(files_in(folder))
    path.unlink()
    return f"{path.name} lost"


def swap(chance: Random, folder: Path, _donor: Path) -> str:
    """Two files take each other's place."""
    while True:
        one, other = chance.sample(files_in(folder), 2)
        if one.read_bytes() != other.read_bytes():
            break
    aside = folder / "aside.tmp"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    return f"{one.name} swapped with {other.name}"


def rename(chance: Random, folder: Path, _donor: Path) -> str:
    """A file or a whole study gets another name."""
    path = chance.choice([*files_in(folder), *studies_of(folder) * 8])
    name = chance.choice([f"{path.name}.bak", f"copy of {path.name}", path.name[:-1] + "9"])
    if name == path.name:
        name = path.name[:-1] + "8"
    path.rename(path.with_name(name))
    return f"{path.name} renamed to {name}"


def foreign(chance: Random, folder: Path, donor: Path) -> str:
    """A file of another folder takes the place of its namesake, or stands where none was."""
    ours, theirs = studies_of(folder)[0].name, studies_of(donor)[0].name
    pairs = []
    for path in files_in(donor):
        place = folder / path.relative_to(donor).as_posix().replace(theirs, ours)
        there = os.path.lexists(place)
        if not there or (place.is_file() and place.read_bytes() != path.read_bytes()):
            pairs.append((path, place))
    path, place = chance.choice(pairs)
    shutil.copyfile(path, place)
    return f"{path.relative_to(donor)} copied to {place.relative_to(folder)}"


def merge(chance: Random, folder: Path, donor: Path) -> str:
    """Another study's chunks, index, or all of it are copied over ours."""
    ours, theirs = studies_of(folder)[0], studies_of(donor)[0]
    parts = chance.choice([["data.zarr"], ["index.jsonl"], ["data.zarr", "index.jsonl"], ["."]])
    for part in parts:
        if (theirs / part).is_dir():
            shutil.copytree(theirs / part, ours / part, dirs_exist_ok=True)
        else:
            shutil.copyfile(theirs / part, ours / part)
    return f"{', '.join(parts)} of another study copied over ours"


def append(chance: Random, folder: Path, donor: Path) -> str:
    """Lines of another study, or of nobody, come to an index or a diary."""
    study = studies_of(folder)[0]
    name = chance.choice([n for n in ("index.jsonl", "diary.jsonl") if (study / n).is_file()])
    line = chance.choice((studies_of(donor)[0] / name).read_text().splitlines())
    line = chance.choice([line, line[: len(line) // 2], '{"seconds": "five"}', "[" * 50_000])
    with (study / name).open("a") as file:
        file.write(line + "\n")
    return f"a line added to {name}"


def special(chance: Random, folder: Path, _donor: Path) -> str:
    """A file becomes a pipe, a folder, a device's name, or a name that leads nowhere."""
    path = chance.choice(files_in(folder))
    path.unlink()
    kind = chance.choice(["pipe", "folder", "device", "nowhere"])
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else "/nowhere/at/all")
    return f"{path.name} is now a {kind}"


KINDS: tuple[Damage, ...] = (flip, cut, lose, swap, rename, foreign, merge, append, special)


def nonsense(chance: Random, depth: int = 0) -> Any:
    """Some JSON value."""
    made: list[Any] = [None, True, -1, 10**30, 0.5, float("nan"), "", "五秒", "x" * 9_000, [], {}]
    if depth < 3:
        made += [[nonsense(chance, depth + 1)], {"seconds": nonsense(chance, depth + 1)}]
    return chance.choice(made)


def distorted(chance: Random, document: Any) -> Any:
    """A document of which one part, at any depth, is lost or something else."""
    if chance.random() < 0.3 or not document or not isinstance(document, dict | list):
        return nonsense(chance)
    made: Any = document.copy()
    key = chance.choice(list(made)) if isinstance(made, dict) else chance.randrange(len(made))
    if chance.random() < 0.2:
        del made[key]
    else:
        made[key] = distorted(chance, made[key])
    return made


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Fail where something waits for ever."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
