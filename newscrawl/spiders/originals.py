"""What the originals publish, as their feeds and sitemaps say: `scrapy crawl originals -a sites=cnn,reuters`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl.discover.archives import current
from newscrawl.errors import ConfigurationError
from newscrawl.extensions.sites import declared_sites
from newscrawl.items import PageKind, SourceRead
from newscrawl.sites import Site, SiteRole
from newscrawl.spiders.base import now
from newscrawl.spiders.reading import SourceSpider
from newscrawl.spiders.site import MAX_SOURCES
from newscrawl.spiders.sources import entry_points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler

_KINDS = frozenset({PageKind.FEED, PageKind.SITEMAP})


class OriginalsSpider(SourceSpider):
    """Reads feeds and sitemaps and fetches no article: each address they name becomes a page with its headline.

    Of a sitemap index only what may hold new articles is followed, and what has not changed is not sent again.
    """

    name = "originals"
    stores_articles = False
    one_at_a_time = True

    def __init__(self, sites: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._names = [name.strip() for name in sites.split(",") if name.strip()] if sites else []
        self.sites: dict[str, Site] = {}
        self._wanted: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OriginalsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        spider.sites = {site.name: site for site in originals(declared_sites(crawler), spider._names)}
        return spider

    def site_named(self, name: str) -> Site:
        return self.sites[name]

    async def start(self) -> AsyncIterator[Request]:
        for site in self.sites.values():
            sources = [source for source in entry_points(site) if source.kind in _KINDS]
            self.repository.upsert_site(site)
            self.repository.declare(site.name, sources)
            self.keep_delay(site)
            self._wanted.update(source.url for source in sources)
        for request in self.next_requests():
            yield request

    def next_requests(self) -> list[Request]:
        """What was declared or followed in this run; a crawl that was broken off may have left other sources."""
        limit = MAX_SOURCES
        pending = self.repository.pending(tuple(self.sites), article=False, limit=limit, now=now(), after=0)
        chosen = [page for page in pending if page.url in self._wanted and page.kind in _KINDS]
        self._wanted.difference_update(page.url for page in chosen)
        return [self.source_request(page, conditional=True) for page in chosen]

    def noted(self, read: SourceRead) -> SourceRead:
        """Without the archives of an index, which a crawl or a search reads where they are needed."""
        follow = read.follow
        if read.unchanged and read.kind is PageKind.SITEMAP:
            # Its sitemaps may have changed all the same.
            follow = self.repository.children(read.url)
        archives = [d for d in follow if d.kind is PageKind.SITEMAP]
        kept = (*(d for d in follow if d.kind is not PageKind.SITEMAP), *current(archives, now()))
        self._wanted.update(d.url for d in kept)
        return replace(read, follow=kept)


def originals(declared: Mapping[str, Site], names: list[str]) -> list[Site]:
    """The declared sites of these names, or all outlets and agencies, that have a feed or sitemap.

    Raises ConfigurationError for a name that is not declared or has neither.
    """
    for name in names:
        if name not in declared:
            raise ConfigurationError(f"no site {name!r}; there are: {', '.join(declared)}")
        if not (declared[name].feeds or declared[name].sitemaps):
            raise ConfigurationError(f"site {name} declares neither feed nor sitemap to read headlines from")
    chosen = [declared[name] for name in dict.fromkeys(names)]
    if not names:
        chosen = [site for site in declared.values() if site.role is not SiteRole.AGGREGATOR]
    found = [site for site in chosen if site.feeds or site.sitemaps]
    if not found:
        raise ConfigurationError("no declared outlet or agency has a feed or sitemap")
    return found
