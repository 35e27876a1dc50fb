"""The spider behind every declared site: first all its sources are read, then the articles that are due are fetched.

The database is the queue. What a source names is committed before anything of it is fetched, so that a killed crawl
goes on where it was; and articles are fetched when all sources of the run are read, so that the result does not depend
on the order in which answers came.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from newscrawl.crawl_state import state_of
from newscrawl.discover.backfill import Backfill
from newscrawl.discover.schedule import changed_since
from newscrawl.discover.traps import Traps
from newscrawl.items import PageKind, SourceRead
from newscrawl.sites import Site
from newscrawl.spiders.arguments import is_true
from newscrawl.spiders.base import WINDOW, now
from newscrawl.spiders.catchup import CatchUp
from newscrawl.spiders.reading import SourceSpider
from newscrawl.spiders.sources import entry_points
from newscrawl.spiders.trapped import may_be_set_aside

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.settings import BaseSettings

    from newscrawl.store.repository import PendingPage


# Feeds, sitemaps and listing pages of one site that a run reads at most.
MAX_SOURCES = 50_000


class SiteSpider(SourceSpider):
    """Driven by a `Site`; subclass it only for what a `Site` can't say."""

    site: ClassVar[Site]

    one_at_a_time = True

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """A site's own delay makes a crawl slower and never faster."""
        super().update_settings(settings)
        delay = cls.site.download_delay
        if delay is not None and delay > settings.getfloat("DOWNLOAD_DELAY"):
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")

    def __init__(
        self, *args: Any, due: str | bool = False, backfill: str | Backfill | None = None, **kwargs: Any
    ) -> None:
        """`due`: read only those sources whose time has come; without it the declared ones are always read.

        `backfill`: catch up on the articles of some days instead, given as `2026-01-01..2026-03-31`.
        """
        super().__init__(*args, **kwargs)
        self.due = is_true(due)
        self.backfill = Backfill.read(backfill) if isinstance(backfill, str) else backfill
        self._catch_up: CatchUp | None = None
        # What was handed out in this run, failed or not, is not handed out again: sources that name each other in a
        # circle end here. Articles are too many for a set; their highest page id serves.
        self._sources: set[str] = set()
        self._traps = Traps()
        self._articles_after = 0

    def site_named(self, name: str) -> Site:  # noqa: ARG002 - one site only
        return self._catch_up.site if self._catch_up else self.site

    async def start(self) -> AsyncIterator[Request]:
        """Declare the site and its entry points, and begin with its sources."""
        state_of(self.crawler).traps = self._traps
        self.repository.upsert_site(self.site)
        self.repository.judge_anew(self.site)
        if self.backfill:
            self._catch_up = CatchUp(self.repository, self.site, self.backfill)
            self._catch_up.declare()
        else:
            self.repository.declare(self.site.name, entry_points(self.site), anew=not self.due)
        for request in self.next_requests():
            yield request

    def next_requests(self) -> list[Request]:
        """Sources while there are any, then articles."""
        room = MAX_SOURCES - len(self._sources)
        sources = [p for p in self._pending(article=False, after=0) if self._wants_source(p)]
        if len(sources) > room:
            self.logger.warning("more than %d sources; the others wait for the next run", MAX_SOURCES)
        if sources := sources[:room]:
            self._sources.update(page.url for page in sources)
            return [self.source_request(page, conditional=True) for page in sources]
        return [self.article_request(page) for page in self._next_articles()]

    def _next_articles(self) -> list[PendingPage]:
        while articles := self._pending(article=True, after=self._articles_after):
            self._articles_after = articles[-1].id
            if wanted := self._without_traps(self._catch_up.articles(articles) if self._catch_up else articles):
                return wanted
        return []

    def _without_traps(self, articles: list[PendingPage]) -> list[PendingPage]:
        """The articles, without those that were never read and whose likes brought nothing; these are set aside."""
        reasons = {a.url: reason for a in articles if may_be_set_aside(a) and (reason := self._traps.reason(a.url))}
        if reasons:
            run_id = state_of(self.crawler).run_id
            assert run_id is not None
            self.repository.set_aside(run_id, reasons)
            self.crawler.stats.inc_value("newscrawl/trapped", len(reasons))
        return [article for article in articles if article.url not in reasons]

    def noted(self, read: SourceRead) -> SourceRead:
        """Without those sitemaps of an index that have not changed since they were read and are not due by themselves.

        An index that has not changed is silent about its sitemaps, which may have changed all the same.
        """
        known = read.unchanged and read.kind is PageKind.SITEMAP
        follow = self.repository.children(read.url) if known else read.follow
        if self._catch_up:
            return replace(self._catch_up.noted(read), follow=self._catch_up.follow(read, follow))
        sitemaps = [d.url for d in follow if d.kind is PageKind.SITEMAP]
        waiting = self.repository.waiting(sitemaps, now()) if sitemaps else {}
        kept = tuple(d for d in follow if d.url not in waiting or changed_since(d.modified_at, waiting[d.url]))
        return replace(read, follow=kept)

    def _known(self, listing: str, urls: Sequence[str]) -> Collection[str]:
        # Behind what is known there may be days that no crawl went back to.
        return () if self._catch_up else super()._known(listing, urls)

    def _wants_source(self, page: PendingPage) -> bool:
        return page.url not in self._sources and (self._catch_up is None or self._catch_up.wants_source(page))

    def _pending(self, *, article: bool, after: int) -> list[PendingPage]:
        limit = WINDOW if article else MAX_SOURCES
        return self.repository.pending((self.site.name,), article=article, limit=limit, now=now(), after=after)
