"""Bundles that somebody made to deceive whoever checks them, or to keep the checker busy."""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.export.opened import open_bundle
from newscrawl.export.quotes import stands_in
from newscrawl.export.verify import NoBundle, verify
from newscrawl.fetch.archive import ArchivedResponse, ArchiveWriter, http_response
from newscrawl.fetch.members import packed as packed_record

URL = "https://a.example/1"
NOW = datetime(2026, 6, 18, tzinfo=UTC)
BODY = b"<p>The port will close in March.</p>"


def record(folder: Path, body: bytes) -> bytes:
    """One answer as a WARC record."""
    writer = ArchiveWriter(folder, "x")
    answer = http_response(200, [(b"Content-Type", b"text/html")], body)
    place = writer.write(url=URL, fetched_at=NOW, request=b"GET / HTTP/1.1\r\n\r\n", response=answer)
    writer.close()
    return packed_record(folder / place.file, place.offset)


def signed(files: dict[str, bytes], *more: dict[str, str], **fields: Any) -> dict[str, bytes]:
    """These files as a bundle whose hashes are all right; more: what its manifest lists besides."""
    listed = [{"name": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()]
    head = {"format": "newscrawl-evidence/1", "url": URL, "made_at": "2026-06-18", "records": [], "quotes": []}
    manifest = json.dumps({**head, "files": [*more, *listed], **fields}).encode()
    sums = [f"{one['sha256']}  {one['name']}" for one in listed]
    sums.append(f"{hashlib.sha256(manifest).hexdigest()}  manifest.json")
    return {**files, "manifest.json": manifest, "SHA256SUMS": "\n".join(sums).encode()}


@pytest.fixture
def bundle(tmp_path: Path) -> dict[str, bytes]:
    """One that holds."""
    warc = record(tmp_path, BODY)
    of_page = {"url": URL, "offset": 0, "body_sha256": hashlib.sha256(BODY).hexdigest()}
    quote = {"kind": "passage", "text": "will close", "url": URL, "locator": "/html/body/p", "offset": 0}
    return signed({"report.html": b"<p>will close</p>", "pages.warc.gz": warc}, records=[of_page], quotes=[quote])


def folder(files: dict[str, bytes], path: Path) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)
    return path


def packed(
    files: dict[str, bytes], path: Path, *more: tuple[str | zipfile.ZipInfo, bytes], before: bool = False
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        own = [(f"proof/{name}", content) for name, content in files.items()]
        for name, content in (*more, *own) if before else (*own, *more):
            made.writestr(name, content)
    return path


def test_a_bundle_holds(bundle: dict[str, bytes], tmp_path: Path) -> None:
    for path in (folder(bundle, tmp_path / "f"), packed(bundle, tmp_path / "z.zip")):
        found = verify(path)
        assert found.holds, found.problems
        assert found.sums_sha256 == hashlib.sha256(bundle["SHA256SUMS"]).hexdigest()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("name", ["proof/report.html", "more/report.html", "proof/more/report.html", "report.html"])
def test_a_second_report_is_seen_wherever_it_stands(
    bundle: dict[str, bytes], tmp_path: Path, name: str, before: bool
) -> None:
    try:
        found = verify(packed(bundle, tmp_path / "z.zip", (name, b"<p>something else</p>"), before=before))
    except NoBundle:
        return
    assert any("report.html" in problem for problem in found.problems)


def test_links_are_no_files(bundle: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "elsewhere.html").write_bytes(bundle["report.html"])
    path = folder(bundle, tmp_path / "f")
    (path / "report.html").unlink()
    (path / "report.html").symlink_to(tmp_path / "elsewhere.html")
    assert any("report.html is a link" in problem for problem in verify(path).problems)
    entry = zipfile.ZipInfo("proof/report.html")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    linked = signed({"report.html": b"/etc/hosts"})
    others = {name: content for name, content in linked.items() if name != "report.html"}
    found = verify(packed(others, tmp_path / "z.zip", (entry, linked["report.html"])))
    assert any("report.html is a link" in problem for problem in found.problems)


def test_a_folder_in_a_bundle_is_seen(bundle: dict[str, bytes], tmp_path: Path) -> None:
    path = folder(bundle, tmp_path / "f")
    folder({"report.html": b"<p>another</p>"}, path / "annex")
    assert [p for p in verify(path).problems if "annex" in p]


@pytest.mark.parametrize(
    "change",
    [
        lambda sums: sums + b"\n" + b"0" * 64 + b"  manifest.json",
        lambda sums: sums.replace(b"report.html", b"other.html"),
        lambda sums: sums + b"\n" + b"0" * 64 + b"  report.html",
    ],
    ids=["manifest twice", "renamed", "report twice"],
)
def test_the_list_of_sums_is_the_manifests(
    bundle: dict[str, bytes], tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    changed = {**bundle, "SHA256SUMS": change(bundle["SHA256SUMS"])}
    assert any("SHA256SUMS" in p for p in verify(folder(changed, tmp_path / "f")).problems)


def test_a_file_that_is_listed_twice_is_seen(tmp_path: Path) -> None:
    files = signed({"report.html": b"x"}, {"name": "report.html", "sha256": "0" * 64})
    assert "report.html is listed twice" in verify(folder(files, tmp_path / "f")).problems


@pytest.mark.parametrize(
    "manifest",
    [
        b"[" * 100_000,
        b'{"format": "newscrawl-evidence/1", "files": [], "records": [], "quotes": [{"offset": Infinity}]}',
        b'{"format": "newscrawl-evidence/1", "files": [], "records": [{"offset": 1e300}], "quotes": []}',
        b'{"format": "newscrawl-evidence/1", "files": [], "records": [{"offset": ' + b"9" * 30 + b'}], "quotes": []}',
        b'{"format": "newscrawl-evidence/1", "files": [], "records": [], "quotes": [' + b"0," * 30_000 + b"0]}",
        b'{"format": "newscrawl-evidence/1", "files": [[]], "records": 7, "quotes": []}',
        b"\xff",
    ],
    ids=["nested", "endless", "large float", "large", "many quotes", "other kinds", "no text"],
)
def test_a_manifest_that_is_none_is_said(tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(NoBundle):
        verify(folder({"manifest.json": manifest}, tmp_path / "f"))


def test_a_damaged_or_oddly_packed_zip_is_said(bundle: dict[str, bytes], tmp_path: Path) -> None:
    path = packed(bundle, tmp_path / "z.zip")
    content = bytearray(path.read_bytes())
    start = content.index(b"proof/pages.warc.gz") + len("proof/pages.warc.gz")
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(content)
    with zipfile.ZipFile(tmp_path / "lzma.zip", "w", zipfile.ZIP_LZMA) as other:
        other.writestr("proof/manifest.json", b"{}")
    for one in (path, tmp_path / "lzma.zip"):
        with pytest.raises(NoBundle):
            verify(one)


def test_a_zip_that_unpacks_to_more_than_any_bundle_is_left_packed(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(3):
            made.writestr(f"proof/{n}", b"x")
    # The sizes of the directory, which stands at the end, are only said.
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<LL", 3, 1), struct.pack("<LL", 3, 500_000_000)))
    with pytest.raises(ValueError, match="more than any bundle"):
        open_bundle(path)


def test_a_page_of_more_tags_than_articles_have_is_read_by_its_source() -> None:
    answer = ArchivedResponse(URL, 200, (("Content-Type", "text/html"),), b"<p>x" * 150_000 + BODY, NOW)
    assert stands_in("port will close", None, answer)
    assert not stands_in("never said", "/html/body/p[1]", answer)
    assert not stands_in("xx", None, ArchivedResponse(URL, 200, (), b"x" * 33 * 1024 * 1024, NOW))
