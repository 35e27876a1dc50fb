"""Comparing stored texts with all others, a batch at a time: a dozen statements, however many texts it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from newscrawl.dedup import exact
from newscrawl.dedup.bulk import SHARE, SHARED
from newscrawl.dedup.crowds import without_crowds
from newscrawl.dedup.model import Document, Relation, Sketch, Snapshot, Text
from newscrawl.dedup.pairs import pair_of
from newscrawl.dedup.prepare import prepare_many
from newscrawl.dedup.relate import relate_many
from newscrawl.store import families
from newscrawl.store.models import Article, ArticleVersion, DuplicatePair, VersionSketch
from newscrawl.store.pairs import columns, pairs_of
from newscrawl.store.sketches import TableIndex, documents, sketched
from newscrawl.store.upsert import chunks, upsert

METHOD = "shingles"
# Texts that are read at once to be compared with, and pairs that are compared at once.
_TEXTS, _PAIRS = 200, 48


def add_sketches(
    connection: Connection, given: Iterable[Document], snapshot: Snapshot, *, compared: bool
) -> list[tuple[Text, Sketch]]:
    """Store versions' sketches, and return them with the prepared texts."""
    found = list(sketched(given, snapshot))
    TableIndex(connection, snapshot.number).add({int(text.id): values for text, values in found})
    rows = [
        {
            "snapshot": snapshot.number,
            "article_version_id": int(text.id),
            "size": len(values.values),
            "compared": compared,
        }
        for text, values in found
    ]
    upsert(connection, VersionSketch, rows, ["snapshot", "article_version_id"], replace=["size", "compared"])
    return found


def compare(
    connection: Connection,
    found: Sequence[tuple[Text, Sketch]],
    snapshot: Snapshot,
    now: datetime,
    *,
    below: bool = False,
) -> None:
    """Renew the relations of versions, whose sketches are stored, to other articles' versions, and what follows.

    With `below` only those to versions of smaller id.
    """
    texts = {int(text.id): text for text, _ in found}
    before = pairs_of(connection, texts)
    for part in chunks(sorted(texts)):
        mine = DuplicatePair.b_id.in_(part)
        old = mine if below else or_(mine, DuplicatePair.a_id.in_(part))
        connection.execute(delete(DuplicatePair).where(old, DuplicatePair.method == METHOD))
    values = {int(text.id): sketch.values for text, sketch in found}
    pairs = _candidates(connection, values, snapshot.number, below)
    _save(connection, _relations(connection, texts, pairs, snapshot), now)
    families.settle(connection, texts, before)


def _candidates(
    connection: Connection, values: Mapping[int, Sequence[int]], snapshot: int, below: bool
) -> list[tuple[int, int]]:
    """Versions of two articles that share enough of their sketches and have no equal fingerprint, the smaller id first.

    Enough is of the pair alone: "the best so many" would depend on what is stored already, and with it on the order of
    arrival. Only of a crowd of one site's texts, which may be millions of pairs, some have to do.
    """
    shared = {
        (own, other): number
        for own, others in TableIndex(connection, snapshot).sharing_of(values).items()
        for other, number in others.items()
        if number >= SHARED and (other < own or (other > own and not below))
    }
    told = _sizes(connection, snapshot, {ident for pair in shared for ident in pair})
    similar: dict[int, dict[int, str]] = {}
    for (own, other), number in shared.items():
        if own in told and other in told:
            (size, article, _), (other_size, other_article, site) = told[own], told[other]
            if article != other_article and number >= SHARE * min(size, other_size):
                similar.setdefault(own, {})[other] = site
    found = {(min(own, other), max(own, other)) for own, of in similar.items() for other in without_crowds(of)}
    return sorted(found - _equal(connection, values)) if found else []


def _sizes(connection: Connection, snapshot: int, ids: Collection[int]) -> dict[int, tuple[int, int, str]]:
    """Version → values of its sketch, article, site."""
    query = (
        select(VersionSketch.article_version_id, VersionSketch.size, ArticleVersion.article_id, Article.site)
        .join(ArticleVersion, ArticleVersion.id == VersionSketch.article_version_id)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(VersionSketch.snapshot == snapshot)
    )
    found: dict[int, tuple[int, int, str]] = {}
    for part in chunks(sorted(ids)):
        for ident, size, article, site in connection.execute(query.where(VersionSketch.article_version_id.in_(part))):
            found[ident] = size, article, site
    return found


def _equal(connection: Connection, ids: Collection[int]) -> set[tuple[int, int]]:
    query = select(DuplicatePair.a_id, DuplicatePair.b_id).where(DuplicatePair.method == exact.METHOD)
    found: set[tuple[int, int]] = set()
    for part in chunks(sorted(ids)):
        either = or_(DuplicatePair.a_id.in_(part), DuplicatePair.b_id.in_(part))
        found |= {(a, b) for a, b in connection.execute(query.where(either))}
    return found


def _relations(
    connection: Connection, known: Mapping[int, Text], pairs: Iterable[tuple[int, int]], snapshot: Snapshot
) -> Iterator[Relation]:
    """known: one of each pair at least; the others are read, some at a time."""
    by_other: dict[int, list[tuple[int, int]]] = {}
    within: list[tuple[int, int]] = []
    for pair in pairs:
        missing = [ident for ident in pair if ident not in known]
        (by_other.setdefault(missing[0], []) if missing else within).append(pair)
    yield from _related(known, within, snapshot)
    for part in chunks(sorted(by_other), _TEXTS):
        read = {int(text.id): text for text in prepare_many(documents(connection, part), snapshot)}
        yield from _related({**known, **read}, [pair for ident in part for pair in by_other[ident]], snapshot)


def _related(texts: Mapping[int, Text], pairs: Sequence[tuple[int, int]], snapshot: Snapshot) -> Iterator[Relation]:
    for part in chunks(pairs, _PAIRS):
        yield from filter(None, relate_many([(texts[a], texts[b]) for a, b in part], snapshot))


def _save(connection: Connection, found: Iterable[Relation], now: datetime) -> None:
    rows = [_row(relation, now) for relation in found]
    for part in chunks(rows):
        upsert(connection, DuplicatePair, part, ["a_id", "b_id", "method"], replace=list(part[0]))


def _row(relation: Relation, now: datetime) -> dict[str, Any]:
    pair = pair_of(int(relation.a), int(relation.b), relation)
    return columns(pair) | {
        "a_id": pair.a,
        "b_id": pair.b,
        "method": METHOD,
        "score": relation.score,
        "detector": relation.detector,
        "found_at": now,
        "snapshot": relation.snapshot,
        "scores": dict(relation.scores),
    }
