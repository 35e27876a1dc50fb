"""Batches to the database; a page is done only when its article is committed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newscrawl.errors import StoreError
from newscrawl.extensions.database import repository_of
from newscrawl.fetch.recorder import archive_of
from newscrawl.items import SourceRead, State, Story

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class StorePipeline:
    """Holds stories until a batch is full or old; what a crash loses is fetched again, as its pages are pending."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.repository = repository_of(crawler)
        self.archive = archive_of(crawler)
        self.size = crawler.settings.getint("NEWSCRAWL_BATCH_SIZE")
        self.seconds = crawler.settings.getfloat("NEWSCRAWL_BATCH_SECONDS")
        self.batch: list[Story] = []
        self.oldest: float = 0.0
        crawler.newscrawl_flush = self.flush  # type: ignore[attr-defined]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, SourceRead):
            self._record(item)
        elif isinstance(item, Story):
            self._hold(item)
        return item

    def close_spider(self) -> None:
        self.flush()

    def _hold(self, story: Story) -> None:
        now = asyncio.get_running_loop().time()
        self.oldest = self.oldest if self.batch else now
        self.batch.extend(_with_alias(story))
        if len(self.batch) >= self.size or now - self.oldest >= self.seconds:
            self.flush()

    def flush(self) -> None:
        """Commit what is held. Called by the spider too, before it asks which pages are left."""
        stories, self.batch = self.batch, []
        if not stories:
            return
        try:
            self.archive.sync()
            saved = self.repository.save(self._run, stories, now=datetime.now(UTC))
        except StoreError as err:
            self._give_up(err)
            return
        for result in saved:
            self.crawler.stats.inc_value(f"newscrawl/state/{result.state}")
            if result.error:
                logger.error("not stored, kept as failed: %s: %s", result.url, result.error)

    def _record(self, read: SourceRead) -> None:
        self.crawler.stats.inc_value("newscrawl/source/tried")
        if read.state is State.NOT_ARTICLE:
            self.crawler.stats.inc_value("newscrawl/source/read")
        else:
            logger.error("source not read: %s: %s (%s)", read.url, read.reason, read.state)
        try:
            self.archive.sync()
            count = self.repository.record_source(self._run, read)
        except StoreError as err:
            self._give_up(err)
            return
        self.crawler.stats.inc_value("newscrawl/found", count.found)
        self.crawler.stats.inc_value("newscrawl/new", count.new)

    def _give_up(self, err: StoreError) -> None:
        """Without its database a crawl stops; its pages stay pending."""
        logger.critical("the database can't be used, the crawl stops: %s", err)
        loop = asyncio.get_running_loop()
        self._closing = loop.create_task(self.crawler.engine.close_spider_async(reason="database_lost"))

    @property
    def _run(self) -> int:
        run: int = self.crawler.newscrawl_run  # type: ignore[attr-defined]
        return run


def _with_alias(story: Story) -> tuple[Story, ...]:
    """A page that turned out to stand for another address becomes two: the alias, and the article under its address."""
    if story.state is not State.STORED or not story.alias_of:
        return (story,)
    alias = replace(
        story, state=State.ALIAS, reason="declared canonical address", article=None, credits=(), origins=(), fetches=()
    )
    return alias, replace(story, url=story.alias_of, alias_of=None)
