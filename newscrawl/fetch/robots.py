"""robots.txt as RFC 9309 reads its status: 4xx means no rules, 5xx means that nothing may be fetched for now."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware

from newscrawl.fetch.politeness import HostPaused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser


class RobotsRules(RobotsTxtMiddleware):
    """Scrapy's own reads an error page as if it were rules."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._out_of_order: dict[str, int] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._out_of_order[netloc] = response.status
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises HostPaused where the rules are out of order, IgnoreRequest where they forbid the address."""
        netloc = urlsplit(request.url).netloc
        if status := self._out_of_order.get(netloc):
            raise HostPaused(f"robots.txt of {netloc} answered {status}: nothing is fetched until it can be read")
        super().process_request_2(rp, request)
