"""What hangs on a version: dates, pictures, credits, fingerprints, duplicates, origins. Replaced as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from newscrawl.dedup import exact
from newscrawl.dedup.model import Kind
from newscrawl.items import Article as Read
from newscrawl.items import Credit as Found
from newscrawl.items import Fingerprint as Value
from newscrawl.items import Origin, Passage, Story
from newscrawl.store import sightings
from newscrawl.store.models import (
    Alignment,
    ArticleVersion,
    Credit,
    CreditName,
    DateClaim,
    Discovery,
    DuplicatePair,
    Evidence,
    Fingerprint,
    Image,
    ImageFile,
    OriginLink,
    TraceState,
    VersionImage,
)
from newscrawl.store.names import ensure_agencies, ensure_publishers, slug_of
from newscrawl.store.reviewed import reviews_of
from newscrawl.store.upsert import insert_missing, unique
from newscrawl.trace.picture_file import metadata_credits
from newscrawl.trace.reviews import settle


@dataclass(frozen=True, slots=True)
class Places:
    """Which download a locator points into: the page's own, or that of a feed which named the page."""

    page: int | None
    feeds: dict[str, int | None]

    def of(self, source_url: str | None) -> int | None:
        return self.page if source_url is None else self.feeds.get(source_url)


def clear_findings(connection: Connection, version_id: int) -> None:
    """Take away what was found of a version and its page."""
    _clear(connection, version_id)
    clear_origins(connection, version_id)
    # What was concluded from its text is gone with the rest and waits to be concluded again.
    connection.execute(update(TraceState).where(TraceState.article_version_id == version_id).values(is_due=True))


def add_findings(
    connection: Connection,
    article_id: int,
    version_id: int,
    fetch_id: int | None,
    story: Story,
    read: Read,
    now: datetime,
) -> None:
    """Store the story's findings of a version that has none."""
    places = _places(connection, fetch_id, story)
    _dates(connection, version_id, read)
    _images(connection, version_id, read)
    _credits(connection, version_id, story, places)
    add_metadata_credits(connection, version_id)
    add_origins(connection, version_id, story.origins, places)
    _fingerprints(connection, article_id, version_id, story.fingerprints, now)


def replace_credits(connection: Connection, version_id: int, fetch_id: int | None, story: Story) -> None:
    """Put the story's credits, and what the page alone says of the origin, in the place of what the version had."""
    _clear_credits(connection, version_id)
    clear_origins(connection, version_id)
    connection.execute(update(TraceState).where(TraceState.article_version_id == version_id).values(is_due=True))
    places = _places(connection, fetch_id, story)
    _credits(connection, version_id, story, places)
    add_metadata_credits(connection, version_id)
    add_origins(connection, version_id, story.origins, places)


def _places(connection: Connection, fetch_id: int | None, story: Story) -> Places:
    urls = list(dict.fromkeys([story.url, *(d.url for d in story.discoveries)]))
    return Places(fetch_id, feeds_of(connection, sightings.page_ids(connection, urls).values()))


def _clear_credits(connection: Connection, version_id: int) -> None:
    credits = select(Credit.id).where(Credit.article_version_id == version_id)
    connection.execute(delete(CreditName).where(CreditName.credit_id.in_(credits)))
    connection.execute(delete(Credit).where(Credit.article_version_id == version_id))


def _clear(connection: Connection, version_id: int) -> None:
    _clear_credits(connection, version_id)
    pair = or_(DuplicatePair.a_id == version_id, DuplicatePair.b_id == version_id)
    for statement in (
        delete(VersionImage).where(VersionImage.article_version_id == version_id),
        delete(DateClaim).where(DateClaim.article_version_id == version_id),
        delete(DuplicatePair).where(pair, DuplicatePair.method == exact.METHOD),
        delete(Fingerprint).where(Fingerprint.article_version_id == version_id),
    ):
        connection.execute(statement)


def clear_origins(connection: Connection, version_id: int) -> None:
    """Take away a version's origins with all that hangs on them."""
    links = select(OriginLink.id).where(OriginLink.article_version_id == version_id)
    for statement in (
        delete(Alignment).where(Alignment.origin_link_id.in_(links)),
        delete(Evidence).where(Evidence.origin_link_id.in_(links)),
        delete(OriginLink).where(OriginLink.article_version_id == version_id),
    ):
        connection.execute(statement)


def feeds_of(connection: Connection, page_ids: Iterable[int]) -> dict[str, int | None]:
    """Download ids by the address of the document that named one of the pages."""
    query = select(Discovery.found_on, Discovery.fetch_id).where(Discovery.page_id.in_(page_ids)).order_by(Discovery.id)
    return dict(connection.execute(query).all())


def _dates(connection: Connection, version_id: int, read: Read) -> None:
    chosen = [c for c in (read.published, read.modified) if c is not None]
    claims = dict.fromkeys([*read.dates, *chosen])
    rows = [
        {
            "article_version_id": version_id,
            "ordinal": number,
            "kind": claim.kind,
            "value": claim.value if claim.value.tzinfo else claim.value.replace(tzinfo=UTC),
            "zoned": claim.value.tzinfo is not None,
            "precision": claim.precision,
            "source": claim.source,
            "raw": claim.raw,
            "locator": claim.locator,
            "chosen": claim in chosen,
        }
        for number, claim in enumerate(claims)
    ]
    _insert(connection, DateClaim, rows)


def _images(connection: Connection, version_id: int, read: Read) -> None:
    urls = {hashlib.sha256(i.url.encode("utf-8", "replace")).hexdigest(): i.url for i in read.images if i.url}
    insert_missing(connection, Image, [{"url_sha256": k, "url": u} for k, u in sorted(urls.items())], ["url_sha256"])
    ids: dict[str | None, int] = {
        urls[key]: ident
        for key, ident in connection.execute(select(Image.url_sha256, Image.id).where(Image.url_sha256.in_(urls)))
    }
    rows = [
        {
            "article_version_id": version_id,
            "position": image.position,
            "image_id": ids.get(image.url),
            "caption": image.caption,
            "caption_locator": image.caption_locator,
            "credit": image.credit,
            "credit_locator": image.credit_locator,
            "alt": image.alt,
        }
        for image in read.images
    ]
    _insert(connection, VersionImage, unique(rows, ["position"]))


def _credits(connection: Connection, version_id: int, story: Story, places: Places) -> None:
    add_credits(connection, version_id, list(dict.fromkeys(story.credits)), places)


def add_credits(
    connection: Connection, version_id: int, credits: Sequence[Found], places: Places, start: int = 0
) -> None:
    """Store credits of a version, numbered from `start`."""
    if not credits:
        return
    names = [n for c in credits for n in c.names]
    agencies = ensure_agencies(connection, {n.agency: n.name for n in names if n.agency})
    publishers = ensure_publishers(connection, {n.publisher: (n.name, False) for n in names if n.publisher})
    rows = [
        {
            "article_version_id": version_id,
            "ordinal": number,
            "kind": credit.kind,
            "quote": credit.quote,
            "locator": credit.locator,
            "position": credit.position,
            "rule": credit.rule,
            "url": credit.url,
            "image_position": credit.image_position,
            "source_url": credit.source_url,
            "fetch_id": places.of(credit.source_url),
        }
        for number, credit in enumerate(credits, start)
    ]
    _insert(connection, Credit, rows)
    query = select(Credit.ordinal, Credit.id).where(Credit.article_version_id == version_id)
    ids = dict(connection.execute(query).all())
    chain = [
        {
            "credit_id": ids[number],
            "ordinal": place,
            "name": name.name,
            "role": name.role,
            "agency_id": agencies.get(name.agency or ""),
            "publisher_id": publishers.get(name.publisher or ""),
        }
        for number, credit in enumerate(credits, start)
        for place, name in enumerate(credit.names)
    ]
    _insert(connection, CreditName, chain)


def add_metadata_credits(connection: Connection, version_id: int) -> None:
    """Whom the files of a version's pictures credit in themselves, in the place of what was noted of that before."""
    mine = Credit.article_version_id == version_id
    old = select(Credit.id).where(mine, Credit.position == "image_metadata")
    connection.execute(delete(CreditName).where(CreditName.credit_id.in_(old)))
    connection.execute(delete(Credit).where(mine, Credit.position == "image_metadata"))
    query = (
        select(VersionImage.position, Image.url, ImageFile.metadata_)
        .join(Image, Image.id == VersionImage.image_id)
        .join(ImageFile, ImageFile.image_id == Image.id)
        .where(VersionImage.article_version_id == version_id)
        .order_by(VersionImage.position)
    )
    found = [
        credit
        for position, url, fields in connection.execute(query).all()
        for credit in metadata_credits(fields or {}, url, position)
    ]
    last = connection.scalar(select(func.max(Credit.ordinal)).where(mine))
    add_credits(connection, version_id, found, Places(None, {}), 0 if last is None else last + 1)


def add_origins(
    connection: Connection, version_id: int, concluded: Sequence[Origin], places: Places
) -> tuple[Origin, ...]:
    """Store a version's origins, the likeliest first, with evidence and aligned passages, and return them.

    The only way in: what people decided is laid over whatever was concluded.
    """
    origins = settle(concluded, reviews_of(connection, version_id))
    slugs = {slug_of(o.publisher_id, o.publisher): (o.publisher, o.is_agency) for o in origins}
    ids = ensure_publishers(connection, slugs)
    for rank, origin in enumerate(origins, 1):
        row = {
            "article_version_id": version_id,
            "rank": rank,
            "publisher_id": ids[slug_of(origin.publisher_id, origin.publisher)],
            "publisher_name": origin.publisher,
            "is_agency": origin.is_agency,
            "role": origin.role,
            "relation": origin.relation,
            "confidence": origin.confidence,
            "concluded": origin.concluded,
            "url": origin.url,
            "tracer": origin.tracer,
            "basis": origin.basis,
            "origin_version_id": origin.version_id,
            "copy_coverage": origin.copy_coverage,
            "original_coverage": origin.original_coverage,
            "first_line": origin.lines[0] if origin.lines else None,
            "last_line": origin.lines[1] if origin.lines else None,
            "direction": origin.direction,
        }
        link_id = connection.execute(insert(OriginLink).values(row).returning(OriginLink.id)).scalar_one()
        _insert(connection, Evidence, [_evidence(link_id, n, e, places) for n, e in enumerate(origin.evidence)])
        _insert(connection, Alignment, [_passage(link_id, n, p) for n, p in enumerate(origin.passages)])
    return origins


def _evidence(link_id: int, ordinal: int, evidence: Any, places: Places) -> dict[str, Any]:
    return {
        "origin_link_id": link_id,
        "ordinal": ordinal,
        "kind": evidence.kind,
        "quote": evidence.quote,
        "locator": evidence.locator,
        "weight": evidence.weight,
        "polarity": evidence.polarity,
        "rule": evidence.rule,
        "source_url": evidence.source_url,
        "fetch_id": places.of(evidence.source_url),
    }


def _passage(link_id: int, ordinal: int, passage: Passage) -> dict[str, Any]:
    return {
        "origin_link_id": link_id,
        "ordinal": ordinal,
        "copy_start": passage.copy[0],
        "copy_end": passage.copy[1],
        "original_start": passage.original[0],
        "original_end": passage.original[1],
        "score": passage.score,
        "kind": "moved" if passage.moved else "in-order",
    }


def _fingerprints(
    connection: Connection, article_id: int, version_id: int, values: Sequence[Value], now: datetime
) -> None:
    """Store fingerprints and pair the version with every version of another article that has one of them."""
    values = list(dict.fromkeys(values))
    rows = [{"method": v.method, "value": v.value, "article_version_id": version_id} for v in values]
    _insert(connection, Fingerprint, rows)
    for value in values:
        if value.method != exact.METHOD:
            continue
        same = (
            select(Fingerprint.article_version_id, Fingerprint.method, Fingerprint.value)
            .join(ArticleVersion, ArticleVersion.id == Fingerprint.article_version_id)
            .where(Fingerprint.method == value.method, Fingerprint.value == value.value)
            .where(ArticleVersion.article_id != article_id)
        )
        others = [(ident, Value(method=method, value=text)) for ident, method, text in connection.execute(same)]
        _insert(connection, DuplicatePair, [_pair(version_id, o, now) for o in exact.matches(value, others)])


def _pair(one: int, other: int, now: datetime) -> dict[str, Any]:
    return {
        "a_id": min(one, other),
        "b_id": max(one, other),
        "method": exact.METHOD,
        "score": 1.0,
        "detector": exact.DETECTOR,
        "found_at": now,
        "kind": Kind.EXACT,
        "joins": True,
    }


def _insert(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
