"""The crawl's one repository, opened from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.errors import ConfigurationError
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def repository_of(crawler: Crawler) -> Repository:
    """The repository all components of one crawl share.

    An SQLite database is brought to the newest schema by itself; on PostgreSQL that is the operator's decision.
    Raises ConfigurationError without a database URL (also when a mistyped SCRAPY_PROJECT left bare Scrapy settings),
    StoreError where the database can't be used.
    """
    repository: Repository | None = getattr(crawler, "newscrawl_repository", None)
    if repository is None:
        url = crawler.settings.get("NEWSCRAWL_DATABASE_URL")
        if not url:
            raise ConfigurationError("no NEWSCRAWL_DATABASE_URL: is SCRAPY_PROJECT one of those in scrapy.cfg?")
        engine = open_engine(url)
        if engine.dialect.name == "sqlite":
            upgrade(engine)
        repository = Repository(engine, max_tries=crawler.settings.getint("NEWSCRAWL_MAX_TRIES"))
        crawler.newscrawl_repository = repository  # type: ignore[attr-defined]
    return repository
