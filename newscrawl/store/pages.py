"""The queue: addresses, what named them, and when they are due."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select, update

from newscrawl.discover.schedule import Schedule
from newscrawl.items import Discovery, Fetch, PageKind, SourceRead, State, Via
from newscrawl.store.models import Article, ArticleVersion, Page
from newscrawl.store.models import Discovery as Sighting
from newscrawl.store.models import Fetch as Download
from newscrawl.store.settling import settle
from newscrawl.store.tombstones import forgotten_pages
from newscrawl.store.upsert import chunks, insert_missing, upsert

logger = logging.getLogger(__name__)

# Longer addresses are not fetched (URLLENGTH_LIMIT), and PostgreSQL can't index them.
MAX_URL = 2083
_HINTS = (
    *("locator", "title", "language", "published_at", "modified_at", "author", "guid", "rights"),
    *("source_name", "source_url", "publication", "listing"),
)


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
    add_fetches(connection, run_id, page_id, read.fetches)
    read_in = body_fetch(connection, page_id, read.fetches)
    add_discoveries(connection, found, now, read_in=read_in)
    if read.unchanged and read.kind is PageKind.FEED:
        _named_again(connection, read.url, now)
    settle(connection, page_id, run_id, read.state, read.reason, read.fetches, now=now, schedule=schedule)
    enqueue(connection, read.site, follow, now, run_id)
    add_discoveries(connection, follow, now, read_in=read_in)
    distinct = {d.url for d in found}
    return SourceCount(found=len(distinct), new=len(distinct - before.keys()), known=len(distinct & before.keys()))


def _named_again(connection: Connection, feed: str, now: datetime) -> None:
    """What a feed named when it was last read, which has one time, it names still."""
    last = select(func.max(Sighting.last_seen_at)).where(Sighting.found_on == feed).scalar_subquery()
    named = and_(Sighting.found_on == feed, Sighting.last_seen_at == last)
    connection.execute(update(Sighting).where(named).values(last_seen_at=now))


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


def add_discoveries(
    connection: Connection, found: Sequence[Discovery], now: datetime, *, read_in: int | None = None
) -> None:
    """Note who named which address; what is known already is never overwritten by nothing.

    `read_in` is the id of the download they were read from.
    """
    ids = page_ids(connection, [d.url for d in found])
    forgotten = forgotten_pages(connection, ids.values())
    ids = {url: ident for url, ident in ids.items() if ident not in forgotten}
    rows = [_sighting_row(ids[d.url], d, now) | {"fetch_id": read_in} for d in found if d.url in ids]
    renewed = (*_HINTS, "fetch_id")
    upsert(connection, Sighting, rows, ["page_id", "found_on"], replace=("via", "last_seen_at"), fill=renewed)


def page_ids(connection: Connection, urls: Sequence[str]) -> dict[str, int]:
    """Ids of the addresses that have a row."""
    found: dict[str, int] = {}
    for part in chunks(list(dict.fromkeys(urls))):
        for ident, url in connection.execute(select(Page.id, Page.url).where(Page.url.in_(part))):
            found[url] = ident
    return found


def known(connection: Connection, urls: Sequence[str], listing: str | None) -> set[str]:
    """Which addresses have a row; with a listing, which of them that listing named."""
    found: set[str] = set()
    for part in chunks(list(dict.fromkeys(urls))):
        query = select(Page.url).where(Page.url.in_(part))
        if listing is not None:
            query = query.where(exists().where(Sighting.page_id == Page.id, Sighting.listing == listing))
        found.update(connection.scalars(query))
    return found


def children(connection: Connection, url: str) -> tuple[Discovery, ...]:
    """The sitemaps that a sitemap index named when it was read, by address."""
    columns = [c for c in Sighting.__table__.c if c.name != "id"]
    query = (
        select(Page.url, *columns)
        .join(Sighting, Sighting.page_id == Page.id)
        .where(Sighting.found_on == url, Page.kind == PageKind.SITEMAP)
        .order_by(Page.url)
    )
    rows = connection.execute(query).all()
    return tuple(replace(_discovery(row.url, row), kind=PageKind.SITEMAP) for row in rows)


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


def discoveries(connection: Connection, urls: dict[int, str]) -> dict[int, tuple[Discovery, ...]]:
    """What named each page; `urls` holds addresses by page id.

    In order of the naming document's address, so that two databases filled in another order give the same.
    """
    found: dict[int, list[Discovery]] = {}
    for part in chunks(list(urls)):
        query = select(*Sighting.__table__.c).where(Sighting.page_id.in_(part))
        for row in connection.execute(query.order_by(Sighting.page_id, Sighting.found_on)):
            found.setdefault(row.page_id, []).append(_discovery(urls[row.page_id], row))
    return {ident: tuple(rows) for ident, rows in found.items()}


def add_fetches(connection: Connection, run_id: int, page_id: int, fetches: Iterable[Fetch]) -> None:
    """Note downloads; one that is noted already is left alone."""
    rows = [
        {
            "page_id": page_id,
            "run_id": run_id,
            "url": f.url,
            "fetched_at": f.fetched_at,
            "status": f.status,
            "sha256": f.sha256,
            "size": f.size,
            "content_type": f.content_type,
            "etag": f.etag,
            "last_modified": f.last_modified,
            "archive_file": f.archive_file,
            "archive_offset": f.archive_offset,
            "error": f.error,
            "reservations": "\n".join(f.reservations) or None,
        }
        for f in fetches
    ]
    insert_missing(connection, Download, rows, ["page_id", "fetched_at", "url"])


def body_fetch(connection: Connection, page_id: int, fetches: Sequence[Fetch]) -> int | None:
    """Row id of the newest of these downloads that brought a body."""
    last = next((f for f in reversed(fetches) if f.sha256 is not None), None)
    if last is None:
        return None
    key = (Download.page_id == page_id, Download.fetched_at == last.fetched_at, Download.url == last.url)
    ident: int | None = connection.scalar(select(Download.id).where(*key))
    return ident


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


def _sighting_row(page_id: int, found: Discovery, now: datetime) -> dict[str, Any]:
    return {
        "page_id": page_id,
        "found_on": found.found_on or "",
        "via": found.via,
        "depth": found.depth,
        "first_seen_at": now,
        "last_seen_at": now,
        **{name: getattr(found, name) for name in _HINTS},
    }


def _discovery(url: str, row: Any) -> Discovery:
    hints = {name: getattr(row, name) for name in _HINTS}
    return Discovery(url=url, via=Via(row.via), found_on=row.found_on or None, depth=row.depth, **hints)


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
