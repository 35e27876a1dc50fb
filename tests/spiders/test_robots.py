"""A robots.txt that is out of order keeps the crawl away until it can be read again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newscrawl.store.session import open_engine
from tests.spiders.conftest import ROOT, Project

RULES = b"User-agent: *\nDisallow: /private/\n"
# None: the connection is closed without an answer.
STATUS: dict[str, int | None] = {}
TEXT = "<p>The council has voted for the new tram line after a debate of nine hours, the mayor's office said.</p>" * 6


class Server(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - one server in this file

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status = STATUS.get(self.path, 200)
        if status is None:
            return
        body = RULES if self.path == "/robots.txt" else f"<article><h1>Tram line</h1>{TEXT}</article>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.mark.parametrize(
    ("status", "says"), [(503, "answered 503"), pytest.param(None, "brought no answer", marks=pytest.mark.slow)]
)
def test_a_page_waits_while_robots_txt_can_not_be_had(tmp_path: Path, status: int | None, says: str):
    Server.asked.clear()
    STATUS["/robots.txt"] = status
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        project = Project(f"sqlite:///{tmp_path}/robots.db", tmp_path / "archive", server.server_address[1])
        _crawl(project)
        assert "/tram" not in Server.asked
        ((state, reason, due),) = project.rows("SELECT state, reason, due_at IS NOT NULL FROM page")
        assert (state, due) == ("blocked", 1)
        assert says in str(reason)
        STATUS["/robots.txt"] = 404
        _make_due(project)
        _crawl(project)
        assert project.rows("SELECT state FROM page") == [("stored",)]
        server.shutdown()


def test_all_pages_that_wait_for_robots_txt_obey_it(tmp_path: Path):
    Server.asked.clear()
    STATUS["/robots.txt"] = 200
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        project = Project(f"sqlite:///{tmp_path}/robots.db", tmp_path / "archive", server.server_address[1])
        addresses = tmp_path / "addresses.txt"
        names = (*(f"private/{n}" for n in range(5)), "tram")
        addresses.write_text("\n".join(f"http://tram.test:{project.port}/{name}" for name in names), "utf-8")
        _crawl(project, f"file={addresses}")
        assert sorted(Server.asked) == ["/robots.txt", "/tram"]
        states = project.rows("SELECT state, count(*) FROM page GROUP BY state ORDER BY state")
        assert states == [("robots", 5), ("stored", 1)]
        server.shutdown()


def _crawl(project: Project, what: str | None = None) -> None:
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "NEWSCRAWL_DATABASE_URL": project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
    }
    options = ["-s", 'NEWSCRAWL_HOSTS={"tram.test": "127.0.0.1"}', "-s", f"NEWSCRAWL_ALLOWED_PORTS={project.port}"]
    what = what or f"url=http://tram.test:{project.port}/tram"
    command = [sys.executable, "-m", "scrapy", "crawl", "pages", "-a", what]
    done = subprocess.run([*command, *options], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def _make_due(project: Project) -> None:
    engine = open_engine(project.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE page SET due_at = '2020-01-01 00:00:00'")
    engine.dispose()
