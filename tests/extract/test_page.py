"""What a page is, how it is to be had, how it is filed, and what it carries beside its text."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article, parse, text_at
from newscrawl.items import Access, Article, PageType

from .test_fields import TEXT

URL = "https://port.example/news/storm-closes-harbour"
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def read(head: str = "", url: str = URL, below: str = "", classes: str = "", text: str = PARAGRAPHS) -> Article:
    body = f'<body class="{classes}"><article><h1>Storm closes the harbour</h1>{text}{below}</article></body>'
    return extract_article(parse(f"<html><head>{head}</head>{body}</html>", url=url))


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{{fields}}}</script>'


NEWS = '"@type":"NewsArticle","headline":"Storm closes the harbour"'


def test_a_plain_article_is_one() -> None:
    assert (read().page_type, read(ld(NEWS)).page_type) == (PageType.ARTICLE, PageType.ARTICLE)


def test_a_live_blog_declares_itself() -> None:
    found = read(ld('"@type":"LiveBlogPosting","headline":"Storm closes the harbour"'))
    assert (found.page_type, found.is_article) == (PageType.LIVEBLOG, True)
    assert found.page_type_signs[0].quote == "LiveBlogPosting"


@pytest.mark.parametrize(
    ("declared", "path", "expected"),
    [
        ("VideoObject", "/video/storm", PageType.VIDEO),
        ("VideoObject", "/news/storm", PageType.ARTICLE),
        ("ImageGallery", "/fotostrecke/storm", PageType.GALLERY),
        ("PodcastEpisode", "/podcast/storm", PageType.AUDIO),
    ],
)
def test_media_pages_are_told_by_declaration_and_address(declared: str, path: str, expected: PageType) -> None:
    date = '<meta property="article:published_time" content="2024-06-20T09:00:00Z">'
    assert read(ld(f'"@type":"{declared}","name":"Storm"') + date, f"https://port.example{path}").page_type is expected


def test_an_article_with_a_film_stays_one() -> None:
    both = ld(NEWS) + ld('"@type":"VideoObject","name":"Storm","contentUrl":"/storm.mp4"')
    assert read(both, "https://port.example/video/storm").page_type is PageType.ARTICLE


@pytest.mark.parametrize(
    ("classes", "url", "expected"),
    [
        ("archive tag tag-storm", "https://port.example/x/storm", PageType.TAG),
        ("home blog", "https://port.example/", PageType.HOME),
        ("archive category", "https://port.example/news", PageType.SECTION),
        ("search search-results", "https://port.example/x?s=storm", PageType.SEARCH),
    ],
)
def test_lists_are_told_apart(classes: str, url: str, expected: PageType) -> None:
    found = read(url=url, classes=classes, text="<p>All about storms.</p>")
    assert (found.page_type, found.is_article) == (expected, False)


@pytest.mark.parametrize(
    ("head", "below", "expected"),
    [
        (ld(NEWS + ',"isAccessibleForFree":"False"'), "", Access.LOCKED),
        (ld(NEWS + ',"isAccessibleForFree":true'), '<div class="paywall"></div>', Access.FREE),
        ('<meta property="article:content_tier" content="metered">', "", Access.METERED),
        ('<meta property="article:content_tier" content="whatever">', "", Access.UNKNOWN),
        ("", '<div class="paywall"><b>Subscribe</b></div>', Access.LOCKED),
        ("", '<div class="no-paywall-here"></div>', Access.UNKNOWN),
    ],
)
def test_access_is_what_the_page_declares(head: str, below: str, expected: Access) -> None:
    found = read(head, below=below)
    assert found.access is expected
    assert bool(found.access_signs) is (expected is not Access.UNKNOWN)


def test_what_says_so_is_found_at_its_place() -> None:
    page = f'<head><meta property="article:content_tier" content="locked"></head><h1>Storm</h1>{PARAGRAPHS}'
    document = parse(page)
    (sign,) = extract_article(document).access_signs
    assert text_at(document, sign.locator) == sign.quote


def test_section_tags_and_keywords_each_once() -> None:
    head = (
        ld(NEWS + ',"articleSection":"Harbours","keywords":"storm, harbour"')
        + '<meta property="article:section" content="harbours"><meta property="article:tag" content="Weather">'
        + '<meta name="news_keywords" content="Storm;repair">'
    )
    assert [(label.kind, label.text, label.source) for label in read(head).labels] == [
        ("section", "Harbours", "jsonld"),
        ("keyword", "storm", "jsonld"),
        ("keyword", "harbour", "jsonld"),
        ("tag", "Weather", "meta"),
        ("keyword", "repair", "meta"),
    ]


def test_films_of_known_players_and_no_other_frames() -> None:
    frames = (
        '<iframe src="https://www.youtube.com/embed/abc" title="The wall moves"></iframe>'
        '<iframe src="https://ads.example/frame"></iframe><video><source src="/wall.mp4"></video>'
    )
    found = read(ld('"@type":"VideoObject","name":"Storm","contentUrl":"/storm.mp4"'), below=frames).videos
    assert [(video.url, video.title, video.source) for video in found] == [
        ("https://port.example/storm.mp4", "Storm", "jsonld"),
        ("https://www.youtube.com/embed/abc", "The wall moves", "youtube"),
        ("https://port.example/wall.mp4", None, "video"),
    ]


def test_other_forms_of_the_page() -> None:
    head = (
        '<link rel="amphtml" href="/amp/storm"><link rel="alternate" media="print" href="/print/storm">'
        '<link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.port.example/storm">'
        '<link rel="alternate" hreflang="de" href="/de/storm"><link rel="stylesheet" media="print" href="/print.css">'
    )
    assert [(twin.kind, twin.url) for twin in read(head).twins] == [
        ("amp", "https://port.example/amp/storm"),
        ("print", "https://port.example/print/storm"),
        ("mobile", "https://m.port.example/storm"),
    ]


def test_comments_are_no_text() -> None:
    comment = "I have sailed there for thirty years and never saw such waves as on that night in June."
    found = read(below=f'<section id="comments" class="comments"><h2>Comments</h2><p>{comment}</p></section>')
    assert comment not in found.body
    assert TEXT[2] in found.body


def test_a_text_declared_twice_as_news_and_as_live_blog_is_a_live_blog() -> None:
    both = ld(NEWS) + ld('"@type":"LiveBlogPosting","headline":"Storm","coverageStartTime":"2024-06-14T08:00:00Z"')
    found = read(both)
    assert (found.page_type, found.is_article) == (PageType.LIVEBLOG, True)


@pytest.mark.parametrize(
    ("link", "twin"),
    [
        ('<a href="/news/storm-closes-port/print">Print</a>', "https://port.example/news/storm-closes-port/print"),
        ('<a href="?print=true#top">Print</a>', "https://port.example/news/storm-closes-port?print=true"),
        ('<a href="/print/164913" class="print-page">Print</a>', "https://port.example/print/164913"),
        ('<a href="/print/164913">Our printed issue</a>', None),
        ('<a href="/help/print/" class="js-print">How to print</a>', None),
        ('<a href="https://printer.example/print/?url=storm-closes-port" class="print">Print</a>', None),
        ('<a href="#print" class="print">Print</a>', None),
        ('<a href="javascript:window.print()">Print</a>', None),
        ('<a href="http://[port/print/storm-closes-port">Print</a>', None),
        ('<a href="/news/blueprint-storm-closes-port">Blueprint</a>', None),
    ],
)
def test_a_link_to_the_print_form_is_a_twin(link: str, twin: str | None) -> None:
    found = read(below=link, url="https://port.example/news/storm-closes-port").twins
    assert [(t.kind, t.url) for t in found] == ([("print", twin)] if twin else [])
