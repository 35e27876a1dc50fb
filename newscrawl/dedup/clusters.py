"""Clusters, derived from relations alone: rebuilt at any time, the same for any order of arrival."""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.dedup.model import Relation


def clusters(ids: Iterable[str], relations: Iterable[Relation]) -> dict[str, str]:
    """Each id → its cluster, named after the smallest id in it."""
    parent = {ident: ident for ident in ids}

    def root(ident: str) -> str:
        while parent[ident] != ident:
            parent[ident] = parent[parent[ident]]
            ident = parent[ident]
        return ident

    for relation in relations:
        if relation.joins:
            low, high = sorted((root(relation.a), root(relation.b)))
            parent[high] = low
    return {ident: root(ident) for ident in parent}
