from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import SourceError
from newscrawl.discover.sections import read_section, stop
from newscrawl.extract.document import parse, text_at
from newscrawl.items import Discovery, State, Via
from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="beispiel",
    title="Beispiel",
    role=SiteRole.AGGREGATOR,
    domains=("beispiel.test",),
    documented="written for the tests",
    timezone="Europe/Berlin",
)
URL = "https://beispiel.test/category/politik/"

WORDPRESS = """<!DOCTYPE html><html lang="de"><head><title>Politik</title>
<link rel="alternate" type="application/rss+xml" href="/feed/"></head>
<body class="archive menu-open">
<header id="masthead"><a href="/">Beispiel</a><nav><a href="/category/sport/">Sport</a>
<a href="/meistgelesen-artikel-hier/">Meistgelesen</a></nav></header>
<main><h1>Politik</h1>
<article class="post"><a href="/putin-und-kim-limousine/"><img alt="Putin am Steuer" src="1.jpg"></a>
 <header class="entry-header"><h2><a rel="bookmark"
   href="https://beispiel.test/putin-und-kim-limousine/?utm_source=start">Putin
   und Kim</a></h2></header>
 <time datetime="2024-06-20T12:33:07+02:00">20. Juni</time>
 <p>… <a href="/putin-und-kim-limousine/#more">Weiterlesen, was in der Limousine weiter geschah</a></p>
 <footer class="entry-footer"><a href="/tag/kim/" rel="tag">Kim</a> <a href="/author/redaktion/">Redaktion</a></footer>
</article>
<article class="post"><h2><a href="/hadsch-hitze-tote/">Hadsch: Tote durch Hitze</a></h2>
 <time datetime="2024-06-19">19. Juni</time><a href="https://anderswo.test/quelle">Quelle</a></article>
<article class="post"><a href="/nur-ein-bild-hier/"><img alt="Bild vom Gipfel"></a></article>
<article><h2><a href="/werbung/bestes-konto/">Das beste Konto</a></h2></article>
<a href="/wp-content/uploads/liste.pdf">Liste</a>
<nav class="navigation pagination"><span class="page-numbers current">1</span>
<a class="page-numbers" href="/category/politik/page/2/">2</a>
<a class="page-numbers" href="/category/politik/page/9/">9</a>
<a class="next page-numbers" href="/category/politik/page/2/">Nächste »</a></nav>
</main><footer><a href="/impressum/">Impressum</a></footer></body></html>"""


def by_url(pages: tuple[Discovery, ...]) -> dict[str, Discovery]:
    return {d.url: d for d in pages}


def test_listed_articles_in_order_with_titles_and_dates() -> None:
    read = read_section(WORDPRESS.encode(), URL, SITE)
    pending = [d for d in read.pages if d.state is State.PENDING]
    assert [(d.url, d.title) for d in pending] == [
        ("https://beispiel.test/putin-und-kim-limousine/", "Putin und Kim"),
        ("https://beispiel.test/hadsch-hitze-tote/", "Hadsch: Tote durch Hitze"),
        ("https://beispiel.test/nur-ein-bild-hier/", "Bild vom Gipfel"),
        ("https://beispiel.test/werbung/bestes-konto/", "Das beste Konto"),
    ]
    assert pending[0].published_at == datetime(2024, 6, 20, 10, 33, 7, tzinfo=UTC)
    # no zone: the site's wall clock
    assert pending[1].published_at == datetime(2024, 6, 18, 22, tzinfo=UTC)
    assert pending[2].published_at is None
    assert all((d.via, d.found_on) == (Via.SECTION, URL) for d in read.pages)


def test_the_locator_finds_the_title() -> None:
    document = parse(WORDPRESS, url=URL)
    for found in read_section(document, URL, SITE).pages:
        if found.title and found.title != "Bild vom Gipfel":
            assert text_at(document, found.locator or "") == found.title


def test_menus_footers_pagination_and_other_sites_are_left_out() -> None:
    urls = set(by_url(read_section(WORDPRESS, URL, SITE).pages))
    assert not urls & {
        "https://beispiel.test/",
        "https://beispiel.test/category/sport/",
        "https://beispiel.test/meistgelesen-artikel-hier/",
        "https://beispiel.test/impressum/",
        "https://beispiel.test/category/politik/page/2/",
        "https://beispiel.test/category/politik/page/9/",
        "https://anderswo.test/quelle",
        "https://beispiel.test/tag/kim/",
        URL,
    }


def test_what_the_address_shows_to_be_no_article_is_marked() -> None:
    found = by_url(read_section(WORDPRESS, URL, SITE).pages)
    for url in ("https://beispiel.test/author/redaktion/", "https://beispiel.test/wp-content/uploads/liste.pdf"):
        assert found[url].state is State.NOT_ARTICLE
        assert found[url].reason


def test_the_site_s_patterns_decide() -> None:
    site = replace(
        SITE,
        article_pattern=r"-hitze-|meistgelesen|/werbung/",
        exclude_pattern="hitze-tote/$",
        sponsored_pattern="^/werbung/",
    )
    found = by_url(read_section(WORDPRESS, URL, site).pages)
    assert found["https://beispiel.test/hadsch-hitze-tote/"].state is State.NOT_ARTICLE
    assert found["https://beispiel.test/putin-und-kim-limousine/"].state is State.NOT_ARTICLE
    assert found["https://beispiel.test/werbung/bestes-konto/"].state is State.SPONSORED
    # in a menu, but the site says what an article's address looks like
    assert found["https://beispiel.test/meistgelesen-artikel-hier/"].state is State.PENDING


def listing(rest: str, head: str = "") -> str:
    return (
        f"<html><head>{head}</head><body><main><h2><a href='/a-erster-artikel/'>Erster</a></h2>"
        f"<h2><a href='/b-zweiter-artikel/'>Zweiter</a></h2></main>{rest}</body></html>"
    )


@pytest.mark.parametrize(
    ("url", "rest", "head", "next_url"),
    [
        (URL, "", "", None),
        (URL, "", '<link rel="next" href="page/2/">', "https://beispiel.test/category/politik/page/2/"),
        (URL, '<a rel="next" href="?offset=20">mehr</a>', "", "https://beispiel.test/category/politik/?offset=20"),
        (
            URL,
            '<a class="nextpostslink" href="/category/politik/page/2/">›</a>',
            "",
            "https://beispiel.test/category/politik/page/2/",
        ),
        (
            URL,
            '<a href="/category/politik/page/2/">« Ältere Beiträge</a>',
            "",
            "https://beispiel.test/category/politik/page/2/",
        ),
        (URL, '<a href="/category/politik/?page=2">Weiter</a>', "", "https://beispiel.test/category/politik/?page=2"),
        (
            URL,
            '<a href="/category/politik/?paged=2"><span>2</span></a>',
            "",
            "https://beispiel.test/category/politik/?paged=2",
        ),
        (
            URL,
            '<a href="/category/politik/page/2/">Older posts</a>',
            "",
            "https://beispiel.test/category/politik/page/2/",
        ),
        (
            URL + "page/2/",
            '<a href="/category/politik/">1</a><a href="/category/politik/page/3/">3</a>',
            "",
            "https://beispiel.test/category/politik/page/3/",
        ),
        # a last page links backwards only
        (URL + "page/3/", '<a href="/category/politik/page/2/">2</a>', "", None),
        # "Weiter" below a teaser leads to the article
        (URL, '<a href="/a-erster-artikel/">Weiter</a>', "", None),
        # another listing's second page
        (URL, '<a href="/category/sport/page/2/">2</a>', "", None),
        (URL, "", '<link rel="next" href="https://anderswo.test/page/2/">', None),
        (URL, "", f'<link rel="next" href="{URL}">', None),
        (
            URL,
            "",
            '<base href="https://beispiel.test/neu/"><link rel="next" href="page/2/">',
            "https://beispiel.test/neu/page/2/",
        ),
    ],
)
def test_next_page(url: str, rest: str, head: str, next_url: str | None) -> None:
    read = read_section(listing(rest, head), url, SITE)
    assert read.next_url == next_url
    assert len([d for d in read.pages if d.state is State.PENDING]) == 2


def test_a_time_for_several_links_is_nobody_s() -> None:
    links = "<p><a href='/a-b-c/'>A</a></p><p><a href='/d-e-f/'>B</a></p>"
    page = f"<div><time datetime='2024-06-20'>heute</time>{links}</div>"
    assert [d.published_at for d in read_section(f"<html><body>{page}</body></html>", URL, SITE).pages] == [None, None]


def test_an_empty_body_is_no_section() -> None:
    with pytest.raises(SourceError, match="no section page"):
        read_section(b"", URL, SITE)


NOW = datetime(2024, 11, 8, tzinfo=UTC)


def found(*days: int | None, state: State = State.PENDING) -> list[Discovery]:
    return [
        Discovery(
            url=f"https://beispiel.test/{n}",
            via=Via.SECTION,
            state=state,
            published_at=None if day is None else datetime(2024, 11, day, tzinfo=UTC),
        )
        for n, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("section", "pages_read", "listed", "known", "reason"),
    [
        (Section(url=URL), 1, found(7, 6), set(), None),
        (Section(url=URL, max_pages=2), 1, found(7), set(), None),
        (Section(url=URL, max_pages=2), 2, found(7), set(), "2 pages"),
        (Section(url=URL), 1, found(7, 6), {"https://beispiel.test/0"}, None),
        (Section(url=URL), 1, found(7, 6), {"https://beispiel.test/0", "https://beispiel.test/1"}, "known"),
        (Section(url=URL), 1, [], set(), "no article"),
        (Section(url=URL), 1, found(7, state=State.NOT_ARTICLE), set(), "no article"),
        (Section(url=URL, max_age_days=3), 1, found(1, 2), set(), "older than 3 days"),
        (Section(url=URL, max_age_days=3), 1, found(1, 7), set(), None),
        (Section(url=URL, max_age_days=3), 1, found(1, None), set(), "older than 3 days"),
        (Section(url=URL, max_age_days=3), 1, found(None), set(), None),
    ],
)
def test_stop(section: Section, pages_read: int, listed: list[Discovery], known: set[str], reason: str | None) -> None:
    said = stop(section, pages_read=pages_read, found=listed, known=known, now=NOW)
    assert (said is None) == (reason is None)
    assert (reason or "") in (said or "")


TAGS = ("div", "article", "nav", "a href='/x-y-z/'", "a href='?page=2'", "a href='http://['", "time datetime='2024'")
CLOSED = ("/div", "/article", "/nav", "/a", "/time", "base href='//['")
FRAGMENTS = st.lists(st.sampled_from([f"<{tag}>" for tag in (*TAGS, *CLOSED)] + ["Weiter"]), max_size=30)


@given(FRAGMENTS)
def test_whatever_comes_only_the_site_s_own_addresses_are_named_once(parts: list[str]) -> None:
    read = read_section("<html><body>x" + "".join(parts), URL, SITE)
    urls = [d.url for d in read.pages]
    assert len(urls) == len(set(urls))
    assert all(SITE.owns(u) for u in urls)
    assert read.next_url is None or SITE.owns(read.next_url)
