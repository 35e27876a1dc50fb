"""Catching up on some days: what belongs to them is fetched, and a killed backfill goes on where it was."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.spiders.conftest import ROOT, Project

SITE = """
from newscrawl.sites import Section, Site, SiteRole
BASE = "http://archiv.test:{port}"
SITE = Site(name="archiv", title="Archiv", role=SiteRole.OUTLET, domains=("archiv.test",), documented="for a test",
            feeds=(BASE + "/feed",), sitemaps=(BASE + "/index.xml",), archives=(BASE + "/tag/%Y-%m-%d",),
            article_pattern="^/a/")
"""
# A day without articles has no page.
DAY_OFF = "/tag/2026-02-13"
MONTHS = ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04")
OF_MONTH = 12
TEXT = "Der Rat hat über {path} beraten und nach zwei Stunden beschlossen, die Entscheidung noch einmal zu vertagen. "
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
asked: list[str] = []
# Until the first start is killed, no more than so many articles are answered.
ANSWERED = 8
killed = threading.Event()


class Archive(BaseHTTPRequestHandler):
    """A sitemap for each month, and for each day a page that lists one article more."""

    def do_GET(self) -> None:
        asked.append(self.path)
        if sum(path.startswith("/a/") for path in asked) > ANSWERED:
            killed.wait(60)
        base = f"http://{self.headers['Host']}"
        if self.path == "/index.xml":
            children = "".join(f"<sitemap><loc>{base}/sitemap-{month}.xml</loc></sitemap>" for month in MONTHS)
            self._send("application/xml", f"<sitemapindex {XMLNS}>{children}</sitemapindex>")
        elif self.path.startswith("/sitemap-"):
            month = self.path.removeprefix("/sitemap-").removesuffix(".xml")
            urls = "".join(f"<url><loc>{base}/a/{month}-{n}</loc></url>" for n in range(OF_MONTH))
            self._send("application/xml", f"<urlset {XMLNS}>{urls}</urlset>")
        elif self.path.startswith("/tag/") and self.path != DAY_OFF:
            day = self.path.removeprefix("/tag/")
            self._send("text/html", f"<html><main><h2><a href='/a/{day}'>Vom {day}</a></h2></main></html>")
        elif self.path.startswith("/a/"):
            text = f"<p>{TEXT.format(path=self.path) * 3}</p>" * 3
            self._send("text/html", f"<html><article><h1>Rat {self.path}</h1>{text}</article></html>")
        else:
            self.send_error(404)

    def _send(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def backfill(tmp_path: Path) -> Iterator[list[str]]:
    """The call that fetches what is of four days in February and their month's sitemap."""
    asked.clear()
    killed.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Archive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (tmp_path / "archive_sites").mkdir()
        (tmp_path / "archive_sites" / "__init__.py").touch()
        (tmp_path / "archive_sites" / "archiv.py").write_text(SITE.format(port=port), encoding="utf-8")
        settings = {
            "NEWSCRAWL_SITES": "archive_sites",
            "NEWSCRAWL_HOSTS": '{"archiv.test": "127.0.0.1"}',
            "NEWSCRAWL_ALLOWED_PORTS": str(port),
            "NEWSCRAWL_BATCH_SIZE": "2",
            "DOWNLOAD_DELAY": "0.05",
        }
        days = ("--backfill", "--from", "2026-02-10", "--to", "2026-02-13")
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        yield [sys.executable, "-m", "newscrawl", "crawl", "archiv", *days, *options]
        killed.set()
        server.shutdown()


def test_a_killed_backfill_goes_on_with_the_articles_of_its_days(
    sqlite_project: Project, backfill: list[str], tmp_path: Path
):
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "PYTHONPATH": os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", ""))),
        "NEWSCRAWL_DATABASE_URL": sqlite_project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(sqlite_project.archive),
    }
    with subprocess.Popen(backfill, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None and sqlite_project.count("SELECT count(*) FROM article") < 4:
            time.sleep(0.02)
        running.kill()
    killed.set()
    before = list(asked)
    assert running.returncode == -9
    done = subprocess.run(backfill, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]

    stored = {str(url).partition("/a/")[2] for (url,) in sqlite_project.rows("SELECT url FROM article")}
    assert stored == {"2026-02-10", "2026-02-11", "2026-02-12", *(f"2026-02-{n}" for n in range(OF_MONTH))}
    # Other months are left to a crawl, and what the first start had read and stored is not asked for again.
    sources = {"/index.xml", "/sitemap-2026-02.xml", *(f"/tag/2026-02-{n}" for n in (10, 11, 12, 13))}
    again = asked[len(before) :]
    assert {path for path in before if not path.startswith("/a/")} == {"/robots.txt", *sources}
    assert [path for path in again if not path.startswith("/a/")] == ["/robots.txt"]
    assert len(again) <= len(stored) + 1 - 4
    waiting = sqlite_project.rows("SELECT count(*) FROM page WHERE state = 'pending' AND kind = 'sitemap'")
    assert waiting == [(len(MONTHS) - 1,)]
    assert f"archiv: backfill 2026-02-10..2026-02-13: {len(again) - 1} articles asked for" in done.stderr
