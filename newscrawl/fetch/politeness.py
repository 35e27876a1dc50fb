"""What Scrapy leaves out of politeness: robots.txt's Crawl-delay and the server's Retry-After."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


# Refusals in a row after which a host is left alone, however many of its pages wait.
MOST_REFUSALS = 20
_REFUSALS = (429, 503)


class HostPaused(IgnoreRequest):
    """The host is left alone for this run: it asked for a longer pause than NEWSCRAWL_MAX_DELAY, it refuses whatever is
    asked, or its robots.txt is out of order. Its pages wait for a later run."""


class CrawlDelay:
    """Extension: never faster than the host's Crawl-delay, capped by NEWSCRAWL_MAX_DELAY."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.user_agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.longest = crawler.settings.getfloat("NEWSCRAWL_MAX_DELAY")
        self.floors: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        extension = cls(crawler)
        # A robots.txt that can't be fetched is no error of the run: the page behind it says whether the host is there.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        # Connected after AutoThrottle, whose lower limit is one for all hosts.
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        delay = robotparser.crawl_delay(self.user_agent)
        if not delay:
            return
        host = urlsplit(request.url).hostname or ""
        if delay > self.longest:
            logger.warning("%s asks for %.0f s between requests; NEWSCRAWL_MAX_DELAY caps it", host, delay)
        self.keep(host, min(delay, self.longest))

    def keep(self, host: str, delay: float) -> None:
        """Never ask a host faster than once in `delay` seconds."""
        self.floors[host] = max(delay, self.floors.get(host, 0.0))
        # For slots made later: Scrapy drops idle ones.
        delay = max(self.floors[host], self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        limits = {"delay": delay, "jitter": 0, "concurrency": 1}
        self.crawler.engine.downloader.per_slot_settings[host] = limits
        self._apply(host)

    def response_downloaded(self, response: Response, request: Request) -> None:  # noqa: ARG002 - the signal's form
        self._apply(_host(request))

    def _apply(self, host: str) -> None:
        slot: Any = self.crawler.engine.downloader.slots.get(host)
        floor = self.floors.get(host)
        if slot is not None and floor is not None:
            slot.delay = max(slot.delay, floor)
            slot.jitter = 0.0  # Scrapy's ±50 % would undercut the delay
            slot.concurrency = 1


class RetryAfter:
    """Downloader middleware: a host that answers 429 or 503 with Retry-After is left alone for that long, and one that
    answers MOST_REFUSALS requests in a row so, or not within DOWNLOAD_TIMEOUT, for the rest of the run."""

    def __init__(self, longest: float) -> None:
        self.longest = longest
        self.until: dict[str, float] = {}
        self.refusals: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        return cls(crawler.settings.getfloat("NEWSCRAWL_MAX_DELAY"))

    async def process_request(self, request: Request) -> None:
        """Raises HostPaused where the pause is longer than a run waits."""
        host = _host(request)
        if self.refusals.get(host, 0) >= MOST_REFUSALS:
            raise HostPaused(f"{host} refused {MOST_REFUSALS} requests in a row (429, 503) or gave no answer in time")
        pause = self.until.get(host, 0.0) - monotonic()
        if pause > self.longest:
            raise HostPaused(f"{host} asked not to be visited for another {pause:.0f} s")
        if pause > 0:
            await asyncio.sleep(pause)

    def process_response(self, request: Request, response: Response) -> Response:
        host = _host(request)
        if response.status not in _REFUSALS:
            self.refusals[host] = 0
            return response
        self._refused(host)
        seconds = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if seconds is not None:
            self.until[host] = max(self.until.get(host, 0.0), monotonic() + seconds)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, DownloadTimeoutError):
            self._refused(_host(request))

    def _refused(self, host: str) -> None:
        self.refusals[host] = self.refusals.get(host, 0) + 1
        if self.refusals[host] == MOST_REFUSALS:
            logger.warning("%s refused %d requests in a row: it is left alone for this run", host, MOST_REFUSALS)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header (RFC 9110: seconds or an HTTP date); None where there is none or it is broken."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())
