"""Sites that lie: what one site says changes nothing of another's, and every address still ends in a state."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newscrawl.fetch.archive import Place, read
from newscrawl.items import Discovery, PageKind, SourceRead, Via
from newscrawl.sites import Site, SiteRole
from newscrawl.spiders.loader import spider_for
from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine
from tests.spiders.conftest import ROOT, Project

HOSTS = ("evil.test", "victim.test", "www.victim.test", "blog.victim.test", "-odd.victim.test")
SITES = {
    "evil": 'feeds=("http://evil.test:{port}/feed",)',
    "victim": """feeds=("http://victim.test:{port}/feed",), article_pattern="^/a/",
            sections=(Section(url="http://victim.test:{port}/section"),)""",
}
SITE = """
from newscrawl.sites import Section, Site, SiteRole
SITE = Site(name="{name}", title="{name}", role=SiteRole.OUTLET, domains=("{name}.test",), documented="for a test",
            {sources})
"""


def article(title: str, head: str = "") -> str:
    text = f"The mayor of {title} said the bridge would stay closed until its cables have been looked at. "
    body = "".join(f"<p>{text * 2}</p>" for _ in range(4))
    content = f"<article><h1>{title}</h1>{body}</article>"
    return f"<html><head><title>{title}</title>{head}</head><body>{content}</body></html>"


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


VICTIM_FEED = (
    "/a/plain",
    "/a/refresh",
    "/a/odd-host",
    "/a/circle-of-two-addresses",
    "/a/circle-of-two-addresses/",
    "/a/to-the-feed",
    "/a/304",
    "/a/204",
    "/a/999",
    "/a/late",
    "/a/data",
    "/a/wrong-encoding",
    "/a/headers",
    "/a/packed",
    "/a/to-the-listing",
)
# Pages of a reader's blog on a host of the victim's; each claims to be the victim's own article.
BLOG = ("/a/the-mayor-closes-the-bridge", "/a/the-mayor-opens-the-bridge", "/a/the-mayor-is-gone-for-good")


# Set when the paper has answered that its third article is gone.
gone = threading.Event()


class Hostile(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        host, _, port = (self.headers["Host"] or "").partition(":")
        base = f"http://victim.test:{port}"
        if self.path == "/robots.txt":
            self._send(404)
        elif self.path == "/feed":
            self._send(200, feed(host, port), "application/rss+xml")
        elif self.path == "/a/refresh":
            self._send(200, article("Refresh", '<meta http-equiv="refresh" content="60">'))
        elif self.path == "/a/odd-host" and host == "victim.test":
            self._send(302, Location=f"http://-odd.victim.test:{port}/a/odd-host")
        elif self.path == "/a/circle-of-two-addresses":
            self._send(200, article("Circle", canonical(f"{base}/a/circle-of-two-addresses/")))
        elif self.path == "/a/circle-of-two-addresses/":
            self._send(200, article("Circle", canonical(f"{base}/a/circle-of-two-addresses")))
        elif self.path == "/a/to-the-feed":
            self._send(302, Location=f"{base}/feed")
        elif self.path == "/a/to-the-listing":
            self._send(302, Location=f"{base}/section")
        elif host == "blog.victim.test":
            if self.path == BLOG[2]:
                gone.wait(20)
                time.sleep(0.5)  # until the crawl has the other answer
            self._send(200, article("Blog", canonical(base + self.path)))
        elif self.path == BLOG[2]:
            self._send(410)
            gone.set()
        elif self.path in ("/a/304", "/a/204", "/a/999"):
            self._send(int(self.path[3:]))
        elif self.path == "/a/late":
            self._send(503, Retry_After="Wed, 21 Oct 999999999999999999999 07:28:00 GMT")
        elif self.path == "/a/data":
            self._send(302, Location="data:text/html,hello")
        elif self.path == "/a/wrong-encoding":
            self._send(200, article("Encoding"), Content_Encoding="gzip, br, nonsense")
        elif self.path == "/a/packed":
            self._send(200, gzip.compress(article("Packed").encode()), Content_Encoding="gzip")
        elif self.path == "/a/headers":
            self._send(200, article("Headers"), **{"X-Bad": "\xe9\x00\x0b x", "X": "y" * 15_000})
        else:
            self._send(200, article(f"{host} {self.path}"))

    def _send(self, status: int, body: str | bytes = "", kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else body.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


def feed(host: str, port: str) -> str:
    base = f"http://victim.test:{port}"
    if host == "victim.test":
        blog = [f"http://blog.victim.test:{port}{path}" for path in BLOG]
        links = (base + BLOG[2], *blog, base + BLOG[1], *(base + path for path in VICTIM_FEED))
        items = "".join(f"<item><link>{link}</link></item>" for link in links)
    else:
        said = '<title>Taken</title><source url="http://evil.test/">Evil News</source><author>Eve</author>'
        items = f"<item><link>{base}/a/plain</link>{said}<pubDate>Mon, 01 Jan 2001 00:00:00 GMT</pubDate></item>"
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, subprocess.CompletedProcess[str]]]:
    """Both sites crawled once, the liar first."""
    folder = tmp_path_factory.mktemp("hostile")
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (folder / "hostile_sites").mkdir()
        (folder / "hostile_sites" / "__init__.py").touch()
        for name, sources in SITES.items():
            text = SITE.format(name=name, sources=sources.format(port=port))
            (folder / "hostile_sites" / f"{name}.py").write_text(text, encoding="utf-8")
        project = Project(f"sqlite:///{folder}/hostile.db", folder / "archive", port)
        crawl(project, folder, "evil")
        yield project, crawl(project, folder, "victim")
        server.shutdown()


def crawl(project: Project, folder: Path, site: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "NEWSCRAWL_SITES": "hostile_sites",
        "NEWSCRAWL_HOSTS": "{" + ", ".join(f'"{host}": "127.0.0.1"' for host in HOSTS) + "}",
        "NEWSCRAWL_ALLOWED_NETWORKS": "127.0.0.1/32",
        "NEWSCRAWL_ALLOWED_PORTS": str(project.port),
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "PYTHONPATH": str(folder),
        "NEWSCRAWL_DATABASE_URL": project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", site, *options]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def states(project: Project) -> dict[str, tuple[object, object]]:
    rows = project.rows("SELECT url, state, reason FROM page WHERE kind = 'article'")
    return {str(url).partition(str(project.port))[2]: (state, reason) for url, state, reason in rows}


def test_no_address_stays_pending(hostile):
    project, done = hostile
    found = states(project)
    assert set(found) == {*VICTIM_FEED, *BLOG}, done.stderr[-3000:]
    assert [path for path, (state, _) in found.items() if state == "pending"] == []


def test_a_redirect_to_a_host_name_that_no_standard_allows_fails_by_name(hostile):
    project, done = hostile
    assert states(project)["/a/odd-host"] == ("failed", "no host name: '-odd.victim.test'")
    assert done.returncode == 0, done.stderr[-3000:]


def test_another_sites_feed_says_nothing_of_a_page(hostile):
    project, _ = hostile
    origins = project.rows(
        "SELECT o.publisher_name FROM origin_link o JOIN article_version v ON v.id = o.article_version_id"
        " JOIN article a ON a.id = v.article_id WHERE a.site = 'victim'"
    )
    dates = project.rows("SELECT published_at FROM article WHERE url LIKE '%/a/plain'")
    sightings = project.count("SELECT count(*) FROM discovery WHERE title = 'Taken'")
    # It is kept as what it is: a sighting.
    assert (origins, dates, sightings) == ([], [(None,)], 1)


def test_of_two_addresses_that_name_each_other_one_keeps_the_text(hostile):
    project, _ = hostile
    found = states(project)
    circle = [found[path][0] for path in VICTIM_FEED if "circle" in path]
    assert sorted(map(str, circle)) == ["alias", "stored"]


def test_a_blog_that_claims_to_be_the_papers_article_takes_nothing_over(hostile):
    project, _ = hostile
    titles = project.rows(
        "SELECT a.url, v.title FROM article a JOIN article_version v ON v.article_id = a.id"
        " WHERE a.url LIKE '%the-mayor%'"
    )
    found = {str(url).replace(f":{project.port}", ""): title for url, title in titles}
    own = {f"http://victim.test{path}": f"victim.test {path}" for path in BLOG[:2]}
    # The paper's third one is gone, so that the blog's page is all there is: under its own address.
    assert found == own | {f"http://blog.victim.test{BLOG[2]}": "Blog"}


def test_a_redirect_to_a_listing_leaves_the_listing_what_it_is(hostile):
    project, _ = hostile
    listing = project.rows("SELECT kind, state FROM page WHERE url LIKE '%/section'")
    assert (states(project)["/a/to-the-listing"][0], listing) == ("not_article", [("section", "not_article")])


def test_a_senseless_retry_after_is_no_error(hostile):
    project, _ = hostile
    assert states(project)["/a/late"] == ("failed", "answered 503")


def test_what_was_archived_is_what_was_read_however_it_was_packed(hostile):
    project, _ = hostile
    rows = project.rows("SELECT url, sha256, size, archive_file, archive_offset FROM fetch WHERE sha256 IS NOT NULL")
    for url, digest, size, file, offset in rows:
        archived = read(project.archive, Place(str(file), int(str(offset))))
        assert (archived.url, archived.sha256, len(archived.body)) == (url, digest, size)


def test_sitemaps_that_name_ever_more_sitemaps_end(tmp_path, migrated_sqlite, monkeypatch):
    monkeypatch.setattr("newscrawl.spiders.site.MAX_SOURCES", 3)
    database = shutil.copy(migrated_sqlite, tmp_path / "newscrawl.db")
    repository = Repository(open_engine(f"sqlite:///{database}"))
    site = Site(name="endless", title="", role=SiteRole.OUTLET, domains=("endless.test",), documented="for a test")
    repository.upsert_site(site)
    run = repository.start_run(site="endless", spider="endless", settings={}, code_version="1")
    repository.declare("endless", [sitemap(0)])
    spider = spider_for(site)()
    spider.repository = repository
    asked: list[str] = []
    for number in range(1, 6):
        for request in spider.next_requests():
            asked.append(request.url)
            following = (sitemap(2 * number), sitemap(2 * number + 1))
            source = SourceRead(site="endless", url=request.url, kind=PageKind.SITEMAP, follow=following)
            repository.record_source(run, source)
    assert len(asked) == len(set(asked)) == 3


def sitemap(number: int) -> Discovery:
    return Discovery(url=f"http://endless.test/{number}.xml", kind=PageKind.SITEMAP, via=Via.SITEMAP)
