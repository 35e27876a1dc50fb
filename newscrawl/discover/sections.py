"""Section pages: the articles they list, their pagination, and when to stop following it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from newscrawl.discover import ADVERTISEMENT, NO_ARTICLE, SourceError
from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.dates import parse_w3c
from newscrawl.discover.pagination import Link, data, links_of, next_page, page_number
from newscrawl.errors import UnreadablePage
from newscrawl.extract.document import Document, parse, text_of
from newscrawl.items import Discovery, State, Via
from newscrawl.sites import Section, Site

# How far above a link its teaser may begin, how many elements it may have, and how many of an address's links are
# asked for theirs: without limits, a page of 8 MB made for it keeps a processor busy for minutes.
_TEASER_LEVELS = 6
_TEASER_ELEMENTS = 200
_TEASERS = 3
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class SectionRead:
    """What a section page lists, in its order, and the address of its next page."""

    pages: tuple[Discovery, ...]
    next_url: str | None


def read_section(document: Document | bytes | str, url: str, site: Site) -> SectionRead:
    """The site's own addresses that the page links to in its content.

    An address that the site's patterns, or its shape alone, show to be no article or an advertisement is given with
    that `state` and its `reason`. Links of menus and footers are given only where `article_pattern` matches them.
    Raises SourceError where the page can't be parsed.
    """
    if not isinstance(document, Document):
        try:
            document = parse(document, url=url)
        except UnreadablePage as err:
            raise SourceError(f"this address is no section page: {url}: {err}") from err
    links = list(links_of(document, url, site))
    here = canonical_url(url)
    next_url = next_page(document, links, here, site)
    chosen: dict[str, list[Link]] = {}
    around: dict[etree._Element, bool] = {}
    for link in links:
        if link.url not in (here, next_url) and page_number(link.url) is None and _is_content(link, site, around):
            chosen.setdefault(link.url, []).append(link)
    # Links to an author or topic stand in a teaser without making it the teaser of two articles.
    articles = (group for url, group in chosen.items() if _state(url, site)[0] is State.PENDING)
    targets = {link.element: link.url for group in articles for link in group}
    zone = _zone(site)
    return SectionRead(
        tuple(_discovery(document, group, targets, here, site, zone) for group in chosen.values()), next_url
    )


def stop(
    section: Section, *, pages_read: int, found: Sequence[Discovery], known: Container[str], now: datetime
) -> str | None:
    """Why the pagination need not be followed further, None where it should be.

    `found` is what the last page listed, `pages_read` how many pages were read including it, `known` the addresses
    known from earlier runs.
    """
    articles = [d for d in found if d.state is State.PENDING]
    if pages_read >= section.max_pages:
        return f"{section.max_pages} pages are read"
    if not articles:
        return "the page lists no article"
    if all(d.url in known for d in articles):
        return "every article of the page is known"
    dated = [d.published_at for d in articles if d.published_at]
    if section.max_age_days is not None and dated:
        oldest = now - timedelta(days=section.max_age_days)
        if all(day < oldest for day in dated):
            return f"every dated article of the page is older than {section.max_age_days} days"
    return None


def _discovery(
    document: Document, group: list[Link], targets: dict[etree._Element, str], here: str, site: Site, zone: tzinfo
) -> Discovery:
    """One address with the best of what its links say: picture, headline and "read more" are often three."""
    title, element = _title(group)
    state, reason = _state(group[0].url, site)
    dates = (_teaser_time(link, targets, zone) for link in group[:_TEASERS])
    return Discovery(
        url=group[0].url,
        via=Via.SECTION,
        found_on=here,
        locator=document.locate(element),
        title=title,
        published_at=next((d for d in dates if d), None),
        state=state,
        reason=reason,
    )


def _title(group: list[Link]) -> tuple[str | None, etree._Element]:
    """A heading's link wins, then the longest text, then a picture's alternative text."""
    best: tuple[int, int] = (-1, 0)
    chosen: tuple[str | None, etree._Element] = (None, group[0].element)
    for link in group:
        text = text_of(link.element)
        alternative = " ".join(" ".join(i.get("alt") or "" for i in link.element.iter("img")).split())
        rank = (2 if _in_heading(link.element) else 1, len(text)) if text else (0, len(alternative))
        if rank > best and (text or alternative):
            best, chosen = rank, (text or alternative, link.element)
    return chosen


def _in_heading(element: etree._Element) -> bool:
    headings = ("h1", "h2", "h3", "h4", "h5", "h6")
    return any(e.tag in headings for e in element.iterancestors()) or any(True for _ in element.iter(*headings))


def _state(url: str, site: Site) -> tuple[State, str | None]:
    if site.is_sponsored(url):
        return State.SPONSORED, ADVERTISEMENT
    if not site.is_article(url):
        return State.NOT_ARTICLE, NO_ARTICLE
    if site.article_pattern is None and _is_listing(url):
        return State.NOT_ARTICLE, "the address has the shape of a listing or file"
    return State.PENDING, None


def _is_listing(url: str) -> bool:
    shape, path = data()["shape"], urlsplit(url).path
    return path == "/" or bool(re.search(shape["listings"], path) or re.search(shape["files"], path, re.IGNORECASE))


def _is_content(link: Link, site: Site, around: dict[etree._Element, bool]) -> bool:
    if site.article_pattern is not None and site.is_article(link.url):
        return True
    if set((link.element.get("rel") or "").lower().split()) & set(data()["navigation"]["rel"]):
        return False
    return not _leads_around(link.element.getparent(), around)


def _leads_around(element: etree._Element | None, around: dict[etree._Element, bool]) -> bool:
    """Whether the element stands in a menu, footer or the like; `around` remembers what is known of others."""
    path = []
    found = False
    while element is not None:
        if element in around:
            found = around[element]
            break
        path.append(element)
        if (verdict := _kind_of_container(element)) is not None:
            found = verdict
            break
        element = element.getparent()
    around.update(dict.fromkeys(path, found))
    return found


def _kind_of_container(element: etree._Element) -> bool | None:
    """True for a menu, False for an article's or the page's own content, None where its parents decide."""
    if element.tag in ("article", "main", "body"):
        return False
    if element.tag == "nav" or element.get("role") in ("navigation", "contentinfo", "banner"):
        return True
    # A teaser has a header and a footer too; those are inside an article or main.
    if element.tag in ("header", "footer") and not _inside(element, ("article", "main", "li", "section")):
        return True
    if _words(element) & set(data()["navigation"]["words"]) and not _inside(element, ("article",)):
        return True
    return None


def _inside(element: etree._Element, tags: tuple[str, ...]) -> bool:
    return any(e.tag in tags for e in element.iterancestors())


def _words(element: etree._Element) -> set[str]:
    text = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    whole = set(_WORD.findall(text))
    return whole | {part for word in whole for part in re.split("[-_]+", word)}


def _teaser_time(link: Link, targets: dict[etree._Element, str], zone: tzinfo) -> datetime | None:
    """The `<time>` of the smallest element around the link that has one, if no other address is linked in it."""
    for level, ancestor in enumerate(link.element.iterancestors()):
        if level >= _TEASER_LEVELS:
            return None
        found: str | None = None
        for count, element in enumerate(ancestor.iter()):
            if count > _TEASER_ELEMENTS:
                return None
            if element.tag == "time":
                found = found or element.get("datetime")
            elif targets.get(element, link.url) != link.url:
                return None
        if found and (value := parse_w3c(found, zone)):
            return value
    return None


def _zone(site: Site) -> tzinfo:
    try:
        return ZoneInfo(site.timezone) if site.timezone else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
