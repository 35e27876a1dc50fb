"""A fetched page → its article, credits, fingerprints and origins: alike for crawls and for reading again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

# Asked by name at each call: what reads pages takes half a second to load, and a crawl leaves it to its workers.
from newscrawl import extract, trace
from newscrawl.dedup.exact import fingerprint
from newscrawl.discover.canonical import declared_alias
from newscrawl.errors import UnreadablePage
from newscrawl.extract.reservations import in_page
from newscrawl.items import PageType, State, Story
from newscrawl.plaintext import shortened
from newscrawl.sites import Site

_WALLS = {PageType.CONSENT_WALL: "a consent wall, no article", PageType.BLOCK_PAGE: "a block page, no article"}


def read_page(story: Story, site: Site | None, sites: Mapping[str, Site]) -> Story:
    """The story with article, credits and the state the page itself decides; `sites` are the declared ones."""
    assert story.page is not None
    page, story = story.page, replace(story, page=None)
    try:
        document = extract.parse(page.body, url=page.url, content_type=page.content_type)
    except UnreadablePage as err:
        return replace(story, state=State.EMPTY, reason=str(err))
    story = _with_reservations(story, in_page(document))
    found = trace.read_credits(document, site=site, sites=sites)
    now = story.fetches[-1].fetched_at if story.fetches else None
    timezone, layouts = (site.timezone, site.layouts) if site else (None, ())
    lines = trace.credit_lines(found)
    article = extract.extract_article(document, credit_lines=lines, now=now, timezone=timezone, layouts=layouts)
    article = replace(article, writers=trace.authors_of(article.bylines, article.site_name))
    story = replace(story, article=article, credits=found)
    if article.page_type in _WALLS:
        quote = article.page_type_signs[0].quote if article.page_type_signs else ""
        return replace(story, state=State.BLOCKED, reason=f"{_WALLS[article.page_type]}: “{shortened(quote, 100)}”")
    if not article.body.strip():
        return replace(story, state=State.EMPTY, reason="the page has no article text")
    if not article.is_article:
        return replace(story, state=State.NOT_ARTICLE, reason=f"no article but a page of type: {article.page_type}")
    return replace(story, state=State.STORED, alias_of=_stands_for(story, article.canonical, site))


def _with_reservations(story: Story, said: tuple[str, ...]) -> Story:
    if not said or not story.fetches:
        return story
    last = story.fetches[-1]
    last = replace(last, reservations=tuple(dict.fromkeys((*last.reservations, *said))))
    return replace(story, fetches=(*story.fetches[:-1], last))


def with_fingerprints(story: Story) -> Story:
    """With what equal texts are found again by. Only for a story with an article."""
    assert story.article is not None
    value = fingerprint(story.article.body)
    return replace(story, fingerprints=(value,) if value else ())


def with_listed_credits(story: Story, sites: Mapping[str, Site]) -> Story:
    """With what feeds and sitemaps that listed it credit, behind the page's own credits."""
    return replace(story, credits=(*story.credits, *trace.credits_from_discoveries(story.discoveries, sites=sites)))


def with_origins(story: Story, site: Site | None, sites: Mapping[str, Site]) -> Story:
    """With the origins that its credits give. Only for a story with an article."""
    assert story.article is not None
    url = story.alias_of or story.url
    return replace(story, origins=trace.judge(story.article, story.credits, site=site, url=url, sites=sites))


def _stands_for(story: Story, canonical: str | None, site: Site | None) -> str | None:
    """The address the page stands for, where it is another one: by its own word, else by a redirect."""
    here = story.alias_of or story.url
    declared = declared_alias(here, canonical, site) if site and canonical else None
    address = declared or here
    return address if address != story.url else None
