"""Clusters, derived from relations alone: rebuilt at any time, the same for any order of arrival."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from newscrawl.dedup.model import Relation

Key = TypeVar("Key", int, str)


def clusters(ids: Iterable[str], relations: Iterable[Relation]) -> dict[str, str]:
    """Each id → its cluster, named after the smallest id in it."""
    linked = components((relation.a, relation.b) for relation in relations if relation.joins)
    return {ident: linked.get(ident, ident) for ident in ids}


def components(edges: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """Each id that an edge leads to → the smallest id that it is linked with."""
    parent: dict[Key, Key] = {}

    def root(ident: Key) -> Key:
        while parent.setdefault(ident, ident) != ident:
            parent[ident] = parent[parent[ident]]
            ident = parent[ident]
        return ident

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {ident: root(ident) for ident in parent}
