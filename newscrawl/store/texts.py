"""Stored articles as tracing sees them: the newest text of each, whose it is, and what is known of its origin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from newscrawl.items import Article as Read
from newscrawl.items import (
    Credit,
    CreditKind,
    CreditName,
    Direction,
    Evidence,
    Origin,
    OriginRole,
    Polarity,
    Relation,
    Role,
)
from newscrawl.store.models import Agency, Article, ArticleVersion, OriginLink, Publisher
from newscrawl.store.models import Credit as CreditRow
from newscrawl.store.models import CreditName as NameRow
from newscrawl.store.models import Evidence as EvidenceRow
from newscrawl.store.upsert import chunks
from newscrawl.trace.direction import Side, is_text_before
from newscrawl.trace.reviews import Party

# Versions that are read to see since when a page holds its text.
_MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """The newest version of an article."""

    version_id: int
    article_id: int
    page_id: int
    fetch_id: int | None
    url: str
    site: str
    site_name: str | None
    title: str | None
    body: str
    language: str | None
    publisher: str | None
    """Slug of whose site it stands on."""
    publisher_name: str | None
    kind: str | None
    published_at: datetime | None
    precision: str | None
    zoned: bool
    first_seen_at: datetime


def newest() -> Select[int]:
    """Ids of the newest version of each article."""
    later = ArticleVersion.__table__.alias("later")
    last = select(func.max(later.c.number)).where(later.c.article_id == ArticleVersion.article_id)
    return select(ArticleVersion.id).where(ArticleVersion.number == last.scalar_subquery())


def stored_texts(connection: Connection, version_ids: Iterable[int]) -> dict[int, StoredText]:
    """Texts by version id."""
    found = {}
    for part in chunks(list(version_ids)):
        query = (
            select(
                ArticleVersion.id,
                ArticleVersion.fetch_id,
                ArticleVersion.site_name,
                ArticleVersion.title,
                ArticleVersion.body,
                ArticleVersion.language,
                Article.id.label("article_id"),
                Article.page_id,
                Article.url,
                Article.site,
                Article.published_at,
                Article.published_precision,
                Article.published_zoned,
                Article.first_seen_at,
                Publisher.slug,
                Publisher.name,
                Publisher.kind,
            )
            .join(Article, Article.id == ArticleVersion.article_id)
            .outerjoin(Publisher, Publisher.id == Article.publisher_id)
            .where(ArticleVersion.id.in_(part))
        )
        for row in connection.execute(query):
            found[row.id] = StoredText(
                version_id=row.id,
                article_id=row.article_id,
                page_id=row.page_id,
                fetch_id=row.fetch_id,
                url=row.url,
                site=row.site,
                site_name=row.site_name,
                title=row.title,
                body=row.body,
                language=row.language,
                publisher=row.slug,
                publisher_name=row.name,
                kind=row.kind,
                published_at=row.published_at,
                precision=row.published_precision,
                zoned=bool(row.published_zoned),
                first_seen_at=row.first_seen_at,
            )
    return found


def held_since(connection: Connection, text: StoredText) -> datetime:
    """When a text was first seen at its address: a page may have been put up early, and the text exchanged later."""
    query = (
        select(ArticleVersion.number, ArticleVersion.body, ArticleVersion.first_seen_at)
        .where(ArticleVersion.article_id == text.article_id, ArticleVersion.id <= text.version_id)
        .order_by(ArticleVersion.number.desc())
        .limit(_MOST_VERSIONS)
    )
    since = text.first_seen_at
    for number, body, seen in connection.execute(query):
        if not is_text_before(body, text.body):
            return since
        since = text.first_seen_at if number == 1 else seen
    return since


def credits_of(connection: Connection, version_ids: Sequence[int]) -> dict[int, tuple[Credit, ...]]:
    """Versions' credits as they were read, in the page's order; none for a version that has none."""
    names: dict[int, list[CreditName]] = {}
    found: dict[int, list[Credit]] = {}
    for part in chunks(version_ids):
        mine = CreditRow.article_version_id.in_(part)
        query = (
            select(NameRow.credit_id, NameRow.name, NameRow.role, Agency.slug, Publisher.slug)
            .join(CreditRow, CreditRow.id == NameRow.credit_id)
            .outerjoin(Agency, Agency.id == NameRow.agency_id)
            .outerjoin(Publisher, Publisher.id == NameRow.publisher_id)
            .where(mine)
            .order_by(NameRow.credit_id, NameRow.ordinal)
        )
        for credit_id, name, role, agency, publisher in connection.execute(query):
            names.setdefault(credit_id, []).append(
                CreditName(name=name, role=Role(role), agency=agency, publisher=publisher)
            )
        rows = select(*CreditRow.__table__.c).where(mine).order_by(CreditRow.article_version_id, CreditRow.ordinal)
        for row in connection.execute(rows):
            found.setdefault(row.article_version_id, []).append(_credit(row, names.get(row.id, ())))
    return {version: tuple(credits) for version, credits in found.items()}


def _credit(row: Any, names: Sequence[CreditName]) -> Credit:
    return Credit(
        kind=CreditKind(row.kind),
        quote=row.quote,
        locator=row.locator,
        position=row.position,
        rule=row.rule,
        names=tuple(names),
        url=row.url,
        image_position=row.image_position,
        source_url=row.source_url,
    )


def origins_of(connection: Connection, version_ids: Sequence[int]) -> dict[int, tuple[Origin, ...]]:
    """What is concluded of versions' origins, ranked; passages are left out."""
    proofs: dict[int, list[Evidence]] = {}
    links: dict[int, list[tuple[int, Origin]]] = {}
    for part in chunks(list(version_ids)):
        mine = OriginLink.article_version_id.in_(part)
        query = select(*EvidenceRow.__table__.c).join(OriginLink, OriginLink.id == EvidenceRow.origin_link_id)
        for row in connection.execute(query.where(mine).order_by(EvidenceRow.ordinal)):
            proofs.setdefault(row.origin_link_id, []).append(
                Evidence(
                    kind=row.kind,
                    quote=row.quote,
                    locator=row.locator,
                    weight=row.weight,
                    polarity=Polarity(row.polarity),
                    rule=row.rule,
                    source_url=row.source_url,
                )
            )
        rows = select(*OriginLink.__table__.c, Publisher.slug).join(Publisher, Publisher.id == OriginLink.publisher_id)
        for row in connection.execute(rows.where(mine)):
            links.setdefault(row.article_version_id, []).append((row.rank, _origin(row, proofs[row.id])))
    return {
        version: tuple(origin for _, origin in sorted(found, key=lambda f: f[0])) for version, found in links.items()
    }


def _origin(row: Any, evidence: Sequence[Evidence]) -> Origin:
    return Origin(
        publisher=row.publisher_name,
        publisher_id=None if row.slug.startswith("named:") else row.slug,
        is_agency=row.is_agency,
        role=OriginRole(row.role),
        relation=Relation(row.relation),
        confidence=row.confidence,
        concluded=row.concluded,
        url=row.url,
        evidence=tuple(evidence),
        tracer=row.tracer,
        basis=row.basis,
        version_id=row.origin_version_id,
        copy_coverage=row.copy_coverage,
        original_coverage=row.original_coverage,
        lines=None if row.first_line is None else (row.first_line, row.last_line),
        direction=None if row.direction is None else Direction(row.direction),
    )


def party(text: StoredText) -> Party:
    """The article as reviews are about it."""
    return Party(publisher=text.publisher_name or text.site, publisher_id=text.publisher or text.site, url=text.url)


def reviewed(origins: Iterable[Origin]) -> frozenset[str]:
    """Whom a person named as the origin."""
    return frozenset(
        origin.publisher_id or origin.publisher
        for origin in origins
        if any(e.kind == "review" and e.polarity is Polarity.SUPPORTS for e in origin.evidence)
    )


def side(text: StoredText, origins: Iterable[Origin], named: frozenset[str]) -> Side:
    """What tells who copied whom. named: whom a person named as the origin."""
    # What was concluded by comparing texts is no credit.
    names = {o.publisher_id for o in origins if o.publisher_id and o.basis.startswith("page")}
    return Side(
        publisher=text.publisher or text.site,
        name=text.publisher_name or "",
        kind=text.kind,
        names=frozenset(names),
        reviewed=named,
        published_at=text.published_at,
        precision=text.precision,
        zoned=text.zoned,
        first_seen_at=text.first_seen_at,
    )


def as_article(text: StoredText) -> Read:
    """What judging asks of an article: whose it is, and its language."""
    return Read(
        url=text.url,
        title=text.title,
        lead=None,
        body="",
        language=text.language,
        language_declared=None,
        language_detected=None,
        language_score=None,
        published=None,
        modified=None,
        dates=(),
        authors=(),
        images=(),
        canonical=None,
        site_name=text.site_name,
        og_type=None,
        is_article=True,
        extractor="",
    )
