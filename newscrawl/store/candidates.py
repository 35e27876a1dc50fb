"""Which stored texts are worth comparing with one: by direction, by names and numbers, by what dedup found."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, or_, select

from newscrawl.sites import SiteRole
from newscrawl.store.embeddings import Names
from newscrawl.store.models import Anchor, Article, ArticleVersion, DuplicatePair, Publisher
from newscrawl.store.texts import StoredText, newest
from newscrawl.store.vectors import TextIndex
from newscrawl.trace.encoder import Floats
from newscrawl.trace.lexical import Rarity

# Of each way in, for one text; what of them is aligned, the matcher chooses.
_BY_MEAN, _BY_LEAD, _BY_ANCHORS, _BY_DEDUP = 30, 15, 25, 10
# Pairs that dedup found are read up to here before the best are chosen.
_PAIRS = 500
# One that stands alone looks like an original by its lead over nobody: so many are compared where there are as many.
_RIVALS = 20
# A stored text this near to a new one may have been made from it, and is traced again; so many of the nearest.
_NEAR, _AGAIN = 0.45, 10
# The same by names and numbers: so many in common.
_COMMON = 3
# Rows of `anchor` that one text may read: its rarest names come first, so many of them in any case.
_ROWS, _LEAST_KEYS = 20_000, 5
_SITES = (
    select(ArticleVersion.id, Article.site, Publisher.kind, Article.url)
    .join(Article, Article.id == ArticleVersion.article_id)
    .outerjoin(Publisher, Publisher.id == Article.publisher_id)
    .where(ArticleVersion.id.in_(newest()))
)
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Version ids, none of the text's own site."""

    originals: list[int]
    """On sites of agencies and outlets."""
    copies: list[int]
    """On aggregators."""


class Candidates:
    """All newest texts with vectors of one encoder, as they were when the index was opened."""

    def __init__(self, connection: Connection, index: TextIndex, rarity: Rarity, names: Names) -> None:
        self._index = index
        self._names = names
        self._rarity = rarity
        self._ids = index.ids
        self._codes: dict[str, int] = {}
        self._sites, self._copies = np.zeros(len(self._ids), np.int32), np.zeros(len(self._ids), bool)
        # Who is chosen among equals: by address, because ids follow the order of arrival.
        self._lots = np.zeros(len(self._ids), np.uint32)
        for ident, site, kind, url in connection.execute(_SITES):
            place = int(np.searchsorted(self._ids, ident))
            if place < len(self._ids) and self._ids[place] == ident:
                self._sites[place] = self._codes.setdefault(site, len(self._codes))
                self._copies[place] = kind == SiteRole.AGGREGATOR
                self._lots[place] = zlib.crc32(url.encode())

    def of(self, connection: Connection, texts: Mapping[int, StoredText]) -> dict[int, Found]:
        """What each text may have been made from."""
        found: dict[int, set[int]] = {version: set() for version in texts}
        for among in (~self._copies, self._copies):
            near = self._index.nearest(list(texts), _BY_MEAN, _BY_LEAD, apart=self._sites, among=among)
            for version, ids in near.items():
                found[version] |= ids
        for version, text in texts.items():
            places, weights, _ = self._sharing(connection, text)
            for role in (False, True):
                mine = self._copies[places] == role
                found[version].update(self._ids[self._best(places[mine], weights[mine], _BY_ANCHORS)].tolist())
            found[version].update(self._ids[self._related(connection, text)].tolist())
        return {version: self._by_role(ids, texts[version]) for version, ids in found.items()}

    def made_from(self, connection: Connection, new: Mapping[int, StoredText]) -> set[int]:
        """Stored texts, none of the new ones, that may have been made from one of those."""
        found = self._index.alike(list(new), _AGAIN, _NEAR)
        for text in new.values():
            places, weights, counts = self._sharing(connection, text)
            enough = counts >= _COMMON
            found.update(self._ids[self._best(places[enough], weights[enough], _AGAIN)].tolist())
            found.update(self._ids[self._related(connection, text)].tolist())
        return found - set(new)

    def _by_role(self, ids: set[int], text: StoredText) -> Found:
        places, _ = self._find(np.array(sorted(ids), np.int64))
        lists = []
        for role in (False, True):
            mine = places[self._copies[places] == role]
            if len(mine) < _RIVALS:
                own = self._codes.get(text.site, -1)
                others = np.setdiff1d(np.flatnonzero((self._copies == role) & (self._sites != own)), mine)
                drawn = self._best(others, np.zeros(len(others), np.float32), _RIVALS - len(mine))
                mine = np.concatenate([mine, drawn])
            lists.append(self._ids[mine].tolist())
        return Found(*lists)

    def _sharing(self, connection: Connection, text: StoredText) -> tuple[Ids, Floats, NDArray[np.int64]]:
        """Rows of other sites that hold names and numbers of a text: their summed rarity, and how many."""
        keys = self._names.of(text)
        keys = keys[np.argsort(-self._rarity.idf(keys), kind="stable")]
        weights = self._rarity.idf(keys)
        expected = np.cumsum(self._rarity.counts_of(keys)) * len(self._ids) / max(self._rarity.size, 1)
        worth = (weights > 0) & ((expected <= _ROWS) | (np.arange(len(keys)) < _LEAST_KEYS))
        by_key = dict(zip(keys[worth].tolist(), weights[worth].tolist(), strict=True))
        query = select(Anchor.value, Anchor.article_version_id).where(Anchor.value.in_(list(by_key))).limit(2 * _ROWS)
        held = connection.execute(query).all()
        versions, owners = np.unique(np.array([row[1] for row in held], np.int64), return_inverse=True)
        shared = np.bincount(owners, [by_key[row[0]] for row in held], minlength=len(versions))
        counts = np.bincount(owners, minlength=len(versions))
        places, here = self._find(versions)
        here[here] = self._sites[places[here]] != self._codes.get(text.site, -1)
        return places[here], shared[here].astype(np.float32), counts[here]

    def _related(self, connection: Connection, text: StoredText) -> Ids:
        """Rows of other sites whose text dedup found to be related."""
        mine = or_(DuplicatePair.a_id == text.version_id, DuplicatePair.b_id == text.version_id)
        query = select(DuplicatePair.a_id, DuplicatePair.b_id, DuplicatePair.score).where(mine)
        pairs = connection.execute(query.order_by(DuplicatePair.score.desc()).limit(_PAIRS)).all()
        places, here = self._find(np.array([a + b - text.version_id for a, b, _ in pairs], np.int64))
        here[here] = self._sites[places[here]] != self._codes.get(text.site, -1)
        return self._best(places[here], np.array([score for *_, score in pairs], np.float32)[here], _BY_DEDUP)

    def _find(self, versions: Ids) -> tuple[Ids, NDArray[np.bool_]]:
        """The row of each version, and whether it has one."""
        places = np.minimum(np.searchsorted(self._ids, versions), max(len(self._ids) - 1, 0))
        here = self._ids[places] == versions if len(self._ids) else np.zeros(len(versions), bool)
        return places.astype(np.int64), here

    def _best(self, places: Ids, scores: Floats, count: int) -> Ids:
        return places[np.lexsort((self._lots[places], -scores))[:count]]
