"""What a stored text is to the others, found within the transaction that stores it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, select, text

from newscrawl.dedup import exact
from newscrawl.dedup.model import Document, Relation, Sketch, Snapshot, Text
from newscrawl.dedup.pairs import pair_of
from newscrawl.dedup.prepare import SKETCH, prepare
from newscrawl.dedup.relate import DETECTOR, relate
from newscrawl.store import families
from newscrawl.store.models import ArticleVersion, DuplicatePair, VersionSketch
from newscrawl.store.pairs import columns, pairs_of
from newscrawl.store.sketches import TableIndex, documents, sketch_of
from newscrawl.store.snapshots import Snapshots
from newscrawl.store.upsert import chunks, upsert

logger = logging.getLogger(__name__)

METHOD = "shingles"
# A pair is looked at from two common values on, and from a twentieth of the smaller sketch. Both are of the pair alone:
# "the best so many" would depend on what is stored already, and with it on the order of arrival.
_SHARED = 2
_SHARE = 0.05
_LOCK = 0x6E657773


class Comparer:
    """Compares stored versions by the current snapshot."""

    def __init__(self) -> None:
        self._snapshots = Snapshots()
        self._warned = False

    def compare(self, connection: Connection, version_id: int, now: datetime) -> None:
        """Renew a version's sketch, its relations to all other articles' versions, and the clusters they touch.

        Does nothing but warn where the sketches stored are of other parameters: those are never compared.
        """
        current = self._snapshots.current(connection)
        if not current.is_ours:
            self._warn(current.sketch, current.detector)
            return
        snapshot = self._snapshots.content(connection, current.number)
        (document,) = documents(connection, [version_id])
        found, values = add_sketch(connection, document, snapshot, compared=True)
        before = pairs_of(connection, [version_id])
        mine = or_(DuplicatePair.a_id == version_id, DuplicatePair.b_id == version_id)
        connection.execute(delete(DuplicatePair).where(mine, DuplicatePair.method == METHOD))
        others = candidates(connection, version_id, values, snapshot)
        save(connection, relations(connection, found, others, snapshot), now)
        families.settle(connection, [version_id], before)

    def _warn(self, sketch: str, detector: str) -> None:
        if not self._warned:
            logger.warning(
                "similar texts are not compared: stored for %s and %s, this program has %s and %s; run "
                '"newscrawl dedup --reindex"',
                sketch,
                detector,
                SKETCH,
                DETECTOR,
            )
        self._warned = True


def is_copy(connection: Connection, version_id: int) -> bool:
    """Whether a version is one text with another article's, whichever was first."""
    mine = or_(DuplicatePair.a_id == version_id, DuplicatePair.b_id == version_id)
    return connection.scalar(select(exists().where(mine, DuplicatePair.joins))) or False


def one_at_a_time(connection: Connection) -> None:
    """Let transactions that compare texts wait for each other: two that don't see each other's texts would miss a
    pair. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def add_sketch(
    connection: Connection, document: Document, snapshot: Snapshot, *, compared: bool
) -> tuple[Text, Sketch]:
    """Store a version's sketch, and return it with the prepared text."""
    found, values = sketch_of(document, snapshot)
    TableIndex(connection, snapshot.number).add(int(document.id), values)
    row = {
        "snapshot": snapshot.number,
        "article_version_id": int(document.id),
        "size": len(values.values),
        "compared": compared,
    }
    upsert(connection, VersionSketch, [row], ["snapshot", "article_version_id"], replace=["size", "compared"])
    return found, values


def candidates(
    connection: Connection, version_id: int, values: Sketch, snapshot: Snapshot, *, below: bool = False
) -> list[int]:
    """Versions of other articles that share enough of a sketch and have no equal fingerprint; with `below`, of
    smaller id only."""
    shared = {int(i): n for i, n in TableIndex(connection, snapshot.number).sharing(values.values).items()}
    asked = [i for i, n in shared.items() if n >= _SHARED and (i < version_id or not below)]
    own = select(ArticleVersion.article_id).where(ArticleVersion.id == version_id).scalar_subquery()
    found = []
    for part in chunks(asked):
        query = (
            select(VersionSketch.article_version_id, VersionSketch.size)
            .join(ArticleVersion, ArticleVersion.id == VersionSketch.article_version_id)
            .where(VersionSketch.snapshot == snapshot.number, VersionSketch.article_version_id.in_(part))
            .where(ArticleVersion.article_id != own)
        )
        for ident, size in connection.execute(query):
            if shared[ident] >= _SHARE * min(size, len(values.values)):
                found.append(ident)
    return sorted(set(found) - _equal(connection, version_id)) if found else []


def relations(connection: Connection, found: Text, others: Iterable[int], snapshot: Snapshot) -> list[Relation]:
    """What the text is to each of the versions, the smaller id first."""
    pairs = []
    for part in chunks(list(others), 200):
        for document in documents(connection, part):
            other = prepare(document, snapshot)
            first, second = (found, other) if int(found.id) < int(other.id) else (other, found)
            pairs.append(relate(first, second, snapshot))
    return [pair for pair in pairs if pair is not None]


def save(connection: Connection, found: Iterable[Relation], now: datetime) -> None:
    rows = [_row(relation, now) for relation in found]
    upsert(connection, DuplicatePair, rows, ["a_id", "b_id", "method"], replace=list(rows[0]) if rows else [])


def _equal(connection: Connection, version_id: int) -> set[int]:
    equal = DuplicatePair.method == exact.METHOD
    above = select(DuplicatePair.b_id).where(DuplicatePair.a_id == version_id, equal)
    below = select(DuplicatePair.a_id).where(DuplicatePair.b_id == version_id, equal)
    return set(connection.scalars(above.union_all(below)))


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
