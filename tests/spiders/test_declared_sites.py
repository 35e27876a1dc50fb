"""Every declared site's spider starts and stores an article, under a resolver that answers with loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newscrawl.sites import load_sites
from tests.spiders.conftest import ROOT, Project

PARAGRAPH = (
    "The harbour master said the barge would be towed to the eastern quay before the evening tide, where divers are to "
    "look at the damage below the waterline. Nobody was hurt."
)


class Everywhere(BaseHTTPRequestHandler):
    """Answers every host alike: a feed of one entry, and an article whatever the path."""

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if self.path == "/robots.txt":
            self._send(404, "text/plain", "")
        elif self.path == "/feed":
            link = f"{base}/news/2026/barge-runs-aground-in-the-harbour-1234567"
            item = f"<item><title>Barge runs aground</title><link>{link}</link></item>"
            self._send(200, "application/rss+xml", f'<rss version="2.0"><channel>{item}</channel></rss>')
        else:
            body = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(6))
            page = f"<html><head><title>Barge</title></head><body><article><h1>Barge runs aground</h1>{body}</article>"
            self._send(200, "text/html; charset=utf-8", page)

    def _send(self, status: int, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Everywhere) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_every_declared_site_stores_an_article(port: int, tmp_path: Path) -> None:
    project = Project(f"sqlite:///{tmp_path}/sites.db", tmp_path / "archive", 0)
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "NEWSCRAWL_DATABASE_URL": project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
    }
    command = [sys.executable, "-m", "tests.spiders.local_sites", str(port)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    stored = {site for (site,) in project.rows("SELECT DISTINCT site FROM article")}
    assert stored == set(load_sites("settings.sites"))
