"""What pages are after a visit, and when it is visited again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from newscrawl.discover.schedule import NEWEST, Schedule
from newscrawl.items import Fetch, PageKind, State
from newscrawl.store.models import Article, Page
from newscrawl.store.models import Discovery as Sighting
from newscrawl.store.upsert import chunks, update_all

_AGAIN = frozenset({State.FAILED, State.BLOCKED})
# What an attempt ends in says nothing of an article that is stored already.
_NOTHING_SAID = frozenset({State.FAILED, State.BLOCKED, State.ROBOTS})
# The states in which a body was read, so that "not modified" is an answer next time.
_READ = frozenset({State.STORED, State.NOT_ARTICLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How a visit of a page ended."""

    page_id: int
    state: State
    reason: str | None = None
    fetches: Sequence[Fetch] = ()
    alias_of_id: int | None = None
    unchanged: bool = False
    """The page is as it was: its state stays, its next visit is settled anew."""


def settle(connection: Connection, run_id: int, visits: Sequence[Visit], *, now: datetime, schedule: Schedule) -> None:
    """Give pages their states and the times of their next visits.

    A page whose article is stored stays stored when a revisit fails or is refused.
    """
    found = _pages(connection, [visit.page_id for visit in visits])
    rows = []
    for visit in visits:
        page = found[visit.page_id]
        values = {"tries": 0} if visit.unchanged else _ends(page, visit)
        state = State(page.state) if visit.unchanged else visit.state
        due_at = _due(connection, page, state, values["tries"], now, schedule)
        rows.append({"id": visit.page_id, "run_id": run_id, "due_at": due_at, **values})
    update_all(connection, Page, rows)


def _ends(page: Any, visit: Visit) -> dict[str, Any]:
    kept = page.article_seen_at is not None and visit.state in _NOTHING_SAID
    values = {
        "state": State.STORED if kept else visit.state,
        "reason": None if kept else visit.reason,
        "tries": page.tries + 1 if visit.state in _AGAIN else 0,
        "alias_of_id": visit.alias_of_id,
    }
    return values if kept else values | _validators(page.url, visit.state, visit.fetches)


def _pages(connection: Connection, page_ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    names = ("id", "url", "kind", "state", "depth", "tries", "first_seen_at")
    query = select(
        *(Page.__table__.c[name] for name in names),
        Article.first_seen_at.label("article_seen_at"),
        Article.published_at,
    ).outerjoin(Article, Article.page_id == Page.id)
    for part in chunks(page_ids):
        found.update((row.id, row) for row in connection.execute(query.where(Page.id.in_(part))))
    return found


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
