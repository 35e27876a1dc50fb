"""Fetches what a search for originals asks for: `scrapy crawl resolve -a url=ADDRESS`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newscrawl.crawl_state import state_of
from newscrawl.errors import ConfigurationError, NewscrawlError, StoreError
from newscrawl.extensions.database import give_up
from newscrawl.extensions.sites import declared_sites
from newscrawl.items import PageKind, SourceRead
from newscrawl.sites import Site, hosts
from newscrawl.spiders.reading import SourceSpider
from newscrawl.store.locks import of_host
from newscrawl.store.resolving import Limits, Resolver, Steps
from newscrawl.store.session import reading
from newscrawl.store.tracing import TextTracing, select_versions
from newscrawl.trace.encoder import make_encoder

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl.store.repository import PendingPage

logger = logging.getLogger(__name__)
# Seconds for which another process's crawl is waited for in all, and between two looks.
_PATIENCE, _LOOK = 900.0, 0.5


class ResolveSpider(SourceSpider):
    """Alternates between a step of the search, which computes in a thread, and fetching what the step asks for."""

    name = "resolve"
    # That an original's archive can't be read is what the search finds out.
    sources_must_answer = False

    def __init__(
        self, url: str | None = None, site: str | None = None, since: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        try:
            day = datetime.fromisoformat(since).replace(tzinfo=UTC) if since else None
        except ValueError as err:
            raise ConfigurationError(f"since={since}: write a day as 2026-06-18") from err
        self._chosen = {"url": url, "site": site, "since": day}
        self._stopped = False
        self._step: asyncio.Task[None] | None = None
        self._steps: Steps = iter(())
        self.resolver: Resolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ResolveSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        crawler.signals.connect(spider.stop, signals.spider_closed)
        settings = crawler.settings
        fetches = settings.getint("NEWSCRAWL_RESOLVE_FETCHES")
        # Who names one text wants it searched for now.
        days = 0.0 if spider._chosen["url"] else settings.getfloat("NEWSCRAWL_RESOLVE_AGAIN_DAYS")
        encoder = make_encoder(settings["NEWSCRAWL_TRACE"] or "use")
        folder = Path(settings["NEWSCRAWL_INDEX_DIR"]) if settings["NEWSCRAWL_INDEX_DIR"] else None
        tracing = TextTracing(spider.repository.engine, encoder, declared_sites(crawler), folder)

        def trace() -> None:
            for _ in tracing.run(datetime.now(UTC)):
                if spider._stopped:
                    return

        limits = Limits(fetches=fetches, again=timedelta(days=days))
        spider.resolver = Resolver(spider.repository, encoder, declared_sites(crawler), limits, trace)
        spider._steps = spider.resolver.steps(spider._versions)
        return spider

    def site_named(self, name: str) -> Site:
        return self.resolver.sites[name]

    async def start(self) -> AsyncIterator[Request]:
        """Nothing: the first step begins when the spider is idle."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def go_on(self) -> None:
        """When nothing is under way: commit what is held, then let the search take its next step."""
        if self._stopped:
            return
        if self._step is None or self._step.done():
            state_of(self.crawler).flush()
            self._step = asyncio.get_running_loop().create_task(self._advance())
        raise DontCloseSpider

    async def _advance(self) -> None:
        try:
            pages = await asyncio.to_thread(next, self._steps, None)
        except StoreError as err:
            self._stopped = True
            give_up(self.crawler, err)
            return
        # The run ends with the error in its log and in its exit code; what was searched for before is noted.
        except Exception as err:
            logger.exception(
                "the search for originals broke off: %s", err, exc_info=not isinstance(err, NewscrawlError)
            )
            pages = None
        if self._stopped:
            return
        busy = pages and await self._busy({page.site for page in pages})
        if pages is None or busy:
            self._stopped = True
            await self.crawler.engine.close_spider_async(reason="host_busy" if busy else "finished")
            return
        for page in pages:
            self.keep_delay(self.site_named(page.site))
            self.crawler.engine.crawl(self._request(page))

    async def _busy(self, sites: Collection[str]) -> bool:
        """Wait until no other process crawls the sites' hosts, which then are this one's to its end; True where that
        took too long."""
        locks = state_of(self.crawler).locks
        assert locks is not None
        shared = hosts(declared_sites(self.crawler))
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        for host in sorted({shared[name] for name in sites if name in shared}):
            told = False
            while (holder := locks.take(of_host(host))) is not None:
                if not told:
                    logger.info("waits for %s, on whose host an original may be: %s crawls it", host, holder)
                    told = True
                if self._stopped or asyncio.get_running_loop().time() > deadline:
                    logger.warning("%s is still crawled: the search goes on in its next run", host)
                    return True
                await asyncio.sleep(_LOOK)
        return False

    def _request(self, page: PendingPage) -> Request:
        return self.article_request(page) if page.kind is PageKind.ARTICLE else self.source_request(page)

    def noted(self, read: SourceRead) -> SourceRead:
        return self.resolver.saw(read)

    def stop(self) -> None:
        """A step that is under way ends after what it has begun."""
        self._stopped = True

    def _versions(self) -> Sequence[int]:
        with reading(self.repository.engine) as connection:
            return select_versions(connection, **self._chosen)  # type: ignore[arg-type]
