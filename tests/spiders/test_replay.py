"""Archives of others: what is a page is stored, what is none is counted, and twice changes nothing."""

from __future__ import annotations

import gzip
import json
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc import GzipWriter, WarcRecord, WarcRecordType
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.fetch.archive import Place, read
from newscrawl.fetch.check import files
from newscrawl.fetch.members import members
from tests.spiders.conftest import Project

DAY = datetime(2026, 6, 18, 4, 5, 6, tzinfo=UTC)
HARBOUR = (
    "Der Hafen von Lund hat am Montag eine Fähre ohne Besatzung auf die Reise geschickt, die nach vierzig Minuten "
    "sicher auf der anderen Seite der Bucht anlegte. Die Betreiber wollen sie ab Herbst täglich einsetzen."
)
PORT = (
    "Le port de Brest a inauguré mardi une grue entièrement électrique, construite en deux ans par une entreprise de "
    "la région. Elle remplace trois machines qui fonctionnaient au gazole depuis les années soixante-dix."
)
LAKE = (
    "El lago Sanabria recuperó en junio el nivel que tenía hace diez años, según midieron los técnicos de la cuenca. "
    "Los pescadores de la comarca esperan volver a salir con sus barcas antes de que acabe el verano."
)


def page(language: str, title: str, text: str) -> bytes:
    body = "".join(f"<p>{sentence}.</p>" for sentence in text.rstrip(".").split(". "))
    head = f"<html lang={language}><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = (f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",)))
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))


def record(kind: WarcRecordType, url: str | None, content: bytes, content_type: str = "application/http") -> bytes:
    made = WarcRecord()
    made.init_headers(kind)
    if url:
        made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = DAY.strftime("%Y-%m-%dT%H:%M:%SZ")
    made.headers["Content-Type"] = content_type
    made.set_bytes_content(content)
    out = BytesIO()
    made.write(GzipWriter(out), checksum_data=True)
    return out.getvalue()


def foreign(path: Path) -> Path:
    """As a news crawl of somebody else writes it."""
    packed = gzip.compress(page("de", "Fähre ohne Besatzung", HARBOUR), mtime=0)
    kinds = {"html": "Content-Type: text/html", "gzip": "Content-Encoding: gzip", "parts": "Transfer-Encoding: chunked"}
    answers = {
        "https://www.hafen.example/faehre": http(chunked(packed), *kinds.values()),
        "https://port.example/grue": http(page("fr", "Une grue électrique", PORT)),
        "https://port.example/damaged": http(page("fr", "Perdu", PORT)),
        "https://port.example/robots.txt": http(b"User-agent: *", "Content-Type: text/plain"),
        "https://port.example/grue.jpg": http(b"\xff\xd8\xff", "Content-Type: image/jpeg"),
        "https://lago.example/viejo": http(b"", "Location: /nivel", status="301 Moved Permanently"),
        "https://lago.example/nivel": http(page("es", "El lago se recupera", LAKE)),
        "https://lago.example/perdido": http(b"", "Location: /ninguno", status="302 Found"),
        "https://lago.example/borrado": http(b"gone", status="410 Gone"),
    }
    parts = [record(WarcRecordType.warcinfo, None, b"software: StormCrawler\r\n", "application/warc-fields")]
    for url, answer in answers.items():
        parts.append(record(WarcRecordType.request, url, b"GET / HTTP/1.1\r\n\r\n"))
        response = record(WarcRecordType.response, url, answer)
        if url.endswith("damaged"):
            response = response[:60] + bytes(8) + response[68:]
        parts.append(response)
    path.write_bytes(b"".join(parts))
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest) -> Project:
    given: Project = request.getfixturevalue(f"{request.param}_project")
    return given


def replay(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return project.newscrawl("replay", *arguments, "-s", "NEWSCRAWL_TRACE=")


def test_a_foreign_archive_is_read_and_twice_brings_nothing_new(project: Project, tmp_path: Path) -> None:
    source = foreign(tmp_path / "CC-NEWS-20260618-00001.warc.gz")
    done = replay(project, str(source), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["exit_code"]) == (3, 3), done.stderr
    assert told["left_out"] == {
        "no HTML": 1,
        "redirect whose target is not there": 1,
        "request record": 9,
        "robots.txt": 1,
        "warcinfo record": 1,
    }
    assert told["states"] == {"alias": 1, "gone": 1, "stored": 3}
    (damaged,) = told["damaged"]
    assert damaged.startswith(f"{source} at ")
    rows = project.rows("SELECT url, site, title, language FROM v_article ORDER BY url")
    assert rows == [
        ("https://lago.example/nivel", "host_lago_example", "El lago se recupera", "es"),
        ("https://port.example/grue", "host_port_example", "Une grue électrique", "fr"),
        ("https://www.hafen.example/faehre", "host_hafen_example", "Fähre ohne Besatzung", "de"),
    ]
    assert project.rows("SELECT url, alias_of FROM v_page WHERE state = 'alias'") == [
        ("https://lago.example/viejo", "https://lago.example/nivel")
    ]

    forget = (
        "forget",
        str(rows[1][0]),
        "--reason",
        "x",
        "--yes",
        "--folder",
        str(project.archive),
        "--database",
        project.url,
    )
    assert CliRunner().invoke(build(forget), forget).exit_code == 0
    again = replay(project, str(source))
    assert again.returncode == 3
    assert "1 of 5 archived pages and sources replayed; pages: 1 stored." in again.stdout
    assert "1 forgotten" in again.stdout
    assert project.rows("SELECT url, site, title, language FROM v_article ORDER BY url") == [rows[0], rows[2]]
    assert project.count("SELECT count(*) FROM article_version") == 2
    assert [path for path in files(project.archive) for m in members(path) if PORT.encode() in m.content] == []
    places = project.rows('SELECT url, fetched_at, sha256, archive_file, archive_offset FROM "fetch"')
    places = [row for row in places if row[3] is not None]
    assert len(places) == 4
    for url, _, sha256, file, offset in places:
        archived = read(project.archive, Place(str(file), int(str(offset))))
        assert (archived.url, archived.sha256, archived.fetched_at) == (url, sha256, DAY)
