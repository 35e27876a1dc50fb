"""A broken site is named with the day and the look of it, on both databases; chance and new sites are not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, insert, update
from typer.testing import CliRunner

from newscrawl import query
from newscrawl.cli.crawling.health import metrics
from newscrawl.cli.main import build
from newscrawl.store.models import Article, ArticleVersion, CrawlRun, Credit, Discovery, Fetch, Page
from newscrawl.store.session import writing

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Past:
    """Writes a site's days: each has a read feed and so many articles."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.ids = engine, count(1)
        with writing(engine) as connection:
            row = {"site": "", "spider": "x", "started_at": NOW, "code_version": "x", "settings": {}}
            self.run = connection.execute(insert(CrawlRun).values(row).returning(CrawlRun.id)).scalar_one()

    def site(self, name: str, days: Iterable[tuple[int, str]]) -> None:
        """`days` from the newest on: articles, and what they lack (`date`, `credit`, `text`, `access` or nothing)."""
        rows: dict[Any, list[dict[str, Any]]] = {
            t: [] for t in (Page, Fetch, Discovery, Article, ArticleVersion, Credit)
        }
        first, feed = next(self.ids), f"https://{name}.example/feed"
        rows[Page].append(self._page(first, name, feed, NOW, kind="feed"))
        for age, (number, lacks) in enumerate(days):
            at = NOW - (age + 0.5) * DAY
            rows[Fetch].append(self._fetch(first, feed, at))
            for n in range(number):
                ident, url = next(self.ids), f"https://{name}.example/{age}-{n}"
                state = {"text": "empty", "access": "blocked"}.get(lacks, "stored")
                rows[Page].append(self._page(ident, name, url, at, state=state))
                rows[Fetch].append(self._fetch(ident, url, at))
                seen = {"first_seen_at": at, "last_seen_at": min(at + 2 * DAY, NOW)}
                rows[Discovery].append({"page_id": ident, "found_on": feed, "via": "feed", "depth": 0, **seen})
                if state == "stored":
                    self._article(rows, rows[Page][-1], lacks)
        with writing(self.engine) as connection:
            for table, values in rows.items():
                if values:
                    connection.execute(insert(table), values)

    def _page(self, ident: int, site: str, url: str, at: datetime, kind: str = "article", state: str = "not_article"):
        reason = "asks for payment (402)" if state == "blocked" else None
        row = {"id": ident, "url": url, "site": site, "kind": kind, "via": "feed", "state": state, "depth": 0}
        return row | {"tries": 0, "first_seen_at": at, "run_id": self.run, "reason": reason}

    def _fetch(self, page_id: int, url: str, at: datetime):
        return {"page_id": page_id, "run_id": self.run, "url": url, "fetched_at": at, "status": 200, "size": 1}

    def _article(self, rows: dict[Any, list[dict[str, Any]]], page: dict[str, Any], lacks: str) -> None:
        ident, at = page["id"], page["first_seen_at"]
        seen = {"id": ident, "first_seen_at": at, "last_seen_at": at}
        article = {"page_id": ident, "url": page["url"], "site": page["site"]}
        rows[Article].append(seen | article | {"published_at": None if lacks == "date" else at})
        version = {"article_id": ident, "number": 1, "content_hash": "x", "body": "x", "authors": "", "extractor": "x"}
        rows[ArticleVersion].append(seen | version)
        if lacks != "credit":
            credit = {"article_version_id": ident, "ordinal": 0, "kind": "text", "quote": "dpa", "locator": "/p"}
            rows[Credit].append(credit | {"position": "closing", "rule": "x"})


@pytest.fixture
def past(engine: Engine) -> Past:
    return Past(engine)


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(arguments), arguments)


def usual(days: int = 28) -> list[tuple[int, str]]:
    return [([6, 4, 5, 7, 5, 3, 4][n % 7], "") for n in range(days)]


def test_each_break_is_named_with_its_day_and_a_sample(past: Past, engine: Engine, database_url: str, tmp_path: Path):
    past.site("well", usual())
    past.site("fresh", usual(4))
    past.site("silent", [(0, ""), (0, ""), *usual()])
    past.site("walled", [(5, "access"), (4, "access"), (5, "access"), *usual()])
    past.site("hollow", [(5, "text"), *usual()])
    past.site("undated", [(5, "date"), (6, "date"), *usual()])
    past.site("uncredited", [(7, "credit"), *usual()])
    found = {one.site: one for one in query.health(engine, now=NOW)}
    assert {name: [b.kind for b in one.breaks] for name, one in found.items()} == {
        "well": [],
        "fresh": [],
        "silent": ["silent"],
        "walled": ["blocked"],
        "hollow": ["empty"],
        "undated": ["undated"],
        "uncredited": ["uncredited"],
    }
    assert [name for name, one in found.items() if not one.compared] == ["fresh"]
    (silent,), (walled,) = found["silent"].breaks, found["walled"].breaks
    assert silent.since == NOW - 2.5 * DAY
    assert silent.says.startswith("no new addresses in 2 days")
    assert silent.samples[0].url == "https://silent.example/feed"
    assert walled.since == NOW - 3 * DAY
    assert walled.says == "14 of 14 (100%) of the pages are blocked; before it were 0%"
    assert [s.reason for s in walled.samples] == ["asks for payment (402)"] * 2

    target = tmp_path / "newscrawl.prom"
    done = newscrawl("health", "--json", "--prometheus", str(target), "--database", database_url)
    assert done.exit_code == 3
    told = {one["site"]: [b["kind"] for b in one["breaks"]] for one in json.loads(done.stdout)["sites"]}
    assert told["walled"] == ["blocked"]
    assert 'newscrawl_site_break{site="walled",kind="blocked"} 1.0' in target.read_text().splitlines()
    assert [path.name for path in tmp_path.iterdir() if "prom" in path.name] == ["newscrawl.prom"]
    well = newscrawl("health", "--site", "well", "--database", database_url)
    assert (well.exit_code, well.stdout) == (0, "0 broke, 1 as in their past, 0 without a past yet.\n")
    shown = newscrawl("health", "--site", "silent", "--database", database_url)
    assert (shown.exit_code, shown.stdout.splitlines()[0]) == (3, "silent")


def test_a_crawl_that_no_longer_runs_is_no_silent_site(past: Past, engine: Engine):
    past.site("left", usual())
    (found,) = query.health(engine, now=NOW + 4 * DAY)
    assert [(b.kind, b.since) for b in found.breaks] == [("not-crawled", NOW - 0.5 * DAY)]
    (later,) = query.health(engine, now=NOW + 400 * DAY)
    assert [b.kind for b in later.breaks] == ["not-crawled"]


def test_feeds_that_no_longer_overlap_between_reads_are_told(past: Past, engine: Engine):
    past.site("fast", [(3 * number, lacks) for number, lacks in usual()])
    with writing(engine) as connection:
        # As if what the feed named before was pushed out of it before it was read again.
        gone = update(Discovery).where(Discovery.first_seen_at < NOW - DAY, Discovery.last_seen_at > NOW - DAY)
        connection.execute(gone.values(last_seen_at=Discovery.first_seen_at))
    (found,) = query.health(engine, now=NOW)
    assert [b.kind for b in found.breaks] == ["feed-gap"]


def test_metrics_can_be_read_by_a_collector():
    one = query.SiteHealth(
        site='a"b\\',
        days=9,
        compared=True,
        breaks=(query.Break(kind="silent", since=NOW, says="x", chance=0.001),),
        last_read_at=NOW,
        last_article_at=None,
        articles_a_day=1.5,
        shares={"empty": 0.25},
    )
    lines = metrics([one], NOW).splitlines()
    assert 'newscrawl_site_share{site="a\\"b\\\\",kind="empty"} 0.25' in lines
    assert sum(line.startswith("newscrawl_site_break{") and line.endswith(" 1.0") for line in lines) == 1
    assert all(line.startswith(("# HELP newscrawl_", "# TYPE newscrawl_", "newscrawl_")) for line in lines)
