"""The table of refused hosts through every way an address comes in: whatever is asked for, no packet leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.fetch.refused import names, refused_hosts
from tests.spiders.conftest import ROOT, Project

HERE = "127.77.0.1"
SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="source", title="Source", role=SiteRole.OUTLET, domains=("source.test",), documented="for a test",
            feeds=("http://source.test:{port}/feed",), sitemaps=("http://source.test:{port}/index.xml",))
"""
# As `newscrawl sites new` reads a robots.txt, but with all of its sitemaps.
PROBE = """
import sys
from scrapy.utils.project import get_project_settings
from newscrawl.discover.robots import read_robots
from newscrawl.spiders.probe import run_plans

def plan(robots):
    answer = yield robots
    answers = []
    for url in read_robots(answer).sitemaps:
        answers.append((yield url))
    return [a.error for a in answers]

settings = get_project_settings()
settings.setdict(dict(a.split("=", 1) for a in sys.argv[2:]), priority="cmdline")
print(*run_plans([plan(sys.argv[1])], settings)[0], sep="\\n")
"""
URLS = [case.url for case in refused_hosts()]
# All of them through robots.txt; by halves, for the time it takes, through what asks each host for its robots.txt too.
REDIRECTS, PICTURES = range(0, len(URLS), 2), URLS[1::2]
# Names below the site's own, so that its feeds and sitemaps may name them.
INSIDE = {f"n{number}.source.test": address for number, address in enumerate(sorted(set(names().values())))}
TEXT = "The mayor said the bridge would stay closed until the engineers have looked at every one of its cables. "


def article(number: int, head: str = "", body: str = "") -> str:
    told = "".join(f"<p>{TEXT}Bridge {number * 10 + part} is one of them.</p>" for part in range(5))
    return f"<html><head><title>Bridge {number}</title>{head}</head><body><article><h1>Bridge {number}</h1>{told}{body}"


class Source(BaseHTTPRequestHandler):
    """A site that names, in every way it can, what must not be reached."""

    def do_GET(self) -> None:
        _, kind, *rest = self.path.split("/")
        number = int(rest[-1]) if rest and rest[-1].isdecimal() else 0
        base = f"http://{self.headers['Host']}"
        inside = [f"http://{name}/x" for name in INSIDE]
        if kind == "r":
            self._send("", 302, Location=URLS[number].encode("utf-8").decode("latin-1"))
        elif kind == "robots.txt":
            self._send("User-agent: *\nAllow: /\n" + "".join(f"Sitemap: {url}\n" for url in URLS), kind="text/plain")
        elif kind == "feed":
            own = [f"{base}/r/{n}" for n in REDIRECTS]
            own += [f"{base}/canonical/{n}" for n in range(0, len(URLS), 20)] + [f"{base}/pictures"]
            items = "".join(f"<item><link>{escape(url)}</link></item>" for url in [*own, *inside, *URLS])
            self._send(f'<rss version="2.0"><channel>{items}</channel></rss>', kind="application/rss+xml")
        elif kind == "index.xml":
            # Not one that the feed names too: whichever source is read first decides what an address is.
            named = [f"{base}/sitemap.xml", f"{base}/r/1", *inside, *URLS]
            self._send(xml("sitemapindex", "sitemap", named), kind="text/xml")
        elif kind == "sitemap.xml":
            self._send(xml("urlset", "url", [*(f"{url}s" for url in inside), *URLS]), kind="text/xml")
        elif kind == "canonical":
            self._send(article(number, f'<link rel=canonical href="{escape(URLS[number])}">'))
        else:
            pictures = "".join(
                f'<figure><img src="{escape(url)}p.jpg" width=900></figure><p>{TEXT}</p>' for url in PICTURES
            )
            self._send(article(9999, body=pictures))

    def _send(self, body: str, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


def xml(root: str, element: str, urls: list[str]) -> str:
    named = "".join(f"<{element}><loc>{escape(url)}</loc></{element}>" for url in urls)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</{root}>'


@dataclass(frozen=True)
class World:
    """A served site, and programs that can reach nothing else."""

    folder: Path
    project: Project

    @property
    def recorded(self) -> list[str]:
        file = self.folder / "recorded"
        return file.read_text().splitlines() if file.exists() else []

    @property
    def options(self) -> list[str]:
        return [
            "NEWSCRAWL_SITES=recorded_sites",
            f'NEWSCRAWL_HOSTS={{"source.test": "{HERE}"}}',
            f"NEWSCRAWL_ALLOWED_NETWORKS={HERE}/32",
            f"NEWSCRAWL_ALLOWED_PORTS=80,{self.project.port}",
            "NEWSCRAWL_IMAGES_PER_ARTICLE=1000",
            "RETRY_TIMES=0",
            "CONCURRENT_REQUESTS_PER_DOMAIN=8",
        ]

    def scrapy(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        options = [part for option in self.options for part in ("-s", option)]
        return self.python("-m", "scrapy", "crawl", *arguments, *options)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        recording = Path(__file__).parent / "recording"
        environment = {
            **os.environ,
            "SCRAPY_PROJECT": "test",
            "PYTHONPATH": os.pathsep.join(map(str, (recording, self.folder, ROOT))),
            "NEWSCRAWL_DATABASE_URL": self.project.url,
            "NEWSCRAWL_ARCHIVE_DIR": str(self.project.archive),
            "RECORDING_ALLOWED": f"{HERE}:{self.project.port}",
            "RECORDING_FILE": str(self.folder / "recorded"),
            "RECORDING_NAMES": json.dumps(names() | INSIDE),
        }
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("recorded")
    with ThreadingHTTPServer((HERE, 0), Source) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (folder / "recorded_sites").mkdir()
        (folder / "recorded_sites" / "__init__.py").touch()
        (folder / "recorded_sites" / "source.py").write_text(SITE.format(port=port), encoding="utf-8")
        yield World(folder, Project(f"sqlite:///{folder}/recorded.db", folder / "archive", port))
        server.shutdown()


@pytest.fixture(scope="module")
def crawled(world: World) -> tuple[World, str]:
    """The site and then its pictures."""
    return world, world.scrapy("source").stderr + world.scrapy("images").stderr


def test_the_recorder_notes_and_stops_whoever_would_connect(tmp_path):
    world = World(tmp_path, Project("", tmp_path, 9))
    done = world.python("-c", "import socket; socket.create_connection(('127.0.0.2', 9))")
    assert "PermissionError: recorded" in done.stderr
    assert world.recorded == ["socket.connect ('127.0.0.2', 9)"]


def test_redirects_are_refused_one_by_one(crawled):
    world, log = crawled
    rows = world.project.rows("SELECT url, state, reason FROM page WHERE url LIKE '%/r/%' AND kind = 'article'")
    assert len(rows) == len(REDIRECTS), log[-3000:]
    assert [row for row in rows if row[1] != "failed" or not row[2]] == []
    assert sum("AddressRefused" in str(reason) for _, _, reason in rows) > 170


def test_names_below_the_sites_own_are_refused_for_what_they_resolve_to(crawled):
    world, log = crawled
    rows = world.project.rows("SELECT url, kind, state, reason FROM page WHERE url LIKE 'http://n%.source.test/%'")
    # Each as an entry of the feed, as a sitemap and as a sitemap's page.
    assert len({url for url, *_ in rows}) == 2 * len(INSIDE), log[-3000:]
    assert [row for row in rows if row[2] != "failed" or "no public address" not in str(row[3])] == []


def test_another_hosts_addresses_are_kept_and_not_asked_for(crawled):
    world, _ = crawled
    own = "url NOT LIKE '%source.test%'"
    assert world.project.count(f"SELECT count(*) FROM page WHERE {own}") > 200
    assert world.project.count(f"SELECT count(*) FROM page WHERE {own} AND state != 'not_article'") == 0


def test_pictures_are_refused_one_by_one(crawled):
    world, log = crawled
    rows = world.project.rows("SELECT i.url, f.error FROM image i JOIN image_file f ON f.image_id = i.id")
    assert len(rows) == len(PICTURES), log[-3000:]
    assert [row for row in rows if not row[1]] == []
    assert sum("AddressRefused" in str(error) for _, error in rows) > 150


def test_a_canonical_address_is_noted_and_not_asked_for(crawled):
    world, log = crawled
    rows = world.project.rows("SELECT state FROM page WHERE url LIKE '%/canonical/%'")
    assert rows == [("stored",)] * len(range(0, len(URLS), 20)), log[-3000:]


def test_no_sitemap_that_a_robots_txt_names_is_reached(world):
    done = world.python("-c", PROBE, f"http://source.test:{world.project.port}/robots.txt", *world.options)
    errors = done.stdout.splitlines()
    assert len(errors) > 250, done.stderr[-3000:]
    assert [e for e in errors if "AddressRefused" not in e and "no results for hostname lookup" not in e] == []


def test_nothing_was_sent_to_any_of_them(crawled):
    world, _ = crawled
    assert world.recorded == []
