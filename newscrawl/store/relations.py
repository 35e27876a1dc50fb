"""What a stored text is to the others, found within the transaction that stores it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, Select, func, select, text
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
    found: set[int] = set()
    for part in chunks(sorted(version_ids)):
        # Equal texts that are long enough stand in pairs, too: the two ways of counting are not added.
        for way in (_fellows(), (_equals(),)):
            number: Counter[int] = Counter()
            for query in way:
                number.update(dict(connection.execute(query.where(_OWN.id.in_(part)).group_by(_OWN.id)).all()))
            found |= {version for version, fellows in number.items() if fellows >= _CROWD}
    return found


_OWN, _OTHER = aliased(ArticleVersion), aliased(ArticleVersion)
_ARTICLE, _FELLOW = aliased(Article), aliased(Article)


def _fellows() -> Iterator[Select[int, int]]:
    """Versions, and how many articles of their site dedup found to be their text, on either side of the pairs."""
    for mine, theirs in ((DuplicatePair.a_id, DuplicatePair.b_id), (DuplicatePair.b_id, DuplicatePair.a_id)):
        pairs = select(_OWN.id, func.count(_FELLOW.id.distinct())).join(DuplicatePair, _OWN.id == mine)
        yield _of_one_site(pairs.join(_OTHER, _OTHER.id == theirs)).where(DuplicatePair.joins)


def _equals() -> Select[int, int]:
    """The same for texts that are too short to be compared: those with the same headline and text."""
    short = select(_OWN.id, func.count(_FELLOW.id.distinct()))
    return _of_one_site(short.join(_OTHER, (_OTHER.content_hash == _OWN.content_hash) & (_OTHER.id != _OWN.id)))


def _of_one_site(query: Select[int, int]) -> Select[int, int]:
    query = query.join(_ARTICLE, _ARTICLE.id == _OWN.article_id)
    return query.join(_FELLOW, (_FELLOW.id == _OTHER.article_id) & (_FELLOW.site == _ARTICLE.site))


def one_at_a_time(connection: Connection) -> None:
    """Let transactions that compare texts wait for each other: two that don't see each other's texts would miss a
    pair. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
