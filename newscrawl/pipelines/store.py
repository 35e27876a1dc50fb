"""Batches to the database; a page is done only when its article is committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from newscrawl.crawl_state import state_of
from newscrawl.discover.canonical import variant_key
from newscrawl.errors import StoreError, UnwritableArchive
from newscrawl.extensions.database import give_up, repository_of
from newscrawl.fetch.recorder import archive_of
from newscrawl.items import PictureRead, SourceRead, State, Story
from newscrawl.plaintext import plain
from newscrawl.store.repository import Saved, SourceCount
from newscrawl.store.versions import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
T = TypeVar("T")


class StorePipeline:
    """Holds stories until a batch is full or old; what a crash loses is fetched again, as its pages are pending.

    Transactions run in a thread, one after the other, so that fetching goes on meanwhile. Whoever fills a batch waits
    for its commit, and Scrapy takes no more responses than its limit of those that wait.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.repository = repository_of(crawler)
        self.archive = archive_of(crawler)
        self.size = crawler.settings.getint("NEWSCRAWL_BATCH_SIZE")
        self.seconds = crawler.settings.getfloat("NEWSCRAWL_BATCH_SECONDS")
        self.batch: list[Story] = []
        self.saving: list[Story] = []
        """The batch that is being committed."""
        self._turn = asyncio.Lock()
        self.oldest: float = 0.0
        state_of(crawler).flush = self.flush

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, SourceRead):
            await self._record(item)
        elif isinstance(item, Story):
            await self._hold(item)
        elif isinstance(item, PictureRead):
            await self._note(item)
        return item

    def close_spider(self) -> None:
        self.flush()

    async def _hold(self, story: Story) -> None:
        now = asyncio.get_running_loop().time()
        self.oldest = self.oldest if self.batch else now
        self.batch.extend(self._split(story))
        if len(self.batch) >= self.size or now - self.oldest >= self.seconds:
            await self._commit()

    def _split(self, story: Story) -> tuple[Story, ...]:
        """A page that stands for another address becomes two: the alias, and the page under that address.

        Where that address is stored, or will be fetched by itself, the alias is all: its own copy of the page, with
        fewer hints, would only replace the better one. Nor is one host's page stored under another host's address on
        its own word, as a reader's blog may claim to be the paper's article: that address is fetched where it is new,
        and where it did not answer with an article the page stays what it is.
        """
        target = story.alias_of
        if not target:
            return (story,)
        bare = replace(story, article=None, credits=(), fingerprints=(), origins=(), state=State.ALIAS)
        alias = replace(bare, reason="stands for another address of the site")
        state = self._state_of(target)
        if state in (State.PENDING, State.STORED):
            return (alias,)
        if not _is_from_its_host(story, target):
            return (alias,) if state is None else (replace(story, alias_of=None),)
        moved = replace(story, url=target, alias_of=None, fetches=story.fetches[-1:])
        return replace(alias, fetches=story.fetches[:-1]), moved

    def _state_of(self, url: str) -> State | None:
        """What is held counts before what is stored: of two addresses that name each other one keeps the text."""
        held = next((story.state for story in reversed([*self.saving, *self.batch]) if story.url == url), None)
        return held or self.repository.states([url]).get(url)

    async def _commit(self) -> None:
        """Commit what is held by then, after what was held before."""
        async with self._turn:
            self.saving, self.batch = self.batch, []
            if self.saving:
                self._count(self.saving, await self._in_thread(self._save, self.saving) or [])
            self.saving = []

    async def _in_thread(self, work: Callable[..., T], *arguments: Any) -> T | None:
        """The result; None where the database or archive can't be used, and the crawl stops."""
        try:
            return await asyncio.to_thread(work, *arguments)
        except (StoreError, UnwritableArchive) as err:
            give_up(self.crawler, err)
            return None

    def flush(self) -> None:
        """Commit what is held. Called by the spider too, before it asks which pages are left: then no item is on its
        way, and nothing is being committed."""
        stories, self.batch = self.batch, []
        if not stories:
            return
        try:
            self._count(stories, self._save(stories))
        except (StoreError, UnwritableArchive) as err:
            give_up(self.crawler, err)

    def _save(self, stories: Sequence[Story]) -> list[Saved]:
        self.archive.sync()
        return self.repository.save(self._run, stories, now=datetime.now(UTC))

    def _count(self, stories: Sequence[Story], saved: Sequence[Saved]) -> None:
        read = {story.url for story in stories if story.article is not None or story.state is State.EMPTY}
        for result in saved:
            if result.url in read and result.outcome in (None, Outcome.FIRST):
                self._judge(result)
            if result.outcome is not Outcome.UNREAD:
                self.crawler.stats.inc_value(f"newscrawl/state/{result.state}")
            if result.is_copy:
                self.crawler.stats.inc_value("newscrawl/duplicates")
            if result.outcome:
                self.crawler.stats.inc_value(f"newscrawl/version/{result.outcome}")
            if result.error:
                what = "not stored, kept as failed: %s: %s"
                logger.error(what, result.url, plain(result.error), extra=self._whose)

    def _judge(self, result: Saved) -> None:
        """Whether a page that was read for the first time shows a trap."""
        traps = state_of(self.crawler).traps
        if traps is None or result.state not in (State.STORED, State.EMPTY, State.NOT_ARTICLE):
            return
        if reason := traps.saw(result.url, own=result.state is State.STORED and not result.is_crowded):
            logger.warning("%s: the others are not fetched by this run", plain(reason), extra=self._whose)

    async def _record(self, read: SourceRead) -> None:
        needed = getattr(self.crawler.spider, "sources_must_answer", True)
        if needed:
            self.crawler.stats.inc_value("newscrawl/source/tried")
        if read.state is not State.NOT_ARTICLE:
            level = logging.ERROR if needed else logging.INFO
            what = "source not read: %s: %s (%s)"
            logger.log(level, what, read.url, plain(read.reason), read.state, extra=self._whose)
        elif needed:
            self.crawler.stats.inc_value("newscrawl/source/read")
        async with self._turn:
            count = await self._in_thread(self._save_source, read)
        if count is not None:
            self.crawler.stats.inc_value("newscrawl/found", count.found)
            self.crawler.stats.inc_value("newscrawl/new", count.new)

    def _save_source(self, read: SourceRead) -> SourceCount:
        self.archive.sync()
        return self.repository.record_source(self._run, read)

    @property
    def _whose(self) -> dict[str, Any]:
        """What a log line says of the crawl it is from."""
        return {"spider": self.crawler.spider}

    async def _note(self, read: PictureRead) -> None:
        self.crawler.stats.inc_value("newscrawl/image/failed" if read.error else "newscrawl/image/read")
        async with self._turn:
            await self._in_thread(self._save_picture, read)

    def _save_picture(self, read: PictureRead) -> None:
        self.archive.sync()
        self.repository.save_picture(read)

    @property
    def _run(self) -> int:
        run_id = state_of(self.crawler).run_id
        assert run_id is not None
        return run_id


def _is_from_its_host(story: Story, target: str) -> bool:
    """Whether the target's host answered; www, mobile and AMP hosts of a site are one."""
    answered = story.fetches[-1].url if story.fetches else story.url
    return variant_key(answered).partition("/")[0] == variant_key(target).partition("/")[0]
