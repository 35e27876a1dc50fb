"""Pairs of texts as rows, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, or_, select, update

from newscrawl.dedup.kinds import Kind
from newscrawl.dedup.pairs import UPDATES, Pair
from newscrawl.store.models import DuplicatePair
from newscrawl.store.upsert import chunks

_COLUMNS = (
    *(DuplicatePair.a_id, DuplicatePair.b_id, DuplicatePair.kind, DuplicatePair.alone, DuplicatePair.scores),
    *(DuplicatePair.a_shared, DuplicatePair.b_shared, DuplicatePair.a_part, DuplicatePair.b_part),
)


def pairs_of(connection: Connection, version_ids: Collection[int]) -> list[Pair[int]]:
    """All pairs that one of the versions is in."""
    found: dict[tuple[int, int], Pair[int]] = {}
    for part in chunks(sorted(version_ids)):
        for end in (DuplicatePair.a_id, DuplicatePair.b_id):
            found |= _read(connection, select(*_COLUMNS).where(end.in_(part)))
    return list(found.values())


def pairs_among(connection: Connection, version_ids: Collection[int]) -> list[Pair[int]]:
    """The pairs of which both are among the versions, and that say what stands in one cluster or what does not."""
    parts = or_(DuplicatePair.a_part.is_not(None), DuplicatePair.b_part.is_not(None))
    says = or_(DuplicatePair.joins, parts, DuplicatePair.kind.in_(UPDATES))
    wanted, found = set(version_ids), dict[tuple[int, int], Pair[int]]()
    for part in chunks(sorted(wanted)):
        rows = _read(connection, select(*_COLUMNS).where(DuplicatePair.a_id.in_(part), says))
        found |= {ids: pair for ids, pair in rows.items() if pair.b in wanted}
    return list(found.values())


def _read(connection: Connection, query: Select[Any]) -> dict[tuple[int, int], Pair[int]]:
    return {(row.a_id, row.b_id): _pair(row) for row in connection.execute(query)}


def _pair(row: Any) -> Pair[int]:
    scores = row.scores or {}
    return Pair(
        a=row.a_id,
        b=row.b_id,
        alone=Kind(row.alone or row.kind),
        a_words=int(scores.get("a_words", 0)),
        b_words=int(scores.get("b_words", 0)),
        a_cover=scores.get("a_cover", 1.0),
        b_cover=scores.get("b_cover", 1.0),
        a_shared=int(row.a_shared or "0", 16),
        b_shared=int(row.b_shared or "0", 16),
        a_part=row.a_part,
        b_part=row.b_part,
    )


def columns(pair: Pair[int]) -> dict[str, Any]:
    """Of a pair's row, what follows from the two and from all others."""
    return {
        "kind": pair.kind,
        "joins": pair.joins,
        "alone": pair.alone,
        "a_shared": f"{pair.a_shared:x}",
        "b_shared": f"{pair.b_shared:x}",
        "a_part": pair.a_part,
        "b_part": pair.b_part,
    }


def rewrite(connection: Connection, changed: Iterable[Pair[int]]) -> None:
    """Store what others have changed of pairs that are there."""
    rows = [columns(pair) | {"own": pair.a, "other": pair.b} for pair in changed]
    if rows:
        same = and_(DuplicatePair.a_id == bindparam("own"), DuplicatePair.b_id == bindparam("other"))
        connection.execute(update(DuplicatePair).where(same), rows)
