"""Crawls that write at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine
from tests.support.snapshot import snapshot
from tests.support.stories import BODY, NOW, SITE, found, read, story

BASE = "https://umschau.example"


def test_two_crawls_that_meet_lose_nothing(repository: Repository, engine: Engine, database_url: str) -> None:
    """The same new addresses in opposite order: PostgreSQL ends one of the two transactions, which begins again."""
    repository.upsert_site(SITE)
    addresses = [f"{BASE}/{n}" for n in range(200)]

    def crawl(order: int) -> list[str | None]:
        own = open_engine(database_url)
        crawler = Repository(own)
        run = crawler.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
        errors: list[str | None] = []
        for start in range(0, 200, 50):
            part = addresses[start : start + 50][::order]
            crawler.record_source(run, read(*(found(url) for url in part)))
            stories = [story(url, body=f"{BODY} {url}") for url in part[:10]]
            errors += [saved.error for saved in crawler.save(run, stories, now=NOW)]
        own.dispose()
        return errors

    with ThreadPoolExecutor(2) as pool:
        assert {error for errors in pool.map(crawl, (1, -1)) for error in errors} == {None}
    urls = [row[0] for row in snapshot(engine)["page"]]
    assert len(urls) == len(set(urls)) == 201
