"""What a page is after a visit, and when it is visited again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from newscrawl.discover.schedule import NEWEST, Schedule
from newscrawl.items import Fetch, PageKind, State
from newscrawl.store.models import Article, Page
from newscrawl.store.models import Discovery as Sighting

_AGAIN = frozenset({State.FAILED, State.BLOCKED})
# What an attempt ends in says nothing of an article that is stored already.
_NOTHING_SAID = frozenset({State.FAILED, State.BLOCKED, State.ROBOTS})
# The states in which a body was read, so that "not modified" is an answer next time.
_READ = frozenset({State.STORED, State.NOT_ARTICLE})


def settle(
    connection: Connection,
    page_id: int,
    run_id: int,
    state: State,
    reason: str | None,
    fetches: Sequence[Fetch],
    *,
    now: datetime,
    schedule: Schedule,
    alias_of_id: int | None = None,
) -> None:
    """Give a page its state and the time of its next visit.

    A page whose article is stored stays stored when a revisit fails or is refused.
    """
    page = _page(connection, page_id)
    kept = page.article_seen_at is not None and state in _NOTHING_SAID
    tries = page.tries + 1 if state in _AGAIN else 0
    values: dict[str, Any] = {
        "state": State.STORED if kept else state,
        "reason": None if kept else reason,
        "tries": tries,
        "due_at": _due(connection, page, state, tries, now, schedule),
        "run_id": run_id,
        "alias_of_id": alias_of_id,
    }
    if not kept:
        values |= _validators(page.url, state, fetches)
    connection.execute(update(Page).where(Page.id == page_id).values(values))


def stays(connection: Connection, page_id: int, run_id: int, *, now: datetime, schedule: Schedule) -> None:
    """A visit that found a page as it was: its state stays, its next visit is settled anew."""
    page = _page(connection, page_id)
    due = _due(connection, page, State(page.state), 0, now, schedule)
    connection.execute(update(Page).where(Page.id == page_id).values(tries=0, due_at=due, run_id=run_id))


def _page(connection: Connection, page_id: int) -> Any:
    query = (
        select(
            *(Page.__table__.c[name] for name in ("url", "kind", "state", "depth", "tries", "first_seen_at")),
            Article.first_seen_at.label("article_seen_at"),
            Article.published_at,
        )
        .outerjoin(Article, Article.page_id == Page.id)
        .where(Page.id == page_id)
    )
    return connection.execute(query).one()


def _due(
    connection: Connection, page: Any, state: State, tries: int, now: datetime, schedule: Schedule
) -> datetime | None:
    if page.kind != PageKind.ARTICLE:
        return _source_due(connection, page, state, tries, now, schedule)
    if state in _AGAIN:
        if tries < schedule.tries or page.article_seen_at is None:
            return schedule.failed(tries, page.first_seen_at, now)
    elif state in (State.ALIAS, State.FORGOTTEN):
        return None
    if page.article_seen_at is not None:
        return schedule.article(page.article_seen_at, page.published_at, now)
    if state in (State.ROBOTS, State.NOT_ARTICLE, State.EMPTY):
        return schedule.again(page.first_seen_at, now)
    return None


def _source_due(
    connection: Connection, page: Any, state: State, tries: int, now: datetime, schedule: Schedule
) -> datetime | None:
    failing = state in _AGAIN and tries < schedule.tries
    if page.depth and page.kind != PageKind.SITEMAP and not failing:
        return None  # a listing's second page is read when its first one leads there
    if failing:
        return schedule.failed(tries, page.first_seen_at, now)
    if state is not State.NOT_ARTICLE:
        return schedule.silent_source(now)
    news = select(Sighting.first_seen_at).where(Sighting.found_on == page.url)
    newest = connection.scalars(news.order_by(Sighting.id.desc()).limit(NEWEST)).all()
    return schedule.source(newest, page.first_seen_at, now)


def _validators(url: str, state: State, fetches: Sequence[Fetch]) -> dict[str, Any]:
    """What to send next time; nothing where the answer was not to this address or could not be read."""
    last = fetches[-1] if fetches else None
    if last is None or last.status in (None, 304):
        return {}
    if state not in _READ or not 200 <= (last.status or 0) < 300 or fetches[0].url != url:
        return {"etag": None, "last_modified": None}
    return {"etag": last.etag, "last_modified": last.last_modified}
