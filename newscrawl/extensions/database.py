"""The crawl's one repository, opened from the settings."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from newscrawl.crawl_state import state_of
from newscrawl.discover.schedule import Schedule
from newscrawl.errors import ArchiveError, ConfigurationError, NewscrawlError
from newscrawl.store.jobs import Job, trace_batch
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)
# MiB of an SQLite file for each of a crawl's connections, which would else take more than all pages that are under way.
_CACHE = 8
DATABASE_LOST, ARCHIVE_LOST = "database_lost", "archive_lost"
"""Closing reasons of a crawl that can't store; the command's exit code is "interrupted"."""


def repository_of(crawler: Crawler) -> Repository:
    """The repository that all components of a crawl share.

    An SQLite database is brought to the newest schema by itself; on PostgreSQL that is the operator's decision.
    Raises ConfigurationError without a database URL (also when a mistyped SCRAPY_PROJECT left bare Scrapy settings),
    StoreError where the database can't be used.
    """
    return open_repository(crawler.settings)


def open_repository(settings: BaseSettings) -> Repository:
    """As `repository_of`, from the settings."""
    return _open(database_url(settings), schedule_of(settings), following(settings))


def database_url(settings: BaseSettings) -> str:
    """The URL that the settings name. Raises ConfigurationError where they name none."""
    url: str | None = settings.get("NEWSCRAWL_DATABASE_URL")
    if not url:
        raise ConfigurationError("no NEWSCRAWL_DATABASE_URL: is SCRAPY_PROJECT one of those in scrapy.cfg?")
    return url


def schedule_of(settings: BaseSettings) -> Schedule:
    """The intervals that the settings name. Raises ConfigurationError."""
    try:
        late = settings.getfloat("NEWSCRAWL_LATE_DAYS")
        return Schedule(
            shortest=timedelta(minutes=settings.getfloat("NEWSCRAWL_SOURCE_MIN_MINUTES")),
            longest=timedelta(minutes=settings.getfloat("NEWSCRAWL_SOURCE_MAX_MINUTES")),
            revisits=tuple(timedelta(hours=float(hours)) for hours in settings.getlist("NEWSCRAWL_REVISIT_HOURS")),
            late=timedelta(days=late) if late else None,
            tries=settings.getint("NEWSCRAWL_MAX_TRIES"),
        )
    except (ValueError, OverflowError) as err:
        raise ConfigurationError(
            f"NEWSCRAWL_SOURCE_…_MINUTES, NEWSCRAWL_REVISIT_HOURS, NEWSCRAWL_LATE_DAYS: {err}"
        ) from err


def following(settings: BaseSettings) -> tuple[Job, ...]:
    """Jobs for workers that stored texts make necessary; none where a crawl does it by itself or it is not wanted."""
    return (trace_batch(),) if settings.getbool("NEWSCRAWL_CLUSTER") and settings["NEWSCRAWL_TRACE"] else ()


@cache
def _open(url: str, schedule: Schedule, then: tuple[Job, ...]) -> Repository:
    """Crawls side by side in one process share the repository and its connections."""
    engine = open_engine(url, cache=_CACHE)
    if engine.dialect.name == "sqlite":
        upgrade(engine)
    return Repository(engine, schedule=schedule, then=then)


def give_up(crawler: Crawler, err: NewscrawlError) -> None:
    """Without its database or archive a crawl stops; what it held is fetched again, as its pages stay pending."""
    state = state_of(crawler)
    if state.closing is not None:
        return
    lost = isinstance(err, ArchiveError)
    what, whose = "archive" if lost else "database", {"spider": crawler.spider}
    logger.critical("the %s can't be used, the crawl stops: %s", what, err, extra=whose)
    reason = ARCHIVE_LOST if lost else DATABASE_LOST
    state.closing = asyncio.get_running_loop().create_task(crawler.engine.close_spider_async(reason=reason))
