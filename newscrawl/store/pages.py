"""The queue: addresses, what named them, and when they are due."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select, update

from newscrawl.discover.schedule import Schedule
from newscrawl.items import Discovery, PageKind, SourceRead, State, Via
from newscrawl.store.downloads import add_fetches, body_fetches
from newscrawl.store.models import Article, ArticleVersion, Page
from newscrawl.store.models import Discovery as Sighting
from newscrawl.store.models import Fetch as Download
from newscrawl.store.settling import Visit, settle
from newscrawl.store.sightings import add_discoveries, discoveries, named_again, page_ids
from newscrawl.store.upsert import chunks, insert_missing, upsert

logger = logging.getLogger(__name__)

# Longer addresses are not fetched (URLLENGTH_LIMIT), and PostgreSQL can't index them.
MAX_URL = 2083


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPage:
    """An address to fetch, with everything that was said of it."""

    id: int
    url: str
    site: str
    kind: PageKind
    via: Via
    state: State = State.PENDING
    tries: int
    depth: int
    listing: str | None
    discoveries: tuple[Discovery, ...]
    etag: str | None
    last_modified: str | None
    sha256: str | None = None
    """Of the body that the newest version of its article was read from; the same bytes are not read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """Addresses a source named: all, those that had no page row before, and the others."""

    found: int
    new: int
    known: int


def record_source(
    connection: Connection, run_id: int, read: SourceRead, *, now: datetime, schedule: Schedule
) -> SourceCount:
    """Everything that reading a source brought, so that a crash sees all of it or nothing."""
    found = [d for d in read.found if _fits(d.url)]
    follow = [d for d in read.follow if _fits(d.url)]
    before = page_ids(connection, [d.url for d in found])
    add_pages(connection, read.site, found, now)
    claim(connection, read.site, [d.url for d in found if d.state is State.PENDING])
    own = Discovery(url=read.url, kind=read.kind, via=Via.DECLARED, listing=read.url)
    insert_missing(connection, Page, [_page_row(read.site, own, now)], ["url"])
    page_id = page_ids(connection, [read.url])[read.url]
    add_fetches(connection, run_id, {page_id: read.fetches})
    read_in = body_fetches(connection, {page_id: read.fetches}).get(page_id)
    add_discoveries(connection, found, now, read_in=read_in)
    if read.unchanged and read.kind is PageKind.FEED:
        named_again(connection, read.url, now)
    visit = Visit(page_id=page_id, state=read.state, reason=read.reason, fetches=read.fetches)
    settle(connection, run_id, [visit], now=now, schedule=schedule)
    enqueue(connection, read.site, follow, now, run_id)
    add_discoveries(connection, follow, now, read_in=read_in)
    distinct = {d.url for d in found}
    return SourceCount(found=len(distinct), new=len(distinct - before.keys()), known=len(distinct & before.keys()))


def add_pages(connection: Connection, site: str, found: Iterable[Discovery], now: datetime) -> None:
    """Rows for the addresses that have none; the others keep their state."""
    insert_missing(connection, Page, [_page_row(site, d, now) for d in found if _fits(d.url)], ["url"])


def claim(connection: Connection, site: str, urls: Sequence[str]) -> None:
    """Make pages pending that were set aside for their address alone, by another site's rules or by older ones."""
    aside = Page.state.in_((State.NOT_ARTICLE, State.SPONSORED))
    fetched = exists().where(Download.page_id == Page.id)
    for part in chunks(urls):
        chosen = and_(Page.url.in_(part), Page.kind == PageKind.ARTICLE, aside, ~fetched)
        connection.execute(update(Page).where(chosen).values(site=site, state=State.PENDING, reason=None))


def set_aside(
    connection: Connection, run_id: int, reasons: Mapping[str, str], *, now: datetime, schedule: Schedule
) -> None:
    """Make articles that are pending, or were set aside before, no articles, each for its reason."""
    unread = and_(Page.kind == PageKind.ARTICLE, Page.state.in_((State.PENDING, State.NOT_ARTICLE)))
    urls: dict[str, list[str]] = {}
    for url, reason in reasons.items():
        urls.setdefault(reason, []).append(url)
    for reason, alike in urls.items():
        values = {"state": State.NOT_ARTICLE, "reason": reason, "run_id": run_id, "due_at": schedule.again(now, now)}
        for part in chunks(alike):
            connection.execute(update(Page).where(unread, Page.url.in_(part)).values(values))


def enqueue(
    connection: Connection, site: str, sources: Iterable[Discovery], now: datetime, run_id: int | None = None
) -> None:
    """Make sources pending, also those that were read in an earlier run.

    With a run's id, what this run has read already stays as it is: sources that name each other would never end. So
    do articles: a listing that calls one of them its next page must not take its state away.
    """
    rows = [_page_row(site, d, now) for d in sources if _fits(d.url)]
    read: set[str] = set()
    if run_id is not None:
        article = and_(Page.kind == PageKind.ARTICLE, Page.state.not_in((State.NOT_ARTICLE, State.SPONSORED)))
        for part in chunks([row["url"] for row in rows]):
            kept = select(Page.url).where(Page.url.in_(part), or_(Page.run_id == run_id, article))
            read.update(connection.scalars(kept))
    changed = ("site", "kind", "via", "state", "reason", "depth", "listing", "due_at")
    upsert(connection, Page, [row for row in rows if row["url"] not in read], ["url"], replace=changed)


def known(connection: Connection, urls: Sequence[str], listing: str | None) -> set[str]:
    """Which addresses have a row; with a listing, which of them that listing named."""
    found: set[str] = set()
    for part in chunks(list(dict.fromkeys(urls))):
        query = select(Page.url).where(Page.url.in_(part))
        if listing is not None:
            query = query.where(exists().where(Sighting.page_id == Page.id, Sighting.listing == listing))
        found.update(connection.scalars(query))
    return found


def states(connection: Connection, urls: Sequence[str]) -> dict[str, State]:
    """States of the addresses that have a row."""
    found: dict[str, State] = {}
    for part in chunks(list(dict.fromkeys(urls))):
        rows = connection.execute(select(Page.url, Page.state).where(Page.url.in_(part)))
        found.update((url, State(state)) for url, state in rows)
    return found


def pending(
    connection: Connection, sites: Sequence[str], *, article: bool, limit: int, now: datetime, after: int
) -> list[PendingPage]:
    """Pages to fetch with an id above `after`, by id."""
    due = or_(Page.state == State.PENDING, Page.due_at <= now)
    kind = Page.kind == PageKind.ARTICLE if article else Page.kind != PageKind.ARTICLE
    query = select(*Page.__table__.c).where(Page.site.in_(sites), kind, due, Page.id > after)
    rows = connection.execute(query.order_by(Page.id).limit(limit)).all()
    return _with_hints(connection, rows)


def due_of(connection: Connection, urls: Sequence[str], now: datetime) -> list[PendingPage]:
    """Those of the addresses that are pending or due, by id."""
    rows: list[Any] = []
    for part in chunks(list(dict.fromkeys(urls))):
        due = or_(Page.state == State.PENDING, Page.due_at <= now)
        rows += connection.execute(select(*Page.__table__.c).where(Page.url.in_(part), due)).all()
    return _with_hints(connection, sorted(rows, key=lambda row: row.id))


def _with_hints(connection: Connection, rows: Sequence[Any]) -> list[PendingPage]:
    hints = discoveries(connection, {row.id: row.url for row in rows})
    read = _digests(connection, [row.id for row in rows if row.state == State.STORED])
    return [_pending(row, hints.get(row.id, ()), read.get(row.id)) for row in rows]


def _digests(connection: Connection, page_ids: Sequence[int]) -> dict[int, str]:
    """Digests of the bodies that the newest versions were read from, by page."""
    found: dict[int, str] = {}
    for part in chunks(page_ids):
        query = (
            select(Article.page_id, Download.sha256)
            .join(ArticleVersion, ArticleVersion.article_id == Article.id)
            .join(Download, Download.id == ArticleVersion.fetch_id)
            .where(Article.page_id.in_(part), Download.sha256.is_not(None))
            .order_by(ArticleVersion.number)
        )
        found.update({int(row.page_id): str(row.sha256) for row in connection.execute(query)})
    return found


def pages_at(connection: Connection, urls: Sequence[str]) -> list[PendingPage]:
    """Those of the addresses that have a row, due or not, by id, to be read whether or not they have changed."""
    rows: list[Any] = []
    for part in chunks(list(dict.fromkeys(urls))):
        rows += connection.execute(select(*Page.__table__.c).where(Page.url.in_(part))).all()
    hints = discoveries(connection, {row.id: row.url for row in rows})
    return [_pending(row, hints.get(row.id, ()), None) for row in sorted(rows, key=lambda row: row.id)]


def _fits(url: str) -> bool:
    if len(url.encode("utf-8", "replace")) <= MAX_URL:
        return True
    logger.warning("address longer than %d bytes left out: %s…", MAX_URL, url[:200])
    return False


def _page_row(site: str, found: Discovery, now: datetime) -> dict[str, Any]:
    return {
        "url": found.url,
        "site": site,
        "kind": found.kind,
        "via": found.via,
        "state": found.state,
        "reason": found.reason,
        "listing": found.listing,
        "depth": found.depth,
        "tries": 0,
        "first_seen_at": now,
        "due_at": None,
    }


def _pending(row: Any, hints: tuple[Discovery, ...], sha256: str | None) -> PendingPage:
    return PendingPage(
        id=row.id,
        url=row.url,
        site=row.site,
        kind=PageKind(row.kind),
        via=Via(row.via),
        state=State(row.state),
        tries=row.tries,
        depth=row.depth,
        listing=row.listing,
        discoveries=hints,
        etag=row.etag,
        last_modified=row.last_modified,
        sha256=sha256,
    )
