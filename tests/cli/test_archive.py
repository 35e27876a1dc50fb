"""The archive behind the database: what is missing or damaged is named with what it takes along."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.errors import NewscrawlError
from newscrawl.fetch.archive import ArchiveWriter, http_request, http_response
from newscrawl.fetch.check import check
from newscrawl.fetch.members import packed
from newscrawl.items import Story
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, SITE, story

BASE = "https://umschau.example"


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(arguments), arguments)


@pytest.fixture
def folder(repository: Repository, tmp_path: Path) -> Path:
    """Three stored pages, one of them downloaded twice, in two files."""
    where = tmp_path / "archive"
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    for label, names in (("first", ("a", "b", "a")), ("second", ("c",))):
        writer = ArchiveWriter(where, label)
        for minutes, name in enumerate(names):
            repository.save(run, [archived(writer, name, minutes)], now=NOW)
        writer.close()
    return where


def archived(writer: ArchiveWriter, name: str, minutes: int) -> Story:
    url, body = f"{BASE}/{name}", f"<p>{name} {minutes}".encode()
    told = story(url, minutes=minutes)
    place = writer.write(
        url=url,
        fetched_at=told.fetches[0].fetched_at,
        request=http_request("GET", f"/{name}", "umschau.example", []),
        response=http_response(200, [(b"Content-Type", b"text/html")], body),
    )
    fetch = replace(
        told.fetches[0],
        archive_file=place.file,
        archive_offset=place.offset,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return replace(told, fetches=(fetch,))


def options(folder: Path, url: str) -> tuple[str, ...]:
    return ("--folder", str(folder), "--database", url)


def test_stat_counts_files_and_downloads(folder: Path, database_url: str) -> None:
    (folder / "left-over.warc.gz").write_bytes(b"")
    done = newscrawl("archive", "stat", "--json", *options(folder, database_url))
    found = json.loads(done.stdout)
    assert [(f["file"].split("-")[0], f["downloads"]) for f in found["files"]] == [
        ("first", 3),
        ("left", 0),
        ("second", 1),
    ]
    assert found["bytes"] == sum(path.stat().st_size for path in folder.iterdir())


def test_a_whole_archive_is_said_to_be_whole(folder: Path, database_url: str) -> None:
    done = newscrawl("archive", "verify", *options(folder, database_url))
    assert (done.exit_code, done.stdout) == (0, "2 files with 4 stored downloads were read: all whole.\n")


def test_a_missing_file_is_named_and_the_other_still_read(folder: Path, database_url: str) -> None:
    next(folder.glob("second*")).unlink()
    done = newscrawl("archive", "verify", "--json", *options(folder, database_url))
    assert done.exit_code == 1
    first, second = json.loads(done.stdout)["files"]
    assert (first["downloads"], first["records"], first["problems"]) == (
        3,
        {"warcinfo": 1, "request": 3, "response": 3},
        [],
    )
    assert [p["what"] for p in second["problems"]] == ["the file is missing"]


def test_a_damaged_record_is_named_with_its_address(folder: Path, database_url: str) -> None:
    path = next(folder.glob("first*"))
    report = check(path, folder)
    offset = next(o for o, url in report.responses.items() if url == f"{BASE}/b")
    data = bytearray(path.read_bytes())
    data[offset + 120 : offset + 140] = bytes(20)
    path.write_bytes(bytes(data))
    done = newscrawl("archive", "verify", *options(folder, database_url))
    assert done.exit_code == 1
    assert f"at {offset}: no readable response here for the download: {BASE}/b" in done.stdout
    assert "problems in 1, 2 in all" in done.stdout


def test_a_file_that_ends_too_early_is_seen_without_reading_it(folder: Path, database_url: str) -> None:
    path = next(folder.glob("second*"))
    path.write_bytes(path.read_bytes()[:100])
    done = newscrawl("archive", "verify", "--quick", *options(folder, database_url))
    assert done.exit_code == 1
    assert f"the file ends before the download of {BASE}/c" in done.stdout


def test_another_page_in_the_place_of_a_download_is_seen(folder: Path, database_url: str) -> None:
    one, two = (next(folder.glob(f"{label}*")) for label in ("first", "second"))
    (own,), other = check(two, folder).responses, min(check(one, folder).responses)
    two.write_bytes(two.read_bytes()[:own] + packed(one, other))
    done = newscrawl("archive", "verify", *options(folder, database_url))
    assert done.exit_code == 1
    assert f"the response here is that of {BASE}/a" in done.stdout


def test_export_writes_all_downloads_of_an_address(folder: Path, database_url: str, tmp_path: Path) -> None:
    target = tmp_path / "page.warc.gz"
    done = newscrawl("archive", "export", "umschau.example/a", "-o", str(target), *options(folder, database_url))
    assert (done.exit_code, done.stdout) == (0, f"2 downloads of {BASE}/a in {target}\n")
    report = check(target, tmp_path)
    assert (list(report.responses.values()), report.problems) == ([f"{BASE}/a"] * 2, [])


def test_what_can_not_be_exported_is_told_and_leaves_no_file(folder: Path, database_url: str, tmp_path: Path) -> None:
    next(folder.glob("second*")).unlink()
    target = tmp_path / "page.warc.gz"
    done = newscrawl("archive", "export", f"{BASE}/c", "-o", str(target), *options(folder, database_url))
    assert isinstance(done.exception, NewscrawlError)
    assert "can't read" in str(done.exception)
    assert not target.exists()
