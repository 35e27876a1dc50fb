"""What is fuzzed: readers of bytes that may raise nothing but what they promise, and what holds of their answers."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from protego import Protego
from scrapy import Request

from newscrawl.cli.tracing.dedup import _document
from newscrawl.cli.tracing.match import _article
from newscrawl.dedup.prepare import prepare
from newscrawl.discover import SourceError
from newscrawl.discover.canonical import canonical_url, declared_alias, variant_key
from newscrawl.discover.dates import parse_w3c
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.plan import Answer
from newscrawl.discover.robots import read_robots
from newscrawl.discover.sections import read_section
from newscrawl.discover.sitemaps import read_sitemap
from newscrawl.discover.wordpress import read_posts
from newscrawl.errors import AddressRefused, ArchiveError
from newscrawl.extract.captions import LONGEST_CAPTION
from newscrawl.extract.credit_text import cut_credit, is_credit_line
from newscrawl.extract.datetext import parse_time
from newscrawl.extract.encoding import decode
from newscrawl.fetch.archive import Place, http_response, read
from newscrawl.fetch.check import check
from newscrawl.fetch.guard import AddressGuard
from newscrawl.fetch.politeness import retry_after
from newscrawl.fetch.visits import contents
from newscrawl.items import Discovery, RawPage, Story, Via
from newscrawl.plaintext import plain, shortened
from newscrawl.query.words import NoWords, parse
from newscrawl.reading import read_page, with_origins
from newscrawl.sites import Site, SiteRole, undeclared
from newscrawl.trace.authors import authors_of
from newscrawl.trace.chains import parse_chain
from newscrawl.trace.encoder import make_encoder
from newscrawl.trace.prepared import prepare as prepare_texts
from newscrawl.trace.sentences import split
from tests.fuzz import seeds
from tests.support.stories import NOW

URL = "https://news.example/feed"
SITE = Site(name="fuzz", title="News", role=SiteRole.OUTLET, domains=("news.example",), documented="for a test")


@dataclass(frozen=True)
class Target:
    """One reader of other people's bytes."""

    name: str
    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    tokens: tuple[str, ...] = ()
    """What its inputs are made of, for whoever puts them together."""


def feed(data: bytes) -> None:
    with suppress(SourceError):
        _are_canonical(read_feed(data, URL))


def sitemap(data: bytes) -> None:
    with suppress(SourceError):
        found = read_sitemap(data, URL)
        _are_canonical((*found.pages, *found.children))


def robots(data: bytes) -> None:
    with suppress(SourceError):
        for url in read_robots(Answer(url="https://news.example/robots.txt", status=200, body=data)).sitemaps:
            assert canonical_url(url) == url
    rules = Protego.parse(data.decode("utf-8", "ignore"))
    rules.can_fetch("https://news.example/a?b=c", "newscrawl")
    rules.crawl_delay("newscrawl")


def wordpress(data: bytes) -> None:
    with suppress(SourceError):
        _are_canonical(read_posts(data, "https://news.example/wp-json/wp/v2/posts?page=1", "3").pages)


def section(data: bytes) -> None:
    with suppress(SourceError):
        _are_canonical(read_section(data, URL, SITE).pages)


def url(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    with suppress(AddressRefused):
        AddressGuard().check_url(text)
    try:
        found = canonical_url(text, base="https://news.example/a/b")
    except ValueError:
        return
    assert canonical_url(found) == found
    assert variant_key(found)
    # What is stored is what is asked for.
    assert Request(found).url == found
    undeclared(found)
    declared_alias(found, text, SITE)


def credit(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for photo in (True, False):
        chain = parse_chain(text, photo=photo)
        assert all(name.name for name in chain.names)
    # As it is called: a longer text is no caption.
    cut_credit(text[:LONGEST_CAPTION])
    is_credit_line(text)
    authors_of([text], "News")
    parse_time(text)
    parse_w3c(text)
    split(text, "de")


def page(data: bytes) -> None:
    raw = RawPage(url="https://news.example/a", body=data, content_type="text/html")
    story = read_page(Story(site="fuzz", url=raw.url, via=Via.MANUAL, page=raw), SITE, {"fuzz": SITE})
    if story.article is not None:
        with_origins(story, SITE, {"fuzz": SITE})


def warc(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.warc.gz"
        # Bytes alone hardly ever are a record, and a record is hardly ever packed rightly.
        path.write_bytes(data if data[:2] == b"\x1f\x8b" else gzip.compress(data, 1))
        with suppress(ArchiveError):
            check(path, folder)
        for visit in contents([path]).visits:
            for answer in visit.answers:
                with suppress(ArchiveError):
                    read(folder, answer.place)
        with suppress(ArchiveError):
            read(folder, Place("a.warc.gz", 0))


def search(data: bytes) -> None:
    with suppress(NoWords):
        words = parse(data.decode("utf-8", "replace"))
        assert words.wanted
        assert words.fts5.count('"') % 2 == 0


def text(data: bytes) -> None:
    found, _ = decode(data, "text/html; charset=" + data[:20].decode("latin-1"))
    line = plain(found)
    assert line.isprintable() or not set(line) - {c for c in line if c.isprintable()} - {"\u200c", "\u200d", "\u00a0"}
    assert len(shortened(found, 40)) <= 40
    retry_after(data[:60], NOW)
    assert http_response(200, [(b"X-Said", data[:200])], b"").count(b"\r\n\r\n") == 1


def lines(data: bytes) -> None:
    with suppress(ValueError, RecursionError):
        tuple(prepare_texts([_article(data)], make_encoder("none")))
    with suppress(ValueError, RecursionError):
        prepare(_document(data))


def _are_canonical(found: tuple[Discovery, ...]) -> None:
    for discovery in found:
        assert canonical_url(discovery.url) == discovery.url


def _all() -> tuple[Target, ...]:
    return (
        Target("feed", feed, seeds.FEEDS, seeds.XML),
        Target("sitemap", sitemap, seeds.SITEMAPS, seeds.XML),
        Target("robots", robots, seeds.ROBOTS, seeds.RULES),
        Target("wordpress", wordpress, seeds.POSTS, seeds.JSON),
        Target("section", section, seeds.PAGES, seeds.HTML),
        Target("url", url, seeds.URLS, seeds.PIECES),
        Target("credit", credit, seeds.CREDITS, seeds.CREDIT_PIECES),
        Target("page", page, seeds.PAGES, seeds.HTML),
        Target("warc", warc, seeds.WARCS, seeds.WARC_PIECES),
        Target("search", search, seeds.QUESTIONS, seeds.QUESTION_PIECES),
        Target("text", text, seeds.TEXTS, seeds.CODES),
        Target("lines", lines, seeds.LINES, seeds.JSON),
    )


TARGETS = {target.name: target for target in _all()}
