from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import SourceError
from newscrawl.discover.wordpress import first_page, read_posts
from newscrawl.items import Via

API = "https://beispiel.test/wp-json/wp/v2/posts"
POST = {
    "date_gmt": "2024-06-20T10:33:07",
    "modified_gmt": "2024-06-21T00:00:00",
    "guid": {"rendered": "https://beispiel.test/?p=4711"},
    "link": "https://beispiel.test/putin-und-kim/",
    "title": {"rendered": "Putin &#038; Kim &#8222;lächeln&#8220; <em>hier</em>"},
}


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_posts() -> None:
    read = read_posts(json.dumps([POST]).encode(), first_page(API), "3")
    (post,) = read.pages
    assert (post.url, post.via, post.locator) == ("https://beispiel.test/putin-und-kim/", Via.API, "/0")
    assert post.title == "Putin & Kim „lächeln“ hier"
    assert post.published_at == datetime(2024, 6, 20, 10, 33, 7, tzinfo=UTC)
    assert post.modified_at == datetime(2024, 6, 21, tzinfo=UTC)
    assert post.guid == "https://beispiel.test/?p=4711"
    assert post.found_on == first_page(API)
    assert query(read.next_url or "")["page"] == ["2"]


def test_first_page_asks_for_little_and_keeps_what_is_given() -> None:
    assert query(first_page(API)) == {
        "per_page": ["100"],
        "page": ["1"],
        "_fields": ["link,title,date_gmt,modified_gmt,guid"],
    }
    assert query(first_page(API + "?categories=5&per_page=10"))["per_page"] == ["10"]
    assert query(first_page(API + "?categories=5"))["categories"] == ["5"]


def test_pages_end_where_the_header_says() -> None:
    body = json.dumps([POST]).encode()
    second = read_posts(body, API + "?per_page=1&page=2&categories=5", 3).next_url
    assert second is not None
    assert query(second) == {"per_page": ["1"], "page": ["3"], "categories": ["5"]}
    assert read_posts(body, API + "?per_page=1&page=3", "3").next_url is None
    assert read_posts(b"[]", API + "?per_page=1&page=1", "0").next_url is None


@pytest.mark.parametrize("header", [None, "", "viele"])
def test_without_the_header_a_full_page_has_a_next_one(header: str | None) -> None:
    assert read_posts(json.dumps([POST]).encode(), API + "?per_page=1", header).next_url is not None
    assert read_posts(json.dumps([POST]).encode(), API + "?per_page=2", header).next_url is None
    assert read_posts(b"[]", API + "?per_page=2", header).next_url is None


def test_incomplete_posts() -> None:
    posts = [
        {"link": "/relativ/"},
        {"title": "ohne Link"},
        None,
        {"link": "javascript:x"},
        {**POST, "date_gmt": "0000-00-00T00:00:00", "title": "Schlicht"},
    ]
    first, second = read_posts(json.dumps(posts).encode(), API).pages
    assert (first.url, first.title, first.published_at) == ("https://beispiel.test/relativ/", None, None)
    assert (second.locator, second.title, second.published_at) == ("/4", "Schlicht", None)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>Wartung</html>", "no JSON"),
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"code":"rest_no_route","message":"Keine Route"}', "rest_no_route: Keine Route"),
        (b'"nein"', "not a list"),
        (b'[{"id": 1}]', "no entry has a link"),
    ],
)
def test_what_is_no_list_of_posts_says_so(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_posts(body, API)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["link", "title", "rendered", "guid", "date_gmt", "code"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_comes_is_read_or_refused(value: object) -> None:
    try:
        read = read_posts(json.dumps(value).encode(), API)
    except SourceError:
        return
    assert all(d.url.startswith("http") for d in read.pages)
