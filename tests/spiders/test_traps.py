"""A calendar without end and without events costs some pages and not all; the articles beside it are stored."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import text

from newscrawl.store.session import open_engine
from tests.spiders.conftest import ROOT

DAYS, ARTICLES = 400, 6
SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="endless", title="Endless", role=SiteRole.OUTLET, domains=("endless.test",), documented="for a test",
            sitemaps=("http://endless.test:{port}/sitemap.xml",), article_pattern="^/(calendar|news)/")
"""
asked: list[str] = []


class Endless(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked.append(self.path)
        port = self.server.server_address[1]
        kind, body = "text/html", "<html><body><h1>No events on this day</h1><nav>back</nav></body></html>"
        if self.path == "/sitemap.xml":
            days = [f"/calendar/{2000 + n // 360}/{n // 30 % 12}/{n % 30}" for n in range(DAYS)]
            paths = [*days, *(f"/news/bridge-{n}" for n in range(ARTICLES))]
            entries = "".join(f"<url><loc>http://endless.test:{port}{path}</loc></url>" for path in paths)
            kind, body = (
                "application/xml",
                f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>',
            )
        elif self.path.startswith("/news/"):
            told = f"Engineers counted the cracks of bridge number {self.path[-1]} and closed it for a week. " * 3
            body = f"<html><body><article><h1>Bridge closed</h1>{f'<p>{told}</p>' * 3}</article></body></html>"
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_the_rest_of_a_trap_is_left_alone_with_the_reason(tmp_path: Path, database_url: str) -> None:
    asked.clear()
    (tmp_path / "endless_sites").mkdir()
    (tmp_path / "endless_sites" / "__init__.py").touch()
    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (tmp_path / "endless_sites" / "endless.py").write_text(SITE.format(port=port), encoding="utf-8")
        settings = {
            "NEWSCRAWL_SITES": "endless_sites",
            "NEWSCRAWL_HOSTS": '{"endless.test": "127.0.0.1"}',
            "NEWSCRAWL_ALLOWED_PORTS": str(port),
        }
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        environment = {
            **os.environ,
            "SCRAPY_PROJECT": "test",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))),
            "NEWSCRAWL_DATABASE_URL": database_url,
            "NEWSCRAWL_ARCHIVE_DIR": str(tmp_path / "archive"),
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "endless", *options]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )
        server.shutdown()
    told = re.search(
        r"(trap: \d+ of \d+ pages like /calendar/#/#/\* had no text of their own): the others", done.stderr
    )
    assert told
    reason = told[1]
    engine = open_engine(database_url)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT state, reason, count(*) FROM page WHERE kind = 'article' GROUP BY state, reason")
        )
        found = {(state, why): number for state, why, number in rows}
    engine.dispose()
    assert found["not_article", reason] > DAYS // 2
    assert found["not_article", reason] + found["stored", None] == DAYS + ARTICLES
    assert sum(path.startswith("/news/") for path in asked) == ARTICLES
    fetched = sum(path.startswith("/calendar/") for path in asked)
    assert fetched + found["not_article", reason] == DAYS
