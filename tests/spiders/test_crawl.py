"""A crawl of the replica, from `scrapy crawl` to the database and the archive."""

from __future__ import annotations

import json
import signal

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from newscrawl.demo import content as demo
from newscrawl.extract.document import parse, text_at
from newscrawl.fetch.archive import Place, read
from newscrawl.store.session import open_engine
from tests.spiders.conftest import SITES, Project
from tests.support.snapshot import Content, content, differences


def test_every_address_ends_in_the_state_it_should(crawled: Project):
    found = dict(crawled.rows("SELECT url, state FROM page WHERE site = 'securnews_replica' AND kind = 'article'"))
    wanted = {url: row["state"] for url, row in demo.truth(crawled.port).items()}
    assert found == wanted


def test_the_states_add_up_for_every_site(crawled: Project):
    rows = crawled.rows("SELECT site, kind, state, count(*) FROM page GROUP BY site, kind, state")
    found: dict[str, dict[str, int]] = {}
    for site, kind, state, number in rows:
        key = str(state) if kind == "article" else "sources"
        counts = found.setdefault(str(site).removesuffix("_replica"), {})
        counts[key] = counts.get(key, 0) + int(str(number))
    assert found == demo.totals()


def test_origins_are_those_the_pages_name(crawled: Project):
    rows = crawled.rows(
        "SELECT a.url, l.publisher_name FROM origin_link l JOIN article_version v ON v.id = l.article_version_id"
        " JOIN article a ON a.id = v.article_id WHERE a.site = 'securnews_replica' ORDER BY l.rank"
    )
    found: dict[object, list[object]] = {}
    for url, publisher in rows:
        found.setdefault(url, []).append(publisher)
    for url, row in demo.truth(crawled.port).items():
        if row["state"] == "stored":
            wanted = row.get("origin")
            assert (wanted in found.get(url, ())) if wanted else not found.get(url), (url, wanted, found.get(url))


def test_exact_duplicates_are_found_and_nothing_else(crawled: Project):
    truth = demo.truth(crawled.port)
    wanted = {tuple(sorted((url, row["duplicate_of"]))) for url, row in truth.items() if "duplicate_of" in row}
    rows = crawled.rows("SELECT url, other_url FROM v_copy WHERE method = 'exact'")
    assert {tuple(sorted(map(str, row))) for row in rows} == wanted


def test_copies_have_their_source_and_the_same_form_is_no_copy(crawled: Project):
    truth = demo.truth(crawled.port)
    near = {(url, row["near_duplicate_of"][0]) for url, row in truth.items() if row["near_duplicate_of"]}
    alike = {(url, row["looks_like"]) for url, row in truth.items() if "looks_like" in row}
    assert near <= set(crawled.rows("SELECT url, other_url FROM v_related WHERE is_copy"))
    assert alike <= set(crawled.rows("SELECT url, other_url FROM v_related WHERE NOT is_copy"))


def test_every_quote_stands_at_its_place_in_the_archived_bytes(crawled: Project):
    rows = crawled.rows(
        'SELECT c.quote, c.locator, f.archive_file, f.archive_offset FROM credit c JOIN "fetch" f ON f.id = c.fetch_id'
        " WHERE c.source_url IS NULL"
    )
    assert len(rows) > 50
    for quote, locator, file, offset in rows:
        archived = read(crawled.archive, Place(str(file), int(str(offset))))
        document = parse(archived.body, url=archived.url, content_type=archived.content_type)
        assert str(quote) in text_at(document, str(locator)), (archived.url, locator)


def test_every_response_of_a_page_is_in_the_archive(crawled: Project):
    rows = crawled.rows(
        'SELECT url, status, sha256, archive_file, archive_offset FROM "fetch" WHERE status IS NOT NULL'
    )
    for url, status, sha256, file, offset in rows:
        archived = read(crawled.archive, Place(str(file), int(str(offset))))
        assert (archived.url, archived.status, archived.sha256) == (url, status, sha256)


def test_a_second_run_fetches_no_article_that_is_not_due_and_changes_nothing(crawled: Project):
    before = _content(crawled)
    articles = """SELECT count(*) FROM "fetch" f JOIN page p ON p.id = f.page_id WHERE p.kind = 'article'"""
    fetched = crawled.count(articles)
    assert crawled.scrapy("crawl", *SITES).returncode == 0
    assert crawled.count(articles) == fetched
    assert _content(crawled) == before


def test_runs_are_noted_with_their_ending(crawled: Project):
    rows = crawled.rows("SELECT DISTINCT spider, reason, exit_code FROM crawl_run WHERE finished_at IS NOT NULL")
    assert {(site, "finished", 0) for site in SITES} <= set(rows)
    told = json.loads(crawled.newscrawl("runs", "--json").stdout)["runs"]
    assert sum(run["new"] for run in told) == crawled.count("SELECT count(*) FROM article")
    assert sum(run["changed"] for run in told) == 0
    assert {run["not_modified"] > 0 for run in told if run["new"]} == {False}


FEED_READ = "SELECT count(*) FROM discovery WHERE via = 'feed'"
ARTICLES_STORED = "SELECT count(*) FROM article"
MOMENTS = {
    "begun": "SELECT count(*) FROM page",
    "feed read": FEED_READ,
    "section read": "SELECT count(*) FROM page WHERE kind = 'section' AND state = 'not_article'",
    "articles stored": ARTICLES_STORED,
}
SMALL_BATCHES = ("-s", "NEWSCRAWL_BATCH_SIZE=5", "-s", "NEWSCRAWL_BATCH_SECONDS=0.2")


ON_POSTGRES = pytest.mark.parametrize("crawled", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


def _killed_and_resumed(project: Project, moment: str) -> None:
    assert project.stop_when(moment, signal.SIGKILL, "crawl", SITES[0], *SMALL_BATCHES) == -signal.SIGKILL
    assert project.scrapy("crawl", *SITES).returncode == 0


@pytest.mark.parametrize("moment", [pytest.param(m, marks=pytest.mark.slow) for m in [*MOMENTS][:-1]] + [*MOMENTS][-1:])
@pytest.mark.parametrize("crawled", ["sqlite"], indirect=True)
def test_a_killed_crawl_goes_on_to_the_same_result(crawled: Project, sqlite_project: Project, moment: str):
    _killed_and_resumed(sqlite_project, MOMENTS[moment])
    _same(sqlite_project, crawled)


@pytest.mark.parametrize("crawled", ["sqlite"], indirect=True)
@pytest.mark.slow
def test_a_crawl_after_harvests_comes_to_what_it_comes_to_without(crawled: Project, sqlite_project: Project):
    for _ in range(2):
        assert sqlite_project.scrapy("crawl", "originals").returncode == 0
    assert sqlite_project.scrapy("crawl", *SITES).returncode == 0
    _same(sqlite_project, crawled)


@pytest.mark.slow
def test_a_replay_of_its_archive_comes_to_the_same(crawled: Project, sqlite_project: Project):
    """Only what was never fetched is left open: a page that robots.txt forbade."""
    files = sorted(map(str, crawled.archive.iterdir()))
    done = sqlite_project.newscrawl("replay", *files, NEWSCRAWL_ARCHIVE_DIR=str(crawled.archive))
    assert done.returncode == 0, done.stderr
    mine, theirs = _content(sqlite_project), _content(crawled)
    pages = [set(rows.pop("page")) for rows in (mine, theirs)]
    assert mine == theirs
    assert {row[3] for row in pages[0] - pages[1]} == {"pending"}
    assert {row[3] for row in pages[1] - pages[0]} == {"robots"}
    # "Not modified" has nothing to replay.
    places = 'SELECT url, archive_file, archive_offset FROM "fetch" WHERE status <> 304 ORDER BY 2, 3'
    assert sqlite_project.rows(places) == crawled.rows(places)


@ON_POSTGRES
@pytest.mark.slow
def test_a_killed_crawl_goes_on_with_postgres_too(crawled: Project, postgres_project: Project):
    _killed_and_resumed(postgres_project, ARTICLES_STORED)
    _same(postgres_project, crawled)


@ON_POSTGRES
@pytest.mark.slow
def test_both_databases_hold_the_same(crawled: Project, sqlite_project: Project):
    assert sqlite_project.scrapy("crawl", *SITES).returncode == 0
    _same(sqlite_project, crawled)


@ON_POSTGRES
@pytest.mark.slow
def test_a_lost_database_stops_the_crawl_and_loses_nothing(
    crawled: Project, postgres_project: Project, postgres_server: URL
):
    name = make_url(postgres_project.url).database
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")

    def lose(_: object) -> None:
        with admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
            )

    assert postgres_project.act_when(ARTICLES_STORED, lose, "crawl", SITES[0], *SMALL_BATCHES) == 5
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    admin.dispose()
    assert postgres_project.scrapy("crawl", *SITES).returncode == 0
    _same(postgres_project, crawled)


def test_sigterm_ends_a_crawl_cleanly_as_interrupted(sqlite_project: Project):
    # A graceful stop ends what the downloader holds; the rest stays pending.
    few = ("-s", "CONCURRENT_REQUESTS=2")
    code = sqlite_project.stop_when(ARTICLES_STORED, signal.SIGTERM, "crawl", SITES[0], *few, *SMALL_BATCHES)
    assert code == 5
    assert sqlite_project.rows("SELECT reason, exit_code FROM crawl_run") == [("shutdown", 5)]
    assert sqlite_project.count("SELECT count(*) FROM page WHERE state = 'pending'") > 0


def _same(one: Project, other: Project) -> None:
    assert differences(_content(one), _content(other)) == {}


def _content(project: Project) -> Content:
    engine = open_engine(project.url)
    found = content(engine)
    engine.dispose()
    return found
