"""The download handler for http and https: guarded, or answered from archive files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from newscrawl.errors import AddressRefused
from newscrawl.fetch.guard import AddressGuard
from newscrawl.fetch.replay import ReplayArchive
from newscrawl.fetch.resolver import refused_hosts

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# Seconds that servers have to close idle connections at the end of a crawl.
_CLOSING = 5.0


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Refuses what the guard refuses before anything is sent; NEWSCRAWL_REPLAY replaces the network."""

    # One for both schemes would be enough, but Scrapy makes one for each; a replay archive is indexed only once.
    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._guard = AddressGuard.from_settings(
            settings.getlist("NEWSCRAWL_ALLOWED_NETWORKS"), settings.getlist("NEWSCRAWL_ALLOWED_PORTS")
        )
        files = settings.getlist("NEWSCRAWL_REPLAY")
        self._replay = ReplayArchive.open(tuple(files)) if files else None

    async def download_request(self, request: Request) -> Response:
        """Raises AddressRefused, and what Scrapy's handler raises."""
        if self._replay is not None:
            return self._replay.answer(request)
        self._guard.check_url(request.url)
        host = (urlsplit(request.url).hostname or "").lower()
        refused_hosts.pop(host, None)
        try:
            return await super().download_request(request)
        except Exception as err:
            # The resolver can only withhold addresses; the error that follows hides the reason.
            if host in refused_hosts:
                raise AddressRefused(f"{host} resolves to {refused_hosts[host]}, no public address") from err
            raise

    async def close(self) -> None:
        """Close idle connections, or leave them after a while.

        Scrapy's own method ends a crawl with an error where the machine is too busy to close them within a second.
        """
        pool: Any = self._pool
        await asyncio.wait({pool.closeCachedConnections().asFuture(asyncio.get_running_loop())}, timeout=_CLOSING)
