"""What a backfill does otherwise than a crawl: other sources, and articles of its days alone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl.discover.schedule import changed_since
from newscrawl.items import PageKind, SourceRead, State
from newscrawl.spiders.base import now

if TYPE_CHECKING:
    from newscrawl.discover.backfill import Backfill
    from newscrawl.items import Discovery
    from newscrawl.sites import Site
    from newscrawl.store.repository import PendingPage, Repository

logger = logging.getLogger(__name__)

# Pages of one listing: its dates say when it has gone back far enough.
_MOST_PAGES = 10_000


class CatchUp:
    """One backfill of a site. What an earlier attempt at the same days has read is not read again.

    It works on the queue that crawls share: whatever is named is kept, and what is not of its days waits for a crawl.
    """

    def __init__(self, repository: Repository, site: Site, backfill: Backfill) -> None:
        self.repository = repository
        self.backfill = backfill
        self.site = replace(
            site,
            sections=tuple(replace(section, max_pages=_MOST_PAGES, max_age_days=None) for section in site.sections),
            api_max_pages=_MOST_PAGES,
        )
        self._archives = {url for template in site.archives for url in backfill.pages(template)}
        self.began = repository.backfill_began(site.name, str(backfill)) or now()
        self.asked = self.undated = 0

    def declare(self) -> None:
        entries = list(self.backfill.entry_points(self.site))
        read = self.repository.read_since([d.url for d in entries], self.began)
        self.repository.declare(self.site.name, [d for d in entries if d.url not in read])

    def noted(self, read: SourceRead) -> SourceRead:
        """A dated archive page that is not there is that of a day without articles, and no error."""
        if read.state is not State.GONE or read.url not in self._archives:
            return read
        return replace(read, state=State.NOT_ARTICLE, reason=f"no page for that time: {read.reason}")

    def follow(self, read: SourceRead, follow: Sequence[Discovery]) -> tuple[Discovery, ...]:
        """Of what a source leads to: what may be of the days, and what is new or changed, for a crawl."""
        if read.kind is not PageKind.SITEMAP and self.backfill.is_past(read.found):
            return ()
        urls = [d.url for d in follow]
        done, waiting = self.repository.read_since(urls, self.began), self.repository.waiting(urls, now())

        def kept(d: Discovery) -> bool:
            if d.kind is not PageKind.SITEMAP or self.backfill.wants_sitemap(d):
                return d.url not in done
            return d.url not in waiting or changed_since(d.modified_at, waiting[d.url])

        return tuple(d for d in follow if kept(d))

    def wants_source(self, page: PendingPage) -> bool:
        if page.kind is PageKind.FEED:
            return False
        if page.kind is not PageKind.SITEMAP or not page.discoveries:
            return True
        return any(not d.depth or self.backfill.wants_sitemap(replace(d, url=page.url)) for d in page.discoveries)

    def articles(self, pages: Sequence[PendingPage]) -> list[PendingPage]:
        """Those of the pages that are of the days; the log says how far it is."""
        told = [(page, self.backfill.wants(page.url, page.discoveries)) for page in pages]
        wanted = [page for page, of_the_days in told if of_the_days]
        self.asked += len(wanted)
        self.undated += sum(of_the_days is None for _, of_the_days in told)
        logger.info(
            "%s: backfill %s: %d articles asked for; %d addresses without any date wait for a crawl",
            self.site.name,
            self.backfill,
            self.asked,
            self.undated,
        )
        return wanted
