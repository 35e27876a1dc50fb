"""Origins that a person should look at, what people decided, and how right the machine was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise
from math import sqrt
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Exists, and_, exists, func, or_, select

from newscrawl.query.views import REVIEW
from newscrawl.store.models import Article, ArticleVersion, Evidence, OriginLink, Publisher
from newscrawl.store.models import Review as ReviewTable
from newscrawl.store.session import reading

# From here on a verdict is called very strong in `why` and is right nearly always.
_SURE = 0.9
# What weighs less is a hint that hardly any verdict is without.
_CONTRADICTS = 0.3
# Edges of the bins in which confidences are compared with what people found.
_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
# Origins that are read at once.
_AT_ONCE = 100
# Of the normal distribution, for 95 %.
_Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An origin that nobody has decided about on this version."""

    url: str
    site: str
    title: str | None
    rank: int
    origin: str
    """Slug of the publisher."""
    origin_name: str
    role: str
    relation: str
    confidence: float
    origin_url: str | None
    reasons: tuple[str, ...]
    """Why it is asked: `confidence`, `direction`, `contradicted`, `earlier version`; empty in a sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One decision, as it was made."""

    url: str
    version: int
    is_newest: bool
    """False where it was made on an earlier version of the page, with another text."""
    decision: str
    origin: str | None
    origin_name: str | None
    """Whom it is about; for `correct`, who the origin is."""
    origin_url: str | None
    reviewer: str
    note: str | None
    reviewed_at: datetime
    shown_origin: str | None
    shown_name: str | None
    """The origin that was shown; None where it was unknown."""
    shown_url: str | None
    shown_relation: str | None
    shown_confidence: float | None
    """The machine's."""
    verdict: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Origins whose confidence was in [least, most), and what people found; the last bin includes its end."""

    least: float
    most: float
    reviewed: int
    right: int
    sampled: int
    """Of the reviewed, those that were not chosen for being doubtful."""
    precision: float | None
    low: float | None
    """Ends of the 95 % interval (Wilson 1927)."""
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    bins: tuple[Bin, ...]
    reviewed: int
    right: int
    named_where_unknown: int
    """Articles of unknown origin for which somebody named one."""
    reviewers: tuple[str, ...]


def questions(
    engine: Engine,
    *,
    url: str | None = None,
    site: str | None = None,
    limit: int | None = None,
    doubtful: bool = True,
) -> list[Question]:
    """Origins of newest versions that nobody decided about, the least certain first (uncertainty sampling, Lewis and
    Gale 1994). doubtful: False for all of them, in an order that only looks random. Raises StoreError."""
    found: list[Question] = []
    with reading(engine) as connection:
        for part in _parts(_undecided(connection, url, site, doubtful)):
            asked = (_question(row) for row in _asked(connection, part))
            found += [question for question in asked if question.reasons or not doubtful]
            if limit is not None and len(found) >= limit:
                break
    return found[:limit]


def _undecided(connection: Connection, url: str | None, site: str | None, doubtful: bool) -> list[int]:
    """Ids of links in the order in which they are asked; the rest of a link is read for those alone that are shown."""
    reviewed = Article.id.in_(select(ReviewTable.article_id))
    query = (
        select(OriginLink.id, Article.url, Publisher.slug)
        .join(Article, Article.newest_version_id == OriginLink.article_version_id)
        .join(Publisher, Publisher.id == OriginLink.publisher_id)
        .where(or_(~reviewed, ~_decided()))
        .order_by(func.abs(OriginLink.confidence - 0.5), Article.url, OriginLink.rank)
    )
    query = query.where(Article.url == url) if url else query
    query = query.where(Article.site == site) if site else query
    rows = connection.execute(query).all()
    if not doubtful:
        rows = sorted(rows, key=lambda row: hashlib.sha256(f"{row.url} {row.slug}".encode()).digest())
    return [row.id for row in rows]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _asked(connection: Connection, ids: Sequence[int]) -> list[Any]:
    """What a question tells of these links, in their order."""
    link = OriginLink.__table__.c
    query = (
        select(
            link.id,
            *(Article.__table__.c[name] for name in ("url", "site")),
            ArticleVersion.title,
            *(link[name] for name in ("rank", "role", "relation", "confidence", "direction")),
            link.publisher_name.label("origin_name"),
            link.url.label("origin_url"),
            Publisher.slug.label("origin"),
            _evidence(
                Evidence.polarity == "contradicts", Evidence.kind != "review", Evidence.weight >= _CONTRADICTS
            ).label("contradicted"),
            _evidence(Evidence.kind == "review").label("earlier"),
        )
        .join(Article, Article.newest_version_id == link.article_version_id)
        .join(ArticleVersion, ArticleVersion.id == link.article_version_id)
        .join(Publisher, Publisher.id == link.publisher_id)
        .where(link.id.in_(ids))
    )
    rows = {row["id"]: row for row in connection.execute(query).mappings()}
    return [rows[ident] for ident in ids]


def _evidence(*which: ColumnElement[bool]) -> Any:
    return exists().where(and_(Evidence.origin_link_id == OriginLink.id, *which))


def _decided() -> Exists:
    """Whether the last decision about the link's publisher on its text stands."""
    review, later = ReviewTable.__table__, ReviewTable.__table__.alias("later")
    own, seen, again = (ArticleVersion.__table__.alias(name) for name in ("own", "seen", "again"))
    mine = (
        own.c.id == OriginLink.article_version_id,
        review.c.article_id == own.c.article_id,
        review.c.publisher_id == OriginLink.publisher_id,
        seen.c.id == review.c.article_version_id,
        seen.c.content_hash == own.c.content_hash,
    )
    newer = (
        later.c.article_id == review.c.article_id,
        later.c.publisher_id == review.c.publisher_id,
        later.c.id > review.c.id,
        again.c.id == later.c.article_version_id,
        again.c.content_hash == seen.c.content_hash,
    )
    return exists().where(*mine, review.c.decision != "withdraw", ~exists().where(*newer))


def _question(row: Any) -> Question:
    told = {
        "earlier version": row["earlier"],
        "direction": row["direction"] == "undecidable",
        "contradicted": row["contradicted"],
        "confidence": row["confidence"] < _SURE,
    }
    names = [f.name for f in fields(Question) if f.name != "reasons"]
    return Question(**{name: row[name] for name in names}, reasons=tuple(k for k, v in told.items() if v))


def reviews(engine: Engine, url: str | None = None) -> tuple[ReviewRow, ...]:
    """Decisions in the order in which they were made. Raises StoreError."""
    with reading(engine) as connection:
        return reviews_in(connection, url)


def reviews_in(connection: Connection, url: str | None) -> tuple[ReviewRow, ...]:
    query = select(*(REVIEW.c[f.name] for f in fields(ReviewRow))).order_by(REVIEW.c.review_id)
    query = query.where(REVIEW.c.url == url) if url else query
    return tuple(ReviewRow(**row) for row in connection.execute(query).mappings())


def report(engine: Engine) -> Report:
    """How often the machine was right, by its confidence, as far as people looked. Raises StoreError.

    What counts is the last decision about each origin that was shown, and the confidence when it was looked at first.
    """
    rows = reviews(engine)
    judged: dict[tuple[str, int, str, str | None], list[ReviewRow]] = {}
    for row in rows:
        if row.shown_origin is not None and row.shown_confidence is not None:
            judged.setdefault((row.url, row.version, row.shown_origin, row.shown_url), []).append(row)
    found = [
        (decided[0].shown_confidence or 0.0, decided[-1].decision == "confirm", decided[0].verdict.get("chosen"))
        for decided in judged.values()
        if decided[-1].decision != "withdraw"
    ]
    bins = tuple(
        _bin(least, most, [f for f in found if least <= f[0] and (f[0] < most or most == _EDGES[-1])])
        for least, most in pairwise(_EDGES)
    )
    return Report(
        bins=bins,
        reviewed=len(found),
        right=sum(right for _, right, _ in found),
        named_where_unknown=len({r.url for r in rows if r.decision == "correct" and r.shown_origin is None}),
        reviewers=tuple(sorted({r.reviewer for r in rows})),
    )


def _bin(least: float, most: float, found: Sequence[tuple[float, bool, str | None]]) -> Bin:
    right, total = sum(r for _, r, _ in found), len(found)
    low, high = wilson(right, total) if total else (None, None)
    return Bin(
        least=least,
        most=most,
        reviewed=total,
        right=right,
        sampled=sum(chosen == "sample" for _, _, chosen in found),
        precision=right / total if total else None,
        low=low,
        high=high,
    )


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927), which holds for few cases too."""
    share, z2 = right / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z * sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)
