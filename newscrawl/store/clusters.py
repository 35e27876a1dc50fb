"""Clusters, derived from the pairs that join: the same for any order in which the pairs were found."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from newscrawl.dedup.families import Facts, families
from newscrawl.store.models import Article, ArticleVersion, ClusterMember, DateClaim, DuplicatePair
from newscrawl.store.pairs import pairs_among
from newscrawl.store.upsert import chunks, upsert


def update(connection: Connection, version_ids: Collection[int]) -> None:
    """Derive anew the clusters that these versions were in or are in now."""
    reached = _linked(connection, version_ids)
    stored = dict(_rows(connection, reached))
    wanted = families(pairs_among(connection, reached), _Facts(connection, reached))
    gone = [ident for ident in stored if ident not in wanted]
    for part in chunks(gone):
        connection.execute(delete(ClusterMember).where(ClusterMember.article_version_id.in_(part)))
    rows = [{"article_version_id": i, "cluster_id": c} for i, c in sorted(wanted.items()) if stored.get(i) != c]
    for chunk in chunks(rows):
        upsert(connection, ClusterMember, chunk, ["article_version_id"], replace=["cluster_id"])


def _linked(connection: Connection, ids: Collection[int]) -> set[int]:
    """All that the versions are or were linked with, directly or not."""
    found, new = set(ids), set(ids)
    while new:
        fellows = _fellows(connection, {cluster for _, cluster in _rows(connection, new)})
        new = (fellows | _joined(connection, new | fellows)) - found
        found |= new
    return found


def _joined(connection: Connection, ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(ids)):
        above = select(DuplicatePair.b_id).where(DuplicatePair.a_id.in_(part), DuplicatePair.joins)
        below = select(DuplicatePair.a_id).where(DuplicatePair.b_id.in_(part), DuplicatePair.joins)
        found |= set(connection.scalars(above.union(below)))
    return found


def _fellows(connection: Connection, clusters: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(clusters)):
        query = select(ClusterMember.article_version_id).where(ClusterMember.cluster_id.in_(part))
        found |= set(connection.scalars(query))
    return found


def _rows(connection: Connection, ids: Collection[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in chunks(sorted(ids)):
        query = select(ClusterMember.article_version_id, ClusterMember.cluster_id)
        rows = connection.execute(query.where(ClusterMember.article_version_id.in_(part)))
        found += [(ident, cluster) for ident, cluster in rows]
    return found


class _Facts:
    """Of versions, what is known beside their words; read when it is asked for the first time."""

    def __init__(self, connection: Connection, ids: Collection[int]) -> None:
        self._connection, self._ids = connection, sorted(ids)
        self._known: dict[int, Facts] = {}

    def __call__(self, ident: int) -> Facts:
        if not self._known:
            self._known = self._read()
        return self._known[ident]

    def _read(self) -> dict[int, Facts]:
        claim = (DateClaim.article_version_id == ArticleVersion.id) & DateClaim.chosen & (DateClaim.kind == "published")
        query = (
            select(ArticleVersion.id, ArticleVersion.content_hash, Article.site, DateClaim.value)
            .join(Article, Article.id == ArticleVersion.article_id)
            .outerjoin(DateClaim, claim)
            .order_by(ArticleVersion.id, DateClaim.ordinal)
        )
        found: dict[int, Facts] = {}
        for part in chunks(self._ids):
            for ident, name, site, date in self._connection.execute(query.where(ArticleVersion.id.in_(part))):
                found[ident] = Facts(name, site, date.isoformat() if date else None)
        return found
