"""What the stages say of versions, as values that can be compared and kept when a stage says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from newscrawl.store.models import (
    Article,
    ArticleVersion,
    Credit,
    CreditName,
    DateClaim,
    DuplicatePair,
    Evidence,
    Image,
    OriginLink,
    Superseded,
    VersionImage,
)
from newscrawl.store.upsert import chunks
from newscrawl.store.versions import RULES

Content = dict[str, Any]
"""As JSON holds it; `detector` is the version of the rules that said so."""


class Stage(StrEnum):
    """A stage that can be repeated."""

    EXTRACT = "extract"
    CREDITS = "credits"
    DEDUP = "dedup"
    TRACE = "trace"


def said(connection: Connection, stage: Stage, version_ids: Collection[int]) -> dict[int, Content]:
    """What a stage says of each version."""
    found: dict[int, Content] = {}
    for part in chunks(sorted(version_ids), 500):
        found.update(_READERS[stage](connection, part))
    return found


def differs(stage: Stage, one: Content, other: Content) -> bool:
    """Whether two sayings differ in more than the rules that they come from; a confidence that moved is nothing new."""
    if stage is Stage.TRACE:
        return _verdict(one) != _verdict(other)
    return _bare(one) != _bare(other)


def supersede(
    connection: Connection, stage: Stage, version_id: int, before: Content, after: Content, now: datetime
) -> None:
    """Keep what was said before."""
    row = {
        "article_version_id": version_id,
        "stage": stage,
        "detector": str(before["detector"]),
        "replaced_by": str(after["detector"]),
        "replaced_at": now,
        "content": before,
    }
    connection.execute(insert(Superseded).values(row))


def _verdict(content: Content) -> list[tuple[str, ...]]:
    names = ("publisher_name", "role", "relation", "url")
    return [tuple(str(origin[name]) for name in names) for origin in content["origins"]]


def _bare(content: Content) -> Content:
    return {key: value for key, value in content.items() if key != "detector"}


def _texts(connection: Connection, ids: Collection[int]) -> dict[int, Content]:
    names = ("title", "lead", "body", "language", "page_type", "access")
    query = select(*ArticleVersion.__table__.c, Article.published_at).join(
        Article, Article.id == ArticleVersion.article_id
    )
    credits, pictures, dates = _credits(connection, ids), _pictures(connection, ids), _dates(connection, ids)
    return {
        row.id: {
            **{name: getattr(row, name) for name in names},
            "authors": row.authors.split("\n") if row.authors else [],
            "published": row.published_at.isoformat() if row.published_at else None,
            "dates": dates.get(row.id, []),
            "pictures": pictures.get(row.id, []),
            "credits": credits[row.id]["credits"],
            "detector": row.extractor,
        }
        for row in connection.execute(query.where(ArticleVersion.id.in_(ids)))
    }


def _pictures(connection: Connection, ids: Collection[int]) -> dict[int, list[Content]]:
    query = select(*VersionImage.__table__.c, Image.url).outerjoin(Image, Image.id == VersionImage.image_id)
    query = query.where(VersionImage.article_version_id.in_(ids))
    names = ("url", "caption", "credit", "alt")
    found: dict[int, list[Content]] = {}
    for row in connection.execute(query.order_by(VersionImage.article_version_id, VersionImage.position)):
        found.setdefault(row.article_version_id, []).append({name: getattr(row, name) for name in names})
    return found


def _dates(connection: Connection, ids: Collection[int]) -> dict[int, list[Content]]:
    query = select(*DateClaim.__table__.c).where(DateClaim.article_version_id.in_(ids))
    names = ("kind", "raw", "source", "chosen")
    found: dict[int, list[Content]] = {}
    for row in connection.execute(query.order_by(DateClaim.article_version_id, DateClaim.ordinal)):
        told = {"value": row.value.isoformat()} | {name: getattr(row, name) for name in names}
        found.setdefault(row.article_version_id, []).append(told)
    return found


def _credits(connection: Connection, ids: Collection[int]) -> dict[int, Content]:
    versions = select(ArticleVersion.id, ArticleVersion.details).where(ArticleVersion.id.in_(ids))
    found: dict[int, Content] = {
        row.id: {"credits": [], "detector": (row.details or {}).get(RULES, "unknown")}
        for row in connection.execute(versions)
    }
    names: dict[int, list[str]] = {}
    chains = select(CreditName.credit_id, CreditName.name, CreditName.role).join(
        Credit, Credit.id == CreditName.credit_id
    )
    for row in connection.execute(
        chains.where(Credit.article_version_id.in_(ids)).order_by(CreditName.credit_id, CreditName.ordinal)
    ):
        names.setdefault(row.credit_id, []).append(f"{row.name} ({row.role})")
    query = select(*Credit.__table__.c).where(Credit.article_version_id.in_(ids))
    for row in connection.execute(query.order_by(Credit.article_version_id, Credit.ordinal)):
        told = {name: getattr(row, name) for name in ("kind", "quote", "locator", "position", "rule", "url")}
        found[row.article_version_id]["credits"].append(told | {"names": names.get(row.id, [])})
    return found


def _relations(connection: Connection, ids: Collection[int]) -> dict[int, Content]:
    found: dict[int, Content] = {ident: {"relations": [], "detector": "none"} for ident in ids}
    urls = select(ArticleVersion.id, Article.url).join(Article, Article.id == ArticleVersion.article_id)
    query = select(*DuplicatePair.__table__.c).where(or_(DuplicatePair.a_id.in_(ids), DuplicatePair.b_id.in_(ids)))
    pairs = connection.execute(query.order_by(DuplicatePair.a_id, DuplicatePair.b_id, DuplicatePair.method)).all()
    named = dict(
        connection.execute(urls.where(ArticleVersion.id.in_({i for p in pairs for i in (p.a_id, p.b_id)}))).all()
    )
    for pair in pairs:
        for mine, other, side in ((pair.a_id, pair.b_id, "a"), (pair.b_id, pair.a_id, "b")):
            if mine in found:
                told = {"other": named[other], "kind": pair.kind, "side": side, "joins": bool(pair.joins)}
                found[mine]["relations"].append(told | {"method": pair.method, "score": round(pair.score, 4)})
                found[mine]["detector"] = pair.detector
    return found


def _origins(connection: Connection, ids: Collection[int]) -> dict[int, Content]:
    found: dict[int, Content] = {ident: {"origins": [], "detector": "none"} for ident in ids}
    quotes: dict[int, list[dict[str, Any]]] = {}
    proofs = select(*Evidence.__table__.c).join(OriginLink, OriginLink.id == Evidence.origin_link_id)
    for row in connection.execute(proofs.where(OriginLink.article_version_id.in_(ids)).order_by(Evidence.ordinal)):
        told = {name: getattr(row, name) for name in ("kind", "quote", "locator", "weight", "polarity", "rule")}
        quotes.setdefault(row.origin_link_id, []).append(told)
    names = ("publisher_name", "role", "relation", "confidence", "basis", "url", "copy_coverage", "direction")
    query = select(*OriginLink.__table__.c).where(OriginLink.article_version_id.in_(ids)).order_by(OriginLink.rank)
    for row in connection.execute(query):
        told = {name: getattr(row, name) for name in names} | {"evidence": quotes.get(row.id, [])}
        found[row.article_version_id]["origins"].append(told)
        found[row.article_version_id]["detector"] = row.tracer
    return found


_READERS: dict[Stage, Callable[[Connection, Collection[int]], dict[int, Content]]] = {
    Stage.EXTRACT: _texts,
    Stage.CREDITS: _credits,
    Stage.DEDUP: _relations,
    Stage.TRACE: _origins,
}
