"""The gain of every sentence of a copy with every sentence of its candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.align import Gains
from newscrawl.trace.encoder import Floats
from newscrawl.trace.lexical import spread
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
    """All candidates' sentences side by side; candidate c has the columns from starts[c] to starts[c + 1]."""

    gain: Gain
    mine: Floats
    """Length of the sum of the unit vectors of a sentence of the copy and the next one, shape (n - 1,)."""
    theirs: Floats
    """The same of the candidates, shape (all,)."""
    alike: Floats
    """Cosines, shape (n, all)."""
    usual: Floats
    """Sum of the usual similarities, shape (n, all)."""
    shared: Floats
    """Summed idf of the anchors in common, shape (n, all)."""
    starts: NDArray[np.int64]

    def single(self) -> Floats:
        """Gains of one sentence with one, shape (n, all)."""
        return self.gain.of(self.alike, self.usual, self.shared)

    def gains(self, chosen: NDArray[np.int64]) -> Gains:
        """Gains with some of the candidates: of one sentence with one, with two neighbours, of two neighbours with one.

        Two neighbours count as the one sentence that has the direction of their sum.
        """
        columns = spread(self.starts[chosen], self.starts[chosen + 1])
        counts = self.starts[chosen + 1] - self.starts[chosen]
        starts = np.concatenate([[0], np.cumsum(counts)])
        alike, usual, shared = self.alike[:, columns], self.usual[:, columns], self.shared[:, columns]
        split = self.gain.of(
            (alike[:, :-1] + alike[:, 1:]) / self.theirs[columns[:-1]],
            0.5 * (usual[:, :-1] + usual[:, 1:]),
            shared[:, :-1] + shared[:, 1:],
        )
        # The last sentence of one candidate and the first of the next are no neighbours.
        split[:, starts[1:-1][(starts[1:-1] > 0) & (starts[1:-1] < len(columns))] - 1] = -np.inf
        joined = self.gain.of(
            (alike[:-1] + alike[1:]) / self.mine[:, None],
            0.5 * (usual[:-1] + usual[1:]),
            shared[:-1] + shared[1:],
        )
        return Gains(self.gain.of(alike, usual, shared), split, joined, starts)


def tabulate(copy: Prepared, pool: Pool, chosen: NDArray[np.int64], gain: Gain) -> Table:
    """chosen: positions in the pool."""
    rows = spread(pool.starts[chosen], pool.starts[chosen + 1])
    starts = np.concatenate([[0], np.cumsum(pool.starts[chosen + 1] - pool.starts[chosen])])
    mine = copy.units
    theirs = pool.vectors[rows].astype(np.float32)
    return Table(
        gain=gain,
        mine=np.maximum(np.linalg.norm(mine[:-1] + mine[1:], axis=1), 1.0),
        theirs=pool.pair[rows],
        alike=(mine @ theirs.T) * pool.scale[rows],
        usual=pool.background.usual(mine)[:, None] + pool.usual[rows],
        shared=pool.lexical.overlaps(copy, chosen, starts[:-1], len(rows)),
        starts=starts,
    )
