"""A theme's frame around the article: its own words are never the text, and an empty container is an empty text."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article, parse
from newscrawl.items import Article

from .test_fields import TEXT, TITLE, ld

TAGLINE = "All the news from the harbour and the northern ports, sorted by the topics that you would like to follow"
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def themed(content: str, head: str = "", container: str = 'class="entry-content"', beside: str = "") -> Article:
    frame = (
        f'<header id="masthead" class="site-header"><p class="site-title"><a href="/">Port News</a></p>'
        f'<p class="site-description">{TAGLINE}</p><nav><a href="/a">Politics</a></nav></header>'
        f'<main><article class="hentry"><header class="entry-header"><h1>{TITLE}</h1></header>'
        f"<div {container}>{content}</div>{beside}</article>"
        f'<aside class="widget-area"><h2>Latest</h2><ul><li><a href="/b">{TEXT[1]}</a></li></ul></aside></main>'
        f'<footer id="colophon" class="site-footer"><p>{TAGLINE}. All rights reserved.</p></footer>'
    )
    page = f"<html lang='en'><head><title>{TITLE} - Port News</title>{head}</head><body>{frame}</body></html>"
    return extract_article(parse(page, url="https://port.example/news/storm"))


@pytest.mark.parametrize("container", ['class="entry-content"', 'itemprop="articleBody"', 'class="article-body x"'])
@pytest.mark.parametrize("content", ["", "<p>&nbsp;</p>", "<script>let text = 'a';</script>", '<img src="/a.jpg">'])
def test_an_empty_container_is_an_empty_text(container: str, content: str) -> None:
    assert themed(content, container=container).body == ""


def test_the_frame_around_a_short_text_is_no_text() -> None:
    assert themed(f"<p>{TEXT[0]}</p>").body == TEXT[0]


def test_a_page_without_text_and_container_has_none_of_its_frame() -> None:
    assert TAGLINE not in themed("", container='class="x"').body


def test_text_beside_an_empty_container_is_read() -> None:
    assert themed("", beside=f"<div>{PARAGRAPHS}</div>").body == "\n".join(TEXT)


def test_text_that_only_the_declaration_holds_is_read() -> None:
    assert themed("", head=ld(f'"articleBody":"{" ".join(TEXT)}"')).body == " ".join(TEXT)


def test_an_empty_container_of_a_widget_says_nothing_of_the_article() -> None:
    page = f'<article><h1>{TITLE}</h1><div class="x">{PARAGRAPHS}</div></article><div class="entry-content"></div>'
    assert extract_article(parse(page, url="https://port.example/news/storm")).body == "\n".join(TEXT)


@pytest.mark.parametrize("frame", ['header class="site-header"', 'div role="banner"', 'div id="masthead"'])
def test_an_article_inside_the_theme_s_header_is_read(frame: str) -> None:
    page = f"<html><body><{frame}><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></{frame.split()[0]}></body></html>"
    assert extract_article(parse(page, url="https://port.example/news/storm")).body == "\n".join(TEXT)
