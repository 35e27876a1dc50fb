"""WARC files without some of their records: a new file beside the old one, so that nothing is ever half done."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator

from newscrawl.errors import ArchiveError
from newscrawl.fetch.check import SUFFIX
from newscrawl.fetch.holding import sync_folder
from newscrawl.fetch.members import Member, members

_NUMBERED = re.compile(r"(?P<stem>.*?)(?:\.r(?P<number>\d+))?" + re.escape(SUFFIX))
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file whose records are those of another one but for some."""

    name: str
    offsets: dict[int, int]
    """Of the records that were kept: where they were, where they are."""


def rewrite(path: Path, without: Collection[int], urls: Collection[str] = ()) -> Rewritten:
    """Write the file anew, under the next name, without the records at these offsets and all those of these addresses.

    The new file is on disk when this returns; the old one stays. Done again, it gives the same. Raises ArchiveError.
    """
    target = path.with_name(next_name(path.name))
    part = target.with_name(target.name + _PART)
    try:
        with open(path, "rb") as source, open(part, "wb") as stream:
            offsets = _copy(path, source, stream, without, set(urls))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
        sync_folder(path.parent)
    except OSError as err:
        raise ArchiveError(f"can't write {target}: {err}") from err
    return Rewritten(target.name, offsets)


def remove(path: Path) -> None:
    """Delete a file that may be gone already. Raises ArchiveError."""
    try:
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_folder(path.parent)
    except OSError as err:
        raise ArchiveError(f"can't delete {path}: {err}") from err


def next_name(name: str) -> str:
    """`a.warc.gz` → `a.r1.warc.gz` → `a.r2.warc.gz`. Raises ArchiveError for another ending."""
    found = _NUMBERED.fullmatch(name)
    if found is None:
        raise ArchiveError(f"{name} does not end in {SUFFIX}")
    return f"{found['stem']}.r{int(found['number'] or 0) + 1}{SUFFIX}"


def places_of(path: Path, urls: Collection[str]) -> list[int]:
    """Offsets of all records of these addresses, requests included. Raises ArchiveError."""
    wanted = set(urls)
    return [member.offset for member in members(path) if _record(member)[1] in wanted]


def _copy(
    path: Path, source: BinaryIO, stream: BinaryIO, without: Collection[int], urls: Collection[str]
) -> dict[int, int]:
    offsets: dict[int, int] = {}
    request: tuple[Member, str] | None = None
    for member in members(path):
        kind, url = _record(member)
        erased = member.offset in without or url in urls
        # The request stands before its answer, and goes with it.
        if request is not None and not (erased and request[1] == url):
            _append(source, stream, request[0], offsets)
        request = (member, url) if kind == "request" and not erased else None
        if request is None and not erased:
            _append(source, stream, member, offsets)
    if request is not None:
        _append(source, stream, request[0], offsets)
    return offsets


def _append(source: BinaryIO, stream: BinaryIO, member: Member, offsets: dict[int, int]) -> None:
    offsets[member.offset] = stream.tell()
    source.seek(member.offset)
    stream.write(source.read(member.end - member.offset))


def _record(member: Member) -> tuple[str, str]:
    """Type and address of a member's record, empty for a stretch that is none."""
    if not member.content.startswith(b"WARC/"):
        return "", ""
    record = next(iter(ArchiveIterator(BytesIO(member.content), parse_http=False)), None)
    if record is None:
        return "", ""
    return str(record.record_type), (record.headers.get("WARC-Target-URI") or "").strip("<> ")
