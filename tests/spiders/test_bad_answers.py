"""A site that answers badly: every address ends in a state with a reason, and the crawl ends."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from tests.spiders.conftest import ROOT, Project

HOST = "bad.test"
SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="bad", title="Bad", role=SiteRole.OUTLET, domains=("bad.test",), documented="for a test",
            feeds=("http://bad.test:{port}/feed",), article_pattern="^/a/")
"""
TEXT = "The mayor said the bridge would stay closed until the engineers have looked at every one of its cables. "
PAGE = f"<html><body><article><h1>Bridge closed</h1>{f'<p>{TEXT * 2}</p>' * 4}</article></body></html>".encode()
# Minutes of work for any extractor, below the largest size that is taken.
DEAR = b"<html><body>" + b"<div class=a><span>word <a href=/x>link</a>" * 150_000
WANTED = {
    "/a/good": "stored",
    "/a/too-large": "failed",
    "/a/bomb": "failed",
    "/a/dear": "failed",
    "/a/loop": "failed",
    "/a/cut-off": "failed",
    "/a/private": "failed",
    "/a/to-a-file": "failed",
    "/a/document.pdf": "not_article",
    "/a/nothing": "empty",
    "/a/home": "not_article",
    "/a/pay": "blocked",
    "/a/law": "blocked",
    "/a/busy": "stored",
    "/a/utf16": "stored",
    "/b/elsewhere": "not_article",
}
# What the crawl asked for and when.
asked: list[tuple[str, float]] = []


class Bad(BaseHTTPRequestHandler):
    """Each path is one kind of bad answer."""

    def do_GET(self) -> None:
        asked.append((self.path, time.monotonic()))
        base = f"http://{self.headers['Host']}"
        moves = {
            "/a/loop": "/a/loop",
            "/a/home": "/",
            "/a/private": "http://127.0.0.2:9/secret",
            "/a/to-a-file": "file:///etc/passwd",
        }
        if self.path == "/robots.txt":
            self._send(200, "text/plain", b"User-agent: *\nCrawl-delay: 0.3\n")
        elif self.path == "/feed":
            items = "".join(f"<item><link>{base}{path}</link></item>" for path in WANTED)
            self._send(200, "application/rss+xml", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
        elif self.path in moves:
            self._send(302, "text/html", b"", Location=moves[self.path])
        elif self.path == "/a/too-large":
            self._send(200, "text/html", PAGE + b" " * 9_000_000)
        elif self.path == "/a/bomb":
            self._send(200, "text/html", gzip.compress(b"<p>x" * 5_000_000), Content_Encoding="gzip")
        elif self.path == "/a/dear":
            self._send(200, "text/html", DEAR)
        elif self.path == "/a/cut-off":
            self._send(200, "text/html", PAGE, length=len(PAGE) + 1000)
        elif self.path == "/a/busy" and sum(path == "/a/busy" for path, _ in asked) == 1:
            self._send(503, "text/html", b"busy", Retry_After="2")
        elif self.path in ("/a/pay", "/a/law"):
            self._send(402 if self.path == "/a/pay" else 451, "text/html", b"no")
        elif self.path == "/a/document.pdf":
            self._send(200, "application/pdf", b"%PDF-1.7")
        elif self.path == "/a/nothing":
            self._send(200, "text/html", b"")
        elif self.path == "/a/utf16":
            self._send(
                200, "text/html", b"\xff\xfe" + PAGE.decode().replace("Bridge", "Second bridge").encode("utf-16-le")
            )
        else:
            self._send(200, "text/html", PAGE)

    def _send(self, status: int, kind: str, body: bytes, *, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, subprocess.CompletedProcess[str]]]:
    """The site crawled once."""
    folder = tmp_path_factory.mktemp("bad")
    asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Bad) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (folder / "bad_sites").mkdir()
        (folder / "bad_sites" / "__init__.py").touch()
        (folder / "bad_sites" / "bad.py").write_text(SITE.format(port=port), encoding="utf-8")
        project = Project(f"sqlite:///{folder}/bad.db", folder / "archive", port)
        yield project, _crawl(project, folder)
        server.shutdown()


def _crawl(project: Project, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {
        "NEWSCRAWL_SITES": "bad_sites",
        "NEWSCRAWL_HOSTS": f'{{"{HOST}": "127.0.0.1"}}',
        "NEWSCRAWL_ALLOWED_NETWORKS": "127.0.0.1/32",
        "NEWSCRAWL_ALLOWED_PORTS": f"{project.port},9",
        "NEWSCRAWL_WORKERS": "1",
        "NEWSCRAWL_PAGE_SECONDS": "2",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "PYTHONPATH": str(folder),
        "NEWSCRAWL_DATABASE_URL": project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "bad", *options]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def test_every_address_has_its_state_and_what_is_not_stored_a_reason(bad):
    project, done = bad
    rows = project.rows("SELECT url, state, reason FROM page WHERE kind = 'article'")
    found = {str(url).partition(str(project.port))[2]: (state, reason) for url, state, reason in rows}
    assert {path: state for path, (state, _) in found.items()} == WANTED, done.stderr[-3000:]
    assert all(reason for state, reason in found.values() if state != "stored")


def test_a_redirect_to_a_private_address_is_refused_by_name(bad):
    project, _ = bad
    assert project.rows("SELECT reason FROM page WHERE url LIKE '%/a/private'") == [
        ("AddressRefused: 127.0.0.2 is not a public address",)
    ]


def test_a_page_that_takes_too_long_to_read_says_so(bad):
    project, _ = bad
    assert project.rows("SELECT reason FROM page WHERE url LIKE '%/a/dear'") == [
        ("extract: reading it took longer than 2 s",)
    ]


def test_pages_that_fail_are_not_errors_of_the_run(bad):
    _, done = bad
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.usefixtures("bad")
def test_crawl_delay_is_kept_between_requests():
    times = [when for path, when in asked if path != "/robots.txt"]
    # A busy server now and then sees two requests nearer to each other than they were sent.
    near = [gap for gap in (later - earlier for earlier, later in pairwise(times)) if gap <= 0.25]
    assert len(near) <= len(times) // 8
    assert times[-1] - times[0] > 0.3 * (len(times) - 1) - 0.5


@pytest.mark.usefixtures("bad")
def test_retry_after_is_waited_for():
    first, second = [when for path, when in asked if path == "/a/busy"]
    assert second - first >= 1.9
