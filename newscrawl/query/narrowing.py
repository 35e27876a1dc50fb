"""Which articles a person means: the conditions on the table of articles, as every list and search applies them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression, any_, func, or_, select
from sqlalchemy.sql.operators import custom_op

from newscrawl.store.models import Agency, Article, ArticleAgency, Publisher

UNKNOWN = "unknown"
"""As a filter's origin: articles whose origin is not known."""
OWN = "own"
"""As a filter's origin: articles of outlets and agencies for which no other origin is known."""
ORIGINALS = ("outlet", "agency")
"""Kinds of publishers that publish texts of their own."""
# Articles of an agency that are looked up one by one. Of an agency with more, those in the list's order are asked: one
# of some twenty is its own then.
_FEW = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a list of articles; None is no limit."""

    site: str | None = None
    origin: str | None = None
    """Slug or name of a publisher, `unknown`, or `own` for articles that are nobody else's as far as is known."""
    agency: str | None = None
    """Gazetteer id or name of an agency credited for text or pictures."""
    language: str | None = None
    """Two letters, small or capital."""
    since: datetime | None = None
    """Published at or after; first seen, where no time is claimed."""
    until: datetime | None = None
    state: str | None = None
    """A page's state; None lists stored articles. Searches take no other."""
    relation: str | None = None
    confidence: float | None = None
    """Least confidence of the likeliest origin."""
    seen_since: datetime | None = None
    """First stored here at or after."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "language", self.language.lower() if self.language else None)


def is_own() -> ColumnElement[bool]:
    """Whether an article is its publisher's own as far as is known."""
    return Article.origin_id.is_(None) & Article.publisher_id.in_(_originals())


def conditions(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """Of `article`; what is not about articles (`state`) is left to the caller."""
    found: list[ColumnElement[bool]] = [Article.newest_version_id.is_not(None)]
    relation: Any = Article.relation
    if filters.origin and connection.dialect.name == "sqlite":
        # Relations are few, but without statistics SQLite takes their index for as good as the origins'; of a value
        # with a plus before it, it takes none.
        relation = UnaryExpression(relation, operator=custom_op("+"), type_=relation.type)
    for column, value in (
        (Article.site, filters.site),
        (Article.language, filters.language),
        (relation, filters.relation),
    ):
        found += [column == value] if value else []
    found += [Article.listed_at >= filters.since] if filters.since else []
    found += [Article.listed_at < filters.until] if filters.until else []
    found += [Article.first_seen_at >= filters.seen_since] if filters.seen_since else []
    found += [Article.confidence >= filters.confidence] if filters.confidence else []
    found += [_origin(connection, filters.origin)] if filters.origin else []
    found += [_agency(connection, filters.agency)] if filters.agency else []
    return found


def are_few(connection: Connection, ids: Select[Any]) -> bool:
    """Whether a query finds so few ids that they are looked up one by one."""
    found = select(func.count()).select_from(ids.limit(_FEW + 1).subquery())
    return (connection.scalar(found) or 0) <= _FEW


def listed(ids: Select[Any]) -> ColumnElement[Any]:
    """Any of the ids of a query, for PostgreSQL: found first and then looked up, whatever the planner makes of them."""
    return any_(func.array(ids.scalar_subquery()))


def agency_id(said: str) -> Select[int]:
    """Of the agency with that id or name; an id stands before another's name."""
    return select(Agency.id).where(bears(Agency, said)).order_by(Agency.slug != said.casefold(), Agency.id).limit(1)


def bears(kind: type[Agency] | type[Publisher], said: str) -> ColumnElement[bool]:
    """Whether that is its id or its name."""
    return or_(kind.slug == said.casefold(), func.lower(kind.name) == said.casefold())


def _originals() -> Any:
    return select(Publisher.id).where(Publisher.kind.in_(ORIGINALS))


def _origin(connection: Connection, said: str) -> ColumnElement[bool]:
    if said == OWN:
        return is_own()
    if said == UNKNOWN:
        others = or_(Article.publisher_id.is_(None), Article.publisher_id.not_in(_originals()))
        return Article.origin_id.is_(None) & others
    ids = connection.scalars(select(Publisher.id).where(bears(Publisher, said))).all()
    # One value, where there is one, so that an index gives the list's order.
    return Article.origin_id == ids[0] if len(ids) == 1 else Article.origin_id.in_(ids)


def _agency(connection: Connection, said: str) -> ColumnElement[bool]:
    ident = connection.scalar(agency_id(said))
    credited = select(ArticleAgency.article_id).where(ArticleAgency.agency_id == ident, ArticleAgency.kind != "cited")
    if are_few(connection, credited):
        return Article.id.in_(credited) if connection.dialect.name == "sqlite" else Article.id == listed(credited)
    # The site stands in the key before the article.
    mine = credited.where(ArticleAgency.article_id == Article.id, ArticleAgency.site == Article.site)
    return mine.exists()
