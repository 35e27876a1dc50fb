"""A database's content by natural keys, so that two databases filled in another order can be compared."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Engine, text

_QUERIES = {
    "page": "SELECT url, site, kind, state, reason, alias_of, tries FROM v_page",
    "discovery": "SELECT url, found_on, via, listing, title, author, source_name, locator FROM v_discovery",
    "version": "SELECT url, number, title, body, content_hash, is_newest FROM v_version",
    "credit": "SELECT url, ordinal, kind, quote, locator, rule, place, name, role, agency, publisher FROM v_credit",
    "image": "SELECT url, position, image_url, caption, credit FROM v_image",
    "date": "SELECT url, ordinal, kind, source, raw, chosen FROM v_date",
    "origin": "SELECT url, rank, origin, relation, role, confidence, origin_url FROM v_origin",
    "evidence": "SELECT url, rank, ordinal, kind, polarity, quote, locator, weight FROM v_evidence",
    "copy": "SELECT url, other_url, method, score FROM v_copy",
    "related": "SELECT url, kind, other_url, is_copy, score, method, detector, snapshot FROM v_related",
    "family": "SELECT f.url, min(o.url) FROM v_family f JOIN v_family o USING (cluster_id) GROUP BY f.url",
    "sketch": "SELECT url, number, snapshot, value FROM v_version JOIN sketch ON version_id = article_version_id",
    "fingerprint": "SELECT url, method, value FROM v_version JOIN fingerprint ON version_id = article_version_id",
}


def snapshot(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(query))), key=repr)
            for name, query in _QUERIES.items()
        }


Content = dict[str, Counter[tuple[Any, ...]]]


def content(engine: Engine) -> Content:
    """How often each row is there; alike on both databases, as SQLite has numbers where PostgreSQL has truth values."""
    return {
        name: Counter(tuple(int(c) if isinstance(c, bool) else c for c in row) for row in rows)
        for name, rows in snapshot(engine).items()
    }


def differences(one: Content, other: Content) -> dict[str, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """By table: rows that only the first has, or has more often, and rows that only the other has."""
    found = {name: (one[name] - other[name], other[name] - one[name]) for name in one}
    return {name: (list(a.elements()), list(b.elements())) for name, (a, b) in found.items() if a or b}
