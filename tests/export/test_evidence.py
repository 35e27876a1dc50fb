"""A bundle tells who wrote an article first, holds the pages that say so, and shows when anything in it was changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from newscrawl.errors import NewscrawlError
from newscrawl.export.evidence import NoEvidence, bundle
from newscrawl.export.quotes import stands_in
from newscrawl.export.verify import NoBundle, verify
from newscrawl.fetch.archive import ArchivedResponse, ArchiveWriter, http_request, http_response
from newscrawl.items import Story
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine
from tests.export.test_articles import newscrawl
from tests.support.stories import NOW, ORIGINAL, SITE, origin, story

COPY, SOURCE = "https://umschau.example/kopie", "https://cnn.example/original"
TITLE = "Kopie <script>alert(1)</script>"


def archived(writer: ArchiveWriter, told: Story, words: str) -> Story:
    body = (
        f"<html><body><p>CNN</p><h1>x</h1><p>{words}</p><figure><img src='/b.jpg'>"
        "<figcaption>KCNA/Reuters</figcaption></figure></body></html>"
    ).encode()
    place = writer.write(
        url=told.url,
        fetched_at=told.fetches[0].fetched_at,
        request=http_request("GET", "/", "umschau.example", []),
        response=http_response(200, [(b"Content-Type", b"text/html; charset=utf-8")], body),
    )
    digest = hashlib.sha256(body).hexdigest()
    fetch = replace(told.fetches[0], archive_file=place.file, archive_offset=place.offset, sha256=digest)
    return replace(told, fetches=(fetch,))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """URL of a database with a copy and its original, and their archive."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("evidence")
        url = f"sqlite:///{folder}/newscrawl.db"
        engine = open_engine(url)
        stack.callback(engine.dispose)
        upgrade(engine)
        repository = Repository(engine)
        repository.upsert_site(SITE)
        repository.upsert_site(ORIGINAL)
        run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
        writer = ArchiveWriter(folder / "archive", "umschau")
        first = story(SOURCE, site="cnn", day=17, language="en", title="Original")
        second = story(COPY, origins=(origin(url=SOURCE),), title=TITLE)
        saved = repository.save(
            run, [archived(writer, s, s.article.body if s.article else "") for s in (first, second)], now=NOW
        )
        writer.close()
        assert [s.error for s in saved] == [None, None]
        yield url, folder / "archive"


def made(case: tuple[str, Path], output: Path) -> Path:
    arguments = ("export", "evidence", COPY, "-o", str(output), "--folder", str(case[1]), "--database", case[0])
    done = newscrawl(*arguments)
    assert done.exit_code == 0, done.exception
    return output


def test_a_bundle_holds_in_a_folder_and_a_zip(case: tuple[str, Path], tmp_path: Path) -> None:
    for output in (tmp_path / "folder", tmp_path / "packed.zip"):
        found = verify(made(case, output))
        assert found.holds, found.problems
        assert (found.records, found.unfound) == (2, 0)
        assert found.quotes >= 3
        told = newscrawl("evidence", "verify", str(output), "--json")
        assert json.loads(told.output)["url"] == COPY
    with pytest.raises(NewscrawlError, match="exists"):
        raise newscrawl("export", "evidence", COPY, "-o", str(tmp_path / "folder"), "--database", case[0]).exception  # type: ignore[misc]


def test_the_report_is_one_file_that_loads_and_runs_nothing(case: tuple[str, Path], tmp_path: Path) -> None:
    written = (made(case, tmp_path / "x") / "report.html").read_text("utf-8")
    page = html.document_fromstring(written)
    assert not page.xpath("//script | //img | //iframe | //object | //link | //@src | //@onclick")
    assert TITLE in page.text_content()
    assert "Probably translated from CNN" in page.text_content()
    assert {link for link in page.xpath("//a/@href") if not link.startswith("https://")} == set()
    for heading in ("Evidence for and against", "Credits on the pages", "Timeline", "Archived pages"):
        assert heading in page.text_content()


@pytest.mark.parametrize(
    "name", ["report.html", "evidence.json", "pages.warc.gz", "manifest.json", "README.txt", "SHA256SUMS"]
)
def test_whatever_is_changed_is_seen(case: tuple[str, Path], tmp_path: Path, name: str) -> None:
    output = made(case, tmp_path / "x")
    content = bytearray((output / name).read_bytes())
    at = content.rfind(b'"') if name == "manifest.json" else len(content) // 2
    content[at - 1] ^= 1
    (output / name).write_bytes(content)
    try:
        found = verify(output)
    except NoBundle:
        return
    assert any(name in problem for problem in found.problems)
    assert newscrawl("evidence", "verify", str(output)).exit_code == 1


def test_what_is_missing_or_added_is_seen(case: tuple[str, Path], tmp_path: Path) -> None:
    output = made(case, tmp_path / "x")
    (output / "report.html").unlink()
    (output / "more.txt").write_text("x")
    assert {p.split(" ", 1)[0] for p in verify(output).problems} == {"report.html", "more.txt"}


def test_without_its_pages_a_bundle_says_so_once(case: tuple[str, Path], tmp_path: Path) -> None:
    output = made(case, tmp_path / "x")
    (output / "pages.warc.gz").unlink()
    (output / "SHA256SUMS").unlink()
    found = verify(output)
    assert [p.partition(" no quote")[0] for p in found.problems] == [
        "pages.warc.gz is missing",
        "SHA256SUMS is missing",
        "without pages.warc.gz",
    ]
    assert (found.files, found.records, found.quotes, found.sums_sha256) == (3, 0, 0, None)
    assert "SHA-256 of its" not in newscrawl("evidence", "verify", str(output)).output


def test_a_file_added_above_the_folder_of_a_zip_is_named(case: tuple[str, Path], tmp_path: Path) -> None:
    output = made(case, tmp_path / "x.zip")
    with zipfile.ZipFile(output, "a") as packed:
        packed.writestr("more.txt", "x")
    assert verify(output).problems[0] == "more.txt stands beside the bundle's files, or twice"


def test_a_quote_that_no_page_holds_is_seen_though_all_hashes_fit(case: tuple[str, Path], tmp_path: Path) -> None:
    output = made(case, tmp_path / "x")
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    manifest["quotes"][0]["text"] = "Nobody ever wrote this"
    (output / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    digest = hashlib.sha256((output / "manifest.json").read_bytes()).hexdigest()
    sums = (output / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in sums if "manifest" not in line]
    (output / "SHA256SUMS").write_text("\n".join([*kept, f"{digest}  manifest.json"]))
    assert any("Nobody ever wrote this" in problem for problem in verify(output).problems)


def test_what_is_no_bundle_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK no zip")
    (tmp_path / "manifest.json").write_text("[]")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for path in (tmp_path, tmp_path / "x.zip", tmp_path / "none", tmp_path / "empty.zip"):
        with pytest.raises(NoBundle):
            verify(path)


def test_without_article_or_archive_there_is_no_evidence(case: tuple[str, Path], tmp_path: Path) -> None:
    engine = open_engine(case[0])
    with pytest.raises(NoEvidence, match="none of its downloads"):
        bundle(engine, tmp_path, COPY)
    engine.dispose()


@pytest.mark.parametrize(
    ("quote", "locator", "holds"),
    [
        ("von  CNN", "/html/body/p[1]", True),
        ("„von CNN“", None, True),
        ("Zeile im Kopf", None, True),
        ("aus JSON: über", None, True),
        ("von BBC", "/html/body/p[1]", False),
        ("von CNN", "/html/nothing[", True),
        ("von CNN", "//*[count(//*[count(//*) > 0]) > 0]", True),
    ],
)
def test_quotes_are_found_however_a_page_writes_them(quote: str, locator: str | None, holds: bool) -> None:
    body = (
        '<html><head><meta name="d" content="Zeile im Kopf"><script type="application/ld+json">{"a": "aus JSON: '
        '\\u00fcber"}</script></head><body><p>von <b>C</b>NN</p></body></html>'
    )
    response = ArchivedResponse("https://a.example/", 200, (("Content-Type", "text/html"),), body.encode(), NOW)
    assert stands_in(quote, locator, response) is holds
