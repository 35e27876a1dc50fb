"""What people decided about an article's origins, as tracing takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from newscrawl.items import OriginRole, Relation
from newscrawl.store.models import Article, ArticleVersion, Publisher, Review
from newscrawl.store.upsert import chunks
from newscrawl.trace import reviews as domain
from newscrawl.trace.reviews import Decision, Party


def reviewed_of(connection: Connection, version_ids: Sequence[int]) -> set[int]:
    """Which of the versions are of an article that people decided about."""
    found: set[int] = set()
    query = select(ArticleVersion.id).join(Review, Review.article_id == ArticleVersion.article_id)
    for part in chunks(version_ids):
        found.update(connection.scalars(query.where(ArticleVersion.id.in_(part))))
    return found


def reviews_of(connection: Connection, version_id: int) -> tuple[domain.Review, ...]:
    """All decisions about the version's article, in the order in which they were made."""
    mine, seen = ArticleVersion.__table__.alias("mine"), ArticleVersion.__table__.alias("seen")
    # What changed beside the text leaves a decision standing.
    is_earlier = (mine.c.content_hash != seen.c.content_hash).label("is_earlier")
    query = (
        select(*Review.__table__.c, Publisher.slug, Publisher.name, Publisher.kind, mine.c.language, is_earlier)
        .join(mine, mine.c.article_id == Review.article_id)
        .join(seen, seen.c.id == Review.article_version_id)
        .join(Publisher, Publisher.id == Review.publisher_id)
        .where(mine.c.id == version_id)
        .order_by(Review.id)
    )
    return tuple(_review(connection, row) for row in connection.execute(query).all())


def _review(connection: Connection, row: Any) -> domain.Review:
    decision = Decision(row.decision)
    # Where the origin was unknown, the verdict names none.
    shown = row.verdict if "origin" in row.verdict else {}
    about = Party(publisher=row.name, publisher_id=gazetteer_id(row.slug), is_agency=row.kind == "agency", url=row.url)
    original = _version_at(connection, row.url)
    as_shown = decision is Decision.CONFIRM and bool(shown)
    return domain.Review(
        id=row.id,
        decision=decision,
        about=about,
        instead_of=_shown(shown) if decision is Decision.CORRECT and shown else None,
        relation=Relation(shown["relation"]) if as_shown else _relation(about, row.language, original),
        role=OriginRole(shown["role"]) if as_shown else OriginRole.IMMEDIATE,
        version_id=original.id if original else None,
        lines=tuple(shown["lines"]) if shown.get("lines") else None,
        reviewer=row.reviewer,
        at=row.reviewed_at,
        note=row.note,
        is_earlier=bool(row.is_earlier),
    )


def gazetteer_id(slug: str) -> str | None:
    """None for a publisher that is known by its name alone."""
    return None if slug.startswith("named:") else slug


def _shown(verdict: dict[str, Any]) -> Party:
    return Party(
        publisher=verdict["origin_name"],
        publisher_id=gazetteer_id(verdict["origin"]),
        is_agency=verdict["is_agency"],
        url=verdict["url"],
    )


def _version_at(connection: Connection, url: str | None) -> Any:
    """Id and language of the newest version of the article at an address, where it is stored."""
    if url is None:
        return None
    query = (
        select(ArticleVersion.id, ArticleVersion.language)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(Article.url == url)
        .order_by(ArticleVersion.number.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def _relation(about: Party, language: str | None, original: Any) -> Relation:
    if about.is_agency:
        return Relation.AGENCY
    foreign = original is not None and None not in (language, original.language) and language != original.language
    return Relation.TRANSLATED if foreign else Relation.REPUBLISHED
