"""Directions of texts in one file that is mapped into memory: derived data, made again where anything is wrong.

A line of JSON padded to 4 KiB, then three arrays: ids (int64, ascending), directions of the texts and of their
beginnings (int8, one row an id). A file is never changed: a new one is put in its place, so that whoever has the old
one open goes on reading that.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.encoder import Vectors

_FORMAT = 1
_HEAD = 4096
# Rows written, and bytes checked, at once.
_ROWS = 8192
_BYTES = 1 << 22

Ids = NDArray[np.int64]
Rows = Callable[[Ids], tuple[Vectors, Vectors]]
"""Directions of the texts and of their beginnings, in the order of the ids."""


@dataclass(frozen=True, slots=True)
class VectorTable:
    """What a file holds."""

    ids: Ids
    means: Vectors
    leads: Vectors


def load(path: Path, made_for: str, dimensions: int) -> VectorTable | None:
    """The file's content; None where there is none, it was made for something else, or it is not whole."""
    try:
        with path.open("rb") as file:
            return _read(file, made_for, dimensions)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(path: Path | None, made_for: str, dimensions: int, ids: Ids, rows: Rows) -> VectorTable:
    """Write a table, `rows` being asked for some thousand ids at a time, and open it.

    Without a path, or where nothing can be written there, in a file that has no name and ends with the process.
    Raises OSError where that can't be written either.
    """
    with _target(path) as file:
        file.write(b"\0" * _HEAD)
        file.write(ids.tobytes())
        for start in range(0, len(ids), _ROWS):
            for number, block in enumerate(rows(ids[start : start + _ROWS])):
                file.seek(_place(len(ids), dimensions, number) + start * dimensions)
                file.write(block.tobytes())
        file.flush()
        head = {"format": _FORMAT, "for": made_for, "dimensions": dimensions, "count": len(ids), "crc": _crc(file)}
        file.seek(0)
        file.write(json.dumps(head).encode().ljust(_HEAD))
        file.flush()
        made = _read(file, made_for, dimensions)
        if made is None:
            raise OSError(f"{path or 'a temporary file'} can't be read back as it was written")
    return made


@contextmanager
def _target(path: Path | None) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when all is well."""
    new = path and path.with_name(f"{path.name}.{uuid4().hex}")
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_created(new))
        except OSError:
            new, file = None, stack.enter_context(TemporaryFile())
        try:
            yield file
            if new and path:
                new.replace(path)
        finally:
            if new:
                new.unlink(missing_ok=True)


def _created(path: Path | None) -> IO[bytes]:
    if path is None:
        return TemporaryFile()
    path.parent.mkdir(parents=True, exist_ok=True)
    # As any file of this user, so that whoever may read the database may read it.
    return path.open("xb+")


def _read(file: IO[bytes], made_for: str, dimensions: int) -> VectorTable | None:
    file.seek(0)
    head = json.loads(file.read(_HEAD))
    count = int(head["count"])
    fits = (head["format"], head["for"], head["dimensions"]) == (_FORMAT, made_for, dimensions)
    size = os.fstat(file.fileno()).st_size
    if not fits or size != _place(count, dimensions, 2) or _crc(file) != head["crc"]:
        return None
    if not count:
        empty = np.zeros((0, dimensions), np.int8)
        return VectorTable(np.zeros(0, np.int64), empty, empty)
    file.seek(_HEAD)
    ids = np.frombuffer(file.read(8 * count), np.int64)
    means, leads = (
        np.memmap(file, np.int8, "r", offset=_place(count, dimensions, number), shape=(count, dimensions))
        for number in range(2)
    )
    return VectorTable(ids, means, leads)


def _place(count: int, dimensions: int, number: int) -> int:
    """Where an array of directions begins."""
    return _HEAD + count * (8 + number * dimensions)


def _crc(file: IO[bytes]) -> int:
    """Checksum of all behind the head; a second for a gigabyte."""
    file.seek(_HEAD)
    crc = 0
    while block := file.read(_BYTES):
        crc = zlib.crc32(block, crc)
    return crc
