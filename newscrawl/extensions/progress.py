"""A line now and then that says how far a crawl is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Progress:
    """Logs counts of the run so far, and once at its end."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self.crawler = crawler
        self.seconds = seconds
        self._loop: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        extension = cls(crawler, crawler.settings.getfloat("NEWSCRAWL_PROGRESS_SECONDS"))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        if self.seconds > 0:
            self._loop = create_looping_call(self.report, spider)
            self._loop.start(self.seconds, now=False)

    def spider_closed(self, spider: Spider) -> None:
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        self.report(spider)

    def report(self, spider: Spider) -> None:
        stats = self.crawler.stats.get_stats()
        states = ", ".join(
            f"{count} {key.rpartition('/')[2]}"
            for key, count in sorted(stats.items())
            if key.startswith("newscrawl/state/")
        )
        unread = stats.get("newscrawl/version/unread", 0)
        logger.info(
            "%s: %d responses, %d addresses found%s%s",
            spider.name,
            stats.get("response_received_count", 0),
            stats.get("newscrawl/found", 0),
            f"; pages: {states}" if states else "",
            f"; {unread} unchanged" if unread else "",
            extra={"spider": spider},
        )
