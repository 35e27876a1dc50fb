"""Pairs of texts that hold the same values, from values that are sorted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Of a value that more texts hold, only neighbours are paired, in the order of their keys: a phrase that everybody uses
# leads to no pair twice, but a text that stands in hundreds of places has the same neighbours by all its values.
_ALL_PAIRS = 24
# How far in steps from one pair to another a family reaches at most; larger ones are several.
_SPREAD = 4


def neighbours(
    values: NDArray[np.int64], ranks: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of ranks that hold the same value, given in the order of both: all, or of a common value the next ones."""
    begin = np.flatnonzero(np.diff(values, prepend=values[:1] - 1))
    size = np.diff(begin, append=len(values))
    # How many holders follow each one.
    left = np.repeat(begin + size, size) - np.arange(len(values)) - 1
    common = np.repeat(size > _ALL_PAIRS, size)
    for step in range(1, _ALL_PAIRS):
        first = np.flatnonzero((left >= step) & (~common | (step == 1)))
        if not len(first):
            return
        yield ranks[first], ranks[first + step]


def together(pairs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Pairs of two ranks in one number, below `count`, in an order in which a text is compared with all others before
    it leaves the cache: a family's pairs follow each other."""
    a, b = pairs >> 32, pairs & ((1 << 32) - 1)
    family = np.arange(count)
    for _ in range(_SPREAD):
        smaller = np.minimum(family[a], family[b])
        np.minimum.at(family, a, smaller)
        np.minimum.at(family, b, smaller)
    return pairs[np.lexsort((pairs, family[a]))]
