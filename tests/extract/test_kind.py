"""Lists of articles are no article, whatever their address and however much their excerpts say."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article, parse

from .test_fields import TEXT

PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def teasers(count: int, end: str, container: str = "entry-summary") -> str:
    return "".join(
        f'<article class="hentry"><h2 class="entry-title"><a href="/{n}">Headline number {n} of the list</a></h2>'
        f'<div class="{container}"><p>{TEXT[n % 3]} {end}</p></div></article>'
        for n in range(count)
    )


def listed(teasers: str, head: str = "", classes: str = "") -> bool:
    body = f'<body class="{classes}"><main><h1>All about the energy crisis</h1>{teasers}</main></body>'
    page = f"<html><head>{head}</head>{body}</html>"
    return not extract_article(
        parse(page, url="https://port.example/all-about-the-energy-crisis-at-a-glance/")
    ).is_article


COLLECTION = '<script type="application/ld+json">{"@graph":[{"@type":"CollectionPage","name":"x"}]}</script>'


@pytest.mark.parametrize("og_type", ["website", "article"])
@pytest.mark.parametrize("classes", ["archive tag", "x"])
def test_a_collection_is_no_article_however_much_its_excerpts_say(og_type: str, classes: str) -> None:
    head = f'<meta property="og:type" content="{og_type}">{COLLECTION}'
    assert listed(teasers(20, "[…]"), head, classes)


@pytest.mark.parametrize(
    "end", ["[…]", "[...]", "Weiterlesen", "Read more »", "Lire la suite", "Leer más", "続きを読む"]
)
def test_excerpts_in_numbers_make_a_list_where_nothing_is_declared(end: str) -> None:
    assert listed(teasers(20, end))
    assert listed(teasers(5, end, container="entry-content"), classes="archive category")


@pytest.mark.parametrize("classes", ["single single-post", "x"])
def test_an_article_below_which_others_are_announced_is_one(classes: str) -> None:
    own = f'<article><div class="entry-content">{PARAGRAPHS * 3}</div></article>'
    assert not listed(own + teasers(20, "[…]"), classes=classes)


def test_a_dated_article_is_one_though_a_page_of_lists_is_declared() -> None:
    dated = '<meta property="article:published_time" content="2024-06-20T09:00:00Z">'
    assert not listed(f"<article>{PARAGRAPHS * 3}</article>" + teasers(20, "[…]"), COLLECTION + dated)
