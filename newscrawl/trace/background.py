"""How alike a sentence is to sentences it has nothing to do with.

An absolute cosine misleads: commonplaces are near to everything, and languages the encoder knows badly near to
nothing. What counts is how far a pair rises above both sentences' usual similarity, the margin criterion of Artetxe and
Schwenk (2019, arXiv:1811.01136), in its form of a difference (CSLS, Conneau et al. 2018).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from newscrawl.trace.encoder import Floats, Vectors, unit

# Sentences in a snapshot, and how many of the nearest make the usual similarity: fewer where the snapshot is small,
# because the nearest half of it are not near.
SIZE = 1024
NEAREST = 8
_ONE_OF = 16
# Rows compared at once; keeps the similarity matrix at 4 MB.
_BLOCK = 1024


class Background:
    """A snapshot of sentences. Its number is a digest of them: with one encoder, equal numbers give equal verdicts."""

    def __init__(self, vectors: Vectors, number: str) -> None:
        self.vectors: Floats = unit(vectors)
        self.number = number

    def usual(self, vectors: Floats) -> Floats:
        """Mean similarity to the nearest background sentences, shape (rows,); 0 where there is no background.

        A sentence that is itself in the snapshot (cosine above .99) is not counted as its own neighbour.
        """
        nearest = min(NEAREST, -(-len(self.vectors) // _ONE_OF))
        if not nearest or not vectors.shape[1]:
            return np.zeros(len(vectors), np.float32)
        parts = []
        for start in range(0, len(vectors), _BLOCK):
            alike = vectors[start : start + _BLOCK] @ self.vectors.T
            alike[alike > 0.99] = 0.0
            parts.append(np.partition(alike, -nearest, axis=1)[:, -nearest:].mean(axis=1))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def sample(texts: Sequence[str], vectors: Vectors) -> Background:
    """The snapshot of a corpus: the `SIZE` sentences with the lowest digests, whatever order they come in."""
    digests = {hashlib.sha256(text.encode("utf-8", "replace")).digest(): n for n, text in enumerate(texts)}
    chosen = sorted(digests.items())[:SIZE]
    number = hashlib.sha256(b"".join(digest for digest, _ in chosen)).hexdigest()[:12]
    return Background(vectors[[n for _, n in chosen]], number)
