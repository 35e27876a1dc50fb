"""The originals that copies are compared with, in memory, and which of them are worth comparing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.background import Background, sample
from newscrawl.trace.encoder import Floats, Vectors, unit
from newscrawl.trace.lexical import LexicalIndex
from newscrawl.trace.prepared import Prepared

# On the tracing benchmark the original is among these for more than .995 of the copies; see docs/tracing.md.
_BY_MEAN, _BY_LEAD, _BY_ANCHORS = 25, 10, 25


class Pool:
    """Prepared originals of one encoder. Vectors stay int8; a query touches those of its candidates only."""

    def __init__(self, originals: Sequence[Prepared], background: Background | None = None) -> None:
        self.originals = originals
        self.lexical = LexicalIndex(originals)
        counts = [len(original.sentences) for original in originals]
        self.starts: NDArray[np.int64] = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        width = originals[0].vectors.shape[1] if originals else 0
        self.vectors: Vectors = (
            np.concatenate([original.vectors for original in originals]) if originals else np.zeros((0, width), np.int8)
        )
        texts = [sentence.text for original in originals for sentence in original.sentences]
        self.background = background or sample(texts, self.vectors)
        self.usual = np.concatenate(
            [
                self.background.usual(unit(block))
                for block in np.array_split(self.vectors, 1 + len(self.vectors) // 4096)
            ]
        )
        self.means = _stack([original.mean for original in originals], width)
        self.leads = _stack([original.lead for original in originals], width)

    def candidates(self, copy: Prepared, exclude: Collection[int] = ()) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Positions of the originals worth aligning, and for each the cosine of the means and its BM25 score.

        exclude: positions that can't be the original, such as the copy's own.
        """
        barred = np.fromiter(exclude, np.int64, len(exclude))
        means = self.means @ copy.mean
        bm25 = self.lexical.scores(copy)
        scores = [(bm25, _BY_ANCHORS)]
        if self.vectors.shape[1]:
            scores += [(means, _BY_MEAN), (self.leads @ copy.lead, _BY_LEAD)]
        for values, _ in scores if len(barred) else ():
            values[barred] = -np.inf
        lists = [_top(values, count) for values, count in scores]
        chosen = np.setdiff1d(np.concatenate(lists).astype(np.int64), barred)
        return chosen, means[chosen], bm25[chosen]


def _stack(rows: Sequence[Floats], width: int) -> Floats:
    return np.stack(rows) if rows else np.zeros((0, width), np.float32)


def _top(scores: Floats, count: int) -> NDArray[np.int64]:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]
