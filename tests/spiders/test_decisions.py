"""What answers, redirects and sources mean: decisions on values, without a crawl."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy.exceptions import IgnoreRequest

from newscrawl.errors import AddressRefused
from newscrawl.fetch.politeness import HostPaused
from newscrawl.items import PageKind, RawPage, State, Story
from newscrawl.sites import Section, Site, SiteRole
from newscrawl.spiders.answers import is_html, state_of_error, state_of_status
from newscrawl.spiders.identity import identity
from newscrawl.spiders.pages import undeclared
from newscrawl.spiders.sources import entry_points, read_source

SITE = Site(
    name="example",
    title="Example",
    role=SiteRole.AGGREGATOR,
    domains=("example.test",),
    documented="for a test",
    feeds=("https://example.test/feed",),
    sections=(Section(url="https://example.test/news/", max_pages=2),),
    wordpress_api="https://example.test/wp-json/wp/v2/posts",
    article_pattern=r"^/\d{4}/",
    sponsored_pattern=r"/ad-",
)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, None),
        (204, None),
        (404, State.GONE),
        (410, State.GONE),
        (401, State.BLOCKED),
        (403, State.BLOCKED),
        (429, State.BLOCKED),
        (451, State.BLOCKED),
        (400, State.FAILED),
        (500, State.FAILED),
        (503, State.FAILED),
    ],
)
def test_a_status_decides_or_leaves_it_to_the_body(status, state):
    answer = state_of_status(status)
    assert (answer and answer[0]) is state
    assert answer is None or str(status) in answer[1]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (IgnoreRequest("Forbidden by robots.txt"), State.ROBOTS),
        (IgnoreRequest("too large"), State.FAILED),
        (HostPaused("example.test asked not to be visited for another 900 s"), State.BLOCKED),
        (AddressRefused("10.0.0.1 is not a public address"), State.FAILED),
        (TimeoutError(), State.FAILED),
    ],
)
def test_an_error_has_a_state_and_a_reason(error, state):
    found, reason = state_of_error(error)
    assert found is state
    assert reason


@pytest.mark.parametrize(
    ("kind", "html"),
    [("text/html; charset=utf-8", True), (None, True), ("application/pdf", False), ("image/jpeg", False)],
)
def test_only_pages_are_parsed(kind, html):
    assert is_html(kind) is html


@pytest.mark.parametrize(
    ("final", "state", "alias"),
    [
        ("https://example.test/2026/a", State.PENDING, None),
        ("https://example.test/2026/b", State.PENDING, "https://example.test/2026/b"),
        ("https://example.test/", State.NOT_ARTICLE, None),
        ("https://other.test/2026/a", State.NOT_ARTICLE, None),
    ],
)
def test_a_redirect_stands_for_an_address_of_the_site_or_for_nothing(final, state, alias):
    url = "https://example.test/2026/a"
    story = identity(Story(site="example", url=url, page=RawPage(url=final, body=b"x")), final, SITE)
    assert (story.state, story.alias_of) == (state, alias)
    assert story.state is State.PENDING or final in str(story.reason)


def test_every_declared_source_is_an_entry_point_of_its_kind():
    assert [(d.kind, d.url.partition("?")[0]) for d in entry_points(SITE)] == [
        (PageKind.FEED, "https://example.test/feed"),
        (PageKind.SECTION, "https://example.test/news/"),
        (PageKind.API, "https://example.test/wp-json/wp/v2/posts"),
    ]


def page(kind: PageKind, url: str, *, depth: int = 0, listing: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(url=url, site="example", kind=kind, depth=depth, listing=listing)


SECTION = b"""<main><article><h2><a href="/2026/one">One headline of some length</a></h2></article>
<article><h2><a href="/ad-sofa">A sofa for you and your family</a></h2></article>
<article><h2><a href="/about-us">About us and our many friends</a></h2></article></main>
<a rel="next" href="/news/page/2/">Older</a>"""


def read(known=(), **place):
    source = page(PageKind.SECTION, "https://example.test/news/", **place)
    return read_source(SITE, source, SECTION, {"content-type": "text/html"}, lambda *_: set(known))


def test_addresses_are_judged_by_the_sites_patterns_before_anything_is_fetched():
    states = {d.url.rpartition("/")[2]: d.state for d in read().found}
    assert states == {"one": State.PENDING, "ad-sofa": State.SPONSORED, "about-us": State.NOT_ARTICLE}


def test_a_section_is_followed_until_it_is_known_or_deep_enough():
    following = [d.url for d in read().follow]
    assert following == ["https://example.test/news/page/2/"]
    assert read().follow[0].depth == 1
    assert not read(known={"https://example.test/2026/one"}).follow
    assert not read(depth=1).follow  # max_pages=2


def test_a_source_that_is_none_fails_with_its_reason():
    source = page(PageKind.FEED, "https://example.test/feed")
    answer = read_source(SITE, source, b"<html>moved</html>", {}, lambda *_: set())
    assert answer.state is State.FAILED
    assert "no feed" in str(answer.reason)


def test_a_page_of_no_declared_site_gets_one_of_its_host():
    site = undeclared("https://www.Some-Paper.example/x")
    assert (site.name, site.domains) == ("host_some__paper_example", ("some-paper.example",))
    assert site.owns("https://www.some-paper.example/y")
    assert undeclared("https://some.paper.example/x").name != site.name
