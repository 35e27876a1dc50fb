"""How long each question takes on a large database, and what memory an export needs.

    python -m bench.query [--articles 1000000] [--database URL] [--rounds 30]

The database is made first, in bulk, unless it holds articles already; without --database it is an SQLite file in a
temporary folder. Printed are median and 95th percentile of each question in milliseconds, asked with other parameters
each time, after one round that warms the caches, and the median of what this process spent of the processor (without
PostgreSQL's part), which other programs on the machine change less. Exit code 1 where a goal is missed: 200 ms, for
searches 300 ms.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import Engine, func, select

from bench.query_data import BEGIN, DAYS, LANGUAGES, OUTLETS, SITES, VOCABULARY, fill, site, word
from newscrawl import query
from newscrawl.query import Filters
from newscrawl.store.models import Article
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine, reading

GOAL, SEARCH_GOAL = 200.0, 300.0
Ask = Callable[[], object]


def questions(engine: Engine, urls: list[str]) -> Iterator[tuple[str, Callable[[random.Random], Ask]]]:
    """Each question by name, as a function that draws its parameters."""

    agencies = [row.slug for row in query.agencies(engine, limit=None).items]

    def searching(typed: Callable[[random.Random], str], **narrow: object) -> Callable[[random.Random], Ask]:
        def draw(r: random.Random) -> Ask:
            words, filters = typed(r), Filters(**narrow)  # type: ignore[arg-type]
            return lambda: query.search(engine, words, filters)

        return draw

    def listing(**narrow: Callable[[random.Random], object]) -> Callable[[random.Random], Ask]:
        def draw(r: random.Random) -> Ask:
            filters = Filters(**{name: chosen(r) for name, chosen in narrow.items()})  # type: ignore[arg-type]
            return lambda: query.articles(engine, filters)

        return draw

    def of_article(ask: Callable[[Engine, str], object]) -> Callable[[random.Random], Ask]:
        return lambda r: (lambda url: lambda: ask(engine, url))(r.choice(urls))

    yield "search rare word", searching(lambda r: word(r.randrange(20_000, VOCABULARY)))
    yield "search common word", searching(lambda r: word(r.randrange(0, 20)))
    yield "search two words", searching(lambda r: f"{word(r.randrange(200))} {word(r.randrange(200, 4_000))}")
    yield "search phrase", searching(lambda r: f'"{word(r.randrange(50))} {word(r.randrange(50))}"')
    yield "search prefix", searching(lambda r: f"{word(r.randrange(200, 4_000))[:5]}*")
    yield "search without", searching(lambda r: f"{word(r.randrange(100))} -{word(r.randrange(20))}")
    yield "search in a site", searching(lambda r: word(r.randrange(100)), site=site(SITES - 1))
    yield "search by origin", searching(lambda r: word(r.randrange(100)), origin=site(3), relation="translated")
    yield "search in a week", searching(lambda r: word(r.randrange(100)), since=BEGIN + timedelta(days=DAYS - 7))
    yield "articles", listing()
    yield "articles of a site", listing(site=lambda r: site(r.randrange(SITES)))
    yield "articles by origin", listing(origin=lambda r: site(r.randrange(OUTLETS)))
    yield "articles unknown", listing(origin=lambda _: "unknown", site=lambda r: site(r.randrange(OUTLETS, SITES)))
    yield "articles by agency", listing(agency=lambda r: r.choice(agencies))
    yield (
        "articles narrow",
        listing(
            site=lambda r: site(r.randrange(OUTLETS, SITES)),
            origin=lambda r: site(r.randrange(OUTLETS)),
            relation=lambda _: "translated",
            confidence=lambda _: 0.7,
            since=lambda r: BEGIN + timedelta(days=r.randrange(DAYS)),
        ),
    )
    yield "articles by language", listing(language=lambda r: r.choice(LANGUAGES), relation=lambda _: "verbatim")
    yield "articles, page 100", lambda r: lambda: query.articles(engine, Filters(), offset=4_950 + r.randrange(50))
    yield "article", of_article(query.article)
    yield "why", of_article(query.why)
    yield "copies", of_article(query.copies)
    yield "side by side", of_article(query.side_by_side)
    yield "history", of_article(query.history)
    yield "story", of_article(query.story)
    yield "stories", lambda r: lambda: query.stories(engine, offset=20 * r.randrange(5))
    yield "stories of a site", lambda r: (lambda s: lambda: query.stories(engine, site=s))(site(r.randrange(SITES)))
    yield (
        "stories of a week",
        lambda r: (lambda t: lambda: query.stories(engine, since=t, until=t + timedelta(days=7)))(
            BEGIN + timedelta(days=r.randrange(DAYS))
        ),
    )
    yield "agencies", lambda _: lambda: query.agencies(engine)
    yield "agencies of a site", lambda r: (lambda s: lambda: query.agencies(engine, site=s))(site(r.randrange(SITES)))
    yield (
        "agencies of a month",
        lambda r: (lambda t: lambda: query.agencies(engine, since=t, until=t + timedelta(days=30)))(
            BEGIN + timedelta(days=r.randrange(DAYS))
        ),
    )
    yield "site profile", lambda r: (lambda s: lambda: query.site_profile(engine, s))(site(r.randrange(SITES)))
    yield "site profile, largest", lambda _: lambda: query.site_profile(engine, site(0))
    # As the explorer shows it when nobody has looked at the site in the last minutes.
    end = BEGIN + timedelta(days=DAYS)
    yield (
        "site profile, health",
        lambda r: (lambda s: lambda: query.site_profile(engine, s, now=end))(site(r.randrange(SITES))),
    )
    yield "network", lambda _: lambda: query.network(engine)
    yield (
        "network of a month",
        lambda r: (lambda t: lambda: query.network(engine, since=t, until=t + timedelta(days=30)))(
            BEGIN + timedelta(days=r.randrange(DAYS))
        ),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.query", description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--rounds", type=int, default=30, help="1 or more")
    parser.add_argument("--only", default="", help="questions whose names begin so, and no export")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds: 1 or more")
    with tempfile.TemporaryDirectory(prefix="newscrawl-bench-") as folder:
        engine = open_engine(options.database or f"sqlite:///{Path(folder)}/bench.db")
        _prepare(engine, options.articles)
        missed = _measure(engine, options.rounds, options.only)
        if not options.only:
            _measure_export(engine)
        engine.dispose()
    return 1 if missed else 0


def _prepare(engine: Engine, articles: int) -> None:
    upgrade(engine)
    with reading(engine) as connection:
        there = connection.scalar(select(func.count()).select_from(Article)) or 0
    if there:
        print(f"{there:,} articles are there already, on {engine.dialect.name}")
        return
    started = time.perf_counter()
    fill(engine, articles)
    print(f"{articles:,} articles on {engine.dialect.name}, made in {time.perf_counter() - started:.0f} s")


def _measure(engine: Engine, rounds: int, only: str) -> list[str]:
    with reading(engine) as connection:
        newest = connection.scalar(select(func.max(Article.id))) or 0
        chosen = random.Random(1).sample(range(1, newest + 1), min(200, newest))
        urls = list(connection.scalars(select(Article.url).where(Article.id.in_(chosen))))
    missed = []
    print(f"{'question':<24} {'median':>8} {'p95':>8} {'CPU':>8} ms")
    for name, draw in questions(engine, urls):
        if not name.startswith(only):
            continue
        random_ = random.Random(name)
        draw(random_)()
        times, spent = [], []
        for _ in range(rounds):
            ask = draw(random_)
            started, before = time.perf_counter(), time.process_time()
            ask()
            spent.append(1000 * (time.process_time() - before))
            times.append(1000 * (time.perf_counter() - started))
        worst = quantiles(times, n=20, method="inclusive")[-1] if rounds > 1 else times[0]
        goal = SEARCH_GOAL if name.startswith("search") else GOAL
        missed += [name] if worst > goal else []
        print(
            f"{name:<24} {median(times):8.1f} {worst:8.1f} {median(spent):8.1f}"
            + ("  over its goal" if worst > goal else ""),
            flush=True,
        )
    return missed


def _measure_export(engine: Engine) -> None:
    """How much the process grows while all articles are read, after the first tenth of them."""
    rows, tenth = 0, None
    total = query.articles(engine, Filters(), limit=1).total
    started = time.perf_counter()
    for _ in query.each_article(engine, Filters()):
        rows += 1
        if rows == max(1_000, total // 10):
            tenth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - (tenth or 0)
    seconds = time.perf_counter() - started
    print(f"export of {rows:,} articles: {rows / seconds:,.0f} a second, grown by {grown / 1024:.1f} MiB after a tenth")


if __name__ == "__main__":
    sys.exit(main())
