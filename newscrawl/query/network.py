"""Who copies whom: sites and the publishers that their articles come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from newscrawl.query.paging import Slice, sliced
from newscrawl.store.models import Article, ArticleTally, Publisher
from newscrawl.store.session import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Articles of a site whose likeliest origin is one publisher."""

    site: str
    origin: str
    """Slug of the publisher."""
    origin_name: str
    origin_kind: str
    """`agency`, `outlet`, `aggregator`, or `publisher` where only a name is known."""
    origin_site: str | None
    """Name of the crawled site, where the origin is one."""
    articles: int
    relations: dict[str, int]
    """Articles by what they are to the origin, the most frequent first."""


def network(
    engine: Engine,
    *,
    site: str | None = None,
    origin: str | None = None,
    relation: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    least: int = 1,
    limit: int | None = 200,
    offset: int = 0,
) -> Slice[Edge]:
    """Edges from sites to origins, those with most articles first.

    origin: slug of a publisher. least: articles that an edge must have. Raises StoreError.
    """
    table: Any = Article if since or until else ArticleTally
    number = func.count() if since or until else func.sum(ArticleTally.articles)
    key = (table.site, table.origin_id, table.relation)
    query = select(*key, number.label("articles")).where(table.origin_id > 0).group_by(*key).having(number > 0)
    for column, value in ((table.site, site), (table.relation, relation)):
        query = query.where(column == value) if value else query
    query = query.where(Article.listed_at >= since) if since else query
    query = query.where(Article.listed_at < until) if until else query
    if origin:
        query = query.where(table.origin_id == select(Publisher.id).where(Publisher.slug == origin).scalar_subquery())
    with reading(engine) as connection:
        counts: dict[tuple[str, int], dict[str, int]] = {}
        for row in connection.execute(query):
            counts.setdefault((row.site, row.origin_id), {})[row.relation] = int(row.articles)
        names = ("id", "slug", "name", "kind", "site")
        rows = connection.execute(select(*(Publisher.__table__.c[name] for name in names)))
        publishers = {row.id: row for row in rows}
    edges = (
        Edge(
            site=name,
            origin=publishers[ident].slug,
            origin_name=publishers[ident].name,
            origin_kind=publishers[ident].kind,
            origin_site=publishers[ident].site,
            articles=sum(relations.values()),
            relations=dict(sorted(relations.items(), key=lambda r: (-r[1], r[0]))),
        )
        for (name, ident), relations in counts.items()
    )
    found = [edge for edge in edges if edge.articles >= least]
    return sliced(sorted(found, key=lambda e: (-e.articles, e.site, e.origin)), limit=limit, offset=offset)
