"""The originals that copies are compared with, in memory, and which of them are worth comparing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.background import Background, sample
from newscrawl.trace.encoder import Floats, Vectors, unit
from newscrawl.trace.lexical import LexicalIndex, Rarity
from newscrawl.trace.prepared import Prepared
from newscrawl.trace.shortlist import Shortlist, top

# On the tracing benchmark the original is among these for more than .995 of the copies; see docs/tracing.md.
_BY_MEAN, _BY_LEAD, _BY_ANCHORS = 25, 10, 25
# Scores of originals that are held at once.
_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What does not depend on the copy that an original is compared with, for each of its sentences."""

    original: Prepared
    usual: Floats
    """Usual similarity against a background."""
    scale: Floats
    """1 by the length of its vector."""
    pair: Floats
    """Length of the sum of the unit vectors of it and the next sentence, at least 1; of the last sentence 1."""
    mean: Floats
    lead: Floats
    title: Floats
    """Direction of the title."""


def measure(original: Prepared, background: Background) -> Measured:
    lengths = np.linalg.norm(original.vectors.astype(np.float32), axis=1)
    units = unit(original.vectors)
    pair = np.ones(len(units), np.float32)
    pair[:-1] = np.maximum(np.linalg.norm(units[:-1] + units[1:], axis=1), 1.0)
    return Measured(
        original=original,
        usual=background.usual(units),
        scale=np.asarray(1.0 / np.maximum(lengths, 1e-9), np.float32),
        pair=pair,
        mean=original.mean,
        lead=original.lead,
        title=original.title,
    )


@dataclass(frozen=True, slots=True)
class Outline:
    """A copy as its candidates are chosen by: scores of all originals, shape (originals,)."""

    means: Floats
    leads: Floats


class Pool:
    """Originals of one encoder. Vectors stay int8; a query touches those of its candidates only."""

    def __init__(self, measured: Sequence[Measured], background: Background, rarity: Rarity) -> None:
        self.background = background
        self.originals = [one.original for one in measured]
        self.lexical = LexicalIndex(self.originals, rarity)
        counts = [len(original.sentences) for original in self.originals]
        self.starts: NDArray[np.int64] = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        width = self.originals[0].vectors.shape[1] if measured else 0
        self.vectors: Vectors = _joined([original.vectors for original in self.originals], (0, width), np.int8)
        self.usual: Floats = _joined([one.usual for one in measured], (0,), np.float32)
        self.scale: Floats = _joined([one.scale for one in measured], (0,), np.float32)
        self.pair: Floats = _joined([one.pair for one in measured], (0,), np.float32)
        self.means: Floats = _joined([one.mean[None] for one in measured], (0, width), np.float32)
        self.leads: Floats = _joined([one.lead[None] for one in measured], (0, width), np.float32)
        self.titles: Floats = _joined([one.title[None] for one in measured], (0, width), np.float32)
        self._means, self._leads = Shortlist(self.means), Shortlist(self.leads)

    @classmethod
    def of(cls, originals: Sequence[Prepared]) -> Pool:
        """What is usual and what is rare is learned from the originals themselves."""
        texts = [sentence.text for original in originals for sentence in original.sentences]
        width = originals[0].vectors.shape[1] if originals else 0
        vectors: Vectors = _joined([original.vectors for original in originals], (0, width), np.int8)
        background = sample(texts, vectors)
        rarity = Rarity.of([original.keys for original in originals])
        return cls([measure(original, background) for original in originals], background, rarity)

    def outlines(self, copies: Sequence[Prepared]) -> Iterator[Outline]:
        """Of each copy, as many at once as take 64 MB."""
        at_once = max(1, _AT_ONCE // max(1, len(self.originals)))
        for start in range(0, len(copies), at_once):
            part = copies[start : start + at_once]
            means = self._means.scores(np.stack([copy.mean for copy in part]))
            leads = self._leads.scores(np.stack([copy.lead for copy in part]))
            yield from map(Outline, means, leads)

    def candidates(
        self, copy: Prepared, outline: Outline, exclude: Collection[int] = ()
    ) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Positions of the originals worth aligning, and for each the cosine of the means and its BM25 score.

        exclude: positions that can't be the original, such as the copy's own.
        """
        barred = np.fromiter(exclude, np.int64, len(exclude))
        bm25 = self.lexical.scores(copy)
        lists = [top(bm25, _BY_ANCHORS, barred)]
        if self.vectors.shape[1]:
            lists += [
                self._means.nearest(copy.mean, outline.means, _BY_MEAN, barred),
                self._leads.nearest(copy.lead, outline.leads, _BY_LEAD, barred),
            ]
        chosen = np.unique(np.concatenate(lists))
        return chosen, self.means[chosen] @ copy.mean, bm25[chosen]


def _joined(parts: Sequence[NDArray[Any]], empty: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(empty, kind)
