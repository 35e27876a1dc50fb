"""Clusters, derived from relations alone: rebuilt at any time, the same for any order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", int, str)

Groups = Mapping[str, int]


def components(edges: Iterable[tuple[Key, Key]], groups: Mapping[Key, Groups] | None = None) -> dict[Key, Key]:
    """Each id that an edge leads to → the smallest id that it is linked with.

    groups: id → reason → group. Ids that one reason puts into different groups are told apart: an edge that would
    link them is left out. Give edges with the strongest first, as which of them are left out depends on their order.
    """
    parent: dict[Key, Key] = {}
    held: dict[Key, dict[str, int]] = {key: dict(of_it) for key, of_it in (groups or {}).items()}

    def root(ident: Key) -> Key:
        while parent.setdefault(ident, ident) != ident:
            parent[ident] = parent[parent[ident]]
            ident = parent[ident]
        return ident

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        if low == high or _differ(held.get(low, {}), held.get(high, {})):
            continue
        parent[high] = low
        if gone := held.pop(high, None):
            held[low] = _united(held.get(low, {}), gone)
    return {ident: root(ident) for ident in parent}


def _differ(one: Groups, other: Groups) -> bool:
    small, large = sorted((one, other), key=len)
    return any(large.get(reason, group) != group for reason, group in small.items())


def _united(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    small, large = sorted((one, other), key=len)
    large.update(small)
    return large
