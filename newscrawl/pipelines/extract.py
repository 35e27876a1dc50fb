"""Bytes → article and the credits on the page, in processes of their own."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl.confined import processes
from newscrawl.extensions.sites import declared_sites
from newscrawl.extract.reservations import reserves_pictures, reserves_text
from newscrawl.fetch.reservations import mode
from newscrawl.items import State, Story
from newscrawl.pipelines.workers import Limits, TooDear, shared
from newscrawl.reading import read_page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.sites import Site

logger = logging.getLogger(__name__)


class ExtractPipeline:
    """Reads credits from the raw page first: extraction discards bylines, captions and credit lines.

    Scrapy takes no more responses while those that are being read hold more than SCRAPER_SLOT_MAX_ACTIVE_SIZE bytes.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        count = processes(settings.get("NEWSCRAWL_WORKERS"))
        limits = Limits(settings.getfloat("NEWSCRAWL_PAGE_SECONDS"), settings.getint("NEWSCRAWL_PAGE_MEGABYTES"))
        self.respects = mode(settings) == "respect"
        self.workers = shared.join(count, limits, settings["NEWSCRAWL_SITES"]) if count else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ExtractPipeline:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Story) or item.page is None or item.state is not State.PENDING:
            return item
        self.crawler.stats.inc_value("newscrawl/extracted")
        site: Site | None = self.crawler.spider.site_of(item)  # type: ignore[union-attr]
        try:
            read = await self._read(item, site)
            return (_reserved(read) or read) if self.respects else read
        # A page that breaks the extractor must not vanish: it is kept as failed and the crawl goes on.
        except TooDear as err:
            logger.warning("extraction ended: %s: %s", item.url, err, extra={"spider": self.crawler.spider})
            return replace(item, state=State.FAILED, reason=f"extract: {err}", page=None)
        except Exception as err:
            logger.exception("extraction failed: %s", item.url, extra={"spider": self.crawler.spider})
            return replace(item, state=State.FAILED, reason=f"extract: {type(err).__name__}: {err}"[:500], page=None)

    async def _read(self, item: Story, site: Site | None) -> Story:
        if self.workers is None:
            return read_page(item, site, declared_sites(self.crawler))
        return await self.workers.read(item, site)

    def close_spider(self) -> None:
        if self.workers is not None:
            shared.leave()


def _reserved(story: Story) -> Story | None:
    """The story without what its site reserves against mining; None where it reserves nothing.

    After reading: the page's own meta element may lift what its header or the host's file says.
    """
    said = story.fetches[-1].reservations if story.fetches else ()
    if reserves_text(said):
        reason = f"reserved against text and data mining: {', '.join(said)}"[:500]
        return replace(story, state=State.BLOCKED, reason=reason, page=None, article=None, credits=(), alias_of=None)
    if story.article is not None and reserves_pictures(said):
        return replace(story, article=replace(story.article, images=()))
    return None
