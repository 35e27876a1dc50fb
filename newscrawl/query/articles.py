"""Lists: articles with their origins, and what became of all addresses of a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, exists, func, or_, select
from sqlalchemy.sql import Select

from newscrawl.query.views import ARTICLE, CREDIT, PAGE
from newscrawl.store.models import Publisher
from newscrawl.store.session import reading
from newscrawl.store.upsert import chunks

UNKNOWN = "unknown"
"""As a filter's origin: articles whose origin is not known."""
OWN = "own"
"""As a filter's origin: articles of outlets and agencies for which no other origin is known."""
ORIGINALS = ("outlet", "agency")
"""Kinds of publishers that publish texts of their own."""
_IS_OWN = ARTICLE.c.origin.is_(None) & exists().where(
    Publisher.slug == ARTICLE.c.publisher, Publisher.kind.in_(ORIGINALS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One address; the fields of an article are None where none is stored."""

    url: str
    site: str
    state: str
    reason: str | None
    title: str | None
    language: str | None
    published_at: datetime | None
    published_source: str | None
    first_seen_at: datetime
    versions: int
    origin: str | None
    """Slug of the likeliest origin, None where it is unknown."""
    origin_name: str | None
    relation: str | None
    confidence: float | None
    origin_url: str | None
    text_agencies: tuple[str, ...]
    image_agencies: tuple[str, ...]
    equal_texts: int
    is_original: bool
    """No other origin is known, and the publisher of the page is an outlet or agency, which may have written it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a list of articles; None is no limit."""

    site: str | None = None
    origin: str | None = None
    """Slug or name of a publisher, `unknown`, or `own` for articles that are nobody else's as far as is known."""
    agency: str | None = None
    """Gazetteer id of an agency credited for text or pictures."""
    language: str | None = None
    since: datetime | None = None
    """Published at or after; first seen, where no time is claimed."""
    until: datetime | None = None
    state: str | None = None
    """A page's state; None lists stored articles."""
    relation: str | None = None


def articles(engine: Engine, filters: Filters, *, limit: int | None = 50, offset: int = 0) -> list[ArticleRow]:
    """Articles, newest first. Raises StoreError."""
    query = _filtered(filters).order_by(_time().desc(), PAGE.c.url).limit(limit).offset(offset)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
        credited = _agencies(connection, [row.article_id for row in rows if row.article_id is not None])
    return [_row(row, credited.get(row.article_id, {})) for row in rows]


def count(engine: Engine, filters: Filters) -> int:
    """How many articles the filters leave."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(_filtered(filters).subquery())) or 0


def _time() -> Any:
    return func.coalesce(ARTICLE.c.published_at, PAGE.c.first_seen_at)


def _filtered(filters: Filters) -> Select[Any]:
    own = [c for c in ARTICLE.c if c.name not in ("url", "site", "body", "first_seen_at")]
    chosen = [PAGE.c.url, PAGE.c.site, PAGE.c.state, PAGE.c.reason, PAGE.c.first_seen_at, *own]
    query = select(*chosen, _IS_OWN.label("is_original")).select_from(
        PAGE.outerjoin(ARTICLE, ARTICLE.c.url == PAGE.c.url)
    )
    if filters.state:
        query = query.where(PAGE.c.state == filters.state, PAGE.c.kind == "article")
    else:
        query = query.where(ARTICLE.c.article_id.is_not(None))
    for column, value in (
        (PAGE.c.site, filters.site),
        (ARTICLE.c.language, filters.language),
        (ARTICLE.c.relation, filters.relation),
    ):
        query = query.where(column == value) if value else query
    query = query.where(_time() >= filters.since) if filters.since else query
    query = query.where(_time() < filters.until) if filters.until else query
    if filters.origin == UNKNOWN:
        query = query.where(ARTICLE.c.origin.is_(None), ~_IS_OWN)
    elif filters.origin == OWN:
        query = query.where(_IS_OWN)
    elif filters.origin:
        name = filters.origin.casefold()
        query = query.where(or_(ARTICLE.c.origin == name, func.lower(ARTICLE.c.origin_name) == name))
    if filters.agency:
        credited = exists().where(CREDIT.c.article_id == ARTICLE.c.article_id, CREDIT.c.agency == filters.agency)
        query = query.where(credited.where(CREDIT.c.kind != "cited"))
    return query


def _agencies(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Credited agencies by article and kind of credit, in the page's order."""
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for part in chunks(ids):
        query = select(CREDIT.c.article_id, CREDIT.c.kind, CREDIT.c.agency).where(CREDIT.c.article_id.in_(part))
        query = query.where(CREDIT.c.agency.is_not(None)).order_by(CREDIT.c.ordinal, CREDIT.c.place)
        for ident, kind, agency in connection.execute(query):
            kinds = found.setdefault(ident, {})
            kinds[kind] = tuple(dict.fromkeys((*kinds.get(kind, ()), agency)))
    return found


def _row(row: Any, credited: dict[str, tuple[str, ...]]) -> ArticleRow:
    return ArticleRow(
        url=row.url,
        site=row.site,
        state=row.state,
        reason=row.reason,
        title=row.title,
        language=row.language,
        published_at=row.published_at,
        published_source=row.published_source,
        first_seen_at=row.first_seen_at,
        versions=row.versions or 0,
        origin=row.origin,
        origin_name=row.origin_name,
        relation=row.relation,
        confidence=row.confidence,
        origin_url=row.origin_url,
        text_agencies=credited.get("text", ()),
        image_agencies=credited.get("photo", ()),
        equal_texts=row.equal_texts or 0,
        is_original=bool(row.is_original),
    )
