"""WARC files are written, and read back by another reader and by our own."""

import gzip
import random
import resource
import zlib
from datetime import UTC, datetime

import pytest
from fastwarc import ArchiveIterator, WarcRecordType

from newscrawl.errors import ArchiveError, UnwritableArchive
from newscrawl.fetch.archive import ArchiveWriter, Place, http_request, http_response, read

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def write(writer, body, headers=((b"Content-Type", b"text/html; charset=utf-8"),), url="http://a.test/x"):
    return writer.write(
        url=url,
        fetched_at=NOW,
        request=http_request("GET", "/x", "a.test", [(b"User-Agent", b"newscrawl")]),
        response=http_response(200, headers, body),
    )


def test_a_response_is_read_back_from_its_place(tmp_path):
    writer = ArchiveWriter(tmp_path, "a")
    places = [write(writer, f"<p>{n}".encode(), url=f"http://a.test/{n}") for n in range(5)]
    writer.close()
    for number, place in enumerate(places):
        response = read(tmp_path, place)
        assert (response.url, response.body) == (f"http://a.test/{number}", f"<p>{number}".encode())
        assert response.status == 200
        assert response.content_type == "text/html; charset=utf-8"
        assert response.fetched_at == NOW


def test_bodies_are_kept_as_received_and_read_decoded(tmp_path):
    writer = ArchiveWriter(tmp_path, "a")
    headers = ((b"Content-Encoding", b"gzip"), (b"Transfer-Encoding", b"chunked"))
    place = write(writer, gzip.compress(b"hello"), headers)
    writer.close()
    assert read(tmp_path, place).body == b"hello"
    assert gzip.compress(b"hello")[10:] in gzip.decompress((tmp_path / place.file).read_bytes())


def _raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        (b"gzip", b"hello"),
        (b"GZIP", gzip.compress(b"hello", mtime=0)),
        (b"gzip", gzip.compress(b"hello", mtime=0) + b"tail"),
        (b"x-gzip", gzip.compress(b"hello", mtime=0)),
        (b"deflate", _raw_deflate(b"hello")),
        (b"br", b"hello"),
        (b"utf-8", b"hello"),
        (b"gzip, br, nonsense", b"hello"),
    ],
)
def test_a_wrong_content_encoding_makes_no_record_unreadable(tmp_path, encoding, sent):
    writer = ArchiveWriter(tmp_path, "a")
    place = write(writer, sent, ((b"Content-Encoding", encoding),))
    writer.close()
    assert read(tmp_path, place).body == b"hello"


@pytest.mark.parametrize("encoding", [b"gzip", b"x-gzip"])
def test_a_record_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, encoding):
    monkeypatch.setattr("newscrawl.fetch.archive.MAX_BYTES", 1000)
    writer = ArchiveWriter(tmp_path, "a")
    place = write(writer, gzip.compress(b"0" * 1001), ((b"Content-Encoding", encoding),))
    writer.close()
    with pytest.raises(ArchiveError, match="unpacks to more than 1000 bytes"):
        read(tmp_path, place)


def test_every_record_is_a_gzip_member_with_matching_digest(tmp_path):
    writer = ArchiveWriter(tmp_path, "a")
    write(writer, b"x" * 1000)
    writer.close()
    (file,) = tmp_path.iterdir()
    kinds = [r.record_type for r in ArchiveIterator(str(file), verify_digests=True)]
    assert kinds == [WarcRecordType.warcinfo, WarcRecordType.request, WarcRecordType.response]


def test_a_new_file_begins_at_the_size_limit(tmp_path):
    writer = ArchiveWriter(tmp_path, "a", max_bytes=200)
    assert len({write(writer, b"x").file for _ in range(3)}) == 3
    writer.close()


def test_a_file_cut_off_by_a_crash_still_gives_its_earlier_records(tmp_path):
    writer = ArchiveWriter(tmp_path, "a")
    first, second = write(writer, b"first"), write(writer, b"second" * 100)
    writer.close()
    path = tmp_path / second.file
    path.write_bytes(path.read_bytes()[: second.offset + 60])
    assert read(tmp_path, first).body == b"first"
    with pytest.raises(ArchiveError):
        read(tmp_path, second)


def test_an_unwritable_folder_says_so(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ArchiveError, match="can't write"):
        write(ArchiveWriter(tmp_path / "taken", "a"), b"x")


def test_a_missing_file_says_which(tmp_path):
    with pytest.raises(ArchiveError, match=r"none\.warc\.gz"):
        read(tmp_path, Place("none.warc.gz", 0))


def test_header_values_cannot_end_the_header_block():
    message = http_response(200, [(b"X", b"a\r\n\r\n<script>")], b"body")
    assert message.count(b"\r\n\r\n") == 1


def test_a_full_disk_stops_the_writer_and_leaves_whole_records(tmp_path):
    writer = ArchiveWriter(tmp_path, "a")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        first = write(writer, b"<p>first")
        with pytest.raises(UnwritableArchive, match="can't write to the archive"):
            write(writer, random.Random(1).randbytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    for later in (writer.sync, lambda: write(writer, b"<p>later")):
        with pytest.raises(UnwritableArchive):
            later()
    writer.close()
    (file,) = tmp_path.iterdir()
    with file.open("rb") as stream:
        kinds = [record.record_type for record in ArchiveIterator(stream)]
    assert kinds == [WarcRecordType.warcinfo, WarcRecordType.request, WarcRecordType.response]
    assert read(tmp_path, first).body == b"<p>first"
