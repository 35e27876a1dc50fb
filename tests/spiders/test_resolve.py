"""Originals that only the search at the end of a crawl fetches, on the replica."""

from __future__ import annotations

import signal
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newscrawl.demo import content
from tests.spiders.conftest import Project
from tests.trace.articles import HARBOUR_DE

LIBRARY_DE = (
    "Ein pensionierter Lehrer hat der Bibliothek von Oberwald 8.300 Bücher über das Bergsteigen geschenkt.",
    "Josef Brandner, 84, sammelte sie in sechs Jahrzehnten in Antiquariaten von Wien bis Kathmandu.",
    "Der älteste Band wurde 1779 gedruckt und beschreibt einen frühen Versuch an einem Gletscher.",
    "Die Bibliothekare brauchen zwei Jahre für den Katalog, und der Lesesaal wird nach seiner Frau benannt.",
)
CRAWL = ("crawl", "securnews_replica", "-s", "NEWSCRAWL_RESOLVE=1")
ORIGINAL_STORED = "SELECT count(*) FROM article WHERE site = 'cnn_replica'"


@pytest.mark.slow
def test_every_copy_finds_its_original_through_the_search_though_that_was_killed(sqlite_project: Project):
    assert sqlite_project.scrapy("crawl", "originals").returncode == 0
    assert sqlite_project.stop_when(ORIGINAL_STORED, signal.SIGKILL, *CRAWL) == -signal.SIGKILL
    done = sqlite_project.scrapy(*CRAWL)
    assert done.returncode == 0, done.stderr[-3000:]
    rows = sqlite_project.rows("SELECT url, original_url FROM v_origin WHERE original_url IS NOT NULL")
    truth = content.truth(sqlite_project.port)
    wanted = {(url, row["original"]) for url, row in truth.items() if "original" in row and row["state"] == "stored"}
    assert wanted <= set(rows)
    outcomes = sqlite_project.rows("SELECT DISTINCT outcome FROM v_search ORDER BY outcome")
    assert outcomes == [("could-not-look",), ("found",), ("none-matched",)]
    assert sqlite_project.rows("SELECT DISTINCT exit_code FROM crawl_run WHERE spider = 'resolve'") == [(None,), (0,)]


SITES = {
    "kopien": 'title="Kopien", role=SiteRole.AGGREGATOR, domains=("kopien.test",), feeds=("http://kopien.test:{port}/feed",)',
    "quelle": 'title="CNN", role=SiteRole.OUTLET, domains=("quelle.test",), feeds=("http://quelle.test:{port}/feed",), '
    'gazetteer_id="cnn"',
}
COPIES = {"/hafen": ("Hafen gesperrt", HARBOUR_DE), "/bibliothek": ("Ein Lehrer schenkt Bücher", LIBRARY_DE)}
LOCKED, CLOSED = "/world/harbour", "/closed/library"
ORIGINALS = {
    LOCKED: "Port of Larvendal to close for eleven days in March while divers inspect breakwater",
    CLOSED: "Retired teacher gives library of Oberwald 8,300 books about mountaineering",
    **{f"/world/{n}": post.title for n, post in enumerate(content.World().posts("reuters").values())},
    **{f"/asia/{n}": post.title for n, post in enumerate(content.World().posts("cnn").values())},
}
asked: list[str] = []


class Unreadable(BaseHTTPRequestHandler):
    """An aggregator, and an outlet one of whose articles asks for a login and one is closed to crawlers."""

    def do_GET(self) -> None:
        host = self.headers["Host"]
        named = COPIES if host.startswith("kopien") else ORIGINALS
        asked.append(f"{host.partition('.')[0]}{self.path}")
        if self.path == "/robots.txt":
            self._send(200, "text/plain", "User-agent: *\nDisallow: /closed/\n")
        elif self.path == "/feed":
            titles = {path: said if isinstance(said, str) else said[0] for path, said in named.items()}
            items = "".join(
                f"<item><title>{escape(title)}</title><link>http://{host}{path}</link>"
                "<pubDate>Thu, 18 Jun 2026 06:00:00 GMT</pubDate></item>"
                for path, title in titles.items()
            )
            self._send(200, "application/rss+xml", f'<rss version="2.0"><channel>{items}</channel></rss>')
        elif self.path in COPIES:
            title, lines = COPIES[self.path]
            text = "".join(f"<p>{line}</p>" for line in ("CNN", *lines))
            self._send(200, "text/html", f"<html lang=de><body><article><h1>{title}</h1>{text}</article></body></html>")
        else:
            self._send(401 if self.path == LOCKED else 404, "text/html", "no")

    def _send(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_originals_that_may_not_be_read_are_named_by_their_headlines(sqlite_project: Project, tmp_path: Path):
    asked.clear()
    package = tmp_path / "unreadable_sites"
    package.mkdir()
    (package / "__init__.py").touch()
    with ThreadingHTTPServer(("127.0.0.1", 0), Unreadable) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        for name, fields in SITES.items():
            site = f'SITE = Site(name="{name}", documented="for a test", {fields.format(port=port)})'
            (package / f"{name}.py").write_text(
                f"from newscrawl.sites import Site, SiteRole\n{site}\n", encoding="utf-8"
            )
        hosts = '{"kopien.test": "127.0.0.1", "quelle.test": "127.0.0.1"}'
        options = ("NEWSCRAWL_SITES=unreadable_sites", f"NEWSCRAWL_HOSTS={hosts}", f"NEWSCRAWL_ALLOWED_PORTS={port}")
        given = [part for option in (*options, "NEWSCRAWL_TRACE=use") for part in ("-s", option)]
        for arguments in (("originals",), ("kopien",)):
            done = sqlite_project.scrapy("crawl", *arguments, *given, SCRAPY_PROJECT="test", PYTHONPATH=str(tmp_path))
            assert done.returncode == 0, done.stderr[-3000:]
        server.shutdown()
    base = f"http://quelle.test:{port}"
    assert sqlite_project.rows("SELECT found_url, outcome, reason FROM v_search ORDER BY found_url") == [
        (f"{base}{CLOSED}", "headline-match", f"its page may not be read: {base}{CLOSED}: forbidden by robots.txt"),
        (f"{base}{LOCKED}", "headline-match", f"its page may not be read: {base}{LOCKED}: asks for a login (401)"),
    ]
    named = sqlite_project.rows("SELECT origin, origin_url, confidence FROM v_origin WHERE relation = 'headline-match'")
    assert {(origin, url) for origin, url, _ in named} == {("cnn", f"{base}{LOCKED}"), ("cnn", f"{base}{CLOSED}")}
    assert all(0 < float(str(confidence)) <= 0.6 for *_, confidence in named)
    assert f"quelle{LOCKED}" in asked
    assert f"quelle{CLOSED}" not in asked
