"""Who named which address, and what was said of it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from newscrawl.items import Discovery, PageKind, Via
from newscrawl.store.models import Discovery as Sighting
from newscrawl.store.models import Page
from newscrawl.store.tombstones import forgotten_pages
from newscrawl.store.upsert import chunks, upsert

_HINTS = (
    *("locator", "title", "language", "published_at", "modified_at", "author", "guid", "rights"),
    *("source_name", "source_url", "publication", "listing"),
)


def page_ids(connection: Connection, urls: Sequence[str]) -> dict[str, int]:
    """Ids of the addresses that have a row."""
    found: dict[str, int] = {}
    for part in chunks(list(dict.fromkeys(urls))):
        for ident, url in connection.execute(select(Page.id, Page.url).where(Page.url.in_(part))):
            found[url] = ident
    return found


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


def named_again(connection: Connection, feed: str, now: datetime) -> None:
    """What a feed named when it was last read, which has one time, it names still."""
    last = select(func.max(Sighting.last_seen_at)).where(Sighting.found_on == feed).scalar_subquery()
    named = and_(Sighting.found_on == feed, Sighting.last_seen_at == last)
    connection.execute(update(Sighting).where(named).values(last_seen_at=now))


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
