"""Downloader middleware that keeps out what was forgotten, wherever a redirect or a search leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from newscrawl.discover.canonical import canonical_url
from newscrawl.extensions.database import repository_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl.store.repository import Repository


class AddressForgotten(IgnoreRequest):
    """The address was forgotten on request. Nothing was sent."""


class ForgottenAddresses:
    """Asks the database each time, as an address may be forgotten while a crawl runs."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ForgottenAddresses:
        return cls(repository_of(crawler))

    def process_request(self, request: Request) -> None:
        """Raises AddressForgotten."""
        try:
            urls = {request.url, canonical_url(request.url)}
        except ValueError:
            urls = {request.url}
        reason = self.repository.kept_out("", urls)
        if reason is not None:
            raise AddressForgotten(reason)
