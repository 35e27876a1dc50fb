"""The gzip members of a WARC file, damaged ones too: what a reader of the whole file would stop at is stepped over."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newscrawl.errors import ArchiveError
from newscrawl.fetch.archive import MAX_BYTES

MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """Bytes `offset` to `end` of a file: one record, or a stretch that is none."""

    offset: int
    end: int
    content: bytes
    """Unpacked; empty where there is a problem."""
    problem: str | None = None


def members(path: Path) -> Iterator[Member]:
    """All members of a file in order, the stretches between readable ones as members with a problem.

    Raises ArchiveError where the file can't be opened or read.
    """
    try:
        with open(path, "rb") as stream:
            size, offset = path.stat().st_size, 0
            while offset < size:
                member = _member(stream, offset)
                if member.problem:
                    end = _next(stream, offset + 1)
                    member = Member(offset, size if end is None else end, b"", member.problem)
                yield member
                offset = member.end
    except OSError as err:
        raise ArchiveError(f"can't read {path}: {err}") from err


def packed(path: Path, offset: int) -> bytes:
    """A member's bytes as they stand in the file. Raises ArchiveError where none is whole at that place."""
    try:
        with open(path, "rb") as stream:
            member = _member(stream, offset)
            if member.problem:
                raise ArchiveError(f"{path} at {offset}: {member.problem}")
            stream.seek(offset)
            return stream.read(member.end - offset)
    except OSError as err:
        raise ArchiveError(f"can't read {path}: {err}") from err


def _member(stream: BinaryIO, offset: int) -> Member:
    stream.seek(offset)
    unpacker, unpacked, read = zlib.decompressobj(wbits=31), bytearray(), 0
    while not unpacker.eof:
        chunk = stream.read(_CHUNK)
        if not chunk:
            return Member(offset, offset + read, b"", "cut off")
        read += len(chunk)
        try:
            unpacked += unpacker.decompress(chunk, MAX_BYTES + 1 - len(unpacked))
        except zlib.error as err:
            return Member(offset, offset + read, b"", f"damaged: {err}")
        if len(unpacked) > MAX_BYTES:
            return Member(offset, offset + read, b"", f"unpacks to more than {MAX_BYTES} bytes")
    return Member(offset, offset + read - len(unpacker.unused_data), bytes(unpacked))


def _next(stream: BinaryIO, offset: int) -> int | None:
    """Where something that begins like a member stands next; it may be none."""
    stream.seek(offset)
    tail = b""
    while chunk := stream.read(_CHUNK):
        window = tail + chunk
        found = window.find(MAGIC)
        if found >= 0:
            return stream.tell() - len(window) + found
        tail = window[-len(MAGIC) + 1 :]
    return None
