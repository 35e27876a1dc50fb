"""Monotone alignment of two lists of sentences, many originals at once.

Dynamic programming over the gain of each pair, as Gale and Church (1993) align translations, but with free skips: a
copy drops and adds what it likes. One sentence may answer one, or two neighbours on either side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.encoder import Floats


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences of the copy [copy, copy + copies) answer those of the original [original, original + originals)."""

    copy: int
    original: int
    copies: int
    originals: int
    gain: float
    moved: bool = False
    """Found in the second pass: it stands elsewhere in the original's order."""


def best_totals(gains: Floats) -> Floats:
    """The gain of the best in-order alignment with each original.

    gains: shape (sentences of the copy, originals, longest original); below zero where a pair is no match, and where a
    shorter original has no sentence. Returns shape (originals,).
    """
    _, originals, longest = gains.shape
    before = np.zeros((originals, longest + 1), np.float32)
    for row in gains:
        after = before.copy()
        np.maximum(after[:, 1:], before[:, :-1] + row, out=after[:, 1:])
        before = np.maximum.accumulate(after, axis=1)
    return before[:, -1]


def align(single: Floats, split: Floats, joined: Floats) -> list[Pair]:
    """The best in-order alignment with one original, then what is left in any order.

    single: gain of sentence i with j, shape (n, m); split: of i with j and j + 1, (n, m - 1); joined: of i and i + 1
    with j, (n - 1, m). Pairs are ordered by the copy.
    """
    pairs = _in_order(single, split, joined)
    return sorted([*pairs, *_moved(single, pairs)], key=lambda pair: (pair.copy, pair.original))


def _in_order(single: Floats, split: Floats, joined: Floats) -> list[Pair]:
    n, m = single.shape
    total = np.zeros((n + 1, m + 1), np.float32)
    for i in range(1, n + 1):
        row = total[i - 1].copy()
        np.maximum(row[1:], total[i - 1, :-1] + single[i - 1], out=row[1:])
        if m > 1:
            np.maximum(row[2:], total[i - 1, :-2] + split[i - 1], out=row[2:])
        if i > 1:
            np.maximum(row[1:], total[i - 2, :-1] + joined[i - 2], out=row[1:])
        total[i] = np.maximum.accumulate(row)
    return _walk(total, single, split, joined)


def _walk(total: Floats, single: Floats, split: Floats, joined: Floats) -> list[Pair]:
    """Back from the end: a skip wherever the total was there already."""
    pairs: list[Pair] = []
    i, j = total.shape[0] - 1, total.shape[1] - 1
    while i > 0 and j > 0:
        here = total[i, j]
        if here == total[i - 1, j]:
            i -= 1
        elif here == total[i, j - 1]:
            j -= 1
        else:
            steps = [(1, 1, single[i - 1, j - 1])]
            if j > 1:
                steps.append((1, 2, split[i - 1, j - 2]))
            if i > 1:
                steps.append((2, 1, joined[i - 2, j - 1]))
            di, dj, gain = max(steps, key=lambda step: total[i - step[0], j - step[1]] + step[2])
            i, j = i - di, j - dj
            pairs.append(Pair(i, j, di, dj, float(gain)))
    return pairs[::-1]


def _moved(single: Floats, pairs: list[Pair]) -> list[Pair]:
    """Sentences without an answer that have one out of order: the best pairs first, each sentence once."""
    rows: NDArray[np.bool_] = np.ones(single.shape[0], bool)
    columns: NDArray[np.bool_] = np.ones(single.shape[1], bool)
    for pair in pairs:
        rows[pair.copy : pair.copy + pair.copies] = False
        columns[pair.original : pair.original + pair.originals] = False
    left = np.where(rows[:, None] & columns[None, :], single, 0.0)
    places = np.argwhere(left > 0)
    found: list[Pair] = []
    for i, j in places[np.argsort(-left[left > 0], kind="stable")]:
        if rows[i] and columns[j]:
            rows[i] = columns[j] = False
            found.append(Pair(int(i), int(j), 1, 1, float(left[i, j]), moved=True))
    return found
