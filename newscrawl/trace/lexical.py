"""An inverted index over anchors: BM25 for whole articles, overlap for single sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.encoder import Floats
from newscrawl.trace.prepared import Prepared

# Robertson's usual constants.
_K1, _B = 1.2, 0.75
# A key in more than this share of the originals tells nothing and costs most of the time.
_COMMON = 0.05
# In a handful of originals every key is common.
_ALWAYS = 20


class LexicalIndex:
    """Over a fixed list of originals; articles are named by their position in it."""

    def __init__(self, originals: Sequence[Prepared]) -> None:
        self.size = len(originals)
        counts = [Counter(key for keys in _every(original) for key in keys) for original in originals]
        frequency = Counter(key for count in counts for key in count)
        limit = max(_ALWAYS, self.size * _COMMON)
        self.ids = {key: n for n, key in enumerate(k for k, f in frequency.items() if f <= limit)}
        rarity = [self.size / frequency[key] for key in self.ids]
        self.idf: Floats = np.log1p(np.array(rarity, dtype=np.float32))
        self._post(counts)
        self._mark(originals)

    def _post(self, counts: Sequence[Counter[str]]) -> None:
        """Postings in one array, by key, with the whole BM25 weight of each."""
        lengths = np.array([count.total() for count in counts], dtype=np.float32)
        norm = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()) if self.size else 1.0, 1.0))
        rows = [
            (self.ids[key], doc, times)
            for doc, count in enumerate(counts)
            for key, times in count.items()
            if key in self.ids
        ]
        table = np.array(rows, dtype=np.int32).reshape(-1, 3)
        table = table[np.argsort(table[:, 0], kind="stable")]
        self._starts = np.searchsorted(table[:, 0], np.arange(len(self.ids) + 1))
        self._docs = np.ascontiguousarray(table[:, 1])
        tf = table[:, 2].astype(np.float32)
        weights = self.idf[table[:, 0]] * tf * (_K1 + 1) / (tf + norm[self._docs])
        self._weights: Floats = weights.astype(np.float32)

    def _mark(self, originals: Sequence[Prepared]) -> None:
        """For each original its (key, sentence) pairs, so that sentences can be compared without the text."""
        self._keys: list[NDArray[np.int32]] = []
        self._places: list[NDArray[np.int32]] = []
        for original in originals:
            pairs = [(i, n) for n, keys in enumerate(original.anchors) for i in self.known(keys)]
            table = np.array(pairs, dtype=np.int32).reshape(-1, 2)
            self._keys.append(np.ascontiguousarray(table[:, 0]))
            self._places.append(np.ascontiguousarray(table[:, 1]))

    def known(self, keys: Sequence[str]) -> list[int]:
        return [self.ids[key] for key in keys if key in self.ids]

    def scores(self, copy: Prepared) -> Floats:
        """BM25 of every original, shape (originals,)."""
        asked = list({i for keys in _every(copy) for i in self.known(keys)})
        if not asked:
            return np.zeros(self.size, np.float32)
        spans = [slice(self._starts[i], self._starts[i + 1]) for i in asked]
        docs = np.concatenate([self._docs[span] for span in spans])
        weights = np.concatenate([self._weights[span] for span in spans])
        return np.bincount(docs, weights, minlength=self.size).astype(np.float32)

    def overlaps(self, copy: Prepared, chosen: Sequence[int], starts: NDArray[np.int64], total: int) -> Floats:
        """Summed rarity (idf) of the keys that a sentence of the copy shares with one of a chosen original.

        Shape (sentences of the copy, total): sentence s of the n-th chosen original is column starts[n] + s.
        """
        marks = [(i, n) for n, keys in enumerate(copy.anchors) for i in self.known(keys)]
        asked = np.unique(np.array([i for i, _ in marks], dtype=np.int32))
        if not len(asked) or not total:
            return np.zeros((len(copy.anchors), total), np.float32)
        left = np.zeros((len(copy.anchors), len(asked)), np.float32)
        ids, places = np.array(marks, dtype=np.int32).T
        left[places, np.searchsorted(asked, ids)] = 1.0
        left *= self.idf[asked]
        keys = np.concatenate([self._keys[c] for c in chosen])
        columns = np.concatenate([self._places[c] + start for c, start in zip(chosen, starts, strict=True)])
        rows = np.minimum(np.searchsorted(asked, keys), len(asked) - 1)
        here = asked[rows] == keys
        right = np.zeros((len(asked), total), np.float32)
        right[rows[here], columns[here]] = 1.0
        return np.asarray(left @ right, dtype=np.float32)


def _every(article: Prepared) -> tuple[tuple[str, ...], ...]:
    return (article.title_anchors, *article.anchors)
