"""Clusters, derived from the pairs that join: the same for any order in which the pairs were found."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from newscrawl.dedup.clusters import components
from newscrawl.store.models import ClusterMember, DuplicatePair
from newscrawl.store.upsert import chunks, upsert


def update(connection: Connection, version_ids: Collection[int]) -> None:
    """Derive anew the clusters that these versions were in or are in now."""
    touched = set(version_ids) | _joined(connection, version_ids)
    before = _rows(connection, touched)
    if len(touched) == len(set(version_ids)) and not before:
        return
    touched |= _fellows(connection, {cluster for _, cluster in before})
    wanted = components(_edges(connection, touched))
    stored = dict(_rows(connection, touched))
    gone = [ident for ident in stored if ident not in wanted]
    for part in chunks(gone):
        connection.execute(delete(ClusterMember).where(ClusterMember.article_version_id.in_(part)))
    rows = [{"article_version_id": i, "cluster_id": c} for i, c in sorted(wanted.items()) if stored.get(i) != c]
    for chunk in chunks(rows):
        upsert(connection, ClusterMember, chunk, ["article_version_id"], replace=["cluster_id"])


def _joined(connection: Connection, ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(ids)):
        above = select(DuplicatePair.b_id).where(DuplicatePair.a_id.in_(part), DuplicatePair.joins)
        below = select(DuplicatePair.a_id).where(DuplicatePair.b_id.in_(part), DuplicatePair.joins)
        found |= set(connection.scalars(above.union_all(below)))
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


def _edges(connection: Connection, ids: set[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in chunks(sorted(ids)):
        query = select(DuplicatePair.a_id, DuplicatePair.b_id).where(DuplicatePair.a_id.in_(part), DuplicatePair.joins)
        found += [(a, b) for a, b in connection.execute(query) if b in ids]
    return found
