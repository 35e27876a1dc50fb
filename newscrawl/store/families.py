"""What stored texts are to each other, all of them considered: parents of merged texts, and the clusters that follow.

The pairs of a text that arrives, and of those that it gives a part to, are decided anew, so that any order of arrival
ends in the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from newscrawl.dedup.families import parts_of
from newscrawl.dedup.pairs import Pair
from newscrawl.store import clusters
from newscrawl.store.pairs import pairs_of, rewrite


def settle(connection: Connection, version_ids: Collection[int], before: Collection[Pair[int]]) -> None:
    """Decide what follows from the versions' pairs; `before` are those that they, or versions now gone, had."""
    own = pairs_of(connection, version_ids)
    concerned = set(version_ids) | {text for pair in (*before, *own) for text in _concerned(pair)}
    _renew(connection, concerned, pairs_of(connection, concerned))
    clusters.update(connection, concerned | {text for pair in before for text in (pair.a, pair.b)})


def _concerned(pair: Pair[int]) -> tuple[int, ...]:
    """The texts of a pair that the other one may be a parent of."""
    return tuple(text for text in (pair.a, pair.b) if pair.seen_from(text).is_part)


def _renew(connection: Connection, texts: set[int], pairs: list[Pair[int]]) -> None:
    """Find the parents of the texts, given all pairs that one of them is in."""
    of_text: dict[int, list[Pair[int]]] = defaultdict(list)
    for pair in pairs:
        for text in texts & {pair.a, pair.b}:
            of_text[text].append(pair)
    parts = {text: parts_of(text, of_text[text]) for text in texts}
    changed = []
    for pair in pairs:
        a_part = parts[pair.a].get(pair.b) if pair.a in parts else pair.a_part
        b_part = parts[pair.b].get(pair.a) if pair.b in parts else pair.b_part
        if (a_part, b_part) != (pair.a_part, pair.b_part):
            changed.append(replace(pair, a_part=a_part, b_part=b_part))
    rewrite(connection, changed)
