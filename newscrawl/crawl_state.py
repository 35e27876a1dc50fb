"""What the components of one crawl share, beside Scrapy's crawler and with types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from asyncio import Task

    from scrapy.crawler import Crawler

    from newscrawl.discover.traps import Traps
    from newscrawl.fetch.archive import ArchiveWriter
    from newscrawl.store.locks import SiteLocks


def _nothing() -> None:
    """A crawl without a store has nothing to commit."""


@dataclass(slots=True)
class CrawlState:
    """One for each crawler; each field is set by one component, as soon as it is known."""

    run_id: int | None = None
    """Of the row in `crawl_run`, by the extension that opens the run."""
    flush: Callable[[], None] = _nothing
    """Commits what is held, by the store; called before somebody asks which pages are left."""
    archive: ArchiveWriter | None = None
    """The one writer, by whoever needs it first."""
    traps: Traps | None = None
    """What was read of the site, by its spider; None where a crawl is of no one site."""
    locks: SiteLocks | None = None
    """Of the process, by whoever starts the crawl."""
    closing: Task[None] | None = None
    """The crawl's closing once it has given up; a task that nobody holds may be collected."""


_states: WeakKeyDictionary[Crawler, CrawlState] = WeakKeyDictionary()


def state_of(crawler: Crawler) -> CrawlState:
    """The crawl's one state; it goes with its crawler."""
    return _states.setdefault(crawler, CrawlState())
