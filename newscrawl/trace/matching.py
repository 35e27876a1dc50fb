"""Which originals a copy may have been made from: candidates, alignment, features."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from newscrawl.trace.align import Pair, align, best_totals
from newscrawl.trace.encoder import Floats
from newscrawl.trace.features import describe
from newscrawl.trace.pool import Outline, Pool
from newscrawl.trace.prepared import Prepared
from newscrawl.trace.similarity import Gain, tabulate

# How many originals are aligned in full, half of a query's time; on the tracing benchmark the original is the first of
# them for .99 of the copies.
ALIGNED = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """A copy beside one original."""

    original: int
    """Position in the pool."""
    pairs: tuple[Pair, ...]
    features: dict[str, float]


def compare(
    copy: Prepared, pool: Pool, gain: Gain, exclude: Collection[int] = (), outline: Outline | None = None
) -> list[Comparison]:
    """The originals most alike, by the summed gain of their best in-order alignment, best first.

    exclude: positions in the pool that can't be the original. outline: the copy's own, where it was made with others'.
    """
    if not copy.sentences or not pool.originals:
        return []
    outline = outline or next(pool.outlines([copy]))
    chosen, means, bm25 = pool.candidates(copy, outline, exclude)
    if not len(chosen):
        return []
    table = tabulate(copy, pool, chosen, gain)
    totals = best_totals(table.single(), table.starts)
    # The second term only orders originals none of whose sentences match.
    order = np.argsort(-(totals + 1e-3 * bm25 / max(float(bm25.max()), 1e-6)), kind="stable")[:ALIGNED]
    found = []
    titles = pool.titles[chosen[order]] @ copy.title
    for place, pairs, title in zip(order.tolist(), align(table.gains(order)), titles.tolist(), strict=True):
        features = describe(
            copy,
            pool.originals[chosen[place]],
            pairs,
            total=float(totals[place]),
            rival=_best_other(totals, place),
            mean=float(means[place]),
            title=title,
            bm25=float(bm25[place]),
            best_bm25=_best_other(bm25, place),
        )
        found.append(Comparison(int(chosen[place]), tuple(pairs), features))
    return found


def _best_other(values: Floats, place: int) -> float:
    return max(float(values[:place].max(initial=0.0)), float(values[place + 1 :].max(initial=0.0)))
