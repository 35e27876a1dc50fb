"""robots.txt as RFC 9309 reads it: 4xx means no rules; 5xx or no answer means that nothing may be fetched for now.

429 does so too, though RFC 9309 counts it with the others: who is asked too often has not said that there are no rules.
"""

from __future__ import annotations

from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.defer import Deferred

from newscrawl.fetch.politeness import HostPaused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser


# A host that can't be resolved or connected to says so by itself when its page is asked for.
_NO_ANSWER = (DownloadTimeoutError, DownloadFailedError, DownloadCancelledError, ResponseDataLossError)

# What RFC 9309 (2.5) asks of every crawler; what stands behind is not read, as Google and others do.
_MOST_BYTES = 500 * 1024
# Seconds after which it is read again (RFC 9309 2.4): some crawls take days.
_LONGEST_KEPT = 24 * 3600


class RobotsRules(RobotsTxtMiddleware):
    """Scrapy's own reads an error page as if it were rules."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._out_of_order: dict[str, str] = {}
        self._read_at: dict[str, float] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Of several requests that wait for one robots.txt, Scrapy 2.19 gives its rules to the first waiting one alone:
        a Deferred that became a Future hands None on."""
        netloc = urlsplit(request.url).netloc
        if monotonic() - self._read_at.get(netloc, monotonic()) > _LONGEST_KEPT:
            self._forget(netloc)
        await super().robot_parser(request)
        rules = self._parsers[netloc]
        assert not isinstance(rules, Deferred)
        return rules

    def _forget(self, netloc: str) -> None:
        for kept in (self._parsers, self._out_of_order, self._read_at):
            kept.pop(netloc, None)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self._read_at[netloc] = monotonic()
        if response.status >= 500 or response.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._out_of_order[netloc] = f"answered {response.status}"
        # Parsing takes some 2 µs a byte, in the crawl's own process.
        body = b"" if response.status >= 400 else response.body[:_MOST_BYTES]
        if len(body) < len(response.body):
            response = response.replace(body=body)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._read_at[netloc] = monotonic()
        if isinstance(exc, _NO_ANSWER):
            self._out_of_order[netloc] = f"brought no answer ({type(exc).__name__})"
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises HostPaused where the rules are out of order, IgnoreRequest where they forbid the address."""
        netloc = urlsplit(request.url).netloc
        if what := self._out_of_order.get(netloc):
            raise HostPaused(f"robots.txt of {netloc} {what}: nothing is fetched until it can be read")
        super().process_request_2(rp, request)
