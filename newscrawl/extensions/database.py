"""The crawl's one repository, opened from the settings."""

from __future__ import annotations

import asyncio
import logging
from functools import cache
from typing import TYPE_CHECKING

from newscrawl.errors import ArchiveError, ConfigurationError, NewscrawlError
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
DATABASE_LOST, ARCHIVE_LOST = "database_lost", "archive_lost"
"""Closing reasons of a crawl that can't store; the command's exit code is "interrupted"."""


def repository_of(crawler: Crawler) -> Repository:
    """The repository that all components of a crawl share.

    An SQLite database is brought to the newest schema by itself; on PostgreSQL that is the operator's decision.
    Raises ConfigurationError without a database URL (also when a mistyped SCRAPY_PROJECT left bare Scrapy settings),
    StoreError where the database can't be used.
    """
    url = crawler.settings.get("NEWSCRAWL_DATABASE_URL")
    if not url:
        raise ConfigurationError("no NEWSCRAWL_DATABASE_URL: is SCRAPY_PROJECT one of those in scrapy.cfg?")
    return _open(url, crawler.settings.getint("NEWSCRAWL_MAX_TRIES"))


@cache
def _open(url: str, max_tries: int) -> Repository:
    """Crawls side by side in one process share the repository and its connections."""
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        upgrade(engine)
    return Repository(engine, max_tries=max_tries)


def give_up(crawler: Crawler, err: NewscrawlError) -> None:
    """Without its database or archive a crawl stops; what it held is fetched again, as its pages stay pending."""
    if getattr(crawler, "newscrawl_closing", None) is not None:
        return
    lost = isinstance(err, ArchiveError)
    what, whose = "archive" if lost else "database", {"spider": crawler.spider}
    logger.critical("the %s can't be used, the crawl stops: %s", what, err, extra=whose)
    reason = ARCHIVE_LOST if lost else DATABASE_LOST
    closing = asyncio.get_running_loop().create_task(crawler.engine.close_spider_async(reason=reason))
    crawler.newscrawl_closing = closing  # type: ignore[attr-defined]  # a task nobody holds may be collected
