"""The family of an article: its copies, what it was put together from, and what only looks alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, or_, select

from newscrawl.dedup.kinds import REVERSED
from newscrawl.query.firsts import earliest, in_time
from newscrawl.query.lookup import find_page
from newscrawl.query.views import ARTICLE, FAMILY, PAGE
from newscrawl.store.models import ClusterMember, DuplicatePair
from newscrawl.store.session import reading
from newscrawl.store.upsert import chunks

_MERGED = ("merged-from", "merged-into")
_NO_COPIES = ("update-of", "updated-by", "template-of", "same-event")
# Read "this text …".
_WORDS = {
    None: "is the same text as another copy",
    "exact": "has the same words",
    "near": "is the same text, edited",
    "contains": "holds the text asked for, whole or nearly, and more",
    "part-of": "is a part of the text asked for",
    "merged-from": "was put together from the text asked for and another one",
    "merged-into": "is one of the texts that the one asked for was put together from",
    "update-of": "is a later version of the text asked for, on the same site",
    "updated-by": "is an earlier version of the text asked for, on the same site",
    "template-of": "is the same form, filled in differently",
    "same-event": "is another article with passages in common",
}
_MAIN: dict[tuple[Any, Any], str] = {
    ("merged-from", True): "was put together from the text asked for, its larger part, and another one",
    ("merged-from", False): "was put together from another text, its larger part, and the one asked for",
    ("merged-into", True): "gave the larger part of the text asked for, which was put together from several",
    ("merged-into", False): "gave the smaller part of the text asked for, which was put together from several",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Another article and what it is to the one asked for."""

    url: str
    site: str
    title: str | None
    published_at: datetime | None
    """As the page claims it."""
    published_zoned: bool | None
    published_precision: str | None
    first_seen_at: datetime
    """When this database first had it; says nothing of when it was published."""
    kind: str | None
    """Read "this is … the article asked for"; None where only a third copy links the two."""
    is_main: bool | None
    """Of a merged text and one that it was put together from: whether that one gave the larger part."""
    relation: str
    """The same in words, read "this text …"."""
    score: float | None
    share: float | None
    """How much of this text stands in the one asked for, 0 to 1; None where it was not measured."""
    share_of_asked: float | None
    run: int | None
    """Words of the longest common run."""
    method: str | None
    detector: str | None
    snapshot: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    url: str
    site: str
    title: str | None
    published_at: datetime | None
    first_seen_at: datetime
    copies: tuple[Member, ...]
    """Articles that hold the same text, whole, in part or edited, the earliest claimed time first."""
    parts: tuple[Member, ...]
    """Texts that this one was put together from, or that were put together from this one."""
    related: tuple[Member, ...]
    """Updates, filled-in forms and articles on one event: no copies."""
    earliest: str | None
    """Address of the copy that claims the earliest time; None where none claims one."""
    is_sure: bool
    """Whether that claim stands before all others even where zones and hours are missing."""
    answer: str
    """What can be said of who was first, in one or two sentences."""


def copies(engine: Engine, address: str) -> Family | None:
    """The family of the article that an address means, None where that page holds no article.

    Raises UnknownAddress, StoreError.
    """
    with reading(engine) as connection:
        url = find_page(connection, address)
        target = connection.scalar(select(PAGE.c.alias_of).where(PAGE.c.url == url))
        own = connection.execute(select(*_columns()).where(ARTICLE.c.url == (target or url))).mappings().one_or_none()
        return _family(connection, own) if own is not None else None


def families(engine: Engine, site: str) -> list[tuple[str, ...]]:
    """Addresses of a site's articles that hold one text, family by family, those with two members or more."""
    found: dict[int, list[str]] = {}
    with reading(engine) as connection:
        query = select(FAMILY.c.cluster_id, FAMILY.c.url).where(FAMILY.c.site == site).order_by(FAMILY.c.url)
        for cluster, url in connection.execute(query):
            found.setdefault(cluster, []).append(url)
    return sorted(tuple(urls) for urls in found.values() if len(urls) > 1)


def _family(connection: Connection, own: Mapping[Any, Any]) -> Family:
    pairs = _pairs(connection, own["version_id"])
    cluster = _cluster(connection, own["version_id"])
    rows = _articles(connection, {*pairs, *cluster} - {own["version_id"]})
    members = {ident: _member(row, pairs.get(ident)) for ident, row in rows.items()}
    parts = [m for m in members.values() if m.kind in _MERGED]
    related = [m for m in members.values() if m.kind in _NO_COPIES]
    same = [m for m in members.values() if m.kind not in (*_MERGED, *_NO_COPIES)]
    asked = _member(own, None)
    first, is_sure = earliest([asked, *same, *(part for part in parts if part.is_main)])
    return Family(
        url=asked.url,
        site=asked.site,
        title=asked.title,
        published_at=asked.published_at,
        first_seen_at=asked.first_seen_at,
        copies=in_time(same),
        parts=in_time(parts),
        related=in_time(related),
        earliest=first.url if first else None,
        is_sure=is_sure,
        answer=_answer(first, is_sure, same, parts),
    )


def _columns() -> list[Any]:
    names = "version_id url site title published_at published_zoned published_precision first_seen_at"
    return [ARTICLE.c[name] for name in names.split()]


def _pairs(connection: Connection, version_id: int) -> dict[int, dict[str, Any]]:
    """The other version's id → what it is to this one."""
    mine = or_(DuplicatePair.a_id == version_id, DuplicatePair.b_id == version_id)
    found = {}
    for row in connection.execute(select(DuplicatePair.__table__).where(mine)).mappings():
        first = row["a_id"] == version_id
        own, other = ("a", "b") if first else ("b", "a")
        scores = row["scores"] or {}
        equal = 1.0 if row["kind"] == "exact" else None
        kind = REVERSED.get(row["kind"], row["kind"]) if first else row["kind"]
        # Whose part it is: the merged text's side of the pair knows.
        is_main = row[f"{other if kind == 'merged-from' else own}_part"] if kind in _MERGED else None
        found[row[f"{other}_id"]] = {
            "kind": str(kind),
            "is_main": is_main,
            "relation": _MAIN.get((kind, is_main)) or _WORDS[kind],
            "score": row["score"],
            "share": scores.get(f"{other}_cover", equal),
            "share_of_asked": scores.get(f"{own}_cover", equal),
            "run": scores.get("run"),
            "method": row["method"],
            "detector": row["detector"],
            "snapshot": row["snapshot"],
        }
    return found


def _cluster(connection: Connection, version_id: int) -> set[int]:
    mine = select(ClusterMember.cluster_id).where(ClusterMember.article_version_id == version_id).scalar_subquery()
    return set(connection.scalars(select(ClusterMember.article_version_id).where(ClusterMember.cluster_id == mine)))


def _articles(connection: Connection, version_ids: set[int]) -> dict[int, Mapping[Any, Any]]:
    """Articles of which these are the newest versions."""
    found: dict[int, Mapping[Any, Any]] = {}
    for part in chunks(sorted(version_ids)):
        rows = connection.execute(select(*_columns()).where(ARTICLE.c.version_id.in_(part))).mappings()
        found |= {row["version_id"]: row for row in rows}
    return found


def _member(row: Mapping[Any, Any], pair: Mapping[str, Any] | None) -> Member:
    names = ["kind", "is_main", "score", "share", "share_of_asked", "run", "method", "detector", "snapshot"]
    none = dict.fromkeys(names) | {"relation": _WORDS[None]}
    return Member(**{name: row[name] for name in row if name != "version_id"}, **(pair or none))


def _answer(earliest: Member | None, is_sure: bool, same: Sequence[Member], parts: Sequence[Member]) -> str:
    sources = ", ".join(dict.fromkeys(m.site for m in parts if m.kind == "merged-into"))
    merged = f"Put together from several texts, found at {sources}. " if sources else ""
    if not same and not any(part.is_main for part in parts):
        return merged or "No other stored article holds this text."
    if earliest is None:
        return f"{merged}None of these pages claims a time, so that none can be called the first."
    claim = f"{earliest.site} claims the earliest time ({earliest.published_at:%Y-%m-%d %H:%M} UTC)"
    order = (
        "before all others"
        if is_sure
        else "but not all times are given exactly enough, or at all, to put it before the others"
    )
    return (
        f"{merged}{claim}, {order}. Earliest in this database is not first published: an older page may not be stored."
    )
