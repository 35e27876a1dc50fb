"""Archived pages through the same pipelines as fetched ones, without a network: behind `newscrawl replay`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.http import Response

from newscrawl.crawl_state import state_of
from newscrawl.discover.canonical import canonical_url
from newscrawl.errors import ArchiveError, ConfigurationError, StoreError
from newscrawl.extensions.database import give_up
from newscrawl.extensions.sites import declared_sites
from newscrawl.extract.reservations import in_headers
from newscrawl.fetch.archive import Place, read
from newscrawl.fetch.members import packed
from newscrawl.fetch.recorder import FETCHES, archive_of
from newscrawl.fetch.visits import Answer, Contents, Visit, contents
from newscrawl.items import Fetch, PageKind, Via
from newscrawl.sites import Site, site_of, undeclared
from newscrawl.spiders.answers import is_html
from newscrawl.spiders.base import PAGE
from newscrawl.spiders.reading import SourceSpider
from newscrawl.spiders.sources import entry_points
from newscrawl.store.replaying import KnownPage, known_pages, noted
from newscrawl.store.repository import PendingPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Visits whose rows are looked up at once.
WINDOW = 100
# Stories on their way through the pipelines; more would only wait in memory.
UNDER_WAY = 8
STAT = "newscrawl/replay"
Report = Callable[[str, int, int], None]


class _KeptOut(Exception):
    """What was visited is forgotten."""


class ReplaySpider(SourceSpider):
    """Hands archived answers to the callbacks that fetched ones go to, in order of time.

    Files outside the archive folder are foreign: what leads to a row is copied into the archive first, as it is.
    """

    name = "replay"
    sources_must_answer = False

    def __init__(
        self,
        files: Sequence[Path] = (),
        since: datetime | None = None,
        site: str | None = None,
        new: bool = False,
        report: Report = lambda *_: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not files:
            raise ConfigurationError("call it as newscrawl replay: it needs files")
        self.files, self.since, self.only, self.new, self.report = list(files), since, site, new, report
        self.sites: dict[str, Site] = {}
        self._under_way = 0
        self._done = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ReplaySpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, ReplaySpider)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.passed, signal)
        return spider

    def site_named(self, name: str) -> Site:
        return self.sites[name]

    def next_requests(self) -> list[Request]:
        return []

    async def start(self) -> AsyncIterator[Any]:
        """Items, as the callbacks of a crawl yield them."""
        self._archive = archive_of(self.crawler)
        self._folder = self._archive.folder.resolve()
        try:
            visits = self._chosen(self._indexed())
            self._declare(visits)
            done = 0
            while done < len(visits):
                for count, items in self._window(visits[done : done + WINDOW]):
                    for item in items:
                        self._under_way += 1
                        yield item
                        await self._until(UNDER_WAY)
                    done += count
                    self.report("pages", done, len(visits))
                await self._until(0)
        except StoreError as err:
            give_up(self.crawler, err)

    def passed(self) -> None:
        """An item has been through the pipelines."""
        self._under_way -= 1
        self._done.set()

    async def _until(self, most: int) -> None:
        while self._under_way > most:
            self._done.clear()
            await self._done.wait()

    def _indexed(self) -> Contents:
        total = sum(path.stat().st_size for path in self.files if path.is_file())
        found = contents(self.files, lambda done: self.report("index", done, total))
        for what in found.damaged:
            self.logger.error("not replayed: %s", what)
        self.crawler.stats.set_value(f"{STAT}/damaged", found.damaged)
        for what, number in found.skipped.items():
            self._count(what, number)
        return found

    def _chosen(self, found: Contents) -> list[Visit]:
        """The visits that are asked for and may have brought something."""
        declared, chosen = declared_sites(self.crawler), []
        for visit in found.visits:
            if self.since and visit.last.fetched_at < self.since:
                continue
            what = _no_answer(visit)
            if what:
                self._count(what)
                continue
            site = site_of(visit.url, declared) or undeclared(visit.url)
            if self.only in (None, site.name):
                self.sites.setdefault(site.name, site)
                chosen.append(visit)
        self.crawler.stats.set_value(f"{STAT}/visits", len(chosen))
        return chosen

    def _declare(self, visits: Sequence[Visit]) -> None:
        """Rows for the sites, and for their sources that are among the visits."""
        addresses = {visit.url for visit in visits}
        for site in self.sites.values():
            self.repository.upsert_site(site)
            self.repository.discover(site.name, [d for d in entry_points(site) if d.url in addresses])

    def _window(self, visits: Sequence[Visit]) -> Iterator[tuple[int, Iterator[Any]]]:
        """Numbers of visits and what they bring: up to the first source, as it may name those behind it, and to the
        second visit of an address, as the first one must be stored by then."""
        state_of(self.crawler).flush()
        engine = self.repository.engine
        rows = known_pages(engine, [address for visit in visits for address in _addresses(visit)])
        before = noted(engine, [(visit.last.url, visit.last.fetched_at) for visit in visits])
        seen: set[str] = set()
        for visit in visits:
            asked = {*_addresses(visit), *(answer.url for answer in visit.answers)}
            if asked & seen:
                return
            seen |= asked
            known = next((rows[a] for a in _addresses(visit) if a in rows), None)
            why_not = self._known_already(visit, known, before.get((visit.last.url, visit.last.fetched_at)))
            if why_not:
                self._count(why_not)
                yield 1, iter(())
                continue
            yield 1, self._items(visit, known)
            if known and known.page.kind is not PageKind.ARTICLE:
                return

    def _known_already(self, visit: Visit, known: KnownPage | None, noted_for: str | None) -> str | None:
        """Why a visit brings nothing new; None where it may."""
        if known is None:
            if noted_for:
                return "stored before"
            return None if is_html(visit.last.content_type) else "no HTML"
        if known.fetched_at and known.fetched_at > visit.last.fetched_at:
            return "older than what is stored"
        read_once = self.new or known.page.kind is not PageKind.ARTICLE or visit.last.status != 200
        return "stored before" if noted_for and (read_once or noted_for != known.page.url) else None

    def _items(self, visit: Visit, known: KnownPage | None) -> Iterator[Any]:
        try:
            page = known.page if known else _new_page(visit.url, self._site(visit.url))
            if page.site not in self.sites:
                self.sites[page.site] = self._site(visit.url, page.site)
            archived = read(visit.last.file.parent, visit.last.place)
            # Asked before anything of it is copied into the archive.
            addresses = {page.url, *(answer.url for answer in visit.answers)}
            if self.repository.kept_out(page.site, addresses, [archived.sha256]):
                raise _KeptOut
            fetches = [self._fetch(answer) for answer in visit.answers[:-1]]
            fetches.append(self._fetch(visit.last, body=(archived.sha256, len(archived.body))))
        except _KeptOut:
            self._count("forgotten")
            return
        except (ArchiveError, ValueError) as err:
            self.logger.error("not replayed: %s: %s", visit.url, err)
            self.crawler.stats.get_value(f"{STAT}/damaged").append(f"{visit.url}: {err}")
            return
        fetches[-1] = replace(fetches[-1], reservations=in_headers(archived.headers))
        request = Request(visit.last.url, meta={PAGE: page, FETCHES: fetches})
        headers = {name: value for name, value in archived.headers if name.lower() != "content-encoding"}
        response = Response(
            visit.last.url, status=archived.status, headers=headers, body=archived.body, request=request
        )
        yield from self._parsed(page, response)

    def _parsed(self, page: PendingPage, response: Response) -> Iterator[Any]:
        self._count("replayed")
        yield from self.parse_article(response) if page.kind is PageKind.ARTICLE else self.parse_source(response)

    def _site(self, url: str, name: str | None = None) -> Site:
        declared = declared_sites(self.crawler)
        return declared.get(name or "") or site_of(url, declared) or undeclared(url)

    def _fetch(self, answer: Answer, body: tuple[str, int] | None = None) -> Fetch:
        place = self._place(answer)
        if body is None:
            stored = read(answer.file.parent, answer.place)
            body = stored.sha256, len(stored.body)
        return Fetch(
            url=answer.url,
            fetched_at=answer.fetched_at,
            status=answer.status,
            sha256=body[0],
            size=body[1],
            content_type=answer.content_type,
            etag=answer.etag,
            last_modified=answer.last_modified,
            archive_file=place.file,
            archive_offset=place.offset,
        )

    def _place(self, answer: Answer) -> Place:
        """Where the record is in the archive, into which a foreign one is copied."""
        path = answer.file.resolve()
        if path.is_relative_to(self._folder):
            return Place(path.relative_to(self._folder).as_posix(), answer.offset)
        return self._archive.add(packed(answer.file, answer.offset))

    def _count(self, what: str, number: int = 1) -> None:
        self.crawler.stats.inc_value(f"{STAT}/count/{what}", number)


def _no_answer(visit: Visit) -> str | None:
    """Why a visit brought neither a page nor the end of one; None where it may have."""
    if visit.url.partition("://")[2].partition("/")[2] == "robots.txt":
        return "robots.txt"
    status = visit.last.status
    if status == 304:
        return "not modified (304)"
    if 300 <= status < 400:
        return "redirect whose target is not there"
    try:
        canonical_url(visit.url)
    except ValueError:
        return "no address of a page"
    return None


def _addresses(visit: Visit) -> tuple[str, ...]:
    """Under which a visit's page may have a row: as it was asked for, and as pages are named."""
    return tuple(dict.fromkeys((visit.url, canonical_url(visit.url))))


def _new_page(url: str, site: Site) -> PendingPage:
    return PendingPage(
        id=0,
        url=canonical_url(url),
        site=site.name,
        kind=PageKind.ARTICLE,
        via=Via.MANUAL,
        tries=0,
        depth=0,
        listing=None,
        discoveries=(),
        etag=None,
        last_modified=None,
    )
