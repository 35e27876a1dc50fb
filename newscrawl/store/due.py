"""What is due at a site, what waits for its time, and what was read already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, or_, select

from newscrawl.items import PageKind, State
from newscrawl.store.models import CrawlRun, Page
from newscrawl.store.models import Fetch as Download
from newscrawl.store.upsert import chunks


def sources(connection: Connection, urls: Sequence[str]) -> set[str]:
    """Which of the addresses are known as feeds, sitemaps, sections or APIs."""
    found: set[str] = set()
    for part in chunks(list(dict.fromkeys(urls))):
        found.update(connection.scalars(select(Page.url).where(Page.url.in_(part), Page.kind != PageKind.ARTICLE)))
    return found


def set_aside(connection: Connection, site: str, reasons: Sequence[str]) -> list[str]:
    """Addresses of a site that were never fetched, for one of these reasons."""
    fetched = exists().where(Download.page_id == Page.id)
    aside = Page.state.in_((State.NOT_ARTICLE, State.SPONSORED))
    chosen = and_(Page.site == site, aside, Page.kind == PageKind.ARTICLE, Page.reason.in_(reasons), ~fetched)
    return list(connection.scalars(select(Page.url).where(chosen).order_by(Page.id)))


def read_since(connection: Connection, urls: Sequence[str], since: datetime) -> set[str]:
    """Those sources among the addresses that were read since then."""
    found: set[str] = set()
    read = exists().where(Download.page_id == Page.id, Download.fetched_at >= since)
    for part in chunks(list(dict.fromkeys(urls))):
        found.update(
            connection.scalars(select(Page.url).where(Page.url.in_(part), Page.state == State.NOT_ARTICLE, read))
        )
    return found


def backfill_began(connection: Connection, site: str, days: str) -> datetime | None:
    """Start of the earliest run of this backfill since the last one that came to its end."""
    runs = select(CrawlRun.started_at, CrawlRun.reason, CrawlRun.settings).where(CrawlRun.site == site)
    began: datetime | None = None
    for run in connection.execute(runs.order_by(CrawlRun.id.desc())):
        if run.settings.get("backfill") == days:
            if run.reason == "finished":
                break
            began = run.started_at
    return began


def waiting(connection: Connection, urls: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Those sources among the addresses that were read and are not due yet, with the time they were last asked for."""
    found: dict[str, datetime] = {}
    for part in chunks(list(dict.fromkeys(urls))):
        query = (
            select(Page.url, func.max(Download.fetched_at).label("read_at"))
            .join(Download, Download.page_id == Page.id)
            .where(Page.url.in_(part), Page.state == State.NOT_ARTICLE, Page.due_at > now)
            .group_by(Page.url)
        )
        found.update({str(row.url): row.read_at for row in connection.execute(query)})
    return found


def due_sites(connection: Connection, sites: Sequence[str], now: datetime) -> set[str]:
    """Which of the sites have a pending or due address."""
    due = or_(Page.state == State.PENDING, Page.due_at <= now)
    return set(connection.scalars(select(Page.site).where(Page.site.in_(sites), due).distinct()))


def next_due(connection: Connection, sites: Sequence[str]) -> datetime | None:
    """The earliest time at which an address of the sites is due."""
    found: datetime | None = connection.scalar(select(func.min(Page.due_at)).where(Page.site.in_(sites)))
    return found
