"""Damaged WARC files: what is broken is named, everything else is still read, and other readers agree."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from newscrawl.errors import ArchiveError
from newscrawl.fetch.archive import ArchiveWriter, Place, http_request, http_response, info_record
from newscrawl.fetch.check import check, files
from newscrawl.fetch.members import members, packed

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Place]]:
    """An archive of five pages in one file."""
    folder = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(folder, "a")
    places = [
        writer.write(
            url=f"http://a.test/{n}",
            fetched_at=NOW,
            request=http_request("GET", f"/{n}", "a.test", [(b"User-Agent", b"newscrawl")]),
            response=http_response(200, [(b"Content-Type", b"text/html")], f"<p>page {n} ".encode() * 200),
        )
        for n in range(5)
    ]
    writer.close()
    return folder, places


def changed(written: tuple[Path, list[Place]], folder: Path, data: bytes) -> Path:
    path = folder / written[1][0].file
    path.write_bytes(data)
    return path


def test_a_whole_file_has_no_problem(written: tuple[Path, list[Place]]) -> None:
    folder, places = written
    (path,) = files(folder)
    report = check(path, folder)
    assert report.records == {"warcinfo": 1, "request": 5, "response": 5}
    assert report.responses == {p.offset: f"http://a.test/{n}" for n, p in enumerate(places)}
    assert report.problems == []


def test_another_reader_reads_every_file_we_write(written: tuple[Path, list[Place]]) -> None:
    folder, places = written
    with open(folder / places[0].file, "rb") as stream:
        read = [(r.rec_type, r.rec_headers["WARC-Target-URI"]) for r in ArchiveIterator(stream, check_digests="raise")]
    assert read[0] == ("warcinfo", None)
    assert [url for kind, url in read if kind == "response"] == [f"http://a.test/{n}" for n in range(5)]


def test_a_damaged_record_takes_no_other_along(written: tuple[Path, list[Place]], tmp_path: Path) -> None:
    folder, places = written
    data = bytearray((folder / places[2].file).read_bytes())
    data[places[2].offset + 150] ^= 0xFF
    report = check(changed(written, tmp_path, bytes(data)), tmp_path)
    assert [p.offset for p in report.problems] == [places[2].offset]
    assert sorted(report.responses.values()) == [f"http://a.test/{n}" for n in (0, 1, 3, 4)]


def test_a_file_that_was_cut_off_keeps_what_is_whole(written: tuple[Path, list[Place]], tmp_path: Path) -> None:
    folder, places = written
    data = (folder / places[3].file).read_bytes()[: places[3].offset + 100]
    report = check(changed(written, tmp_path, data), tmp_path)
    assert [(p.offset, p.what) for p in report.problems] == [(places[3].offset, "cut off")]
    assert len(report.responses) == 3


def test_changed_bytes_that_still_unpack_are_seen_by_their_digest(
    written: tuple[Path, list[Place]], tmp_path: Path
) -> None:
    folder, places = written
    source = folder / places[0].file
    parts = [bytearray(packed(source, member.offset)) for member in members(source)]
    parts[2] = bytearray(gzip.compress(gzip.decompress(parts[2]).replace(b"page 0", b"PAGE 0")))
    report = check(changed(written, tmp_path, b"".join(parts)), tmp_path)
    assert [(p.offset, p.what) for p in report.problems] == [
        (places[0].offset, "response: its digest is not that of its bytes")
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 3000), length=st.integers(1, 400), fill=st.binary(min_size=0, max_size=40))
def test_whatever_is_overwritten_members_cover_the_file_once(
    written: tuple[Path, list[Place]], tmp_path: Path, start: int, length: int, fill: bytes
) -> None:
    source = (written[0] / written[1][0].file).read_bytes()
    data = source[:start] + fill + source[start + length :]
    path = changed(written, tmp_path, data)
    found = list(members(path))
    edges = [0, *(member.end for member in found)]
    assert [member.offset for member in found] == edges[:-1]
    assert edges[-1] == len(data)
    check(path, tmp_path)


def test_a_record_is_copied_as_it_is(written: tuple[Path, list[Place]], tmp_path: Path) -> None:
    folder, places = written
    path = tmp_path / "part.warc.gz"
    path.write_bytes(info_record() + packed(folder / places[1].file, places[1].offset))
    report = check(path, tmp_path)
    assert (list(report.responses.values()), report.problems) == (["http://a.test/1"], [])


def test_no_record_at_a_place_is_an_error(written: tuple[Path, list[Place]], tmp_path: Path) -> None:
    folder, places = written
    with pytest.raises(ArchiveError, match="damaged"):
        packed(folder / places[0].file, places[0].offset + 1)
    with pytest.raises(ArchiveError, match="can't read"):
        packed(tmp_path / "missing.warc.gz", 0)
