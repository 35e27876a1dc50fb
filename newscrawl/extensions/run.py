"""A row for every run: when, with what, how it ended, and what it counted."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Spider, signals

from newscrawl import __version__
from newscrawl.commands.exits import exit_code
from newscrawl.crawl_state import state_of
from newscrawl.errors import StoreError
from newscrawl.extensions.database import repository_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# Settings that explain a result; secrets such as the database URL are not among them.
_KEPT = (
    "ROBOTSTXT_OBEY",
    "DOWNLOAD_DELAY",
    "AUTOTHROTTLE_ENABLED",
    "DOWNLOAD_MAXSIZE",
    "NEWSCRAWL_SITES",
    "NEWSCRAWL_REPLAY",
    "NEWSCRAWL_ARCHIVE_DIR",
)


class CrawlRun:
    """Opens the run before the first request and closes it with its reason and exit code."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.repository = repository_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlRun:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        settings = {name: self.crawler.settings.get(name) for name in _KEPT}
        if backfill := getattr(spider, "backfill", None):
            settings["backfill"] = str(backfill)  # by which an interrupted one is found again
        site = getattr(spider, "site", None)
        run_id = self.repository.start_run(
            site=site.name if site else "", spider=spider.name, settings=settings, code_version=__version__
        )
        state_of(self.crawler).run_id = run_id

    def spider_closed(self, spider: Spider, reason: str) -> None:
        statistics = {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in self.crawler.stats.get_stats().items()
        }
        run_id = state_of(self.crawler).run_id
        assert run_id is not None
        try:
            self.repository.finish_run(
                run_id,
                reason=reason,
                statistics=statistics,
                exit_code=exit_code(reason, self.crawler.stats.get_stats()),
            )
        except StoreError as err:  # the log is all that is left to tell how it ended
            what = "the run's end could not be noted (%s): %s"
            logger.critical(what, reason, err, extra={"spider": spider})
