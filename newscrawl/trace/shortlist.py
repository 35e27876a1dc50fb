"""The rows of a table nearest to a vector, few of which are compared in full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.encoder import Floats

# Directions of greatest variance that rows are compared by at first, and how many of the nearest then in full. On the
# tracing benchmark the nearest 25 of 6,900 are the same as by all 512 directions, in half the time; by 128 directions
# one of fifteen copies misses one of them.
_DIRECTIONS, _KEPT = 256, 200
# Rows that are compared in full at once: choosing among fewer costs as much.
_FEW = 1024
Places = NDArray[np.int64]


class Shortlist:
    """rows: unit vectors, shape (rows, dimensions)."""

    def __init__(self, rows: Floats) -> None:
        self._rows = rows
        self._axes: Floats | None = None
        if len(rows) > _FEW and rows.shape[1] > _DIRECTIONS:
            _, axes = np.linalg.eigh(rows.T @ rows)
            self._axes = np.ascontiguousarray(axes[:, -_DIRECTIONS:].T)
            self._short: Floats = rows @ self._axes.T

    def scores(self, vectors: Floats) -> Floats:
        """What `nearest` chooses by first, shape (vectors, rows). The rows are read once for all vectors, which for
        one alone takes longer than to compare them."""
        if self._axes is None:
            return np.asarray(vectors @ self._rows.T)
        return np.asarray((vectors @ self._axes.T) @ self._short.T)

    def nearest(self, vector: Floats, scores: Floats, count: int, barred: Places) -> Places:
        """Places of the `count` rows with the greatest cosine, none of the barred ones, in no order.

        scores: those of this vector, shape (rows,).
        """
        if self._axes is None:
            return top(scores, count, barred)
        likely = top(scores, max(_KEPT, count), barred)
        return likely[top(self._rows[likely] @ vector, count)]


def top(scores: Floats, count: int, barred: Places | None = None) -> Places:
    """Places of the `count` greatest scores, in no order."""
    if barred is not None and len(barred):
        scores = scores.copy()
        scores[barred] = -np.inf
    places = np.argpartition(-scores, count)[:count] if len(scores) > count else np.arange(len(scores))
    return places[scores[places] > -np.inf].astype(np.int64)
