"""The replica answers as a real site does."""

from __future__ import annotations

import json

import lxml.html
import pytest

from newscrawl.demo.content import World
from newscrawl.demo.server import Server
from tests.demo.conftest import Get

HOSTS = ("securnews", "cnn", "reuters", "kcna")


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_has_a_home_page_and_a_robots_file(world: World, get: Get, host: str) -> None:
    assert get(world.base(host) + "/").status == 200
    robots = get(world.base(host) + "/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert b"Disallow:" in robots.body


def test_unknown_paths_and_hosts_are_refused(world: World, server: Server, get: Get) -> None:
    assert get(world.base("cnn") + "/no/such/page").status == 404
    assert get(world.base("securnews") + "/?p=99999").status == 404
    assert get(f"http://elsewhere.test:{server.port}/").status == 421


def test_an_unchanged_page_is_not_sent_again(world: World, get: Get) -> None:
    url = world.base("securnews") + "/politik/"
    first = get(url)
    again = get(url, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert get(url, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert get(url, If_None_Match='"another"').status == 200
    assert get(url, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
    assert get(url, If_Modified_Since="not a date").status == 200


def test_head_sends_the_length_and_no_body(world: World, get: Get) -> None:
    url = world.base("reuters") + "/"
    head = get(url, method="HEAD")
    assert head.body == b""
    assert int(head.headers["content-length"]) == len(get(url).body)


def test_tracking_parameters_change_nothing(world: World, get: Get) -> None:
    url = world.base("securnews") + "/politik/"
    assert get(url + "?utm_source=rss").body == get(url).body


def test_the_theme_shows_a_date_that_is_not_the_articles(world: World, get: Get) -> None:
    slug = "kreuzfahrtschiff-nach-neun-tagen-aus-antarktischem-packeis-befreit"
    page = get(world.address(f"securnews:{slug}")).body
    assert b"@TODAY@" not in page
    assert b'class="top-bar-date">' in page
    assert b'"datePublished": "2026-01-18T' in page


def test_rest_pages_add_up(world: World, get: Get) -> None:
    api = world.base("securnews") + "/wp-json/wp/v2/posts"
    first = get(api + "?per_page=10&page=1&_fields=link,title")
    pages = int(first.headers["x-wp-totalpages"])
    links = [post["link"] for n in range(1, pages + 1) for post in json.loads(get(f"{api}?per_page=10&page={n}").body)]
    assert len(links) == len(set(links)) == int(first.headers["x-wp-total"])
    assert set(json.loads(first.body)[0]) == {"link", "title"}
    beyond = get(f"{api}?per_page=10&page={pages + 1}")
    assert beyond.status == 400
    assert json.loads(beyond.body)["code"] == "rest_post_invalid_page_number"


def test_a_page_in_the_wrong_encoding_says_utf8(world: World, get: Get) -> None:
    reply = get(world.address("securnews:drei-schwestern-eroeffnen-kaesehoehle-in-ehemaligem-uboot-bunker"))
    assert "utf-8" in reply.headers["content-type"].lower()
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")
    assert "Käse" in reply.body.decode("cp1252")


def test_links_on_article_pages_lead_somewhere(world: World, get: Get) -> None:
    for slug in list(world.posts("securnews"))[:12]:
        url = world.address(f"securnews:{slug}")
        page = lxml.html.document_fromstring(get(url).body.decode("utf-8", "replace"))
        page.make_links_absolute(url)
        for element, attribute, link, _ in page.iterlinks():
            if attribute in ("href", "src"):
                assert get(link).status in (200, 301), (slug, element.tag, link)
