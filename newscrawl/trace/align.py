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


@dataclass(frozen=True, slots=True)
class Gains:
    """Of a copy with several originals, side by side: original c has the columns from starts[c] to starts[c + 1]."""

    single: Floats
    """Of sentence i with j, shape (n, m)."""
    split: Floats
    """Of i with j and j + 1, shape (n, m - 1); -inf where those belong to two originals."""
    joined: Floats
    """Of i and i + 1 with j, shape (n - 1, m)."""
    starts: NDArray[np.int64]


# A text has at most 400 sentences and a pair gains less than 2, so that what one original can reach is below the floor
# of the next.
_FLOOR = 1024.0


class _Lanes:
    """Originals side by side in one row: each has a cell for its beginning and one for each of its sentences.

    Each lane starts at a floor of its own, above all that the lane before can reach, so that one running maximum over
    the whole row stays within the lanes.
    """

    def __init__(self, starts: NDArray[np.int64]) -> None:
        count = len(starts) - 1
        self.bounds = starts + np.arange(count + 1)
        self._cells = np.arange(starts[-1]) + 1 + np.repeat(np.arange(count), np.diff(starts))
        self._width = int(self.bounds[-1])
        self.floors = _FLOOR * np.repeat(np.arange(count), np.diff(self.bounds))

    def place(self, gains: Floats, skip: int = 0) -> NDArray[np.float64]:
        """Gains in their cells, by the last sentence they are of; -inf elsewhere."""
        placed = np.full((len(gains), self._width), -np.inf)
        placed[:, self._cells[skip:]] = gains
        return placed


def best_totals(single: Floats, starts: NDArray[np.int64]) -> Floats:
    """The gain of the best in-order alignment with each original, one sentence to one, shape (originals,).

    single, starts: as in `Gains`.
    """
    lanes = _Lanes(starts)
    total = lanes.floors.copy()
    for row in lanes.place(single):
        # The right side is complete before it is assigned.
        total[1:] = np.maximum(total[1:], total[:-1] + row[1:])
        np.maximum.accumulate(total, out=total)
    ends = lanes.bounds[1:] - 1
    return np.asarray(total[ends] - lanes.floors[ends], dtype=np.float32)


def align(gains: Gains) -> list[list[Pair]]:
    """The best in-order alignment with each original, then what is left in any order. Pairs are ordered by the copy."""
    lanes = _Lanes(gains.starts)
    totals = _totals(gains, lanes)
    found = []
    for c, (start, end) in enumerate(zip(gains.starts[:-1].tolist(), gains.starts[1:].tolist(), strict=True)):
        single, split, joined = gains.single[:, start:end], gains.split[:, start : end - 1], gains.joined[:, start:end]
        pairs = _walk(totals[:, lanes.bounds[c] : lanes.bounds[c + 1]].tolist(), single, split, joined)
        found.append(sorted([*pairs, *_moved(single, pairs)], key=lambda pair: (pair.copy, pair.original)))
    return found


def _totals(gains: Gains, lanes: _Lanes) -> NDArray[np.float64]:
    """Row i: the best of the copy's first i sentences; in a lane, with the sentences up to there."""
    single, split, joined = lanes.place(gains.single), lanes.place(gains.split, 1), lanes.place(gains.joined)
    totals = np.tile(lanes.floors, (len(single) + 1, 1))
    for i in range(1, len(totals)):
        row, before = totals[i], totals[i - 1]
        np.maximum(before[1:], before[:-1] + single[i - 1, 1:], out=row[1:])
        np.maximum(row[2:], before[:-2] + split[i - 1, 2:], out=row[2:])
        if i > 1:
            np.maximum(row[1:], totals[i - 2, :-1] + joined[i - 2, 1:], out=row[1:])
        np.maximum.accumulate(row, out=row)
    return totals


def _walk(total: list[list[float]], single: Floats, split: Floats, joined: Floats) -> list[Pair]:
    """Back from the end: a skip wherever the total was there already."""
    pairs: list[Pair] = []
    i, j = len(total) - 1, len(total[0]) - 1
    while i > 0 and j > 0:
        here = total[i][j]
        if here == total[i - 1][j]:
            i -= 1
        elif here == total[i][j - 1]:
            j -= 1
        else:
            steps = [(1, 1, float(single[i - 1, j - 1]))]
            if j > 1:
                steps.append((1, 2, float(split[i - 1, j - 2])))
            if i > 1:
                steps.append((2, 1, float(joined[i - 2, j - 1])))
            di, dj, gain = max(steps, key=lambda step: total[i - step[0]][j - step[1]] + step[2])
            i, j = i - di, j - dj
            pairs.append(Pair(i, j, di, dj, gain))
    return pairs[::-1]


def _moved(single: Floats, pairs: list[Pair]) -> list[Pair]:
    """Sentences without an answer that have one out of order: the best pairs first, each sentence once."""
    rows: NDArray[np.bool_] = np.ones(single.shape[0], bool)
    columns: NDArray[np.bool_] = np.ones(single.shape[1], bool)
    for pair in pairs:
        rows[pair.copy : pair.copy + pair.copies] = False
        columns[pair.original : pair.original + pair.originals] = False
    free, apart = np.nonzero((single > 0) & rows[:, None] & columns)
    gains = single[free, apart]
    found: list[Pair] = []
    for n in np.argsort(-gains, kind="stable").tolist():
        i, j = int(free[n]), int(apart[n])
        if rows[i] and columns[j]:
            rows[i] = columns[j] = False
            found.append(Pair(i, j, 1, 1, float(gains[n]), moved=True))
    return found
