"""What is to be looked for, and what came of looking: originals that are not stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select

from newscrawl.discover.archives import Period, plausible
from newscrawl.items import Via
from newscrawl.sites import Site, SiteRole
from newscrawl.store.models import (
    Article,
    ArticleVersion,
    Discovery,
    Fetch,
    OriginLink,
    Page,
    Publisher,
    Search,
    TraceState,
)
from newscrawl.store.upsert import chunks
from newscrawl.trace.headlines import Named

# Times that a page or feed states for machines; what is printed may be the theme's.
_SURE = frozenset({"site", "jsonld", "meta", "time", "url", "feed", "news_sitemap", "api"})
# The article that an origin names, beside the one that has the origin.
_ORIGINAL, _AT = ArticleVersion.__table__.alias("original"), Article.__table__.alias("original_article")
_FEEDS = (Via.FEED, Via.NEWS_SITEMAP, Via.API)


class Outcome(StrEnum):
    FOUND = "found"
    HEADLINE_MATCH = "headline-match"
    NONE_MATCHED = "none-matched"
    COULD_NOT_LOOK = "could-not-look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The publisher that a text is credited to."""

    publisher_id: int
    slug: str
    name: str
    site: str | None
    """Of the declared sites; None where it is none of them."""
    url: str | None
    """The original's address as the page gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text whose original is to be looked for."""

    version_id: int
    url: str
    site: str
    target: Target | None
    """None where nothing names anybody."""
    periods: tuple[Period, ...]
    """When the original may have come out."""
    first_seen_at: datetime
    attempts: int
    last_at: datetime | None
    last_outcome: str | None


@dataclass(slots=True, kw_only=True)
class Result:
    """What came of one search."""

    wanted: Wanted
    outcome: Outcome
    addresses: int
    fetched: int
    reason: str | None = None
    page_id: int | None = None
    places: dict[str, Any] = field(default_factory=dict)


def wanted(connection: Connection, sites: Mapping[str, Site], version_ids: Iterable[int]) -> list[Wanted]:
    """What of these versions is to be looked for: one for each credited publisher, or one where nobody is credited.

    Left out: what waits to be traced, texts whose original is stored, and uncredited texts of outlets and agencies,
    which are their own. The same text at an aggregator is no original.
    """
    aggregators = _aggregators(sites)
    found: list[Wanted] = []
    for part in chunks(list(version_ids)):
        rows = _versions(connection, part, aggregators)
        links = _links(connection, part, sites)
        times = _times(connection, [row.page_id for row in rows])
        searched = _searched(connection, part)
        for row in rows:
            targets: list[Target | None] = [*links.get(row.id, ())]
            site = sites.get(row.site)
            if row.id not in links and site is not None and site.role is SiteRole.AGGREGATOR:
                targets = [None]
            told = [(row.published_at, row.published_source in _SURE)] if row.published_at else []
            periods = plausible([*told, *((time, True) for time in times.get(row.page_id, ()))], row.first_seen_at)
            for target in targets:
                number, at, outcome = searched.get((row.id, target.publisher_id if target else None), (0, None, None))
                found.append(
                    Wanted(
                        version_id=row.id,
                        url=row.url,
                        site=row.site,
                        target=target,
                        periods=periods,
                        first_seen_at=row.first_seen_at,
                        attempts=number,
                        last_at=at,
                        last_outcome=outcome,
                    )
                )
    return found


def _aggregators(sites: Mapping[str, Site]) -> list[str]:
    return [name for name, site in sites.items() if site.role is SiteRole.AGGREGATOR]


def _versions(connection: Connection, version_ids: Sequence[int], aggregators: Sequence[str]) -> Sequence[Any]:
    with_text = select(OriginLink.article_version_id).join(_ORIGINAL, _ORIGINAL.c.id == OriginLink.origin_version_id)
    with_text = with_text.join(_AT, _AT.c.id == _ORIGINAL.c.article_id).where(_AT.c.site.not_in(aggregators))
    query = (
        select(
            ArticleVersion.id,
            Article.url,
            Article.site,
            Article.page_id,
            Article.published_at,
            Article.published_source,
            Article.first_seen_at,
        )
        .join(Article, Article.id == ArticleVersion.article_id)
        .join(TraceState, TraceState.article_version_id == ArticleVersion.id)
        .where(ArticleVersion.id.in_(version_ids), TraceState.is_due.is_(False), ArticleVersion.id.not_in(with_text))
        .order_by(ArticleVersion.id)
    )
    return connection.execute(query).all()


def _links(connection: Connection, version_ids: Sequence[int], sites: Mapping[str, Site]) -> dict[int, list[Target]]:
    """Whom versions are credited to, by version; what only a headline names is no credit."""
    columns = (OriginLink.article_version_id, OriginLink.publisher_id, OriginLink.url)
    query = (
        select(*columns, Publisher.slug, Publisher.name, Publisher.site)
        .join(Publisher, Publisher.id == OriginLink.publisher_id)
        .where(OriginLink.article_version_id.in_(version_ids), OriginLink.basis != "headline")
        .where(OriginLink.origin_version_id.is_(None))
        .order_by(OriginLink.article_version_id, OriginLink.rank)
    )
    slugs = {site.gazetteer_id or site.name: site.name for site in sites.values()}
    found: dict[int, list[Target]] = {}
    for row in connection.execute(query):
        declared = row.site if row.site in sites else slugs.get(row.slug)
        target = Target(publisher_id=row.publisher_id, slug=row.slug, name=row.name, site=declared, url=row.url)
        found.setdefault(row.article_version_id, []).append(target)
    return found


def _times(connection: Connection, page_ids: Sequence[int]) -> dict[int, list[datetime]]:
    """Times that feeds give of pages."""
    found: dict[int, list[datetime]] = {}
    query = select(Discovery.page_id, Discovery.published_at).where(
        Discovery.page_id.in_(page_ids), Discovery.published_at.is_not(None), Discovery.via.in_(_FEEDS)
    )
    for page_id, time in connection.execute(query):
        assert time is not None
        found.setdefault(page_id, []).append(time)
    return found


def _searched(
    connection: Connection, version_ids: Sequence[int]
) -> dict[tuple[int, int | None], tuple[int, datetime, str]]:
    """Attempts so far, with time and outcome of the last, by version and publisher."""
    columns = (Search.article_version_id, Search.publisher_id, Search.searched_at, Search.outcome)
    query = select(*columns).where(Search.article_version_id.in_(version_ids)).order_by(Search.searched_at, Search.id)
    found: dict[tuple[int, int | None], tuple[int, datetime, str]] = {}
    for version_id, publisher_id, at, outcome in connection.execute(query):
        key = (version_id, publisher_id)
        found[key] = (found[key][0] + 1 if key in found else 1, at, outcome)
    return found


def originals_of(connection: Connection, version_ids: Sequence[int], sites: Mapping[str, Site]) -> dict[int, int]:
    """Page ids of the stored articles that versions turned out to be made from, the likeliest of each."""
    query = (
        select(OriginLink.article_version_id, _AT.c.page_id)
        .join(_ORIGINAL, _ORIGINAL.c.id == OriginLink.origin_version_id)
        .join(_AT, _AT.c.id == _ORIGINAL.c.article_id)
        .where(OriginLink.article_version_id.in_(version_ids), _AT.c.site.not_in(_aggregators(sites)))
        .order_by(OriginLink.rank.desc())
    )
    return dict(connection.execute(query).all())


def record(connection: Connection, results: Iterable[Result], now: datetime) -> None:
    """Note attempts with what came of them."""
    rows = [
        {
            "article_version_id": result.wanted.version_id,
            "publisher_id": result.wanted.target.publisher_id if result.wanted.target else None,
            "searched_at": now,
            "outcome": result.outcome,
            "places": result.places,
            "addresses": result.addresses,
            "fetched": result.fetched,
            "reason": result.reason,
            "page_id": result.page_id,
        }
        for result in results
    ]
    if rows:
        connection.execute(insert(Search), rows)


def named_by_headline(connection: Connection, version_ids: Sequence[int]) -> dict[int, list[tuple[Named, int | None]]]:
    """What the last search for each publisher found of versions' headlines, with the downloads that hold them."""
    found: dict[int, list[tuple[Named, int | None]]] = {}
    for part in chunks(version_ids):
        mine = select(func.max(Search.id)).where(Search.article_version_id.in_(part))
        last = mine.group_by(Search.article_version_id, Search.publisher_id)
        query = (
            select(Search.article_version_id, Search.places, Page.id, Page.url, Publisher.slug, Publisher.name)
            .join(Page, Page.id == Search.page_id)
            .join(Publisher, Publisher.id == Search.publisher_id)
            .where(Search.id.in_(last), Search.outcome == Outcome.HEADLINE_MATCH)
            .order_by(Search.id)
        )
        for version, *row in connection.execute(query).all():
            found.setdefault(version, []).append(_named(connection, *row))
    return found


def _named(
    connection: Connection, places: Mapping[str, Any], page_id: int, url: str, slug: str, name: str
) -> tuple[Named, int | None]:
    said = places["headline"]
    sighting = (Discovery.page_id == page_id, Discovery.found_on == (said["source_url"] or ""))
    fetch_id = connection.scalar(select(Fetch.id).join(Discovery, Discovery.fetch_id == Fetch.id).where(*sighting))
    named = Named(
        publisher=name if slug.startswith("named:") else slug,
        url=url,
        quote=said["quote"],
        locator=said["locator"],
        source_url=said["source_url"],
        probability=said["probability"],
        when=said["when"],
    )
    return named, fetch_id
