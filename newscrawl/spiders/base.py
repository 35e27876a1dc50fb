"""What every spider that stores articles shares: from an answer to stories, and from a failure to a state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from newscrawl.crawl_state import state_of
from newscrawl.discover.canonical import canonical_url
from newscrawl.errors import StoreError, UnwritableArchive
from newscrawl.extensions.database import give_up, repository_of
from newscrawl.fetch.politeness import CrawlDelay
from newscrawl.fetch.recorder import FETCHES
from newscrawl.items import Fetch, RawPage, State, Story
from newscrawl.spiders.agent import agent_of
from newscrawl.spiders.answers import is_html, state_of_error, state_of_status
from newscrawl.spiders.identity import identity

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.sites import Site
    from newscrawl.store.repository import PendingPage, Repository

# Requests handed to Scrapy at a time; the rest waits in the database. Between two windows workers have nothing to read:
# the last pages of one are read and committed before the next one is asked for.
WINDOW = 1000
PAGE = "newscrawl_page"
# Redirects are followed; every other status is a finding and comes to the callback.
ANSWERS = [*range(200, 300), *range(400, 600)]


class ArticleSpider(Spider):
    """Fetches pages that the database holds as due, window by window."""

    repository: Repository
    stores_articles = True
    one_at_a_time = False
    """Whether two processes must not run it side by side."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArticleSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.repository = repository_of(crawler)
        crawler.signals.connect(spider.go_on, signals.spider_idle)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("USER_AGENT", agent_of(settings), priority="project")

    def site_named(self, name: str) -> Site:
        """The site that a page row names."""
        raise NotImplementedError

    def site_of(self, story: Story) -> Site:
        """The site a story belongs to."""
        return self.site_named(story.site)

    def keep_delay(self, site: Site) -> None:
        """Keep a site's own delay in a run of several sites, where it can't be a setting."""
        delays = self.crawler.get_extension(CrawlDelay)
        if delays is None or site.download_delay is None:
            return
        hosts = {urlsplit(url).hostname or "" for url in site.entry_points()}
        for host in {*hosts, *site.domains, *(f"www.{domain}" for domain in site.domains)}:
            delays.keep(host, site.download_delay)

    def next_requests(self) -> Iterable[Request]:
        """The next window of requests; empty when nothing is left."""
        raise NotImplementedError

    def go_on(self) -> None:
        """When nothing is under way: commit what is held, then hand out what is pending."""
        try:
            state_of(self.crawler).flush()
            requests = list(self.next_requests())
        except StoreError as err:
            give_up(self.crawler, err)
            raise DontCloseSpider from err  # it closes with the reason that `give_up` gives
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def article_request(self, page: PendingPage) -> Request:
        """The request for a page; where its article is stored, only for what changed since then."""
        stored = page.state is State.STORED
        return page_request(page, self.parse_article, self.article_failed, conditional=stored)

    def parse_article(self, response: Response) -> Iterator[Story]:
        page, fetches = page_of(response.request), fetches_of(response)
        story = self._story(response.request, fetches)
        bad = state_of_status(response.status)
        if response.status == 304 or (page.sha256 and fetches[-1].sha256 == page.sha256):
            self.count("not_modified" if response.status == 304 else "same_bytes", page)
            yield replace(story, state=page.state, unchanged=True)
        elif bad:
            yield replace(story, state=bad[0], reason=bad[1])
        elif not is_html(fetches[-1].content_type):
            yield replace(story, state=State.NOT_ARTICLE, reason=f"no page but {fetches[-1].content_type}")
        else:
            raw = RawPage(url=response.url, body=response.body, content_type=fetches[-1].content_type)
            yield self._identified(replace(story, page=raw))

    def count(self, what: str, page: PendingPage) -> None:
        """Count an answer in the run's statistics, by the kind of its address."""
        self.crawler.stats.inc_value(f"newscrawl/{what}/{page.kind}")

    def _identified(self, story: Story) -> Story:
        assert story.page is not None
        try:
            final_url = canonical_url(story.page.url)
        except ValueError as err:  # a redirect to a host name that resolves though no standard allows it
            return replace(story, page=None, state=State.FAILED, reason=str(err))
        return identity(story, final_url, self.site_of(story))

    def article_failed(self, failure: Failure) -> Iterator[Story]:
        if isinstance(failure.value, UnwritableArchive):
            return  # the crawl stops, and the page stays pending
        request: Request = failure.request  # type: ignore[attr-defined]
        state, reason = state_of_error(failure.value)
        yield replace(self._story(request, tuple(request.meta[FETCHES])), state=state, reason=reason)

    def _story(self, request: Request | None, fetches: tuple[Fetch, ...]) -> Story:
        page = page_of(request)
        story = Story(site=page.site, url=page.url, via=page.via, fetches=fetches)
        # What another site's feed says of this page (its source, author, time) is that site's word and proves nothing.
        site = self.site_of(story)
        own = tuple(d for d in page.discoveries if d.found_on is None or site.owns(d.found_on))
        return replace(story, discoveries=own)


def page_request(page: PendingPage, callback: Any, errback: Any, *, conditional: bool = False) -> Request:
    """The request for a page; every final status comes to the callback.

    A conditional one asks only for what changed since the page was last read.
    """
    validators = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified} if conditional else {}
    headers = {name: value for name, value in validators.items() if value}
    return Request(
        page.url,
        callback=callback,
        errback=errback,
        headers=headers,
        dont_filter=True,  # the database holds each address once
        meta={PAGE: page, FETCHES: [], "handle_httpstatus_list": [*ANSWERS, 304] if headers else ANSWERS},
    )


def page_of(request: Request | None) -> PendingPage:
    """The page row a request was made for; redirects keep it."""
    assert request is not None
    page: PendingPage = request.meta[PAGE]
    return page


def fetches_of(response: Response) -> tuple[Fetch, ...]:
    """The downloads behind a response, oldest first."""
    assert response.request is not None
    return tuple(response.request.meta[FETCHES])


def now() -> datetime:
    return datetime.now(UTC)
