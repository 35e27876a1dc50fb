"""Learning from the stored corpus what says nothing of a text: paragraphs of the site, sequences that all use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, func, insert, select

from newscrawl.dedup.boilerplate import PER_SITE, boilerplate
from newscrawl.dedup.model import Document, Snapshot
from newscrawl.dedup.prepare import SKETCH, prepare
from newscrawl.store.models import Article, ArticleVersion, Boilerplate, ClusterMember, DedupSnapshot, Sketch, StopValue
from newscrawl.store.sketches import documents, sketched
from newscrawl.store.snapshots import BUILDING, CURRENT, by_state, row
from newscrawl.store.upsert import chunks

_READ_AT_ONCE = 200
# A value in more than one of 400 unrelated texts leads to candidates that only share a phrase; never below 12 texts, as
# that many hold one story in other words. Nor is one kept that more than a hundred of all stored texts hold: what a
# lookup reads would grow with the corpus (at a million made texts 970 rows, without such values 110).
COMMON, COMMON_SHARE, MOST = 12, 1 / 400, 100
_EXAMPLE = 500
_NONE = np.empty(0, dtype=np.int64)

Families = dict[int, int]


class _Shared(NamedTuple):
    """A row of `boilerplate`."""

    site: str
    key: int
    articles: int
    example: str


def learn(connection: Connection, now: datetime) -> int:
    """Store a new snapshot of what the corpus shows, in the state `building`; returns its number."""
    ids, families = _sample(connection)
    shown = _paragraphs(connection, ids)
    number = connection.scalar(select(func.coalesce(func.max(DedupSnapshot.number), 0))) or 0
    number += 1
    known: dict[str, set[int]] = defaultdict(set)
    for paragraph in shown:
        known[paragraph.site].add(paragraph.key)
    content = Snapshot(number=number, boilerplate={site: frozenset(keys) for site, keys in known.items()})
    stop = _common(connection, ids, families, content) | _held_by_many(connection)
    connection.execute(insert(DedupSnapshot).values(row(number, BUILDING, documents=len(ids), now=now)))
    for part in chunks([paragraph._asdict() | {"snapshot": number} for paragraph in shown]):
        connection.execute(insert(Boilerplate), part)
    for values in chunks([{"snapshot": number, "value": v, "holders": n} for v, n in sorted(stop.items())]):
        connection.execute(insert(StopValue), values)
    return number


def _sample(connection: Connection) -> tuple[list[int], Families]:
    """Ids of the newest versions, with the family of each: its cluster, or itself alone."""
    place = func.row_number().over(partition_by=Article.site, order_by=ArticleVersion.id.desc()).label("place")
    newest = (
        select(ArticleVersion.article_id, func.max(ArticleVersion.number).label("number"))
        .group_by(ArticleVersion.article_id)
        .subquery()
    )
    ranked = (
        select(ArticleVersion.id, place)
        .join(Article, Article.id == ArticleVersion.article_id)
        .join(
            newest,
            (newest.c.article_id == ArticleVersion.article_id) & (newest.c.number == ArticleVersion.number),
        )
        .subquery()
    )
    family = func.coalesce(ClusterMember.cluster_id, ranked.c.id)
    query = (
        select(ranked.c.id, family)
        .outerjoin(ClusterMember, ClusterMember.article_version_id == ranked.c.id)
        .where(ranked.c.place <= PER_SITE)
        .order_by(ranked.c.id)
    )
    families: Families = dict(connection.execute(query).all())
    return list(families), families


def _texts(connection: Connection, ids: list[int]) -> Iterator[Document]:
    for part in chunks(ids, _READ_AT_ONCE):
        yield from documents(connection, part)


def _paragraphs(connection: Connection, ids: list[int]) -> list[_Shared]:
    """The paragraphs that enough texts of a site show without being copies of each other, site by site."""
    query = select(Article.site, ArticleVersion.id).join(Article, Article.id == ArticleVersion.article_id)
    sites: dict[str, list[int]] = defaultdict(list)
    for part in chunks(ids):
        for site, ident in connection.execute(query.where(ArticleVersion.id.in_(part)).order_by(ArticleVersion.id)):
            sites[site].append(ident)
    found: list[_Shared] = []
    for site, members in sorted(sites.items()):
        pages = []
        for document in _texts(connection, members):
            keys = prepare(document).paragraph_keys
            # 0: no words.
            pages.append({key: text for key, text in zip(keys, document.paragraphs, strict=True) if key})
        shared = boilerplate([{key: len(text) for key, text in page.items()} for page in pages])
        found += [_Shared(site, key, len(who), pages[who[0]][key][:_EXAMPLE]) for key, who in shared.items()]
    return found


def _common(connection: Connection, ids: list[int], families: Families, known: Snapshot) -> dict[int, int]:
    """Sketch values that too many unrelated texts hold, boilerplate set aside → how many."""
    place = {family: number for number, family in enumerate(sorted(set(families.values())))}
    # A value and a family's place in one number: 8 bytes a value, where sets would take some 200.
    held = [
        np.array(sketch.values, dtype=np.int64) << 32 | place[families[int(prepared.id)]]
        for prepared, sketch in sketched(_texts(connection, ids), known)
    ]
    values, holders = np.unique(np.unique(np.concatenate([*held, _NONE])) >> 32, return_counts=True)
    many = holders > common(len(ids))
    return dict(zip(values[many].tolist(), holders[many].tolist(), strict=True))


def common(texts: int) -> float:
    """How many of so many unrelated texts may hold a value that leads to candidates."""
    return min(MOST, max(COMMON, texts * COMMON_SHARE))


def _held_by_many(connection: Connection) -> dict[int, int]:
    """Values of the sketches in use that more than `MOST` unrelated texts hold → how many.

    Those that are left out of these sketches for that reason stay out, as nothing is stored to count them by.
    """
    now = by_state(connection, CURRENT)
    if now is None or now.sketch != SKETCH:
        return {}
    mine = Sketch.snapshot == now.number
    often = select(Sketch.value).where(mine).group_by(Sketch.value).having(func.count() > MOST)
    unrelated = func.count(func.distinct(func.coalesce(ClusterMember.cluster_id, Sketch.article_version_id)))
    query = (
        select(Sketch.value, unrelated)
        .outerjoin(ClusterMember, ClusterMember.article_version_id == Sketch.article_version_id)
        .where(mine, Sketch.value.in_(often))
        .group_by(Sketch.value)
        .having(unrelated > MOST)
    )
    before = select(StopValue.value, StopValue.holders).where(
        StopValue.snapshot == now.number, StopValue.holders > MOST
    )
    return dict(connection.execute(before).all()) | dict(connection.execute(query).all())
