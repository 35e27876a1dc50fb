"""An archive that somebody made to harm whoever replays it: what is no answer is named, and the rest is read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newscrawl.discover.canonical import canonical_url
from newscrawl.fetch import members
from newscrawl.fetch.archive import read
from newscrawl.fetch.visits import Contents, contents
from tests.hostile.wire import page

SITE = "http://foreign.test/a"


def record(
    url: str, *headers: str, date: str = "2026-06-01T10:00:00Z", status: str = "200 OK", said: str = ""
) -> bytes:
    http = "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]).encode() + b"\r\n\r\n" + page()
    lines = ["WARC/1.1", "WARC-Type: response", f"WARC-Target-URI: {url}", f"WARC-Date: {date}"]
    lines += ["WARC-Record-ID: <urn:uuid:1>", "Content-Type: application/http; msgtype=response", *said.splitlines()]
    head = "\r\n".join([*lines, f"Content-Length: {len(http)}"])
    return gzip.compress(head.encode() + b"\r\n\r\n" + http + b"\r\n\r\n", mtime=0)


READ = {
    "plain": record(f"{SITE}/1"),
    "brackets": record(f"<{SITE}/2>"),
    "escapes": record(f"{SITE}/\x1b[31mred"),
    "file name": record(f"{SITE}/3", said="WARC-Filename: ../../../../tmp/owned"),
    "no brotli": record(f"{SITE}/4", "Content-Encoding: br"),
    "no chunks": record(f"{SITE}/5", "Transfer-Encoding: chunked"),
    "private": record("http://127.0.0.1/a"),
    "to no address": record(f"{SITE}/6", "Location: //[", status="302 Found"),
}
NAMED = {
    "before the web": (record(f"{SITE}/7", date="0001-01-01T00:00:00Z"), "a response of 0001-01-01"),
    "after today": (record(f"{SITE}/8", date="9999-12-31T23:59:59Z"), "a response of 9999-12-31"),
    "no time": (record(f"{SITE}/9", date="yesterday"), "without its address or its time"),
    "no address": (record(""), "without its address or its time"),
    "no status": (record(f"{SITE}/10", status="-5 x"), "no HTTP response"),
    "another digest": (
        record(f"{SITE}/11", said="WARC-Block-Digest: sha1:AAAA"),
        "its digest is not that of its bytes",
    ),
    "bomb": (gzip.compress(b"\0" * 3_000_000), "unpacks to more than"),
    "noise": (b"\x1f\x8b\x08garbage" * 10, "damaged"),
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Contents]:
    monkeypatch.setattr(members, "MAX_BYTES", 1_000_000)
    path = tmp_path / "foreign.warc.gz"
    pieces = [piece for pair in zip(READ.values(), NAMED.values(), strict=True) for piece in (pair[0], pair[1][0])]
    path.write_bytes(b"".join(pieces) + record(f"{SITE}/last"))
    return tmp_path, contents([path])


def test_what_is_an_answer_is_read_and_the_last_one_too(archive):
    folder, found = archive
    answers = [answer for visit in found.visits for answer in visit.answers]
    assert len(answers) == len(READ) + 1
    for answer in answers:
        assert read(folder, answer.place).url
        assert canonical_url(answer.url).isprintable()


def test_what_is_none_is_named_with_its_place(archive):
    _, found = archive
    assert len(found.damaged) == len(NAMED)
    for (_, reason), said in zip(NAMED.values(), found.damaged, strict=True):
        assert reason in said
        assert said.isprintable()


def test_nothing_is_written_but_where_the_archive_is(archive):
    folder, _ = archive
    assert [path.name for path in folder.iterdir()] == ["foreign.warc.gz"]
