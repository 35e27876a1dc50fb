"""From a source's bytes to what it names: one reader for each kind of source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.discover import ADVERTISEMENT, ELSEWHERE, NO_ARTICLE, SourceError
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.sections import read_section, stop
from newscrawl.discover.sitemaps import read_sitemap
from newscrawl.discover.wordpress import first_page, read_posts
from newscrawl.items import Discovery, PageKind, SourceRead, State, Via
from newscrawl.sites import Section

if TYPE_CHECKING:
    from newscrawl.sites import Site
    from newscrawl.store.repository import PendingPage

# (declared address of a listing, addresses) → those that this listing named in an earlier run
Known = Callable[[str, Sequence[str]], Collection[str]]
# A sitemap index of indexes of indexes is no longer one that a site means.
MAX_SITEMAP_DEPTH = 3


def entry_points(site: Site) -> Iterator[Discovery]:
    """The declared sources of a site."""
    kinds = (
        (site.feeds, PageKind.FEED),
        (site.sitemaps, PageKind.SITEMAP),
        (tuple(s.url for s in site.sections), PageKind.SECTION),
        ((first_page(site.wordpress_api),) if site.wordpress_api else (), PageKind.API),
    )
    for urls, kind in kinds:
        for url in urls:
            yield Discovery(url=url, kind=kind, via=Via.DECLARED, listing=url)


def read_source(site: Site, page: PendingPage, body: bytes, headers: Mapping[str, str], known: Known) -> SourceRead:
    """What a source names and which further sources follow from it; a source that can't be read is `FAILED`.

    `headers` have lower-case names.
    """
    read = SourceRead(site=site.name, url=page.url, kind=page.kind)
    try:
        if page.kind is PageKind.FEED:
            return _feed(site, page, read, read_feed(body, page.url, headers.get("content-type")), known)
        if page.kind is PageKind.SITEMAP:
            sitemap = read_sitemap(body, page.url)
            children = sitemap.children if page.depth < MAX_SITEMAP_DEPTH else ()
            return _with(site, page, read, sitemap.pages, children)
        if page.kind is PageKind.SECTION:
            return _section(site, page, read, body, known)
        posts = read_posts(body, page.url, headers.get("x-wp-totalpages"))
        section = Section(url=page.url, max_pages=site.api_max_pages)
        return _paginated(site, page, read, section, posts.pages, posts.next_url, known)
    except SourceError as err:
        return replace(read, state=State.FAILED, reason=str(err))


def _feed(site: Site, page: PendingPage, read: SourceRead, entries: Iterable[Discovery], known: Known) -> SourceRead:
    entries = tuple(entries)
    articles = tuple(e for e in entries if e.kind is PageKind.ARTICLE)
    further = next((e.url for e in entries if e.kind is PageKind.FEED), None)
    section = Section(url=page.url, max_pages=site.api_max_pages)
    return _paginated(site, page, read, section, articles, further, known)


def _section(site: Site, page: PendingPage, read: SourceRead, body: bytes, known: Known) -> SourceRead:
    found = read_section(body, page.url, site)
    listing = page.listing or page.url
    section = next((s for s in site.sections if s.url == listing), Section(url=listing))
    return _paginated(site, page, read, section, found.pages, found.next_url, known)


def _paginated(
    site: Site,
    page: PendingPage,
    read: SourceRead,
    section: Section,
    found: Sequence[Discovery],
    next_url: str | None,
    known: Known,
) -> SourceRead:
    """Follow the next page unless a stop rule speaks against it."""
    before = known(page.listing or page.url, [d.url for d in found])
    end = stop(section, pages_read=page.depth + 1, found=found, known=before, now=datetime.now(UTC))
    following = Discovery(url=next_url, kind=page.kind, via=_via(page.kind)) if next_url and not end else None
    return _with(site, page, read, found, (following,) if following else ())


def _with(
    site: Site, page: PendingPage, read: SourceRead, found: Iterable[Discovery], follow: Iterable[Discovery]
) -> SourceRead:
    """Note listing and depth, and judge addresses by the site's patterns before anything is fetched."""
    listing = page.listing or page.url
    return replace(
        read,
        found=tuple(replace(_judged(site, d), listing=listing) for d in found),
        follow=tuple(
            replace(d, listing=listing, found_on=page.url, depth=page.depth + 1) for d in follow if site.owns(d.url)
        ),
    )


def _judged(site: Site, found: Discovery) -> Discovery:
    if found.state is not State.PENDING:
        return found
    if site.is_sponsored(found.url):
        return replace(found, state=State.SPONSORED, reason=ADVERTISEMENT)
    if not site.owns(found.url):
        return replace(found, state=State.NOT_ARTICLE, reason=ELSEWHERE)
    if not site.is_article(found.url):
        return replace(found, state=State.NOT_ARTICLE, reason=NO_ARTICLE)
    return found


def _via(kind: PageKind) -> Via:
    return {PageKind.FEED: Via.FEED, PageKind.SECTION: Via.SECTION, PageKind.API: Via.API}[kind]
