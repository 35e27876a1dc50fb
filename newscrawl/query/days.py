"""What a site's days brought: counts by the number of whole days before now, for comparing a site with its past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, select

from newscrawl.items import PageKind, State, Via
from newscrawl.store.models import Article, ArticleVersion, Credit, Discovery, Fetch, Page

DAY = timedelta(days=1)
PAST_DAYS = 90
"""So far back downloads and articles are looked at."""


@dataclass(slots=True)
class SiteDays:
    """A site's counts by day; 0 is the day that ends now."""

    site: str
    last_read_at: datetime
    read: Counter[int] = field(default_factory=Counter)
    """Downloads."""
    sources: Counter[int] = field(default_factory=Counter)
    """Downloads of feeds, sitemaps, sections and APIs."""
    addresses: Counter[int] = field(default_factory=Counter)
    """New ones."""
    articles: Counter[int] = field(default_factory=Counter)
    """Stored for the first time."""
    undated: Counter[int] = field(default_factory=Counter)
    uncredited: Counter[int] = field(default_factory=Counter)
    pages: Counter[int] = field(default_factory=Counter)
    """Addresses of articles whose newest download is of that day, and of these the empty and the blocked ones."""
    empty: Counter[int] = field(default_factory=Counter)
    blocked: Counter[int] = field(default_factory=Counter)
    listed: Counter[int] = field(default_factory=Counter)
    """Entries of feeds, and of these the ones that no earlier day had seen."""
    new: Counter[int] = field(default_factory=Counter)
    last_address_at: datetime | None = None
    last_article_at: datetime | None = None

    def by_day(self, counts: Counter[int]) -> list[int]:
        """Counts of the days with downloads, the newest first."""
        return [counts[day] for day in sorted(self.read)]


def load_days(connection: Connection, now: datetime, site: str | None) -> list[SiteDays]:
    """The days of each site of which a source was ever read, by name."""
    start = now - PAST_DAYS * DAY
    found: dict[str, SiteDays] = {}
    sources = select(Page.site, func.max(Fetch.fetched_at)).join(Fetch, Fetch.page_id == Page.id)
    chosen = sources.where(_SOURCES, Fetch.fetched_at <= now).group_by(Page.site)
    for name, last in connection.execute(_of(chosen, Page.site, site).order_by(Page.site)):
        found[name] = SiteDays(name, last)
    addresses = _last(Page.site, Page.first_seen_at, now).where(_ARTICLES)
    for name, last in connection.execute(_of(addresses, Page.site, site)):
        if name in found:
            found[name].last_address_at = last
    for name, last in connection.execute(_of(_last(Article.site, Article.first_seen_at, now), Article.site, site)):
        if name in found:
            found[name].last_article_at = last
    _count_downloads(found, now, connection.execute(_of(_downloads(start, now), Page.site, site)))
    for query, of, add in _COUNTED:
        for row in connection.execute(_of(query(start, now), of, site)):
            if row.site in found:
                add(found[row.site], int((now - row.at) / DAY), row)
    for days in found.values():
        for first, last in _spans(connection, days.site, start, now):
            _entry(days, int((now - first) / DAY), int((now - last) / DAY))
    return list(found.values())


def _of(query: Any, column: Any, site: str | None) -> Any:
    return query.where(column == site) if site else query


_ARTICLES = Page.kind == PageKind.ARTICLE
# One by one, as an index finds them so: they are few beside the articles.
_SOURCES = Page.kind.in_([kind for kind in PageKind if kind is not PageKind.ARTICLE])


def _last(site: Any, at: Any, now: datetime) -> Any:
    return select(site, func.max(at)).where(at <= now).group_by(site)


def _downloads(start: datetime, now: datetime) -> Any:
    """The newest of each page first."""
    query = select(Page.id, Page.site, Fetch.fetched_at.label("at"), Page.kind, Page.state)
    query = query.join(Fetch, Fetch.page_id == Page.id).where(Fetch.fetched_at > start, Fetch.fetched_at <= now)
    return query.order_by(Page.id, Fetch.fetched_at.desc())


def _count_downloads(found: dict[str, SiteDays], now: datetime, rows: Iterable[Any]) -> None:
    counted = None
    for row in rows:
        if row.site not in found:
            continue
        days, day = found[row.site], int((now - row.at) / DAY)
        days.read[day] += 1
        if row.kind != PageKind.ARTICLE:
            days.sources[day] += 1
        elif row.id != counted:
            counted = row.id
            days.pages[day] += 1
            days.empty[day] += row.state == State.EMPTY
            days.blocked[day] += row.state == State.BLOCKED


def _new_addresses(start: datetime, now: datetime) -> Any:
    return select(Page.site, Page.first_seen_at.label("at")).where(
        _ARTICLES, Page.first_seen_at > start, Page.first_seen_at <= now
    )


def _add_address(days: SiteDays, day: int, _: Any) -> None:
    days.addresses[day] += 1


def _stored(start: datetime, now: datetime) -> Any:
    credited = exists().where(ArticleVersion.article_id == Article.id, Credit.article_version_id == ArticleVersion.id)
    return select(
        Article.site, Article.first_seen_at.label("at"), Article.published_at, credited.label("credited")
    ).where(Article.first_seen_at > start, Article.first_seen_at <= now)


def _add_article(days: SiteDays, day: int, row: Any) -> None:
    days.articles[day] += 1
    days.undated[day] += row.published_at is None
    days.uncredited[day] += not row.credited


_COUNTED = (
    (_new_addresses, Page.site, _add_address),
    (_stored, Article.site, _add_article),
)


def _spans(connection: Connection, site: str, start: datetime, now: datetime) -> Iterator[Any]:
    """First and last sight of each entry that a feed of the site named."""
    query = select(Discovery.first_seen_at, Discovery.last_seen_at).join(Page, Page.id == Discovery.page_id)
    seen = Discovery.last_seen_at > start, Discovery.last_seen_at <= now
    yield from connection.execute(query.where(Page.site == site, Discovery.via == Via.FEED, *seen))


def _entry(days: SiteDays, first: int, last: int) -> None:
    """An entry stands in its feed from first to last sight."""
    for day in range(last, min(first, PAST_DAYS) + 1):
        if days.sources[day]:
            days.listed[day] += 1
            days.new[day] += day == first
