"""BM25 over anchors, and what sentences share of them, weighted by rarity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many texts of a corpus hold a key. Numbers and names are judged by it, so that it belongs to a verdict."""

    size: int
    """Texts that it was learned from."""
    length: float
    """Their mean number of keys."""
    codes: NDArray[np.int64]
    """Ascending."""
    counts: NDArray[np.int32]
    """Texts that hold the key. A key that is not listed counts as in one."""

    @classmethod
    def of(cls, texts: Sequence[NDArray[np.int64]]) -> Rarity:
        """texts: the keys of each."""
        held = [np.unique(keys) for keys in texts]
        codes, counts = np.unique(np.concatenate(held) if held else np.zeros(0, np.int64), return_counts=True)
        total = sum(len(keys) for keys in texts)
        often = counts > 1
        return cls(len(texts), total / max(len(texts), 1), codes[often], counts[often].astype(np.int32))

    def counts_of(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Texts that hold each key, at least 1."""
        if not len(self.codes):
            return np.ones(len(codes), np.int64)
        places = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[places] == codes, self.counts[places], 1)

    def idf(self, codes: NDArray[np.int64]) -> Floats:
        """Inverse document frequency of each key; 0 where it is so common that it tells nothing."""
        counts = self.counts_of(codes)
        idf = np.log1p(self.size / counts.astype(np.float32))
        return np.where(counts <= max(_ALWAYS, self.size * _COMMON), idf, 0.0).astype(np.float32)


class LexicalIndex:
    """Over a fixed list of originals; articles are named by their position in it."""

    def __init__(self, originals: Sequence[Prepared], rarity: Rarity) -> None:
        self.size = len(originals)
        counts = [len(original.keys) for original in originals]
        codes = np.concatenate([original.keys for original in originals]) if originals else np.zeros(0, np.int64)
        places = np.concatenate([original.places for original in originals]) if originals else np.zeros(0, np.int32)
        vocabulary, ids = np.unique(codes, return_inverse=True)
        idf = rarity.idf(vocabulary)
        # Numbered anew without the common ones.
        telling = np.flatnonzero(idf)
        self._vocabulary, self.idf = vocabulary[telling], idf[telling]
        numbered = np.full(len(vocabulary), -1, np.int32)
        numbered[telling] = np.arange(len(telling), dtype=np.int32)
        ids, owners = numbered[ids], np.repeat(np.arange(self.size), counts)
        known = ids >= 0
        self._post(ids[known], owners[known], np.array(counts, np.float32), rarity.length)
        marks = known & (places >= 0)
        self._keys, self._places = ids[marks], places[marks]
        self._starts = np.searchsorted(owners[marks], np.arange(self.size + 1))

    def _post(self, ids: NDArray[np.int32], owners: NDArray[np.int64], lengths: Floats, mean: float) -> None:
        """Postings in one array, by key, with the whole BM25 weight of each."""
        both, times = np.unique(ids.astype(np.int64) * max(self.size, 1) + owners, return_counts=True)
        held, self._docs = np.divmod(both, max(self.size, 1))
        self._posted = np.searchsorted(held, np.arange(len(self.idf) + 1))
        norm = _K1 * (1 - _B + _B * lengths / max(mean, 1.0))
        tf = times.astype(np.float32)
        self._weights: Floats = (self.idf[held] * tf * (_K1 + 1) / (tf + norm[self._docs])).astype(np.float32)

    def _known(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Ids of keys, -1 where no original holds it or too many texts do."""
        if not len(self._vocabulary):
            return np.full(len(codes), -1)
        found = np.minimum(np.searchsorted(self._vocabulary, codes), len(self._vocabulary) - 1)
        return np.where(self._vocabulary[found] == codes, found, -1)

    def scores(self, copy: Prepared) -> Floats:
        """BM25 of every original, shape (originals,)."""
        asked = self._known(np.unique(copy.keys))
        asked = asked[asked >= 0]
        rows = spread(self._posted[asked], self._posted[asked + 1])
        return np.bincount(self._docs[rows], self._weights[rows], minlength=self.size).astype(np.float32)

    def overlaps(self, copy: Prepared, chosen: NDArray[np.int64], starts: NDArray[np.int64], total: int) -> Floats:
        """Summed rarity (idf) of the keys that a sentence of the copy shares with one of a chosen original.

        Shape (sentences of the copy, total): sentence s of the n-th chosen original is column starts[n] + s.
        """
        ids = self._known(copy.keys)
        mine = (ids >= 0) & (copy.places >= 0)
        order = np.argsort(ids[mine], kind="stable")
        ids, places = ids[mine][order], copy.places[mine][order].astype(np.int64)
        # Where the copy's sentences with a key begin and end in that order.
        first, last = np.zeros((2, len(self.idf)), np.int32)
        asked, begins, counts = np.unique(ids, return_index=True, return_counts=True)
        first[asked], last[asked] = begins, begins + counts
        rows = spread(self._starts[chosen], self._starts[chosen + 1])
        columns = self._places[rows] + np.repeat(starts, self._starts[chosen + 1] - self._starts[chosen])
        keys = self._keys[rows]
        here = last[keys] > 0
        keys, columns = keys[here], columns[here]
        again = last[keys] - first[keys]
        cells = places[spread(first[keys], last[keys])] * total + np.repeat(columns, again)
        count = len(copy.vectors)
        shared = np.bincount(cells, np.repeat(self.idf[keys], again), minlength=count * total)
        return shared.astype(np.float32).reshape(count, total)


def spread(starts: NDArray[np.integer], ends: NDArray[np.integer]) -> NDArray[np.int64]:
    """The numbers of all ranges [start, end), one range after the other."""
    lengths = (ends - starts).astype(np.int64)
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
