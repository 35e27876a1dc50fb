"""The texts of stories: from copies to originals and back, as far as it goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select

from newscrawl.store.models import Article, ArticleVersion, ClusterMember, OriginLink, Publisher
from newscrawl.store.upsert import chunks

MEMBERS = 1_000
"""Texts of a story that are read; of a larger one those that are the most directly linked, then the first stored."""
# How often from copies to originals and back: a copy of a translation of a cut text is three steps away.
_STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryText:
    """One copy, or the original."""

    url: str
    site: str
    title: str | None
    language: str | None
    published_at: datetime | None
    published_zoned: bool | None
    published_precision: str | None
    first_seen_at: datetime
    origin: str | None
    """Slug of its own likeliest origin, None where it is unknown or the text is its publisher's own."""
    origin_name: str | None
    relation: str | None
    confidence: float | None
    original_url: str | None
    """Address of that original, where it is stored."""
    group: int
    """Texts with the same number have the same words, edited, or in part."""
    article_id: int
    original_id: int | None
    publisher: str | None
    publisher_name: str | None
    publisher_kind: str | None


def texts_of_families(
    connection: Connection, keys: Sequence[int], most: int = MEMBERS
) -> dict[int, tuple[StoryText, ...]]:
    """Texts of the stories that families belong to, at most so many of each; a family is named by its cluster, or by
    its only version.

    In the order of the keys; of two that belong to one story both have all of its texts.
    """
    members = _members(connection, keys, most)
    joined = _Sets()
    for family in members.values():
        joined.join(family)
    new = {article for family in members.values() for article in family}
    # In the order in which they were reached.
    known = dict.fromkeys(sorted(new))
    for _ in range(_STEPS):
        links = _links(connection, new, most)
        for link in links:
            joined.join(link)
        new = {article for link in links for article in link} - known.keys()
        known |= dict.fromkeys(sorted(new))
        if not new or len(known) > most * max(1, len(keys)):
            break
    whole = joined.all_of(known)
    chosen = {key: whole[joined.root(family[0])][:most] for key, family in members.items() if family}
    rows = {text.article_id: text for text in _texts(connection, {i for ids in chosen.values() for i in ids})}
    return {key: tuple(rows[i] for i in chosen[key] if i in rows) for key in keys if key in chosen}


class _Sets:
    """Disjoint sets of articles (Galler and Fisher 1964)."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, ident: int) -> int:
        while (above := self._above.setdefault(ident, ident)) != ident:
            self._above[ident] = self._above[above]
            ident = above
        return ident

    def join(self, idents: Iterable[int]) -> None:
        roots = [self.root(ident) for ident in idents]
        for root in roots:
            self._above[root] = min(roots)
            self._above[min(roots)] = min(roots)

    def all_of(self, idents: Iterable[int]) -> dict[int, list[int]]:
        """The sets by root, each in the order given."""
        found: dict[int, list[int]] = {}
        for ident in idents:
            found.setdefault(self.root(ident), []).append(ident)
        return found


def _members(connection: Connection, keys: Sequence[int], most: int) -> dict[int, list[int]]:
    """Articles by family."""
    found: dict[int, list[int]] = {key: [] for key in keys}
    for key, article in _pairs(connection, _OF_CLUSTER, keys, most):
        found[key].append(article)
    single = [key for key in keys if not found[key]]
    rows = select(ArticleVersion.id, ArticleVersion.article_id).where(ArticleVersion.id.in_(single))
    for key, article in connection.execute(rows):
        found[key].append(article)
    return found


def _links(connection: Connection, ids: Collection[int], most: int) -> list[tuple[int, int]]:
    """Articles with the same text, the articles that these were made from, and those that were made from these."""
    steps = (_FELLOWS, _ORIGINALS, _DERIVED_BY_TEXT, _DERIVED_BY_ADDRESS)
    return [pair for step in steps for pair in _pairs(connection, step, ids, most)]


def _pairs(connection: Connection, query: Select[Any], ids: Collection[int], most: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in chunks(sorted(ids)):
        rows = connection.execute(query, {"ids": part, "most": most})
        found += [(first, second) for first, second in rows]
    return found


def _texts(connection: Connection, ids: Collection[int]) -> list[StoryText]:
    found = []
    for part in chunks(sorted(ids)):
        for row in connection.execute(_TEXTS, {"ids": part}).mappings():
            known = {name: row[name] for name in row if name not in _KEYS}
            found.append(StoryText(article_id=row["id"], **known))
    return found


# The queries, made once: making one takes longer than asking it.


def _few(query: Any, column: Any) -> Select[Any]:
    """The pairs of a query for the values `ids` of a column, at most `most` for each: thousands may be made from one
    text."""
    other = query.selected_columns[1]
    place = func.row_number().over(partition_by=column, order_by=other).label("place")
    asked = column.in_(bindparam("ids", expanding=True))
    few = query.add_columns(place).where(asked, other.is_not(None)).subquery()
    return select(few.c[0], few.c[1]).where(few.c.place <= bindparam("most"))


def _with_original(query: Select[Any]) -> Select[Any]:
    """Adds the id of the stored article that an article's likeliest origin is."""
    best = and_(OriginLink.article_version_id == Article.newest_version_id, OriginLink.rank == 1)
    query = query.outerjoin(OriginLink, best)
    query = query.outerjoin(ArticleVersion, ArticleVersion.id == OriginLink.origin_version_id)
    query = query.outerjoin(_OTHER, _OTHER.c.url == OriginLink.url)
    return query.add_columns(func.coalesce(ArticleVersion.article_id, _OTHER.c.id).label("original_id"))


_OTHER, _MINE = Article.__table__.alias("other"), ClusterMember.__table__.alias("mine")
_OTHER_ID = _OTHER.c.id.label("other_id")
_OF_CLUSTER = _few(
    select(ClusterMember.cluster_id, Article.id.label("other_id")).join(
        Article, Article.newest_version_id == ClusterMember.article_version_id
    ),
    ClusterMember.cluster_id,
)
_FELLOWS = _few(
    select(Article.id, _OTHER_ID)
    .join(_MINE, _MINE.c.article_version_id == Article.newest_version_id)
    .join(ClusterMember, ClusterMember.cluster_id == _MINE.c.cluster_id)
    .join(_OTHER, _OTHER.c.newest_version_id == ClusterMember.article_version_id),
    Article.id,
)
_ORIGINALS = _few(_with_original(select(Article.id)), Article.id)
_DERIVED_BY_TEXT = _few(
    select(ArticleVersion.article_id, Article.id.label("other_id"))
    .join(OriginLink, and_(OriginLink.origin_version_id == ArticleVersion.id, OriginLink.rank == 1))
    .join(Article, Article.newest_version_id == OriginLink.article_version_id),
    ArticleVersion.article_id,
)
_DERIVED_BY_ADDRESS = _few(
    select(Article.id, _OTHER_ID)
    .join(OriginLink, and_(OriginLink.url == Article.url, OriginLink.rank == 1))
    .join(_OTHER, _OTHER.c.newest_version_id == OriginLink.article_version_id),
    Article.id,
)


_COLUMNS = (
    *("id", "newest_version_id", "publisher_id", "origin_id", "url", "site", "language", "published_at"),
    *("published_zoned", "published_precision", "first_seen_at", "relation", "confidence"),
)
_KEYS = ("id", "newest_version_id", "publisher_id", "origin_id")


def _texts_query() -> Select[Any]:
    newest, original = ArticleVersion.__table__.alias("newest"), Article.__table__.alias("original")
    own, origin = Publisher.__table__.alias("own"), Publisher.__table__.alias("origin")
    asked = Article.id.in_(bindparam("ids", expanding=True))
    base = _with_original(select(*(Article.__table__.c[name] for name in _COLUMNS)).where(asked)).subquery()
    return (
        select(
            base,
            newest.c.title,
            origin.c.slug.label("origin"),
            origin.c.name.label("origin_name"),
            own.c.slug.label("publisher"),
            own.c.name.label("publisher_name"),
            own.c.kind.label("publisher_kind"),
            original.c.url.label("original_url"),
            func.coalesce(ClusterMember.cluster_id, base.c.newest_version_id).label("group"),
        )
        .join(newest, newest.c.id == base.c.newest_version_id)
        .outerjoin(ClusterMember, ClusterMember.article_version_id == base.c.newest_version_id)
        .outerjoin(own, own.c.id == base.c.publisher_id)
        .outerjoin(origin, origin.c.id == base.c.origin_id)
        .outerjoin(original, original.c.id == base.c.original_id)
    )


_TEXTS = _texts_query()
