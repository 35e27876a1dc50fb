"""One site: what share of it is copied, from whom, how fast, with whose pictures, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, or_, select

from newscrawl.errors import NewscrawlError
from newscrawl.items import PageKind
from newscrawl.plaintext import plain
from newscrawl.query.agencies import AgencyRow, agencies
from newscrawl.query.health import SiteHealth, health
from newscrawl.query.names import close_to
from newscrawl.query.narrowing import ORIGINALS
from newscrawl.store.models import Article, ArticleTally, ArticleVersion, OriginLink, Page, Publisher, TraceState
from newscrawl.store.session import reading

NEWEST = 1_000
"""Articles that are looked at one by one, for delays and for what was compared: all of a large site take a second."""
# A copy that none but the comparison of texts tells of: its page does not name the origin.
_UNNAMED = "text"


class UnknownSite(NewscrawlError):
    """Nothing is known of a site of this name; the message says which there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A number of articles and what it is a share of."""

    name: str
    articles: int
    of: int
    """The denominator."""
    of_what: str
    """The denominator in words."""

    @property
    def share(self) -> float | None:
        """0 to 1; None where there is nothing to share in."""
        return self.articles / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher whose texts the site has."""

    origin: str
    origin_name: str
    origin_kind: str
    articles: int
    relations: dict[str, int]
    uncredited: int
    """Of these, those whose pages do not name it."""
    median_delay_hours: float | None
    """From the stored original to the copy, by the times that both claim; None where no such pair is known."""
    delays: int
    """Pairs that the median is taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    month: str
    """As 2026-06, by the claimed time, or when it was first seen."""
    articles: int
    from_others: int
    translated: int
    uncredited: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    site: str
    publisher: str | None
    kind: str | None
    articles: int
    """Stored articles, of which every share is one."""
    shares: tuple[Share, ...]
    """`from_others`, `translated`, `agency`, `own`, `unknown` of all articles; `uncredited` of those from others."""
    sources: tuple[Source, ...]
    """The most copied first."""
    median_delay_hours: float | None
    delays: int
    agencies: tuple[AgencyRow, ...]
    """Credited for text or pictures; each with this site alone."""
    months: tuple[Month, ...]
    """The oldest first."""
    states: dict[str, int]
    """All discovered article addresses of the site by what became of them."""
    addresses: int
    compared: int
    """Of the newest `compared_of` articles, those whose text has been compared with all others; of the rest only what
    their pages say is known."""
    compared_of: int
    first_at: datetime | None
    last_at: datetime | None
    health: SiteHealth | None
    """None where it was not asked for, or no source of the site was ever read."""

    @property
    def coverage(self) -> float | None:
        """Share of the discovered addresses that was settled, stored or not; None where none is known."""
        return 1 - self.states.get("pending", 0) / self.addresses if self.addresses else None


def site_profile(engine: Engine, site: str, *, now: datetime | None = None) -> SiteProfile:
    """now: tell of the site's health at this time too, which reads all downloads of three months.

    Raises UnknownSite, StoreError.
    """
    with reading(engine) as connection:
        _require(connection, site)
        counts = _counts(connection, site)
        row = connection.execute(select(Publisher.slug, Publisher.kind).where(Publisher.site == site)).first()
        publishers = {
            p.id: p for p in connection.execute(select(Publisher.id, Publisher.slug, Publisher.name, Publisher.kind))
        }
        delays = _delays(connection, site)
        states = dict(connection.execute(_states(site)).all())
        compared, compared_of = connection.execute(_compared(site)).one()
        # One by one, so that each is looked up at its end of the index.
        times = [
            connection.scalar(select(end(Article.listed_at)).where(Article.site == site))
            for end in (func.min, func.max)
        ]
    every = [delay for found in delays.values() for delay in found]
    return SiteProfile(
        site=site,
        publisher=row.slug if row else None,
        kind=row.kind if row else None,
        articles=sum(c.articles for c in counts),
        shares=_shares(counts, row is not None and row.kind in ORIGINALS),
        sources=_sources(counts, publishers, delays),
        median_delay_hours=_median(every),
        delays=len(every),
        agencies=agencies(engine, site=site, limit=None).items,
        months=_months(counts, row is not None and row.kind in ORIGINALS),
        states=states,
        addresses=sum(states.values()),
        compared=compared,
        compared_of=compared_of,
        first_at=times[0],
        last_at=times[1],
        health=next(iter(health(engine, now=now, site=site)), None) if now else None,
    )


def _require(connection: Connection, site: str) -> None:
    if connection.scalar(select(Page.id).where(Page.site == site).limit(1)) is not None:
        return
    if connection.scalar(select(Publisher.id).where(Publisher.site == site).limit(1)) is not None:
        return
    known = [name for name in connection.scalars(select(Publisher.site).distinct()) if name]
    hint = close_to(site, known) or "; newscrawl sites list shows all"
    raise UnknownSite(f"nothing is known of a site {plain(site)!r}{hint}")


def _counts(connection: Connection, site: str) -> Sequence[Any]:
    """Articles by month, origin, relation and what the conclusion rests on."""
    names = ("month", "relation", "basis", "articles")
    origin = func.nullif(ArticleTally.origin_id, 0).label("origin_id")
    query = select(origin, *(ArticleTally.__table__.c[name] for name in names))
    return connection.execute(query.where(ArticleTally.site == site, ArticleTally.articles > 0)).all()


def _states(site: str) -> Select[str, int]:
    query = select(Page.state, func.count()).where(Page.site == site, Page.kind == PageKind.ARTICLE)
    return query.group_by(Page.state)


def _compared(site: str) -> Select[int, int]:
    """How many of the newest articles have been traced, and how many those are."""
    newest = select(Article.newest_version_id).where(Article.site == site, Article.newest_version_id.is_not(None))
    few = newest.order_by(Article.listed_at.desc()).limit(NEWEST).subquery()
    state = TraceState.__table__
    traced = func.count(state.c.article_version_id).filter(state.c.is_due.is_(False))
    joined = few.outerjoin(state, state.c.article_version_id == few.c.newest_version_id)
    return select(traced, func.count()).select_from(joined)


def _delays(connection: Connection, site: str) -> dict[int, list[float]]:
    """Hours from stored originals to the site's newest copies of them, by origin, where both claim a time."""
    newest = (
        select(Article.origin_id, Article.newest_version_id, Article.published_at)
        .where(Article.site == site, Article.origin_id.is_not(None), Article.published_at.is_not(None))
        .order_by(Article.listed_at.desc())
        .limit(NEWEST)
        .subquery()
    )
    original = Article.__table__.alias("original")
    query = (
        select(newest.c.origin_id, newest.c.published_at, original.c.published_at.label("original_at"))
        .join(OriginLink, and_(OriginLink.article_version_id == newest.c.newest_version_id, OriginLink.rank == 1))
        .outerjoin(ArticleVersion, ArticleVersion.id == OriginLink.origin_version_id)
        .join(original, or_(original.c.id == ArticleVersion.article_id, original.c.url == OriginLink.url))
        .where(original.c.published_at.is_not(None))
    )
    found: dict[int, list[float]] = {}
    for row in connection.execute(query):
        found.setdefault(row.origin_id, []).append((row.published_at - row.original_at).total_seconds() / 3600)
    return found


def _shares(counts: Sequence[Any], is_original: bool) -> tuple[Share, ...]:
    total, others = _sum(counts), [c for c in counts if c.origin_id is not None]
    nobody = total - _sum(others)
    shares = [
        ("from_others", _sum(others)),
        ("translated", _sum(c for c in others if c.relation == "translated")),
        ("agency", _sum(c for c in others if c.relation == "agency")),
        ("own", nobody if is_original else 0),
        ("unknown", 0 if is_original else nobody),
    ]
    uncredited = _sum(c for c in others if c.basis == _UNNAMED)
    return (
        *(Share(name=name, articles=number, of=total, of_what="stored articles") for name, number in shares),
        Share(name="uncredited", articles=uncredited, of=_sum(others), of_what="articles from others"),
    )


def _sources(counts: Sequence[Any], publishers: dict[int, Any], delays: dict[int, list[float]]) -> tuple[Source, ...]:
    by_origin: dict[int, list[Any]] = {}
    for count in counts:
        if count.origin_id is not None:
            by_origin.setdefault(count.origin_id, []).append(count)
    found = []
    for ident, mine in by_origin.items():
        relations = {name: _sum(c for c in mine if c.relation == name) for name in {c.relation for c in mine}}
        found.append(
            Source(
                origin=publishers[ident].slug,
                origin_name=publishers[ident].name,
                origin_kind=publishers[ident].kind,
                articles=_sum(mine),
                relations=dict(sorted(relations.items(), key=lambda r: (-r[1], r[0]))),
                uncredited=_sum(c for c in mine if c.basis == _UNNAMED),
                median_delay_hours=_median(delays.get(ident, [])),
                delays=len(delays.get(ident, [])),
            )
        )
    return tuple(sorted(found, key=lambda s: (-s.articles, s.origin)))


def _months(counts: Sequence[Any], is_original: bool) -> tuple[Month, ...]:
    by_month: dict[str, list[Any]] = {}
    for count in counts:
        by_month.setdefault(count.month, []).append(count)
    return tuple(
        Month(
            month=month,
            articles=_sum(mine),
            from_others=_sum(c for c in mine if c.origin_id is not None),
            translated=_sum(c for c in mine if c.relation == "translated"),
            uncredited=_sum(c for c in mine if c.basis == _UNNAMED),
            unknown=0 if is_original else _sum(c for c in mine if c.origin_id is None),
        )
        for month, mine in sorted(by_month.items())
    )


def _sum(counts: Iterable[Any]) -> int:
    return sum(count.articles for count in counts)


def _median(hours: list[float]) -> float | None:
    return round(median(hours), 2) if hours else None
