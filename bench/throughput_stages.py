"""What each stage between bytes and a committed article costs, in one process."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event, text

from bench.page_server import HOST, Pages
from newscrawl.items import Discovery, Fetch, PageKind, RawPage, SourceRead, State, Story, Via
from newscrawl.reading import read_page, with_fingerprints, with_listed_credits, with_origins
from newscrawl.sites import Site, SiteRole
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine, reading

BASE = f"http://{HOST}"
SITE_ = Site(
    name="bench", title="Bench", role=SiteRole.OUTLET, domains=(HOST,), documented="a benchmark",
    sitemaps=(f"{BASE}/sitemap.xml",),
)  # fmt: skip
BATCH = 50


class Stages:
    """Seconds of processor time by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def timed(self, name: str, among: int = 1) -> Iterator[None]:
        began = time.process_time()
        yield
        self.spent[name] += [(time.process_time() - began) / among] * among

    def lines(self) -> Iterable[str]:
        for name, values in self.spent.items():
            parts = statistics.quantiles(values, n=20) if len(values) > 1 else values * 19
            yield f"  {name:34} {1000 * statistics.fmean(values):7.2f} ms a page, p95 {1000 * parts[18]:.1f}"


def stories(pages: Pages, count: int, stages: Stages) -> list[Story]:
    """The pages as they reach the store."""
    sites = {SITE_.name: SITE_}
    made = []
    for number in range(count):
        url = f"{BASE}/p/{number}.html"
        fetch = Fetch(
            url=url, fetched_at=datetime.now(UTC), status=200, sha256=f"{number:064d}", size=1,
            content_type="text/html", archive_file="bench.warc.gz", archive_offset=number,
        )  # fmt: skip
        found = Discovery(url=url, via=Via.SITEMAP, found_on=SITE_.sitemaps[0], listing=SITE_.sitemaps[0])
        page = RawPage(url=url, body=pages.body(number), content_type="text/html; charset=utf-8")
        story = Story(site="bench", url=url, via=Via.SITEMAP, fetches=(fetch,), discoveries=(found,), page=page)
        with stages.timed("read: text, metadata, credits"):
            story = replace(read_page(story, SITE_, sites), alias_of=None)
        if story.state is State.STORED:
            with stages.timed("fingerprint"):
                story = with_fingerprints(story)
            with stages.timed("origins from the page"):
                story = with_origins(with_listed_credits(story, sites), SITE_, sites)
        made.append(story)
    return made


def store(url: str, given: list[Story], stages: Stages, name: str) -> tuple[float, float]:
    """Commit the stories in batches; statements and bytes a page."""
    engine = open_engine(url)
    upgrade(engine)
    repository = Repository(engine)
    run = repository.start_run(site="bench", spider="bench", settings={}, code_version="bench")
    repository.upsert_site(SITE_)
    read = SourceRead(
        site="bench", url=SITE_.sitemaps[0], kind=PageKind.SITEMAP, state=State.NOT_ARTICLE,
        found=tuple(d for story in given for d in story.discoveries),
        fetches=(replace(given[0].fetches[0], url=SITE_.sitemaps[0]),),
    )  # fmt: skip
    with stages.timed(f"{name}: addresses of a sitemap", len(given)):
        repository.record_source(run, read)
    before, count = _bytes(engine), _counting(engine)
    for start in range(0, len(given), BATCH):
        part = given[start : start + BATCH]
        with stages.timed(f"{name}: committed in batches", len(part)):
            repository.save(run, part, now=datetime.now(UTC))
    told = count() / len(given), (_bytes(engine) - before) / len(given)
    engine.dispose()
    return told


def _bytes(engine: Engine) -> int:
    """Size of the database."""
    size = "pg_database_size(current_database())"
    if engine.dialect.name == "sqlite":
        size = "(SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"
    with reading(engine) as connection:
        return int(connection.scalar(text(f"SELECT {size}")) or 0)


def _counting(engine: Engine) -> Callable[[], int]:
    seen = [0]

    def note(*_: object) -> None:
        seen[0] += 1

    event.listen(engine, "before_cursor_execute", note)
    return lambda: seen[0]


def print_stages(pages: Pages, count: int, folder: Path, postgres: str | None) -> None:
    """Read and store so many pages, into SQLite and PostgreSQL."""
    stages = Stages()
    stories(pages, min(count, 5), Stages())
    made = stories(pages, count, stages)
    urls = {"sqlite": f"sqlite:///{folder}/stages.db", "postgres": postgres}
    told = {name: store(url, made, stages, name) for name, url in urls.items() if url}
    print(f"stages, {count} pages in one process:")
    print("\n".join(stages.lines()))
    for name, (statements, size) in told.items():
        print(f"  {name}: {statements:.1f} statements and {size / 1000:.1f} kB a page")
