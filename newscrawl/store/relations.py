"""What a stored text is to the others, found within the transaction that stores it."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import aliased

from newscrawl.dedup.prepare import SKETCH
from newscrawl.dedup.relate import DETECTOR
from newscrawl.store.comparing import add_sketches, compare
from newscrawl.store.models import Article, ArticleVersion, DuplicatePair
from newscrawl.store.sketches import documents
from newscrawl.store.snapshots import Snapshots
from newscrawl.store.upsert import chunks

logger = logging.getLogger(__name__)

_LOCK = 0x6E657773
# So many articles of one site are not one text by chance, nor by an editor's.
_CROWD = 10


class Comparer:
    """Compares stored versions by the current snapshot."""

    def __init__(self) -> None:
        self._snapshots = Snapshots()
        self._warned = False

    def compare(self, connection: Connection, version_ids: Collection[int], now: datetime) -> None:
        """Renew versions' sketches, their relations to all other articles' versions, and the clusters they touch.

        Does nothing but warn where the sketches stored are of other parameters: those are never compared.
        """
        current = self._snapshots.current(connection)
        if not current.is_ours:
            self._warn(current.sketch, current.detector)
            return
        snapshot = self._snapshots.content(connection, current.number)
        found = add_sketches(connection, documents(connection, version_ids), snapshot, compared=True)
        compare(connection, found, snapshot, now)

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


def copies(connection: Connection, version_ids: Collection[int]) -> set[int]:
    """Those of the versions that are one text with another article's, whichever was first."""
    found: set[int] = set()
    for part in chunks(sorted(version_ids)):
        for end in (DuplicatePair.a_id, DuplicatePair.b_id):
            found |= set(connection.scalars(select(end).where(end.in_(part), DuplicatePair.joins).distinct()))
    return found


def crowded(connection: Connection, version_ids: Collection[int]) -> set[int]:
    """Those of the versions that are one text with many other articles of their own site: an error page, a form, the
    calendar of a day without events."""
    own, other = aliased(ArticleVersion), aliased(ArticleVersion)
    article, fellow = aliased(Article), aliased(Article)
    found: dict[int, int] = {}
    for part in chunks(sorted(version_ids)):
        for mine, theirs in ((DuplicatePair.a_id, DuplicatePair.b_id), (DuplicatePair.b_id, DuplicatePair.a_id)):
            query = (
                select(mine, func.count(fellow.id.distinct()))
                .join(own, own.id == mine)
                .join(article, article.id == own.article_id)
                .join(other, other.id == theirs)
                .join(fellow, (fellow.id == other.article_id) & (fellow.site == article.site))
                .where(mine.in_(part), DuplicatePair.joins)
                .group_by(mine)
            )
            for version, number in connection.execute(query):
                found[version] = found.get(version, 0) + number
    return {version for version, number in found.items() if number >= _CROWD}


def one_at_a_time(connection: Connection) -> None:
    """Let transactions that compare texts wait for each other: two that don't see each other's texts would miss a
    pair. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
