"""What a crawl relies on, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from newscrawl.discover import NO_ARTICLE
from newscrawl.errors import StoreError
from newscrawl.items import Discovery, PageKind, State, Story, Via
from newscrawl.store.models import Article, ArticleVersion, Evidence, Fetch, Page
from newscrawl.store.models import Discovery as Sighting
from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine
from tests.support.snapshot import snapshot
from tests.support.stories import BODY, FEED, NOW, OUTLET, PHOTO, SITE, fetch, found, origin, read, story

BASE = "https://umschau.example"


@pytest.fixture
def run(repository: Repository) -> int:
    repository.upsert_site(SITE)
    return repository.start_run(site="umschau", spider="umschau", settings={"A": 1}, code_version="1")


def due(repository: Repository, *, hours: float = 0, article: bool = True) -> list[str]:
    pages = repository.pending(("umschau",), article=article, limit=100, now=NOW + timedelta(hours=hours))
    return [page.url for page in pages]


def state_of(engine: Engine, url: str) -> tuple[str, str | None]:
    return next((row[3], row[4]) for row in snapshot(engine)["page"] if row[0] == url)


def test_saving_the_same_stories_again_leaves_the_same_rows(repository: Repository, engine: Engine, run: int) -> None:
    stories = [story(f"{BASE}/{n}", origins=(origin(),), body=f"{BODY} {n // 2}") for n in range(4)]
    repository.save(run, stories, now=NOW)
    before = snapshot(engine)
    assert len(before["copy"]) == 4
    repository.save(run, stories, now=NOW)
    assert snapshot(engine) == before


def test_the_order_of_saving_does_not_matter(repository: Repository, engine: Engine, run: int) -> None:
    stories = [story(f"{BASE}/{n}", origins=(origin(),), body=f"{BODY} {n // 2}") for n in range(4)]
    repository.save(run, stories[:1], now=NOW)
    repository.save(run, stories[1:], now=NOW)
    before = snapshot(engine)
    repository.save(run, stories[::-1], now=NOW)
    assert snapshot(engine) == before


def test_a_source_names_pages_once_and_forgets_nothing(repository: Repository, engine: Engine, run: int) -> None:
    first = repository.record_source(run, read(found(f"{BASE}/a", title="A"), found(f"{BASE}/b"), found(f"{BASE}/a")))
    assert (first.found, first.new, first.known) == (2, 2, 0)
    second = repository.record_source(run, read(found(f"{BASE}/a", title=None, author="Autorin"), found(f"{BASE}/c")))
    assert (second.found, second.new, second.known) == (2, 1, 1)
    row = next(r for r in snapshot(engine)["discovery"] if r[0] == f"{BASE}/a")
    assert "A" in row
    assert "Autorin" in row
    assert due(repository) == [f"{BASE}/a", f"{BASE}/b", f"{BASE}/c"]


def test_pages_keep_their_state_when_named_again(repository: Repository, engine: Engine, run: int) -> None:
    repository.record_source(run, read(found(f"{BASE}/a")))
    repository.save(run, [story(f"{BASE}/a")], now=NOW)
    repository.record_source(run, read(found(f"{BASE}/a")))
    assert state_of(engine, f"{BASE}/a")[0] == "stored"
    assert due(repository) == []


def test_pages_are_handed_out_by_id_with_their_hints(repository: Repository, run: int) -> None:
    other = found(f"{BASE}/b", found_on=f"{BASE}/afeed", title="zweimal")
    repository.record_source(run, read(found(f"{BASE}/a"), found(f"{BASE}/b", title="einmal")))
    repository.record_source(run, read(other, url=f"{BASE}/afeed"))
    first = repository.pending(("umschau",), article=True, limit=1, now=NOW)
    rest = repository.pending(("umschau",), article=True, limit=9, now=NOW, after=first[0].id)
    assert [p.url for p in (*first, *rest)] == [f"{BASE}/a", f"{BASE}/b"]
    assert [d.title for d in rest[0].discoveries] == ["zweimal", "einmal"]
    assert rest[0].discoveries[1].locator == "entries[0]"


def test_entry_points_are_read_in_every_run(repository: Repository, run: int) -> None:
    entry = Discovery(url=FEED, kind=PageKind.FEED, via=Via.DECLARED, listing=FEED)
    repository.declare("umschau", [entry])
    assert due(repository, article=False) == [FEED]
    repository.record_source(run, read())
    assert due(repository, article=False) == []
    repository.declare("umschau", [entry])
    assert due(repository, article=False) == [FEED]


def test_following_sources_are_pending_again_in_the_next_run_only(repository: Repository, run: int) -> None:
    second = Discovery(url=f"{BASE}/page/2", kind=PageKind.SECTION, via=Via.SECTION, found_on=FEED, depth=1)
    repository.record_source(run, read(follow=(second,)))
    assert due(repository, article=False) == [second.url]
    back = Discovery(url=FEED, kind=PageKind.FEED, via=Via.SECTION, found_on=second.url, depth=2)
    repository.record_source(run, read(url=second.url, kind=PageKind.SECTION, follow=(back,)))
    assert due(repository, article=False) == []
    later = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    repository.record_source(later, read(follow=(second,)))
    assert due(repository, article=False) == [second.url]


def test_a_listing_that_calls_an_article_its_next_page_takes_nothing_from_it(
    repository: Repository, engine: Engine, run: int
) -> None:
    url, waiting = f"{BASE}/artikel", f"{BASE}/wartet"
    repository.record_source(run, read(found(url), found(waiting)))
    repository.save(run, [story(url)], now=NOW)
    later = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    named = [Discovery(url=u, kind=PageKind.SECTION, via=Via.SECTION, found_on=FEED) for u in (url, waiting)]
    repository.record_source(later, read(follow=tuple(named)))
    assert due(repository, article=False) == []
    assert due(repository) == [waiting]
    assert state_of(engine, url)[0] == "stored"


def test_known_is_asked_of_a_listing(repository: Repository, run: int) -> None:
    repository.record_source(run, read(found(f"{BASE}/a"), found(f"{BASE}/b", listing=f"{BASE}/other")))
    asked = [f"{BASE}/a", f"{BASE}/b", f"{BASE}/c"]
    assert repository.known(asked, listing=FEED) == {f"{BASE}/a"}
    assert repository.known(asked) == {f"{BASE}/a", f"{BASE}/b"}


def test_an_address_set_aside_by_another_site_is_still_crawled(repository: Repository, run: int) -> None:
    url = "https://cnn.example/original"
    repository.record_source(run, read(found(url, state=State.NOT_ARTICLE, reason="on another site")))
    repository.discover("cnn", [Discovery(url=url, via=Via.MANUAL)])
    assert [p.url for p in repository.pending(("cnn",), article=True, limit=9, now=NOW)] == [url]


def test_a_failed_page_is_due_later_and_later(repository: Repository, engine: Engine, run: int) -> None:
    url = f"{BASE}/a"
    repository.record_source(run, read(found(url)))
    failed = Story(site="umschau", url=url, state=State.FAILED, reason="answered 500")
    repository.save(run, [failed], now=NOW)
    assert due(repository) == []
    assert due(repository, hours=1) == [url]
    repository.save(run, [failed], now=NOW)
    assert due(repository, hours=3.9) == []
    assert due(repository, hours=4) == [url]
    repository.save(run, [failed], now=NOW)
    assert due(repository, hours=29 * 24) == []
    assert due(repository, hours=30 * 24) == [url]
    assert state_of(engine, url) == ("failed", "answered 500")


@pytest.mark.parametrize("state", [State.FAILED, State.BLOCKED, State.ROBOTS])
def test_a_stored_page_stays_stored_when_a_revisit_fails(
    repository: Repository, engine: Engine, run: int, state: State
) -> None:
    url = f"{BASE}/a"
    repository.save(run, [story(url)], now=NOW)
    assert due(repository, hours=23.9) == []
    assert due(repository, hours=24) == [url]
    later = NOW + timedelta(hours=24)
    saved = repository.save(run, [Story(site="umschau", url=url, state=state, reason="no answer")], now=later)
    assert [s.state for s in saved] == [state]
    assert state_of(engine, url) == ("stored", None)
    assert due(repository, hours=24 * 7) == [url]


def test_an_article_that_was_taken_away_is_gone_and_keeps_its_text(
    repository: Repository, engine: Engine, run: int
) -> None:
    url = f"{BASE}/a"
    repository.save(run, [story(url)], now=NOW)
    repository.save(run, [Story(site="umschau", url=url, state=State.GONE, reason="gone (410)")], now=NOW)
    assert state_of(engine, url) == ("gone", "gone (410)")
    assert len(snapshot(engine)["version"]) == 1
    assert due(repository, hours=24) == [url]


@pytest.mark.parametrize("state", [State.NOT_ARTICLE, State.EMPTY, State.ROBOTS])
def test_what_was_no_article_is_tried_again_late(repository: Repository, run: int, state: State) -> None:
    url = f"{BASE}/a"
    repository.save(run, [Story(site="umschau", url=url, state=state, reason="none")], now=NOW)
    assert due(repository, hours=29 * 24) == []
    assert due(repository, hours=30 * 24) == [url]


def test_an_unchanged_article_is_only_seen_again(repository: Repository, engine: Engine, run: int) -> None:
    url = f"{BASE}/a"
    repository.save(run, [story(url, origins=(origin(),))], now=NOW)
    before, later = snapshot(engine), NOW + timedelta(hours=24)
    unread = Story(site="umschau", url=url, state=State.STORED, unchanged=True, fetches=(fetch(url, status=304),))
    assert [s.outcome for s in repository.save(run, [unread], now=later)] == ["unread"]
    assert [s.outcome for s in repository.save(run, [story(url, origins=(origin(),), minutes=9)], now=later)] == [
        "same"
    ]
    assert snapshot(engine) == before
    assert due(repository, hours=24 * 7) == [url]
    with engine.connect() as connection:
        assert set(connection.scalars(select(ArticleVersion.last_seen_at))) == {later}


def _changes() -> Iterator[tuple[str, Callable[[Story], Story]]]:
    def read_otherwise(**fields: object) -> Callable[[Story], Story]:
        return lambda s: replace(s, article=replace(s.article, **fields))  # type: ignore[type-var, arg-type]

    published = story(BASE).article.published  # type: ignore[union-attr]
    assert published is not None
    redated = replace(published, value=published.value + timedelta(days=1))
    yield "changed", read_otherwise(title="Anders")
    yield "changed", read_otherwise(authors=("Anna Berg",))
    yield "changed", read_otherwise(published=redated)
    yield "changed", lambda s: replace(s, credits=(PHOTO, OUTLET))
    yield "changed", lambda s: replace(s, credits=())
    # No change of the article: where a credit stands, a time of modification.
    yield "same", lambda s: replace(s, credits=(replace(PHOTO, locator="/html/body/div[9]/figure/figcaption"),))
    yield "same", read_otherwise(modified=redated)
    # Nor a time that the theme prints, nor what other rules read otherwise.
    yield "read_anew", read_otherwise(published=replace(redated, source="text"))
    yield "read_anew", lambda s: replace(s, credits=(replace(PHOTO, rule="slash-2"),))
    yield "read_anew", read_otherwise(authors=("Anna Berg",), extractor="test-2")


def test_the_date_of_the_day_that_a_theme_prints_takes_no_earlier_ones_place(
    repository: Repository, engine: Engine, run: int
) -> None:
    first = story(f"{BASE}/a")
    assert first.article is not None
    assert first.article.published is not None
    for days in (0, 7, 30):
        printed = replace(first.article.published, source="text", value=NOW + timedelta(days=days))
        repository.save(run, [replace(first, article=replace(first.article, published=printed))], now=NOW)
    with engine.connect() as connection:
        assert list(connection.scalars(select(Article.published_at))) == [NOW]
    assert len(snapshot(engine)["version"]) == 1


def test_a_version_is_new_where_what_it_says_of_its_origin_is(repository: Repository, engine: Engine, run: int) -> None:
    for n, (wanted, change) in enumerate(_changes()):
        url = f"{BASE}/{n}"
        repository.save(run, [story(url)], now=NOW)
        saved = repository.save(run, [change(story(url))], now=NOW)
        assert [s.outcome for s in saved] == [wanted], n
        versions = [row for row in snapshot(engine)["version"] if row[0] == url]
        assert len(versions) == (2 if wanted == "changed" else 1)


def test_a_redirect_leaves_an_alias_and_its_target(repository: Repository, engine: Engine, run: int) -> None:
    old, new = f"{BASE}/old", f"{BASE}/new"
    repository.record_source(run, read(found(old)))
    alias = Story(site="umschau", url=old, state=State.ALIAS, reason="redirect", alias_of=new, fetches=(fetch(old),))
    repository.save(run, [alias], now=NOW)
    assert due(repository) == [new]
    repository.save(run, [alias, story(new)], now=NOW)
    assert due(repository) == []
    assert [(r[0], r[3], r[5]) for r in snapshot(engine)["page"] if r[2] == "article"] == [
        (new, "stored", None),
        (old, "alias", new),
    ]


def test_one_bad_story_loses_no_other(repository: Repository, engine: Engine, run: int) -> None:
    bad = story(f"{BASE}/bad")
    assert bad.article is not None
    bad = replace(bad, article=replace(bad.article, body=None))  # type: ignore[arg-type]
    stories = [story(f"{BASE}/a"), bad, story(f"{BASE}/b", body=f"{BODY} b")]
    saved = repository.save(run, stories, now=NOW)
    assert [(s.state, s.error is None) for s in saved] == [
        (State.STORED, True),
        (State.FAILED, False),
        (State.STORED, True),
    ]
    state, reason = state_of(engine, f"{BASE}/bad")
    assert state == "failed"
    assert reason is not None
    assert reason.startswith("store: ")
    assert len(snapshot(engine)["version"]) == 2


def test_text_no_database_can_hold_is_cleaned(repository: Repository, engine: Engine, run: int) -> None:
    saved = repository.save(run, [story(f"{BASE}/a", body=f"Nul\0 und \ud800 {BODY}")], now=NOW)
    assert saved[0].error is None
    assert snapshot(engine)["version"][0][3].startswith("Nul und ? Wort0")


def test_one_address_twice_in_a_batch_counts_once(repository: Repository, engine: Engine, run: int) -> None:
    saved = repository.save(run, [story(f"{BASE}/a", title="alt"), story(f"{BASE}/a", title="neu")], now=NOW)
    assert len(saved) == 1
    assert [row[2] for row in snapshot(engine)["version"]] == ["neu"]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_first_and_the_last_hour_are_read_back_whatever_the_servers_zone(
    database_url: str, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGTZ", zone)
    times = {f"{BASE}/a": datetime(1, 1, 1, tzinfo=UTC), f"{BASE}/b": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}
    engine = open_engine(database_url)
    repository = Repository(engine)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    repository.record_source(run, read(*(found(url, published_at=time) for url, time in times.items())))
    pages = repository.pending(("umschau",), article=True, limit=9, now=NOW)
    assert {page.url: page.discoveries[0].published_at for page in pages} == times
    engine.dispose()


def test_a_changed_text_is_a_new_version(repository: Repository, engine: Engine, run: int) -> None:
    for body in (BODY, f"{BODY} mehr", f"{BODY} mehr", BODY):
        repository.save(run, [story(f"{BASE}/a", body=body)], now=NOW)
    versions = [(row[1], row[3], bool(row[5])) for row in snapshot(engine)["version"]]
    assert versions == [(1, BODY, False), (2, f"{BODY} mehr", False), (3, BODY, True)]


def test_evidence_from_a_feed_points_to_the_download_of_that_feed(
    repository: Repository, engine: Engine, run: int
) -> None:
    url = f"{BASE}/a"
    repository.record_source(run, read(found(url, source_name="CNN")))
    page = repository.pending(("umschau",), article=True, limit=1, now=NOW)[0]
    one = origin()
    from_feed = replace(one.evidence[0], source_url=FEED, locator="entries[0].source.title")
    traced = replace(story(url, origins=(replace(one, evidence=(one.evidence[0], from_feed)),)))
    repository.save(run, [replace(traced, discoveries=page.discoveries)], now=NOW)
    with engine.connect() as connection:
        query = select(Fetch.url).join(Evidence, Evidence.fetch_id == Fetch.id).order_by(Evidence.ordinal)
        assert list(connection.scalars(query)) == [url, FEED]


def test_an_address_too_long_to_index_is_left_out(repository: Repository, run: int) -> None:
    count = repository.record_source(run, read(found(f"{BASE}/{'x' * 3000}"), found(f"{BASE}/a")))
    assert (count.found, due(repository)) == (1, [f"{BASE}/a"])


def test_a_database_that_went_away_is_a_store_error(repository: Repository, engine: Engine, run: int) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE page RENAME TO elsewhere")
    with pytest.raises(StoreError):
        repository.record_source(run, read(found(f"{BASE}/a")))


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/x", "nonsense", "sqlite+nothing:///x", "postgresql+psycopg://u:secret@h:port/x"]
)
def test_wrong_urls_are_explained_without_their_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_engine(url)
    assert "sqlite:///" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_password_with_an_at_sign_is_no_part_of_the_host() -> None:
    with pytest.raises(StoreError, match="%40") as caught:
        open_engine("postgresql://u:se@secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://u:secret@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?password=secret"])
def test_a_server_that_is_not_there_is_named_without_its_password(url: str) -> None:
    engine = open_engine(url)
    with pytest.raises(StoreError) as caught:
        Repository(engine).known(["http://a/"])
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_what_old_patterns_set_aside_is_judged_by_new_ones(repository: Repository, run: int) -> None:
    by_pattern, by_shape = f"{BASE}/news/a", f"{BASE}/tag/b"
    aside = {by_pattern: NO_ARTICLE, by_shape: "the address has the shape of a listing or file"}
    repository.record_source(run, read(*(found(u, state=State.NOT_ARTICLE, reason=r) for u, r in aside.items())))
    repository.judge_anew(replace(SITE, article_pattern="^/artikel/"))
    assert due(repository) == []
    repository.judge_anew(replace(SITE, article_pattern="^/news/"))
    assert due(repository) == [by_pattern]


def test_sources_wait_for_their_time_and_a_site_is_due_with_its_first_address(repository: Repository, run: int) -> None:
    entry, now = Discovery(url=FEED, kind=PageKind.FEED, via=Via.DECLARED, listing=FEED), datetime.now(UTC)
    assert repository.due_sites({"umschau": [FEED]}, now) == ["umschau"]
    repository.declare("umschau", [entry], anew=False)
    repository.record_source(run, read())
    assert repository.due_sites({"umschau": [FEED]}, now) == []
    assert set(repository.waiting([FEED], now)) == {FEED}
    repository.declare("umschau", [entry], anew=False)
    assert due(repository, article=False) == []
    soon = repository.next_due(["umschau"])
    assert soon is not None
    assert timedelta(minutes=14) < soon - now < timedelta(minutes=16)
    assert repository.due_sites({"umschau": [FEED]}, soon) == ["umschau"]
    repository.declare("umschau", [entry])
    assert due(repository, article=False) == [FEED]


def test_a_feed_that_has_not_changed_names_what_it_named_last(repository: Repository, engine: Engine, run: int) -> None:
    repository.record_source(run, read(found(f"{BASE}/a"), found(f"{BASE}/b")))
    repository.record_source(run, read(found(f"{BASE}/b"), found(f"{BASE}/c")))
    repository.record_source(run, read(unchanged=True))
    query = select(Page.url).join(Sighting, Sighting.page_id == Page.id).where(Sighting.found_on == FEED)
    with engine.connect() as connection:
        last = connection.scalar(select(func.max(Sighting.last_seen_at)))
        assert set(connection.scalars(query.where(Sighting.last_seen_at == last))) == {f"{BASE}/b", f"{BASE}/c"}
        assert last is not None
        read_at = connection.scalar(select(func.max(Sighting.first_seen_at)))
        assert read_at is not None
        assert last > read_at


def test_a_backfill_that_was_broken_off_began_with_its_first_run(repository: Repository) -> None:
    days = "2026-02-01..2026-02-28"

    def start() -> int:
        return repository.start_run(site="umschau", spider="umschau", settings={"backfill": days}, code_version="1")

    assert repository.backfill_began("umschau", days) is None
    first = start()
    began = repository.backfill_began("umschau", days)
    repository.finish_run(first, reason="shutdown", statistics={}, exit_code=5)
    second = start()
    assert repository.backfill_began("umschau", days) == began
    repository.finish_run(second, reason="finished", statistics={}, exit_code=0)
    assert repository.backfill_began("umschau", days) is None
