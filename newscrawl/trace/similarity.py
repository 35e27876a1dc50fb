"""The gain of every sentence of a copy with every sentence of its candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.encoder import Floats, unit
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Gain:
    """What makes two sentences a match: gain = rise + lexical * s / (s + half) - threshold, s the shared rarity."""

    threshold: float
    lexical: float
    half: float

    def of(self, alike: Floats, usual: Floats, shared: Floats) -> Floats:
        """alike: cosine; usual: sum of both sides' usual similarity; shared: summed idf of common anchors."""
        rise = alike - 0.5 * usual
        return np.asarray(rise + self.lexical * shared / (shared + self.half) - self.threshold, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Table:
    """All candidates' sentences side by side; candidate c has the columns from starts[c], counts[c] of them."""

    gain: Gain
    mine: Floats
    """Unit vectors of the copy, shape (n, dimensions)."""
    theirs: Floats
    """Unit vectors of the candidates, shape (all, dimensions)."""
    alike: Floats
    """Cosines, shape (n, all)."""
    usual: Floats
    """Sum of the usual similarities, shape (n, all)."""
    shared: Floats
    """Summed idf of the anchors in common, shape (n, all)."""
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]

    def padded(self) -> Floats:
        """Gains, shape (n, candidates, longest candidate); -1 where a candidate has no sentence."""
        singles = self.gain.of(self.alike, self.usual, self.shared)
        padded = np.full((len(singles), len(self.counts), int(self.counts.max(initial=0))), -1.0, np.float32)
        owner = np.repeat(np.arange(len(self.counts)), self.counts)
        padded[:, owner, np.arange(singles.shape[1]) - self.starts[owner]] = singles
        return padded

    def one(self, place: int) -> tuple[Floats, Floats, Floats]:
        """Gains with one candidate: of one sentence with one, with two neighbours, and of two neighbours with one.

        Two neighbours count as the one sentence that has the direction of their sum.
        """
        columns = slice(self.starts[place], self.starts[place] + self.counts[place])
        alike, usual, shared = self.alike[:, columns], self.usual[:, columns], self.shared[:, columns]
        split = self.gain.of(
            (alike[:, :-1] + alike[:, 1:]) / _length_of_sum(self.theirs[columns]),
            0.5 * (usual[:, :-1] + usual[:, 1:]),
            shared[:, :-1] + shared[:, 1:],
        )
        joined = self.gain.of(
            (alike[:-1] + alike[1:]) / _length_of_sum(self.mine)[:, None],
            0.5 * (usual[:-1] + usual[1:]),
            shared[:-1] + shared[1:],
        )
        return self.gain.of(alike, usual, shared), split, joined


def tabulate(copy: Prepared, pool: Pool, chosen: NDArray[np.int64], gain: Gain) -> Table:
    """chosen: positions in the pool."""
    counts = pool.starts[chosen + 1] - pool.starts[chosen]
    starts = np.cumsum(counts) - counts
    rows = np.concatenate([np.arange(pool.starts[c], pool.starts[c + 1]) for c in chosen])
    mine, theirs = copy.units, unit(pool.vectors[rows])
    return Table(
        gain=gain,
        mine=mine,
        theirs=theirs,
        alike=mine @ theirs.T,
        usual=pool.background.usual(mine)[:, None] + pool.usual[rows][None, :],
        shared=pool.lexical.overlaps(copy, chosen.tolist(), starts, len(rows)),
        starts=starts,
        counts=counts,
    )


def _length_of_sum(vectors: Floats) -> Floats:
    """Length of the sum of each row and the next, shape (rows - 1,)."""
    return np.asarray(np.maximum(np.linalg.norm(vectors[:-1] + vectors[1:], axis=1), 1.0), dtype=np.float32)
