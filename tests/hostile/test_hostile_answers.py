"""One crawl of a site where every answer is an attack, beside a healthy one: nothing of the healthy one is lost, and
every attack ends in a state with a reason."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.answers import answers, healthy
from tests.hostile.wire import http
from tests.spiders.conftest import ROOT, Project

pytestmark = pytest.mark.slow

SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="{name}", title="{name}", role=SiteRole.OUTLET, domains=("{name}.test",), documented="for a test",
            feeds=("http://{name}.test:{port}/feed",), article_pattern="^/h/")
"""
HEALTHY = [f"healthy-{number}" for number in range(12)]
ATTACKS = answers()
# Megabytes of memory that one process of the crawl may ever have held.
MOST = 1500
# An unbounded attack would never end; an idle machine takes a quarter of this.
MOST_SECONDS = 900


class Hostile(socketserver.StreamRequestHandler):
    """Speaks HTTP as badly as the answer wants: no library in between mends it."""

    def handle(self) -> None:
        with suppress(OSError, IndexError):
            path, host = self._asked()
            if path == "/robots.txt":
                pieces = http(b"", "404 Not Found")()
            elif path == "/feed":
                pieces = http(feed(host), kind="application/rss+xml")()
            elif path.startswith("/h/healthy-"):
                pieces = healthy(int(path.rpartition("-")[2]))
            else:
                pieces = ATTACKS.get(path.removeprefix("/h/"), http(b"", "404 Not Found"))()
            for piece in pieces:
                self.wfile.write(piece)

    def _asked(self) -> tuple[str, str]:
        path, host = self.rfile.readline().split()[1].decode(), ""
        while line := self.rfile.readline().strip():
            if line.lower().startswith(b"host:"):
                host = line[5:].strip().decode()
        return path, host


def feed(host: str) -> bytes:
    names = HEALTHY if host.startswith("healthy.") else list(ATTACKS)
    items = "".join(f"<item><link>http://{host}/h/{name}</link></item>" for name in names)
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100


@dataclass(frozen=True)
class Crawl:
    project: Project
    done: subprocess.CompletedProcess[str]
    peaks: dict[str, int]
    """Megabytes that the crawl's process and the largest of those below it held at most."""
    seconds: float

    def states(self, site: str) -> dict[str, tuple[str, str | None]]:
        rows = self.project.rows("SELECT url, state, reason FROM page WHERE kind = 'article'")
        base = f"http://{site}.test:{self.project.port}/h/"
        return {str(u).removeprefix(base): (str(s), r and str(r)) for u, s, r in rows if str(u).startswith(base)}


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("attacks")
    with Server(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (folder / "attacked_sites").mkdir()
        (folder / "attacked_sites" / "__init__.py").touch()
        for name in ("healthy", "hostile"):
            (folder / "attacked_sites" / f"{name}.py").write_text(SITE.format(name=name, port=port), encoding="utf-8")
        project = Project(f"sqlite:///{folder}/attacks.db", folder / "archive", port)
        start = time.monotonic()
        done, peaks = _crawl(project, folder)
        yield Crawl(project, done, peaks, time.monotonic() - start)
        server.shutdown()


def _crawl(project: Project, folder: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, int]]:
    settings = {
        "NEWSCRAWL_SITES": "attacked_sites",
        "NEWSCRAWL_HOSTS": '{"healthy.test": "127.0.0.1", "hostile.test": "127.0.0.1"}',
        "NEWSCRAWL_ALLOWED_NETWORKS": "127.0.0.1/32",
        "NEWSCRAWL_ALLOWED_PORTS": str(project.port),
        "NEWSCRAWL_WORKERS": "2",
        "NEWSCRAWL_PAGE_SECONDS": "3",
        "NEWSCRAWL_PAGE_MEGABYTES": "600",
        "DOWNLOAD_TIMEOUT": "8",
        "RETRY_TIMES": "0",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "PYTHONPATH": str(folder),
        "NEWSCRAWL_DATABASE_URL": project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "healthy", "hostile", *options]
    log = folder / "log"
    with log.open("w") as stderr:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=stderr, text=True)
        peaks = {"crawl": 0, "worker": 0}
        deadline = time.monotonic() + MOST_SECONDS
        while running.poll() is None and time.monotonic() < deadline:
            first, *below = _family(running.pid)
            peaks["crawl"] = max(peaks["crawl"], _peak_of(first))
            peaks["worker"] = max(peaks["worker"], *map(_peak_of, below), 0)
            time.sleep(0.2)
        running.kill()
        running.wait()
    return subprocess.CompletedProcess(command, running.returncode, "", log.read_text()), peaks


def _family(first: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found = [first]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def _peak_of(process: int) -> int:
    """Megabytes of memory that a process has held at most."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024
    return 0


def test_there_are_many_attacks() -> None:
    assert len(ATTACKS) >= 200


def test_every_article_of_the_healthy_site_is_stored(crawl: Crawl) -> None:
    found = crawl.states("healthy")
    assert {name: state for name, (state, _) in found.items()} == dict.fromkeys(HEALTHY, "stored"), crawl.done.stderr[
        -3000:
    ]


def test_no_attack_is_an_error_of_the_extractor(crawl: Crawl) -> None:
    found = {name: reason for name, (_, reason) in crawl.states("hostile").items() if reason}
    assert {n: r for n, r in found.items() if r.startswith("extract: ") and not r.startswith("extract: reading")} == {}


def test_every_attack_ends_in_a_state_and_a_reason(crawl: Crawl) -> None:
    found = crawl.states("hostile")
    assert set(ATTACKS) <= set(found), crawl.done.stderr[-3000:]
    assert [name for name, (state, _) in found.items() if state == "pending"] == []
    assert [name for name, (state, reason) in found.items() if state != "stored" and not reason] == []


def test_the_crawl_comes_to_its_own_end(crawl: Crawl) -> None:
    assert crawl.done.returncode in (0, 3), crawl.done.stderr[-3000:]
    assert "Traceback" not in crawl.done.stderr


def test_no_process_of_the_crawl_outgrows_its_bound(crawl: Crawl) -> None:
    print(f"\n{len(ATTACKS)} attacks in {crawl.seconds:.0f} s; most memory (MB): {crawl.peaks}")
    assert all(0 < peak <= MOST for peak in crawl.peaks.values())


def test_nothing_crawled_forges_a_line_of_the_log_or_reaches_a_terminal(crawl: Crawl) -> None:
    assert "\x1b" not in crawl.done.stderr
    assert not [line for line in crawl.done.stderr.splitlines() if line.startswith("2026-01-01")]
