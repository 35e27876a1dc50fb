"""A site that reserves its texts: what it says is kept, and where that is wanted its texts are not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scrapy.settings import Settings

from newscrawl.errors import ConfigurationError
from newscrawl.fetch.reservations import mode
from tests.spiders.conftest import ROOT, Project

SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="reserved", title="Reserved", role=SiteRole.OUTLET, domains=("reserved.test",),
            documented="for a test", feeds=("http://reserved.test:{port}/feed",), article_pattern="^/(a|file)/")
"""
TEXT = "The mayor said the bridge would stay closed until the engineers have looked at every one of its cables. "
META = {
    "/a/meta": "<meta name=tdm-reservation content=1>",
    "/a/allowed": "<meta name=tdm-reservation content=0>",
    "/a/pictures": "<meta name=robots content=noimageai>",
}
HEADERS = {
    "/a/header": ("tdm-reservation", "1"),
    "/a/allowed": ("tdm-reservation", "1"),
    "/a/noai": ("X-Robots-Tag", "noai"),
    "/a/other": ("X-Robots-Tag", "otherbot: noai"),
}
WANTED = {
    "/a/plain": "stored",
    "/a/other": "stored",
    "/a/allowed": "stored",
    "/a/pictures": "stored",
    "/a/meta": "blocked",
    "/a/header": "blocked",
    "/a/noai": "blocked",
    "/file/a": "blocked",
}
asked: list[str] = []


class Reserved(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked.append(self.path)
        if self.path == "/robots.txt":
            self._send("User-agent: *\nAllow: /\n")
        elif self.path == "/.well-known/tdmrep.json":
            self._send(json.dumps([{"location": "/file/*", "tdm-reservation": 1}]))
        elif self.path == "/feed":
            items = "".join(f"<item><link>http://{self.headers['Host']}{path}</link></item>" for path in WANTED)
            self._send(f'<rss version="2.0"><channel>{items}</channel></rss>')
        else:
            told = "".join(f"<p>{TEXT}{self.path} is bridge {n}.</p>" for n in range(5))
            picture = "<figure><img src=/bridge.jpg width=900><figcaption>The bridge</figcaption></figure>"
            body = f"<article><h1>{self.path}</h1>{picture}{told}</article>"
            self._send(f"<html><head>{META.get(self.path, '')}</head><body>{body}</body></html>")

    def _send(self, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if header := HEADERS.get(self.path):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, str]]:
    """The site crawled with respect."""
    folder = tmp_path_factory.mktemp("reserved")
    asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Reserved) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (folder / "reserved_sites").mkdir()
        (folder / "reserved_sites" / "__init__.py").touch()
        (folder / "reserved_sites" / "reserved.py").write_text(SITE.format(port=port), encoding="utf-8")
        project = Project(f"sqlite:///{folder}/reserved.db", folder / "archive", port)
        settings = {
            "NEWSCRAWL_SITES": "reserved_sites",
            "NEWSCRAWL_HOSTS": '{"reserved.test": "127.0.0.1"}',
            "NEWSCRAWL_ALLOWED_PORTS": str(port),
            "NEWSCRAWL_RESERVATIONS": "respect",
        }
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        environment = {
            **os.environ,
            "SCRAPY_PROJECT": "test",
            "PYTHONPATH": str(folder),
            "NEWSCRAWL_DATABASE_URL": project.url,
            "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "reserved", *options]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )
        yield project, done.stderr
        server.shutdown()


def test_what_is_reserved_is_neither_read_nor_stored(crawled):
    project, log = crawled
    rows = project.rows("SELECT url, state, reason FROM page WHERE kind = 'article'")
    found = {str(url).partition(str(project.port))[2]: (state, reason) for url, state, reason in rows}
    assert {path: state for path, (state, _) in found.items()} == WANTED, log[-3000:]
    assert found["/a/noai"][1] == "reserved against text and data mining: noai (X-Robots-Tag)"
    assert found["/file/a"][1] == "reserved against text and data mining: tdm-reservation: 1 (tdmrep.json)"
    assert project.count("SELECT count(*) FROM article_version") == 4


def test_pictures_that_are_reserved_are_not_noted(crawled):
    project, _ = crawled
    rows = project.rows(
        "SELECT a.url FROM version_image i JOIN article_version v ON v.id = i.article_version_id"
        " JOIN article a ON a.id = v.article_id"
    )
    shown = {str(url).rpartition("/")[2] for (url,) in rows}
    assert shown == {"plain", "other", "allowed"}


@pytest.mark.usefixtures("crawled")
def test_a_host_is_asked_once_for_its_file():
    assert asked.count("/.well-known/tdmrep.json") == 1


def test_show_and_coverage_tell_it(crawled):
    project, _ = crawled
    shown = json.loads(project.newscrawl("show", "/a/allowed", "--json").stdout)
    said = "tdm-reservation: 1 (header)\ntdm-reservation: 0 (meta)"
    assert [download["reservations"] for download in shown["downloads"]] == [said]
    assert "says of text and data mining: tdm-reservation: 1 (header)" in project.newscrawl("show", "/a/allowed").stdout
    (ledger,) = json.loads(project.newscrawl("coverage", "--json").stdout)
    assert ledger["reservations"] == {
        "noai (X-Robots-Tag)": 1,
        "noimageai (meta robots)": 1,
        "tdm-reservation: 1 (header)": 1,
        "tdm-reservation: 1 (header), tdm-reservation: 0 (meta)": 1,
        "tdm-reservation: 1 (meta)": 1,
        "tdm-reservation: 1 (tdmrep.json)": 1,
    }


def test_a_mode_that_is_none_is_refused_by_name():
    with pytest.raises(ConfigurationError, match="NEWSCRAWL_RESERVATIONS=yes: write note, ask or respect"):
        mode(Settings({"NEWSCRAWL_RESERVATIONS": "yes"}))
