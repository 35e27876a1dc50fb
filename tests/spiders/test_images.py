"""Pictures of stored articles are fetched like pages, and are evidence; one that fails harms nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, text

pytest.importorskip("PIL", reason="pictures are read by the extra `images`")

from newscrawl.fetch.archive import Place, read
from newscrawl.items import Image, Story
from newscrawl.store.repository import Repository
from tests.spiders.conftest import ROOT
from tests.store.test_tracing import SITES, told
from tests.support.stories import NOW
from tests.trace.articles import HARBOUR
from tests.trace.picture_bytes import XMP, encoded, scene, with_iptc

PHOTO = scene(1)
FILES = {
    "/photo.jpg": ("image/jpeg", with_iptc(encoded(PHOTO, quality=90, xmp=XMP), {116: "(c) dpa"})),
    "/copy.jpg": ("image/jpeg", encoded(PHOTO.resize((240, 160)), quality=60)),
    "/large.jpg": ("image/jpeg", encoded(scene(2)) + bytes(300_000)),
    "/wall.jpg": ("text/html", b"<p>no"),
    "/broken.jpg": ("image/jpeg", encoded(PHOTO)[:300]),
    "/fourth.jpg": ("image/jpeg", encoded(scene(3))),
    "/private/photo.jpg": ("image/jpeg", encoded(scene(4))),
    "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private/\n"),
}
asked: list[str] = []


class Pictures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked.append(self.path)
        kind, body = FILES.get(self.path, ("text/plain", b""))
        self.send_response(200 if self.path in FILES else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def port() -> Iterator[int]:
    asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def showing(story: Story, *urls: str) -> Story:
    assert story.article
    images = tuple(Image(url=url, position=n) for n, url in enumerate(urls))
    return replace(story, article=replace(story.article, images=images))


def fetch(url: str, archive: Path, port: int) -> subprocess.CompletedProcess[str]:
    settings = ("NEWSCRAWL_TRACE=none", "NEWSCRAWL_IMAGE_MAXSIZE=200000", f"NEWSCRAWL_ALLOWED_PORTS={port}")
    options = [word for pair in settings for word in ("-s", pair)]
    return subprocess.run(
        [sys.executable, "-m", "newscrawl", "images", "--json", *options],
        env={
            **os.environ,
            "SCRAPY_PROJECT": "test",
            "NEWSCRAWL_DATABASE_URL": url,
            "NEWSCRAWL_ARCHIVE_DIR": str(archive),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_pictures_are_evidence_and_failures_harm_nothing(
    database_url: str, engine: Engine, repository: Repository, tmp_path: Path, port: int
) -> None:
    base = f"http://127.0.0.1:{port}"
    original = showing(told("hafenblatt", "harbour", HARBOUR), f"{base}/photo.jpg")
    copy = showing(told("umschau", "hafen", HARBOUR[:5], hours=3), f"{base}/copy.jpg", "data:image/gif;base64,R0lGOD")
    bad = ("large.jpg", "wall.jpg", "broken.jpg", "fourth.jpg")
    others = [
        showing(told("inselbote", "a", ["Kurz."]), *(f"{base}/{name}" for name in bad)),
        showing(
            told("inselbote", "b", ["Auch."]),
            f"{base}/private/photo.jpg",
            f"{base}/gone.jpg",
            f"http://10.0.0.1:{port}/x.jpg",
        ),
    ]
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    for one in SITES.values():
        repository.upsert_site(one)
    repository.save(run, [original, copy, *others], now=NOW)
    done = fetch(database_url, tmp_path, port)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    assert said["read"] == 2, said
    assert len(said["failed"]) == 6
    assert {"/fourth.jpg", "/private/photo.jpg"} & set(asked) == set()
    with engine.connect() as connection:
        rows = {row.image_url: row for row in connection.execute(text("SELECT * FROM v_image"))}
        proofs = connection.execute(text("SELECT kind, rule, weight FROM v_evidence WHERE kind = 'same_picture'")).all()
        credits = connection.execute(
            text("SELECT locator, agency FROM v_credit WHERE position = 'image_metadata' ORDER BY 1, place")
        ).all()
    assert credits == [
        ("iptc:2:116", "dpa"),
        ("xmp:dc:rights", "dpa"),
        ("xmp:photoshop:Credit", "kcna"),
        ("xmp:photoshop:Credit", "reuters"),
    ]
    # An agency's picture: little.
    assert [tuple(p) for p in proofs] == [("same_picture", "picture-hash", 0.05)]
    photo = rows[f"{base}/photo.jpg"]
    assert (photo.width, photo.height, photo.image_error) == (480, 320, None)
    assert rows[f"{base}/gone.jpg"].image_error == "gone (404)"
    assert "robots" in rows[f"{base}/private/photo.jpg"].image_error
    assert "not a public address" in rows[f"http://10.0.0.1:{port}/x.jpg"].image_error
    assert rows[f"{base}/fourth.jpg"].image_fetched_at is None
    archived = read(tmp_path, Place(photo.archive_file, photo.archive_offset))
    assert archived.body == FILES["/photo.jpg"][1]
    # What is known is not asked for again; what failed is, for some runs.
    asked.clear()
    again = fetch(database_url, tmp_path, port)
    assert json.loads(again.stdout)["read"] == 0
    assert {"/photo.jpg", "/copy.jpg"} & set(asked) == set()
    assert "/gone.jpg" in asked
    # A page that is read again keeps what its pictures say.
    repository.save(run, [original], now=NOW)
    with engine.connect() as connection:
        counted = connection.scalar(text("SELECT count(*) FROM v_credit WHERE position = 'image_metadata'"))
    assert counted == 4
