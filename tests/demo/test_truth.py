"""The truth file, the content and what a crawler's own readers find say the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

import pytest

from newscrawl.demo.content import World, blocks, totals, truth
from newscrawl.demo.sites import cnn_replica, kcna_replica, reuters_replica, securnews_replica
from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.sections import read_section
from newscrawl.discover.sitemaps import read_sitemap
from newscrawl.discover.wordpress import first_page, read_posts
from newscrawl.items import Discovery, State
from newscrawl.sites import Site, load_sites
from tests.demo.conftest import Get, Reply

SITES = {
    "securnews": securnews_replica.SITE,
    "cnn": cnn_replica.SITE,
    "reuters": reuters_replica.SITE,
    "kcna": kcna_replica.SITE,
}
STATUS = {"gone": (404, 410), "blocked": (403,), "failed": (500,)}


def _here(world: World, url: str) -> str:
    """A site's declared address on the port that is served now."""
    return re.sub(r":\d+", f":{world.port}", url, count=1)


def _walk(world: World, get: Get, site: Site) -> tuple[dict[str, list[Discovery]], int]:
    """Everything the site's declared sources name by address, and how many sources there are."""
    found: dict[str, list[Discovery]] = {}
    sources = [("feed", u) for u in site.feeds] + [("sitemap", u) for u in site.sitemaps]
    sources += [("section", s.url) for s in site.sections]
    sources += [("api", first_page(site.wordpress_api))] if site.wordpress_api else []
    queue = [(kind, _here(world, url)) for kind, url in sources]
    for kind, url in queue:
        reply = get(url)
        assert reply.status == 200, url
        pages, further = _read(site, kind, url, reply)
        queue += [(kind, u) for u in further]
        for page in pages:
            found.setdefault(page.url, []).append(page)
    return found, len(queue)


def _read(site: Site, kind: str, url: str, reply: Reply) -> tuple[tuple[Discovery, ...], list[str]]:
    if kind == "feed":
        return read_feed(reply.body, url, reply.headers["content-type"]), []
    if kind == "sitemap":
        read = read_sitemap(reply.body, url)
        return read.pages, [c.url for c in read.children]
    if kind == "section":
        section = read_section(reply.body, url, site)
        return section.pages, [section.next_url] if section.next_url else []
    posts = read_posts(reply.body, url, reply.headers["x-wp-totalpages"])
    return posts.pages, [posts.next_url] if posts.next_url else []


def _words(world: World, slug: str) -> list[str]:
    text = " ".join(b for b in blocks(world, "securnews", world.posts("securnews")[slug]))
    return re.findall(r"\w+", unicodedata.normalize("NFKC", re.sub(r"<[^>]+>", "", text)).casefold())


def _slug(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("host", SITES)
def test_sources_name_exactly_the_addresses_of_the_truth(world: World, get: Get, host: str) -> None:
    found, sources = _walk(world, get, SITES[host])
    expected = truth(world.port) if host == "securnews" else [world.address(f"{host}:{s}") for s in world.posts(host)]
    assert set(found) == {canonical_url(url) for url in expected}
    assert sources == totals()[host]["sources"]


def test_totals_are_the_sum_of_the_states(world: World) -> None:
    counted = dict(Counter(row["state"] for row in truth(world.port).values()))
    declared = totals()
    assert counted == {k: v for k, v in declared["securnews"].items() if k != "sources"}
    for host in ("cnn", "reuters", "kcna"):
        assert declared[host]["stored"] == len(world.posts(host))


def test_every_address_answers_as_its_state_says(world: World, get: Get) -> None:
    for url, row in truth(world.port).items():
        reply, state = get(url), State(row["state"])
        if state is State.ALIAS and reply.status in (301, 302):
            assert reply.headers["location"] == row["alias_of"]
        elif state is State.NOT_ARTICLE and reply.status == 302:
            assert not SITES["securnews"].owns(reply.headers["location"])
            assert get(reply.headers["location"]).status == 200
        else:
            assert reply.status in STATUS.get(row["state"], (200,)), url
        assert SITES["securnews"].is_sponsored(url) == (state is State.SPONSORED)


def test_robots_forbid_the_pages_they_should(world: World, get: Get) -> None:
    robots = get(world.base("securnews") + "/robots.txt").body.decode()
    forbidden = [row["path"] for row in truth(world.port).values() if row["state"] == "robots"]
    assert forbidden == [p for p in re.findall(r"Disallow: (\S+)", robots) if p != "/wp-admin/"]


def test_originals_are_served(world: World, get: Get) -> None:
    originals = [row["original"] for row in truth(world.port).values() if "original" in row]
    assert len(originals) >= 15
    assert {get(url).status for url in originals} == {200}


def test_duplicates_are_equal_once_normalised(world: World, get: Get) -> None:
    pairs = [(u, r["duplicate_of"]) for u, r in truth(world.port).items() if "duplicate_of" in r]
    assert len(pairs) == 2
    for copy, source in pairs:
        assert get(copy).body != get(source).body
        assert _words(world, _slug(copy)) == _words(world, _slug(source))


def test_near_duplicates_share_much_but_not_all(world: World) -> None:
    pairs = [(u, near) for u, r in truth(world.port).items() for near in r["near_duplicate_of"]]
    assert len(pairs) == 4
    for copy, source in pairs:
        a, b = _words(world, _slug(copy)), _words(world, _slug(source))
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        shared = sum(block.size for block in matcher.get_matching_blocks() if block.size > 10)
        assert a != b
        assert 0.2 < shared / len(a) <= 1


def test_some_articles_are_in_one_listing_only(world: World, get: Get) -> None:
    found, _ = _walk(world, get, SITES["securnews"])
    alone = Counter(pages[0].via.value for pages in found.values() if len({p.via for p in pages}) == 1)
    assert alone["sitemap"] >= 1
    assert alone["api"] >= 2
    third = [u for u, pages in found.items() if all((p.found_on or "").endswith("/politik/page/3/") for p in pages)]
    assert third


def test_the_feed_names_sources_and_short_links(world: World, get: Get) -> None:
    entries = read_feed(get(world.base("securnews") + "/feed/").body, world.base("securnews") + "/feed/")
    assert len(entries) == 15
    assert all(e.guid and "?p=" in e.guid and e.author for e in entries)
    assert any(e.source_name for e in entries)


def test_the_sites_load() -> None:
    assert {f"{host}_replica" for host in SITES} == set(load_sites("newscrawl.demo.sites"))
