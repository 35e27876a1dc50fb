"""The spider behind every declared site: first all its sources are read, then the articles that are due are fetched.

The database is the queue. What a source names is committed before anything of it is fetched, so that a killed crawl
goes on where it was; and articles are fetched when all sources of the run are read, so that the result does not depend
on the order in which answers came.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, ClassVar

from newscrawl.sites import Site
from newscrawl.spiders.base import WINDOW, now
from newscrawl.spiders.reading import SourceSpider
from newscrawl.spiders.sources import entry_points

if TYPE_CHECKING:
    from scrapy import Request

    from newscrawl.store.repository import PendingPage


# Feeds, sitemaps and listing pages of one site that a run reads at most.
MAX_SOURCES = 50_000


class SiteSpider(SourceSpider):
    """Driven by a `Site`; subclass it only for what a `Site` can't say."""

    site: ClassVar[Site]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was handed out in this run, failed or not, is not handed out again: sources that name each other in a
        # circle end here. Articles are too many for a set; their highest page id serves.
        self._sources: set[str] = set()
        self._articles_after = 0

    def site_named(self, name: str) -> Site:  # noqa: ARG002 - one site only
        return self.site

    async def start(self) -> AsyncIterator[Request]:
        """Declare the site and its entry points, and begin with its sources."""
        self.repository.upsert_site(self.site)
        self.repository.declare(self.site.name, entry_points(self.site))
        for request in self.next_requests():
            yield request

    def next_requests(self) -> list[Request]:
        """Sources while there are any, then articles."""
        room = MAX_SOURCES - len(self._sources)
        sources = [p for p in self._pending(article=False, after=0) if p.url not in self._sources]
        if len(sources) > room:
            self.logger.warning("more than %d sources; the others wait for the next run", MAX_SOURCES)
        if sources := sources[:room]:
            self._sources.update(page.url for page in sources)
            return [self.source_request(page) for page in sources]
        articles = self._pending(article=True, after=self._articles_after)
        if articles:
            self._articles_after = articles[-1].id
        return [self.article_request(page) for page in articles]

    def _pending(self, *, article: bool, after: int) -> list[PendingPage]:
        limit = WINDOW if article else MAX_SOURCES
        return self.repository.pending((self.site.name,), article=article, limit=limit, now=now(), after=after)
