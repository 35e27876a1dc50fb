"""Pairs in an SQLite file: what several of them together decide, and the clusters, without holding them in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from newscrawl.dedup.clusters import components
from newscrawl.dedup.families import Facts, families, parts_of
from newscrawl.dedup.kinds import Kind
from newscrawl.dedup.pairs import Pair

TABLE = """
    CREATE TABLE relation (a INTEGER, b INTEGER, alone TEXT, a_words INTEGER, b_words INTEGER, a_cover REAL,
        b_cover REAL, a_shared TEXT, b_shared TEXT, a_part INTEGER, b_part INTEGER, kind TEXT, joins INTEGER,
        score REAL);
"""
_PAIR = "a, b, alone, a_words, b_words, a_cover, b_cover, a_shared, b_shared, a_part, b_part"
_OF_SEVERAL = f"""
    SELECT a AS text, {_PAIR} FROM relation WHERE alone <> 'exact' UNION ALL
    SELECT b AS text, {_PAIR} FROM relation WHERE alone <> 'exact' ORDER BY text, a, b"""
# Texts that may stand between two families.
_BETWEEN = """
    SELECT a FROM relation WHERE a_part IS NOT NULL OR b_part IS NOT NULL OR kind IN ('update-of', 'updated-by')
    UNION
    SELECT text FROM (SELECT a AS text FROM relation WHERE kind = 'part-of' AND joins UNION ALL
                      SELECT b AS text FROM relation WHERE kind = 'contains' AND joins)
    GROUP BY text HAVING count(*) > 1"""


def add(file: sqlite3.Connection, found: Iterable[tuple[Pair[int], float]]) -> None:
    """Insert pairs with their scores, as found of the two texts alone."""
    rows = ((*_values(pair), pair.kind, pair.joins, round(score, 4)) for pair, score in found)
    file.executemany(f"INSERT INTO relation VALUES ({', '.join('?' * 14)})", rows)


def settle(
    file: sqlite3.Connection, facts: Callable[[int], Facts], progress: Callable[[str, int, int], None]
) -> dict[int, int]:
    """Write the kinds that all pairs together decide; each text that is linked with another → its cluster."""
    total = file.execute("SELECT count(*) FROM relation").fetchone()[0]
    progress("relating", 0, total)
    file.execute("CREATE INDEX by_a ON relation (a, b)")
    file.execute("CREATE INDEX by_b ON relation (b)")
    _write_parts(file)
    linked = components(file.execute("SELECT a, b FROM relation WHERE joins"))
    between = {linked[text] for (text,) in file.execute(_BETWEEN) if text in linked}
    for family, pairs in _families(file, linked, between):
        for text in {text for pair in pairs for text in (pair.a, pair.b)}:
            if linked.get(text) == family:
                del linked[text]
        linked |= families(pairs, facts)
    progress("relating", total, total)
    return linked


def _write_parts(file: sqlite3.Connection) -> None:
    file.execute("CREATE TEMP TABLE part (text INTEGER, other INTEGER, side INTEGER)")
    for text, rows in groupby(file.execute(_OF_SEVERAL), key=itemgetter(0)):
        parts = parts_of(text, (_pair(row[1:]) for row in rows))
        file.executemany("INSERT INTO part VALUES (?, ?, ?)", [(text, other, side) for other, side in parts.items()])
    for mine, other in (("a", "b"), ("b", "a")):
        file.execute(
            f"UPDATE relation SET {mine}_part = part.side FROM part"
            f" WHERE part.text = relation.{mine} AND part.other = relation.{other}"
        )
    changed = file.execute(f"SELECT {_PAIR} FROM relation WHERE a_part IS NOT NULL OR b_part IS NOT NULL").fetchall()
    for pair in map(_pair, changed):
        file.execute(
            "UPDATE relation SET kind = ?, joins = ? WHERE a = ? AND b = ?", (pair.kind, pair.joins, pair.a, pair.b)
        )


def _families(
    file: sqlite3.Connection, linked: dict[int, int], wanted: set[int]
) -> Iterator[tuple[int, list[Pair[int]]]]:
    """Each of the wanted families, as linked by whatever joins, with the pairs of its texts."""
    file.execute("CREATE TEMP TABLE member (text INTEGER PRIMARY KEY, family INTEGER)")
    rows = [(text, top) for text, top in linked.items() if top in wanted]
    file.executemany("INSERT INTO member VALUES (?, ?)", rows)
    query = f"SELECT family, {_PAIR} FROM member JOIN relation ON a = text ORDER BY family, a, b"
    for family, found in groupby(file.execute(query), key=itemgetter(0)):
        yield family, [_pair(row[1:]) for row in found]


def _values(pair: Pair[int]) -> tuple[Any, ...]:
    shared = f"{pair.a_shared:x}", f"{pair.b_shared:x}"
    covers = pair.a_cover, pair.b_cover
    return pair.a, pair.b, pair.alone, pair.a_words, pair.b_words, *covers, *shared, pair.a_part, pair.b_part


def _pair(row: tuple[Any, ...]) -> Pair[int]:
    a, b, alone, a_words, b_words, a_cover, b_cover, a_shared, b_shared, a_part, b_part = row
    return Pair(
        a=a,
        b=b,
        alone=Kind(alone),
        a_words=a_words,
        b_words=b_words,
        a_cover=a_cover,
        b_cover=b_cover,
        a_shared=int(a_shared, 16),
        b_shared=int(b_shared, 16),
        a_part=None if a_part is None else bool(a_part),
        b_part=None if b_part is None else bool(b_part),
    )
