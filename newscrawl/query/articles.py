"""Lists: articles with their origins, and what became of all addresses of a site."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, or_, select

from newscrawl.items import PageKind
from newscrawl.query.narrowing import ORIGINALS, Filters, conditions
from newscrawl.query.paging import Slice, counted
from newscrawl.query.views import ARTICLE, CREDIT, PAGE
from newscrawl.store.models import Article, ArticleVersion, Page, Publisher
from newscrawl.store.session import reading
from newscrawl.store.upsert import chunks


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


def articles(engine: Engine, filters: Filters, *, limit: int | None = 50, offset: int = 0) -> Slice[ArticleRow]:
    """Articles, newest first. Raises StoreError."""
    with reading(engine) as connection:
        query = chosen(connection, filters)
        total, is_exact = counted(connection, query)
        ids = connection.scalars(query.limit(limit).offset(offset)).all()
        rows = rows_of(connection, ids) if filters.state is None else _addresses(connection, ids)
    return Slice(items=tuple(rows), offset=offset, total=total, is_exact=is_exact)


def each_article(engine: Engine, filters: Filters, *, size: int = 1_000) -> Iterator[ArticleRow]:
    """All articles, newest first, read piece by piece, so that a million need no more memory than a thousand.

    Filters by state are left out. Raises StoreError.
    """
    with reading(engine) as connection:
        query = chosen(connection, replace(filters, state=None)).add_columns(Article.listed_at).limit(size)
        last: Any = None
        while True:
            part = connection.execute(query if last is None else query.where(after(last))).all()
            yield from rows_of(connection, [row.id for row in part])
            if len(part) < size:
                return
            last = part[-1]


def texts_of(engine: Engine, urls: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """Leads and texts of the newest versions of articles, by address. Raises StoreError."""
    query = select(Article.url, ArticleVersion.lead, ArticleVersion.body)
    query = query.join(ArticleVersion, ArticleVersion.id == Article.newest_version_id)
    found: dict[str, tuple[str | None, str]] = {}
    with reading(engine) as connection:
        for part in chunks(urls):
            rows = connection.execute(query.where(Article.url.in_(part)))
            found |= {url: (lead, body) for url, lead, body in rows}
    return found


def after(last: Any) -> ColumnElement[bool]:
    """What comes later in the order of lists than a row."""
    tie = and_(Article.listed_at == last.listed_at, Article.id < last.id)
    return and_(Article.listed_at <= last.listed_at, or_(Article.listed_at < last.listed_at, tie))


def chosen(connection: Connection, filters: Filters) -> Select[int]:
    """Ids of the articles that the filters leave, newest first; of pages, where a state is asked for."""
    if filters.state is None:
        query = select(Article.id).where(*conditions(connection, filters))
        return query.order_by(Article.listed_at.desc(), Article.id.desc())
    time = func.coalesce(Article.listed_at, Page.first_seen_at)
    pages = select(Page.id).outerjoin(Article, Article.page_id == Page.id)
    pages = pages.where(Page.state == filters.state, Page.kind == PageKind.ARTICLE)
    pages = pages.where(Page.site == filters.site) if filters.site else pages
    pages = pages.where(time >= filters.since) if filters.since else pages
    pages = pages.where(time < filters.until) if filters.until else pages
    others = conditions(connection, replace(filters, site=None, since=None, until=None))[1:]
    return pages.where(*others).order_by(time.desc(), Page.id.desc())


def rows_of(connection: Connection, ids: Sequence[int]) -> list[ArticleRow]:
    """Articles by id, in the order of the ids."""
    own = [c for c in ARTICLE.c if c.name not in ("url", "site", "body", "first_seen_at")]
    query = select(PAGE.c.url, PAGE.c.site, PAGE.c.state, PAGE.c.reason, PAGE.c.first_seen_at, *own)
    query = query.join(ARTICLE, ARTICLE.c.url == PAGE.c.url)
    found: dict[int, Any] = {}
    for part in chunks(ids):
        found |= {row.article_id: row for row in connection.execute(query.where(ARTICLE.c.article_id.in_(part)))}
    credited = _agencies(connection, ids)
    publishers = set(connection.scalars(select(Publisher.slug).where(Publisher.kind.in_(ORIGINALS))))
    return [_row(found[i], credited.get(i, {}), publishers) for i in ids if i in found]


def _addresses(connection: Connection, ids: Sequence[int]) -> list[ArticleRow]:
    """Pages by id, with their articles where they have some, in the order of the ids."""
    query = select(PAGE.c.page_id, PAGE.c.url, PAGE.c.site, PAGE.c.state, PAGE.c.reason, PAGE.c.first_seen_at)
    query = query.add_columns(Article.id.label("article_id")).outerjoin(Article, Article.url == PAGE.c.url)
    pages: dict[int, Any] = {}
    for part in chunks(ids):
        pages |= {row.page_id: row for row in connection.execute(query.where(PAGE.c.page_id.in_(part)))}
    stored = {row.url: row for row in rows_of(connection, [p.article_id for p in pages.values() if p.article_id])}
    return [stored.get(pages[i].url) or _bare(pages[i]) for i in ids if i in pages]


def _bare(page: Any) -> ArticleRow:
    nothing = dict.fromkeys(f.name for f in fields(ArticleRow))
    known = {name: getattr(page, name) for name in ("url", "site", "state", "reason", "first_seen_at")}
    counts = {"versions": 0, "equal_texts": 0, "is_original": False, "text_agencies": (), "image_agencies": ()}
    return ArticleRow(**{**nothing, **known, **counts})


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


def _row(row: Any, credited: dict[str, tuple[str, ...]], originals: Container[str]) -> ArticleRow:
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
        is_original=row.origin is None and row.publisher in originals,
    )
