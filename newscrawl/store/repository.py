"""The one door through which a crawl reads and writes the database."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, insert, update
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from newscrawl.discover import BY_PATTERN
from newscrawl.discover.schedule import Schedule
from newscrawl.errors import StoreError
from newscrawl.items import Discovery, PictureRead, SourceRead, State, Story
from newscrawl.sites import Site
from newscrawl.store import due, names, pages, picture_files, relations, schema, sightings, tombstones
from newscrawl.store.jobs import Job, enqueue
from newscrawl.store.models import CrawlRun
from newscrawl.store.pages import PendingPage, SourceCount
from newscrawl.store.session import describe, explain, is_conflict, reading
from newscrawl.store.stories import last_of_each, save_failure, save_stories
from newscrawl.store.versions import Outcome

__all__ = ["PendingPage", "Repository", "Saved", "SourceCount"]

logger = logging.getLogger(__name__)
T = TypeVar("T")
# Crawls that write side by side may meet in a deadlock; the one that PostgreSQL chose to end begins again.
_ATTEMPTS = 5
# A text that was not there before.
_NEW = (Outcome.FIRST, Outcome.CHANGED, Outcome.READ_ANEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a story that was handed over."""

    url: str
    state: State
    """What the visit ended in; a page whose article is stored stays so when a revisit fails."""
    is_copy: bool = False
    """Whether another article has the same text, or the text that it was cut from."""
    is_crowded: bool = False
    """Whether many other articles of its own site are this text."""
    error: str | None = None
    """Why it could not be stored as it was; its page is then failed, unless an older version is stored."""
    outcome: Outcome | None = None
    """What it was to the stored article, where an article was read."""


class Repository:
    """Each method is one transaction and can be done twice with the same result.

    Raises StoreError where the database can't be used; nothing of that call is stored then.
    """

    def __init__(self, engine: Engine, *, schedule: Schedule | None = None, then: Sequence[Job] = ()) -> None:
        """then: jobs for workers that follow when texts were stored, enqueued with them."""
        self.engine = engine
        self.then = tuple(then)
        self.schedule = schedule or Schedule()
        self._checked = False
        self._comparer = relations.Comparer()

    def start_run(self, *, site: str, spider: str, settings: Mapping[str, object], code_version: str) -> int:
        """Begin a crawl run; returns its id."""
        row = {
            "site": site,
            "spider": spider,
            "started_at": datetime.now(UTC),
            "code_version": code_version,
            "settings": _plain(settings),
        }
        return self._write(lambda c: c.execute(insert(CrawlRun).values(row).returning(CrawlRun.id)).scalar_one())

    def finish_run(self, run_id: int, *, reason: str, statistics: Mapping[str, object], exit_code: int) -> None:
        """Note how a run ended."""
        values = {
            "finished_at": datetime.now(UTC),
            "reason": reason,
            "exit_code": exit_code,
            "statistics": _plain(statistics),
        }
        self._write(lambda c: c.execute(update(CrawlRun).where(CrawlRun.id == run_id).values(values)))

    def record_source(self, run_id: int, read: SourceRead) -> SourceCount:
        """Store what a feed, sitemap, section page or API answer named, and its own state, at once.

        New addresses become pages; pages that exist keep their state. `read.follow` become pending sources, unless
        this run has read them already. A source that failed is due again later, as an article is.
        """
        now = datetime.now(UTC)
        return self._write(lambda c: pages.record_source(c, run_id, read, now=now, schedule=self.schedule))

    def declare(self, site: str, urls: Iterable[Discovery], *, anew: bool = True) -> None:
        """Make a site's entry points pending: all of them, or without `anew` those that no crawl has read."""
        entries, now = list(urls), datetime.now(UTC)

        def work(connection: Connection) -> None:
            known = set() if anew else due.sources(connection, [d.url for d in entries])
            pages.enqueue(connection, site, [d for d in entries if d.url not in known], now)
            sightings.add_discoveries(connection, entries, now)

        self._write(work)

    def discover(self, site: str, urls: Iterable[Discovery]) -> None:
        """Make pages of addresses an operator names; those that were fetched before keep their state."""
        found, now = list(urls), datetime.now(UTC)

        def work(connection: Connection) -> None:
            pages.add_pages(connection, site, found, now)
            pages.claim(connection, site, [d.url for d in found if d.state is State.PENDING])
            sightings.add_discoveries(connection, found, now)

        self._write(work)

    def judge_anew(self, site: Site) -> None:
        """Make pages pending that were set aside by patterns which the site no longer has.

        A source that has not changed since then is not sent again, so that it can't name them again.
        """
        self._check()
        with reading(self.engine) as connection:
            aside = due.set_aside(connection, site.name, BY_PATTERN)
        wanted = [u for u in aside if site.owns(u) and site.is_article(u) and not site.is_sponsored(u)]
        if wanted:
            self._write(lambda c: pages.claim(c, site.name, wanted))

    def due_sites(self, sites: Mapping[str, Sequence[str]], now: datetime) -> list[str]:
        """Which of the sites, given with their entry points, have something to fetch, or were never crawled."""
        self._check()
        with reading(self.engine) as connection:
            waiting = due.due_sites(connection, list(sites), now)
            read = due.sources(connection, [url for urls in sites.values() for url in urls])
        return [name for name, urls in sites.items() if name in waiting or not read.issuperset(urls)]

    def next_due(self, sites: Sequence[str]) -> datetime | None:
        """When the next address of these sites is due, None where none ever is."""
        self._check()
        with reading(self.engine) as connection:
            return due.next_due(connection, sites)

    def waiting(self, urls: Sequence[str], now: datetime) -> dict[str, datetime]:
        """Those sources among the addresses that were read and are not due yet, with the time of that read."""
        self._check()
        with reading(self.engine) as connection:
            return due.waiting(connection, urls, now)

    def read_since(self, urls: Sequence[str], since: datetime) -> set[str]:
        """Those sources among the addresses that were read since then."""
        self._check()
        with reading(self.engine) as connection:
            return due.read_since(connection, urls, since)

    def backfill_began(self, site: str, days: str) -> datetime | None:
        """When the backfill of these days began that has not been finished yet, several runs ago perhaps."""
        self._check()
        with reading(self.engine) as connection:
            return due.backfill_began(connection, site, days)

    def pending(
        self, sites: Sequence[str], *, article: bool, limit: int, now: datetime, after: int = 0
    ) -> list[PendingPage]:
        """Pages of these sites that are pending or due, with an id above `after`, in order of id.

        `article` chooses articles or sources. Hints are in order of the address of the document that gave them.
        """
        self._check()
        with reading(self.engine) as connection:
            return pages.pending(connection, sites, article=article, limit=limit, now=now, after=after)

    def due_of(self, urls: Sequence[str], now: datetime) -> list[PendingPage]:
        """Those of the addresses that are pending or due, in order of id."""
        self._check()
        with reading(self.engine) as connection:
            return pages.due_of(connection, urls, now)

    def known(self, urls: Sequence[str], *, listing: str | None = None) -> set[str]:
        """Which of the addresses have a page; with a listing, which of them it has named before."""
        self._check()
        with reading(self.engine) as connection:
            return pages.known(connection, urls, listing)

    def children(self, url: str) -> tuple[Discovery, ...]:
        """The sitemaps that a sitemap index named when it was read."""
        self._check()
        with reading(self.engine) as connection:
            return sightings.children(connection, url)

    def states(self, urls: Sequence[str]) -> dict[str, State]:
        """States of those of the addresses that have a page."""
        self._check()
        with reading(self.engine) as connection:
            return pages.states(connection, urls)

    def save(self, run_id: int, stories: Sequence[Story], *, now: datetime) -> list[Saved]:
        """Store stories in one transaction, each behind a savepoint.

        One that can't be stored becomes a failed page with the error as its reason; no other is lost. Of several
        stories of one address the last counts. Raises StoreError where nothing could be stored: keep the stories.
        """
        batch = last_of_each(stories)

        def work(connection: Connection) -> list[Saved]:
            relations.one_at_a_time(connection)
            saved = self._save_all(connection, run_id, batch, now)
            if any(one.outcome in _NEW for one in saved):
                for job in self.then:
                    enqueue(connection, job)
            return saved

        return self._write(work)

    def set_aside(self, run_id: int, reasons: Mapping[str, str]) -> None:
        """Leave addresses that no crawl has read unread, by address the reason, until NEWSCRAWL_LATE_DAYS are over or a
        source names them again."""
        now = datetime.now(UTC)
        self._write(lambda c: pages.set_aside(c, run_id, reasons, now=now, schedule=self.schedule))

    def kept_out(self, site: str, urls: Iterable[str], hashes: Iterable[str] = ()) -> str | None:
        """Why an address, or a content of the site by its SHA-256, must not be fetched or stored; None where it may."""
        self._check()
        with reading(self.engine) as connection:
            return tombstones.kept_out(connection, site, urls, hashes)

    def pictures_due(
        self, *, site: str | None, per_article: int, before: datetime, limit: int, after: int
    ) -> list[picture_files.DuePicture]:
        """Pictures of stored articles whose files are not known, with an id above `after`, in order of id."""
        self._check()
        with reading(self.engine) as connection:
            return picture_files.due(
                connection,
                site=site,
                per_article=per_article,
                max_tries=self.schedule.tries,
                before=before,
                limit=limit,
                after=after,
            )

    def save_picture(self, read: PictureRead) -> None:
        """Note what a picture's file says, or why nothing is known of it."""
        now = datetime.now(UTC)
        self._write(lambda c: picture_files.save(c, read, now))

    def upsert_site(self, site: Site) -> int:
        """The publisher row of a declared site; returns its id."""
        return self._write(lambda c: names.upsert_site(c, site))

    def load_gazetteer(self, gazetteer: names.Gazetteer) -> None:
        """Renew the rows of agencies and publishers from the gazetteer."""
        self._write(lambda c: names.load_gazetteer(c, gazetteer))

    def load_publishers(self, entries: Iterable[names.Entry]) -> None:
        """Rows for publishers of the gazetteer alone."""
        listed = list(entries)
        self._write(lambda c: names.load_publishers(c, listed))

    def _save_all(self, connection: Connection, run_id: int, stories: Sequence[Story], now: datetime) -> list[Saved]:
        """Store stories and compare them together; where that fails, one after the other, so that one alone fails."""
        try:
            with connection.begin_nested():
                return self._save(connection, run_id, stories, now)
        except Exception as err:
            if _is_lost(err):
                raise
            logger.debug("a batch is stored story by story: %s", err)
        return [self._save_alone(connection, run_id, story, now) for story in stories]

    def _save(self, connection: Connection, run_id: int, stories: Sequence[Story], now: datetime) -> list[Saved]:
        done = save_stories(connection, run_id, stories, now=now, schedule=self.schedule)
        stored = [one.version_id for one in done if one.version_id is not None]
        if stored:
            self._comparer.compare(connection, stored, now)
        copies = relations.copies(connection, stored)
        crowded = relations.crowded(connection, stored)
        return [
            Saved(
                url=story.url,
                state=one.state,
                is_copy=one.version_id in copies,
                is_crowded=one.version_id in crowded,
                outcome=one.outcome,
            )
            for story, one in zip(stories, done, strict=True)
        ]

    def _save_alone(self, connection: Connection, run_id: int, story: Story, now: datetime) -> Saved:
        try:
            with connection.begin_nested():
                return self._save(connection, run_id, [story], now)[0]
        # Whatever is wrong with one story, the others of its batch are worth keeping.
        except Exception as err:
            if _is_lost(err):
                raise
            error = f"store: {explain(err)}"
        try:
            with connection.begin_nested():
                save_failure(connection, run_id, story, error, now=now, schedule=self.schedule)
        except (SQLAlchemyError, ValueError) as err:
            if _is_lost(err):
                raise
            error = f"{error}; not even its page: {explain(err)}"
        return Saved(url=story.url, state=State.FAILED, error=error)

    def _write(self, work: Callable[[Connection], T]) -> T:
        self._check()
        for attempt in range(_ATTEMPTS):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except OperationalError as err:
                if not is_conflict(err) or attempt == _ATTEMPTS - 1:
                    raise StoreError(describe(self.engine, err)) from err
                time.sleep(0.05 * 2**attempt)
            except SQLAlchemyError as err:
                raise StoreError(describe(self.engine, err)) from err
        raise AssertionError("unreachable")

    def _check(self) -> None:
        if not self._checked:
            schema.require(self.engine)
            self._checked = True


def _is_lost(err: Exception) -> bool:
    """True where the fault is the database's and not the story's: lost, locked, full, or another one was preferred."""
    return isinstance(err, DBAPIError) and (err.connection_invalidated or isinstance(err, OperationalError))


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    """The values as JSON holds them; what JSON has no word for becomes its text."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), default=str))
    return plain
