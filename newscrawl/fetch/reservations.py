"""Asks each host once in a run for its `/.well-known/tdmrep.json`, where NEWSCRAWL_RESERVATIONS wants it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import NotConfigured

from newscrawl.errors import ConfigurationError
from newscrawl.extract.reservations import FILE, in_file, read_file
from newscrawl.fetch.recorder import FETCHES

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from newscrawl.items import Fetch

# "note": what answers say is kept; "ask": hosts are asked for their file too; "respect": what is reserved is let go.
MODES = ("note", "ask", "respect")
_MOST_BYTES = 256 * 1024

Rules = tuple[tuple[str, bool], ...]


def mode(settings: BaseSettings) -> str:
    """NEWSCRAWL_RESERVATIONS. Raises ConfigurationError where it is none of MODES."""
    given = str(settings.get("NEWSCRAWL_RESERVATIONS"))
    if given not in MODES:
        raise ConfigurationError(f"NEWSCRAWL_RESERVATIONS={given}: write {', '.join(MODES[:-1])} or {MODES[-1]}")
    return given


class Reservations:
    """Downloader middleware behind robots.txt, which the file is subject to as well."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._asked: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Reservations:
        if mode(crawler.settings) == "note":
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Have the host's rules before its first page is asked for."""
        if FETCHES not in request.meta:  # robots.txt, or the file itself
            return
        host = _host(request.url)
        if host not in self._asked:
            self._asked[host] = asyncio.get_running_loop().create_future()
            self._asked[host].set_result(await self._ask(host))
        await self._asked[host]

    def process_response(self, request: Request, response: Response) -> Response:
        fetches: list[Fetch] = request.meta.get(FETCHES, [])
        asked = self._asked.get(_host(request.url))
        if fetches and asked is not None and asked.done():
            parts = urlsplit(request.url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            said = (*fetches[-1].reservations, *in_file(asked.result(), path))
            fetches[-1] = replace(fetches[-1], reservations=tuple(dict.fromkeys(said)))
        return response

    async def _ask(self, host: str) -> Rules:
        assert self.crawler.engine is not None
        meta = {"download_maxsize": _MOST_BYTES, "dont_retry": True}
        try:
            response = await self.crawler.engine.download_async(Request(host + FILE, meta=meta, priority=1000))
        except Exception:  # no file, no rules: whatever came between, the page itself says it too
            return ()
        return read_file(response.body) if response.status == 200 else ()


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
