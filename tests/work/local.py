"""Local papers that note every request, and workers of a cluster that crawls them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import Engine, text

from newscrawl.store.session import open_engine, reading

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 6
# Two papers of one publishing house, on whose host both are, and one on its own.
DOMAINS = {"morgen": "zeitung.test", "abend": "abend.zeitung.test", "blatt": "blatt.test"}
SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="{name}", title="{name}", role=SiteRole.OUTLET, domains=("{domain}",), documented="for a test",
            feeds=("http://{domain}:{port}/feed",), download_delay={delay})
"""
PAGE = """<html lang="de"><head><title>{name} {number}</title></head><body><article><h1>{name}: Nachricht {number}</h1>
<p>Der Stadtrat von {name} hat am Abend über den Haushalt Nummer {number} beraten und ihn nach langer Aussprache
beschlossen. Die Opposition stimmte geschlossen dagegen, wie ihr Sprecher mitteilte.</p>
<p>Im kommenden Jahr sollen {number} neue Schulen gebaut werden; die Kosten trägt zur Hälfte das Land.</p>
</article></body></html>"""


@dataclass
class Papers:
    """A running server and the requests it got, as (host, path)."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def articles(self, host: str) -> list[str]:
        return [path for asked, path in self.asked if asked == host and path.startswith("/n/")]


@contextmanager
def serve() -> Iterator[Papers]:
    papers = Papers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers["Host"] or "").partition(":")[0]
            papers.asked.append((host, self.path))
            time.sleep(0.02)
            body = _answer(host, self.path, papers.port)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/xml" if self.path == "/feed" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        papers.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield papers
        server.shutdown()


def _answer(host: str, path: str, port: int) -> bytes:
    if path == "/feed":
        items = "".join(
            f"<item><link>http://{host}:{port}/n/{n}</link><title>{n}</title></item>" for n in range(ARTICLES)
        )
        return f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()
    if path.startswith("/n/"):
        return PAGE.format(name=host.partition(".")[0], number=path[3:]).encode()
    return b""


@dataclass
class Cluster:
    """A database, an archive and site files that workers share."""

    folder: Path
    url: str
    papers: Papers
    delay: float = 0.0
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        package = self.folder / "cluster_sites"
        package.mkdir()
        (package / "__init__.py").touch()
        for name, domain in DOMAINS.items():
            site = SITE.format(name=name, domain=domain, port=self.papers.port, delay=self.delay)
            (package / f"{name}.py").write_text(site, encoding="utf-8")
        self.engine: Engine = open_engine(self.url)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SCRAPY_PROJECT": "test",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(self.folder), os.environ.get("PYTHONPATH")))),
            "NEWSCRAWL_DATABASE_URL": self.url,
            "NEWSCRAWL_ARCHIVE_DIR": str(self.folder / "archive"),
        }

    def newscrawl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "newscrawl", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A worker; its log is appended to the folder's."""
        settings = {
            "NEWSCRAWL_SITES": "cluster_sites",
            "NEWSCRAWL_HOSTS": json.dumps(dict.fromkeys(DOMAINS.values(), "127.0.0.1")),
            "NEWSCRAWL_ALLOWED_PORTS": str(self.papers.port),
            "NEWSCRAWL_CLUSTER_CRAWL": "* * * * * */2",
            "NEWSCRAWL_CLUSTER_DEAD_SECONDS": "4",
        }
        pairs = [f"--set={name}={value}" for name, value in settings.items()]
        command = [sys.executable, "-m", "newscrawl", "worker", *arguments, *pairs]
        with (self.folder / "worker.log").open("ab") as log:
            self.workers.append(subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log))
        return self.workers[-1]

    def until(self, done: Callable[[], bool], seconds: float = 90) -> None:
        """Wait for something; fails with the workers' log where it does not come."""
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                raise AssertionError((self.folder / "worker.log").read_text(encoding="utf-8")[-6000:])
            time.sleep(0.05)

    def stop(self) -> list[int]:
        """Ask all workers to stop; their return codes."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        return [worker.wait(timeout=60) for worker in self.workers]

    def kill_with_children(self, worker: subprocess.Popen[bytes]) -> None:
        """As when its machine dies."""
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text(encoding="ascii").split()
        worker.kill()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        worker.wait()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def count(self, query: str) -> int:
        return int(str(self.rows(query)[0][0]))

    def stored(self) -> int:
        return self.count("SELECT count(*) FROM article")

    def close(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
        self.engine.dispose()
