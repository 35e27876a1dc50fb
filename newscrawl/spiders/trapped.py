"""Downloader middleware that leaves the rest of a trap alone, as soon as it is known for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.crawl_state import state_of
from newscrawl.items import PageKind, State
from newscrawl.spiders.answers import AddressTrapped
from newscrawl.spiders.base import PAGE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl.store.repository import PendingPage


class TrappedAddresses:
    """Looks at the pages of a window that wait with Scrapy when a trap is found; later windows hold none of them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TrappedAddresses:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises AddressTrapped."""
        page, traps = request.meta.get(PAGE), state_of(self.crawler).traps
        if page is None or traps is None or not may_be_set_aside(page):
            return
        if reason := traps.reason(page.url):
            raise AddressTrapped(reason)


def may_be_set_aside(page: PendingPage) -> bool:
    """Whether an address was never read as an article."""
    return page.kind is PageKind.ARTICLE and page.state in (State.PENDING, State.NOT_ARTICLE)
