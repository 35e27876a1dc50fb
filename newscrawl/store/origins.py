"""What is concluded of versions' origins, with evidence and aligned passages; what people decided is laid over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from newscrawl.items import Origin, Passage
from newscrawl.store.models import Alignment, Discovery, Evidence, OriginLink, Page
from newscrawl.store.names import ensure_publishers, slug_of
from newscrawl.store.reviewed import reviewed_of, reviews_of
from newscrawl.store.upsert import chunks, insert_all
from newscrawl.trace.reviews import settle


@dataclass(frozen=True, slots=True)
class Places:
    """Which download a locator points into: the page's own, or that of a feed which named the page."""

    page: int | None
    feeds: dict[str, int | None]

    def of(self, source_url: str | None) -> int | None:
        return self.page if source_url is None else self.feeds.get(source_url)


def feeds_of(connection: Connection, page_ids: Sequence[int]) -> dict[int, dict[str, int | None]]:
    """For each page the downloads of what named it, or another address of it, by the address of that document."""
    found: dict[int, dict[str, int | None]] = {page: {} for page in page_ids}
    for part in chunks(page_ids):
        query = (
            select(Page.id, Page.alias_of_id, Discovery.found_on, Discovery.fetch_id)
            .join(Discovery, Discovery.page_id == Page.id)
            .where(or_(Page.id.in_(part), Page.alias_of_id.in_(part)))
            .order_by(Discovery.id)
        )
        for page, alias_of, found_on, fetch_id in connection.execute(query):
            for ident in (page, alias_of):
                if ident in found:
                    found[ident][found_on] = fetch_id
    return found


def clear_origins(connection: Connection, version_id: int) -> None:
    """Take away a version's origins with all that hangs on them."""
    links = select(OriginLink.id).where(OriginLink.article_version_id == version_id)
    for statement in (
        delete(Alignment).where(Alignment.origin_link_id.in_(links)),
        delete(Evidence).where(Evidence.origin_link_id.in_(links)),
        delete(OriginLink).where(OriginLink.article_version_id == version_id),
    ):
        connection.execute(statement)


def add_origins(
    connection: Connection, version_id: int, concluded: Sequence[Origin], places: Places
) -> tuple[Origin, ...]:
    """Store a version's origins, the likeliest first, with evidence and aligned passages, and return them."""
    return add_all_origins(connection, {version_id: (concluded, places)})[version_id]


def add_all_origins(
    connection: Connection, given: Mapping[int, tuple[Sequence[Origin], Places]]
) -> dict[int, tuple[Origin, ...]]:
    """The same for many versions, in as many statements.

    The only way in: what people decided is laid over whatever was concluded.
    """
    decided = reviewed_of(connection, list(given))
    origins = {
        version: settle(concluded, reviews_of(connection, version) if version in decided else ())
        for version, (concluded, _) in given.items()
    }
    links = [(version, rank, o) for version, own in origins.items() for rank, o in enumerate(own, 1)]
    if not links:
        return origins
    publishers = ensure_publishers(
        connection, {slug_of(o.publisher_id, o.publisher): (o.publisher, o.is_agency) for _, _, o in links}
    )
    columns = (OriginLink.article_version_id, OriginLink.rank, OriginLink.id)
    rows = [_link(version, rank, o, publishers) for version, rank, o in links]
    made = connection.execute(insert(OriginLink).returning(*columns), rows)
    ids = {(version, rank): ident for version, rank, ident in made}
    proofs, passages = [], []
    for version, rank, origin in links:
        link, places = ids[version, rank], given[version][1]
        proofs += [_evidence(link, n, e, places) for n, e in enumerate(origin.evidence)]
        passages += [_passage(link, n, p) for n, p in enumerate(origin.passages)]
    insert_all(connection, Evidence, proofs)
    insert_all(connection, Alignment, passages)
    return origins


def _link(version_id: int, rank: int, origin: Origin, publishers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "article_version_id": version_id,
        "rank": rank,
        "publisher_id": publishers[slug_of(origin.publisher_id, origin.publisher)],
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
