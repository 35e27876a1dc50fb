"""Credits and feed hints → origins with evidence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from newscrawl.extensions.sites import declared_sites
from newscrawl.items import State, Story
from newscrawl.reading import with_listed_credits, with_origins

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class TracePipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TracePipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Story) or item.state is not State.STORED or item.article is None:
            return item
        site = self.crawler.spider.site_of(item)  # type: ignore[union-attr]
        sites = declared_sites(self.crawler)
        item = with_listed_credits(item, sites)
        try:
            return with_origins(item, site, sites)
        # The article is worth keeping without a verdict; the error is counted and the page can be traced again.
        except Exception:
            logger.exception("tracing failed: %s", item.url)
            return item
