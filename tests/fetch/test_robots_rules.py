"""What becomes of a crawl while a site changes its robots.txt."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from newscrawl.fetch import robots
from newscrawl.fetch.politeness import HostPaused
from newscrawl.fetch.robots import RobotsRules

FORBIDDEN, ALLOWED = b"User-agent: *\nDisallow: /", b""
DAY = 24 * 3600


class Site:
    """A site whose robots.txt is answered as `says`; `now` is its crawler's clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.says, self.asked, self.now = (200, ALLOWED), 0, 1000.0
        crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "newscrawl"})
        crawler.engine = SimpleNamespace(download_async=self._answer)  # type: ignore[assignment]
        monkeypatch.setattr(robots, "monotonic", lambda: self.now)
        self.rules = RobotsRules(crawler)

    async def _answer(self, request: Request) -> TextResponse:
        self.asked += 1
        status, body = self.says
        return TextResponse(request.url, status=status, body=body, request=request)

    def ask(self) -> None:
        asyncio.run(self.rules.process_request(Request("http://a.test/a/1")))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(monkeypatch)


def test_a_crawl_of_days_obeys_rules_that_are_new(site: Site) -> None:
    site.ask()
    site.says = (200, FORBIDDEN)
    site.now += DAY - 1
    site.ask()
    assert site.asked == 1
    site.now += 2
    with pytest.raises(IgnoreRequest, match="Forbidden"):
        site.ask()
    site.says = (200, ALLOWED)
    site.now += DAY + 1
    site.ask()
    assert site.asked == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_who_is_asked_too_often_or_fails_has_not_said_that_there_are_no_rules(site: Site, status: int) -> None:
    site.says = (status, ALLOWED)
    with pytest.raises(HostPaused, match=f"answered {status}"):
        site.ask()
    site.says = (404, FORBIDDEN)
    site.now += DAY + 1
    site.ask()


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("1e9", 1e9), ("-5", None), ("nan", None), ("-nan", None), ("inf", None), ("1e400", None), ("5 5", None)],
)
def test_a_delay_that_is_no_number_is_none(site: Site, said: str, seconds: float | None) -> None:
    site.says = (200, f"User-agent: *\nCrawl-delay: {said}\nDisallow: /x".encode())
    rules = asyncio.run(site.rules.robot_parser(Request("http://a.test/")))
    assert rules is not None
    assert rules.crawl_delay("newscrawl") == seconds
