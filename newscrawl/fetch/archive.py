"""WARC files: every response that leads to a row is written here first, and read back by file and offset.

Records follow ISO 28500 (WARC 1.1), one gzip member each, so that a record can be read on its own.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, GzipWriter, WarcRecord, WarcRecordType

from newscrawl import __version__
from newscrawl.errors import ArchiveError, UnwritableArchive
from newscrawl.fetch.holding import hold, sync_folder

Headers = Iterable[tuple[bytes, bytes]]
# Twisted has already undone it, so that a reader would look for chunks in vain.
_UNDONE = frozenset({b"transfer-encoding", b"content-length"})
MAX_BYTES = 256 * 1024 * 1024
"""Of a body read back: a few archived kilobytes can unpack to terabytes, and no download is allowed to be so large."""
_UNREADABLE = (OSError, ValueError)
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# The highest level (9, the default) takes half as long again, for records that are 0.8 % smaller.
_LEVEL = 6
_WINDOW_BITS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: file name relative to the archive folder, and byte offset."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A response read back; `body` has its content encoding (gzip, br, …) undone."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime

    @property
    def content_type(self) -> str | None:
        return next((v for k, v in self.headers if k.lower() == "content-type"), None)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


class ArchiveWriter:
    """Appends to files of its own; several processes may write to one folder.

    Once a write has failed, it and whatever follows raises UnwritableArchive: nothing of it may be stored.
    """

    def __init__(self, folder: Path, label: str, max_bytes: int = 1_000_000_000) -> None:
        self.folder = folder
        self.label = label
        self.max_bytes = max_bytes
        self._file: BinaryIO | None = None
        self._name = ""
        self._failed: UnwritableArchive | None = None
        # Files that are full. Rows that point to them may not be committed yet, and until then nobody may rewrite them.
        self._full: list[BinaryIO] = []

    def write(self, *, url: str, fetched_at: datetime, request: bytes, response: bytes, revisit: bool = False) -> Place:
        """Write a request and its response, both as HTTP messages; raises UnwritableArchive.

        A revisit says that the server has nothing newer than what it sent before (304).
        """
        self._require()
        kind = WarcRecordType.revisit if revisit else WarcRecordType.response
        whole = 0
        try:
            stream = self._stream()
            whole = stream.tell()
            # Made before it is written: FastWARC turns a full disk into a SystemError.
            record = BytesIO()
            _record(record, WarcRecordType.request, "application/http; msgtype=request", request, url, fetched_at)
            offset = whole + record.tell()
            _record(record, kind, "application/http; msgtype=response", response, url, fetched_at)
            stream.write(record.getbuffer())
            stream.flush()
        except OSError as err:
            raise self._fail(err, whole) from err
        return Place(self._name, offset)

    def add(self, packed: bytes) -> Place:
        """Append a record of another file as it is, one whole gzip member; raises UnwritableArchive."""
        self._require()
        offset = 0
        try:
            stream = self._stream()
            offset = stream.tell()
            stream.write(packed)
            stream.flush()
        except OSError as err:
            raise self._fail(err, offset) from err
        return Place(self._name, offset)

    def sync(self) -> None:
        """Make what was written survive a power failure; called before rows that point to it are committed.

        Raises UnwritableArchive.
        """
        self._require()
        file = self._file
        if file is not None:
            try:
                os.fsync(file.fileno())
            except ValueError:  # called from another thread, while writing to it has failed
                self._require()
                raise
            except OSError as err:
                raise self._fail(err, file.tell()) from err

    def close(self) -> None:
        """Raises UnwritableArchive."""
        self._end()
        for stream in self._full:
            stream.close()
        self._full.clear()

    def _end(self) -> None:
        if self._file is not None:
            self.sync()
            self._full.append(self._file)
            self._file = None

    def _require(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _fail(self, err: OSError, whole: int) -> UnwritableArchive:
        """Keep the records that are whole, so that the file stays readable."""
        if self._file is not None:
            with suppress(OSError):  # it still holds what the disk would not take
                self._file.close()
            with suppress(OSError):
                os.truncate(self.folder / self._name, whole)
            self._file = None
        self._failed = UnwritableArchive(f"can't write to the archive {self.folder}: {err}")
        return self._failed

    def _stream(self) -> BinaryIO:
        if self._file is not None and self._file.tell() < self.max_bytes:
            return self._file
        self._end()
        self.folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        self._name = f"{self.label}-{now:%Y%m%dT%H%M%S%f}-{os.getpid()}.warc.gz"
        # Exclusive: a clash of names must not append to another process's file.
        self._file = open(self.folder / self._name, "xb")  # noqa: SIM115 - stays open for the whole crawl
        hold(self._file)
        sync_folder(self.folder)
        _info(self._file, now)
        return self._file


def info_record() -> bytes:
    """The record that a WARC file begins with."""
    stream = BytesIO()
    _info(stream, datetime.now(UTC))
    return stream.getvalue()


def _info(stream: BinaryIO, when: datetime) -> None:
    info = f"software: newscrawl/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    _record(stream, WarcRecordType.warcinfo, "application/warc-fields", info, None, when)


def _record(
    stream: BinaryIO, kind: WarcRecordType, content_type: str, content: bytes, url: str | None, when: datetime
) -> None:
    record = WarcRecord()
    record.init_headers(kind)
    if url:
        record.headers["WARC-Target-URI"] = url
    record.headers["WARC-Date"] = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if kind == WarcRecordType.revisit:
        record.headers["WARC-Profile"] = _NOT_MODIFIED
        record.headers["WARC-Refers-To-Target-URI"] = url or ""
    record.headers["Content-Type"] = content_type
    record.set_bytes_content(content)
    # A writer for each record: one gzip member for each, else offsets can't be jumped to.
    record.write(GzipWriter(stream, compression_level=_LEVEL), checksum_data=True)


def read(folder: Path, place: Place) -> ArchivedResponse:
    """The response at a place; raises ArchiveError where there is none."""
    try:
        return _read(folder / place.file, place.offset, decode=True)
    except _UNREADABLE:
        pass
    try:  # a content encoding that is not what the header says, or that is no encoding at all
        return _leniently_decoded(_read(folder / place.file, place.offset, decode=False))
    except _UNREADABLE as err:
        raise ArchiveError(f"can't read {folder / place.file} at {place.offset}: {err}") from err


def _read(path: Path, offset: int, *, decode: bool) -> ArchivedResponse:
    with open(path, "rb") as stream:
        stream.seek(offset)
        for record in ArchiveIterator(stream, parse_http=True, auto_decode="all" if decode else "none"):
            return _response(record)
    raise ArchiveError(f"there is no record in {path} at {offset}")


def _leniently_decoded(response: ArchivedResponse) -> ArchivedResponse:
    """As Scrapy reads it: gzip under its old name or with a tail, deflate without a header; else left as received."""
    named = next((v for k, v in response.headers if k.lower() == "content-encoding"), "").strip().lower()
    for bits in _WINDOW_BITS.get(named, ()):
        try:
            body = zlib.decompressobj(wbits=bits).decompress(response.body, MAX_BYTES + 1)
        except zlib.error:
            continue
        return replace(response, body=_limited(body))
    return response


def _limited(body: bytes) -> bytes:
    if len(body) > MAX_BYTES:
        raise ArchiveError(f"the record unpacks to more than {MAX_BYTES} bytes")
    return body


def _response(record: WarcRecord) -> ArchivedResponse:
    headers = record.http_headers
    answers = record.record_type in (WarcRecordType.response, WarcRecordType.revisit)
    if not answers or headers is None or headers.status_code is None:
        raise ArchiveError("the record is no HTTP response")
    url, when = record.headers.get("WARC-Target-URI"), record.record_date
    if not url or when is None:
        raise ArchiveError("a response without its address or its time")
    return ArchivedResponse(
        url=url,
        status=headers.status_code,
        headers=tuple(headers),
        body=_limited(record.reader.read(MAX_BYTES + 1)),
        fetched_at=when,
    )


def http_request(method: str, target: str, host: str, headers: Headers) -> bytes:
    """An HTTP/1.1 request message without body, as it was sent."""
    return b"\r\n".join(
        [f"{method} {target} HTTP/1.1".encode("latin-1", "replace"), b"Host: " + host.encode(), *_lines(headers)]
    ) + (b"\r\n\r\n")


def http_response(status: int, headers: Headers, body: bytes) -> bytes:
    """An HTTP/1.1 response message around the body as it was received, content encoding kept."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    kept = [(k, v) for k, v in headers if k.lower() not in _UNDONE]
    start = f"HTTP/1.1 {status} {phrase}".encode()
    length = b"Content-Length: %d" % len(body)
    return b"\r\n".join([start, *_lines(kept), length]) + b"\r\n\r\n" + body


def _lines(headers: Headers) -> list[bytes]:
    # A header with a line break would end the header block early.
    return [name + b": " + b" ".join(value.splitlines()) for name, value in headers]
